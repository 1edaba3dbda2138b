//! What comes in over the portal, from the sender's form to the clerk's, for every regulation that comes along.

#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

mod support;

use axum::http::StatusCode;
use dengwen_desk::{
    Desk,
    view::{Control, Language, Session},
};
use support::{Browser, desk, filled, owned};

/// Offices with somebody who finds a matter in the inbox: its name in addresses.
async fn handed_in(desk: &Desk) -> Vec<(String, String, Session)> {
    let mut found = Vec::new();
    for office in desk.offices(Language::Zh).await.unwrap() {
        for matter in &office.matters {
            let mut browser = Browser::new(desk);
            let path = format!("/o/{}/{}", office.id, matter.id);
            let page = browser.get(&path).await;
            let form = desk.intake(&office.id, &matter.id, Language::Zh).await.unwrap();
            let mut pairs = filled(&form);
            pairs.retain(|(key, _)| !key.starts_with("party.main"));
            pairs.extend(owned(&[(":once", &page.hidden(":once"))]));
            let receipt = browser.post(&path, &pairs).await.text();
            assert!(receipt.contains("等待工作人员登记"), "{path}: {receipt}");
        }
        let state = desk.office_state(&office.id).await.unwrap();
        for person in state.people.keys() {
            let session = desk.session_for(&office.id, person).await.unwrap();
            let inbox = desk.inbox(&session, "", None, Language::Zh).await.unwrap();
            let row = inbox
                .groups
                .into_iter()
                .flat_map(|group| group.rows)
                .find_map(|row| row.case.strip_prefix("incoming:").map(str::to_owned));
            if let Some(id) = row {
                found.push((office.id.clone(), id, session));
                break;
            }
        }
    }
    assert!(!found.is_empty(), "nothing came in");
    found
}

#[tokio::test]
async fn a_clerk_finds_it_with_what_was_typed_and_registers_it() {
    let desk = desk().await;
    for (office, id, session) in handed_in(&desk).await {
        let mut browser = Browser::new(&desk);
        browser.sign_in(&desk, &office, &session.person).await;
        let path = format!("/desk/incoming/{id}");
        assert!(browser.get("/desk").await.text().contains(&path), "{office}");
        let page = browser.get(&path).await;
        assert_eq!(page.status, StatusCode::OK, "{office}: {}", page.text());
        assert!(
            page.text().contains("value=\"示例内容\"") || page.text().contains(">示例内容</textarea>"),
            "{office}: {}",
            page.text()
        );
        let view = desk.incoming(&session, &id, Language::Zh).await.unwrap();
        let form = &view.registers[0];
        let missing = [(":csrf".to_owned(), page.hidden(":csrf"))];
        let refused = browser.post(&format!("{path}/register/{}", form.act), &missing).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{office}");
        let mut pairs = filled(form);
        let optional = |key: &str| form.fields.iter().any(|field| field.key == key && !field.must);
        pairs.retain(|(key, _)| !key.starts_with("party.") && !optional(key));
        pairs.retain(|(key, _)| !view.typed.iter().any(|(known, _)| known == key));
        pairs.extend(view.typed.clone());
        pairs.extend(owned(&[
            (":csrf", &page.hidden(":csrf")),
            (":once", "one form"),
            (":seq", &view.seq.to_string()),
        ]));
        assert!(form.fields.iter().all(|field| field.key != "incoming.way" || field.control == Control::One));
        let sent = browser.post(&format!("{path}/register/{}", form.act), &pairs).await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER, "{office}: {}", sent.text());
        assert!(sent.location().starts_with("/desk/cases/"), "{office}: {}", sent.location());
        assert_eq!(browser.get(sent.location()).await.status, StatusCode::OK);
        assert!(browser.get(&path).await.text().contains("已登记为"), "{office}");
        let again = browser.post(&format!("{path}/register/{}", form.act), &pairs).await;
        assert_eq!(again.status, StatusCode::CONFLICT, "{office}");
        let mut other = Browser::new(&desk);
        other.sign_in(&desk, &office, "administrator").await;
        let hidden = other.get(&path).await.status;
        let may = desk.begins(&desk.session_for(&office, "administrator").await.unwrap(), Language::Zh).await.unwrap();
        assert_eq!(hidden, if may.is_empty() { StatusCode::NOT_FOUND } else { StatusCode::OK }, "{office}");
    }
}

#[tokio::test]
async fn it_is_set_aside_with_a_reason_that_is_confirmed() {
    let desk = desk().await;
    let (office, id, session) = handed_in(&desk).await.remove(0);
    let mut browser = Browser::new(&desk);
    browser.sign_in(&desk, &office, &session.person).await;
    let path = format!("/desk/incoming/{id}");
    let token = browser.get(&path).await.hidden(":csrf");
    let unsure = [(":csrf", token.as_str()), (":once", "x"), ("why", "test")];
    let refused = browser.post(&format!("{path}/settle/set_aside"), &owned(&unsure)).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text().contains("请确认"));
    let sure = [(":csrf", token.as_str()), (":once", "y"), ("why", "test"), ("sure", "yes")];
    let done = browser.post(&format!("{path}/settle/set_aside"), &owned(&sure)).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text());
    let page = browser.get(done.location()).await.text();
    assert!(page.contains("系测试内容") && page.contains("恢复为待登记"), "{page}");
    assert!(!browser.get("/desk").await.text().contains(&path));
    let up = [(":csrf", token.as_str()), (":once", "z")];
    assert_eq!(browser.post(&format!("{path}/settle/take_up"), &owned(&up)).await.status, StatusCode::SEE_OTHER);
    assert!(browser.get("/desk").await.text().contains(&path));
}

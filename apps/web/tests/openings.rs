//! Who looked, and the opening of identities and papers, as pages: a purpose, a second person, a set time.

#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

mod support;

use axum::http::StatusCode;
use dengwen_desk::{Desk, view::Language};
use support::{Answer, Browser, desk, filled, owned, sure};

const OFFICE: &str = "r01-guangdong-realname-report";
const NAME: &str = "欧阳不凡卡那利";

/// The office with a case that its clerk registered: the desk, the clerk's browser, the case.
async fn scene() -> (Desk, Browser, String) {
    let desk = desk().await;
    let mut clerk = Browser::new(&desk);
    clerk.sign_in(&desk, OFFICE, "petition_dept").await;
    let session = desk.session_for(OFFICE, "petition_dept").await.unwrap();
    let (matter, channel, _) = desk.begins(&session, Language::Zh).await.unwrap().into_iter().next().unwrap();
    let path = format!("/desk/register/{matter}/{channel}");
    let form = clerk.get(&path).await;
    let mut pairs = filled(&desk.begin_form(&session, &matter, &channel, Language::Zh).await.unwrap());
    pairs.retain(|(key, _)| !key.starts_with("party.main") && key != "party.reporter.0.name");
    pairs.extend(owned(&[
        ("party.reporter.0.name", NAME),
        (":csrf", &form.hidden(":csrf")),
        (":once", &form.hidden(":once")),
    ]));
    let sent = clerk.post(&path, &pairs).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text());
    let case = sent.location().split(['/', '?']).nth(3).unwrap().to_owned();
    (desk, clerk, case)
}

async fn send(browser: &mut Browser, path: &str, pairs: &[(&str, &str)]) -> Answer {
    let token = browser.get("/desk").await.hidden(":csrf");
    let mut pairs = pairs.to_vec();
    pairs.push((":csrf", &token));
    browser.post(path, &owned(&pairs)).await
}

#[tokio::test]
async fn who_looked_is_a_page() {
    let (desk, mut clerk, case) = scene().await;
    let page = format!("/desk/cases/{case}/looks");
    assert!(clerk.get(&page).await.text().contains("还没有人看过"), "the empty list says so");
    let whole = clerk.get(&format!("/desk/cases/{case}")).await.text();
    assert!(whole.contains(&page), "the page of the case leads there");
    let opened = send(&mut clerk, &format!("/desk/cases/{case}/parties/1/identity"), &[("purpose", "回电核实")]).await;
    assert!(opened.text().contains(NAME), "{}", opened.text());
    let told = clerk.get(&page).await.text();
    for word in ["本件内容", "身份：", "回电核实", "启封"] {
        assert!(told.contains(word), "{word} is missing in {told}");
    }
    assert!(!told.contains(NAME), "who looked tells nothing of what was read");
    let mut other = Browser::new(&desk);
    other.sign_in(&desk, OFFICE, "handling_dept").await;
    assert_eq!(other.get(&page).await.status, StatusCode::NOT_FOUND);
    let mut chief = Browser::new(&desk);
    chief.sign_in(&desk, OFFICE, "administrator").await;
    assert_eq!(chief.get(&page).await.status, StatusCode::NOT_FOUND);
    let door = chief.get("/desk/door/record").await.text();
    assert!(door.contains("登录") && door.contains("账号开立或密码更改"), "{door}");
    assert_eq!(other.get("/desk/door/record").await.status, StatusCode::FORBIDDEN);
    assert!(door.contains("还没有设置用邮件或网络地址接收检查点的外部持有人"), "{door}");
    let kept = r#"[{"receiver": "mailto:keeper@supervisor.test", "failing": {"tries": 3, "since": "2026-03-09T01:00:00Z", "why": "no route"}}]"#;
    std::fs::write(desk.data().join("checkpoints-sent.json"), kept).unwrap();
    let door = chief.get("/desk/door/record").await.text();
    for word in ["mailto:keeper@supervisor.test", "尚未收到", "自2026-03-09 09:00起3次未送达", "no route"] {
        assert!(door.contains(word), "{word} is missing in {door}");
    }
    // The administrators are told that something was opened, and not of which case.
    let inbox = chief.get("/desk").await.text();
    assert!(inbox.contains("知悉启封") && !inbox.contains(&case), "{inbox}");
}

#[tokio::test]
async fn an_identity_waits_for_a_second_person_and_is_shown_for_a_set_time() {
    let (desk, mut clerk, case) = scene().await;
    let mut chief = Browser::new(&desk);
    chief.sign_in(&desk, OFFICE, "administrator").await;
    let rule = [("second_person", "yes"), ("minutes", "0")];
    let wrong = send(&mut chief, "/desk/openings", &rule).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.text().contains("1440"), "it says what fits: {}", wrong.text());
    let token = chief.get("/desk").await.hidden(":csrf");
    let rule = owned(&[("second_person", "yes"), ("minutes", "20"), (":csrf", &token)]);
    let saved = sure(&mut chief, "/desk/openings", &rule).await;
    assert_eq!(saved.location(), "/desk/openings?saved=1", "{}", saved.text());
    let page = format!("/desk/cases/{case}");
    assert!(clerk.get(&page).await.text().contains("请求启封"));
    let asked = send(&mut clerk, &format!("{page}/parties/1/identity"), &[("purpose", "回电核实")]).await;
    assert_eq!(asked.status, StatusCode::SEE_OTHER, "{}", asked.text());
    let told = clerk.get(asked.location()).await.text();
    assert!(told.contains("已提请") && told.contains("等待") && !told.contains(NAME), "{told}");
    let again = send(&mut clerk, &format!("{page}/parties/1/identity"), &[("purpose", "再问")]).await;
    assert!(again.status.is_client_error() && again.text().contains("您已提出同一请求"), "{}", again.text());
    let mut head = Browser::new(&desk);
    head.sign_in(&desk, OFFICE, "organ_head").await;
    let inbox = head.get("/desk").await.text();
    let opening = inbox.split("/desk/openings/").nth(1).unwrap().split('"').next().unwrap();
    let opening = format!("/desk/openings/{opening}");
    assert!(head.get("/desk?filter=approve").await.text().contains(&opening), "it is among what asks for approval");
    let own = clerk.get(&opening).await.text();
    assert!(own.contains("任何人不得同意本人提出的请求") && !own.contains("/acts/grant"), "{own}");
    let view = head.get(&opening).await.text();
    assert!(view.contains("回电核实") && view.contains("/acts/grant"), "{view}");
    let bare = send(&mut head, &format!("{opening}/acts/refuse"), &[]).await;
    assert_eq!(bare.status, StatusCode::UNPROCESSABLE_ENTITY, "not agreeing needs a reason");
    let done = send(&mut head, &format!("{opening}/acts/grant"), &[]).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text());
    let shown = clerk.get(&page).await.text();
    assert!(shown.contains(NAME) && shown.contains("之后自动重新密封"), "{shown}");
    assert!(clerk.get(&page).await.text().contains(NAME), "again, without asking");
    assert!(!head.get(&page).await.text().contains(NAME));
    desk.tick(desk.now().saturating_add(jiff::SignedDuration::from_mins(21)).unwrap()).await.unwrap();
    assert!(!clerk.get(&page).await.text().contains(NAME), "closed again by itself");
}

#[tokio::test]
async fn a_paper_that_names_somebody_asks_for_a_purpose() {
    let (_, mut clerk, case) = scene().await;
    let paper = format!("/desk/cases/{case}/papers/1/1");
    let print = format!("{paper}/print");
    for path in [&paper, &print] {
        let closed = clerk.get(path).await;
        assert_eq!(closed.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(closed.text().contains("name=\"purpose\"") && !closed.text().contains(NAME), "{}", closed.text());
    }
    let bare = send(&mut clerk, &print, &[("purpose", " ")]).await;
    assert_eq!(bare.status, StatusCode::UNPROCESSABLE_ENTITY);
    let opened = send(&mut clerk, &print, &[("purpose", "装订归档")]).await;
    assert_eq!((opened.status, opened.location()), (StatusCode::SEE_OTHER, print.as_str()), "{}", opened.text());
    assert!(clerk.get(&print).await.text().contains(NAME));
    let pdf = clerk.get(&paper).await;
    assert_eq!(pdf.status, StatusCode::OK);
    assert!(pdf.body.starts_with(b"%PDF"));
    assert!(
        !clerk.get(&format!("/desk/cases/{case}")).await.text().contains(NAME),
        "the page of the case stays closed"
    );
}

//! Regulations in the workbench: a changed text, what it would change, and what is wrong with it.

#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

mod support;

use axum::http::StatusCode;
use dengwen_desk::{
    Desk,
    view::{Control, FieldView, Language},
};
use dengwen_packs::Packs;
use support::{Browser, desk, found, owned, sure};

/// The first regulation that comes along, and its text.
fn first() -> (String, String) {
    let packs = Packs::BuiltIn;
    let id = packs.ids().into_iter().next().unwrap();
    let text = packs.text(&format!("{id}/regulation.yaml")).unwrap();
    (id, text)
}

async fn administrator(desk: &Desk, office: &str) -> Browser {
    let mut browser = Browser::new(desk);
    browser.sign_in(desk, office, "administrator").await;
    browser
}

async fn running(desk: &Desk, office: &str) -> String {
    desk.office_state(office).await.unwrap().regulation(office, desk.now()).unwrap().content.clone()
}

#[tokio::test]
async fn a_faulty_regulation_is_refused_with_all_findings_and_the_running_version_stays() {
    let desk = desk().await;
    let (id, text) = first();
    let before = running(&desk, &id).await;
    let mut browser = administrator(&desk, &id).await;
    let path = format!("/desk/regulations/{id}/text");
    let page = browser.get(&path).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text());
    let csrf = page.hidden(":csrf");
    let faulty = format!("{text}\nno_such_section: 1\nnor_this: 2\n");
    let pairs = owned(&[(":csrf", &csrf), (":do", "adopt"), ("text", &faulty)]);
    let answer = browser.post(&path, &pairs).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    let lines = text.lines().count();
    for (word, line) in [("no_such_section", lines + 2), ("nor_this", lines + 3)] {
        assert!(answer.text().contains(&format!("regulation.yaml:{line}:1")), "{word}: {}", answer.text());
        assert!(answer.text().contains(&format!("`{word}`")), "{word}");
    }
    assert!(answer.text().contains("role=\"alert\""), "the findings stand in the summary");
    assert!(answer.text().contains("no_such_section: 1"), "what was pasted stays");
    assert_eq!(running(&desk, &id).await, before);
}

#[tokio::test]
async fn a_program_is_told_every_finding_of_a_faulty_regulation() {
    let desk = desk().await;
    let (id, text) = first();
    let mut browser = administrator(&desk, &id).await;
    let path = format!("/desk/regulations/{id}/text");
    let csrf = browser.get(&path).await.hidden(":csrf");
    let mut program = browser.asking_for_json();
    let faulty = format!("{text}\nno_such_section: 1\nnor_this: 2\n");
    let pairs = owned(&[(":csrf", &csrf), (":do", "adopt"), ("text", &faulty)]);
    let answer = program.post(&path, &pairs).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    let problem: serde_json::Value = serde_json::from_slice(&answer.body).unwrap();
    let told: Vec<String> =
        problem["refusals"].as_array().unwrap().iter().map(|one| one["cited"]["text"].to_string()).collect();
    assert!(told.iter().any(|one| one.contains("no_such_section")), "{told:?}");
    assert!(told.iter().any(|one| one.contains("nor_this")), "{told:?}");
}

#[tokio::test]
async fn a_changed_text_is_looked_at_confirmed_and_runs() {
    let desk = desk().await;
    let (id, text) = first();
    let before = running(&desk, &id).await;
    let mut browser = administrator(&desk, &id).await;
    let path = format!("/desk/regulations/{id}/text");
    let csrf = browser.get(&path).await.hidden(":csrf");
    let title = text.lines().find(|line| line.starts_with("title:")).unwrap();
    let changed = text.replace(title, &format!("{title} 2"));
    let pairs = owned(&[(":csrf", &csrf), (":do", "look")]);
    let answer = browser.post_parts(&path, &pairs, &[(":upload", "regulation.yaml", changed.as_bytes())]).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    assert!(answer.text().contains("<code>title"), "what changes is shown");
    assert_eq!(running(&desk, &id).await, before, "looking changes nothing");
    let content = answer.hidden(":content");
    let other = owned(&[
        (":csrf", &csrf),
        (":do", "adopt"),
        (":content", &content),
        ("text", &format!("{changed}\n# 3\ngaps: []")),
    ]);
    assert_ne!(browser.post(&path, &other).await.status, StatusCode::SEE_OTHER, "only what was looked at is taken");
    let pairs = owned(&[(":csrf", &csrf), (":do", "adopt"), (":content", &content), ("text", &changed)]);
    let answer = browser.post(&path, &pairs).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
    assert_eq!(running(&desk, &id).await, content);
    let page = browser.get(answer.location()).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text());
    assert!(page.text().contains("文本已采用"));
}

#[tokio::test]
async fn settings_are_filled_in_as_fields_and_what_was_typed_stays() {
    let desk = desk().await;
    found(&desk, &Packs::BuiltIn.ids()).await;
    let mut seen = 0_usize;
    for id in Packs::BuiltIn.ids() {
        let mut browser = administrator(&desk, &id).await;
        let session = desk.session_for(&id, "administrator").await.unwrap();
        let path = format!("/desk/regulations/{id}");
        let page = browser.get(&path).await;
        assert_eq!(page.status, StatusCode::OK, "{id}: {}", page.text());
        let csrf = page.hidden(":csrf");
        let views = desk.regulations(&session, Language::Zh).await.unwrap();
        for setting in views.iter().flat_map(|view| &view.settings) {
            let (act, right, unit) = (format!("setting-{}", setting.id), right(&setting.field), "working-day");
            assert!(page.text().contains(&setting.field.label), "{id}: the question is the label");
            let wrong = owned(&[(":csrf", &csrf), (":act", &act), ("value", "不合适的"), ("unit", unit)]);
            // Every text fits into a field of text.
            if !matches!(setting.field.control, Control::Text | Control::Long) {
                let answer = browser.post(&path, &wrong).await;
                assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{id} {}", setting.id);
                assert!(answer.text().contains("role=\"alert\""), "{id} {}", setting.id);
            }
            let pairs = owned(&[(":csrf", &csrf), (":act", &act), ("value", &right), ("unit", unit)]);
            let pairs = if setting.field.control == Control::Interval { &pairs[..] } else { &pairs[..3] };
            let answer = sure(&mut browser, &path, pairs).await;
            assert_eq!(answer.status, StatusCode::SEE_OTHER, "{id} {}: {}", setting.id, answer.text());
            seen += 1;
        }
        let after = desk.regulations(&session, Language::Zh).await.unwrap();
        assert!(after.iter().flat_map(|view| &view.settings).all(|setting| setting.filled), "{id}");
    }
    assert!(seen > 0, "no regulation has a setting");
}

/// What fits a field.
fn right(field: &FieldView) -> String {
    match field.control {
        Control::YesNo => return "yes".to_owned(),
        // Periods are typed as text.
        Control::Text => return "2026-03-20..2026-04-10".to_owned(),
        _ => {}
    }
    field.options.first().map_or_else(|| "5".to_owned(), |choice| choice.value.clone())
}

#[tokio::test]
async fn everybody_changes_their_own_password() {
    let desk = desk().await;
    let (id, _) = first();
    let mut browser = administrator(&desk, &id).await;
    let page = browser.get("/desk/password").await;
    let csrf = page.hidden(":csrf");
    let sent =
        |old: &str, new: &str, again: &str| owned(&[(":csrf", &csrf), ("old", old), ("new", new), ("again", again)]);
    for (old, new, again, told) in [
        ("wrong horse battery", "another long one", "another long one", "原密码不正确"),
        ("right horse battery", "short", "short", "href=\"#new\""),
        ("right horse battery", "another long one", "another long two", "href=\"#again\""),
    ] {
        let answer = browser.post("/desk/password", &sent(old, new, again)).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{told}");
        assert!(answer.text().contains(told), "{}", answer.text());
    }
    let answer =
        browser.post("/desk/password", &sent("right horse battery", "another long one", "another long one")).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
    assert!(browser.get(answer.location()).await.text().contains("密码已修改"), "still signed in here");
    desk.sign_in(&format!("administrator.{id}"), "another long one").await.unwrap();
}

//! The portal over a real desk, for every regulation that comes along.

#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

mod support;

use axum::http::{StatusCode, header};
use dengwen_desk::{
    Desk,
    view::{Language, Rejection},
};
use support::{Answer, Browser, desk, filled, owned};

/// Offices with the matters that are open to the public.
async fn open_matters(desk: &Desk) -> Vec<(String, String)> {
    let offices = desk.offices(Language::Zh).await.unwrap();
    assert!(!offices.is_empty());
    let matters = offices.iter().flat_map(|office| office.matters.iter().map(move |matter| (office, matter)));
    let open = matters.filter(|(_, matter)| matter.closed.is_none());
    let open: Vec<_> = open.map(|(office, matter)| (office.id.clone(), matter.id.clone())).collect();
    assert!(!open.is_empty(), "no matter is open");
    open
}

async fn typed(desk: &Desk, page: &Answer, office: &str, matter: &str) -> Vec<(String, String)> {
    let mut pairs = filled(&desk.intake(office, matter, Language::Zh).await.unwrap());
    pairs.push((":once".to_owned(), page.hidden(":once")));
    pairs
}

#[tokio::test]
async fn a_matter_is_handed_in_and_followed_for_every_regulation() {
    let desk = desk().await;
    for (office, matter) in open_matters(&desk).await {
        let mut browser = Browser::new(&desk);
        assert_eq!(browser.get("/").await.status, StatusCode::OK);
        assert_eq!(browser.get(&format!("/o/{office}")).await.status, StatusCode::OK);
        let path = format!("/o/{office}/{matter}");
        let form = browser.get(&path).await;
        assert_eq!(form.status, StatusCode::OK, "{path}: {}", form.text());
        let sent = browser.post(&path, &typed(&desk, &form, &office, &matter).await).await;
        assert_eq!(sent.status, StatusCode::OK, "{path}: {}", summary(&sent));
        let follow = browser.post("/follow", &owned(&[("code", &sent.code())])).await;
        assert_eq!(follow.status, StatusCode::OK);
        assert!(follow.text().contains("aria-current=\"step\""), "{path} shows where it stands: {}", follow.text());
        assert!(!follow.text().contains("13800000000"), "{path}: identity is not shown");
    }
}

#[tokio::test]
async fn a_form_with_errors_comes_back_filled_in_with_a_summary_that_links_to_the_fields() {
    let desk = desk().await;
    let (office, matter) = open_matters(&desk).await.remove(0);
    let path = format!("/o/{office}/{matter}");
    let mut browser = Browser::new(&desk);
    let form = browser.get(&path).await;
    let all = typed(&desk, &form, &office, &matter).await;
    let view = desk.intake(&office, &matter, Language::Zh).await.unwrap();
    let must = view.fields.iter().find(|field| field.must && field.children.is_empty()).unwrap().key.clone();
    let some: Vec<_> = all.into_iter().filter(|(key, _)| *key != must).collect();
    let answer = browser.post(&path, &some).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    let text = answer.text();
    assert!(text.contains("role=\"alert\""), "{text}");
    assert!(text.contains("<title>错误："), "{text}");
    assert!(text.contains(&format!("<a href=\"#{}--{must}\">", view.act)), "{}", summary(&answer));
    assert!(
        text.contains("示例内容") || text.contains("13800000000") || text.contains("checked"),
        "what was typed stays"
    );
}

#[tokio::test]
async fn an_upload_that_is_refused_is_told_and_the_others_stay() {
    let desk = desk().await;
    let mut seen = 0;
    for (office, matter) in open_matters(&desk).await {
        let view = desk.intake(&office, &matter, Language::Zh).await.unwrap();
        let Some(files) = view.fields.iter().find(|field| field.control == dengwen_desk::view::Control::Files) else {
            continue;
        };
        seen += 1;
        let path = format!("/o/{office}/{matter}");
        let mut browser = Browser::new(&desk);
        let form = browser.get(&path).await;
        let pairs = typed(&desk, &form, &office, &matter).await;
        let large = vec![b' '; 20 * 1024 * 1024 + 1];
        let sent: &[(&str, &str, &[u8])] =
            &[(&files.key, "合同.pdf", b"%PDF-1.7 x"), (&files.key, "录像.txt", &large), (&files.key, "a.exe", b"MZ")];
        let answer = browser.post_parts(&path, &pairs, sent).await;
        let text = answer.text();
        assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE);
        assert!(text.contains("“录像.txt”超过 20 MB"), "{}", summary(&answer));
        assert!(text.contains("不接收“a.exe”"), "{}", summary(&answer));
        assert!(text.contains("已收到：合同.pdf"), "the file that was taken stays");
        let mut again = pairs.clone();
        again.push((":held".to_owned(), answer.hidden(":held")));
        let done = browser.post_parts(&path, &again, &[]).await;
        assert!(!done.code().is_empty(), "{}", summary(&done));
    }
    eprintln!("{seen} forms take files");
}

#[tokio::test]
async fn a_form_that_is_sent_twice_counts_once() {
    let desk = desk().await;
    let (office, matter) = open_matters(&desk).await.remove(0);
    let path = format!("/o/{office}/{matter}");
    let mut browser = Browser::new(&desk);
    let form = browser.get(&path).await;
    let pairs = typed(&desk, &form, &office, &matter).await;
    let first = browser.post(&path, &pairs).await;
    let second = browser.post(&path, &pairs).await;
    assert!(!first.code().is_empty(), "{}", summary(&first));
    assert_eq!(first.code(), second.code());
}

#[tokio::test]
async fn pages_keep_to_themselves_and_speak_the_language_chosen() {
    let desk = desk().await;
    let mut browser = Browser::new(&desk);
    let page = browser.get("/").await;
    assert!(page.text().contains("lang=\"zh-CN\""));
    let policy = page.headers[header::CONTENT_SECURITY_POLICY].to_str().unwrap();
    assert!(policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"), "{policy}");
    assert_eq!(page.headers[header::REFERRER_POLICY], "no-referrer");
    let english = browser.get("/?lang=en&ease=large&contrast=high").await.text();
    for shown in ["lang=\"en\"", "data-ease=\"large\"", "data-contrast=\"high\""] {
        assert!(english.contains(shown), "no {shown}: {english}");
    }
    let carried = "href=\"/follow?lang=en&#38;ease=large&#38;contrast=high\"";
    assert!(english.contains(carried), "links carry the choice: {english}");
    assert!(browser.get("/follow").await.text().contains("lang=\"zh-CN\""), "nothing else remembers it");
    let style = page.text().split("stylesheet\" href=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let css = browser.get(&style).await;
    assert!(css.headers[header::CACHE_CONTROL].to_str().unwrap().contains("immutable"));
    assert_eq!(browser.get("/healthz").await.status, StatusCode::OK);
    assert_eq!(browser.get("/readyz").await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_program_gets_a_problem_document_in_place_of_a_form() {
    let desk = desk().await;
    let (office, matter) = open_matters(&desk).await.remove(0);
    let path = format!("/o/{office}/{matter}");
    let mut program = Browser::new(&desk).asking_for_json();
    let answer = program.post(&path, &[]).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(answer.headers[header::CONTENT_TYPE], "application/problem+json");
    assert!(answer.text().contains("urn:dengwen:invalid"), "{}", answer.text());
}

#[tokio::test]
async fn what_is_not_there_is_told_to_people_and_to_programs() {
    let desk = desk().await;
    let page = Browser::new(&desk).get("/o/nowhere").await;
    assert_eq!(page.status, StatusCode::NOT_FOUND);
    assert!(page.text().contains("没有这一页"));
    let problem = Browser::new(&desk).asking_for_json().get("/o/nowhere").await;
    assert_eq!(problem.headers[header::CONTENT_TYPE], "application/problem+json");
    assert!(problem.text().contains("urn:dengwen:not_found"), "{}", problem.text());
    let form_alone = Browser::new(&desk).get("/follow/acts/supplement?lang=en").await;
    assert_eq!(form_alone.location(), "/follow?lang=en");
}

/// The error summary of a page, for messages of tests.
fn summary(answer: &Answer) -> String {
    let text = answer.text();
    text.split("id=\"summary-title\"")
        .nth(1)
        .map_or(text.clone(), |rest| rest.split("</ul>").next().unwrap().to_owned())
}

#[tokio::test]
async fn whoever_comes_while_the_database_is_away_is_told_to_come_again_and_loses_no_session() {
    let desk = desk().await;
    let (office, matter) = open_matters(&desk).await.remove(0);
    let (mut visitor, mut clerk) = (Browser::new(&desk), Browser::new(&desk));
    clerk.sign_in(&desk, &office, "administrator").await;
    let path = format!("/o/{office}/{matter}");
    let form = visitor.get(&path).await;
    let typed = typed(&desk, &form, &office, &matter).await;
    desk.close().await;
    // Who asks again in between may be answered: that an office is there is not said by asking twice.
    assert!(matches!(desk.office(&office, Language::Zh).await, Err(Rejection::Away(_))));
    let code = owned(&[("code", "7777-7777-7777-7777")]);
    let answers = [
        visitor.get("/").await,
        visitor.get(&format!("/o/{office}")).await,
        visitor.post(&path, &typed).await,
        visitor.post("/follow", &code).await,
        clerk.get("/desk").await,
        clerk.post("/desk/people", &owned(&[("id", "zhou")])).await,
    ];
    for (n, answer) in answers.iter().enumerate() {
        assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE, "{n}: {}", summary(answer));
        assert!(answer.text().contains("返回上一页再提交一次"), "{n}: {}", answer.text());
        assert_eq!(answer.headers[header::RETRY_AFTER], "10");
    }
}

//! The statement of receipt over the web: it comes with the receipt, is downloaded, and is checked by anybody.

#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

mod support;

use axum::http::StatusCode;
use dengwen_audit::Proof;
use dengwen_desk::{Desk, view::Language};
use support::{Answer, Browser, desk, filled, owned};

/// The statement that a page gives as a download within itself.
fn statement_in(page: &str) -> String {
    let start = "href=\"data:text/plain;charset=utf-8,";
    let (coded, rest) = page.split_once(start).unwrap().1.split_once('"').unwrap();
    assert!(rest.trim_start().starts_with("download=\"statement.txt\""), "the name of the file tells nothing");
    assert!(!coded.contains('/') && !coded.contains('<'));
    let mut bytes = Vec::new();
    let mut letters = coded.bytes();
    while let Some(letter) = letters.next() {
        let mut digit = || char::from(letters.next().unwrap()).to_digit(16).unwrap();
        bytes.push(if letter == b'%' { u8::try_from(digit() * 16 + digit()).unwrap() } else { letter });
    }
    String::from_utf8(bytes).unwrap()
}

/// Hands in at the first office whose portal is open: the code and the statement that were shown.
async fn handed_in(desk: &Desk, browser: &mut Browser) -> (String, String) {
    let offices = desk.offices(Language::Zh).await.unwrap();
    let open = |office: &dengwen_desk::view::OfficeView| {
        let matter = office.matters.iter().find(|matter| matter.closed.is_none())?;
        Some((office.id.clone(), matter.id.clone()))
    };
    let (office, matter) = offices.iter().find_map(open).unwrap();
    let path = format!("/o/{office}/{matter}");
    let form = browser.get(&path).await;
    let mut pairs = filled(&desk.intake(&office, &matter, Language::Zh).await.unwrap());
    pairs.push((":csrf".to_owned(), form.hidden(":csrf")));
    pairs.push((":once".to_owned(), form.hidden(":once")));
    let sent = browser.post(&path, &pairs).await;
    let receipt = if sent.location().is_empty() { sent.text() } else { browser.get(sent.location()).await.text() };
    let code = receipt.split("dw-code\"").nth(1).unwrap().split(['>', '<']).nth(1).unwrap().to_owned();
    (code, statement_in(&receipt))
}

async fn checked(browser: &mut Browser, text: &str) -> Answer {
    let token = browser.get("/verify").await.hidden(":csrf");
    browser.post_parts("/verify", &owned(&[(":csrf", &token), ("statement", text)]), &[]).await
}

#[tokio::test]
async fn a_receipt_that_proves() {
    let desk = desk().await;
    let mut sender = Browser::new(&desk);
    let (code, statement) = handed_in(&desk, &mut sender).await;
    assert!(statement.contains("收件证明") && Proof::find(&statement).is_ok(), "{statement}");
    for secret in [code.as_str(), "13800000000", "示例内容"] {
        assert!(!statement.contains(secret), "{secret} stands in the statement");
    }
    // Somebody else, on another day: pasted as any browser sends it, or as a file.
    let mut anybody = Browser::new(&desk);
    let answer = checked(&mut anybody, &statement.replace('\n', "\r\n")).await;
    assert_eq!(answer.status, StatusCode::OK);
    assert!(answer.text().contains("证明成立，记录未被改动"), "{}", answer.text());
    assert!(!answer.text().contains("示例内容") && !answer.text().contains("13800000000"));
    let token = anybody.get("/verify").await.hidden(":csrf");
    let files: &[(&str, &str, &[u8])] = &[("file", "statement.txt", statement.as_bytes())];
    let answer = anybody.post_parts("/verify", &owned(&[(":csrf", &token), ("statement", "")]), files).await;
    assert!(answer.text().contains("证明成立，记录未被改动"));
    let wrong = checked(&mut anybody, &statement.replace("extra Z", "extra Y")).await.text();
    assert!(wrong.contains("证明不成立"), "{wrong}");
    assert!(checked(&mut anybody, "收件证明").await.text().contains("没有找到证明"));
}

#[tokio::test]
async fn the_statement_is_there_again_for_whoever_follows_the_matter() {
    let desk = desk().await;
    let mut sender = Browser::new(&desk);
    let (code, first) = handed_in(&desk, &mut sender).await;
    let mut later = Browser::new(&desk);
    let token = later.get("/follow").await.hidden(":csrf");
    let opened = later.post("/follow", &owned(&[(":csrf", &token), ("code", &code)])).await;
    let page = if opened.location().is_empty() { opened.text() } else { later.get(opened.location()).await.text() };
    let again = statement_in(&page);
    assert_eq!(Proof::find(&again).unwrap().entry, Proof::find(&first).unwrap().entry);
}

#[tokio::test]
async fn what_cannot_be_checked_comes_back_with_what_was_typed() {
    let desk = desk().await;
    let mut anybody = Browser::new(&desk);
    let empty = checked(&mut anybody, "  ").await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(empty.text().contains("role=\"alert\"") && empty.text().contains("<title>错误："));
    let token = anybody.get("/verify").await.hidden(":csrf");
    let files: &[(&str, &str, &[u8])] = &[("file", "statement.exe", b"MZ")];
    let refused =
        anybody.post_parts("/verify", &owned(&[(":csrf", &token), ("statement", "my statement")]), files).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text().contains("不接收“statement.exe”") && refused.text().contains("my statement"));
}

//! The statement of receipt over the web: it comes with the receipt, is downloaded, and is checked by anybody.

#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

mod support;

use axum::http::{StatusCode, header};
use dengwen_audit::Proof;
use dengwen_desk::{Desk, view::Language};
use support::{Answer, Browser, desk, filled, owned};

/// Hands in at the first office whose portal is open; the code that was shown.
async fn handed_in(desk: &Desk, browser: &mut Browser) -> String {
    let offices = desk.offices(Language::Zh).await;
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
    assert_eq!(sent.location(), "/receipt", "{}", sent.text());
    let receipt = browser.get("/receipt").await.text();
    assert!(receipt.contains("href=\"/receipt/statement\""));
    receipt.split("dw-code\"").nth(1).unwrap().split(['>', '<']).nth(1).unwrap().to_owned()
}

async fn checked(browser: &mut Browser, text: &str) -> Answer {
    let token = browser.get("/verify").await.hidden(":csrf");
    browser.post_parts("/verify", &owned(&[(":csrf", &token), ("statement", text)]), &[]).await
}

#[tokio::test]
async fn a_receipt_that_proves() {
    let desk = desk().await;
    let mut sender = Browser::new(&desk);
    let code = handed_in(&desk, &mut sender).await;
    let file = sender.get("/receipt/statement").await;
    assert_eq!(file.headers[header::CONTENT_DISPOSITION], "attachment; filename*=UTF-8''statement.txt");
    let statement = file.text();
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
    let code = handed_in(&desk, &mut sender).await;
    let first = sender.get("/receipt/statement").await.text();
    let token = sender.get("/receipt").await.hidden(":csrf");
    sender.post("/receipt", &owned(&[(":csrf", &token)])).await;
    assert_eq!(sender.get("/receipt/statement").await.location(), "/follow", "it went with the receipt");
    let mut later = Browser::new(&desk);
    assert_eq!(later.get("/follow/statement").await.location(), "/follow");
    let token = later.get("/follow").await.hidden(":csrf");
    later.post("/follow", &owned(&[(":csrf", &token), ("code", &code)])).await;
    assert!(later.get("/follow/case").await.text().contains("href=\"/follow/statement\""));
    let again = later.get("/follow/statement").await.text();
    assert_eq!(Proof::find(&again).unwrap().entry, Proof::find(&first).unwrap().entry);
}

#[tokio::test]
async fn what_cannot_be_checked_comes_back_with_what_was_typed() {
    let desk = desk().await;
    let mut anybody = Browser::new(&desk);
    let empty = checked(&mut anybody, "  ").await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(empty.text().contains("role=\"alert\"") && empty.text().contains("<title>错误："));
    let forged = anybody.post_parts("/verify", &owned(&[("statement", "my statement")]), &[]).await;
    assert_eq!(forged.status, StatusCode::FORBIDDEN);
    assert!(forged.text().contains("my statement"));
    let token = anybody.get("/verify").await.hidden(":csrf");
    let files: &[(&str, &str, &[u8])] = &[("file", "statement.exe", b"MZ")];
    let refused =
        anybody.post_parts("/verify", &owned(&[(":csrf", &token), ("statement", "my statement")]), files).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text().contains("不接收“statement.exe”") && refused.text().contains("my statement"));
}

//! While much is handed in it costs work or waiting, and neither says who it is.

#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

mod support;

use std::time::{Duration, Instant};

use axum::http::StatusCode;
use dengwen_desk::{Desk, view::Language};
use dengwen_web::{GateConfig, WebConfig};
use support::{Answer, Browser, desk, filled, owned};

const BITS: u32 = 8;

/// One matter a minute is all that is taken without further ado.
fn crowded(desk: &Desk) -> Browser {
    let gate = GateConfig { matters_a_minute: 1, work_bits: BITS, ..GateConfig::default() };
    Browser::with(desk, WebConfig { gate, ..WebConfig::default() })
}

async fn form(desk: &Desk) -> (String, Vec<(String, String)>) {
    let office = desk.offices(Language::Zh).await.unwrap().remove(0);
    let matter = office.matters.into_iter().find(|matter| matter.closed.is_none()).unwrap();
    let pairs = filled(&desk.intake(&office.id, &matter.id, Language::Zh).await.unwrap());
    (format!("/o/{}/{}", office.id, matter.id), pairs)
}

/// Sends the form once more, with a ticket and perhaps work.
async fn sent(
    browser: &mut Browser,
    path: &str,
    pairs: &[(String, String)],
    once: &str,
    more: &[(&str, &str)],
) -> Answer {
    let pairs: Vec<_> = pairs.iter().cloned().chain(owned(&[(":once", once)])).chain(owned(more)).collect();
    browser.post(path, &pairs).await
}

fn work(id: &str) -> String {
    let zeros = |n: &u32| {
        let hash = blake3::hash(format!("{id}.{n}").as_bytes());
        u32::from_le_bytes(*hash.as_bytes().first_chunk().unwrap()).leading_zeros() >= BITS
    };
    (0..).find(zeros).unwrap().to_string()
}

#[tokio::test]
async fn without_scripts_a_ticket_is_waited_for_and_nothing_typed_is_lost() {
    let desk = desk().await;
    let mut browser = crowded(&desk);
    let (path, pairs) = form(&desk).await;
    assert!(!sent(&mut browser, &path, &pairs, "one", &[]).await.code().is_empty());
    let told = sent(&mut browser, &path, &pairs, "two", &[]).await;
    assert_eq!(told.status, StatusCode::TOO_MANY_REQUESTS);
    assert!(told.text().contains("现在提交的人很多。请在 20 秒后再点“提交”"), "{}", told.text());
    assert!(told.text().contains("示例内容") || told.text().contains("13800000000"), "what was typed stays");
    let ticket = told.hidden(":ticket");
    let early = sent(&mut browser, &path, &pairs, "two", &[(":ticket", &ticket)]).await;
    assert_eq!(early.status, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(early.hidden(":ticket"), ticket, "the place in the line is kept");
    let other = sent(&mut browser, &path, &pairs, "three", &[]).await;
    assert!(other.text().contains("请在 22 秒后"), "the next stands behind: {}", other.text());
    desk.clock().set(desk.now() + jiff::SignedDuration::from_secs(21));
    let taken = sent(&mut browser, &path, &pairs, "two", &[(":ticket", &ticket)]).await;
    assert!(!taken.code().is_empty(), "{}", taken.text());
    let twice = sent(&mut browser, &path, &pairs, "four", &[(":ticket", &ticket)]).await;
    assert_eq!(twice.status, StatusCode::TOO_MANY_REQUESTS, "a ticket is used once");
    let made_up = format!("{}.{}", "a".repeat(32), ticket.split_once('.').unwrap().1);
    let forged = sent(&mut browser, &path, &pairs, "five", &[(":ticket", &made_up)]).await;
    assert_eq!(forged.status, StatusCode::TOO_MANY_REQUESTS);
}

#[tokio::test]
async fn with_scripts_work_takes_the_place_of_waiting() {
    let desk = desk().await;
    let mut browser = crowded(&desk);
    let (path, pairs) = form(&desk).await;
    let calm = browser.get(&path).await;
    assert!(calm.hidden(":ticket").is_empty(), "nothing is asked while little comes in");
    for once in ["one", "two"] {
        sent(&mut browser, &path, &pairs, once, &[]).await;
    }
    let ticket = browser.get(&path).await.hidden(":ticket");
    let id = ticket.split_once('.').unwrap().0;
    let wrong = sent(&mut browser, &path, &pairs, "three", &[(":ticket", &ticket), (":work", "x")]).await;
    assert_eq!(wrong.status, StatusCode::TOO_MANY_REQUESTS);
    let done = sent(&mut browser, &path, &pairs, "three", &[(":ticket", &ticket), (":work", &work(id))]).await;
    assert!(!done.code().is_empty(), "{}", done.text());
    let twice = sent(&mut browser, &path, &pairs, "four", &[(":ticket", &ticket), (":work", &work(id))]).await;
    assert_eq!(twice.status, StatusCode::TOO_MANY_REQUESTS, "work counts once");
}

#[tokio::test]
async fn a_wrong_code_costs_time_and_tells_nothing() {
    let desk = desk().await;
    let gate = GateConfig { code_wait: Duration::from_millis(50), ..GateConfig::default() };
    let mut browser = Browser::with(&desk, WebConfig { gate, ..WebConfig::default() });
    let mut asked = async |code: &str| {
        let start = Instant::now();
        let answer = browser.post("/follow", &owned(&[("code", code)])).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{code}");
        assert!(start.elapsed() >= Duration::from_millis(50), "{code}: {:?}", start.elapsed());
        (answer.text().replace(code, "CODE"), start.elapsed())
    };
    let (unknown, first) = asked("ABCD-EFGH-JKMN-PQRS").await;
    for code in ["short", "!!!!", "ABCD-EFGH-JKMN-PQRT", "ABCD EFGH JKMN PQRV 7", "张三"] {
        assert_eq!(asked(code).await.0, unknown, "{code} is answered as any other");
    }
    for _ in 0..8 {
        asked("ABCD-EFGH-JKMN-PQRW").await;
    }
    let (_, last) = asked("ABCD-EFGH-JKMN-PQRX").await;
    assert!(last >= first * 4, "{first:?}, then {last:?}");
}

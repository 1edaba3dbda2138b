//! Passkeys in a browser without a screen, with an authenticator in software.
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

#[path = "../../../desk/tests/desk/authenticator.rs"]
mod authenticator;
mod support;

use authenticator::Authenticator;
use axum::http::{StatusCode, header};
use dengwen_desk::{Config, Desk};
use jiff::SignedDuration;
use serde_json::Value;
use support::{Answer, Browser, desk, desk_as, owned, sure};

const OFFICE: &str = "r43-fitness-club";
const CLERK: &str = "complained_dept";
const PASSWORD: &str = "right horse battery";
const HERE: &str = "https://reports.example.org";

fn json(answer: &Answer) -> Value {
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    assert_eq!(answer.headers.get(header::CACHE_CONTROL).unwrap(), "no-store");
    serde_json::from_slice(&answer.body).unwrap()
}

fn later(desk: &Desk, minutes: i64) {
    desk.clock().set(desk.now() + SignedDuration::from_mins(minutes));
}

#[tokio::test]
async fn a_passkey_is_added_signs_in_proves_and_is_removed() {
    let desk = desk_as(|config| Config { address: Some(HERE.parse().unwrap()), ..config }).await;
    let mut browser = Browser::new(&desk);
    browser.sign_in(&desk, OFFICE, CLERK).await;
    let page = browser.get("/desk/passkeys").await;
    assert!(page.text().contains("还没有通行密钥") && page.text().contains(HERE), "{}", page.text());
    assert!(page.text().contains("JavaScript"), "who has no scripts is told what works");
    let token = page.hidden(":csrf");
    let mut key = Authenticator::on(HERE, 1);
    let add = |name: &str, made: &str| owned(&[(":csrf", &token), ("name", name), ("made", made)]);
    let made = key.makes(&json(&browser.get("/desk/passkeys/new").await));
    assert_eq!(
        browser.post("/desk/passkeys", &owned(&[("name", "x"), ("made", &made)])).await.status,
        StatusCode::FORBIDDEN
    );
    let nameless = browser.post("/desk/passkeys", &add("", &made)).await;
    assert_eq!(nameless.status, StatusCode::UNPROCESSABLE_ENTITY);
    let wrong = browser.post("/desk/passkeys", &add("我的手机", "{}")).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.text().contains("value=\"我的手机\""), "what was typed stays");
    let added = browser.post("/desk/passkeys", &add("我的手机", &made)).await;
    assert_eq!(added.location(), "/desk/passkeys?added=1", "{}", added.text());
    let page = browser.get("/desk/passkeys").await.text();
    assert!(page.contains("我的手机") && page.contains("您只有通行密钥"));

    let mut other = Browser::new(&desk);
    let door = other.get("/desk/sign-in").await.text();
    assert!(door.contains("data-passkey=\"/desk/sign-in/passkey\""));
    let knock = |passkey: &str| {
        let login = format!("{CLERK}.{OFFICE}");
        owned(&[("login", &login), ("password", PASSWORD), ("passkey", passkey)])
    };
    let alone = other.post("/desk/sign-in", &knock("")).await;
    assert_eq!(alone.status, StatusCode::FORBIDDEN);
    let answer = key.signs(&json(&other.get("/desk/sign-in/passkey").await));
    assert_eq!(other.post("/desk/sign-in", &knock(&answer)).await.status, StatusCode::SEE_OTHER);
    assert_eq!(Browser::new(&desk).post("/desk/sign-in", &knock(&answer)).await.status, StatusCode::FORBIDDEN, "once");

    // Stale: nothing can be added or removed before a proof, for which the passkey does.
    later(&desk, 16);
    let page = browser.get("/desk/passkeys").await.text();
    assert!(page.contains("name=\"proof\"") && !page.contains("name=\"end\"") && !page.contains("name=\"made\""));
    assert!(page.contains("data-passkey=\"/desk/passkeys/proof\""));
    let id = desk.passkeys(&desk.session(&browser.token()).await.unwrap()).await.unwrap().all.remove(0).id;
    let end = |passkey: &str| owned(&[(":csrf", &token), ("end", &id), ("passkey", passkey)]);
    assert_eq!(browser.post("/desk/passkeys", &end("")).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    let proof = key.signs(&json(&browser.get("/desk/passkeys/proof").await));
    let proven = browser.post("/desk/passkeys", &owned(&[(":csrf", &token), ("passkey", &proof)])).await;
    assert_eq!(proven.status, StatusCode::OK, "{}", proven.text());
    assert!(proven.text().contains("name=\"end\"") && proven.text().contains("name=\"made\""));
    assert_eq!(browser.post("/desk/passkeys", &end("")).await.location(), "/desk/passkeys?ended=1");
    assert_eq!(other.get("/desk/passkeys").await.text().matches("我的手机").count(), 0);
}

#[tokio::test]
async fn who_administers_sees_who_has_passkeys_and_takes_them_away() {
    let desk = desk_as(|config| Config { address: Some(HERE.parse().unwrap()), ..config }).await;
    let (mut chief, mut browser) = (Browser::new(&desk), Browser::new(&desk));
    chief.sign_in(&desk, OFFICE, "administrator").await;
    browser.sign_in(&desk, OFFICE, CLERK).await;
    let token = chief.get("/desk/door").await.hidden(":csrf");
    let rules = owned(&[(":csrf", &token), ("second_step", "yes"), ("proof_minutes", "15")]);
    assert_eq!(sure(&mut chief, "/desk/door", &rules).await.location(), "/desk/door?saved=1");
    assert_eq!(browser.get("/desk").await.location(), "/desk/second-step");
    assert!(browser.get("/desk/second-step").await.text().contains("/desk/passkeys"));
    let page = browser.get("/desk/passkeys").await;
    assert!(page.text().contains("本单位要求人人设置两步验证"), "whoever must set one up may choose");
    let made = Authenticator::on(HERE, 1).makes(&json(&browser.get("/desk/passkeys/new").await));
    let add = owned(&[(":csrf", &page.hidden(":csrf")), ("name", "钥匙"), ("made", &made)]);
    assert_eq!(browser.post("/desk/passkeys", &add).await.status, StatusCode::SEE_OTHER);
    assert_eq!(browser.get("/desk").await.status, StatusCode::OK);
    // The administrator, who set none up, is asked for one too.
    assert_eq!(chief.get("/desk/door").await.location(), "/desk/second-step");
    let page = chief.get("/desk/passkeys").await;
    let made = Authenticator::on(HERE, 2).makes(&json(&chief.get("/desk/passkeys/new").await));
    let add = owned(&[(":csrf", &page.hidden(":csrf")), ("name", "钥匙"), ("made", &made)]);
    assert_eq!(chief.post("/desk/passkeys", &add).await.status, StatusCode::SEE_OTHER);
    let door = chief.get("/desk/door").await.text();
    assert_eq!(door.matches("通行密钥 1 个").count(), 2, "{door}");
    let take = owned(&[(":csrf", &token), ("take_away", CLERK)]);
    assert_eq!(chief.post("/desk/door", &take).await.status, StatusCode::SEE_OTHER);
    assert_eq!(chief.get("/desk/door").await.text().matches("通行密钥 1 个").count(), 1);
    assert_eq!(browser.get("/desk").await.location(), "/desk/second-step");
}

#[tokio::test]
async fn without_an_address_the_page_says_what_to_configure() {
    let desk = desk().await;
    let mut browser = Browser::new(&desk);
    assert!(!browser.get("/desk/sign-in").await.text().contains("data-passkey"));
    assert_eq!(browser.get("/desk/sign-in/passkey").await.status, StatusCode::NOT_FOUND);
    browser.sign_in(&desk, OFFICE, CLERK).await;
    let page = browser.get("/desk/passkeys").await.text();
    assert!(page.contains("--address") && !page.contains("data-passkey"), "{page}");
    assert_eq!(browser.get("/desk/passkeys/new").await.status, StatusCode::NOT_FOUND);
}

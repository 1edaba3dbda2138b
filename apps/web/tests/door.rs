//! The door of the workbench in a browser without a screen: codes, proofs, sessions.

mod support;

use axum::http::{StatusCode, header};
use dengwen_desk::{
    Desk, code_at,
    view::{Language, Typed},
};
use jiff::SignedDuration;
use support::{Browser, desk, filled, owned, sure};

const OFFICE: &str = "r43-fitness-club";
const CLERK: &str = "complained_dept";
const PASSWORD: &str = "right horse battery";

fn later(desk: &Desk, seconds: i64) {
    desk.clock().set(desk.now() + SignedDuration::from_secs(seconds));
}

fn knock(code: &str) -> Typed {
    owned(&[("login", &format!("{CLERK}.{OFFICE}")), ("password", PASSWORD), ("code", code)])
}

#[tokio::test]
async fn a_second_step_is_set_up_and_asked_for() {
    let desk = desk().await;
    let mut browser = Browser::new(&desk);
    browser.sign_in(&desk, OFFICE, CLERK).await;
    let page = browser.get("/desk/second-step").await;
    assert!(
        page.text().contains("<svg") && !page.text().contains("data:"),
        "the picture is drawn here: {}",
        page.text()
    );
    let (token, voucher) = (page.hidden(":csrf"), page.hidden("voucher"));
    let secret = page.text().split("dw-qr__secret\">").nth(1).unwrap().split('<').next().unwrap().to_owned();
    let wrong = owned(&[(":csrf", &token), ("voucher", &voucher), ("password", PASSWORD), ("code", "000000")]);
    let wrong = browser.post("/desk/second-step", &wrong).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.text().contains(&secret), "what is in the telephone stays good");
    let code = code_at(&secret, desk.now()).unwrap();
    let right =
        owned(&[(":csrf", &token), ("voucher", &wrong.hidden("voucher")), ("password", PASSWORD), ("code", &code)]);
    let codes = browser.post("/desk/second-step", &right).await;
    assert_eq!((codes.status, codes.text().matches("<li><code>").count()), (StatusCode::OK, 10));
    assert!(!browser.get("/desk/second-step").await.text().contains("<li><code>"), "shown once");
    later(&desk, 30);
    let mut other = Browser::new(&desk);
    let alone = other.post("/desk/sign-in", &knock("")).await;
    assert_eq!(alone.status, StatusCode::FORBIDDEN);
    assert!(alone.text().contains("验证码") && !alone.text().contains(PASSWORD));
    let both = other.post("/desk/sign-in", &knock(&code_at(&secret, desk.now()).unwrap())).await;
    assert_eq!(both.status, StatusCode::SEE_OTHER, "{}", both.text());
    let cookies: Vec<&str> = both.headers.get_all(header::SET_COOKIE).iter().map(|one| one.to_str().unwrap()).collect();
    let device = cookies.iter().find(|one| one.starts_with("dw_device=")).unwrap();
    assert!(device.contains("Path=/desk/sign-in; HttpOnly; SameSite=Strict"), "{device}");
    assert_eq!(
        other.get("/desk/sessions").await.text().matches("name=\"end\"").count(),
        2,
        "one other, and all others"
    );
}

#[tokio::test]
async fn who_lacks_a_second_step_that_is_asked_of_all_is_led_to_it() {
    let desk = desk().await;
    let mut chief = Browser::new(&desk);
    chief.sign_in(&desk, OFFICE, "administrator").await;
    let mut browser = Browser::new(&desk);
    browser.sign_in(&desk, OFFICE, CLERK).await;
    let token = chief.get("/desk/door").await.hidden(":csrf");
    let wrong = owned(&[(":csrf", &token), ("second_step", "yes"), ("proof_minutes", "0")]);
    assert_eq!(chief.post("/desk/door", &wrong).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    let rules = owned(&[(":csrf", &token), ("second_step", "yes"), ("proof_minutes", "15")]);
    let saved = sure(&mut chief, "/desk/door", &rules).await;
    assert_eq!(saved.location(), "/desk/door?saved=1", "{}", saved.text());
    assert_eq!(browser.get("/desk").await.location(), "/desk/second-step");
    let page = browser.get("/desk/second-step").await;
    assert_eq!(page.status, StatusCode::OK);
    assert_eq!(
        browser.post("/desk/sign-out", &owned(&[(":csrf", &page.hidden(":csrf"))])).await.status,
        StatusCode::SEE_OTHER
    );
}

#[tokio::test]
async fn a_stale_session_opens_an_identity_only_with_the_password() {
    let desk = desk().await;
    let mut browser = Browser::new(&desk);
    browser.sign_in(&desk, OFFICE, CLERK).await;
    let session = desk.session_for(OFFICE, CLERK).await.unwrap();
    let (matter, channel, _) = desk.begins(&session, Language::Zh).await.unwrap().into_iter().next().unwrap();
    let path = format!("/desk/register/{matter}/{channel}");
    let form = browser.get(&path).await;
    let mut pairs = filled(&desk.begin_form(&session, &matter, &channel, Language::Zh).await.unwrap());
    pairs.extend(owned(&[(":csrf", &form.hidden(":csrf")), (":once", &form.hidden(":once"))]));
    let begun = browser.post(&path, &pairs).await;
    let case = begun.location().split(['/', '?']).nth(3).unwrap().to_owned();
    let path = format!("/desk/cases/{case}/parties/1/identity");
    let ask = |proof: &str| owned(&[(":csrf", &form.hidden(":csrf")), ("purpose", "回电核实"), ("proof", proof)]);
    assert_eq!(browser.post(&path, &ask("")).await.status, StatusCode::OK, "just signed in");
    later(&desk, 31 * 60);
    assert!(browser.get(&format!("/desk/cases/{case}")).await.text().contains("name=\"proof\""));
    for wrong in ["", "not this one"] {
        let refused = browser.post(&path, &ask(wrong)).await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN, "{wrong}");
        assert!(refused.text().contains("value=\"回电核实\""), "what was typed stays");
    }
    let opened = browser.post(&path, &ask(PASSWORD)).await;
    assert_eq!(opened.status, StatusCode::OK, "{}", opened.text());
    assert!(!opened.text().contains("name=\"proof\""));
    assert_eq!(browser.post(&path, &ask("")).await.status, StatusCode::OK, "it holds for a while");
}

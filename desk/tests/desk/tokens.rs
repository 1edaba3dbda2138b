//! Tokens for programs.
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

use dengwen_desk::{Desk, Scope, audit::Record, view::Rejection};
use jiff::SignedDuration;

use crate::{
    at_rest::{PASSWORD, SAID, organ, registered, serving, signed_in},
    trial::{Trial, ZH, both},
};

both! {
    a_token_is_good_for_some_things_and_some_time at "2026-03-02 10:00",
    a_token_opens_neither_identity_nor_a_sealed_case at "2026-03-02 10:00",
}

const ALL: [Scope; 4] = [Scope::Lists, Scope::Cases, Scope::File, Scope::Dates];

async fn is_on_record(desk: &Desk, fits: impl Fn(&Record) -> bool) -> usize {
    desk.door("organ").await.unwrap().iter().filter(|one| fits(&one.record)).count()
}

async fn a_token_is_good_for_some_things_and_some_time(trial: &Trial) {
    let desk = serving(trial).await;
    organ(&desk).await;
    let (lin, guo) = (signed_in(&desk, "lin").await, signed_in(&desk, "guo").await);
    for (name, scopes, days) in [("", &ALL[..], 1), ("统计", &[], 1), ("统计", &ALL[..], 0), ("统计", &ALL[..], 366)]
    {
        assert!(matches!(desk.make_token(&lin, name, scopes, days).await, Err(Rejection::Invalid(_))));
    }
    let token = desk.make_token(&lin, "统计", &[Scope::Lists], 1).await.unwrap();
    let row = desk.store().api_tokens("organ/lin").await.unwrap().pop().unwrap();
    assert!(!format!("{row:?}").contains(token.trim_start_matches("dengwen_")), "only its hash is kept");
    assert_eq!(desk.by_token(&token, Scope::Lists).await.unwrap().person, "lin");
    desk.by_token(&token, Scope::Lists).await.unwrap();
    for scope in [Scope::Cases, Scope::File, Scope::Dates] {
        assert!(matches!(desk.by_token(&token, scope).await, Err(Rejection::Forbidden)));
    }
    assert!(matches!(desk.by_token("dengwen_other", Scope::Lists).await, Err(Rejection::NotFound)));
    assert!(desk.session(&token).await.is_none(), "it is no session");
    assert!(matches!(desk.end_token(&guo, &row.id).await, Err(Rejection::NotFound)));
    desk.end_token(&lin, &row.id).await.unwrap();
    assert!(matches!(desk.by_token(&token, Scope::Lists).await, Err(Rejection::NotFound)));
    let token = desk.make_token(&lin, "统计", &ALL, 1).await.unwrap();
    desk.save_account("organ", "lin", "lin", PASSWORD).await.unwrap();
    assert!(desk.by_token(&token, Scope::Lists).await.is_err(), "a password set by somebody else ends it");
    let lin = signed_in(&desk, "lin").await;
    let token = desk.make_token(&lin, "统计", &ALL, 1).await.unwrap();
    desk.clock().set(desk.now() + SignedDuration::from_hours(24));
    assert!(desk.by_token(&token, Scope::Lists).await.is_err(), "its time is over");
    assert_eq!(is_on_record(&desk, |one| matches!(one, Record::TokenMade { .. })).await, 3);
    assert_eq!(is_on_record(&desk, |one| matches!(one, Record::TokenEnded { .. })).await, 1);
    assert_eq!(is_on_record(&desk, |one| matches!(one, Record::TokenUsed { .. })).await, 1, "once an hour");
    desk.close().await;
}

async fn a_token_opens_neither_identity_nor_a_sealed_case(trial: &Trial) {
    let desk = serving(trial).await;
    organ(&desk).await;
    let lin = signed_in(&desk, "lin").await;
    let (case, _) = registered(&desk, &lin).await;
    let token = desk.make_token(&lin, "统计", &ALL, 1).await.unwrap();
    let program = desk.by_token(&token, Scope::Cases).await.unwrap();
    let page = desk.case(&program, &case, ZH).await.unwrap();
    assert!(!format!("{page:?}").contains(SAID), "what is sealed stays sealed");
    assert!(matches!(desk.open_identity(&program, &case, 1, "核实署名", ZH).await, Err(Rejection::ProofWanted)));
    assert!(desk.prove(&program, PASSWORD).await.is_err(), "nor by a proof");
    let mu = signed_in(&desk, "mu").await;
    let token = desk.make_token(&mu, "统计", &ALL, 1).await.unwrap();
    assert!(!desk.by_token(&token, Scope::Cases).await.unwrap().administrator, "and it changes nothing of the office");
    desk.close().await;
}

//! The door of the workbench: sessions that are listed and ended, tries that wait.
#![expect(clippy::unwrap_used, clippy::panic, reason = "tests fail by panicking")]

use std::time::Duration;

use dengwen_desk::{
    Desk, Device, Knock, WAIT_MAX,
    audit::Record,
    view::{Rejection, Session},
};

use jiff::SignedDuration;

use crate::trial::{Trial, ZH, both};

both! {
    whoever_is_signed_in_sees_where_and_ends_it at "2026-03-02 10:00",
    a_password_set_by_somebody_else_ends_all_sessions at "2026-03-02 10:00",
    wrong_passwords_make_the_next_try_wait_and_lock_nobody_out at "2026-03-02 10:00",
    whoever_tries_passwords_elsewhere_keeps_no_owner_waiting at "2026-03-02 10:00",
    many_tries_at_once_are_counted_one_by_one at "2026-03-02 10:00",
    a_password_that_is_easy_to_guess_is_refused at "2026-03-02 10:00",
}

const PASSWORD: &str = "a good password";
const BROWSER: &str = "Mozilla/5.0 (Windows NT 10.0; build-4711) Gecko/20100101 Firefox/140.0";

async fn account(trial: &Trial, person: &str) {
    trial.desk.save_account("club", person, person, PASSWORD).await.unwrap();
}

async fn signed_in(desk: &Desk, login: &str) -> Session {
    let knock = Knock { login, password: PASSWORD, device: Device::of(BROWSER), ..Knock::default() };
    desk.enter(knock).await.unwrap().session
}

async fn tried(desk: &Desk, login: &str, known: &str) -> Result<(), Rejection> {
    let knock = Knock { login, password: "not this one", known, ..Knock::default() };
    desk.enter(knock).await.map(|_| ())
}

/// Tries wrong ones until the door says to wait; how often, and how long the wait is.
async fn until_it_waits(desk: &Desk, login: &str, known: &str) -> (u32, u64) {
    for n in 0..50 {
        match tried(desk, login, known).await {
            Err(Rejection::Forbidden) => {}
            Err(Rejection::TooSoon(seconds)) => return (n, seconds),
            other => panic!("{other:?}"),
        }
    }
    panic!("the door never says to wait")
}

async fn wrong_passwords_make_the_next_try_wait_and_lock_nobody_out(trial: &Trial) {
    trial.club().await;
    account(trial, "lin").await;
    let desk = &trial.desk;
    assert_eq!(until_it_waits(desk, "lin", "").await, (5, 1));
    let mut waits = Vec::new();
    for _ in 0..9 {
        let (_, seconds) = until_it_waits(desk, "lin", "").await;
        waits.push(seconds);
        desk.clock().set(desk.now() + SignedDuration::try_from(Duration::from_secs(seconds)).unwrap());
        assert!(matches!(tried(desk, "lin", "").await, Err(Rejection::Forbidden)), "when the time is over it is tried");
    }
    assert_eq!(waits, [1, 2, 4, 8, 16, 32, 60, 60, 60], "never longer than a minute");
    let on_record = desk.door("club").await.unwrap().len();
    assert!(matches!(tried(desk, "lin", "").await, Err(Rejection::TooSoon(_))));
    assert_eq!(desk.door("club").await.unwrap().len(), on_record, "what was not tried fills no log");
    assert!(matches!(desk.sign_in("lin", PASSWORD).await, Err(Rejection::TooSoon(60))));
    desk.clock().set(desk.now() + WAIT_MAX);
    let session = desk.sign_in("lin", PASSWORD).await.unwrap();
    assert_eq!(desk.session(&session.token).await.unwrap().person, "lin");
    // A right one, or time, makes good what was wrong.
    assert_eq!(until_it_waits(desk, "lin", "").await, (5, 1));
    desk.clock().set(desk.now() + SignedDuration::from_mins(30));
    assert_eq!(until_it_waits(desk, "lin", "").await, (5, 1));
    // A name that is not there answers alike.
    assert_eq!(until_it_waits(desk, "nobody", "").await, (5, 1));
}

async fn whoever_tries_passwords_elsewhere_keeps_no_owner_waiting(trial: &Trial) {
    trial.club().await;
    account(trial, "lin").await;
    account(trial, "guo").await;
    let desk = &trial.desk;
    let enter = async |login: &str, known: &str| {
        desk.enter(Knock { login, password: PASSWORD, known, ..Knock::default() }).await
    };
    let (lin, guo) = (enter("lin", "").await.unwrap().known, enter("guo", "").await.unwrap().known);
    until_it_waits(desk, "lin", "").await;
    assert!(matches!(enter("lin", "").await, Err(Rejection::TooSoon(_))));
    assert!(matches!(enter("lin", &guo).await, Err(Rejection::TooSoon(_))), "known for another name is not known");
    assert!(matches!(enter("lin", "made up").await, Err(Rejection::TooSoon(_))));
    let again = enter("lin", &lin).await.unwrap().known;
    // Tries on the device itself count there.
    assert_eq!(until_it_waits(desk, "lin", &again).await, (5, 1));
    assert!(matches!(enter("lin", &lin).await, Err(Rejection::TooSoon(_))), "an older copy is the same device");
    assert!(matches!(tried(desk, "guo", &guo).await, Err(Rejection::Forbidden)));
}

async fn many_tries_at_once_are_counted_one_by_one(trial: &Trial) {
    trial.club().await;
    account(trial, "lin").await;
    let tries = (0..20).map(|_| {
        let desk = trial.desk.clone();
        tokio::spawn(async move { tried(&desk, "lin", "").await })
    });
    let mut looked_at = 0;
    for one in tries.collect::<Vec<_>>() {
        looked_at += u32::from(matches!(one.await.unwrap(), Err(Rejection::Forbidden)));
    }
    assert!((1..=5).contains(&looked_at), "{looked_at} of twenty at once were looked at");
}

async fn a_password_that_is_easy_to_guess_is_refused(trial: &Trial) {
    trial.club().await;
    account(trial, "lin").await;
    let lin = signed_in(&trial.desk, "lin").await;
    for weak in ["short", "password2024", "林一林一林一林一林一", "lin.yunshan"] {
        let refused = trial.desk.change_password(&lin, PASSWORD, weak).await;
        assert!(matches!(refused, Err(Rejection::Invalid(_))), "{weak}");
        let bo = Session { administrator: true, ..trial.session("bo").await };
        let refused = trial.desk.enter_account(&bo, "lin", "yunshan", weak, ZH).await;
        assert!(matches!(refused, Err(Rejection::Invalid(_))), "{weak}");
    }
    trial.desk.change_password(&lin, PASSWORD, "河马驾着三轮车去东湖").await.unwrap();
}

async fn whoever_is_signed_in_sees_where_and_ends_it(trial: &Trial) {
    trial.club().await;
    account(trial, "lin").await;
    account(trial, "guo").await;
    let desk = &trial.desk;
    let (here, guo) = (signed_in(desk, "lin").await, signed_in(desk, "guo").await);
    trial.to("2026-03-02 11:00").await;
    let there = signed_in(desk, "lin").await;
    let all = desk.sessions(&here, ZH).await.unwrap();
    let told: Vec<_> = all.iter().map(|one| (one.device.as_str(), one.here)).collect();
    assert_eq!(told, [("Windows · Firefox", true), ("Windows · Firefox", false)]);
    assert!(all.iter().all(|one| one.id != here.token && one.id != there.token));
    let other = all.iter().find(|one| !one.here).unwrap();
    assert_eq!(other.begun, crate::trial::at("2026-03-02 11:00"));
    let stored = desk.store().sessions_of("club/lin", desk.now()).await.unwrap();
    assert!(!format!("{stored:?}").contains("4711"), "what a browser says of itself is not kept");
    assert!(matches!(desk.end_session(&guo, &other.id).await, Err(Rejection::NotFound)), "it is not Guo's");
    desk.end_session(&here, &other.id).await.unwrap();
    assert!(desk.session(&there.token).await.is_none() && desk.session(&here.token).await.is_some());
    let third = signed_in(desk, "lin").await;
    desk.end_other_sessions(&third).await.unwrap();
    assert!(desk.session(&here.token).await.is_none() && desk.session(&third.token).await.is_some());
    assert!(desk.session(&guo.token).await.is_some(), "somebody else's stays");
    let records: Vec<Record> = desk.door("club").await.unwrap().into_iter().map(|one| one.record).collect();
    let ended = Record::SessionsEnded { person: "club/lin".to_owned() };
    assert_eq!(records.iter().filter(|record| **record == ended).count(), 2);
}

async fn a_password_set_by_somebody_else_ends_all_sessions(trial: &Trial) {
    trial.club().await;
    account(trial, "lin").await;
    let desk = &trial.desk;
    let (one, two) = (signed_in(desk, "lin").await, signed_in(desk, "lin").await);
    let bo = Session { administrator: true, ..trial.session("bo").await };
    let nobody = Session { administrator: false, ..bo.clone() };
    let refused = desk.enter_account(&nobody, "lin", "lin", "another good password", ZH).await;
    assert!(matches!(refused, Err(Rejection::Forbidden)));
    assert!(desk.session(&one.token).await.is_some());
    desk.enter_account(&bo, "lin", "lin", "another good password", ZH).await.unwrap();
    assert!(desk.session(&one.token).await.is_none() && desk.session(&two.token).await.is_none());
    let last = desk.door("club").await.unwrap().pop().unwrap().record;
    assert_eq!(last, Record::AccountSaved { person: "club/lin".to_owned(), by: Some("bo".to_owned()) });
}

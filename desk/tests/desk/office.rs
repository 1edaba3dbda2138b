//! The office: sign-in, posts that end, the calendar overlay.
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

use dengwen_calendar::{Entry, EntryKind, Overlay};
use dengwen_desk::{
    Fault,
    office::{Founding, Person, Post, Unit},
    view::Rejection,
};
use dengwen_regulation::model::Label;

use crate::trial::{CLUB, Trial, ZH, at, both};

both! {
    everybody_changes_their_own_password_and_other_sessions_end at "2026-03-02 10:00",
    a_post_that_has_ended_gives_nothing at "2026-03-02 10:00",
    dates_follow_the_calendar_overlay at "2026-03-02 10:00",
    offices_do_not_mix at "2026-03-02 10:00",
    an_office_comes_back_from_its_log at "2026-03-02 10:00",
    founding_that_was_cut_short_is_gone_on_with at "2026-03-02 10:00",
}

async fn everybody_changes_their_own_password_and_other_sessions_end(trial: &Trial) {
    trial.club().await;
    trial.desk.save_account("club", "lin", "lin", "a good password").await.unwrap();
    trial.desk.save_account("club", "guo", "guo", "a good password").await.unwrap();
    let here = trial.desk.sign_in("lin", "a good password").await.unwrap();
    let there = trial.desk.sign_in("lin", "a good password").await.unwrap();
    let guo = trial.desk.sign_in("guo", "a good password").await.unwrap();
    let wrong = trial.desk.change_password(&here, "not this one", "a better one by far").await;
    assert!(matches!(wrong, Err(Rejection::Forbidden)));
    let short = trial.desk.change_password(&here, "a good password", "short").await;
    assert!(matches!(short, Err(Rejection::Invalid(_))));
    assert!(trial.desk.session(&there.token).await.is_some(), "nothing has changed yet");
    trial.desk.change_password(&here, "a good password", "a better one by far").await.unwrap();
    assert!(trial.desk.session(&here.token).await.is_some());
    assert!(trial.desk.session(&there.token).await.is_none(), "the other session has ended");
    assert!(trial.desk.session(&guo.token).await.is_some(), "somebody else's has not");
    assert!(matches!(trial.desk.sign_in("lin", "a good password").await, Err(Rejection::Forbidden)));
    trial.desk.sign_in("lin", "a better one by far").await.unwrap();
}

async fn founding_that_was_cut_short_is_gone_on_with(trial: &Trial) {
    let first = || Person { administrator: true, ..Person::new("guan", "管理员") };
    let founding = || Founding::new("yamen", Label::plain("衙门"), &[]);
    let password = "several unrelated words";
    // As if the machine had fallen between the office and the sign-in.
    trial.desk.found_office(Founding { people: vec![first()], ..founding() }).await.unwrap();
    assert!(trial.desk.sign_in("guan", password).await.is_err());
    trial.desk.found_with(founding(), first(), password).await.unwrap();
    trial.desk.sign_in("guan", password).await.unwrap();
    // Whoever is there already founds nothing a second time.
    let again = trial.desk.found_with(founding(), Person { id: "other".to_owned(), ..first() }, password).await;
    assert!(matches!(again, Err(Fault::OfficeThere(_))));
}

async fn a_post_that_has_ended_gives_nothing(trial: &Trial) {
    trial.club().await;
    let post = Post { until: Some(at("2026-03-10 00:00")), ..Post::always("management", "front_desk", "guo") };
    let office = trial.desk.save_post("club", "", post).await.unwrap();
    assert_eq!(office.holders("management", None, at("2026-03-09 23:59")), ["guo"]);
    assert!(office.holders("management", None, at("2026-03-10 00:00")).is_empty());
    assert!(trial.desk.save_post("club", "", Post::always("no_such_role", "pool", "bo")).await.is_err());
    let above = Unit { above: Some("pool".to_owned()), ..Unit::new("pool", Label::new("泳池", "pool")) };
    assert!(trial.desk.save_unit("club", "", above).await.is_err(), "no unit stands above itself");
}

async fn dates_follow_the_calendar_overlay(trial: &Trial) {
    trial.club().await;
    let (case, _) = trial.enquiry("a").await;
    let before = trial.desk.store().clocks(&case).await.unwrap();
    let day =
        Entry { date: "2026-03-03".parse().unwrap(), kind: EntryKind::Rest, notice: "本单位决定".to_owned() };
    let overlay = Overlay { entries: vec![day], ..Overlay::default() };
    trial.desk.save_overlay("club", "lin", overlay).await.unwrap();
    let after = trial.desk.store().clocks(&case).await.unwrap();
    assert_eq!(before.len(), after.len());
    let revisions = |rows: &[dengwen_store::ClockRow]| rows.first().map(|row| row.calendar_revision);
    assert_ne!(revisions(&before), revisions(&after), "derived from the new calendar");
    assert_eq!(trial.desk.compare().await.unwrap(), Vec::new());
}

async fn an_office_comes_back_from_its_log(trial: &Trial) {
    let regulation = trial.desk.regulation_text(CLUB).unwrap();
    let founding = Founding {
        people: vec![Person::new("lin", "林")],
        ..Founding::new("club", Label::new("会所", "club"), &[CLUB])
    };
    trial.desk.found_office(founding.with_member_for_every_role(&regulation)).await.unwrap();
    let big = trial.desk.save_setting("club", "lin", CLUB, "big_loss", "10000", at("2026-03-02 00:00")).await.unwrap();
    let value = big.setting(CLUB, "big_loss", at("2026-03-02 12:00")).unwrap();
    assert_eq!(*value, dengwen_regulation::value::Value::Money(1_000_000));
    assert!(big.setting(CLUB, "big_loss", at("2026-03-01 12:00")).is_none(), "not before it was laid down");
    assert!(trial.desk.save_setting("club", "lin", CLUB, "big_loss", "much", at("2026-03-02 00:00")).await.is_err());
    assert!(!big.holders("management", None, at("2026-03-02 12:00")).is_empty());
    assert_eq!(trial.desk.compare().await.unwrap(), Vec::new());
}

async fn offices_do_not_mix(trial: &Trial) {
    trial.club().await;
    let (case, _) = trial.enquiry("a").await;
    let unit = Unit::new("front_desk", Label::new("前台", "front desk"));
    let lin = Person { unit: Some("front_desk".to_owned()), ..Person::new("lin", "另一位林") };
    let posts = vec![Post::always("management", "front_desk", "lin")];
    let other = Founding {
        units: vec![unit],
        people: vec![lin],
        posts,
        ..Founding::new("other", Label::new("另一家", "another"), &[CLUB])
    };
    trial.desk.found_office(other).await.unwrap();
    let lin = trial.desk.session_for("other", "lin").await.unwrap();
    assert!(matches!(trial.desk.case(&lin, &case, ZH).await, Err(Rejection::NotFound)));
    assert!(trial.desk.inbox(&lin, "mine", None, ZH).await.unwrap().groups.is_empty());
    assert!(trial.desk.inbox(&lin, "all", None, ZH).await.unwrap().groups.is_empty());
    assert!(trial.desk.search(&lin, "游泳馆", None, ZH).await.unwrap().rows.is_empty());
    let begun = trial.desk.begin(&lin, CLUB, "said", crate::trial::enquiry("b"), ZH).await.unwrap();
    assert_eq!(begun.number.as_deref(), Some("2026-0001"), "each office counts for itself");
}

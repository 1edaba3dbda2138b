//! What leaders look at first, and what somebody owes day by day.
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

use dengwen_desk::{
    Scope,
    view::{InboxGroup, Rejection},
};
use jiff::civil::date;

use crate::trial::{Trial, ZH, at, both};

both! {
    what_is_late_and_what_comes_stands_with_whoever_owes_it at "2026-03-02 10:00",
    what_is_owed_stands_on_its_day_and_in_the_feed at "2026-03-02 10:00",
}

fn cases(groups: &[InboxGroup]) -> Vec<&str> {
    groups.iter().flat_map(|group| &group.rows).map(|row| row.case.as_str()).collect()
}

async fn what_is_late_and_what_comes_stands_with_whoever_owes_it(trial: &Trial) {
    trial.club().await;
    let (case, _) = trial.enquiry("a").await;
    let (lin, bo) = (trial.session("lin").await, trial.session("bo").await);
    let view = trial.desk.leader(&lin, ZH).await.unwrap();
    assert!(view.late.is_empty() && cases(&view.soon).contains(&case.as_str()), "{view:?}");
    let whose = view.soon.iter().flat_map(|day| &day.rows).find(|row| row.case == case).unwrap();
    assert!(whose.to_do.starts_with("前台"), "it says who owes it: {whose:?}");
    // A week later nobody has done anything.
    trial.to("2026-03-09 10:00").await;
    let view = trial.desk.leader(&lin, ZH).await.unwrap();
    assert!(cases(&view.late).contains(&case.as_str()), "{view:?}");
    assert!(view.late.iter().any(|group| group.label.starts_with("前台")), "{:?}", view.late);
    // Whoever may not see the case learns nothing of it.
    let other = trial.desk.leader(&bo, ZH).await.unwrap();
    assert!(cases(&other.late).is_empty() && cases(&other.soon).is_empty(), "{other:?}");
}

async fn what_is_owed_stands_on_its_day_and_in_the_feed(trial: &Trial) {
    trial.club().await;
    let (case, _) = trial.enquiry("a").await;
    let lin = trial.session("lin").await;
    let march = (date(2026, 3, 1), date(2026, 4, 1));
    let view = trial.desk.dates(&lin, march, ZH).await.unwrap();
    assert_eq!(view.days.len(), 31);
    let due: Vec<_> = view.days.iter().filter(|day| day.rows.iter().any(|row| row.case == case)).collect();
    assert!(due.iter().any(|day| day.date == date(2026, 3, 3)), "twenty-four hours end on the next day: {due:?}");
    assert!(view.days.iter().any(|day| day.today && day.date == date(2026, 3, 2)));
    let sundays = view.days.iter().filter(|day| day.date.weekday() == jiff::civil::Weekday::Sunday);
    assert!(sundays.clone().count() == 5 && sundays.clone().all(|day| !day.working), "no Sunday of March is worked");

    let token = trial.desk.make_token(&lin, "我的日历", &[Scope::Dates], 30).await.unwrap();
    let feed = trial.desk.feed(&token, ZH).await.unwrap();
    assert!(feed.iter().any(|line| line.on == date(2026, 3, 3) && line.text.contains("2026-0001")), "{feed:?}");
    assert!(feed.iter().all(|line| !line.text.contains("游泳")), "what a case is about is not in it: {feed:?}");
    assert_eq!(feed, trial.desk.feed(&token, ZH).await.unwrap(), "the same lines have the same ids");
    // What stands in an address is good for nothing else, and what is good for more opens no feed.
    assert!(matches!(trial.desk.by_token(&token, Scope::Cases).await, Err(Rejection::Forbidden)));
    let more = trial.desk.make_token(&lin, "程序", &[Scope::Dates, Scope::Cases], 30).await.unwrap();
    assert!(matches!(trial.desk.feed(&more, ZH).await, Err(Rejection::NotFound)));
    trial.desk.clock().set(at("2026-04-02 10:00"));
    assert!(trial.desk.feed(&token, ZH).await.is_err(), "its time is over");
}

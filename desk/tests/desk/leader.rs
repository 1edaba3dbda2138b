//! What leaders look at first, and what somebody owes day by day.
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

use dengwen_desk::{
    InboxAsked, Scope,
    office::{Person, Post},
    view::{InboxGroup, Rejection},
};
use jiff::civil::date;

use crate::trial::{Trial, ZH, at, both, sent};

both! {
    what_is_late_and_what_comes_stands_with_whoever_owes_it at "2026-03-02 10:00",
    pages_over_many_cases_ask_no_more_than_over_one at "2026-03-02 10:00",
    what_is_owed_stands_on_its_day_and_in_the_feed at "2026-03-02 10:00",
    the_inbox_is_narrowed_and_saved_as_a_view at "2026-03-02 10:00",
}

/// An enquiry that has been passed on and is to be answered within a day.
async fn passed_on(trial: &Trial) -> String {
    trial.club().await;
    let (case, _) = trial.enquiry("a").await;
    let lin = trial.session("lin").await;
    trial.desk.perform(&lin, &case, sent("register", &[]), ZH).await.unwrap();
    trial.desk.perform(&lin, &case, sent("consult", &[("consulted", "pool")]), ZH).await.unwrap();
    case
}

fn cases(groups: &[InboxGroup]) -> Vec<&str> {
    groups.iter().flat_map(|group| &group.rows).map(|row| row.case.as_str()).collect()
}

async fn what_is_late_and_what_comes_stands_with_whoever_owes_it(trial: &Trial) {
    let case = passed_on(trial).await;
    trial.desk.save_person("club", "", Person::new("ma", "马四")).await.unwrap();
    let (lin, ma) = (trial.session("lin").await, trial.session("ma").await);
    let view = trial.desk.leader(&lin, ZH).await.unwrap();
    assert!(view.late.is_empty() && cases(&view.soon).contains(&case.as_str()), "{view:?}");
    let whose = view.soon.iter().flat_map(|day| &day.rows).find(|row| row.case == case).unwrap();
    assert!(whose.to_do.contains("前台"), "it says who owes it: {whose:?}");
    // A week later nobody has done anything.
    trial.to("2026-03-09 10:00").await;
    let view = trial.desk.leader(&lin, ZH).await.unwrap();
    assert!(cases(&view.late).contains(&case.as_str()), "{view:?}");
    assert!(view.late.iter().any(|group| group.label.contains("前台")), "{:?}", view.late);
    // Whoever may not see the case learns nothing of it.
    let other = trial.desk.leader(&ma, ZH).await.unwrap();
    assert!(cases(&other.late).is_empty() && cases(&other.soon).is_empty(), "{other:?}");
}

async fn pages_over_many_cases_ask_no_more_than_over_one(trial: &Trial) {
    passed_on(trial).await;
    trial.desk.save_person("club", "", Person::new("hu", "胡五")).await.unwrap();
    trial.desk.save_post("club", "", Post::always("management", "front_desk", "hu")).await.unwrap();
    let hu = trial.session("hu").await;
    trial.to("2026-03-09 10:00").await;
    let reads = async || {
        let store = trial.desk.store();
        let mut counts = Vec::new();
        let mut before = store.reads();
        let mut since = || {
            let (was, is) = (before, store.reads());
            before = is;
            counts.push(is - was);
        };
        let late = trial.desk.leader(&hu, ZH).await.unwrap().late.iter().map(|group| group.rows.len()).sum::<usize>();
        since();
        trial.desk.supervision(&hu, ZH).await.unwrap();
        since();
        trial.desk.inbox(&hu, "all", None, ZH).await.unwrap();
        since();
        trial.desk.notices(&hu, ZH).await.unwrap();
        since();
        trial.desk.notices_unread(&hu).await.unwrap();
        since();
        (late, counts)
    };
    // What is looked up once and kept is there.
    reads().await;
    let (one, over_one) = reads().await;
    let lin = trial.session("lin").await;
    for once in ["b", "c", "d", "e", "f"] {
        let (case, _) = trial.enquiry(once).await;
        trial.desk.perform(&lin, &case, sent("register", &[]), ZH).await.unwrap();
        trial.desk.perform(&lin, &case, sent("consult", &[("consulted", "pool")]), ZH).await.unwrap();
    }
    trial.to("2026-03-16 10:00").await;
    reads().await;
    let (many, over_many) = reads().await;
    assert!(one > 0 && many >= one + 5, "there is more to show: {one}, {many}");
    assert_eq!(over_one, over_many, "one question for many lines");
    assert_eq!(over_many.last(), Some(&2), "the bell of every page asks whether the office changed, and counts once");
}

async fn what_is_owed_stands_on_its_day_and_in_the_feed(trial: &Trial) {
    let case = passed_on(trial).await;
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

async fn the_inbox_is_narrowed_and_saved_as_a_view(trial: &Trial) {
    trial.club().await;
    let (case, _) = trial.enquiry("a").await;
    let (lin, guo, bo) = (trial.session("lin").await, trial.session("guo").await, trial.session("bo").await);
    let whole = trial.desk.inbox(&lin, "mine", None, ZH).await.unwrap();
    let stage = whole.narrow.iter().find(|field| field.key == "stage").unwrap();
    assert!(
        stage.options.len() > 1 && whole.narrow.iter().all(|field| field.key != "regulation"),
        "one text, no choice"
    );
    let asked =
        |due: &str, stage: &str| InboxAsked { due: due.to_owned(), stage: stage.to_owned(), ..InboxAsked::default() };
    let late = trial.desk.inbox_of(&lin, &asked("late", ""), ZH).await.unwrap();
    assert!(cases(&late.groups).is_empty() && !late.counts.is_empty(), "nothing is late, and the counts are of all");
    assert!(cases(&trial.desk.inbox_of(&lin, &asked("soon", ""), ZH).await.unwrap().groups).contains(&case.as_str()));
    assert!(cases(&trial.desk.inbox_of(&lin, &asked("", "no_such_stage"), ZH).await.unwrap().groups).is_empty());
    let sheet = trial.desk.inbox_csv(&lin, &asked("soon", ""), ZH).await.unwrap();
    assert!(sheet.starts_with('\u{feff}') && sheet.lines().count() > 1 && sheet.contains("2026-0001"), "{sheet}");

    let save = async |who, name, shared| trial.desk.save_view(who, name, shared, asked("soon", ""), ZH).await;
    assert!(matches!(save(&lin, "  ", false).await, Err(Rejection::Invalid(_))));
    save(&lin, "我的", false).await.unwrap();
    save(&lin, "大家的", true).await.unwrap();
    let names = async |who| {
        let views = trial.desk.saved_views(who).await.unwrap();
        views.into_iter().map(|view| view.name).collect::<Vec<_>>()
    };
    assert_eq!(names(&lin).await, ["我的", "大家的"]);
    assert_eq!(names(&guo).await, ["大家的"], "one's own views are nobody else's");
    let shared = trial.desk.saved_views(&bo).await.unwrap().pop().unwrap();
    assert_eq!(shared.asked, asked("soon", ""));
    assert!(matches!(trial.desk.remove_view(&bo, &shared.id).await, Err(Rejection::NotFound)), "nor theirs to remove");
    trial.desk.remove_view(&lin, &shared.id).await.unwrap();
    assert!(names(&guo).await.is_empty());
}

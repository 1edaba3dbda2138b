//! Duty rosters: hours that nobody covers are told, a turn that would stay uncovered keeps its holder from leave, and whoever is on
//! duty may do what the regulation leaves to them.
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

use dengwen_desk::{
    Desk, LeaveTyped,
    office::{Founding, Person, Post, Unit},
    view::{InboxRow, Rejection, Session},
};
use dengwen_packs::Packs;
use dengwen_regulation::model::Label;

use crate::trial::{Trial, ZH, at, both, sent};

both! {
    hours_that_nobody_covers_are_found_and_told_to_whoever_plans at "2026-09-28 09:00",
    leave_is_refused_while_a_turn_would_stay_uncovered at "2026-09-28 09:00",
    whoever_is_on_duty_may_do_what_is_left_to_them_while_they_are at "2026-09-28 09:00",
    a_roster_is_there_for_those_who_plan_it_or_stand_in_it at "2026-09-28 09:00",
}

const WATCH: &str = "watch/holidays";

const TEXT: &str = "format: 1\nregulation: watch\ntitle: 试 | trial\nsource: 试\nversion: {id: \"1\", status: in-force, in-force: 2026-01-01}\n\
    case: {label: 件 | case}\nreading: 试 | trial\norganisation: {authority: public, calendar: cn}\n\
    roles: {clerk: 办事员 | clerk, boss: 负责人 | boss, guest: 旁人 | bystander}\nchannels: {visit: 来访 | visit}\n\
    settings: {season: {label: 农忙时段 | farming season, type: periods, default: none}}\n\
    rosters: {holidays: {label: 节假日值班 | holiday duty, who: clerk, by: boss, during: [holidays, setting season], cover: true, warn: 10 days, article: 三}}\n\
    fields: {matter: {label: 内容 | matter, type: long}}\n\
    stages: {open: {label: 在办 | open, owner: clerk}, closed: {label: 办结 | closed, end: true}}\n\
    acts:\n  register: {label: 登记 | register, begins: any, by: [clerk, guest], input: [matter!]}\n  \
    receive: {label: 接待 | receive, by: holidays, in: [open], does: [go: closed], article: 三}\n";

/// A desk over a regulation with a roster: a boss who plans, two clerks who stand in it, somebody else.
async fn office(trial: &Trial) -> Desk {
    let folder = trial.folder.join("packs");
    std::fs::create_dir_all(folder.join("watch")).unwrap();
    std::fs::write(folder.join("watch/regulation.yaml"), TEXT).unwrap();
    let desk = trial.again(Packs::Folder(folder)).await;
    let people = [("bao", "boss"), ("lin", "clerk"), ("guo", "clerk"), ("mu", "guest")];
    let founding = Founding {
        units: vec![Unit::new("hall", Label::plain("大厅"))],
        people: people.map(|(id, _)| Person { unit: Some("hall".to_owned()), ..Person::new(id, id) }).to_vec(),
        posts: people.map(|(id, role)| Post::always(role, "hall", id)).to_vec(),
        ..Founding::new("town", Label::plain("示例镇"), &["watch"])
    };
    desk.found_office(founding).await.unwrap();
    desk
}

async fn seat(desk: &Desk, person: &str) -> Session {
    desk.session_for("town", person).await.unwrap()
}

async fn put(desk: &Desk, person: &str, first: &str, last: &str, from: &str, until: &str) -> Result<(), Rejection> {
    let pairs = [("person", person), ("first", first), ("last", last), ("from", from), ("until", until)];
    desk.act_on_roster(&seat(desk, "bao").await, WATCH, &sent("enter", &pairs), ZH).await
}

async fn told(desk: &Desk, person: &str) -> Vec<InboxRow> {
    let view = desk.inbox(&seat(desk, person).await, "", None, ZH).await.unwrap();
    view.groups.into_iter().flat_map(|group| group.rows).filter(|row| row.case.starts_with("roster:")).collect()
}

fn leave(person: &str, from: &str, until: &str) -> LeaveTyped {
    let (from, until) = (Some(at(&format!("{from} 00:00"))), Some(at(&format!("{until} 00:00"))));
    LeaveTyped { person: person.to_owned(), deputy: "mu".to_owned(), from, until, note: String::new() }
}

async fn hours_that_nobody_covers_are_found_and_told_to_whoever_plans(trial: &Trial) {
    let desk = office(trial).await;
    let rows = told(&desk, "bao").await;
    let row = rows.first().unwrap();
    assert_eq!(row.case, "roster:watch/holidays");
    assert!(row.to_do.contains("10 月 1 日 00:00") && row.due.at == Some(at("2026-10-01 00:00")), "{row:?}");
    assert!(told(&desk, "lin").await.is_empty(), "whoever does not plan it is not told");
    put(&desk, "lin", "2026-10-01", "2026-10-07", "08:00", "20:00").await.unwrap();
    put(&desk, "guo", "2026-09-30", "2026-10-07", "20:00", "08:00").await.unwrap();
    assert!(told(&desk, "bao").await.is_empty(), "every hour is covered");
    // A season that the office enters asks for more.
    desk.save_setting("town", "bao", "watch", "season", "2026-10-08..2026-10-09", at("2026-09-28 09:00"))
        .await
        .unwrap();
    let rows = told(&desk, "bao").await;
    assert!(rows.first().unwrap().to_do.contains("10 月 8 日 08:00"), "{rows:?}");
    let gaps = desk.uncovered("town", WATCH).await.unwrap();
    assert_eq!(gaps.len(), 1);
    desk.tick(at("2026-10-08 09:00")).await.unwrap();
    let row = told(&desk, "bao").await.remove(0);
    assert!(row.due.head.contains("此刻无人值班"), "{row:?}");
    let season = "not a period";
    let entered = desk.save_setting("town", "bao", "watch", "season", season, at("2026-10-08 09:00")).await;
    assert!(entered.is_err(), "what is no period is no value of the setting");
    desk.close().await;
}

async fn leave_is_refused_while_a_turn_would_stay_uncovered(trial: &Trial) {
    let desk = office(trial).await;
    put(&desk, "lin", "2026-10-01", "2026-10-03", "00:00", "00:00").await.unwrap();
    let lin = seat(&desk, "lin").await;
    let away = || leave("lin", "2026-10-02", "2026-10-05");
    let Err(Rejection::Refused(refused)) = desk.enter_leave(&lin, away(), ZH).await else { unreachable!() };
    let one = refused.first().unwrap();
    assert_eq!((one.code.as_str(), one.cited.article.as_deref()), ("duty_left", Some("三")));
    assert!(one.cited.text.contains("10 月 2 日 00:00"), "{refused:?}");
    // Handed to somebody else, day by day, it goes through.
    for day in ["2026-10-02 12:00", "2026-10-03 12:00"] {
        let turn = desk.turn_at("town", WATCH, "lin", at(day)).await.unwrap().unwrap();
        let wrong = desk.act_on_roster(&lin, WATCH, &sent("hand", &[("duty", &turn), ("to", "mu")]), ZH).await;
        assert!(matches!(wrong, Err(Rejection::Invalid(_))), "whoever may not stand in it takes no turn");
        desk.act_on_roster(&lin, WATCH, &sent("hand", &[("duty", &turn), ("to", "guo")]), ZH).await.unwrap();
    }
    assert_eq!(desk.turn_at("town", WATCH, "guo", at("2026-10-02 12:00")).await.unwrap().map(|_| ()), Some(()));
    desk.enter_leave(&lin, away(), ZH).await.unwrap();
    let again = put(&desk, "lin", "2026-10-04", "", "00:00", "00:00").await;
    assert!(matches!(again, Err(Rejection::Invalid(_))), "nobody is put on duty while on leave: {again:?}");
    assert!(desk.compare().await.unwrap().is_empty(), "the lists are those that the log gives");
    desk.close().await;
}

async fn whoever_is_on_duty_may_do_what_is_left_to_them_while_they_are(trial: &Trial) {
    let desk = office(trial).await;
    put(&desk, "guo", "2026-10-01", "", "08:00", "20:00").await.unwrap();
    desk.tick(at("2026-10-01 07:00")).await.unwrap();
    let mu = seat(&desk, "mu").await;
    let case = desk.begin(&mu, "watch", "visit", sent("register", &[("matter", "来访")]), ZH).await.unwrap().case;
    let offered = async |person: &str| {
        let view = desk.case(&seat(&desk, person).await, &case, ZH).await;
        view.is_ok_and(|view| view.open.iter().any(|form| form.act == "receive"))
    };
    assert!(!offered("guo").await, "their turn has not begun");
    desk.tick(at("2026-10-01 09:00")).await.unwrap();
    assert!(offered("guo").await && !offered("lin").await);
    let rows = desk.inbox(&seat(&desk, "guo").await, "all", None, ZH).await.unwrap().groups;
    assert!(rows.iter().flat_map(|group| &group.rows).any(|row| row.case == case));
    desk.tick(at("2026-10-01 21:00")).await.unwrap();
    let late = desk.perform(&seat(&desk, "guo").await, &case, sent("receive", &[]), ZH).await;
    assert!(late.is_err(), "their turn is over");
    desk.close().await;
}

async fn a_roster_is_there_for_those_who_plan_it_or_stand_in_it(trial: &Trial) {
    let desk = office(trial).await;
    for (person, sees, forms) in [("bao", true, 1), ("lin", true, 0), ("mu", false, 0)] {
        let session = seat(&desk, person).await;
        assert_eq!(desk.roster_list(&session, ZH).await.unwrap().len(), usize::from(sees));
        match desk.roster(&session, WATCH, None, ZH).await {
            Ok(page) => assert!(sees && page.forms.len() == forms && page.days.len() == 7),
            Err(rejection) => assert!(!sees && matches!(rejection, Rejection::NotFound)),
        }
    }
    let lin = seat(&desk, "lin").await;
    let pairs = [("person", "lin"), ("first", "2026-10-01"), ("from", "08:00"), ("until", "20:00")];
    let own = desk.act_on_roster(&lin, WATCH, &sent("enter", &pairs), ZH).await;
    assert!(matches!(own, Err(Rejection::Forbidden)), "whoever stands in it does not plan it");
    let other = desk.act_on_roster(&seat(&desk, "mu").await, WATCH, &sent("enter", &pairs), ZH).await;
    assert!(matches!(other, Err(Rejection::NotFound)));
    desk.close().await;
}

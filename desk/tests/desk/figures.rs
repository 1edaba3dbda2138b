//! Kept figures: what counting case by case comes to, whatever happens to texts, calendars and cases; and the cases behind a number.
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

use dengwen_calendar::{Entry, EntryKind, Overlay};
use dengwen_desk::{
    library::Publishing,
    office::Post,
    view::{BehindView, NumberAsked, Rejection, Session},
};
use sqlx::{AnyConnection, Connection as _};

use crate::trial::{CLUB, Trial, ZH, at, both, packs, sent};

both! {
    figures_are_kept_as_each_act_is_done at "2026-03-02 10:00",
    a_text_or_calendar_that_changes_has_all_cases_measured_again at "2026-03-02 10:00",
    the_cases_behind_a_number_are_those_that_one_may_read at "2026-03-02 10:00",
    numbers_go_out_exact_to_programs_and_spreadsheets at "2026-03-02 10:00",
}

const BY: &str = "dated: received, by: [nature, level]";
const OMITTED: &str = "\nomitted:";
const REPORT: &str = "\nreports:\n  monthly: {label: 月报 | monthly, by: clerk, every: month, contents: [matters, answered, answers], \
    recipients: management, article: 一 2.2}\n\nomitted:";
const ANSWERED: &str = "\nindicators:\n  answered: {label: 即时答复率 | answered at once, of: case, where: \"done('answer_now')\", as: share, \
    dated: received, article: 一 2.2}\n  answers: {label: 即时答复 | answers at once, of: case, where: \"done('answer_now')\", \
    dated: received, article: 一 2.2}\n";
const MANAGEMENT: &str = "\n  management:      {label: ";
const CLERK: &str = "\n  clerk: {label: 统计员 | clerk}\n  management:      {label: ";

async fn adopt(trial: &Trial, changes: &[(&str, &str)]) {
    let mut text = packs().text(&format!("{CLUB}/regulation.yaml")).unwrap();
    for (old, new) in changes {
        assert!(text.contains(old), "{old}");
        text = text.replacen(old, new, 1);
    }
    let lin = Session { administrator: true, ..trial.session("lin").await };
    trial.desk.adopt_text(&lin, CLUB, &Publishing::of(&text), ZH).await.unwrap();
}

async fn with_report(trial: &Trial) {
    let indicators = ("\nindicators:\n", ANSWERED);
    let blanks = [(", blank: [in-force]", ""), ("\n    blank: [opinion, handling]", "")];
    trial.desk.save_setting("club", "lin", CLUB, "big_loss", "10000", at("2026-03-02 00:00")).await.unwrap();
    // The report of the new text begins with it.
    adopt(trial, &[&[(OMITTED, REPORT), indicators, (MANAGEMENT, CLERK)][..], &blanks].concat()).await;
    trial.desk.save_post("club", "", Post::always("clerk", "pool", "bo")).await.unwrap();
    trial.desk.save_post("club", "", Post::always("management", "front_desk", "guo")).await.unwrap();
}

async fn answer(trial: &Trial, case: &str) {
    let lin = trial.session("lin").await;
    trial.desk.perform(&lin, case, sent("answer_now", &[("outcome", "六点")]), ZH).await.unwrap();
}

async fn differing(trial: &Trial) -> Vec<String> {
    trial.desk.figures_that_differ("club", CLUB).await.unwrap()
}

async fn change(trial: &Trial, sql: &'static str) {
    let file = format!("sqlite:{}", trial.folder.join("dengwen.sqlite").display());
    let mut conn = AnyConnection::connect(trial.url.as_ref().unwrap_or(&file)).await.unwrap();
    let done = sqlx::raw_sql(sql).execute(&mut conn).await.unwrap().rows_affected();
    conn.close().await.unwrap();
    assert!(done > 0, "{sql}");
}

async fn figures_are_kept_as_each_act_is_done(trial: &Trial) {
    trial.club().await;
    for (n, day) in ["2026-03-02 11:00", "2026-03-20 11:00", "2026-04-03 11:00"].into_iter().enumerate() {
        trial.to(day).await;
        let (case, _) = trial.enquiry(&n.to_string()).await;
        if n > 0 {
            answer(trial, &case).await;
        }
        assert_eq!(differing(trial).await, Vec::<String>::new());
    }
    assert!(trial.desk.store().adds_up().await.unwrap());
    assert_eq!(trial.desk.compare().await.unwrap(), Vec::new());
    change(trial, "UPDATE tallies SET counting = counting + 1").await;
    assert!(differing(trial).await.contains(&"matters".to_owned()), "what is kept is what is told");
    assert_eq!(trial.desk.compare().await.unwrap().len(), 1, "and found out");
    trial.desk.rebuild().await.unwrap();
    assert_eq!(differing(trial).await, Vec::<String>::new());
    assert_eq!(trial.desk.compare().await.unwrap(), Vec::new());
}

async fn a_text_or_calendar_that_changes_has_all_cases_measured_again(trial: &Trial) {
    trial.club().await;
    trial.enquiry("a").await;
    adopt(trial, &[(BY, "dated: received, by: [nature]")]).await;
    trial.enquiry("b").await;
    assert_eq!(differing(trial).await, Vec::<String>::new());
    // As if the cases had been there before figures were kept.
    change(trial, "DELETE FROM tallies").await;
    change(trial, "DELETE FROM measures").await;
    change(trial, "UPDATE measured SET formulas = ''").await;
    let desk = trial.again(packs()).await;
    desk.begin(&desk.session_for("club", "lin").await.unwrap(), CLUB, "said", crate::trial::enquiry("c"), ZH)
        .await
        .unwrap();
    assert_eq!(desk.figures_that_differ("club", CLUB).await.unwrap(), Vec::<String>::new());
    let day = Entry { date: "2026-03-03".parse().unwrap(), kind: EntryKind::Rest, notice: "停业".to_owned() };
    desk.save_overlay("club", "lin", Overlay { entries: vec![day], ..Overlay::default() }).await.unwrap();
    assert_eq!(desk.compare().await.unwrap(), Vec::new());
    assert_eq!(desk.figures_that_differ("club", CLUB).await.unwrap(), Vec::<String>::new());
    assert!(desk.store().adds_up().await.unwrap());
    desk.close().await;
}

async fn behind(trial: &Trial, who: &Session, id: &str, asked: NumberAsked) -> BehindView {
    trial.desk.behind_number(who, id, 1, &asked, ZH).await.unwrap()
}

fn whole(figure: &str, all: bool) -> NumberAsked {
    NumberAsked { figure: figure.to_owned(), all, ..NumberAsked::default() }
}

async fn the_cases_behind_a_number_are_those_that_one_may_read(trial: &Trial) {
    trial.club().await;
    with_report(trial).await;
    let mut cases = Vec::new();
    for once in ["a", "b", "c"] {
        cases.push(trial.enquiry(once).await.0);
    }
    answer(trial, &cases.remove(1)).await;
    trial.to("2026-04-01 09:00").await;
    let (bo, guo, lin) = (trial.session("bo").await, trial.session("guo").await, trial.session("lin").await);
    let id = trial.desk.reports(&bo, ZH).await.unwrap().remove(0).id;
    // Whoever prepares the report reads none of the cases: how many there are is all that is said.
    let seen = behind(trial, &bo, &id, whole("answered", true)).await;
    assert_eq!((seen.cases, seen.hidden, seen.rows.len(), seen.is_share), (3, 3, 0, true));
    assert!(matches!(
        trial.desk.behind_number(&lin, &id, 1, &whole("answered", true), ZH).await,
        Err(Rejection::NotFound)
    ));
    let foreign = trial.desk.behind_number(&bo, &id, 1, &whole("ledger", true), ZH).await;
    assert!(matches!(foreign, Err(Rejection::NotFound)), "no number of this report");
    trial.desk.act_on_report(&bo, &id, 1, &sent("prepare", &[]), ZH).await.unwrap();
    let seen = behind(trial, &guo, &id, whole("answered", true)).await;
    assert_eq!((seen.cases, seen.hidden, seen.rows.len(), seen.frozen), (3, 0, 3, true));
    let counted = behind(trial, &guo, &id, whole("answered", false)).await;
    assert_eq!((counted.cases, counted.hidden, counted.rows.len()), (1, 0, 1));
    let view = trial.desk.report(&guo, &id, 1, ZH).await.unwrap();
    let table = view.figures.iter().find(|table| table.of == "matters").unwrap();
    assert_eq!((table.rows.len(), table.keys.len()), (1, 1));
    let line = table.keys.first().unwrap().clone();
    let of_line = behind(trial, &guo, &id, NumberAsked { line, ..whole("matters", false) }).await;
    assert_eq!((of_line.cases, of_line.number.as_str()), (3, "3"));
    let other = NumberAsked { line: "ab".to_owned(), ..whole("matters", false) };
    assert!(matches!(trial.desk.behind_number(&guo, &id, 1, &other, ZH).await, Err(Rejection::NotFound)));
}

async fn numbers_go_out_exact_to_programs_and_spreadsheets(trial: &Trial) {
    trial.club().await;
    with_report(trial).await;
    let (case, _) = trial.enquiry("a").await;
    trial.enquiry("b").await;
    answer(trial, &case).await;
    trial.to("2026-04-01 09:00").await;
    let (bo, lin) = (trial.session("bo").await, trial.session("lin").await);
    let id = trial.desk.reports(&bo, ZH).await.unwrap().remove(0).id;
    let numbers = trial.desk.report_numbers(&bo, &id, 1, ZH).await.unwrap();
    let answered = numbers.figures.iter().find(|one| one.figure == "answered").unwrap();
    let whole = answered.lines.first().unwrap();
    assert_eq!((whole.over, whole.under, whole.unit, whole.shown.as_str()), (1, 2, "share", "50%（1/2）"));
    let counted = numbers.figures.iter().find(|one| one.figure == "answers").unwrap();
    assert_eq!(counted.lines.first().unwrap().over, 1, "a count and a share of one formula are both told");
    assert_eq!(numbers.from, "2026-03-01".parse().ok());
    assert_eq!(numbers.to, "2026-03-31".parse().ok());
    let csv = numbers.csv(ZH);
    assert!(
        csv.starts_with("\u{feff}\"指标代码\",")
            && csv.contains("\"answered\",\"即时答复率\",\"\",\"50%（1/2）\",\"1\",\"2\""),
        "{csv}"
    );
    assert!(matches!(trial.desk.report_numbers(&lin, &id, 1, ZH).await, Err(Rejection::NotFound)));
}

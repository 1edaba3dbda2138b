//! The whole file of a case as one PDF: what is in it, what is not, and that it is on record.
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "tests fail by panicking")]

use std::{
    io::{Read as _, Write as _},
    process::{Command, Stdio},
};

use dengwen_desk::{
    audit::{Read, Record},
    view::{PaperFile, Rejection},
};

use crate::at_rest::NAME;
use crate::trial::{Trial, ZH, both, sent};

both! {
    the_whole_file_says_what_the_page_says at "2026-03-02 10:00",
    who_spoke_is_not_in_the_file_even_while_it_is_open at "2026-03-02 10:00",
    taking_the_file_away_is_on_record_each_time at "2026-03-02 10:00",
    several_cases_are_bound_and_one_out_of_sight_stops_all at "2026-03-02 10:00",
}

/// The text of a PDF, by poppler.
fn text(paper: &PaperFile) -> String {
    let tool =
        Command::new("pdftotext").args(["-layout", "-", "-"]).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn();
    let mut tool = tool.expect("pdftotext is not there: install Debian's poppler-utils, or run cargo xtask install");
    tool.stdin.take().unwrap().write_all(&paper.bytes).unwrap();
    let mut text = String::new();
    tool.stdout.take().unwrap().read_to_string(&mut text).unwrap();
    assert!(tool.wait().unwrap().success());
    text
}

/// A registered enquiry: it has a paper that names who asks.
async fn registered(trial: &Trial, once: &str) -> String {
    let case = trial.enquiry(once).await.0;
    let lin = trial.session("lin").await;
    trial.desk.perform(&lin, &case, sent("register", &[]), ZH).await.unwrap();
    case
}

async fn the_whole_file_says_what_the_page_says(trial: &Trial) {
    trial.club().await;
    let case = registered(trial, "a").await;
    let lin = trial.session("lin").await;
    let page = trial.desk.case(&lin, &case, ZH).await.unwrap();
    let file = trial.desk.whole_file(&lin, std::slice::from_ref(&case), ZH).await.unwrap();
    assert_eq!(file.name, format!("{}.pdf", page.number));
    let text = text(&file).replace(char::is_whitespace, "");
    for value in page.values.iter().filter(|value| !value.sealed) {
        assert!(text.contains(&value.value.replace(char::is_whitespace, "")), "{value:?} is missing in {text}");
    }
    for told in &page.story {
        assert!(text.contains(&told.text.replace(char::is_whitespace, "")), "{told:?} is missing in {text}");
    }
    for paper in &page.papers {
        let paper = paper.number.as_ref().unwrap_or(&paper.label);
        assert!(text.matches(paper.as_str()).count() >= 2, "{paper} is listed and bound: {text}");
    }
    assert!(text.contains("林一于") && text.contains("目录"), "{text}");
}

async fn who_spoke_is_not_in_the_file_even_while_it_is_open(trial: &Trial) {
    trial.club().await;
    let case = registered(trial, "a").await;
    let lin = trial.session("lin").await;
    trial.desk.open_identity(&lin, &case, 1, "回电核实", ZH).await.unwrap();
    trial.desk.open_paper(&lin, &case, "1", "归档", ZH).await.unwrap();
    assert!(text(&trial.desk.paper(&lin, &case, "1", 1, ZH).await.unwrap()).contains(NAME), "the paper itself is open");
    let text = text(&trial.desk.whole_file(&lin, &[case], ZH).await.unwrap());
    assert!(!text.contains(NAME), "{text}");
    assert!(text.contains("密"), "it says that something is kept back");
}

async fn taking_the_file_away_is_on_record_each_time(trial: &Trial) {
    trial.club().await;
    let case = registered(trial, "a").await;
    let lin = trial.session("lin").await;
    let cases = [case.clone()];
    trial.desk.whole_file(&lin, &cases, ZH).await.unwrap();
    trial.desk.whole_file(&lin, &cases, ZH).await.unwrap();
    let all = trial.desk.readings(&case).await.unwrap();
    let taken = all.iter().filter(|one| matches!(&one.record, Record::Read { read: Read::Whole, .. })).count();
    assert_eq!(taken, 2);
    let looks = trial.desk.who_looked(&lin, &case, None, ZH).await.unwrap();
    assert!(looks.lines.iter().any(|line| line.what.starts_with("整卷")), "{looks:?}");
}

async fn several_cases_are_bound_and_one_out_of_sight_stops_all(trial: &Trial) {
    trial.club().await;
    let (first, second) = (registered(trial, "a").await, registered(trial, "b").await);
    let lin = trial.session("lin").await;
    let both = [first.clone(), second];
    let bound = text(&trial.desk.whole_file(&lin, &both, ZH).await.unwrap());
    assert!(bound.contains("2026-0001") && bound.contains("2026-0002"), "{bound}");
    let bo = trial.session("bo").await;
    assert!(matches!(trial.desk.whole_file(&bo, &both, ZH).await, Err(Rejection::NotFound)));
    let none = trial.desk.readings(&first).await.unwrap();
    let by_bo = none.iter().any(|one| matches!(&one.record, Record::Read { person, .. } if person == "bo"));
    assert!(!by_bo, "what was not given was not read");
    assert!(matches!(trial.desk.whole_file(&lin, &[], ZH).await, Err(Rejection::Invalid(_))));
    let many = vec![first; 21];
    assert!(matches!(trial.desk.whole_file(&lin, &many, ZH).await, Err(Rejection::Invalid(_))));
}

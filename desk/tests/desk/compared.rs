//! A paper beside the one of its kind that was issued before.
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

use dengwen_desk::view::Rejection;

use crate::supervision::{bureau, ordered};
use crate::trial::{Trial, ZH, both, sent};

both! {
    a_paper_is_read_beside_the_one_before_once_both_may_be_read at "2026-03-02 10:00",
}

async fn a_paper_is_read_beside_the_one_before_once_both_may_be_read(trial: &Trial) {
    let people = bureau(trial).await;
    let case = ordered(trial, &people).await;
    let [_, head, _, window] = &people;
    trial.desk.perform(head, &case, sent("tell_result", &[]), ZH).await.unwrap();
    trial.to("2026-03-04 10:00").await;
    trial.desk.perform(head, &case, sent("tell_result", &[]), ZH).await.unwrap();
    let papers = trial.desk.case(head, &case, ZH).await.unwrap().papers;
    let told: Vec<&str> =
        papers.iter().filter(|one| one.label == papers.first().unwrap().label).map(|one| one.id.as_str()).collect();
    let (newer, older) = (told.first().unwrap(), told.get(1).unwrap());
    assert_eq!(papers.iter().filter(|one| one.reissued).map(|one| one.id.as_str()).collect::<Vec<_>>(), [*newer]);
    let compare = async |id: &str| trial.desk.paper_compared(head, &case, (id, 1), ZH).await;
    assert!(matches!(compare(older).await, Err(Rejection::NotFound)), "there is none before it");
    let seen = trial.desk.paper_compared(window, &case, (newer, 1), ZH).await;
    assert!(matches!(seen, Err(Rejection::NotFound)), "not for whoever may not see the case");
    // Each names somebody: one after the other is opened for a purpose.
    let mut view = compare(newer).await.unwrap();
    let mut opened = Vec::new();
    while let Some((closed, _)) = view.closed {
        trial.desk.open_paper(head, &case, &closed, "核对两次告知", ZH).await.unwrap();
        opened.push(closed);
        view = compare(newer).await.unwrap();
    }
    assert!(opened.is_empty() || opened == [*older, *newer], "{opened:?}");
    let of = |label: &str| view.lines.iter().find(|line| line.label == label).map(|line| line.change.as_str());
    assert_eq!(of("日期"), Some("changed"), "{view:?}");
    assert!(view.lines.iter().any(|line| line.change == "same"), "{view:?}");
}

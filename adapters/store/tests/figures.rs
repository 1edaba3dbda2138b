//! Kept figures: the sums are those of the measures, whatever was written, deleted, destroyed or built anew.
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

mod common;

use common::{Trial, at, both, commit, part};
use dengwen_store::{Batch, Change, Destroyed, MeasureRow, MeasuredRow, Rows, SumsBy, TallyRow, UnsettledRow};
use std::collections::BTreeMap;

both!(
    sums_follow_whatever_is_put_and_deleted,
    what_was_measured_beside_a_change_does_not_stay,
    cases_measured_by_other_formulas_are_told_first,
    what_is_destroyed_counts_no_more,
);

/// Numbers that look random and are the same each time.
struct Dice(u64);

impl Dice {
    fn up_to(&mut self, most: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % most
    }
}

fn measured(stream: &str, formulas: &str) -> MeasuredRow {
    MeasuredRow {
        stream: stream.to_owned(),
        organisation: "o1".to_owned(),
        regulation: "g1".to_owned(),
        formulas: formulas.to_owned(),
    }
}

fn measure(stream: &str, formula: &str, n: u32, day: i64, by: &str, (unit, amount): (&str, i64)) -> MeasureRow {
    MeasureRow {
        stream: stream.to_owned(),
        formula: formula.to_owned(),
        n,
        organisation: "o1".to_owned(),
        day,
        by_hash: by.to_owned(),
        by_values: format!("[\"{by}\"]"),
        unit: unit.to_owned(),
        counts: amount % 2 == 0,
        amount,
    }
}

/// What a case adds, thrown.
fn thrown(dice: &mut Dice, stream: &str) -> Rows {
    let mut rows = Rows { measured: vec![measured(stream, "f")], ..Rows::default() };
    for formula in ["f1", "f2", "f3"] {
        for n in 0..u32::try_from(dice.up_to(4)).unwrap() {
            let day = i64::try_from(dice.up_to(5)).unwrap();
            let by = if dice.up_to(2) == 0 { "a" } else { "b" };
            let unit = if dice.up_to(3) == 0 { "d2" } else { "n" };
            let amount = i64::try_from(dice.up_to(1000)).unwrap() - 500;
            rows.measures.push(measure(stream, formula, n, day, by, (unit, amount)));
        }
    }
    rows.sorted()
}

/// The sums of a formula over days, added up here.
fn added<'r>(all: impl Iterator<Item = &'r Rows>, formula: &str, days: (i64, i64)) -> Vec<TallyRow> {
    let mut sums: BTreeMap<(String, String), (i64, i64, i64)> = BTreeMap::new();
    let fits = |one: &&MeasureRow| one.formula == formula && (days.0..days.1).contains(&one.day);
    for one in all.flat_map(|rows| &rows.measures).filter(fits) {
        let sum = sums.entry((one.by_values.clone(), one.unit.clone())).or_default();
        *sum = (sum.0 + 1, sum.1 + i64::from(one.counts), sum.2 + one.amount);
    }
    let row = |((by_values, unit), (elements, counting, total))| TallyRow {
        day: 0,
        by_values,
        unit,
        elements,
        counting,
        total,
    };
    sums.into_iter().map(row).collect()
}

async fn kept(trial: &Trial, formula: &str, days: (i64, i64)) -> Vec<TallyRow> {
    let mut sums = kept_by(trial, formula, days, SumsBy::Period).await;
    sums.iter_mut().for_each(|sum| sum.day = 0);
    sums.sort();
    sums
}

async fn kept_by(trial: &Trial, formula: &str, days: (i64, i64), by: SumsBy) -> Vec<TallyRow> {
    let kept = trial.store.kept_figures(("o1", "g1"), "f", &[formula.to_owned()], days, by).await.unwrap();
    assert!(kept.stale.is_empty());
    kept.of.into_iter().next().unwrap().0
}

async fn write(trial: &Trial, stream: &str, expected: u64, before: &Rows, after: &Rows) {
    let batch = Batch { commits: vec![commit(stream, "{}")], delta: before.diff(after), ..Batch::default() };
    let change = Change::of(&format!("{stream} {expected}"), part(stream, expected), at(0), batch);
    trial.store.transact(change).await.unwrap();
}

async fn sums_follow_whatever_is_put_and_deleted(trial: &Trial) {
    let mut dice = Dice(20_261_122);
    let mut all: BTreeMap<String, (u64, Rows)> = BTreeMap::new();
    for _ in 0..120 {
        let stream = format!("c{}", dice.up_to(7));
        let (seq, before) = all.remove(&stream).unwrap_or_default();
        let after = thrown(&mut dice, &stream);
        write(trial, &stream, seq, &before, &after).await;
        assert_eq!(trial.store.rows(&stream).await.unwrap(), after);
        all.insert(stream, (seq + 1, after));
    }
    for formula in ["f1", "f2", "f3"] {
        for days in [(0, 5), (1, 3), (4, 4), (i64::MIN, i64::MAX)] {
            let sums = kept(trial, formula, days).await;
            assert_eq!(sums, added(all.values().map(|(_, rows)| rows), formula, days), "{formula} over {days:?}");
        }
    }
    assert!(!kept(trial, "f1", (0, 5)).await.is_empty());
    assert!(trial.store.adds_up().await.unwrap());
    trial.tamper("UPDATE tallies SET total = total + 1").await;
    assert!(!trial.store.adds_up().await.unwrap());
    trial.store.add_up().await.unwrap();
    assert!(trial.store.adds_up().await.unwrap());
    for (stream, (seq, _)) in &all {
        trial.store.rebuild(stream, *seq, &Rows::default()).await.unwrap();
    }
    assert!(kept(trial, "f1", (0, 5)).await.is_empty(), "sums of nothing are not there");
    assert!(trial.store.adds_up().await.unwrap());
}

async fn what_was_measured_beside_a_change_does_not_stay(trial: &Trial) {
    let rows = |measures: Vec<MeasureRow>| Rows { measured: vec![measured("c1", "f")], measures, ..Rows::default() };
    let first = rows(vec![measure("c1", "f1", 0, 1, "a", ("n", 2))]);
    write(trial, "c1", 0, &Rows::default(), &first).await;
    let beside = rows((0..3).map(|n| measure("c1", "f2", n, 1, "a", ("n", 2))).collect());
    trial.store.remeasure("c1", 1, beside).await.unwrap();
    let last = rows(vec![measure("c1", "f2", 0, 1, "b", ("n", 4))]);
    write(trial, "c1", 1, &first, &last).await;
    assert_eq!(trial.store.rows("c1").await.unwrap(), last);
    assert!(trial.store.adds_up().await.unwrap());
    assert!(trial.store.remeasure("c1", 1, rows(Vec::new())).await.unwrap_err().is_conflict(), "it moved on");
}

async fn cases_measured_by_other_formulas_are_told_first(trial: &Trial) {
    for (stream, formulas) in [("c1", "e"), ("c2", "f"), ("c3", "g")] {
        let unsettled =
            UnsettledRow { stream: stream.to_owned(), formula: "f1".to_owned(), organisation: "o1".to_owned() };
        let rows = Rows { measured: vec![measured(stream, formulas)], unsettled: vec![unsettled], ..Rows::default() };
        write(trial, stream, 0, &Rows::default(), &rows).await;
    }
    let ask = || trial.store.kept_figures(("o1", "g1"), "f", &[], (0, 9), SumsBy::Period);
    let mut stale = ask().await.unwrap().stale;
    stale.sort();
    assert_eq!(stale, ["c1", "c3"]);
    let other = trial.store.kept_figures(("o1", "g2"), "f", &[], (0, 9), SumsBy::Period).await.unwrap();
    assert!(other.stale.is_empty(), "of another regulation");
    for stream in ["c1", "c3"] {
        let rows = Rows { measured: vec![measured(stream, "f")], ..Rows::default() };
        trial.store.remeasure(stream, 1, rows).await.unwrap();
    }
    let kept = trial.store.kept_figures(("o1", "g1"), "f", &["f1".to_owned()], (0, 9), SumsBy::Period).await.unwrap();
    assert_eq!((kept.stale.len(), kept.of), (0, vec![(Vec::new(), vec!["c2".to_owned()])]));
}

async fn what_is_destroyed_counts_no_more(trial: &Trial) {
    let mut dice = Dice(7);
    let (one, two) = (thrown(&mut dice, "c1"), thrown(&mut dice, "c2"));
    write(trial, "c1", 0, &Rows::default(), &one).await;
    write(trial, "c2", 0, &Rows::default(), &two).await;
    let destroyed = Destroyed { streams: vec!["c1".to_owned()], owners: Vec::new() };
    let batch = Batch { commits: vec![commit("c1", "{}")], destroyed: Some(destroyed), ..Batch::default() };
    trial.store.transact(Change::of("destroy", part("c1", 1), at(1), batch)).await.unwrap();
    for formula in ["f1", "f2", "f3"] {
        assert_eq!(kept(trial, formula, (0, 9)).await, added([&two].into_iter(), formula, (0, 9)));
    }
    assert!(trial.store.adds_up().await.unwrap());
}

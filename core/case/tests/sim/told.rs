//! A story in words and in numbers.

use std::collections::BTreeMap;

use dengwen_case::{Commit, Event};

use super::world::Order;

/// What came of a story.
#[derive(Debug, Default, Clone)]
pub(crate) struct Tally {
    pub(crate) acts: usize,
    pub(crate) refusals: usize,
    pub(crate) passings: usize,
    pub(crate) conflicts: usize,
    pub(crate) crashes: usize,
    pub(crate) repeats: usize,
    /// Of each code of refusal how many.
    pub(crate) refused: BTreeMap<String, usize>,
    /// Of each sort of event how many.
    pub(crate) events: BTreeMap<String, usize>,
}

impl Tally {
    pub(crate) fn add(&mut self, other: &Self) {
        self.acts += other.acts;
        self.refusals += other.refusals;
        self.passings += other.passings;
        self.conflicts += other.conflicts;
        self.crashes += other.crashes;
        self.repeats += other.repeats;
        for (code, times) in &other.refused {
            *self.refused.entry(code.clone()).or_default() += times;
        }
        for (sort, times) in &other.events {
            *self.events.entry(sort.clone()).or_default() += times;
        }
    }
}

/// The name of a sort of event, as the log has it.
pub(crate) fn sort(event: &Event) -> String {
    serde_json::to_value(event).unwrap()["event"].as_str().unwrap().to_owned()
}

/// An order in words.
pub(crate) fn written(order: &Order) -> String {
    let row = order.act.row.as_ref().map_or(String::new(), |row| format!("{row}."));
    let option = order.act.option.as_ref().map_or(String::new(), |option| format!(".{option}"));
    let seen = order.seen.map_or(String::new(), |seen| format!(" as of {seen}"));
    format!("order {} (case {}: {row}{}{option}{seen}, desk {})", order.once, order.case, order.act.act, order.desk)
}

/// A commit in words.
pub(crate) fn line(case: usize, commit: &Commit) -> String {
    let events: Vec<String> = commit.events.iter().map(|event| serde_json::to_string(event).unwrap()).collect();
    format!("case {case}, {}:\n    {}", commit.seq, events.join("\n    "))
}

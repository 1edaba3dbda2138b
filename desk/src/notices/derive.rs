//! What people are told of follows from what they owe: the lists before and after a commit are compared, nothing is looked for.

use std::collections::{BTreeMap, BTreeSet};

use dengwen_case::{Command, Commit, Event, RowKey};
use dengwen_store::{Delta, NoticeRow, OutboxRow, Rows, TodoRow};
use jiff::Timestamp;
use serde_json::Value as Json;

use super::TOLD;
use crate::{act::Task, ids};

/// What brought a commit about.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Cause {
    /// The person.
    by: String,
    /// The moment to warn of the end of a limit: the limit, and the row on which it runs.
    warns: Option<(String, RowKey)>,
}

impl Cause {
    /// Somebody did something; nobody where time passed.
    pub(crate) fn by(person: Option<&str>) -> Self {
        Self { by: person.unwrap_or_default().to_owned(), warns: None }
    }

    pub(crate) fn of(commit: &Commit) -> Self {
        match &commit.command {
            Command::Do(act) => Self::by(act.actor.person.as_deref()),
            Command::Hand(hand) => Self::by(hand.actor.person.as_deref()),
            Command::Pass(pass) => {
                let warned = commit.events.iter().any(|event| matches!(event, Event::LimitWarned { .. }));
                let warns = warned.then(|| (pass.limit.to_string(), pass.row.clone()));
                Self { by: String::new(), warns }
            }
            _ => Self::default(),
        }
    }
}

/// Those who are told of something by a commit.
#[derive(Debug, Default)]
pub(crate) struct Told(Vec<NoticeRow>);

/// What is owed by whom.
type Owed<'r> = BTreeMap<(u32, &'r str, &'r str), &'r TodoRow>;

impl Told {
    /// Something new to do, a limit close or passed, something taken away: whatever the lists of what is owed say after a commit
    /// and did not say before.
    pub(crate) fn between(before: &Rows, after: &Rows, cause: Cause, at: Timestamp) -> Self {
        let (was, is) = (owed(before), owed(after));
        let mut told = Self::default();
        let mut ids: BTreeMap<(u32, &str, &'static str), String> = BTreeMap::new();
        let news = is.iter().filter_map(|(key, todo)| Some((*todo, news(was.get(key).copied(), todo, &cause)?)));
        let taken = was.iter().filter(|(key, _)| is_taken(key, before, after, &is)).map(|(_, todo)| (*todo, "taken"));
        for (todo, sort) in news.chain(taken) {
            let id = ids.entry((todo.row_no, &todo.item, sort)).or_insert_with(|| ids::of_notice(at));
            told.0.push(NoticeRow {
                id: id.clone(),
                principal: todo.principal.clone(),
                at,
                sort: sort.to_owned(),
                stream: todo.stream.clone(),
                row_no: todo.row_no,
                item: todo.item.clone(),
                by_person: cause.by.clone(),
                organisation: todo.organisation.clone(),
                regulation: todo.regulation.clone(),
                due_at: todo.due_at,
                why: todo.why.clone(),
            });
        }
        told
    }

    /// The same, and one thing more that no list says.
    pub(crate) fn and(mut self, notice: Option<NoticeRow>) -> Self {
        self.0.extend(notice);
        self
    }

    /// Writes it with the commit, and has those written to who want mail.
    pub(crate) fn into(self, delta: &mut Delta, seq: u64) -> Option<OutboxRow> {
        let first = self.0.first()?;
        let (stream, at) = (first.stream.clone(), first.at);
        self.0.iter().for_each(|row| delta.put(row));
        let principals: BTreeSet<String> = self.0.into_iter().map(|row| row.principal).collect();
        let task = Task::Tell { principals: principals.into_iter().collect() };
        let (id, kind) = (format!("{stream}#{seq}.tell"), task.kind().to_owned());
        let body = serde_json::to_value(&task).unwrap_or(Json::Null);
        Some(OutboxRow { id, kind, stream, body, due_at: at, attempts: 0 })
    }
}

fn owed(rows: &Rows) -> Owed<'_> {
    rows.todo.iter().map(|todo| ((todo.row_no, todo.item.as_str(), todo.principal.as_str()), todo)).collect()
}

fn is(todo: &TodoRow, what: &str) -> bool {
    todo.why.get(what).and_then(Json::as_bool).unwrap_or_default()
}

/// What a line says that it did not say before.
fn news(before: Option<&TodoRow>, todo: &TodoRow, cause: &Cause) -> Option<&'static str> {
    let Some(before) = before else {
        return Some(if todo.item.starts_with("told") { TOLD } else { "new" });
    };
    if is(todo, "overdue") && !is(before, "overdue") {
        return Some("late");
    }
    let (limit, row) = cause.warns.as_ref()?;
    let of_limit = todo.why.get("limit").and_then(Json::as_str) == Some(limit);
    let of_row = serde_json::from_value::<RowKey>(todo.why.get("row")?.clone()).ok().as_ref() == Some(row);
    (of_limit && of_row).then_some("close")
}

/// It went from a person or post to somebody else, or the case went out of their sight before it ended. Those of a unit who do not
/// take something themselves lose nothing.
fn is_taken(key: &(u32, &str, &str), before: &Rows, after: &Rows, is: &Owed<'_>) -> bool {
    let (row, item, whose) = *key;
    if is.contains_key(key) || item.starts_with("told") || whose.contains("/unit:") {
        return false;
    }
    let owes_on = is.keys().any(|(other_row, _, other)| *other_row == row && *other == whose);
    let with_others = is.keys().any(|(other_row, other_item, _)| (*other_row, *other_item) == (row, item));
    let sees = |rows: &Rows| rows.sight.iter().any(|one| one.principal == whose && one.level != "figures");
    let ended = after.cases.first().is_none_or(|case| case.ended_at.is_some());
    !owes_on && (with_others || (!ended && sees(before) && !sees(after)))
}

//! Notes in the inbox: who of the office was told of something and has not yet had to do with the case since.

use std::sync::Arc;

use dengwen_case::{Case, Command, Commit, Doer, Event, Principal, Projection, RowKey};
use dengwen_regulation::model::{Label, Regulation};
use dengwen_store::{Due, TodoRow};
use jiff::Timestamp;
use serde_json::json;

use crate::{actor::in_lists, look::sighted, office::Office};

/// The newest notes, one for each of those told.
pub(super) fn rows(
    case: &Case,
    regulation: &Regulation,
    office: &Office,
    seen: &Projection,
    commits: &[Arc<Commit>],
) -> Vec<TodoRow> {
    if case.ended() {
        return Vec::new();
    }
    let sighted = sighted(case, seen);
    let mut rows: Vec<TodoRow> = Vec::new();
    for commit in commits.iter().rev() {
        for who in told(commit) {
            let sees = sighted.iter().any(|(one, _)| *one == who);
            let principal = in_lists(&office.id, &who);
            if !sees
                || acted_since(std::slice::from_ref(&who), commits, commit.seq).is_some()
                || rows.iter().any(|row| row.principal == principal)
            {
                continue;
            }
            rows.push(TodoRow {
                stream: case.id.clone(),
                row_no: 0,
                principal,
                item: format!("told {}", commit.seq),
                ahead: seen.ahead,
                due_at: Due::NEVER,
                organisation: office.id.clone(),
                regulation: regulation.id.to_string(),
                why: json!({ "label": label(regulation, commit), "row": RowKey::main(), "sort": "told" }),
            });
        }
    }
    rows
}

fn told(commit: &Commit) -> Vec<Principal> {
    let all =
        commit.events.iter().filter_map(|event| if let Event::Told { who, .. } = event { Some(who) } else { None });
    let inside = |who: &&Principal| matches!(who, Principal::Person(_) | Principal::Unit(_) | Principal::Post { .. });
    all.flatten().filter(inside).cloned().collect()
}

/// When one of those told first did something on the case after a commit.
pub(super) fn acted_since(who: &[Principal], commits: &[Arc<Commit>], since: u64) -> Option<Timestamp> {
    let by = |event: &Event| match event {
        Event::ActDone { by, .. } => who.iter().any(|who| is(who, by)),
        _ => false,
    };
    let mut later = commits.iter().filter(|commit| commit.seq > since);
    later.find(|commit| commit.events.iter().any(by)).map(|commit| commit.entered)
}

fn is(who: &Principal, by: &Doer) -> bool {
    match who {
        Principal::Person(person) => by.person.as_ref() == Some(person),
        Principal::Unit(unit) => by.unit.as_ref() == Some(unit),
        Principal::Post { role, unit } => {
            by.roles.contains(role) && unit.as_ref().is_none_or(|unit| by.unit.as_ref() == Some(unit))
        }
        Principal::Party(n) => by.party == Some(*n),
        _ => false,
    }
}

/// What they were told of.
fn label(regulation: &Regulation, commit: &Commit) -> Label {
    let label = what(regulation, commit);
    Label::new(&format!("知悉：{}", label.zh), &format!("Told: {}", label.en))
}

/// The act, or the limit that passed.
pub(super) fn what(regulation: &Regulation, commit: &Commit) -> Label {
    let shapes = || regulation.shapes().map(|(_, shape)| shape);
    let found = match &commit.command {
        Command::Do(act) => {
            let name = act.act.rsplit('.').next().unwrap_or_default();
            shapes().find_map(|shape| shape.acts.get(name)).map(|act| act.label.clone())
        }
        Command::Pass(pass) => {
            shapes().find_map(|shape| shape.limits.get(&pass.limit)).map(|limit| limit.label.clone())
        }
        _ => None,
    };
    found.unwrap_or_else(|| regulation.case_label.clone())
}

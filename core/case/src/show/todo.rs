//! What is owed: by whom, and until when.

use dengwen_regulation::model::{Begins, Binding, Id, Label, Limit};
use jiff::Timestamp;

use crate::{
    decide::{Found, before_input, is_waiting},
    eye::Eye,
    limits::{bound, due_of, ending_acts, is_overdue, limit_of, open_runs},
    several::first_for,
    types::{Principal, RowKey},
    who,
    work::Work,
};

/// Why something is owed.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Why {
    /// A limit runs for it.
    Limit(Id),
    /// Somebody has asked for an act.
    Request(u32, Id),
    /// The stage is theirs, and nothing else says what to do.
    Stage(Id),
    /// A paper waits for a signature.
    Sign(u32),
    /// An act waits for a further hand.
    Hand(u32),
    /// Something could not be carried out.
    Held(String),
}

/// Something owed.
#[derive(Debug, Clone, PartialEq)]
pub struct Todo {
    /// By whom.
    pub principal: Principal,
    /// On which row.
    pub row: RowKey,
    /// Why.
    pub why: Why,
    /// What it is called.
    pub label: Label,
    /// The act to do, where there is one.
    pub act: Option<Id>,
    /// The limit behind it.
    pub limit: Option<Id>,
    /// Until when.
    pub due_at: Option<Timestamp>,
    /// It is overdue.
    pub overdue: bool,
    /// It is wanted at once: measured from then on, never overdue.
    pub at_once: bool,
    /// It goes ahead of others.
    pub ahead: bool,
}

/// All that is owed on a case.
pub(super) fn of_case(work: &Work<'_>) -> Vec<Todo> {
    let ahead = work.regulation.ahead.as_ref().is_some_and(|ahead| work.eye(0).holds(&ahead.cond));
    let mut all = Vec::new();
    by_limits(work, &mut all);
    by_requests(work, &mut all);
    by_papers(work, &mut all);
    by_hands(work, &mut all);
    by_stages(work, &mut all);
    all.retain(|todo| !matches!(todo.principal, Principal::Staff | Principal::Public | Principal::System));
    for todo in &mut all {
        todo.ahead = ahead;
    }
    all
}

fn add(all: &mut Vec<Todo>, whom: Vec<Principal>, todo: &Todo) {
    for principal in whom {
        let same = |known: &&mut Todo| {
            known.principal == principal && known.row == todo.row && known.act == todo.act && todo.act.is_some()
        };
        match all.iter_mut().find(same) {
            // Of several limits for one act the first to end counts.
            Some(known) => {
                let earlier = todo.due_at.is_some_and(|due| known.due_at.is_none_or(|had| due < had));
                if earlier {
                    *known = Todo { principal, ..todo.clone() };
                }
            }
            None => all.push(Todo { principal, ..todo.clone() }),
        }
    }
}

fn by_limits(work: &Work<'_>, all: &mut Vec<Todo>) {
    for (_, run) in open_runs(&work.case).filter(|(_, run)| run.applies) {
        let eye = work.eye(run.row);
        let Some(limit) = limit_of(&eye, run) else { continue };
        if matches!(limit.binding, Binding::Trigger | Binding::Right) {
            continue;
        }
        let act = open_act(work, &eye, limit);
        let due = due_of(&eye, run);
        let todo = Todo {
            principal: Principal::System,
            row: work.key(run.row),
            why: Why::Limit(run.limit.clone()),
            label: limit.label.clone(),
            act,
            limit: Some(run.limit.clone()),
            due_at: due.map(|due| due.at),
            overdue: is_overdue(limit.binding, run),
            at_once: due.is_some_and(|due| due.measured),
            ahead: false,
        };
        let whom = inside(work, bound(&eye, run));
        add(all, whom, &todo);
    }
}

/// Parties have no inbox of ours.
fn inside(_work: &Work<'_>, whom: Vec<Principal>) -> Vec<Principal> {
    whom.into_iter().filter(|one| !matches!(one, Principal::Party(_))).collect()
}

/// The first act that ends the limit and is open now.
fn open_act(work: &Work<'_>, eye: &Eye<'_>, limit: &Limit) -> Option<Id> {
    let shape = eye.shape_of(eye.row)?;
    let mut here = ending_acts(shape, limit);
    let open = here.find(|(id, act)| {
        let found = Found { row: eye.row, id, act, shape };
        !work.eye(eye.row).case.rows.is_empty() && before_input(eye, &found, None).is_empty()
    });
    open.map(|(id, _)| id.clone())
}

fn by_requests(work: &Work<'_>, all: &mut Vec<Todo>) {
    for request in work.case.open_requests() {
        let eye = work.eye(request.row);
        let Some(act) = eye.shape_of(request.row).and_then(|shape| shape.acts.get(&request.act)) else { continue };
        if is_waiting(&eye, &request.act) {
            continue;
        }
        let whom = if request.whom.is_empty() { first_for(&eye, act) } else { request.whom.clone() };
        let todo = Todo {
            principal: Principal::System,
            row: work.key(request.row),
            why: Why::Request(request.n, request.act.clone()),
            label: act.label.clone(),
            act: Some(request.act.clone()),
            limit: None,
            due_at: None,
            overdue: false,
            at_once: false,
            ahead: false,
        };
        // What is asked of a party waits for whoever enters it.
        add(all, inside(work, whom), &todo);
    }
}

fn by_papers(work: &Work<'_>, all: &mut Vec<Todo>) {
    for paper in work.case.papers.iter().filter(|paper| paper.signed.is_none()) {
        let eye = work.eye(paper.row);
        let label =
            work.regulation.documents.get(&paper.document).map(|document| document.label.clone()).unwrap_or_default();
        let todo = Todo {
            principal: Principal::System,
            row: work.key(paper.row),
            why: Why::Sign(paper.n),
            label,
            act: None,
            limit: None,
            due_at: None,
            overdue: false,
            at_once: false,
            ahead: false,
        };
        let whom = crate::decide::signers(&eye, paper);
        add(all, inside(work, whom), &todo);
    }
}

fn by_hands(work: &Work<'_>, all: &mut Vec<Todo>) {
    for waiting in work.case.waiting.iter().filter(|waiting| !waiting.over) {
        let label =
            work.regulation.main.acts.get(&waiting.command.act).map(|act| act.label.clone()).unwrap_or_default();
        let todo = Todo {
            principal: Principal::System,
            row: waiting.command.row.clone().unwrap_or_else(RowKey::main),
            why: Why::Hand(waiting.n),
            label,
            act: None,
            limit: None,
            due_at: None,
            overdue: false,
            at_once: false,
            ahead: false,
        };
        let next = if waiting.any_order { waiting.hands.len() } else { 1 };
        let whom: Vec<Principal> = waiting.hands.iter().take(next).flatten().cloned().collect();
        add(all, inside(work, whom), &todo);
    }
}

/// The owner of a stage owes the next step where no limit or request says so of anybody.
fn by_stages(work: &Work<'_>, all: &mut Vec<Todo>) {
    for (place, row) in work.case.rows.iter().enumerate().filter(|(_, row)| row.is_open()) {
        let eye = work.eye(place);
        let Some((id, stage)) = row.stage.as_ref().and_then(|id| eye.shape_of(place)?.stages.get_key_value(id)) else {
            continue;
        };
        let owners = inside(work, who::resolve(&eye, &dengwen_regulation::model::Who::Owner));
        let owed = |one: &Principal| all.iter().any(|todo| todo.row == row.key && todo.principal == *one);
        let owners: Vec<Principal> = owners.into_iter().filter(|one| !owed(one)).collect();
        if owners.is_empty() || !has_act(&eye, place) {
            continue;
        }
        let todo = Todo {
            principal: Principal::System,
            row: row.key.clone(),
            why: Why::Stage(id.clone()),
            label: stage.label.clone(),
            act: None,
            limit: None,
            due_at: None,
            overdue: false,
            at_once: false,
            ahead: false,
        };
        add(all, owners, &todo);
    }
}

/// Is any act open there at all.
fn has_act(eye: &Eye<'_>, row: usize) -> bool {
    let Some(shape) = eye.shape_of(row) else { return false };
    shape.acts.iter().any(|(id, act)| {
        let found = Found { row, id, act, shape };
        !act.standing && act.begins == Begins::No && before_input(eye, &found, None).is_empty()
    })
}

//! The read models of a case, from its state alone.

use std::sync::Arc;

use dengwen_case::{Case, Clock, Commit, LimitState, Principal, Projection, RowKey, Todo, Why};
use dengwen_regulation::{
    model::{Regulation, Sees, ShapeRef},
    value::Value,
};
use dengwen_store::{
    BarredRow, CaseRow, ClockRow, Due, LinkRow, MemberRow, PaperRow, Rows, SightRow, TodoRow, WakeRow, WordRow, words,
};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value as Json, json};

mod orders;
mod registers;
mod told;

use crate::{
    act::surroundings::counter_name, actor::in_lists, config::whole_after, look::sighted, office::Office,
    public_papers, reports::Formulas,
};

/// The longest title of a list.
const TITLE_MAX: usize = 60;

/// Everything the read models hold of a case.
pub(crate) fn rows(
    case: &Case,
    regulation: &Regulation,
    office: &Office,
    seen: &Projection,
    commits: &[Arc<Commit>],
    formulas: &Formulas,
) -> Rows {
    let calendar = office.calendar(regulation);
    let links = case.links.iter().map(|(name, to, _)| LinkRow {
        stream: case.id.clone(),
        as_name: name.to_string(),
        to_stream: to.clone(),
        since_seq: 0,
    });
    let wakes = case.links.iter().map(|(_, to, _)| WakeRow { stream: case.id.clone(), stream_read: to.clone() });
    Rows {
        cases: vec![outline(case, regulation, office, seen)],
        sight: sight(case, office, seen),
        todo: [todo(case, regulation, office, seen), told::rows(case, regulation, office, seen, commits)].concat(),
        barred: barred(&case.id, &office.id, &seen.barred),
        clocks: clock_rows(case, &seen.clocks, calendar.revision()),
        members: members(case, regulation, office, seen),
        wakes: wakes.collect(),
        links: links.collect(),
        papers: papers(case),
        public: public_papers::rows(case, regulation, office),
        words: word_rows(case),
        register: [
            registers::rows(case, regulation, &office.id, seen),
            orders::rows(case, regulation, &office.id, seen, commits),
        ]
        .concat(),
        ..formulas.rows(case, regulation, office)
    }
    .sorted()
}

fn outline(case: &Case, regulation: &Regulation, office: &Office, seen: &Projection) -> CaseRow {
    let main = case.main();
    let due_at = seen.clocks.iter().filter_map(|clock| clock.due_at).min().map(crate::config::whole);
    let classes: Vec<Json> = main
        .iter()
        .flat_map(|row| &row.axes)
        .filter(|(_, state)| !state.now.is_empty())
        .map(|(axis, state)| json!({ "axis": axis, "now": state.now }))
        .collect();
    CaseRow {
        stream: case.id.clone(),
        number: case.number.clone(),
        organisation: office.id.clone(),
        regulation: regulation.id.to_string(),
        version: case.version.clone(),
        kind: kind(case),
        stage: case.stage().map(ToString::to_string).unwrap_or_default(),
        title: title(case),
        channel: case.channel.as_ref().map(ToString::to_string).unwrap_or_default(),
        unit: unit(case),
        received_at: case.received.map_or(Timestamp::UNIX_EPOCH, |at| crate::config::whole(at.happened)),
        ended_at: main.and_then(|row| row.ended).map(|at| crate::config::whole(at.happened)),
        due_at,
        updated_at: crate::config::whole(case.now.entered),
        updated_seq: case.seq,
        outline: json!({ "classes": classes, "ahead": seen.ahead, "sealed": seen.sealed, "at_once": at_once(seen) }),
    }
}

/// The unit that has a case.
pub(crate) fn unit(case: &Case) -> Option<String> {
    case.holders("lead").into_iter().chain(case.receiver.principals()).find_map(|who| match who {
        Principal::Unit(unit) | Principal::Post { unit: Some(unit), .. } => Some(unit),
        _ => None,
    })
}

/// The kind of a case, or the register it is a row of; empty where there is one kind alone.
pub(crate) fn kind(case: &Case) -> String {
    case.main().map_or_else(String::new, |row| match &row.shape {
        ShapeRef::Kind(id) | ShapeRef::Register(id) => id.to_string(),
        _ => String::new(),
    })
}

/// It is a row of a register with a life of its own.
pub(crate) fn is_register(case: &Case) -> bool {
    matches!(case.main().map(|row| &row.shape), Some(ShapeRef::Register(_)))
}

/// Is the next date one that is wanted at once.
fn at_once(seen: &Projection) -> bool {
    let running = seen.limits.iter().filter_map(|run| match &run.state {
        LimitState::Running { due, .. } => due.as_ref(),
        LimitState::Sleeping | LimitState::Ended { .. } => None,
    });
    running.min_by_key(|due| due.at).is_some_and(|due| due.measured)
}

/// The first text of the case that is not kept from sight.
fn title(case: &Case) -> String {
    let texts = case.main().into_iter().flat_map(|row| row.values.values());
    let first = texts.into_iter().find_map(|value| match value {
        Value::Text(text) if !text.trim().is_empty() => Some(text.trim()),
        _ => None,
    });
    first.map_or_else(String::new, |text| text.lines().next().unwrap_or_default().chars().take(TITLE_MAX).collect())
}

/// Who sees the case in lists; parties follow it by their code. The last row is for counting alone and nobody's.
fn sight(case: &Case, office: &Office, seen: &Projection) -> Vec<SightRow> {
    let at = case.received.map_or(Timestamp::UNIX_EPOCH, |at| crate::config::whole(at.happened));
    let row = |principal: String, level: &str| SightRow {
        stream: case.id.clone(),
        principal,
        row_no: 0,
        level: level.to_owned(),
        at,
    };
    let all = sighted(case, seen);
    // Figures are no sight of a case.
    let inside = all.iter().filter(|(who, sees)| !matches!(who, Principal::Party(_)) && *sees >= Sees::Progress);
    let mut rows: Vec<SightRow> = inside.map(|(who, sees)| row(in_lists(&office.id, who), level(*sees))).collect();
    rows.push(row(format!("{}/all", office.id), "figures"));
    rows
}

/// The name of a level.
pub(crate) const fn level(sees: Sees) -> &'static str {
    match sees {
        Sees::Nothing => "nothing",
        Sees::Figures => "figures",
        Sees::Own => "own",
        Sees::Progress => "progress",
        Sees::Facts => "facts",
        Sees::All => "all",
    }
}

fn todo(case: &Case, regulation: &Regulation, office: &Office, seen: &Projection) -> Vec<TodoRow> {
    let row = |todo: &Todo| TodoRow {
        stream: case.id.clone(),
        row_no: row_no(case, &todo.row),
        principal: in_lists(&office.id, &todo.principal),
        item: item(todo),
        ahead: todo.ahead,
        due_at: Due::from(todo.due_at.map(crate::config::whole)),
        organisation: office.id.clone(),
        regulation: regulation.id.to_string(),
        why: json!({
            "label": todo.label,
            "act": todo.act,
            "limit": todo.limit,
            "row": todo.row,
            "overdue": todo.overdue,
            "at_once": todo.at_once,
            "sort": sort(&todo.why),
        }),
    };
    seen.todo.iter().filter(|todo| !matches!(todo.principal, Principal::Party(_))).map(row).collect()
}

/// What makes a line of the inbox one of its own.
fn item(todo: &Todo) -> String {
    match (&todo.why, &todo.act) {
        (Why::Limit(limit), _) => format!("limit {limit}"),
        (Why::Request(n, act), _) => format!("request {n} {act}"),
        (Why::Stage(stage), _) => format!("stage {stage}"),
        (Why::Sign(n), _) => format!("sign {n}"),
        (Why::Hand(n), _) => format!("hand {n}"),
        (Why::Held(what), _) => format!("held {what}"),
    }
}

const fn sort(why: &Why) -> &'static str {
    match why {
        Why::Limit(_) => "limit",
        Why::Request(..) => "request",
        Why::Stage(_) => "stage",
        Why::Sign(_) => "sign",
        Why::Hand(_) => "hand",
        Why::Held(_) => "held",
    }
}

fn members(case: &Case, regulation: &Regulation, office: &Office, seen: &Projection) -> Vec<MemberRow> {
    let of = |counted: &dengwen_case::Counted| {
        let counter = counter_name(&office.id, &regulation.id, &counted.counter);
        let row = move |key: &str, member: &dengwen_case::Member| MemberRow {
            stream: case.id.clone(),
            counter: counter.clone(),
            key: key.to_owned(),
            token: member.token.clone(),
            at: crate::config::whole(member.at),
        };
        counted.members.iter().map(|member| row(&counted.key, member)).collect::<Vec<_>>()
    };
    seen.counted.iter().flat_map(of).collect()
}

/// Who finds nothing: a person by the id, a unit as lists have it.
pub(crate) fn barred(stream: &str, office: &str, whom: &[Principal]) -> Vec<BarredRow> {
    let named = whom.iter().filter_map(|who| match who {
        Principal::Person(person) => Some(person.clone()),
        Principal::Unit(_) => Some(in_lists(office, who)),
        _ => None,
    });
    let mut rows: Vec<BarredRow> = Vec::new();
    for person in named {
        let row = BarredRow { stream: stream.to_owned(), person };
        if !rows.contains(&row) {
            rows.push(row);
        }
    }
    rows
}

/// The first whole microsecond after an instant at which a limit ends: then it has passed.
pub(crate) fn just_after(at: Timestamp) -> Timestamp {
    let after = whole_after(at);
    if after > at { after } else { at.saturating_add(SignedDuration::from_micros(1)).unwrap_or(at) }
}

/// The number of a row in the read models: its place in the case.
pub(crate) fn row_no(case: &Case, row: &RowKey) -> u32 {
    case.place_of(row).and_then(|place| u32::try_from(place).ok()).unwrap_or(0)
}

fn clock_rows(case: &Case, clocks: &[Clock], revision: u64) -> Vec<ClockRow> {
    let row = |clock: &Clock| ClockRow {
        stream: case.id.clone(),
        row_no: row_no(case, &clock.row),
        limit_id: clock.limit.to_string(),
        each_party: clock.each.as_ref().map(ToString::to_string).unwrap_or_default(),
        run: clock.run,
        fires_at: clock.fires_at.map(just_after),
        due_at: clock.due_at.map(crate::config::whole),
        provisional: clock.provisional,
        principal: clock.principals.first().map(ToString::to_string).unwrap_or_default(),
        calendar_revision: revision,
    };
    clocks.iter().map(row).collect()
}

fn papers(case: &Case) -> Vec<PaperRow> {
    let row = |paper: &dengwen_case::Paper| PaperRow {
        stream: case.id.clone(),
        paper: paper.n.to_string(),
        document: paper.document.to_string(),
        number: paper.number.clone(),
        issued_at: Some(crate::config::whole(paper.at.happened)),
        copies: serde_json::to_value(&paper.copies).unwrap_or(Json::Null),
        frozen: serde_json::to_value(&paper.values).unwrap_or(Json::Null),
    };
    case.papers.iter().map(row).collect()
}

/// Words to be found by: numbers, and texts that are not kept from sight.
fn word_rows(case: &Case) -> Vec<WordRow> {
    let mut text = case.number.clone().unwrap_or_default();
    let numbers = case.papers.iter().filter_map(|paper| paper.number.as_deref());
    let texts = case.rows.iter().flat_map(|row| row.values.values()).filter_map(|value| match value {
        Value::Text(text) => Some(text.as_str()),
        _ => None,
    });
    for one in numbers.chain(texts) {
        text.push(' ');
        text.push_str(one);
    }
    words(&text).into_iter().map(|word| WordRow { stream: case.id.clone(), word }).collect()
}

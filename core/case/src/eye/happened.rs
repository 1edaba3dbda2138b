//! What happened: acts, papers, limits, classes, requests.

use dengwen_regulation::{
    expr::{Fact, Facts as _, ListOf, Subject},
    model::{FieldType, Id, Shape},
    value::Value,
};

use super::{Eye, counters};
use crate::types::{Answer, Done, HowEnded, Paper, Question, Run};

pub(super) fn fact(eye: &Eye<'_>, on: &Subject, fact: &Fact) -> Value {
    let yes = Value::Yes;
    match fact {
        Fact::Done(act, option) => yes(match (option, in_hand(eye, act)) {
            (Some(option), Some(chosen)) => *option == chosen,
            (option, _) => acts(eye, on, act, option.as_ref()).next().is_some(),
        }),
        Fact::Chosen(act) => {
            let last = || last(eye, on, act).and_then(|done| done.option.clone());
            in_hand(eye, act).or_else(last).map_or(Value::Empty, Value::Choice)
        }
        Fact::After(x, y) => yes(after(eye, on, x, y)),
        Fact::Given(id) => yes(is_given(&eye.name(on, id))),
        Fact::GivenParty(kind, field) => {
            let all = eye.list(on, &ListOf::Parties(kind.clone()));
            yes(all.iter().any(|one| is_given(&eye.name(one, field))))
        }
        Fact::Named(kind) => yes(eye.case.parties_of(kind).next().is_some() || !eye.case.holders(kind).is_empty()),
        Fact::Reachable(kind) => yes(reachable(eye, kind)),
        Fact::Count(kind) => i64::try_from(eye.case.parties_of(kind).count()).map_or(Value::Empty, Value::Int),
        Fact::Open(part) => {
            yes(eye.case.rows.iter().any(|row| row.key.part == *part && row.key.n > 0 && row.is_open()))
        }
        Fact::Passed(_) | Fact::Kept(_) | Fact::Due(_) => of_limit(eye, on, fact),
        Fact::Issued(document) => yes(papers(eye, on, document).next().is_some()),
        Fact::Served(document, who) => yes(served(eye, on, document, who.as_ref())),
        Fact::Signed(document, who) => yes(signed(eye, on, document, who.as_ref())),
        Fact::Refused(document) => yes(papers(eye, on, document).any(|paper| !paper.refused.is_empty())),
        Fact::IsA(..) | Fact::AtLeast(..) | Fact::Final(_) | Fact::Since(_) => of_class(eye, on, fact),
        Fact::Asked(act) => {
            yes(eye.case.open_requests().any(|request| request.act == *act && in_reach(eye, on, request.row)))
        }
        Fact::Counter(id) => counters::counter_value(eye, id),
        Fact::Indicator(id) => match eye.asking.get(&eye.case.frozen, Question::Indicator(id.clone())) {
            Some(Answer::Value(value)) => value,
            _ => Value::Empty,
        },
    }
}

/// The option of the act that is being looked at, if it is this one.
fn in_hand(eye: &Eye<'_>, act: &Id) -> Option<Id> {
    eye.hand.and_then(|hand| hand.option_of(eye.case, act))
}

pub(crate) fn is_given(value: &Value) -> bool {
    match value {
        Value::Empty | Value::NotApplicable => false,
        Value::Text(text) => !text.trim().is_empty(),
        Value::Many(values) => !values.is_empty(),
        _ => true,
    }
}

/// Rows that a question is about: the one named, or from where it stands any.
fn in_reach(_eye: &Eye<'_>, on: &Subject, row: usize) -> bool {
    match on {
        Subject::Row(wanted) => *wanted == row,
        _ => true,
    }
}

/// The rows on which a name is looked for: the own row where its shape has it, else the case, else every row.
fn rows_for(eye: &Eye<'_>, on: &Subject, has: impl Fn(&Shape) -> bool) -> Vec<usize> {
    let all = || (0..eye.case.rows.len()).collect::<Vec<_>>();
    match on {
        Subject::Row(row) => return vec![*row],
        Subject::This => return vec![eye.row],
        _ => {}
    }
    let mut row = eye.row;
    loop {
        if eye.shape_of(row).is_some_and(&has) {
            return vec![row];
        }
        match eye.case.rows.get(row).map(|r| r.parent).filter(|parent| *parent < row) {
            Some(parent) => row = parent,
            None => return all(),
        }
    }
}

/// Since the case was last reopened.
fn is_current(eye: &Eye<'_>, seq: u64) -> bool {
    eye.case.main().and_then(|row| row.reopened).is_none_or(|at| seq >= at.seq)
}

/// Times an act was done, seen from where it is asked; `part.act` names an act of another shape.
fn acts<'a>(
    eye: &Eye<'a>,
    on: &Subject,
    act: &Id,
    option: Option<&'a Id>,
) -> impl DoubleEndedIterator<Item = &'a Done> {
    let beside = eye
        .regulation
        .parts
        .get(act.as_str())
        .zip(option)
        .filter(|(shape, name)| shape.acts.contains_key(name.as_str()));
    let named = act.rsplit_once('.').map(|(part, act)| (Id::from(part), Id::from(act)));
    let (part, act, option) = match (beside, named) {
        (Some((_, name)), _) => (Some(act.clone()), name.clone(), None),
        (None, Some((part, act))) => (Some(part), act, option),
        (None, None) => (None, act.clone(), option),
    };
    let rows = match &part {
        Some(_) => (0..eye.case.rows.len()).collect(),
        None => rows_for(eye, on, |shape| shape.acts.contains_key(&act)),
    };
    let eye = *eye;
    let of_part =
        move |row: usize| part.as_ref().is_none_or(|part| eye.case.rows.get(row).is_some_and(|r| r.key.part == *part));
    eye.case.acts.iter().filter(move |done| {
        done.act == act
            && option.is_none_or(|option| done.option.as_ref() == Some(option))
            && rows.contains(&done.row)
            && of_part(done.row)
            && is_current(&eye, done.at.seq)
    })
}

fn last<'a>(eye: &Eye<'a>, on: &Subject, act: &Id) -> Option<&'a Done> {
    acts(eye, on, act, None).next_back()
}

/// Whether `x` was last done later than `y`; a `y` never done does not stand in the way.
fn after(eye: &Eye<'_>, on: &Subject, x: &Id, y: &Id) -> bool {
    let place = |id: &Id| {
        let (act, option) = match id.rsplit_once('.') {
            Some((act, option)) if !eye.regulation.parts.contains_key(act) => (Id::from(act), Some(Id::from(option))),
            _ => (id.clone(), None),
        };
        let done = acts(eye, on, &act, None).rfind(|done| option.is_none() || done.option == option)?;
        Some((done.at.happened, done.at.seq))
    };
    match (place(x), place(y)) {
        (Some(x), Some(y)) => x > y,
        (Some(_), None) => true,
        (None, _) => false,
    }
}

fn reachable(eye: &Eye<'_>, kind: &Id) -> bool {
    let Some(party) = eye.regulation.parties.get(kind) else { return false };
    let by_type = |types: &[FieldType]| types.iter().any(|t| matches!(t, FieldType::Phone | FieldType::Place));
    let direct = party.fields.values().any(|field| by_type(&field.types));
    eye.case.parties_of(kind).any(|one| {
        one.who.is_some()
            || party.fields.iter().enumerate().any(|(n, (id, field))| {
                let counts = if direct { by_type(&field.types) } else { n > 0 };
                counts && one.fields.get(id).is_some_and(is_given)
            })
    })
}

fn runs<'a>(eye: &Eye<'a>, on: &Subject, limit: &Id) -> impl DoubleEndedIterator<Item = &'a Run> {
    let (part, limit) = match limit.rsplit_once('.') {
        Some((part, limit)) => (Some(Id::from(part)), Id::from(limit)),
        None => (None, limit.clone()),
    };
    let rows = match &part {
        Some(_) => (0..eye.case.rows.len()).collect(),
        None => rows_for(eye, on, |shape| shape.limits.contains_key(&limit)),
    };
    let eye = *eye;
    let of_part =
        move |row: usize| part.as_ref().is_none_or(|part| eye.case.rows.get(row).is_some_and(|r| r.key.part == *part));
    let all = eye.case.runs.iter().filter(move |run| run.limit == limit && rows.contains(&run.row) && of_part(run.row));
    let own = own_run(&eye);
    all.filter(move |run| own.is_none_or(|own| own.limit != run.limit || std::ptr::eq(own, *run)))
}

/// The run that a figure looks at.
fn own_run<'a>(eye: &Eye<'a>) -> Option<&'a Run> {
    eye.case.runs.get(eye.hand?.run?)
}

fn of_limit(eye: &Eye<'_>, on: &Subject, fact: &Fact) -> Value {
    match fact {
        // A run is marked when it has passed, and then it has for good.
        Fact::Passed(limit) => Value::Yes(runs(eye, on, limit).any(|run| {
            let counts = is_current(eye, run.from.seq) || own_run(eye).is_some();
            counts && run.passed.is_some_and(|passed| passed <= eye.at)
        })),
        Fact::Kept(limit) => {
            Value::Yes(runs(eye, on, limit).next_back().is_some_and(|run| matches!(run.end, Some((_, HowEnded::Met)))))
        }
        Fact::Due(limit) => {
            let due = runs(eye, on, limit).next_back().and_then(|run| crate::limits::due_of(eye, run));
            due.map_or(Value::Empty, |due| match due.precision {
                dengwen_calendar::Precision::Day => Value::Date(due.on),
                dengwen_calendar::Precision::Clock => Value::Moment(due.at),
            })
        }
        _ => Value::Empty,
    }
}

fn papers<'a>(eye: &Eye<'a>, on: &Subject, document: &Id) -> impl DoubleEndedIterator<Item = &'a Paper> {
    let row = if let Subject::Row(row) = on { Some(*row) } else { None };
    let document = document.clone();
    let eye = *eye;
    eye.case.papers.iter().filter(move |paper| {
        paper.document == document && row.is_none_or(|row| paper.row == row) && is_current(&eye, paper.at.seq)
    })
}

fn served(eye: &Eye<'_>, on: &Subject, document: &Id, who: Option<&Id>) -> bool {
    let wanted = who.map(|who| crate::who::named(eye, who));
    papers(eye, on, document).flat_map(|paper| &paper.served).any(|serving| match &wanted {
        None => true,
        Some(wanted) => serving.to.iter().any(|to| wanted.iter().any(|w| w.covers(to))),
    })
}

fn signed(eye: &Eye<'_>, on: &Subject, document: &Id, who: Option<&Id>) -> bool {
    let Some(who) = who else { return papers(eye, on, document).any(|paper| paper.signed.is_some()) };
    let wanted = crate::who::named(eye, who);
    papers(eye, on, document)
        .flat_map(|paper| &paper.signatures)
        .any(|signature| signature.who.as_ref().is_some_and(|whose| wanted.iter().any(|w| w.covers(whose))))
}

fn of_class(eye: &Eye<'_>, on: &Subject, fact: &Fact) -> Value {
    let (Fact::IsA(id, _) | Fact::AtLeast(id, _) | Fact::Final(id) | Fact::Since(id)) = fact else {
        return Value::Empty;
    };
    let rows = rows_for(eye, on, |shape| shape.classes.contains_key(id));
    let Some(axis) = rows.first().and_then(|row| eye.shape_of(*row)).and_then(|shape| shape.classes.get(id)) else {
        return Value::Empty;
    };
    let row = rows.first().copied().unwrap_or(0);
    let state = eye.case.rows.get(row).and_then(|row| row.axes.get(id));
    let now: Vec<Id> = match eye.seen_from(row).name(&Subject::This, id) {
        Value::Choice(one) => vec![one],
        Value::Many(several) => {
            several.into_iter().filter_map(|v| if let Value::Choice(id) = v { Some(id) } else { None }).collect()
        }
        Value::NotApplicable => return Value::Yes(false),
        _ => Vec::new(),
    };
    match fact {
        Fact::Final(_) => Value::Yes(state.is_some_and(|state| state.firm == Some(crate::types::Firm::Final))),
        Fact::Since(_) => state
            .and_then(|state| state.history.last())
            .map_or(Value::Empty, |change| Value::Moment(change.at.happened)),
        _ if now.is_empty() => Value::Empty,
        Fact::IsA(_, value) => Value::Yes(now.iter().any(|have| crate::classes::is_a(axis, have, value))),
        Fact::AtLeast(_, value) => {
            let wanted = crate::classes::rank(axis, value);
            let have = now.iter().filter_map(|have| crate::classes::rank(axis, have)).max();
            match (have, wanted) {
                (Some(have), Some(wanted)) => Value::Yes(have >= wanted),
                _ => Value::Empty,
            }
        }
        _ => Value::Empty,
    }
}

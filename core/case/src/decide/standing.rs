//! Standing acts: there for every regulation. Where their effects are not written in the shared file, this does what the
//! label says.

use dengwen_regulation::{
    model::{Id, Label, Who},
    value::Value,
};

use super::{
    Found, MAKE_EXTRACT,
    signing::{next_hands, note_signature, put, sign},
};
use crate::{
    effects,
    eye::Eye,
    limits, several,
    types::{Actor, Code, Event, Forwarded, Input, Paper, Principal, Refusal},
    who,
    work::Work,
};

/// What stands in the way of a standing act beyond what its file says.
pub(crate) fn refusals(work: &Work<'_>, found: &Found<'_>, input: &Input) -> Vec<Refusal> {
    if !found.act.standing {
        return Vec::new();
    }
    let result = match found.id.as_str() {
        "sign" => sign(work, input).map(|_| ()),
        "note_signature" => note_signature(work, input).map(|_| ()),
        "refuse_signature" => paper(work, input).map(|_| ()),
        "unpublish" => public_paper(work, input).map(|_| ()),
        "note_receipt" => paper(work, input).map(|_| ()),
        "ask_more_time" | "decide_more_time" => more_time(work, found, input),
        "excuse_overdue" => overdue(work, input).map(|_| ()),
        "change_class" => class(work, found.row, input).map(|_| ()),
        "withdraw_request" => own_request(work, input).map(|_| ()),
        "note_return" => awaited(work, input).map(|_| ()),
        _ => Ok(()),
    };
    result.err().map(|refusal| *refusal).into_iter().collect()
}

/// Is it worth showing: is there anything to sign, to serve, to lengthen.
pub(crate) fn worth_offering(eye: &Eye<'_>, found: &Found<'_>, actor: &Actor) -> bool {
    let signable = |paper: &Paper| next_hands(eye, paper).iter().any(|hand| actor.is_any(&hand.2));
    match found.id.as_str() {
        "sign" => eye.case.papers.iter().any(signable),
        "note_signature" => eye.case.papers.iter().any(|paper| !next_hands(eye, paper).is_empty()),
        "refuse_signature" => {
            let may_refuse =
                |paper: &Paper| eye.regulation.documents.get(&paper.document).is_some_and(|d| d.may_refuse);
            eye.case.papers.iter().any(|paper| may_refuse(paper) && !next_hands(eye, paper).is_empty())
        }
        "unpublish" => eye.case.papers.iter().any(|paper| paper.published.is_some()),
        "note_receipt" | "hand_copy" => !eye.case.papers.is_empty(),
        "ask_more_time" => limits::open_runs(eye.case).any(|(_, run)| {
            limits::limit_of(eye, run).and_then(|limit| limit.extend.as_ref()).is_some_and(|extend| {
                run.applies && extend.asked_by.as_ref().is_none_or(|who| actor.is_any(&who::resolve(eye, who)))
            })
        }),
        "excuse_overdue" => eye.case.runs.iter().any(|run| run.missed().is_some() && run.excused.is_none()),
        "change_class" => found.shape.classes.values().any(|axis| {
            let by = [&axis.set_provisional, &axis.set_final];
            by.into_iter().flatten().any(|who| actor.is_any(&who::resolve(eye, who)))
        }),
        "withdraw_request" => {
            eye.case.open_requests().any(|request| actor.person.is_some() && request.by.person == actor.person)
        }
        "note_return" => eye.case.forwarded.iter().any(Forwarded::is_awaited),
        // It is made with a tool of its own, from a file of the case.
        MAKE_EXTRACT => false,
        _ => true,
    }
}

/// What a standing act does beyond the effects in its file.
pub(crate) fn after(work: &mut Work<'_>, found: &Found<'_>) {
    if !found.act.standing {
        return;
    }
    let input = work.hand.input.clone();
    let result = match found.id.as_str() {
        "sign" => sign(work, &input).map(|hand| put(work, hand)),
        "note_signature" => note_signature(work, &input).map(|hand| put(work, hand)),
        "refuse_signature" => refuse(work, &input),
        "note_receipt" => receipt(work, &input),
        "hand_copy" => copy(work, &input),
        "unpublish" => {
            public_paper(work, &input).map(|paper| (paper.document.clone(), paper.n)).map(|(document, n)| {
                work.emit(Event::Unpublished { document, n });
            })
        }
        "correct" => correct(work, found.row, &input),
        "change_class" => class(work, found.row, &input).map(|(axis, now)| {
            effects::set_class(work, found.row, &axis, now, None, None);
        }),
        "excuse_overdue" => overdue(work, &input).map(|run| {
            let (by, reason) = (work.doer.clone(), text(&input, "reason").unwrap_or_default());
            work.emit(Event::Excused { run, by, reason });
        }),
        "withdraw_request" => own_request(work, &input).map(|n| work.emit(Event::Lapsed { n })),
        "note_return" => came_back(work, &input),
        _ => Ok(()),
    };
    if let Err(refusal) = result {
        work.refuse(*refusal);
    }
}

fn text(input: &Input, key: &str) -> Option<String> {
    match input.value(key)? {
        Value::Text(text) => Some(text.clone()),
        Value::Choice(id) => Some(id.to_string()),
        _ => None,
    }
}

pub(super) fn no(code: Code, zh: &str, en: &str, key: &str) -> Box<Refusal> {
    Box::new(Refusal::new(code, Label::new(zh, en)).at(key))
}

/// The paper named: a document's id for the last of its sort, or `id#3` for the third paper of the case.
pub(super) fn paper<'w>(work: &'w Work<'_>, input: &Input) -> Result<&'w Paper, Box<Refusal>> {
    let none = || no(Code::InputWrong, "没有这一文书", "there is no such paper", "document");
    let named = text(input, "document").ok_or_else(none)?;
    let (document, n) = named.split_once('#').map_or((named.as_str(), None), |(d, n)| (d, n.parse::<u32>().ok()));
    let mut papers = work.case.papers.iter().rev();
    papers.find(|paper| *paper.document == *document && n.is_none_or(|n| paper.n == n)).ok_or_else(none)
}

/// The paper named, of those that are public.
fn public_paper<'w>(work: &'w Work<'_>, input: &Input) -> Result<&'w Paper, Box<Refusal>> {
    let named = paper(work, input)?;
    let none = || no(Code::InputWrong, "这份文书没有公开", "this paper is not public", "document");
    Some(named).filter(|paper| paper.published.is_some()).ok_or_else(none)
}

fn refuse(work: &mut Work<'_>, input: &Input) -> Result<(), Box<Refusal>> {
    let n = paper(work, input)?.n;
    let who = input.value("signer").and_then(|value| who::of_value(&work.eye(0), value).into_iter().next());
    let (by, reason) = (work.doer.clone(), text(input, "reason"));
    work.emit(Event::SignatureRefused { n, by, who, reason });
    Ok(())
}

/// A paper was served; where the way of serving wants a proof, that is filed with it.
fn receipt(work: &mut Work<'_>, input: &Input) -> Result<(), Box<Refusal>> {
    let (n, document, row) = {
        let paper = paper(work, input)?;
        (paper.n, paper.document.clone(), paper.row)
    };
    let to = input.value("to").map(|value| who::of_value(&work.eye(row), value)).unwrap_or_default();
    let mode = text(input, "mode").map(Id::from);
    let on = match input.value("served_on") {
        Some(Value::Moment(at)) => *at,
        Some(Value::Date(date)) => work.counting.start_of_day(*date),
        _ => work.at(),
    };
    work.emit(Event::Served { n, document: document.clone(), to, mode: mode.clone(), on });
    let service = work.regulation.documents.get(&document).and_then(|document| document.service.get(&mode?));
    match service.and_then(|service| service.proof.as_ref()) {
        Some(proof) => effects::file(work, proof, row, Some(n)),
        None => Ok(()),
    }
}

fn copy(work: &mut Work<'_>, input: &Input) -> Result<(), Box<Refusal>> {
    let (n, document, row) = {
        let paper = paper(work, input)?;
        (paper.n, paper.document.clone(), paper.row)
    };
    let to = input.value("to").map(|value| who::of_value(&work.eye(row), value)).unwrap_or_default();
    work.emit(Event::Handed { document, n: Some(n), to, named: "=input.to".to_owned() });
    Ok(())
}

fn correct(work: &mut Work<'_>, row: usize, input: &Input) -> Result<(), Box<Refusal>> {
    let none = || no(Code::InputWrong, "没有这一栏目", "there is no such field", "field");
    let name = text(input, "field").map(Id::from).ok_or_else(none)?;
    let shape = work.case.rows.get(row).and_then(|row| work.regulation.shape(&row.shape));
    let field = shape.and_then(|shape| shape.fields.get(&name)).ok_or_else(none)?;
    let wrong = || no(Code::InputWrong, "更正内容与栏目不符", "the correction does not fit the field", "value");
    let value = match input.value("value") {
        None => Value::Empty,
        Some(Value::Text(text)) => super::input::read_value(field, text).ok_or_else(wrong)?,
        Some(other) => other.clone(),
    };
    let row = work.key(row);
    work.emit(Event::FieldSet { row, field: name, value });
    Ok(())
}

/// A class is changed by those whom `set-by` names.
fn class(work: &Work<'_>, row: usize, input: &Input) -> Result<(Id, Vec<Id>), Box<Refusal>> {
    let none = || no(Code::InputWrong, "没有这一类别", "there is no such class", "axis");
    let id = text(input, "axis").map(Id::from).ok_or_else(none)?;
    let shape = work.case.rows.get(row).and_then(|row| work.regulation.shape(&row.shape));
    let axis = shape.and_then(|shape| shape.classes.get(&id)).ok_or_else(none)?;
    let eye = work.eye(row);
    let by = [&axis.set_provisional, &axis.set_final];
    let named = by.into_iter().flatten().any(|who| work.hand.actor.is_any(&who::resolve(&eye, who)));
    if !named {
        return Err(no(Code::NotByYou, "该类别不由您更改", "this class is not for you to change", "axis")
            .by(&axis.rule)
            .into());
    }
    let value = text(input, "value").map(|text| Value::Choice(Id::from(text))).unwrap_or(Value::Empty);
    if let Some(label) = super::input::fits::locked(&eye, axis, &id, &value) {
        return Err(Refusal::new(Code::InputWrong, label).at("value").by(&axis.rule).into());
    }
    let (now, _) = super::input::class_values(axis, &value);
    if now.iter().all(|value| axis.values.contains_key(value)) && !now.is_empty() {
        return Ok((id, now));
    }
    Err(no(Code::InputWrong, "没有这一类别值", "there is no such value", "value"))
}

/// Whether more time may be had.
fn more_time(work: &Work<'_>, found: &Found<'_>, input: &Input) -> Result<(), Box<Refusal>> {
    let carried = &work.hand.carried;
    let given = |key: &str| input.value(key).or_else(|| carried.value(key)).cloned();
    let none = || no(Code::NoMoreTime, "该期限不能延长", "there is no more time to be had for this limit", "limit");
    let Some(Value::Text(name)) = given("limit").map(|value| match value {
        Value::Choice(id) => Value::Text(id.to_string()),
        other => other,
    }) else {
        return Err(none());
    };
    let (_, run) = limits::running(work, &Id::from(name), found.row).ok_or_else(none)?;
    let limit = work.case.rows.get(run.row).and_then(|row| work.regulation.shape(&row.shape)?.limits.get(&run.limit));
    let limit = limit.ok_or_else(none)?;
    let extend = limit.extend.as_ref().ok_or_else(|| Box::new(none().by(&limit.rule)))?;
    let eye = work.eye(run.row);
    let deciding = found.id.as_str() == "decide_more_time";
    if !deciding
        && let Some(by) = &extend.asked_by
        && !work.hand.actor.is_any(&who::resolve(&eye, by))
    {
        return Err(no(Code::NotByYou, "不由您申请延长", "it is not for you to ask for more time", "limit")
            .by(&extend.rule)
            .into());
    }
    // What was asked for in time may be granted later.
    let passed = !deciding && run.passed.is_some_and(|at| at < eye.at);
    let stands = extend.cond.as_ref().is_some_and(|cond| !eye.holds(cond)) || passed;
    if stands {
        let label = no(Code::NoMoreTime, "不具备延长的条件", "the conditions for more time are not met", "limit");
        return Err(label.by(&extend.rule).into());
    }
    let Some(Value::Interval(amount)) = given("amount") else {
        return Err(no(Code::InputWrong, "须写明延长多久", "say by how much", "amount"));
    };
    let had: Vec<dengwen_calendar::Span> = run
        .moved
        .iter()
        .filter_map(|(moved, _)| if let crate::types::Moved::By { span, .. } = moved { Some(*span) } else { None })
        .collect();
    let too_often = extend.times.is_some_and(|times| had.len() >= usize::try_from(times).unwrap_or(usize::MAX));
    let most = match &extend.at_most {
        Some(dengwen_regulation::model::Within::Span(span)) => Some(*span),
        Some(dengwen_regulation::model::Within::Setting(id)) => {
            match dengwen_regulation::expr::Facts::setting(&eye, id) {
                Value::Interval(span) => Some(span),
                _ => None,
            }
        }
        _ => None,
    };
    let too_long = most.is_some_and(|most| {
        had.iter().chain([&amount]).any(|span| span.unit != most.unit)
            || had.iter().chain([&amount]).map(|span| u64::from(span.amount)).sum::<u64>() > u64::from(most.amount)
    });
    if too_often || too_long {
        let text = most.map(|most| most.to_string()).unwrap_or_default();
        let label =
            Label::new(&format!("延长已达上限 {text}"), &format!("more than the most that may be added {text}"));
        return Err(Box::new(Refusal::new(Code::NoMoreTime, label).by(&extend.rule).at("amount")));
    }
    Ok(())
}

/// Whom to ask for more time, one after the other; empty where nobody need approve.
pub(crate) fn approvers(work: &Work<'_>, found_row: usize) -> Option<Vec<Vec<Principal>>> {
    let name = text(&work.hand.input, "limit")?;
    let (_, run) = limits::running(work, &Id::from(name), found_row)?;
    let shape = work.case.rows.get(run.row).and_then(|row| work.regulation.shape(&row.shape))?;
    let extend = shape.limits.get(&run.limit)?.extend.as_ref()?;
    Some(extend.approved_by.as_ref().map(|who| several::in_turn(&work.eye(run.row), who)).unwrap_or_default())
}

/// What came back, by its number among those sent; without one the first that is still awaited.
fn awaited(work: &Work<'_>, input: &Input) -> Result<u32, Box<Refusal>> {
    let none = || no(Code::InputWrong, "没有待回报的转送件", "nothing that was sent is still to come back", "sent");
    let wanted = match input.value("sent") {
        Some(Value::Int(n)) => Some(*n),
        _ => None,
    };
    let mut sent = (1_u32..).zip(&work.case.forwarded).filter(|(_, sent)| sent.is_awaited());
    sent.find(|(n, _)| wanted.is_none_or(|wanted| wanted == i64::from(*n))).map(|(n, _)| n).ok_or_else(none)
}

/// Whoever has the stage is told of what comes back by itself.
fn came_back(work: &mut Work<'_>, input: &Input) -> Result<(), Box<Refusal>> {
    let n = awaited(work, input)?;
    let from = text(input, "from").unwrap_or_default();
    work.emit(Event::Returned { n, from });
    let owner = who::resolve(&work.eye(0), &Who::Owner);
    if work.hand.actor.is_system() && !owner.is_empty() {
        let named = Who::Owner.to_string();
        work.emit(Event::Told { who: owner, named, document: None, n: None, manner: None, mode: None });
    }
    Ok(())
}

fn overdue(work: &Work<'_>, input: &Input) -> Result<u32, Box<Refusal>> {
    let none = || no(Code::InputWrong, "该期限没有超期", "this limit is not overdue", "limit");
    let name = text(input, "limit").ok_or_else(none)?;
    let mut runs = work.case.runs.iter().enumerate().rev();
    let found = runs.find(|(_, run)| *run.limit == *name && run.missed().is_some() && run.excused.is_none());
    found.and_then(|(place, _)| u32::try_from(place).ok()).ok_or_else(none)
}

fn own_request(work: &Work<'_>, input: &Input) -> Result<u32, Box<Refusal>> {
    let none = || no(Code::InputWrong, "没有您提出的这一请求", "there is no such request of yours", "request");
    let name = text(input, "request").ok_or_else(none)?;
    let actor = &work.hand.actor;
    let own = |by: &crate::types::Doer| by.person == actor.person && (by.person.is_some() || by.party == actor.party());
    let mut open = work.case.open_requests();
    open.find(|request| (*request.act == *name || request.n.to_string() == name) && own(&request.by))
        .map(|request| request.n)
        .ok_or_else(none)
}

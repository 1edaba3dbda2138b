//! Somebody does an act: found, allowed, checked on the old state plus input, then carried out.

use dengwen_regulation::{
    expr::{Facts as _, Subject},
    model::{Act, Begins, Id, Label, Register, Regulation, Shape, ShapeRef},
    value::Value,
};

use super::{
    begin, check, extract, hands, input, settle, standing, suited,
    who_may::{May, may_as},
};
use crate::{
    effects,
    eye::is_given,
    types::{Case, Code, Do, Doer, Entry, Event, Input, Refusal, RowKey},
    work::Work,
};

/// An act where it stands.
#[derive(Clone, Copy)]
pub(crate) struct Found<'a> {
    pub(crate) row: usize,
    pub(crate) id: &'a Id,
    pub(crate) act: &'a Act,
    pub(crate) shape: &'a Shape,
}

/// Finds an act: on the row named, else on the case, else on the only open row of a part that has it.
pub(crate) fn find<'a>(
    case: &Case,
    regulation: &'a Regulation,
    id: &Id,
    row: Option<&RowKey>,
) -> Result<Found<'a>, Box<Refusal>> {
    let unknown = || Box::new(Refusal::new(Code::ActUnknown, Label::new("没有这一事项", "there is no such act here")));
    let (part, name) = match (row, id.split_once('.')) {
        (Some(key), _) if !key.is_main() || regulation.parts.contains_key(&key.part) => {
            (Some(key.part.clone()), id.clone())
        }
        (_, Some((part, act))) if regulation.parts.contains_key(part) => (Some(Id::from(part)), Id::from(act)),
        (_, Some((_, act))) => (None, Id::from(act)),
        (_, None) => (None, id.clone()),
    };
    let on = |place: usize| -> Option<Found<'a>> {
        let shape = regulation.shape(&case.rows.get(place)?.shape)?;
        let (id, act) = shape.acts.get_key_value(&name)?;
        Some(Found { row: place, id, act, shape })
    };
    if let Some(key) = row.filter(|key| key.n > 0) {
        let place = case.place_of(key);
        let gone = || Box::new(Refusal::new(Code::RowUnknown, Label::new("没有这一项", "there is no such row")));
        let place = place.ok_or_else(gone)?;
        return on(place).or_else(|| on(0)).ok_or_else(unknown);
    }
    if part.is_none()
        && let Some(found) = on(0)
    {
        return Ok(found);
    }
    let rows: Vec<Found<'a>> = (1..case.rows.len())
        .filter(|place| case.rows.get(*place).is_some_and(|row| part.as_ref().is_none_or(|part| row.key.part == *part)))
        .filter_map(on)
        .collect();
    let open = |found: &&Found<'a>| case.rows.get(found.row).is_some_and(crate::types::Row::is_open);
    rows.iter().rfind(open).or(rows.last()).copied().ok_or_else(unknown)
}

pub(super) fn run(work: &mut Work<'_>, command: &Do) {
    work.hand.actor = command.actor.clone();
    work.hand.input = command.input.clone();
    work.doer = Doer::from(&command.actor);
    let stamp = work.stamp;
    work.emit(Event::Stamped { stamp });
    if !times_fit(work) {
        return;
    }
    let fresh = !work.case.begun();
    if fresh && !begin::begin(work, command) {
        return;
    }
    let command = &Do { actor: command.actor.in_case(&work.case), ..command.clone() };
    work.hand.actor = command.actor.clone();
    let found = match find(&work.case, work.regulation, &command.act, command.row.as_ref()) {
        Ok(found) => found,
        Err(refusal) => return work.refuse(*refusal),
    };
    if !fresh && (found.act.begins != Begins::No || opens_itself(work, &found).is_some_and(Register::has_life)) {
        let label = Label::new("本件已立，不再重复登记", "the case has begun already");
        return work.refuse(Refusal::new(Code::AlreadyBegun, label).by(&found.act.rule));
    }
    if let Some(hand) = hands::waits_for(work, &found, command) {
        return hands::sign(work, &hand);
    }
    let command = prepare(work, &found, command);
    if !allowed(work, &found) || !option_known(work, &found, &command) {
        return;
    }
    let refusals = judge(work, &found, &command);
    if !refusals.is_empty() {
        let remedy = if fresh { Vec::new() } else { check::open_instead(work, &found) };
        for refusal in refusals {
            let remedy = if refusal.remedy.is_empty() { remedy.clone() } else { refusal.remedy.clone() };
            work.refuse(Refusal { remedy, ..refusal });
        }
        return;
    }
    if hands::wanted(work, &found, &command) {
        return;
    }
    hands::fall(work, &found);
    perform(work, &found, &command);
}

/// Nothing happens in the future, or before the case was received.
fn times_fit(work: &mut Work<'_>) -> bool {
    let stamp = work.stamp;
    let early = work.case.received.is_some_and(|received| stamp.happened < received.happened);
    if stamp.happened > stamp.entered || early {
        let label = if early {
            Label::new("发生时间早于收到时间", "it cannot have happened before the case was received")
        } else {
            Label::new("发生时间不能晚于录入时间", "it cannot have happened later than now")
        };
        work.refuse(Refusal::new(Code::WrongTime, label).at("happened"));
        return false;
    }
    true
}

/// Completes the input: defaults of what is declared on the spot, and what came with the request.
fn prepare(work: &mut Work<'_>, found: &Found<'_>, command: &Do) -> Do {
    let mut command = command.clone();
    let option = command.option.as_ref().and_then(|option| found.act.choose.get(option));
    for one in found.act.input.iter().chain(option.map(|option| option.input.as_slice()).unwrap_or_default()) {
        if let dengwen_regulation::model::InputWhat::Own(id, field) = &one.what
            && command.input.get(id).is_none()
        {
            let default = work.eye(found.row).default(field);
            if is_given(&default) {
                command.input.0.insert(id.to_string(), Entry::Value(default));
            }
        }
    }
    work.hand.input = command.input.clone();
    let request = work.case.open_requests().find(|request| request.act == *found.id && request.row == found.row);
    work.hand.carried = request.map(|request| request.input.clone()).unwrap_or_default();
    command
}

fn option_known(work: &mut Work<'_>, found: &Found<'_>, command: &Do) -> bool {
    let known = command.option.as_ref().is_none_or(|option| found.act.choose.contains_key(option));
    if !known {
        let label = Label::new("没有这一选项", "there is no such option");
        work.refuse(Refusal::new(Code::OptionUnknown, label).by(&found.act.rule).at("option"));
    }
    known
}

fn allowed(work: &mut Work<'_>, found: &Found<'_>) -> bool {
    let (verdict, deputy_of) = may_as(&work.eye(found.row), found.act, found.id, &work.hand.actor);
    work.doer.deputy_of = deputy_of;
    match verdict {
        May::Yes => true,
        May::For(n) => {
            work.doer.party = Some(n);
            work.hand.actor.on_behalf_of = Some(n);
            true
        }
        May::No => {
            let label = Label::new("该事项不由您办理", "this is not for you to do");
            work.refuse(Refusal::new(Code::NotByYou, label).by(&found.act.rule));
            false
        }
        May::Barred => {
            let label = Label::new("您须回避，不得办理", "you must stay out of this");
            work.refuse(Refusal::new(Code::Barred, label).by(&found.act.rule));
            false
        }
    }
}

/// All that stands in the way, on the old state plus input.
fn judge(work: &mut Work<'_>, found: &Found<'_>, command: &Do) -> Vec<Refusal> {
    let snapshot = work.snapshot();
    let mut refusals = input::wrong(work, found, command);
    let place = Found { row: opened_row(work, found), ..*found };
    input::enter(work, &place, found.row, &command.input);
    settle::compute(work);
    let option = command.option.as_ref();
    refusals.extend(check::refusals(work, found, option));
    refusals.extend(input::missing(work, &place, found, command));
    work.warnings = check::warnings(work, found, option);
    let (unfit, doubtful) = suited::against(&work.eye(place.row), found, option);
    refusals.extend(unfit);
    work.warnings.extend(doubtful);
    refusals.extend(standing::refusals(work, found, &command.input));
    refusals.extend(work.back_to(snapshot));
    if !found.act.choose.is_empty() && option.is_none() {
        let label = Label::new("须选择其中一项", "one of the options must be chosen");
        refusals.push(Refusal::new(Code::OptionMissing, label).by(&found.act.rule).at("option"));
    }
    if refusals.is_empty() && reason_for_warnings(command).is_none() {
        refusals.clone_from(&work.warnings);
    }
    refusals
}

/// The reason for going on in spite of warnings: given for them, or for the act itself.
fn reason_for_warnings(command: &Do) -> Option<String> {
    let reason = || match command.input.value("reason") {
        Some(Value::Text(text)) => Some(text.clone()),
        _ => None,
    };
    command.warned.clone().or_else(reason)
}

/// The row that the act opens, or its own.
fn opened_row(work: &mut Work<'_>, found: &Found<'_>) -> usize {
    match &found.act.opens {
        Some(part) if work.regulation.parts.contains_key(part) => effects::open_row(work, part, found.row),
        _ => {
            if opens_itself(work, found).is_some_and(|register| !register.has_life()) {
                turn_the_page(work);
            }
            found.row
        }
    }
}

/// In a register whose rows have no life the row before is done with: what was given there is not taken for the next.
fn turn_the_page(work: &mut Work<'_>) {
    let before: Vec<Id> = work.case.main().map(|row| row.values.keys().cloned().collect()).unwrap_or_default();
    for field in before {
        let row = work.key(0);
        work.emit(Event::FieldSet { row, field, value: Value::Empty });
    }
}

/// Carries an act out: it is done, what was given is kept, then the effects and all that follows.
pub(super) fn perform(work: &mut Work<'_>, found: &Found<'_>, command: &Do) {
    let request = own_request(work, found);
    let warnings: Vec<Label> = work.warnings.iter().map(|warning| warning.label.clone()).collect();
    let warned = if warnings.is_empty() { None } else { reason_for_warnings(command) };
    let (row, by) = (work.key(found.row), work.doer.clone());
    work.emit(Event::ActDone {
        row,
        act: found.id.clone(),
        option: command.option.clone(),
        by,
        input: command.input.clone(),
        warned,
        warnings,
        request,
    });
    if let Some(n) = request {
        work.emit(Event::Answered { n });
    }
    let opened = opened_row(work, found);
    let place = Found { row: opened, ..*found };
    input::enter(work, &place, found.row, &command.input);
    let own = opens_itself(work, found);
    if own.is_none() {
        enter_in_register(work, found, &command.input);
    }
    let numbered = work.regulation.number.as_ref().and_then(|rule| rule.given.as_ref());
    if numbered.map_or(found.act.begins != Begins::No, |act| act == found.id) {
        work.take_number();
    }
    effects::run_all(work, &found.act.does, found.row);
    if let Some(option) = command.option.as_ref().and_then(|option| found.act.choose.get(option)) {
        effects::run_all(work, &option.does, found.row);
    }
    standing::after(work, found);
    if work.refusals.is_empty() {
        settle::settle(work);
        if let Some(register) = own.filter(|register| !register.has_life()) {
            list(work, register, found);
        }
        settle::close(work);
        extract::keep_back(work);
    }
}

fn own_request(work: &Work<'_>, found: &Found<'_>) -> Option<u32> {
    let fits = |request: &&crate::types::Request| request.act == *found.id && request.row == found.row;
    let own = work.case.open_requests().filter(fits).find(|request| work.hand.actor.is_any(&request.whom));
    own.or_else(|| work.case.open_requests().find(fits)).map(|request| request.n)
}

/// The register of which an act opens a row in the register's own stream: the row itself where rows have a life, else all of it.
fn opens_itself<'a>(work: &Work<'a>, found: &Found<'_>) -> Option<&'a Register> {
    let own = work.case.main().map(|row| &row.shape);
    match (own, &found.act.opens) {
        (Some(ShapeRef::Register(id)), Some(opens)) if id == opens => work.regulation.registers.get(id),
        _ => None,
    }
}

/// A row of a register whose rows have no life, as the act has left it.
fn list(work: &mut Work<'_>, register: &Register, found: &Found<'_>) {
    let Some(id) = found.act.opens.clone() else { return };
    let eye = work.eye(0);
    let given = |id: &Id| Some((id.clone(), eye.name(&Subject::Here, id))).filter(|(_, value)| is_given(value));
    let values = register.shape.fields.keys().filter_map(given).collect();
    work.emit(Event::Listed { register: id, values });
}

/// An act that opens a row of a register of the office gives it what was entered.
fn enter_in_register(work: &mut Work<'_>, found: &Found<'_>, input: &Input) {
    let Some(register) = found.act.opens.as_ref().filter(|id| work.regulation.registers.contains_key(*id)) else {
        return;
    };
    let Some(shape) = work.regulation.registers.get(register).map(|register| &register.shape) else { return };
    let given = |id: &Id| input.value(id).map(|value| (id.clone(), value.clone()));
    let values = shape.fields.keys().filter_map(given).collect();
    work.emit(Event::Listed { register: register.clone(), values });
}

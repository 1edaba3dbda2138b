//! Acts as they are offered: open with their form, or closed with the reason; not shown at all to whom they are not for.

use dengwen_calendar::{Calendar, Due};
use dengwen_regulation::model::{Act, Begins, Binding, Id, Label, Regulation, ShapeRef, Who};
use jiff::Timestamp;

use super::form::{Ask, form_of};
use crate::{
    decide::{Found, May, before_input, is_there, may, warnings_before, worth_offering},
    types::{Actor, Answers, Case, Doer, Event, Question, Refusal, RowKey, Stamp},
    work::Work,
};

/// An act as it is offered to somebody.
#[derive(Debug, Clone)]
pub struct Offer {
    /// The act.
    pub act: Id,
    /// The row on which it would be done.
    pub row: RowKey,
    /// Its label.
    pub label: Label,
    /// The article.
    pub article: Option<String>,
    /// The reading.
    pub reading: Option<Label>,
    /// The party for whom it would be entered.
    pub on_behalf_of: Option<u32>,
    /// It is one of the acts there for all.
    pub standing: bool,
    /// Somebody has asked for it.
    pub asked: bool,
    /// May be done on many cases at once.
    pub together: bool,
    /// The guide shown with it.
    pub guide: Option<Id>,
    /// Open or closed.
    pub state: OfferState,
}

/// Open or closed.
#[derive(Debug, Clone)]
pub enum OfferState {
    /// It can be done now.
    Open {
        /// What it asks.
        form: Vec<Ask>,
        /// The options, of which one must be chosen; empty: none.
        options: Vec<OptionOffer>,
        /// What is to be said before it is done: it may go on, with a reason that is kept.
        warnings: Vec<Refusal>,
    },
    /// It is closed by stage, guard or time.
    Closed(Vec<Refusal>),
}

/// An option of an act.
#[derive(Debug, Clone)]
pub struct OptionOffer {
    /// The option.
    pub option: Id,
    /// Its label.
    pub label: Label,
    /// The article.
    pub article: Option<String>,
    /// What it asks beyond the act's own form.
    pub form: Vec<Ask>,
    /// Why it cannot be chosen; empty: it can.
    pub closed: Vec<Refusal>,
}

/// An act that begins a case.
#[derive(Debug, Clone)]
pub struct Begin {
    /// The act; of a kind of case `kind.act`.
    pub act: Id,
    /// Its label.
    pub label: Label,
    /// The kind of case.
    pub kind: Option<Id>,
    /// What the kind is called.
    pub kind_label: Option<Label>,
    /// The article.
    pub article: Option<String>,
    /// What it asks.
    pub form: Vec<Ask>,
    /// Its options.
    pub options: Vec<OptionOffer>,
}

/// All acts that are for the actor, on every row, in file order.
///
/// # Errors
///
/// The questions that must be answered first.
pub fn offers(
    case: &Case,
    regulation: &Regulation,
    calendar: &Calendar,
    surroundings: &dyn Answers,
    actor: &Actor,
    now: Timestamp,
) -> Result<Vec<Offer>, Vec<Question>> {
    let stamp = Stamp { happened: now, entered: now, seq: case.seq.saturating_add(1) };
    let mut work = Work::new(case, regulation, calendar, surroundings, stamp);
    work.hand.actor = actor.in_case(case);
    let mut all = Vec::new();
    for row in 0..work.case.rows.len() {
        let Some(shape) = work.case.rows.get(row).and_then(|row| regulation.shape(&row.shape)) else { continue };
        for (id, act) in &shape.acts {
            if act.begins != Begins::No {
                continue;
            }
            all.extend(offer(&mut work, &Found { row, id, act, shape }));
        }
    }
    all.sort_by_key(|offer| offer.standing);
    let missing = work.asking.missing();
    if missing.is_empty() { Ok(all) } else { Err(missing) }
}

fn offer(work: &mut Work<'_>, found: &Found<'_>) -> Option<Offer> {
    let actor = work.hand.actor.clone();
    let eye = work.eye(found.row);
    let on_behalf_of = match may(&eye, found.act, found.id, &actor) {
        May::Yes => actor.on_behalf_of,
        May::For(n) => Some(n),
        May::No | May::Barred => return None,
    };
    if !is_there(&eye, found.act) || (found.act.standing && !worth_offering(&eye, found, &actor)) {
        return None;
    }
    // A row that has ended offers nothing but what is open at its end.
    let requests = |request: &&crate::types::Request| request.act == *found.id && request.row == found.row;
    let request = work.case.open_requests().find(requests);
    let (asked, carried) = (request.is_some(), request.map(|request| request.input.clone()).unwrap_or_default());
    work.hand.carried = carried;
    let eye = work.eye(found.row);
    let closed = before_input(&eye, found, None);
    if !closed.is_empty() && (found.act.standing || found.act.asked) {
        return None;
    }
    let state = if closed.is_empty() {
        let form = form_of(&eye, found, None);
        let options = options(&eye, found, &form);
        OfferState::Open { form, options, warnings: warnings_before(&eye, found) }
    } else {
        OfferState::Closed(closed)
    };
    Some(made(found, work.key(found.row), on_behalf_of, asked, state))
}

fn made(found: &Found<'_>, row: RowKey, on_behalf_of: Option<u32>, asked: bool, state: OfferState) -> Offer {
    let act: &Act = found.act;
    Offer {
        act: found.id.clone(),
        row,
        label: act.label.clone(),
        article: act.rule.article.clone(),
        reading: act.rule.reading.clone(),
        on_behalf_of,
        standing: act.standing,
        asked,
        together: act.together,
        guide: act.guide.clone(),
        state,
    }
}

fn options(eye: &crate::eye::Eye<'_>, found: &Found<'_>, form: &[Ask]) -> Vec<OptionOffer> {
    let there = found.act.choose.iter().filter(|(_, option)| eye.applies(option.cond.as_ref()));
    there
        .map(|(id, option)| {
            let own = form_of(eye, found, Some(id));
            OptionOffer {
                option: id.clone(),
                label: option.label.clone(),
                article: option.rule.article.clone(),
                form: own.into_iter().filter(|ask| !form.iter().any(|known| known.key == ask.key)).collect(),
                closed: before_input(eye, found, Some(id)),
            }
        })
        .collect()
}

/// Acts that begin a case by a way in, with their forms.
///
/// # Errors
///
/// The questions that must be answered first.
pub fn begins(
    regulation: &Regulation,
    calendar: &Calendar,
    surroundings: &dyn Answers,
    channel: Option<&Id>,
    actor: &Actor,
    now: Timestamp,
) -> Result<Vec<Begin>, Vec<Question>> {
    let door = Door { regulation, calendar, surroundings, channel, actor, now };
    let (mut all, mut missing) = (Vec::new(), Vec::new());
    for (at, shape) in regulation.shapes() {
        for (id, act) in &shape.acts {
            let by = match (&act.begins, channel) {
                (Begins::No, _) => false,
                (Begins::Any, _) | (Begins::Channels(_), None) => true,
                (Begins::Channels(channels), Some(channel)) => channels.contains(channel),
            };
            if by {
                door.ask(&at, &Found { row: 0, id, act, shape }, &mut all, &mut missing);
            }
        }
    }
    if missing.is_empty() { Ok(all) } else { Err(missing) }
}

/// Acts of a register that open a row of it, for whoever may do them, with their forms.
///
/// # Errors
///
/// The questions that must be answered first.
pub fn openings(
    regulation: &Regulation,
    calendar: &Calendar,
    surroundings: &dyn Answers,
    register: &Id,
    actor: &Actor,
    now: Timestamp,
) -> Result<Vec<Begin>, Vec<Question>> {
    let door = Door { regulation, calendar, surroundings, channel: None, actor, now };
    let (mut all, mut missing) = (Vec::new(), Vec::new());
    let at = ShapeRef::Register(register.clone());
    let Some(shape) = regulation.shape(&at) else { return Ok(all) };
    for (id, act) in shape.acts.iter().filter(|(_, act)| act.opens.as_ref() == Some(register)) {
        door.ask(&at, &Found { row: 0, id, act, shape }, &mut all, &mut missing);
    }
    if missing.is_empty() { Ok(all) } else { Err(missing) }
}

/// Where somebody stands before anything has begun.
struct Door<'a> {
    regulation: &'a Regulation,
    calendar: &'a Calendar,
    surroundings: &'a dyn Answers,
    channel: Option<&'a Id>,
    actor: &'a Actor,
    now: Timestamp,
}

impl Door<'_> {
    /// The act with its form, if they may do it first.
    fn ask(&self, at: &ShapeRef, found: &Found<'_>, all: &mut Vec<Begin>, missing: &mut Vec<Question>) {
        let case = started(self.regulation, at, self.channel, self.actor, self.now);
        let stamp = Stamp { happened: self.now, entered: self.now, seq: 1 };
        let mut work = Work::new(&case, self.regulation, self.calendar, self.surroundings, stamp);
        work.hand.actor = self.actor.clone();
        let eye = work.eye(0);
        if matches!(may(&eye, found.act, found.id, self.actor), May::Yes | May::For(_)) {
            let form = form_of(&eye, found, None);
            let options = options(&eye, found, &form);
            all.push(begin(at, found, form, options));
        }
        missing.extend(work.asking.missing());
    }
}

fn begin(at: &ShapeRef, found: &Found<'_>, form: Vec<Ask>, options: Vec<OptionOffer>) -> Begin {
    let kind = if let ShapeRef::Kind(kind) = at { Some(kind.clone()) } else { None };
    Begin {
        act: match at {
            ShapeRef::Kind(of) | ShapeRef::Register(of) => Id::from(format!("{of}.{}", found.id)),
            _ => found.id.clone(),
        },
        label: found.act.label.clone(),
        kind_label: kind.as_ref().map(|_| found.shape.label.clone()),
        kind,
        article: found.act.rule.article.clone(),
        form,
        options,
    }
}

/// A case as the act that begins it finds it.
fn started(regulation: &Regulation, shape: &ShapeRef, channel: Option<&Id>, actor: &Actor, now: Timestamp) -> Case {
    let mut case = Case::empty("");
    let stamp = Stamp { happened: now, entered: now, seq: 1 };
    crate::apply(&mut case, regulation, &Event::Stamped { stamp });
    let event = Event::Begun {
        regulation: regulation.id.clone(),
        version: regulation.version.id.clone(),
        content: regulation.content.clone(),
        shape: shape.clone(),
        channel: channel.cloned(),
        receiver: Doer::from(actor),
        received: now,
    };
    crate::apply(&mut case, regulation, &event);
    case
}

/// The first date that runs from the moment at which something was received, before it is registered: the limit, and its due date.
///
/// # Errors
///
/// The questions that must be answered first.
pub fn first_due(
    regulation: &Regulation,
    calendar: &Calendar,
    surroundings: &dyn Answers,
    shape: &ShapeRef,
    channel: Option<&Id>,
    received: Timestamp,
) -> Result<Option<(Id, Due)>, Vec<Question>> {
    let case = started(regulation, shape, channel, &Actor::system(), received);
    let stamp = Stamp { happened: received, entered: received, seq: case.seq };
    let mut work = Work::new(&case, regulation, calendar, surroundings, stamp);
    crate::limits::follow(&mut work);
    let binds = |binding| matches!(binding, Binding::Hard | Binding::Recommended);
    let mut first: Option<(Id, Due)> = None;
    for (_, run) in crate::limits::open_runs(&work.case) {
        let eye = work.eye(run.row);
        let limit = crate::limits::limit_of(&eye, run).filter(|limit| binds(limit.binding));
        let outside = limit.is_some_and(|limit| matches!(limit.who, Some(Who::Party(_) | Who::Public)));
        let Some(due) = crate::limits::due_of(&eye, run).filter(|_| limit.is_some() && !outside) else { continue };
        if first.as_ref().is_none_or(|(_, known)| due.at < known.at) {
            first = Some((run.limit.clone(), due));
        }
    }
    let missing = work.asking.missing();
    if missing.is_empty() { Ok(first) } else { Err(missing) }
}

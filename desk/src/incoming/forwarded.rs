//! What a case sends to another office of the same installation comes in there like anything else: sealed, and waiting to be
//! registered. What the case is about goes along; who complains only where they themselves have said so.

use std::{fmt::Write as _, sync::Arc};

use dengwen_case::{Command, Commit, Event as Happened, PartyOn, Principal, RowKey};
use dengwen_regulation::{
    model::{Lang, Regulation, Sensitive, Side},
    value::{Ref, Value},
};
use dengwen_sealing::ReceiptCode;
use dengwen_store::OutboxRow;
use jiff::Timestamp;

use super::{
    Gate, PREFIX,
    state::{Awaited, Entry, Event, Incoming, With},
};
use crate::{
    act::{Along, Order, Stop, counting},
    cases::Loaded,
    desk::Desk,
    fault::Fault,
    keep_out::{self, KEEP_OUT},
    keys::is_sealed,
    office::Office,
    show::{Show, is_identity},
    view::{Control, FieldView, FormView, Rejection, Typed},
};

/// An office where something may come in, and by which act it would begin.
struct Door {
    office: Arc<Office>,
    regulation: Arc<Regulation>,
    gate: Gate,
}

impl Desk {
    /// Carries what a case sends to another body to the office that this body is, if it is one of this installation.
    pub(crate) async fn forward(&self, row: &OutboxRow, seq: u64, event: usize, now: Timestamp) -> Result<(), Stop> {
        let (from, ordered) = self.ordered(&row.stream, seq, event).await?;
        let Some(Happened::ForwardOrdered { n, to, returns, .. }) = ordered else { return Ok(()) };
        let Some(commit) = from.commits.iter().find(|commit| commit.seq == seq).cloned() else { return Ok(()) };
        let Some(door) = self.door_of(&from.office, &to, now).await? else { return Ok(()) };
        let awaited = returns.then(|| Awaited { case: row.stream.clone(), n });
        self.let_in(row, (&from, &commit), &door, awaited, now).await?;
        let office = door.office.name.in_lang(Lang::Zh).to_owned();
        let command = Command::Arrived { n, office, at: now };
        let once = format!("out {} arrived", row.id);
        let (case, along) = (row.stream.clone(), Along::default());
        let order = Order { case, begins: None, command, once, shown: None, now, along };
        Box::pin(self.carry_out(order)).await.map(drop)
    }

    /// Another office of this installation that is meant, and takes in what comes.
    async fn door_of(&self, own: &Office, to: &[Principal], now: Timestamp) -> Result<Option<Door>, Fault> {
        let names: Vec<String> = to.iter().flat_map(|one| called(own, one, now)).collect();
        for id in self.office_ids().await?.into_iter().filter(|id| *id != own.id) {
            let office = self.office_state(&id).await?;
            let is_it = |name: &String| *name == id || *name == office.name.zh || *name == office.name.en;
            if !names.iter().any(is_it) {
                continue;
            }
            for regulation in self.regulations_of(&office) {
                if !office.open_blanks(&regulation).is_empty() {
                    continue;
                }
                if let Some(gate) = self.gates(&office, &regulation).await?.into_iter().next() {
                    return Ok(Some(Door { office, regulation, gate }));
                }
            }
        }
        Ok(None)
    }

    /// Writes the matter that comes in there; done again, it is the same one.
    async fn let_in(
        &self,
        row: &OutboxRow,
        (from, commit): (&Loaded, &Commit),
        door: &Door,
        awaited: Option<Awaited>,
        now: Timestamp,
    ) -> Result<(), Stop> {
        let stream = format!("{PREFIX}{}.{}", door.office.id, self.derived("forwarded", &row.id, 16));
        let command = format!("out {}", row.id);
        if self.store().performed(&command).await?.is_some() {
            return Ok(());
        }
        // What is sealed goes over in the hand of somebody who holds it; until then it waits.
        if is_sealed(&from.regulation) && self.held().is_empty() {
            return Err(Fault::NobodyHolds.into());
        }
        let form = self.gate_form(&door.office, &door.regulation, &door.gate, Lang::Zh);
        let form = form.ok_or_else(|| Fault::RegulationUnknown(door.regulation.id.to_string()))?;
        let typed = self.told_over(from, commit, &form).await.map_err(|rejection| match rejection {
            Rejection::Fault(_) => Fault::SealedGone,
            _ => Fault::CaseUnknown(from.case.id.clone()),
        })?;
        let kept_out = keep_out::meant(&door.office, &door.regulation, &typed);
        let (seals, fresh) = self.seals(&door.office, &door.regulation, &stream).await?;
        let kept = self.keep_given(&seals, &stream, typed, &[], "", now)?;
        // Nobody is given this code: the sender follows the case that they handed in.
        let code = ReceiptCode::from_random(self.derived_bytes("incoming code", &stream));
        let event = Event::HandedIn {
            regulation: door.regulation.id.to_string(),
            version: door.regulation.version.id.clone(),
            act: door.gate.begin.act.clone(),
            channel: None,
            code: self.keys().receipt_hash(&code).to_string(),
            given: kept.handle,
            kept: kept_out,
            awaited,
        };
        let first = Entry { by: None, at: now, event };
        let (office, regulation) = (Arc::clone(&door.office), Arc::clone(&door.regulation));
        let Some(begun) = Incoming::begun(&stream, office, regulation, first) else { return Ok(()) };
        let keys = self.keys_of_incoming(&begun, &fresh).await?;
        let with = With { sealed: vec![kept.sealed], keys, ..With::default() };
        self.write_incoming(None, &begun, &command, with).await?;
        Ok(())
    }

    /// What is told: fields of the same name fill the form there, whatever else is said stands in its first long text.
    async fn told_over(&self, from: &Loaded, commit: &Commit, form: &FormView) -> Result<Typed, Rejection> {
        let consents = commit.events.iter().any(|event| is_by_complainant(from, event));
        let mut names = self.names(from, Lang::Zh).await?;
        let main = from.case.main().into_iter().flat_map(|row| row.values.iter());
        let content = main.filter(|(id, _)| {
            let field =
                from.case.main().and_then(|row| from.regulation.shape(&row.shape)).and_then(|s| s.fields.get(*id));
            consents || field.is_none_or(|field| field.sensitive != Some(Sensitive::Identity))
        });
        let content: Vec<_> = content.collect();
        let parties = from.case.parties.iter().flat_map(|party| {
            let shown = move |field: &&dengwen_regulation::model::Id| tells(&from.regulation, party, field, consents);
            party.fields.keys().filter(shown).map(move |field| (party, field))
        });
        let parties: Vec<_> = parties.collect();
        let values = content.iter().map(|(_, value)| *value);
        let values = values.chain(parties.iter().filter_map(|(party, field)| party.fields.get(*field)));
        names.opened = self.opened(values).await?;
        let (calendar, counting) = (from.office.calendar(&from.regulation), counting(&from.regulation));
        let show = Show {
            regulation: &from.regulation,
            case: &from.case,
            names: &names,
            calendar: &calendar,
            counting: &counting,
            lang: Lang::Zh,
            now: self.now(),
        };
        let mut over = Over { form, typed: Typed::new(), rest: head(show, from) };
        for (id, value) in content {
            let field = show.field(&RowKey::main(), id);
            let said = show.value(&RowKey::main(), field, value);
            let label = field.map_or_else(|| id.to_string(), |field| show.text(&field.label));
            over.say(id, value, &said.text, &label);
        }
        for (party, id) in parties {
            let kind = from.regulation.parties.get(&party.kind);
            let field = kind.and_then(|kind| kind.fields.get(id));
            let Some(value) = party.fields.get(id) else { continue };
            let said = show.value(&RowKey::main(), field, value);
            let of = kind.map_or_else(String::new, |kind| show.text(&kind.label));
            let label = field.map_or_else(|| id.to_string(), |field| format!("{of}{}", show.text(&field.label)));
            over.say(&format!("party.{}.0.{id}", party.kind), value, &said.text, &label);
        }
        Ok(over.done())
    }
}

/// What is told, on its way into the form of the other office.
struct Over<'f> {
    form: &'f FormView,
    typed: Typed,
    rest: String,
}

impl Over<'_> {
    fn say(&mut self, key: &str, value: &Value, said: &str, label: &str) {
        if said.trim().is_empty() {
            return;
        }
        let known = super::form::find(self.form, key).filter(|field| takes(field, value));
        match known.filter(|_| !self.typed.iter().any(|(taken, _)| taken == key)) {
            Some(_) => self.typed.push((key.to_owned(), said.to_owned())),
            None => {
                let _ = write!(self.rest, "\n{label}：{said}");
            }
        }
    }

    fn done(mut self) -> Typed {
        let long = self.form.fields.iter().find(|field| field.control == Control::Long);
        let long = long
            .or_else(|| self.form.fields.iter().find(|field| field.control == Control::Text && field.key != KEEP_OUT));
        if let Some(long) = long {
            match self.typed.iter_mut().find(|(key, _)| *key == long.key) {
                Some((_, text)) => *text = format!("{text}\n{}", self.rest),
                None => self.typed.push((long.key.clone(), self.rest)),
            }
        }
        self.typed
    }
}

/// From where it comes, and what does not come with it.
fn head(show: Show<'_>, from: &Loaded) -> String {
    let number = from.case.number.as_deref().map_or_else(String::new, |number| format!("，{number}"));
    let files = match show.names.files.len() {
        0 => String::new(),
        n => format!("；另有附件 {n} 件，未随转"),
    };
    format!("【{}转来{number}{files}】", show.names.office)
}

/// A plain text goes into a field for plain text; the rest is written out.
fn takes(field: &FieldView, value: &Value) -> bool {
    matches!(value, Value::Text(_) | Value::Sealed(_)) && matches!(field.control, Control::Text | Control::Long)
}

/// Was this done by, or entered for, somebody who complains.
fn is_by_complainant(from: &Loaded, event: &Happened) -> bool {
    let Happened::ActDone { by, .. } = event else { return false };
    let party = by.party.and_then(|n| from.case.parties.iter().find(|party| party.n == n));
    let kind = party.and_then(|party| from.regulation.parties.get(&party.kind));
    kind.is_some_and(|kind| kind.side == Side::Complaining)
}

/// Of whom is complained is what it is about. Of all others nothing goes that tells who they are, unless they have said so.
fn tells(regulation: &Regulation, party: &PartyOn, field: &dengwen_regulation::model::Id, consents: bool) -> bool {
    let Some(kind) = regulation.parties.get(&party.kind) else { return false };
    let staff = matches!(party.who, Some(Ref::Person(_)));
    kind.side == Side::ComplainedOf || (!staff && (consents || !is_identity(kind, field)))
}

/// The names under which a principal may be an office: of the unit or body itself, or of the units of those who hold the post.
fn called(own: &Office, one: &Principal, at: Timestamp) -> Vec<String> {
    let unit = |id: &str| -> Vec<String> {
        let named = own.units.get(id).map(|unit| [unit.name.zh.clone(), unit.name.en.clone()]);
        std::iter::once(id.to_owned()).chain(named.into_iter().flatten()).collect()
    };
    match one {
        Principal::Unit(id) | Principal::Post { unit: Some(id), .. } => unit(id),
        Principal::Person(person) => own.unit_of(person, at).map(unit).unwrap_or_default(),
        Principal::Post { role, unit: None } => {
            let holders = own.holders(role, None, at);
            holders.into_iter().filter_map(|person| own.unit_of(person, at)).flat_map(unit).collect()
        }
        _ => Vec::new(),
    }
}

//! What is entered: a register that is there from now on, a row that a case adds, a row written by hand.

use std::sync::Arc;

use dengwen_case::{Actor, Case, Command, Entry, Event, Input};
use dengwen_regulation::model::{Id, Lang, Regulation};
use dengwen_store::OutboxRow;
use jiff::Timestamp;

use super::{is_file, pen};
use crate::{
    act::{Along, Beginning, Order, Stay, Stop, counting, refused_not_live},
    desk::Desk,
    engine,
    fault::Fault,
    keep_out::KeepOut,
    office::Office,
    secrets, typed,
    view::{Performed, Rejection, Sent, Session},
};

impl Desk {
    /// Every register with limits of its own has its stream from the day on which nothing in its regulation is left open.
    pub(crate) async fn tend_registers(&self, office: &Arc<Office>) -> Result<(), Fault> {
        for id in &office.regulations {
            let Ok(regulation) = self.regulation_of(office, id) else { continue };
            if !office.open_blanks(&regulation).is_empty() {
                continue;
            }
            let own = |register: &dengwen_regulation::model::Register| {
                !register.has_life() && !register.shape.limits.is_empty()
            };
            for (name, _) in regulation.registers.iter().filter(|(_, register)| own(register)) {
                let stream = self.register_stream(&office.id, &regulation.id, name);
                if self.store().head(&stream).await?.is_some() {
                    continue;
                }
                let command = Command::Register {
                    register: name.clone(),
                    added: false,
                    row: Input::new(),
                    actor: None,
                    at: self.now(),
                };
                let once = format!("live {stream}");
                let begins = Some((Arc::clone(office), Arc::clone(&regulation)));
                let now = self.now();
                let order = Order { case: stream, begins, command, once, shown: None, now, along: Along::default() };
                match Box::pin(self.carry_out(order)).await {
                    Ok(_) => {}
                    Err(Stop::Fault(fault)) => return Err(fault),
                    Err(_) => tracing::warn!(register = %name, "the register could not begin"),
                }
            }
        }
        Ok(())
    }

    /// The same for every office that is there.
    pub(crate) async fn tend_all_registers(&self) -> Result<(), Fault> {
        for id in self.office_ids().await? {
            let office = self.office_state(&id).await?;
            self.tend_registers(&office).await?;
        }
        Ok(())
    }

    /// A row that a case has added: it begins its life, or the register learns of it.
    pub(crate) async fn enter_in_register(
        &self,
        row: &OutboxRow,
        seq: u64,
        event: usize,
        now: Timestamp,
    ) -> Result<(), Stop> {
        let from = self.load(&row.stream).await?;
        let commit = from.commits.iter().find(|commit| commit.seq == seq);
        let Some(Event::Listed { register, values }) = commit.and_then(|commit| commit.events.get(event)) else {
            return Ok(());
        };
        let Some(known) = from.regulation.registers.get(register) else { return Ok(()) };
        let (stream, given) = if known.has_life() {
            let letters = self.derived("register row", &row.id, 16);
            let given = values.iter().map(|(id, value)| (id.to_string(), Entry::Value(value.clone()))).collect();
            (self.made_id(&from.office.id, &letters)?, Input(given))
        } else {
            (self.register_stream(&from.office.id, &from.regulation.id, register), Input::new())
        };
        // It happened when the case added it.
        let at = commit.and_then(|commit| commit.events.iter().find_map(stamped)).unwrap_or(now).min(now);
        let command = Command::Register { register: register.clone(), added: true, row: given, actor: None, at };
        let order = Order {
            begins: self.unless_there(&stream, &from.office, &from.regulation).await?,
            case: stream,
            command,
            once: format!("out {}", row.id),
            shown: None,
            now,
            along: Along::default(),
        };
        Box::pin(self.carry_out(order)).await.map(drop)
    }

    /// What a stream begins with, if it is not there yet.
    pub(crate) async fn unless_there(
        &self,
        stream: &str,
        office: &Arc<Office>,
        regulation: &Arc<Regulation>,
    ) -> Result<Option<(Arc<Office>, Arc<Regulation>)>, Fault> {
        let there = self.store().head(stream).await?.is_some();
        Ok((!there).then(|| (Arc::clone(office), Arc::clone(regulation))))
    }

    /// Writes a row by hand, or opens one by an act of the register (`Sent.act` is then `REGISTER.ACT`). `id` is
    /// `REGULATION/REGISTER`.
    ///
    /// # Errors
    /// [`Rejection`] with all that stands in the way.
    pub async fn write_in_register(
        &self,
        session: &Session,
        id: &str,
        sent: &Sent,
        lang: Lang,
    ) -> Result<Performed, Rejection> {
        let (office, actor) = self.seat(session).await?;
        let (regulation, register) = self.register_named(&office, id)?;
        if sent.act.contains('.') {
            return self.open_row((&office, &regulation), &register, actor, sent, lang).await;
        }
        match self.write_row(&office, &regulation, &register, actor, sent, lang).await {
            Ok(case) => Ok(entered(case, lang)),
            Err(Stay::Rejected(rejection)) => Err(rejection),
            Err(Stay::Stop(stop)) => Err(self.in_words(stop, &regulation, 0, lang).await),
        }
    }

    /// Opens a row by an act of the register.
    async fn open_row(
        &self,
        (office, regulation): (&Arc<Office>, &Arc<Regulation>),
        register: &Id,
        actor: Actor,
        sent: &Sent,
        lang: Lang,
    ) -> Result<Performed, Rejection> {
        if !office.open_blanks(regulation).is_empty() {
            return Err(refused_not_live(lang));
        }
        let opens = engine::openings(self, office, regulation, register, &actor, self.now()).await?;
        let act = opens.into_iter().find(|one| *one.act == *sent.act).ok_or(Rejection::Forbidden)?.act;
        let beginning = Beginning {
            office: Arc::clone(office),
            regulation: Arc::clone(regulation),
            act,
            channel: None,
            sent,
            actor,
            lang,
            handover: None,
            keep_out: KeepOut::default(),
        };
        let begun = self.begin_case(beginning).await?;
        Ok(entered(begun.loaded.case.id.clone(), lang))
    }

    /// The same, with the engine's own refusals: the stream in which the row stands.
    pub(crate) async fn write_row(
        &self,
        office: &Arc<Office>,
        regulation: &Arc<Regulation>,
        register: &Id,
        actor: Actor,
        sent: &Sent,
        lang: Lang,
    ) -> Result<String, Stay> {
        if !office.open_blanks(regulation).is_empty() {
            return Err(refused_not_live(lang).into());
        }
        let known = regulation.registers.get(register).ok_or(Rejection::NotFound)?;
        let act = pen(known).ok_or(Rejection::Forbidden)?;
        let once = if sent.once.is_empty() { secrets::token()? } else { sent.once.clone() };
        let once = format!("write {} {register} {} {once}", office.id, actor.person.as_deref().unwrap_or_default());
        let stream = if known.has_life() {
            self.made_id(&office.id, &self.derived("register row", &once, 16))?
        } else {
            self.register_stream(&office.id, &regulation.id, register)
        };
        let (case, counting, now) = (Case::empty(&stream), counting(regulation), self.now());
        let (seals, fresh) = self.seals(office, regulation, &stream).await?;
        let form = typed::Form {
            seals: &seals,
            office,
            regulation,
            case: &case,
            stream: &stream,
            shape: &known.shape,
            act: &act,
            option: None,
            typed: &sent.typed,
            files: &sent.files,
            counting: &counting,
            now,
            by: actor.person.as_deref().unwrap_or_default(),
            lang,
        };
        let mut read = form.read(&self.cases_named(office, actor.person.as_deref(), &act, sent).await?)?;
        read.input.0.retain(|key, entry| !entry.is_empty() || is_file(known, key));
        let command = Command::Register {
            register: register.clone(),
            added: true,
            row: read.input,
            actor: Some(Box::new(actor)),
            at: now,
        };
        let along = Along { sealed: read.sealed, attachments: read.attachments, fresh, ..Along::default() };
        let begins = self.unless_there(&stream, office, regulation).await?;
        let order = Order { case: stream, begins, command, once, shown: None, now, along };
        let acted = self.carry_out(order).await?;
        self.empty_outbox().await?;
        Ok(acted.loaded.case.id.clone())
    }
}

/// That a row was entered, and in which stream it stands.
fn entered(case: String, lang: Lang) -> Performed {
    let told = match lang {
        Lang::Zh => "已登记一条",
        Lang::En => "One row was entered",
    };
    Performed { case, number: None, told: vec![told.to_owned()], code: None }
}

fn stamped(event: &Event) -> Option<Timestamp> {
    if let Event::Stamped { stamp } = event { Some(stamp.happened) } else { None }
}

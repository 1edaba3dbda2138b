//! A matter that came in, as the staff sees it. Whoever may not register it and does not sit at its way in finds nothing.

use dengwen_case::Actor;
use dengwen_regulation::model::{Id, Lang};
use dengwen_store::AttachmentRow;

use super::{
    IncomingView, PREFIX,
    given::{FURTHER, Given},
    office_of, register,
    state::{Incoming, State},
    who,
    words::{self, pick},
};
use crate::{
    api::Entrance,
    audit::{LooksView, Read},
    desk::Desk,
    fault::Fault,
    files::{self, Reading},
    keep_out::{self, KEEP_OUT},
    keys::owed_in_words,
    view::{Choice, Control, FieldView, FileBytes, FileView, FormView, Rejection, Session, Typed, ValueView},
};

/// A matter that came in, with what somebody may do with it.
pub(super) struct Seen {
    pub(super) incoming: Incoming,
    pub(super) actor: Actor,
    /// The acts and ways in by which they may register it; none: they only know that it is there.
    pub(super) entrances: Vec<Entrance>,
    /// Everybody who could register it is kept out; they find it to name somebody else.
    pub(super) instead: bool,
}

impl Desk {
    /// Who looks at it, and what they may do.
    pub(super) async fn seen(&self, session: &Session, id: &str) -> Result<Seen, Rejection> {
        let stream = format!("{PREFIX}{id}");
        if office_of(&stream) != session.office {
            return Err(Rejection::NotFound);
        }
        let (office, actor) = self.seat(session).await?;
        let incoming = self.load_incoming(&stream).await?;
        // Whoever held it until now hands the key on, even if it is not there for them any more.
        self.settle_incoming_keys(&incoming).await?;
        if keep_out::is_out(&incoming.kept(), &actor) {
            return Err(Rejection::NotFound);
        }
        let actor = actor.unless(&incoming.kept());
        let kind = incoming.act.split_once('.').map(|(kind, _)| Id::from(kind));
        let mut entrances = self.entrances(&office, &incoming.regulation, &actor).await?;
        entrances.retain(|entrance| entrance.begin.kind == kind);
        if kind.is_none() {
            entrances.retain(|entrance| incoming.regulation.main.acts.contains_key(&entrance.begin.act));
        }
        let channel = incoming.channel.as_ref().and_then(|id| incoming.regulation.channels.get(id));
        let at_desk = who::at_desk(&office, &incoming.regulation, channel, self.now());
        let instead = actor.is_any(&incoming.instead(self.now()));
        if entrances.is_empty() && !actor.is_any(&at_desk) && !instead {
            return Err(Rejection::NotFound);
        }
        Ok(Seen { incoming, actor, entrances, instead })
    }

    /// A matter that came in, as somebody of the office may see it. Looking at what was typed is recorded.
    ///
    /// # Errors
    /// [`Rejection::NotFound`] for whoever may neither register it nor sits at its way in.
    pub async fn incoming(&self, session: &Session, id: &str, lang: Lang) -> Result<IncomingView, Rejection> {
        let desk = self.seated_by(session);
        let seen = desk.seen(session, id).await?;
        let (incoming, office) = (&seen.incoming, &seen.incoming.office);
        let regulation = &incoming.regulation;
        let gate = desk.gate(office, regulation, Some(&incoming.act)).await?;
        let asked = desk.gate_form(office, regulation, &gate, lang).ok_or(Rejection::NotFound)?;
        let may_read =
            !seen.entrances.is_empty() && !matches!(incoming.state, State::Withdrawn | State::Registered { .. });
        let all = if may_read { desk.given(incoming).await?.ok_or_else(owed_in_words)? } else { Vec::new() };
        if may_read {
            desk.record_read(&incoming.stream, &session.person, Read::Incoming).await?;
        }
        let given = all.iter().flat_map(|(_, one)| told(&asked, one, lang)).collect();
        let registers = match incoming.state {
            State::Waiting => desk.registers(&seen, lang),
            _ => Vec::new(),
        };
        let files = if may_read { desk.files_given(&incoming.stream, lang).await? } else { Vec::new() };
        let mut registers = with_files(registers, &files, lang);
        let mut typed = registers.first().map(|form| prefilled(form, &all, lang)).unwrap_or_default();
        let words = to_keep_out(&all);
        for form in &mut registers {
            form.fields.push(keep_out::asked_inside(office, &words, lang));
        }
        typed.retain(|(key, _)| key != KEEP_OUT);
        typed.extend(incoming.kept().iter().map(|one| (KEEP_OUT.to_owned(), one.to_string())));
        let case = match &incoming.state {
            State::Registered { case } => Some((case.clone(), desk.number_of(case).await?)),
            _ => None,
        };
        let received = desk.with_show(office, regulation, lang, |show| show.moment(incoming.received));
        Ok(IncomingView {
            id: incoming.id().to_owned(),
            matter: gate.label(regulation, lang),
            regulation: regulation.title.in_lang(lang).to_owned(),
            received,
            state: words::state_label(&incoming.state, lang).to_owned(),
            waiting: incoming.state == State::Waiting,
            case,
            given,
            registers,
            typed,
            files,
            nobody_left: seen.instead,
            forms: if seen.entrances.is_empty() { Vec::new() } else { super::settle::forms(&incoming.state, lang) },
            story: desk.story_incoming(incoming, false, lang).await?,
            reads_all: !seen.entrances.is_empty(),
            seq: incoming.seq(),
        })
    }

    /// Who read what of a matter that came in, for those who may register it. Reading this is not on record.
    ///
    /// # Errors
    /// [`Rejection::NotFound`] for whoever may not know of it; [`Rejection::Forbidden`] for whoever may not register it.
    pub async fn who_looked_at_incoming(
        &self,
        session: &Session,
        id: &str,
        before: Option<u64>,
        lang: Lang,
    ) -> Result<LooksView, Rejection> {
        let desk = self.seated_by(session);
        let seen = desk.seen(session, id).await?;
        if seen.entrances.is_empty() {
            return Err(Rejection::Forbidden);
        }
        Ok(desk.looked_at(&seen.incoming, before, lang).await?)
    }

    /// A file of a matter that came in: the copy without author and history where there is one.
    ///
    /// # Errors
    /// [`Rejection::NotFound`] if it is not there for this person.
    pub async fn incoming_file(&self, session: &Session, id: &str, file: &str) -> Result<FileBytes, Rejection> {
        let (row, name, content) = self.file_that_came(session, id, file).await?;
        self.record_read(&row.stream, &session.person, Read::File { file: file.to_owned() }).await?;
        files::first(&row, name, content).await?.ok_or(Rejection::NotFound)
    }

    /// The file itself, as it came in.
    ///
    /// # Errors
    /// As [`Desk::incoming_file`].
    pub async fn incoming_file_itself(&self, session: &Session, id: &str, file: &str) -> Result<FileBytes, Rejection> {
        let (row, name, content) = self.file_that_came(session, id, file).await?;
        self.record_read(&row.stream, &session.person, Read::FileItself { file: file.to_owned() }).await?;
        Ok(files::itself(&row, name, content))
    }

    async fn file_that_came(
        &self,
        session: &Session,
        id: &str,
        file: &str,
    ) -> Result<(AttachmentRow, String, Reading), Rejection> {
        let desk = self.seated_by(session);
        let seen = desk.seen(session, id).await?;
        if seen.entrances.is_empty() || seen.incoming.state == State::Withdrawn {
            return Err(Rejection::NotFound);
        }
        let found = desk.store().attachment(file).await?.filter(|(row, _)| row.stream == seen.incoming.stream);
        let (row, head) = found.ok_or(Rejection::NotFound)?;
        let (name, content) = desk.open_file(&row, &head).await?.ok_or_else(owed_in_words)?;
        Ok((row, name, content))
    }

    /// The forms by which somebody may register it: each act once, with the way in to choose where none is meant for the web.
    fn registers(&self, seen: &Seen, lang: Lang) -> Vec<FormView> {
        let (office, regulation) = (&seen.incoming.office, &seen.incoming.regulation);
        let mut forms: Vec<FormView> = Vec::new();
        for entrance in &seen.entrances {
            if forms.iter().any(|form| *form.act == *entrance.begin.act) {
                continue;
            }
            let ways = register::ways(seen, &entrance.begin.act);
            let Some(shown) = ways.first() else { continue };
            let Some(mut form) = self.with_show(office, regulation, lang, |show| show.beginning(&shown.begin)) else {
                continue;
            };
            if ways.len() > 1 {
                let choices = ways.iter().filter_map(|way| {
                    let id = way.channel.as_ref()?;
                    let label = regulation.channels.get(id)?.label.in_lang(lang).to_owned();
                    Some(Choice { value: id.to_string(), label, meaning: None })
                });
                let label = pick(lang, "来源登记为", "Registered as coming in by");
                let asked = FieldView {
                    must: true,
                    options: choices.collect(),
                    ..FieldView::new(register::WAY, label, Control::One)
                };
                form.fields.insert(0, asked);
            }
            forms.push(form);
        }
        forms
    }

    /// A number, or what stands for it.
    pub(super) async fn number_of(&self, case: &str) -> Result<String, Fault> {
        let row = self.store().case(case).await?;
        Ok(row.and_then(|row| row.number).unwrap_or_else(|| case.to_owned()))
    }
}

/// Whom the sender wants kept out, in their words.
pub(super) fn to_keep_out(all: &[(jiff::Timestamp, Given)]) -> Vec<String> {
    let typed = all.iter().flat_map(|(_, one)| &one.typed);
    typed
        .filter(|(key, _)| key == KEEP_OUT)
        .flat_map(|(_, text)| text.lines())
        .map(|line| line.trim().to_owned())
        .collect()
}

/// What was given, for those who may register it: everything.
fn told(asked: &FormView, given: &Given, lang: Lang) -> Vec<ValueView> {
    let mut all = words::values(asked, given, lang, |_| false);
    let further = given.typed.iter().filter(|(key, _)| key == FURTHER);
    all.extend(further.map(|(_, text)| ValueView {
        label: pick(lang, "补充说明", "added").to_owned(),
        value: text.clone(),
        sealed: false,
    }));
    all
}

/// What stands in the form already: what the sender typed, and whatever was added behind the first long text.
fn prefilled(form: &FormView, all: &[(jiff::Timestamp, Given)], lang: Lang) -> Typed {
    let mut typed: Typed =
        all.iter().flat_map(|(_, one)| one.typed.iter().filter(|(key, _)| key != FURTHER).cloned()).collect();
    let further: Vec<&String> = all
        .iter()
        .flat_map(|(_, one)| one.typed.iter().filter(|(key, _)| key == FURTHER))
        .map(|(_, text)| text)
        .collect();
    let Some(long) = form.fields.iter().find(|field| field.control == Control::Long) else { return typed };
    for text in further {
        let added = format!("{}{text}", pick(lang, "【补充】", "[added] "));
        match typed.iter_mut().find(|(key, _)| *key == long.key) {
            Some((_, before)) => *before = format!("{before}\n{added}"),
            None => typed.push((long.key.clone(), added)),
        }
    }
    typed
}

/// Says at the fields for files that what was sent goes along.
fn with_files(mut forms: Vec<FormView>, files: &[FileView], lang: Lang) -> Vec<FormView> {
    if files.is_empty() {
        return forms;
    }
    let names: Vec<&str> = files.iter().map(|file| file.name.as_str()).collect();
    let said = format!(
        "{}{}",
        pick(lang, "来件所附文件一并归入：", "the files sent with it go along: "),
        names.join(pick(lang, "、", ", "))
    );
    for form in &mut forms {
        for field in form.fields.iter_mut().filter(|field| field.control == Control::Files).take(1) {
            let before = field.hint.take().map(|hint| hint + pick(lang, "；", "; ")).unwrap_or_default();
            field.hint = Some(before + &said);
        }
    }
    forms
}

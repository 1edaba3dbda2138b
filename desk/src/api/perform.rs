//! Acts on a case that is there.

use std::sync::Arc;

use dengwen_case::{Actor, Command, Do, MAKE_EXTRACT, RowKey};
use dengwen_regulation::model::{Id, Lang, Sees};

use super::begin::Done;
use crate::{
    act::{Along, Order, Stay, Stop, counting, happened},
    audit::Read,
    cases::Loaded,
    desk::Desk,
    fault::Fault,
    keep_out,
    look::{self, Look},
    secrets,
    show::Viewer,
    typed,
    view::{CaseView, Performed, Rejection, Sent, Session},
};

impl Desk {
    /// A case as somebody may see it.
    ///
    /// # Errors
    /// [`Rejection::NotFound`] for whoever may not know of it.
    pub async fn case(&self, session: &Session, id: &str, lang: Lang) -> Result<CaseView, Rejection> {
        let desk = self.seated_by(session);
        let (mut look, actor) = desk.look_inside(session, id, lang).await?;
        if look.viewer.sees_facts() {
            self.record_read(id, &session.person, Read::Case).await?;
        }
        desk.open_content(&mut look).await?;
        let mut view = look.case_view();
        view.open.extend(super::hands::forms(&look, &actor));
        view.main = crate::next::main_act(&look, &actor, &view.open);
        desk.lay_openings(&look, &session.person, &mut view).await?;
        desk.lay_relation(&look, session, &mut view).await?;
        Ok(view)
    }

    /// Performs an act of somebody of the office.
    ///
    /// # Errors
    /// [`Rejection`] with all that stands in the way.
    pub async fn perform(&self, session: &Session, case: &str, sent: Sent, lang: Lang) -> Result<Performed, Rejection> {
        // An extract comes about by its tool alone: a file that somebody sends in is an original.
        if sent.act.rsplit('.').next() == Some(MAKE_EXTRACT) {
            return Err(Rejection::NotFound);
        }
        let desk = self.seated_by(session);
        let (look, actor) = match desk.look_inside(session, case, lang).await {
            Err(Rejection::NotFound) if sent.seq > 0 => desk.look_behind(session, case, sent.seq, lang).await?,
            look => look?,
        };
        let viewer = look.viewer;
        desk.performed(&look.loaded, actor, &sent, viewer, lang).await
    }

    /// Somebody saw the case when the form was drawn and does not see it now: it has moved on, and they are told so.
    async fn look_behind(
        &self,
        session: &Session,
        case: &str,
        seq: u64,
        lang: Lang,
    ) -> Result<(Look, Actor), Rejection> {
        let (office, actor) = self.seat(session).await?;
        if crate::office::office_of_case(case) != office.id || !self.saw(case, seq, &actor).await.map_err(not_found)? {
            return Err(Rejection::NotFound);
        }
        let look = self.look(case, &actor, lang).await?;
        // Whoever is kept out finds nothing, whatever they have seen before.
        if keep_out::is_out(&look.seen.barred, &actor) {
            return Err(Rejection::NotFound);
        }
        Ok((look, actor))
    }

    /// Performs an act and tells in words what came of it.
    pub(crate) async fn performed(
        &self,
        loaded: &Loaded,
        actor: Actor,
        sent: &Sent,
        viewer: Viewer,
        lang: Lang,
    ) -> Result<Performed, Rejection> {
        let (id, since) = (loaded.case.id.clone(), loaded.case.seq);
        let loaded = self.act(&id, actor, sent, lang).await?;
        let done = Done { case: id, number: loaded.case.number.clone(), since };
        let told = self.what_happened(&done, viewer, lang).await?;
        Ok(Performed { case: done.case, number: done.number, told, code: None })
    }

    /// Reads the form, performs the act, and lets what follows elsewhere follow.
    pub(crate) async fn act(&self, id: &str, actor: Actor, sent: &Sent, lang: Lang) -> Result<Arc<Loaded>, Rejection> {
        match self.act_raw(id, actor, sent, lang).await {
            Ok(loaded) => Ok(loaded),
            Err(Stay::Rejected(rejection)) => Err(rejection),
            Err(Stay::Stop(Stop::Fault(Fault::CaseUnknown(_)))) => Err(Rejection::NotFound),
            Err(Stay::Stop(stop)) => {
                let regulation = self.load(id).await?.regulation.clone();
                Err(self.in_words(stop, &regulation, sent.seq, lang).await)
            }
        }
    }

    /// The same, with the engine's own refusals.
    pub(crate) async fn act_raw(&self, id: &str, actor: Actor, sent: &Sent, lang: Lang) -> Result<Arc<Loaded>, Stay> {
        let now = self.now();
        let loaded = self.settled(id, now).await?;
        self.settle_keys(&loaded).await?;
        let once = if sent.once.is_empty() { secrets::token()? } else { sent.once.clone() };
        let once = format!("act {id} {} {once}", actor.person.as_deref().unwrap_or("party"));
        let (command, along) = match super::hands::command(&loaded.case, &actor, sent) {
            Some(command) => (command, Along::default()),
            None => self.read_act(&loaded, &actor, sent, lang).await?,
        };
        let shown = Some(sent.seq).filter(|seq| *seq > 0);
        let order = Order { case: id.to_owned(), begins: None, command, once, shown, now, along };
        let acted = self.carry_out(order).await?;
        self.empty_outbox().await?;
        Ok(self.load(&acted.loaded.case.id).await?)
    }

    /// What an act would come to; nothing is written.
    pub(crate) async fn tried(
        &self,
        id: &str,
        actor: Actor,
        sent: &Sent,
        lang: Lang,
    ) -> Result<(Arc<Loaded>, dengwen_case::Commit), Rejection> {
        let now = self.now();
        let loaded = self.settled(id, now).await.map_err(|stop| match stop {
            Stop::Fault(fault) => not_found(fault),
            _ => Rejection::NotFound,
        })?;
        let (command, _) = self.read_act(&loaded, &actor, sent, lang).await?;
        let along = Along::default();
        let order = Order { case: id.to_owned(), begins: None, command, once: String::new(), shown: None, now, along };
        match self.foretold(&order).await {
            Ok(foretold) => Ok(foretold),
            Err(stop) => Err(self.in_words(stop, &loaded.regulation, sent.seq, lang).await),
        }
    }

    async fn read_act(
        &self,
        loaded: &Loaded,
        actor: &Actor,
        sent: &Sent,
        lang: Lang,
    ) -> Result<(Command, Along), Rejection> {
        let row = sent.row.as_deref().map(row_key).transpose()?;
        let found =
            typed::find_act(&loaded.regulation, &loaded.case, row.as_ref(), &sent.act).ok_or(Rejection::NotFound)?;
        let (shape, act) = found;
        let counting = counting(&loaded.regulation);
        let option = sent.option.as_deref().map(Id::from);
        let (seals, fresh) = self.seals(&loaded.office, &loaded.regulation, &loaded.case.id).await?;
        let form = typed::Form {
            seals: &seals,
            office: &loaded.office,
            regulation: &loaded.regulation,
            case: &loaded.case,
            stream: &loaded.case.id,
            shape,
            act,
            option: option.as_ref(),
            typed: &sent.typed,
            files: &sent.files,
            counting: &counting,
            now: self.now(),
            by: actor.person.as_deref().unwrap_or("party"),
            lang,
        }
        .read(&self.cases_named(&loaded.office, actor.person.as_deref(), act, sent).await?)?;
        let happened = happened(sent, &counting, self.now(), lang)?;
        let command = Command::Do(Do {
            act: Id::from(sent.act.as_str()),
            option,
            row,
            input: form.input,
            actor: actor.clone(),
            happened,
            channel: None,
            warned: sent.in_spite.clone().filter(|reason| !reason.trim().is_empty()),
            spawned: None,
            keep_out: Vec::new(),
        });
        Ok((command, Along { sealed: form.sealed, attachments: form.attachments, fresh, ..Along::default() }))
    }

    /// What has happened on a case, in sentences, as far as the viewer may know.
    pub(crate) async fn what_happened(
        &self,
        done: &Done,
        viewer: Viewer,
        lang: Lang,
    ) -> Result<Vec<String>, Rejection> {
        let mut look = self.look(&done.case, &crate::actor::public(), lang).await?;
        look.viewer = viewer;
        let commits = look.commits();
        let since = commits.iter().copied().filter(|commit| commit.seq > done.since);
        Ok(look.show().story(since, viewer).into_iter().rev().map(|entry| entry.text).collect())
    }

    /// How much somebody of the office sees of a case.
    ///
    /// # Errors
    /// [`Rejection::Fault`] if the store fails.
    pub async fn sees(&self, session: &Session, case: &str) -> Result<Sees, Rejection> {
        let (_, actor) = self.seat(session).await?;
        let look = self.look(case, &actor, Lang::Zh).await?;
        Ok(look::sees(&look.loaded.case, &look.seen, &actor))
    }
}

fn not_found(fault: Fault) -> Rejection {
    match fault {
        Fault::CaseUnknown(_) => Rejection::NotFound,
        fault => fault.into(),
    }
}

/// A row as forms name it: `part.n`.
pub(crate) fn row_key(text: &str) -> Result<RowKey, Rejection> {
    // As forms write it; as the log writes it, `part[n]`.
    if let Some((part, n)) = text.rsplit_once('.').and_then(|(part, n)| Some((part, n.parse().ok()?))) {
        return Ok(RowKey::new(Id::from(part), n));
    }
    text.parse().map_err(|_| Rejection::NotFound)
}

#[cfg(test)]
mod tests {
    use super::row_key;

    #[test]
    fn a_row_is_named_as_forms_and_as_the_log_write_it() {
        for text in ["slip.2", "slip[2]"] {
            let key = row_key(text).unwrap();
            assert_eq!((key.part.as_str(), key.n), ("slip", 2), "{text}");
        }
        assert!(row_key("").is_err());
    }
}

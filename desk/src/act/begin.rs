//! Beginning a case: from the portal, or registered by somebody of the office for a person.

use std::sync::Arc;

use dengwen_case::{Actor, Case, Command, Do};
use dengwen_regulation::model::{Act, Id, Lang, Regulation, Shape, ShapeRef, Side};
use dengwen_sealing::ReceiptCode;
use dengwen_store::{Hash, ReceiptRow};
use jiff::Timestamp;

use super::decide::{Along, Beside, Order, Stay};
use crate::{
    accounts::hash,
    actor::{self, Eyes},
    cases::Loaded,
    desk::Desk,
    fault::Fault,
    files,
    keep_out::{self, KeepOut},
    keys::Seals,
    office::Office,
    registers, secrets, typed,
    view::{Rejection, Sent, Upload},
};

/// A case to be begun.
pub(crate) struct Beginning<'a> {
    pub(crate) office: Arc<Office>,
    pub(crate) regulation: Arc<Regulation>,
    /// The act; of a kind of case `kind.act`.
    pub(crate) act: Id,
    pub(crate) channel: Option<Id>,
    pub(crate) sent: &'a Sent,
    pub(crate) actor: Actor,
    pub(crate) lang: Lang,
    /// What came in over the portal before and is now registered.
    pub(crate) handover: Option<Handover>,
    /// From whom it is kept.
    pub(crate) keep_out: KeepOut,
}

/// A matter that came in and now becomes a case: whatever it had goes over in the transaction that begins the case.
pub(crate) struct Handover {
    /// The case it becomes.
    pub(crate) case: String,
    /// When it was received.
    pub(crate) received: Timestamp,
    /// The hash of the sender's code, which follows the case from now on.
    pub(crate) code: Hash,
    /// Files that no field of the act asks for.
    pub(crate) files: Vec<Upload>,
    /// The end of the matter that came in.
    pub(crate) beside: Beside,
}

/// A case that was begun, with the code under which it is followed.
pub(crate) struct Begun {
    pub(crate) loaded: Arc<Loaded>,
    pub(crate) code: String,
}

impl Desk {
    /// Begins a case. A form sent twice begins one case and gives the same code.
    pub(crate) async fn begin_case(&self, beginning: Beginning<'_>) -> Result<Begun, Rejection> {
        let (regulation, lang) = (Arc::clone(&beginning.regulation), beginning.lang);
        let (case, code) = match self.begin_case_raw(beginning).await {
            Ok(begun) => begun,
            Err(Stay::Rejected(rejection)) => return Err(rejection),
            Err(Stay::Stop(stop)) => return Err(self.in_words(stop, &regulation, 0, lang).await),
        };
        Ok(Begun { loaded: self.load(&case).await?, code })
    }

    /// The same, with the engine's own refusals: the id of the case, and its code.
    pub(crate) async fn begin_case_raw(&self, beginning: Beginning<'_>) -> Result<(String, String), Stay> {
        let Beginning { office, regulation, act, channel, sent, actor, lang, handover, keep_out } = beginning;
        let now = self.now();
        let once = if sent.once.is_empty() { secrets::token()? } else { sent.once.clone() };
        let seed = format!("{} {} {once}", office.id, actor.person.as_deref().unwrap_or_default());
        // Rows without a life of their own stand in the stream of their register.
        let register = registers::entered_by(&regulation, &act).cloned();
        let (case_id, once) = self.begun_as((&office, &regulation), &seed, handover.as_ref(), register.as_ref())?;
        let code = ReceiptCode::from_random(self.derived_bytes("code", &seed));
        let (seals, mut fresh) = self.seals(&office, &regulation, &case_id).await?;
        let form = self
            .read_begin((&office, &regulation), &seals, &act, sent, (&case_id, lang), actor.person.as_deref())
            .await?;
        let counting = super::counting(&regulation);
        let happened = match &handover {
            Some(from) => Some(from.received),
            None => happened(sent, &counting, now, lang)?,
        };
        let command = Command::Do(Do {
            act,
            option: sent.option.as_deref().map(Id::from),
            row: None,
            input: form.input,
            actor,
            happened,
            channel,
            warned: sent.in_spite.clone().filter(|reason| !reason.trim().is_empty()),
            spawned: None,
            keep_out: keep_out.whom,
        });
        let party = complaining(&regulation, &command).unwrap_or(1);
        let receipt = ReceiptRow {
            code_hash: handover.as_ref().map_or_else(|| hash(self.keys().receipt_hash(&code)), |from| from.code),
            stream: case_id.clone(),
            party: party.to_string(),
            issued_at: now,
        };
        if handover.is_none() && register.is_none() {
            fresh.extend(self.mailbox(&regulation, &code).await?);
        }
        let said = (!keep_out.words.is_empty()).then(|| words(keep_out.words, lang));
        let (others, beside) = handover.map_or_else(Default::default, |from| (from.files, Some(from.beside)));
        let receipts = if register.is_none() { vec![receipt] } else { Vec::new() };
        let mut along = Along { sealed: form.sealed, attachments: form.attachments, receipts, fresh, beside };
        for file in said.into_iter().chain(others) {
            along.attachments.push(files::seal_upload(&seals, &case_id, now, "", &file)?);
        }
        let begins = match register {
            Some(_) => self.unless_there(&case_id, &office, &regulation).await?,
            None => Some((office, Arc::clone(&regulation))),
        };
        let order = Order { once, case: case_id, begins, command, shown: None, now, along };
        let acted = self.carry_out(order).await?;
        self.empty_outbox().await?;
        Ok((acted.loaded.case.id.clone(), code.expose()))
    }

    /// The id of what begins, and the id under which it begins once: what is sent again is known by its letters alone, since it would
    /// get another id now.
    fn begun_as(
        &self,
        (office, regulation): (&Office, &Regulation),
        seed: &str,
        handover: Option<&Handover>,
        register: Option<&Id>,
    ) -> Result<(String, String), Fault> {
        Ok(match (handover, register) {
            (Some(from), _) => (from.case.clone(), format!("begin {}", from.case)),
            (None, Some(register)) => {
                let stream = self.register_stream(&office.id, &regulation.id, register);
                let once = format!("enter {stream} {seed}");
                (stream, once)
            }
            (None, None) => {
                let letters = self.derived("case", seed, 16);
                (self.made_id(&office.id, &letters)?, format!("begin {}.{letters}", office.id))
            }
        })
    }

    /// Reads the form of the act that begins a case.
    async fn read_begin(
        &self,
        (office, regulation): (&Office, &Regulation),
        seals: &Seals<'_>,
        act: &Id,
        sent: &Sent,
        (stream, lang): (&str, Lang),
        person: Option<&str>,
    ) -> Result<typed::Read, Stay> {
        let (shape, act) = begin_act(regulation, act).ok_or(Rejection::NotFound)?;
        let option = sent.option.as_deref().map(Id::from);
        let (case, counting) = (Case::empty(stream), super::counting(regulation));
        let form = typed::Form {
            seals,
            office,
            regulation,
            case: &case,
            stream,
            shape,
            act,
            option: option.as_ref(),
            typed: &sent.typed,
            files: &sent.files,
            counting: &counting,
            now: self.now(),
            by: person.unwrap_or_default(),
            lang,
        };
        Ok(form.read(&self.cases_named(office, person, act, sent).await?)?)
    }

    /// Letters that follow from a text and the server's key.
    pub(crate) fn derived(&self, purpose: &str, text: &str, length: usize) -> String {
        let hash = self.keys().blind_hash(purpose, text.as_bytes());
        secrets::letters(hash.0.get(..length).unwrap_or_default())
    }

    pub(crate) fn derived_bytes<const N: usize>(&self, purpose: &str, text: &str) -> [u8; N] {
        let hash = self.keys().blind_hash(purpose, text.as_bytes());
        hash.0.first_chunk::<N>().copied().unwrap_or([0; N])
    }

    /// Ids of cases by what was typed into the fields that take a case: a number, or the id itself.
    pub(crate) async fn cases_named(
        &self,
        office: &Office,
        person: Option<&str>,
        act: &Act,
        sent: &Sent,
    ) -> Result<Vec<(String, String)>, Fault> {
        let asks = typed::asks_case(act, &self.regulations_of(office));
        let mut found = Vec::new();
        if !asks {
            return Ok(found);
        }
        let eyes = person.map(|person| Eyes::of(&office.id, &actor::person(office, person, self.now())));
        for (_, text) in &sent.typed {
            let text = text.trim();
            let known =
                self.store().cases_by_number(text).await?.into_iter().find(|case| case.organisation == office.id);
            let by_id = self.store().case(text).await?.filter(|case| case.organisation == office.id);
            if let Some(case) = known.or(by_id) {
                // Whoever is kept out of it does not find out that it is there.
                let out = match &eyes {
                    Some(eyes) => self.store().is_barred(&case.stream, eyes.viewer()).await?,
                    None => false,
                };
                if out {
                    continue;
                }
                found.push((text.to_owned(), case.stream));
            }
        }
        Ok(found)
    }

    /// The regulations that an office runs.
    pub(crate) fn regulations_of(&self, office: &Office) -> Vec<Arc<Regulation>> {
        office.regulations.iter().filter_map(|id| self.regulation_of(office, id).ok()).collect()
    }
}

/// Whom to keep out, as the sender wrote it, for whoever works the case.
fn words(text: String, lang: Lang) -> Upload {
    let name =
        if lang == Lang::Zh { "不得知悉本件的人员和部门.txt" } else { "who must not learn of this.txt" };
    let (key, media) = (keep_out::KEEP_OUT.to_owned(), "text/plain".to_owned());
    Upload { key, name: name.to_owned(), media, content: text.into_bytes().into() }
}

/// When it happened, if the form says so.
pub(crate) fn happened(
    sent: &Sent,
    counting: &dengwen_calendar::Counting,
    now: Timestamp,
    lang: Lang,
) -> Result<Option<Timestamp>, Rejection> {
    let Some(text) = sent.happened.as_deref().map(str::trim).filter(|text| !text.is_empty()) else { return Ok(None) };
    let wrong = || {
        let text = match lang {
            Lang::Zh => "请填写发生时间，如 2026-03-09 14:30",
            Lang::En => "when it happened, such as 2026-03-09 14:30",
        };
        Rejection::Invalid(vec![("happened".to_owned(), text.to_owned())])
    };
    let at = typed::moment(text, counting).ok_or_else(wrong)?;
    // The minute that is running now was typed without its seconds.
    let same_minute = at > now && at.duration_since(now) < jiff::SignedDuration::from_mins(1);
    Ok(Some(if same_minute { now } else { at }))
}

/// Where an act that begins a case stands: in the case itself, a kind (`kind.act`), or a register.
pub(crate) fn begin_act<'r>(regulation: &'r Regulation, act: &Id) -> Option<(&'r Shape, &'r Act)> {
    let (kind, name) = act.split_once('.').map_or((None, act.as_str()), |(kind, name)| (Some(kind), name));
    let fits = |at: &ShapeRef| match (kind, at) {
        (None, ShapeRef::Part(_)) => false,
        (None, _) => true,
        (Some(kind), ShapeRef::Kind(id) | ShapeRef::Register(id)) => **id == *kind,
        (Some(_), _) => false,
    };
    regulation.shapes().filter(|(at, _)| fits(at)).find_map(|(_, shape)| Some((shape, shape.acts.get(name)?)))
}

/// The number that the first of those who complain will have among the parties.
fn complaining(regulation: &Regulation, command: &Command) -> Option<u32> {
    let Command::Do(act) = command else { return None };
    let mut n = 0_u32;
    for (key, entry) in &act.input.0 {
        let Some(kind) = key.strip_prefix("party.") else { continue };
        let count = match entry {
            dengwen_case::Entry::Parties(all) => u32::try_from(all.len()).unwrap_or(1),
            _ => 1,
        };
        let side = regulation.parties.get(kind).map(|party| party.side);
        if side == Some(Side::Complaining) {
            return Some(n.saturating_add(1));
        }
        n = n.saturating_add(count);
    }
    None
}

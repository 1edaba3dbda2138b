//! Handing in: checked like the act that will begin the case, sealed, and written in one transaction.

use std::sync::Arc;

use dengwen_case::Case;
use dengwen_regulation::model::{Id, Lang, Regulation};
use dengwen_sealing::ReceiptCode;
use dengwen_store::ReceiptRow;

use super::{
    Gate, PREFIX, form,
    state::{Entry, Event, Incoming, With},
    words,
};
use crate::{
    accounts::hash,
    act::{begin_act, counting, refused_not_live},
    desk::Desk,
    keep_out,
    office::Office,
    secrets, typed,
    view::{FormView, Receipt, Rejection, Sent, Typed, Upload},
};

impl Desk {
    /// Takes in what a person outside hands in. A form sent twice makes one matter and gives the same code.
    pub(crate) async fn hand_in(
        &self,
        office: &Arc<Office>,
        regulation: &Arc<Regulation>,
        gate: &Gate,
        sent: &Sent,
        lang: Lang,
    ) -> Result<Receipt, Rejection> {
        if !office.open_blanks(regulation).is_empty() {
            return Err(refused_not_live(lang));
        }
        let asked = self.gate_form(office, regulation, gate, lang).ok_or(Rejection::NotFound)?;
        let once = if sent.once.is_empty() { secrets::token()? } else { sent.once.clone() };
        let seed = format!("{} {} {once}", office.id, gate.begin.act);
        let letters = self.derived("incoming", &seed, 16);
        let stream = format!("{PREFIX}{}", self.made_id(&office.id, &letters)?);
        let code = ReceiptCode::from_random(self.derived_bytes("incoming code", &seed));
        // What is sent again is known by its letters alone: it would get another id now.
        let command = format!("hand in {PREFIX}{}.{letters}", office.id);
        if self.store().performed(&command).await?.is_none() {
            let (typed, files) = self.checked(office, regulation, &gate.begin.act, (&asked, &stream), sent, lang)?;
            let now = self.now();
            let kept_out = keep_out::meant(office, regulation, &typed);
            let (seals, mut fresh) = self.seals(office, regulation, &stream).await?;
            fresh.extend(self.mailbox(regulation, &code).await?);
            let kept = self.keep_given(&seals, &stream, typed, &files, "", now)?;
            let code_hash = self.keys().receipt_hash(&code);
            let event = Event::HandedIn {
                awaited: None,
                regulation: regulation.id.to_string(),
                version: regulation.version.id.clone(),
                act: gate.begin.act.clone(),
                channel: gate.channel.clone(),
                code: code_hash.to_string(),
                given: kept.handle,
                kept: kept_out,
            };
            let first = Entry { by: None, at: now, event };
            let begun = Incoming::begun(&stream, Arc::clone(office), Arc::clone(regulation), first)
                .ok_or(Rejection::NotFound)?;
            let receipt = ReceiptRow { code_hash: hash(code_hash), stream, party: "1".to_owned(), issued_at: now };
            let keys = self.keys_of_incoming(&begun, &fresh).await?;
            let with = With { sealed: vec![kept.sealed], attachments: kept.attachments, receipts: vec![receipt], keys };
            self.write_incoming(None, &begun, &command, with).await?;
        }
        let code = code.expose();
        // It was received, with a statement or without.
        let statement = self.statement(&code).await.unwrap_or_default();
        Ok(Receipt { number: None, code, next: words::next(&asked, lang), statement })
    }

    /// What was sent, if all that must be said is said and every value fits its field.
    pub(crate) fn checked(
        &self,
        office: &Office,
        regulation: &Regulation,
        act: &Id,
        (asked, stream): (&FormView, &str),
        sent: &Sent,
        lang: Lang,
    ) -> Result<(Typed, Vec<Upload>), Rejection> {
        let (typed, files) = form::asked(asked, &sent.typed, &sent.files);
        typed::check_files(&files, lang)?;
        let mut wrong = form::missing(asked, &typed, &files, lang);
        let (shape, act) = begin_act(regulation, act).ok_or(Rejection::NotFound)?;
        let (act, case, counting) = (form::act_of(act, asked), Case::empty(stream), counting(regulation));
        let read = typed::Form {
            seals: &self.ring_seals(),
            office,
            regulation,
            case: &case,
            stream,
            shape,
            act: &act,
            option: None,
            typed: &typed,
            files: &[],
            counting: &counting,
            now: self.now(),
            by: "",
            lang,
        }
        .read(&[]);
        match read {
            Ok(_) => {}
            Err(Rejection::Invalid(more)) => wrong.extend(more),
            Err(other) => return Err(other),
        }
        if wrong.is_empty() { Ok((typed, files)) } else { Err(Rejection::Invalid(wrong)) }
    }
}

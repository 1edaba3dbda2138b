//! Destroying: everything of a case but its log, in one transaction with the certificate.

use std::collections::BTreeSet;

use dengwen_store::{Batch, Change, Destroyed, NewCommit, Part};

use super::{CERTIFICATE, certificate_of, due::Due, log::Certificate};
use crate::{desk::Desk, fault::Fault, incoming, office::Office};

/// The form of certificates written today.
const FORM: u16 = 1;
/// How many streams are looked at a time.
const PAGE: u32 = 500;

impl Desk {
    /// Destroys a case that is due, by somebody who approved it.
    pub(super) async fn destroy(&self, office: &Office, person: &str, due: &Due) -> Result<Certificate, Fault> {
        let case = &due.case.stream;
        let mut streams = vec![case.clone()];
        streams.extend(self.came_in_as(&office.id, case).await?);
        let (destroyed, certificate) = self.taken_away(office, person, due, streams).await?;
        let stream = certificate_of(case);
        let body = serde_json::to_string(&certificate).map_err(Fault::Json)?;
        let commit = NewCommit { stream: stream.clone(), form: FORM, body, entered_at: self.now() };
        let part = Part::of(stream, CERTIFICATE, 0);
        let batch = Batch { commits: vec![commit], destroyed: Some(destroyed), ..Batch::default() };
        let mut change = Change::of(&format!("destroy {case}"), part, self.now(), batch);
        // Nothing may be added to the case meanwhile.
        change.parts.push(Part::of(case.clone(), "case", certificate.seq));
        self.store().transact(change).await?;
        self.remove_objects().await;
        self.store().wipe().await?;
        self.cases_kept().forget(case);
        self.learned().forget(case);
        self.tell_pages(case);
        Ok(certificate)
    }

    /// What is to be destroyed, and the certificate of it.
    async fn taken_away(
        &self,
        office: &Office,
        person: &str,
        due: &Due,
        streams: Vec<String>,
    ) -> Result<(Destroyed, Certificate), Fault> {
        let case = &due.case.stream;
        let head = self.store().head(case).await?.ok_or_else(|| Fault::CaseUnknown(case.clone()))?.head;
        let rows = self.store().rows(case).await?;
        let seen = rows.sight.iter().filter(|row| row.level != "figures").map(|row| row.principal.clone());
        let mut certificate = Certificate {
            case: case.clone(),
            number: due.case.number.clone(),
            regulation: due.case.regulation.clone(),
            version: due.case.version.clone(),
            outcome: due.case.stage.clone(),
            received: due.case.received_at,
            ended: due.ended,
            months: due.term.months,
            article: due.term.article.clone(),
            at: self.now(),
            by: person.to_owned(),
            by_name: office.person_name(person),
            pairs: 0,
            values: 0,
            files: 0,
            codes: 0,
            seq: head.seq,
            hash: head.hash.to_string(),
            seen_by: seen.collect::<BTreeSet<_>>().into_iter().collect(),
            barred: rows.barred.iter().map(|row| row.person.clone()).collect(),
        };
        let mut owners = Vec::new();
        for stream in &streams {
            owners.extend([format!("content:{stream}"), format!("identity:{stream}")]);
            certificate.values += self.store().sealed_of(stream).await?.len();
            certificate.files += self.store().attachments(stream).await?.len();
            let receipts = self.store().receipts_of(stream).await?;
            certificate.codes += receipts.len();
            owners.extend(receipts.iter().map(|row| format!("mailbox:{}", row.code_hash)));
        }
        for owner in &owners {
            certificate.pairs += self.store().key_pairs(owner).await?.len();
        }
        Ok((Destroyed { streams, owners }, certificate))
    }

    /// The matter that a case came in as, if it did: its own stream holds what was handed in.
    async fn came_in_as(&self, office: &str, case: &str) -> Result<Option<String>, Fault> {
        let (begins, mut after) = (incoming::first_of(office), String::new());
        loop {
            let page = self.store().streams_under(incoming::SORT, &begins, &after, PAGE).await?;
            let Some(last) = page.last() else { return Ok(None) };
            after.clone_from(&last.stream);
            let mine = page.into_iter().find(|head| self.case_of_incoming(office, &head.stream) == case);
            if let Some(head) = mine {
                return Ok(Some(head.stream));
            }
        }
    }
}

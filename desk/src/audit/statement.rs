//! The statement for whoever handed something in: when, the digest of what was received as it is stored, its place in the
//! log, the signed checkpoint. It names neither the sender nor the receipt code, and whoever has it learns no content.

use dengwen_audit::{Checkpoint, Committed, NoteError, Proof, ProofError};
use dengwen_calendar::shanghai;
use dengwen_regulation::model::Label;
use dengwen_store::StoredCommit;
use jiff::Timestamp;
use serde::Serialize;
use serde_json::Value;

use super::checkpoints::signed;
use crate::{desk::Desk, fault::Fault, incoming::is_incoming, office::office_of_case, view::Rejection};

/// How many commits one transaction writes beside the first of a case.
const BESIDE_MAX: u64 = 4;

/// What came of checking a statement here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// The proof holds, and the record is still stored as it was received.
    Intact,
    /// The proof holds; the record or the log here is not what it was.
    Altered,
    /// The text holds a proof of another log.
    Foreign,
    /// The proof does not hold: the text was changed.
    Wrong,
    /// There is no statement in the text.
    Unreadable,
}

/// A statement that was checked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Checked {
    /// What came of it.
    pub verdict: Verdict,
    /// What the proof says; nothing where it does not hold.
    pub proven: Option<Proven>,
}

/// What a proof says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Proven {
    /// When it was entered.
    pub at: String,
    /// The digest of the record.
    pub digest: String,
    /// Its number in the log, from 1.
    pub place: u64,
    /// How many records the log had when the statement was signed.
    pub of: u64,
    /// The log.
    pub log: String,
}

impl Proven {
    /// What a proof that holds says; nothing if its entry is none of ours.
    #[must_use]
    pub fn of(proof: &Proof, checkpoint: &Checkpoint) -> Option<Self> {
        let (at, digest) = Committed::read(&proof.entry)?;
        Some(Self {
            at: moment(Timestamp::from_microsecond(at).ok()?),
            digest: digest.to_string(),
            place: proof.index.saturating_add(1),
            of: checkpoint.size,
            log: checkpoint.origin.clone(),
        })
    }
}

/// The instant to the second, with the distance from UTC.
fn moment(at: Timestamp) -> String {
    at.to_zoned(shanghai()).strftime("%Y-%m-%d %H:%M:%S %:z").to_string()
}

impl Desk {
    /// The proof of a commit against the log as it is now, with a fresh checkpoint.
    ///
    /// # Errors
    /// [`Fault::Store`].
    pub async fn proof(&self, stream: &str, seq: u64) -> Result<Option<Proof>, Fault> {
        let found = self.store().prove(stream, seq).await?;
        Ok(found.map(|found| Proof {
            entry: found.commit.entry().into_bytes(),
            index: found.index,
            path: found.path,
            checkpoint: signed(self.log_key(), found.head),
        }))
    }

    /// The statement for the holder of a receipt code, made anew against the log as it is now.
    ///
    /// # Errors
    /// [`Rejection::NotFound`] without a matter under this code.
    pub async fn statement(&self, code: &str) -> Result<String, Rejection> {
        let (_, stream, _) = self.receipt(code).await?;
        let first = self.handed_in(&stream).await?;
        let proof = self.proof(&first, 1).await?.ok_or(Rejection::NotFound)?;
        let id = stream.strip_prefix(crate::incoming::PREFIX).unwrap_or(&stream);
        let office = self.office_state(office_of_case(id)).await?;
        let number = if is_incoming(&stream) { None } else { self.load(&stream).await?.case.number.clone() };
        Ok(self.statement_words(&proof, &office.name, number.as_deref())?)
    }

    /// The stream that began when the sender handed in: that of the incoming matter if the case came of one. Both were
    /// written by one command, so their records stand side by side.
    async fn handed_in(&self, stream: &str) -> Result<String, Fault> {
        let Some(begun) = self.store().load(stream, 0).await?.into_iter().next() else { return Ok(stream.to_owned()) };
        for index in begun.leaf..begun.leaf.saturating_add(BESIDE_MAX) {
            let Some((committed, row)) = self.store().committed(index).await? else { break };
            if row.command == begun.command && is_incoming(&committed.stream) {
                return Ok(committed.stream);
            }
        }
        Ok(stream.to_owned())
    }

    fn statement_words(&self, proof: &Proof, office: &Label, number: Option<&str>) -> Result<String, Fault> {
        let checkpoint = Checkpoint::unverified(&proof.checkpoint).map_err(Fault::Note)?;
        let proven = Proven::of(proof, &checkpoint).ok_or(Fault::Note(NoteError::Malformed))?;
        let Proven { at, digest, place, of, .. } = proven;
        let number = number.unwrap_or("（尚未编号 | not numbered yet）");
        let (office_zh, office_en, key) = (&office.zh, &office.en, self.log_key().verifier());
        let proof = proof.text();
        Ok(format!(
            "收件证明 | Statement of receipt\n\n\
             收件机构 | Received by: {office_zh} | {office_en}\n\
             编号 | Number: {number}\n\
             收到时间 | Received at: {at}\n\
             记录摘要 | Digest of the record: {digest}\n\
             在日志中的位置 | Place in the log: {place} / {of}\n\
             日志公钥 | Key of the log: {key}\n\n\
             这份证明不含查询码，也不含您的身份和内容。在收件网站的 /verify 页面粘贴全文即可核对；\n\
             离线核对：dengwen audit check-proof 本文件 --key 日志公钥（公钥请另从别处取得）。\n\
             It holds neither the receipt code nor who you are nor what you wrote. Paste it at /verify, or check it\n\
             without the site: dengwen audit check-proof THIS-FILE --key KEY (take the key from elsewhere too).\n\n\
             {proof}"
        ))
    }

    /// Checks a statement: the proof in it, and whether the record still lies here as it was received.
    ///
    /// # Errors
    /// [`Fault::Store`].
    pub async fn check_statement(&self, text: &str) -> Result<Checked, Fault> {
        let told = |verdict| Checked { verdict, proven: None };
        let Ok(proof) = Proof::find(text) else { return Ok(told(Verdict::Unreadable)) };
        let checkpoint = match proof.check(&self.log_key().verifier()) {
            Ok(checkpoint) => checkpoint,
            Err(ProofError::Note(NoteError::Unsigned)) => return Ok(told(Verdict::Foreign)),
            Err(_) => return Ok(told(Verdict::Wrong)),
        };
        let Some(proven) = Proven::of(&proof, &checkpoint) else { return Ok(told(Verdict::Wrong)) };
        let intact = self.still_there(&proof, &checkpoint).await?;
        let verdict = if intact { Verdict::Intact } else { Verdict::Altered };
        Ok(Checked { verdict, proven: Some(proven) })
    }

    /// Is the record stored as the proof has it, with the sealed values it speaks of, and does the log still hold it there?
    async fn still_there(&self, proof: &Proof, checkpoint: &Checkpoint) -> Result<bool, Fault> {
        let Some((committed, row)) = self.store().committed(proof.index).await? else { return Ok(false) };
        let path = match self.store().inclusion(proof.index, checkpoint.size).await {
            Ok(path) => path,
            Err(dengwen_store::StoreError::Corrupt(_)) => return Ok(false),
            Err(error) => return Err(error.into()),
        };
        if committed.entry().as_bytes() != proof.entry || path != proof.path {
            return Ok(false);
        }
        self.sealed_as_written(&row).await
    }

    /// Are the sealed values that a commit speaks of the ones it was written with? One that was destroyed was not altered.
    async fn sealed_as_written(&self, row: &StoredCommit) -> Result<bool, Fault> {
        let body: Value = serde_json::from_str(&row.body).map_err(Fault::Json)?;
        let mut handles = Vec::new();
        collect(&body, &mut handles);
        for (blob, digest) in handles {
            let Some(kept) = self.store().sealed(&blob).await? else { continue };
            let found = dengwen_sealing::Sealed::from_parts(kept.key_id, &kept.nonce, kept.ciphertext);
            if found.is_none_or(|found| found.digest().to_string() != digest) {
                return Ok(false);
            }
        }
        Ok(true)
    }
}

/// Blob and digest of every handle in a body.
fn collect(value: &Value, handles: &mut Vec<(String, String)>) {
    match value {
        Value::Object(map) => {
            let text = |key: &str| map.get(key).and_then(Value::as_str).map(str::to_owned);
            if let (Some(blob), Some(digest)) = (text("blob"), text("digest")) {
                handles.push((blob, digest));
            }
            map.values().for_each(|inner| collect(inner, handles));
        }
        Value::Array(all) => all.iter().for_each(|inner| collect(inner, handles)),
        _ => {}
    }
}

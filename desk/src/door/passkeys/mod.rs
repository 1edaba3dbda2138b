//! Passkeys: a second step beside the password, and a proof of who somebody is. Why no more: `docs/adr/0010-passkeys.md`.
//!
//! What is to be answered stands sealed in the page, bound to the door or to one session, for a few minutes. Nothing is stored
//! before an answer comes; each answer counts once.

mod ceremony;

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use dengwen_store::PasskeyRow;
use jiff::{SignedDuration, Timestamp};
use serde::Serialize;

use self::ceremony::{Answer, ES256, Fresh};
use crate::{
    accounts::{hash, later},
    address::Address,
    audit::Record,
    desk::Desk,
    fault::Fault,
    secrets,
    view::{Rejection, Session},
};

/// How long a challenge may wait for its answer.
const LASTS: SignedDuration = SignedDuration::from_mins(5);
/// Bytes of a challenge.
const CHALLENGE: usize = 32;
/// How many passkeys somebody may have, and how long their names may be.
const PASSKEYS_MAX: usize = 20;
const NAME_MAX: usize = 60;

/// What a challenge is for. An answer to one for something else is none.
pub(crate) enum Purpose<'a> {
    /// Coming in.
    Door,
    /// Proving again who is signed in.
    Proof(&'a Session),
    /// A fresh passkey.
    Fresh(&'a Session),
}

/// Somebody's passkeys.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PasskeysView {
    /// Where they work; `None`: nobody has said at which address the site is reached, and there are none.
    pub address: Option<String>,
    /// All of them, oldest first.
    pub all: Vec<PasskeyView>,
}

/// A passkey as its owner sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PasskeyView {
    /// To end it by; opens nothing.
    pub id: String,
    /// What its owner calls it.
    pub name: String,
    /// Since when.
    pub made: Timestamp,
    /// When it was last used.
    pub used: Option<Timestamp>,
}

/// What the script of a page asks the browser for. Bytes are in base64url.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PasskeyAsked {
    /// Comes back with the answer.
    pub voucher: String,
    /// To be signed.
    pub challenge: String,
    /// The address at which passkeys work.
    pub origin: String,
    /// The name that they are bound to.
    pub host: String,
    /// After how long nobody waits any more, in milliseconds.
    pub lasts: i64,
    /// Where a fresh one is asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fresh: Option<FreshAsked>,
}

/// What is said of a fresh passkey.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FreshAsked {
    /// The name of the office.
    pub office: String,
    /// Whose, in bytes that say nothing.
    pub owner: String,
    /// The name of the owner, for whoever chooses among several.
    pub name: String,
    /// The sort of key.
    pub sort: i32,
    /// Those that are there: no authenticator makes a second.
    pub known: Vec<String>,
}

impl Desk {
    /// The passkeys of whoever asks.
    ///
    /// # Errors
    /// [`Rejection::Fault`].
    pub async fn passkeys(&self, session: &Session) -> Result<PasskeysView, Rejection> {
        let view = |row: PasskeyRow| PasskeyView { id: row.id, name: row.name, made: row.made_at, used: row.used_at };
        let all = self.store().passkeys(&session.account()).await?.into_iter().map(view).collect();
        Ok(PasskeysView { address: self.address().map(Address::to_string), all })
    }

    /// What the browser is asked for at the door. Whose passkey is wanted is not said: whoever comes chooses.
    ///
    /// # Errors
    /// [`Rejection::NotFound`] where there are no passkeys.
    pub fn passkey_at_door(&self) -> Result<PasskeyAsked, Rejection> {
        self.passkey_asked(&Purpose::Door)
    }

    /// What the browser is asked for to prove again who is signed in.
    ///
    /// # Errors
    /// [`Rejection::NotFound`] where there are no passkeys.
    pub fn passkey_for_proof(&self, session: &Session) -> Result<PasskeyAsked, Rejection> {
        self.passkey_asked(&Purpose::Proof(session))
    }

    /// What the browser is asked for to make a fresh one. Nothing is stored.
    ///
    /// # Errors
    /// [`Rejection::NotFound`] where there are no passkeys.
    pub async fn fresh_passkey(&self, session: &Session) -> Result<PasskeyAsked, Rejection> {
        let person = session.account();
        let known = self.store().passkeys(&person).await?;
        let office = self.office_state(&session.office).await?.name.zh.clone();
        let fresh = FreshAsked {
            name: format!("{}（{office}）", session.name),
            office,
            owner: URL_SAFE_NO_PAD.encode(self.passkey_owner(&person)),
            sort: ES256,
            known: known.iter().map(|row| URL_SAFE_NO_PAD.encode(&row.credential)).collect(),
        };
        Ok(PasskeyAsked { fresh: Some(fresh), ..self.passkey_asked(&Purpose::Fresh(session))? })
    }

    /// Takes a fresh passkey into use; `made` is what the script sends.
    ///
    /// # Errors
    /// [`Rejection::ProofWanted`]; [`Rejection::Invalid`] without a name, when there are too many, or when the passkey was
    /// not made here and now.
    pub async fn add_passkey(&self, session: &Session, name: &str, made: &str) -> Result<(), Rejection> {
        let (name, person) = (name.trim(), session.account());
        if name.is_empty() || name.chars().count() > NAME_MAX {
            return Err(invalid("name", "请写名称，不超过六十字 | give it a name, in sixty characters"));
        }
        if self.store().passkeys(&person).await?.len() >= PASSKEYS_MAX {
            return Err(invalid(
                "name",
                "通行密钥已有二十个，请先删除不用的 | there are twenty already; remove one first",
            ));
        }
        Self::proven(session)?;
        let wrong = || invalid("made", "没有添加成功，请再试一次 | it was not added; please try again");
        let fresh: Fresh = serde_json::from_str(made).map_err(|_| wrong())?;
        let challenge = self.spent(&Purpose::Fresh(session), &fresh.voucher).await?.ok_or_else(wrong)?;
        let address = self.address().ok_or(Rejection::NotFound)?;
        let key = ceremony::made(&fresh, &challenge, address).ok_or_else(wrong)?;
        if self.store().passkey(&key.credential).await?.is_some() {
            return Err(wrong());
        }
        let row = PasskeyRow {
            id: secrets::short_id(),
            credential: key.credential,
            person: person.clone(),
            name: name.to_owned(),
            public_key: key.public,
            counter: i64::from(key.counter),
            made_at: self.now(),
            used_at: None,
        };
        self.record_door(Record::PasskeyMade { person, passkey: row.id.clone() }).await?;
        self.store().passkey_put(&row).await?;
        Ok(())
    }

    /// Ends a passkey of whoever asks.
    ///
    /// # Errors
    /// [`Rejection::ProofWanted`]; [`Rejection::NotFound`] if it is none of theirs.
    pub async fn end_passkey(&self, session: &Session, id: &str) -> Result<(), Rejection> {
        let person = session.account();
        if !self.store().passkeys(&person).await?.iter().any(|row| row.id == id) {
            return Err(Rejection::NotFound);
        }
        Self::proven(session)?;
        self.drop_passkey(&person, id, None).await?;
        Ok(())
    }

    /// Proves again who is signed in, by a passkey; `answer` is what the script sends.
    ///
    /// # Errors
    /// [`Rejection::Forbidden`] if it is not right.
    pub async fn prove_by_passkey(&self, session: &Session, answer: &str) -> Result<Session, Rejection> {
        let person = session.account();
        if !self.passkey_passed(&person, answer, &Purpose::Proof(session)).await? {
            self.record_door(Record::SignInRefused { person: Some(person) }).await?;
            return Err(Rejection::Forbidden);
        }
        self.proved(session).await
    }

    /// Ends all passkeys of a person, as an administrator; were there any?
    pub(crate) async fn take_passkeys_away(&self, person: &str, by: &str) -> Result<bool, Fault> {
        let all = self.store().passkeys(person).await?;
        for row in &all {
            self.drop_passkey(person, &row.id, Some(by.to_owned())).await?;
        }
        Ok(!all.is_empty())
    }

    async fn drop_passkey(&self, person: &str, id: &str, by: Option<String>) -> Result<(), Fault> {
        let record = Record::PasskeyEnded { person: person.to_owned(), passkey: id.to_owned(), by };
        self.record_door(record).await?;
        self.store().passkey_delete(person, id).await?;
        Ok(())
    }

    /// Has the person signed this challenge, with a passkey of theirs? An answer counts once.
    pub(crate) async fn passkey_passed(
        &self,
        person: &str,
        answer: &str,
        purpose: &Purpose<'_>,
    ) -> Result<bool, Fault> {
        let (Some(address), Ok(answer)) = (self.address(), serde_json::from_str::<Answer>(answer)) else {
            return Ok(false);
        };
        let Some(challenge) = self.spent(purpose, &answer.voucher).await? else { return Ok(false) };
        let row = self.store().passkey(&answer.id.0).await?.filter(|row| row.person == person);
        let Some(row) = row.filter(|_| answer.user.0 == self.passkey_owner(person)) else { return Ok(false) };
        let Some(counter) = ceremony::answered(&answer, &challenge, address, &row.public_key) else { return Ok(false) };
        let (person, passkey, counter) = (person.to_owned(), row.id.clone(), i64::from(counter));
        if (counter > 0 || row.counter > 0) && counter <= row.counter {
            // Somebody may have a copy of the key.
            tracing::warn!("a passkey has signed less often than before");
            self.record_door(Record::PasskeyDoubted { person, passkey }).await?;
            return Ok(false);
        }
        if !self.store().passkey_used(&row, counter, self.now()).await? {
            return Ok(false);
        }
        self.record_door(Record::PasskeyUsed { person, passkey }).await?;
        Ok(true)
    }

    fn passkey_asked(&self, purpose: &Purpose<'_>) -> Result<PasskeyAsked, Rejection> {
        let address = self.address().ok_or(Rejection::NotFound)?;
        let challenge = secrets::random::<CHALLENGE>()?;
        Ok(PasskeyAsked {
            voucher: self.voucher(&self.bound(purpose), &challenge, LASTS)?,
            challenge: URL_SAFE_NO_PAD.encode(challenge),
            origin: address.origin().to_owned(),
            host: address.host().to_owned(),
            lasts: i64::try_from(LASTS.as_millis()).unwrap_or(i64::MAX),
            fresh: None,
        })
    }

    /// The challenge of a voucher, if it is for this, not over, and answered for the first time.
    async fn spent(&self, purpose: &Purpose<'_>, voucher: &str) -> Result<Option<Vec<u8>>, Fault> {
        let Some(challenge) = self.vouched(&self.bound(purpose), voucher) else { return Ok(None) };
        let hash = hash(self.keys().blind_hash("challenge", &challenge));
        let first = self.store().challenge_spent(&hash, later(self.now(), LASTS)).await?;
        Ok(first.then_some(challenge))
    }

    /// To what a voucher is bound.
    fn bound(&self, purpose: &Purpose<'_>) -> String {
        let of = |session: &Session| format!("{} {}", session.account(), self.token_hash(&session.token));
        match purpose {
            Purpose::Door => "passkey at the door".to_owned(),
            Purpose::Proof(session) => format!("passkey for a proof of {}", of(session)),
            Purpose::Fresh(session) => format!("fresh passkey of {}", of(session)),
        }
    }

    /// How authenticators know a person: bytes that say nothing to others.
    fn passkey_owner(&self, person: &str) -> [u8; 32] {
        self.keys().blind_hash("passkey owner", person.as_bytes()).0
    }
}

fn invalid(field: &str, text: &str) -> Rejection {
    Rejection::Invalid(vec![(field.to_owned(), text.to_owned())])
}

//! Keys: who can open a sealed case. Pairs and locks as docs/adr/0007-keys.md has them.
//!
//! A [`Desk`] carries the keys that somebody holds in the hand ([`Held`]): none for the ticker and the portal, those of a
//! person for a session, that of a mailbox for a receipt code. Sealing needs none; opening finds its way from the locks of a
//! value's pair to a key in the hand, or gives nothing.

mod case;
mod circles;
mod held;
mod incoming;
mod mailbox;
mod people;
mod recovery;
mod seals;
mod words;

pub use held::Held;
pub use recovery::Recovered;

pub(crate) use case::{KeyWork, nobody_holds, owed_in_words};
pub(crate) use seals::Seals;

use dengwen_regulation::model::Regulation;
use dengwen_sealing::{Place, PublicKey, SecretKey};
use dengwen_store::{KeyLockRow, KeyPairRow};
use serde_json::Value as Json;

use crate::{desk::Desk, fault::Fault, secrets};

/// Is what is said under this regulation sealed too, beside who says it.
pub(crate) fn is_sealed(regulation: &Regulation) -> bool {
    regulation.protection.iter().any(|row| row.sealed)
}

/// Owners of pairs, as the table has them.
pub(crate) mod owner {
    pub(crate) const MAILBOX: &str = "mailbox:";
    pub(crate) const RECOVERY: &str = "recovery:";
    pub(crate) const WORDS: &str = "words:";

    pub(crate) fn person(office: &str, person: &str) -> String {
        format!("person:{office}/{person}")
    }

    pub(crate) fn circle(office: &str, who: &dengwen_case::Principal) -> String {
        format!("circle:{office}/{who}")
    }

    pub(crate) fn content(stream: &str) -> String {
        format!("content:{stream}")
    }

    pub(crate) fn identity(stream: &str) -> String {
        format!("identity:{stream}")
    }

    pub(crate) fn tokens(office: &str) -> String {
        format!("tokens:{office}")
    }

    pub(crate) fn words(holder: &str) -> String {
        format!("{WORDS}{holder}")
    }

    pub(crate) fn recovery(office: &str) -> String {
        format!("recovery:{office}")
    }
}

/// A pair with its secret, before anybody holds it.
#[derive(Debug, Clone)]
pub(crate) struct Fresh {
    pub(crate) row: KeyPairRow,
    pub(crate) secret: SecretKey,
}

/// Where a lock belongs.
fn place(pair: &str, holder: &str) -> Place {
    Place::new(pair, format!("lock {holder}"))
}

/// The public half of a stored pair.
fn public(row: &KeyPairRow) -> Result<PublicKey, Fault> {
    PublicKey::from_slice(&row.public).ok_or(Fault::SealedGone)
}

impl Desk {
    /// A new pair under this id.
    fn fresh(&self, owner: &str, id: String) -> Result<Fresh, Fault> {
        let secret = SecretKey::from_seed(secrets::random()?);
        let public = secret.public().as_bytes().to_vec();
        let (owner, made_at) = (owner.to_owned(), self.now());
        Ok(Fresh { row: KeyPairRow { id, owner, public, body: Json::Null, made_at, retired_at: None }, secret })
    }

    /// The pair of an owner to which new values are sealed.
    async fn pair_in_use(&self, owner: &str) -> Result<Option<KeyPairRow>, Fault> {
        Ok(self.store().key_pairs(owner).await?.into_iter().rev().find(|pair| pair.retired_at.is_none()))
    }

    /// A secret locked to a holder.
    fn lock(&self, secret: &SecretKey, pair: &str, holder: &KeyPairRow) -> Result<KeyLockRow, Fault> {
        let bytes = secret.lock_to(&public(holder)?, &place(pair, &holder.id), secrets::random()?)?;
        Ok(self.lock_row(pair, &holder.id, bytes))
    }

    /// A lock granted while nobody who has the secret is there.
    fn owed_lock(&self, pair: &str, holder: &KeyPairRow) -> KeyLockRow {
        self.lock_row(pair, &holder.id, Vec::new())
    }

    fn lock_row(&self, pair: &str, holder: &str, bytes: Vec<u8>) -> KeyLockRow {
        let (pair, holder, owed, made_at) = (pair.to_owned(), holder.to_owned(), bytes.is_empty(), self.now());
        KeyLockRow { pair, holder, bytes, owed, made_at }
    }

    /// The secret half of a pair, if a way leads to it from the keys in the hand.
    pub(crate) async fn secret(&self, pair: &str) -> Result<Option<SecretKey>, Fault> {
        if self.held().is_empty() {
            return Ok(None);
        }
        if let Some(known) = self.held().get(pair) {
            return Ok(Some(known));
        }
        let locks = self.store().key_locks(pair).await?;
        let paid = || locks.iter().filter(|lock| !lock.owed);
        for lock in paid() {
            if let Some(holder) = self.held().get(&lock.holder) {
                return self.unlocked(lock, &holder).map(Some);
            }
        }
        for lock in paid().filter(|lock| lock.holder.starts_with("circle:")) {
            if let Some(holder) = Box::pin(self.secret(&lock.holder)).await? {
                return self.unlocked(lock, &holder).map(Some);
            }
        }
        Ok(None)
    }

    fn unlocked(&self, lock: &KeyLockRow, holder: &SecretKey) -> Result<SecretKey, Fault> {
        let secret = holder.unlock(&place(&lock.pair, &lock.holder), &lock.bytes)?;
        self.held().put(&lock.pair, &secret);
        Ok(secret)
    }
}

//! Pairs of persons: made with the sign-in, unlocked by its password, kept for a session under the session's token.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use dengwen_sealing::SecretKey;
use dengwen_store::KeyPairRow;
use serde_json::{Value as Json, json};

use super::{Held, owner, place};
use crate::{desk::Desk, door::Device, fault::Fault, office::Office, secrets};

/// Where the key of a session belongs.
const SESSION: &str = "session";
/// How often a pair is tried again when somebody else was quicker.
const TRIES: usize = 8;

fn by_password(login: &str) -> String {
    format!("password:{login}")
}

impl Desk {
    /// Gives the person of a sign-in a pair that this password opens. The pair stays if the password, or a key in the hand,
    /// opens it already; else the person gets a fresh one and waits for what colleagues grant.
    pub(crate) async fn key_of_account(
        &self,
        office: &str,
        person: &str,
        login: &str,
        password: &str,
    ) -> Result<(), Fault> {
        let owner = owner::person(office, person);
        let before = self.pair_in_use(&owner).await?;
        if let Some(pair) = &before
            && let Some(secret) = self.opened_by_password(pair, Some(password)).await?
        {
            let lock = self.password_lock(&secret, pair, login, password).await?;
            return Ok(self.store().key_locks_change(&[lock], &[]).await?);
        }
        let next = self.new_person_pair(office, &owner, Some((login, password))).await?;
        if let Some(before) = before {
            self.inherit(&before.id, &next).await?;
        }
        self.settle_circles(office).await
    }

    /// The pair of a person; one is made only where all passwords are known beforehand.
    pub(super) async fn pair_of_person(&self, office: &Office, person: &str) -> Result<Option<KeyPairRow>, Fault> {
        let owner = owner::person(&office.id, person);
        match self.pair_in_use(&owner).await? {
            None if self.known_password().is_some() => self.new_person_pair(&office.id, &owner, None).await.map(Some),
            known => Ok(known),
        }
    }

    async fn new_person_pair(
        &self,
        office: &str,
        owner: &str,
        account: Option<(&str, &str)>,
    ) -> Result<KeyPairRow, Fault> {
        for _ in 0..TRIES {
            let all = self.store().key_pairs(owner).await?;
            if account.is_none()
                && let Some(pair) = all.iter().rev().find(|pair| pair.retired_at.is_none())
            {
                return Ok(pair.clone());
            }
            let fresh = self.fresh(owner, format!("{owner}#{}", all.len().saturating_add(1)))?;
            let mut locks = Vec::new();
            let known = self.known_password().map(|password| ("", password));
            for (login, password) in account.into_iter().chain(known) {
                locks.push(self.password_lock(&fresh.secret, &fresh.row, login, password).await?);
            }
            locks.extend(self.recovery_lock(office, &fresh).await?);
            let before = all.last().map(|pair| pair.id.as_str());
            if self.store().key_pair_new(&fresh.row, &locks, before).await? {
                return Ok(fresh.row);
            }
        }
        Err(Fault::Restless(owner.to_owned()))
    }

    async fn password_lock(
        &self,
        secret: &SecretKey,
        pair: &KeyPairRow,
        login: &str,
        password: &str,
    ) -> Result<dengwen_store::KeyLockRow, Fault> {
        let holder = by_password(login);
        let (secret, text, cost) = (secret.clone(), password.to_owned(), self.passwords().cost());
        let (place, random) = (place(&pair.id, &holder), (secrets::random()?, secrets::random()?));
        let locked = tokio::task::spawn_blocking(move || secret.lock_by_password(&text, cost, &place, random));
        Ok(self.lock_row(&pair.id, &holder, locked.await.map_err(|_| Fault::Thread)??))
    }

    /// The secret of a person's pair, by a password, by one that is known beforehand, or by the keys in the hand.
    async fn opened_by_password(&self, pair: &KeyPairRow, password: Option<&str>) -> Result<Option<SecretKey>, Fault> {
        if let Some(secret) = self.secret(&pair.id).await? {
            return Ok(Some(secret));
        }
        let locks = self.store().key_locks(&pair.id).await?;
        for lock in locks.into_iter().filter(|lock| lock.holder.starts_with("password:")) {
            for password in password.into_iter().chain(self.known_password()) {
                let (text, place, bytes) = (password.to_owned(), place(&pair.id, &lock.holder), lock.bytes.clone());
                let tried = tokio::task::spawn_blocking(move || SecretKey::unlock_by_password(&text, &place, &bytes));
                if let Ok(secret) = tried.await.map_err(|_| Fault::Thread)? {
                    return Ok(Some(secret));
                }
            }
        }
        Ok(None)
    }

    /// The keys of somebody who signs in with a password that was found right; a first sign-in makes them.
    pub(crate) async fn unlock(&self, office: &str, person: &str, login: &str, password: &str) -> Result<Held, Fault> {
        let owner = owner::person(office, person);
        for _ in 0..2 {
            if let Some(pair) = self.pair_in_use(&owner).await?
                && let Some(secret) = self.opened_by_password(&pair, Some(password)).await?
            {
                return Ok(Held::one(&pair.id, &secret));
            }
            self.key_of_account(office, person, login, password).await?;
        }
        Ok(Held::default())
    }

    /// The keys of a person where all passwords are known beforehand: scenarios, tests, the demonstration while it is made.
    pub(crate) async fn unlock_known(&self, office: &Office, person: &str) -> Result<Held, Fault> {
        if self.known_password().is_none() || !office.people.contains_key(person) {
            return Ok(Held::default());
        }
        let Some(pair) = self.pair_of_person(office, person).await? else { return Ok(Held::default()) };
        let secret = self.opened_by_password(&pair, None).await?;
        Ok(secret.map(|secret| Held::one(&pair.id, &secret)).unwrap_or_default())
    }

    /// What the row of a session keeps: the kind of device, and the person's key under the session's token.
    pub(crate) fn kept_for_session(&self, held: &Held, token: &str, device: Device) -> Result<Json, Fault> {
        let device = device.word();
        let Some((pair, secret)) = held.own() else { return Ok(json!({ "device": device })) };
        let bytes = secret.lock_by_token(token, &place(&pair, SESSION), secrets::random()?)?;
        Ok(json!({ "device": device, "pair": pair, "key": STANDARD.encode(bytes) }))
    }

    /// Who signs in grants colleagues what is owed to them.
    pub(crate) async fn greet(&self, office: &str, held: &Held) -> Result<(), Fault> {
        let desk = self.holding(held.clone());
        desk.settle_circles(office).await?;
        if let Some((pair, _)) = held.own() {
            desk.pay_owed(&pair).await?;
            desk.index_owed(&pair).await?;
        }
        Ok(())
    }

    /// The keys of a session, from its row and its token.
    pub(crate) fn held_by_session(&self, body: &Json, token: &str) -> Held {
        let text = |key: &str| body.get(key).and_then(Json::as_str);
        let (Some(pair), Some(key)) = (text("pair"), text("key")) else { return Held::default() };
        let bytes = STANDARD.decode(key).unwrap_or_default();
        match SecretKey::unlock_by_token(token, &place(pair, SESSION), &bytes) {
            Ok(secret) => Held::one(pair, &secret),
            Err(_) => Held::default(),
        }
    }
}

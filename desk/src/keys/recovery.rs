//! The recovery pair of an office: its secret lies outside in three shares, of which any two open it.

use dengwen_sealing::{Place, SecretKey, Share, ShareError, Shared};
use dengwen_store::{KeyLockRow, KeyPairRow};
use serde_json::json;

use super::{Fresh, Held, owner};
use crate::{audit::Record, desk::Desk, fault::Fault, secrets};

/// The sort of the streams in which it is on record.
const SORT: &str = "keys";

/// What a recovery did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Recovered {
    /// Locks made for the person.
    pub granted: usize,
}

fn where_shares_lie(pair: &str) -> Place {
    Place::new(pair, "shares")
}

impl Desk {
    /// The lock of a fresh pair to the office's recovery, if it has one.
    pub(super) async fn recovery_lock(&self, office: &str, fresh: &Fresh) -> Result<Option<KeyLockRow>, Fault> {
        match self.pair_in_use(&owner::recovery(office)).await? {
            Some(pair) => Ok(Some(self.lock(&fresh.secret, &fresh.row.id, &pair)?)),
            None => Ok(None),
        }
    }

    /// Makes a new recovery pair and gives its three shares, once. What older pairs hold is owed to it, and paid as their
    /// holders sign in.
    ///
    /// # Errors
    /// [`Fault::OfficeUnknown`].
    pub async fn make_shares(&self, office: &str) -> Result<[Share; 3], Fault> {
        self.office_state(office).await?;
        let owner = owner::recovery(office);
        let all = self.store().key_pairs(&owner).await?;
        let mut fresh = self.fresh(&owner, format!("{owner}#{}", all.len().saturating_add(1)))?;
        let random = [secrets::random()?, secrets::random()?, secrets::random()?];
        let nonces = [secrets::random()?, secrets::random()?, secrets::random()?];
        let (kept, shares) = Shared::split(&fresh.secret, &where_shares_lie(&fresh.row.id), random, nonces)?;
        fresh.row.body = serde_json::to_value(kept).map_err(Fault::Json)?;
        let before = all.iter().rev().find(|pair| pair.retired_at.is_none());
        if !self.store().key_pair_new(&fresh.row, &[], before.map(|pair| pair.id.as_str())).await? {
            return Err(Fault::Restless(owner));
        }
        self.owe_recovery(office, &fresh.row).await?;
        self.record_keys(office, json!({ "did": "shares", "pair": fresh.row.id })).await?;
        Ok(shares)
    }

    /// All pairs of the office that the recovery pair does not hold yet owe it a lock.
    async fn owe_recovery(&self, office: &str, recovery: &KeyPairRow) -> Result<(), Fault> {
        let mut owed = Vec::new();
        let starts = [
            format!("person:{office}/"),
            format!("circle:{office}/"),
            format!("tokens:{office}"),
            format!("words:person:{office}/"),
            format!("words:circle:{office}/"),
            format!("content:{office}."),
            format!("identity:{office}."),
            format!("content:incoming:{office}."),
        ];
        for start in starts {
            for pair in self.store().key_pairs_of(&start).await? {
                let locks = self.store().key_locks(&pair.id).await?;
                if !locks.iter().any(|lock| lock.holder == recovery.id) {
                    owed.push(self.owed_lock(&pair.id, recovery));
                }
            }
        }
        Ok(self.store().key_locks_change(&owed, &[]).await?)
    }

    /// Checks a share against the recovery pair of an office.
    ///
    /// # Errors
    /// [`Fault::Share`] names a share that does not match.
    pub async fn check_share(&self, office: &str, share: &Share) -> Result<(), Fault> {
        let (_, kept) = self.shared(office).await?;
        Ok(kept.check(share)?)
    }

    async fn shared(&self, office: &str) -> Result<(KeyPairRow, Shared), Fault> {
        let none = || {
            Fault::entry(
                "本单位还没有恢复密钥：dengwen keys shares",
                "this office has no recovery shares yet: dengwen keys shares",
            )
        };
        let pair = self.pair_in_use(&owner::recovery(office)).await?.ok_or_else(none)?;
        let kept = serde_json::from_value(pair.body.clone()).map_err(Fault::Json)?;
        Ok((pair, kept))
    }

    /// Gives a person who lost the password a new one, and all that the person held. Two shares, brought by two others, are
    /// needed; it is on record.
    ///
    /// # Errors
    /// [`Fault::Share`] names a share that does not match; [`Fault::Entry`] if the two are not two other persons of the office.
    pub async fn recover(
        &self,
        office: &str,
        (login, password): (&str, &str),
        by: [&str; 2],
        shares: [&Share; 2],
    ) -> Result<Recovered, Fault> {
        let state = self.office_state(office).await?;
        let account = self.store().account(login).await?;
        let person = account.and_then(|account| account.person.strip_prefix(&format!("{office}/")).map(str::to_owned));
        let person =
            person.ok_or_else(|| Fault::entry("本单位没有这个登录名", "there is no such sign-in in this office"))?;
        let [first, second] = by;
        if first == second || by.iter().any(|one| *one == person || !state.people.contains_key(*one)) {
            return Err(Fault::entry(
                "须由本单位另外两人各持一份，不得是被恢复的人",
                "two different persons of the office must bring the shares, not the one helped",
            ));
        }
        let (pair, kept) = self.shared(office).await?;
        let [left, right] = shares;
        let secret: SecretKey = kept.join(&where_shares_lie(&pair.id), left, right)?;
        self.record_keys(
            office,
            json!({ "did": "recovery", "person": person, "by": by, "shares": [left.number(), right.number()] }),
        )
        .await?;
        let desk = self.holding(Held::one(&pair.id, &secret));
        desk.save_account(office, &person, login, password).await?;
        self.record_door(Record::SignedOut { person: format!("{office}/{person}") }).await?;
        self.store().sessions_end(&format!("{office}/{person}")).await?;
        let granted = desk.grant_as_before(office, &person).await?;
        Ok(Recovered { granted })
    }

    /// Gives the person's pair of today what the pairs of before held.
    async fn grant_as_before(&self, office: &str, person: &str) -> Result<usize, Fault> {
        let all = self.store().key_pairs(&owner::person(office, person)).await?;
        let Some(today) = all.iter().rev().find(|pair| pair.retired_at.is_none()) else { return Ok(0) };
        let mut put = Vec::new();
        for before in &all {
            for lock in self.store().key_locks_held(&before.id).await? {
                if let Some(secret) = self.secret(&lock.pair).await? {
                    put.push(self.lock(&secret, &lock.pair, today)?);
                }
            }
        }
        self.store().key_locks_change(&put, &[]).await?;
        Ok(put.len())
    }

    /// Rotates the pairs of all circles and cases of an office, and the server's ring: what comes after is sealed to new keys.
    ///
    /// # Errors
    /// [`Fault`].
    pub async fn rotate_keys(&self, office: &str) -> Result<u64, Fault> {
        let mut count = 0_u64;
        for start in
            [format!("content:{office}."), format!("identity:{office}."), format!("content:incoming:{office}.")]
        {
            for pair in self.store().key_pairs_in_use(&start).await? {
                let id = format!("{}#{}", pair.owner, secrets::letters(&secrets::random::<8>()?));
                let fresh = self.fresh(&pair.owner, id)?;
                let mut holders = Vec::new();
                for lock in self.store().key_locks(&pair.id).await? {
                    holders.extend(self.store().key_pair(&lock.holder).await?.filter(|one| one.retired_at.is_none()));
                }
                holders.retain(|holder| !holder.owner.starts_with(owner::RECOVERY));
                let locks = self.locks_of(office, &fresh, &holders).await?;
                count += u64::from(self.store().key_pair_new(&fresh.row, &locks, Some(&pair.id)).await?);
            }
        }
        self.record_keys(office, json!({ "did": "rotation", "pairs": count })).await?;
        Ok(count)
    }

    /// What is done with keys is a commit of a stream of its own, proven like everything else.
    async fn record_keys(&self, office: &str, mut what: serde_json::Value) -> Result<(), Fault> {
        if let Some(what) = what.as_object_mut() {
            what.insert("at".to_owned(), json!(self.now()));
        }
        self.append_record((format!("keys:{office}"), SORT), &secrets::token()?, &what).await
    }
}

impl From<ShareError> for Fault {
    fn from(error: ShareError) -> Self {
        Self::Share(error)
    }
}

//! Pairs of circles (units, posts, all staff): locked to their members of today; rotated when a member leaves.

use std::collections::BTreeSet;

use dengwen_case::Principal;
use dengwen_store::{KeyLockRow, KeyPairRow};

use super::{Fresh, owner};
use crate::{desk::Desk, fault::Fault, office::Office};

/// How often a pair is tried again when somebody else was quicker.
const TRIES: usize = 4;

/// The members of a circle today, and their deputies; without those who are out, and without deputies of these.
pub(super) fn entitled(office: &Office, who: &Principal, at: jiff::Timestamp, out: &[String]) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    let free = |person: &&str| !out.iter().any(|one| one == person);
    let members = match who {
        Principal::Person(person) => vec![person.clone()],
        who => members(office, who, at),
    };
    for member in members.iter().map(String::as_str).filter(free) {
        let deputies = office.deputies_to_come(member, at).filter(free);
        for one in std::iter::once(member).chain(deputies) {
            if !all.iter().any(|known| known == one) {
                all.push(one.to_owned());
            }
        }
    }
    all
}

/// The members of a circle today.
pub(super) fn members(office: &Office, who: &Principal, at: jiff::Timestamp) -> Vec<String> {
    let mine = |person: &&crate::office::Person| {
        let is_one = || office.principals(&person.id, at).iter().any(|one| who.covers(one));
        person.active && (is_one() || office.has_turns(&person.id, who, at))
    };
    office.people.values().filter(mine).map(|person| person.id.clone()).collect()
}

impl Desk {
    /// The pair of a circle as its members stand today; none while no member has a pair.
    pub(super) async fn circle(&self, office: &Office, who: &Principal) -> Result<Option<KeyPairRow>, Fault> {
        let mut holders = Vec::new();
        for person in entitled(office, who, self.now(), &[]) {
            holders.extend(self.pair_of_person(office, &person).await?);
        }
        let owner = owner::circle(&office.id, who);
        for _ in 0..TRIES {
            let all = self.store().key_pairs(&owner).await?;
            let current = all.iter().rev().find(|pair| pair.retired_at.is_none());
            if holders.is_empty() {
                return Ok(current.cloned());
            }
            if let Some(current) = current
                && !self.has_lost(current, &holders).await?
            {
                return Ok(Some(current.clone()));
            }
            let fresh = self.fresh(&owner, format!("{owner}#{}", all.len().saturating_add(1)))?;
            let locks = self.locks_of(&office.id, &fresh, &holders).await?;
            let before = current.map(|pair| pair.id.as_str());
            if self.store().key_pair_new(&fresh.row, &locks, before).await? {
                if let Some(before) = before {
                    self.inherit(before, &fresh.row).await?;
                }
                return Ok(Some(fresh.row));
            }
        }
        Err(Fault::Restless(owner))
    }

    /// What the pair of before holds is granted to the pair in its place: now if a key in the hand opens it, else owed.
    pub(super) async fn inherit(&self, before: &str, next: &KeyPairRow) -> Result<(), Fault> {
        let mut put = Vec::new();
        for lock in self.store().key_locks_held(before).await? {
            put.push(match self.secret(&lock.pair).await? {
                Some(secret) => self.lock(&secret, &lock.pair, next)?,
                None => self.owed_lock(&lock.pair, next),
            });
        }
        Ok(self.store().key_locks_change(&put, &[]).await?)
    }

    /// Locks of a fresh pair to all its holders, the office's recovery among them.
    pub(super) async fn locks_of(
        &self,
        office: &str,
        fresh: &Fresh,
        holders: &[KeyPairRow],
    ) -> Result<Vec<KeyLockRow>, Fault> {
        let mut locks = Vec::new();
        for holder in holders {
            locks.push(self.lock(&fresh.secret, &fresh.row.id, holder)?);
        }
        locks.extend(self.recovery_lock(office, fresh).await?);
        Ok(locks)
    }

    /// Grants a pair to members who lack it and takes it from those who are none any more: has it lost somebody.
    async fn has_lost(&self, pair: &KeyPairRow, holders: &[KeyPairRow]) -> Result<bool, Fault> {
        let have = self.store().key_locks(&pair.id).await?;
        let gone = |lock: &&KeyLockRow| {
            !lock.holder.starts_with(owner::RECOVERY) && !holders.iter().any(|holder| holder.id == lock.holder)
        };
        let gone: Vec<KeyLockRow> = have.iter().filter(gone).cloned().collect();
        let mut put = Vec::new();
        for holder in holders.iter().filter(|holder| !have.iter().any(|lock| lock.holder == holder.id)) {
            put.push(match self.secret(&pair.id).await? {
                Some(secret) => self.lock(&secret, &pair.id, holder)?,
                None => self.owed_lock(&pair.id, holder),
            });
        }
        // While nobody of today holds it, those of before are the only way to what it holds.
        let kept =
            have.iter().any(|lock| !lock.owed && !gone.contains(lock) && !lock.holder.starts_with(owner::RECOVERY));
        let kept = kept || put.iter().any(|lock| !lock.owed);
        self.store().key_locks_change(&put, if kept { &gone } else { &[] }).await?;
        Ok(!gone.is_empty())
    }

    /// Brings all circles of an office to its members of today.
    pub(crate) async fn settle_circles(&self, office: &str) -> Result<(), Fault> {
        let start = format!("circle:{office}/");
        let known = self.store().key_pairs_in_use(&start).await?;
        if known.is_empty() {
            return Ok(());
        }
        let state = self.office_state(office).await?;
        let names: BTreeSet<&str> = known.iter().filter_map(|pair| pair.owner.strip_prefix(&start)).collect();
        for who in names.into_iter().filter_map(|name| name.parse::<Principal>().ok()) {
            self.circle(&state, &who).await?;
        }
        Ok(())
    }

    /// Pays what is owed to colleagues on all that the keys in the hand open; how many locks were made.
    pub(crate) async fn pay_owed(&self, mine: &str) -> Result<usize, Fault> {
        let mut holders = vec![mine.to_owned()];
        holders.extend(
            self.store().key_locks_held(mine).await?.into_iter().filter(|lock| !lock.owed).map(|lock| lock.pair),
        );
        let mut put: Vec<KeyLockRow> = Vec::new();
        for holder in holders {
            for owed in self.store().key_locks_owed(&holder).await? {
                put.extend(self.paid(&owed).await?);
            }
        }
        self.store().key_locks_change(&put, &[]).await?;
        Ok(put.len())
    }

    /// An owed lock as it should be, if the keys in the hand open the pair.
    pub(super) async fn paid(&self, owed: &KeyLockRow) -> Result<Option<KeyLockRow>, Fault> {
        let Some(holder) = self.store().key_pair(&owed.holder).await? else { return Ok(None) };
        match self.secret(&owed.pair).await? {
            Some(secret) => Ok(Some(self.lock(&secret, &owed.pair, &holder)?)),
            None => Ok(None),
        }
    }
}

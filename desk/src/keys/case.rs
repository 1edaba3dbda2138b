//! The two pairs of a case, content and identity, and who holds them: whoever the regulation lets see it, today.

use dengwen_case::{Case, Principal, Projection};
use dengwen_regulation::model::Sees;
use dengwen_store::{Delta, Hash, KeyLockRow, KeyPairRow, ReceiptRow, SealedMarkRow};

use super::{
    Fresh,
    circles::{entitled, members},
    is_sealed, owner,
};
use crate::{
    cases::Loaded,
    desk::Desk,
    engine,
    fault::Fault,
    look::sighted,
    office::Office,
    secrets,
    view::{Cited, Refused, Rejection},
};

/// What changes in pairs and locks.
#[derive(Debug, Clone, Default)]
pub(crate) struct KeyWork {
    pub(crate) pairs: Vec<KeyPairRow>,
    pub(crate) put: Vec<KeyLockRow>,
    pub(crate) gone: Vec<KeyLockRow>,
    /// For whom the case is to be indexed.
    pub(crate) marks: Vec<SealedMarkRow>,
    /// From whose index the case is taken.
    pub(crate) unmarked: Vec<SealedMarkRow>,
}

impl KeyWork {
    /// Writes it along with whatever else is written.
    pub(crate) fn into(self, delta: &mut Delta) {
        self.pairs.iter().for_each(|pair| delta.put(pair));
        self.gone.iter().for_each(|lock| delta.delete(lock));
        self.put.iter().for_each(|lock| delta.put(lock));
        self.unmarked.iter().for_each(|mark| mark.out_of(delta));
        self.marks.iter().for_each(|mark| delta.put(mark));
    }

    /// Is there somebody of the office who can open what is sealed to the new pairs.
    pub(crate) fn is_held(&self) -> bool {
        let staff = |lock: &KeyLockRow| lock.holder.starts_with("circle:") || lock.holder.starts_with("person:");
        self.put.iter().any(|lock| !lock.owed && staff(lock))
    }

    fn is_empty(&self) -> bool {
        let locks = self.put.is_empty() && self.gone.is_empty();
        self.pairs.is_empty() && locks && self.marks.is_empty() && self.unmarked.is_empty()
    }

    fn add(&mut self, other: Self) {
        self.pairs.extend(other.pairs);
        self.put.extend(other.put);
        self.gone.extend(other.gone);
        self.marks.extend(other.marks);
        self.unmarked.extend(other.unmarked);
    }
}

/// Who is to hold the pairs of a stream.
pub(crate) struct Admitted {
    /// Who sees how much.
    pub(crate) sight: Vec<(Principal, Sees)>,
    /// Who is kept out of it: persons, and units with all who are in them.
    pub(crate) barred: Vec<Principal>,
    /// The mailboxes of its receipt codes.
    pub(crate) mailboxes: Vec<Hash>,
}

impl Admitted {
    fn of_case(case: &Case, seen: &Projection, receipts: &[ReceiptRow]) -> Self {
        let mut sight = sighted(case, seen);
        for (of, by) in &case.substituted {
            let most = sight.iter().filter(|(who, _)| who.covers(of)).map(|(_, sees)| *sees).max();
            sight.extend(most.map(|sees| (by.clone(), sees)));
        }
        Self { sight, barred: seen.barred.clone(), mailboxes: receipts.iter().map(|row| row.code_hash).collect() }
    }

    /// The persons who are kept out today.
    fn out(&self, office: &Office, at: jiff::Timestamp) -> Vec<String> {
        let mut all = Vec::new();
        for one in &self.barred {
            match one {
                Principal::Person(person) => all.push(person.clone()),
                one => all.extend(members(office, one, at)),
            }
        }
        all
    }
}

impl Desk {
    /// What a commit changes in the keys of its case. `fresh` are pairs that something was sealed to already.
    pub(crate) async fn keys_after(
        &self,
        before: &Loaded,
        case: &Case,
        seen: &Projection,
        receipts: &[ReceiptRow],
        fresh: &[Fresh],
    ) -> Result<KeyWork, Fault> {
        if !is_sealed(&before.regulation) {
            return Ok(KeyWork::default());
        }
        let mut all = self.store().receipts_of(&case.id).await?;
        all.extend(receipts.iter().filter(|row| !all.contains(row)).cloned().collect::<Vec<_>>());
        let admitted = Admitted::of_case(case, seen, &all);
        let mut work = self.keys_of(&before.office, &owner::content(&case.id), &admitted, Sees::Facts, fresh).await?;
        let mailboxes = fresh.iter().filter(|own| own.row.owner.starts_with(owner::MAILBOX));
        work.pairs.extend(mailboxes.map(|own| own.row.clone()));
        work.add(self.keys_of(&before.office, &owner::identity(&case.id), &admitted, Sees::All, fresh).await?);
        self.owe_words(case, &before.regulation, &mut work).await?;
        Ok(work)
    }

    /// Brings the keys of a case to whoever sees it now, outside of any commit.
    pub(crate) async fn settle_keys(&self, loaded: &Loaded) -> Result<(), Fault> {
        if !is_sealed(&loaded.regulation) {
            return Ok(());
        }
        let seen = engine::seen(self, loaded, self.now()).await?;
        self.settle_seen(loaded, &seen).await
    }

    /// The same where it is known who sees it.
    pub(crate) async fn settle_seen(&self, loaded: &Loaded, seen: &Projection) -> Result<(), Fault> {
        let work = self.keys_after(loaded, &loaded.case, seen, &[], &[]).await?;
        self.write_keys(work).await
    }

    /// Writes pairs and locks by themselves.
    pub(crate) async fn write_keys(&self, work: KeyWork) -> Result<(), Fault> {
        if work.is_empty() {
            return Ok(());
        }
        for pair in work.pairs.iter().filter(|pair| pair.retired_at.is_none()) {
            let locks: Vec<KeyLockRow> = work.put.iter().filter(|lock| lock.pair == pair.id).cloned().collect();
            let before = work.pairs.iter().find(|one| one.owner == pair.owner && one.retired_at.is_some());
            self.store().key_pair_new(pair, &locks, before.map(|pair| pair.id.as_str())).await?;
        }
        self.store().sealed_marks_change(&work.marks, &work.unmarked).await?;
        Ok(self.store().key_locks_change(&work.put, &work.gone).await?)
    }

    /// What changes in the pairs of one owner, so that those admitted hold them and nobody else.
    pub(crate) async fn keys_of(
        &self,
        office: &Office,
        owner: &str,
        admitted: &Admitted,
        least: Sees,
        fresh: &[Fresh],
    ) -> Result<KeyWork, Fault> {
        let mut work = KeyWork::default();
        let mut wanted = self.admitted(office, admitted, least).await?;
        let staff = wanted.len();
        for hash in &admitted.mailboxes {
            wanted.extend(self.store().key_pair(&format!("{}{hash}", owner::MAILBOX)).await?);
        }
        for own in fresh.iter().filter(|own| own.row.owner.starts_with(owner::MAILBOX)) {
            wanted.push(own.row.clone());
        }
        let known = self.store().key_pairs(owner).await?;
        let mine: Vec<&Fresh> = fresh.iter().filter(|own| own.row.owner == owner).collect();
        for own in &mine {
            work.pairs.push(own.row.clone());
            work.put.extend(self.locks_of(&office.id, own, &wanted).await?);
        }
        let mut lost = known.is_empty() && mine.is_empty();
        for pair in &known {
            lost |= self.hold(pair, &wanted, staff > 0, &mut work).await? && pair.retired_at.is_none();
        }
        if lost && staff > 0 {
            let next = self.fresh(owner, format!("{owner}#{}", secrets::letters(&secrets::random::<8>()?)))?;
            work.put.extend(self.locks_of(&office.id, &next, &wanted).await?);
            let retired = known.into_iter().filter(|pair| pair.retired_at.is_none());
            work.pairs.extend(retired.map(|pair| KeyPairRow { retired_at: Some(next.row.made_at), ..pair }));
            work.pairs.push(next.row);
        }
        Ok(work)
    }

    /// Gives a pair to those wanted and takes it from the others: has somebody lost it.
    async fn hold(
        &self,
        pair: &KeyPairRow,
        wanted: &[KeyPairRow],
        staffed: bool,
        work: &mut KeyWork,
    ) -> Result<bool, Fault> {
        let have = self.store().key_locks(&pair.id).await?;
        let mut owes = false;
        for holder in wanted {
            let known = have.iter().find(|lock| lock.holder == holder.id);
            if known.is_some_and(|lock| !lock.owed) {
                continue;
            }
            match self.secret(&pair.id).await? {
                Some(secret) => work.put.push(self.lock(&secret, &pair.id, holder)?),
                None => {
                    owes = true;
                    work.put.extend(known.is_none().then(|| self.owed_lock(&pair.id, holder)));
                }
            }
        }
        let gone = |lock: &&KeyLockRow| {
            !lock.holder.starts_with(owner::RECOVERY) && !wanted.iter().any(|holder| holder.id == lock.holder)
        };
        let gone: Vec<KeyLockRow> = have.iter().filter(gone).cloned().collect();
        let lost = !gone.is_empty();
        // What is owed can be paid only by those who hold it still.
        if staffed && !owes {
            work.gone.extend(gone);
        }
        Ok(lost)
    }

    /// The pairs of those who see at least so much: circles, and persons one by one where somebody of the circle is barred.
    async fn admitted(&self, office: &Office, admitted: &Admitted, least: Sees) -> Result<Vec<KeyPairRow>, Fault> {
        let mut found: Vec<KeyPairRow> = Vec::new();
        let out = admitted.out(office, self.now());
        for (who, _) in admitted.sight.iter().filter(|(_, sees)| *sees >= least) {
            let mut pairs = Vec::new();
            match who {
                Principal::Person(_) | Principal::Unit(_) | Principal::Post { .. } | Principal::Staff => {
                    let fit = entitled(office, who, self.now(), &out);
                    let whole = !matches!(who, Principal::Person(_))
                        && fit.len() == entitled(office, who, self.now(), &[]).len();
                    if whole {
                        pairs.extend(self.circle(office, who).await?);
                    } else {
                        for person in &fit {
                            pairs.extend(self.pair_of_person(office, person).await?);
                        }
                    }
                }
                Principal::Party(_) | Principal::Public | Principal::System => {}
            }
            for pair in pairs {
                if !found.iter().any(|known| known.id == pair.id) {
                    found.push(pair);
                }
            }
        }
        Ok(found)
    }
}

/// What is said where nobody could open what would be sealed.
pub(crate) fn nobody_holds() -> Rejection {
    let text = "本单位尚无人员持有密钥，暂不能接收需密封的来件 | nobody of this office has a key yet; a sealed matter cannot be \
                taken in";
    let cited = Cited { text: text.to_owned(), article: None, reading: None };
    Rejection::Refused(vec![Refused { code: "nobody_holds".to_owned(), cited, instead: Vec::new() }])
}

/// What is shown to somebody who may see it and has not been granted the key yet.
pub(crate) fn owed_in_words() -> Rejection {
    let text = "内容已加密，须由已持有本件密钥的同事登录后自动授予，请稍后再试 | it is sealed; the key is granted as soon as a \
                colleague who holds it signs in; try again later";
    let cited = Cited { text: text.to_owned(), article: None, reading: None };
    Rejection::Refused(vec![Refused { code: "key_owed".to_owned(), cited, instead: Vec::new() }])
}

//! Words of sealed cases: an index of hashes, under a key that each circle or person who holds the case has for itself. It is
//! written by a session that can read the case; what came in while nobody was there is owed until a holder comes.

use std::collections::BTreeSet;

use dengwen_case::Case;
use dengwen_regulation::model::{Regulation, Sensitive};
use dengwen_regulation::value::{Handle, Value};
use dengwen_sealing::WordKey;
use dengwen_store::{Question, SealedMarkRow, SealedWordRow, whole_words};

use super::{KeyWork, is_sealed, owner};
use crate::{cases::Loaded, desk::Desk, fault::Fault, naming, show::is_identity};

/// What whoever asks must see of a case: its facts, or all of it.
const FACTS: u32 = 1;
const ALL: u32 = 2;
/// How many cases are indexed when somebody signs in.
const AT_ONCE: u32 = 200;

/// Words, each with what must be seen and whether it stands in the title.
type Words = Vec<(String, u32, bool)>;

/// What of a case is to be found by words.
struct Texts {
    /// Sealed texts of the case and of its parties, none of which tells who complains; what must be seen; is it the title.
    sealed: Vec<(Handle, u32, bool)>,
    /// Numbers.
    open: String,
    /// Follows from both.
    mark: String,
}

/// Whose pair it is, whatever its number.
fn owner_of(pair: &str) -> &str {
    pair.rsplit_once('#').map_or(pair, |(owner, _)| owner)
}

/// A mark that says: not indexed yet.
fn owed_mark(stream: &str, holder: &str) -> SealedMarkRow {
    SealedMarkRow { stream: stream.to_owned(), holder: holder.to_owned(), mark: String::new(), owed: true }
}

fn is_staff(holder: &str) -> bool {
    holder.starts_with("circle:") || holder.starts_with("person:")
}

impl Desk {
    fn texts(&self, case: &Case, regulation: &Regulation) -> Texts {
        let mut sealed = Vec::new();
        let shape = case.main().and_then(|row| regulation.shape(&row.shape));
        for (id, value) in case.main().into_iter().flat_map(|row| &row.values) {
            let least = match shape.and_then(|shape| shape.fields.get(id)).and_then(|field| field.sensitive) {
                Some(Sensitive::Identity) => continue,
                Some(Sensitive::Content) => ALL,
                None => FACTS,
            };
            add(value, least, &mut sealed);
        }
        if let Some((.., titled)) = sealed.first_mut() {
            *titled = true;
        }
        for party in &case.parties {
            let Some(kind) = regulation.parties.get(&party.kind) else { continue };
            party
                .fields
                .iter()
                .filter(|(id, _)| !is_identity(kind, id))
                .for_each(|(_, value)| add(value, FACTS, &mut sealed));
        }
        let papers = case.papers.iter().filter_map(|paper| paper.number.as_deref());
        let open = case.number.as_deref().into_iter().chain(papers).collect::<Vec<_>>().join(" ");
        let all: Vec<&str> = sealed.iter().map(|(handle, ..)| handle.digest.as_str()).chain([open.as_str()]).collect();
        let mark = self.keys().blind_hash("indexed words", all.join("\n").as_bytes()).to_string();
        Texts { sealed, open, mark }
    }

    /// Notes for whom the case is to be indexed once they come, and takes it out of the index of those who lost it.
    pub(super) async fn owe_words(
        &self,
        case: &Case,
        regulation: &Regulation,
        work: &mut KeyWork,
    ) -> Result<(), Fault> {
        let known = self.store().sealed_marks(&case.id).await?;
        let mark = self.texts(case, regulation).mark;
        let of_content = |pair: &str| pair.starts_with("content:");
        let granted = work.put.iter().filter(|lock| of_content(&lock.pair) && is_staff(&lock.holder));
        let mut holders: BTreeSet<String> = granted.map(|lock| owner_of(&lock.holder).to_owned()).collect();
        let lost: BTreeSet<&str> = work
            .gone
            .iter()
            .filter(|lock| of_content(&lock.pair) && !holders.contains(owner_of(&lock.holder)))
            .map(|lock| owner_of(&lock.holder))
            .collect();
        if !lost.is_empty() {
            let still = self.content_holders(&case.id).await?;
            let gone = |pair: &String| work.gone.iter().any(|lock| lock.holder == *pair);
            for holder in lost {
                if !still.iter().any(|pair| owner_of(pair) == holder && !gone(pair)) {
                    work.unmarked.push(owed_mark(&case.id, holder));
                }
            }
        }
        holders.extend(known.iter().map(|row| row.holder.clone()));
        holders.retain(|holder| {
            !known.iter().any(|row| row.holder == *holder && (row.owed || row.mark == mark))
                && !work.gone.iter().any(|lock| {
                    owner_of(&lock.holder) == holder && !work.put.iter().any(|put| owner_of(&put.holder) == holder)
                })
        });
        work.marks.extend(holders.into_iter().map(|holder| owed_mark(&case.id, &holder)));
        Ok(())
    }

    /// The pairs of those of the office who open the content of a stream today.
    async fn content_holders(&self, stream: &str) -> Result<Vec<String>, Fault> {
        let Some(pair) = self.pair_in_use(&owner::content(stream)).await? else { return Ok(Vec::new()) };
        let locks = self.store().key_locks(&pair.id).await?;
        Ok(locks.into_iter().filter(|lock| !lock.owed && is_staff(&lock.holder)).map(|lock| lock.holder).collect())
    }

    /// Indexes a case for all holders that the keys in the hand open, if it is not.
    pub(crate) async fn settle_words(&self, loaded: &Loaded) -> Result<(), Fault> {
        if !is_sealed(&loaded.regulation) || self.held().is_empty() {
            return Ok(());
        }
        let case = &loaded.case;
        let texts = self.texts(case, &loaded.regulation);
        let known = self.store().sealed_marks(&case.id).await?;
        let mut found: Option<(Words, bool)> = None;
        for pair in self.content_holders(&case.id).await? {
            let holder = owner_of(&pair);
            if known.iter().any(|row| row.holder == holder && !row.owed && row.mark == texts.mark) {
                continue;
            }
            let Some(key) = self.word_key(&loaded.office.id, &pair).await? else { continue };
            if found.is_none() {
                found = Some(self.words_of(&texts).await?);
            }
            let Some((words, whole)) = &found else { continue };
            let row = |(word, least, titled): &(String, u32, bool)| SealedWordRow {
                stream: case.id.clone(),
                holder: holder.to_owned(),
                word: key.hash(word),
                least: *least,
                titled: *titled,
            };
            let mark = SealedMarkRow {
                stream: case.id.clone(),
                holder: holder.to_owned(),
                mark: texts.mark.clone(),
                owed: !whole,
            };
            self.store().sealed_words_put(mark, words.iter().map(row).collect()).await?;
        }
        Ok(())
    }

    /// The words of a case, each once, and whether every text could be read.
    async fn words_of(&self, texts: &Texts) -> Result<(Words, bool), Fault> {
        let mut words: std::collections::BTreeMap<String, (u32, bool)> = std::collections::BTreeMap::new();
        let mut whole = true;
        let mut take = |text: &str, least: u32, titled: bool| {
            for word in whole_words(text) {
                let known = words.entry(word).or_insert((least, titled));
                *known = (known.0.min(least), known.1 || titled);
            }
        };
        for (handle, least, titled) in &texts.sealed {
            match self.open_sealed(handle).await? {
                Some(text) => take(text.expose(), *least, *titled),
                None => whole = false,
            }
        }
        take(&texts.open, FACTS, false);
        Ok((words.into_iter().map(|(word, (least, titled))| (word, least, titled)).collect(), whole))
    }

    /// The key of a holder's index, made when it is first needed; none where the keys in the hand do not open the holder.
    async fn word_key(&self, office: &str, holder: &str) -> Result<Option<WordKey>, Fault> {
        if self.secret(holder).await?.is_none() {
            return Ok(None);
        }
        let id = owner::words(holder);
        if self.store().key_pair(&id).await?.is_none()
            && let Some(pair) = self.store().key_pair(holder).await?
        {
            let fresh = self.fresh(&id, id.clone())?;
            let locks = self.locks_of(office, &fresh, &[pair]).await?;
            self.store().key_pair_new(&fresh.row, &locks, None).await?;
        }
        Ok(self.secret(&id).await?.map(|secret| secret.word_key()))
    }

    /// Indexes what is owed to somebody who has just come, and to their circles.
    pub(super) async fn index_owed(&self, own: &str) -> Result<(), Fault> {
        for holder in self.own_holders(own).await? {
            for stream in self.store().sealed_marks_owed(owner_of(&holder), AT_ONCE).await? {
                let loaded = self.load(&stream).await?;
                self.settle_words(&loaded).await?;
            }
        }
        Ok(())
    }

    async fn own_holders(&self, own: &str) -> Result<Vec<String>, Fault> {
        let circles = self.store().key_locks_held_of(own, "circle:").await?;
        Ok(std::iter::once(own.to_owned()).chain(circles.into_iter().map(|lock| lock.pair)).collect())
    }

    /// What is asked for, as hashes too, under every key of an index that the keys in the hand open.
    pub(crate) async fn question(&self, text: &str) -> Result<Question, Fault> {
        let mut pairs = BTreeSet::new();
        if let Some((own, _)) = self.held().own() {
            for holder in self.own_holders(&own).await? {
                let held = self.store().key_locks_held_of(&holder, owner::WORDS).await?;
                pairs.extend(held.into_iter().map(|lock| lock.pair));
            }
        }
        let mut keys = Vec::new();
        for pair in pairs {
            keys.extend(self.secret(&pair).await?.map(|secret| secret.word_key()));
        }
        let hashes: Vec<_> = keys.iter().map(|key| |word: &str| key.hash(word)).collect();
        Ok(Question::new(text).with_keys(&hashes))
    }
}

fn add(value: &Value, least: u32, into: &mut Vec<(Handle, u32, bool)>) {
    let mut handles = Vec::new();
    naming::collect(value, &mut handles);
    into.extend(handles.into_iter().map(|handle| (handle, least, false)));
}

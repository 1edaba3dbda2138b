//! Taking away what is no file's any more, and what no row ever named.

use super::{Laid, Objects, STAYS};
use crate::error::Result;
use crate::open::Store;
use crate::sql::Sql;
use jiff::Timestamp;
use std::collections::BTreeSet;

/// How many rows are looked at a time.
const PAGE: u32 = 100;
/// Written at each sweep: by its time it is known what time it is where the objects lie.
const MARK: &str = "swept";

impl Store {
    /// Takes away the objects whose time has come: how many files had them. What fails is left for the next time.
    ///
    /// # Errors
    /// [`crate::StoreError::ObjectsAway`], or the database's.
    pub async fn remove_objects(&self, now: Timestamp) -> Result<u64> {
        let Some(objects) = &self.objects else { return Ok(0) };
        let mut removed = 0_u64;
        loop {
            let due =
                "SELECT object, piece, bytes FROM attachment_objects WHERE remove_at <= $1 ORDER BY object LIMIT $2";
            let due: Vec<(String, u64, u64)> =
                Sql::new(due).with(&now).with(&PAGE).all(&mut self.reader().await?).await?;
            if due.is_empty() {
                return Ok(removed);
            }
            for laid in due.into_iter().map(Laid::of) {
                for part in laid.parts() {
                    objects.bucket.remove(&part).await?;
                }
                self.run(Sql::new("DELETE FROM attachment_objects WHERE object = $1").with(&laid.object)).await?;
                removed = removed.saturating_add(1);
            }
        }
    }

    /// Takes away what no row names and what is older than a day, by the clock of whoever has it: a transaction that was to name
    /// it did not go through. How many objects. Rows that name the objects of a file that is gone are marked first, for a
    /// later [`Store::remove_objects`].
    ///
    /// # Errors
    /// As [`Store::remove_objects`].
    pub async fn sweep_objects(&self, now: Timestamp) -> Result<u64> {
        let Some(objects) = &self.objects else { return Ok(0) };
        let later = now.saturating_add(STAYS).unwrap_or(Timestamp::MAX);
        let gone = "UPDATE attachment_objects SET remove_at = $1 WHERE remove_at IS NULL \
                    AND NOT EXISTS (SELECT 1 FROM attachments a WHERE a.id = attachment_objects.id)";
        self.run(Sql::new(gone).with(&later)).await?;
        let home = objects.home(self).await?;
        let before = objects.time(home).await?.saturating_sub(STAYS.as_secs());
        let (mut listing, mut removed) = (objects.bucket.listing(home), 0_u64);
        loop {
            let page = listing.next().await?;
            if page.is_empty() {
                return Ok(removed);
            }
            // `HOME/NAME/PART`; the mark has no part.
            let old = page.into_iter().filter(|(_, written)| *written < before).map(|(object, _)| object);
            let old: Vec<String> = old.filter(|object| file_of(object) != home).collect();
            let named = self.named(old.iter().map(|object| file_of(object).to_owned()).collect()).await?;
            for object in old.iter().filter(|object| !named.contains(file_of(object))) {
                objects.bucket.remove(object).await?;
                removed = removed.saturating_add(1);
            }
        }
    }

    /// Those of them that a row names.
    async fn named(&self, files: BTreeSet<String>) -> Result<BTreeSet<String>> {
        if files.is_empty() {
            return Ok(files);
        }
        let mut sql = Sql::new("SELECT object FROM attachment_objects WHERE object IN (");
        sql.args(&files).push(")");
        let found: Vec<(String,)> = sql.all(&mut self.reader().await?).await?;
        Ok(found.into_iter().map(|(object,)| object).collect())
    }
}

impl Objects {
    /// What time it is there, in seconds.
    async fn time(&self, home: &str) -> Result<i64> {
        let mark = format!("{home}/{MARK}");
        self.bucket.put(&mark, MARK.into()).await?;
        self.bucket.written_at(&mark).await
    }
}

/// What stands before the last stroke.
fn file_of(object: &str) -> &str {
    object.rsplit_once('/').map_or("", |(file, _)| file)
}

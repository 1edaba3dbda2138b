//! Cases found by words, those of sealed cases by hashes of them, in one list: best place first, then newest.

use crate::conn::Conn;
use crate::delta::Delta;
use crate::error::Result;
use crate::inbox::{CaseFilter, Page, Viewer, narrow, seen_by, unless_barred};
use crate::open::Store;
use crate::rows::CaseRow;
use crate::sql::{Cell, Column as _, Fetched, Read, Sql};
use crate::table::{Row as _, columns, rows, select};
use crate::words::{asked, asked_whole};
use jiff::Timestamp;

rows! {
    /// A word of a sealed case, as a hash under the key of a holder.
    SealedWordRow in "sealed_words" key 3 {
        /// The case.
        stream: String,
        /// The circle or person whose key it is.
        holder: String,
        /// The hash.
        word: Vec<u8>,
        /// What whoever asks must see of the case: 1 its facts, 2 all of it.
        least: u32,
        /// It stands in the title.
        titled: bool,
    }

    /// All words of a sealed case under the key of a holder, to delete them with what takes the case from them.
    SealedHoldingRow in "sealed_words" key 2 {
        /// The case.
        stream: String,
        /// The circle or person.
        holder: String,
    }

    /// What of a sealed case is indexed for a holder.
    SealedMarkRow in "sealed_marks" key 2 {
        /// The case.
        stream: String,
        /// The circle or person.
        holder: String,
        /// Follows from the values that are indexed.
        mark: String,
        /// Something is not indexed yet.
        owed: bool,
    }
}

impl SealedMarkRow {
    /// Takes the case out of the holder's index, along with whatever else is written.
    pub fn out_of(&self, delta: &mut Delta) {
        delta.delete(self);
        delta.delete(&SealedHoldingRow { stream: self.stream.clone(), holder: self.holder.clone() });
    }
}

/// What is asked for: words, and the same as hashes under each key that whoever asks can open.
#[derive(Debug, Clone, Default)]
pub struct Question {
    text: String,
    words: Vec<String>,
    whole: usize,
    hashes: Vec<Vec<u8>>,
}

impl Question {
    /// Words asked for in the open index.
    #[must_use]
    pub fn new(text: &str) -> Self {
        let text = text.trim().to_owned();
        Self { words: asked(&text).into_iter().collect(), text, ..Self::default() }
    }

    /// Asks the index of sealed cases too; `keys` are as many ways to hash a word.
    #[must_use]
    pub fn with_keys(mut self, keys: &[impl Fn(&str) -> Vec<u8>]) -> Self {
        if !keys.is_empty() {
            let whole = asked_whole(&self.text);
            self.whole = whole.len();
            self.hashes = keys.iter().flat_map(|hash| whole.iter().map(|word| hash(word))).collect();
        }
        self
    }
}

/// Where the next page of what was found begins.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct FoundKey {
    /// 3: its number; 2: in the title; 1: elsewhere.
    pub rank: u32,
    /// When received.
    pub received_at: Timestamp,
    /// The case.
    pub stream: String,
}

struct Found(CaseRow, u32);

impl Read for Found {
    fn read(row: &Fetched<'_>) -> Result<Self> {
        Ok(Self(CaseRow::read(row)?, u32::read(row, CaseRow::TABLE.columns.len())?))
    }
}

impl Store {
    /// The cases that the viewer may see and that have all these words, best place first, then newest.
    ///
    /// # Errors
    /// [`crate::StoreError::Fault`].
    pub async fn search(
        &self,
        asked: &Question,
        viewer: Viewer<'_>,
        filter: &CaseFilter,
        after: Option<&FoundKey>,
        limit: u32,
    ) -> Result<Page<CaseRow, FoundKey>> {
        if (asked.words.is_empty() && asked.hashes.is_empty()) || viewer.principals.is_empty() {
            return Ok(Page { rows: Vec::new(), next: None });
        }
        let sql = search_sql(asked, viewer, filter, after, limit);
        let found: Vec<Found> = sql.all(&mut self.reader().await?).await?;
        let page = Page::cut(found, limit, |Found(case, rank)| FoundKey {
            rank: *rank,
            received_at: case.received_at,
            stream: case.stream.clone(),
        });
        Ok(Page { rows: page.rows.into_iter().map(|Found(case, _)| case).collect(), next: page.next })
    }

    /// What of a case is indexed, for whom.
    ///
    /// # Errors
    /// [`crate::StoreError::Fault`].
    pub async fn sealed_marks(&self, stream: &str) -> Result<Vec<SealedMarkRow>> {
        let sql = select::<SealedMarkRow>("WHERE stream = $1 ORDER BY holder").with(&stream.to_owned());
        sql.all(&mut self.reader().await?).await
    }

    /// Cases of which something is not indexed yet for this holder.
    ///
    /// # Errors
    /// [`crate::StoreError::Fault`].
    pub async fn sealed_marks_owed(&self, holder: &str, limit: u32) -> Result<Vec<String>> {
        let sql = Sql::new("SELECT stream FROM sealed_marks WHERE holder = $1 AND owed = 1 ORDER BY stream LIMIT $2");
        let found: Vec<(String,)> = sql.with(&holder.to_owned()).with(&limit).all(&mut self.reader().await?).await?;
        Ok(found.into_iter().map(|(stream,)| stream).collect())
    }

    /// Writes the index of a case for a holder anew.
    ///
    /// # Errors
    /// [`crate::StoreError::Fault`].
    pub async fn sealed_words_put(&self, mark: SealedMarkRow, words: Vec<SealedWordRow>) -> Result<()> {
        self.write(move |conn| {
            Box::pin(async move {
                forget(conn, &mark.stream, Some(&mark.holder)).await?;
                let mut delta = crate::delta::Delta::default();
                words.iter().for_each(|word| delta.put(word));
                delta.put(&mark);
                delta.write(conn).await
            })
        })
        .await
    }

    /// Writes changes of marks by themselves.
    ///
    /// # Errors
    /// [`crate::StoreError::Fault`].
    pub async fn sealed_marks_change(&self, put: &[SealedMarkRow], gone: &[SealedMarkRow]) -> Result<()> {
        let mut delta = Delta::default();
        gone.iter().for_each(|mark| mark.out_of(&mut delta));
        put.iter().for_each(|mark| delta.put(mark));
        if delta.is_empty() {
            return Ok(());
        }
        self.write(move |conn| Box::pin(delta.write(conn))).await
    }
}

pub(crate) async fn forget(conn: &mut Conn, stream: &str, holder: Option<&str>) -> Result<()> {
    for table in ["sealed_words", "sealed_marks"] {
        let mut sql = Sql::new("DELETE FROM ");
        sql.push(table).push(" WHERE stream = ").arg(&stream.to_owned());
        if let Some(holder) = holder {
            sql.push(" AND holder = ").arg(&holder.to_owned());
        }
        sql.run(conn).await?;
    }
    Ok(())
}

fn search_sql(asked: &Question, viewer: Viewer<'_>, filter: &CaseFilter, after: Option<&FoundKey>, limit: u32) -> Sql {
    let mut sql = Sql::new("SELECT ");
    sql.push(&columns::<CaseRow>("ranked.")).push(", ranked.place FROM (SELECT ").push(&columns::<CaseRow>("cases."));
    sql.push(", CAST(CASE WHEN cases.number = ").arg(&asked.text);
    sql.push(" THEN 3 WHEN found.titled = 1 OR LOWER(cases.title) LIKE ").arg(&within(&asked.text));
    sql.push(" ESCAPE '!' THEN 2 ELSE 1 END AS BIGINT) AS place FROM (SELECT stream, MIN(least) AS least, MAX(titled) AS titled FROM (");
    if !asked.words.is_empty() {
        sql.push("SELECT stream, 0 AS least, 0 AS titled FROM words WHERE word IN (").args(&asked.words);
        sql.push(") GROUP BY stream HAVING COUNT(*) = ").arg(&u64::try_from(asked.words.len()).unwrap_or(u64::MAX));
    }
    if !asked.hashes.is_empty() {
        sql.push(if asked.words.is_empty() { "" } else { " UNION ALL " });
        sql.push("SELECT stream, MAX(least) AS least, MIN(titled) AS titled FROM sealed_words WHERE word IN (");
        for (index, hash) in asked.hashes.iter().enumerate() {
            sql.push(if index == 0 { "" } else { ", " }).cell(Cell::Bytes(Some(hash.clone())));
        }
        sql.push(") GROUP BY stream, holder HAVING COUNT(*) = ").arg(&u64::try_from(asked.whole).unwrap_or(u64::MAX));
    }
    sql.push(") AS by_words GROUP BY stream) AS found JOIN cases ON cases.stream = found.stream");
    sql.push(" WHERE EXISTS (SELECT 1 FROM sight s WHERE s.stream = cases.stream AND ");
    seen_by(&mut sql, "s", viewer);
    sql.push(" AND (found.least = 0 OR s.level = 'all' OR (found.least = 1 AND s.level = 'facts')))");
    narrow(&mut sql, filter);
    unless_barred(&mut sql, "cases", viewer);
    sql.push(") AS ranked");
    if let Some(key) = after {
        sql.push(" WHERE (ranked.place, ranked.received_at, ranked.stream) < (").arg(&key.rank).push(", ");
        sql.arg(&key.received_at).push(", ").arg(&key.stream).push(")");
    }
    sql.push(" ORDER BY ranked.place DESC, ranked.received_at DESC, ranked.stream DESC LIMIT ");
    sql.arg(&limit.saturating_add(1));
    sql
}

/// A pattern of what stands somewhere in a text.
fn within(text: &str) -> String {
    let plain = text.to_lowercase().replace('!', "!!").replace('%', "!%").replace('_', "!_");
    format!("%{plain}%")
}

//! The cases behind a number: those whose elements were added up, and who may read them.

use crate::error::Result;
use crate::inbox::{CaseKey, Page, Viewer, page_of_cases, seen_by, unless_barred};
use crate::open::{Backend, Store};
use crate::rows::CaseRow;
use crate::sql::Sql;
use crate::table::columns;
use crate::tallies::Days;

/// Which elements a number is made of.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Behind {
    /// The organisation.
    pub organisation: String,
    /// The formula.
    pub formula: String,
    /// The days.
    pub days: Days,
    /// Only those that are broken down like one of these, hashed; none: however they are.
    pub by_hashes: Vec<String>,
    /// Only those in the numerator.
    pub counting: bool,
    /// Cases that were judged anew and are among them.
    pub anew: Vec<String>,
}

/// The cases behind a number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BehindPage {
    /// Those that the viewer may read, newest first.
    pub page: Page<CaseRow, CaseKey>,
    /// How many there are.
    pub all: u64,
    /// How many of them the viewer may read.
    pub seen: u64,
}

impl Store {
    /// The cases behind a number, as far as the viewer may read what they are about, and how many there are.
    ///
    /// # Errors
    /// [`crate::StoreError::Fault`].
    pub async fn behind(
        &self,
        viewer: Viewer<'_>,
        of: &Behind,
        after: Option<&CaseKey>,
        limit: u32,
    ) -> Result<BehindPage> {
        let mut conn = self.snapshot().await?;
        let backend = self.backend();
        let count = |sql: Option<(u64,)>| sql.map_or(0, |(count,)| count);
        let all = count(counted(backend, of, None).first(&mut conn).await?);
        if viewer.principals.is_empty() {
            return Ok(BehindPage { page: Page { rows: Vec::new(), next: None }, all, seen: 0 });
        }
        let seen = count(counted(backend, of, Some(viewer)).first(&mut conn).await?);
        let mut sql = Sql::new("SELECT ");
        sql.push(&columns::<CaseRow>("")).push(" FROM cases WHERE ");
        among(&mut sql, backend, of, Some(viewer));
        if let Some(key) = after {
            sql.push(" AND (received_at, stream) < (").arg(&key.received_at).push(", ").arg(&key.stream).push(")");
        }
        sql.push(" ORDER BY received_at DESC, stream DESC LIMIT ").arg(&limit.saturating_add(1));
        Ok(BehindPage { page: page_of_cases(sql.all(&mut conn).await?, limit), all, seen })
    }
}

fn counted(backend: Backend, of: &Behind, viewer: Option<Viewer<'_>>) -> Sql {
    let mut sql = Sql::new("SELECT COUNT(*) FROM cases WHERE ");
    among(&mut sql, backend, of, viewer);
    sql
}

/// The conditions on `cases`.
fn among(sql: &mut Sql, backend: Backend, of: &Behind, viewer: Option<Viewer<'_>>) {
    sql.push("(cases.stream IN (SELECT stream FROM measures WHERE organisation = ").arg(&of.organisation);
    sql.push(" AND formula = ").arg(&of.formula).push(" AND day >= ").arg(&of.days.0);
    sql.push(" AND day < ").arg(&of.days.1);
    if !of.by_hashes.is_empty() {
        sql.push(" AND by_hash IN (").args(&of.by_hashes).push(")");
    }
    sql.push(if of.counting { " AND counts = 1)" } else { ")" });
    let anew = serde_json::json!(of.anew);
    match backend {
        Backend::Sqlite => sql.push(" OR cases.stream IN (SELECT value FROM json_each(").arg(&anew).push("))"),
        Backend::Postgres => {
            sql.push(" OR cases.stream IN (SELECT json_array_elements_text(CAST(").arg(&anew).push(" AS json)))")
        }
    };
    sql.push(")");
    if let Some(viewer) = viewer {
        sql.push(" AND EXISTS (SELECT 1 FROM sight WHERE sight.stream = cases.stream AND sight.level IN ('facts', 'all') AND ");
        seen_by(sql, "sight", viewer);
        unless_barred(sql, "sight", viewer);
        sql.push(")");
    }
}

//! Cases of some weeks told apart by two things, for early warnings: counted by the database over the outlines, no case being loaded.

use jiff::Timestamp;

use crate::{
    error::Result,
    inbox::{Viewer, seen_by, unless_barred},
    open::{Backend, Store},
    rows::CaseRow,
    sql::Sql,
    table::columns,
};

/// Microseconds of a week.
const WEEK: &str = "604800000000";

/// Which cases are counted.
#[derive(Debug, Clone)]
pub struct Counted {
    /// The organisation.
    pub organisation: String,
    /// The regulation.
    pub regulation: String,
    /// Received from this instant on.
    pub from: Timestamp,
    /// Received before this one.
    pub until: Timestamp,
}

/// What cases are told apart by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CountBy {
    /// The stage.
    Stage,
    /// The way in.
    Channel,
    /// The unit that has it.
    Unit,
    /// The kind of case.
    Kind,
    /// An axis of classes; its values come as a JSON list.
    Class(String),
}

impl Counted {
    fn narrowed(&self, sql: &mut Sql) {
        sql.push(" FROM cases WHERE organisation = ").arg(&self.organisation);
        sql.push(" AND regulation = ").arg(&self.regulation);
        sql.push(" AND received_at >= ").arg(&self.from).push(" AND received_at < ").arg(&self.until);
    }
}

impl CountBy {
    fn column(&self, sql: &mut Sql, backend: Backend) {
        let Self::Class(axis) = self else {
            sql.push(match self {
                Self::Channel => "channel",
                Self::Unit => "COALESCE(unit, '')",
                Self::Kind => "kind",
                Self::Stage | Self::Class(_) => "stage",
            });
            return;
        };
        let (before, after) = match backend {
            Backend::Sqlite => (
                "COALESCE((SELECT json_extract(a.value, '$.now') FROM json_each(cases.outline, '$.classes') AS a \
                 WHERE json_extract(a.value, '$.axis') = ",
                " LIMIT 1), '')",
            ),
            Backend::Postgres => (
                "COALESCE((SELECT a.value->>'now' FROM jsonb_array_elements(cases.outline::jsonb->'classes') AS a(value) \
                 WHERE a.value->>'axis' = ",
                " LIMIT 1), '')",
            ),
        };
        sql.push(before).arg(axis).push(after);
    }
}

impl Store {
    /// How many were received in each week from the first day on, told apart by two things. What is sealed is left out: it is no
    /// ground for a warning to those who may not know of it.
    ///
    /// # Errors
    /// [`crate::StoreError::Fault`].
    pub async fn received_by_week(
        &self,
        counted: &Counted,
        (first, second): (&CountBy, &CountBy),
    ) -> Result<Vec<(i64, String, String, u64)>> {
        let mut sql = Sql::new("SELECT (received_at - ");
        sql.arg(&counted.from).push(") / ").push(WEEK).push(", ");
        first.column(&mut sql, self.backend());
        sql.push(", ");
        second.column(&mut sql, self.backend());
        sql.push(", COUNT(*)");
        counted.narrowed(&mut sql);
        self.unless_sealed(&mut sql);
        sql.push(" GROUP BY 1, 2, 3 ORDER BY 1, 2, 3");
        sql.all(&mut self.reader().await?).await
    }

    /// The newest of those that are told apart so and that a viewer may see.
    ///
    /// # Errors
    /// [`crate::StoreError::Fault`].
    pub async fn received_as(
        &self,
        viewer: Viewer<'_>,
        counted: &Counted,
        as_what: &[(CountBy, String)],
        limit: u32,
    ) -> Result<Vec<CaseRow>> {
        if viewer.principals.is_empty() {
            return Ok(Vec::new());
        }
        let mut sql = Sql::new("SELECT ");
        sql.push(&columns::<CaseRow>(""));
        counted.narrowed(&mut sql);
        self.unless_sealed(&mut sql);
        for (by, value) in as_what {
            sql.push(" AND ");
            by.column(&mut sql, self.backend());
            sql.push(" = ").arg(value);
        }
        sql.push(" AND EXISTS (SELECT 1 FROM sight WHERE sight.stream = cases.stream AND ");
        seen_by(&mut sql, "sight", viewer);
        sql.push(")");
        unless_barred(&mut sql, "cases", viewer);
        sql.push(" ORDER BY received_at DESC, stream DESC LIMIT ").arg(&limit);
        sql.all(&mut self.reader().await?).await
    }

    /// The cases of a regulation that ended from one instant until before another and that a viewer may see, by name.
    ///
    /// # Errors
    /// [`crate::StoreError::Fault`].
    pub async fn ended_between(
        &self,
        viewer: Viewer<'_>,
        (organisation, regulation): (&str, &str),
        (from, until): (Timestamp, Timestamp),
        limit: u32,
    ) -> Result<Vec<String>> {
        if viewer.principals.is_empty() {
            return Ok(Vec::new());
        }
        let mut sql = Sql::new("SELECT stream FROM cases WHERE organisation = ");
        sql.arg(&organisation.to_owned()).push(" AND regulation = ").arg(&regulation.to_owned());
        sql.push(" AND ended_at >= ").arg(&from).push(" AND ended_at < ").arg(&until);
        self.unless_sealed(&mut sql);
        sql.push(" AND EXISTS (SELECT 1 FROM sight WHERE sight.stream = cases.stream AND ");
        seen_by(&mut sql, "sight", viewer);
        sql.push(")");
        unless_barred(&mut sql, "cases", viewer);
        sql.push(" ORDER BY stream LIMIT ").arg(&limit);
        let found: Vec<(String,)> = sql.all(&mut self.reader().await?).await?;
        Ok(found.into_iter().map(|(stream,)| stream).collect())
    }

    fn unless_sealed(&self, sql: &mut Sql) {
        sql.push(match self.backend() {
            Backend::Sqlite => " AND COALESCE(json_extract(outline, '$.sealed'), 0) = 0",
            Backend::Postgres => " AND COALESCE(outline::jsonb->>'sealed', 'false') = 'false'",
        });
    }
}

//! Lists: what somebody owes, what somebody may see. Each list is a union of ordered scans of an index, one for each
//! principal, cut to a page before anything is joined.

use crate::error::Result;
use crate::open::{Backend, Store};
use crate::rows::{BarredRow, CaseRow, Due, SightRow, TodoRow};
use crate::sql::Sql;
use crate::table::{Row as _, columns, select};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Whose list: the principals of a person, and the person, for whom cases may be barred.
#[derive(Debug, Clone, Copy)]
pub struct Viewer<'a> {
    /// The person, units, posts and parties that the viewer stands for.
    pub principals: &'a [String],
    /// The person who may be barred; empty for a party.
    pub person: &'a str,
    /// Those on leave for whom the viewer stands in: what they see, unless they or the viewer are barred.
    pub stands_in: &'a [Seat],
}

/// Somebody on leave, for a deputy's lists.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seat {
    /// The person, units and posts.
    pub principals: Vec<String>,
    /// The person who may be barred.
    pub person: String,
}

impl<'a> Viewer<'a> {
    /// Each principal, with the seat it is borrowed from.
    pub(crate) fn principals(self) -> impl Iterator<Item = (&'a String, Option<&'a Seat>)> {
        let borrowed = self.stands_in.iter().flat_map(|seat| seat.principals.iter().map(move |one| (one, Some(seat))));
        let borrowed = borrowed.filter(move |(one, _)| !self.principals.contains(one));
        self.principals.iter().map(|one| (one, None)).chain(borrowed)
    }
}

/// A page of a list, and where the next begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page<T, K> {
    /// The rows.
    pub rows: Vec<T>,
    /// Hand this in for the next page; none at the end.
    pub next: Option<K>,
}

impl<T, K> Page<T, K> {
    /// Cuts what was asked one too many of to a page.
    pub(crate) fn cut(mut rows: Vec<T>, limit: u32, key: impl FnOnce(&T) -> K) -> Self {
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        let more = rows.len() > limit;
        rows.truncate(limit);
        let next = rows.last().filter(|_| more).map(key);
        Self { rows, next }
    }
}

/// Narrows the inbox.
#[derive(Debug, Clone, Default)]
pub struct InboxFilter {
    /// Only of this organisation.
    pub organisation: Option<String>,
    /// Only of this regulation.
    pub regulation: Option<String>,
    /// Only what is owed now (`false`) or what is coming (`true`).
    pub ahead: Option<bool>,
    /// Only what is due before this.
    pub due_before: Option<Timestamp>,
    /// Only what is due from this on.
    pub due_from: Option<Timestamp>,
    /// Only of cases in this stage.
    pub stage: Option<String>,
    /// Only of cases that this unit has.
    pub unit: Option<String>,
    /// Only of cases that came in this way.
    pub channel: Option<String>,
    /// Only of cases of this class: axis and value.
    pub class: Option<(String, String)>,
}

/// A place in the inbox.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InboxKey {
    /// When due.
    pub due_at: Due,
    /// The case.
    pub stream: String,
    /// The row.
    pub row_no: u32,
    /// The item.
    pub item: String,
}

/// A line of the inbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InboxRow {
    /// What is owed; where several of the viewer's principals owe it, one of them.
    pub todo: TodoRow,
    /// The case's outline.
    pub case: Option<CaseRow>,
}

/// Narrows the list of cases.
#[derive(Debug, Clone, Default)]
pub struct CaseFilter {
    /// Only of this organisation.
    pub organisation: Option<String>,
    /// Only of this regulation.
    pub regulation: Option<String>,
    /// Only of this kind.
    pub kind: Option<String>,
    /// Only in this stage.
    pub stage: Option<String>,
    /// Only with this number.
    pub number: Option<String>,
    /// Only running (`false`) or ended (`true`).
    pub ended: Option<bool>,
    /// Only running ones with a limit due before this.
    pub due_before: Option<Timestamp>,
    /// Only running ones with a limit due from this on.
    pub due_from: Option<Timestamp>,
    /// Only those that this unit has.
    pub unit: Option<String>,
    /// Only those that came in this way.
    pub channel: Option<String>,
    /// Only those of this class, axis and value, of which the viewer may read what they are about.
    pub class: Option<(String, String)>,
}

/// A place in the list of cases, newest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseKey {
    /// When received.
    pub received_at: Timestamp,
    /// The case.
    pub stream: String,
}

impl Store {
    /// What the viewer owes, by date due.
    ///
    /// # Errors
    /// [`crate::StoreError::Fault`].
    pub async fn inbox(
        &self,
        viewer: Viewer<'_>,
        filter: &InboxFilter,
        after: Option<&InboxKey>,
        limit: u32,
    ) -> Result<Page<InboxRow, InboxKey>> {
        let mut conn = self.reader().await?;
        let todo = match viewer.principals {
            [] => Vec::new(),
            _ => inbox_sql(self.backend(), viewer, filter, (after, limit.saturating_add(1))).all(&mut conn).await?,
        };
        drop(conn);
        let Page { rows: todo, next } = Page::cut(todo, limit, inbox_key);
        let streams: Vec<String> = todo.iter().map(|row| row.stream.clone()).collect();
        let cases: BTreeMap<String, CaseRow> =
            self.cases(&streams).await?.into_iter().map(|case| (case.stream.clone(), case)).collect();
        let rows = todo.into_iter().map(|todo| InboxRow { case: cases.get(&todo.stream).cloned(), todo }).collect();
        Ok(Page { rows, next })
    }

    /// How many lines the inbox has, counted up to `most`.
    ///
    /// # Errors
    /// [`crate::StoreError::Fault`].
    pub async fn inbox_count(&self, viewer: Viewer<'_>, filter: &InboxFilter, most: u32) -> Result<u64> {
        if viewer.principals.is_empty() {
            return Ok(0);
        }
        let sql =
            inbox_sql(self.backend(), viewer, filter, (None, most)).within("SELECT COUNT(*) FROM (", ") AS counted");
        Ok(sql.first(&mut self.reader().await?).await?.map_or(0, |(count,): (u64,)| count))
    }

    /// The outlines of these cases, in no order.
    ///
    /// # Errors
    /// [`crate::StoreError::Fault`].
    pub async fn cases(&self, streams: &[String]) -> Result<Vec<CaseRow>> {
        if streams.is_empty() {
            return Ok(Vec::new());
        }
        let mut sql = select::<CaseRow>("WHERE stream IN (");
        sql.args(streams).push(")");
        sql.all(&mut self.reader().await?).await
    }

    /// The outline of a case by its id.
    ///
    /// # Errors
    /// [`crate::StoreError::Fault`].
    pub async fn case(&self, stream: &str) -> Result<Option<CaseRow>> {
        Ok(self.cases(&[stream.to_owned()]).await?.pop())
    }

    /// The cases with this number.
    ///
    /// # Errors
    /// [`crate::StoreError::Fault`].
    pub async fn cases_by_number(&self, number: &str) -> Result<Vec<CaseRow>> {
        let sql = select::<CaseRow>("WHERE number = $1 ORDER BY stream").with(&number.to_owned());
        sql.all(&mut self.reader().await?).await
    }

    /// The cases that the viewer may see anything of, newest first.
    ///
    /// # Errors
    /// [`crate::StoreError::Fault`].
    pub async fn cases_visible(
        &self,
        viewer: Viewer<'_>,
        filter: &CaseFilter,
        after: Option<&CaseKey>,
        limit: u32,
    ) -> Result<Page<CaseRow, CaseKey>> {
        if viewer.principals.is_empty() {
            return Ok(Page { rows: Vec::new(), next: None });
        }
        let sql = visible_sql(self.backend(), viewer, filter, (after, limit.saturating_add(1)));
        Ok(page_of_cases(sql.all(&mut self.reader().await?).await?, limit))
    }

    /// What these principals may see of a case; nothing if the person is barred.
    ///
    /// # Errors
    /// [`crate::StoreError::Fault`].
    pub async fn sight(&self, stream: &str, viewer: Viewer<'_>) -> Result<Vec<SightRow>> {
        self.sights(&[stream.to_owned()], viewer).await
    }

    /// The same of several cases at once.
    ///
    /// # Errors
    /// [`crate::StoreError::Fault`].
    pub async fn sights(&self, streams: &[String], viewer: Viewer<'_>) -> Result<Vec<SightRow>> {
        if viewer.principals.is_empty() || streams.is_empty() {
            return Ok(Vec::new());
        }
        let mut sql = select::<SightRow>("WHERE stream IN (");
        sql.args(streams).push(")");
        seen_by(sql.push(" AND "), "sight", viewer);
        unless_barred(&mut sql, "sight", viewer);
        sql.push(" ORDER BY stream, row_no, level, principal");
        sql.all(&mut self.reader().await?).await
    }

    /// Whether the person, or a unit of theirs, is kept out of the case.
    ///
    /// # Errors
    /// [`crate::StoreError::Fault`].
    pub async fn is_barred(&self, stream: &str, viewer: Viewer<'_>) -> Result<bool> {
        Ok(!self.barred_among(&[stream.to_owned()], viewer).await?.is_empty())
    }

    /// Those of several cases out of which the person, or a unit of theirs, is kept.
    ///
    /// # Errors
    /// [`crate::StoreError::Fault`].
    pub async fn barred_among(&self, streams: &[String], viewer: Viewer<'_>) -> Result<Vec<String>> {
        if streams.is_empty() {
            return Ok(Vec::new());
        }
        let mut sql = select::<BarredRow>("WHERE stream IN (");
        sql.args(streams).push(") AND person IN (").arg(&viewer.person.to_owned());
        for principal in viewer.principals {
            sql.push(", ").arg(principal);
        }
        sql.push(")");
        let found: Vec<BarredRow> = sql.all(&mut self.reader().await?).await?;
        Ok(found.into_iter().map(|row| row.stream).collect())
    }
}

pub(crate) fn page_of_cases(rows: Vec<CaseRow>, limit: u32) -> Page<CaseRow, CaseKey> {
    Page::cut(rows, limit, |case| CaseKey { received_at: case.received_at, stream: case.stream.clone() })
}

/// Neither they themselves are kept out, nor a unit of theirs.
pub(crate) fn unless_barred(sql: &mut Sql, table: &str, viewer: Viewer<'_>) {
    unless_out(sql, table, viewer.person, viewer.principals);
}

pub(crate) fn unless_out(sql: &mut Sql, table: &str, person: &str, principals: &[String]) {
    if !person.is_empty() {
        sql.push(" AND NOT EXISTS (SELECT 1 FROM barred b WHERE b.stream = ").push(table);
        sql.push(".stream AND b.person IN (").arg(&person.to_owned());
        for principal in principals {
            sql.push(", ").arg(principal);
        }
        sql.push("))");
    }
}

/// Sight by a principal of the viewer, or by one of somebody for whom they stand in who is not kept out.
pub(crate) fn seen_by(sql: &mut Sql, table: &str, viewer: Viewer<'_>) {
    sql.push("(").push(table).push(".principal IN (").args(viewer.principals).push(")");
    for seat in viewer.stands_in {
        sql.push(" OR (").push(table).push(".principal IN (").args(&seat.principals).push(")");
        unless_out(sql, table, &seat.person, &seat.principals);
        sql.push(")");
    }
    sql.push(")");
}

fn inbox_key(row: &TodoRow) -> InboxKey {
    InboxKey { due_at: row.due_at, stream: row.stream.clone(), row_no: row.row_no, item: row.item.clone() }
}

/// The same thing owed by two principals of one viewer is one line: all but the principal is compared.
fn inbox_sql(
    backend: Backend,
    viewer: Viewer<'_>,
    filter: &InboxFilter,
    (after, limit): (Option<&InboxKey>, u32),
) -> Sql {
    let shown = TodoRow::TABLE.columns.iter().map(|column| match *column {
        "principal" => "MIN(principal) AS principal".to_owned(),
        "stream" | "row_no" | "item" => (*column).to_owned(),
        other => format!("MIN({other}) AS {other}"),
    });
    let mut sql = Sql::new("SELECT ");
    sql.push(&shown.collect::<Vec<_>>().join(", ")).push(" FROM (");
    for (index, (principal, seat)) in viewer.principals().enumerate() {
        sql.push(if index == 0 { "SELECT * FROM (SELECT " } else { " UNION ALL SELECT * FROM (SELECT " });
        sql.push(&columns::<TodoRow>("")).push(" FROM todo WHERE principal = ").arg(principal);
        if let Some(key) = after {
            sql.push(" AND (due_at, stream, row_no, item) > (").arg(&key.due_at).push(", ").arg(&key.stream);
            sql.push(", ").arg(&key.row_no).push(", ").arg(&key.item).push(")");
        }
        equal(&mut sql, "organisation", filter.organisation.as_ref());
        equal(&mut sql, "regulation", filter.regulation.as_ref());
        equal(&mut sql, "ahead", filter.ahead.as_ref());
        if let Some(before) = &filter.due_before {
            sql.push(" AND due_at < ").arg(before);
        }
        if let Some(from) = &filter.due_from {
            sql.push(" AND due_at >= ").arg(from);
        }
        if [&filter.stage, &filter.unit, &filter.channel].iter().any(|one| one.is_some()) || filter.class.is_some() {
            sql.push(" AND EXISTS (SELECT 1 FROM cases WHERE cases.stream = todo.stream");
            equal(&mut sql, "cases.stage", filter.stage.as_ref());
            equal(&mut sql, "cases.unit", filter.unit.as_ref());
            equal(&mut sql, "cases.channel", filter.channel.as_ref());
            of_class(&mut sql, backend, filter.class.as_ref());
            sql.push(")");
        }
        unless_barred(&mut sql, "todo", viewer);
        if let Some(seat) = seat {
            unless_out(&mut sql, "todo", &seat.person, &seat.principals);
        }
        sql.push(" ORDER BY due_at, stream, row_no, item LIMIT ").arg(&limit);
        sql.push(&format!(") AS scan{index}"));
    }
    sql.push(") AS scans GROUP BY stream, row_no, item ORDER BY MIN(due_at), stream, row_no, item LIMIT ").arg(&limit);
    sql
}

fn visible_sql(
    backend: Backend,
    viewer: Viewer<'_>,
    filter: &CaseFilter,
    (after, limit): (Option<&CaseKey>, u32),
) -> Sql {
    let mut sql = Sql::new("SELECT ");
    sql.push(&columns::<CaseRow>("cases.")).push(" FROM (SELECT stream, MIN(at) AS at FROM (");
    for (index, (principal, seat)) in viewer.principals().enumerate() {
        sql.push(if index == 0 { "SELECT * FROM (" } else { " UNION ALL SELECT * FROM (" });
        // Several levels on several rows are one line each here: DISTINCT within the scan.
        sql.push("SELECT DISTINCT sight.at, sight.stream FROM sight JOIN cases ON cases.stream = sight.stream WHERE sight.principal = ");
        sql.arg(principal);
        if let Some(key) = after {
            sql.push(" AND (sight.at, sight.stream) < (").arg(&key.received_at).push(", ").arg(&key.stream).push(")");
        }
        narrow(&mut sql, filter);
        if filter.class.is_some() {
            // Whoever sees only how far a case has come must not learn its class by asking for it.
            sql.push(" AND sight.level IN ('facts', 'all')");
            of_class(&mut sql, backend, filter.class.as_ref());
        }
        unless_barred(&mut sql, "sight", viewer);
        if let Some(seat) = seat {
            unless_out(&mut sql, "sight", &seat.person, &seat.principals);
        }
        sql.push(" ORDER BY sight.at DESC, sight.stream DESC LIMIT ").arg(&limit);
        sql.push(&format!(") AS scan{index}"));
    }
    sql.push(") AS scans GROUP BY stream ORDER BY MIN(at) DESC, stream DESC LIMIT ").arg(&limit);
    sql.push(") AS found JOIN cases ON cases.stream = found.stream ORDER BY found.at DESC, found.stream DESC");
    sql
}

/// Adds the filter's conditions on `cases`.
pub(crate) fn narrow(sql: &mut Sql, filter: &CaseFilter) {
    equal(sql, "cases.organisation", filter.organisation.as_ref());
    equal(sql, "cases.regulation", filter.regulation.as_ref());
    equal(sql, "cases.kind", filter.kind.as_ref());
    equal(sql, "cases.stage", filter.stage.as_ref());
    equal(sql, "cases.number", filter.number.as_ref());
    equal(sql, "cases.unit", filter.unit.as_ref());
    equal(sql, "cases.channel", filter.channel.as_ref());
    if let Some(ended) = filter.ended {
        sql.push(if ended { " AND cases.ended_at IS NOT NULL" } else { " AND cases.ended_at IS NULL" });
    }
    if let Some(before) = &filter.due_before {
        sql.push(" AND cases.ended_at IS NULL AND cases.due_at < ").arg(before);
    }
    if let Some(from) = &filter.due_from {
        sql.push(" AND cases.ended_at IS NULL AND cases.due_at >= ").arg(from);
    }
}

/// Cases of a class, as their outline has it.
fn of_class(sql: &mut Sql, backend: Backend, class: Option<&(String, String)>) {
    let Some((axis, value)) = class else { return };
    let (before, between, after) = match backend {
        Backend::Sqlite => (
            " AND EXISTS (SELECT 1 FROM json_each(cases.outline, '$.classes') AS a, json_each(a.value, '$.now') AS v \
             WHERE json_extract(a.value, '$.axis') = ",
            " AND v.value = ",
            ")",
        ),
        Backend::Postgres => (
            " AND EXISTS (SELECT 1 FROM jsonb_array_elements(cases.outline::jsonb->'classes') AS a(value), \
             jsonb_array_elements_text(a.value->'now') AS v(value) WHERE a.value->>'axis' = ",
            " AND v.value = ",
            ")",
        ),
    };
    sql.push(before).arg(axis).push(between).arg(value).push(after);
}

fn equal<C: crate::sql::Column>(sql: &mut Sql, column: &str, value: Option<&C>) {
    if let Some(value) = value {
        sql.push(" AND ").push(column).push(" = ").arg(value);
    }
}

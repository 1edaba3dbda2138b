//! Read models as the difference of two projections.

use crate::bundle::Bundle;
use crate::conn::Conn;
use crate::error::{Result, StoreError};
use crate::rows::{
    BarredRow, CaseRow, ClockRow, EntryRow, LinkRow, MeasureRow, MeasuredRow, MemberRow, PaperRow, PersonRow, PostRow,
    PublicRow, RegisterRow, SightRow, TodoRow, UnitRow, UnsettledRow, WakeRow, WordRow,
};
use crate::sql::{Cell, Fetched, Read, Sql};
use crate::table::{Row, Table, as_json, select};
use crate::tallies::Changes;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// The rows of a table in an answer of JSON; nothing where there are none.
type Told = Option<Vec<Vec<Value>>>;

fn told<R: Read>(rows: Told) -> Result<Vec<R>> {
    rows.iter().flatten().map(|row| R::read(&Fetched::Json(row))).collect()
}

macro_rules! projection {
    ($($(#[$doc:meta])* $field:ident: $row:ty,)+) => {
        /// All rows of the read models that belong to one stream (or to several, added up).
        #[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize)]
        pub struct Rows {
            $($(#[$doc])* pub $field: Vec<$row>,)+
        }

        impl Rows {
            /// What leads from these rows to those. Rows are compared by key; order means nothing.
            #[must_use]
            pub fn diff(&self, after: &Self) -> Delta {
                let mut delta = Delta::default();
                $(delta.compare(&self.$field, &after.$field);)+
                for row in &after.measured {
                    let mine = after.measures.iter().filter(|one| one.stream == row.stream);
                    delta.measured.insert(row.stream.clone(), mine.map(Row::key).collect());
                }
                delta
            }

            /// The same rows in the order of their keys, each once, so that two projections compare.
            #[must_use]
            pub fn sorted(mut self) -> Self {
                $(
                    self.$field.sort_by_cached_key(Row::key);
                    self.$field.dedup_by(|a, b| a.key() == b.key());
                )+
                self
            }

            /// What the tables hold for a stream. A server is asked once for all of them.
            pub(crate) async fn load(conn: &mut Conn, stream: &str) -> Result<Self> {
                let stream = stream.to_owned();
                if let Conn::File(_) = conn {
                    return Ok(Self {
                        $($field: select::<$row>("WHERE stream = $1").with(&stream).all(conn).await?,)+
                    }.sorted());
                }
                let tables = [$(as_json::<$row>()),+].join(", ");
                let sql = Sql::new(&format!("SELECT CAST(json_build_array({tables}) AS TEXT)")).with(&stream);
                let (text,) = sql.first::<(String,)>(conn).await?.unwrap_or_default();
                let tables: Vec<Told> = serde_json::from_str(&text).map_err(|_| StoreError::Corrupt(stream))?;
                let mut tables = tables.into_iter();
                Ok(Self { $($field: told::<$row>(tables.next().flatten())?,)+ }.sorted())
            }

            /// Deletes all that can be built anew, of one stream or of all.
            pub(crate) async fn clear(conn: &mut Conn, stream: Option<&str>) -> Result<()> {
                $(
                    let mut sql = Sql::new("DELETE FROM ");
                    sql.push(<$row as Row>::TABLE.name);
                    if let Some(stream) = stream {
                        sql.push(" WHERE stream = ").arg(&stream.to_owned());
                    }
                    sql.run(conn).await?;
                )+
                Ok(())
            }
        }
    };
}

projection! {
    /// Outlines.
    cases: CaseRow,
    /// Who may see what.
    sight: SightRow,
    /// What is owed.
    todo: TodoRow,
    /// Who is kept out.
    barred: BarredRow,
    /// Running limits.
    clocks: ClockRow,
    /// Members of counters.
    members: MemberRow,
    /// Who reads whom.
    wakes: WakeRow,
    /// Links.
    links: LinkRow,
    /// Papers.
    papers: PaperRow,
    /// Papers that are public.
    public: PublicRow,
    /// Words to be found by.
    words: WordRow,
    /// Rows of registers.
    register: RegisterRow,
    /// What it adds to figures.
    measures: MeasureRow,
    /// Figures to which it adds what is judged anew.
    unsettled: UnsettledRow,
    /// By which formulas it was measured.
    measured: MeasuredRow,
    /// People.
    people: PersonRow,
    /// Units.
    units: UnitRow,
    /// Posts.
    posts: PostRow,
    /// Settings, tables, calendar days.
    entries: EntryRow,
}

/// Rows to delete and rows to write.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Delta {
    tables: BTreeMap<&'static Table, Edits>,
    /// All that a case adds to figures: whatever else stands there goes, also what was measured beside this change.
    measured: BTreeMap<String, BTreeSet<Vec<Cell>>>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Edits {
    delete: Vec<Vec<Cell>>,
    put: BTreeMap<Vec<Cell>, Vec<Cell>>,
}

impl Delta {
    /// Whether there is nothing to do.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.tables.values().all(|edits| edits.delete.is_empty() && edits.put.is_empty())
    }

    /// Writes this row, whatever stands at its key.
    pub fn put(&mut self, row: &impl Row) {
        self.edits(row).put.insert(row.key(), row.cells());
    }

    /// Deletes the row with this row's key.
    pub fn delete(&mut self, row: &impl Row) {
        self.edits(row).delete.push(row.key());
    }

    /// Does that too, after this.
    pub fn then(&mut self, later: Self) {
        for (table, edits) in later.tables {
            let mine = self.tables.entry(table).or_default();
            for key in &edits.delete {
                mine.put.remove(key);
            }
            mine.delete.extend(edits.delete);
            mine.put.extend(edits.put);
        }
        self.measured.extend(later.measured);
    }

    fn edits<R: Row>(&mut self, _: &R) -> &mut Edits {
        self.tables.entry(R::TABLE).or_default()
    }

    fn compare<R: Row>(&mut self, before: &[R], after: &[R]) {
        if before.is_empty() {
            return after.iter().for_each(|row| self.put(row));
        }
        let mut old: BTreeMap<Vec<Cell>, &R> = before.iter().map(|row| (row.key(), row)).collect();
        let new: BTreeMap<Vec<Cell>, &R> = after.iter().map(|row| (row.key(), row)).collect();
        for (key, row) in new {
            if old.remove(&key) != Some(row) {
                self.put(row);
            }
        }
        old.into_values().for_each(|row| self.delete(row));
    }

    /// Writes it; sums over measures follow.
    pub(crate) async fn write(self, conn: &mut Conn) -> Result<()> {
        self.write_besides(conn, &BTreeSet::new()).await
    }

    /// The same where these streams begin herewith: of them nothing stands anywhere yet.
    pub(crate) async fn write_besides(mut self, conn: &mut Conn, begun: &BTreeSet<String>) -> Result<()> {
        if !self.measured.is_empty() {
            self.tables.entry(MeasureRow::TABLE).or_default();
        }
        let mut bundle = Bundle::of(conn);
        let mut changes = Changes::default();
        for (table, Edits { mut delete, put }) in self.tables {
            let rows: Vec<Vec<Cell>> = put.into_values().collect();
            if table == MeasureRow::TABLE {
                changes = Changes::before(conn, (&self.measured, begun), &mut delete, &rows).await?;
            }
            // What is written anew is no longer there to be deleted.
            let written: BTreeSet<&[Cell]> = rows.iter().filter_map(|row| row.get(..table.key)).collect();
            delete.retain(|key| !written.contains(key.as_slice()));
            bundle.delete(table, delete);
            bundle.put(table, rows);
        }
        changes.write(conn, bundle).await
    }
}

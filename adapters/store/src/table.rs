//! How a table is described once: its columns, its key, and how a row goes in and comes out.

use crate::sql::{Cell, Sql};

/// A table whose rows belong to one stream.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Table {
    /// Its name.
    pub name: &'static str,
    /// Its columns; the key's first, in the order of the key.
    pub columns: &'static [&'static str],
    /// How many of the columns are the key.
    pub key: usize,
    /// What a put also does to a row that is there, as text of SQL.
    pub reset: &'static str,
}

/// A row of such a table.
pub trait Row: Sized + Clone + PartialEq {
    /// The table.
    const TABLE: &'static Table;
    /// All columns in the table's order.
    fn cells(&self) -> Vec<Cell>;
    /// The columns of the key.
    fn key(&self) -> Vec<Cell> {
        let mut cells = self.cells();
        cells.truncate(Self::TABLE.key);
        cells
    }
}

/// The columns of a row as they stand in a SELECT, each with this prefix.
pub(crate) fn columns<R: Row>(prefix: &str) -> String {
    R::TABLE.columns.iter().map(|column| format!("{prefix}{column}")).collect::<Vec<_>>().join(", ")
}

/// A SELECT of all columns of a table, with what follows.
pub(crate) fn select<R: Row>(rest: &str) -> Sql {
    let mut sql = Sql::new("SELECT ");
    sql.push(&columns::<R>("")).push(" FROM ").push(R::TABLE.name).push(" ").push(rest);
    sql
}

/// The rows of a table that belong to the stream `$1`, as a value of JSON; only a server is asked like this.
pub(crate) fn as_json<R: Row>() -> String {
    format!("(SELECT json_agg(json_build_array({})) FROM {} WHERE stream = $1)", columns::<R>(""), R::TABLE.name)
}

/// Declares row types: the table, how many of the first columns are its key, the columns in order.
macro_rules! rows {
    ($(
        $(#[$doc:meta])*
        $name:ident in $table:literal key $key:literal $(reset $reset:literal)? {
            $($(#[$field_doc:meta])* $field:ident: $type:ty,)+
        }
    )+) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
        pub struct $name {
            $($(#[$field_doc])* pub $field: $type,)+
        }

        impl $crate::table::Row for $name {
            const TABLE: &'static $crate::table::Table = &$crate::table::Table {
                name: $table,
                columns: &[$(stringify!($field)),+],
                key: $key,
                reset: concat!("" $(, $reset)?),
            };
            fn cells(&self) -> Vec<$crate::sql::Cell> {
                vec![$($crate::sql::Column::cell(&self.$field)),+]
            }
        }

        impl $crate::sql::Read for $name {
            fn read(row: &$crate::sql::Fetched<'_>) -> $crate::error::Result<Self> {
                let mut at = 0..;
                Ok(Self {
                    $($field: <$type as $crate::sql::Column>::read(row, at.next().unwrap_or_default())?,)+
                })
            }
        }
    )+};
}
pub(crate) use rows;

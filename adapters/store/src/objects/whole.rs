//! What lies in the object store, read for a backup as if it lay in rows: so a backup holds everything, and needs no object store
//! to be put back.

use super::{Laid, TOGETHER};
use crate::error::{Result, StoreError};
use crate::open::Store;
use crate::sql::{Cell, Sql};
use crate::whole::Shape;
use std::collections::VecDeque;

/// The table that says where pieces lie, and the one in which they would be rows.
pub(crate) const PLACES: &str = "attachment_objects";
pub(crate) const PIECES: &str = "attachment_pieces";
/// What is in no backup: the folder that is this database's own.
pub(crate) const HOME: &str = "object_home";

/// Files of the object store that a backup is still to read.
#[derive(Debug, Default)]
pub(crate) struct ToRead {
    files: VecDeque<(String, Laid)>,
    /// The piece of the first that comes next.
    next: u64,
}

impl ToRead {
    /// Takes rows of [`PLACES`] in; those that are no file's any more are left out.
    pub(crate) fn add(&mut self, shape: &Shape, rows: Vec<Vec<Cell>>) -> Result<()> {
        for row in rows {
            let mut named = shape.columns.iter().map(|(name, _)| name.as_str()).zip(row);
            let (mut id, mut at, mut left) = (None, (None, None, None), None);
            named.try_for_each(|(name, cell)| {
                match (name, cell) {
                    ("id", Cell::Text(text)) => id = text,
                    ("object", Cell::Text(text)) => at.0 = text,
                    ("piece", Cell::Int(number)) => at.1 = number.and_then(|n| u64::try_from(n).ok()),
                    ("bytes", Cell::Int(number)) => at.2 = number.and_then(|n| u64::try_from(n).ok()),
                    ("remove_at", Cell::Int(number)) => left = number,
                    _ => return None,
                }
                Some(())
            });
            match (id, at) {
                _ if left.is_some() => {}
                (Some(id), (Some(object), Some(piece), Some(bytes))) => {
                    self.files.push_back((id, Laid::of((object, piece, bytes))));
                }
                _ => return Err(StoreError::Corrupt(format!("a row of {PLACES}"))),
            }
        }
        Ok(())
    }

    /// The next rows, as they would stand in [`PIECES`]; none once all were read. A file that was destroyed meanwhile ends where
    /// it is.
    pub(crate) async fn next(&mut self, store: &Store, shape: &Shape) -> Result<Vec<Vec<Cell>>> {
        while let Some((id, laid)) = self.files.front() {
            let read = match store.objects()?.read(laid, self.next, TOGETHER).await {
                Err(StoreError::ObjectGone(_)) if !store.is_named(laid).await? => Vec::new(),
                read => read?,
            };
            if read.is_empty() {
                self.files.pop_front();
                self.next = 0;
                continue;
            }
            let mut rows = Vec::with_capacity(read.len());
            for bytes in read {
                rows.push(row(shape, id, self.next, bytes));
                self.next = self.next.saturating_add(1);
            }
            return Ok(rows);
        }
        Ok(Vec::new())
    }
}

impl Store {
    /// Whether a file has it still, as things stand now.
    async fn is_named(&self, laid: &Laid) -> Result<bool> {
        let sql = Sql::new("SELECT bytes FROM attachment_objects WHERE object = $1 AND remove_at IS NULL");
        let found: Option<(u64,)> = sql.with(&laid.object).first(&mut self.reader().await?).await?;
        Ok(found.is_some())
    }
}

fn row(shape: &Shape, id: &str, n: u64, bytes: Vec<u8>) -> Vec<Cell> {
    let mut bytes = Some(bytes);
    let cell = |(name, _): &(String, _)| match name.as_str() {
        "id" => Cell::Text(Some(id.to_owned())),
        "n" => Cell::Int(i64::try_from(n).ok()),
        _ => Cell::Bytes(bytes.take()),
    };
    shape.columns.iter().map(cell).collect()
}

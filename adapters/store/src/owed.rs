//! What is owed in an organisation, by whomever, of the cases that somebody may see.

use crate::error::Result;
use crate::inbox::{Viewer, seen_by, unless_barred};
use crate::open::Store;
use crate::rows::TodoRow;
use crate::sql::Sql;
use crate::table::select;
use jiff::Timestamp;

impl Store {
    /// Is this still owed on a row of a case, by whomever.
    ///
    /// # Errors
    /// [`crate::StoreError::Fault`].
    pub async fn is_owed(&self, stream: &str, row_no: u32, item: &str) -> Result<bool> {
        let sql = Sql::new("SELECT COUNT(*) FROM todo WHERE stream = $1 AND row_no = $2 AND item = $3");
        let found: Option<(i64,)> =
            sql.with(&stream.to_owned()).with(&row_no).with(&item.to_owned()).first(&mut *self.reader().await?).await?;
        Ok(found.is_some_and(|(n,)| n > 0))
    }

    /// What is due from one instant until before another, by date due; a line for each principal that owes it.
    ///
    /// # Errors
    /// [`crate::StoreError::Fault`].
    pub async fn owed_between(
        &self,
        viewer: Viewer<'_>,
        organisation: &str,
        (from, until): (Timestamp, Timestamp),
        limit: u32,
    ) -> Result<Vec<TodoRow>> {
        if viewer.principals.is_empty() {
            return Ok(Vec::new());
        }
        let mut sql = select::<TodoRow>("WHERE organisation = ");
        sql.arg(&organisation.to_owned()).push(" AND due_at >= ").arg(&from).push(" AND due_at < ").arg(&until);
        sql.push(" AND EXISTS (SELECT 1 FROM sight WHERE sight.stream = todo.stream AND ");
        seen_by(&mut sql, "sight", viewer);
        sql.push(")");
        unless_barred(&mut sql, "todo", viewer);
        sql.push(" ORDER BY due_at, stream, row_no, item, principal LIMIT ").arg(&limit);
        sql.all(&mut *self.reader().await?).await
    }
}

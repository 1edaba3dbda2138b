//! What is owed in an organisation, by whomever, of the cases that somebody may see.

use crate::error::Result;
use crate::inbox::{Viewer, seen_by, unless_barred};
use crate::open::Store;
use crate::rows::TodoRow;
use crate::table::select;
use jiff::Timestamp;

impl Store {
    /// What is owed in these cases, by whomever.
    ///
    /// # Errors
    /// [`crate::StoreError::Fault`].
    pub async fn owed_in(&self, streams: &[String]) -> Result<Vec<TodoRow>> {
        if streams.is_empty() {
            return Ok(Vec::new());
        }
        let mut sql = select::<TodoRow>("WHERE stream IN (");
        sql.args(streams).push(") ORDER BY stream, row_no, item, principal");
        sql.all(&mut self.reader().await?).await
    }

    /// What the viewer owes under this name, whatever it is about and however late it is.
    ///
    /// # Errors
    /// [`crate::StoreError::Fault`].
    pub async fn owed_as(
        &self,
        viewer: Viewer<'_>,
        organisation: &str,
        item: &str,
        limit: u32,
    ) -> Result<Vec<TodoRow>> {
        let principals: Vec<&String> = viewer.principals().map(|(principal, _)| principal).collect();
        if principals.is_empty() {
            return Ok(Vec::new());
        }
        let mut sql = select::<TodoRow>("WHERE organisation = ");
        sql.arg(&organisation.to_owned()).push(" AND item = ").arg(&item.to_owned());
        sql.push(" AND principal IN (").args(principals).push(")");
        unless_barred(&mut sql, "todo", viewer);
        sql.push(" ORDER BY stream, row_no, principal LIMIT ").arg(&limit);
        sql.all(&mut self.reader().await?).await
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
        sql.all(&mut self.reader().await?).await
    }
}

//! Sealed values, attachments, receipts.

use crate::change::{AttachmentRow, Blob, ReceiptRow, SealedRow};
use crate::delta::Delta;
use crate::error::Result;
use crate::objects::{self, STAYS};
use crate::open::Store;
use crate::perform::write_blob;
use crate::sql::Sql;
use crate::table::select;
use dengwen_audit::Hash;
use jiff::Timestamp;

impl Store {
    /// A sealed value; none once it was destroyed.
    ///
    /// # Errors
    /// [`crate::StoreError::Fault`].
    pub async fn sealed(&self, blob: &str) -> Result<Option<SealedRow>> {
        let sql = select::<SealedRow>("WHERE blob = $1").with(&blob.to_owned());
        sql.first(&mut self.reader().await?).await
    }

    /// All sealed values of a stream.
    ///
    /// # Errors
    /// [`crate::StoreError::Fault`].
    pub async fn sealed_of(&self, stream: &str) -> Result<Vec<SealedRow>> {
        let sql = select::<SealedRow>("WHERE stream = $1 ORDER BY path, blob").with(&stream.to_owned());
        sql.all(&mut self.reader().await?).await
    }

    /// Destroys a sealed value. The log that speaks of it stays valid.
    ///
    /// # Errors
    /// [`crate::StoreError::Fault`].
    pub async fn sealed_destroy(&self, blob: &str) -> Result<bool> {
        Ok(self.run(Sql::new("DELETE FROM sealed WHERE blob = $1").with(&blob.to_owned())).await? > 0)
    }

    /// Writes an attachment apart from any act, for instance while a form is being filled in.
    ///
    /// # Errors
    /// [`crate::StoreError::Fault`], or [`crate::StoreError::ObjectsAway`].
    pub async fn attachment_put(&self, row: &AttachmentRow, blob: Blob) -> Result<()> {
        let mut delta = Delta::default();
        delta.put(row);
        let id = row.id.clone();
        self.lay(std::iter::once(&blob)).await?;
        self.write(move |conn| {
            Box::pin(async move {
                delta.write(conn).await?;
                write_blob(conn, &id, blob).await
            })
        })
        .await
    }

    /// The attachments of a stream, without their bytes.
    ///
    /// # Errors
    /// [`crate::StoreError::Fault`].
    pub async fn attachments(&self, stream: &str) -> Result<Vec<AttachmentRow>> {
        let sql = select::<AttachmentRow>("WHERE stream = $1 ORDER BY added_at, id").with(&stream.to_owned());
        sql.all(&mut self.reader().await?).await
    }

    /// An attachment with what opens its pieces.
    ///
    /// # Errors
    /// [`crate::StoreError::Fault`].
    pub async fn attachment(&self, id: &str) -> Result<Option<(AttachmentRow, Vec<u8>)>> {
        let mut conn = self.reader().await?;
        let row: Option<AttachmentRow> =
            select::<AttachmentRow>("WHERE id = $1").with(&id.to_owned()).first(&mut conn).await?;
        let Some(row) = row else { return Ok(None) };
        let sql = Sql::new("SELECT bytes FROM attachment_blobs WHERE id = $1").with(&id.to_owned());
        Ok(sql.first(&mut conn).await?.map(|(bytes,): (Vec<u8>,)| (row, bytes)))
    }

    /// Sealed pieces of an attachment, from piece `from` on, as many as asked for or as there are.
    ///
    /// # Errors
    /// [`crate::StoreError::Fault`]; where they lie in an object store, [`crate::StoreError::ObjectsAway`] if it does not answer,
    /// [`crate::StoreError::ObjectGone`] if they are not there, [`crate::StoreError::ObjectsUnknown`] if none was named.
    pub async fn attachment_pieces(&self, id: &str, from: u64, limit: u32) -> Result<Vec<Vec<u8>>> {
        let sql = Sql::new("SELECT bytes FROM attachment_pieces WHERE id = $1 AND n >= $2 ORDER BY n LIMIT $3");
        let sql = sql.with(&id.to_owned()).with(&from).with(&limit);
        let rows: Vec<(Vec<u8>,)> = sql.all(&mut self.reader().await?).await?;
        if rows.is_empty() {
            return self.laid_pieces(id, from, limit).await;
        }
        Ok(rows.into_iter().map(|(bytes,)| bytes).collect())
    }

    /// Deletes an attachment with its bytes. What it has in an object store is taken away a day later: nothing opens it any more, and
    /// a backup that was begun before may still read it.
    ///
    /// # Errors
    /// [`crate::StoreError::Fault`].
    pub async fn attachment_delete(&self, id: &str, at: Timestamp) -> Result<()> {
        let (file, later) = (id.to_owned(), at.saturating_add(STAYS).unwrap_or(Timestamp::MAX));
        self.write(move |conn| Box::pin(async move { objects::leave(conn, &file, later).await })).await?;
        self.run(Sql::new("DELETE FROM attachment_pieces WHERE id = $1").with(&id.to_owned())).await?;
        self.run(Sql::new("DELETE FROM attachment_blobs WHERE id = $1").with(&id.to_owned())).await?;
        self.run(Sql::new("DELETE FROM attachments WHERE id = $1").with(&id.to_owned())).await.map(|_| ())
    }

    /// What a receipt code opens, by its keyed hash.
    ///
    /// # Errors
    /// [`crate::StoreError::Fault`].
    pub async fn receipt(&self, code_hash: &Hash) -> Result<Option<ReceiptRow>> {
        select::<ReceiptRow>("WHERE code_hash = $1").with(code_hash).first(&mut self.reader().await?).await
    }
}

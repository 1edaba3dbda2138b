//! Papers that are public: what everybody may read of an organisation.

use crate::error::Result;
use crate::inbox::Page;
use crate::open::Store;
use crate::rows::PublicRow;
use crate::table::select;
use jiff::Timestamp;

/// Where a page of public papers goes on: when the last one was made public, and its id.
pub type PublicKey = (Timestamp, String);

impl Store {
    /// Papers of an organisation that are public at this instant, the newest first; of one regulation and document, if named.
    ///
    /// # Errors
    /// [`crate::StoreError::Fault`].
    pub async fn public_papers(
        &self,
        organisation: &str,
        of: Option<(&str, &str)>,
        now: Timestamp,
        after: Option<&PublicKey>,
        limit: u32,
    ) -> Result<Page<PublicRow, PublicKey>> {
        let mut sql = select::<PublicRow>("WHERE organisation = ");
        sql.arg(&organisation.to_owned()).push(" AND until_at > ").arg(&now);
        if let Some((regulation, document)) = of {
            sql.push(" AND regulation = ").arg(&regulation.to_owned());
            sql.push(" AND document = ").arg(&document.to_owned());
        }
        if let Some((at, id)) = after {
            sql.push(" AND (published_at, id) < (").arg(at).push(", ").arg(id).push(")");
        }
        sql.push(" ORDER BY published_at DESC, id DESC LIMIT ").arg(&limit.saturating_add(1));
        let rows = sql.all(&mut self.reader().await?).await?;
        Ok(Page::cut(rows, limit, |row: &PublicRow| (row.published_at, row.id.clone())))
    }

    /// A paper by what it is called in addresses, whether its time is over or not.
    ///
    /// # Errors
    /// [`crate::StoreError::Fault`].
    pub async fn public_paper(&self, id: &str) -> Result<Option<PublicRow>> {
        select::<PublicRow>("WHERE id = $1").with(&id.to_owned()).first(&mut self.reader().await?).await
    }
}

//! What the holder of a receipt code sees and does.

use std::str::FromStr as _;

use dengwen_regulation::model::Lang;
use dengwen_sealing::ReceiptCode;

use crate::{
    accounts::hash,
    actor,
    desk::Desk,
    incoming::is_incoming,
    show::Viewer,
    view::{FollowView, PaperFile, Performed, Rejection, Sent},
};

impl Desk {
    /// The case and party of a receipt code, and the desk with the key of its mailbox.
    pub(crate) async fn receipt(&self, code: &str) -> Result<(Self, String, u32), Rejection> {
        let code = ReceiptCode::from_str(code).map_err(|_| Rejection::NotFound)?;
        let row = self.store().receipt(&hash(self.keys().receipt_hash(&code))).await?.ok_or(Rejection::NotFound)?;
        let desk = self.holding(self.mailbox_of(&code).await?);
        Ok((desk, row.stream, row.party.parse().unwrap_or(1)))
    }

    /// The case as the holder of a code sees it.
    pub async fn follow(&self, code: &str, lang: Lang) -> Option<FollowView> {
        let (desk, case, party) = self.receipt(code).await.ok()?;
        let view = if is_incoming(&case) {
            desk.follow_incoming(&case, lang).await.ok()?
        } else {
            let look = desk.look(&case, &actor::party(party), lang).await.ok()?;
            look.show().follow_view(party, &look.commits(), &look.seen.limits, &look.offers)
        };
        // Who cannot be given the statement now still sees how the matter stands.
        Some(FollowView { statement: self.statement(code).await.unwrap_or_default(), ..view })
    }

    /// An act of the holder of a code.
    ///
    /// # Errors
    /// [`Rejection`] with all that stands in the way.
    pub async fn answer(&self, code: &str, sent: Sent, lang: Lang) -> Result<Performed, Rejection> {
        let (desk, case, party) = self.receipt(code).await?;
        if is_incoming(&case) {
            return desk.answer_incoming(&case, &sent, lang).await;
        }
        let loaded = desk.load(&case).await?;
        desk.performed(&loaded, actor::party(party), &sent, Viewer::party(party), lang).await
    }

    /// A copy of a paper that the holder of a code has.
    ///
    /// # Errors
    /// [`Rejection::NotFound`] if the copy is somebody else's.
    pub async fn follow_paper(&self, code: &str, paper: &str, copy: u32, lang: Lang) -> Result<PaperFile, Rejection> {
        let (desk, case, party) = self.receipt(code).await?;
        let look = desk.look(&case, &actor::party(party), lang).await?;
        desk.paper_file(&look, paper, copy).await
    }
}

//! Mailboxes of the portal: their key follows from the receipt code alone and is stored nowhere.

use dengwen_regulation::model::Regulation;
use dengwen_sealing::{ReceiptCode, SecretKey};
use dengwen_store::KeyPairRow;
use serde_json::Value as Json;

use super::{Fresh, Held, is_sealed, owner};
use crate::{desk::Desk, fault::Fault};

impl Desk {
    /// The pair of a code's mailbox, to be written with what the code is given for; none in the ordinary grade.
    pub(crate) async fn mailbox(&self, regulation: &Regulation, code: &ReceiptCode) -> Result<Option<Fresh>, Fault> {
        if !is_sealed(regulation) {
            return Ok(None);
        }
        let (id, secret) = self.key_of_code(code).await?;
        let public = secret.public().as_bytes().to_vec();
        let row = KeyPairRow { owner: id.clone(), id, public, body: Json::Null, made_at: self.now(), retired_at: None };
        Ok(Some(Fresh { row, secret }))
    }

    /// The key of a code's mailbox, if it has one.
    pub(crate) async fn mailbox_of(&self, code: &ReceiptCode) -> Result<Held, Fault> {
        let id = format!("{}{}", owner::MAILBOX, self.keys().receipt_hash(code));
        if self.store().key_pair(&id).await?.is_none() {
            return Ok(Held::default());
        }
        let (id, secret) = self.key_of_code(code).await?;
        Ok(Held::one(&id, &secret))
    }

    /// The key that follows from a code.
    pub(crate) async fn key_of_code(&self, code: &ReceiptCode) -> Result<(String, SecretKey), Fault> {
        let hash = self.keys().receipt_hash(code);
        let (code, cost) = (code.clone(), self.passwords().cost());
        let stretched = tokio::task::spawn_blocking(move || code.key(&hash, cost));
        Ok((format!("{}{hash}", owner::MAILBOX), stretched.await.map_err(|_| Fault::Thread)??))
    }
}

//! The pair of a matter that came in: held by those who may register it, and by the sender's mailbox.

use dengwen_regulation::model::Sees;

use super::{Fresh, KeyWork, case::Admitted, is_sealed, owner};
use crate::{accounts::hash, desk::Desk, fault::Fault, incoming::Incoming};

impl Desk {
    /// What is written of its keys: with what was handed in, and whenever somebody of the office looks.
    pub(crate) async fn keys_of_incoming(&self, incoming: &Incoming, fresh: &[Fresh]) -> Result<KeyWork, Fault> {
        if !is_sealed(&incoming.regulation) {
            return Ok(KeyWork::default());
        }
        let sight = incoming.who_finds(self.now()).into_iter().map(|who| (who, Sees::All)).collect();
        let code: Option<dengwen_sealing::Hashed> = incoming.code.parse().ok();
        let own = fresh.iter().any(|own| own.row.owner.starts_with(owner::MAILBOX));
        let mailboxes = code.filter(|_| !own).map(hash).into_iter().collect();
        let admitted = Admitted { sight, barred: incoming.kept(), mailboxes };
        let owner = owner::content(&incoming.stream);
        let mut work = self.keys_of(&incoming.office, &owner, &admitted, Sees::All, fresh).await?;
        let mailboxes = fresh.iter().filter(|own| own.row.owner.starts_with(owner::MAILBOX));
        work.pairs.extend(mailboxes.map(|own| own.row.clone()));
        if !fresh.is_empty() && !work.is_held() {
            return Err(Fault::NobodyHolds);
        }
        Ok(work)
    }

    /// Brings its keys to those who may register it today.
    pub(crate) async fn settle_incoming_keys(&self, incoming: &Incoming) -> Result<(), Fault> {
        let work = self.keys_of_incoming(incoming, &[]).await?;
        self.write_keys(work).await
    }
}

//! What an office says of itself on its portal: where it receives people, how long a form put aside is kept, which figures it tells.

use dengwen_regulation::model::Label;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::OfficeEvent;
use crate::{
    desk::Desk,
    secrets,
    view::{Rejection, Session},
};

/// For how many days a form put aside is kept, where the office says nothing.
const DRAFT_DAYS: u32 = 14;
/// The longest that an office may keep it.
const DRAFT_DAYS_MAX: u32 = 90;

/// Where people are received, or reached.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReceptionPlace {
    /// What it is called.
    pub name: String,
    /// Where it is.
    #[serde(default)]
    pub address: String,
    /// When it is open.
    #[serde(default)]
    pub hours: String,
    /// Its telephone.
    #[serde(default)]
    pub phone: String,
    /// Its mail.
    #[serde(default)]
    pub mail: String,
}

/// What an office says of itself on its portal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PortalRules {
    /// For how many days a form put aside is kept.
    pub draft_days: u32,
    /// Where people are received.
    #[serde(default)]
    pub places: Vec<ReceptionPlace>,
    /// Regulations whose figures everybody may read.
    #[serde(default)]
    pub figures: Vec<String>,
}

impl PortalRules {
    /// What is wrong with the days.
    #[must_use]
    pub fn wrong(&self) -> Option<Label> {
        let fits = (1..=DRAFT_DAYS_MAX).contains(&self.draft_days);
        let (zh, en) = (format!("请填 1 到 {DRAFT_DAYS_MAX} 之间的天数"), format!("days, 1 to {DRAFT_DAYS_MAX}"));
        (!fits).then(|| Label::new(&zh, &en))
    }
}

impl Default for PortalRules {
    fn default() -> Self {
        Self { draft_days: DRAFT_DAYS, places: Vec::new(), figures: Vec::new() }
    }
}

impl ReceptionPlace {
    /// What posters call it. It follows from the name, so that a poster holds for as long as the place is called so.
    #[must_use]
    pub fn id(&self) -> String {
        let hash = Sha256::digest(self.name.as_bytes());
        secrets::letters(hash.as_slice().get(..8).unwrap_or_default())
    }

    /// What is said of it, for lists of changes.
    pub(crate) fn said(&self) -> String {
        let all = [&self.address, &self.hours, &self.phone, &self.mail];
        all.into_iter().filter(|text| !text.is_empty()).cloned().collect::<Vec<_>>().join(" · ")
    }
}

impl Desk {
    /// What the office says of itself on its portal.
    ///
    /// # Errors
    /// [`Rejection::Fault`].
    pub async fn portal_rules(&self, session: &Session) -> Result<PortalRules, Rejection> {
        Ok(self.office_state(&session.office).await?.portal.clone())
    }

    /// Changes what the office says of itself on its portal, as an administrator.
    ///
    /// # Errors
    /// [`Rejection::Forbidden`] for anybody else, [`Rejection::Invalid`] for days that are none.
    pub async fn enter_portal_rules(&self, session: &Session, portal: PortalRules) -> Result<(), Rejection> {
        Self::administrator(session)?;
        if let Some(why) = portal.wrong() {
            return Err(Rejection::Invalid(vec![("draft_days".to_owned(), why.to_string())]));
        }
        self.office_append(&session.office, &session.person, None, vec![OfficeEvent::PortalSaved { portal }]).await?;
        Ok(())
    }
}

//! What an office asks at its door.

use dengwen_regulation::model::Label;
use serde::{Deserialize, Serialize};

use super::OfficeEvent;
use crate::{
    desk::Desk,
    view::{Rejection, Session},
};

/// How many minutes a proof of who somebody is counts, where the office says nothing.
pub const PROOF_MINUTES: u32 = 15;
/// The longest that an office may let it count: as long as a session unused.
const PROOF_MINUTES_MAX: u32 = 600;

/// What an office asks at its door.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct DoorRules {
    /// Everybody signs in with a second step.
    pub second_step: bool,
    /// For how many minutes the last proof of who somebody is counts, before an identity is opened or a regulation taken into use.
    pub proof_minutes: u32,
}

impl DoorRules {
    /// What is wrong with the minutes.
    #[must_use]
    pub fn wrong(&self) -> Option<Label> {
        let fits = (1..=PROOF_MINUTES_MAX).contains(&self.proof_minutes);
        let (zh, en) =
            (format!("请填 1 到 {PROOF_MINUTES_MAX} 之间的分钟数"), format!("minutes, 1 to {PROOF_MINUTES_MAX}"));
        (!fits).then(|| Label::new(&zh, &en))
    }
}

impl Default for DoorRules {
    fn default() -> Self {
        Self { second_step: false, proof_minutes: PROOF_MINUTES }
    }
}

/// How somebody of the office signs in, as an administrator sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignInView {
    /// The person.
    pub person: String,
    /// Their name.
    pub name: String,
    /// What they sign in with.
    pub logins: Vec<String>,
    /// They have a second step by telephone.
    pub second_step: bool,
    /// How many passkeys they have.
    pub passkeys: usize,
}

impl Desk {
    /// What the office asks at its door.
    ///
    /// # Errors
    /// [`Rejection::Fault`].
    pub async fn door_rules(&self, session: &Session) -> Result<DoorRules, Rejection> {
        Ok(self.office_state(&session.office).await?.door)
    }

    /// Changes what the office asks at its door, as an administrator.
    ///
    /// # Errors
    /// [`Rejection::Forbidden`] for anybody else, [`Rejection::Invalid`] for a time that is none.
    pub async fn enter_door_rules(&self, session: &Session, door: DoorRules) -> Result<(), Rejection> {
        Self::administrator(session)?;
        if let Some(why) = door.wrong() {
            return Err(Rejection::Invalid(vec![("proof_minutes".to_owned(), why.to_string())]));
        }
        self.office_append(&session.office, &session.person, None, vec![OfficeEvent::DoorSaved { door }]).await?;
        Ok(())
    }

    /// Everybody of the office who can sign in, as an administrator sees it.
    ///
    /// # Errors
    /// [`Rejection::Forbidden`] for anybody else.
    pub async fn sign_ins(&self, session: &Session) -> Result<Vec<SignInView>, Rejection> {
        Self::administrator(session)?;
        let (office, accounts) = (self.office_state(&session.office).await?, self.store().accounts().await?);
        let mut all = Vec::new();
        for person in office.people.values() {
            let whose = format!("{}/{}", session.office, person.id);
            let mine = accounts.iter().filter(|one| one.person == whose && one.disabled_at.is_none());
            let logins: Vec<String> = mine.map(|one| one.login.clone()).collect();
            if logins.is_empty() {
                continue;
            }
            let second_step = self.store().second_step(&whose).await?.is_some();
            let passkeys = self.store().passkeys(&whose).await?.len();
            all.push(SignInView {
                person: person.id.clone(),
                name: person.name.clone(),
                logins,
                second_step,
                passkeys,
            });
        }
        Ok(all)
    }
}

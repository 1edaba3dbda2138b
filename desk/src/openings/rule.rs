//! What an office says of openings, and whom it means.

use dengwen_case::Principal;
use dengwen_regulation::model::{Id, Label, Regulation, Sees};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::{
    actor,
    desk::Desk,
    fault::Fault,
    look::{self, Look},
    office::{Office, OfficeEvent},
    view::{Rejection, Session},
};

/// How long an opening lasts where the office says nothing, in minutes.
const OPEN_MINUTES: u32 = 30;
/// The longest that an office may say: a day.
const OPEN_MINUTES_MAX: u32 = 24 * 60;

/// What an office says of openings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpeningRule {
    /// A second person agrees to each opening, also where the regulation does not ask for it.
    pub second_person: bool,
    /// How long an opening lasts, in minutes.
    pub minutes: u32,
    /// The role that is told of each opening; none: the administrators.
    pub told: Option<String>,
}

impl OpeningRule {
    /// What is wrong with the minutes.
    #[must_use]
    pub fn wrong(&self) -> Option<Label> {
        let fits = (1..=OPEN_MINUTES_MAX).contains(&self.minutes);
        let (zh, en) =
            (format!("填写 1 到 {OPEN_MINUTES_MAX} 之间的分钟数"), format!("minutes between 1 and {OPEN_MINUTES_MAX}"));
        (!fits).then(|| Label::new(&zh, &en))
    }
}

impl Default for OpeningRule {
    fn default() -> Self {
        Self { second_person: false, minutes: OPEN_MINUTES, told: None }
    }
}

impl Desk {
    /// What the office says of openings, for its administrators.
    ///
    /// # Errors
    /// [`Rejection::Forbidden`] for anybody else.
    pub async fn opening_rule(&self, session: &Session) -> Result<OpeningRule, Rejection> {
        Self::administrator(session)?;
        Ok(self.office_state(&session.office).await?.openings.clone())
    }

    /// Changes it, as an administrator.
    ///
    /// # Errors
    /// [`Rejection::Forbidden`] for anybody else; [`Rejection::Invalid`] for a length of time or a role that is none.
    pub async fn enter_opening_rule(&self, session: &Session, rule: OpeningRule) -> Result<(), Rejection> {
        Self::administrator(session)?;
        let wrong = |key: &str, text: String| Err(Rejection::Invalid(vec![(key.to_owned(), text)]));
        if let Some(why) = rule.wrong() {
            return wrong("minutes", why.to_string());
        }
        let office = self.office_state(&session.office).await?;
        let known =
            |role: &String| self.regulations_of(&office).iter().any(|one| one.roles.contains_key(role.as_str()));
        if rule.told.as_ref().is_some_and(|role| !known(role)) {
            return wrong("told", "请从列出的角色中选择 | choose one of the roles listed".to_owned());
        }
        self.save_opening_rule(&session.office, &session.person, rule).await?;
        Ok(())
    }

    /// What an office says of openings, from now on.
    ///
    /// # Errors
    /// [`Fault`].
    pub async fn save_opening_rule(&self, office: &str, by: &str, rule: OpeningRule) -> Result<(), Fault> {
        self.office_append(office, by, None, vec![OfficeEvent::OpeningRuleSaved { rule }]).await?;
        Ok(())
    }
}

/// Has a second person to agree.
pub(super) fn wants_second(office: &Office, regulation: &Regulation) -> bool {
    office.openings.second_person || regulation.protection.iter().any(|row| row.second_person)
}

/// Until when what is opened now stays open.
pub(super) fn until(office: &Office, now: Timestamp) -> Timestamp {
    let lasts = SignedDuration::from_mins(i64::from(office.openings.minutes));
    crate::config::whole(now.saturating_add(lasts).unwrap_or(now))
}

/// Who may agree: whoever else sees all of the case today.
pub(super) fn seconds(look: &Look, asker: &str) -> Vec<String> {
    let office = &look.loaded.office;
    let others = office.people.values().filter(|person| person.active && person.id != asker);
    others.filter(|person| sees_all(look, &person.id)).map(|person| person.id.clone()).collect()
}

/// Does somebody see all of the case today.
pub(super) fn sees_all(look: &Look, person: &str) -> bool {
    sees(look, person) == Sees::All
}

/// How much somebody sees of the case today.
pub(super) fn sees(look: &Look, person: &str) -> Sees {
    look::sees(&look.loaded.case, &look.seen, &actor::person(&look.loaded.office, person, look.now))
}

/// Who is told: those of the role that the office names, in the asker's unit or above it, else anywhere; else the
/// administrators. Never the asker, nor whoever is kept out of the case.
pub(super) fn supervisors(look: &Look, asker: &str) -> Vec<String> {
    let (office, now) = (&look.loaded.office, look.now);
    let barred = |person: &str| {
        let known = look.seen.barred.iter().chain(&look.loaded.case.barred);
        known.into_iter().any(|one| matches!(one, Principal::Person(barred) if barred == person))
    };
    let fits = |person: &&str| *person != asker && !barred(person);
    let named = |role: &String| {
        let near = office.role_of(&Id::from(role.as_str()), &Principal::Person(asker.to_owned()), now);
        let near: Vec<&str> = near
            .iter()
            .flat_map(|post| match post {
                Principal::Post { unit, .. } => office.holders(role, unit.as_deref(), now),
                _ => Vec::new(),
            })
            .filter(fits)
            .collect();
        if near.is_empty() { office.holders(role, None, now).into_iter().filter(fits).collect() } else { near }
    };
    let mut found: Vec<&str> = office.openings.told.as_ref().map(named).unwrap_or_default();
    if found.is_empty() {
        let chiefs = office.people.values().filter(|person| person.active && person.administrator);
        found = chiefs.map(|person| person.id.as_str()).filter(fits).collect();
    }
    found.into_iter().map(str::to_owned).collect()
}

//! What has been kept long enough.

use dengwen_calendar::shanghai;
use dengwen_regulation::model::{Regulation, Who};
use dengwen_store::CaseRow;
use jiff::{Timestamp, ToSpan as _};

use super::log::{Orders, Term};
use crate::{actor::Eyes, desk::Desk, fault::Fault, office::Office, view::Session};

/// How many of one outcome are listed at once.
const LISTED: u32 = 200;

/// A case that may be destroyed.
#[derive(Debug, Clone)]
pub(super) struct Due {
    pub(super) case: CaseRow,
    pub(super) ended: Timestamp,
    pub(super) since: Timestamp,
    pub(super) term: Term,
}

/// Who approves under a regulation: those whom it names as keepers of its papers.
pub(super) fn keepers(regulation: &Regulation) -> Vec<&str> {
    let holders = regulation.documents.values().filter_map(|document| document.archive.as_ref()?.holder.as_ref());
    let roles = holders.filter_map(|who| if let Who::Role(role) = who { Some(role.as_str()) } else { None });
    roles.collect()
}

/// When a case that ended then has been kept for so long, by the calendar of the office's place.
fn kept_until(ended: Timestamp, months: u32) -> Timestamp {
    let until = ended.to_zoned(shanghai()).checked_add(i64::from(months).months());
    until.map_or(Timestamp::MAX, |until| until.timestamp())
}

impl Desk {
    /// Regulations under which somebody approves destruction: an administrator under all, else whom the text names.
    pub(super) async fn kept_by(&self, session: &Session) -> Result<Vec<String>, Fault> {
        let office = self.office_state(&session.office).await?;
        let held = office.principals(&session.person, self.now());
        let holds = |role: &str| {
            held.iter().any(|who| matches!(who, dengwen_case::Principal::Post { role: mine, .. } if **mine == *role))
        };
        let mine = |regulation: &&std::sync::Arc<Regulation>| {
            session.administrator || keepers(regulation).into_iter().any(holds)
        };
        Ok(self.regulations_of(&office).iter().filter(mine).map(|one| one.id.to_string()).collect())
    }

    /// An administrator knows of every case but those kept from them, others of what they see.
    pub(super) async fn may_know(&self, session: &Session, eyes: &Eyes, case: &str) -> Result<bool, Fault> {
        Ok(if session.administrator {
            !self.store().is_barred(case, eyes.viewer()).await?
        } else {
            !self.store().sight(case, eyes.viewer()).await?.is_empty()
        })
    }

    /// Nobody holds the case back, it is not linked with one that runs, and whoever asks may know of it.
    async fn may_be_destroyed(
        &self,
        session: &Session,
        eyes: &Eyes,
        orders: &Orders,
        case: &str,
    ) -> Result<bool, Fault> {
        Ok(!orders.held.contains_key(case)
            && self.may_know(session, eyes, case).await?
            && !self.store().is_linked_open(case).await?)
    }

    /// What is due by an instant under these regulations, for somebody who is not barred from it and, unless an administrator, sees it.
    pub(super) async fn due(
        &self,
        office: &Office,
        session: &Session,
        eyes: &Eyes,
        orders: &Orders,
        (regulations, by): (&[String], Timestamp),
    ) -> Result<Vec<Due>, Fault> {
        let mut found = Vec::new();
        for ((regulation, stage), term) in orders.terms.iter().filter(|((one, _), _)| regulations.contains(one)) {
            let (mut listed, mut after) = (0, (Timestamp::MIN, String::new()));
            // What is held back or kept from whoever asks makes way for what ended later.
            'stage: while listed < LISTED {
                let batch =
                    self.store().cases_ended(&office.id, regulation, stage, (after.0, &after.1), LISTED).await?;
                if batch.is_empty() {
                    break;
                }
                for case in batch {
                    let Some(ended) = case.ended_at else { continue };
                    after = (ended, case.stream.clone());
                    let since = kept_until(ended, term.months);
                    if since > by || listed == LISTED {
                        break 'stage;
                    }
                    if self.may_be_destroyed(session, eyes, orders, &case.stream).await? {
                        listed += 1;
                        found.push(Due { case, ended, since, term: term.clone() });
                    }
                }
            }
        }
        found.sort_by(|a, b| (a.since, &a.case.stream).cmp(&(b.since, &b.case.stream)));
        Ok(found)
    }
}

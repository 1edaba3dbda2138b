//! Deciding: on the fresh state, with answers for whatever is asked, again if somebody else was quicker.

use std::sync::Arc;

use dengwen_case::{Actor, Case, Command, Commit, Event, Outcome, Refusal, Surroundings, apply, decide};
use dengwen_regulation::model::Regulation;
use dengwen_store::{AttachmentRow, Blob, Delta, NewCommit, Part, ReceiptRow, SealedRow, StoreError};
use jiff::Timestamp;

use super::{
    changes,
    surroundings::{AtHand, Standpoint},
};
use crate::{cases::Loaded, desk::Desk, engine, fault::Fault, keys::Fresh, office::Office, view::Rejection};

/// How often an act is decided when others act at the same time.
const TRIES_MAX: usize = 12;
/// How often a decision may ask for more.
const ROUNDS_MAX: usize = 12;

/// Something to be done on a case.
#[derive(Debug, Clone)]
pub(crate) struct Order {
    /// The case.
    pub(crate) case: String,
    /// For a case that begins: its office and regulation.
    pub(crate) begins: Option<(Arc<Office>, Arc<Regulation>)>,
    /// What.
    pub(crate) command: Command,
    /// The id under which it is performed once.
    pub(crate) once: String,
    /// The last change that the form showed.
    pub(crate) shown: Option<u64>,
    /// When it is entered; limits that have passed by then are performed first.
    pub(crate) now: Timestamp,
    /// What is written along with it.
    pub(crate) along: Along,
}

/// What is written along with an act.
#[derive(Debug, Clone, Default)]
pub(crate) struct Along {
    pub(crate) sealed: Vec<SealedRow>,
    pub(crate) attachments: Vec<(AttachmentRow, Blob)>,
    pub(crate) receipts: Vec<ReceiptRow>,
    /// Key pairs made for it, to which something is sealed already.
    pub(crate) fresh: Vec<Fresh>,
    pub(crate) beside: Option<Beside>,
}

/// A commit of another stream, written in the same transaction.
#[derive(Debug, Clone)]
pub(crate) struct Beside {
    pub(crate) part: Part,
    pub(crate) commit: NewCommit,
    pub(crate) delta: Delta,
}

/// What went through.
#[derive(Debug, Clone)]
pub(crate) struct Acted {
    /// The case after it.
    pub(crate) loaded: Arc<Loaded>,
}

/// Why it did not.
#[derive(Debug)]
pub(crate) enum Stop {
    /// The regulation says no.
    Refused(Vec<Refusal>),
    /// The case has moved on since the form was shown.
    Changed { case: String, actor: Box<Actor> },
    /// Something broke.
    Fault(Fault),
}

/// Why a form did not come through: the desk's own objection, or what the decision came to.
#[derive(Debug)]
pub(crate) enum Stay {
    /// Wrong input, not found, a file that is not taken.
    Rejected(Rejection),
    /// The decision.
    Stop(Stop),
}

impl From<Rejection> for Stay {
    fn from(rejection: Rejection) -> Self {
        Self::Rejected(rejection)
    }
}

impl From<Stop> for Stay {
    fn from(stop: Stop) -> Self {
        Self::Stop(stop)
    }
}

impl From<Fault> for Stay {
    fn from(fault: Fault) -> Self {
        Self::Stop(Stop::Fault(fault))
    }
}

impl From<StoreError> for Stay {
    fn from(error: StoreError) -> Self {
        Fault::from(error).into()
    }
}

impl<E: Into<Fault>> From<E> for Stop {
    fn from(error: E) -> Self {
        Self::Fault(error.into())
    }
}

impl Desk {
    /// Carries an order out: decided on the fresh state, written with the expected version, decided again on a conflict.
    pub(crate) async fn carry_out(&self, order: Order) -> Result<Acted, Stop> {
        if let Some((stream, _)) = self.store().performed(&order.once).await? {
            return Ok(Acted { loaded: self.load(&stream).await? });
        }
        for _ in 0..TRIES_MAX {
            let loaded = self.standing(&order).await?;
            if let (Some(shown), Command::Do(act)) = (order.shown, &order.command)
                && changes(&loaded, act, shown)
            {
                return Err(Stop::Changed { case: order.case, actor: Box::new(act.actor.clone()) });
            }
            let (commit, around) = self.decided(&loaded, &order.command, order.now).await?;
            match self.write(&loaded, commit, around, &order).await {
                Ok(acted) => return Ok(acted),
                Err(Stop::Fault(Fault::Store(error))) if error.is_conflict() && !is_beside(&error, &order) => {
                    self.cases_kept().forget(&order.case)
                }
                Err(stop) => return Err(stop),
            }
        }
        Err(Fault::Restless(order.case).into())
    }

    /// The same for looking at a case again: a commit in which nothing happened is not written.
    pub(crate) async fn carry_out_if_it_matters(&self, order: Order) -> Result<(), Stop> {
        let loaded = self.standing(&order).await?;
        let (commit, _) = self.decided(&loaded, &order.command, order.now).await?;
        let matters = commit.events.iter().any(|event| !matches!(event, Event::Stamped { .. }));
        if matters {
            self.carry_out(order).await?;
        }
        Ok(())
    }

    /// The case as it stands, settled; a fresh one if it begins.
    async fn standing(&self, order: &Order) -> Result<Arc<Loaded>, Stop> {
        match (&order.begins, &order.command) {
            (Some((office, regulation)), _) => {
                let case = Case::empty(order.case.clone());
                let begun = Loaded::of(case, Vec::new(), Arc::clone(regulation), Arc::clone(office));
                Ok(Arc::new(begun.with(Arc::default(), 0)))
            }
            (None, Command::Pass(_)) => Ok(self.load(&order.case).await?),
            (None, _) => self.settled(&order.case, order.now).await,
        }
    }

    /// What an order would come to: decided on the fresh state, not written.
    pub(crate) async fn foretold(&self, order: &Order) -> Result<(Arc<Loaded>, Commit), Stop> {
        let loaded = self.standing(order).await?;
        let (commit, _) = self.decided(&loaded, &order.command, order.now).await?;
        Ok((loaded, commit))
    }

    /// Decides, answering what is asked.
    async fn decided(
        &self,
        loaded: &Loaded,
        command: &Command,
        now: Timestamp,
    ) -> Result<(Commit, Surroundings), Stop> {
        let calendar = loaded.office.calendar(&loaded.regulation);
        let from = Standpoint { office: &loaded.office, regulation: &loaded.regulation, at: now };
        let mut around = Surroundings::new();
        for _ in 0..ROUNDS_MAX {
            let at_hand = AtHand { from, gathered: &around };
            match decide(&loaded.case, command, &loaded.regulation, &calendar, &at_hand, now) {
                Outcome::Done(commit) => return Ok((*commit, around)),
                Outcome::Refused(refusals) => return Err(Stop::Refused(refusals)),
                Outcome::Missing(questions) => self.answer_questions(from, questions, &mut around).await?,
            }
        }
        Err(Fault::Restless(loaded.case.id.clone()).into())
    }

    /// What the read models of the case need to know of the world after a commit.
    pub(crate) async fn around_after(
        &self,
        before: &Loaded,
        commit: &Commit,
        around: Surroundings,
        now: Timestamp,
    ) -> Result<(Case, engine::Seen), Fault> {
        let mut case = before.case.clone();
        commit.events.iter().for_each(|event| apply(&mut case, &before.regulation, event));
        let seen = engine::project(self, &before.office, &before.regulation, &case, around, now).await?;
        Ok((case, seen))
    }
}

/// Has the other stream of the order moved on; deciding again would not help.
fn is_beside(error: &StoreError, order: &Order) -> bool {
    matches!(error, StoreError::Conflict { stream, .. } if *stream != order.case)
}

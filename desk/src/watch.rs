//! Open pages of a case hear that they must ask again: somebody has acted, or the case is no longer there for whoever has the page
//! open. What they hear says nothing of the case.

use std::time::Duration;

use dengwen_regulation::model::Sees;
use tokio::sync::broadcast::{Receiver, error::RecvError};

use crate::{
    actor,
    desk::{Desk, News},
    engine,
    fault::Fault,
    look::sees,
    office::{office_of_case, stream_of},
};

/// What concerns every page: somebody has signed out.
pub(crate) const DOOR: &str = "door";
/// What concerns every page: anything may have been written while nobody heard it.
pub(crate) const ANYTHING: &str = "*";
/// The house closes.
pub(crate) const CLOSING: &str = "";
/// How long a page waits before it looks without having heard anything: sessions run out by themselves, and what another node
/// tells may be lost.
const LOOK_AGAIN: Duration = Duration::from_secs(10);

/// How an open page of a case stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Nothing has happened since.
    Same,
    /// Something has happened; the last change now.
    Changed(u64),
    /// The case is not there for this person.
    Gone,
    /// Nobody is signed in there any more, or the house closes.
    Out,
}

impl Desk {
    /// How a page stands that shows a case as of a change, in the session of a token. The session is not prolonged by it, and
    /// nothing of the case is read.
    ///
    /// # Errors
    /// [`Fault`] if the store fails.
    pub async fn stands(&self, token: &str, case: &str, seq: u64) -> Result<Standing, Fault> {
        let row = self.store().session(&self.token_hash(token), self.now()).await?;
        let Some((office, person)) = row.as_ref().and_then(|row| row.person.split_once('/')) else {
            return Ok(Standing::Out);
        };
        let state = self.office_state(office).await?;
        if !state.people.get(person).is_some_and(|person| person.active) {
            return Ok(Standing::Out);
        }
        if office_of_case(case) != office {
            return Ok(Standing::Gone);
        }
        let loaded = match self.load(case).await {
            Err(Fault::CaseUnknown(_) | Fault::OfficeUnknown(_)) => return Ok(Standing::Gone),
            loaded => loaded?,
        };
        let now = self.now();
        let seen = engine::seen(self, &loaded, now).await?;
        Ok(match &loaded.case {
            case if sees(case, &seen, &actor::person(&state, person, now)) < Sees::Progress => Standing::Gone,
            case if case.seq > seq => Standing::Changed(case.seq),
            _ => Standing::Same,
        })
    }

    /// Waits until such a page must ask again.
    pub async fn until_changed(&self, token: &str, case: &str, seq: u64) -> Standing {
        let mut news = self.news();
        loop {
            match self.stands(token, case, seq).await {
                Ok(Standing::Same) => {}
                Ok(standing) => return standing,
                Err(fault) => tracing::warn!(fault = %fault.chain(), "an open page could not be looked after"),
            }
            if let Ok(true) = tokio::time::timeout(LOOK_AGAIN, heard(&mut news, case)).await {
                return Standing::Out;
            }
        }
    }

    /// Lets go of all open pages: the house closes.
    pub fn let_pages_go(&self) {
        self.tell_pages(CLOSING);
    }
}

/// Waits for what concerns pages of a case: does the house close.
async fn heard(news: &mut Receiver<News>, case: &str) -> bool {
    let office = stream_of(office_of_case(case));
    loop {
        match news.recv().await.map(|news| news.what) {
            Ok(what) if *what == *CLOSING => return true,
            Ok(what) if [case, &office, DOOR, ANYTHING].contains(&&*what) => return false,
            Ok(_) => {}
            // Too much at once: whoever may have missed something looks.
            Err(RecvError::Lagged(_)) => return false,
            Err(RecvError::Closed) => return true,
        }
    }
}

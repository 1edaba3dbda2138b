//! Who somebody is, proven again before grave acts: a session left open on a desk opens no identity.

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value as Json, json};

use crate::{
    accounts::later,
    audit::Record,
    desk::Desk,
    fault::Fault,
    view::{Rejection, Session},
};

/// The place of the last proof in the row of a session; where it is missing, that was the sign-in.
const PROVED: &str = "proved";
/// How many letters the code of a telephone has.
const CODE_LETTERS: usize = 6;

impl Desk {
    /// Proves again who is signed in, by the password, or by a code where there is a second step.
    ///
    /// # Errors
    /// [`Rejection::Forbidden`] if it is neither, [`Rejection::TooSoon`] after several wrong ones.
    pub async fn prove(&self, session: &Session, typed: &str) -> Result<Session, Rejection> {
        let person = session.account();
        let is_code = typed.chars().filter(|letter| *letter != ' ').all(|letter| letter.is_ascii_digit())
            && typed.chars().filter(char::is_ascii_digit).count() == CODE_LETTERS;
        if is_code && self.store().second_step(&person).await?.is_some() {
            let turn = self.turn(&format!("code {person}")).await?;
            if !self.second_step_passed(&person, typed).await? {
                self.record_door(Record::SignInRefused { person: Some(person) }).await?;
                return Err(Rejection::Forbidden);
            }
            self.right(turn).await?;
        } else {
            self.own_password(session, typed).await?;
        }
        self.proved(session).await
    }

    /// Notes that somebody has proven who they are.
    pub(super) async fn proved(&self, session: &Session) -> Result<Session, Rejection> {
        let person = session.account();
        let now = self.now();
        let hash = self.token_hash(&session.token);
        let Some(mut row) = self.store().session(&hash, now).await? else { return Err(Rejection::Forbidden) };
        if let Json::Object(body) = &mut row.body {
            body.insert(PROVED.to_owned(), json!(now.as_microsecond()));
        }
        self.record_door(Record::Proved { person }).await?;
        self.store().session_put(&row).await?;
        Ok(Session { proof_wanted: false, ..session.clone() })
    }

    /// Is the last proof older than the office lets it count?
    pub(crate) async fn wants_proof(&self, office: &str, begun: Timestamp, body: &Json) -> Result<bool, Fault> {
        let minutes = self.office_state(office).await?.door.proof_minutes;
        let proved = body.get(PROVED).and_then(Json::as_i64);
        let proved = proved.and_then(|at| Timestamp::from_microsecond(at).ok()).unwrap_or(begun);
        Ok(later(proved, SignedDuration::from_mins(i64::from(minutes))) < self.now())
    }

    /// Refuses what needs a fresh proof to whoever has none.
    pub(crate) fn proven(session: &Session) -> Result<(), Rejection> {
        if session.proof_wanted { Err(Rejection::ProofWanted) } else { Ok(()) }
    }
}

//! Accounts and sessions. Passwords and tokens are there only as hashes.

use dengwen_regulation::model::Label;
use dengwen_store::{AccountRow, Hash, SessionRow};
use jiff::{SignedDuration, Timestamp};

use crate::{
    audit::Record,
    desk::Desk,
    fault::Fault,
    keys::Held,
    secrets::{self, Passwords},
    view::{Cited, Refused, Rejection, Session},
    watch,
};

/// How many wrong passwords close an account for a while, and for how long.
pub(crate) const TRIES_MAX: u32 = 10;
pub(crate) const CLOSED: SignedDuration = SignedDuration::from_mins(15);
/// How long a session lasts after it was last used.
const SESSION: SignedDuration = SignedDuration::from_hours(10);
/// How often it is noted that a session was used.
const NOTED: SignedDuration = SignedDuration::from_mins(5);

impl Desk {
    /// Gives a person of an office a sign-in, or a new password.
    ///
    /// # Errors
    /// [`Fault::Entry`] if there is no such person, or the name belongs to somebody else.
    pub async fn save_account(&self, office: &str, person: &str, login: &str, password: &str) -> Result<(), Fault> {
        let state = self.office_state(office).await?;
        if !state.people.contains_key(person) {
            return Err(Fault::Entry("an account needs a person of the office".to_owned()));
        }
        let person = format!("{office}/{person}");
        if self.store().account(login).await?.is_some_and(|known| known.person != person) {
            return Err(Fault::Entry("this sign-in name is taken".to_owned()));
        }
        let (passwords, text) = (self.passwords(), password.to_owned());
        let hash = tokio::task::spawn_blocking(move || passwords.hash(&text)).await.map_err(|_| Fault::Thread)??;
        let account = AccountRow {
            login: login.to_owned(),
            person,
            password_hash: hash,
            locale: "zh".to_owned(),
            created_at: self.now(),
            disabled_at: None,
            failures: 0,
            locked_until: None,
        };
        self.record_door(Record::AccountSaved { person: account.person.clone() }).await?;
        self.store().account_put(&account).await?;
        self.key_of_account(office, account.person.strip_prefix(&format!("{office}/")).unwrap_or(""), login, password)
            .await
    }

    /// Lets somebody in. From where they come is neither asked nor kept.
    ///
    /// # Errors
    /// [`Rejection::Forbidden`] for a wrong name or password, [`Rejection::Refused`] after ten wrong ones in a quarter of an hour.
    pub async fn sign_in(&self, login: &str, password: &str) -> Result<Session, Rejection> {
        let now = self.now();
        let account = self.store().account(login).await?;
        let locked = account.as_ref().and_then(|account| account.locked_until);
        if locked.is_some_and(|until| now < until) {
            return Err(too_often());
        }
        if locked.is_some() {
            self.store().account_succeeded(login).await?;
        }
        let hash = match &account {
            Some(account) => account.password_hash.clone(),
            // A name that is not there takes as long as one that is.
            None => self.passwords().hash("nobody")?,
        };
        let text = password.to_owned();
        let fits =
            tokio::task::spawn_blocking(move || Passwords::verify(&text, &hash)).await.map_err(|_| Fault::Thread)?;
        let Some(account) = account.filter(|account| fits && account.disabled_at.is_none()) else {
            return self.refuse_sign_in(login, locked.is_some(), now).await;
        };
        self.store().account_succeeded(login).await?;
        let (office, person) = account.person.split_once('/').ok_or(Rejection::Forbidden)?;
        let (token, csrf) = (secrets::token()?, secrets::token()?);
        let keys = self.unlock(office, person, login, password).await?;
        let row = SessionRow {
            token_hash: self.token_hash(&token),
            person: account.person.clone(),
            csrf: csrf.clone(),
            created_at: now,
            seen_at: now,
            expires_at: later(now, SESSION),
            body: self.kept_for_session(&keys, &token)?,
        };
        self.record_door(Record::SignedIn { person: account.person.clone() }).await?;
        self.store().session_put(&row).await?;
        self.greet(office, &keys).await?;
        let session = self.seated(office, person, token, csrf).await?.ok_or(Rejection::Forbidden)?;
        Ok(Session { keys, ..session })
    }

    async fn refuse_sign_in(&self, login: &str, fresh: bool, now: Timestamp) -> Result<Session, Rejection> {
        let account = self.store().account(login).await?;
        let failures = account.as_ref().map_or(0, |account| if fresh { 0 } else { account.failures });
        let closes = failures.saturating_add(1) >= TRIES_MAX;
        self.store().account_failed(login, closes.then(|| later(now, CLOSED))).await?;
        self.record_door(Record::SignInRefused { person: account.map(|account| account.person) }).await?;
        tracing::warn!(closes, "a sign-in was refused");
        Err(Rejection::Forbidden)
    }

    /// Who is signed in by this token.
    pub async fn session(&self, token: &str) -> Option<Session> {
        let now = self.now();
        let hash = self.token_hash(token);
        let row =
            self.store().session(&hash, now).await.map_err(|error| tracing::error!(%error, "sessions")).ok()??;
        if later(row.seen_at, NOTED) < now
            && let Err(error) = self.store().session_seen(&hash, now, later(now, SESSION)).await
        {
            tracing::warn!(%error, "a session could not be prolonged");
        }
        let (office, person) = row.person.split_once('/')?;
        let keys = self.held_by_session(&row.body, token);
        let session = self.seated(office, person, token.to_owned(), row.csrf).await.ok()??;
        Some(Session { keys, ..session })
    }

    /// Ends a session.
    pub async fn sign_out(&self, token: &str) {
        let hash = self.token_hash(token);
        let row = self.store().session(&hash, self.now()).await.ok().flatten();
        if let Err(error) = self.store().session_end(&hash).await {
            tracing::error!(%error, "a session could not be ended");
        }
        self.tell_pages(watch::DOOR);
        if let Some(row) = row
            && let Err(fault) = self.record_door(Record::SignedOut { person: row.person }).await
        {
            tracing::error!(fault = %fault.chain(), "an end of a session is not on record");
        }
    }

    /// A session for a person without a password, for the command line and tests. It is not stored.
    ///
    /// # Errors
    /// [`Rejection::NotFound`] if there is no such person.
    pub async fn session_for(&self, office: &str, person: &str) -> Result<Session, Rejection> {
        let session = self.seated(office, person, String::new(), String::new()).await?.ok_or(Rejection::NotFound)?;
        let keys = self.unlock_known(&*self.office_state(office).await?, person).await?;
        Ok(Session { keys, ..session })
    }

    async fn seated(&self, office: &str, person: &str, token: String, csrf: String) -> Result<Option<Session>, Fault> {
        let state = self.office_state(office).await?;
        let Some(known) = state.people.get(person).filter(|person| person.active) else { return Ok(None) };
        let regulations = self.regulations_of(&state);
        let role = |id: &str| regulations.iter().find_map(|one| one.roles.get(id).map(|role| role.label.clone()));
        let unit = |id: &str| state.units.get(id).map(|unit| unit.name.clone());
        let mut posts = Vec::new();
        for post in state.posts_of(person, self.now()) {
            let of = unit(&post.unit).unwrap_or_else(|| Label::plain(&post.unit));
            let held = role(&post.role).unwrap_or_else(|| Label::plain(&post.role));
            for label in [of, held] {
                if posts.iter().all(|known: &Label| known.zh != label.zh) {
                    posts.push(label);
                }
            }
        }
        Ok(Some(Session {
            person: person.to_owned(),
            name: known.name.clone(),
            office: office.to_owned(),
            posts,
            administrator: known.administrator,
            csrf,
            token,
            keys: Held::default(),
        }))
    }

    pub(crate) fn token_hash(&self, token: &str) -> Hash {
        hash(self.keys().blind_hash("session", token.as_bytes()))
    }
}

/// A keyed hash as the store keeps it.
pub(crate) fn hash(of: dengwen_sealing::Hashed) -> Hash {
    Hash::from_slice(&of.0).unwrap_or(Hash::ZERO)
}

pub(crate) fn later(at: Timestamp, by: SignedDuration) -> Timestamp {
    at.saturating_add(by).unwrap_or(at)
}

pub(crate) fn too_often() -> Rejection {
    let text = "密码多次有误，请十五分钟后再试 | too many wrong passwords; try again in fifteen minutes".to_owned();
    let cited = Cited { text, article: None, reading: None };
    Rejection::Refused(vec![Refused { code: "too_many_tries".to_owned(), cited, instead: Vec::new() }])
}

//! Accounts and sessions. Passwords and tokens are there only as hashes.

use dengwen_regulation::model::{Label, Lang};
use dengwen_store::{AccountRow, Hash, SessionRow};
use jiff::{SignedDuration, Timestamp};

use crate::{
    audit::Record,
    desk::Desk,
    door::{Device, Purpose},
    fault::Fault,
    keys::Held,
    secrets::{self, Passwords},
    view::{Rejection, Session},
    watch,
};

/// How long a session lasts after it was last used.
const SESSION: SignedDuration = SignedDuration::from_hours(10);
/// How often it is noted that a session was used.
const NOTED: SignedDuration = SignedDuration::from_mins(5);

/// What somebody says at the door.
#[derive(Clone, Copy, Default)]
pub struct Knock<'a> {
    /// The name.
    pub login: &'a str,
    /// The password.
    pub password: &'a str,
    /// The code of the second step, if there is one.
    pub code: &'a str,
    /// The answer of a passkey in its place, as the script sends it.
    pub passkey: &'a str,
    /// The kind of device.
    pub device: Device,
    /// What the device kept of the last sign-in on it ([`Entered::known`]); empty if it has nothing.
    pub known: &'a str,
}

/// Somebody who was let in.
#[derive(Debug)]
pub struct Entered {
    /// The session.
    pub session: Session,
    /// What the device keeps, so that tries elsewhere do not keep its owner waiting. It opens nothing.
    pub known: String,
}

impl Desk {
    /// Gives a person of an office a sign-in, or a new password.
    ///
    /// # Errors
    /// [`Fault::Entry`] if there is no such person, or the name belongs to somebody else.
    pub async fn save_account(&self, office: &str, person: &str, login: &str, password: &str) -> Result<(), Fault> {
        self.put_account((office, person), login, password, None).await
    }

    /// The same by an administrator. All sessions of that person end: whoever had the password before may be in one.
    ///
    /// # Errors
    /// [`Rejection::Forbidden`] for anybody else, [`Rejection::Invalid`] if there is no such person, or the name belongs to
    /// somebody else.
    pub async fn enter_account(
        &self,
        session: &Session,
        person: &str,
        login: &str,
        password: &str,
        lang: Lang,
    ) -> Result<(), Rejection> {
        Self::administrator(session)?;
        self.strong_enough(session, person, login, password, "password").await?;
        let by = Some(session.person.clone());
        match self.put_account((&session.office, person), login, password, by).await {
            Err(Fault::Entry(why)) => Err(Rejection::Invalid(vec![("login".to_owned(), why.in_lang(lang).to_owned())])),
            done => Ok(done?),
        }
    }

    async fn put_account(
        &self,
        (office, person): (&str, &str),
        login: &str,
        password: &str,
        by: Option<String>,
    ) -> Result<(), Fault> {
        let state = self.office_state(office).await?;
        if !state.people.contains_key(person) {
            return Err(Fault::entry("登录名须属于本单位的人员", "an account needs a person of the office"));
        }
        let person = format!("{office}/{person}");
        if self.store().account(login).await?.is_some_and(|known| known.person != person) {
            return Err(Fault::login_taken(login));
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
        };
        self.record_door(Record::AccountSaved { person: account.person.clone(), by }).await?;
        self.store().account_put(&account).await?;
        self.store().sessions_end(&account.person).await?;
        self.end_tokens_of(&account.person).await?;
        self.key_of_account(office, account.person.strip_prefix(&format!("{office}/")).unwrap_or(""), login, password)
            .await
    }

    /// Lets somebody in. From where they come is neither asked nor kept.
    ///
    /// # Errors
    /// [`Rejection::Forbidden`] for a wrong name or password, [`Rejection::TooSoon`] for a while after several wrong ones.
    pub async fn sign_in(&self, login: &str, password: &str) -> Result<Session, Rejection> {
        Ok(self.enter(Knock { login, password, ..Knock::default() }).await?.session)
    }

    /// The same with all that may be said at the door.
    ///
    /// # Errors
    /// As [`Desk::sign_in`].
    pub async fn enter(&self, knock: Knock<'_>) -> Result<Entered, Rejection> {
        let Knock { login, password, code, passkey, device, known } = knock;
        let now = self.now();
        let turn = self.turn(&self.tried_on(login, known)).await?;
        let account = self.store().account(login).await?;
        let hash = match &account {
            Some(account) => account.password_hash.clone(),
            // A name that is not there takes as long as one that is.
            None => self.passwords().hash("nobody")?,
        };
        let text = password.to_owned();
        let fits =
            tokio::task::spawn_blocking(move || Passwords::verify(&text, &hash)).await.map_err(|_| Fault::Thread)?;
        let Some(account) = account.filter(|account| fits && account.disabled_at.is_none()) else {
            return self.refuse_sign_in(login).await;
        };
        let passed = match passkey {
            "" => self.second_step_passed(&account.person, code).await?,
            answer => self.passkey_passed(&account.person, answer, &Purpose::Door).await?,
        };
        if !passed {
            return self.refuse_sign_in(login).await;
        }
        self.right(turn).await?;
        self.sweep_door().await?;
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
            body: self.kept_for_session(&keys, &token, device)?,
        };
        self.record_door(Record::SignedIn { person: account.person.clone() }).await?;
        self.store().session_put(&row).await?;
        self.greet(office, &keys).await?;
        let session = self.seated(office, person, token, csrf).await?.ok_or(Rejection::Forbidden)?;
        Ok(Entered { session: Session { keys, ..session }, known: self.known_device(login, known)? })
    }

    async fn refuse_sign_in(&self, login: &str) -> Result<Entered, Rejection> {
        let account = self.store().account(login).await?;
        self.record_door(Record::SignInRefused { person: account.map(|account| account.person) }).await?;
        tracing::warn!("a sign-in was refused");
        Err(Rejection::Forbidden)
    }

    /// Who is signed in by this token, and has all that the office asks for; nobody where that cannot be found out either.
    pub async fn session(&self, token: &str) -> Option<Session> {
        self.signed_in(token).await.ok().flatten()
    }

    /// The same, where not being able to find out is told from nobody.
    ///
    /// # Errors
    /// [`Rejection::Away`] or [`Rejection::Fault`].
    pub async fn signed_in(&self, token: &str) -> Result<Option<Session>, Rejection> {
        let Some(session) = self.newcomer(token).await? else { return Ok(None) };
        Ok(if self.lacks_second_step(&session).await? { None } else { Some(session) })
    }

    /// Who is signed in by this token, though they may still have to set up their second step. Nothing else is open to them
    /// before that.
    ///
    /// # Errors
    /// As [`Desk::signed_in`].
    pub async fn newcomer(&self, token: &str) -> Result<Option<Session>, Rejection> {
        let now = self.now();
        let hash = self.token_hash(token);
        let Some(row) = self.store().session(&hash, now).await? else { return Ok(None) };
        if later(row.seen_at, NOTED) < now
            && let Err(error) = self.store().session_seen(&hash, now, later(now, SESSION)).await
        {
            tracing::warn!(%error, "a session could not be prolonged");
        }
        let Some((office, person)) = row.person.split_once('/') else { return Ok(None) };
        let keys = self.held_by_session(&row.body, token);
        let seated = self.seated(office, person, token.to_owned(), row.csrf).await?;
        let Some(session) = seated else { return Ok(None) };
        let proof_wanted = self.wants_proof(office, row.created_at, &row.body).await?;
        // Asked only where it is needed: pages of a fresh session draw no field for it.
        let passkey = proof_wanted && self.address().is_some() && !self.store().passkeys(&row.person).await?.is_empty();
        Ok(Some(Session { keys, proof_wanted, passkey, ..session }))
    }

    /// Ends a session.
    ///
    /// # Errors
    /// [`Fault::Store`]; it has not ended then.
    pub async fn sign_out(&self, token: &str) -> Result<(), Fault> {
        let hash = self.token_hash(token);
        let row = self.store().session(&hash, self.now()).await?;
        self.store().session_end(&hash).await?;
        self.tell_pages(watch::DOOR);
        if let Some(row) = row
            && let Err(fault) = self.record_door(Record::SignedOut { person: row.person }).await
        {
            tracing::error!(fault = %fault.chain(), "an end of a session is not on record");
        }
        Ok(())
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

    pub(crate) async fn seated(
        &self,
        office: &str,
        person: &str,
        token: String,
        csrf: String,
    ) -> Result<Option<Session>, Fault> {
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
            proof_wanted: false,
            passkey: false,
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

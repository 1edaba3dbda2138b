//! Everybody changes their own password; administrators set those of others.

use crate::{
    audit::Record,
    desk::Desk,
    door::Strength,
    fault::Fault,
    secrets::Passwords,
    view::{Rejection, Session},
};

impl Desk {
    /// How hard a new password of a person of the office is to guess.
    ///
    /// # Errors
    /// [`Rejection::Fault`].
    pub async fn password_strength(
        &self,
        session: &Session,
        person: &str,
        login: &str,
        password: &str,
    ) -> Result<Strength, Rejection> {
        let office = self.office_state(&session.office).await?;
        let logins = self.store().accounts().await?.into_iter();
        let whose = format!("{}/{person}", session.office);
        let logins: Vec<String> = logins.filter(|one| one.person == whose).map(|one| one.login).collect();
        let name = office.person_name(person);
        let mut about = vec![login, person, &name, &session.office, &office.name.zh, &office.name.en];
        about.extend(logins.iter().map(String::as_str));
        Ok(Strength::of(password, &about))
    }

    /// Changes the password of whoever is signed in; their other sessions end.
    ///
    /// # Errors
    /// [`Rejection::Forbidden`] if the old password is wrong, [`Rejection::TooSoon`] after several wrong ones,
    /// [`Rejection::Invalid`] if the new one is too easy to guess.
    pub async fn change_password(&self, session: &Session, old: &str, new: &str) -> Result<(), Rejection> {
        self.strong_enough(session, &session.person, "", new, "new").await?;
        let account = self.own_password(session, old).await?;
        let (passwords, text) = (self.passwords(), new.to_owned());
        let mut changed = account.clone();
        changed.password_hash = threaded(move || passwords.hash(&text)).await??;
        self.record_door(Record::AccountSaved { person: session.account(), by: None }).await?;
        self.store().account_put(&changed).await?;
        // Whoever is signed in has the key in the hand: it stays, under the new password.
        self.seated_by(session).key_of_account(&session.office, &session.person, &account.login, new).await?;
        self.store().sessions_end_but(&session.account(), &self.token_hash(&session.token)).await?;
        Ok(())
    }

    /// The account of whoever is signed in to which this password belongs. Wrong ones are on record, and make the next wait.
    pub(crate) async fn own_password(
        &self,
        session: &Session,
        password: &str,
    ) -> Result<dengwen_store::AccountRow, Rejection> {
        let (person, turn) = (session.account(), self.turn(&format!("own {}", session.account())).await?);
        let accounts = self.store().accounts().await?.into_iter();
        for account in accounts.filter(|one| one.person == person && one.disabled_at.is_none()) {
            let (text, hash) = (password.to_owned(), account.password_hash.clone());
            if threaded(move || Passwords::verify(&text, &hash)).await? {
                self.right(turn).await?;
                return Ok(account);
            }
        }
        self.record_door(Record::SignInRefused { person: Some(person) }).await?;
        Err(Rejection::Forbidden)
    }

    /// Refuses a password that is too easy to guess.
    pub(crate) async fn strong_enough(
        &self,
        session: &Session,
        person: &str,
        login: &str,
        password: &str,
        field: &str,
    ) -> Result<(), Rejection> {
        if self.password_strength(session, person, login, password).await?.is_enough() {
            return Ok(());
        }
        let text = "这个密码容易被猜到 | this password is easy to guess".to_owned();
        Err(Rejection::Invalid(vec![(field.to_owned(), text)]))
    }
}

/// Hashing takes its time and a thread of its own.
async fn threaded<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, Fault> {
    tokio::task::spawn_blocking(work).await.map_err(|_| Fault::Thread)
}

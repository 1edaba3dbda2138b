//! Everybody changes their own password.

use crate::{
    accounts::{CLOSED, TRIES_MAX, later, too_often},
    audit::Record,
    desk::Desk,
    fault::Fault,
    secrets::Passwords,
    view::{Rejection, Session},
};

/// The shortest password.
pub const PASSWORD_CHARACTERS_MIN: usize = 10;

impl Desk {
    /// Changes the password of whoever is signed in; their other sessions end.
    ///
    /// # Errors
    /// [`Rejection::Forbidden`] if the old password is wrong, [`Rejection::Refused`] after ten wrong ones,
    /// [`Rejection::Invalid`] if the new one is too short.
    pub async fn change_password(&self, session: &Session, old: &str, new: &str) -> Result<(), Rejection> {
        if new.chars().count() < PASSWORD_CHARACTERS_MIN {
            let text = "新密码至少十个字符 | at least ten characters".to_owned();
            return Err(Rejection::Invalid(vec![("new".to_owned(), text)]));
        }
        let (now, person) = (self.now(), format!("{}/{}", session.office, session.person));
        let accounts = self.store().accounts().await?.into_iter();
        let mine: Vec<_> = accounts.filter(|one| one.person == person && one.disabled_at.is_none()).collect();
        if mine.iter().any(|one| one.locked_until.is_some_and(|until| now < until)) {
            return Err(too_often());
        }
        for account in &mine {
            let (text, hash) = (old.to_owned(), account.password_hash.clone());
            if !threaded(move || Passwords::verify(&text, &hash)).await? {
                continue;
            }
            let (passwords, text) = (self.passwords(), new.to_owned());
            let mut changed = account.clone();
            changed.password_hash = threaded(move || passwords.hash(&text)).await??;
            (changed.failures, changed.locked_until) = (0, None);
            self.record_door(Record::AccountSaved { person: person.clone() }).await?;
            self.store().account_put(&changed).await?;
            // Whoever is signed in has the key in the hand: it stays, under the new password.
            self.seated_by(session).key_of_account(&session.office, &session.person, &account.login, new).await?;
            self.store().sessions_end_but(&person, &self.token_hash(&session.token)).await?;
            return Ok(());
        }
        self.record_door(Record::SignInRefused { person: Some(person) }).await?;
        for account in &mine {
            let closes = account.failures.saturating_add(1) >= TRIES_MAX;
            self.store().account_failed(&account.login, closes.then(|| later(now, CLOSED))).await?;
        }
        Err(Rejection::Forbidden)
    }
}

/// Hashing takes its time and a thread of its own.
async fn threaded<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, Fault> {
    tokio::task::spawn_blocking(work).await.map_err(|_| Fault::Thread)
}

//! The second step of a sign-in: a code of a program on the telephone beside the password.
//!
//! Name, password and code stand on one form and are judged together. So nothing has to be kept between two steps, above all not
//! the key that the password unlocks, and the answer never says that the password alone was right.

use std::fmt::Write as _;

use dengwen_sealing::Place;
use dengwen_store::SecondStepRow;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value as Json, json};

use super::totp;
use crate::{
    audit::Record,
    desk::Desk,
    fault::Fault,
    secrets,
    typed::{pack, unpack},
    view::{Rejection, Session},
};

/// How many codes there are for when the telephone is lost, and how many letters of five bits each has.
const CODES: usize = 10;
const CODE_LETTERS: usize = 12;
/// How long a secret that is shown may wait for its first code.
const SETUP: SignedDuration = SignedDuration::from_mins(30);

/// Whether somebody has a second step.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SecondStepView {
    /// Since when; `None`: there is none.
    pub since: Option<Timestamp>,
    /// How many codes for a lost telephone are left.
    pub codes_left: usize,
    /// The office asks everybody for one, and there is no passkey in its place.
    pub required: bool,
}

/// A second step that is being set up. Nothing is stored before its first code is typed.
#[derive(Clone)]
pub struct SecondStepSetup {
    /// The secret, sealed, for the form.
    pub voucher: String,
    /// The secret in letters, for typing.
    pub secret: String,
    /// The secret as programs for telephones read it from a picture.
    pub address: String,
}

impl Desk {
    /// Whether whoever asks has a second step.
    ///
    /// # Errors
    /// [`Rejection::Fault`].
    pub async fn second_step(&self, session: &Session) -> Result<SecondStepView, Rejection> {
        let required = self.office_state(&session.office).await?.door.second_step
            && self.store().passkeys(&session.account()).await?.is_empty();
        let row = self.store().second_step(&session.account()).await?;
        let since = row.as_ref().map(|row| row.made_at);
        Ok(SecondStepView { since, codes_left: row.map_or(0, |row| hashes(&row).len()), required })
    }

    /// A fresh secret to be put into the telephone, or the one of this voucher again. Nothing is stored.
    ///
    /// # Errors
    /// [`Rejection::Fault`].
    pub async fn set_up_second_step(&self, session: &Session, voucher: &str) -> Result<SecondStepSetup, Rejection> {
        let secret = match self.vouched(&purpose(session), voucher) {
            Some(secret) => secret,
            None => secrets::random::<{ totp::SECRET }>()?.to_vec(),
        };
        let voucher = self.voucher(&purpose(session), &secret, SETUP)?;
        let office = self.office_state(&session.office).await?;
        let secret = totp::base32(&secret);
        let (issuer, name) = (escaped(&office.name.zh), escaped(&session.name));
        let address = format!("otpauth://totp/{issuer}:{name}?secret={secret}&issuer={issuer}");
        Ok(SecondStepSetup { voucher, secret, address })
    }

    /// Takes the second step into use, with the password and its first code. Gives the codes for a lost telephone: they are
    /// shown this once.
    ///
    /// # Errors
    /// [`Rejection::Forbidden`] for a wrong password, [`Rejection::Invalid`] for a wrong code or a page that stood open too
    /// long, [`Rejection::TooSoon`].
    pub async fn confirm_second_step(
        &self,
        session: &Session,
        voucher: &str,
        password: &str,
        code: &str,
    ) -> Result<Vec<String>, Rejection> {
        let person = session.account();
        if self.store().second_step(&person).await?.is_some() {
            return Err(Rejection::Changed(Vec::new()));
        }
        self.own_password(session, password).await?;
        let secret = self.vouched(&purpose(session), voucher).ok_or_else(wrong_code)?;
        let used = totp::step_of(&secret, &typed(code), self.now(), 0).ok_or_else(wrong_code)?;
        let mut codes = Vec::new();
        for _ in 0..CODES {
            codes.push(secrets::letters(&secrets::random::<CODE_LETTERS>()?));
        }
        let hashes: Vec<String> = codes.iter().map(|code| self.code_hash(&person, code)).collect();
        let sealed = self.keys().seal_bytes(&place(&person), &secret, secrets::random()?);
        let made_at = self.now();
        let row = SecondStepRow { person: person.clone(), sealed: pack(&sealed), used, codes: json!(hashes), made_at };
        self.record_door(Record::SecondStepMade { person }).await?;
        self.store().second_step_put(&row).await?;
        Ok(codes.iter().map(|code| in_fours(code)).collect())
    }

    /// Takes the own second step away, with the password and a code.
    ///
    /// # Errors
    /// [`Rejection::Forbidden`] for a wrong password, [`Rejection::Invalid`] for a wrong code, [`Rejection::TooSoon`].
    pub async fn remove_second_step(&self, session: &Session, password: &str, code: &str) -> Result<(), Rejection> {
        let person = session.account();
        self.own_password(session, password).await?;
        let turn = self.turn(&format!("code {person}")).await?;
        if !self.second_step_passed(&person, code).await? {
            return Err(wrong_code());
        }
        self.right(turn).await?;
        self.record_door(Record::SecondStepEnded { person: person.clone(), by: None }).await?;
        self.store().second_step_delete(&person).await?;
        Ok(())
    }

    /// Takes the second step of somebody away who lost telephone, codes and passkeys, as an administrator.
    ///
    /// # Errors
    /// [`Rejection::Forbidden`] for anybody else, [`Rejection::NotFound`] if there is none.
    pub async fn take_second_step_away(&self, session: &Session, person: &str) -> Result<(), Rejection> {
        Self::administrator(session)?;
        let person = format!("{}/{person}", session.office);
        let passkeys = self.take_passkeys_away(&person, &session.person).await?;
        if self.store().second_step(&person).await?.is_none() {
            return if passkeys { Ok(()) } else { Err(Rejection::NotFound) };
        }
        let by = Some(session.person.clone());
        self.record_door(Record::SecondStepEnded { person: person.clone(), by }).await?;
        self.store().second_step_delete(&person).await?;
        Ok(())
    }

    /// Is the code right, or is none needed? A code that was right counts once.
    pub(crate) async fn second_step_passed(&self, person: &str, code: &str) -> Result<bool, Fault> {
        let Some(row) = self.store().second_step(person).await? else {
            // Whoever has passkeys alone shows one instead.
            return Ok(self.store().passkeys(person).await?.is_empty());
        };
        let code = typed(code);
        if code.len() == CODE_LETTERS {
            return self.lost_telephone(&row, &code).await;
        }
        let sealed = unpack(&row.sealed).ok_or(Fault::SealedGone)?;
        let secret = self.keys().open_bytes(&place(person), &sealed)?;
        let Some(step) = totp::step_of(&secret, &code, self.now(), row.used) else { return Ok(false) };
        Ok(self.store().second_step_used(&row, step, &row.codes).await?)
    }

    async fn lost_telephone(&self, row: &SecondStepRow, code: &str) -> Result<bool, Fault> {
        let hash = self.code_hash(&row.person, code);
        let mut left = hashes(row);
        let before = left.len();
        left.retain(|known| *known != hash);
        if left.len() == before || !self.store().second_step_used(row, row.used, &json!(left)).await? {
            return Ok(false);
        }
        self.record_door(Record::SpareCodeUsed { person: row.person.clone() }).await?;
        Ok(true)
    }

    /// Does the office ask for a second step that this person has not set up?
    pub(crate) async fn lacks_second_step(&self, session: &Session) -> Result<bool, Fault> {
        let required = self.office_state(&session.office).await?.door.second_step;
        Ok(required && !self.has_second_step(&session.account()).await?)
    }

    /// Has the person a second step, by telephone or passkey?
    pub(crate) async fn has_second_step(&self, person: &str) -> Result<bool, Fault> {
        Ok(self.store().second_step(person).await?.is_some() || !self.store().passkeys(person).await?.is_empty())
    }

    fn code_hash(&self, person: &str, code: &str) -> String {
        crate::accounts::hash(self.keys().blind_hash("spare code", format!("{person} {code}").as_bytes())).to_string()
    }
}

fn purpose(session: &Session) -> String {
    format!("second step of {}", session.account())
}

fn place(person: &str) -> Place {
    Place::new("second step", person)
}

fn hashes(row: &SecondStepRow) -> Vec<String> {
    row.codes.as_array().into_iter().flatten().filter_map(Json::as_str).map(str::to_owned).collect()
}

/// A code as it was meant: without gaps, letters that look like digits as these.
fn typed(code: &str) -> String {
    let meant = |letter: char| match letter.to_ascii_lowercase() {
        'o' => '0',
        'i' | 'l' => '1',
        other => other,
    };
    code.chars().filter(char::is_ascii_alphanumeric).map(meant).collect()
}

fn in_fours(code: &str) -> String {
    let mut text = String::new();
    for (n, letter) in code.chars().enumerate() {
        if n > 0 && n % 4 == 0 {
            text.push('-');
        }
        text.push(letter);
    }
    text
}

fn escaped(text: &str) -> String {
    let mut out = String::new();
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() {
            out.push(char::from(byte));
        } else {
            // Writing to a text does not fail.
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

pub(crate) fn wrong_code() -> Rejection {
    let text = "验证码不对或已用过 | the code is wrong or was used".to_owned();
    Rejection::Invalid(vec![("code".to_owned(), text)])
}

//! Tokens for programs: made and ended by whoever they stand for, shown once, good for some things and some time. A session by
//! token holds no keys and no proof of who it is, so that neither a sealed case nor an identity opens to it.

use dengwen_store::ApiTokenRow;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::{
    accounts::{hash, later},
    audit::Record,
    desk::Desk,
    fault::Fault,
    secrets,
    view::{Rejection, Session},
};

/// What tokens begin with, so that searches for lost secrets find them.
const BEGINS: &str = "dengwen_";
/// The longest life of a token, in days.
const TOKEN_DAYS_MAX: u32 = 365;
/// The longest name.
const NAME_MAX: usize = 60;
/// So many one person may have.
const TOKENS_MAX: usize = 20;

/// What a token may be used for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// Reading the inbox and other lists.
    Lists,
    /// Reading cases.
    Cases,
    /// Registering matters.
    File,
    /// Performing acts on cases.
    Act,
    /// What is due on which day, for a calendar.
    Dates,
}

/// A token as its owner sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TokenView {
    /// To end it by.
    pub id: String,
    /// What its owner calls it.
    pub name: String,
    /// What it may be used for.
    pub scopes: Vec<Scope>,
    /// Since when.
    pub made: Timestamp,
    /// Until when.
    pub expires: Timestamp,
    /// It is over.
    pub over: bool,
    /// When it was last asked with, to the hour.
    pub used: Option<Timestamp>,
}

impl Desk {
    /// The tokens of whoever asks.
    ///
    /// # Errors
    /// [`Rejection::Fault`].
    pub async fn tokens(&self, session: &Session) -> Result<Vec<TokenView>, Rejection> {
        let now = self.now();
        let view = |row: ApiTokenRow| TokenView {
            scopes: scopes(&row),
            id: row.id,
            name: row.name,
            made: row.made_at,
            expires: row.expires_at,
            over: row.expires_at <= now,
            used: row.used_at,
        };
        Ok(self.store().api_tokens(&session.account()).await?.into_iter().map(view).collect())
    }

    /// Makes a token. It is given this once.
    ///
    /// # Errors
    /// [`Rejection::ProofWanted`]; [`Rejection::Invalid`] without a name, a scope, or with a time that is none.
    pub async fn make_token(
        &self,
        session: &Session,
        name: &str,
        scopes: &[Scope],
        days: u32,
    ) -> Result<String, Rejection> {
        let name = name.trim();
        let wrong = |field: &str, text: &str| (field.to_owned(), text.to_owned());
        let mut faults = Vec::new();
        if name.is_empty() || name.chars().count() > NAME_MAX {
            faults.push(wrong("name", "请写明用途，不超过六十字 | say what it is for, in sixty characters"));
        }
        if scopes.is_empty() {
            faults.push(wrong("scopes", "请选择可以做什么 | choose what it may be used for"));
        }
        if !(1..=TOKEN_DAYS_MAX).contains(&days) {
            faults.push(wrong("days", "请填 1 到 365 天 | days, 1 to 365"));
        }
        if self.store().api_tokens(&session.account()).await?.len() >= TOKENS_MAX {
            faults.push(wrong("name", "令牌已有二十个，请先结束不用的 | there are twenty already; end one first"));
        }
        if !faults.is_empty() {
            return Err(Rejection::Invalid(faults));
        }
        Self::proven(session)?;
        let token = format!("{BEGINS}{}", secrets::token()?);
        let (now, id) = (self.now(), secrets::short_id());
        let row = ApiTokenRow {
            id: id.clone(),
            hash: hash(self.keys().blind_hash("api token", token.as_bytes())),
            person: session.account(),
            name: name.to_owned(),
            scopes: json!(scopes),
            made_at: now,
            expires_at: later(now, SignedDuration::from_hours(i64::from(days) * 24)),
            used_at: None,
        };
        let scopes = scopes.to_vec();
        self.record_door(Record::TokenMade { person: session.account(), token: id, scopes }).await?;
        self.store().api_token_put(&row).await?;
        Ok(token)
    }

    /// Ends a token of whoever asks.
    ///
    /// # Errors
    /// [`Rejection::NotFound`] if it is none of theirs.
    pub async fn end_token(&self, session: &Session, id: &str) -> Result<(), Rejection> {
        let person = session.account();
        if !self.store().api_tokens(&person).await?.iter().any(|row| row.id == id) {
            return Err(Rejection::NotFound);
        }
        self.record_door(Record::TokenEnded { person: person.clone(), token: id.to_owned() }).await?;
        self.store().api_tokens_end(&person, Some(id)).await?;
        Ok(())
    }

    /// Somebody in whose name a program asks, if its token is good for this. That it is used is on record, once an hour.
    ///
    /// # Errors
    /// [`Rejection::NotFound`] if there is no such token or it is over; [`Rejection::Forbidden`] if it is not good for this.
    pub async fn by_token(&self, token: &str, scope: Scope) -> Result<Session, Rejection> {
        let hash = hash(self.keys().blind_hash("api token", token.as_bytes()));
        let row = self.store().api_token(&hash, self.now()).await?.ok_or(Rejection::NotFound)?;
        let (office, person) = row.person.split_once('/').ok_or(Rejection::NotFound)?;
        let session = self.seated(office, person, String::new(), String::new()).await?.ok_or(Rejection::NotFound)?;
        if !scopes(&row).contains(&scope) || self.lacks_second_step(&session).await? {
            return Err(Rejection::Forbidden);
        }
        self.record_token_used(&row.person, &row.id).await?;
        let now = self.now();
        let hour_ago = now.checked_sub(SignedDuration::from_hours(1)).unwrap_or(now);
        if row.used_at.is_none_or(|used| used <= hour_ago) {
            self.store().api_token_used(&row.id, now, hour_ago).await.map_err(Fault::from)?;
        }
        Ok(Session { administrator: false, proof_wanted: true, ..session })
    }

    /// What a token is good for.
    pub(crate) async fn token_is_good_for(&self, token: &str) -> Result<Vec<Scope>, Rejection> {
        let hash = hash(self.keys().blind_hash("api token", token.as_bytes()));
        let row = self.store().api_token(&hash, self.now()).await?.ok_or(Rejection::NotFound)?;
        Ok(scopes(&row))
    }

    /// Ends all tokens of a person.
    pub(crate) async fn end_tokens_of(&self, person: &str) -> Result<(), Fault> {
        self.store().api_tokens_end(person, None).await?;
        Ok(())
    }
}

fn scopes(row: &ApiTokenRow) -> Vec<Scope> {
    serde_json::from_value(row.scopes.clone()).unwrap_or_default()
}

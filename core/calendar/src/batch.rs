//! One question about a due date as a line of JSON, and its answer.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use serde::{Deserialize, Serialize};

use crate::bits::days_between;
use crate::calendar::Calendar;
use crate::counting::Counting;
use crate::explain::{Explanation, explain};
use crate::limit::Moves;
use crate::span::{Span, SpanError};

/// The farthest a question may reach, in days: a hundred years.
const FARTHEST: i64 = 36_525;

/// Whether the organisation is a public authority, whose calendar limits roll to the next working day.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Authority {
    /// Limits in days, weeks and months that end on a day off move to the next working day.
    Public,
    /// They end on the day they end on.
    #[default]
    Private,
}

/// `{"from": "2026-02-09", "within": "15 working-days", "calendar": "cn", "authority": "public"}`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Query {
    /// A date, a local date and time, or an instant with its offset.
    pub from: String,
    /// As a regulation writes it.
    pub within: String,
    /// `cn` or `plain`.
    #[serde(default = "cn")]
    pub calendar: String,
    /// `public` or `private`.
    #[serde(default)]
    pub authority: Authority,
}

fn cn() -> String {
    "cn".to_owned()
}

/// What a [`Query`] comes to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// `2026-03-09` for limits that end with a day, `2026-02-09T10:30:00` for limits by the clock, nothing for `promptly`.
    pub due: Option<String>,
    /// Whether it rests on a year that is not published yet.
    pub provisional: bool,
    /// The days passed over on the way.
    pub skipped: Vec<Date>,
}

/// Why a [`Query`] has no answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum QueryError {
    /// `from` is neither a date nor a date and time.
    #[error("`from`: `{0}` is no date; write 2026-02-09 or 2026-02-09T10:00")]
    From(String),
    /// `within` is no length of time.
    #[error("`within`: {0}")]
    Within(#[from] SpanError),
    /// There is no such calendar.
    #[error("`calendar`: `{0}` is not known; there are `cn` and `plain`")]
    Calendar(String),
    /// The date lies too far away.
    #[error("`within`: `{0}` reaches further than a hundred years")]
    TooFar(String),
}

/// Answers one question with the default counting (five days, 09:00-17:00, Asia/Shanghai).
///
/// # Errors
/// [`QueryError`], naming the key.
pub fn answer(query: &Query) -> Result<Answer, QueryError> {
    let explanation = query.explain()?;
    Ok(Answer {
        due: explanation.due_text.clone(),
        provisional: explanation.due.is_some_and(|due| due.provisional),
        skipped: explanation.skipped(),
    })
}

impl Query {
    /// The same with every step, for a question that a person asks.
    ///
    /// # Errors
    /// [`QueryError`], naming the key.
    pub fn explain(&self) -> Result<Explanation, QueryError> {
        let span: Span = self.within.parse()?;
        let calendar = Calendar::named(&self.calendar).ok_or_else(|| QueryError::Calendar(self.calendar.clone()))?;
        let counting = Counting { roll: self.authority == Authority::Public, ..Counting::default() };
        let start = read_instant(&self.from, &counting).ok_or_else(|| QueryError::From(self.from.clone()))?;
        let moves = Moves::default();
        let due = crate::limit::due(&calendar, &counting, start, span, &moves);
        if due.is_some_and(|due| days_between(counting.date_of(start), due.on) > FARTHEST) {
            return Err(QueryError::TooFar(self.within.clone()));
        }
        Ok(explain(&calendar, &counting, start, span, &moves))
    }
}

fn read_instant(text: &str, counting: &Counting) -> Option<Timestamp> {
    let text = text.trim();
    if let Ok(instant) = text.parse::<Timestamp>() {
        return Some(instant);
    }
    if text.contains(['T', 't', ' ']) {
        return text.parse::<DateTime>().ok().map(|local| counting.at(local));
    }
    text.parse::<Date>().ok().map(|date| counting.start_of_day(date))
}

//! What somebody owes, day by day: for the calendar of the workbench, and as a feed that their own calendar fetches. The feed says
//! what is to be done and on which number, never what a case is about; of a sealed case it says that there is one.

use std::collections::BTreeMap;

use dengwen_calendar::{Counting, DayKind, Week};
use dengwen_regulation::model::Lang;
use dengwen_store::{Due, InboxFilter, InboxKey, InboxRow as Stored};
use jiff::{SignedDuration, Timestamp, ToSpan as _, civil::Date};
use serde::Serialize;
use serde_json::Value as Json;

use crate::{
    accounts::hash,
    actor::{self, Eyes},
    api::at_once,
    desk::Desk,
    door::Scope,
    incoming::pick,
    office::Office,
    show::words,
    view::{InboxRow, Rejection, Session},
};

/// How many lines are shown at most.
const LINES_MAX: u32 = 1_000;
/// How far back and ahead the feed reaches.
const FEED_BACK: i64 = 31;
const FEED_AHEAD: i64 = 366;

/// A day of the calendar, with what falls due on it.
#[derive(Debug, Clone, Serialize)]
pub struct DayView {
    /// The day.
    pub date: Date,
    /// `3 月 9 日 周一`.
    pub label: String,
    /// The holiday, or that it is made up for.
    pub name: String,
    /// It is worked.
    pub working: bool,
    /// Today.
    pub today: bool,
    /// What is due.
    pub rows: Vec<InboxRow>,
}

/// Days one after the other.
#[derive(Debug, Clone, Serialize)]
pub struct DatesView {
    /// The days.
    pub days: Vec<DayView>,
    /// There is more than is shown.
    pub more: bool,
}

/// A line of the feed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeedLine {
    /// The same for the same thing owed, and tells nothing.
    pub id: String,
    /// What is to be done.
    pub text: String,
    /// By when.
    pub due: Timestamp,
    /// On which day.
    pub on: Date,
    /// By the end of that day.
    pub all_day: bool,
}

impl Desk {
    /// What somebody owes on each of these days, the last not included.
    ///
    /// # Errors
    /// [`Rejection::Fault`] if the store fails.
    pub async fn dates(
        &self,
        session: &Session,
        (from, until): (Date, Date),
        lang: Lang,
    ) -> Result<DatesView, Rejection> {
        let office = self.office_state(&session.office).await?;
        let counting = Counting::default();
        let (lines, more) = self.due_between(session, &office, (from, until)).await?;
        let today = counting.date_of(self.now());
        let calendar = office.country();
        let mut rows: BTreeMap<Date, Vec<InboxRow>> = BTreeMap::new();
        for line in lines {
            let Some(due) = line.todo.due_at.instant() else { continue };
            if let Some(row) = self.owed_line(&office, &line, lang) {
                rows.entry(counting.date_of(due)).or_default().push(row);
            }
        }
        let mut days = Vec::new();
        let mut date = from;
        while date < until {
            let day = calendar.day(date);
            let name = day.name.as_ref().map(|name| pick(lang, &name.zh, &name.en).to_owned()).unwrap_or_default();
            let made_up = day.kind == DayKind::MakeUp;
            days.push(DayView {
                date,
                label: words::date(date, today, lang),
                name: if made_up {
                    format!("{}{name}", pick(lang, "调休上班 ", "make-up day ")).trim().to_owned()
                } else {
                    name
                },
                working: day.kind.is_working(Week::Five),
                today: date == today,
                rows: rows.remove(&date).unwrap_or_default(),
            });
            date = date.saturating_add(1.day());
        }
        Ok(DatesView { days, more })
    }

    /// What somebody owes, for the calendar that a token stands for. The token is good for nothing else, because it stands in an
    /// address.
    ///
    /// # Errors
    /// [`Rejection::NotFound`] if there is no such token, or it is good for more; [`Rejection::Forbidden`] if it is not good for this.
    pub async fn feed(&self, token: &str, lang: Lang) -> Result<Vec<FeedLine>, Rejection> {
        let session = self.by_feed(token).await?;
        let office = self.office_state(&session.office).await?;
        let counting = Counting::default();
        let today = counting.date_of(self.now());
        let stretch = (today.saturating_add((-FEED_BACK).days()), today.saturating_add(FEED_AHEAD.days()));
        let (lines, _) = self.due_between(&session, &office, stretch).await?;
        let line = |line: Stored| {
            let due = line.todo.due_at.instant()?;
            let time = counting.local(due).time();
            let row = self.owed_line(&office, &line, lang)?;
            let sealed = line.case.as_ref().and_then(|case| case.outline.get("sealed")).and_then(Json::as_bool);
            let text = if sealed.unwrap_or_default() {
                pick(lang, "密件待办", "something to do on a sealed matter").to_owned()
            } else {
                format!("{} · {}", row.to_do, row.number)
            };
            let name = format!("{} {} {}", line.todo.stream, line.todo.row_no, line.todo.item);
            Some(FeedLine {
                id: hash(self.keys().blind_hash("feed line", name.as_bytes())).to_string(),
                text,
                due,
                on: counting.date_of(due),
                all_day: (time.hour(), time.minute()) == (23, 59),
            })
        };
        Ok(lines.into_iter().filter_map(line).collect())
    }

    /// What somebody owes with a date in a stretch of days, by date due; what is wanted at once has none.
    async fn due_between(
        &self,
        session: &Session,
        office: &Office,
        (from, until): (Date, Date),
    ) -> Result<(Vec<Stored>, bool), Rejection> {
        let counting = Counting::default();
        let (from, until) = (counting.start_of_day(from), counting.start_of_day(until));
        let filter =
            InboxFilter { organisation: Some(office.id.clone()), due_before: Some(until), ..InboxFilter::default() };
        let before = from.checked_sub(SignedDuration::from_micros(1)).unwrap_or(from);
        let after = InboxKey { due_at: Due::from(Some(before)), stream: String::new(), row_no: 0, item: String::new() };
        let eyes = Eyes::of(&office.id, &actor::person(office, &session.person, self.now()));
        let found = self.store().inbox(eyes.viewer(), &filter, Some(&after), LINES_MAX).await?;
        let more = found.next.is_some();
        Ok((found.rows.into_iter().filter(|line| !at_once(&line.todo)).collect(), more))
    }

    /// Somebody in whose name a calendar asks, with a token that is good for that alone.
    async fn by_feed(&self, token: &str) -> Result<Session, Rejection> {
        if self.token_is_good_for(token).await? != [Scope::Dates] {
            return Err(Rejection::NotFound);
        }
        self.by_token(token, Scope::Dates).await
    }
}

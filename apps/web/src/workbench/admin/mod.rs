//! What administrators enter: people, units, posts, days of the calendar. All of it is one sort of page: what there is, and
//! the form for one more.

pub(crate) mod calendar;
pub(crate) mod call_off;
pub(crate) mod change;
pub(crate) mod door;
pub(crate) mod history;
pub(crate) mod library;
pub(crate) mod openings;
pub(crate) mod people;
pub(crate) mod portal;
pub(crate) mod posts;
pub(crate) mod text;
pub(crate) mod units;
pub(crate) mod versions;

pub(crate) mod ask;

use askama::Template;
use axum::{
    extract::FromRequestParts,
    http::{StatusCode, request::Parts},
};
use dengwen_desk::view::{FieldView, FormView, Rejection, Session};
use jiff::{
    Timestamp,
    civil::{Date, Time},
    tz::TimeZone,
};
use serde::Deserialize;

use crate::{forms::Draft, page::Page, site::Site, trouble::Trouble, visit::Worker};

/// Where days begin.
const TIME_ZONE: &str = "Asia/Shanghai";
/// The longest id.
const ID_LETTERS_MAX: usize = 40;

/// Somebody signed in who may change people, units and calendar.
pub(crate) struct Administrator {
    /// The page.
    pub(crate) page: Page,
    /// Who it is.
    pub(crate) session: Session,
}

impl FromRequestParts<Site> for Administrator {
    type Rejection = Trouble;

    async fn from_request_parts(parts: &mut Parts, site: &Site) -> Result<Self, Trouble> {
        let Worker { page, session } = <Worker as FromRequestParts<Site>>::from_request_parts(parts, site).await?;
        if session.administrator { Ok(Self { page, session }) } else { Err(Rejection::Forbidden.into()) }
    }
}

/// Which row is being changed, and whether one was just saved.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    edit: String,
    #[serde(default)]
    saved: Option<String>,
}

/// A row of what there is.
#[derive(Debug, Default)]
pub(crate) struct Entry {
    /// One cell for each column.
    pub(crate) cells: Vec<String>,
    /// Where it is changed.
    pub(crate) edit: Option<String>,
    /// What is sent to take it out.
    pub(crate) remove: Option<String>,
}

#[derive(Template)]
#[template(path = "desk/entries.html")]
pub(crate) struct EntriesPage<'a> {
    pub(crate) page: &'a Page,
    pub(crate) title: String,
    pub(crate) lead: String,
    pub(crate) columns: Vec<String>,
    pub(crate) entries: Vec<Entry>,
    pub(crate) drafts: &'a [Draft],
    pub(crate) saved: bool,
}

impl EntriesPage<'_> {
    /// The cells of a row with the names of their columns, which a narrow screen shows beside them.
    fn named<'e>(&'e self, entry: &'e Entry) -> impl Iterator<Item = (&'e String, &'e String)> {
        self.columns.iter().zip(&entry.cells)
    }
}

/// A form of our own: no act of a regulation, the same look.
pub(crate) fn form(page: &Page, act: &str, label: String, fields: Vec<FieldView>) -> Draft {
    let form = FormView { act: act.to_owned(), label, fields, ..FormView::default() };
    Draft::new(form, 0, page.path.clone())
}

/// Marks an id that is none. The desk refuses it too, in fewer words.
fn id_wrong(draft: &mut Draft, page: &Page) -> Option<StatusCode> {
    let fits = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || matches!(letter, '_' | '-');
    let id = draft.value("id");
    if !id.is_empty() && id.len() <= ID_LETTERS_MAX && id.chars().all(fits) {
        return None;
    }
    draft.mark("id", page.t("entries-id-wrong"));
    Some(StatusCode::UNPROCESSABLE_ENTITY)
}

/// The instant at which a day begins.
pub(crate) fn beginning(day: &str) -> Option<Timestamp> {
    let zone = TimeZone::get(TIME_ZONE).ok()?;
    day.parse::<Date>().ok()?.at(0, 0, 0, 0).to_zoned(zone).ok().map(|zoned| zoned.timestamp())
}

/// The day of an instant; nothing for the beginning of all time.
pub(crate) fn day(at: Timestamp) -> String {
    match TimeZone::get(TIME_ZONE) {
        Ok(zone) if at > Timestamp::UNIX_EPOCH => at.to_zoned(zone).date().to_string(),
        _ => String::new(),
    }
}

/// The minute of an instant.
pub(crate) fn moment(at: &Timestamp) -> String {
    TimeZone::get(TIME_ZONE)
        .map_or_else(|_| String::new(), |zone| at.to_zoned(zone).strftime("%Y-%m-%d %H:%M").to_string())
}

/// An instant just after the day's last, for ends that include their day.
pub(crate) fn end_of(day: &str) -> Option<Timestamp> {
    let date = day.parse::<Date>().ok()?.tomorrow().ok()?;
    let zone = TimeZone::get(TIME_ZONE).ok()?;
    date.to_datetime(Time::midnight()).to_zoned(zone).ok().map(|zoned| zoned.timestamp())
}

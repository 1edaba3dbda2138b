//! What somebody owes, day by day, and the feed that their own calendar fetches.

use askama::Template;
use axum::{
    extract::{Path, Query, State},
    http::header,
    response::{IntoResponse, Response},
};
use dengwen_calendar::Counting;
use dengwen_desk::{DatesView, DayView, FeedLine, view::Language};
use ics::{
    Event, ICalendar, escape_text, parameters,
    properties::{DtEnd, DtStart, Name, Summary},
};
use jiff::{Timestamp, ToSpan as _, civil::Date};
use serde::Deserialize;

use crate::{
    page::Page,
    site::Site,
    trouble::{Trouble, show as shown},
    visit::{Visitor, Worker},
};

/// Which month is shown.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Asked {
    /// `2026-03`.
    #[serde(default)]
    month: String,
}

/// The days of a week, and the keys of their names.
const WEEKDAYS: &[(&str, &str)] = &[
    ("monday", "dates-mon"),
    ("tuesday", "dates-tue"),
    ("wednesday", "dates-wed"),
    ("thursday", "dates-thu"),
    ("friday", "dates-fri"),
    ("saturday", "dates-sat"),
    ("sunday", "dates-sun"),
];

#[derive(Template)]
#[template(path = "desk/dates.html")]
pub(crate) struct DatesPage<'a> {
    pub(crate) page: &'a Page,
    pub(crate) view: &'a DatesView,
    /// The month.
    pub(crate) first: Date,
}

impl DatesPage<'_> {
    fn weeks(&self) -> impl Iterator<Item = &[DayView]> {
        self.view.days.chunks(7)
    }

    fn title(&self) -> String {
        let (page, first) = (self.page, self.first);
        let month = if page.lang == Language::Zh { "%-m" } else { "%B" };
        let (year, month) = (first.year().to_string(), first.strftime(month).to_string());
        page.with2("dates-month", "year", year, "month", month)
    }

    #[expect(clippy::unused_self, reason = "the template calls it on the page")]
    fn weekdays(&self) -> &'static [(&'static str, &'static str)] {
        WEEKDAYS
    }

    /// The month so many before or after.
    fn month(&self, by: i32) -> String {
        self.first.saturating_add(by.months()).strftime("%Y-%m").to_string()
    }

    fn outside(&self, day: &DayView) -> bool {
        day.date.month() != self.first.month()
    }

    fn due(&self) -> usize {
        self.view.days.iter().filter(|day| !self.outside(day)).map(|day| day.rows.len()).sum()
    }
}

/// `GET /desk/dates`
pub(crate) async fn show(
    State(site): State<Site>,
    Worker { page, session }: Worker,
    Query(asked): Query<Asked>,
) -> Result<Response, Trouble> {
    let this = Counting::default().date_of(site.desk.now());
    let asked = format!("{}-01", asked.month).parse::<Date>().ok().filter(|date| (2000..2100).contains(&date.year()));
    let first = asked.unwrap_or_else(|| this.first_of_month());
    let monday = first.saturating_add((-i32::from(first.weekday().to_monday_zero_offset())).days());
    let last = first.last_of_month();
    let sunday = last.saturating_add((7 - i32::from(last.weekday().to_monday_zero_offset())).days());
    let view = site.desk.dates(&session, (monday, sunday), page.lang).await?;
    Ok(shown(&DatesPage { page: &page, view: &view, first }))
}

/// `GET /feeds/{token}/dates.ics`
pub(crate) async fn feed(
    State(site): State<Site>,
    Visitor(page): Visitor,
    Path(token): Path<String>,
) -> Result<Response, Trouble> {
    let lines = site.desk.feed(&token, page.lang).await?;
    let now = stamp(site.desk.now());
    let mut calendar = ICalendar::new("2.0", "-//Dengwen//dates//ZH");
    calendar.push(Name::new(escape_text(page.t("dates-title"))));
    lines.iter().for_each(|line| calendar.add_event(event(line, &now)));
    let media = [(header::CONTENT_TYPE, "text/calendar; charset=utf-8"), (header::CACHE_CONTROL, "no-store")];
    Ok((media, calendar.to_string()).into_response())
}

fn event<'a>(line: &'a FeedLine, now: &'a str) -> Event<'a> {
    let mut event = Event::new(line.id.as_str(), now);
    event.push(Summary::new(escape_text(line.text.as_str())));
    if line.all_day {
        let day = |on: Date| on.strftime("%Y%m%d").to_string();
        let (mut start, mut end) = (DtStart::new(day(line.on)), DtEnd::new(day(line.on.saturating_add(1.day()))));
        start.append(parameters!("VALUE" => "DATE"));
        end.append(parameters!("VALUE" => "DATE"));
        event.push(start);
        event.push(end);
    } else {
        event.push(DtStart::new(stamp(line.due)));
        event.push(DtEnd::new(stamp(line.due)));
    }
    event
}

/// An instant as calendars write it.
fn stamp(at: Timestamp) -> String {
    at.strftime("%Y%m%dT%H%M%SZ").to_string()
}

//! Days that the office lays over the calendar: the next notice when it comes, and days of its own.

use axum::{
    extract::{Query, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use dengwen_calendar::{self as days, Calendar, Day, DayKind, EntryKind, Overlay, YearNotice};
use dengwen_desk::office::Difference;
use dengwen_regulation::model::Lang;

use super::{Administrator, Asked, EntriesPage, Entry, ask, form};
use crate::{
    forms::{Draft, Posted, pressed},
    page::Page,
    site::Site,
    trouble::{Trouble, show_as},
};

/// `GET /desk/calendar`
pub(crate) async fn show(
    State(site): State<Site>,
    Administrator { page, session }: Administrator,
    Query(asked): Query<Asked>,
) -> Result<Response, Trouble> {
    let office = site.desk.office_state(&session.office).await?;
    let drafts = [day_draft(&page, None), year_draft(&page)];
    Ok(drawn(StatusCode::OK, &page, &office.overlay, &drafts, asked.saved.is_some()))
}

/// `POST /desk/calendar`: a day, a year that is now published, or a day taken out again.
pub(crate) async fn save(
    State(site): State<Site>,
    Administrator { page, session }: Administrator,
    mut posted: Posted,
) -> Result<Response, Trouble> {
    let office = site.desk.office_state(&session.office).await?;
    let mut overlay = office.overlay.clone();
    let (mut day, mut year) = (day_draft(&page, None), year_draft(&page));
    let is_year = posted.meta(":act") == Some("calendar_year");
    let draft = if is_year { &mut year } else { &mut day };
    let mut stopped = draft.take(&mut posted, &site.holding, &page);
    if stopped.is_none()
        && let Some(goes) = goes(&page, &office.overlay, posted.value("take_out"))
        && let Some(asked) = pressed(&page, &posted, (&page.t("entries-remove"), "/desk/calendar"), &[goes])
    {
        return Ok(asked);
    }
    if stopped.is_none() {
        stopped = match posted.value("take_out") {
            "" => draft.incomplete(&page).or_else(|| entered(&mut overlay, draft, &page)),
            key => taken_out(&mut overlay, key),
        };
    }
    if stopped.is_none()
        && posted.value("take_out").is_empty()
        && let Some(known) = as_it_is(&office.country(), draft)
    {
        stopped = draft.compared(&day_draft(&page, Some(&known)), &posted, &page);
    }
    if let Some(status) = stopped {
        return Ok(drawn(status, &page, &office.overlay, &[day, year], false));
    }
    match site.desk.save_calendar(&session, overlay, page.lang).await {
        Ok(()) => Ok(Redirect::to("/desk/calendar?saved=1").into_response()),
        Err(rejection) => {
            let draft = if is_year { &mut year } else { &mut day };
            let status = draft.refused(rejection, &page)?;
            Ok(drawn(status, &page, &office.overlay, &[day, year], false))
        }
    }
}

/// The day of a form as it counts now.
fn as_it_is(calendar: &Calendar, draft: &Draft) -> Option<Day> {
    draft.value("date").parse().ok().map(|date| calendar.day(date))
}

/// Lays a day or a year over what is there.
fn entered(overlay: &mut Overlay, draft: &mut Draft, page: &Page) -> Option<StatusCode> {
    let notice = draft.value("notice").to_owned();
    if draft.form.act == "calendar_year" {
        let Ok(year) = draft.value("year").parse() else {
            draft.mark("year", page.t("calendar-year-wrong"));
            return Some(StatusCode::UNPROCESSABLE_ENTITY);
        };
        overlay.publishes.push(YearNotice { year, notice });
        return None;
    }
    let Ok(date) = draft.value("date").parse() else {
        draft.mark("date", page.t("calendar-date-wrong"));
        return Some(StatusCode::UNPROCESSABLE_ENTITY);
    };
    let name = days::Name { zh: draft.value("name").into(), en: draft.value("name").into() };
    let kind = match draft.value("kind") {
        "working" => EntryKind::Working,
        "rest" => EntryKind::Rest,
        _ if name.zh.is_empty() => {
            draft.mark("name", page.t("calendar-name-missing"));
            return Some(StatusCode::UNPROCESSABLE_ENTITY);
        }
        _ => EntryKind::Holiday { name },
    };
    overlay.entries.push(days::Entry { date, kind, notice });
    None
}

/// What is no longer said once a row is taken out.
fn goes(page: &Page, overlay: &Overlay, key: &str) -> Option<Difference> {
    let (list, n) = key.split_once('-')?;
    let n = n.parse::<usize>().ok()?;
    let (label, before) = match list {
        "day" => overlay.entries.get(n).map(|entry| (entry.date.to_string(), kind_said(page, &entry.kind)))?,
        _ => overlay.publishes.get(n).map(|year| (year.year.to_string(), page.t("calendar-published")))?,
    };
    Some(Difference { label, before, after: String::new() })
}

fn kind_said(page: &Page, kind: &EntryKind) -> String {
    match kind {
        EntryKind::Holiday { name } if page.lang == Lang::En => name.en.to_string(),
        EntryKind::Holiday { name } => name.zh.to_string(),
        EntryKind::Working => page.t("calendar-working"),
        EntryKind::Rest => page.t("calendar-rest"),
    }
}

/// Takes out a row by the key of [`drawn`].
fn taken_out(overlay: &mut Overlay, key: &str) -> Option<StatusCode> {
    let place = key.split_once('-').and_then(|(list, n)| Some((list, n.parse::<usize>().ok()?)));
    match place {
        Some(("day", n)) if n < overlay.entries.len() => drop(overlay.entries.remove(n)),
        Some(("year", n)) if n < overlay.publishes.len() => drop(overlay.publishes.remove(n)),
        _ => return Some(StatusCode::CONFLICT),
    }
    None
}

/// The form of a day; `known` fills in how it counts now.
fn day_draft(page: &Page, known: Option<&Day>) -> Draft {
    let kind = match known.map(|day| day.kind) {
        None | Some(DayKind::Holiday) => "holiday",
        Some(DayKind::Workday | DayKind::MakeUp) => "working",
        Some(DayKind::Saturday | DayKind::Sunday | DayKind::Rest) => "rest",
    };
    let date = known.map(|day| day.date.to_string()).unwrap_or_default();
    let name = known.and_then(|day| day.name.as_ref());
    let name = name.map_or("", |name| if page.lang == Lang::Zh { &name.zh } else { &name.en });
    let by = known.and_then(|day| day.notice.as_deref()).unwrap_or_default();
    let kinds = [
        ("holiday", page.t("calendar-holiday")),
        ("working", page.t("calendar-working")),
        ("rest", page.t("calendar-rest")),
    ];
    let kinds = kinds.map(|(kind, label)| (kind.to_owned(), label)).to_vec();
    let notice = ask::must(ask::text("notice", page.t("calendar-notice"), by));
    let fields = vec![
        ask::must(ask::day("date", page.t("calendar-date"), &date)),
        ask::must(ask::one("kind", page.t("calendar-kind"), kinds, kind)),
        ask::hinted(ask::text("name", page.t("calendar-name"), name), page.t("calendar-name-hint")),
        ask::hinted(notice, page.t("calendar-notice-hint")),
    ];
    form(page, "calendar_day", page.t("calendar-save-day"), fields)
}

fn year_draft(page: &Page) -> Draft {
    let year = ask::must(ask::text("year", page.t("calendar-year"), ""));
    let fields = vec![
        ask::hinted(year, page.t("calendar-year-hint")),
        ask::must(ask::text("notice", page.t("calendar-notice"), "")),
    ];
    form(page, "calendar_year", page.t("calendar-save-year"), fields)
}

fn drawn(status: StatusCode, page: &Page, overlay: &Overlay, drafts: &[Draft], saved: bool) -> Response {
    let day = |(n, entry): (usize, &days::Entry)| {
        let cells = vec![entry.date.to_string(), kind_said(page, &entry.kind), entry.notice.clone()];
        Entry { cells, edit: None, remove: Some(format!("day-{n}")) }
    };
    let year = |(n, year): (usize, &YearNotice)| {
        let cells = vec![year.year.to_string(), page.t("calendar-published"), year.notice.clone()];
        Entry { cells, edit: None, remove: Some(format!("year-{n}")) }
    };
    let years = overlay.publishes.iter().enumerate().map(year);
    let keys = ["calendar-date", "calendar-kind", "calendar-notice"];
    let template = EntriesPage {
        page,
        title: page.t("frame-desk-calendar"),
        lead: page.t("calendar-lead"),
        columns: keys.map(|key| page.t(key)).to_vec(),
        entries: years.chain(overlay.entries.iter().enumerate().map(day)).collect(),
        drafts,
        saved,
    };
    show_as(status, &template)
}

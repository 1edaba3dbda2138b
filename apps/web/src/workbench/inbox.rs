//! What somebody must do next, in the order in which it will hurt, narrowed as they like and saved under a name.

use askama::Template;
use axum::{
    extract::{Query, State},
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Redirect, Response},
};
use dengwen_desk::{
    InboxAsked, SavedView,
    view::{FieldView, InboxView, Rejection, Session},
};

use super::admin::moment;
use crate::{
    files::Done,
    forms::Posted,
    page::Page,
    site::Site,
    trouble::{self, Trouble, encoded},
    visit::Worker,
};

/// Filters as the address and the desk call them, and the key of their name.
const FILTERS: &[(&str, &str)] = &[
    ("", "frame-desk-inbox"),
    ("approve", "frame-desk-approve"),
    ("all", "inbox-filter-all"),
    ("ended", "frame-desk-ended"),
];

#[derive(Template)]
#[template(path = "desk/inbox.html")]
pub(crate) struct InboxPage<'a> {
    pub(crate) page: &'a Page,
    pub(crate) title: String,
    pub(crate) asked: &'a InboxAsked,
    pub(crate) view: &'a InboxView,
    pub(crate) views: &'a [SavedView],
    pub(crate) told: Vec<String>,
    /// Who is on leave: whoever looks, or somebody for whom they stand in.
    pub(crate) away: Vec<String>,
    /// What is wrong with the name of a view, and what was typed.
    pub(crate) unnamed: Option<(String, String)>,
}

impl InboxPage<'_> {
    fn rows(&self) -> usize {
        self.view.groups.iter().map(|group| group.rows.len()).sum()
    }

    fn next_page(&self, next: &str) -> String {
        address("/desk", &InboxAsked { page: Some(next.to_owned()), ..self.asked.clone() })
    }

    /// The same list for a spreadsheet.
    fn sheet(&self) -> String {
        address("/desk/inbox.csv", &InboxAsked { page: None, ..self.asked.clone() })
    }

    #[expect(clippy::unused_self, reason = "the template calls it on the page")]
    fn filters(&self) -> &'static [(&'static str, &'static str)] {
        FILTERS
    }

    #[expect(clippy::unused_self, reason = "the template calls it on the page")]
    fn opens(&self, view: &SavedView) -> String {
        address("/desk", &view.asked)
    }

    /// Is it what is shown.
    fn shows(&self, view: &SavedView) -> bool {
        InboxAsked { page: None, ..self.asked.clone() } == view.asked
    }

    fn removes(&self, view: &SavedView) -> bool {
        self.page.worker.as_ref().is_some_and(|session| view.is_removed_by(session))
    }

    #[expect(clippy::unused_self, reason = "the template calls it on the page")]
    fn chosen(&self, field: &FieldView, value: &str) -> bool {
        field.value.iter().any(|one| one == value)
    }

    /// What is asked for, as hidden fields carry it.
    fn carried(&self) -> [(&'static str, &str); 7] {
        pairs(self.asked)
    }
}

fn pairs(asked: &InboxAsked) -> [(&'static str, &str); 7] {
    [
        ("filter", &asked.filter),
        ("due", &asked.due),
        ("regulation", &asked.regulation),
        ("class", &asked.class),
        ("stage", &asked.stage),
        ("unit", &asked.unit),
        ("channel", &asked.channel),
    ]
}

fn address(path: &str, asked: &InboxAsked) -> String {
    let page = ("page", asked.page.as_deref().unwrap_or_default());
    let given = pairs(asked).into_iter().chain([page]).filter(|(_, value)| !value.is_empty());
    let query: Vec<String> = given.map(|(key, value)| format!("{key}={}", encoded(value))).collect();
    if query.is_empty() { path.to_owned() } else { format!("{path}?{}", query.join("&")) }
}

/// `GET /desk`
pub(crate) async fn show(
    State(site): State<Site>,
    Worker { page, session }: Worker,
    Query(asked): Query<InboxAsked>,
    done: Done,
) -> Result<Response, Trouble> {
    drawn(StatusCode::OK, &site, &page, &session, &asked, (done.told(&site), None)).await
}

/// `GET /desk/inbox.csv`
pub(crate) async fn sheet(
    State(site): State<Site>,
    Worker { page, session }: Worker,
    Query(asked): Query<InboxAsked>,
) -> Result<Response, Trouble> {
    let text = site.desk.inbox_csv(&session, &asked, page.lang).await?;
    Ok(as_sheet(text))
}

/// Lines for a spreadsheet, as a download.
pub(crate) fn as_sheet(text: String) -> Response {
    let name = HeaderValue::from_static("attachment; filename=\"inbox.csv\"");
    let head = [
        (header::CONTENT_TYPE, HeaderValue::from_static("text/csv; charset=utf-8")),
        (header::CONTENT_DISPOSITION, name),
    ];
    (head, text).into_response()
}

/// `POST /desk/views`: what the inbox is narrowed to is saved under a name, or a view is removed.
pub(crate) async fn views(
    State(site): State<Site>,
    Worker { page, session }: Worker,
    posted: Posted,
) -> Result<Response, Trouble> {
    page.given(&posted)?;
    let value = |key: &str| posted.value(key).to_owned();
    let asked = InboxAsked {
        filter: value("filter"),
        regulation: value("regulation"),
        class: value("class"),
        stage: value("stage"),
        unit: value("unit"),
        channel: value("channel"),
        due: value("due"),
        page: None,
    };
    if !posted.value("remove").is_empty() {
        site.desk.remove_view(&session, posted.value("remove")).await?;
        return Ok(Redirect::to(&address("/desk", &asked)).into_response());
    }
    let shared = posted.value("shared") == "yes";
    match site.desk.save_view(&session, posted.value("name"), shared, asked.clone(), page.lang).await {
        Ok(()) => Ok(Redirect::to(&address("/desk", &asked)).into_response()),
        Err(Rejection::Invalid(wrong)) => {
            let text = wrong.into_iter().next().map(|(_, text)| text).unwrap_or_default();
            let unnamed = Some((text, value("name")));
            drawn(StatusCode::UNPROCESSABLE_ENTITY, &site, &page, &session, &asked, (Vec::new(), unnamed)).await
        }
        Err(other) => Err(other.into()),
    }
}

async fn drawn(
    status: StatusCode,
    site: &Site,
    page: &Page,
    session: &Session,
    asked: &InboxAsked,
    (told, unnamed): (Vec<String>, Option<(String, String)>),
) -> Result<Response, Trouble> {
    let title = FILTERS.iter().find(|(known, _)| *known == asked.filter).map(|(_, key)| page.t(key));
    let title = title.ok_or(Trouble::not_found())?;
    let view = site.desk.inbox_of(session, asked, page.lang).await?;
    let views = site.desk.saved_views(session).await?;
    let away = site.desk.away(session).await?;
    let away = away.into_iter().map(|one| {
        let until = moment(&one.until);
        match one.own {
            true => page.with2("inbox-away", "name", one.other, "when", until),
            false => page.with2("inbox-away-for", "name", one.other, "when", until),
        }
    });
    let away = away.collect();
    let template = InboxPage { page, title, asked, view: &view, views: &views, told, away, unnamed };
    Ok(trouble::show_as(status, &template))
}

//! The versions of a regulation in the office: which text was taken into use by whom and when, which runs, and the way back.

use askama::Template;
use axum::{
    extract::{Path, State},
    response::Response,
};
use dengwen_desk::{
    library::{VersionLine, VersionState},
    view::Rejection,
};

use super::{Administrator, day, moment};
use crate::{
    page::Page,
    site::Site,
    trouble::{Trouble, show as shown},
};

/// A version on the page.
pub(crate) struct Line {
    pub(crate) version: String,
    pub(crate) from: String,
    pub(crate) state: String,
    pub(crate) tint: &'static str,
    /// Who and when.
    pub(crate) taken: String,
    pub(crate) open: usize,
    /// Where it is looked at and published again; none for the one that runs.
    pub(crate) again: Option<String>,
    /// Where it is called off while it waits.
    pub(crate) off: Option<String>,
    /// Who called it off and when, and why.
    pub(crate) called_off: Option<(String, String)>,
}

#[derive(Template)]
#[template(path = "desk/versions.html")]
pub(crate) struct VersionsPage<'a> {
    pub(crate) page: &'a Page,
    pub(crate) id: &'a str,
    pub(crate) title: &'a str,
    pub(crate) lines: Vec<Line>,
    pub(crate) saved: bool,
}

/// `GET /desk/regulations/{id}/versions`
pub(crate) async fn show(
    State(site): State<Site>,
    Administrator { page, session }: Administrator,
    Path(id): Path<String>,
) -> Result<Response, Trouble> {
    let versions = site.desk.versions(&session, &id).await?;
    let office = site.desk.office_state(&session.office).await?;
    let regulation = office.regulation(&id, site.desk.now()).ok_or(Rejection::NotFound)?;
    let lines = versions.into_iter().map(|version| line(&page, &id, version)).collect();
    let (title, saved) = (regulation.title.in_lang(page.lang), page.asks("saved=1"));
    Ok(shown(&VersionsPage { page: &page, id: &id, title, lines, saved }))
}

fn line(page: &Page, id: &str, version: VersionLine) -> Line {
    let (state, tint) = match version.state {
        VersionState::Waiting => (page.t("versions-waiting"), "amber"),
        VersionState::Running => (page.t("versions-running"), "jade"),
        VersionState::Past => (page.t("versions-past"), "plain"),
        VersionState::CalledOff => (page.t("versions-called-off"), "plain"),
    };
    let by = if version.by.is_empty() { page.t("versions-installation") } else { version.by };
    let off = (version.state == VersionState::Waiting)
        .then(|| format!("/desk/regulations/{id}/versions/{}", version.content));
    let again = (!matches!(version.state, VersionState::Running | VersionState::Waiting))
        .then(|| format!("/desk/regulations/{id}/text?again={}", version.content));
    let called_off = version
        .called_off
        .map(|off| (page.with2("versions-called-off-by", "name", off.by, "day", moment(&off.at)), off.reason));
    Line {
        taken: page.with2("versions-taken", "name", by, "day", moment(&version.at)),
        from: day(version.from),
        version: version.version,
        open: version.open,
        state,
        tint,
        again,
        off,
        called_off,
    }
}

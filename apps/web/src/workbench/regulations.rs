//! The regulations that the office runs: told in words, drawn as a chart, with what the office still has to fill in.

use std::sync::Arc;

use askama::Template;
use axum::{
    extract::{Path, State},
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Redirect, Response},
};
use dengwen_desk::{library::OpenBlank, office::Office, view::Session};
use dengwen_regulation::{
    finding::Finding,
    model::{Label, Lang, Regulation, Status},
    show,
};

use super::{
    admin::Administrator,
    settings::{self, Setting},
};
use crate::{
    forms::Posted,
    page::Page,
    site::Site,
    told::{Block, blocks},
    trouble::{self, Trouble},
    visit::Worker,
};

/// A chart is a picture: nothing in it may ask for anything.
const CHART_POLICY: HeaderValue =
    HeaderValue::from_static("default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'");

/// A regulation in the list.
pub(crate) struct Line {
    pub(crate) id: String,
    pub(crate) title: String,
    pub(crate) version: String,
    pub(crate) status: String,
    pub(crate) open_blanks: usize,
}

#[derive(Template)]
#[template(path = "desk/regulations.html")]
pub(crate) struct RegulationsPage<'a> {
    pub(crate) page: &'a Page,
    pub(crate) lines: &'a [Line],
}

#[derive(Template)]
#[template(path = "desk/regulation.html")]
pub(crate) struct RegulationPage<'a> {
    pub(crate) page: &'a Page,
    pub(crate) line: &'a Line,
    pub(crate) blocks: &'a [Block],
    pub(crate) blanks: &'a [OpenBlank],
    pub(crate) settings: &'a [Setting],
    pub(crate) findings: &'a [String],
    /// Why a changed text of the installation was not taken up.
    pub(crate) refused: &'a [String],
    pub(crate) saved: bool,
    pub(crate) taken: bool,
    /// There are tables or lists that this person fills in.
    pub(crate) fills: bool,
    pub(crate) gaps: &'a [String],
    pub(crate) omitted: &'a [(String, String)],
    pub(crate) has_chart: bool,
}

/// `GET /desk/regulations`
pub(crate) async fn list(State(site): State<Site>, Worker { page, session }: Worker) -> Result<Response, Trouble> {
    let office = site.desk.office_state(&session.office).await?;
    let known = office.regulations.iter().filter_map(|id| office.regulation(id, site.desk.now()));
    let lines: Vec<Line> = known.map(|regulation| line(&page, &office, &regulation)).collect();
    Ok(trouble::show(&RegulationsPage { page: &page, lines: &lines }))
}

/// `GET /desk/regulations/{id}`
pub(crate) async fn show(
    State(site): State<Site>,
    Worker { page, session }: Worker,
    Path(id): Path<String>,
) -> Result<Response, Trouble> {
    drawn(&site, &page, &session, &id, None).await
}

/// `POST /desk/regulations/{id}`: a blank is confirmed as the file proposes it, or a setting filled in.
pub(crate) async fn enter(
    State(site): State<Site>,
    Administrator { page, session }: Administrator,
    Path(id): Path<String>,
    mut posted: Posted,
) -> Result<Response, Trouble> {
    known(&site, &session, &id).await?;
    let act = posted.meta(":act").and_then(settings::of_act).map(ToOwned::to_owned);
    let Some(setting) = act else {
        if !page.gave(&posted) {
            return Err(Trouble::Forged);
        }
        site.desk.enter_blank(&session, &id, posted.value("path"), page.lang).await?;
        return Ok(Redirect::to(&format!("/desk/regulations/{id}")).into_response());
    };
    let views = site.desk.regulations(&session, page.lang).await?;
    let view = views.iter().filter(|view| view.id == id).flat_map(|view| &view.settings).find(|one| one.id == setting);
    let view = view.ok_or_else(Trouble::not_found)?;
    let mut filled = Setting::new(&page, view);
    let typed = match filled.draft.take(&mut posted, &site.holding, &page) {
        Some(status) => Err(status),
        None => filled.typed(&page),
    };
    let stopped = match &typed {
        Err(status) => Some(*status),
        Ok(typed) if !site.desk.setting_fits(&session, &id, &setting, typed).await? => {
            filled.draft.mark("value", page.t("regulation-setting-wrong"));
            Some(StatusCode::UNPROCESSABLE_ENTITY)
        }
        Ok(_) => {
            let mut before = Setting::new(&page, view).draft;
            // What the text proposes is not filled in yet.
            before.form.fields.iter_mut().filter(|_| !view.filled).for_each(|field| field.value.clear());
            filled.draft.compared(&before, &posted, &page)
        }
    };
    if let Some(status) = stopped {
        return drawn(&site, &page, &session, &id, Some((status, filled))).await;
    }
    site.desk.enter_setting(&session, &id, &setting, &typed.unwrap_or_default(), page.lang).await?;
    Ok(Redirect::to(&format!("/desk/regulations/{id}")).into_response())
}

async fn drawn(
    site: &Site,
    page: &Page,
    session: &Session,
    id: &str,
    wrong: Option<(StatusCode, Setting)>,
) -> Result<Response, Trouble> {
    let (office, regulation) = known(site, session, id).await?;
    let text = show::explain(&regulation, page.lang);
    let label = |label: &Label| label.in_lang(page.lang).to_owned();
    let gaps: Vec<String> = regulation.gaps.iter().map(|gap| label(&gap.text)).collect();
    let omitted: Vec<_> = regulation.omitted.iter().map(|one| (label(&one.what), label(&one.why))).collect();
    let view = site.desk.regulations(session, page.lang).await?.into_iter().find(|view| view.id == id);
    let view = view.ok_or_else(Trouble::not_found)?;
    let render = |findings: &[Finding]| findings.iter().map(|finding| finding.render(page.lang)).collect::<Vec<_>>();
    let lists = session.administrator && !regulation.editable.is_empty();
    let fills = lists || !site.desk.tables(session, id, page.lang).await?.is_empty();
    let mut settings: Vec<Setting> = view.settings.iter().map(|setting| Setting::new(page, setting)).collect();
    let status = wrong.as_ref().map_or(StatusCode::OK, |(status, _)| *status);
    if let Some((_, wrong)) = wrong
        && let Some(setting) = settings.iter_mut().find(|setting| setting.id == wrong.id)
    {
        *setting = wrong;
    }
    let template = RegulationPage {
        page,
        line: &line(page, &office, &regulation),
        blocks: &blocks(&text),
        blanks: &view.open_blanks,
        settings: &settings,
        findings: &render(&view.findings),
        refused: &render(&view.refused),
        saved: page.asks("saved=1"),
        taken: page.asks("taken=1"),
        fills,
        gaps: &gaps,
        omitted: &omitted,
        has_chart: !show::svg(&regulation, page.lang).is_empty(),
    };
    Ok(trouble::show_as(status, &template))
}

/// `GET /desk/regulations/{id}/diagram.svg`
pub(crate) async fn diagram(
    State(site): State<Site>,
    Worker { page, session }: Worker,
    Path(id): Path<String>,
) -> Result<Response, Trouble> {
    let (_, regulation) = known(&site, &session, &id).await?;
    Ok(chart(&regulation, page.lang))
}

/// The flow chart as a picture.
pub(crate) fn chart(regulation: &Regulation, lang: Lang) -> Response {
    let mut response = show::svg(regulation, lang).into_response();
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("image/svg+xml"));
    response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, CHART_POLICY);
    response
}

async fn known(site: &Site, session: &Session, id: &str) -> Result<(Arc<Office>, Arc<Regulation>), Trouble> {
    let office = site.desk.office_state(&session.office).await?;
    if !office.regulations.iter().any(|known| known == id) {
        return Err(Trouble::not_found());
    }
    let regulation = office.regulation(id, site.desk.now()).ok_or_else(Trouble::not_found)?;
    Ok((office, regulation))
}

fn line(page: &Page, office: &Office, regulation: &Regulation) -> Line {
    Line {
        id: regulation.id.to_string(),
        title: regulation.title.in_lang(page.lang).to_owned(),
        version: regulation.version.id.clone(),
        status: status(page, regulation.version.status),
        open_blanks: office.open_blanks(regulation).len(),
    }
}

/// Where a version stands in its life.
pub(crate) fn status(page: &Page, status: Status) -> String {
    match status {
        Status::Draft => page.t("regulation-status-draft"),
        Status::Proposal => page.t("regulation-status-proposal"),
        Status::Trial => page.t("regulation-status-trial"),
        Status::InForce => page.t("regulation-status-in-force"),
    }
}

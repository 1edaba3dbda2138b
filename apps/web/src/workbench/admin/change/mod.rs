//! The text of a regulation changed by forms: each writes one change into the draft that it carries along, shows what the checker
//! finds in it, and leads on to the draft, from where it is published.

mod apply;
mod forms;
mod limits;
pub(crate) mod papers;
mod routes;

use askama::Template;
use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::Response,
};
use dengwen_desk::{library::Changing, view::Session};
use dengwen_regulation::{
    edit::{GuideLine, LimitLine, RouteLine, SharedUse},
    finding::Finding,
    model::Lang,
};

use self::papers::Papers;
use super::{Administrator, text};
use crate::{
    forms::{Draft, Posted, Problem},
    page::{Page, Switch},
    site::Site,
    trouble::{Trouble, show_as},
};

/// The forms: as they stand in an address, what they are called, and what each is for.
const FORMS: &[(&str, &str, &str)] = &[
    ("field", "change-field", "change-field-lead"),
    ("channel", "change-channel", "change-channel-lead"),
    ("step", "change-step", "change-step-lead"),
    ("class", "change-class", "change-class-lead"),
    ("entry", "change-entry", "change-entry-lead"),
    ("limits", "change-limits", "change-limits-lead"),
    ("routes", "change-routes", "change-routes-lead"),
    ("papers", "change-papers", "change-papers-lead"),
    ("guide", "change-guide", "change-guide-lead"),
    ("use", "change-use", "change-use-lead"),
];

/// What a form is made of and changes; of lines, guides and shared procedures only what this form is about.
pub(crate) struct Ground {
    pub(crate) changing: Changing,
    pub(crate) limits: Vec<LimitLine>,
    pub(crate) routes: Vec<RouteLine>,
    pub(crate) papers: Papers,
    pub(crate) guides: Vec<GuideLine>,
    pub(crate) uses: Vec<SharedUse>,
}

#[derive(Template)]
#[template(path = "desk/change.html")]
pub(crate) struct ChangePage<'a> {
    pub(crate) page: &'a Page,
    pub(crate) id: &'a str,
    pub(crate) title: &'a str,
    pub(crate) lead: &'a str,
    /// The draft that is changed.
    pub(crate) text: &'a str,
    pub(crate) draft: &'a Draft,
    /// Limits, in a table of their own.
    pub(crate) limits: &'a [LimitLine],
    /// Who handles what, the same.
    pub(crate) routes: &'a [RouteLine],
    /// Papers to choose from, or the one beside its sentences.
    pub(crate) papers: &'a Papers,
    /// What would be written: number of the line, line.
    pub(crate) written: &'a [(usize, String)],
}

/// The forms by which a draft is changed: address and name, as the page of the text lists them.
pub(crate) fn listed(page: &Page) -> Vec<(&'static str, String)> {
    FORMS.iter().map(|(what, key, _)| (*what, page.t(key))).collect()
}

/// `GET /desk/regulations/{id}/change/{what}`
pub(crate) async fn show(
    State(site): State<Site>,
    Administrator { mut page, session }: Administrator,
    Path((id, what)): Path<(String, String)>,
) -> Result<Response, Trouble> {
    page.switch = Switch::Form;
    let form = Form::of(&site, &page, &session, (&id, &what), &Sent::default()).await?;
    match form {
        Some(mut form) => form.looked(&site, &page, &session, StatusCode::OK).await,
        None => text::looked_at(&site, &page, &session, &id, site.desk.running_text(&session, &id).await?).await,
    }
}

/// `POST /desk/regulations/{id}/change/{what}`: the form for a draft, or the change typed into it.
pub(crate) async fn change(
    State(site): State<Site>,
    Administrator { mut page, session }: Administrator,
    Path((id, what)): Path<(String, String)>,
    mut posted: Posted,
) -> Result<Response, Trouble> {
    page.switch = Switch::Form;
    let sent = Sent {
        text: Some(posted.meta(":text").unwrap_or_else(|| posted.value("text")).to_owned()),
        document: posted.meta(":document").unwrap_or_default().to_owned(),
    };
    let Some(mut form) = Form::of(&site, &page, &session, (&id, &what), &sent).await? else {
        return text::looked_at(&site, &page, &session, &id, sent.text.unwrap_or_default()).await;
    };
    if posted.meta(":act").is_none() {
        return form.looked(&site, &page, &session, StatusCode::OK).await;
    }
    let does = posted.meta(":do").unwrap_or_default().to_owned();
    let stopped = form.draft.take(&mut posted, &site.holding, &page).or_else(|| form.draft.incomplete(&page));
    match (stopped, does.as_str()) {
        (Some(status), _) => return form.looked(&site, &page, &session, status).await,
        (None, "try") => return form.looked(&site, &page, &session, StatusCode::OK).await,
        (None, "pdf") => return form.pdf(&site, &page, &session).await,
        (None, _) => {}
    }
    let after = match apply::changed(&page, &form.what, &mut form.draft, &form.ground) {
        Ok(after) => after,
        Err(status) => return form.looked(&site, &page, &session, status).await,
    };
    let found = site.desk.found_by_change(&form.ground.changing, &after);
    if found.is_empty() || does == "keep" {
        return text::looked_at(&site, &page, &session, &id, after).await;
    }
    form.ground.papers.look(&site, &page, &session, &form.ground.changing, &form.draft).await?;
    form.draft.problems.extend(found.iter().map(|finding| problem(finding, page.lang)));
    let written = written(form.ground.changing.editor.text(), &after);
    form.drawn(StatusCode::UNPROCESSABLE_ENTITY, &page, &written)
}

/// What a form is sent with: the draft, and the paper that it is about.
#[derive(Default)]
struct Sent {
    text: Option<String>,
    document: String,
}

/// A form with what it changes.
struct Form {
    id: String,
    what: String,
    title: String,
    lead: String,
    ground: Ground,
    draft: Draft,
}

impl Form {
    /// Nothing where the text cannot be read.
    async fn of(
        site: &Site,
        page: &Page,
        session: &Session,
        (id, what): (&str, &str),
        sent: &Sent,
    ) -> Result<Option<Self>, Trouble> {
        let (_, label, lead) = FORMS.iter().find(|(known, ..)| *known == what).ok_or_else(Trouble::not_found)?;
        let Some(changing) = site.desk.changing(session, id, sent.text.as_deref()).await? else { return Ok(None) };
        let (editor, read) = (&changing.editor, &changing.regulation);
        let papers = match what {
            "papers" => Papers::of(site, page, session, &changing, &sent.document).await?,
            _ => Papers::default(),
        };
        let ground = Ground {
            papers,
            limits: if what == "limits" { editor.numbers(read, page.lang) } else { Vec::new() },
            routes: if what == "routes" { editor.routes(read, page.lang) } else { Vec::new() },
            guides: if what == "guide" { editor.guides(read, page.lang) } else { Vec::new() },
            uses: if what == "use" { site.desk.shared_uses(&changing, page.lang) } else { Vec::new() },
            changing,
        };
        let title = ground.changing.regulation.title.in_lang(page.lang).to_owned();
        let mut draft = forms::draft(page, what, page.t(label), &ground);
        draft.action = format!("/desk/regulations/{id}/change/{what}");
        Ok(Some(Self { id: id.to_owned(), what: what.to_owned(), lead: page.t(lead), title, ground, draft }))
    }

    /// The form, with the paper that it is about as what was typed has it.
    async fn looked(
        &mut self,
        site: &Site,
        page: &Page,
        session: &Session,
        status: StatusCode,
    ) -> Result<Response, Trouble> {
        self.ground.papers.look(site, page, session, &self.ground.changing, &self.draft).await?;
        self.drawn(status, page, &[])
    }

    async fn pdf(&self, site: &Site, page: &Page, session: &Session) -> Result<Response, Trouble> {
        self.ground.papers.pdf(site, page, session, &self.ground.changing, &self.draft).await
    }

    fn drawn(&self, status: StatusCode, page: &Page, written: &[(usize, String)]) -> Result<Response, Trouble> {
        let template = ChangePage {
            page,
            id: &self.id,
            title: &self.title,
            lead: &self.lead,
            text: self.ground.changing.editor.text(),
            draft: &self.draft,
            limits: &self.ground.limits,
            routes: &self.ground.routes,
            papers: &self.ground.papers,
            written,
        };
        Ok(show_as(status, &template))
    }
}

/// A finding in the summary: place and text concerned, what is wrong, the mend.
fn problem(finding: &Finding, lang: Lang) -> Problem {
    let mend = finding.mend.as_ref().map(|mend| mend.in_lang(lang).to_owned());
    let text = Finding { mend: None, ..finding.clone() }.render(lang);
    Problem { to: None, text, instead: mend.into_iter().collect(), article: None }
}

/// The lines that would be new or changed.
fn written(before: &str, after: &str) -> Vec<(usize, String)> {
    let known: std::collections::BTreeSet<&str> = before.lines().collect();
    let new = after.lines().enumerate().filter(|(_, line)| !known.contains(line));
    new.map(|(n, line)| (n + 1, line.to_owned())).collect()
}

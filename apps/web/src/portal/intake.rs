//! A matter is handed in.

use askama::Template;
use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::Response,
};
use dengwen_desk::{
    SavedDraft,
    view::{FieldView, MatterView, Rejection, Sent, Typed, Upload},
};

use crate::{
    forms::{Draft, Posted},
    gate::Asked,
    page::{Page, Switch},
    portal::{
        aside,
        behalf::Behalf,
        receipt,
        steps::{Step, StepPage, Steps},
    },
    site::Site,
    trouble::{Trouble, show_as},
    visit::Visitor,
};

/// The longest name of a way in.
const WAY_MAX: usize = 64;

/// A part of the form that stands by itself.
pub(crate) struct Section<'a> {
    /// Where the list of steps leads.
    pub(crate) id: &'static str,
    /// Its title.
    pub(crate) title: String,
    /// Its fields.
    pub(crate) fields: Vec<&'a FieldView>,
    /// Something in it is wrong.
    pub(crate) wrong: bool,
}

#[derive(Template)]
#[template(path = "portal/form.html")]
pub(crate) struct FormPage<'a> {
    pub(crate) page: &'a Page,
    pub(crate) matter: &'a MatterView,
    pub(crate) draft: &'a Draft,
    /// Stands for the draft from which it was opened.
    pub(crate) draft_voucher: Option<&'a str>,
}

impl FormPage<'_> {
    /// What happened, whom it concerns, files, who says so.
    fn sections(&self) -> Vec<Section<'_>> {
        let parts = Steps::on_one_page(&self.draft.form);
        let of = |part: Step| self.draft.form.fields.iter().filter(|field| parts.place(field) == part).collect();
        let section = |part: &Step| {
            let fields: Vec<&FieldView> = of(*part);
            let wrong = fields.iter().any(|field| is_wrong(field));
            Section { id: part.id(), title: part.title(self.page), fields, wrong }
        };
        parts.all().iter().map(section).collect()
    }
}

fn is_wrong(field: &FieldView) -> bool {
    field.error.is_some() || field.children.iter().any(is_wrong)
}

/// `GET /o/{office}/{matter}`
pub(crate) async fn form(
    State(site): State<Site>,
    Visitor(mut page): Visitor,
    Path((office, matter)): Path<(String, String)>,
) -> Result<Response, Trouble> {
    let (matter, mut draft) = fresh(&site, &mut page, &office, &matter).await?;
    draft.by = page.query.split('&').find_map(|pair| pair.strip_prefix("by=")).map(bare).unwrap_or_default();
    if let Some(known) = site.desk.poster_place(&office, &matter.id, &draft.by, page.lang).await {
        draft.prefill(&vec![known]);
    }
    draft.ticket = site.flood.for_form(&site.desk)?;
    let way =
        Way { page, matter, draft, at: None, behalf: Behalf::default(), seen: false, draft_voucher: None }.at_first();
    Ok(way.shown(StatusCode::OK))
}

/// `POST /o/{office}/{matter}`: a step forward or back, or all of it handed in.
pub(crate) async fn submit(
    State(site): State<Site>,
    Visitor(mut page): Visitor,
    Path((office, id)): Path<(String, String)>,
    mut posted: Posted,
) -> Result<Response, Trouble> {
    let (matter, draft) = fresh(&site, &mut page, &office, &id).await?;
    let behalf = Behalf::chosen(&draft.form, posted.meta(":behalf").unwrap_or_default());
    let mut way =
        Way { page, matter, draft, at: None, behalf, seen: posted.meta(":seen").is_some(), draft_voucher: None };
    way.draft_voucher = posted.meta(":draft").map(str::to_owned);
    way.at = Steps::of(&way.draft.form)
        .and_then(|steps| Some((steps.named(posted.meta(":step")?)?, steps)))
        .map(|(at, steps)| (steps, at));
    if posted.meta(":forget").is_some()
        && let Some(code) = aside::code(&site, &posted)
    {
        site.desk.drop_draft(&code).await?;
        return Ok(aside::dropped(way.page));
    }
    let typed = aside::fields(&posted);
    let stopped = way.draft.take(&mut posted, &site.holding, &way.page);
    let saves = posted.meta(":save").is_some();
    if stopped.is_none()
        && !saves
        && let Some((steps, at)) = way.at.clone()
        && let Some(to) = steps.wanted(at, &posted)
    {
        let status = way.goes(&site, (&office, &id), (steps, at), to).await?;
        way.draft.ticket = site.flood.for_form(&site.desk)?;
        return Ok(way.shown(status));
    }
    if let Some(status) = stopped {
        way.draft.ticket = site.flood.for_form(&site.desk)?;
        return Ok(way.shown(status));
    }
    let asked = site.flood.asks(&site.desk, &posted)?;
    if asked != Asked::Nothing {
        way.draft.asked(asked, &way.page);
        return Ok(way.shown(StatusCode::TOO_MANY_REQUESTS));
    }
    if saves {
        return way.put_aside(&site, (office, id), typed, aside::code(&site, &posted)).await;
    }
    match site.desk.submit_by(&office, &id, &way.draft.by, way.sent(), way.page.lang).await {
        Ok(receipt) => {
            way.draft.let_go(&site.holding);
            if let Some(code) = aside::code(&site, &posted) {
                site.desk.drop_draft(&code).await?;
            }
            Ok(receipt::given(way.page, &receipt))
        }
        Err(rejection) => {
            way.draft.ticket = site.flood.for_form(&site.desk)?;
            let status = way.refused(rejection)?;
            Ok(way.shown(status))
        }
    }
}

/// A form that was put aside, opened again with its code where it was left.
pub(crate) async fn resumed(site: &Site, mut page: Page, saved: &SavedDraft, code: &str) -> Result<Response, Trouble> {
    let (matter, mut draft) = fresh(site, &mut page, &saved.office, &saved.matter).await?;
    // From here on the page is that of the form, whatever asked for it.
    page.path.clone_from(&draft.action);
    let mut posted = aside::posted(saved);
    posted.files = site.desk.draft_files(code).await?;
    let _ = draft.take(&mut posted, &site.holding, &page);
    draft.ticket = site.flood.for_form(&site.desk)?;
    let behalf = Behalf::chosen(&draft.form, posted.meta(":behalf").unwrap_or_default());
    let steps = Steps::of(&draft.form);
    let at = steps.map(|steps| {
        let left = posted.meta(":step").and_then(|id| steps.named(id)).unwrap_or(steps.first());
        (steps, left)
    });
    let draft_voucher = Some(aside::voucher(site, code)?);
    let way = Way { page, matter, draft, at, behalf, seen: posted.meta(":seen").is_some(), draft_voucher };
    Ok(way.shown(StatusCode::OK))
}

/// A form on its way: on one page, or on one of its steps.
struct Way {
    page: Page,
    matter: MatterView,
    draft: Draft,
    at: Option<(Steps, Step)>,
    behalf: Behalf,
    seen: bool,
    /// Stands for the draft from which it was opened.
    draft_voucher: Option<String>,
}

impl Way {
    /// A long form begins with its first step.
    fn at_first(self) -> Self {
        let at = Steps::of(&self.draft.form).map(|steps| (steps.clone(), steps.first()));
        Self { at, ..self }
    }

    /// Puts it aside for later, under the code it was opened with or a fresh one.
    async fn put_aside(
        mut self,
        site: &Site,
        (office, matter): (String, String),
        fields: Typed,
        code: Option<String>,
    ) -> Result<Response, Trouble> {
        let draft = SavedDraft { office, matter, fields };
        let files: Vec<&Upload> = self.draft.held.iter().map(|held| &*held.file).collect();
        match site.desk.save_draft(&draft, &files, code.as_deref(), self.page.lang).await {
            Ok(kept) => {
                self.draft.let_go(&site.holding);
                Ok(aside::told(self.page, &kept))
            }
            Err(rejection) => {
                let status = self.draft.refused(rejection, &self.page)?;
                Ok(self.shown(status))
            }
        }
    }

    /// What is handed in: what is not asked of who speaks so is left out.
    fn sent(&self) -> Sent {
        if self.at.is_none() {
            return self.draft.sent();
        }
        let form = self.behalf.asked(&self.draft.form, &self.page);
        Draft { form, ..self.draft.clone() }.sent()
    }

    /// Goes to a step; forward only past what is right.
    async fn goes(
        &mut self,
        site: &Site,
        (office, id): (&str, &str),
        (steps, at): (Steps, Step),
        to: Step,
    ) -> Result<StatusCode, Trouble> {
        let mut shown = (to, StatusCode::OK);
        if to > at {
            let wrong = site.desk.intake_wrong(office, id, &self.sent(), self.page.lang).await?;
            if let Some(step) = steps.wrong_before(&self.draft.form, &wrong, to) {
                let here = steps.wrong_on(&self.draft.form, wrong, step);
                self.draft.tell(Rejection::Invalid(here), &self.page)?;
                shown = (step, StatusCode::UNPROCESSABLE_ENTITY);
            }
        }
        self.seen |= shown.0 == Step::Check;
        self.at = Some((steps, shown.0));
        Ok(shown.1)
    }

    /// What was refused is shown on the step on which it stands.
    fn refused(&mut self, rejection: Rejection) -> Result<StatusCode, Trouble> {
        let rejection = match (rejection, &mut self.at) {
            (Rejection::Invalid(wrong), Some((steps, at))) => {
                let step = steps.wrong_before(&self.draft.form, &wrong, Step::Check);
                *at = step.unwrap_or(Step::Check);
                let here = step.map(|step| steps.wrong_on(&self.draft.form, wrong.clone(), step));
                Rejection::Invalid(here.unwrap_or(wrong))
            }
            (Rejection::Upload(key, text), Some((steps, at))) => {
                let wrong = [(key.clone(), text.clone())];
                *at = steps.wrong_before(&self.draft.form, &wrong, Step::Check).unwrap_or(Step::Check);
                Rejection::Upload(key, text)
            }
            (other, _) => other,
        };
        self.draft.refused(rejection, &self.page)
    }

    fn shown(&self, status: StatusCode) -> Response {
        let Self { page, matter, draft, at, behalf, seen, draft_voucher } = self;
        match at {
            Some((steps, at)) => {
                let asked = behalf.asked(&draft.form, page);
                let (at, behalf, seen) = (*at, *behalf, *seen);
                let draft_voucher = draft_voucher.as_deref();
                show_as(status, &StepPage { page, matter, draft, steps, at, behalf, asked, seen, draft_voucher })
            }
            None => show_as(status, &FormPage { page, matter, draft, draft_voucher: draft_voucher.as_deref() }),
        }
    }
}

/// The name of a way in, and of a place, as a poster writes it; nothing else is taken from an address.
fn bare(way: &str) -> String {
    way.chars().filter(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.')).take(WAY_MAX).collect()
}

async fn fresh(site: &Site, page: &mut Page, office: &str, matter: &str) -> Result<(MatterView, Draft), Trouble> {
    let office = site.desk.office(office, page.lang).await?;
    page.office = Some((office.id.clone(), office.name));
    page.switch = Switch::Form;
    let found = office.matters.into_iter().find(|known| known.id == matter).ok_or(Trouble::not_found())?;
    let mut form = site.desk.intake(&office.id, matter, page.lang).await?;
    form.fields.sort_by_key(Step::of);
    let action = format!("/o/{}/{matter}", office.id);
    Ok((found, Draft::new(form, 0, action)))
}

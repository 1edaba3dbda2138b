//! What the office says of itself on its portal, and a poster for each way in.

use askama::Template;
use axum::{
    extract::{Path, Query, State},
    http::StatusCode,
    response::Response,
};
use dengwen_desk::{
    office::{PortalRules, ReceptionPlace},
    view::{Choice, Control, FieldView, OfficeView, Session, Typed},
};

use serde::Deserialize;

use super::{Administrator, ask, form};
use crate::{
    forms::{Draft, Posted, saved},
    page::Page,
    qr,
    site::Site,
    trouble::{Trouble, show, show_as},
};

/// The key of the figures that are told.
const FIGURES: &str = "figures";
/// The key of the group of places, and what is asked of each.
const PLACE: &str = "place";
const ASKED: &[(&str, &str)] = &[
    ("name", "portal-place-name"),
    ("address", "portal-place-address"),
    ("hours", "portal-place-hours"),
    ("phone", "portal-place-phone"),
    ("mail", "portal-place-mail"),
];

#[derive(Template)]
#[template(path = "desk/portal.html")]
pub(crate) struct PortalPage<'a> {
    pub(crate) page: &'a Page,
    pub(crate) office: &'a OfficeView,
    pub(crate) draft: &'a Draft,
    pub(crate) saved: bool,
}

/// `GET /desk/portal`
pub(crate) async fn show_rules(
    State(site): State<Site>,
    Administrator { page, session }: Administrator,
) -> Result<Response, Trouble> {
    let choices = site.desk.public_choices(&session, page.lang).await?;
    let draft = draft(&page, &site.desk.portal_rules(&session).await?, &choices);
    drawn(StatusCode::OK, &site, &page, &session, &draft).await
}

/// `POST /desk/portal`
pub(crate) async fn save(
    State(site): State<Site>,
    Administrator { page, session }: Administrator,
    mut posted: Posted,
) -> Result<Response, Trouble> {
    page.given(&posted)?;
    let before = site.desk.portal_rules(&session).await?;
    let choices = site.desk.public_choices(&session, page.lang).await?;
    let mut draft = draft(&page, &before, &choices);
    let stopped = draft.stopped(&mut posted, &site, &page);
    let draft_days = draft.value("draft_days").parse().unwrap_or(0);
    let rules = PortalRules { draft_days, places: places(&draft), figures: figures(&draft) };
    let stopped = stopped.or_else(|| draft.unfit("draft_days", rules.wrong(), &page));
    let stopped = stopped.or_else(|| draft.compared(&self::draft(&page, &before, &choices), &posted, &page));
    if let Some(status) = stopped {
        return drawn(status, &site, &page, &session, &draft).await;
    }
    site.desk.enter_portal_rules(&session, rules).await?;
    Ok(saved("/desk/portal"))
}

fn draft(page: &Page, rules: &PortalRules, choices: &[(String, String)]) -> Draft {
    let choice = |(id, title): &(String, String)| Choice { value: id.clone(), label: title.clone(), meaning: None };
    let told = FieldView {
        many: true,
        options: choices.iter().map(choice).collect(),
        value: rules.figures.clone(),
        ..FieldView::new(FIGURES, page.t("portal-figures"), Control::Many)
    };
    let days = FieldView {
        value: vec![rules.draft_days.to_string()],
        ..FieldView::new("draft_days", page.t("portal-draft-days"), Control::Number)
    };
    let child = |(name, label): &(&str, &str)| ask::text(&format!("{PLACE}.0.{name}"), page.t(label), "");
    let group = FieldView {
        many: true,
        children: ASKED.iter().map(child).collect(),
        ..FieldView::new(PLACE, page.t("portal-place"), Control::Group)
    };
    let mut fields = vec![ask::hinted(ask::must(days), page.t("portal-draft-days-hint")), group];
    if !choices.is_empty() {
        fields.push(ask::hinted(told, page.t("portal-figures-hint")));
    }
    let mut draft = form(page, "portal", page.t("portal-save"), fields);
    let mut known = Typed::new();
    for (row, place) in rules.places.iter().enumerate() {
        let said = [&place.name, &place.address, &place.hours, &place.phone, &place.mail];
        let pairs = ASKED.iter().zip(said).filter(|(_, said)| !said.is_empty());
        known.extend(pairs.map(|((name, _), said)| (format!("{PLACE}.{row}.{name}"), said.clone())));
    }
    draft.prefill(&known);
    draft
}

/// Regulations that were chosen among those that can be.
fn figures(draft: &Draft) -> Vec<String> {
    let field = draft.form.fields.iter().find(|field| field.key == FIGURES);
    let offered = |field: &&FieldView, id: &&String| field.options.iter().any(|one| one.value == **id);
    field.iter().flat_map(|field| field.value.iter().filter(|id| offered(field, id))).cloned().collect()
}

/// The places that were typed.
fn places(draft: &Draft) -> Vec<ReceptionPlace> {
    let sent = draft.sent().typed;
    let mut all: Vec<ReceptionPlace> = Vec::new();
    for row in 0..crate::limits::ROWS_MAX {
        let said = |name: &str| {
            let key = format!("{PLACE}.{row}.{name}");
            sent.iter().find(|(known, _)| *known == key).map(|(_, text)| text.clone()).unwrap_or_default()
        };
        let place = ReceptionPlace {
            name: said("name"),
            address: said("address"),
            hours: said("hours"),
            phone: said("phone"),
            mail: said("mail"),
        };
        if place != ReceptionPlace::default() {
            all.push(place);
        }
    }
    all
}

async fn drawn(
    status: StatusCode,
    site: &Site,
    page: &Page,
    session: &Session,
    draft: &Draft,
) -> Result<Response, Trouble> {
    let office = site.desk.office(&session.office, page.lang).await?;
    Ok(show_as(status, &PortalPage { page, office: &office, draft, saved: page.asks("saved=1") }))
}

#[derive(Template)]
#[template(path = "desk/poster.html")]
pub(crate) struct PosterPage<'a> {
    pub(crate) page: &'a Page,
    pub(crate) office: &'a str,
    pub(crate) matter: &'a str,
    pub(crate) way: &'a str,
    /// Where the picture leads; nothing where nobody has said under which address the site is reached.
    pub(crate) address: Option<String>,
    pub(crate) places: &'a [ReceptionPlace],
    /// Where it will hang, of these.
    pub(crate) place: Option<&'a ReceptionPlace>,
}

impl PosterPage<'_> {
    fn hangs_at(&self, place: &ReceptionPlace) -> bool {
        self.place.is_some_and(|one| one.name == place.name)
    }

    fn picture(&self) -> Option<(i32, String)> {
        qr::picture(self.address.as_deref()?)
    }
}

/// Where a poster will hang.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Place {
    #[serde(default)]
    place: String,
}

/// `GET /desk/portal/posters/{matter}/{way}`: to be printed and hung up.
pub(crate) async fn poster(
    State(site): State<Site>,
    Administrator { page, session }: Administrator,
    Path((matter, way)): Path<(String, String)>,
    Query(asked): Query<Place>,
) -> Result<Response, Trouble> {
    let office = site.desk.office(&session.office, page.lang).await?;
    let open = |known: &&dengwen_desk::view::MatterView| known.id == matter && known.closed.is_none();
    let known = office.matters.iter().find(open).ok_or(Trouble::not_found())?;
    let found = known.ways.iter().find(|one| one.id == way).ok_or(Trouble::not_found())?;
    let place = office.places.iter().find(|known| !known.name.is_empty() && known.id() == asked.place);
    let by = place.map_or_else(|| way.clone(), |place| format!("{way}.{}", place.id()));
    let address = site.desk.address().map(|site| format!("{}/o/{}/{matter}?by={by}", site.origin(), office.id));
    Ok(show(&PosterPage {
        page: &page,
        office: &office.name,
        matter: &known.label,
        way: &found.label,
        address,
        places: &office.places,
        place,
    }))
}

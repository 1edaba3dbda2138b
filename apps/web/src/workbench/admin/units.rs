//! Units of the office.

use axum::{
    extract::{Query, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use dengwen_desk::office::{Office, Unit};
use dengwen_regulation::model::Label;

use super::{Administrator, Asked, EntriesPage, Entry, ask, form, id_wrong};
use crate::{
    forms::{Draft, Posted},
    page::Page,
    site::Site,
    trouble::{Trouble, encoded, show_as},
};

/// `GET /desk/units`
pub(crate) async fn show(
    State(site): State<Site>,
    Administrator { page, session }: Administrator,
    Query(asked): Query<Asked>,
) -> Result<Response, Trouble> {
    let office = site.desk.office_state(&session.office).await?;
    let draft = draft(&page, &office, office.units.get(&asked.edit));
    Ok(drawn(StatusCode::OK, &page, &office, draft, asked.saved.is_some()))
}

/// `POST /desk/units`
pub(crate) async fn save(
    State(site): State<Site>,
    Administrator { page, session }: Administrator,
    mut posted: Posted,
) -> Result<Response, Trouble> {
    let office = site.desk.office_state(&session.office).await?;
    let mut draft = draft(&page, &office, None);
    let stopped = draft.take(&mut posted, &site.holding, &page);
    let stopped = stopped.or_else(|| draft.incomplete(&page)).or_else(|| id_wrong(&mut draft, &page));
    let stopped = stopped.or_else(|| {
        let known = office.units.get(draft.value("id"))?;
        draft.compared(&self::draft(&page, &office, Some(known)), &posted, &page)
    });
    if let Some(status) = stopped {
        return Ok(drawn(status, &page, &office, draft, false));
    }
    match site.desk.enter_unit(&session, unit(&draft), page.lang).await {
        Ok(()) => Ok(Redirect::to("/desk/units?saved=1").into_response()),
        Err(rejection) => {
            let status = draft.refused(rejection, &page)?;
            Ok(drawn(status, &page, &office, draft, false))
        }
    }
}

fn unit(draft: &Draft) -> Unit {
    let given = |key| Some(draft.value(key).to_owned()).filter(|text: &String| !text.is_empty());
    let (zh, en) = (draft.value("name"), draft.value("name_en"));
    Unit {
        above: given("above"),
        head: given("head"),
        level: given("level"),
        ..Unit::new(draft.value("id"), Label::new(zh, if en.is_empty() { zh } else { en }))
    }
}

fn draft(page: &Page, office: &Office, known: Option<&Unit>) -> Draft {
    let new = Unit::new("", Label::default());
    let unit = known.unwrap_or(&new);
    let units = office.units.values().map(|unit| (unit.id.clone(), unit.name.in_lang(page.lang).to_owned())).collect();
    let people = office.people.values().map(|person| (person.id.clone(), person.name.clone())).collect();
    let id = ask::must(ask::text("id", page.t("units-id"), &unit.id));
    let fields = vec![
        ask::hinted(id, page.t("entries-id-hint")),
        ask::must(ask::text("name", page.t("units-name"), &unit.name.zh)),
        ask::text("name_en", page.t("units-name-english"), &unit.name.en),
        ask::one("above", page.t("units-above"), units, unit.above.as_deref().unwrap_or_default()),
        ask::one("head", page.t("units-head"), people, unit.head.as_deref().unwrap_or_default()),
        ask::hinted(
            ask::text("level", page.t("units-level"), unit.level.as_deref().unwrap_or_default()),
            page.t("units-level-hint"),
        ),
    ];
    form(page, "unit", page.t("units-save"), fields)
}

fn drawn(status: StatusCode, page: &Page, office: &Office, draft: Draft, saved: bool) -> Response {
    let name = |id: &String| office.units.get(id).map(|unit| unit.name.in_lang(page.lang).to_owned());
    let entry = |unit: &Unit| Entry {
        cells: vec![
            unit.name.in_lang(page.lang).to_owned(),
            unit.id.clone(),
            unit.above.as_ref().and_then(name).unwrap_or_default(),
            unit.head.as_ref().map(|head| office.person_name(head)).unwrap_or_default(),
        ],
        edit: Some(format!("/desk/units?edit={}", encoded(&unit.id))),
        remove: None,
    };
    let keys = ["units-name", "units-id", "units-above", "units-head"];
    let template = EntriesPage {
        page,
        title: page.t("frame-desk-units"),
        lead: page.t("units-lead"),
        columns: keys.map(|key| page.t(key)).to_vec(),
        entries: office.units.values().map(entry).collect(),
        drafts: &[draft],
        saved,
    };
    show_as(status, &template)
}

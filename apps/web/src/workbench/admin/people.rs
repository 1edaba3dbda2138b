//! People of the office.

use axum::{
    extract::{Query, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use dengwen_desk::{
    office::{Office, Person},
    view::{Rejection, Session},
};
use dengwen_regulation::model::Lang;

use crate::workbench::password::advised;

use super::{Administrator, Asked, EntriesPage, Entry, ask, form, id_wrong};
use crate::{
    forms::{Draft, Posted},
    page::Page,
    site::Site,
    trouble::{Trouble, encoded, show_as},
};

/// `GET /desk/people`
pub(crate) async fn show(
    State(site): State<Site>,
    Administrator { page, session }: Administrator,
    Query(asked): Query<Asked>,
) -> Result<Response, Trouble> {
    let office = site.desk.office_state(&session.office).await?;
    let draft = draft(&page, &office, office.people.get(&asked.edit));
    Ok(drawn(StatusCode::OK, &page, &office, draft, asked.saved.is_some()))
}

/// `POST /desk/people`
pub(crate) async fn save(
    State(site): State<Site>,
    Administrator { page, session }: Administrator,
    mut posted: Posted,
) -> Result<Response, Trouble> {
    let office = site.desk.office_state(&session.office).await?;
    let mut draft = draft(&page, &office, None);
    let stopped = draft.take(&mut posted, &site.holding, &page);
    let stopped = stopped.or_else(|| draft.incomplete(&page)).or_else(|| half(&mut draft, &page));
    let stopped = stopped.or_else(|| id_wrong(&mut draft, &page));
    let stopped = match stopped {
        None => weak(&site, &session, &mut draft, &page).await?,
        stopped => stopped,
    };
    let stopped = stopped.or_else(|| {
        let known = office.people.get(draft.value("id"))?;
        draft.compared(&self::draft(&page, &office, Some(known)), &posted, &page)
    });
    if let Some(status) = stopped {
        return Ok(drawn(status, &page, &office, draft, false));
    }
    match saved(&site, &session, &draft, page.lang).await {
        Ok(()) => Ok(Redirect::to("/desk/people?saved=1").into_response()),
        Err(rejection) => {
            let status = draft.refused(rejection, &page)?;
            Ok(drawn(status, &page, &office, draft, false))
        }
    }
}

/// A sign-in is given or changed by name and password together: one alone would change nothing, and nobody would be told.
fn half(draft: &mut Draft, page: &Page) -> Option<StatusCode> {
    let (key, label) = match (draft.value("login"), draft.value("password")) {
        ("", "") => return None,
        ("", _) => ("login", "people-login"),
        (_, "") => ("password", "people-password"),
        _ => return None,
    };
    draft.mark(key, page.with("field-missing", "what", page.t(label)));
    Some(StatusCode::UNPROCESSABLE_ENTITY)
}

/// Marks a password that is easy to guess.
async fn weak(site: &Site, session: &Session, draft: &mut Draft, page: &Page) -> Result<Option<StatusCode>, Rejection> {
    let (id, login, password) = (draft.value("id"), draft.value("login"), draft.value("password"));
    if password.is_empty() {
        return Ok(None);
    }
    let strength = site.desk.password_strength(session, id, login, password).await?;
    if strength.is_enough() {
        return Ok(None);
    }
    draft.mark("password", advised(page, &strength));
    Ok(Some(StatusCode::UNPROCESSABLE_ENTITY))
}

/// The person, and the sign-in if one was given.
async fn saved(site: &Site, session: &Session, draft: &Draft, lang: Lang) -> Result<(), Rejection> {
    site.desk.enter_person(session, person(draft), lang).await?;
    match (draft.value("login"), draft.value("password")) {
        ("", _) | (_, "") => Ok(()),
        (login, password) => site.desk.enter_account(session, draft.value("id"), login, password, lang).await,
    }
}

fn person(draft: &Draft) -> Person {
    let unit = draft.value("unit");
    Person {
        unit: (!unit.is_empty()).then(|| unit.to_owned()),
        active: draft.value("active") == "yes",
        administrator: draft.value("administrator") == "yes",
        ..Person::new(draft.value("id"), draft.value("name"))
    }
}

fn draft(page: &Page, office: &Office, known: Option<&Person>) -> Draft {
    let new = Person::new("", "");
    let person = known.unwrap_or(&new);
    let units = office.units.values().map(|unit| (unit.id.clone(), unit.name.in_lang(page.lang).to_owned())).collect();
    let id = ask::must(ask::text("id", page.t("people-id"), &person.id));
    let fields = vec![
        ask::hinted(id, page.t("entries-id-hint")),
        ask::must(ask::text("name", page.t("people-name"), &person.name)),
        ask::one("unit", page.t("people-unit"), units, person.unit.as_deref().unwrap_or_default()),
        ask::yes_no("active", page.t("people-active"), person.active),
        ask::yes_no("administrator", page.t("people-administrator"), person.administrator),
        ask::hinted(ask::text("login", page.t("people-login"), ""), page.t("people-login-hint")),
        ask::hinted(ask::text("password", page.t("people-password"), ""), page.t("people-password-hint")),
    ];
    form(page, "person", page.t("people-save"), fields)
}

fn drawn(status: StatusCode, page: &Page, office: &Office, mut draft: Draft, saved: bool) -> Response {
    // A password is never shown again.
    draft.form.fields.iter_mut().filter(|field| field.key == "password").for_each(|field| field.value.clear());
    let unit_name = |id: &String| office.units.get(id).map(|unit| unit.name.in_lang(page.lang).to_owned());
    let entry = |person: &Person| Entry {
        cells: vec![
            person.name.clone(),
            person.id.clone(),
            person.unit.as_ref().and_then(unit_name).unwrap_or_default(),
            if person.active { page.t("people-with-us") } else { page.t("people-left") },
            if person.administrator { page.t("people-administers") } else { String::new() },
        ],
        edit: Some(format!("/desk/people?edit={}", encoded(&person.id))),
        remove: None,
    };
    let keys = ["people-name", "people-id", "people-unit", "people-active", "people-administrator"];
    let template = EntriesPage {
        page,
        title: page.t("frame-desk-people"),
        lead: page.t("people-lead"),
        columns: keys.map(|key| page.t(key)).to_vec(),
        entries: office.people.values().map(entry).collect(),
        drafts: &[draft],
        saved,
    };
    show_as(status, &template)
}

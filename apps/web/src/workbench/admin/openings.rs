//! What the office says of openings: a second person, for how long, who is told.

use axum::{
    extract::{Query, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use dengwen_desk::{OpeningRule, view::Control};

use super::{Administrator, Asked, EntriesPage, Entry, ask, form};
use crate::{
    forms::{Draft, Posted},
    page::Page,
    site::Site,
    trouble::{Trouble, show_as},
};

/// What is sent where no role is told, but the administrators.
const ADMINISTRATORS: &str = "-";

/// Roles that can be told: id and label.
type Roles = Vec<(String, String)>;

/// `GET /desk/openings`
pub(crate) async fn show(
    State(site): State<Site>,
    Administrator { page, session }: Administrator,
    Query(asked): Query<Asked>,
) -> Result<Response, Trouble> {
    let rule = site.desk.opening_rule(&session).await?;
    let roles = site.desk.roles(&session, page.lang).await?;
    let draft = draft(&page, &rule, &roles);
    Ok(drawn(StatusCode::OK, &page, (&rule, &roles), draft, asked.saved.is_some()))
}

/// `POST /desk/openings`
pub(crate) async fn save(
    State(site): State<Site>,
    Administrator { page, session }: Administrator,
    mut posted: Posted,
) -> Result<Response, Trouble> {
    let rule = site.desk.opening_rule(&session).await?;
    let roles = site.desk.roles(&session, page.lang).await?;
    let mut draft = draft(&page, &rule, &roles);
    let stopped = draft.stopped(&mut posted, &site, &page);
    let told = Some(draft.value("told").to_owned()).filter(|role| !role.is_empty() && role != ADMINISTRATORS);
    let second_person = draft.value("second_person") == "yes";
    let minutes = draft.value("minutes").parse().unwrap_or(0);
    let typed = OpeningRule { second_person, minutes, told };
    let stopped = stopped.or_else(|| draft.unfit("minutes", typed.wrong(), &page));
    let stopped = stopped.or_else(|| draft.compared(&self::draft(&page, &rule, &roles), &posted, &page));
    if let Some(status) = stopped {
        return Ok(drawn(status, &page, (&rule, &roles), draft, false));
    }
    match site.desk.enter_opening_rule(&session, typed).await {
        Ok(()) => Ok(Redirect::to("/desk/openings?saved=1").into_response()),
        Err(rejection) => {
            let status = draft.refused(rejection, &page)?;
            Ok(drawn(status, &page, (&rule, &roles), draft, false))
        }
    }
}

fn draft(page: &Page, rule: &OpeningRule, roles: &Roles) -> Draft {
    let minutes = ask::must(ask::text("minutes", page.t("openings-minutes"), &rule.minutes.to_string()));
    let minutes = dengwen_desk::view::FieldView { control: Control::Number, ..minutes };
    let mut whom = vec![(ADMINISTRATORS.to_owned(), page.t("openings-told-nobody"))];
    whom.extend(roles.iter().cloned());
    let told = ask::one("told", page.t("openings-told"), whom, rule.told.as_deref().unwrap_or(ADMINISTRATORS));
    let fields = vec![
        ask::hinted(
            ask::yes_no("second_person", page.t("openings-second"), rule.second_person),
            page.t("openings-second-hint"),
        ),
        ask::hinted(minutes, page.t("openings-minutes-hint")),
        ask::hinted(told, page.t("openings-told-hint")),
    ];
    form(page, "openings", page.t("openings-save"), fields)
}

fn drawn(
    status: StatusCode,
    page: &Page,
    (rule, roles): (&OpeningRule, &Roles),
    draft: Draft,
    saved: bool,
) -> Response {
    let second = if rule.second_person { page.t("openings-second-always") } else { page.t("openings-second-rule") };
    let told = roles.iter().find(|(id, _)| rule.told.as_ref() == Some(id)).map(|(_, label)| label.clone());
    let cells = vec![second, rule.minutes.to_string(), told.unwrap_or_else(|| page.t("openings-told-nobody"))];
    let template = EntriesPage {
        page,
        title: page.t("frame-desk-openings"),
        lead: page.t("openings-lead"),
        columns: vec![page.t("openings-second"), page.t("openings-minutes"), page.t("openings-told")],
        entries: vec![Entry { cells, ..Entry::default() }],
        drafts: &[draft],
        saved,
    };
    show_as(status, &template)
}

//! What the office asks at its door, and how its people sign in.

use askama::Template;
use axum::{extract::State, http::StatusCode, response::Response};
use dengwen_desk::{
    SignInView,
    office::DoorRules,
    view::{Control, FieldView, Rejection, Session},
};

use super::{Administrator, ask, form};
use crate::{
    forms::{Draft, Posted, saved},
    page::Page,
    site::Site,
    trouble::{Trouble, show_as},
};

#[derive(Template)]
#[template(path = "desk/door.html")]
pub(crate) struct DoorPage<'a> {
    pub(crate) page: &'a Page,
    pub(crate) sign_ins: &'a [SignInView],
    pub(crate) draft: &'a Draft,
    pub(crate) saved: bool,
}

/// `GET /desk/door`
pub(crate) async fn show(
    State(site): State<Site>,
    Administrator { page, session }: Administrator,
) -> Result<Response, Trouble> {
    let draft = draft(&page, site.desk.door_rules(&session).await?);
    drawn(StatusCode::OK, &site, &page, &session, &draft).await
}

/// `POST /desk/door`: what is asked of everybody, or the second step of somebody who lost it is taken away.
pub(crate) async fn save(
    State(site): State<Site>,
    Administrator { page, session }: Administrator,
    mut posted: Posted,
) -> Result<Response, Trouble> {
    page.given(&posted)?;
    if !posted.value("take_away").is_empty() {
        site.desk.take_second_step_away(&session, posted.value("take_away")).await?;
        return Ok(saved("/desk/door"));
    }
    let mut draft = draft(&page, site.desk.door_rules(&session).await?);
    let stopped = match draft.stopped(&mut posted, &site, &page) {
        Some(status) => status,
        None => {
            let proof_minutes = draft.value("proof_minutes").parse().unwrap_or(0);
            let door = DoorRules { second_step: draft.value("second_step") == "yes", proof_minutes };
            match site.desk.enter_door_rules(&session, door).await {
                Ok(()) => return Ok(saved("/desk/door")),
                Err(Rejection::Invalid(_)) => {
                    draft.mark("proof_minutes", page.t("door-proof-wrong"));
                    StatusCode::UNPROCESSABLE_ENTITY
                }
                Err(other) => return Err(other.into()),
            }
        }
    };
    drawn(stopped, &site, &page, &session, &draft).await
}

fn draft(page: &Page, door: DoorRules) -> Draft {
    let minutes = FieldView {
        value: vec![door.proof_minutes.to_string()],
        ..FieldView::new("proof_minutes", page.t("door-proof"), Control::Number)
    };
    let fields = vec![
        ask::hinted(
            ask::yes_no("second_step", page.t("door-second-step"), door.second_step),
            page.t("door-second-step-hint"),
        ),
        ask::hinted(ask::must(minutes), page.t("door-proof-hint")),
    ];
    form(page, "door", page.t("door-save"), fields)
}

async fn drawn(
    status: StatusCode,
    site: &Site,
    page: &Page,
    session: &Session,
    draft: &Draft,
) -> Result<Response, Trouble> {
    let sign_ins = site.desk.sign_ins(session).await?;
    Ok(show_as(status, &DoorPage { page, sign_ins: &sign_ins, draft, saved: page.asks("saved=1") }))
}

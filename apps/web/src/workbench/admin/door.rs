//! What the office asks at its door, and how its people sign in.

use askama::Template;
use axum::{extract::State, http::StatusCode, response::Response};
use dengwen_desk::{
    SignInView,
    office::DoorRules,
    view::{Control, FieldView, Session},
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
    let rules = site.desk.door_rules(&session).await?;
    let mut draft = draft(&page, rules);
    let stopped = draft.stopped(&mut posted, &site, &page);
    let proof_minutes = draft.value("proof_minutes").parse().unwrap_or(0);
    let door = DoorRules { second_step: draft.value("second_step") == "yes", proof_minutes };
    let stopped = stopped.or_else(|| draft.unfit("proof_minutes", door.wrong(), &page));
    let stopped = stopped.or_else(|| draft.compared(&self::draft(&page, rules), &posted, &page));
    if let Some(status) = stopped {
        return drawn(status, &site, &page, &session, &draft).await;
    }
    site.desk.enter_door_rules(&session, door).await?;
    Ok(saved("/desk/door"))
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

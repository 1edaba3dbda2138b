//! Leave, and who stands in: each for themselves, administrators for everybody.

use axum::{extract::State, http::StatusCode, response::Response};
use dengwen_desk::{
    LeaveTyped, LeaveView,
    office::{Difference, Office},
    view::{Control, FieldView, Session},
};

use super::{
    admin::{Entry, ask, beginning, end_of, form, moment},
    own::OwnPage,
};
use crate::{
    forms::{Draft, Posted, pressed, saved},
    page::Page,
    site::Site,
    trouble::{Trouble, show_as},
    visit::Worker,
};

/// `GET /desk/leave`
pub(crate) async fn show(State(site): State<Site>, Worker { page, session }: Worker) -> Result<Response, Trouble> {
    let office = site.desk.office_state(&session.office).await?;
    let draft = draft(&page, &office, &session);
    drawn(StatusCode::OK, &site, &page, &session, &draft).await
}

/// `POST /desk/leave`: one is entered, or ended.
pub(crate) async fn change(
    State(site): State<Site>,
    Worker { page, session }: Worker,
    mut posted: Posted,
) -> Result<Response, Trouble> {
    page.given(&posted)?;
    if !posted.value("end").is_empty() {
        let leaves = site.desk.leaves(&session).await?;
        let one = leaves.iter().find(|one| one.id == posted.value("end")).ok_or_else(Trouble::not_found)?;
        if let Some(asked) = pressed(&page, &posted, (&page.t("leave-end"), "/desk/leave"), &[ends(&page, one)]) {
            return Ok(asked);
        }
        site.desk.end_leave(&session, posted.value("end")).await?;
        return Ok(saved("/desk/leave"));
    }
    let office = site.desk.office_state(&session.office).await?;
    let mut draft = draft(&page, &office, &session);
    let status = match draft.stopped(&mut posted, &site, &page) {
        None => {
            let done = site.desk.enter_leave(&session, typed(&draft, &session), page.lang).await;
            draft.settled(done, &page)?
        }
        stopped => stopped,
    };
    match status {
        Some(status) => drawn(status, &site, &page, &session, &draft).await,
        None => Ok(saved("/desk/leave")),
    }
}

/// What becomes of a leave that is ended before its time.
fn ends(page: &Page, one: &LeaveView) -> Difference {
    Difference {
        label: format!("{} → {}", one.person, one.deputy),
        before: format!("{} – {}", moment(&one.from), moment(&one.until)),
        after: page.t("leave-over"),
    }
}

fn typed(draft: &Draft, session: &Session) -> LeaveTyped {
    let person = Some(draft.value("person")).filter(|person| !person.is_empty()).unwrap_or(&session.person);
    LeaveTyped {
        person: person.to_owned(),
        deputy: draft.value("deputy").to_owned(),
        from: beginning(draft.value("from")),
        until: end_of(draft.value("until")),
        note: draft.value("note").to_owned(),
    }
}

fn draft(page: &Page, office: &Office, session: &Session) -> Draft {
    let here = || office.people.values().filter(|person| person.active);
    let people = || here().map(|person| (person.id.clone(), person.name.clone()));
    let deputies = people().filter(|(id, _)| session.administrator || *id != session.person).collect();
    let mut fields = Vec::new();
    if session.administrator {
        fields.push(ask::must(ask::one("person", page.t("leave-person"), people().collect(), &session.person)));
    }
    fields.extend([
        ask::hinted(ask::must(ask::one("deputy", page.t("leave-deputy"), deputies, "")), page.t("leave-deputy-hint")),
        ask::must(ask::day("from", page.t("leave-from"), "")),
        ask::must(ask::day("until", page.t("leave-until"), "")),
        ask::hinted(FieldView::new("note", page.t("leave-note"), Control::Long), page.t("leave-note-hint")),
    ]);
    form(page, "leave", page.t("leave-enter"), fields)
}

async fn drawn(
    status: StatusCode,
    site: &Site,
    page: &Page,
    session: &Session,
    draft: &Draft,
) -> Result<Response, Trouble> {
    let leaves = site.desk.leaves(session).await?;
    let template = OwnPage {
        page,
        title: page.t("leave-title"),
        lead: page.t("leave-lead"),
        none: page.t("leave-none"),
        end: page.t("leave-end"),
        columns: vec![
            page.t("leave-person"),
            page.t("leave-deputy"),
            page.t("leave-time"),
            page.t("leave-note"),
            page.t("leave-state"),
        ],
        entries: leaves.into_iter().map(|one| entry(page, one)).collect(),
        draft,
        saved: page.asks("saved=1"),
        others: None,
    };
    Ok(show_as(status, &template))
}

fn entry(page: &Page, one: LeaveView) -> Entry {
    let mut state = match (one.runs, one.over) {
        (true, _) => page.t("leave-runs"),
        (false, false) => page.t("leave-to-come"),
        (false, true) => page.t("leave-over"),
    };
    if one.nobody > 0 {
        state = format!("{state} · {}", page.count("leave-nobody", one.nobody));
    }
    let time = format!("{} – {}", moment(&one.from), moment(&one.until));
    Entry { cells: vec![one.person, one.deputy, time, one.note, state], edit: None, remove: one.ends.then_some(one.id) }
}

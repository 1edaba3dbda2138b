//! Relations that staff declare, each for themselves.

use axum::{extract::State, http::StatusCode, response::Response};
use dengwen_desk::{
    RelationView, Said,
    view::{Control, FieldView, Session},
};

use super::{
    admin::{Entry, ask, day, form},
    own::{Others, OwnPage},
};
use crate::{
    forms::{Draft, Posted, saved},
    page::Page,
    site::Site,
    trouble::{Trouble, show_as},
    visit::Worker,
};

/// Kinds of relation: as they are sent, and the key of the name.
const KINDS: &[(&str, &str)] = &[
    ("kin", "relations-kin"),
    ("work", "relations-work"),
    ("interest", "relations-interest"),
    ("other", "relations-other"),
];

/// `GET /desk/relations`
pub(crate) async fn show(State(site): State<Site>, Worker { page, session }: Worker) -> Result<Response, Trouble> {
    let draft = draft(&page);
    drawn(StatusCode::OK, &site, &page, &session, &draft).await
}

/// `POST /desk/relations`: one is declared, or ended.
pub(crate) async fn change(
    State(site): State<Site>,
    Worker { page, session }: Worker,
    mut posted: Posted,
) -> Result<Response, Trouble> {
    page.given(&posted)?;
    if !posted.value("end").is_empty() {
        site.desk.end_relation(&session, posted.value("end")).await?;
        return Ok(saved("/desk/relations"));
    }
    let mut draft = draft(&page);
    let stopped = draft.stopped(&mut posted, &site, &page).or_else(|| days_wrong(&mut draft, &page));
    let status = match stopped {
        None => draft.settled(site.desk.declare_relation(&session, said(&draft), page.lang).await, &page)?,
        stopped => stopped,
    };
    match status {
        Some(status) => drawn(status, &site, &page, &session, &draft).await,
        None => Ok(saved("/desk/relations")),
    }
}

/// Marks a day that is none.
fn days_wrong(draft: &mut Draft, page: &Page) -> Option<StatusCode> {
    let none = |text: &str| !text.is_empty() && text.parse::<jiff::civil::Date>().is_err();
    let wrong: Vec<&str> = ["since", "until"].into_iter().filter(|key| none(draft.value(key))).collect();
    wrong.iter().for_each(|key| draft.mark(key, page.t("own-day-wrong")));
    (!wrong.is_empty()).then_some(StatusCode::UNPROCESSABLE_ENTITY)
}

fn said(draft: &Draft) -> Said {
    Said {
        name: draft.value("name").to_owned(),
        kind: draft.value("kind").to_owned(),
        since: draft.value("since").parse().ok(),
        until: draft.value("until").parse().ok(),
        note: draft.value("note").to_owned(),
    }
}

fn draft(page: &Page) -> Draft {
    let kinds = KINDS.iter().map(|(kind, key)| ((*kind).to_owned(), page.t(key))).collect();
    let note = FieldView::new("note", page.t("relations-note"), Control::Long);
    let fields = vec![
        ask::hinted(ask::must(ask::text("name", page.t("relations-name"), "")), page.t("relations-name-hint")),
        ask::must(ask::one("kind", page.t("relations-kind"), kinds, "")),
        ask::day("since", page.t("relations-since"), ""),
        ask::hinted(ask::day("until", page.t("relations-until"), ""), page.t("relations-until-hint")),
        note,
    ];
    form(page, "relation", page.t("relations-declare"), fields)
}

async fn drawn(
    status: StatusCode,
    site: &Site,
    page: &Page,
    session: &Session,
    draft: &Draft,
) -> Result<Response, Trouble> {
    let mine = site.desk.relations(session).await?;
    let others = if session.administrator { Some(others(site, page, session).await?) } else { None };
    let template = OwnPage {
        page,
        title: page.t("relations-title"),
        lead: page.t("relations-lead"),
        none: page.t("relations-none"),
        end: page.t("relations-end"),
        columns: vec![
            page.t("relations-name"),
            page.t("relations-kind"),
            page.t("relations-time"),
            page.t("relations-note"),
            page.t("relations-declared"),
        ],
        entries: mine.iter().map(|one| entry(page, one)).collect(),
        draft,
        saved: page.asks("saved=1"),
        others,
    };
    Ok(show_as(status, &template))
}

fn entry(page: &Page, one: &RelationView) -> Entry {
    let said = one.said.clone().unwrap_or_default();
    let date = |date: Option<jiff::civil::Date>| date.map(|date| date.to_string()).unwrap_or_default();
    let time = match (said.since, said.until) {
        (None, None) => String::new(),
        (since, until) => format!("{} – {}", date(since), date(until)),
    };
    let kind = KINDS.iter().find(|(kind, _)| *kind == said.kind).map(|(_, key)| page.t(key)).unwrap_or_default();
    let declared = match one.ended {
        None => day(one.at),
        Some(ended) => page.with2("relations-ended", "day", day(one.at), "when", day(ended)),
    };
    let remove = one.ended.is_none().then(|| one.id.clone());
    Entry { cells: vec![said.name, kind, time, said.note, declared], edit: None, remove }
}

/// That others have declared something; not what.
async fn others(site: &Site, page: &Page, session: &Session) -> Result<Others, Trouble> {
    let declared = site.desk.relations_declared(session).await?;
    let entries = declared
        .into_iter()
        .map(|one| Entry { cells: vec![one.name, one.standing.to_string(), day(one.last)], ..Entry::default() });
    Ok(Others {
        title: page.t("relations-others"),
        lead: page.t("relations-others-lead"),
        columns: vec![page.t("relations-who"), page.t("relations-standing"), page.t("relations-last")],
        entries: entries.collect(),
    })
}

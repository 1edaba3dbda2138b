//! Who holds which role in which unit, from when until when.

use axum::{
    extract::{Query, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use dengwen_desk::office::{Office, Post};
use jiff::Timestamp;

use super::{Administrator, Asked, EntriesPage, Entry, ask, beginning, day, end_of, form};
use crate::{
    forms::{Draft, Posted},
    page::Page,
    site::Site,
    trouble::{Trouble, encoded, show_as},
};

/// Roles that posts may have: id and name.
type Roles = Vec<(String, String)>;

/// `GET /desk/posts`
pub(crate) async fn show(
    State(site): State<Site>,
    Administrator { page, session }: Administrator,
    Query(asked): Query<Asked>,
) -> Result<Response, Trouble> {
    let office = site.desk.office_state(&session.office).await?;
    let roles = site.desk.roles(&session, page.lang).await?;
    let draft = draft(&page, &office, &roles, office.posts.get(&asked.edit));
    Ok(drawn(StatusCode::OK, &page, (&office, &roles), draft, asked.saved.is_some()))
}

/// `POST /desk/posts`
pub(crate) async fn save(
    State(site): State<Site>,
    Administrator { page, session }: Administrator,
    mut posted: Posted,
) -> Result<Response, Trouble> {
    let office = site.desk.office_state(&session.office).await?;
    let roles = site.desk.roles(&session, page.lang).await?;
    let mut draft = draft(&page, &office, &roles, None);
    let stopped = draft.take(&mut posted, &site.holding, &page);
    let stopped = stopped.or_else(|| draft.incomplete(&page));
    let stopped = stopped.or_else(|| {
        let known = office.posts.get(&post(&draft).id())?;
        draft.compared(&self::draft(&page, &office, &roles, Some(known)), &posted, &page)
    });
    if let Some(status) = stopped {
        return Ok(drawn(status, &page, (&office, &roles), draft, false));
    }
    match site.desk.enter_post(&session, post(&draft), page.lang).await {
        Ok(()) => Ok(Redirect::to("/desk/posts?saved=1").into_response()),
        Err(rejection) => {
            let status = draft.refused(rejection, &page)?;
            Ok(drawn(status, &page, (&office, &roles), draft, false))
        }
    }
}

fn post(draft: &Draft) -> Post {
    Post {
        from: beginning(draft.value("from")).unwrap_or(Timestamp::UNIX_EPOCH),
        until: end_of(draft.value("until")),
        ..Post::always(draft.value("role"), draft.value("unit"), draft.value("person"))
    }
}

fn draft(page: &Page, office: &Office, roles: &Roles, known: Option<&Post>) -> Draft {
    let new = Post::always("", "", "");
    let post = known.unwrap_or(&new);
    let units = office.units.values().map(|unit| (unit.id.clone(), unit.name.in_lang(page.lang).to_owned())).collect();
    let people = office.people.values().map(|person| (person.id.clone(), person.name.clone())).collect();
    let until = post.until.map(|until| day(until - jiff::SignedDuration::from_secs(1))).unwrap_or_default();
    let fields = vec![
        ask::must(ask::one("person", page.t("posts-person"), people, &post.person)),
        ask::must(ask::one("role", page.t("posts-role"), roles.clone(), &post.role)),
        ask::must(ask::one("unit", page.t("posts-unit"), units, &post.unit)),
        ask::day("from", page.t("posts-from"), &day(post.from)),
        ask::hinted(ask::day("until", page.t("posts-until"), &until), page.t("posts-until-hint")),
    ];
    form(page, "post", page.t("posts-save"), fields)
}

fn drawn(status: StatusCode, page: &Page, (office, roles): (&Office, &Roles), draft: Draft, saved: bool) -> Response {
    let role =
        |id: &str| roles.iter().find(|(known, _)| known == id).map_or_else(|| id.to_owned(), |(_, name)| name.clone());
    let unit =
        |id: &str| office.units.get(id).map_or_else(|| id.to_owned(), |unit| unit.name.in_lang(page.lang).to_owned());
    let entry = |(id, post): (&String, &Post)| Entry {
        cells: vec![
            office.person_name(&post.person),
            role(&post.role),
            unit(&post.unit),
            day(post.from),
            post.until.map(|until| day(until - jiff::SignedDuration::from_secs(1))).unwrap_or_default(),
        ],
        edit: Some(format!("/desk/posts?edit={}", encoded(id))),
        remove: None,
    };
    let keys = ["posts-person", "posts-role", "posts-unit", "posts-from", "posts-until"];
    let template = EntriesPage {
        page,
        title: page.t("frame-desk-posts"),
        lead: page.t("posts-lead"),
        columns: keys.map(|key| page.t(key)).to_vec(),
        entries: office.posts.iter().map(entry).collect(),
        drafts: &[draft],
        saved,
    };
    show_as(status, &template)
}

//! Duty rosters: the list, and one roster week by week with what may be done to it.

use askama::Template;
use axum::{
    extract::{Path, Query, State},
    response::Response,
};
use dengwen_desk::{RosterLine, RosterPage, office::Difference, view::Sent};
use jiff::civil::Date;
use serde::Deserialize;

use crate::{
    forms::{Draft, Posted, pressed, saved},
    page::Page,
    site::Site,
    trouble::{Trouble, show as shown, show_as},
    visit::Worker,
};

/// Which week is shown.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    week: String,
}

#[derive(Template)]
#[template(path = "desk/rosters.html")]
pub(crate) struct RostersPage<'a> {
    pub(crate) page: &'a Page,
    pub(crate) lines: &'a [RosterLine],
}

#[derive(Template)]
#[template(path = "desk/roster.html")]
pub(crate) struct WeekPage<'a> {
    pub(crate) page: &'a Page,
    pub(crate) view: &'a RosterPage,
    /// The forms, filled in again where one came back.
    pub(crate) drafts: Vec<Draft>,
    pub(crate) saved: bool,
}

impl<'a> WeekPage<'a> {
    pub(crate) fn new(page: &'a Page, view: &'a RosterPage) -> Self {
        Self { page, view, drafts: drafts(view), saved: false }
    }

    fn address(&self) -> String {
        address(self.view)
    }

    /// The form that came back with something wrong.
    fn wrong(&self) -> Option<&Draft> {
        self.drafts.iter().find(|draft| !draft.problems.is_empty())
    }
}

fn address(view: &RosterPage) -> String {
    format!("/desk/rosters/{}?week={}", view.line.id, view.week)
}

fn drafts(view: &RosterPage) -> Vec<Draft> {
    view.forms.iter().map(|form| Draft::new(form.clone(), 0, address(view))).collect()
}

/// `GET /desk/rosters`
pub(crate) async fn list(State(site): State<Site>, Worker { page, session }: Worker) -> Result<Response, Trouble> {
    let lines = site.desk.roster_list(&session, page.lang).await?;
    Ok(shown(&RostersPage { page: &page, lines: &lines }))
}

/// `GET /desk/rosters/{regulation}/{roster}`
pub(crate) async fn show(
    State(site): State<Site>,
    Worker { page, session }: Worker,
    Path((regulation, roster)): Path<(String, String)>,
    Query(asked): Query<Asked>,
) -> Result<Response, Trouble> {
    let view = site.desk.roster(&session, &format!("{regulation}/{roster}"), day(&asked), page.lang).await?;
    Ok(shown(&WeekPage { saved: page.asks("saved=1"), ..WeekPage::new(&page, &view) }))
}

/// `POST /desk/rosters/{regulation}/{roster}`: somebody is put on duty, a turn handed on or taken back.
pub(crate) async fn change(
    State(site): State<Site>,
    Worker { page, session }: Worker,
    Path((regulation, roster)): Path<(String, String)>,
    Query(asked): Query<Asked>,
    mut posted: Posted,
) -> Result<Response, Trouble> {
    page.given(&posted)?;
    let id = format!("{regulation}/{roster}");
    let view = site.desk.roster(&session, &id, day(&asked), page.lang).await?;
    if !posted.value("end").is_empty() {
        let label = page.t("rosters-end");
        if let Some(asked) = pressed(&page, &posted, (&label, &address(&view)), &goes(&view, posted.value("end"))) {
            return Ok(asked);
        }
        let typed = vec![("duty".to_owned(), posted.value("end").to_owned())];
        let sent = Sent { act: "end".to_owned(), typed, ..Sent::default() };
        site.desk.act_on_roster(&session, &id, &sent, page.lang).await?;
        return Ok(saved(&address(&view)));
    }
    let mut drafts = drafts(&view);
    let wanted = posted.meta(":act").unwrap_or_default().to_owned();
    let draft = drafts.iter_mut().find(|draft| draft.form.act == wanted).ok_or(Trouble::not_found())?;
    let status = match draft.stopped(&mut posted, &site, &page) {
        None => draft.settled(site.desk.act_on_roster(&session, &id, &draft.sent(), page.lang).await, &page)?,
        stopped => stopped,
    };
    Ok(match status {
        Some(status) => show_as(status, &WeekPage { drafts, ..WeekPage::new(&page, &view) }),
        None => saved(&address(&view)),
    })
}

/// What is no longer so once a turn is taken back.
fn goes(view: &RosterPage, id: &str) -> Vec<Difference> {
    let turns = view.days.iter().flat_map(|day| day.turns.iter().map(move |turn| (day, turn)));
    let mine = turns.filter(|(_, turn)| turn.ends.as_deref() == Some(id));
    let gone = mine.map(|(day, turn)| Difference {
        label: format!("{} {}", day.label, turn.time),
        before: turn.person.clone(),
        after: String::new(),
    });
    gone.collect()
}

fn day(asked: &Asked) -> Option<Date> {
    asked.week.parse().ok()
}

//! A case as one person may see it: where it stands, what may be done, by when and why, what happened.

use std::sync::Arc;

use askama::Template;
use axum::{
    extract::{Path, Query, State},
    response::Response,
};
use dengwen_desk::view::{
    CaseView, FormView, LookLine, LooksView, Performed, Rejection, StorySort, StoryView, ValueView,
};
use serde::Deserialize;

use super::beside::{self, Beside};
use crate::{
    files::{Done, Row},
    forms::Draft,
    page::Page,
    site::Site,
    trouble::{self, Trouble, encoded},
    visit::Worker,
};

/// So many acts with one reading come from a shared procedure.
const SHARED_MIN: usize = 3;

/// How the page is asked for.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(crate) struct CaseAsked {
    /// What of the story: `acts`, `papers`, `told`, `limits`, `looks`; all where it is empty.
    story: String,
    /// `old`: the oldest first.
    order: String,
    /// What stands beside: `paper-1-2`, `file-K`.
    beside: String,
}

/// What the story is narrowed to, and the key of its name.
const STORY: &[(&str, &str)] = &[
    ("", "story-all"),
    ("acts", "story-acts"),
    ("papers", "story-papers"),
    ("told", "story-told"),
    ("limits", "story-limits"),
    ("looks", "story-looks"),
];

#[derive(Template)]
#[template(path = "desk/case.html")]
pub(crate) struct CasePage<'a> {
    pub(crate) page: &'a Page,
    pub(crate) case: &'a CaseView,
    pub(crate) drafts: &'a [Draft],
    pub(crate) done: Option<Arc<Performed>>,
    pub(crate) not_opened: Option<NotOpened>,
    pub(crate) asked: CaseAsked,
    /// Who looked, where that is asked for.
    pub(crate) looked: Vec<StoryView>,
    /// What stands beside the forms.
    pub(crate) beside: Option<Beside>,
}

/// Why the identity of a party was not opened, with what was typed.
pub(crate) struct NotOpened {
    pub(crate) party: u32,
    /// What is wrong with the purpose.
    pub(crate) error: Option<String>,
    /// What is wrong with the password.
    pub(crate) unproven: Option<String>,
    /// The purpose.
    pub(crate) typed: String,
}

impl<'a> CasePage<'a> {
    /// As it is opened from a list.
    pub(crate) fn new(page: &'a Page, case: &'a CaseView, drafts: &'a [Draft]) -> Self {
        let (asked, looked) = (CaseAsked::default(), Vec::new());
        Self { page, case, drafts, done: None, not_opened: None, asked, looked, beside: None }
    }

    /// Acts of the matter itself, the one that they most likely came for first.
    fn own(&self) -> Vec<&Draft> {
        let (mut all, others): (Vec<&Draft>, Vec<&Draft>) = self.drafts.iter().partition(|draft| self.is_main(draft));
        all.extend(others.into_iter().filter(|draft| !self.is_common(draft)));
        all
    }

    /// Acts that several regulations share, kept apart so that they do not stand in the way.
    fn common(&self) -> Vec<&Draft> {
        self.drafts.iter().filter(|draft| !self.is_main(draft) && self.is_common(draft)).collect()
    }

    fn is_main(&self, draft: &Draft) -> bool {
        self.case.main.as_ref().is_some_and(|(act, row)| draft.form.act == *act && draft.form.row == *row)
    }

    /// The parts of the story that can be asked for, each with its address; who looked for those alone who may know that.
    fn stories(&self) -> Vec<(String, String, bool)> {
        let shown = STORY.iter().filter(|(id, _)| *id != "looks" || self.case.sees == "all");
        let one = |(id, key): &(&str, &str)| {
            let to = CaseAsked { story: (*id).to_owned(), ..self.asked.clone() };
            (self.address(&to, "story-title"), self.page.t(key), self.asked.story == *id)
        };
        shown.map(one).collect()
    }

    /// What is asked for of the story, in the order asked for.
    fn story(&self) -> Vec<StoryView> {
        let wanted = match self.asked.story.as_str() {
            "looks" => return self.ordered(self.looked.clone()),
            "acts" => Some(StorySort::Acts),
            "papers" => Some(StorySort::Papers),
            "told" => Some(StorySort::Told),
            "limits" => Some(StorySort::Limits),
            _ => None,
        };
        let told = self.case.story.iter().filter(|one| wanted.is_none_or(|sort| one.sorts.contains(&sort)));
        self.ordered(told.cloned().collect())
    }

    fn ordered(&self, mut story: Vec<StoryView>) -> Vec<StoryView> {
        if self.is_from_the_start() {
            story.reverse();
        }
        story
    }

    fn is_from_the_start(&self) -> bool {
        self.asked.order == "old"
    }

    /// The other order.
    fn turned(&self) -> String {
        let order = if self.is_from_the_start() { "" } else { "old" };
        self.address(&CaseAsked { order: order.to_owned(), ..self.asked.clone() }, "story-title")
    }

    /// The page with something beside the forms.
    fn beside_with(&self, name: impl AsRef<str>) -> String {
        self.address(&CaseAsked { beside: name.as_ref().to_owned(), ..self.asked.clone() }, "acts-title")
    }

    fn is_beside(&self, name: &str) -> bool {
        self.beside.as_ref().is_some_and(|beside| beside.name == name)
    }

    fn address(&self, asked: &CaseAsked, place: &str) -> String {
        let pairs = [("story", &asked.story), ("order", &asked.order), ("beside", &asked.beside)];
        let given = pairs.iter().filter(|(_, value)| !value.is_empty());
        let query: Vec<String> = given.map(|(key, value)| format!("{key}={}", encoded(value))).collect();
        let mark = if query.is_empty() { "" } else { "?" };
        format!("/desk/cases/{}{mark}{}#{place}", self.case.id, query.join("&"))
    }

    /// An act without an article whose reading it shares with several others comes from a shared procedure.
    fn is_common(&self, draft: &Draft) -> bool {
        let cited = &draft.form.cited;
        let alike = |other: &&Draft| other.form.cited.reading == cited.reading;
        let shared = self.drafts.iter().filter(alike).count() >= SHARED_MIN;
        cited.article.is_none() && cited.reading.is_some() && shared
    }

    /// Why the identity of a party was not opened.
    fn not_opened_of(&self, party: &u32) -> Option<&NotOpened> {
        self.not_opened.as_ref().filter(|known| known.party == *party)
    }

    fn error_of(&self, party: &u32) -> Option<&str> {
        self.not_opened_of(party)?.error.as_deref()
    }

    fn unproven_of(&self, party: &u32) -> Option<&str> {
        self.not_opened_of(party)?.unproven.as_deref()
    }

    /// The purpose as it was typed.
    fn purpose_of(&self, party: &u32) -> &str {
        self.not_opened_of(party).map_or("", |known| &known.typed)
    }
}

/// `GET /desk/cases/{case}`
pub(crate) async fn show(
    State(site): State<Site>,
    Worker { page, session }: Worker,
    Path(id): Path<String>,
    Query(asked): Query<CaseAsked>,
    done: Done,
) -> Result<Response, Trouble> {
    let case = match site.desk.case(&session, &id, page.lang).await {
        // What was done has taken it out of sight: that is told where there is still something to see.
        Err(Rejection::NotFound) if done.performed(&site).is_some() => return Ok(done.at("/desk")),
        Err(Rejection::NotFound) => return super::retention::certificate(&site, &page, &session, &id).await,
        case => case?,
    };
    let mut drafts = drafts(&case);
    let done = done.performed(&site);
    let beside = beside::of(&site, &page, &case, &asked.beside).await;
    if let Some(beside) = &beside {
        drafts.iter_mut().for_each(|draft| keep_beside(draft, beside));
    }
    let looked = match asked.story.as_str() {
        "looks" if case.sees == "all" => looked(&page, site.desk.who_looked(&session, &id, None, page.lang).await?),
        _ => Vec::new(),
    };
    Ok(trouble::show(&CasePage { done, asked, looked, beside, ..CasePage::new(&page, &case, &drafts) }))
}

/// A form that comes back has beside it what it had.
pub(crate) fn keep_beside(draft: &mut Draft, beside: &Beside) {
    let mark = if draft.action.contains('?') { '&' } else { '?' };
    draft.action = format!("{}{mark}beside={}", draft.action, encoded(&beside.name));
}

/// Who looked, as entries of the story.
fn looked(page: &Page, looks: LooksView) -> Vec<StoryView> {
    let one = |line: LookLine| StoryView {
        at: line.at,
        when: line.when,
        entered: None,
        who: [line.person, line.unit].join(" ").trim().to_owned(),
        text: page.with("story-looked", "what", line.what),
        details: if line.purpose.is_empty() {
            Vec::new()
        } else {
            vec![ValueView { label: page.t("looks-purpose"), value: line.purpose, sealed: false }]
        },
        told: true,
        article: None,
        sorts: Vec::new(),
    };
    looks.lines.into_iter().map(one).collect()
}

/// A form for every act that is open.
pub(crate) fn drafts(case: &CaseView) -> Vec<Draft> {
    case.open.iter().map(|form| draft(case, form)).collect()
}

/// The form of one act.
pub(crate) fn draft(case: &CaseView, form: &FormView) -> Draft {
    let action = format!("/desk/cases/{}/acts/{}{}", case.id, form.act, Row::query(form.row.as_ref()));
    let mut draft = Draft::new(form.clone(), case.seq, action);
    draft.backdated = true;
    draft
}

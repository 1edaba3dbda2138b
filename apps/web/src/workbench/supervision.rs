//! Supervision: what is late or close and with whom, pressing for it, and samples of what has ended.

use askama::Template;
use axum::{extract::State, http::StatusCode, response::Response};
use dengwen_desk::{
    AppraisalView, Appraised, Found, OrderLine, SampleAsked, SampleLine, SampleView, SupervisedLine, SupervisionView,
    view::{FieldView, Rejection},
};
use jiff::ToSpan as _;

use super::admin::{ask, day, form};
use crate::{
    forms::{Draft, Posted, saved},
    page::Page,
    site::Site,
    trouble::{Trouble, show_as},
    visit::Worker,
};

/// What a sample is for.
const SORTS: &[(&str, &str)] = &[
    // What is sent, and how it is said.
    ("check", "samples-check"),
    ("call", "samples-call"),
];
/// What somebody was told to do: an order, or an urging.
const ORDERS: &[(&str, &str)] = &[
    // What the desk says, and how it is said.
    ("order", "supervision-sort-order"),
    ("urging", "supervision-sort-urging"),
];
/// What was found, of a check and of a call.
const CHECKED: &[(&str, &str)] = &[
    // What is sent, and how it is said.
    ("in_order", "samples-in-order"),
    ("wrong", "samples-wrong"),
    ("unknown", "samples-unknown"),
];
const CALLED: &[(&str, &str)] = &[
    // What is sent, and how it is said.
    ("in_order", "samples-content"),
    ("wrong", "samples-not-content"),
    ("unknown", "samples-not-reached"),
];
/// How many are drawn unasked.
const SIZE: &str = "5";

#[derive(Template)]
#[template(path = "desk/supervision.html")]
pub(crate) struct SupervisionPage<'a> {
    pub(crate) page: &'a Page,
    pub(crate) view: &'a SupervisionView,
    pub(crate) draft: &'a Draft,
    pub(crate) saved: bool,
    /// Why something could not be done.
    pub(crate) wrong: Option<String>,
}

impl SupervisionPage<'_> {
    fn said(&self, rows: &[(&str, &str)], word: &str) -> String {
        let key = rows.iter().find(|(known, _)| *known == word).map(|(_, key)| *key);
        key.map(|key| self.page.t(key)).unwrap_or_default()
    }

    fn sort(&self, sample: &SampleView) -> String {
        self.said(SORTS, &sample.sort)
    }

    /// What can be found: its name and how it is said.
    fn found(&self, sample: &SampleView) -> Vec<(&'static str, String)> {
        let rows = if sample.sort == "call" { CALLED } else { CHECKED };
        Found::ALL.iter().map(|(word, _)| (*word, self.said(rows, word))).collect()
    }

    fn found_of(&self, sample: &SampleView, line: &SampleLine) -> String {
        let rows = if sample.sort == "call" { CALLED } else { CHECKED };
        self.said(rows, &line.found)
    }

    /// How many of what was found.
    fn counts(&self, sample: &SampleView) -> Vec<(String, usize)> {
        self.found(sample).into_iter().map(|(_, said)| said).zip(sample.counts).collect()
    }

    fn order(&self, one: &OrderLine) -> String {
        self.said(ORDERS, &one.sort)
    }

    /// The scores of somebody, each with what is scored.
    #[expect(clippy::unused_self, reason = "the template calls it on the page")]
    fn scores<'v>(&self, of: &'v AppraisalView, line: &'v Appraised) -> impl Iterator<Item = (&'v String, &'v String)> {
        of.scores.iter().zip(&line.scores)
    }

    fn lot(&self, sample: &SampleView) -> String {
        self.page.with2("samples-lot", "n", sample.among, "words", &sample.seed)
    }

    /// Cases, and matters that came in, say who looked at them.
    #[expect(clippy::unused_self, reason = "the template calls it on the page")]
    fn looked(&self, line: &SupervisedLine) -> bool {
        !line.row.case.contains(':') || line.row.case.starts_with("incoming:")
    }

    fn late(&self, n: usize) -> String {
        self.page.count("supervision-late-n", n)
    }
}

/// `GET /desk/supervision`
pub(crate) async fn show(State(site): State<Site>, worker: Worker) -> Result<Response, Trouble> {
    let view = site.desk.supervision(&worker.session, worker.page.lang).await?;
    let draft = draft(&site, &worker.page, &view);
    Ok(drawn(StatusCode::OK, &worker.page, &view, &draft, None))
}

/// `POST /desk/supervision`: something is pressed for, a sample is drawn, or what was found is entered.
pub(crate) async fn change(State(site): State<Site>, worker: Worker, mut posted: Posted) -> Result<Response, Trouble> {
    let Worker { page, session } = &worker;
    page.given(&posted)?;
    let text = |key: &str| posted.value(key).to_owned();
    let done = if !text("urge").is_empty() {
        Some(site.desk.urge(session, &text("case"), &text("urge"), page.lang).await)
    } else if !text("sample").is_empty() {
        let (id, case, found, note) = (text("sample"), text("case"), text("found"), text("note"));
        Some(site.desk.judge_sample(session, (&id, &case), (&found, &note), page.lang).await)
    } else {
        None
    };
    let view = site.desk.supervision(session, page.lang).await?;
    let mut draft = draft(&site, page, &view);
    match done {
        Some(Ok(())) => return Ok(saved("/desk/supervision")),
        Some(Err(Rejection::Invalid(wrong))) => {
            let why = wrong.into_iter().map(|(_, why)| why).next();
            return Ok(drawn(StatusCode::UNPROCESSABLE_ENTITY, page, &view, &draft, why));
        }
        Some(Err(other)) => return Err(other.into()),
        None => {}
    }
    let status = match draft.stopped(&mut posted, &site, page) {
        None => {
            let drawn = site.desk.draw_sample(session, &asked(&draft), page.lang).await;
            draft.settled(drawn, page)?
        }
        stopped => stopped,
    };
    Ok(match status {
        Some(status) => drawn(status, page, &view, &draft, None),
        None => saved("/desk/supervision"),
    })
}

fn asked(draft: &Draft) -> SampleAsked {
    let typed = |key: &str| draft.value(key).to_owned();
    SampleAsked {
        sort: typed("sort"),
        regulation: typed("regulation"),
        from: typed("from"),
        until: typed("until"),
        size: typed("size"),
    }
}

fn draft(site: &Site, page: &Page, view: &SupervisionView) -> Draft {
    let now = site.desk.now();
    let month = now.checked_sub((30 * 24).hours()).unwrap_or(now);
    let sorts = SORTS.iter().map(|(word, key)| ((*word).to_owned(), page.t(key))).collect();
    let first = view.regulations.first().map_or("", |(id, _)| id.as_str());
    let fields: Vec<FieldView> = vec![
        ask::must(ask::one("sort", page.t("samples-sort"), sorts, "check")),
        ask::must(ask::one("regulation", page.t("samples-regulation"), view.regulations.clone(), first)),
        ask::must(ask::day("from", page.t("samples-from"), &day(month))),
        ask::must(ask::day("until", page.t("samples-until"), &day(now))),
        ask::hinted(ask::must(ask::text("size", page.t("samples-size"), SIZE)), page.t("samples-size-hint")),
    ];
    form(page, "sample", page.t("samples-draw"), fields)
}

fn drawn(status: StatusCode, page: &Page, view: &SupervisionView, draft: &Draft, wrong: Option<String>) -> Response {
    show_as(status, &SupervisionPage { page, view, draft, saved: page.asks("saved=1"), wrong })
}

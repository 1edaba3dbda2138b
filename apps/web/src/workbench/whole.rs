//! The whole file of a case, or of several, as one PDF: made in the background, waited for by a page that needs no script.

use std::{
    sync::{Arc, OnceLock},
    time::{Duration, Instant},
};

use askama::Template;
use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use dengwen_desk::view::{PaperFile, Rejection};
use dengwen_regulation::model::Sees;
use tokio::sync::Notify;

use crate::{
    files,
    forms::Posted,
    holding::Held,
    page::Page,
    site::Site,
    trouble::{Again, Trouble, show_as},
    visit::Worker,
};

/// How long a request waits for a document before it says that it is still being made.
const WAIT: Duration = Duration::from_secs(12);
/// How many documents one person may have in the making.
const MAKING_MAX: usize = 3;
/// After how many seconds whoever has so many is asked to come back.
const AGAIN_SECONDS: u64 = 10;

/// A document in the making.
#[derive(Debug)]
pub(crate) struct Whole {
    /// Whose it is; nobody else gets it.
    account: String,
    /// What is in it.
    cases: Vec<String>,
    since: Instant,
    made: OnceLock<Result<PaperFile, Rejection>>,
    ready: Notify,
}

impl Whole {
    /// How large it is so far.
    pub(crate) fn bytes(&self) -> u64 {
        let made = self.made.get().and_then(|made| made.as_ref().ok());
        made.and_then(|paper| u64::try_from(paper.bytes.len()).ok()).unwrap_or_default()
    }

    fn is_making_of(&self, account: &str) -> bool {
        self.made.get().is_none() && self.account == account
    }

    /// What came of it, as soon as that is known and within [`WAIT`].
    async fn waited(&self) -> Option<&Result<PaperFile, Rejection>> {
        let ready = self.ready.notified();
        if self.made.get().is_none() {
            // Running out of time is told by the page.
            let _in_time = tokio::time::timeout(WAIT, ready).await;
        }
        self.made.get()
    }

    fn back(&self) -> String {
        match self.cases.as_slice() {
            [one] => format!("/desk/cases/{one}"),
            _ => "/desk".to_owned(),
        }
    }
}

/// It is being made.
#[derive(Template)]
#[template(path = "desk/whole.html")]
pub(crate) struct WholePage<'a> {
    pub(crate) page: &'a Page,
    pub(crate) again: String,
    pub(crate) back: String,
    pub(crate) cases: usize,
    pub(crate) seconds: u64,
}

impl WholePage<'_> {
    fn what(&self) -> String {
        self.page.count("whole-cases", self.cases)
    }

    fn since(&self) -> String {
        self.page.count("whole-since", self.seconds)
    }
}

/// `POST /desk/whole`: begins to make it.
pub(crate) async fn begin(
    State(site): State<Site>,
    Worker { page, session }: Worker,
    posted: Posted,
) -> Result<Response, Trouble> {
    page.given(&posted)?;
    let cases = posted.values("case");
    let account = session.account();
    let making = site.holding.count(|held| matches!(held, Held::Whole(whole) if whole.is_making_of(&account)));
    if making >= MAKING_MAX {
        return Err(Trouble::Busy(AGAIN_SECONDS, Again::Back));
    }
    let since = Instant::now();
    let whole = Whole { account, cases, since, made: OnceLock::new(), ready: Notify::new() };
    let whole = Arc::new(whole);
    let token = site.holding.put(Held::Whole(Arc::clone(&whole)), since);
    let (desk, lang) = (site.desk.clone(), page.lang);
    tokio::spawn(async move {
        let made = desk.whole_file(&session, &whole.cases, lang).await;
        // It is made once.
        let _first = whole.made.set(made);
        whole.ready.notify_waiters();
    });
    Ok(Redirect::to(&format!("/desk/whole/{token}")).into_response())
}

/// `GET /desk/whole/{token}`: the document, or a page that says that it is being made.
pub(crate) async fn show(
    State(site): State<Site>,
    Worker { page, session }: Worker,
    Path(token): Path<String>,
) -> Result<Response, Trouble> {
    let Some(Held::Whole(whole)) = site.holding.get(&token, Instant::now()) else { return Err(Trouble::not_found()) };
    if whole.account != session.account() {
        return Err(Trouble::not_found());
    }
    let Some(made) = whole.waited().await else {
        let (again, back) = (format!("/desk/whole/{token}"), whole.back());
        let seconds = whole.since.elapsed().as_secs();
        let template = WholePage { page: &page, again, back, cases: whole.cases.len(), seconds };
        return Ok(show_as(StatusCode::ACCEPTED, &template));
    };
    // Whoever has lost sight of a case meanwhile does not get what was made before.
    for case in &whole.cases {
        if site.desk.sees(&session, case).await? < Sees::Progress {
            return Err(Trouble::not_found());
        }
    }
    match made {
        Ok(paper) => Ok(files::paper(paper.clone())),
        Err(rejection) => Err(rejection.clone().into()),
    }
}

//! What somebody is told, and how they want mail of it.

use askama::Template;
use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use dengwen_desk::{
    LetterLine, MailTyped, MailView, NoticeView, NoticesView,
    view::{FieldView, Session},
};
use jiff::Timestamp;

use super::{
    admin::{ask, form},
    own::OwnPage,
};
use crate::{
    forms::{Draft, Posted, saved},
    page::Page,
    parts,
    site::Site,
    trouble::{Trouble, show as shown, show_as},
    visit::Worker,
};

/// What happened, and how it is said.
const SORTS: &[(&str, &str)] = &[
    ("new", "notices-new"),
    ("told", "notices-told"),
    ("close", "notices-close"),
    ("late", "notices-late"),
    ("taken", "notices-taken"),
    ("urged", "notices-urged"),
];
/// When letters come, and how it is said.
const WHEN: &[(&str, &str)] = &[
    // What is sent, and how it is said.
    ("never", "mail-never"),
    ("at_once", "mail-at-once"),
    ("daily", "mail-daily"),
];

#[derive(Template)]
#[template(path = "desk/notices.html")]
pub(crate) struct NoticesPage<'a> {
    pub(crate) page: &'a Page,
    pub(crate) view: &'a NoticesView,
    pub(crate) read: bool,
}

impl NoticesPage<'_> {
    const fn unread(&self) -> u64 {
        self.view.unread
    }

    fn tries(&self, letter: &LetterLine) -> String {
        self.page.count("letters-tries", letter.tries)
    }

    fn said(&self, notice: &NoticeView) -> String {
        let key = SORTS.iter().find(|(sort, _)| *sort == notice.sort).map(|(_, key)| *key);
        key.map(|key| self.page.t(key)).unwrap_or_default()
    }

    #[expect(clippy::unused_self, reason = "the template calls it on the page")]
    fn tint(&self, notice: &NoticeView) -> &'static str {
        match notice.sort.as_str() {
            "late" => "red",
            "close" | "urged" => "amber",
            "new" => "seal",
            _ => "plain",
        }
    }
}

/// `GET /desk/notices`
pub(crate) async fn show(State(site): State<Site>, Worker { page, session }: Worker) -> Result<Response, Trouble> {
    let view = site.desk.notices(&session, page.lang).await?;
    Ok(shown(&NoticesPage { page: &page, view: &view, read: page.asks("read=1") }))
}

/// `POST /desk/notices`: all that was shown is read.
pub(crate) async fn read_all(
    State(site): State<Site>,
    Worker { page, session }: Worker,
    posted: Posted,
) -> Result<Response, Trouble> {
    page.given(&posted)?;
    let until = posted.value("until").parse::<i64>().ok().and_then(|at| Timestamp::from_microsecond(at).ok());
    site.desk.read_notices(&session, until.unwrap_or_else(|| site.desk.now())).await?;
    Ok(Redirect::to("/desk/notices?read=1").into_response())
}

/// `GET /desk/notices/{id}`: what it is about, which is read thereby.
pub(crate) async fn open(
    State(site): State<Site>,
    Path(id): Path<String>,
    Worker { page, session }: Worker,
) -> Result<Response, Trouble> {
    let row = site.desk.read_notice(&session, &id, page.lang).await?;
    Ok(Redirect::to(&parts::address(&row)).into_response())
}

/// `GET /desk/mail`
pub(crate) async fn mail(State(site): State<Site>, Worker { page, session }: Worker) -> Result<Response, Trouble> {
    let view = site.desk.mail_way(&session).await?;
    let draft = draft(&page, &view);
    Ok(drawn(StatusCode::OK, &page, &view, &draft))
}

/// `POST /desk/mail`: how mail is wanted from now on.
pub(crate) async fn choose_mail(
    State(site): State<Site>,
    Worker { page, session }: Worker,
    mut posted: Posted,
) -> Result<Response, Trouble> {
    page.given(&posted)?;
    let view = site.desk.mail_way(&session).await?;
    let mut draft = draft(&page, &view);
    let status = match draft.stopped(&mut posted, &site, &page) {
        None => {
            let done = chosen(&site, &session, &draft, &page).await;
            draft.settled(done, &page)?
        }
        stopped => stopped,
    };
    match status {
        Some(status) => Ok(drawn(status, &page, &view, &draft)),
        None => Ok(saved("/desk/mail")),
    }
}

async fn chosen(
    site: &Site,
    session: &Session,
    draft: &Draft,
    page: &Page,
) -> Result<(), dengwen_desk::view::Rejection> {
    let typed = |key: &str| draft.value(key).to_owned();
    let typed = MailTyped {
        address: typed("address"),
        when: typed("when"),
        hour: typed("hour"),
        quiet_from: typed("quiet_from"),
        quiet_until: typed("quiet_until"),
        working: draft.value("working") == "yes",
    };
    site.desk.choose_mail(session, &typed, page.lang).await
}

fn draft(page: &Page, view: &MailView) -> Draft {
    let hours = || (0..24).map(|hour| (hour.to_string(), format!("{hour:02}:00"))).collect::<Vec<_>>();
    let hour = |key: &str, label: String, at: i8| ask::must(ask::one(key, label, hours(), &at.to_string()));
    let when = WHEN.iter().map(|(word, key)| ((*word).to_owned(), page.t(key))).collect();
    let fields: Vec<FieldView> = vec![
        ask::hinted(ask::text("address", page.t("mail-address"), &view.address), page.t("mail-address-hint")),
        ask::must(ask::one("when", page.t("mail-when"), when, view.when)),
        hour("hour", page.t("mail-hour"), view.hour),
        ask::hinted(hour("quiet_from", page.t("mail-quiet-from"), view.quiet.0), page.t("mail-quiet-hint")),
        hour("quiet_until", page.t("mail-quiet-until"), view.quiet.1),
        ask::hinted(ask::yes_no("working", page.t("mail-working"), view.working), page.t("mail-working-hint")),
    ];
    form(page, "mail", page.t("mail-save"), fields)
}

fn drawn(status: StatusCode, page: &Page, view: &MailView, draft: &Draft) -> Response {
    let now = match (view.sends, view.when) {
        (false, _) => page.t("mail-not-sent-here"),
        (true, "at_once") => page.with("mail-now-at-once", "whom", &view.address),
        (true, "daily") => page.with2("mail-now-daily", "whom", &view.address, "when", format!("{:02}:00", view.hour)),
        (true, _) => page.t("mail-now-never"),
    };
    let template = OwnPage {
        page,
        title: page.t("mail-title"),
        lead: page.t("mail-lead"),
        none: now,
        end: String::new(),
        columns: Vec::new(),
        entries: Vec::new(),
        draft,
        saved: page.asks("saved=1"),
        others: None,
    };
    show_as(status, &template)
}

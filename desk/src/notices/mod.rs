//! Notices: people are told of what concerns them, on a page and, if they want it, by mail. What they are told follows from what
//! they owe; they see of it what lists show them, and letters say only that there is something.

mod derive;
mod post;
mod way;

use dengwen_regulation::model::Lang;
use dengwen_store::{CaseRow, InboxRow as Stored, NoticeRow, SightRow, TodoRow};
use jiff::{SignedDuration, Timestamp};
use serde::Serialize;
use serde_json::Value as Json;

pub use post::{LetterLine, MailTyped, MailView};

pub(crate) use derive::{Cause, Told};

use crate::{
    actor::Eyes,
    desk::Desk,
    fault::Fault,
    incoming::is_incoming,
    office::Office,
    openings,
    show::words,
    view::{InboxRow, Rejection, Session},
};

/// The kind of the outbox that has people written to.
pub(crate) const TELL: &str = "tell";
/// Somebody is told of something.
pub(crate) const TOLD: &str = "told";
/// Somebody who supervises presses for it.
pub(crate) const URGED: &str = "urged";
/// How long notices are kept.
const KEPT: SignedDuration = SignedDuration::from_hours(30 * 24);
/// How many stand on the page.
const LINES_MAX: u32 = 100;
/// How far the count of the bell goes.
const COUNT_MAX: u32 = 99;

/// Something that somebody is told.
#[derive(Debug, Clone, Serialize)]
pub struct NoticeView {
    /// Its id.
    pub id: String,
    /// What happened: `new`, `told`, `close`, `late`, `taken`, `urged`.
    pub sort: String,
    /// What it is about, as lists have it.
    pub row: InboxRow,
    /// When.
    pub when: String,
    /// It has not been read.
    pub unread: bool,
    /// What it is about can still be opened.
    pub opens: bool,
}

/// What somebody is told, the newest first.
#[derive(Debug, Clone, Serialize)]
pub struct NoticesView {
    /// The notices.
    pub notices: Vec<NoticeView>,
    /// How many of them are unread.
    pub unread: u64,
    /// All of them were there at this instant: what is marked as read is not more than was shown.
    pub until: Timestamp,
    /// For administrators: letters that did not leave.
    pub letters: Vec<LetterLine>,
}

impl Desk {
    /// What somebody is told.
    ///
    /// # Errors
    /// [`Rejection::Fault`].
    pub async fn notices(&self, session: &Session, lang: Lang) -> Result<NoticesView, Rejection> {
        let (office, actor) = self.seat(session).await?;
        let eyes = Eyes::of(&office.id, &actor);
        let (now, account) = (self.now(), session.account());
        let whose = (eyes.viewer(), account.as_str());
        let rows = self.store().notices(whose, (kept_since(now), now), false, LINES_MAX).await?;
        let mark = self.store().notice_mark(&account).await?;
        let ids: Vec<String> = rows.iter().map(|row| row.id.clone()).collect();
        let read = self.store().notices_read(&account, &ids).await?;
        let streams: Vec<String> = rows.iter().map(|row| row.stream.clone()).collect();
        let cases = self.store().cases(&streams).await?;
        let sights = self.store().sights(&streams, eyes.viewer()).await?;
        let mut notices = Vec::new();
        for notice in rows {
            let unread = notice.at > mark.read_until && !read.contains(&notice.id);
            if openings::is_opening(&notice.stream) {
                let row = self.opening_row(session, &as_owed(&notice), lang).await?;
                let sort = notice.sort.clone();
                notices.extend(row.map(|row| NoticeView {
                    id: notice.id.clone(),
                    sort,
                    row,
                    when: self.said_when(notice.at, lang),
                    unread,
                    opens: true,
                }));
                continue;
            }
            let case = cases.iter().find(|case| case.stream == notice.stream);
            let sight: Vec<SightRow> = sights.iter().filter(|row| row.stream == notice.stream).cloned().collect();
            notices.extend(self.notice_view(&office, &notice, (case, &sight), unread, lang));
        }
        let unread = self.notices_unread(session).await?;
        let letters = if session.administrator { self.letters_failed(&office, lang).await? } else { Vec::new() };
        Ok(NoticesView { notices, unread, until: now, letters })
    }

    /// A notice as its reader may see it now: what a case is about only while they may read that.
    fn notice_view(
        &self,
        office: &Office,
        notice: &NoticeRow,
        (case, sight): (Option<&CaseRow>, &[SightRow]),
        unread: bool,
        lang: Lang,
    ) -> Option<NoticeView> {
        let reads =
            is_incoming(&notice.stream) || sight.iter().any(|row| matches!(row.level.as_str(), "facts" | "all"));
        let hidden = |case: &CaseRow| CaseRow { title: String::new(), outline: Json::Null, ..case.clone() };
        let case = case.map(|case| if reads { case.clone() } else { hidden(case) });
        let opens = !sight.is_empty() || is_report(&notice.stream);
        let row = self.owed_line(office, &Stored { todo: as_owed(notice), case }, lang)?;
        let when = self.said_when(notice.at, lang);
        Some(NoticeView { id: notice.id.clone(), sort: notice.sort.clone(), row, when, unread, opens })
    }

    /// How many notices somebody has not read, up to a hundred.
    ///
    /// # Errors
    /// [`Rejection::Fault`].
    pub async fn notices_unread(&self, session: &Session) -> Result<u64, Rejection> {
        let (office, actor) = self.seat(session).await?;
        let eyes = Eyes::of(&office.id, &actor);
        let (now, account) = (self.now(), session.account());
        Ok(self.store().notices_count((eyes.viewer(), &account), (kept_since(now), now), COUNT_MAX).await?)
    }

    /// Marks a notice as read, and gives the line that it is about.
    ///
    /// # Errors
    /// [`Rejection::NotFound`] if nobody has told them so.
    pub async fn read_notice(&self, session: &Session, id: &str, lang: Lang) -> Result<InboxRow, Rejection> {
        let (office, actor) = self.seat(session).await?;
        let eyes = Eyes::of(&office.id, &actor);
        let notice = self.store().notice(eyes.viewer(), id).await?.ok_or(Rejection::NotFound)?;
        self.store().notice_seen(&session.account(), id, self.now()).await?;
        if openings::is_opening(&notice.stream) {
            return self.opening_row(session, &as_owed(&notice), lang).await?.ok_or(Rejection::NotFound);
        }
        let line = Stored { todo: as_owed(&notice), case: None };
        self.owed_line(&office, &line, lang).ok_or(Rejection::NotFound)
    }

    /// Marks all that somebody was shown as read.
    ///
    /// # Errors
    /// [`Rejection::Fault`].
    pub async fn read_notices(&self, session: &Session, until: Timestamp) -> Result<(), Rejection> {
        Ok(self.store().notices_seen(&session.account(), until.min(self.now())).await?)
    }

    /// An instant as lists say it.
    pub(crate) fn said_when(&self, at: Timestamp, lang: Lang) -> String {
        let counting = dengwen_calendar::Counting::default();
        words::moment(at, &counting, counting.date_of(self.now()), lang)
    }

    /// Throws away what was told long ago.
    pub(crate) async fn forget_notices(&self) -> Result<(), Fault> {
        Ok(self.store().notices_forget(kept_since(self.now())).await?)
    }
}

fn kept_since(now: Timestamp) -> Timestamp {
    now.checked_sub(KEPT).unwrap_or(now)
}

fn is_report(stream: &str) -> bool {
    stream.starts_with("report:")
}

/// A notice as the line that it was in the list of what is owed.
fn as_owed(notice: &NoticeRow) -> TodoRow {
    TodoRow {
        stream: notice.stream.clone(),
        row_no: notice.row_no,
        principal: notice.principal.clone(),
        item: notice.item.clone(),
        ahead: false,
        due_at: notice.due_at,
        organisation: notice.organisation.clone(),
        regulation: notice.regulation.clone(),
        why: notice.why.clone(),
    }
}

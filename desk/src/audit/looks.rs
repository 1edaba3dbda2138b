//! Who looked: readings of a case or of a matter that came in, and the door of an office, as pages show them, newest first.

use dengwen_regulation::model::{Lang, Sees};
use serde::Serialize;

use super::{Read, Record, Recorded};
use crate::{
    desk::Desk,
    fault::Fault,
    incoming::{self, pick},
    log::entry,
    look::Look,
    office::Office,
    openings::{self, OpeningLine},
    show::Show,
    view::{Rejection, Session},
};

/// How many records a page has.
const PAGE: u64 = 100;
/// The link by which a matter that came in names the case that it became.
pub(crate) const CAME_IN: &str = "came-in";

/// Records, newest first.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct LooksView {
    /// Of what: a number, or what stands for it; an office.
    pub of: String,
    /// A line for each record.
    pub lines: Vec<LookLine>,
    /// Openings of identities and of papers that name somebody, with their steps.
    pub openings: Vec<OpeningLine>,
    /// Hand this in for those before.
    pub older: Option<u64>,
}

/// A record in words.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct LookLine {
    /// The instant.
    pub at: jiff::Timestamp,
    /// When, in words.
    pub when: String,
    /// Who.
    pub person: String,
    /// The unit in which they are today.
    pub unit: String,
    /// What they read or did.
    pub what: String,
    /// What for, where that is asked.
    pub purpose: String,
}

impl Desk {
    /// Who read what of a case, for those who see all of it. Reading this is not on record: it tells who read, and nothing of
    /// what they read.
    ///
    /// # Errors
    /// [`Rejection::NotFound`] for whoever may not know of the case; [`Rejection::Forbidden`] for whoever does not see all of it.
    pub async fn who_looked(
        &self,
        session: &Session,
        case: &str,
        before: Option<u64>,
        lang: Lang,
    ) -> Result<LooksView, Rejection> {
        let desk = self.seated_by(session);
        let (look, _) = desk.look_inside(session, case, lang).await?;
        if look.viewer.sees < Sees::All {
            return Err(Rejection::Forbidden);
        }
        let (mut all, older) = desk.records(&format!("looks:{case}"), before).await?;
        // At the end stands who read it before it was a case.
        if older.is_none() {
            for link in desk.store().links_to(case).await?.into_iter().filter(|link| link.as_name == CAME_IN) {
                all.extend(desk.records(&format!("looks:{}", link.stream), None).await?.0);
            }
        }
        let show = look.show();
        let lines = all.iter().filter_map(|one| line(one, &look.loaded.office, &show, Some(&look))).collect();
        let openings = openings::lines(&desk.openings_of(case).await?, &look);
        Ok(LooksView { of: show.number(), lines, openings, older })
    }

    /// Who came in and went in the office, for its administrators. Reading this is not on record.
    ///
    /// # Errors
    /// [`Rejection::Forbidden`] for anybody else.
    pub async fn who_came(&self, session: &Session, before: Option<u64>, lang: Lang) -> Result<LooksView, Rejection> {
        Self::administrator(session)?;
        let office = self.office_state(&session.office).await?;
        let (all, older) = self.records(&format!("door:{}", office.id), before).await?;
        let of = office.name.in_lang(lang).to_owned();
        let regulation = self.regulations_of(&office).into_iter().next().ok_or(Rejection::NotFound)?;
        let lines = self.with_show(&office, &regulation, lang, |show| {
            all.iter().filter_map(|one| line(one, &office, &show, None)).collect()
        });
        Ok(LooksView { of, lines, older, ..LooksView::default() })
    }

    /// Who read what of a matter that came in, with the words of its office.
    pub(crate) async fn looked_at(
        &self,
        matter: &incoming::Incoming,
        before: Option<u64>,
        lang: Lang,
    ) -> Result<LooksView, Fault> {
        let (all, older) = self.records(&format!("looks:{}", matter.stream), before).await?;
        Ok(self.with_show(&matter.office, &matter.regulation, lang, |show| {
            let lines = all.iter().filter_map(|one| line(one, &matter.office, &show, None)).collect();
            LooksView { of: show.moment(matter.received), lines, older, ..LooksView::default() }
        }))
    }

    /// A page of records, newest first, and where the one before ends.
    async fn records(&self, stream: &str, before: Option<u64>) -> Result<(Vec<Recorded>, Option<u64>), Fault> {
        let head = self.store().head(stream).await?.map_or(0, |head| head.head.seq);
        let end = before.map_or(head.saturating_add(1), |before| before.min(head.saturating_add(1)));
        let from = end.saturating_sub(PAGE).max(1);
        let stored = self.store().load(stream, from).await?;
        let known = stored.iter().filter(|one| one.seq < end).map(|one| entry(stream, one));
        let mut all = known.collect::<Result<Vec<Recorded>, Fault>>()?;
        all.reverse();
        Ok((all, (from > 1).then_some(from)))
    }
}

/// A record in words.
fn line(one: &Recorded, office: &Office, show: &Show<'_>, look: Option<&Look>) -> Option<LookLine> {
    let id = one.record.whose()?;
    let (what, purpose) = match &one.record {
        Record::Read { read, .. } => told(read, show, look),
        other => (at_the_door(other, office, show), ""),
    };
    let unit = office.unit_of(id, show.now).and_then(|unit| show.names.units.get(unit));
    Some(LookLine {
        at: one.at,
        when: show.moment(one.at),
        person: office.person_name(id),
        unit: unit.cloned().unwrap_or_default(),
        what,
        purpose: purpose.to_owned(),
    })
}

/// What happened at the door, and which administrator did it, where it was one.
fn at_the_door(record: &Record, office: &Office, show: &Show<'_>) -> String {
    let (zh, en, by) = match record {
        Record::Read { .. } => ("查看", "read something", None),
        Record::SignedIn { .. } => ("登录", "signed in", None),
        Record::SignInRefused { .. } => ("密码或验证码不对，被拒", "refused: wrong password or code", None),
        Record::SignedOut { .. } => ("退出", "signed out", None),
        Record::SessionsEnded { .. } => ("结束了其他登录", "ended other sign-ins", None),
        Record::Proved { .. } => ("再次核验身份", "proved again who they are", None),
        Record::SecondStepMade { .. } => ("设置了两步验证", "set up a second step", None),
        Record::SecondStepEnded { by, .. } => ("两步验证被取消", "second step taken away", by.as_deref()),
        Record::SpareCodeUsed { .. } => ("用了一个备用码", "used a spare code", None),
        Record::PasskeyMade { .. } => ("添加了通行密钥", "added a passkey", None),
        Record::PasskeyEnded { by, .. } => ("通行密钥被删除", "passkey removed", by.as_deref()),
        Record::PasskeyUsed { .. } => ("用通行密钥验证", "used a passkey", None),
        Record::PasskeyDoubted { .. } => {
            ("通行密钥可能被复制，被拒", "refused: the passkey may have been copied", None)
        }
        Record::TokenMade { .. } => ("新建程序令牌", "made a token for a program", None),
        Record::TokenEnded { .. } => ("结束程序令牌", "ended a token", None),
        Record::TokenUsed { .. } => ("程序以其名义读取或登记", "a program asked in their name", None),
        Record::AccountSaved { by, .. } => ("账号开立或密码更改", "account opened, or password changed", by.as_deref()),
    };
    let what = show.pick(zh, en);
    let Some(by) = by else { return what.to_owned() };
    let by = office.person_name(by.rsplit_once('/').map_or(by, |(_, person)| person));
    match show.lang {
        Lang::Zh => format!("{what}（{by}办理）"),
        Lang::En => format!("{what} (by {by})"),
    }
}

/// What somebody read, and what for.
fn told<'r>(read: &'r Read, show: &Show<'_>, look: Option<&Look>) -> (String, &'r str) {
    let lang = show.lang;
    let file = |id: &str| {
        let name = show.names.files.get(id).map(|file| file.name.as_str()).filter(|name| !name.is_empty());
        name.unwrap_or(pick(lang, "附件", "a file")).to_owned()
    };
    match read {
        Read::Case => (pick(lang, "本件内容", "the case").to_owned(), ""),
        Read::Whole => (pick(lang, "整卷（合成一份 PDF）", "the whole file, as one PDF").to_owned(), ""),
        Read::Incoming => (pick(lang, "来件内容", "what came in").to_owned(), ""),
        Read::Register => (pick(lang, "登记册", "the register").to_owned(), ""),
        Read::File { file: id } => (file(id), ""),
        Read::FileItself { file: id } => (format!("{}{}", file(id), pick(lang, "（原件）", " (the file itself)")), ""),
        Read::Paper { paper, copy, purpose } => {
            let known = look.and_then(|look| look.loaded.case.paper(paper.parse().ok()?));
            let title = known.map_or_else(|| pick(lang, "文书", "a paper").to_owned(), |known| show.paper_title(known));
            let of = if lang == Lang::Zh { format!("，第 {copy} 份") } else { format!(", copy {copy}") };
            (title + &of, purpose.as_deref().unwrap_or_default())
        }
        Read::Identity { party, purpose } => {
            (format!("{}{}", pick(lang, "身份：", "identity: "), show.party(*party)), purpose)
        }
    }
}

//! What is shown of keeping, and of what was destroyed.

use dengwen_calendar::shanghai;
use dengwen_regulation::model::{Lang, Regulation};
use jiff::Timestamp;

use super::{
    due::{Due, keepers},
    log::{Certificate, Orders},
};
use crate::{
    actor::Eyes,
    desk::Desk,
    incoming::pick,
    office::{Office, office_of_case},
    view::{Cited, FormView, Rejection, Session},
};

/// A case in one of the lists.
#[derive(Debug, Clone)]
pub struct KeptLine {
    /// The case.
    pub case: String,
    /// Its number.
    pub number: String,
    /// The regulation and how it ended.
    pub about: String,
    /// Since when it is due, when it was held back, when it was destroyed.
    pub when: String,
    /// The article of the term, or the reason of the hold.
    pub why: String,
}

/// Terms, what is due, what is held back, what was destroyed.
#[derive(Debug, Clone, Default)]
pub struct RetentionView {
    /// How long what is kept: regulation and outcome, months, article.
    pub terms: Vec<(String, String, String)>,
    /// What may be destroyed.
    pub due: Vec<KeptLine>,
    /// What may be destroyed within a year, with its day.
    pub coming: Vec<KeptLine>,
    /// What is held back.
    pub held: Vec<KeptLine>,
    /// What was destroyed.
    pub destroyed: Vec<KeptLine>,
    /// What may be done.
    pub forms: Vec<FormView>,
}

/// A certificate in words.
#[derive(Debug, Clone)]
pub struct CertificateView {
    /// The number of the case, or its id.
    pub number: String,
    /// Label and value.
    pub lines: Vec<(String, String)>,
}

/// How many certificates are listed.
const LISTED: u32 = 500;

pub(super) fn day(at: Timestamp) -> String {
    at.to_zoned(shanghai()).strftime("%Y-%m-%d").to_string()
}

pub(super) fn outcome(regulation: &Regulation, stage: &str, lang: Lang) -> String {
    let label = regulation.main.stages.get(stage).map(|stage| stage.label.in_lang(lang).to_owned());
    label.unwrap_or_else(|| stage.to_owned())
}

/// The number of a case, or when it was received.
fn called(number: Option<&String>, received: Timestamp, lang: Lang) -> String {
    number.cloned().unwrap_or_else(|| match lang {
        Lang::Zh => format!("{} 收件", day(received)),
        Lang::En => format!("received {}", day(received)),
    })
}

pub(super) fn months(count: u32, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("{count} 个月"),
        Lang::En => format!("{count} months"),
    }
}

impl Desk {
    fn about(&self, office: &Office, regulation: &str, stage: &str, lang: Lang) -> String {
        self.regulation_of(office, regulation).map_or_else(
            |_| regulation.to_owned(),
            |known| format!("{} · {}", known.title.in_lang(lang), outcome(&known, stage, lang)),
        )
    }

    pub(super) fn due_line(&self, office: &Office, due: &Due, lang: Lang) -> KeptLine {
        KeptLine {
            case: due.case.stream.clone(),
            number: called(due.case.number.as_ref(), due.case.received_at, lang),
            about: self.about(office, &due.case.regulation, &due.case.stage, lang),
            when: day(due.since),
            why: due.term.article.clone(),
        }
    }

    pub(super) fn terms_in_words(
        &self,
        office: &Office,
        orders: &Orders,
        mine: &[String],
        lang: Lang,
    ) -> Vec<(String, String, String)> {
        let known = orders.terms.iter().filter(|((regulation, _), _)| mine.contains(regulation));
        known
            .map(|((regulation, stage), term)| {
                (self.about(office, regulation, stage, lang), months(term.months, lang), term.article.clone())
            })
            .collect()
    }

    pub(super) async fn held_lines(
        &self,
        office: &Office,
        eyes: &Eyes,
        orders: &Orders,
        mine: &[String],
        lang: Lang,
    ) -> Result<Vec<KeptLine>, Rejection> {
        let mut lines = Vec::new();
        for (case, (by, at, reason)) in &orders.held {
            let Some(row) = self.store().case(case).await? else { continue };
            if mine.contains(&row.regulation) && !self.store().is_barred(case, eyes.viewer()).await? {
                lines.push(KeptLine {
                    case: case.clone(),
                    number: called(row.number.as_ref(), row.received_at, lang),
                    about: self.about(office, &row.regulation, &row.stage, lang),
                    when: format!("{} {}", day(*at), office.person_name(by)),
                    why: reason.clone(),
                });
            }
        }
        Ok(lines)
    }

    pub(super) async fn destroyed_lines(
        &self,
        office: &Office,
        session: &Session,
        eyes: &Eyes,
        lang: Lang,
    ) -> Result<Vec<KeptLine>, Rejection> {
        let mut lines = Vec::new();
        let start = super::certificate_of(&format!("{}.", office.id));
        for head in self.store().streams_under(super::CERTIFICATE, &start, "", LISTED).await? {
            let Some(case) = head.stream.strip_prefix(&start) else { break };
            let Some(known) = self.certificate_in_log(&format!("{}.{case}", office.id)).await? else { continue };
            if self.may_see_certificate(office, session, eyes, &known) {
                lines.push(KeptLine {
                    number: called(known.number.as_ref(), known.received, lang),
                    about: self.about(office, &known.regulation, &known.outcome, lang),
                    when: format!("{} {}", day(known.at), known.by_name),
                    why: known.article.clone(),
                    case: known.case,
                });
            }
        }
        Ok(lines)
    }

    /// Those who saw the case, keepers and administrators; never who was kept out of it.
    fn may_see_certificate(&self, office: &Office, session: &Session, eyes: &Eyes, known: &Certificate) -> bool {
        let saw = known.seen_by.iter().any(|who| eyes.viewer().principals.contains(who));
        let keeps = || {
            let held = office.principals(&session.person, self.now());
            self.regulation_of(office, &known.regulation).is_ok_and(|regulation| {
                keepers(&regulation).into_iter().any(|role| {
                    held.iter()
                        .any(|who| matches!(who, dengwen_case::Principal::Post { role: mine, .. } if **mine == *role))
                })
            })
        };
        let mine = |one: &String| *one == session.person || eyes.viewer().principals.contains(one);
        !known.barred.iter().any(mine) && (saw || session.administrator || keeps())
    }

    /// What stays of a case that was destroyed.
    ///
    /// # Errors
    /// [`Rejection::NotFound`] if it was not, or for whoever may not know of it.
    pub async fn certificate(&self, session: &Session, case: &str, lang: Lang) -> Result<CertificateView, Rejection> {
        let (office, actor) = self.seat(session).await?;
        let eyes = Eyes::of(&office.id, &actor);
        let known = self.certificate_in_log(case).await?.filter(|_| office_of_case(case) == session.office);
        let known = known
            .filter(|known| self.may_see_certificate(&office, session, &eyes, known))
            .ok_or(Rejection::NotFound)?;
        let about = self.about(&office, &known.regulation, &known.outcome, lang);
        let lines = certified(&known, about, lang);
        Ok(CertificateView { number: called(known.number.as_ref(), known.received, lang), lines })
    }
}

fn certified(known: &Certificate, about: String, lang: Lang) -> Vec<(String, String)> {
    let line = |zh: &str, en: &str, value: String| (pick(lang, zh, en).to_owned(), value);
    let Certificate { pairs, values, files, codes, seq, hash, .. } = known;
    let (what, stays) = match lang {
        Lang::Zh => (
            format!("密钥 {pairs} 对，密封内容 {values} 项，文件 {files} 个，查询码 {codes} 个，以及目录、索引和概要"),
            format!("日志 {seq} 条，末条摘要 {hash}，可验证"),
        ),
        Lang::En => (
            format!(
                "{pairs} key pairs, {values} sealed values, {files} files, {codes} receipt codes; lists, index, outline"
            ),
            format!("the log of {seq} events, the last with the hash {hash}, which verifies"),
        ),
    };
    vec![
        line("制度及结果", "Regulation and outcome", about),
        line("收到", "Received", day(known.received)),
        line("办结", "Ended", day(known.ended)),
        line("保管期限", "Kept for", months(known.months, lang)),
        line("依据", "By", known.article.clone()),
        line("销毁日期", "Destroyed on", day(known.at)),
        line("批准人", "Approved by", known.by_name.clone()),
        line("已销毁", "Destroyed", what),
        line("留存", "What stays", stays),
    ]
}

pub(super) fn plain(text: &str) -> Cited {
    Cited { text: text.to_owned(), article: None, reading: None }
}

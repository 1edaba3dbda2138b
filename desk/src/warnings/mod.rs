//! Early warnings: more came in than chance explains, several matters on one thing in one place, a limit likely to be missed. Each
//! says its rule and its numbers in words, shows the cases behind it that the reader may see and counts the rest, can be dismissed
//! for a reason, and switched off. What is sealed is never part of one.

mod late;
mod weeks;

use std::collections::BTreeMap;

use dengwen_regulation::model::{Lang, Regulation};
use dengwen_store::{CountBy, Counted};
use serde::Serialize;

pub(crate) use late::{Owed, at_risk};
pub(crate) use weeks::WeeksKept;

use crate::{
    actor::Eyes,
    desk::Desk,
    incoming::pick,
    leader::{LateAndSoon, Line},
    office::{Office, OfficeEvent, stream_of},
    overview::may_see,
    secrets,
    view::{InboxRow, Rejection, Session},
};

/// The sorts of warnings.
pub const WARNINGS: [&str; 3] = ["rise", "cluster", "late"];
/// A sort of warnings in words.
pub(crate) fn named(sort: &str, lang: Lang) -> String {
    let (zh, en) = match sort {
        "rise" => ("骤增", "A rise"),
        "cluster" => ("同类多件", "Several of one kind"),
        _ => ("可能超期", "Likely to be missed"),
    };
    pick(lang, zh, en).to_owned()
}

/// How many cases stand with a warning.
const CASES_MAX: u32 = 10;
/// How many warnings there are at most.
const WARNINGS_MAX: usize = 30;
/// The longest reason, in characters.
const REASON_MAX: usize = 500;

/// A warning.
#[derive(Debug, Clone, Serialize)]
pub struct WarningView {
    /// What tells it from others.
    pub key: String,
    /// `rise`, `cluster`, `late`.
    pub kind: String,
    /// What it is about.
    pub title: String,
    /// The rule and its numbers.
    pub evidence: String,
    /// The cases behind it that the reader may see, the newest first.
    pub cases: Vec<InboxRow>,
    /// How many more there are.
    pub others: u64,
}

/// A warning before its cases are looked up: those of these weeks that are told apart so.
pub(super) struct Raised {
    pub(super) key: String,
    pub(super) kind: &'static str,
    pub(super) title: String,
    pub(super) evidence: String,
    pub(super) counted: Counted,
    pub(super) as_what: Vec<(CountBy, String)>,
    pub(super) count: u64,
}

impl Office {
    /// Is a sort of warning given under a regulation: as the office says, else where the regulation itself asks for alerts.
    pub(crate) fn warns(&self, sort: &str, regulation: &Regulation) -> bool {
        if let Some(given) = &self.warnings {
            return given.iter().any(|one| one == sort);
        }
        let alerts = regulation.indicators.values().any(|one| one.alert.is_some());
        let limits =
            || regulation.shapes().flat_map(|(_, shape)| shape.limits.values()).any(|one| !one.warn.is_empty());
        alerts || (sort == "late" && limits())
    }
}

impl Desk {
    /// The warnings for somebody: rises and clusters where all figures are open to them, limits in danger of what they may see.
    ///
    /// # Errors
    /// [`Rejection::Fault`].
    pub async fn warnings(&self, session: &Session, lang: Lang) -> Result<Vec<WarningView>, Rejection> {
        let (office, actor) = self.seat(session).await?;
        let eyes = Eyes::of(&office.id, &actor);
        let owed = self.late_and_soon(&office, &eyes, self.now()).await?;
        self.warnings_among(session, &owed, lang).await
    }

    /// The same, where it is known what is late and what falls due soon.
    pub(crate) async fn warnings_among(
        &self,
        session: &Session,
        owed: &LateAndSoon,
        lang: Lang,
    ) -> Result<Vec<WarningView>, Rejection> {
        let (office, actor) = self.seat(session).await?;
        let eyes = Eyes::of(&office.id, &actor);
        let now = self.now();
        let figures = actor.unless(&[]);
        let mut all = Vec::new();
        for regulation in self.regulations_of(&office) {
            let wanted = ["rise", "cluster"].into_iter().any(|sort| office.warns(sort, &regulation));
            if !wanted || !may_see(&office, &regulation, &figures, now) {
                continue;
            }
            for raised in self.raised(&office, &regulation, now, lang).await? {
                if office.warns(raised.kind, &regulation) && !office.dismissed.contains(&raised.key) {
                    all.push(self.with_cases(&office, &eyes, raised, lang).await?);
                }
            }
        }
        all.truncate(WARNINGS_MAX);
        all.extend(self.limits_at_risk(&office, &eyes, owed, lang).await?);
        Ok(all)
    }

    async fn with_cases(
        &self,
        office: &Office,
        eyes: &Eyes,
        raised: Raised,
        lang: Lang,
    ) -> Result<WarningView, Rejection> {
        let Raised { key, kind, title, evidence, counted, as_what, count } = raised;
        let rows = self.store().received_as(eyes.viewer(), &counted, &as_what, CASES_MAX).await?;
        let cases = self.case_rows(office, eyes, &rows, lang).await?;
        let others = count.saturating_sub(u64::try_from(cases.len()).unwrap_or(u64::MAX));
        Ok(WarningView { key, kind: kind.to_owned(), title, evidence, cases, others })
    }

    /// Does not show a warning any more. The reason is kept, sealed, with who gave it.
    ///
    /// # Errors
    /// [`Rejection::NotFound`] for one that they are not shown, [`Rejection::Invalid`] without a reason.
    pub async fn dismiss_warning(
        &self,
        session: &Session,
        key: &str,
        reason: &str,
        lang: Lang,
    ) -> Result<(), Rejection> {
        if !self.warnings(session, lang).await?.iter().any(|one| one.key == key) {
            return Err(Rejection::NotFound);
        }
        let reason = reason.trim();
        if reason.is_empty() || reason.chars().count() > REASON_MAX {
            let text = pick(lang, "请写明理由，不超过五百字", "say why, in five hundred characters");
            return Err(Rejection::Invalid(vec![("reason".to_owned(), text.to_owned())]));
        }
        let place = format!("warning {}", secrets::short_id());
        let (reason, row) = self.ring_seals().plain(&stream_of(&session.office), &place, reason)?;
        let event = OfficeEvent::WarningDismissed { key: key.to_owned(), reason, at: self.now() };
        self.office_append_sealed(&session.office, &session.person, None, vec![event], vec![row]).await?;
        Ok(())
    }

    /// Which sorts of warnings are given, each with whether it is: as the office says, else where a regulation asks for it.
    ///
    /// # Errors
    /// [`Rejection::Fault`].
    pub async fn warnings_given(&self, session: &Session) -> Result<Vec<(&'static str, bool)>, Rejection> {
        let office = self.office_state(&session.office).await?;
        let texts = self.regulations_of(&office);
        Ok(WARNINGS.into_iter().map(|sort| (sort, texts.iter().any(|text| office.warns(sort, text)))).collect())
    }

    /// Says which sorts of warnings are given, as an administrator.
    ///
    /// # Errors
    /// [`Rejection::Forbidden`] for anybody else.
    pub async fn choose_warnings(&self, session: &Session, given: &[String]) -> Result<(), Rejection> {
        Self::administrator(session)?;
        let given: Vec<String> = WARNINGS
            .iter()
            .filter(|sort| given.iter().any(|one| one == *sort))
            .map(|sort| (*sort).to_owned())
            .collect();
        let event = OfficeEvent::WarningsChosen { given };
        self.office_append(&session.office, &session.person, None, vec![event]).await?;
        Ok(())
    }

    async fn limits_at_risk(
        &self,
        office: &Office,
        eyes: &Eyes,
        owed: &LateAndSoon,
        lang: Lang,
    ) -> Result<Vec<WarningView>, Rejection> {
        let wanted = |one: &Owed| {
            let regulation = self.regulation_of(office, &one.todo.regulation);
            regulation.is_ok_and(|regulation| office.warns("late", &regulation))
                && !office.dismissed.contains(&late::key(&one.todo))
        };
        let risks = at_risk(&owed.late, &owed.soon, self.now(), lang).into_iter().filter(|(one, _)| wanted(one));
        let (risks, evidence): (Vec<Owed>, Vec<String>) = risks.take(WARNINGS_MAX).unzip();
        let evidence: BTreeMap<String, String> = risks.iter().map(|one| late::key(&one.todo)).zip(evidence).collect();
        let warning = |line: Line| {
            let key = late::key(&line.todo);
            WarningView {
                title: format!("{}{}{}", line.row.to_do, pick(lang, "：", ": "), line.whose),
                evidence: evidence.get(&key).cloned().unwrap_or_default(),
                key,
                kind: "late".to_owned(),
                cases: vec![line.row],
                others: 0,
            }
        };
        Ok(self.lines(office, eyes, risks, lang).await?.into_iter().map(warning).collect())
    }
}

//! The cases behind a number of a report.

use std::collections::BTreeSet;

use dengwen_regulation::model::{Id, Indicator, Lang, Regulation};
use dengwen_store::{Behind, CaseKey};
use serde::{Deserialize, Serialize};

use super::{
    figures::as_indicator,
    formulas::{by_hash, day_number, formula},
    period::Period,
    view::FigureView,
};
use crate::{
    actor::Eyes,
    desk::Desk,
    fault::Fault,
    office::Office,
    view::{Cited, InboxRow, Rejection, Session},
};

/// How many cases a page has.
const PAGE: u32 = 50;

/// A number of a report, as a link names it.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct NumberAsked {
    /// The indicator, chart or register.
    #[serde(default)]
    pub figure: String,
    /// The line of its breakdown; the whole without it.
    #[serde(default)]
    pub line: String,
    /// All that was looked at, also what is not in the numerator.
    #[serde(default)]
    pub all: bool,
    /// The page.
    #[serde(default)]
    pub page: Option<String>,
}

/// The cases behind a number, as far as somebody may read them.
#[derive(Debug, Clone, Default, Serialize)]
pub struct BehindView {
    /// The report, or the regulation of the office's own figures, and the period.
    pub title: (String, String),
    /// What is counted, with its article.
    pub label: String,
    /// Its article and reading.
    pub cited: Cited,
    /// The line of the breakdown in words; empty for the whole.
    pub line: String,
    /// The number as it is shown.
    pub number: String,
    /// A share: numerator and denominator are lists of their own.
    pub is_share: bool,
    /// The number is that of the day of preparation; the list is that of today.
    pub frozen: bool,
    /// How many cases are behind it.
    pub cases: u64,
    /// How many of them are kept from whoever looks.
    pub hidden: u64,
    /// Those they may read, newest first.
    pub rows: Vec<InboxRow>,
    /// Key of the next page.
    pub next: Option<String>,
}

impl Desk {
    /// The cases behind a number of a report.
    ///
    /// # Errors
    /// [`Rejection::NotFound`] for whoever does not see the report, and for a number that it does not have.
    pub async fn behind_number(
        &self,
        session: &Session,
        name: &str,
        n: u32,
        asked: &NumberAsked,
        lang: Lang,
    ) -> Result<BehindView, Rejection> {
        let view = self.report(session, name, n, lang).await?;
        let seen = self.seen_report(session, name).await?;
        let round = seen.book.round(n).ok_or(Rejection::NotFound)?;
        let figure = view.figures.into_iter().find(|one| one.of == asked.figure).ok_or(Rejection::NotFound)?;
        let (line, number) = number(&figure, &asked.line).ok_or(Rejection::NotFound)?;
        let id = Id::from(asked.figure.as_str());
        let indicator = as_indicator(&seen.book.regulation, &id).ok_or(Rejection::NotFound)?;
        let of = (&*seen.book.office, &*seen.book.regulation);
        let of = self.elements(of, seen.book.covered(round), &indicator, (&asked.line, asked.all)).await?;
        let (office, actor) = self.seat(session).await?;
        let eyes = Eyes::of(&office.id, &actor);
        let after: Option<CaseKey> = asked.page.as_deref().and_then(|page| serde_json::from_str(page).ok());
        let found = self.store().behind(eyes.viewer(), &of, after.as_ref(), PAGE).await?;
        Ok(BehindView {
            title: (view.label, view.period),
            label: figure.label,
            cited: figure.cited,
            line,
            number,
            is_share: figure.is_share,
            frozen: view.frozen,
            cases: found.all,
            hidden: found.all.saturating_sub(found.seen),
            rows: self.case_rows(&office, &eyes, &found.page.rows, lang).await?,
            next: found.page.next.and_then(|key| serde_json::to_string(&key).ok()),
        })
    }

    /// What a number is made of: what is kept, and the cases that are judged anew. The line is that of its breakdown, empty for the
    /// whole; without `all` the numerator alone.
    pub(crate) async fn elements(
        &self,
        (office, regulation): (&Office, &Regulation),
        period: Period,
        indicator: &Indicator,
        (line, all): (&str, bool),
    ) -> Result<Behind, Fault> {
        let formula = formula(&regulation.id, indicator);
        let line = Some(line.to_owned()).filter(|line| !line.is_empty());
        let anew = match self.unsettled(office, regulation, &formula, period).await? {
            Some(streams) => streams,
            None => self.streams(office, regulation).await?,
        };
        let mut among: BTreeSet<String> = BTreeSet::new();
        for stream in anew {
            let adds = self.adds_in(&stream, indicator, period).await?;
            let fits = |line: &String| adds.iter().any(|one| by_hash(&one.by) == *line && (all || one.counts));
            if line.as_ref().map_or_else(|| adds.iter().any(|one| all || one.counts), fits) {
                among.insert(stream);
            }
        }
        Ok(Behind {
            organisation: office.id.clone(),
            formula,
            days: (day_number(period.from), day_number(period.until)),
            by_hashes: line.into_iter().collect(),
            counting: !all,
            anew: among.into_iter().collect(),
        })
    }
}

/// A line of a table in words, and its number.
pub(crate) fn number(figure: &FigureView, line: &str) -> Option<(String, String)> {
    if line.is_empty() {
        return Some((String::new(), figure.whole.clone()));
    }
    let place = figure.keys.iter().position(|key| key == line)?;
    let (number, by) = figure.rows.get(place)?.split_last()?;
    Some((by.join(" · "), number.clone()))
}

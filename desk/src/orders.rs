//! Orders and urgings as supervision looks at them: which, to whom, until when, and whether something was done since.

use std::sync::Arc;

use dengwen_case::Principal;
use dengwen_regulation::model::{Id, Label, Lang, Regulation};
use dengwen_store::{CaseRow, RegisterRow};
use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

use crate::{
    actor::Eyes,
    desk::Desk,
    office::Office,
    show::words,
    view::{InboxRow, Rejection},
};

/// How a regulation says that somebody is ordered to see to something.
const ORDER: &str = "order";
/// How a regulation says that somebody presses.
pub(crate) const URGING: &str = "urging";
/// How many are looked up of each regulation.
const LINES_MAX: u32 = 100;

/// Does a manner of telling ask for something to be done.
pub(crate) fn is_order(manner: &Id) -> bool {
    [ORDER, URGING].contains(&manner.as_str())
}

/// Where the rows stand. No regulation can name a register so.
pub(crate) fn register(office: &str, regulation: &Id) -> String {
    format!("{office}/{regulation}/:orders")
}

/// An order, or an urging.
#[derive(Debug, Clone, Serialize)]
pub struct OrderLine {
    /// The case, as lists have it.
    pub row: InboxRow,
    /// `order` or `urging`.
    pub sort: String,
    /// The act, or the limit that passed.
    pub what: String,
    /// To whom.
    pub to: String,
    /// When.
    pub when: String,
    /// Until when, in words; empty where no day was named.
    pub until: String,
    /// When something was done since by those it went to.
    pub answered: Option<String>,
    /// The day is over and nothing was done.
    pub late: bool,
    /// The case has ended.
    pub ended: bool,
}

/// A row as it is stored.
#[derive(Deserialize)]
struct Stored {
    sort: String,
    what: Label,
    to: Vec<Principal>,
    named: String,
    until: Option<Date>,
    answered: Option<Timestamp>,
}

impl Desk {
    /// Orders under these regulations in cases that whoever looks may see: unanswered ones first, then the newest.
    pub(crate) async fn orders_given(
        &self,
        office: &Office,
        eyes: &Eyes,
        texts: &[Arc<Regulation>],
        lang: Lang,
    ) -> Result<Vec<OrderLine>, Rejection> {
        let mut stored = Vec::new();
        for text in texts {
            let name = register(&office.id, &text.id);
            let rows = self.store().register_rows(&name, None, LINES_MAX).await?.rows;
            stored.extend(rows.into_iter().map(|row| (text, row)));
        }
        let streams: Vec<String> = stored.iter().map(|(_, row)| row.stream.clone()).collect();
        let cases = self.seen_cases(eyes, &streams).await?;
        let rows = self.rows_by_case(office, eyes, &cases, lang).await?;
        let line = |(text, row): (&Arc<Regulation>, RegisterRow)| {
            let case = cases.iter().find(|case| case.stream == row.stream)?;
            let (_, shown) = rows.iter().find(|(stream, _)| *stream == row.stream)?;
            self.order_line(office, text, (&row, case, shown), lang)
        };
        let mut all: Vec<(Timestamp, OrderLine)> =
            stored.into_iter().filter_map(|(text, row)| Some((row.at, line((text, row))?))).collect();
        all.sort_by_key(|(at, one)| (one.answered.is_some() || one.ended, std::cmp::Reverse(*at)));
        Ok(all.into_iter().map(|(_, one)| one).collect())
    }

    fn order_line(
        &self,
        office: &Office,
        text: &Arc<Regulation>,
        (row, case, shown): (&RegisterRow, &CaseRow, &InboxRow),
        lang: Lang,
    ) -> Option<OrderLine> {
        let stored: Stored = serde_json::from_value(row.body.clone()).ok()?;
        let today = dengwen_calendar::Counting::default().date_of(self.now());
        // Who a party is stands in no list: it is named as the regulation names it.
        let inside = stored.to.iter().all(|who| !matches!(who, Principal::Party(_)));
        let to = self
            .with_show(office, text, lang, |show| show.found_or(if inside { &stored.to } else { &[] }, &stored.named));
        let ended = case.ended_at.is_some();
        Some(OrderLine {
            row: shown.clone(),
            sort: stored.sort,
            what: stored.what.in_lang(lang).to_owned(),
            to,
            when: self.said_when(row.at, lang),
            until: stored.until.map(|day| words::date(day, today, lang)).unwrap_or_default(),
            answered: stored.answered.map(|at| self.said_when(at, lang)),
            late: !ended && stored.answered.is_none() && stored.until.is_some_and(|day| day < today),
            ended,
        })
    }
}

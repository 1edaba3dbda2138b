//! What scenarios and proofs look at: the newest round of a report, figures by month.

use dengwen_calendar::{Span, Unit};
use dengwen_case::FigureLine;
use jiff::civil::Date;
use serde::Serialize;

use super::{alerts::alert_stream, book::Standing, figures::as_indicator, period::Period, stream_of};
use crate::{desk::Desk, fault::Fault, show::words};
use dengwen_regulation::model::Id;

/// The newest round of a report.
#[derive(Debug, Clone)]
pub struct Inspected {
    /// Its name in addresses.
    pub name: String,
    /// Its number.
    pub n: u32,
    /// The first day of its period.
    pub from: Date,
    /// `to_prepare`, `to_approve`, `out`.
    pub state: &'static str,
    /// It was not out in time.
    pub overdue: bool,
    /// The day on which it is wanted.
    pub due: Option<Date>,
    /// Each figure as a whole: what is counted, `2/3` or `4`, and a share as the percent that is shown.
    pub figures: Vec<(String, String, String)>,
}

/// What an indicator comes to in one month.
#[derive(Debug, Clone, Serialize)]
pub struct OfMonth {
    /// The office.
    pub office: String,
    /// The indicator.
    pub indicator: Id,
    /// `2026-03`; empty for all that there is.
    pub month: String,
    /// The whole, then by what it is broken down.
    pub lines: Vec<FigureLine>,
}

impl Desk {
    /// Every indicator of a regulation, over all that there is and month by month, as kept.
    ///
    /// # Errors
    /// [`Fault`] if the store fails.
    pub async fn figures_by_month(
        &self,
        office: &str,
        regulation: &str,
        (from, until): (Date, Date),
    ) -> Result<Vec<OfMonth>, Fault> {
        let office = self.office_state(office).await?;
        let regulation = self.regulation_of(&office, regulation)?;
        let wanted: Vec<(Id, _)> =
            regulation.indicators.keys().filter_map(|id| Some((id.clone(), as_indicator(&regulation, id)?))).collect();
        let every = Span::new(1, Unit::Month);
        let mut periods = vec![(String::new(), Period::ALWAYS)];
        let mut month = Period::around(every, from, from);
        while month.from < until {
            periods.push((month.from.strftime("%Y-%m").to_string(), month));
            month = month.next(every, from);
        }
        let mut all = Vec::new();
        for (name, period) in periods {
            for one in self.figures(&office, &regulation, &wanted, Some(period)).await? {
                let (office, month) = (office.id.clone(), name.clone());
                all.push(OfMonth { office, indicator: one.of, month, lines: one.lines });
            }
        }
        Ok(all)
    }

    /// The newest round of a report, or the last warning of an indicator; none while no round has opened.
    ///
    /// # Errors
    /// [`Fault`] if the store fails.
    pub async fn inspect_report(
        &self,
        office: &str,
        regulation: &str,
        report: &str,
    ) -> Result<Option<Inspected>, Fault> {
        let (regulation, report) = (Id::from(regulation), Id::from(report));
        let found = match self.replay_report(&stream_of(office, &regulation, &report)).await? {
            None => self.replay_report(&alert_stream(office, &regulation, &report)).await?,
            found => found,
        };
        let Some(book) = found else { return Ok(None) };
        let Some(round) = book.rounds.last() else { return Ok(None) };
        let figures = match &round.figures {
            Some(kept) => kept.clone(),
            None => self.report_figures(&book.office, &book.regulation, book.report(), book.covered(round)).await?,
        };
        let whole = |one: &super::book::Figures| {
            let text = |of: dengwen_case::Figure| match (of.unit, of.under) {
                (dengwen_case::FigureUnit::Share, under) => format!("{}/{under}", of.over),
                (dengwen_case::FigureUnit::Decimal(places), 1) => dengwen_regulation::decimal::written(of.over, places),
                (_, 1) => of.over.to_string(),
                (_, under) => format!("{}/{under}", of.over),
            };
            let decimals = super::view::decimals(&one.of, &book.regulation);
            let shown = |of: dengwen_case::Figure| match decimals {
                Some(decimals) => words::percent_of(of.over, of.under, decimals),
                None => words::percent(of.over, of.under),
            };
            one.whole().map(|line| (one.of.to_string(), text(line.figure), shown(line.figure)))
        };
        Ok(Some(Inspected {
            name: book.name().to_owned(),
            n: round.n,
            from: round.period.from,
            state: match round.standing {
                Standing::ToPrepare => "to_prepare",
                Standing::ToApprove(_) => "to_approve",
                Standing::Out => "out",
            },
            overdue: round.overdue,
            due: book.due(round).map(|due| due.on),
            figures: figures.iter().filter_map(whole).collect(),
        }))
    }
}

//! What scenarios look at: the newest round of a report.

use jiff::civil::Date;

use super::{alerts::alert_stream, book::Standing, stream_of};
use crate::{desk::Desk, fault::Fault};
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
    /// Each figure as a whole: what is counted, and `2/3` or `4`.
    pub figures: Vec<(String, String)>,
}

impl Desk {
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
            one.whole().map(|line| (one.of.to_string(), text(line.figure)))
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

//! Periodic reports: a round opens when its time comes, is prepared, approved by whom the regulation names, is overdue when it is
//! late, and goes out. Each report of an office has a stream of its own, `report:OFFICE.REGULATION.REPORT`.

mod acts;
mod alerts;
mod behind;
mod book;
mod document;
pub(crate) mod drawn;
mod figures;
mod formulas;
mod inspect;
mod numbers;
mod period;
mod sheets;
mod time;
mod view;
mod words;

use std::sync::Arc;

use dengwen_case::Principal;
use dengwen_regulation::model::{Id, Regulation, Report, Who};
use jiff::Timestamp;

use crate::{incoming, office::Office};

pub(crate) use behind::number;
pub use behind::{BehindView, NumberAsked};
pub(crate) use book::Figures;
pub(crate) use document::Documents;
pub use document::{DocumentView, Failed, FailedAt};
pub use inspect::Inspected;
pub use numbers::{NumberLine, NumbersOf, ReportNumbers};
pub(crate) use period::Period;
pub use view::{FigureView, ReportLine, ReportView};
pub(crate) use view::{figure, table};

pub(crate) use figures::as_indicator;
pub(crate) use formulas::{Formulas, FormulasKept, by_hash, day_number, hash, summed};
pub(crate) use words::dressed;

/// How the names of these streams begin.
pub(crate) const PREFIX: &str = "report:";
/// The sort of these streams.
pub(crate) const SORT: &str = "report";
/// The form of their commits.
const FORM: u16 = 1;
/// How often something is tried again when somebody else was quicker.
const TRIES: usize = 8;

/// Is this the name of such a stream.
pub(crate) fn is_report(stream: &str) -> bool {
    stream.starts_with(PREFIX)
}

/// The stream of a report.
fn stream_of(office: &str, regulation: &Id, report: &Id) -> String {
    format!("{PREFIX}{office}.{regulation}.{report}")
}

/// How the names of an office's streams begin.
pub(crate) fn first_of(office: &str) -> String {
    format!("{PREFIX}{office}.")
}

/// The office of a report's stream.
pub(crate) fn office_of(stream: &str) -> &str {
    crate::office::office_of_case(stream.strip_prefix(PREFIX).unwrap_or(stream))
}

/// Those whose approval is wanted, one after the other.
fn approvers(report: &Report) -> Vec<&Who> {
    fn flat<'w>(who: &'w Who, all: &mut Vec<&'w Who>) {
        match who {
            Who::Chain(steps) => steps.iter().for_each(|step| flat(step, all)),
            one => all.push(one),
        }
    }
    let mut all = Vec::new();
    report.approved_by.iter().for_each(|who| flat(who, &mut all));
    all
}

/// Whom a report means by a WHO.
fn whom<'w>(
    office: &Office,
    regulation: &Regulation,
    whos: impl IntoIterator<Item = &'w Who>,
    at: Timestamp,
) -> Vec<Principal> {
    let mut all: Vec<Principal> = Vec::new();
    for one in whos.into_iter().flat_map(|who| incoming::of_office(office, regulation, who, at)) {
        if !all.contains(&one) {
            all.push(one);
        }
    }
    all
}

/// A report with what it belongs to.
#[derive(Clone)]
struct Of<'a> {
    office: &'a Arc<Office>,
    regulation: &'a Arc<Regulation>,
    report: &'a Report,
}

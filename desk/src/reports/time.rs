//! Time: a report is there when its regulation runs; rounds open, and become overdue, at their own instants.

use std::sync::Arc;

use dengwen_regulation::model::Id;
use jiff::Timestamp;

use super::{
    TRIES,
    book::{Book, Entry, Event, Standing},
    period, stream_of,
};
use crate::{act::counting, desk::Desk, fault::Fault, office::Office, project::just_after};

impl Desk {
    /// The same for every office that is there.
    pub(crate) async fn tend_all_reports(&self) -> Result<(), Fault> {
        for id in self.office_ids().await? {
            let office = self.office_state(&id).await?;
            self.tend_reports(&office).await?;
        }
        Ok(())
    }

    /// Every report of every regulation that the office runs has its stream, from the day on which nothing is left open.
    pub(crate) async fn tend_reports(&self, office: &Arc<Office>) -> Result<(), Fault> {
        for id in &office.regulations {
            let Ok(regulation) = self.regulation_of(office, id) else { continue };
            if !office.open_blanks(&regulation).is_empty() {
                continue;
            }
            for (report, written) in &regulation.reports {
                let stream = stream_of(&office.id, &regulation.id, report);
                if written.every.is_none() || self.store().head(&stream).await?.is_some() {
                    continue;
                }
                let at = self.now();
                let since = counting(&regulation).date_of(at);
                let event = Event::Live { regulation: Id::from(id.as_str()), report: report.clone(), since };
                let first = Entry { by: None, at, event };
                let begun = Book::begun(&stream, Arc::clone(office), Arc::clone(&regulation), first);
                let Some(book) = begun else { continue };
                match self.write_report(None, &book, &format!("live {stream}")).await {
                    Err(error) if !error.is_conflict() => return Err(error.into()),
                    _ => {}
                }
            }
        }
        Ok(())
    }

    /// Opens the rounds whose time has come, and marks those that were not out in time, in the order of their instants.
    pub(crate) async fn report_falls_due(&self, stream: &str, now: Timestamp) -> Result<(), Fault> {
        let mut conflicts = 0;
        while let Some(book) = self.replay_report(stream).await? {
            let Some((at, event)) = first_due(&book, now) else {
                return self.project_report(&book).await;
            };
            let after = book.clone().and(Entry { by: None, at, event });
            match self.write_report(Some(&book), &after, &format!("falls due {stream} {}", after.seq())).await {
                Ok(()) => {}
                Err(error) if error.is_conflict() && conflicts < TRIES => conflicts += 1,
                Err(error) => return Err(error.into()),
            }
        }
        Ok(())
    }

    /// Clocks that moved with the calendar or a setting are written anew.
    async fn project_report(&self, book: &Book) -> Result<(), Fault> {
        match self.store().rebuild(&book.stream, book.seq(), &book.rows()).await {
            Err(error) if !error.is_conflict() => Err(error.into()),
            _ => Ok(()),
        }
    }
}

/// The first thing that is due by now.
fn first_due(book: &Book, now: Timestamp) -> Option<(Timestamp, Event)> {
    let report = book.report();
    let opening = book.next(now).map(|(at, period)| {
        let within = period::within(&book.office, &book.regulation, report, at);
        (at, Event::Opened { period, within })
    });
    let late = book.rounds.iter().filter(|round| round.standing != Standing::Out && !round.overdue);
    let late = late.filter_map(|round| Some((just_after(book.due(round)?.at), Event::Overdue { n: round.n })));
    opening.into_iter().chain(late).filter(|(at, _)| *at <= now).min_by_key(|(at, _)| *at)
}

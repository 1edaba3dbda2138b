//! Alerts of indicators: once the figure passes its mark, whoever is named is told, once for each period.

use std::sync::Arc;

use dengwen_case::{Answer, Question, Surroundings, alert_holds};
use dengwen_regulation::{
    model::{Content, Id, Indicator, Regulation, Report},
    value::Value,
};
use jiff::Timestamp;

use super::{
    PREFIX, TRIES,
    book::{Book, Entry, Event, Figures},
    period::{self, Period},
};
use crate::{
    act::surroundings::Standpoint,
    desk::Desk,
    fault::Fault,
    office::{Office, office_of_case},
};

/// How often an alert may ask for more.
const ROUNDS_MAX: usize = 12;

/// The stream of an indicator's alert.
pub(super) fn alert_stream(office: &str, regulation: &Id, indicator: &Id) -> String {
    format!("{PREFIX}{office}.{regulation}.alert-{indicator}")
}

/// An alert as the report that it is: one figure, for whom it tells.
pub(super) fn as_report(id: &Id, indicator: &Indicator) -> Option<Report> {
    let alert = indicator.alert.as_ref()?;
    Some(Report {
        label: indicator.label.clone(),
        by: None,
        one_for: None,
        every: None,
        due: None,
        due_words: None,
        covers: None,
        contents: vec![Content::Named(id.clone())],
        approved_by: Vec::new(),
        recipients: vec![alert.tell.clone()],
        rule: indicator.rule.clone(),
    })
}

impl Desk {
    /// Looks at the figures with an alert again after something happened on a case.
    pub(crate) async fn watch_figures(&self, case: &str, now: Timestamp) -> Result<(), Fault> {
        let office = self.office_state(office_of_case(case)).await?;
        let regulation = self.load(case).await?.regulation.clone();
        for (id, indicator) in regulation.indicators.iter().filter(|(_, one)| one.alert.is_some()) {
            self.watch(&office, &regulation, (id, indicator), now).await?;
        }
        Ok(())
    }

    async fn watch(
        &self,
        office: &Arc<Office>,
        regulation: &Arc<Regulation>,
        (id, indicator): (&Id, &Indicator),
        now: Timestamp,
    ) -> Result<(), Fault> {
        let stream = alert_stream(&office.id, &regulation.id, id);
        let period = period::of_indicator(office, regulation, indicator, now);
        for _ in 0..TRIES {
            let before = self.replay_report(&stream).await?;
            if before.as_ref().is_some_and(|book| book.rounds.iter().any(|round| round.period == period)) {
                return Ok(());
            }
            let Some(figures) = self.warning(office, regulation, (id, indicator), period, now).await? else {
                return Ok(());
            };
            let written = match &before {
                None => {
                    let event = Event::Watched { regulation: regulation.id.clone(), indicator: id.clone() };
                    let first = Entry { by: None, at: now, event };
                    let begun = Book::begun(&stream, Arc::clone(office), Arc::clone(regulation), first);
                    let Some(book) = begun else { return Ok(()) };
                    self.write_report(None, &book, &format!("watch {stream}")).await
                }
                Some(book) => {
                    let event = Event::Warned { period, figures: vec![figures] };
                    let after = book.clone().and(Entry { by: None, at: now, event });
                    self.write_report(Some(book), &after, &format!("warn {stream} {}", after.seq())).await
                }
            };
            match written {
                Ok(()) if before.is_some() => return Ok(()),
                Ok(()) => {}
                Err(error) if error.is_conflict() => {}
                Err(error) => return Err(error.into()),
            }
        }
        Ok(())
    }

    /// The figures that warn; none while they do not.
    async fn warning(
        &self,
        office: &Office,
        regulation: &Regulation,
        (id, indicator): (&Id, &Indicator),
        period: Period,
        now: Timestamp,
    ) -> Result<Option<Figures>, Fault> {
        let calendar = office.calendar(regulation);
        let from = Standpoint { office, regulation, at: now };
        let mut around = Surroundings::new();
        for _ in 0..ROUNDS_MAX {
            match alert_holds(regulation, &calendar, &around, indicator, now) {
                Ok(false) => return Ok(None),
                Ok(true) => {
                    let wanted = [(id.clone(), indicator.clone())];
                    return Ok(self.figures(office, regulation, &wanted, Some(period)).await?.into_iter().next());
                }
                Err(questions) => {
                    // A mark that is not set warns of nothing; the cases need not be counted.
                    let (cheap, dear): (Vec<_>, Vec<_>) =
                        questions.into_iter().partition(|question| !matches!(question, Question::Indicator(_)));
                    self.answer_questions(from, cheap, &mut around).await?;
                    let unset = |(question, answer): (&Question, &Answer)| match question {
                        Question::Setting(id) => {
                            let default =
                                regulation.settings.get(id).and_then(|setting| setting.field.default.as_ref());
                            *answer == Answer::Nothing && default.is_none()
                        }
                        _ => false,
                    };
                    if around.iter().any(unset) {
                        return Ok(None);
                    }
                    self.answer_questions(from, dear, &mut around).await?;
                }
            }
        }
        Err(Fault::Restless(format!("{}.{id}", office.id)))
    }

    /// What an indicator comes to in the period that runs.
    pub(crate) async fn indicator_now(
        &self,
        office: &Office,
        regulation: &Regulation,
        id: &Id,
        at: Timestamp,
    ) -> Result<Value, Fault> {
        let Some(indicator) = regulation.indicators.get(id) else { return Ok(Value::Empty) };
        let period = period::of_indicator(office, regulation, indicator, at);
        let wanted = [(id.clone(), indicator.clone())];
        let found = self.figures(office, regulation, &wanted, Some(period)).await?;
        Ok(found.first().and_then(Figures::whole).map_or(Value::Empty, |line| line.figure.value()))
    }
}

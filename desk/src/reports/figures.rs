//! Figures: counted over the stored cases of the office, for a period.

use dengwen_case::{FigureLine, Measured, Surroundings, figure_lines, measured};
use dengwen_regulation::model::{Content, Id, Indicator, Of, Regulation, Report};
use dengwen_store::{CaseFilter, CaseKey, Viewer};
use jiff::Timestamp;

use super::{book::Figures, drawn, period::Period};
use crate::{
    act::{counting, surroundings::Standpoint},
    cases::Loaded,
    desk::Desk,
    fault::Fault,
    office::Office,
};

/// How many cases are taken at a time.
const PAGE: u32 = 500;
/// How often a figure may ask for more.
const ROUNDS_MAX: usize = 12;

impl Desk {
    /// What stands in a report for a period, but for what is written.
    pub(crate) async fn report_figures(
        &self,
        office: &Office,
        regulation: &Regulation,
        report: &Report,
        period: Period,
    ) -> Result<Vec<Figures>, Fault> {
        let mut wanted: Vec<(Id, Indicator)> = Vec::new();
        for content in &report.contents {
            if let Content::Named(id) = content {
                wanted.extend(as_indicator(regulation, id).map(|indicator| (id.clone(), indicator)));
            }
        }
        self.figures(office, regulation, &wanted, Some(period)).await
    }

    /// What indicators come to, over a period or over all that there is.
    pub(crate) async fn figures(
        &self,
        office: &Office,
        regulation: &Regulation,
        wanted: &[(Id, Indicator)],
        period: Option<Period>,
    ) -> Result<Vec<Figures>, Fault> {
        let counting = counting(regulation);
        let mut all: Vec<Vec<Measured>> = vec![Vec::new(); wanted.len()];
        let staff = [format!("{}/all", office.id)];
        let viewer = Viewer { principals: &staff, person: "", stands_in: &[] };
        let id = regulation.id.to_string();
        let filter =
            CaseFilter { organisation: Some(office.id.clone()), regulation: Some(id), ..CaseFilter::default() };
        let mut after: Option<CaseKey> = None;
        loop {
            let page = self.store().cases_visible(viewer, &filter, after.as_ref(), PAGE).await?;
            for case in &page.rows {
                let loaded = self.load(&case.stream).await?;
                for ((_, indicator), found) in wanted.iter().zip(&mut all) {
                    let adds = self.adds(&loaded, indicator, self.now()).await?;
                    found.extend(
                        adds.into_iter().filter(|one| period.is_none_or(|period| period.holds(&counting, one.at))),
                    );
                }
            }
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        let lines = wanted
            .iter()
            .zip(all)
            .map(|((id, indicator), found)| Figures { of: id.clone(), lines: figure_lines(indicator, &found) });
        Ok(lines.collect())
    }

    /// What one case adds.
    async fn adds(&self, loaded: &Loaded, indicator: &Indicator, now: Timestamp) -> Result<Vec<Measured>, Fault> {
        let calendar = loaded.office.calendar(&loaded.regulation);
        let from = Standpoint { office: &loaded.office, regulation: &loaded.regulation, at: now };
        let mut around = Surroundings::new();
        for _ in 0..ROUNDS_MAX {
            match measured(&loaded.case, &loaded.regulation, &calendar, &around, indicator, now) {
                Ok(found) => return Ok(found),
                Err(questions) => Box::pin(self.answer_questions(from, questions, &mut around)).await?,
            }
        }
        Err(Fault::Restless(loaded.case.id.clone()))
    }
}

impl Figures {
    /// The whole.
    pub(crate) fn whole(&self) -> Option<&FigureLine> {
        self.lines.first()
    }
}

/// What a name of `contents` counts: an indicator; a chart or register as the count that it draws or holds.
pub(super) fn as_indicator(regulation: &Regulation, id: &Id) -> Option<Indicator> {
    if let Some(indicator) = regulation.indicators.get(id) {
        return Some(indicator.clone());
    }
    let plain = |label, of, by, rule| Indicator {
        label,
        of,
        among: None,
        cond: None,
        value: None,
        manner: None,
        dated: None,
        by,
        period: None,
        target: None,
        rank: false,
        alert: None,
        rule,
    };
    if let Some(chart) = regulation.charts.get(id) {
        let of = chart.of.as_deref().unwrap_or("case");
        if let Some(indicator) = regulation.indicators.get(of) {
            let by = drawn::broken_down(chart, indicator);
            return Some(Indicator { by, label: chart.label.clone(), ..indicator.clone() });
        }
        let of = match of.split_once(' ') {
            Some(("act" | "acts", act)) => Of::Act(Id::from(act)),
            Some(("part" | "parts", part)) => Of::Part(Id::from(part)),
            Some(("limit" | "limits", limit)) => Of::Limit(Id::from(limit)),
            Some(("register", register)) => Of::Register(Id::from(register)),
            _ => Of::Case,
        };
        return Some(plain(chart.label.clone(), of, chart.by.clone(), chart.rule.clone()));
    }
    let register = regulation.registers.get(id)?;
    let of = register.of.clone().unwrap_or_else(|| Of::Register(id.clone()));
    let shown = Indicator {
        among: register.among.clone(),
        ..plain(register.shape.label.clone(), of, Vec::new(), register.shape.rule.clone())
    };
    Some(shown)
}

//! Figures of an office for a period: what is kept added up, what cannot be kept judged anew.

use std::{collections::BTreeMap, sync::Arc};

use dengwen_calendar::{Span, Unit};
use dengwen_case::{Answers, FigureLine, Measured, Surroundings, Tally, figure_lines, lines_of, measured};
use dengwen_regulation::model::{Content, Id, Indicator, Of, Regulation, Report};
use dengwen_store::{CaseFilter, CaseKey, KeptFigures, SumsBy, TallyRow, Viewer};
use jiff::{Timestamp, civil::Date};

use super::{
    book::Figures,
    drawn,
    formulas::{Formulas, day_number, formula, tally},
    period::Period,
};
use crate::{
    act::{counting, surroundings::Standpoint},
    cases::Loaded,
    desk::Desk,
    engine,
    fault::Fault,
    office::Office,
};

/// How many cases are taken at a time.
const PAGE: u32 = 500;
/// How many lots of cases are measured again at most before a figure is told.
const FILLS_MAX: usize = 100_000;

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

    /// What indicators come to, over a period or over all that there is: what is kept, and what has to be judged anew.
    pub(crate) async fn figures(
        &self,
        office: &Office,
        regulation: &Regulation,
        wanted: &[(Id, Indicator)],
        period: Option<Period>,
    ) -> Result<Vec<Figures>, Fault> {
        let formulas = self.formulas(office, &regulation.id)?;
        let names: Vec<String> = wanted.iter().map(|(_, one)| formula(&regulation.id, one)).collect();
        let known: Vec<String> = names.iter().filter(|name| formulas.has(name)).cloned().collect();
        let period = period.unwrap_or(Period::ALWAYS);
        let kept = self.kept(office, regulation, &formulas, &known, period, SumsBy::Period).await?;
        let kept: BTreeMap<String, (Vec<TallyRow>, Vec<String>)> = known.into_iter().zip(kept.of).collect();
        let mut all = Vec::with_capacity(wanted.len());
        for ((id, indicator), name) in wanted.iter().zip(&names) {
            // A count and a share of the same are one formula.
            let lines = match kept.get(name) {
                Some((sums, anew)) => {
                    let sums = sums.iter().map(tally);
                    let mut sums = sums.collect::<Result<Vec<_>, _>>().map_err(Fault::Json)?;
                    for stream in anew {
                        sums.extend(self.adds_in(stream, indicator, period).await?.iter().map(Tally::of));
                    }
                    lines_of(indicator, &sums)
                }
                None => figure_lines(indicator, &self.counted(office, regulation, indicator, period).await?),
            };
            all.push(Figures { of: id.clone(), lines });
        }
        Ok(all)
    }

    /// The formulas that are kept of a regulation as it runs today.
    pub(crate) fn formulas(&self, office: &Office, regulation: &Id) -> Result<Arc<Formulas>, Fault> {
        Ok(self.formulas_kept().of(office, self.regulation_of(office, regulation)?.as_ref()))
    }

    /// What is kept of formulas, once all cases have been measured by them.
    pub(crate) async fn kept(
        &self,
        office: &Office,
        regulation: &Regulation,
        formulas: &Formulas,
        known: &[String],
        period: Period,
        by: SumsBy,
    ) -> Result<KeptFigures, Fault> {
        let days = (day_number(period.from), day_number(period.until));
        for _ in 0..FILLS_MAX {
            let of = (office.id.as_str(), regulation.id.as_str());
            let kept = self.store().kept_figures(of, &formulas.hash, known, days, by).await?;
            if kept.stale.is_empty() {
                return Ok(kept);
            }
            for stream in &kept.stale {
                self.measure_again(stream, formulas).await?;
            }
        }
        Err(Fault::Restless(office.id.clone()))
    }

    /// Measures all cases of an office's regulation that were measured by other formulas.
    pub(crate) async fn measure_all(&self, office: &Office, regulation: &Regulation) -> Result<(), Fault> {
        let formulas = self.formulas(office, &regulation.id)?;
        self.kept(office, regulation, &formulas, &[], Period::ALWAYS, SumsBy::Period).await.map(|_| ())
    }

    /// Figures of a regulation that come out otherwise kept than counted; none, unless something is wrong.
    ///
    /// # Errors
    /// [`Fault`].
    pub async fn figures_that_differ(&self, office: &str, regulation: &str) -> Result<Vec<String>, Fault> {
        let office = self.office_state(office).await?;
        let regulation = self.regulation_of(&office, regulation)?;
        let counting = counting(&regulation);
        let month = Period::around(Span::new(1, Unit::Month), counting.date_of(self.now()), Date::MIN);
        let names = regulation.indicators.keys().chain(regulation.charts.keys()).chain(regulation.registers.keys());
        let mut found = Vec::new();
        for id in names {
            let Some(indicator) = as_indicator(&regulation, id) else { continue };
            let wanted = [(id.clone(), indicator)];
            let [(_, indicator)] = &wanted;
            for period in [Period::ALWAYS, month] {
                let kept = self.figures(&office, &regulation, &wanted, Some(period)).await?;
                let counted = figure_lines(indicator, &self.counted(&office, &regulation, indicator, period).await?);
                if kept.first().is_none_or(|kept| kept.lines != counted) {
                    found.push(id.to_string());
                }
            }
        }
        found.extend(self.standing_that_differ(&office, &regulation).await?);
        Ok(found)
    }

    async fn measure_again(&self, stream: &str, formulas: &Formulas) -> Result<(), Fault> {
        let loaded = match self.load(stream).await {
            Ok(loaded) => loaded,
            // It was destroyed meanwhile.
            Err(Fault::CaseUnknown(_)) => return Ok(()),
            Err(fault) => return Err(fault),
        };
        let rows = formulas.rows(&loaded.case, &loaded.regulation, &loaded.office);
        match self.store().remeasure(stream, loaded.case.seq, rows).await {
            Ok(()) => {}
            Err(error) if error.is_conflict() => {}
            Err(error) => return Err(error.into()),
        }
        self.cases_kept().forget(stream);
        Ok(())
    }

    /// What all cases of an office add, each judged anew: for a figure by a text that no longer runs, and to prove what is kept.
    pub(super) async fn counted(
        &self,
        office: &Office,
        regulation: &Regulation,
        indicator: &Indicator,
        period: Period,
    ) -> Result<Vec<Measured>, Fault> {
        let mut all: Vec<Measured> = Vec::new();
        for stream in self.streams(office, regulation).await? {
            all.extend(self.adds_in(&stream, indicator, period).await?);
        }
        Ok(all)
    }

    /// All cases of an office under a regulation.
    pub(crate) async fn streams(&self, office: &Office, regulation: &Regulation) -> Result<Vec<String>, Fault> {
        let staff = [format!("{}/all", office.id)];
        let viewer = Viewer { principals: &staff, person: "", stands_in: &[] };
        let id = regulation.id.to_string();
        let filter =
            CaseFilter { organisation: Some(office.id.clone()), regulation: Some(id), ..CaseFilter::default() };
        let (mut all, mut after): (Vec<String>, Option<CaseKey>) = (Vec::new(), None);
        loop {
            let page = self.store().cases_visible(viewer, &filter, after.as_ref(), PAGE).await?;
            all.extend(page.rows.into_iter().map(|case| case.stream));
            after = page.next;
            if after.is_none() {
                return Ok(all);
            }
        }
    }

    /// The cases that a formula judges anew; none where it is not kept at all.
    pub(super) async fn unsettled(
        &self,
        office: &Office,
        regulation: &Regulation,
        formula: &str,
        period: Period,
    ) -> Result<Option<Vec<String>>, Fault> {
        let formulas = self.formulas(office, &regulation.id)?;
        if !formulas.has(formula) {
            return Ok(None);
        }
        let formula = [formula.to_owned()];
        let kept = self.kept(office, regulation, &formulas, &formula, period, SumsBy::Period).await?;
        Ok(kept.of.into_iter().next().map(|(_, anew)| anew))
    }

    /// What one case adds in a period, judged now.
    pub(super) async fn adds_in(
        &self,
        stream: &str,
        indicator: &Indicator,
        period: Period,
    ) -> Result<Vec<Measured>, Fault> {
        let loaded = self.load(stream).await?;
        let counting = counting(&loaded.regulation);
        let mut all = self.adds(&loaded, indicator, self.now()).await?;
        all.retain(|one| period.holds(&counting, one.at));
        Ok(all)
    }

    /// What one case adds.
    async fn adds(&self, loaded: &Loaded, indicator: &Indicator, now: Timestamp) -> Result<Vec<Measured>, Fault> {
        let calendar = loaded.office.calendar(&loaded.regulation);
        let from = Standpoint { office: &loaded.office, regulation: &loaded.regulation, at: now };
        let ask = |around: &dyn Answers| measured(&loaded.case, &loaded.regulation, &calendar, around, indicator, now);
        engine::answered(self, from, &mut Surroundings::new(), &loaded.case.id, ask).await
    }
}

impl Figures {
    /// The whole.
    pub(crate) fn whole(&self) -> Option<&FigureLine> {
        self.lines.first()
    }
}

/// What a name of `contents` counts: an indicator; a chart or register as the count that it draws or holds.
pub(crate) fn as_indicator(regulation: &Regulation, id: &Id) -> Option<Indicator> {
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
        decimals: None,
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

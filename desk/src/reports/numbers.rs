//! The figures of a report for programs and spreadsheets: exact, each line by itself.

use dengwen_case::FigureUnit;
use dengwen_regulation::model::Lang;
use jiff::civil::Date;
use serde::Serialize;

use super::{acts::Seen, book::Round, view};
use crate::{
    csv::{BEGINS, harmless, line},
    desk::Desk,
    incoming::pick,
    view::{Rejection, Session},
};

/// The figures of a round.
#[derive(Debug, Clone, Serialize)]
pub struct ReportNumbers {
    /// The report's name in addresses.
    pub report: String,
    /// The round.
    pub n: u32,
    /// What the report is called.
    pub label: String,
    /// The first day that its figures cover; none where they cover all that there is.
    pub from: Option<Date>,
    /// The last.
    pub to: Option<Date>,
    /// They are those of the day of preparation.
    pub frozen: bool,
    /// The figures, each with the whole first.
    pub figures: Vec<NumbersOf>,
}

/// What one name of the report comes to.
#[derive(Debug, Clone, Serialize)]
pub struct NumbersOf {
    /// The indicator, chart or register.
    pub figure: String,
    /// What it is called.
    pub label: String,
    /// The article.
    pub article: Option<String>,
    /// By what it is broken down.
    pub by: Vec<String>,
    /// The whole, then a line for each combination.
    pub lines: Vec<NumberLine>,
}

/// A line: `over` divided by `under`, in `unit`.
#[derive(Debug, Clone, Serialize)]
pub struct NumberLine {
    /// In the order of `by`; empty for the whole.
    pub by: Vec<String>,
    /// The numerator.
    pub over: i64,
    /// The denominator; 1 for a count or sum, 0 where there is nothing to divide by.
    pub under: i64,
    /// `count`, `share`, `money` (fen), `decimal` (minor units), `seconds`.
    pub unit: &'static str,
    /// Decimals of the numerator.
    pub places: u8,
    /// As pages show it.
    pub shown: String,
}

impl Desk {
    /// The figures of a round of a report, exact.
    ///
    /// # Errors
    /// [`Rejection::NotFound`] for whoever neither makes, approves nor gets it.
    pub async fn report_numbers(
        &self,
        session: &Session,
        name: &str,
        n: u32,
        lang: Lang,
    ) -> Result<ReportNumbers, Rejection> {
        let seen = self.seen_report(session, name).await?;
        let round = seen.book.round(n).filter(|round| seen.concerns(Some(round))).ok_or(Rejection::NotFound)?;
        let (office, regulation) = (&seen.book.office, &seen.book.regulation);
        let figures = self.figures_of(&seen, round).await?;
        let period = seen.book.covered(round);
        let day = |day: Date| Some(day).filter(|day| (Date::MIN < *day) && *day < Date::MAX);
        Ok(self.with_show(office, regulation, lang, |show| ReportNumbers {
            report: seen.book.name().to_owned(),
            n,
            label: seen.book.report().label.in_lang(lang).to_owned(),
            from: day(period.from),
            to: day(period.until).map(|_| period.last()),
            frozen: round.figures.is_some(),
            figures: figures
                .iter()
                .map(|one| {
                    let table = view::table(one, &show);
                    let shown = std::iter::once(vec![table.whole]).chain(table.rows);
                    let line = |(line, mut cells): (&dengwen_case::FigureLine, Vec<String>)| {
                        let (unit, places) = unit(line.figure.unit);
                        let shown = cells.pop().unwrap_or_default();
                        NumberLine { by: cells, over: line.figure.over, under: line.figure.under, unit, places, shown }
                    };
                    let mut by = table.columns;
                    by.pop();
                    NumbersOf {
                        figure: table.of,
                        label: table.label,
                        article: table.cited.article,
                        by,
                        lines: one.lines.iter().zip(shown).map(line).collect(),
                    }
                })
                .collect(),
        }))
    }

    /// The figures of a round: as they were prepared, else as they stand.
    pub(super) async fn figures_of(
        &self,
        seen: &Seen,
        round: &Round,
    ) -> Result<Vec<super::book::Figures>, crate::fault::Fault> {
        let book = &seen.book;
        match &round.figures {
            Some(kept) => Ok(kept.clone()),
            None => self.report_figures(&book.office, &book.regulation, book.report(), book.covered(round)).await,
        }
    }
}

const fn unit(unit: FigureUnit) -> (&'static str, u8) {
    match unit {
        FigureUnit::Count => ("count", 0),
        FigureUnit::Share => ("share", 0),
        FigureUnit::Money => ("money", 2),
        FigureUnit::Decimal(places) => ("decimal", places),
        FigureUnit::Seconds => ("seconds", 0),
    }
}

impl ReportNumbers {
    /// The same for a spreadsheet: one line each, with the bytes by which it knows the text as UTF-8. A cell never begins as a
    /// formula does.
    #[must_use]
    pub fn csv(&self, lang: Lang) -> String {
        let head = match lang {
            Lang::Zh => ["指标代码", "指标", "分项", "数值", "分子", "分母", "单位", "小数位"],
            Lang::En => ["figure", "label", "broken down", "shown", "over", "under", "unit", "decimals"],
        };
        let mut text = String::from(BEGINS);
        line(&mut text, &head.map(str::to_owned));
        let sign = pick(lang, "：", ": ");
        for of in &self.figures {
            for one in &of.lines {
                let parts = of.by.iter().zip(&one.by).map(|(name, value)| format!("{name}{sign}{value}"));
                let parts = parts.collect::<Vec<_>>().join(pick(lang, "；", "; "));
                let numbers = [one.over.to_string(), one.under.to_string()];
                let [over, under] = numbers;
                let cells = [&of.figure, &of.label, &parts, &one.shown].map(|cell| harmless(cell));
                let [figure, label, parts, shown] = cells;
                let unit = one.unit.to_owned();
                line(&mut text, &[figure, label, parts, shown, over, under, unit, one.places.to_string()]);
            }
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_spreadsheet_meets_no_formula_and_no_broken_line() {
        let figure = |label: &str, by: &str, over: i64| NumbersOf {
            figure: "k".to_owned(),
            label: label.to_owned(),
            article: None,
            by: vec![by.to_owned()],
            lines: vec![NumberLine {
                by: vec!["a\"b,\nc".to_owned()],
                over,
                under: 1,
                unit: "count",
                places: 0,
                shown: over.to_string(),
            }],
        };
        let numbers = ReportNumbers {
            report: "r".to_owned(),
            n: 1,
            label: "=1+1".to_owned(),
            from: None,
            to: None,
            frozen: false,
            figures: vec![figure("=HYPERLINK(\"x\")", "@who", -3)],
        };
        let csv = numbers.csv(Lang::En);
        assert_eq!(
            csv,
            "\u{feff}\"figure\",\"label\",\"broken down\",\"shown\",\"over\",\"under\",\"unit\",\"decimals\"\r\n\
             \"k\",\"'=HYPERLINK(\"\"x\"\")\",\"'@who: a\"\"b,\nc\",\"'-3\",\"-3\",\"1\",\"count\",\"0\"\r\n"
        );
    }
}

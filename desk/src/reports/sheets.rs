//! The tables of a report as a workbook.

use dengwen_case::{Figure, FigureUnit};
use dengwen_charts::{CellValue, Sheet, workbook};
use dengwen_regulation::model::Lang;

use super::{
    book::Figures,
    view::{FigureView, table},
};
use crate::{
    desk::Desk,
    incoming::pick,
    view::{Rejection, Session},
};

impl Desk {
    /// The tables of a round of a report as a workbook: a sheet each, numbers as numbers.
    ///
    /// # Errors
    /// [`Rejection::NotFound`] for whoever neither makes, approves nor gets it.
    pub async fn report_tables(&self, session: &Session, name: &str, n: u32, lang: Lang) -> Result<Vec<u8>, Rejection> {
        let seen = self.seen_report(session, name).await?;
        let round = seen.book.round(n).filter(|round| seen.concerns(Some(round))).ok_or(Rejection::NotFound)?;
        let (office, regulation) = (&seen.book.office, &seen.book.regulation);
        let figures = match &round.figures {
            Some(kept) => kept.clone(),
            None => self.report_figures(office, regulation, seen.book.report(), seen.book.covered(round)).await?,
        };
        let sheets: Vec<Sheet> = self.with_show(office, regulation, lang, |show| {
            figures.iter().map(|one| sheet(one, &table(one, &show), lang)).collect()
        });
        Ok(workbook(&sheets))
    }
}

/// One figure: the whole in the first row, then its lines; of a share also what it was divided from.
fn sheet(figures: &Figures, view: &FigureView, lang: Lang) -> Sheet {
    let names = view.columns.len().saturating_sub(1);
    let mut columns = view.columns.clone();
    if names == 0 {
        columns.insert(0, pick(lang, "项目", "Item").to_owned());
    }
    let parted = figures.lines.iter().any(|line| line.figure.unit == FigureUnit::Share);
    if parted {
        columns.extend([pick(lang, "分子", "Of these").to_owned(), pick(lang, "分母", "Of all").to_owned()]);
    }
    let text = |text: &str| CellValue::Text(text.to_owned());
    let filled = |mut cells: Vec<CellValue>, of: Figure| {
        cells.push(number(of));
        if parted {
            cells.extend([of.over, of.under].map(|number| CellValue::Number(number.to_string(), 0)));
        }
        cells
    };
    let mut rows = Vec::new();
    if let Some(whole) = figures.whole() {
        let mut cells = vec![text(pick(lang, "合计", "In all"))];
        cells.resize(names.max(1), text(""));
        rows.push(filled(cells, whole.figure));
    }
    for (row, line) in view.rows.iter().zip(figures.lines.iter().skip(1)) {
        rows.push(filled(row.iter().take(names).map(|one| text(one)).collect(), line.figure));
    }
    Sheet { name: view.label.clone(), columns, rows }
}

/// A figure as a number; nothing where there is nothing to divide by. Time is in hours.
fn number(of: Figure) -> CellValue {
    let scaled = |scale: i64, decimals: u8| {
        let power = 10_i64.saturating_pow(decimals.into());
        let (over, under) = (i128::from(of.over) * i128::from(power), i128::from(of.under) * i128::from(scale));
        match over.checked_div(under) {
            None => CellValue::Text(String::new()),
            Some(found) => CellValue::Number(decimal(found, decimals), decimals),
        }
    };
    match of.unit {
        _ if of.under == 0 => CellValue::Text(String::new()),
        FigureUnit::Share => {
            let millionths = i128::from(of.over) * 1_000_000 / i128::from(of.under);
            CellValue::Share(i64::try_from(millionths).unwrap_or_default())
        }
        FigureUnit::Money => scaled(100, 2),
        FigureUnit::Seconds => scaled(3600, 2),
        FigureUnit::Decimal(places) => scaled(10_i64.saturating_pow(places.into()), places.min(6)),
        FigureUnit::Count if of.under == 1 => scaled(1, 0),
        FigureUnit::Count => scaled(1, 2),
    }
}

/// Digits with a point before the last so many.
fn decimal(number: i128, decimals: u8) -> String {
    let (sign, digits) = (if number < 0 { "-" } else { "" }, number.unsigned_abs());
    let power = 10_u128.saturating_pow(decimals.into());
    match decimals {
        0 => format!("{sign}{digits}"),
        _ => format!("{sign}{}.{:0wide$}", digits / power, digits % power, wide = usize::from(decimals)),
    }
}

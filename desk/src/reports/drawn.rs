//! Figures drawn: what a regulation's chart is, or what a breakdown lends itself to, and how it went over the rounds.

use dengwen_charts::{Chart, Count, Drawing, Fishbone, Grid, Item, Line, draw};
use dengwen_regulation::model::{Chart as Wanted, Id, Indicator};
use dengwen_statistics::{Control, Sample, g_chart, individuals, p_chart};

use dengwen_case::{Figure, FigureUnit};

use super::{
    book::{Book, Figures, Round},
    view::{FigureView, decimals, figure},
};
use crate::{incoming::pick, show::Show};

/// From so many rounds on limits are drawn: fewer say little about chance.
const LIMITS_FROM: usize = 6;
/// How many bars stand side by side.
const BARS_MAX: usize = 16;
/// The largest matrix.
const ROWS_MAX: usize = 40;
/// The most columns of one.
const COLUMNS_MAX: usize = 31;

/// What a chart of an indicator is broken down by. A fishbone has its branches by the chart, and on them the causes: what the
/// indicator is first broken down by besides.
pub(super) fn broken_down(chart: &Wanted, indicator: &Indicator) -> Vec<String> {
    if chart.by.is_empty() {
        return indicator.by.clone();
    }
    let mut by = chart.by.clone();
    if *chart.kind == *"fishbone" && by.len() == 1 {
        by.extend(indicator.by.iter().find(|one| !chart.by.contains(one)).cloned());
    }
    by
}

/// The drawings of a figure: its breakdown, and the rounds up to this one.
pub(super) fn of_round(
    figures: &Figures,
    view: &FigureView,
    (book, round): (&Book, &Round),
    place: usize,
    show: &Show<'_>,
) -> Vec<Drawing> {
    let mut all: Vec<Drawing> = breakdown(figures, view, &format!("f{place}"), show).into_iter().collect();
    if let Some(line) = over_rounds(figures, (book, round), show) {
        let (said, line) = line;
        let title = format!("{}{said}", view.label);
        all.push(draw(&format!("f{place}t"), &title, &Chart::Line(line), show.lang));
    }
    all
}

/// The breakdown of a figure; nothing where a table says it better.
pub(crate) fn breakdown(figures: &Figures, view: &FigureView, id: &str, show: &Show<'_>) -> Option<Drawing> {
    let chart = match show.regulation.charts.get(&figures.of).map(|chart| chart.kind.as_str()) {
        Some("table") => return None,
        Some("pareto") => Chart::Pareto(counts(figures, view)),
        Some("fishbone") => Chart::Fishbone(fishbone(figures, view, show)),
        Some("matrix") => Chart::Grid(grid(figures, view)?),
        _ => plain(figures, view)?,
    };
    (!chart.is_empty()).then(|| draw(id, &view.label, &chart, show.lang))
}

/// One axis is bars, two are a table with shades.
fn plain(figures: &Figures, view: &FigureView) -> Option<Chart> {
    match view.columns.len() {
        2 if (2..=BARS_MAX).contains(&view.rows.len()) => {
            let of = |(label, said, figure): (String, String, Figure)| Some(Item { value: real(figure)?, said, label });
            let items: Vec<Item> = lines(figures, view).filter_map(of).collect();
            Some(Chart::Bars(items, is_count(figures)))
        }
        3 if is_count(figures) => grid(figures, view).map(Chart::Grid),
        _ => None,
    }
}

/// Lines of a figure: the names, put together where there are several, the value as the table has it, the figure.
fn lines<'f>(figures: &'f Figures, view: &'f FigureView) -> impl Iterator<Item = (String, String, Figure)> + 'f {
    view.rows.iter().zip(figures.lines.iter().skip(1)).filter_map(|(row, line)| {
        let (said, names) = row.split_last()?;
        Some((names.join(" · "), said.clone(), line.figure))
    })
}

fn is_count(figures: &Figures) -> bool {
    figures.lines.iter().all(|line| line.figure.unit == FigureUnit::Count && line.figure.under == 1)
}

/// A figure as a length; nothing where there is nothing to divide by.
fn real(figure: Figure) -> Option<f64> {
    (figure.under != 0).then(|| figure.over as f64 / figure.under as f64)
}

fn whole(figure: Figure) -> u64 {
    u64::try_from(figure.over).unwrap_or(0)
}

fn counts(figures: &Figures, view: &FigureView) -> Vec<Count> {
    lines(figures, view).map(|(label, _, figure)| Count { label, count: whole(figure) }).collect()
}

/// Causes on their branches; the effect is what the regulation calls a case.
fn fishbone(figures: &Figures, view: &FigureView, show: &Show<'_>) -> Fishbone {
    let mut bone = Fishbone { effect: show.text(&show.regulation.case_label), branches: Vec::new() };
    for (row, line) in view.rows.iter().zip(figures.lines.iter().skip(1)) {
        let Some(branch) = row.first() else { continue };
        let cause = row.get(1).filter(|_| row.len() > 2);
        let cause = cause.map(|label| Count { label: label.clone(), count: whole(line.figure) });
        match bone.branches.iter_mut().find(|(name, _)| name == branch) {
            Some((_, causes)) => causes.extend(cause),
            None => bone.branches.push((branch.clone(), cause.into_iter().collect())),
        }
    }
    bone
}

/// Two axes; more are no table to look at.
fn grid(figures: &Figures, view: &FigureView) -> Option<Grid> {
    let mut grid = Grid::default();
    let place = |names: &mut Vec<String>, name: &String| {
        names.iter().position(|one| one == name).unwrap_or_else(|| {
            names.push(name.clone());
            names.len() - 1
        })
    };
    let mut found = Vec::new();
    for (row, line) in view.rows.iter().zip(figures.lines.iter().skip(1)) {
        let [first, second, _] = row.as_slice() else { return None };
        found.push((place(&mut grid.rows, first), place(&mut grid.columns, second), whole(line.figure)));
    }
    let fits = grid.rows.len() <= ROWS_MAX && grid.columns.len() <= COLUMNS_MAX;
    grid.cells = dengwen_statistics::cross(grid.rows.len(), grid.columns.len(), found).cells;
    fits.then_some(grid)
}

/// How the whole went: this round and those before it whose figures are kept; with what the line is.
fn over_rounds(figures: &Figures, (book, round): (&Book, &Round), show: &Show<'_>) -> Option<(&'static str, Line)> {
    let said = pick(show.lang, "：历期", ": over the rounds");
    let own = figures.whole()?.figure;
    let earlier = book.rounds.iter().filter(|one| one.n < round.n).filter_map(|one| {
        let kept = one.figures.as_ref()?.iter().find(|kept| kept.of == figures.of)?;
        Some((one.period.brief(show.lang), kept.whole()?.figure))
    });
    let all: Vec<(String, Figure)> = earlier
        .chain(std::iter::once((round.period.brief(show.lang), own)))
        .filter(|(_, figure)| figure.under > 0 && figure.unit == own.unit)
        .collect();
    if all.len() < 2 {
        return None;
    }
    let percent = own.unit == FigureUnit::Share;
    let scale = match own.unit {
        FigureUnit::Money => 100.0,
        FigureUnit::Seconds => 86_400.0,
        FigureUnit::Decimal(places) => 10_f64.powi(places.into()),
        FigureUnit::Count | FigureUnit::Share => 1.0,
    };
    let decimals = decimals(&figures.of, show.regulation);
    let item = |(label, one): &(String, Figure)| {
        Some(Item { label: label.clone(), value: real(*one)? / scale, said: figure(*one, decimals, show.lang) })
    };
    let items: Vec<Item> = all.iter().filter_map(item).collect();
    if items.len() < LIMITS_FROM {
        return Some((said, Line::plain(items, percent)));
    }
    if let Some(line) = between(&all, own.unit, show) {
        let said = pick(show.lang, "：两次之间没有的期数（g 图）", ": rounds with none between (g chart)");
        return Some((said, line));
    }
    match limits(&items, &all, percent) {
        Some(control) => Some((said, Line::controlled(items, percent, &control))),
        None => Some((said, Line::plain(items, percent))),
    }
}

/// What is rare: how many rounds without any lie between one and the next. Nothing where fewer than half of the rounds have none, and
/// where there are too few to say anything.
fn between(all: &[(String, Figure)], unit: FigureUnit, show: &Show<'_>) -> Option<Line> {
    let none = all.iter().filter(|(_, one)| one.over == 0).count();
    if unit != FigureUnit::Count || none.saturating_mul(2) <= all.len() || all.iter().any(|(_, one)| one.under != 1) {
        return None;
    }
    let mut points: Vec<(&str, u64)> = Vec::new();
    let mut since: Option<u64> = None;
    for (label, one) in all {
        let count = whole(*one);
        if count == 0 {
            since = since.map(|rounds| rounds + 1);
            continue;
        }
        points.extend(since.map(|rounds| (label.as_str(), rounds)));
        points.extend((1..count).map(|_| (label.as_str(), 0)));
        since = Some(0);
    }
    let control = g_chart(&points.iter().map(|(_, rounds)| *rounds).collect::<Vec<_>>())?;
    let item = |(label, rounds): &(&str, u64)| Item {
        label: (*label).to_owned(),
        value: *rounds as f64,
        said: format!("{rounds}{}", pick(show.lang, " 期", if *rounds == 1 { " round" } else { " rounds" })),
    };
    Some(Line::controlled(points.iter().map(item).collect(), false, &control))
}

/// Shares have the limits of samples of their sizes; all else those of single values, never below nought.
fn limits(items: &[Item], all: &[(String, Figure)], percent: bool) -> Option<Control> {
    if percent {
        let sample =
            |(_, one): &(String, Figure)| Sample { count: whole(*one), size: u64::try_from(one.under).unwrap_or(0) };
        return p_chart(&all.iter().map(sample).collect::<Vec<_>>());
    }
    let values: Vec<f64> = items.iter().map(|item| item.value).collect();
    // Where most rounds have none, single values have no limits that mean anything: every other round would be a signal.
    if values.iter().filter(|value| **value == 0.0).count().saturating_mul(2) > values.len() {
        return None;
    }
    let mut control = individuals(&values)?.values;
    if values.iter().all(|value| *value >= 0.0) {
        control.points.iter_mut().for_each(|point| point.lower = point.lower.max(0.0));
    }
    Some(control)
}

/// The charts of a regulation, as figures that are counted.
pub(crate) fn of_regulation(regulation: &dengwen_regulation::model::Regulation) -> Vec<(Id, Indicator)> {
    let counted = |id: &Id| super::figures::as_indicator(regulation, id).map(|indicator| (id.clone(), indicator));
    regulation.charts.keys().filter_map(counted).collect()
}

//! The charts of the figures: each from counts of the store, with the table behind it.

use dengwen_charts::{Chart, Count, Grid, Item, Lang, Line, draw};
use dengwen_regulation::model::Stage;
use dengwen_statistics::{Cross, HOURS, Seen, WEEKDAYS, age_bands, cross, funnel, heat, individuals, kaplan_meier};
use dengwen_store::CountBy;
use jiff::ToSpan as _;

use super::{Asked, PanelView, labels};
use crate::{desk::Desk, incoming::pick, show::words, view::Rejection};

/// From so many weeks on limits are drawn.
const LIMITS_FROM: usize = 6;
/// The last day of each band of ages.
const BANDS: [u64; 5] = [7, 15, 30, 60, 90];
/// The days at which the table of the time to close is read.
const READ_AT: [u64; 7] = [1, 7, 15, 30, 60, 90, 180];
/// The most values of an axis that are drawn; what is rarer is put together.
const VALUES_MAX: usize = 24;

/// An axis of the cross table: name, label, column.
type Axis = (String, String, CountBy);

impl Desk {
    /// All but the cross table, and how many were received.
    pub(super) async fn panels(
        &self,
        of: &Asked<'_>,
        (open, late): (u64, u64),
    ) -> Result<(u64, Vec<PanelView>), Rejection> {
        let hours = self.store().received_by_hour(&of.counted).await?;
        let lengths = self.store().begun_and_ended(&of.counted).await?;
        let stages = self.store().counted_by(&of.counted, &CountBy::Stage, &CountBy::Stage).await?;
        let received = hours.iter().map(|(_, count)| count).sum();
        let panels = vec![
            volume(of, &hours),
            on_time(of, open, late),
            reached(of, &stages),
            ages(of, &lengths),
            closing(of, &lengths),
            by_hour(of, &hours),
        ];
        Ok((received, panels))
    }

    /// Cases by any two axes.
    pub(super) async fn cross(
        &self,
        of: &Asked<'_>,
        rows: Option<&Axis>,
        columns: Option<&Axis>,
    ) -> Result<Option<PanelView>, Rejection> {
        let (Some((_, row_label, rows)), Some((_, column_label, columns))) = (rows, columns) else { return Ok(None) };
        let found = self.store().counted_by(&of.counted, rows, columns).await?;
        let named = |by: &CountBy, raw: &str| labels::value(of.office, of.regulation, by, raw, of.lang);
        let found: Vec<(String, String, u64)> =
            found.iter().map(|(row, column, n)| (named(rows, row), named(columns, column), *n)).collect();
        let row_names = names(found.iter().map(|(row, _, n)| (row, *n)), of.lang);
        let column_names = names(found.iter().map(|(_, column, n)| (column, *n)), of.lang);
        let place = |names: &[String], name: &String| {
            names.iter().position(|one| one == name).unwrap_or(names.len().saturating_sub(1))
        };
        let counts = found.iter().map(|(row, column, n)| (place(&row_names, row), place(&column_names, column), *n));
        let table = cross(row_names.len(), column_names.len(), counts);
        let title = format!("{row_label} × {column_label}");
        Ok(Some(tabled(of, "cross", title, row_label, (row_names, column_names), table)))
    }
}

/// Names of an axis, the most frequent first; the rarest stand together as the last.
pub(super) fn names<'a>(found: impl Iterator<Item = (&'a String, u64)>, lang: Lang) -> Vec<String> {
    let mut all: Vec<(String, u64)> = Vec::new();
    for (name, count) in found {
        match all.iter_mut().find(|(known, _)| known == name) {
            Some((_, sum)) => *sum += count,
            None => all.push((name.clone(), count)),
        }
    }
    all.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    let more = all.len() > VALUES_MAX;
    let mut names: Vec<String> = all.into_iter().map(|(name, _)| name).collect();
    if more {
        names.truncate(VALUES_MAX - 1);
        names.push(pick(lang, "其他", "others").to_owned());
    }
    names
}

fn panel(of: &Asked<'_>, id: &str, title: &str, note: &str, chart: &Chart) -> PanelView {
    let drawing = (!chart.is_empty()).then(|| draw(id, title, chart, of.lang));
    PanelView { id: id.to_owned(), title: title.to_owned(), note: note.to_owned(), drawing, ..PanelView::default() }
}

fn behind(mut panel: PanelView, columns: &[&str], rows: Vec<Vec<String>>) -> PanelView {
    panel.columns = columns.iter().map(|one| (*one).to_owned()).collect();
    panel.rows = rows;
    panel
}

/// Weeks that are over, with control limits.
fn volume(of: &Asked<'_>, hours: &[(i64, u64)]) -> PanelView {
    let first = labels::day_number(of.from);
    let weeks = usize::try_from((labels::day_number(of.today) - first) / 7).unwrap_or(0);
    let mut counts = vec![0_u64; weeks];
    for (hour, count) in hours {
        let week = usize::try_from((hour.div_euclid(24) - first).div_euclid(7)).ok();
        week.and_then(|week| counts.get_mut(week)).into_iter().for_each(|sum| *sum += count);
    }
    // Weeks before the first case say nothing: the office may not have begun.
    let before = counts.iter().position(|count| *count > 0).unwrap_or(0);
    let counts = counts.split_off(before);
    let monday = |week: usize| i64::try_from(week).ok().and_then(|week| of.from.checked_add(week.weeks()).ok());
    let item = |(week, count): (usize, &u64)| {
        let day = monday(week + before).unwrap_or(of.from);
        Item { label: day.strftime("%m-%d").to_string(), value: *count as f64, said: count.to_string() }
    };
    let items: Vec<Item> = counts.iter().enumerate().map(item).collect();
    let values: Vec<f64> = items.iter().map(|item| item.value).collect();
    let limits = individuals(&values).filter(|_| values.len() >= LIMITS_FROM && counts.iter().any(|count| *count > 0));
    let line = match limits.map(|found| found.values) {
        Some(mut control) => {
            control.points.iter_mut().for_each(|point| point.lower = point.lower.max(0.0));
            Line::controlled(items, false, &control)
        }
        None => Line::plain(items, false),
    };
    let note = pick(
        of.lang,
        "每点为一周（以周一的日期表示），本周未完，不计入；控制限按移动极差计算。",
        "Each point is a week, named by its Monday; the current one is not over and left out. Limits by the moving range.",
    );
    let words = |dot: &dengwen_charts::Dot| {
        let rules: Vec<String> =
            dot.rules.iter().map(|rule| dengwen_charts::rule_words(*rule, of.lang).to_owned()).collect();
        vec![dot.label.clone(), dot.said.clone(), words::listed(&rules, of.lang)]
    };
    let rows = line.points.iter().map(words).collect();
    let title = pick(of.lang, "每周收件", "Received by week");
    let head = [
        pick(of.lang, "周（周一）", "Week (Monday)"),
        pick(of.lang, "件数", "Cases"),
        pick(of.lang, "特殊原因", "Special cause"),
    ];
    behind(panel(of, "volume", title, note, &Chart::Line(line)), &head, rows)
}

/// Open cases within their limits and past one.
fn on_time(of: &Asked<'_>, open: u64, late: u64) -> PanelView {
    let within = open.saturating_sub(late);
    let share = |count: u64| {
        let (over, under) = (i64::try_from(count).unwrap_or(0), i64::try_from(open).unwrap_or(0));
        format!("{count} · {}", words::percent(over, under))
    };
    let of_both =
        [(pick(of.lang, "期限内", "within their limits"), within), (pick(of.lang, "已逾期", "past a limit"), late)];
    let item = |(label, count): (&str, u64)| Item { label: label.to_owned(), value: count as f64, said: share(count) };
    let items = if open > 0 { of_both.map(item).to_vec() } else { Vec::new() };
    let rows = of_both.map(|(label, count)| vec![label.to_owned(), count.to_string()]).to_vec();
    let title = pick(of.lang, "在办案件按期情况", "Open cases and their limits");
    let head = [title, pick(of.lang, "件数", "Cases")];
    behind(panel(of, "on-time", title, "", &Chart::Bars(items, false)), &head, rows)
}

/// How many have come as far as each stage, by the order of the regulation.
fn reached(of: &Asked<'_>, found: &[(String, String, u64)]) -> PanelView {
    let mut open: Vec<(&str, &Stage)> = Vec::new();
    for (id, stage) in labels::shapes(of.regulation).flat_map(|shape| &shape.stages) {
        if !stage.end && open.iter().all(|(known, _)| *known != id.as_str()) {
            open.push((id.as_str(), stage));
        }
    }
    let here = |id: &str| found.iter().filter(|(stage, _, _)| stage == id).map(|(_, _, count)| count).sum::<u64>();
    let total: u64 = found.iter().map(|(_, _, count)| count).sum();
    let waiting: Vec<u64> = open.iter().map(|(id, _)| here(id)).collect();
    let ended = total - waiting.iter().sum::<u64>().min(total);
    let mut left = total;
    let mut steps: Vec<Count> = Vec::new();
    for ((_, stage), count) in open.iter().zip(&waiting) {
        steps.push(Count { label: stage.label.in_lang(of.lang).to_owned(), count: left });
        left = left.saturating_sub(*count);
    }
    steps.push(Count { label: pick(of.lang, "已结束", "Ended").to_owned(), count: ended });
    let counts: Vec<u64> = steps.iter().map(|step| step.count).collect();
    let shares = funnel(&counts);
    let here = waiting.iter().copied().chain([ended]);
    let rows = steps.iter().zip(here).zip(&shares).map(|((step, here), share)| {
        let share = share.of_first;
        let share = words::percent(i64::try_from(share.over).unwrap_or(0), i64::try_from(share.under).unwrap_or(0));
        vec![step.label.clone(), here.to_string(), step.count.to_string(), share]
    });
    let rows = rows.collect();
    let note = pick(
        of.lang,
        "按制度所列阶段的先后推算：停在某一阶段的，视为已经过前面各阶段。",
        "By the order of the stages in the regulation: what stands in a stage is taken to have passed those before it.",
    );
    let head = [
        pick(of.lang, "阶段", "Stage"),
        pick(of.lang, "现在此阶段", "Here now"),
        pick(of.lang, "到过或已过", "Came so far"),
        pick(of.lang, "占收件", "Of those received"),
    ];
    let title = pick(of.lang, "走到哪一步", "How far cases came");
    behind(panel(of, "funnel", title, note, &Chart::Funnel(steps)), &head, rows)
}

/// Ages of what is open.
fn ages(of: &Asked<'_>, lengths: &[(i64, Option<i64>, u64)]) -> PanelView {
    let seen = watched(of, lengths);
    let ages: Vec<u64> = seen.iter().filter(|one| !one.ended).map(|one| one.time).collect();
    let bands = age_bands(&ages, &BANDS);
    let label = |at: usize| {
        let from = at.checked_sub(1).and_then(|before| BANDS.get(before)).map(|day| day + 1);
        match (from, BANDS.get(at), of.lang) {
            (None, Some(to), Lang::Zh) => format!("{to} 天以内"),
            (None, Some(to), Lang::En) => format!("up to {to} days"),
            (Some(from), Some(to), Lang::Zh) => format!("{from}–{to} 天"),
            (Some(from), Some(to), Lang::En) => format!("{from}–{to} days"),
            (Some(from), None, Lang::Zh) => format!("{from} 天以上"),
            (Some(from), None, Lang::En) => format!("{from} days and more"),
            (None, None, _) => String::new(),
        }
    };
    let item = |(at, count): (usize, &u64)| Item { label: label(at), value: *count as f64, said: count.to_string() };
    let items: Vec<Item> = if ages.is_empty() { Vec::new() } else { bands.iter().enumerate().map(item).collect() };
    let rows = items.iter().map(|item| vec![item.label.clone(), item.said.clone()]).collect();
    let title = pick(of.lang, "在办案件已办天数", "Age of open cases");
    let head = [pick(of.lang, "天数", "Days"), pick(of.lang, "件数", "Cases")];
    behind(panel(of, "ages", title, "", &Chart::Bars(items, true)), &head, rows)
}

/// Every case with how long it took, or has been open.
fn watched(of: &Asked<'_>, lengths: &[(i64, Option<i64>, u64)]) -> Vec<Seen> {
    let today = labels::day_number(of.today);
    let one = |(begun, ended, count): &(i64, Option<i64>, u64)| {
        let time = u64::try_from(ended.unwrap_or(today) - begun).unwrap_or(0);
        std::iter::repeat_n(Seen { time, ended: ended.is_some() }, usize::try_from(*count).unwrap_or(0))
    };
    lengths.iter().flat_map(one).collect()
}

/// How long until a case is closed.
fn closing(of: &Asked<'_>, lengths: &[(i64, Option<i64>, u64)]) -> PanelView {
    let curve = kaplan_meier(&watched(of, lengths));
    let row = |day: &u64| {
        let tenths = (curve.open_after(*day) * 1000.0).round();
        let share = words::percent(tenths as i64, 1000);
        vec![day.to_string(), share]
    };
    let rows = if curve.steps.is_empty() { Vec::new() } else { READ_AT.iter().map(row).collect() };
    let title = pick(of.lang, "办结时间", "Time to close");
    let note = pick(
        of.lang,
        "曲线为收件若干天后仍未办结的比例；在办的按至今天数计入，不视为办结。",
        "The curve is the share still open so many days after receipt; open cases count for as long as they have been open.",
    );
    let head = [pick(of.lang, "收件后天数", "Days after receipt"), pick(of.lang, "仍未办结", "Still open")];
    behind(panel(of, "closing", title, note, &Chart::Steps(curve)), &head, rows)
}

/// When cases come in.
fn by_hour(of: &Asked<'_>, hours: &[(i64, u64)]) -> PanelView {
    // 1 January 1970 was a Thursday.
    let place = |(hour, count): &(i64, u64)| {
        let day = usize::try_from((hour.div_euclid(24) + 3).rem_euclid(7)).unwrap_or(WEEKDAYS);
        (day, usize::try_from(hour.rem_euclid(24)).unwrap_or(HOURS), *count)
    };
    let table = heat(hours.iter().map(place));
    let days = labels::weekdays(of.lang).map(str::to_owned).to_vec();
    let hours: Vec<String> = (0..HOURS).map(|hour| hour.to_string()).collect();
    let title = pick(of.lang, "收件时间：星期 × 钟点", "Receipt by weekday and hour").to_owned();
    tabled(of, "hours", title, pick(of.lang, "星期", "Weekday"), (days, hours), table)
}

/// A shaded table with its totals behind it.
fn tabled(
    of: &Asked<'_>,
    id: &str,
    title: String,
    corner: &str,
    (rows, columns): (Vec<String>, Vec<String>),
    table: Cross,
) -> PanelView {
    let total = pick(of.lang, "合计", "Total");
    let line = |name: &str, counts: &[u64], sum: u64| {
        let counts = counts.iter().map(u64::to_string);
        std::iter::once(name.to_owned()).chain(counts).chain([sum.to_string()]).collect::<Vec<_>>()
    };
    let mut lines: Vec<Vec<String>> =
        rows.iter().zip(&table.cells).zip(&table.rows).map(|((name, cells), sum)| line(name, cells, *sum)).collect();
    lines.push(line(total, &table.columns, table.total));
    let head: Vec<&str> = std::iter::once(corner).chain(columns.iter().map(String::as_str)).chain([total]).collect();
    let chart = Chart::Grid(Grid { rows, columns: columns.clone(), cells: table.cells.clone() });
    behind(panel(of, id, &title, "", &chart), &head, if table.total > 0 { lines } else { Vec::new() })
}

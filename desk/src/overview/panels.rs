//! The charts of the figures: each from sums that are kept, with the table behind it.

use dengwen_charts::{Chart, Count, Dot, Item, Lang, Line, draw};
use dengwen_statistics::{HOURS, Seen, WEEKDAYS, age_bands, funnel, heat, individuals, kaplan_meier};
use dengwen_store::SumsBy;
use jiff::{Span, ToSpan as _};

use super::{
    Asked, PanelView, TableCell,
    cases::{address, numbered, share},
    cross::tabled,
    kept::{Sum, elements},
    labels,
    standing::Standing,
};
use crate::{
    desk::Desk,
    incoming::pick,
    reports::{Period, day_number},
    show::words,
    view::Rejection,
};

/// From so many weeks on limits are drawn.
pub(super) const LIMITS_FROM: usize = 6;
/// The last day of each band of ages.
const BANDS: [u64; 5] = [7, 15, 30, 60, 90];
/// The days at which the table of the time to close is read.
const READ_AT: [u64; 7] = [1, 7, 15, 30, 60, 90, 180];

/// What it comes to at a glance.
type Totals = Vec<(String, TableCell)>;

/// So many of so many: the numerator leads to its cases.
struct Share {
    over: u64,
    under: u64,
}

impl Share {
    fn of(sums: &[Sum]) -> Self {
        Self { over: sums.iter().map(|sum| sum.counting).sum(), under: elements(sums) }
    }

    const fn rest(&self) -> u64 {
        self.under.saturating_sub(self.over)
    }

    fn percent(&self, count: u64) -> String {
        let whole = |count: u64| i64::try_from(count).unwrap_or(0);
        words::percent(whole(count), whole(self.under))
    }
}

impl Desk {
    /// All but the cross table, the flow and the trend of a class, with what it comes to at a glance.
    pub(super) async fn panels(&self, of: &Asked<'_>) -> Result<(Totals, Vec<PanelView>), Rejection> {
        let stage = Standing::Crossed("stage".to_owned(), "stage".to_owned());
        let whole = [Standing::Received, Standing::Closed, Standing::OnTime, stage.clone()];
        let whole = self.kept_sums(of.office, of.regulation, &whole, of.period, SumsBy::Period).await?;
        let daily = [Standing::Received, Standing::Open];
        let daily = self.kept_sums(of.office, of.regulation, &daily, of.period, SumsBy::Day).await?;
        let ([hours, closed, on_time, stages], [received, open]) = (whole.as_slice(), daily.as_slice()) else {
            return Ok((Vec::new(), Vec::new()));
        };
        let (ended, late) = (Share::of(on_time), Share::of(open));
        let totals = totals(of, elements(hours), &late, &ended);
        let panels = vec![
            volume(of, received),
            kept_in_time(of, &ended),
            within_limits(of, &late),
            reached(of, stages, &stage),
            ages(of, open),
            closing(of, closed, open),
            by_hour(of, hours),
        ];
        Ok((totals, panels))
    }
}

fn totals(of: &Asked<'_>, received: u64, late: &Share, ended: &Share) -> Totals {
    let link = |figure: &Standing, all: bool| address(of, of.period, figure, "", all);
    let one =
        |zh: &str, en: &str, count: u64, behind: String| (pick(of.lang, zh, en).to_owned(), numbered(count, behind));
    let mut all = vec![
        one("收件", "received", received, link(&Standing::Received, false)),
        one("在办", "open", late.under, link(&Standing::Open, true)),
        one("在办已逾期", "open, past a limit", late.over, link(&Standing::Open, false)),
        one("办结", "ended", ended.under, link(&Standing::OnTime, true)),
    ];
    let share = share(ended.over, ended.under, of.lang);
    let share = TableCell { text: share, behind: link(&Standing::OnTime, false) };
    all.extend((ended.under > 0).then(|| (pick(of.lang, "按期办结率", "ended in time").to_owned(), share)));
    all
}

pub(super) fn panel(of: &Asked<'_>, id: &str, title: &str, note: &str, chart: &Chart) -> PanelView {
    let drawing = (!chart.is_empty()).then(|| draw(id, title, chart, of.lang));
    PanelView { id: id.to_owned(), title: title.to_owned(), note: note.to_owned(), drawing, ..PanelView::default() }
}

pub(super) fn behind(mut panel: PanelView, columns: &[&str], rows: Vec<Vec<TableCell>>) -> PanelView {
    panel.columns = columns.iter().map(|one| (*one).to_owned()).collect();
    panel.rows = rows;
    panel
}

/// Weeks that are over, with control limits.
fn volume(of: &Asked<'_>, received: &[Sum]) -> PanelView {
    let first = day_number(of.period.from);
    let weeks = usize::try_from((day_number(of.today) - first) / 7).unwrap_or(0);
    let mut counts = vec![0_u64; weeks];
    for sum in received {
        let week = usize::try_from((sum.day - first).div_euclid(7)).ok();
        week.and_then(|week| counts.get_mut(week)).into_iter().for_each(|total| *total += sum.elements);
    }
    // Weeks before the first case say nothing: the office may not have begun.
    let before = counts.iter().position(|count| *count > 0).unwrap_or(0);
    let counts = counts.split_off(before);
    let monday = |week: usize| {
        let week = i64::try_from(week + before).unwrap_or(0);
        of.period.from.saturating_add(week.weeks())
    };
    let item = |(week, count): (usize, &u64)| Item {
        label: monday(week).strftime("%m-%d").to_string(),
        value: *count as f64,
        said: count.to_string(),
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
    let words = |(week, (dot, count)): (usize, (&Dot, &u64))| {
        let rules: Vec<String> =
            dot.rules.iter().map(|rule| dengwen_charts::rule_words(*rule, of.lang).to_owned()).collect();
        let period = Period { from: monday(week), until: monday(week + 1) };
        let count = numbered(*count, address(of, period, &Standing::Received, "", false));
        vec![dot.label.as_str().into(), count, words::listed(&rules, of.lang).into()]
    };
    let rows = line.points.iter().zip(&counts).enumerate().map(words).collect();
    let title = pick(of.lang, "每周收件", "Received by week");
    let head = [
        pick(of.lang, "周（周一）", "Week (Monday)"),
        pick(of.lang, "件数", "Cases"),
        pick(of.lang, "特殊原因", "Special cause"),
    ];
    behind(panel(of, "volume", title, note, &Chart::Line(line)), &head, rows)
}

/// Ended cases of which no limit was missed, and the others.
fn kept_in_time(of: &Asked<'_>, ended: &Share) -> PanelView {
    let link = |all: bool| address(of, of.period, &Standing::OnTime, "", all);
    let parts = [
        (pick(of.lang, "按期", "in time"), ended.over, link(false)),
        (pick(of.lang, "有期限超过", "a limit was missed"), ended.rest(), String::new()),
    ];
    let note = pick(
        of.lang,
        "按期：案件结束时，本单位的期限没有一个超过；事后免责的仍算超过。按结束的日期计入。",
        "In time: when the case ended the office had missed none of its limits; one excused later is still missed. By the day of \
         ending.",
    );
    let title = pick(of.lang, "办结案件按期情况", "Ended cases and their limits");
    parted(of, ("on-time", title, note), &parts, ended, link(true))
}

/// Open cases within their limits and past one.
fn within_limits(of: &Asked<'_>, late: &Share) -> PanelView {
    let link = |all: bool| address(of, of.period, &Standing::Open, "", all);
    let parts = [
        (pick(of.lang, "期限内", "within their limits"), late.rest(), String::new()),
        (pick(of.lang, "已逾期", "past a limit"), late.over, link(false)),
    ];
    let title = pick(of.lang, "在办案件按期情况", "Open cases and their limits");
    parted(of, ("open", title, ""), &parts, late, link(true))
}

/// Two parts of a whole.
fn parted(
    of: &Asked<'_>,
    (id, title, note): (&str, &str, &str),
    parts: &[(&str, u64, String)],
    whole: &Share,
    all: String,
) -> PanelView {
    let item = |(label, count, _): &(&str, u64, String)| Item {
        label: (*label).to_owned(),
        value: *count as f64,
        said: format!("{count} · {}", whole.percent(*count)),
    };
    let items = if whole.under > 0 { parts.iter().map(item).collect() } else { Vec::new() };
    let row = |(label, count, behind): &(&str, u64, String)| {
        vec![(*label).into(), numbered(*count, behind.clone()), whole.percent(*count).into()]
    };
    let total =
        vec![pick(of.lang, "合计", "Total").into(), numbered(whole.under, all), whole.percent(whole.under).into()];
    let rows = parts.iter().map(row).chain([total]).collect();
    let head = [title, pick(of.lang, "件数", "Cases"), pick(of.lang, "占比", "Share")];
    behind(panel(of, id, title, note, &Chart::Bars(items, false)), &head, rows)
}

/// How many have come as far as each stage, by the order of the regulation.
fn reached(of: &Asked<'_>, found: &[Sum], figure: &Standing) -> PanelView {
    let open = labels::stages(of.regulation);
    let here = |id: &str| found.iter().filter(|sum| sum.word(0) == id).map(|sum| sum.elements).sum::<u64>();
    let total = elements(found);
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
    let link = |id: &str| {
        let sum = found.iter().find(|sum| sum.word(0) == id);
        sum.map(|sum| address(of, of.period, figure, &sum.key, false)).unwrap_or_default()
    };
    let links = open.iter().map(|(id, _)| link(id)).chain([String::new()]);
    let here = waiting.iter().copied().chain([ended]).zip(links).map(|(count, behind)| numbered(count, behind));
    let rows = steps.iter().zip(here).zip(&shares).map(|((step, here), share)| {
        let share = share.of_first;
        let share = words::percent(i64::try_from(share.over).unwrap_or(0), i64::try_from(share.under).unwrap_or(0));
        vec![step.label.as_str().into(), here, step.count.to_string().into(), share.into()]
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
fn ages(of: &Asked<'_>, open: &[Sum]) -> PanelView {
    let ages: Vec<u64> = watched(of, open).iter().map(|one| one.time).collect();
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
    // A band of ages is a stretch of days of receipt.
    let day = |age: u64| of.today.saturating_sub(Span::new().days(i64::try_from(age).unwrap_or(0)));
    let link = |at: usize| {
        let young = at.checked_sub(1).and_then(|before| BANDS.get(before)).map_or(0, |last| last + 1);
        let from = BANDS.get(at).map_or(of.period.from, |last| day(*last).max(of.period.from));
        let period = Period { from, until: day(young).tomorrow().unwrap_or(of.today) };
        address(of, period, &Standing::Open, "", true)
    };
    let row =
        |(at, (item, count)): (usize, (&Item, &u64))| vec![item.label.as_str().into(), numbered(*count, link(at))];
    let rows = items.iter().zip(&bands).enumerate().map(row).collect();
    let title = pick(of.lang, "在办案件已办天数", "Age of open cases");
    let head = [pick(of.lang, "天数", "Days"), pick(of.lang, "件数", "Cases")];
    behind(panel(of, "ages", title, "", &Chart::Bars(items, true)), &head, rows)
}

/// Open cases with how long each has been.
fn watched(of: &Asked<'_>, open: &[Sum]) -> Vec<Seen> {
    let today = day_number(of.today);
    let one = |sum: &Sum| seen(u64::try_from(today - sum.day).unwrap_or(0), sum.elements, false);
    open.iter().flat_map(one).collect()
}

fn seen(time: u64, count: u64, ended: bool) -> impl Iterator<Item = Seen> {
    std::iter::repeat_n(Seen { time, ended }, usize::try_from(count).unwrap_or(0))
}

/// How long until a case is closed.
fn closing(of: &Asked<'_>, closed: &[Sum], open: &[Sum]) -> PanelView {
    let mut all = watched(of, open);
    all.extend(closed.iter().flat_map(|sum| seen(sum.number(0), sum.elements, true)));
    let curve = kaplan_meier(&all);
    let row = |day: &u64| {
        let tenths = (curve.open_after(*day) * 1000.0).round();
        let share = words::percent(tenths as i64, 1000);
        vec![day.to_string().into(), share.into()]
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
fn by_hour(of: &Asked<'_>, hours: &[Sum]) -> PanelView {
    let number = |sum: &Sum, at: usize, most: usize| usize::try_from(sum.number(at)).unwrap_or(most);
    let place = |sum: &Sum| (number(sum, 0, WEEKDAYS), number(sum, 1, HOURS), sum.elements);
    let table = heat(hours.iter().map(place));
    let link = |day: usize, hour: usize| {
        let sum = hours.iter().find(|sum| (number(sum, 0, WEEKDAYS), number(sum, 1, HOURS)) == (day, hour));
        sum.map(|sum| address(of, of.period, &Standing::Received, &sum.key, false)).unwrap_or_default()
    };
    let days = labels::weekdays(of.lang).map(str::to_owned);
    let columns: Vec<String> = (0..HOURS).map(|hour| hour.to_string()).collect();
    let title = pick(of.lang, "收件时间：星期 × 钟点", "Receipt by weekday and hour");
    tabled(of, ("hours", title, pick(of.lang, "星期", "Weekday")), (&days, &columns), &table, link)
}

//! One class over the weeks: how many, and which share of all that came in, with control limits; what is rare by the time between.

use dengwen_charts::{Chart, Item, Line, rule_words};
use dengwen_regulation::model::Lang;
use dengwen_statistics::{Sample, from_t_scale, individuals, p_chart, t_chart};
use dengwen_store::{CountBy, SumsBy};
use jiff::ToSpan as _;

use super::{
    Asked, ChoiceView, PanelView, TableCell,
    cases::{address, numbered, share},
    choice,
    kept::{Sum, elements},
    labels,
    panels::{LIMITS_FROM, behind, panel},
    standing::Standing,
};
use crate::{
    desk::Desk,
    fault::Fault,
    incoming::pick,
    reports::{Period, day_number},
    show::words,
};

/// How many classes can be chosen, the most frequent first.
const CLASSES_MAX: usize = 100;
/// Stands between axis and class in addresses.
const SIGN: char = '~';

/// A class that occurs: its name in addresses, what it is called, the figure and its sums by day.
struct Class {
    id: String,
    label: String,
    figure: Standing,
    key: String,
    sums: Vec<Sum>,
}

/// A week that is over: its Monday, how many of the class, how many in all.
#[derive(Clone)]
struct Week {
    period: Period,
    label: String,
    count: u64,
    all: u64,
}

impl Desk {
    /// The classes that can be looked at, and the weeks of the chosen one.
    pub(super) async fn trend(&self, of: &Asked<'_>, chosen: &str) -> Result<(Vec<ChoiceView>, Vec<PanelView>), Fault> {
        let axes: Vec<labels::Axis> = labels::axes(of.regulation, of.lang);
        let classes = axes.iter().filter(|(_, _, by)| matches!(by, CountBy::Class(_)));
        let mut wanted: Vec<Standing> =
            classes.clone().map(|(id, _, _)| Standing::Crossed(id.clone(), id.clone())).collect();
        wanted.push(Standing::Received);
        let mut found = self.kept_sums(of.office, of.regulation, &wanted, of.period, SumsBy::Day).await?;
        let received = found.pop().unwrap_or_default();
        let mut all: Vec<Class> = Vec::new();
        for ((id, label, by), (sums, figure)) in classes.zip(found.into_iter().zip(&wanted)) {
            for sum in sums.into_iter().filter(|sum| !sum.word(0).is_empty()) {
                if let Some(class) = all.iter_mut().find(|class| class.key == sum.key && class.figure == *figure) {
                    class.sums.push(sum);
                    continue;
                }
                let value = labels::value(of.office, of.regulation, by, sum.word(0), of.lang);
                let sign = pick(of.lang, "：", ": ");
                let (id, label) = (format!("{id}{SIGN}{}", sum.key), format!("{label}{sign}{value}"));
                all.push(Class { id, label, figure: figure.clone(), key: sum.key.clone(), sums: vec![sum] });
            }
        }
        all.sort_by(|a, b| elements(&b.sums).cmp(&elements(&a.sums)).then_with(|| a.id.cmp(&b.id)));
        all.truncate(CLASSES_MAX);
        let at = all.iter().position(|class| class.id == chosen).unwrap_or(0);
        let choices = all.iter().enumerate().map(|(n, class)| choice(&class.id, &class.label, n == at)).collect();
        Ok((choices, all.get(at).map(|class| panels(of, class, &received)).unwrap_or_default()))
    }
}

fn panels(of: &Asked<'_>, class: &Class, received: &[Sum]) -> Vec<PanelView> {
    let weeks = weeks(of, class, received);
    if weeks.is_empty() {
        return Vec::new();
    }
    let none = weeks.iter().filter(|week| week.count == 0).count();
    // Where most weeks have none, limits on counts mean nothing: each single one would be a signal.
    let first = if none.saturating_mul(2) > weeks.len() { between(of, class) } else { Some(counts(of, class, &weeks)) };
    first.into_iter().chain([shares(of, class, &weeks)]).collect()
}

/// Weeks that are over, from the first in which anything came in.
fn weeks(of: &Asked<'_>, class: &Class, received: &[Sum]) -> Vec<Week> {
    let first = day_number(of.period.from);
    let over = (day_number(of.today) - first) / 7;
    let within = |sums: &[Sum], week: i64| {
        let (from, until) = (first + week * 7, first + week * 7 + 7);
        sums.iter().filter(|sum| (from..until).contains(&sum.day)).map(|sum| sum.elements).sum()
    };
    let week = |week: i64| {
        let from = of.period.from.saturating_add(week.weeks());
        let period = Period { from, until: from.saturating_add(1.week()) };
        let label = from.strftime("%m-%d").to_string();
        Week { period, label, count: within(&class.sums, week), all: within(received, week) }
    };
    (0..over).map(week).skip_while(|week| week.all == 0).collect()
}

/// How many each week: single values with the limits of their moving range.
fn counts(of: &Asked<'_>, class: &Class, weeks: &[Week]) -> PanelView {
    let item = |week: &Week| Item { label: week.label.clone(), value: week.count as f64, said: week.count.to_string() };
    let items: Vec<Item> = weeks.iter().map(item).collect();
    let values: Vec<f64> = items.iter().map(|item| item.value).collect();
    let line = match individuals(&values).map(|found| found.values).filter(|_| values.len() >= LIMITS_FROM) {
        Some(mut control) => {
            control.points.iter_mut().for_each(|point| point.lower = point.lower.max(0.0));
            Line::controlled(items, false, &control)
        }
        None => Line::plain(items, false),
    };
    let title = match of.lang {
        Lang::Zh => format!("每周件数（单值移动极差图）：{}", class.label),
        Lang::En => format!("Each week (XmR chart): {}", class.label),
    };
    let note = pick(
        of.lang,
        "单值移动极差图：控制限为均值加减三倍标准差，标准差按相邻两周之差估计。标出的点按西电规则判定。",
        "Single values and moving range: limits three standard deviations to either side of the mean, estimated from the difference \
         of one week and the next. Marked points by the Western Electric rules.",
    );
    let cell = |week: &Week| numbered(week.count, address(of, week.period, &class.figure, &class.key, false));
    tabled(of, ("trend", &title, note), weeks, line, cell)
}

/// Which share of all that came in each week: samples of their sizes.
fn shares(of: &Asked<'_>, class: &Class, weeks: &[Week]) -> PanelView {
    let some: Vec<Week> = weeks.iter().filter(|week| week.all > 0).cloned().collect();
    let said = |week: &Week| share(week.count, week.all, of.lang);
    let item =
        |week: &Week| Item { label: week.label.clone(), value: week.count as f64 / week.all as f64, said: said(week) };
    let items: Vec<Item> = some.iter().map(item).collect();
    let samples: Vec<Sample> = some.iter().map(|week| Sample { count: week.count, size: week.all }).collect();
    let line = match p_chart(&samples).filter(|_| samples.len() >= LIMITS_FROM) {
        Some(control) => Line::controlled(items, true, &control),
        None => Line::plain(items, true),
    };
    let title = match of.lang {
        Lang::Zh => format!("占当周收件的比例（p 图）：{}", class.label),
        Lang::En => format!("Share of what came in that week (p chart): {}", class.label),
    };
    let note = pick(
        of.lang,
        "p 图：控制限随当周收件数而变，件数越多越窄。",
        "Limits follow how much came in that week: the more, the narrower.",
    );
    let cell = |week: &Week| TableCell {
        text: said(week),
        behind: address(of, week.period, &class.figure, &class.key, false),
    };
    tabled(of, ("share", &title, note), &some, line, cell)
}

/// What is rare: how many days lay between one and the next.
fn between(of: &Asked<'_>, class: &Class) -> Option<PanelView> {
    let mut days: Vec<(i64, u64)> = class.sums.iter().map(|sum| (sum.day, sum.elements)).collect();
    days.sort_unstable();
    let first = day_number(of.period.from);
    let date = |day: i64| of.period.from.saturating_add((day - first).days());
    // Several on a day lie half a day apart, so that none lies no time at all after another.
    let mut times: Vec<(i64, f64)> = Vec::new();
    for ((day, count), before) in days.iter().zip(std::iter::once(None).chain(days.iter().map(Some))) {
        times.extend(before.map(|(before, _)| (*day, (day - before) as f64)));
        times.extend((1..*count).map(|_| (*day, 0.5)));
    }
    let values: Vec<f64> = times.iter().map(|(_, time)| *time).collect();
    let said = |time: f64| format!("{time:.1}").trim_end_matches(".0").to_owned();
    let item = |(day, time): &(i64, f64)| Item {
        label: date(*day).strftime("%m-%d").to_string(),
        value: *time,
        said: match of.lang {
            Lang::Zh => format!("{} 天", said(*time)),
            Lang::En => format!("{} d", said(*time)),
        },
    };
    let items: Vec<Item> = times.iter().map(item).collect();
    let line = match t_chart(&values).filter(|_| values.len() >= LIMITS_FROM) {
        Some(control) => {
            let mut line = Line::controlled(items, false, &control);
            // Rules are judged on the scale on which chance is even; what is drawn are days.
            for dot in &mut line.points {
                dot.limits =
                    dot.limits.map(|(low, mid, high)| (from_t_scale(low), from_t_scale(mid), from_t_scale(high)));
            }
            line
        }
        None => Line::plain(items, false),
    };
    let title = match of.lang {
        Lang::Zh => format!("两件之间相隔的天数（t 图）：{}", class.label),
        Lang::En => format!("Days between one and the next (t chart): {}", class.label),
    };
    let note = pick(
        of.lang,
        "多数周一件也没有，按件数算控制限没有意义，改看相隔天数：相隔越短，来得越密。控制限在天数的 1/3.6 次方上计算（纳尔逊法）。",
        "Most weeks have none, so limits on counts mean nothing; what is looked at are the days between: the shorter, the more \
         frequent. Limits are worked out on days to the power of 1/3.6 (Nelson).",
    );
    let head = [
        pick(of.lang, "日期", "Day"),
        pick(of.lang, "距上一件", "Since the one before"),
        pick(of.lang, "特殊原因", "Special cause"),
    ];
    let row = |((day, _), dot): (&(i64, f64), &dengwen_charts::Dot)| {
        let period = Period { from: date(*day), until: date(day + 1) };
        let behind = address(of, period, &class.figure, &class.key, false);
        vec![TableCell { text: dot.label.clone(), behind }, dot.said.as_str().into(), rules(of, dot).into()]
    };
    let rows = times.iter().zip(&line.points).map(row).collect();
    (!times.is_empty()).then(|| behind(panel(of, "between", &title, note, &Chart::Line(line)), &head, rows))
}

fn rules(of: &Asked<'_>, dot: &dengwen_charts::Dot) -> String {
    let rules: Vec<String> = dot.rules.iter().map(|rule| rule_words(*rule, of.lang).to_owned()).collect();
    words::listed(&rules, of.lang)
}

/// A line over weeks with its table.
fn tabled(
    of: &Asked<'_>,
    (id, title, note): (&str, &str, &str),
    weeks: &[Week],
    line: Line,
    cell: impl Fn(&Week) -> TableCell,
) -> PanelView {
    let row = |(week, dot): (&Week, &dengwen_charts::Dot)| {
        vec![week.label.as_str().into(), cell(week), rules(of, dot).into()]
    };
    let rows = weeks.iter().zip(&line.points).map(row).collect();
    let head = [
        pick(of.lang, "周（周一）", "Week (Monday)"),
        pick(of.lang, "件数", "Cases"),
        pick(of.lang, "特殊原因", "Special cause"),
    ];
    behind(panel(of, id, title, note, &Chart::Line(line)), &head, rows)
}

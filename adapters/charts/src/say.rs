//! What a chart says, in words.

use dengwen_statistics::{Curve, Ratio, Rule, VITAL, pareto};

use crate::{Chart, Count, Fishbone, Grid, Item, Lang, Line, Stack, StageStay, percent, pick, stages::days_of, tenths};

/// A rule of special causes in words.
#[must_use]
pub const fn rule(rule: Rule, lang: Lang) -> &'static str {
    match rule {
        Rule::BeyondLimit => pick(lang, "超出控制限", "beyond a control limit"),
        Rule::TwoOfThree => pick(lang, "连续 3 点中 2 点超出 2σ", "two of three beyond 2σ"),
        Rule::FourOfFive => pick(lang, "连续 5 点中 4 点超出 1σ", "four of five beyond 1σ"),
        Rule::EightOnOneSide => pick(lang, "连续 8 点在均值同侧", "eight in a row on one side of the mean"),
        Rule::NineOnOneSide => pick(lang, "连续 9 点在均值同侧", "nine in a row on one side of the mean"),
        Rule::SixTrending => pick(lang, "连续 6 点递增或递减", "six in a row rising or falling"),
        Rule::FourteenAlternating => pick(lang, "连续 14 点上下交替", "fourteen in a row alternating"),
        Rule::FifteenWithin => pick(lang, "连续 15 点在 1σ 以内", "fifteen in a row within 1σ"),
        Rule::EightOutside => pick(lang, "连续 8 点在 1σ 以外", "eight in a row beyond 1σ"),
    }
}

/// How many points are named one by one.
const NAMED: usize = 4;

pub(crate) fn summary(chart: &Chart, lang: Lang) -> String {
    if chart.is_empty() {
        return pick(lang, "没有可画的数据。", "Nothing to draw.").to_owned();
    }
    match chart {
        Chart::Bars(items, whole) => bars(items, *whole, lang),
        Chart::Line(line) => self::line(line, lang),
        Chart::Pareto(causes) => vital(causes, lang),
        Chart::Fishbone(bone) => fishbone(bone, lang),
        Chart::Grid(grid) => self::grid(grid, lang),
        Chart::Funnel(stages) => funnel(stages, lang),
        Chart::Steps(curve) => steps(curve, lang),
        Chart::Flow(stages) => flow(stages, lang),
        Chart::Stack(stack) => self::stack(stack, lang),
    }
}

/// Parts of a whole of real values, as a share.
fn part(of: f64, whole: f64) -> String {
    tenths(if whole > 0.0 { (of / whole * 1000.0).round() as u64 } else { 0 })
}

fn bars(items: &[Item], whole: bool, lang: Lang) -> String {
    let mut all: Vec<&Item> = items.iter().collect();
    all.sort_by(|a, b| b.value.total_cmp(&a.value));
    let (Some(first), Some(last)) = (all.first(), all.last()) else { return String::new() };
    let total: f64 = items.iter().map(|item| item.value).sum();
    if !whole {
        return match lang {
            Lang::Zh => {
                format!(
                    "共 {} 项。最高：{}，{}；最低：{}，{}。",
                    all.len(),
                    first.label,
                    first.said,
                    last.label,
                    last.said
                )
            }
            Lang::En => format!(
                "{} bars. Highest: {}, {}; lowest: {}, {}.",
                all.len(),
                first.label,
                first.said,
                last.label,
                last.said
            ),
        };
    }
    let share = part(first.value, total);
    let three = part(all.iter().take(3).map(|item| item.value).sum(), total);
    let of_three = if all.len() > 3 { pick(lang, "；前三项合计 ", "; the first three together ") } else { "" };
    let three = if all.len() > 3 { three.as_str() } else { "" };
    match lang {
        Lang::Zh => {
            format!("共 {} 项。最高：{}，{}，占 {share}{of_three}{three}。", all.len(), first.label, first.said)
        }
        Lang::En => {
            format!("{} bars. Highest: {}, {}, {share} of all{of_three}{three}.", all.len(), first.label, first.said)
        }
    }
}

fn line(line: &Line, lang: Lang) -> String {
    let Some(last) = line.points.last() else { return String::new() };
    let mut text = match lang {
        Lang::Zh => format!("共 {} 期，最近一期（{}）{}。", line.points.len(), last.label, last.said),
        Lang::En => format!("{} periods; the last ({}): {}.", line.points.len(), last.label, last.said),
    };
    let Some((lower, centre, upper)) = last.limits else { return text };
    let said = |value: f64| if line.percent { format!("{:.1}%", value * 100.0) } else { format!("{value:.1}") };
    let (lower, centre, upper) = (said(lower), said(centre), said(upper));
    text += &match lang {
        Lang::Zh => format!("均值 {centre}，控制限 {lower} 至 {upper}。"),
        Lang::En => format!(" Mean {centre}, control limits {lower} to {upper}."),
    };
    let signals = signals(line, lang);
    text += &match (signals.is_empty(), lang) {
        (true, Lang::Zh) => "没有特殊原因的信号。".to_owned(),
        (true, Lang::En) => " No signal of a special cause.".to_owned(),
        (false, Lang::Zh) => format!("有特殊原因的信号：{signals}。"),
        (false, Lang::En) => format!(" Signals of a special cause: {signals}."),
    };
    text
}

/// Each rule that fired with its points; of many the first and the last.
fn signals(line: &Line, lang: Lang) -> String {
    let mut rules: Vec<Rule> = line.points.iter().flat_map(|dot| dot.rules.iter().copied()).collect();
    rules.sort_unstable();
    rules.dedup();
    let said = |one: &Rule| {
        let dots: Vec<&crate::Dot> = line.points.iter().filter(|dot| dot.rules.contains(one)).collect();
        let points = match (dots.as_slice(), lang) {
            ([first, .., last], Lang::Zh) if dots.len() > NAMED => {
                format!("{} 至 {} 间 {} 期", first.label, last.label, dots.len())
            }
            ([first, .., last], Lang::En) if dots.len() > NAMED => {
                format!("{} periods from {} to {}", dots.len(), first.label, last.label)
            }
            (few, _) => {
                let few: Vec<String> = few.iter().map(|dot| format!("{} {}", dot.label, dot.said)).collect();
                few.join(pick(lang, "、", ", "))
            }
        };
        format!("{}{}{points}", rule(*one, lang), pick(lang, "：", ": "))
    };
    rules.iter().map(said).collect::<Vec<_>>().join(pick(lang, "；", "; "))
}

fn vital(causes: &[Count], lang: Lang) -> String {
    let counts: Vec<u64> = causes.iter().map(|one| one.count).collect();
    let ordered = pareto(&counts, VITAL);
    let few: Vec<_> = ordered.iter().filter(|one| one.vital).collect();
    let named = |at: usize| causes.get(at).map_or("", |one| one.label.as_str());
    let names: Vec<&str> = few.iter().take(5).map(|one| named(one.at)).collect();
    let names = names.join(pick(lang, "、", ", "));
    let (Some(first), Some(last)) = (few.first(), few.last()) else { return String::new() };
    let (most, share, together) = (named(first.at), percent(first.share), percent(last.cumulative));
    let (kinds, total) = (counts.iter().filter(|count| **count > 0).count(), first.share.under);
    match lang {
        Lang::Zh => format!(
            "共 {kinds} 项，合计 {total}。最多：{most}，{}，占 {share}；主要原因 {} 项（{names}）合计 {together}。",
            first.count,
            few.len()
        ),
        Lang::En => format!(
            "{kinds} causes, {total} in all. Most frequent: {most}, {}, {share}; the vital few, {} ({names}), come to {together}.",
            first.count,
            few.len()
        ),
    }
}

fn fishbone(bone: &Fishbone, lang: Lang) -> String {
    let all: usize = bone.branches.iter().map(|(_, causes)| causes.len()).sum();
    let weight = |causes: &[Count]| causes.iter().map(|one| one.count).sum::<u64>();
    let most = bone.branches.iter().max_by_key(|(_, causes)| weight(causes));
    let (most, times) = most.map_or(("", 0), |(label, causes)| (label.as_str(), weight(causes)));
    let (effect, branches) = (&bone.effect, bone.branches.len());
    match lang {
        Lang::Zh => format!("特性：{effect}。要因类别 {branches} 个，原因 {all} 项；次数最多的类别：{most}，{times}。"),
        Lang::En => {
            format!("Effect: {effect}. {branches} branches, {all} causes; most frequent branch: {most}, {times}.")
        }
    }
}

fn grid(grid: &Grid, lang: Lang) -> String {
    let flat = grid.cells.iter().enumerate();
    let cells = flat.flat_map(|(row, cells)| cells.iter().enumerate().map(move |(column, n)| (row, column, *n)));
    let (row, column, most) = cells.fold((0, 0, 0), |best, cell| if cell.2 > best.2 { cell } else { best });
    let total: u64 = grid.cells.iter().flatten().sum();
    let share = percent(Ratio { over: most, under: total });
    let row = grid.rows.get(row).map_or("", String::as_str);
    let column = grid.columns.get(column).map_or("", String::as_str);
    match lang {
        Lang::Zh => format!("合计 {total}。最多：{row} × {column}，{most}，占 {share}。"),
        Lang::En => format!("{total} in all. Most: {row} × {column}, {most}, {share}."),
    }
}

fn funnel(stages: &[Count], lang: Lang) -> String {
    let (Some(first), Some(last)) = (stages.first(), stages.last()) else { return String::new() };
    let share = percent(Ratio { over: last.count, under: first.count });
    let steps = stages.iter().zip(stages.iter().skip(1));
    let worst = steps.max_by_key(|(a, b)| a.count.saturating_sub(b.count));
    let lost = worst.map(|(a, b)| (a.label.as_str(), b.label.as_str(), a.count.saturating_sub(b.count)));
    let (from, to, fewer) = lost.unwrap_or(("", "", 0));
    match lang {
        Lang::Zh => format!(
            "{} {} 件，到{} {} 件（{share}）。减少最多：{from}到{to}，少 {fewer} 件。",
            first.label, first.count, last.label, last.count
        ),
        Lang::En => format!(
            "{}: {}; {}: {} ({share}). Largest fall: {from} to {to}, {fewer} fewer.",
            first.label, first.count, last.label, last.count
        ),
    }
}

fn steps(curve: &Curve, lang: Lang) -> String {
    let ended: u64 = curve.steps.iter().map(|step| step.ended).sum();
    let open: u64 = curve.steps.iter().map(|step| step.censored).sum();
    let left = part(curve.open_after(30), 1.0);
    let half = match (curve.median, lang) {
        (Some(days), Lang::Zh) => format!("半数在 {days} 天内办结"),
        (Some(days), Lang::En) => format!("half are closed within {days} days"),
        (None, Lang::Zh) => "尚不足半数办结".to_owned(),
        (None, Lang::En) => "fewer than half are closed".to_owned(),
    };
    match lang {
        Lang::Zh => format!("办结 {ended} 件，未办结 {open} 件（按至今天数计入）。{half}；30 天后仍有 {left} 未办结。"),
        Lang::En => {
            format!("{ended} closed, {open} open (counted up to today). {half}; {left} are open after 30 days.")
        }
    }
}

fn flow(stages: &[StageStay], lang: Lang) -> String {
    let Some(worst) = stages.iter().find(|stage| stage.stayed.bottleneck) else {
        return pick(
            lang,
            "各阶段等待均不足一个工作日，没有瓶颈。",
            "No stage takes a working day; there is no bottleneck.",
        )
        .to_owned();
    };
    let sum = |stage: &StageStay| stage.stayed.sum;
    let share = percent(Ratio { over: sum(worst), under: stages.iter().map(sum).sum() });
    let (label, days) = (&worst.label, sum(worst));
    let median = worst.stayed.median.map(days_of);
    match lang {
        Lang::Zh => {
            let median = median.map(|days| format!("，停留中位 {days} 个工作日")).unwrap_or_default();
            format!("瓶颈：{label}，等待合计 {days} 个工作日，占各阶段等待的 {share}{median}。")
        }
        Lang::En => {
            let median = median.map(|days| format!("; median stay in working days: {days}")).unwrap_or_default();
            format!("Bottleneck: {label}, {days} working days waited in sum, {share} of all waiting{median}.")
        }
    }
}

fn stack(stack: &Stack, lang: Lang) -> String {
    let total: u64 = stack.series.iter().flat_map(|(_, counts)| counts).sum();
    let sum = |counts: &[u64]| counts.iter().sum::<u64>();
    let most = stack.series.iter().max_by_key(|(_, counts)| sum(counts));
    let (most, count) = most.map_or(("", 0), |(label, counts)| (label.as_str(), sum(counts)));
    let share = percent(Ratio { over: count, under: total });
    let last = stack.periods.len().saturating_sub(1);
    let now: u64 = stack.series.iter().filter_map(|(_, counts)| counts.get(last)).sum();
    let period = stack.periods.last().map_or("", String::as_str);
    match lang {
        Lang::Zh => format!("共 {total}，最近一期（{period}）{now}。最多：{most}，占 {share}。"),
        Lang::En => format!("{total} in all, {now} in the last period ({period}). Most: {most}, {share}."),
    }
}

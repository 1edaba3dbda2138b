//! How cases go through the stages: how long they stay in each, how many go from which to which, and where most is waited.

use dengwen_charts::{Chart, StageStay};
use dengwen_regulation::model::Lang;
use dengwen_statistics::{Ratio, Stay, Stayed, cross, flow};
use dengwen_store::SumsBy;

use super::{
    Asked, PanelView, TableCell,
    cases::{address, numbered, onward},
    cross::tabled,
    kept::{Sum, elements},
    labels,
    panels::{behind, panel},
    standing::Standing,
};
use crate::{
    desk::Desk,
    fault::Fault,
    incoming::pick,
    reports::{Period, day_number},
};

/// The stays in one stage.
struct Stage<'a> {
    id: &'a str,
    label: String,
    /// Those that are over.
    left: &'a [Sum],
    stayed: Stayed,
}

impl Desk {
    /// How long cases stay in each stage, and where they go from there.
    pub(super) async fn flow(&self, of: &Asked<'_>) -> Result<Vec<PanelView>, Fault> {
        let stages = labels::stages(of.regulation);
        let wanted: Vec<Standing> = stages.iter().map(|(id, _)| Standing::Left((*id).to_owned())).collect();
        let left = self.kept_sums(of.office, of.regulation, &wanted, of.period, SumsBy::Period).await?;
        let always = Period { until: of.period.until, ..Period::ALWAYS };
        let waiting = self.kept_sums(of.office, of.regulation, &[Standing::Waiting], always, SumsBy::Day).await?;
        let waiting = waiting.into_iter().next().unwrap_or_default();
        let calendar = of.office.calendar(of.regulation);
        let week = crate::act::counting(of.regulation).week;
        let mut stays: Vec<Stay> = Vec::new();
        for (stage, sums) in left.iter().enumerate() {
            stays.extend(sums.iter().map(|sum| Stay { stage, time: sum.number(1), count: sum.elements, over: true }));
        }
        let today = day_number(of.today);
        for sum in &waiting {
            let Some(stage) = stages.iter().position(|(id, _)| *id == sum.word(0)) else { continue };
            let since = of.today.saturating_sub(jiff::Span::new().days((today - sum.day).max(0)));
            let time = u64::try_from(calendar.working_days_between(since, of.today, week)).unwrap_or(0);
            stays.push(Stay { stage, time, count: sum.elements, over: false });
        }
        let all: Vec<Stage<'_>> = stages
            .iter()
            .zip(&left)
            .zip(flow(stages.len(), &stays))
            .map(|(((id, stage), left), stayed)| Stage {
                id,
                label: stage.label.in_lang(of.lang).to_owned(),
                left,
                stayed,
            })
            .filter(|stage| stage.stayed.count + stage.stayed.waiting > 0)
            .collect();
        Ok(vec![times(of, &all, &waiting), ways(of, &all)])
    }
}

/// How long in each stage.
fn times(of: &Asked<'_>, stages: &[Stage<'_>], waiting: &[Sum]) -> PanelView {
    let drawn = |stage: &Stage<'_>| StageStay {
        label: stage.label.clone(),
        stayed: stage.stayed,
        to: onwards(of, stage).into_iter().map(|(_, label, count)| (label, count)).collect(),
    };
    let chart = Chart::Flow(stages.iter().map(drawn).collect());
    let row = |stage: &Stage<'_>| {
        let figure = Standing::Left(stage.id.to_owned());
        let left = numbered(stage.stayed.count, address(of, of.period, &figure, "", false));
        let here = waiting.iter().find(|sum| sum.word(0) == stage.id);
        let always = Period { from: jiff::civil::date(1970, 1, 1), until: of.period.until };
        let here = here.map(|sum| address(of, always, &Standing::Waiting, &sum.key, false)).unwrap_or_default();
        let days = |days: Option<String>| TableCell::from(days.unwrap_or_else(|| "—".to_owned()));
        let mark = if stage.stayed.bottleneck { pick(of.lang, "瓶颈", "bottleneck") } else { "" };
        vec![
            stage.label.as_str().into(),
            left,
            days(stage.stayed.median.map(half)),
            days(stage.stayed.ninety.map(|days| days.to_string())),
            numbered(stage.stayed.waiting, here),
            stage.stayed.sum.to_string().into(),
            mark.into(),
        ]
    };
    let head = [
        pick(of.lang, "阶段", "Stage"),
        pick(of.lang, "离开的件次", "Stays that ended"),
        pick(of.lang, "停留中位（工作日）", "Median stay (working days)"),
        pick(of.lang, "九成不超过（工作日）", "Nine in ten within (working days)"),
        pick(of.lang, "现在停留", "There now"),
        pick(of.lang, "等待合计（工作日）", "Waiting in sum (working days)"),
        pick(of.lang, "标记", "Mark"),
    ];
    let note = pick(
        of.lang,
        "停留按工作日计。瓶颈是等待合计最多的阶段：期间离开的各件停留的工作日，加上现在仍停留的各件已等的工作日。中位数和九成只按已离开的计算。",
        "Stays are counted in working days. The bottleneck is the stage with most waiting in sum: the working days of the stays that \
         ended in this time and those waited so far by what is there now. Median and nine in ten are of stays that ended.",
    );
    let title = pick(of.lang, "各阶段停留与瓶颈", "Time in each stage and the bottleneck");
    behind(panel(of, "flow", title, note, &chart), &head, stages.iter().map(row).collect())
}

/// `3`, `5.5`.
fn half(median: Ratio) -> String {
    let halves = median.over.saturating_mul(2).checked_div(median.under).unwrap_or(0);
    if halves.is_multiple_of(2) { (halves / 2).to_string() } else { format!("{}.5", halves / 2) }
}

/// Where cases went on to from a stage, the most first: id, label, how many.
fn onwards(of: &Asked<'_>, stage: &Stage<'_>) -> Vec<(String, String, u64)> {
    let mut all: Vec<(String, String, u64)> = Vec::new();
    for sum in stage.left {
        match all.iter_mut().find(|(id, _, _)| id == sum.word(0)) {
            Some((_, _, count)) => *count += sum.elements,
            None => {
                all.push((sum.word(0).to_owned(), labels::stage(of.regulation, sum.word(0), of.lang), sum.elements))
            }
        }
    }
    all.sort_by(|a, b| b.2.cmp(&a.2).then_with(|| a.0.cmp(&b.0)));
    all
}

/// How many went from which stage to which.
fn ways(of: &Asked<'_>, stages: &[Stage<'_>]) -> PanelView {
    let from: Vec<&Stage<'_>> = stages.iter().filter(|stage| elements(stage.left) > 0).collect();
    let mut to: Vec<(String, String)> = Vec::new();
    let onward_of: Vec<Vec<(String, String, u64)>> = from.iter().map(|stage| onwards(of, stage)).collect();
    for (id, label, _) in onward_of.iter().flatten() {
        if to.iter().all(|(known, _)| known != id) {
            to.push((id.clone(), label.clone()));
        }
    }
    let order = labels::shapes(of.regulation).flat_map(|shape| shape.stages.keys()).map(ToString::to_string);
    let order: Vec<String> = order.collect();
    to.sort_by_key(|(id, _)| order.iter().position(|known| known == id).unwrap_or(order.len()));
    let place = |id: &String| to.iter().position(|(known, _)| known == id).unwrap_or(to.len());
    let counts = onward_of.iter().enumerate();
    let counts = counts.flat_map(|(row, all)| all.iter().map(move |(id, _, count)| (row, id, *count)));
    let table = cross(from.len(), to.len(), counts.map(|(row, id, count)| (row, place(id), count)));
    let rows: Vec<String> = from.iter().map(|stage| stage.label.clone()).collect();
    let columns: Vec<String> = to.iter().map(|(_, label)| label.clone()).collect();
    let link = |row: usize, column: usize| {
        let (Some(stage), Some((to, _))) = (from.get(row), to.get(column)) else { return String::new() };
        address(of, of.period, &Standing::Left(stage.id.to_owned()), &onward(to), false)
    };
    let title = pick(of.lang, "从哪个阶段到哪个阶段", "From which stage to which");
    let corner = match of.lang {
        Lang::Zh => "从 ＼ 到",
        Lang::En => "From \\ to",
    };
    tabled(of, ("ways", title, corner), (&rows, &columns), &table, link)
}

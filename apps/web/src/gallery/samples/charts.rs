//! A report and the office's figures with every sort of chart.

use dengwen_charts::{Chart, Count, Drawing, Fishbone, Grid, Item, Line, Stack, StageStay, draw};
use dengwen_desk::{
    ChoiceView, OverviewView, PanelView, TableCell,
    view::{DocumentView, DueView, Failed, FailedAt, FigureView, Language, ReportView},
};
use dengwen_statistics::{Seen, Stay, flow, individuals, kaplan_meier};

use super::{cited, s};

const CAUSES: [(&str, &str, u64); 5] = [
    ("物料", "周转箱无隔板", 8),
    ("方法", "搬运次数多", 2),
    ("设备", "丝锥未按数更换", 5),
    ("人员", "换班时没有交接", 3),
    ("人员", "未经培训上岗", 1),
];

fn counts() -> Vec<Count> {
    CAUSES.iter().map(|(_, label, count)| Count { label: s(label), count: *count }).collect()
}

fn fishbone() -> Chart {
    let mut bone = Fishbone { effect: s("表面划伤"), branches: Vec::new() };
    for (branch, cause, count) in CAUSES {
        let cause = Count { label: s(cause), count };
        match bone.branches.iter_mut().find(|(name, _)| name == branch) {
            Some((_, causes)) => causes.push(cause),
            None => bone.branches.push((s(branch), vec![cause])),
        }
    }
    Chart::Fishbone(bone)
}

fn line() -> Chart {
    let values = [12.0, 9.0, 11.0, 14.0, 10.0, 13.0, 31.0, 12.0, 11.0];
    let item = |(at, value): (usize, &f64)| Item {
        label: format!("2026-{:02}", at + 1),
        value: *value,
        said: value.to_string(),
    };
    let items = values.iter().enumerate().map(item).collect();
    Chart::Line(individuals(&values).map_or_else(Line::default, |found| Line::controlled(items, false, &found.values)))
}

fn bars() -> Chart {
    let item = |one: Count| Item {
        said: one.count.to_string(),
        value: f64::from(u32::try_from(one.count).unwrap_or(0)),
        label: one.label,
    };
    Chart::Bars(counts().into_iter().map(item).collect(), true)
}

fn heat() -> Chart {
    let rows = ["周一", "周二", "周三", "周四", "周五", "周六", "周日"].map(s).to_vec();
    let columns = (0..24).map(|hour| hour.to_string()).collect();
    Chart::Grid(Grid {
        rows,
        columns,
        cells: (0..7).map(|day| (0..24).map(|hour| (day * hour) % 9).collect()).collect(),
    })
}

fn closing() -> Chart {
    let seen: Vec<Seen> = (1..40).map(|time| Seen { time, ended: time % 5 != 0 }).collect();
    Chart::Steps(kaplan_meier(&seen))
}

fn stays() -> Chart {
    let stays = [(0, 1), (1, 12), (1, 9), (2, 3)].map(|(stage, time)| Stay { stage, time, count: 1, over: true });
    let labels = ["待受理", "调查核实", "审核答复"];
    Chart::Flow(
        labels
            .into_iter()
            .zip(flow(3, &stays))
            .map(|(label, stayed)| StageStay { label: s(label), stayed, to: vec![(s("办结"), stayed.count)] })
            .collect(),
    )
}

fn stack() -> Chart {
    let periods = (1..=6).map(|month| format!("2026-{month:02}")).collect();
    let series = [("来信", 3), ("来电", 5), ("网上", 8)];
    let series = series.map(|(label, from)| (s(label), (0..6).map(|n| (n * from) % 7 + 1).collect())).to_vec();
    Chart::Stack(Stack { periods, series })
}

fn funnel() -> Chart {
    let stage = |(label, count): (&str, u64)| Count { label: s(label), count };
    Chart::Funnel([("待受理", 120), ("调查核实", 90), ("已结束", 61)].map(stage).to_vec())
}

/// A report whose figures are drawn.
pub(crate) fn report() -> ReportView {
    let figure = |id: &str, label: &str, charts: &[Chart]| FigureView {
        label: s(label),
        cited: cited("", "4.5.1"),
        whole: s("19"),
        columns: vec![s("可能原因"), s("数值")],
        rows: CAUSES.iter().map(|(_, cause, count)| vec![s(cause), count.to_string()]).collect(),
        of: s(id),
        keys: CAUSES.iter().map(|(_, cause, _)| s(cause)).collect(),
        is_share: false,
        formula: vec![
            (s("计入"), s("每个可能原因")),
            (s("数值"), s("次数，合计")),
            (s("期间"), s("按月，以开始的时间为准")),
        ],
        drawn: charts.iter().enumerate().map(|(n, chart)| drawn(&format!("{id}{n}"), label, chart)).collect(),
    };
    ReportView {
        id: s("works.rules.monthly"),
        n: 9,
        label: s("每月质量报告"),
        regulation: s("顾客抱怨处理办法"),
        office: s("示例器件有限公司"),
        period: s("2026 年 9 月"),
        state: s("待编制"),
        due: DueView::default(),
        cited: cited("", "4.5.1"),
        frozen: true,
        figures: vec![
            figure("pareto", "柏拉图", &[Chart::Pareto(counts()), line()]),
            figure("fishbone", "特性要因图", &[fishbone()]),
            figure("bars", "原因次数", &[bars(), stack()]),
        ],
        written: Vec::new(),
        forms: Vec::new(),
        closed: Vec::new(),
        story: Vec::new(),
        seq: 3,
    }
}

fn number(text: &str) -> TableCell {
    TableCell { text: s(text), behind: s("regulation=rules&from=2026-03-02&to=2026-09-30&figure=received") }
}

fn drawn(id: &str, title: &str, chart: &Chart) -> Drawing {
    draw(id, title, chart, Language::Zh)
}

/// The office's figures.
pub(crate) fn overview() -> OverviewView {
    let choice = |id: &str, label: &str, chosen: bool| ChoiceView { id: s(id), label: s(label), chosen };
    let panel = |(id, title, chart): (&str, &str, Chart)| PanelView {
        id: s(id),
        title: s(title),
        note: s("每点为一周。"),
        drawing: Some(drawn(id, title, &chart)),
        columns: vec![s("项目"), s("件数")],
        rows: vec![vec!["甲".into(), number("3")]],
    };
    let panels = [
        ("volume", "每周收件", line()),
        ("funnel", "走到哪一步", funnel()),
        ("closing", "办结时间", closing()),
        ("flow", "各阶段停留", stays()),
        ("hours", "收件时间", heat()),
    ];
    let mut panels: Vec<PanelView> = panels.map(panel).into();
    panels.push(PanelView { id: s("ages"), title: s("在办案件已办天数"), ..PanelView::default() });
    OverviewView {
        office: s("示例器件有限公司"),
        regulation: s("顾客抱怨处理办法"),
        regulation_id: s("rules"),
        period: s("2026 年 3 月 2 日至 2026 年 9 月 30 日"),
        regulations: vec![choice("rules", "顾客抱怨处理办法", true)],
        weeks: vec![choice("13", "近 13 周", false), choice("26", "近 26 周", true)],
        row_axes: vec![choice("stage", "阶段", true), choice("channel", "来源", false)],
        column_axes: vec![choice("stage", "阶段", false), choice("channel", "来源", true)],
        days: (s("2026-03-02"), s("2026-09-30")),
        classes: vec![choice("class.subject~1", "类别：质量", true), choice("class.subject~2", "类别：服务", false)],
        totals: vec![
            (s("收件"), number("120")),
            (s("在办"), number("59")),
            (s("按期办结率"), number("91.8%（56/61）")),
        ],
        panels,
        own: report().figures.into_iter().take(1).map(|figure| FigureView { drawn: Vec::new(), ..figure }).collect(),
    }
}

/// A report as a document: being set, ready, and stopped by a character that no font has.
pub(crate) fn documents() -> [(&'static str, DocumentView); 3] {
    let view = DocumentView {
        id: s("works.rules.monthly"),
        n: 9,
        label: s("每月质量报告"),
        period: s("2026 年 9 月"),
        parts: (3, 4),
        size: None,
        failed: None,
    };
    let failed = Failed {
        why: s("没有字体能印出这些字：U+E000"),
        places: vec![FailedAt { label: s("原因次数：镀层起泡"), number: (s("causes"), s("a1")) }],
    };
    [
        ("report-document", view.clone()),
        ("report-document-ready", DocumentView { size: Some(184_320), ..view.clone() }),
        ("report-document-failed", DocumentView { failed: Some(failed), ..view }),
    ]
}

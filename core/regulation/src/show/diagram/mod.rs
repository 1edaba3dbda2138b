//! The flow chart of a regulation: the case, then its parts and registers, as SVG or as Mermaid text.

mod draw;
mod graph;
mod held;
mod layout;
mod lines;
mod mermaid;
mod reading;

use std::fmt::Write as _;

use super::{
    drawn::{escape, width, wrap},
    words::Words,
};
use crate::model::{Lang, Regulation, Shape, ShapeRef};
use draw::{Panel, clock, panel};
use graph::{Graph, graph};

const MARGIN: f64 = 36.0;
const STYLE: &str = r"
svg[lang=en] text{font-feature-settings:'pwid'}
text{font-family:'Noto Sans CJK SC','Source Han Sans SC','PingFang SC','Microsoft YaHei','WenQuanYi Micro Hei',sans-serif;fill:#1b212b}
.title{font-size:24px;font-weight:700}.panel{font-size:17px;font-weight:700}.stage{font-size:14px;font-weight:700}
.act{font-size:12px}.dim{font-size:11px;fill:#545c69}.limit{font-size:11px;fill:#8a5a00}
.paper{fill:#fff}.box{fill:#f1efe9;stroke:#545c69;stroke-width:1.2}.end{fill:#e6f2ee;stroke:#1c6b57}.inner{fill:none;stroke:#1c6b57;stroke-width:.8}
.any{fill:#e8eff9;stroke:#1f4f8f;stroke-dasharray:5 3}.start{fill:#f9ebe9;stroke:#a8322a;stroke-width:1.4}.label{fill:#fff;stroke:#dedad1}
.way{fill:none;stroke:#545c69;stroke-width:1.3}.back{stroke:#a8322a;stroke-dasharray:6 3}.clock circle{fill:#faf0d9;stroke:#8a5a00}.clock path{fill:none;stroke:#8a5a00}
.rule{stroke:#dedad1}";

/// The charts of a regulation with their titles: the case first.
fn graphs(reg: &Regulation, lang: Lang) -> Vec<(String, Graph)> {
    // Where every case is of a kind, the kinds have the stages.
    let alone = |at: &ShapeRef| *at == ShapeRef::Main && reg.kinds.is_empty();
    let shown = |(at, shape): &(ShapeRef, &Shape)| alone(at) || !shape.stages.is_empty();
    let title = |at: &ShapeRef, shape: &Shape| {
        let label = if *at == ShapeRef::Main { &reg.case_label } else { &shape.label };
        label.in_lang(lang).to_owned()
    };
    reg.shapes().filter(shown).map(|(at, shape)| (title(&at, shape), graph(reg, &at, shape, lang))).collect()
}

/// The flow chart as Mermaid text.
#[must_use]
pub fn mermaid(reg: &Regulation, lang: Lang) -> String {
    mermaid::mermaid(reg.title.in_lang(lang), &graphs(reg, lang))
}

/// The flow chart as SVG: readable on A3 paper and on a screen, without any script or outside font file.
#[must_use]
pub fn svg(reg: &Regulation, lang: Lang) -> String {
    let words = Words { reg, at: &ShapeRef::Main, lang };
    let panels: Vec<(String, Panel)> =
        graphs(reg, lang).into_iter().map(|(title, graph)| (title, panel(&graph))).collect();
    let widest = panels.iter().map(|(_, panel)| panel.wide).fold(760.0, f64::max);
    let mut body = String::new();
    let mut y = head(&mut body, words, widest);
    for row in packed(&panels, widest) {
        let mut x = MARGIN;
        let high = row.iter().map(|(_, panel)| panel.high).fold(0.0, f64::max);
        for (title, panel) in row {
            let _ = write!(
                body,
                r#"<g transform="translate({x:.1} {y:.1})"><text class="panel" x="0" y="14">{}</text>"#,
                escape(title)
            );
            let _ = write!(body, r#"<g transform="translate(0 34)">{}</g></g>"#, panel.body);
            x += panel.wide + 60.0;
        }
        y += high + 34.0 + 46.0;
    }
    let (wide, high) = (widest + 2.0 * MARGIN, y);
    let title = escape(&words.titled(&words.label(&reg.title)));
    let desc = escape(&description(reg, words));
    format!(
        r##"<svg xmlns="http://www.w3.org/2000/svg" width="{wide:.0}" height="{high:.0}" viewBox="0 0 {wide:.0} {high:.0}" role="img" aria-labelledby="chart-title chart-desc" lang="{}"><title id="chart-title">{title}</title><desc id="chart-desc">{desc}</desc><style>{STYLE}</style><defs><marker id="down" viewBox="0 0 10 10" refX="6" refY="5" markerWidth="8" markerHeight="8" orient="auto"><path d="M0 0L10 5L0 10z" fill="#545c69"/></marker><marker id="up" viewBox="0 0 10 10" refX="6" refY="5" markerWidth="8" markerHeight="8" orient="auto-start-reverse"><path d="M0 0L10 5L0 10z" fill="#a8322a"/></marker></defs><rect class="paper" width="{wide:.0}" height="{high:.0}"/>{body}</svg>
"##,
        words.say("zh-CN", "en"),
    )
}

/// Panels in rows no wider than the widest, in their order.
fn packed(panels: &[(String, Panel)], widest: f64) -> Vec<Vec<&(String, Panel)>> {
    let mut rows: Vec<Vec<&(String, Panel)>> = Vec::new();
    let mut used = 0.0;
    for one in panels {
        let wide = one.1.wide.max(width(&one.0, 17.0));
        match rows.last_mut() {
            Some(row) if used + 60.0 + wide <= widest => {
                row.push(one);
                used += 60.0 + wide;
            }
            _ => {
                rows.push(vec![one]);
                used = wide;
            }
        }
    }
    rows
}

/// Title, version and legend; returns where the charts begin.
fn head(body: &mut String, words: Words<'_>, widest: f64) -> f64 {
    let mut y = MARGIN + 20.0;
    for line in wrap(&words.titled(&words.label(&words.reg.title)), 24.0, widest) {
        let _ = write!(body, r#"<text class="title" x="{MARGIN}" y="{y:.1}">{}</text>"#, escape(&line));
        y += 32.0;
    }
    let mut x = MARGIN;
    y += 2.0;
    let entries = [
        ("box", words.say("阶段", "stage")),
        ("box end", words.say("终结", "end")),
        ("box any", words.say("任何阶段均可", "in any stage")),
        ("way", words.say("办理行为（条款）", "act (article)")),
        ("way back", words.say("退回以前的阶段", "back to an earlier stage")),
        ("clock", words.say("期限", "limit")),
    ];
    for (class, text) in entries {
        let middle = y - 4.0;
        match class {
            "clock" => clock(body, x + 8.0, middle),
            "way" | "way back" => {
                let marker = if class == "way" { "down" } else { "up" };
                let _ =
                    write!(body, r#"<path class="{class}" marker-end="url(#{marker})" d="M{x:.1} {middle:.1}h22"/>"#);
            }
            _ => {
                let _ = write!(
                    body,
                    r#"<rect class="{class}" x="{x:.1}" y="{:.1}" width="22" height="14" rx="3"/>"#,
                    middle - 7.0
                );
            }
        }
        x += 32.0;
        let _ = write!(body, r#"<text class="act" x="{x:.1}" y="{y:.1}">{}</text>"#, escape(&text));
        x += width(&text, 12.0) + 22.0;
    }
    let _ = write!(body, r#"<path class="rule" d="M{MARGIN} {:.1}h{widest:.1}"/>"#, y + 16.0);
    y + 44.0
}

/// For whoever cannot see the chart.
fn description(reg: &Regulation, words: Words<'_>) -> String {
    let stages = words.list(reg.main.stages.values().map(|stage| words.label(&stage.label)));
    let acts = reg.main.acts.values().filter(|act| !act.standing).count();
    let count = reg.main.limits.len();
    words.say(
        format!("流程图。阶段：{stages}。办理行为{acts}项，期限{count}项；文字说明见制度说明。"),
        format!(
            "Flow chart. Stages: {stages}. {acts} acts and {count} limits; the same in words stands in the explanation."
        ),
    )
}

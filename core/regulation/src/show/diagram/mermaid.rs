//! The flow chart as Mermaid text.

use std::fmt::Write as _;

use super::graph::{Graph, Line, Sort};

/// One chart for each shape, as parts of one.
pub(super) fn mermaid(title: &str, graphs: &[(String, Graph)]) -> String {
    let mut text = format!("---\ntitle: \"{}\"\n---\nflowchart TD\n", title.replace('"', "'"));
    for (n, (label, graph)) in graphs.iter().enumerate() {
        let deep = if n == 0 { "  " } else { "    " };
        if n > 0 {
            let _ = writeln!(text, "  subgraph s{n}[\"{}\"]", clean(label));
        }
        for one in &graph.boxes {
            let mut lines = vec![format!("<b>{}</b>", clean(&one.title))];
            lines.extend(Some(clean(&one.owner)).filter(|owner| !owner.is_empty()));
            lines.extend(one.lines.iter().map(|line| format!("· {}", said(line))));
            let (open, close) = match one.sort {
                Sort::Start => ("([", "])"),
                Sort::End => ("[[", "]]"),
                Sort::Stage | Sort::Any => ("[", "]"),
            };
            let _ = writeln!(text, "{deep}n{n}_{}{open}\"{}\"{close}", one.id, lines.join("<br/>"));
        }
        for arrow in &graph.arrows {
            let id = |at: usize| graph.boxes.get(at).map_or("", |one| one.id.as_str());
            let lines: Vec<String> = arrow.lines.iter().map(said).collect();
            let _ =
                writeln!(text, "{deep}n{n}_{} -->|\"{}\"| n{n}_{}", id(arrow.from), lines.join("<br/>"), id(arrow.to));
        }
        if n > 0 {
            text.push_str("  end\n");
        }
    }
    text
}

fn said(line: &Line) -> String {
    let mut text = clean(&line.text);
    if !line.article.is_empty() {
        let _ = write!(text, "（{}）", clean(&line.article));
    }
    for clock in &line.clocks {
        let _ = write!(text, "<br/>⏱ {}", clean(clock));
    }
    text
}

fn clean(text: &str) -> String {
    text.replace('"', "#quot;").replace('<', "#lt;").replace('>', "#gt;")
}

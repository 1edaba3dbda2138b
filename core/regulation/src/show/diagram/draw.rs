//! A laid-out chart as SVG.

use std::fmt::Write as _;

use super::{
    super::drawn::{escape, width, wrap},
    graph::{Graph, Line, Sort, Stage},
    layout::{Layout, Piece, Way, layout},
};

const BOX_WIDE: f64 = 208.0;
const TEXT_WIDE: f64 = 168.0;
const PAD: f64 = 11.0;
const TITLE: f64 = 14.0;
const BODY: f64 = 12.0;
const SMALL: f64 = 11.0;
/// Line height as a multiple of the size.
const LEAD: f64 = 1.4;
/// Room for the clock before its text.
const CLOCK: f64 = 15.0;

/// A piece of text with its size and look.
struct Row {
    text: String,
    size: f64,
    look: &'static str,
    clock: bool,
}

/// A chart of its own size, to be put anywhere.
pub(super) struct Panel {
    pub(super) body: String,
    pub(super) wide: f64,
    pub(super) high: f64,
}

/// Draws a graph.
pub(super) fn panel(graph: &Graph) -> Panel {
    let boxes: Vec<Vec<Row>> = graph.boxes.iter().map(box_rows).collect();
    let texts: Vec<Vec<Row>> = graph.arrows.iter().map(|arrow| arrow_rows(&arrow.lines)).collect();
    let sizes: Vec<(f64, f64)> = boxes.iter().zip(&graph.boxes).map(|(rows, one)| box_size(rows, one)).collect();
    let way = |(arrow, rows): (&super::graph::Arrow, &Vec<Row>)| {
        let wide = rows.iter().map(row_wide).fold(20.0, f64::max);
        Way { from: arrow.from, to: arrow.to, wide: wide + 10.0, high: high(rows) + 6.0 }
    };
    let ways: Vec<Way> = graph.arrows.iter().zip(&texts).map(way).collect();
    let lone = lonely(graph);
    let within: Vec<(f64, f64)> =
        sizes.iter().enumerate().map(|(n, size)| if lone == Some(n) { (0.0, 0.0) } else { *size }).collect();
    let mut laid = layout(&within, &ways);
    aside(&mut laid, graph, &sizes);
    let mut body = String::new();
    arrows(&mut body, &laid, graph);
    for (n, (rows, one)) in boxes.iter().zip(&graph.boxes).enumerate() {
        draw_box(&mut body, &laid, n, rows, one.sort);
    }
    for (rows, node) in texts.iter().zip(laid.labels.clone()) {
        draw_text(&mut body, &laid, node, rows);
    }
    let (wide, high) = loose(&mut body, graph, laid.wide, laid.high);
    laid.high = high;
    Panel { body, wide, high: laid.high }
}

/// What may be done in any stage and leads nowhere stands beside the chart, not in its layers.
fn aside(laid: &mut Layout, graph: &Graph, sizes: &[(f64, f64)]) {
    let Some(any) = lonely(graph) else { return };
    let wide = sizes.get(any).map_or(0.0, |size| size.0);
    let rest = laid
        .nodes
        .iter()
        .enumerate()
        .filter(|(n, _)| *n != any)
        .map(|(_, node)| node.x + node.wide)
        .fold(0.0, f64::max);
    if let Some(node) = laid.nodes.get_mut(any) {
        (node.x, node.y) = (rest + 40.0, 0.0);
        (node.wide, node.high) = sizes.get(any).copied().unwrap_or_default();
        laid.wide = node.x + wide;
        laid.high = laid.high.max(sizes.get(any).map_or(0.0, |size| size.1));
    }
}

/// The box for any stage, if no arrow leaves it.
fn lonely(graph: &Graph) -> Option<usize> {
    let any = graph.boxes.iter().position(|one| one.sort == Sort::Any)?;
    graph.arrows.iter().all(|arrow| arrow.from != any && arrow.to != any).then_some(any)
}

/// Limits that no act of the chart ends, beneath it.
fn loose(body: &mut String, graph: &Graph, wide: f64, mut y: f64) -> (f64, f64) {
    let mut most = wide;
    if !graph.loose.is_empty() {
        y += 16.0;
    }
    for line in &graph.loose {
        let text = if line.who.is_empty() { line.text.clone() } else { format!("{} · {}", line.text, line.who) };
        for (n, part) in wrap(&text, SMALL, wide.max(460.0)).into_iter().enumerate() {
            let row = Row { text: part, size: SMALL, look: "limit", clock: n == 0 };
            most = most.max(row_wide(&row));
            draw_row(body, CLOCK, y, &row, n > 0);
            y += SMALL * LEAD;
        }
    }
    (most, y)
}

fn rows_of(text: &str, size: f64, look: &'static str, most: f64) -> Vec<Row> {
    wrap(text, size, most).into_iter().map(|text| Row { text, size, look, clock: false }).collect()
}

fn act_rows(line: &Line, most: f64, mark: &str) -> Vec<Row> {
    let said: Vec<&str> =
        [line.who.as_str(), line.article.as_str()].into_iter().filter(|text| !text.is_empty()).collect();
    let said = said.join(" · ");
    let (open, shut) = if line.text.is_ascii() { (" (", ")") } else { ("（", "）") };
    let together = format!("{mark}{}{open}{said}{shut}", line.text);
    let mut rows = if !mark.is_empty() && !said.is_empty() && width(&together, BODY) <= most {
        rows_of(&together, BODY, "act", most)
    } else {
        let mut rows = rows_of(&format!("{mark}{}", line.text), BODY, "act", most);
        rows.extend(rows_of(&said, SMALL, "dim", most));
        rows
    };
    for clock in &line.clocks {
        let mut parts = rows_of(clock, SMALL, "limit", most - CLOCK);
        if let Some(first) = parts.first_mut() {
            first.clock = true;
        }
        for part in parts.iter_mut().skip(1) {
            part.look = "limit in";
        }
        rows.extend(parts);
    }
    rows
}

fn box_rows(one: &Stage) -> Vec<Row> {
    let most = box_wide(one) - 2.0 * PAD;
    let mut rows = rows_of(&one.title, TITLE, "stage", most);
    rows.extend(rows_of(&one.owner, SMALL, "dim", most));
    for line in &one.lines {
        rows.extend(act_rows(line, most, "· "));
    }
    rows
}

/// A stage with much in it is wider.
fn box_wide(one: &Stage) -> f64 {
    match one.lines.len() {
        0..=3 => BOX_WIDE,
        4..=7 => BOX_WIDE * 1.25,
        _ => BOX_WIDE * 1.6,
    }
}

fn arrow_rows(lines: &[Line]) -> Vec<Row> {
    lines.iter().flat_map(|line| act_rows(line, TEXT_WIDE, "")).collect()
}

fn high(rows: &[Row]) -> f64 {
    rows.iter().map(|row| row.size * LEAD).sum()
}

fn row_wide(row: &Row) -> f64 {
    let before = if row.clock || row.look == "limit in" { CLOCK } else { 0.0 };
    width(&row.text, row.size) + before
}

fn box_size(rows: &[Row], one: &Stage) -> (f64, f64) {
    if one.sort == Sort::Start {
        let wide = rows.iter().map(row_wide).fold(0.0, f64::max);
        return (wide + 2.0 * PAD + 8.0, high(rows) + 14.0);
    }
    (box_wide(one), high(rows) + 2.0 * PAD)
}

fn draw_box(body: &mut String, laid: &Layout, n: usize, rows: &[Row], sort: Sort) {
    let Some(node) = laid.nodes.get(n) else { return };
    let (class, round) = match sort {
        Sort::Start => ("start", node.high / 2.0),
        Sort::Stage => ("box", 8.0),
        Sort::End => ("box end", 8.0),
        Sort::Any => ("box any", 8.0),
    };
    let _ = write!(
        body,
        r#"<rect class="{class}" x="{:.1}" y="{:.1}" width="{:.1}" height="{:.1}" rx="{round:.1}"/>"#,
        node.x, node.y, node.wide, node.high
    );
    if sort == Sort::End {
        let _ = write!(
            body,
            r#"<rect class="inner" x="{:.1}" y="{:.1}" width="{:.1}" height="{:.1}" rx="5"/>"#,
            node.x + 3.0,
            node.y + 3.0,
            node.wide - 6.0,
            node.high - 6.0
        );
    }
    let pad = if sort == Sort::Start { PAD + 4.0 } else { PAD };
    let mut y = node.y + if sort == Sort::Start { 7.0 } else { PAD };
    for row in rows {
        draw_row(body, node.x + pad, y, row, row.look == "limit in");
        y += row.size * LEAD;
    }
}

fn draw_text(body: &mut String, laid: &Layout, n: usize, rows: &[Row]) {
    let Some(node) = laid.nodes.get(n) else { return };
    let _ = write!(
        body,
        r#"<rect class="label" x="{:.1}" y="{:.1}" width="{:.1}" height="{:.1}" rx="4"/>"#,
        node.x, node.y, node.wide, node.high
    );
    let mut y = node.y + 3.0;
    for row in rows {
        draw_row(body, node.x + 5.0, y, row, row.look == "limit in");
        y += row.size * LEAD;
    }
}

fn draw_row(body: &mut String, x: f64, y: f64, row: &Row, indented: bool) {
    let base = y + row.size * 1.05;
    let left = if row.clock || indented { x + CLOCK } else { x };
    if row.clock {
        clock(body, x + 5.5, base - row.size * 0.36);
    }
    let look = if row.look == "limit in" { "limit" } else { row.look };
    let _ = write!(body, r#"<text class="{look}" x="{left:.1}" y="{base:.1}">{}</text>"#, escape(&row.text));
}

/// A small clock.
pub(super) fn clock(body: &mut String, x: f64, y: f64) {
    let _ = write!(
        body,
        r#"<g class="clock"><circle cx="{x:.1}" cy="{y:.1}" r="5"/><path d="M{x:.1} {:.1}V{y:.1}h2.6"/></g>"#,
        y - 3.0
    );
}

/// Every arrow as one line through its text and bends.
fn arrows(body: &mut String, laid: &Layout, graph: &Graph) {
    for n in 0..graph.arrows.len() {
        let pieces: Vec<Piece> = laid.pieces.iter().filter(|piece| piece.arrow == n).copied().collect();
        let up = laid.upward.get(n).copied().unwrap_or(false);
        for (place, piece) in pieces.iter().enumerate() {
            let head = if up { place == 0 } else { place + 1 == pieces.len() };
            line(body, laid, *piece, up, head);
        }
    }
}

fn line(body: &mut String, laid: &Layout, piece: Piece, up: bool, head: bool) {
    let (Some(from), Some(to)) = (laid.nodes.get(piece.from), laid.nodes.get(piece.to)) else { return };
    let (x1, x2) = (port(laid, piece, true), port(laid, piece, false));
    let (top, high) = laid.layers.get(from.layer).copied().unwrap_or_default();
    let (y1, y2) = (from.y + from.high, to.y);
    let (tip, start) = if head && up {
        (0.0, 5.0)
    } else if head {
        (5.0, 0.0)
    } else {
        (0.0, 0.0)
    };
    let (end, begin) = (y2 - tip, y1 + start);
    // A head stands the way the line runs before it: a short straight piece, which never runs past the head and back.
    let (out, inn) = (f64::max(top + high, begin + STRAIGHT), end - STRAIGHT);
    let inn = laid.layers.get(to.layer).map_or(inn, |(top, _)| f64::min(*top, inn));
    let bend = (inn - out) / 2.0;
    let marker = match (head, up) {
        (true, true) => r#" marker-start="url(#up)""#,
        (true, false) => r#" marker-end="url(#down)""#,
        _ => "",
    };
    let class = if up { "way back" } else { "way" };
    let _ = write!(
        body,
        r#"<path class="{class}"{marker} d="M{x1:.1} {begin:.1}V{out:.1}C{x1:.1} {:.1} {x2:.1} {:.1} {x2:.1} {inn:.1}V{end:.1}"/>"#,
        out + bend,
        inn - bend
    );
}

/// How long a line runs straight before a head.
const STRAIGHT: f64 = 6.0;

/// Where a piece leaves or enters a node: spread over its width in the order of the other ends.
fn port(laid: &Layout, piece: Piece, leaving: bool) -> f64 {
    let own = if leaving { piece.from } else { piece.to };
    let Some(node) = laid.nodes.get(own) else { return 0.0 };
    let middle = |n: usize| laid.nodes.get(n).map_or(0.0, |node| node.x + node.wide / 2.0);
    let other = |one: &Piece| if leaving { one.to } else { one.from };
    let mut beside: Vec<(f64, usize)> = laid
        .pieces
        .iter()
        .filter(|one| if leaving { one.from == own } else { one.to == own })
        .map(|one| (middle(other(one)), one.arrow))
        .collect();
    beside.sort_by(|a, b| a.0.total_cmp(&b.0));
    let place = beside.iter().position(|(_, arrow)| *arrow == piece.arrow).unwrap_or(0);
    let step = |n: usize| u32::try_from(n).map_or(0.0, f64::from);
    let room = (node.wide - 40.0).max(0.0);
    let apart = (room / step(beside.len().max(1))).min(34.0);
    let first = node.x + node.wide / 2.0 - apart * (step(beside.len()) - 1.0) / 2.0;
    first + apart * step(place)
}

//! A line over periods, with the mean, the control limits and marks at what has a special cause.

use dengwen_regulation::show::drawn::width;

use crate::{
    Line,
    canvas::{Canvas, From, SMALL},
    pick,
    plot::Plot,
};

pub(crate) fn draw(canvas: &mut Canvas, line: &Line) {
    let limits = line.points.iter().filter_map(|dot| dot.limits);
    let most = line.points.iter().map(|dot| dot.value).chain(limits.map(|(_, _, upper)| upper)).fold(0.0, f64::max);
    let aside = aside(canvas, line);
    let right = aside.iter().map(|(_, text)| width(text, SMALL)).fold(4.0, f64::max) + 10.0;
    let plot = Plot::new(canvas, most, line.percent, right);
    plot.axis(canvas, line.percent);
    bounds(canvas, &plot, line);
    let n = line.points.len();
    let way: Vec<(f64, f64)> =
        line.points.iter().enumerate().map(|(at, dot)| (plot.x(at, n), plot.y(dot.value))).collect();
    canvas.way("line", &way);
    for ((x, y), dot) in way.iter().zip(&line.points) {
        canvas.point(*x, *y, !dot.rules.is_empty());
    }
    let mut low = plot.bottom + 12.0;
    for (value, text) in aside {
        let y = (plot.y(value) + 4.0).min(low);
        canvas.text(plot.right + 8.0, y, &text, "mark", From::Left);
        low = y - 14.0;
    }
    let labels: Vec<&str> = line.points.iter().map(|dot| dot.label.as_str()).collect();
    plot.periods(canvas, &labels);
}

/// What stands at the end of the limits, the lowest first.
fn aside(canvas: &Canvas, line: &Line) -> Vec<(f64, String)> {
    let Some((lower, centre, upper)) = line.points.iter().rev().find_map(|dot| dot.limits) else { return Vec::new() };
    let said = |value: f64| if line.percent { format!("{:.1}%", value * 100.0) } else { format!("{value:.1}") };
    let of = |zh, en, value| (value, format!("{} {}", pick(canvas.lang, zh, en), said(value)));
    vec![of("下限", "LCL", lower), of("均值", "mean", centre), of("上限", "UCL", upper)]
}

/// Mean and limits, stepped where they differ from period to period.
fn bounds(canvas: &mut Canvas, plot: &Plot, line: &Line) {
    let n = line.points.len();
    let half = plot.slot(n) / 2.0;
    let of = |place: fn((f64, f64, f64)) -> f64| {
        let both = |(at, dot): (usize, &crate::Dot)| {
            let y = plot.y(place(dot.limits?));
            Some([(plot.x(at, n) - half, y), (plot.x(at, n) + half, y)])
        };
        line.points.iter().enumerate().filter_map(both).flatten().collect::<Vec<_>>()
    };
    let ways = [
        ("limit", of(|(lower, _, _)| lower)),
        ("mean", of(|(_, centre, _)| centre)),
        ("limit", of(|(_, _, upper)| upper)),
    ];
    for (class, way) in ways.iter().filter(|(_, way)| !way.is_empty()) {
        canvas.way(class, way);
    }
}

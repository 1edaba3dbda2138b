//! The share still open after so many days, falling in steps.

use dengwen_regulation::show::drawn::width;
use dengwen_statistics::Curve;

use crate::{
    canvas::{Canvas, From, SMALL},
    pick,
    plot::{Plot, step},
};

pub(crate) fn draw(canvas: &mut Canvas, curve: &Curve) {
    let plot = Plot::new(canvas, 1.0, true, 14.0);
    plot.axis(canvas, true);
    let last = curve.steps.last().map_or(1.0, |step| step.time as f64).max(1.0);
    let x = |time: f64| plot.left + time / last * (plot.right - plot.left);
    let (mut way, mut y) = (vec![(plot.left, plot.y(1.0))], plot.y(1.0));
    for one in &curve.steps {
        let at = x(one.time as f64);
        way.push((at, y));
        y = plot.y(one.open);
        way.push((at, y));
    }
    canvas.way("line", &way);
    for one in curve.steps.iter().filter(|one| one.censored > 0) {
        let (at, y) = (x(one.time as f64), plot.y(one.open));
        canvas.line("tick", (at, y - 4.0), (at, y + 4.0));
    }
    if let Some(median) = curve.median {
        let (at, half) = (x(median as f64), plot.y(0.5));
        canvas.way("limit", &[(plot.left, half), (at, half), (at, plot.bottom)]);
        let text = format!("{} {median}", pick(canvas.lang, "中位数", "median"));
        let room = width(&text, SMALL);
        let x = (at + 6.0).min(plot.right - room);
        canvas.text(x, half - 8.0, &text, "mark", From::Left);
    }
    days(canvas, &plot, last);
}

/// Marks of days beneath.
fn days(canvas: &mut Canvas, plot: &Plot, last: f64) {
    let step = step(last, false);
    let mut at = 0.0;
    while at <= last {
        let x = plot.left + at / last * (plot.right - plot.left);
        let half = width(&format!("{at:.0}"), SMALL) / 2.0;
        canvas.text(x.min(canvas.wide - half), plot.bottom + 16.0, &format!("{at:.0}"), "dim", From::Middle);
        at += step;
    }
    let text = pick(canvas.lang, "天（竖线：到今天仍未办结）", "days (ticks: still open today)");
    canvas.text(plot.left, plot.bottom + 32.0, text, "dim", From::Left);
    canvas.high = plot.bottom + 40.0;
}

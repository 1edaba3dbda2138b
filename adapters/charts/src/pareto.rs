//! Pareto: bars by how often, the line of what they come to together, the mark of the vital few.

use dengwen_regulation::show::drawn::width;
use dengwen_statistics::{Cause, VITAL, pareto};

use crate::{
    Count,
    canvas::{Canvas, From, LEAD, SMALL},
    length, percent, pick,
    plot::{Names, Plot},
};

/// How many bars are drawn; what is rarer stands in one.
const BARS: usize = 10;

pub(crate) fn draw(canvas: &mut Canvas, causes: &[Count]) {
    let gathered = gathered(causes, canvas.lang);
    let counts: Vec<u64> = gathered.iter().map(|one| one.count).collect();
    let ordered = pareto(&counts, VITAL);
    let total = counts.iter().sum::<u64>();
    let named = |cause: &Cause| gathered.get(cause.at).map_or("", |one| one.label.as_str());
    let labels: Vec<&str> = ordered.iter().map(named).collect();
    let mut plot = Plot::new(canvas, total as f64, false, 40.0);
    plot.most = (total as f64).max(1.0);
    let n = ordered.len();
    plot.axis(canvas, false);
    shares(canvas, &plot);
    let slot = plot.slot(n);
    let names = Names::of(&labels, slot);
    let with_keys = matches!(names, Names::Keys(_));
    let mut way = Vec::new();
    for (at, cause) in ordered.iter().enumerate() {
        let (x, top) = (plot.x(at, n), plot.y(cause.count as f64));
        let thick = (slot * 0.7).min(64.0);
        canvas.filled(usize::from(!cause.vital), x - thick / 2.0, top, thick, plot.bottom - top);
        way.push((x, plot.y(cause.cumulative.over as f64)));
    }
    canvas.way("line", &way);
    for ((x, y), cause) in way.iter().zip(&ordered) {
        canvas.point(*x, *y, false);
        if !with_keys && cause.cumulative.over < total {
            let said = percent(cause.cumulative);
            // The first would stand on the marks of the axis.
            let from = (x - 6.0 - width(&said, SMALL)).max(plot.left + 3.0);
            canvas.text(from, y - 8.0, &said, "mark", From::Left);
        }
    }
    let base = plot.bottom + 16.0;
    for (at, cause) in ordered.iter().enumerate() {
        let x = plot.x(at, n);
        canvas.text(x, base, &cause.count.to_string(), "strong", From::Middle);
        names.at(canvas, at, x, base + LEAD);
    }
    let texts: Vec<String> = ordered
        .iter()
        .zip(&labels)
        .map(|(cause, label)| format!("{label} {} · {}", cause.count, percent(cause.cumulative)))
        .collect();
    let y = names.legend(canvas, &texts, base + names.high() + LEAD + 8.0);
    key(canvas, y.max(base + names.high() + LEAD + 8.0));
}

/// The rightward axis: percents of all, and the share that the vital few reach.
fn shares(canvas: &mut Canvas, plot: &Plot) {
    for part in [0, 50, 100] {
        let y = plot.y(plot.most * f64::from(part) / 100.0);
        canvas.text(plot.right + 6.0, y + 4.0, &format!("{part}%"), "dim", From::Left);
    }
    let y = plot.y(plot.most * 0.8);
    canvas.line("limit", (plot.left, y), (plot.right, y));
    canvas.text(plot.right + 6.0, y + 4.0, "80%", "mark", From::Left);
}

/// What full and slanted bars and the line mean.
fn key(canvas: &mut Canvas, y: f64) {
    let texts = [
        pick(canvas.lang, "主要原因", "vital few"),
        pick(canvas.lang, "其余", "the rest"),
        pick(canvas.lang, "累计", "cumulative"),
    ];
    let step = canvas.wide / 3.0;
    for (at, text) in texts.into_iter().enumerate() {
        let x = step * length(at) + 2.0;
        if at < 2 {
            canvas.filled(at, x, y - 9.0, 16.0, 10.0);
        } else {
            canvas.way("line", &[(x, y - 4.0), (x + 16.0, y - 4.0)]);
            canvas.point(x + 8.0, y - 4.0, false);
        }
        canvas.text(x + 22.0, y, text, "dim", From::Left);
    }
    canvas.high = y + 8.0;
}

/// No more than can be drawn: the rarest stand together as one.
fn gathered(causes: &[Count], lang: dengwen_regulation::model::Lang) -> Vec<Count> {
    let mut all: Vec<Count> = causes.iter().filter(|one| one.count > 0).cloned().collect();
    all.sort_by_key(|one| std::cmp::Reverse(one.count));
    if all.len() > BARS {
        let rest = all.split_off(BARS - 1);
        let label = match lang {
            dengwen_regulation::model::Lang::Zh => format!("其他 {} 项", rest.len()),
            dengwen_regulation::model::Lang::En => format!("{} others", rest.len()),
        };
        all.push(Count { label, count: rest.iter().map(|one| one.count).sum() });
    }
    all
}

//! Bars of periods made up of series, told apart by pattern.

use dengwen_regulation::show::drawn::width;

use crate::{
    Stack,
    canvas::{Canvas, From, SMALL, fit},
    pick,
    plot::Plot,
};

/// How many series are drawn by themselves.
const SERIES: usize = 5;

pub(crate) fn draw(canvas: &mut Canvas, stack: &Stack) {
    let series = gathered(stack, canvas.lang);
    let periods = stack.periods.len();
    let total = |at: usize| series.iter().filter_map(|(_, counts)| counts.get(at)).sum::<u64>();
    let most = (0..periods).map(total).max().unwrap_or(0);
    let plot = Plot::new(canvas, most as f64, false, 8.0);
    plot.axis(canvas, false);
    let thick = (plot.slot(periods) * 0.7).min(48.0);
    for at in 0..periods {
        let (x, mut below) = (plot.x(at, periods), 0_u64);
        for (n, (_, counts)) in series.iter().enumerate() {
            let count = counts.get(at).copied().unwrap_or(0);
            let (low, top) = (plot.y(below as f64), plot.y((below + count) as f64));
            if count > 0 {
                canvas.filled(n, x - thick / 2.0, top, thick, low - top);
            }
            below += count;
        }
    }
    let labels: Vec<&str> = stack.periods.iter().map(String::as_str).collect();
    plot.periods(canvas, &labels);
    let (mut x, mut y) = (0.0, plot.bottom + 40.0);
    for (n, (label, _)) in series.iter().enumerate() {
        let label = fit(label, SMALL, canvas.wide - 30.0);
        let room = width(&label, SMALL) + 36.0;
        if x > 0.0 && x + room > canvas.wide {
            (x, y) = (0.0, y + 18.0);
        }
        canvas.filled(n, x + 1.0, y - 10.0, 14.0, 11.0);
        canvas.text(x + 20.0, y, &label, "dim", From::Left);
        x += room;
    }
    canvas.high = y + 8.0;
}

fn gathered(stack: &Stack, lang: crate::Lang) -> Vec<(String, Vec<u64>)> {
    let mut all = stack.series.clone();
    all.sort_by_key(|(_, counts)| std::cmp::Reverse(counts.iter().sum::<u64>()));
    if all.len() > SERIES + 1 {
        let rest = all.split_off(SERIES);
        let sum = |at: usize| rest.iter().filter_map(|(_, counts)| counts.get(at)).sum();
        all.push((pick(lang, "其他", "others").to_owned(), (0..stack.periods.len()).map(sum).collect()));
    }
    all
}

//! Stages: how many came how far, and how long things stay.

use dengwen_regulation::show::drawn::width;
use dengwen_statistics::Ratio;

use crate::{
    Count, StageStay,
    canvas::{Canvas, From, LEAD, SMALL, TEXT, fit, lines},
    length, percent, pick,
};

/// Each stage a bar under its name, in the middle, as long as its count.
pub(crate) fn funnel(canvas: &mut Canvas, stages: &[Count]) {
    let first = stages.first().map_or(0, |stage| stage.count);
    let most = stages.iter().map(|stage| stage.count).max().unwrap_or(0).max(1);
    let mut y = 0.0;
    for stage in stages {
        let share = percent(Ratio { over: stage.count, under: first });
        let said = format!("{} · {share}", stage.count);
        let name = fit(&stage.label, TEXT, canvas.wide - width(&said, TEXT) - 16.0);
        canvas.text(0.0, y + 14.0, &name, "", From::Left);
        canvas.text(canvas.wide, y + 14.0, &said, "strong", From::Right);
        let long = (stage.count as f64 / most as f64 * canvas.wide).max(2.0);
        canvas.rect("bar", (canvas.wide - long) / 2.0, y + 20.0, long, 16.0);
        y += 46.0;
    }
    canvas.high = y;
}

/// Each stage a box with its median stay; the bottleneck is framed, slanted and named.
pub(crate) fn flow(canvas: &mut Canvas, stages: &[StageStay]) {
    let shown: Vec<&StageStay> = stages.iter().filter(|stage| stage.stayed.count > 0).collect();
    let days = |stage: &StageStay| stage.stayed.median.and_then(Ratio::real).unwrap_or(0.0);
    let most = shown.iter().map(|stage| days(stage)).fold(0.0, f64::max).max(1.0);
    let names = canvas.wide * 0.4;
    let room = canvas.wide - names - 20.0;
    let mut y = 2.0;
    for (at, stage) in shown.iter().enumerate() {
        let name = lines(&stage.label, TEXT, names - 20.0, 2);
        let high = length(name.len()) * LEAD + 18.0;
        let worst = stage.stayed.bottleneck;
        canvas.rect(if worst { "box strong" } else { "box" }, 1.0, y, names, high);
        canvas.lines(11.0, y + 19.0, &name, if worst { "strong" } else { "" }, From::Left);
        let long = days(stage) / most * (room - 10.0);
        canvas.filled(usize::from(!worst), names + 14.0, y + high - 16.0, long.max(2.0), 12.0);
        let said = said(canvas, stage, worst);
        canvas.text(
            names + 14.0,
            y + high - 20.0,
            &fit(&said, SMALL, room),
            if worst { "mark" } else { "dim" },
            From::Left,
        );
        y += high;
        if at + 1 < shown.len() {
            let x = names / 2.0;
            canvas.line("bone", (x, y), (x, y + 12.0));
            canvas.way("bone", &[(x - 4.0, y + 8.0), (x, y + 12.0), (x + 4.0, y + 8.0)]);
            y += 14.0;
        }
    }
    canvas.high = y + 4.0;
}

fn said(canvas: &Canvas, stage: &StageStay, worst: bool) -> String {
    let days = days_of(stage.stayed.median);
    let mark = if worst { pick(canvas.lang, "瓶颈 · ", "bottleneck · ") } else { "" };
    match canvas.lang {
        crate::Lang::Zh => format!("{mark}中位 {days} 天 · {} 次", stage.stayed.count),
        crate::Lang::En => format!("{mark}median {days} d · {} stays", stage.stayed.count),
    }
}

/// `3`, `5.5`.
pub(crate) fn days_of(median: Option<Ratio>) -> String {
    let halves = median.map_or(0, |median| median.over.saturating_mul(2).checked_div(median.under).unwrap_or(0));
    if halves.is_multiple_of(2) { (halves / 2).to_string() } else { format!("{}.5", halves / 2) }
}

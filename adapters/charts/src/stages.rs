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

/// Each stage a box, beside it a bar as long as what was waited there in sum and where things went on to; the bottleneck is framed,
/// slanted and named.
pub(crate) fn flow(canvas: &mut Canvas, stages: &[StageStay]) {
    let shown: Vec<&StageStay> = stages.iter().filter(|stage| stage.stayed.count + stage.stayed.waiting > 0).collect();
    let most = shown.iter().map(|stage| stage.stayed.sum).max().unwrap_or(0).max(1);
    let names = canvas.wide * if canvas.is_narrow() { 0.34 } else { 0.3 };
    let left = names + 14.0;
    let room = canvas.wide - left - 6.0;
    let mut y = 2.0;
    for (at, stage) in shown.iter().enumerate() {
        let name = lines(&stage.label, TEXT, names - 20.0, 3);
        let worst = stage.stayed.bottleneck;
        let beside = [lines(&said(canvas, stage), SMALL, room, 3), lines(&onward(canvas, stage), SMALL, room, 3)];
        let written = length(beside.iter().map(Vec::len).sum()) * LEAD;
        let high = (length(name.len()) * LEAD + 18.0).max(written + 22.0);
        canvas.rect(if worst { "box strong" } else { "box" }, 1.0, y, names, high);
        canvas.lines(11.0, y + 19.0, &name, if worst { "strong" } else { "" }, From::Left);
        let long = stage.stayed.sum as f64 / most as f64 * room;
        canvas.filled(usize::from(!worst), left, y, long.max(2.0), 12.0);
        let [times, ways] = beside;
        let next = canvas.lines(left, y + 26.0, &times, if worst { "mark" } else { "dim" }, From::Left);
        canvas.lines(left, next, &ways, "dim", From::Left);
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

fn said(canvas: &Canvas, stage: &StageStay) -> String {
    let of = stage.stayed;
    let mark = if of.bottleneck { pick(canvas.lang, "瓶颈 · ", "bottleneck · ") } else { "" };
    let sum = of.sum;
    let times = match (of.median, of.ninety, canvas.lang) {
        (Some(median), Some(ninety), crate::Lang::Zh) => {
            format!(" · 中位 {} 天，九成 {ninety} 天以内", days_of(median))
        }
        (Some(median), Some(ninety), crate::Lang::En) => {
            format!(" · median {} d, nine in ten within {ninety} d", days_of(median))
        }
        _ => String::new(),
    };
    let waiting = match (of.waiting, canvas.lang) {
        (0, _) => String::new(),
        (here, crate::Lang::Zh) => format!(" · 现在 {here} 件"),
        (here, crate::Lang::En) => format!(" · {here} there now"),
    };
    match canvas.lang {
        crate::Lang::Zh => format!("{mark}等待合计 {sum} 个工作日{times}{waiting}"),
        crate::Lang::En => format!("{mark}{sum} working days waited in sum{times}{waiting}"),
    }
}

/// `→ 调查核实 12 · 不予受理 3`.
fn onward(canvas: &Canvas, stage: &StageStay) -> String {
    let ways: Vec<String> = stage.to.iter().map(|(label, count)| format!("{label} {count}")).collect();
    if ways.is_empty() {
        pick(canvas.lang, "→ 还没有离开的", "→ nothing left yet").to_owned()
    } else {
        format!("→ {}", ways.join(" · "))
    }
}

/// `3`, `5.5`.
pub(crate) fn days_of(median: Ratio) -> String {
    let halves = median.over.saturating_mul(2).checked_div(median.under).unwrap_or(0);
    if halves.is_multiple_of(2) { (halves / 2).to_string() } else { format!("{}.5", halves / 2) }
}

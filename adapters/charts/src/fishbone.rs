//! Cause and effect: on a screen branches slant to a level spine, on a phone they leave an upright one.

use dengwen_regulation::show::drawn::width;

use crate::{
    Count, Fishbone,
    canvas::{Canvas, From, LEAD, TEXT, lines},
    length,
};

/// The narrowest room of a branch with its causes.
const ROOM: f64 = 124.0;
/// How far a branch leans.
const LEAN: f64 = 34.0;

pub(crate) fn draw(canvas: &mut Canvas, bone: &Fishbone) {
    let head = (canvas.wide * 0.2).min(width(&bone.effect, TEXT) + 20.0).max(60.0);
    let pairs = bone.branches.len().div_ceil(2).max(1);
    let room = (canvas.wide - head - 18.0) / length(pairs);
    if canvas.is_narrow() || room < ROOM {
        upright(canvas, bone);
    } else {
        level(canvas, bone, head, room);
    }
}

fn cause_lines(causes: &[Count], room: f64) -> Vec<Vec<String>> {
    let said = |one: &Count| if one.count > 0 { format!("{} {}", one.label, one.count) } else { one.label.clone() };
    causes.iter().map(|one| lines(&said(one), TEXT, room, 2)).collect()
}

fn high(causes: &[Vec<String>]) -> f64 {
    causes.iter().map(|lines| length(lines.len()) * LEAD + 8.0).sum::<f64>() + 14.0
}

fn level(canvas: &mut Canvas, bone: &Fishbone, head: f64, room: f64) {
    let room = room.min(230.0);
    let text = room - LEAN - 34.0;
    let broken: Vec<Vec<Vec<String>>> = bone.branches.iter().map(|(_, causes)| cause_lines(causes, text)).collect();
    let side = |odd: usize| broken.iter().skip(odd).step_by(2).map(|causes| high(causes)).fold(50.0, f64::max);
    let (above, below) = (side(0), side(1));
    let spine = 26.0 + above;
    let pairs = bone.branches.len().div_ceil(2);
    let end = length(pairs) * room + 12.0;
    canvas.line("spine", (0.0, spine), (end, spine));
    let effect = lines(&bone.effect, TEXT, head - 16.0, 4);
    let tall = length(effect.len()) * LEAD + 14.0;
    canvas.rect("box strong", end, spine - tall / 2.0, head, tall);
    canvas.lines(end + head / 2.0, spine - tall / 2.0 + 18.0, &effect, "strong", From::Middle);
    for (at, ((label, _), causes)) in bone.branches.iter().zip(&broken).enumerate() {
        let up = at % 2 == 0;
        let foot = length(at / 2 + 1) * room;
        let reach = if up { above } else { below };
        let tip = if up { spine - reach } else { spine + reach };
        canvas.line("bone", (foot - LEAN, tip), (foot, spine));
        let name = crate::canvas::fit(label, TEXT, room - 16.0);
        let half = width(&name, TEXT) / 2.0 + 8.0;
        let middle = (foot - LEAN).max(half).min(canvas.wide - half);
        let top = if up { tip - 22.0 } else { tip };
        canvas.rect("box", middle - half, top, half * 2.0, 22.0);
        canvas.text(middle, top + 15.0, &name, "strong", From::Middle);
        let mut y = if up { tip + 16.0 } else { spine + 16.0 };
        for cause in causes {
            let last = y + (length(cause.len()) - 1.0) * LEAD;
            let x = foot - LEAN * ((last + 4.0 - spine).abs() / reach);
            canvas.line("twig", (x - text - 8.0, last + 4.0), (x, last + 4.0));
            canvas.lines(x - text - 6.0, y, cause, "", From::Left);
            y = last + LEAD + 8.0;
        }
    }
    canvas.high = spine + below + if bone.branches.len() > 1 { 30.0 } else { 8.0 };
}

fn upright(canvas: &mut Canvas, bone: &Fishbone) {
    let room = canvas.wide - 60.0;
    let mut y = 4.0;
    for (label, causes) in &bone.branches {
        let name = crate::canvas::fit(label, TEXT, room - 20.0);
        canvas.line("bone", (8.0, y + 22.0), (30.0, y + 11.0));
        canvas.rect("box", 30.0, y, width(&name, TEXT) + 16.0, 22.0);
        canvas.text(38.0, y + 15.0, &name, "strong", From::Left);
        y += 38.0;
        for cause in cause_lines(causes, room) {
            canvas.line("twig", (38.0, y - 4.0), (46.0, y - 4.0));
            y = canvas.lines(52.0, y, &cause, "", From::Left) + 3.0;
        }
        y += 6.0;
    }
    canvas.line("spine", (8.0, 8.0), (8.0, y + 4.0));
    let effect = lines(&bone.effect, TEXT, canvas.wide - 20.0, 3);
    let tall = length(effect.len()) * LEAD + 12.0;
    canvas.rect("box strong", 1.0, y + 4.0, canvas.wide - 2.0, tall);
    canvas.lines(10.0, y + 21.0, &effect, "strong", From::Left);
    canvas.high = y + tall + 8.0;
}

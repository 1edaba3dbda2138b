//! A plane with axes: where values stand, what stands beside the axes, keys where the names do not fit.

use dengwen_regulation::show::drawn::width;

use crate::{
    canvas::{Canvas, From, LEAD, SMALL, TEXT, lines},
    length,
};

/// A plane between its edges, values going up from nought.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Plot {
    pub(crate) left: f64,
    pub(crate) right: f64,
    pub(crate) top: f64,
    pub(crate) bottom: f64,
    pub(crate) most: f64,
    step: f64,
}

impl Plot {
    /// A plane that holds values up to `most`; the step between marks is a round number, whole unless `percent`.
    pub(crate) fn new(canvas: &Canvas, most: f64, percent: bool, right: f64) -> Self {
        let step = step(most, percent);
        let most = (most / step).ceil().max(1.0) * step;
        let most = if percent { most.min(1.0) } else { most };
        let left = width(&mark(most, percent), SMALL).max(20.0) + 10.0;
        let bottom = if canvas.is_narrow() { 190.0 } else { 230.0 };
        Self { left, right: canvas.wide - right, top: 18.0, bottom, most, step }
    }

    pub(crate) fn y(&self, value: f64) -> f64 {
        self.bottom - (value / self.most).clamp(0.0, 1.0) * (self.bottom - self.top)
    }

    /// The middle of a slot of so many.
    pub(crate) fn x(&self, at: usize, of: usize) -> f64 {
        self.left + self.slot(of) * (length(at) + 0.5)
    }

    pub(crate) fn slot(&self, of: usize) -> f64 {
        (self.right - self.left) / length(of.max(1))
    }

    /// Marks of the upward axis with their lines.
    pub(crate) fn axis(&self, canvas: &mut Canvas, percent: bool) {
        let mut at = 0.0;
        while at <= self.most + self.step * 0.01 {
            let y = self.y(at);
            canvas.line(if at > 0.0 { "grid" } else { "axis" }, (self.left, y), (self.right, y));
            canvas.text(self.left - 6.0, y + 4.0, &mark(at, percent), "dim", From::Right);
            at += self.step;
        }
    }

    /// Names of periods beneath, as many as fit without touching, the last always among them.
    pub(crate) fn periods(&self, canvas: &mut Canvas, labels: &[&str]) {
        let widest = labels.iter().map(|label| width(label, SMALL)).fold(1.0, f64::max) + 10.0;
        let every = (widest / self.slot(labels.len())).ceil().max(1.0) as usize;
        let last = labels.len().saturating_sub(1);
        for (at, label) in labels.iter().enumerate().filter(|(at, _)| (last - at).is_multiple_of(every)) {
            let half = width(label, SMALL) / 2.0;
            let x = self.x(at, labels.len()).clamp(half, (canvas.wide - half).max(half));
            canvas.text(x, self.bottom + 16.0, label, "dim", From::Middle);
        }
        canvas.high = self.bottom + 24.0;
    }
}

/// A mark of an axis.
pub(crate) fn mark(value: f64, percent: bool) -> String {
    if percent { format!("{:.0}%", value * 100.0) } else { format!("{value:.0}") }
}

/// 1, 2 or 5 of a power of ten, so that no more than five are needed.
pub(crate) fn step(most: f64, percent: bool) -> f64 {
    let least = if percent { 0.01 } else { 1.0 };
    let mut power = least;
    loop {
        if let Some(found) = [1.0, 2.0, 5.0].map(|n| n * power).into_iter().find(|step| most / step <= 5.0) {
            return found;
        }
        power *= 10.0;
    }
}

/// Names of slots beneath a plane or above a table: in lines where they fit, else as keys.
pub(crate) enum Names {
    Lines(Vec<Vec<String>>),
    Keys(Vec<String>),
}

impl Names {
    pub(crate) fn of(labels: &[&str], room: f64) -> Self {
        let broken: Vec<Vec<String>> = labels.iter().map(|label| lines(label, TEXT, room - 8.0, 3)).collect();
        let whole = broken.iter().flatten().all(|line| !line.ends_with('…'));
        // A name of one character a line is read worse than a key.
        if whole && (room >= 44.0 || broken.iter().all(|lines| lines.len() == 1)) {
            return Self::Lines(broken);
        }
        Self::Keys((0..labels.len()).map(key).collect())
    }

    /// How high they are.
    pub(crate) fn high(&self) -> f64 {
        match self {
            Self::Lines(all) => all.iter().map(|lines| length(lines.len())).fold(1.0, f64::max) * LEAD,
            Self::Keys(_) => LEAD,
        }
    }

    pub(crate) fn at(&self, canvas: &mut Canvas, place: usize, x: f64, y: f64) {
        match self {
            Self::Lines(all) => {
                if let Some(lines) = all.get(place) {
                    canvas.lines(x, y, lines, "", From::Middle);
                }
            }
            Self::Keys(keys) => {
                if let Some(key) = keys.get(place) {
                    canvas.text(x, y, key, "strong", From::Middle);
                }
            }
        }
    }

    /// What the keys stand for, beneath; returns where the next thing may stand.
    pub(crate) fn legend(&self, canvas: &mut Canvas, texts: &[String], mut y: f64) -> f64 {
        let Self::Keys(keys) = self else { return y };
        for (key, text) in keys.iter().zip(texts) {
            canvas.text(12.0, y, key, "strong", From::Middle);
            let room = canvas.wide - 28.0;
            y = canvas.lines(26.0, y, &lines(text, TEXT, room, 2), "", From::Left) + 2.0;
        }
        y
    }
}

/// A, B … Z, then numbers.
fn key(at: usize) -> String {
    let letter = u8::try_from(at).ok().filter(|at| *at < 26).map(|at| char::from(b'A' + at));
    letter.map_or_else(|| (at + 1).to_string(), String::from)
}

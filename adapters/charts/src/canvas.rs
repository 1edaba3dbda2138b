//! What charts are drawn on: shapes with classes, texts that are escaped and cut to their room.

use std::fmt::Write as _;

use dengwen_regulation::{
    model::Lang,
    show::drawn::{escape, width, wrap},
};

/// Size of what is read, in pixels.
pub(crate) const TEXT: f64 = 12.0;
/// Size of what stands beside it.
pub(crate) const SMALL: f64 = 11.0;
/// From one line to the next.
pub(crate) const LEAD: f64 = 15.0;
/// How many patterns tell series apart.
pub(crate) const PATTERNS: usize = 6;

/// Where a text stands from its point.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum From {
    Left,
    Middle,
    Right,
}

/// A drawing in the making.
pub(crate) struct Canvas {
    pub(crate) wide: f64,
    pub(crate) high: f64,
    pub(crate) lang: Lang,
    id: String,
    body: String,
}

impl Canvas {
    pub(crate) fn new(id: String, wide: f64, lang: Lang) -> Self {
        Self { wide, high: 0.0, lang, id, body: String::new() }
    }

    /// Is it the one for a phone.
    pub(crate) fn is_narrow(&self) -> bool {
        self.wide < 500.0
    }

    /// A text of ordinary size (`""`, `strong`) or small (`dim`, `mark`).
    pub(crate) fn text(&mut self, x: f64, y: f64, text: &str, class: &str, from: From) {
        if text.is_empty() {
            return;
        }
        let anchor = match from {
            From::Left => "",
            From::Middle => r#" text-anchor="middle""#,
            From::Right => r#" text-anchor="end""#,
        };
        let _ = write!(self.body, r#"<text class="{class}" x="{x:.1}" y="{y:.1}"{anchor}>{}</text>"#, escape(text));
    }

    /// Lines beneath each other; returns where the next would stand.
    pub(crate) fn lines(&mut self, x: f64, mut y: f64, lines: &[String], class: &str, from: From) -> f64 {
        for line in lines {
            self.text(x, y, line, class, from);
            y += LEAD;
        }
        y
    }

    pub(crate) fn rect(&mut self, class: &str, x: f64, y: f64, wide: f64, high: f64) {
        let _ = write!(
            self.body,
            r#"<rect class="{class}" x="{x:.1}" y="{y:.1}" width="{:.1}" height="{:.1}"/>"#,
            wide.max(0.0),
            high.max(0.0)
        );
    }

    /// A rectangle filled with one of the patterns.
    pub(crate) fn filled(&mut self, pattern: usize, x: f64, y: f64, wide: f64, high: f64) {
        let _ = write!(
            self.body,
            r#"<rect class="fill" fill="url(#{}-p{})" x="{x:.1}" y="{y:.1}" width="{:.1}" height="{:.1}"/>"#,
            self.id,
            pattern % PATTERNS,
            wide.max(0.0),
            high.max(0.0)
        );
    }

    pub(crate) fn line(&mut self, class: &str, (x1, y1): (f64, f64), (x2, y2): (f64, f64)) {
        let _ = write!(self.body, r#"<path class="{class}" d="M{x1:.1} {y1:.1}L{x2:.1} {y2:.1}"/>"#);
    }

    pub(crate) fn way(&mut self, class: &str, points: &[(f64, f64)]) {
        let mut d = String::new();
        for (n, (x, y)) in points.iter().enumerate() {
            let _ = write!(d, "{}{x:.1} {y:.1}", if n == 0 { 'M' } else { 'L' });
        }
        let _ = write!(self.body, r#"<path class="{class}" d="{d}"/>"#);
    }

    /// A point: round, or of another shape and larger where it is marked.
    pub(crate) fn point(&mut self, x: f64, y: f64, marked: bool) {
        let _ = if marked {
            write!(self.body, r#"<path class="point marked" d="M{x:.1} {:.1}l6 6l-6 6l-6 -6z"/>"#, y - 6.0)
        } else {
            write!(self.body, r#"<circle class="point" cx="{x:.1}" cy="{y:.1}" r="3"/>"#)
        };
    }

    /// The whole drawing.
    pub(crate) fn svg(self, title: &str, summary: &str) -> String {
        let Self { wide, high, id, body, lang } = self;
        let (title, summary) = (escape(title), escape(summary));
        let lang = match lang {
            Lang::Zh => "zh-CN",
            Lang::En => "en",
        };
        let patterns = if body.contains("url(#") { patterns(&id) } else { String::new() };
        format!(
            r#"<svg class="dw-drawn__svg" viewBox="0 0 {wide:.0} {high:.0}" role="img" aria-labelledby="{id}-t {id}-d" lang="{lang}"><title id="{id}-t">{title}</title><desc id="{id}-d">{summary}</desc>{patterns}{body}</svg>"#
        )
    }
}

/// Full, slanted, dotted, crossed, level, bare.
fn patterns(id: &str) -> String {
    let shapes = [
        r#"<rect class="s0 full" width="8" height="8"/>"#,
        r#"<rect class="s1 wash" width="8" height="8"/><path class="s1" d="M-2 2L2 -2M0 8L8 0M6 10L10 6"/>"#,
        r#"<rect class="s2 wash" width="8" height="8"/><circle class="s2 full" cx="2" cy="2" r="1.4"/><circle class="s2 full" cx="6" cy="6" r="1.4"/>"#,
        r#"<rect class="s3 wash" width="8" height="8"/><path class="s3" d="M0 0L8 8M0 8L8 0"/>"#,
        r#"<rect class="s4 wash" width="8" height="8"/><path class="s4" d="M0 2H8M0 6H8"/>"#,
        r#"<rect class="s5 wash" width="8" height="8"/>"#,
    ];
    let one = |(n, shape): (usize, &&str)| {
        format!(r#"<pattern id="{id}-p{n}" width="8" height="8" patternUnits="userSpaceOnUse">{shape}</pattern>"#)
    };
    format!("<defs>{}</defs>", shapes.iter().enumerate().map(one).collect::<String>())
}

/// A text cut to its room.
pub(crate) fn fit(text: &str, size: f64, most: f64) -> String {
    if width(text, size) <= most {
        return text.to_owned();
    }
    let mut cut = String::new();
    for c in text.chars() {
        cut.push(c);
        if width(&cut, size) + size > most {
            cut.pop();
            break;
        }
    }
    format!("{}…", cut.trim_end())
}

/// A text in lines of its room, no more than so many.
pub(crate) fn lines(text: &str, size: f64, most: f64, count: usize) -> Vec<String> {
    let mut all = wrap(text, size, most);
    if all.len() > count {
        let rest: String = all.split_off(count.saturating_sub(1)).join(if text.is_ascii() { " " } else { "" });
        all.push(rest);
    }
    all.into_iter().map(|line| fit(&line, size, most)).collect()
}

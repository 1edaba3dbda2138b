//! Limits and targets that are plain numbers, to be changed one by one.

use dengwen_calendar::Span as Time;

use super::{Editor, Unfit, find::steps, written::scalar};
use crate::{
    model::{Label, Lang, Limit, Regulation},
    tree::Node,
};

/// The numbers of a figure.
const FIGURES: [&str; 2] = ["target", "decimals"];

/// A number that the text gives, with its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LimitLine {
    /// Where it stands: keys, places in lists from 0.
    pub path: String,
    /// The limit or figure.
    pub label: String,
    /// Which of its numbers: the key, `within`, `at-latest`, `extend`, `warn`, `every`, `target`, `decimals`.
    pub key: &'static str,
    /// Which row of several, from 1.
    pub row: Option<usize>,
    /// The article.
    pub article: Option<String>,
    /// As written: `15 working-days`, or a target.
    pub written: String,
    /// The source leaves it open; the number is a proposal.
    pub blank: bool,
}

impl Editor {
    /// All limits and targets of this file that are plain numbers.
    #[must_use]
    pub fn numbers(&self, regulation: &Regulation, lang: Lang) -> Vec<LimitLine> {
        let mut all = Vec::new();
        for (_, shape) in regulation.shapes() {
            shape.limits.values().for_each(|limit| self.numbers_of(limit, lang, &mut all));
        }
        for indicator in regulation.indicators.values() {
            for key in FIGURES {
                let path = format!("{}.{key}", indicator.rule.path);
                if let Some(written) = self.at(&steps(&path)).and_then(Node::text).filter(|text| has_number(text)) {
                    let said = (&indicator.label, indicator.rule.article.clone());
                    all.push(line(path, said, (key, None), written, lang));
                }
            }
        }
        all
    }

    fn numbers_of(&self, limit: &Limit, lang: Lang, all: &mut Vec<LimitLine>) {
        let said = || (&limit.label, limit.rule.article.clone());
        let text = |path: &str| self.at(&steps(path)).and_then(Node::text).filter(|text| is_time(text));
        let base = &limit.rule.path;
        for (n, row) in limit.within.iter().enumerate() {
            let several = format!("{base}.within.{n}.is");
            let alone = format!("{base}.within");
            let (path, place) = if text(&several).is_some() { (several, Some(n + 1)) } else { (alone, None) };
            if let Some(written) = text(&path) {
                let said = (&limit.label, row.rule.article.clone());
                all.push(LimitLine { blank: row.blank, ..line(path, said, ("within", place), written, lang) });
            }
        }
        for (key, place) in [
            ("at-latest", "at-latest"),
            ("every", "every"),
            ("extend", "extend.at-most"),
            ("warn", "warn"),
            ("warn", "warn.0"),
        ] {
            let path = format!("{base}.{place}");
            if let Some(written) = text(&path) {
                all.push(line(path, said(), (key, None), written, lang));
            }
        }
    }

    /// Writes another number in place of one of those.
    ///
    /// # Errors
    /// [`Unfit`] if it is none, or no number stood there.
    pub fn renumber(&mut self, path: &str, written: &str) -> Result<(), Unfit> {
        let figure = FIGURES.iter().any(|key| path.ends_with(&format!(".{key}")));
        let fits = if figure { has_number(written) } else { is_time(written) };
        let there = self.at(&steps(path)).and_then(Node::text).is_some();
        if fits && there { self.replace(&steps(path), &scalar(written)) } else { Err(Unfit) }
    }
}

fn line(
    path: String,
    (label, article): (&Label, Option<String>),
    (key, row): (&'static str, Option<usize>),
    written: &str,
    lang: Lang,
) -> LimitLine {
    let label = label.in_lang(lang).to_owned();
    LimitLine { path, label, key, row, article, written: written.to_owned(), blank: false }
}

/// A number and a unit, `same_day` or `immediate`.
fn is_time(text: &str) -> bool {
    let known = text.parse::<Time>().is_ok();
    known && (has_number(text) || matches!(text, "same_day" | "immediate"))
}

fn has_number(text: &str) -> bool {
    text.chars().any(|c| c.is_ascii_digit()) && !text.contains(['{', '"', '\n'])
}

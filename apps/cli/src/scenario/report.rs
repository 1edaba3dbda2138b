//! What came of scenarios, as text and as JSON.

use std::fmt::Write as _;

use dengwen_regulation::model::Lang;
use serde_json::{Value, json};

use super::{
    coverage::Hits,
    story::{Step, Story},
};

/// A scenario that was run.
#[derive(Debug, Clone)]
pub(crate) struct Outcome {
    pub(crate) file: String,
    pub(crate) pack: String,
    label: dengwen_regulation::model::Label,
    covers: Vec<String>,
    pub(crate) failures: Vec<Failure>,
    /// What of the regulation it hit.
    pub(crate) hits: Hits,
}

/// Something that is not as the scenario says.
#[derive(Debug, Clone, Default)]
pub(crate) struct Failure {
    step: Option<usize>,
    line: u32,
    what: String,
    compared: Option<(String, String, String)>,
}

impl Failure {
    /// The scenario as a whole cannot be run.
    pub(super) fn whole(what: String) -> Self {
        Self { what, ..Self::default() }
    }

    /// A step could not be done.
    pub(super) fn at(n: usize, step: &Step, what: String) -> Self {
        Self { step: Some(n), line: step.span.line, what, compared: None }
    }

    /// An expectation that does not hold.
    pub(super) fn expected(key: &str, expected: &str, found: &str) -> Self {
        Self::default().compared(key, expected, found)
    }

    pub(super) fn compared(self, key: &str, expected: &str, found: &str) -> Self {
        Self { compared: Some((key.to_owned(), expected.to_owned(), found.to_owned())), ..self }
    }

    /// The same, with the line of the expectation.
    pub(super) fn on_line(self, line: u32) -> Self {
        Self { line, ..self }
    }

    pub(super) fn in_step(self, n: usize, step: &Step) -> Self {
        let line = if self.line == 0 { step.span.line } else { self.line };
        Self { step: Some(n), line, ..self }
    }

    fn text(&self, file: &str, lang: Lang) -> String {
        let zh = lang == Lang::Zh;
        let step = self.step.map_or_else(String::new, |n| if zh { format!("第{n}步 ") } else { format!("step {n} ") });
        let place = if self.line == 0 { String::new() } else { format!("{file}:{} ", self.line) };
        let mut text = format!("  {place}{step}{}", self.what);
        if let Some((key, expected, found)) = &self.compared {
            let (wanted, got) = if zh { ("应为", "实为") } else { ("expected", "found") };
            let _ = write!(text, "{key}\n      {wanted}: {expected}\n      {got}: {found}");
        }
        text
    }

    fn json(&self) -> Value {
        let compared = self.compared.as_ref();
        json!({
            "step": self.step, "line": self.line,
            "what": compared.map_or(self.what.as_str(), |(key, ..)| key.as_str()),
            "expected": compared.map(|(_, expected, _)| expected),
            "found": compared.map(|(_, _, found)| found),
        })
    }
}

impl Outcome {
    pub(super) fn new(story: &Story, failures: Vec<Failure>) -> Self {
        let (file, pack) = (story.file.clone(), story.pack.clone());
        Self { file, pack, label: story.label.clone(), covers: story.covers.clone(), failures, hits: Hits::default() }
    }

    /// With what it hit.
    pub(super) fn with(self, hits: Hits) -> Self {
        Self { hits, ..self }
    }

    /// A file that is not there any more.
    pub(crate) fn lost(file: &str, why: &str) -> Self {
        Self { failures: vec![Failure::whole(why.to_owned())], ..Self::unread(file, &[], Lang::Zh) }
    }

    /// A file that could not be understood.
    pub(crate) fn unread(file: &str, findings: &[dengwen_regulation::finding::Finding], lang: Lang) -> Self {
        let failures = findings.iter().map(|finding| Failure::whole(finding.render(lang))).collect();
        let label = dengwen_regulation::model::Label::new("读不懂这个场景", "the scenario cannot be read");
        Self { file: file.to_owned(), pack: String::new(), label, covers: Vec::new(), failures, hits: Hits::default() }
    }
}

/// All outcomes as text: failures first, then how many passed.
pub(crate) fn text(outcomes: &[Outcome], lang: Lang) -> String {
    let mut text = String::new();
    for outcome in outcomes.iter().filter(|outcome| !outcome.failures.is_empty()) {
        let mark = if lang == Lang::Zh { "未通过" } else { "failed" };
        let _ = writeln!(text, "{mark} {}: {}", outcome.file, outcome.label.in_lang(lang));
        for failure in &outcome.failures {
            let _ = writeln!(text, "{}", failure.text(&outcome.file, lang));
        }
    }
    let failed = outcomes.iter().filter(|outcome| !outcome.failures.is_empty()).count();
    let passed = outcomes.len() - failed;
    let _ = match lang {
        Lang::Zh => writeln!(text, "场景：{passed} 个通过，{failed} 个未通过"),
        Lang::En => writeln!(text, "scenarios: {passed} passed, {failed} failed"),
    };
    text
}

/// All outcomes as JSON.
pub(crate) fn json_of(outcomes: &[Outcome]) -> String {
    let one = |outcome: &Outcome| {
        let failures: Vec<Value> = outcome.failures.iter().map(Failure::json).collect();
        json!({"file": outcome.file, "regulation": outcome.pack, "scenario": outcome.label, "covers": outcome.covers,
            "passed": failures.is_empty(), "failures": failures})
    };
    let all: Vec<Value> = outcomes.iter().map(one).collect();
    let failed = outcomes.iter().filter(|outcome| !outcome.failures.is_empty()).count();
    format!("{:#}", json!({"passed": outcomes.len() - failed, "failed": failed, "scenarios": all}))
}

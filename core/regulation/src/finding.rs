//! Findings: what is wrong in a file, where, and how to mend it.

use std::fmt;

use serde::Serialize;

use crate::model::{Label, Lang, Span};

/// How grave a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// The regulation is refused.
    Error,
    /// It may go live; somebody should look.
    Warning,
    /// To be known: blanks and gaps.
    Note,
}

/// One finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// The rule of the checker, stable, such as `unknown-name`.
    pub code: &'static str,
    /// How grave.
    pub severity: Severity,
    /// Where in the file.
    pub span: Span,
    /// Path from the top of the file, such as `acts.decide.by`.
    pub path: String,
    /// The text concerned, as written.
    pub subject: String,
    /// What is wrong.
    pub what: Label,
    /// The proposed mend.
    pub mend: Option<Label>,
}

impl Finding {
    /// An error.
    #[must_use]
    pub fn error(code: &'static str, span: &Span, what: Label) -> Self {
        let (path, subject) = (String::new(), String::new());
        Self { code, severity: Severity::Error, span: span.clone(), path, subject, what, mend: None }
    }

    /// A warning.
    #[must_use]
    pub fn warning(code: &'static str, span: &Span, what: Label) -> Self {
        Self { severity: Severity::Warning, ..Self::error(code, span, what) }
    }

    /// A note.
    #[must_use]
    pub fn note(code: &'static str, span: &Span, what: Label) -> Self {
        Self { severity: Severity::Note, ..Self::error(code, span, what) }
    }

    /// The same, with its path.
    #[must_use]
    pub fn at(self, path: impl Into<String>) -> Self {
        Self { path: path.into(), ..self }
    }

    /// The same, with the text concerned.
    #[must_use]
    pub fn about(self, subject: impl Into<String>) -> Self {
        Self { subject: subject.into(), ..self }
    }

    /// The same, with a proposed mend.
    #[must_use]
    pub fn mend(self, zh: &str, en: &str) -> Self {
        Self { mend: Some(Label::new(zh, en)), ..self }
    }
}

impl Severity {
    /// The word for people.
    #[must_use]
    pub fn word(self, lang: Lang) -> &'static str {
        match (self, lang) {
            (Self::Error, Lang::Zh) => "错误",
            (Self::Warning, Lang::Zh) => "警告",
            (Self::Note, Lang::Zh) => "提示",
            (Self::Error, Lang::En) => "error",
            (Self::Warning, Lang::En) => "warning",
            (Self::Note, Lang::En) => "note",
        }
    }
}

impl Finding {
    /// One or two lines: place, gravity, rule, what is wrong; then the mend.
    #[must_use]
    pub fn render(&self, lang: Lang) -> String {
        let Span { file, line, column, .. } = &self.span;
        let (word, what) = (self.severity.word(lang), self.what.in_lang(lang));
        let mut text = format!("{file}:{line}:{column} {word} {}: {what}", self.code);
        if !self.subject.is_empty() {
            text.push_str(&format!(" `{}`", self.subject));
        }
        if !self.path.is_empty() {
            text.push_str(&format!(" ({})", self.path));
        }
        if let Some(mend) = &self.mend {
            text.push_str(&format!("\n    → {}", mend.in_lang(lang)));
        }
        text
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.render(Lang::Zh))
    }
}

/// By file, line and column, the graver first.
pub fn sort(findings: &mut [Finding]) {
    findings.sort_by(|a, b| (&a.span, a.severity, a.code).cmp(&(&b.span, b.severity, b.code)));
}

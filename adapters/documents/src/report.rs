//! A periodic report: who made it for whom, what was written, each figure with its charts and its table.

use serde::{Deserialize, Serialize};

use crate::{Language, Row};

/// A periodic report as it is printed. All text is finished; charts are drawn.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// The language of headings that the template brings.
    pub language: Language,
    /// Whose report it is.
    pub organisation: String,
    /// What it is called.
    pub title: String,
    /// The days it covers, in words.
    pub period: String,
    /// The regulation and article it rests on.
    pub basis: String,
    /// The day it bears: that of preparation, or the last of its period. The machine's clock is never read.
    pub dated: jiff::civil::Date,
    /// It has not gone out: printed across each page.
    pub draft: bool,
    /// Prepared, approved, sent to whom, and when.
    pub people: Vec<Row>,
    /// What was written.
    pub written: Vec<Row>,
    /// The figures.
    pub figures: Vec<Figure>,
}

/// One figure.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Figure {
    /// What is counted.
    pub label: String,
    /// The whole, with its fraction where it is a share.
    pub whole: String,
    /// What is counted, of what, on which article, and how the organisation reads it.
    pub notes: Vec<String>,
    /// The charts.
    pub charts: Vec<Picture>,
    /// The head of the table; empty where there is none.
    pub columns: Vec<String>,
    /// Its lines.
    pub rows: Vec<Vec<String>>,
}

/// A chart.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Picture {
    /// What it is called.
    pub title: String,
    /// The SVG, with colours of its own.
    pub svg: String,
    /// What it says, in words.
    pub said: String,
}

impl Report {
    /// The name of the file.
    #[must_use]
    pub fn file_name(&self) -> String {
        format!("{} {}.pdf", self.title, self.period)
    }
}

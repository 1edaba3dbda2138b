//! The form of an act, as plain values: its fields, its options, what to know beside them.

use dengwen_regulation::model::Lang;
use serde::Serialize;

use super::Cited;
use crate::{incoming::pick, show::words};

/// A form: an act with what it asks.
#[derive(Debug, Clone, Default, Serialize)]
pub struct FormView {
    /// The act.
    pub act: String,
    /// Row of a part it is about: `part.n`.
    pub row: Option<String>,
    /// What the button says.
    pub label: String,
    /// Where it stands.
    pub cited: Cited,
    /// What it asks.
    pub fields: Vec<FieldView>,
    /// Options, of which one is chosen.
    pub options: Vec<OptionView>,
    /// Steps of the guide shown beside it.
    pub guide: Vec<String>,
    /// Warnings that hold now; going on needs a reason.
    pub warnings: Vec<Cited>,
    /// Several hands are needed: what to know about it.
    pub hands: Option<String>,
    /// What follows, in words, such as the limit it starts.
    pub follows: Vec<String>,
}

/// An option of an act.
#[derive(Debug, Clone, Serialize)]
pub struct OptionView {
    /// Its id.
    pub id: String,
    /// Its label.
    pub label: String,
    /// What it asks beyond the act's own.
    pub fields: Vec<FieldView>,
    /// Why it cannot be chosen now.
    pub closed: Vec<Cited>,
}

/// How a field is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Control {
    /// One line.
    Text,
    /// Several lines.
    Long,
    /// A whole number.
    Number,
    /// A number with decimals.
    Decimal,
    /// Money in yuan.
    Money,
    /// Yes, no, or not said.
    YesNo,
    /// A day.
    Date,
    /// A day and time.
    Moment,
    /// A time of day.
    Time,
    /// A length of time as text.
    Interval,
    /// One of `options`.
    One,
    /// Any of `options`.
    Many,
    /// Files.
    Files,
    /// A telephone number.
    Phone,
    /// A group of fields (`children`), such as a party; `many`: may be given several times.
    Group,
}

/// How a party stands to whoever fills in the form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Stands {
    /// It complains.
    Complaining,
    /// Some of those who complain, who speak for all of them.
    Among,
    /// Somebody else who speaks for those who complain.
    For,
    /// It is complained of.
    Against,
    /// It stands beside.
    Beside,
}

/// A field of a form.
#[derive(Debug, Clone, Serialize)]
pub struct FieldView {
    /// The key under which it is sent: `matter`, `class.track`, `party.reporter.0.name`.
    pub key: String,
    /// Its label.
    pub label: String,
    /// A hint: the meaning, the article.
    pub hint: Option<String>,
    /// How it is asked.
    pub control: Control,
    /// Must it be given.
    pub must: bool,
    /// Several values.
    pub many: bool,
    /// Choices, people, units, cases.
    pub options: Vec<Choice>,
    /// What stands in it now, as it would be typed.
    pub value: Vec<String>,
    /// Fields of a group.
    pub children: Vec<FieldView>,
    /// What is wrong with it, as an instruction.
    pub error: Option<String>,
    /// It is kept sealed; who will see it.
    pub sealed: bool,
    /// Until it is sent it may lie in the browser of whoever types it: it names nobody, and nothing of it is kept sealed.
    #[serde(skip)]
    pub keepable: bool,
    /// The article beside it.
    pub article: Option<String>,
    /// Of a group that is a party: how it stands to whoever fills in the form.
    #[serde(skip)]
    pub stands: Option<Stands>,
}

impl FieldView {
    /// A field with nothing in it, which need not be given.
    #[must_use]
    pub fn new(key: impl Into<String>, label: impl Into<String>, control: Control) -> Self {
        Self {
            key: key.into(),
            label: label.into(),
            hint: None,
            control,
            must: false,
            many: false,
            options: Vec::new(),
            value: Vec::new(),
            children: Vec::new(),
            error: None,
            sealed: false,
            keepable: false,
            article: None,
            stands: None,
        }
    }
}

impl FieldView {
    /// What stands in it, as people read it: the labels of what is chosen.
    #[must_use]
    pub fn said(&self, lang: Lang) -> String {
        let words = |value: &String| match (self.control, value.as_str()) {
            (Control::YesNo, "yes") => pick(lang, "是", "yes").to_owned(),
            (Control::YesNo, "no") => pick(lang, "否", "no").to_owned(),
            _ => {
                let chosen = self.options.iter().find(|one| one.value == *value);
                chosen.map_or_else(|| value.trim().to_owned(), |one| one.label.clone())
            }
        };
        words::listed(&self.value.iter().map(words).filter(|said| !said.is_empty()).collect::<Vec<_>>(), lang)
    }
}

/// A choice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Choice {
    /// What is sent.
    pub value: String,
    /// What is shown.
    pub label: String,
    /// What it means.
    pub meaning: Option<String>,
}

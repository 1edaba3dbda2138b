//! What comes of a command.

use dengwen_regulation::model::{Id, Label, Rule};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Command, Event, NumberOf, Question, Surroundings};

/// What comes of a command.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    /// It is done; store this.
    Done(Box<Commit>),
    /// It is refused, for all these reasons; nothing changed.
    Refused(Vec<Refusal>),
    /// First these have to be answered.
    Missing(Vec<Question>),
}

/// One command with all that came of it: one row, one hash, one step of the version.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Commit {
    /// The case.
    pub case: String,
    /// Its place in the stream, from 1.
    pub seq: u64,
    /// The form of this record.
    pub form: u16,
    /// What was asked.
    pub command: Command,
    /// What was used of the surroundings.
    #[serde(default, skip_serializing_if = "Surroundings::is_empty")]
    pub used: Surroundings,
    /// What happened.
    pub events: Vec<Event>,
    /// When it was entered.
    pub entered: Timestamp,
}

/// A number to be taken inside the transaction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NumberWanted {
    /// Of what.
    pub of: NumberOf,
    /// The series; each counts from 1.
    pub series: String,
    /// The text, with `{serial}` or `{serial:4}` still to be filled in.
    pub pattern: String,
}

impl Commit {
    /// The form written today.
    pub const FORM: u16 = 1;

    /// Numbers wanted, in order. Take one of each series inside the transaction and give them to [`Commit::fill`].
    #[must_use]
    pub fn wanted(&self) -> Vec<NumberWanted> {
        let wanted = |event: &Event| match event {
            Event::Numbered { of, series, pattern, number: None } => {
                Some(NumberWanted { of: *of, series: series.clone(), pattern: pattern.clone() })
            }
            _ => None,
        };
        self.events.iter().filter_map(wanted).collect()
    }

    /// Fills in the numbers taken, asking `next` for the next of a series.
    pub fn fill(&mut self, mut next: impl FnMut(&str) -> u64) {
        for event in &mut self.events {
            if let Event::Numbered { series, pattern, number, .. } = event
                && number.is_none()
            {
                *number = Some(with_serial(pattern, next(series)));
            }
        }
    }
}

/// Puts a serial into `{serial}` or, padded with zeros, `{serial:4}`.
fn with_serial(pattern: &str, serial: u64) -> String {
    let Some((before, rest)) = pattern.split_once("{serial") else {
        return pattern.to_owned();
    };
    let Some((width, after)) = rest.split_once('}') else {
        return pattern.to_owned();
    };
    let width = width.strip_prefix(':').and_then(|w| w.parse::<usize>().ok()).unwrap_or(0).min(20);
    format!("{before}{serial:0width$}{after}")
}

/// Why an act is refused; stable, for programs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Code {
    /// There is no such act here.
    ActUnknown,
    /// There is no such row here.
    RowUnknown,
    /// There is no such option here.
    OptionUnknown,
    /// One of the options must be chosen.
    OptionMissing,
    /// It is not for the actor to do (403).
    NotByYou,
    /// The actor must not have to do with this case, or not decide on themselves (403).
    Barred,
    /// The case is already there.
    AlreadyBegun,
    /// The case is not there yet.
    NotBegun,
    /// No way in of this name begins such a case.
    ChannelUnknown,
    /// Not in this stage.
    NotInStage,
    /// Nobody has asked for it.
    NotAsked,
    /// The right has lapsed.
    LimitLapsed,
    /// A condition of the regulation stands in the way.
    Guard,
    /// Something must be on file first.
    Needs,
    /// Something must be given.
    InputMissing,
    /// Something given does not fit.
    InputWrong,
    /// A paper would lack what it must say.
    PaperIncomplete,
    /// A file that is no extract would reach the side complained of.
    OriginalKeptBack,
    /// A warning stands against it; it may go on with a reason.
    Warned,
    /// The case cannot end: something in it is still open.
    CaseOpenParts,
    /// The date is promised and cannot be moved like this.
    Promised,
    /// More time is not to be had.
    NoMoreTime,
    /// It happened before something that must come first, or lies in the future.
    WrongTime,
    /// Somebody else must sign first, or they have signed already.
    NotYourTurn,
    /// The regulation goes round in a circle here.
    Circle,
    /// It has changed meanwhile.
    Changed,
}

impl Code {
    /// The code as text.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::ActUnknown => "act_unknown",
            Self::RowUnknown => "row_unknown",
            Self::OptionUnknown => "option_unknown",
            Self::OptionMissing => "option_missing",
            Self::NotByYou => "not_by_you",
            Self::Barred => "barred",
            Self::AlreadyBegun => "already_begun",
            Self::NotBegun => "not_begun",
            Self::ChannelUnknown => "channel_unknown",
            Self::NotInStage => "not_in_stage",
            Self::NotAsked => "not_asked",
            Self::LimitLapsed => "limit_lapsed",
            Self::Guard => "guard",
            Self::Needs => "needs",
            Self::InputMissing => "input_missing",
            Self::InputWrong => "input_wrong",
            Self::PaperIncomplete => "paper_incomplete",
            Self::OriginalKeptBack => "original_kept_back",
            Self::Warned => "warned",
            Self::CaseOpenParts => "case_open_parts",
            Self::Promised => "promised",
            Self::NoMoreTime => "no_more_time",
            Self::WrongTime => "wrong_time",
            Self::NotYourTurn => "not_your_turn",
            Self::Circle => "circle",
            Self::Changed => "changed",
        }
    }
}

/// Why an act is refused: what stands in the way, the article, and what can be done instead.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refusal {
    /// The sort of reason.
    pub code: Code,
    /// What stands in the way, in words.
    pub label: Label,
    /// The article behind it.
    pub article: Option<String>,
    /// The organisation's reading behind it.
    pub reading: Option<Label>,
    /// Fields or inputs concerned, by key.
    pub fields: Vec<String>,
    /// Acts open instead.
    pub remedy: Vec<Id>,
    /// Where the regulation says so: the path of the guard, such as `acts.decide.refuse.1`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub guard: Option<String>,
}

impl Refusal {
    /// A refusal of one sort.
    #[must_use]
    pub fn new(code: Code, label: Label) -> Self {
        Self { code, label, article: None, reading: None, fields: Vec::new(), remedy: Vec::new(), guard: None }
    }

    /// The stable code.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        self.code.as_str()
    }

    /// With the rule behind it.
    #[must_use]
    pub fn by(mut self, rule: &Rule) -> Self {
        self.article.clone_from(&rule.article);
        self.reading.clone_from(&rule.reading);
        self
    }

    /// With a field concerned.
    #[must_use]
    pub fn at(mut self, field: impl Into<String>) -> Self {
        self.fields.push(field.into());
        self
    }
}

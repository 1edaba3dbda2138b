//! What is known of the store: the card that filling it left.

use std::path::Path;

use serde::Deserialize;

/// The card.
#[derive(Debug, Deserialize)]
pub(crate) struct Card {
    pub(crate) cases: u64,
    pub(crate) password: String,
    /// The largest first.
    pub(crate) offices: Vec<Office>,
}

/// An office.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Office {
    /// Somebody who registers.
    pub(crate) clerk: Option<Clerk>,
    /// Somebody to whom a report is something.
    #[serde(default)]
    pub(crate) report: Option<Looking>,
    /// Somebody who may print a paper.
    #[serde(default)]
    pub(crate) paper: Option<Looking>,
    /// Everybody who can sign in.
    #[serde(default)]
    pub(crate) logins: Vec<String>,
}

/// Somebody who looks at something.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Looking {
    pub(crate) login: String,
    pub(crate) path: String,
}

/// Somebody who registers, with a matter filled in.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Clerk {
    pub(crate) login: String,
    pub(crate) token: String,
    pub(crate) matter: String,
    pub(crate) channel: String,
    pub(crate) option: Option<String>,
    pub(crate) typed: Vec<(String, String)>,
    /// Cases this person sees, with a long story first.
    pub(crate) sees: Vec<String>,
}

impl Card {
    /// Reads it.
    pub(crate) fn read(file: &Path) -> Result<Self, String> {
        let text = std::fs::read_to_string(file).map_err(|why| format!("{}: {why}", file.display()))?;
        serde_json::from_str(&text).map_err(|why| format!("{}: {why}", file.display()))
    }

    /// A report of the largest office that has one.
    pub(crate) fn report(&self) -> Result<&Looking, String> {
        let mut found = self.offices.iter().filter_map(|office| office.report.as_ref());
        found.next().ok_or_else(|| "no office of the card has a report".to_owned())
    }

    /// A paper of the largest office that has one.
    pub(crate) fn paper(&self) -> Result<&Looking, String> {
        let mut found = self.offices.iter().filter_map(|office| office.paper.as_ref());
        found.next().ok_or_else(|| "no office of the card has a paper".to_owned())
    }

    /// Whoever registers in the largest office in which somebody does.
    pub(crate) fn clerk(&self) -> Result<&Clerk, String> {
        let mut found = self.offices.iter().filter_map(|office| office.clerk.as_ref());
        found.next().ok_or_else(|| "no office of the card has somebody who registers".to_owned())
    }
}

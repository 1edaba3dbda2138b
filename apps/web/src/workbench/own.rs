//! Pages on which people of the office enter what concerns themselves: what they have entered, a form, and what others are told.

use askama::Template;

use super::admin::Entry;
use crate::{forms::Draft, page::Page};

#[derive(Template)]
#[template(path = "desk/own.html")]
pub(crate) struct OwnPage<'a> {
    pub(crate) page: &'a Page,
    pub(crate) title: String,
    pub(crate) lead: String,
    /// What is said where nothing was entered.
    pub(crate) none: String,
    /// What the button of a row does.
    pub(crate) end: String,
    pub(crate) columns: Vec<String>,
    pub(crate) entries: Vec<Entry>,
    pub(crate) draft: &'a Draft,
    pub(crate) saved: bool,
    /// What administrators see of others: heading, lead, columns, rows.
    pub(crate) others: Option<Others>,
}

impl OwnPage<'_> {
    /// The cells of a row with the names of their columns, which a narrow screen shows beside them.
    #[expect(clippy::unused_self, reason = "the template calls it on the page")]
    fn named<'e>(&self, columns: &'e [String], entry: &'e Entry) -> impl Iterator<Item = (&'e String, &'e String)> {
        columns.iter().zip(&entry.cells)
    }
}

/// What administrators see of others.
pub(crate) struct Others {
    pub(crate) title: String,
    pub(crate) lead: String,
    pub(crate) columns: Vec<String>,
    pub(crate) entries: Vec<Entry>,
}

//! A matter that came in, as one person of the office may see it.

use serde::Serialize;

use crate::view::{FileView, FormView, StoryView, Typed, ValueView};

/// A matter that came in, as one person of the office may see it.
#[derive(Clone, Serialize)]
pub struct IncomingView {
    /// Its name in addresses.
    pub id: String,
    /// What it is about: the matter's label, nothing of its content.
    pub matter: String,
    /// Title of the regulation.
    pub regulation: String,
    /// When it was received, in words.
    pub received: String,
    /// How it stands, in words.
    pub state: String,
    /// It waits for a clerk.
    pub waiting: bool,
    /// The case it became, with its number, once registered.
    pub case: Option<(String, String)>,
    /// What was handed in; covered for whoever may not register it.
    pub given: Vec<ValueView>,
    /// The acts by which this person may register it, each with its whole form.
    pub registers: Vec<FormView>,
    /// What stands in those forms already, as the sender typed it.
    pub typed: Typed,
    /// Everybody who could register it is kept out by the sender: somebody else has to be given the post.
    pub nobody_left: bool,
    /// Files; none for whoever may not register it.
    pub files: Vec<FileView>,
    /// What else this person may do with it: set it aside, take it up again.
    pub forms: Vec<FormView>,
    /// What happened, newest first.
    pub story: Vec<StoryView>,
    /// Who looked at it is a page for them.
    pub reads_all: bool,
    /// Last change, to be sent back.
    pub seq: u64,
}

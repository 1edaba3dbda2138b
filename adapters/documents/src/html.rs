//! The print view of a paper.

use crate::Paper;

/// The paper as an HTML fragment.
#[must_use]
pub fn html(paper: &Paper) -> String {
    let _ = paper;
    String::new()
}

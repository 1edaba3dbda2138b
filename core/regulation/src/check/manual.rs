//! The manual of the checker: the comment at the head of each rule's file.

/// One page: what is told, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// The codes it explains.
    pub codes: Vec<&'static str>,
    /// The text, in Markdown.
    pub text: String,
}

const FILES: [&str; 17] = [
    include_str!("types.rs"),
    include_str!("unused.rs"),
    include_str!("stages.rs"),
    include_str!("stuck.rs"),
    include_str!("waits.rs"),
    include_str!("limits.rs"),
    include_str!("nobody.rs"),
    include_str!("recusal.rs"),
    include_str!("rosters.rs"),
    include_str!("papers.rs"),
    include_str!("identity.rs"),
    include_str!("source.rs"),
    include_str!("circles.rs"),
    include_str!("loops.rs"),
    include_str!("begins.rs"),
    include_str!("twice.rs"),
    include_str!("notes.rs"),
];

/// Every page, in the order of the rules.
#[must_use]
pub fn manual() -> Vec<Page> {
    FILES.into_iter().map(page).collect()
}

fn page(file: &'static str) -> Page {
    let mut lines = file.lines().map_while(|line| line.strip_prefix("//!"));
    let codes = lines.next().unwrap_or_default().trim_start_matches([' ', '#']).split(", ").map(str::trim).collect();
    let text: Vec<&str> = lines.map(|line| line.strip_prefix(' ').unwrap_or(line)).collect();
    Page { codes, text: text.join("\n").trim().to_owned() }
}

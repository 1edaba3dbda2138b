//! Two versions of a file, compared rule by rule: what was added, removed and changed, by path.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::{
    model::Span,
    tree::{MapNode, Node, canonical, read},
};

/// Sections whose entries are rules with a name.
const NAMED: &[&str] = &["fields", "classes", "stages", "acts", "limits"];

/// What became of a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum What {
    /// It is new.
    Added,
    /// It reads otherwise.
    Changed,
    /// It is gone.
    Removed,
}

/// A rule that differs between two versions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Change {
    /// What became of it.
    #[serde(rename = "change")]
    pub what: What,
    /// Where it stands, such as `limits.reply`.
    pub path: String,
    /// Its label as written; empty where it has none.
    pub label: String,
}

/// Rules in file order: path, label, the rule as text without its layout.
type Rules = Vec<(String, String, String)>;

/// What differs between two texts of a regulation file: new and changed rules in the order of the later one, then what is gone.
/// Layout, comments and quotation marks do not count.
#[must_use]
pub fn changes(earlier: &str, later: &str) -> Vec<Change> {
    let (old, new) = (rules(earlier), rules(later));
    let known: BTreeMap<&str, &str> = old.iter().map(|(path, _, text)| (path.as_str(), text.as_str())).collect();
    let kept: BTreeSet<&str> = new.iter().map(|(path, ..)| path.as_str()).collect();
    let change = |what, path: &str, label: &str| Change { what, path: path.to_owned(), label: label.to_owned() };
    let later = new.iter().filter_map(|(path, label, text)| match known.get(path.as_str()) {
        None => Some(change(What::Added, path, label)),
        Some(before) if *before != text => Some(change(What::Changed, path, label)),
        Some(_) => None,
    });
    let gone = old.iter().filter(|(path, ..)| !kept.contains(path.as_str()));
    later.chain(gone.map(|(path, label, _)| change(What::Removed, path, label))).collect()
}

fn rules(text: &str) -> Rules {
    let mut found = Rules::new();
    if let (Some(Node::Map(map)), _) = read("", text) {
        section(&mut found, "", &map);
    }
    found
}

fn section(found: &mut Rules, before: &str, map: &MapNode) {
    for (key, node) in &map.entries {
        let path = format!("{before}{}", key.text);
        match node {
            Node::Map(inner) if !before.is_empty() && !is_named(&key.text) && has_shape(inner) => {
                let mut own = inner.clone();
                own.entries.retain(|(name, _)| !is_named(&name.text));
                found.push((path.clone(), label(&Node::Map(own.clone())), canonical(&Node::Map(own))));
                let named = inner.entries.iter().filter(|(name, _)| is_named(&name.text)).cloned();
                let shape = MapNode { entries: named.collect(), ..MapNode::new(&Span::default()) };
                section(found, &format!("{path}."), &shape);
            }
            Node::Map(inner) if before.is_empty() || is_named(&key.text) => section(found, &format!("{path}."), inner),
            _ => found.push((path, label(node), canonical(node))),
        }
    }
}

fn is_named(key: &str) -> bool {
    NAMED.contains(&key)
}

fn has_shape(map: &MapNode) -> bool {
    map.entries.iter().any(|(key, _)| is_named(&key.text))
}

/// A rule's own label; a short form is its label.
fn label(node: &Node) -> String {
    let text = node.get("label").unwrap_or(node);
    text.get("zh").unwrap_or(text).text().unwrap_or_default().to_owned()
}

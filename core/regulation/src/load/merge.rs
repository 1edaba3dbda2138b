//! One tree laid over another: `extends`, shared files and standing acts all use this.

use super::cx::COMMON;
use crate::tree::{MapNode, Node, Text};

/// Keys that hold things by id.
pub(super) const SECTIONS: [&str; 26] = [
    "settings",
    "parties",
    "roles",
    "channels",
    "rosters",
    "fields",
    "conditions",
    "classes",
    "values",
    "options",
    "stages",
    "kinds",
    "parts",
    "registers",
    "documents",
    "tables",
    "counters",
    "indicators",
    "charts",
    "reports",
    "guides",
    "service",
    "choose",
    "levels",
    "acts",
    "limits",
];

/// Keys whose map is merged key by key; any other value is replaced whole.
const MERGED: [&str; 8] = ["organisation", "number", "mail", "extend", "archive", "public", "set-by", "case"];

/// Lays a file over another: maps by id, new ids after those beneath; lists, texts and everything else replaced whole.
pub(super) fn lay_over(beneath: &mut MapNode, over: MapNode) {
    merge(beneath, over, false);
}

fn merge(beneath: &mut MapNode, over: MapNode, section: bool) {
    beneath.span = over.span.clone();
    for (key, node) in over.entries {
        let common = COMMON.contains(&key.text.as_str());
        let thing = section && !common;
        let deep = thing || SECTIONS.contains(&key.text.as_str()) || MERGED.contains(&key.text.as_str());
        match beneath.entries.iter_mut().find(|(known, _)| known.text == key.text) {
            Some((known, old)) if deep => {
                known.span = key.span.clone();
                if thing {
                    write_out(old);
                    let mut node = node;
                    write_out(&mut node);
                    join(old, node, false);
                } else {
                    join(old, node, SECTIONS.contains(&key.text.as_str()));
                }
            }
            Some((known, old)) => {
                known.span = key.span.clone();
                *old = node;
            }
            None => beneath.entries.push((key, node)),
        }
    }
}

fn join(old: &mut Node, new: Node, section: bool) {
    match (old, new) {
        (Node::Map(old), Node::Map(new)) => merge(old, new, section),
        (old, new) => *old = new,
    }
}

/// A thing written as its label is a map with that label.
pub(super) fn write_out(node: &mut Node) {
    if let Node::Text(text) = node {
        let mut map = MapNode::new(&text.span);
        map.entries.push((Text::made("label", &text.span), node.clone()));
        *node = Node::Map(map);
    }
}

/// Takes a dotted path out; `false` where nothing stands there.
pub(super) fn drop_path(map: &mut MapNode, path: &str) -> bool {
    match path.split_once('.') {
        None => map.remove(path).is_some(),
        Some((first, rest)) => match map.get_mut(first) {
            Some(Node::Map(inner)) => drop_path(inner, rest),
            _ => false,
        },
    }
}

/// Every `article` of the old text by its new number.
pub(super) fn renumber(node: &mut Node, articles: &[(String, String)]) {
    match node {
        Node::Text(_) => {}
        Node::List(list) => list.items.iter_mut().for_each(|item| renumber(item, articles)),
        Node::Map(map) => {
            for (key, inner) in &mut map.entries {
                match inner {
                    Node::Text(text) if key.text == "article" => text.text = renumbered(&text.text, articles),
                    other => renumber(other, articles),
                }
            }
        }
    }
}

fn renumbered(text: &str, articles: &[(String, String)]) -> String {
    if let Some((_, new)) = articles.iter().find(|(old, _)| old == text) {
        return new.clone();
    }
    // Several articles in one text, apart by 、 or a comma or a space: each by its own number.
    let apart = |c: char| "、，, ;；".contains(c);
    let mut out = String::new();
    for piece in text.split_inclusive(apart) {
        let name = piece.trim_end_matches(apart);
        let tail = piece.strip_prefix(name).unwrap_or_default();
        let new = articles.iter().find(|(old, _)| old == name).map_or(name, |(_, new)| new);
        out.push_str(new);
        out.push_str(tail);
    }
    out
}

//! `diff`: rules added, removed and changed between two versions, by path.

use std::{collections::BTreeMap, process::ExitCode};

use dengwen_regulation::{
    load::Files,
    model::{Lang, Span},
    tree::{MapNode, Node, canonical, read},
};
use serde_json::json;

use super::{Format, readable};
use crate::{out, packs::Pack};

/// Sections whose entries are rules with a name.
const NAMED: &[&str] = &["fields", "classes", "stages", "acts", "limits"];

/// Rules in file order: path, label, the rule as text without its layout.
type Rules = Vec<(String, String, String)>;

/// Tells what differs between two versions.
pub(super) fn diff(earlier: &Pack, later: &Pack, format: Format, lang: Lang) -> ExitCode {
    for pack in [earlier, later] {
        if let Err(why) = readable(pack, lang) {
            return out::failed(&why);
        }
    }
    let (old, new) = (rules(earlier), rules(later));
    let known: BTreeMap<&str, &str> = old.iter().map(|(path, _, text)| (path.as_str(), text.as_str())).collect();
    let kept: BTreeMap<&str, ()> = new.iter().map(|(path, ..)| (path.as_str(), ())).collect();
    let mut lines = Vec::new();
    for (path, label, text) in &new {
        match known.get(path.as_str()) {
            None => lines.push(("added", path, label)),
            Some(before) if *before != text => lines.push(("changed", path, label)),
            Some(_) => {}
        }
    }
    lines.extend(
        old.iter()
            .filter(|(path, ..)| !kept.contains_key(path.as_str()))
            .map(|(path, label, _)| ("removed", path, label)),
    );
    match format {
        Format::Json => {
            let all: Vec<_> =
                lines.iter().map(|(what, path, label)| json!({"change": what, "path": path, "label": label})).collect();
            out::print(&format!("{:#}", json!(all)))
        }
        Format::Text if lines.is_empty() => {
            out::print(if lang == Lang::Zh { "没有不同" } else { "nothing differs" })
        }
        Format::Text => {
            out::print(&lines.iter().map(|(what, path, label)| line(what, path, label, lang)).collect::<String>())
        }
    }
}

fn line(what: &str, path: &str, label: &str, lang: Lang) -> String {
    let word = match (what, lang) {
        ("added", Lang::Zh) => "新增",
        ("removed", Lang::Zh) => "删去",
        ("changed", Lang::Zh) => "改动",
        (other, _) => other,
    };
    format!("{word}  {path}  {label}\n")
}

fn rules(pack: &Pack) -> Rules {
    let path = format!("{}/regulation.yaml", pack.id);
    let text = pack.read(&path).unwrap_or_default();
    let mut found = Rules::new();
    if let (Some(Node::Map(map)), _) = read(&path, &text) {
        section(&mut found, "", &map);
    }
    found
}

fn section(found: &mut Rules, before: &str, map: &MapNode) {
    for (key, node) in &map.entries {
        let path = format!("{before}{}", key.text);
        match node {
            Node::Map(inner) if !before.is_empty() && !NAMED.contains(&key.text.as_str()) && has_shape(inner) => {
                let mut own = inner.clone();
                own.entries.retain(|(name, _)| !NAMED.contains(&name.text.as_str()));
                found.push((path.clone(), label(&Node::Map(own.clone())), canonical(&Node::Map(own))));
                let shape = MapNode {
                    entries: inner
                        .entries
                        .iter()
                        .filter(|(name, _)| NAMED.contains(&name.text.as_str()))
                        .cloned()
                        .collect(),
                    ..MapNode::new(&Span::default())
                };
                section(found, &format!("{path}."), &shape);
            }
            Node::Map(inner) if before.is_empty() || NAMED.contains(&key.text.as_str()) => {
                section(found, &format!("{path}."), inner)
            }
            _ => found.push((path, label(node), canonical(node))),
        }
    }
}

fn has_shape(map: &MapNode) -> bool {
    map.entries.iter().any(|(key, _)| NAMED.contains(&key.text.as_str()))
}

/// A rule's own label; a short form is its label.
fn label(node: &Node) -> String {
    let text = node.get("label").unwrap_or(node);
    text.get("zh").unwrap_or(text).text().unwrap_or_default().to_owned()
}

//! A small reader of HTML that finds what a page must not have.

use std::collections::{BTreeMap, BTreeSet};

/// Elements without an end.
const VOID: &[&str] = &["input", "meta", "link", "br", "img", "hr", "!doctype"];

/// A start tag: its name and attributes.
struct Tag {
    name: String,
    attributes: BTreeMap<String, String>,
}

impl Tag {
    fn get(&self, name: &str) -> Option<&str> {
        self.attributes.get(name).map(String::as_str)
    }
}

/// What is wrong with a page.
pub(super) fn faults(text: &str) -> Vec<String> {
    let mut faults = Vec::new();
    let tags = read(text, &mut faults);
    let ids: Vec<&str> = tags.iter().filter_map(|tag| tag.get("id")).collect();
    let known: BTreeSet<&str> = ids.iter().copied().collect();
    if known.len() != ids.len() {
        let twice = ids.iter().filter(|id| ids.iter().filter(|other| other == id).count() > 1);
        faults.push(format!("an id stands twice: {:?}", twice.collect::<BTreeSet<_>>()));
    }
    for tag in &tags {
        references(tag, &known, &mut faults);
        policy(tag, &mut faults);
    }
    controls(&tags, text, &mut faults);
    landmarks(&tags, &mut faults);
    faults
}

fn references(tag: &Tag, known: &BTreeSet<&str>, faults: &mut Vec<String>) {
    for name in ["for", "aria-describedby", "aria-labelledby"] {
        let targets = tag.get(name).unwrap_or_default().split_whitespace();
        faults.extend(targets.filter(|id| !known.contains(id)).map(|id| format!("{name} leads to no element: {id}")));
    }
    if let Some(id) = tag.get("href").and_then(|to| to.strip_prefix('#')).filter(|id| !known.contains(id)) {
        faults.push(format!("a link leads to no element: {id}"));
    }
}

fn policy(tag: &Tag, faults: &mut Vec<String>) {
    let inline = tag.attributes.keys().find(|name| *name == "style" || name.starts_with("on"));
    faults.extend(inline.map(|name| format!("<{}> carries {name}, which the policy forbids", tag.name)));
    if tag.name == "style" || (tag.name == "script" && tag.get("src").is_none()) {
        faults.push(format!("inline <{}>", tag.name));
    }
    let foreign = tag.get("src").into_iter().chain(tag.get("href").filter(|_| tag.name == "link"));
    // Pictures of pages that the desk draws come from the case itself.
    let own = |to: &&str| to.starts_with("/assets/") || (tag.name == "img" && to.starts_with("/desk/"));
    faults.extend(foreign.filter(|to| !own(to)).map(|to| format!("asks elsewhere for {to}")));
}

fn controls(tags: &[Tag], text: &str, faults: &mut Vec<String>) {
    let labelled: BTreeSet<&str> =
        tags.iter().filter(|tag| tag.name == "label").filter_map(|tag| tag.get("for")).collect();
    let inside: BTreeSet<&str> =
        text.split("<label").skip(1).filter_map(|part| part.split("</label>").next()).collect();
    for tag in tags.iter().filter(|tag| ["input", "textarea", "select"].contains(&tag.name.as_str())) {
        let kind = tag.get("type").unwrap_or("text");
        if kind == "hidden" {
            continue;
        }
        let name = tag.get("name").unwrap_or_default();
        let by_id = tag.get("id").is_some_and(|id| labelled.contains(id));
        let by_place = inside.iter().any(|part| part.contains(&format!("name=\"{name}\"")));
        if !by_id && !by_place {
            faults.push(format!("a control has no label: {name}"));
        }
    }
    let posts = tags.iter().filter(|tag| tag.name == "form" && tag.get("method") == Some("post")).count();
    let tokens = tags.iter().filter(|tag| tag.get("name") == Some(":csrf")).count();
    // Where somebody is signed in each form bears the token of the session; the portal has none to bear.
    let signed_in = tags.iter().any(|tag| tag.get("action") == Some("/desk/sign-out"));
    if tokens != if signed_in { posts } else { 0 } {
        faults.push(format!("{posts} forms and {tokens} tokens"));
    }
}

fn landmarks(tags: &[Tag], faults: &mut Vec<String>) {
    let count = |name: &str| tags.iter().filter(|tag| tag.name == name).count();
    for name in ["h1", "main", "title"] {
        if count(name) != 1 {
            faults.push(format!("{} <{name}>", count(name)));
        }
    }
    if !tags.iter().any(|tag| tag.name == "html" && tag.get("lang").is_some()) {
        faults.push("the language is not named".to_owned());
    }
    let mut last = 1;
    for tag in tags {
        let level = tag.name.strip_prefix('h').and_then(|level| level.parse::<u8>().ok());
        if let Some(level) = level {
            if level > last + 1 {
                faults.push(format!("a heading of level {level} follows one of level {last}"));
            }
            last = level;
        }
    }
}

fn read(text: &str, faults: &mut Vec<String>) -> Vec<Tag> {
    let mut open: Vec<String> = Vec::new();
    let mut tags = Vec::new();
    for part in text.split('<').skip(1) {
        let Some(inner) = tag_text(part) else {
            faults.push(format!("a tag does not end: <{part}"));
            continue;
        };
        if let Some(name) = inner.strip_prefix('/') {
            if open.pop().as_deref() != Some(name) {
                faults.push(format!("</{name}> ends what is not open"));
            }
            continue;
        }
        // Inside a drawing elements may end themselves, and a title is the drawing's.
        let drawn = open.iter().any(|name| name == "svg");
        let itself = inner.strip_suffix('/').filter(|_| drawn);
        let mut tag = parse(itself.unwrap_or(inner));
        if itself.is_none() && !VOID.contains(&tag.name.as_str()) {
            open.push(tag.name.clone());
        }
        if drawn && tag.name == "title" {
            "svg title".clone_into(&mut tag.name);
        }
        tags.push(tag);
    }
    faults.extend(open.iter().map(|name| format!("<{name}> is not ended")));
    tags
}

/// The text up to the `>` that is not inside quotes.
fn tag_text(part: &str) -> Option<&str> {
    let mut quoted = false;
    let end = part.char_indices().find(|(_, c)| {
        quoted ^= *c == '"';
        *c == '>' && !quoted
    });
    end.and_then(|(at, _)| part.get(..at))
}

fn parse(inner: &str) -> Tag {
    let (name, mut rest) = inner.split_once(char::is_whitespace).unwrap_or((inner, ""));
    let mut attributes = BTreeMap::new();
    while !rest.trim_start().is_empty() {
        rest = rest.trim_start();
        let end = rest.find([' ', '\n', '=']).unwrap_or(rest.len());
        let (key, after) = rest.split_at(end);
        match after.strip_prefix("=\"").and_then(|value| value.split_once('"')) {
            Some((value, after)) => {
                attributes.insert(key.to_owned(), value.to_owned());
                rest = after;
            }
            None => {
                attributes.insert(key.to_owned(), String::new());
                rest = after;
            }
        }
    }
    Tag { name: name.to_ascii_lowercase(), attributes }
}

//! `packs/<id>/demo.yaml`: an invented office with its people, and stories with times relative to today.

use dengwen_desk::office::{Person, Post, Unit};
use dengwen_regulation::{
    model::Label,
    tree::{ListNode, MapNode, Node, Text, read},
};

use super::times::Today;
use crate::scenario::{Story, parse_node};

const TOP: &[&str] = &["plain", "office", "units", "people", "settings", "tables", "stories"];
const STORY: &[&str] = &["story", "hours", "steps"];

/// A demonstration as read, its times set.
#[derive(Debug, Clone)]
pub(crate) struct Demo {
    /// It is part of the plain demonstration, not only of that of all regulations.
    pub(crate) plain: bool,
    /// The office's id.
    pub(crate) office: String,
    /// Its name.
    pub(crate) name: Label,
    /// Its units.
    pub(crate) units: Vec<Unit>,
    /// Its people, who sign in with their ids.
    pub(crate) people: Vec<Person>,
    /// Who holds which role.
    pub(crate) posts: Vec<Post>,
    /// All stories as one, in order of time; each story has cases of its own.
    pub(crate) story: Story,
}

/// Reads a demonstration and sets its times.
pub(crate) fn demo(pack: &str, file: &str, text: &str, today: &Today) -> Result<Demo, String> {
    let (node, findings) = read(file, text);
    if let Some(finding) = findings.first() {
        return Err(finding.to_string());
    }
    let node = node.ok_or_else(|| wrong(file, 1, "empty"))?;
    let map = map(&node)?;
    keys(map, TOP)?;
    let office = entry(map, "office")?;
    let (people, posts) = people(entry(map, "people")?)?;
    let story = story(pack, file, map, today)?;
    let (id, name) = (text_at(office, "id")?, Label::read(&text_at(office, "name")?));
    let plain = node.get("plain").and_then(Node::text) == Some("true");
    Ok(Demo { plain, office: id, name, units: units(entry(map, "units")?)?, people, posts, story })
}

fn units(node: &Node) -> Result<Vec<Unit>, String> {
    let read = |(key, node): &(Text, Node)| {
        keys(map(node)?, &["name", "head", "above", "level"])?;
        let text = |key: &str| node.get(key).and_then(Node::text).map(str::to_owned);
        let (head, above, level) = (text("head"), text("above"), text("level"));
        Ok(Unit { head, above, level, ..Unit::new(&key.text, Label::read(&text_at(node, "name")?)) })
    };
    map(node)?.entries.iter().map(read).collect()
}

fn people(node: &Node) -> Result<(Vec<Person>, Vec<Post>), String> {
    let (mut people, mut posts) = (Vec::new(), Vec::new());
    for (key, node) in &map(node)?.entries {
        keys(map(node)?, &["name", "roles", "unit", "administrator"])?;
        let unit = text_at(node, "unit")?;
        let roles = node.get("roles").map_or(&[][..], Node::items);
        posts.extend(roles.iter().filter_map(Node::text).map(|role| Post::always(role, &unit, &key.text)));
        let administrator = node.get("administrator").and_then(Node::text) == Some("true");
        people.push(Person { unit: Some(unit), administrator, ..Person::new(&key.text, &text_at(node, "name")?) });
    }
    Ok((people, posts))
}

/// All stories as one scenario.
fn story(pack: &str, file: &str, top: &MapNode, today: &Today) -> Result<Story, String> {
    let mut steps = Vec::new();
    for (number, node) in entry(top, "stories")?.items().iter().enumerate() {
        keys(map(node)?, STORY)?;
        let told = steps_of(node, &format!("story-{}", number + 1), today)?;
        if told.first().is_some_and(|(at, _)| fits(node, today.working(*at))) {
            steps.extend(told.into_iter().filter(|(at, _)| *at <= today.now));
        }
    }
    steps.sort_by_key(|(at, _)| *at);
    let steps = steps.into_iter().map(|(_, node)| node).collect();
    let mut scenario = MapNode::new(&top.span);
    let made = |text: &str| Text::made(text, &top.span);
    scenario.put(made("scenario"), Node::Text(made("演示 | demonstration")));
    for key in ["settings", "tables"] {
        if let Some(node) = top.get(key) {
            scenario.put(made(key), node.clone());
        }
    }
    scenario.put(made("steps"), Node::List(ListNode { items: steps, flow: true, span: top.span.clone() }));
    parse_node(file, Some(&Node::Map(scenario)), Vec::new(), Some(pack))
        .map_err(|findings| findings.iter().map(|f| format!("{f}\n")).collect())
}

/// `hours: working` and `hours: off` tell when a story makes sense; without it, always.
fn fits(story: &Node, working: bool) -> bool {
    match story.get("hours").and_then(Node::text) {
        Some("working") => working,
        Some(_) => !working,
        None => true,
    }
}

type Timed = (jiff::civil::DateTime, Node);

fn steps_of(story: &Node, case: &str, today: &Today) -> Result<Vec<Timed>, String> {
    let mut steps = Vec::new();
    for node in story.get("steps").map_or(&[][..], Node::items) {
        let mut step = map(node)?.clone();
        let at = text_at(node, "at")?;
        let moment = today.moment(&at).ok_or_else(|| wrong(&step.span.file, step.span.line, &at))?;
        set(&mut step, "at", today)?;
        set(&mut step, "happened", today)?;
        if let Some(input) = step.get_mut("input") {
            dated(input, today);
        }
        if step.get("case").is_none() {
            let made = Text::made(case, &step.span);
            step.put(Text::made("case", &made.span), Node::Text(made.clone()));
        }
        steps.push((moment, Node::Map(step)));
    }
    Ok(steps)
}

fn set(step: &mut MapNode, key: &str, today: &Today) -> Result<(), String> {
    let Some(Node::Text(text)) = step.get_mut(key) else { return Ok(()) };
    let written = today.written(&text.text).ok_or_else(|| wrong(&text.span.file, text.span.line, &text.text))?;
    *text = Text::made(written, &text.span);
    Ok(())
}

/// `day +2w 09:30` inside what is given.
fn dated(node: &mut Node, today: &Today) {
    match node {
        Node::Text(text) => {
            if let Some(written) = text.text.strip_prefix("day ").and_then(|day| today.written(day)) {
                *text = Text::made(written, &text.span);
            }
        }
        Node::Map(map) => map.entries.iter_mut().for_each(|(_, node)| dated(node, today)),
        Node::List(list) => list.items.iter_mut().for_each(|node| dated(node, today)),
    }
}

fn map(node: &Node) -> Result<&MapNode, String> {
    node.map().ok_or_else(|| wrong(&node.span().file, node.span().line, node.text().unwrap_or_default()))
}

fn entry<'a>(map: &'a MapNode, key: &str) -> Result<&'a Node, String> {
    map.get(key).ok_or_else(|| format!("{}:{}: 缺少 {key} | `{key}` is missing", map.span.file, map.span.line))
}

fn text_at(node: &Node, key: &str) -> Result<String, String> {
    let text = entry(map(node)?, key)?.text().map(str::to_owned);
    text.ok_or_else(|| wrong(&node.span().file, node.span().line, key))
}

fn keys(map: &MapNode, known: &[&str]) -> Result<(), String> {
    match map.entries.iter().find(|(key, _)| !known.contains(&key.text.as_str())) {
        Some((key, _)) => Err(format!("{}:{}: 没有这个键 | no such key: {}", key.span.file, key.span.line, key.text)),
        None => Ok(()),
    }
}

fn wrong(file: &str, line: impl std::fmt::Display, what: &str) -> String {
    format!("{file}:{line}: 读不懂 | cannot be read: {what}")
}

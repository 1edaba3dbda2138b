//! Shared procedures: `uses: {shared/recusal: {declared-by: staff, …}}` lays the shared file beneath the regulation, each
//! `<name>` in it replaced by what the regulation gives.

use super::{
    Merge,
    cx::COMMON,
    key,
    merge::{SECTIONS, lay_over, write_out},
};
use crate::{
    expr::nearest,
    finding::Finding,
    model::{Id, Label, Span},
    tree::{ListNode, MapNode, Node, Text},
};

/// Parameters: `None` is "not given, and that is meant".
type Given = Vec<(String, Option<Node>)>;

impl Merge<'_> {
    pub(super) fn lay_uses(&mut self, map: &mut MapNode, uses: &MapNode) {
        for (name, params) in &uses.entries {
            if COMMON.contains(&name.text.as_str()) {
                continue;
            }
            self.uses.push(Id::from(name.text.as_str()));
            let Some(shared) = self.tree(&format!("{}.yaml", name.text), &name.span) else { continue };
            let takes = shared.get("takes").and_then(Node::map).cloned();
            let given = self.given(name, takes.as_ref(), params);
            let mut node = Node::Map(shared);
            fill(&mut node, &given);
            let Node::Map(shared) = node else { continue };
            let mut shared = bare(with_reading(shared, takes.as_ref(), params));
            without_nobody(&mut shared);
            if takes.as_ref().is_some_and(|takes| takes.get("each-stage").is_some()) {
                // Without a step there is nothing to lay beneath; the office may still add some.
                if !self.each_stage(map, &mut shared, params) {
                    continue;
                }
            }
            lay_beneath(map, shared);
        }
    }

    /// What the regulation gives for each parameter, else its default.
    fn given(&mut self, name: &Text, takes: Option<&MapNode>, params: &Node) -> Given {
        let mut all = Vec::new();
        let known: Vec<&str> =
            takes.map_or_else(Vec::new, |takes| takes.entries.iter().map(|(key, _)| key.text.as_str()).collect());
        let open = known.contains(&"each-stage");
        for (key, _) in params.map().map_or(&[][..], |map| map.entries.as_slice()) {
            if !open && !known.contains(&key.text.as_str()) && !COMMON.contains(&key.text.as_str()) {
                let mut finding = Finding::error(
                    "unknown-key",
                    &key.span,
                    Label::new("共用程序没有这个参数", "the shared file takes no such value"),
                );
                if let Some(near) = nearest(&key.text, known.iter().copied()) {
                    finding = finding.mend(&format!("是否指 `{near}`？"), &format!("perhaps `{near}`?"));
                }
                self.findings.push(finding.at(format!("uses.{}", name.text)).about(&key.text));
            }
        }
        for (key, takes) in
            takes.map_or(&[][..], |takes| takes.entries.as_slice()).iter().filter(|(key, _)| key.text != "each-stage")
        {
            let value = params.get(&key.text).or_else(|| takes.get("default")).cloned();
            let none = value.as_ref().and_then(Node::text) == Some("none");
            let optional = key.text == "article" || takes.get("default").is_some();
            if value.is_none() && !optional {
                let what = Label::new("共用程序需要这个参数", "the shared file needs this value");
                self.findings.push(
                    Finding::error("no-value", &name.span, what).at(format!("uses.{}", name.text)).about(&key.text),
                );
            }
            all.push((key.text.clone(), value.filter(|_| !none)));
        }
        all
    }

    /// Entries under each stage open one row of the shared part when the stage is entered.
    fn each_stage(&mut self, map: &mut MapNode, shared: &mut MapNode, params: &Node) -> bool {
        let part = shared
            .get("parts")
            .and_then(Node::map)
            .and_then(|parts| parts.entries.first())
            .map(|(key, _)| key.text.clone());
        let Some(part) = part else { return false };
        let mut any = false;
        let mut timed: Vec<(Text, Node)> = Vec::new();
        for (stage, entries) in params.map().map_or(&[][..], |map| map.entries.as_slice()) {
            if COMMON.contains(&stage.text.as_str()) {
                continue;
            }
            let mut steps = Vec::new();
            for entry in entries.items() {
                any = true;
                steps.push(opened(&part, entry));
                if let (Some(label), Some(within)) = (entry.get("label").and_then(Node::text_node), entry.get("within"))
                {
                    timed.push((label.clone(), within.clone()));
                }
            }
            if !add_then(map, &stage.text, steps) {
                let what = Label::new("没有这个阶段", "no such stage");
                self.findings.push(Finding::error("unknown-name", &stage.span, what).at("uses").about(&stage.text));
            }
        }
        if let Some(Node::Map(parts)) = shared.get_mut("parts")
            && let Some(Node::Map(shape)) = parts.get_mut(&part)
            && let Some((first, _)) = timed.first()
        {
            let span = first.span.clone();
            let mut limits = MapNode::new(&span);
            limits.put(key(&part, &span), step_limit(&timed, &span));
            shape.put(key("limits", &span), Node::Map(limits));
        }
        any
    }
}

fn text(words: &str, span: &Span) -> Node {
    Node::Text(Text::made(words, span))
}

fn map_of(span: &Span, entries: Vec<(&str, Node)>) -> Node {
    let mut map = MapNode::new(span);
    map.entries = entries.into_iter().map(|(name, node)| (key(name, span), node)).collect();
    Node::Map(map)
}

fn chinese(label: &Text) -> String {
    super::words::split(label).zh
}

/// `{open: part, with: {name, who, approver}}`.
fn opened(part: &str, entry: &Node) -> Node {
    let span = entry.span();
    let name = entry.get("label").and_then(Node::text_node).map_or_else(String::new, chinese);
    let mut with = vec![("name", text(&name, span))];
    for (from, to) in [("who", "who"), ("approved-by", "approver")] {
        with.extend(entry.get(from).map(|node| (to, node.clone())));
    }
    map_of(span, vec![("open", text(part, span)), ("with", map_of(span, with))])
}

/// One limit for all entries with a time: the row of its name counts.
fn step_limit(timed: &[(Text, Node)], span: &Span) -> Node {
    let mut rows: Vec<Node> = Vec::new();
    for (label, within) in timed {
        let cond = map_of(&label.span, vec![("name", text(&chinese(label), &label.span))]);
        rows.push(map_of(&label.span, vec![("if", cond), ("is", within.clone())]));
    }
    rows.push(map_of(span, vec![("is", text("none", span))]));
    map_of(
        span,
        vec![
            ("label", text("自定步骤的时限 | time for the step", span)),
            ("who", text("field who", span)),
            ("within", Node::List(ListNode { items: rows, flow: true, span: span.clone() })),
            ("from", text("opened", span)),
            ("until", text("act complete", span)),
        ],
    )
}

/// Adds effects to what a stage of the case, or of one of its kinds, does on entering.
fn add_then(map: &mut MapNode, stage: &str, steps: Vec<Node>) -> bool {
    if let Some(Node::Map(stages)) = map.get_mut("stages")
        && let Some(node) = stages.get_mut(stage)
    {
        write_out(node);
        if let Node::Map(thing) = node {
            let span = thing.span.clone();
            let mut items = thing.get("then").map_or_else(Vec::new, |node| node.items().to_vec());
            items.extend(steps);
            if !items.is_empty() {
                thing.put(key("then", &span), Node::List(ListNode { items, flow: true, span: span.clone() }));
            }
        }
        return true;
    }
    let Some(Node::Map(kinds)) = map.get_mut("kinds") else { return false };
    for (_, kind) in &mut kinds.entries {
        if let Node::Map(kind) = kind
            && add_then(kind, stage, steps.clone())
        {
            return true;
        }
    }
    false
}

/// A reading given with the use stands behind the shared file as a whole.
fn with_reading(mut shared: MapNode, takes: Option<&MapNode>, params: &Node) -> MapNode {
    let own = takes.is_some_and(|takes| takes.get("reading").is_some());
    if let Some(reading) = params.get("reading").filter(|_| !own) {
        shared.put(key("reading", reading.span()), reading.clone());
    }
    shared
}

/// A shared file without its head; its article and reading go to every thing that has none of its own.
pub(super) fn bare(mut shared: MapNode) -> MapNode {
    let behind: Vec<(Text, Node)> = ["article", "reading"]
        .into_iter()
        .filter_map(|name| shared.remove(name).map(|node| (key(name, node.span()), node)))
        .collect();
    for name in ["format", "shared", "takes"] {
        shared.remove(name);
    }
    for (name, section) in &mut shared.entries {
        if !SECTIONS.contains(&name.text.as_str()) {
            continue;
        }
        for (_, thing) in section.map_mut().map_or(&mut [][..], |map| map.entries.as_mut_slice()) {
            write_out(thing);
            if let Node::Map(thing) = thing
                && thing.get("article").is_none()
                && thing.get("reading").is_none()
            {
                thing.entries.extend(behind.iter().cloned());
            }
        }
    }
    shared
}

/// Lays a shared file beneath: what the regulation says of the same name stands over it; its own things come first.
pub(super) fn lay_beneath(map: &mut MapNode, shared: MapNode) {
    for (name, section) in shared.entries {
        match (map.get_mut(&name.text), section) {
            (None, section) => map.entries.push((name, section)),
            (Some(Node::Map(own)), Node::Map(beneath)) => {
                for (id, thing) in beneath.entries {
                    let Some(at) = own.entries.iter().position(|(known, _)| known.text == id.text) else {
                        own.entries.push((id, thing));
                        continue;
                    };
                    let (known, over) = own.entries.remove(at);
                    let mut under = MapNode::new(&thing.span().clone());
                    under.entries.push((id, thing));
                    let mut upper = MapNode::new(over.span());
                    upper.entries.push((known, over));
                    under = section_over(under, upper);
                    own.entries.splice(at..at, under.entries);
                }
            }
            (Some(_), _) => {}
        }
    }
}

fn section_over(under: MapNode, upper: MapNode) -> MapNode {
    let span = under.span.clone();
    let mut all = MapNode::new(&span);
    all.put(key("acts", &span), Node::Map(under));
    let mut over = MapNode::new(&span);
    over.put(key("acts", &span), Node::Map(upper));
    lay_over(&mut all, over);
    match all.remove("acts") {
        Some(Node::Map(map)) => map,
        _ => MapNode::new(&span),
    }
}

/// Replaces each `<name>`: a whole text by what was given, inside a text by its words.
fn fill(node: &mut Node, given: &Given) {
    match node {
        Node::Text(text) => {
            let whole = text.text.strip_prefix('<').and_then(|rest| rest.strip_suffix('>'));
            if let Some((_, value)) = whole.and_then(|name| given.iter().find(|(known, _)| known == name)) {
                let nothing =
                    Node::Text(Text { text: String::new(), style: crate::tree::Style::Plain, span: text.span.clone() });
                *node = value.clone().unwrap_or(nothing);
                return;
            }
            for (name, value) in given {
                if let Some(words) = value.as_ref().and_then(Node::text) {
                    text.text = text.text.replace(&format!("<{name}>"), words);
                }
            }
        }
        Node::List(list) => list.items.iter_mut().for_each(|item| fill(item, given)),
        Node::Map(map) => {
            for (name, inner) in &mut map.entries {
                if name.text != "takes" {
                    fill(inner, given);
                }
            }
            // What was not given is not there.
            map.entries.retain(|(_, inner)| !inner.is_nothing());
        }
    }
}

/// An act whose `by` was not given is not there.
fn without_nobody(shared: &mut MapNode) {
    if let Some(Node::Map(acts)) = shared.get_mut("acts") {
        acts.entries.retain(|(_, act)| act.get("by").is_some());
    }
}

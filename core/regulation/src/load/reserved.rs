//! Words that cannot be names, and names that would mean two things in one place.

use super::cx::{Cx, Scope};
use super::who::WHO_WORDS;
use crate::{
    finding::Finding,
    model::{Label, Span},
    tree::{MapNode, Node, Text},
};

/// Words of the grammar of WHO beside the bare ones.
const WHO_LEADS: [&str; 10] = ["field", "setting", "table", "did", "head", "superior", "of", "as", "chain", "either"];

/// Words of the grammar of moments, which the name of a part or kind may precede with a dot.
const MOMENTS: [&str; 18] = [
    "received", "opened", "act", "stage", "class", "ground", "field", "issued", "served", "signed", "asked", "passed",
    "added", "ended", "main", "earliest", "latest", "it",
];

/// Words which an expression sees bare.
const SEEN: [&str; 12] =
    ["stage", "kind", "channel", "number", "received", "actor", "input", "setting", "this", "it", "today", "now"];

impl Cx {
    /// Looks over all names once.
    pub(super) fn reserved(&mut self, top: &Node) {
        let Some(top) = top.map() else { return };
        let scope = Scope::top(&top.span);
        let levels = top.get("organisation").and_then(|node| node.get("levels"));
        for (section, node) in [("roles", top.get("roles")), ("parties", top.get("parties")), ("levels", levels)] {
            self.no_such_names(node, &WHO_WORDS, section, &scope);
            self.unwise_names(node, section, &scope);
        }
        self.apart(&[("roles", top.get("roles")), ("parties", top.get("parties")), ("levels", levels)], &scope);
        self.shape_names(top, "", &scope);
        for section in ["kinds", "parts", "registers"] {
            self.no_such_names(top.get(section), &MOMENTS, section, &scope);
            for (name, node) in top.get(section).and_then(Node::map).map_or(&[][..], |map| &map.entries) {
                if let Node::Map(map) = node {
                    self.shape_names(map, &format!("{section}.{}", name.text), &scope);
                }
            }
        }
    }

    fn shape_names(&mut self, shape: &MapNode, path: &str, scope: &Scope) {
        let scope = if path.is_empty() { scope.clone() } else { scope.child(path, &shape.span) };
        for section in ["fields", "classes"] {
            self.no_such_names(shape.get(section), &SEEN, section, &scope);
        }
        self.apart(&[("fields", shape.get("fields")), ("classes", shape.get("classes"))], &scope);
    }

    fn no_such_names(&mut self, section: Option<&Node>, words: &[&str], name: &str, scope: &Scope) {
        for key in keys(section) {
            if words.contains(&key.text.as_str()) {
                let what =
                    Label::new("这个词另有含义，不能作名称", "this word has a meaning of its own and cannot be a name");
                let finding = Finding::error("reserved-name", &key.span, what)
                    .at(scope.child(name, &key.span).path)
                    .about(&key.text);
                self.findings.push(finding.mend("换一个名称", "choose another name"));
            }
        }
    }

    /// Alone such a word is still told apart, before `of` or a name it is not.
    fn unwise_names(&mut self, section: Option<&Node>, name: &str, scope: &Scope) {
        for key in keys(section).filter(|key| WHO_LEADS.contains(&key.text.as_str())) {
            let word = &key.text;
            let zh = format!("「{word} …」在「谁」的写法中另有含义");
            let en = format!("`{word} …` has a meaning of its own wherever somebody is named");
            let finding = Finding::warning("reserved-name", &key.span, Label::new(&zh, &en))
                .at(scope.child(name, &key.span).path);
            self.findings.push(finding.about(word).mend("最好换一个名称", "better choose another name"));
        }
    }

    /// One word, one thing: these sections are looked up together.
    fn apart(&mut self, sections: &[(&str, Option<&Node>)], scope: &Scope) {
        let mut seen: Vec<(&str, &str, &Span)> = Vec::new();
        for (name, section) in sections {
            for key in keys(*section) {
                if let Some((_, other, first)) = seen.iter().find(|(text, ..)| *text == key.text) {
                    let line = first.line;
                    let zh = format!("{other} 中已有同名的一项（第 {line} 行）");
                    let en = format!("`{other}` has one of this name too (line {line})");
                    let finding = Finding::error("two-meanings", &key.span, Label::new(&zh, &en));
                    let finding = finding.at(scope.child(name, &key.span).path).about(&key.text);
                    self.findings.push(finding.mend("给其中一项换名", "give one of the two another name"));
                } else {
                    seen.push((&key.text, name, &key.span));
                }
            }
        }
    }
}

fn keys(section: Option<&Node>) -> impl Iterator<Item = &Text> {
    let entries = section.and_then(Node::map).map_or(&[][..], |map| map.entries.as_slice());
    entries.iter().map(|(key, _)| key).filter(|key| !super::cx::COMMON.contains(&key.text.as_str()))
}

/// Has a word a meaning of its own somewhere, so that a name proposed by the program avoids it.
pub(super) fn is_reserved(word: &str) -> bool {
    WHO_WORDS.contains(&word) || WHO_LEADS.contains(&word) || MOMENTS.contains(&word) || SEEN.contains(&word)
}

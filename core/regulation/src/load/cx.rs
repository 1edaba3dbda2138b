//! What every part of the loader shares: findings, names, and where one stands.

use super::names::Names;
use crate::{
    expr::nearest,
    finding::Finding,
    model::{Blank, Gap, Id, Label, Map, Rule, ShapeRef, Span},
    tree::{MapNode, Node, Text},
};

/// Keys which any section and any thing may carry.
pub(super) const COMMON: [&str; 5] = ["article", "reading", "editable", "blank", "gap"];

/// Where a name is none of so many, all of them are told.
const NAMED_MAX: usize = 30;

/// The loader's memory.
#[derive(Default)]
pub(super) struct Cx {
    pub(super) findings: Vec<Finding>,
    pub(super) names: Names,
    pub(super) gaps: Vec<Gap>,
    pub(super) blanks: Vec<Blank>,
    pub(super) editable: Vec<String>,
}

/// Where one stands: the path, what stands behind it, and the shape around it.
#[derive(Debug, Clone)]
pub(super) struct Scope {
    pub(super) path: String,
    pub(super) article: Option<String>,
    pub(super) reading: Option<Label>,
    pub(super) editable: bool,
    pub(super) blank: Vec<Id>,
    pub(super) shape: ShapeRef,
    pub(super) span: Span,
}

/// A thing with keys; each key is taken once, and what nobody took is unknown.
pub(super) struct Entry<'a> {
    node: &'a Node,
    asked: Vec<&'static str>,
}

impl<'a> Entry<'a> {
    pub(super) fn new(node: &'a Node) -> Self {
        Self { node, asked: Vec::new() }
    }

    /// What a key holds. A text alone is the thing's label.
    pub(super) fn take(&mut self, key: &'static str) -> Option<&'a Node> {
        self.asked.push(key);
        match self.node {
            Node::Map(map) => map.get(key),
            Node::Text(text) if key == "label" && !text.is_nothing() => Some(self.node),
            _ => None,
        }
    }

    pub(super) fn span(&self) -> &'a Span {
        self.node.span()
    }

    /// Keys not known here, as entries of their own (shapes inside the file's top, rows of a table).
    pub(super) fn others(&self) -> impl Iterator<Item = (&'a Text, &'a Node)> + '_ {
        let entries = self.node.map().map_or(&[][..], |map| map.entries.as_slice());
        entries.iter().filter(|(key, _)| !self.asked.contains(&key.text.as_str())).map(|(key, node)| (key, node))
    }
}

impl Scope {
    pub(super) fn top(span: &Span) -> Self {
        let (path, blank) = (String::new(), Vec::new());
        Self { path, article: None, reading: None, editable: false, blank, shape: ShapeRef::Main, span: span.clone() }
    }

    /// One step inward: what stands behind it still holds.
    pub(super) fn child(&self, key: &str, span: &Span) -> Self {
        let path = if self.path.is_empty() { key.to_owned() } else { format!("{}.{key}", self.path) };
        Self { path, editable: false, blank: Vec::new(), span: span.clone(), ..self.clone() }
    }

    pub(super) fn in_shape(&self, shape: ShapeRef) -> Self {
        Self { shape, ..self.clone() }
    }

    pub(super) fn rule(&self) -> Rule {
        let Self { path, article, reading, editable, span, .. } = self.clone();
        Rule { path, article, reading, span, editable, off: false }
    }

    pub(super) fn is_blank(&self, key: &str) -> bool {
        self.blank.iter().any(|k| k == key)
    }
}

impl Cx {
    /// Enters a thing under a key: its article, reading, gaps and blanks are read.
    pub(super) fn enter<'a>(&mut self, key: &str, span: &Span, node: &'a Node, outer: &Scope) -> (Entry<'a>, Scope) {
        let mut entry = Entry::new(node);
        let mut scope = outer.child(key, span);
        if matches!(node, Node::List(_)) {
            self.error(
                "not-a-list",
                node.span(),
                &scope,
                "",
                ("此处应是键和值，不是列表", "keys and values are wanted here, not a list"),
            );
        }
        self.common(&mut entry, &mut scope);
        (entry, scope)
    }

    fn common(&mut self, entry: &mut Entry<'_>, scope: &mut Scope) {
        let (article, reading) = (entry.take("article"), entry.take("reading"));
        if article.is_some() || reading.is_some() {
            // The nearest that says anything speaks: a reading alone must not be cited as the article around it.
            scope.article = article.and_then(|node| self.words(node, scope));
            scope.reading = reading.map(|node| self.label(node, scope));
        }
        scope.editable = entry.take("editable").is_some_and(|node| self.yes(node, scope));
        if scope.editable {
            self.editable.push(scope.path.clone());
        }
        if let Some(node) = entry.take("gap") {
            let text = self.label(node, scope);
            self.gaps.push(Gap { path: scope.path.clone(), text, span: node.span().clone() });
        }
        self.blank_keys(entry, scope);
    }

    fn blank_keys(&mut self, entry: &mut Entry<'_>, scope: &mut Scope) {
        let Some(node) = entry.take("blank") else { return };
        for item in node.items() {
            let Some(key) = self.words(item, scope) else { continue };
            let key = Id::from(if key == "true" { "default".to_owned() } else { key });
            self.blanks.push(Blank { path: scope.path.clone(), key: key.clone(), span: item.span().clone() });
            scope.blank.push(key);
        }
    }

    /// Leaves a thing: keys nobody took are unknown.
    pub(super) fn leave(&mut self, entry: &Entry<'_>, scope: &Scope) {
        let unknown: Vec<&Text> = entry.others().map(|(key, _)| key).collect();
        let flow = entry.node.map().is_some_and(|map| map.flow);
        for key in unknown {
            let empty = entry.node.get(&key.text).is_some_and(Node::is_nothing);
            if flow && empty {
                self.cut(key, scope);
                continue;
            }
            let mut finding =
                Finding::error("unknown-key", &key.span, Label::new("此处没有这个键", "no such key here"));
            finding = match nearest(&key.text, entry.asked.iter().copied()) {
                Some(near) => finding.mend(&format!("是否指 `{near}`？"), &format!("perhaps `{near}`?")),
                None => {
                    let known = entry.asked.join(" ");
                    finding.mend(&format!("此处可用：{known}"), &format!("known here: {known}"))
                }
            };
            self.findings.push(finding.at(&scope.path).about(&key.text));
        }
    }

    /// A comma inside `{}` cut a text.
    fn cut(&mut self, key: &Text, scope: &Scope) {
        let what =
            Label::new("`{}` 中未加引号的文字被逗号切断", "a comma cut a text without quotation marks inside `{}`");
        let finding = Finding::error("comma-cuts-text", &key.span, what).at(&scope.path).about(&key.text);
        self.findings.push(
            finding.mend("把逗号前后的整段文字放进双引号", "put the whole text around the comma in double quotes"),
        );
    }

    /// A section: named things in file order. Its article, reading and so on hold for each.
    pub(super) fn section<T>(
        &mut self,
        node: Option<&Node>,
        key: &str,
        outer: &Scope,
        mut read: impl FnMut(&mut Self, &Id, &mut Entry<'_>, &Scope) -> T,
    ) -> Map<T> {
        let mut things = Map::new();
        let Some(node) = node else { return things };
        let (entry, scope) = self.enter(key, node.span(), node, outer);
        let Some(map) = node.map() else {
            if !node.is_nothing() {
                self.error(
                    "not-a-map",
                    node.span(),
                    &scope,
                    "",
                    ("此处应是「名称: 内容」", "names and what they stand for are wanted here"),
                );
            }
            return things;
        };
        for (name, thing) in entry.others() {
            if self.is_id(name, thing, map, &scope) {
                let id = Id::from(name.text.as_str());
                let (mut inner, at) = self.enter(&name.text, &name.span, thing, &scope);
                let value = read(self, &id, &mut inner, &at);
                self.leave(&inner, &at);
                things.insert(id, value);
            }
        }
        things.shrink_to_fit();
        things
    }

    /// Names are `snake_case`.
    fn is_id(&mut self, name: &Text, thing: &Node, map: &MapNode, scope: &Scope) -> bool {
        let text = &name.text;
        let good = text.starts_with(|c: char| c.is_ascii_lowercase())
            && text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
        if good {
            return true;
        }
        if map.flow && thing.is_nothing() {
            self.cut(name, scope);
            return false;
        }
        let what = Label::new(
            "名称只用小写字母、数字和下划线，以字母开头",
            "a name has small letters, digits and underscores and begins with a letter",
        );
        let finding = Finding::error("bad-name", &name.span, what).at(&scope.path).about(text);
        let mended = text.to_lowercase().replace(['-', ' '], "_");
        self.findings.push(finding.mend(&format!("写作 `{mended}`"), &format!("write `{mended}`")));
        false
    }

    pub(super) fn error(&mut self, code: &'static str, span: &Span, scope: &Scope, about: &str, what: (&str, &str)) {
        let finding = Finding::error(code, span, Label::new(what.0, what.1)).at(&scope.path).about(about);
        self.findings.push(Finding { mend: super::mends::mend(code), ..finding });
    }

    /// A name that is none of those known, with the nearest of them.
    pub(super) fn unknown(&mut self, name: &str, span: &Span, scope: &Scope, sort: (&str, &str), known: &[&str]) {
        let what = Label::new(&format!("没有这个{}", sort.0), &format!("no such {}", sort.1));
        let mut finding = Finding::error("unknown-name", span, what).at(&scope.path).about(name);
        if let Some(near) = nearest(name, known.iter().copied()) {
            finding = finding.mend(&format!("是否指 `{near}`？"), &format!("perhaps `{near}`?"));
        } else if !known.is_empty() && known.len() <= NAMED_MAX {
            let list = known.join(" ");
            finding = finding.mend(&format!("已有：{list}"), &format!("there are: {list}"));
        }
        self.findings.push(finding);
    }
}

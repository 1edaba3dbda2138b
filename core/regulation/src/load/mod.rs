//! From a file to typed values: short forms written out, `extends` and `uses` merged, everything typed, all findings at once.

mod act;
mod cx;
mod effect;
mod effect_forms;
mod field;
mod figures;
mod given;
mod head;
mod kinds;
mod limit;
mod mends;
mod merge;
mod moment;
mod names;
mod office;
mod paper;
mod paths;
mod plain;
mod reserved;
mod shape;
mod spread;
mod uses;
mod who;
mod words;

use crate::{
    finding::{Finding, Severity, sort},
    model::{Id, Label, Regulation, Span},
    tree::{MapNode, Node, Text, read},
};

/// The words for types of fields.
pub(crate) fn field_types() -> Vec<&'static str> {
    kinds::TYPES.iter().map(|(word, _)| *word).collect()
}

/// Has a word a meaning of its own, so that it makes no good name.
pub(crate) fn is_reserved(word: &str) -> bool {
    reserved::is_reserved(word)
}

/// Where files come from; the loader itself touches no disk.
pub trait Files {
    /// The text of a file such as `r43-fitness-club/regulation.yaml` or `shared/recusal.yaml`.
    fn read(&self, path: &str) -> Option<String>;
}

/// What came of a file.
#[derive(Debug, Clone)]
pub struct Loaded {
    /// The regulation, also where there are findings; missing only when the file itself cannot be read.
    pub regulation: Option<Regulation>,
    /// All findings, by place.
    pub findings: Vec<Finding>,
}

impl Loaded {
    /// Is there anything for which the regulation is refused.
    #[must_use]
    pub fn refused(&self) -> bool {
        self.regulation.is_none() || self.findings.iter().any(|finding| finding.severity == Severity::Error)
    }
}

/// Loads the regulation of an id with all it uses, the standing acts beneath it.
#[must_use]
pub fn load(files: &dyn Files, id: &str) -> Loaded {
    let mut merged = Merge { files, findings: Vec::new(), uses: Vec::new(), standing: Vec::new(), chain: Vec::new() };
    let mut top = merged.file(id);
    if let Some(map) = &mut top {
        merged.lay_standing(map);
    }
    finish(id, merged, top)
}

/// Loads one text that uses no other file; there are no standing acts. For tests and editors.
#[must_use]
pub fn load_str(id: &str, text: &str) -> Loaded {
    struct One<'a>(String, &'a str);
    impl Files for One<'_> {
        fn read(&self, path: &str) -> Option<String> {
            (path == self.0).then(|| self.1.to_owned())
        }
    }
    let files = One(format!("{id}/regulation.yaml"), text);
    let mut merged =
        Merge { files: &files, findings: Vec::new(), uses: Vec::new(), standing: Vec::new(), chain: Vec::new() };
    let top = merged.file(id);
    finish(id, merged, top)
}

fn finish(id: &str, merged: Merge<'_>, top: Option<MapNode>) -> Loaded {
    let Merge { mut findings, uses, standing, .. } = merged;
    let mut regulation = None;
    if let Some(map) = top {
        let node = Node::Map(map);
        let mut names = names::Names::collect(&node);
        names.standing = standing;
        let mut cx = cx::Cx { names, ..cx::Cx::default() };
        cx.reserved(&node);
        let mut typed = cx.regulation(id, &node);
        // Standing acts stand last, whatever the file says of them.
        typed.main.acts.sort_by(|_, a, _, b| a.standing.cmp(&b.standing));
        typed.uses = uses;
        spread::spread(&mut typed);
        spread::hand_down(&mut typed);
        regulation = Some(typed);
        findings.append(&mut cx.findings);
    }
    sort(&mut findings);
    findings.dedup();
    Loaded { regulation, findings }
}

/// Files on their way into one tree.
struct Merge<'a> {
    files: &'a dyn Files,
    findings: Vec<Finding>,
    uses: Vec<Id>,
    standing: Vec<Id>,
    chain: Vec<String>,
}

impl Merge<'_> {
    /// The tree of a regulation with what it extends and uses.
    fn file(&mut self, id: &str) -> Option<MapNode> {
        let path = format!("{id}/regulation.yaml");
        let mut map = self.tree(&path, &Span { file: path.as_str().into(), line: 1, column: 1, bytes: (0, 0) })?;
        self.chain.push(id.to_owned());
        if let Some(extends) = map.get("extends").cloned() {
            map = self.extended(map, &extends)?;
        }
        if let Some(Node::Map(uses)) = map.get("uses").cloned() {
            self.lay_uses(&mut map, &uses);
        }
        Some(map)
    }

    /// One file as a map; what cannot be read is told at the place that asked for it.
    fn tree(&mut self, path: &str, asked: &Span) -> Option<MapNode> {
        let Some(text) = self.files.read(path) else {
            let what = Label::new("没有这个文件", "no such file");
            self.findings.push(Finding::error("no-file", asked, what).about(path));
            return None;
        };
        let (node, findings) = read(path, &text);
        let broken = findings.iter().any(|finding| finding.code == "yaml");
        self.findings.extend(findings);
        match node {
            Some(Node::Map(map)) if !broken => Some(map),
            _ if broken => None,
            _ => {
                let what = Label::new("文件应由「键: 值」组成", "a file is made of keys and values");
                self.findings.push(Finding::error("not-a-map", asked, what).about(path));
                None
            }
        }
    }

    /// `drop` first; then maps merge by id, the file over its parent.
    fn extended(&mut self, mut over: MapNode, extends: &Node) -> Option<MapNode> {
        let text = extends.text().unwrap_or_default();
        let (id, version) = text.split_once('@').map_or((text, None), |(id, version)| (id, Some(version)));
        if self.chain.iter().any(|known| known == id) {
            let what = Label::new("制度之间循环引用", "regulations extend each other in a circle");
            self.findings.push(Finding::error("circle", extends.span(), what).at("extends").about(text));
            return Some(over);
        }
        let path = format!("{id}/regulation.yaml");
        if self.files.read(&path).is_none() {
            self.tree(&path, extends.span());
            return Some(over);
        }
        let mut beneath = self.file(id)?;
        self.parent_version(&beneath, version, extends);
        for node in over.remove("drop").as_ref().map_or(&[][..], Node::items) {
            let path = node.text().unwrap_or_default();
            if !merge::drop_path(&mut beneath, path) {
                let what = Label::new("上位制度没有这一处", "nothing stands there in the regulation beneath");
                self.findings.push(Finding::error("unknown-name", node.span(), what).at("drop").about(path));
            }
        }
        if let Some(Node::Map(articles)) = over.remove("articles") {
            let text = |node: &Node| node.text().unwrap_or_default().to_owned();
            let pairs: Vec<(String, String)> =
                articles.entries.iter().map(|(old, new)| (old.text.clone(), text(new))).collect();
            let mut node = Node::Map(beneath);
            merge::renumber(&mut node, &pairs);
            let Node::Map(map) = node else { return None };
            beneath = map;
        }
        for key in ["extends", "uses", "version", "omitted"] {
            beneath.remove(key);
        }
        merge::lay_over(&mut beneath, over);
        Some(beneath)
    }

    fn parent_version(&mut self, beneath: &MapNode, version: Option<&str>, extends: &Node) {
        let has = beneath.get("version").and_then(|node| node.get("id")).and_then(Node::text).unwrap_or_default();
        if version.is_some_and(|wanted| wanted != has) {
            let what = Label::new(
                &format!("上位制度的版本是 `{has}`"),
                &format!("the regulation beneath has version `{has}`"),
            );
            let finding = Finding::error("wrong-version", extends.span(), what).at("extends");
            self.findings.push(finding.about(extends.text().unwrap_or_default()));
        }
    }

    /// The acts there for all, beneath everything.
    fn lay_standing(&mut self, map: &mut MapNode) {
        const PATH: &str = "shared/standing.yaml";
        let Some(beneath) = self.tree(PATH, &map.span) else { return };
        let beneath = uses::bare(beneath);
        self.standing = beneath
            .get("acts")
            .and_then(Node::map)
            .map_or_else(Vec::new, |acts| acts.entries.iter().map(|(key, _)| Id::from(key.text.as_str())).collect());
        uses::lay_beneath(map, beneath);
    }
}

/// A key at a place.
fn key(text: &str, span: &Span) -> Text {
    Text::made(text, span)
}

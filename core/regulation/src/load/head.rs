//! The head of a file, and the whole put together.

use dengwen_calendar::Hours;

use super::cx::{Cx, Entry, Scope};
use super::limit::{PRECISIONS, WEEKS};
use crate::{
    model::{
        Ahead, Condition, Id, Label, Map, NumberRule, Omitted, Organisation, ProtectionRow, Regulation, Shape, Status,
        Version,
    },
    tree::{Node, canonical},
};

impl Cx {
    /// The typed regulation. Whatever is wrong has its finding.
    pub(super) fn regulation(&mut self, id: &str, top: &Node) -> Regulation {
        let outer = Scope::top(top.span());
        let (mut e, s) = self.enter("", top.span(), top, &outer);
        let s = Scope { path: String::new(), ..s };
        self.first_lines(id, &mut e, &s);
        let mut parts = Map::new();
        let case_label = self.case_label(&mut e, &s);
        let kinds = self.kinds(e.take("kinds"), &mut parts, &s);
        for (part, shape) in self.parts(e.take("parts"), None, &s) {
            parts.insert(part, shape);
        }
        let mut regulation = Regulation {
            id: Id::from(id),
            version: e.take("version").map_or_else(Version::default, |node| self.version(node, &s)),
            title: e.take("title").map_or_else(Label::default, |node| self.label(node, &s)),
            source: self.text_at(&mut e, "source", &s).unwrap_or_default(),
            organisation: e.take("organisation").map_or_else(Organisation::default, |node| self.organisation(node, &s)),
            protection: self.protection(&mut e, &s),
            number: e.take("number").map(|node| self.number_rule(node, &s)),
            ahead: e.take("ahead").and_then(|node| self.ahead(node, &s)),
            settings: self.settings(e.take("settings"), &s),
            parties: self.parties(e.take("parties"), &s),
            roles: self.roles(e.take("roles"), &s),
            channels: self.channels(e.take("channels"), &s),
            rosters: self.rosters(e.take("rosters"), &s),
            conditions: self.conditions(e.take("conditions"), &s),
            main: Shape { label: case_label.clone(), ..self.shape(&mut e, &s) },
            kinds,
            parts,
            registers: self.registers(e.take("registers"), &s),
            documents: self.documents(e.take("documents"), &s),
            tables: self.tables(e.take("tables"), &s),
            counters: self.counters(e.take("counters"), &s),
            indicators: self.indicators(e.take("indicators"), &s),
            charts: self.charts(e.take("charts"), &s),
            reports: self.reports(e.take("reports"), &s),
            guides: self.guides(e.take("guides"), &s),
            omitted: self.omitted(&mut e, &s),
            uses: Vec::new(),
            editable: std::mem::take(&mut self.editable),
            gaps: Vec::new(),
            blanks: Vec::new(),
            content: blake3::hash(canonical(top).as_bytes()).to_hex().to_string(),
            case_label,
        };
        self.leave(&e, &s);
        regulation.gaps = std::mem::take(&mut self.gaps);
        regulation.blanks = std::mem::take(&mut self.blanks);
        regulation
    }

    fn first_lines(&mut self, id: &str, e: &mut Entry<'_>, s: &Scope) {
        let format = self.text_at(e, "format", s);
        if format.as_deref() != Some("1") {
            let about = format.unwrap_or_default();
            self.error("format", e.span(), s, &about, ("第一行写 format: 1", "the first line is `format: 1`"));
        }
        let written = e.take("regulation");
        let text = written.and_then(|node| self.words(node, s));
        if let (Some(node), Some(text)) = (written, text.filter(|text| text != id)) {
            let what = (format!("制度编号与目录名 `{id}` 不符"), format!("the id is not that of its folder, `{id}`"));
            self.error("wrong-id", node.span(), s, &text, (&what.0, &what.1));
        }
        // Read before the tree was merged; known here so that they are no unknown keys.
        for key in ["extends", "drop", "articles"] {
            e.take(key);
        }
        self.uses(e, s);
        self.layer(e, s);
        for (key, what) in
            [("title", ("没有标题", "the title is missing")), ("version", ("没有版本", "the version is missing"))]
        {
            if e.take(key).is_none() {
                self.error("no-head", e.span(), s, key, what);
            }
        }
    }

    /// What the shared files do has been merged; what is said of their use itself (gaps, blanks, editable lists) is noted.
    fn uses(&mut self, e: &mut Entry<'_>, s: &Scope) {
        let Some(Node::Map(uses)) = e.take("uses") else { return };
        let s = s.child("uses", &uses.span);
        for (name, node) in uses.entries.iter().filter(|(_, node)| node.map().is_some()) {
            self.enter(&name.text, &name.span, node, &s);
        }
    }

    fn layer(&mut self, e: &mut Entry<'_>, s: &Scope) {
        if let Some(node) = e.take("layer") {
            let what = Label::new("`layer` 尚不运行", "`layer` does not run yet");
            self.findings
                .push(crate::finding::Finding::warning("not-run", node.span(), what).at(&s.path).about("layer"));
        }
    }

    fn case_label(&mut self, e: &mut Entry<'_>, s: &Scope) -> Label {
        let Some(node) = e.take("case") else {
            return Label::new("案件", "case");
        };
        let (mut e, s) = self.enter("case", node.span(), node, s);
        let label = self.label_of(&mut e, &s);
        self.leave(&e, &s);
        label
    }

    fn version(&mut self, node: &Node, outer: &Scope) -> Version {
        let known = [
            ("draft", Status::Draft),
            ("proposal", Status::Proposal),
            ("trial", Status::Trial),
            ("in-force", Status::InForce),
        ];
        let (mut e, s) = self.enter("version", node.span(), node, outer);
        let version = Version {
            id: self.text_at(&mut e, "id", &s).unwrap_or_default(),
            issued: self.date_at(&mut e, "issued", &s),
            in_force: self.date_at(&mut e, "in-force", &s),
            status: self.one_of_at(&mut e, "status", &s, &known).unwrap_or_default(),
            replaces: self.text_at(&mut e, "replaces", &s),
            note: self.label_at(&mut e, "note", &s),
            rule: s.rule(),
        };
        self.leave(&e, &s);
        version
    }

    fn organisation(&mut self, node: &Node, outer: &Scope) -> Organisation {
        let (mut e, s) = self.enter("organisation", node.span(), node, outer);
        let authority = self.one_of_at(&mut e, "authority", &s, &[("public", true), ("private", false)]);
        let hours = e.take("hours").and_then(|node| self.hours(node, &s));
        let organisation = Organisation {
            public: authority.unwrap_or(false),
            levels: self.section(e.take("levels"), "levels", &s, |cx, _, e, s| cx.label_of(e, s)),
            calendar: self.text_at(&mut e, "calendar", &s).unwrap_or_else(|| "cn".to_owned()),
            week: self.one_of_at(&mut e, "week", &s, &WEEKS).unwrap_or_default(),
            hours,
            precision: self.one_of_at(&mut e, "precision", &s, &PRECISIONS).unwrap_or_default(),
            mail: e.take("mail").map_or_else(Map::new, |node| self.mail(node, &s)),
            rule: s.rule(),
        };
        self.leave(&e, &s);
        organisation
    }

    fn hours(&mut self, node: &Node, s: &Scope) -> Option<Hours> {
        let text = self.words(node, s)?;
        let hours = text.parse().ok();
        if hours.is_none() {
            self.error(
                "not-hours",
                node.span(),
                s,
                &text,
                ("工作时间写作 08:30-12:00,13:30-17:30", "hours are written 08:30-12:00,13:30-17:30"),
            );
        }
        hours
    }

    fn mail(&mut self, node: &Node, s: &Scope) -> Map<String> {
        let (e, s) = self.enter("mail", node.span(), node, s);
        let all: Vec<(Id, &Node)> = e.others().map(|(key, node)| (Id::from(key.text.as_str()), node)).collect();
        all.into_iter().filter_map(|(key, node)| self.words(node, &s).map(|text| (key, text))).collect()
    }

    fn protection(&mut self, e: &mut Entry<'_>, s: &Scope) -> Vec<ProtectionRow> {
        const GRADES: [(&str, bool); 2] = [("ordinary", false), ("sealed", true)];
        let Some(node) = e.take("protection") else { return Vec::new() };
        let mut rows = Vec::new();
        for item in node.items() {
            if item.map().is_none() {
                let sealed = self.one_of(item, s, &GRADES).unwrap_or(true);
                let rule = s.child("protection", item.span()).rule();
                rows.push(ProtectionRow { cond: None, sealed, second_person: false, rule });
                continue;
            }
            let (mut e, row) = self.enter("protection", item.span(), item, s);
            let cond = self.cond_at(&mut e, "if", &row);
            let sealed = self.one_of_at(&mut e, "is", &row, &GRADES).unwrap_or(true);
            let second_person = self.yes_at(&mut e, "second-person", &row);
            self.leave(&e, &row);
            rows.push(ProtectionRow { cond, sealed, second_person, rule: row.rule() });
        }
        rows
    }

    fn number_rule(&mut self, node: &Node, outer: &Scope) -> NumberRule {
        let rhythm = [("year", "year"), ("month", "month"), ("day", "day"), ("never", "never")];
        let (mut e, s) = self.enter("number", node.span(), node, outer);
        let given = e.take("given").and_then(|node| self.words(node, &s).map(|id| (id, node.span().clone())));
        let rule = NumberRule {
            pattern: self.text_at(&mut e, "pattern", &s).unwrap_or_default(),
            per: self.path_at(&mut e, "per", &s).map(Id::from),
            restarts: self.one_of_at(&mut e, "restarts", &s, &rhythm).map(Id::from),
            given: given.map(|(id, span)| self.anywhere(&id, &span, &s)),
            consecutive: e.take("consecutive").map(|node| self.yes(node, &s)),
            rule: s.rule(),
        };
        self.leave(&e, &s);
        rule
    }

    fn ahead(&mut self, node: &Node, outer: &Scope) -> Option<Ahead> {
        let (mut e, s) = self.enter("ahead", node.span(), node, outer);
        let cond = self.cond_at(&mut e, "if", &s);
        self.leave(&e, &s);
        cond.map(|cond| Ahead { cond, rule: s.rule() })
    }

    fn conditions(&mut self, node: Option<&Node>, scope: &Scope) -> Map<Condition> {
        let all = self.section(node, "conditions", scope, |cx, _, e, s| {
            let label = cx.label_of(e, s);
            let is = cx.cond_at(e, "is", s);
            if is.is_none() {
                cx.error("no-condition", e.span(), s, "is", ("没有写明条件", "the condition itself is missing"));
            }
            is.map(|is| Condition { label, is, rule: s.rule() })
        });
        all.into_iter().filter_map(|(id, condition)| condition.map(|condition| (id, condition))).collect()
    }

    fn omitted(&mut self, e: &mut Entry<'_>, s: &Scope) -> Vec<Omitted> {
        let mut all = Vec::new();
        for item in e.take("omitted").map_or(&[][..], Node::items) {
            let mut e = Entry::new(item);
            let what = self.label_at(&mut e, "what", s);
            let why = self.label_at(&mut e, "why", s);
            self.leave(&e, s);
            match (what, why) {
                (Some(what), Some(why)) => all.push(Omitted { what, why }),
                _ => self.error(
                    "bad-omitted",
                    item.span(),
                    s,
                    "",
                    ("写明 what 和 why", "both `what` and `why` are wanted"),
                ),
            }
        }
        all
    }
}

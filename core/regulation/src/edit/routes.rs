//! Who handles what: places of a text at which a role stands for whoever receives, owns a stage, is given a place on the case, or
//! answers for a class; to be changed one by one.

use super::{Editor, Unfit, find::steps, written::scalar};
use crate::{
    expr::{Expr, explain},
    model::{Effect, Id, Label, Lang, Regulation, Rule, Shape, ShapeRef, Table},
    tree::Node,
    value::Value,
};

/// Where a class that has no row of its own is written: behind the rows of its table.
const NEW: &str = "+";

/// A place at which a role stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RouteLine {
    /// Where it stands: keys, places in lists from 0; a class without a row of its own ends in `+AXIS=VALUE`.
    pub path: String,
    /// The stage, way in, act or table.
    pub label: String,
    /// When it counts, in words: a class, a condition; empty for always.
    pub when: String,
    /// What the role is there: `owner`, `desk`, `lead`, `joint`, `helper`, `watcher`, `row`, `fallback`, or a role of the case.
    pub part: String,
    /// The article.
    pub article: Option<String>,
    /// The role as written: its id; empty for a class without a row.
    pub written: String,
}

/// What a place belongs to.
#[derive(Clone, Copy)]
struct Of<'a> {
    regulation: &'a Regulation,
    at: &'a ShapeRef,
    lang: Lang,
}

impl Editor {
    /// All places of this file at which a role alone stands.
    #[must_use]
    pub fn routes(&self, regulation: &Regulation, lang: Lang) -> Vec<RouteLine> {
        let mut all = Vec::new();
        let main = Of { regulation, at: &ShapeRef::Main, lang };
        for channel in regulation.channels.values() {
            let path = format!("{}.desk", channel.rule.path);
            all.extend(self.route(main, path, (&channel.label, &channel.rule), "desk"));
        }
        for (id, table) in &regulation.tables {
            self.routes_of_table(main, id, table, &mut all);
        }
        for (at, shape) in regulation.shapes() {
            self.routes_of_shape(Of { at: &at, ..main }, shape, &mut all);
        }
        all
    }

    /// Writes another role in place of one of those, or the first for a class without a row.
    ///
    /// # Errors
    /// [`Unfit`] if no role can stand there.
    pub fn reroute(&mut self, path: &str, role: &str) -> Result<(), Unfit> {
        match path.rsplit_once(&format!(".{NEW}")) {
            None if self.at(&steps(path)).and_then(Node::text).is_some() => self.replace(&steps(path), &scalar(role)),
            None => Err(Unfit),
            Some((rows, class)) => {
                let (axis, value) = class.split_once('=').ok_or(Unfit)?;
                let row = format!("{{{axis}: {}, is: {}}}", scalar(value), scalar(role));
                self.append(&steps(rows), &row)
            }
        }
    }

    fn routes_of_shape(&self, of: Of<'_>, shape: &Shape, all: &mut Vec<RouteLine>) {
        for stage in shape.stages.values() {
            let path = format!("{}.owner", stage.rule.path);
            all.extend(self.route(of, path, (&stage.label, &stage.rule), "owner"));
            self.assigned(of, (&stage.label, &stage.rule), None, &stage.then, all);
        }
        for act in shape.acts.values() {
            self.assigned(of, (&act.label, &act.rule), None, &act.does, all);
            for option in act.choose.values() {
                self.assigned(of, (&option.label, &option.rule), None, &option.does, all);
            }
        }
        for axis in shape.classes.values() {
            for then in &axis.then {
                self.assigned(of, (&axis.label, &axis.rule), then.cond.as_ref(), &then.does, all);
            }
        }
    }

    /// Places that effects give.
    fn assigned(
        &self,
        of: Of<'_>,
        named: (&Label, &Rule),
        cond: Option<&Expr>,
        effects: &[Effect],
        all: &mut Vec<RouteLine>,
    ) {
        for effect in effects {
            let Some(path) = self.written_at(&effect.rule.path) else { continue };
            let Some(places) = self.at(&steps(&format!("{path}.assign"))).and_then(Node::map) else { continue };
            for (place, _) in &places.entries {
                let path = format!("{path}.assign.{}", place.text);
                let conds = cond.iter().copied().chain(&effect.cond);
                let when: Vec<String> = conds.map(|cond| explain(cond, of.regulation, of.at, of.lang)).collect();
                let known = |line: &RouteLine| line.path == path;
                if !all.iter().any(known) {
                    let line = self.route(of, path, named, &place.text);
                    all.extend(line.map(|line| RouteLine { when: when.join(" · "), ..line }));
                }
            }
        }
    }

    fn routes_of_table(&self, of: Of<'_>, id: &Id, table: &Table, all: &mut Vec<RouteLine>) {
        if !matches!(table.gives.as_slice(), [(_, kind)] if **kind == *"role") {
            return;
        }
        let (named, base) = ((&table.label, &table.rule), format!("tables.{id}"));
        for (n, row) in table.rows.iter().enumerate() {
            let said = row.when.iter().map(|(column, value)| class(of, column, value));
            let line = self.route(of, format!("{base}.rows.{n}.is"), named, "row");
            let when = said.collect::<Vec<_>>().join(" · ");
            let article = row.rule.article.clone();
            all.extend(line.map(|line| RouteLine { when, article: article.or(line.article.clone()), ..line }));
        }
        if let ([column], true) = (table.by.as_slice(), self.at(&steps(&base)).is_some())
            && table.rows.iter().all(|row| !row.when.is_empty())
            && let Some(axis) = of.regulation.main.classes.get(column.as_str())
        {
            let has = |value: &Id| table.rows.iter().any(|row| row.when.values().any(|one| is(one, value)));
            for (value, one) in axis.values.iter().filter(|(value, one)| !one.rule.off && !has(value)) {
                all.push(RouteLine {
                    path: format!("{base}.rows.{NEW}{column}={value}"),
                    label: said(&table.label, of.lang),
                    when: said(&one.label, of.lang),
                    part: "row".to_owned(),
                    article: table.rule.article.clone(),
                    written: String::new(),
                });
            }
        }
        all.extend(self.route(of, format!("{base}.fallback"), named, "fallback"));
    }

    /// A place, if a role of the regulation stands there alone.
    fn route(&self, of: Of<'_>, path: String, (label, rule): (&Label, &Rule), part: &str) -> Option<RouteLine> {
        let written = self.at(&steps(&path)).and_then(Node::text)?.to_owned();
        let (label, article) = (said(label, of.lang), rule.article.clone());
        let line = RouteLine { path, label, when: String::new(), part: part.to_owned(), article, written };
        of.regulation.roles.contains_key(line.written.as_str()).then_some(line)
    }

    /// Where an effect is written: rules count from 1, and do not count what stands alone.
    fn written_at(&self, rule: &str) -> Option<String> {
        let (list, n) = rule.rsplit_once('.')?;
        let n = n.parse::<usize>().ok()?.checked_sub(1)?;
        let mut path = String::new();
        for step in list.split('.') {
            let counted = step.parse::<usize>().ok().and_then(|n| n.checked_sub(1));
            let next = counted.map_or_else(|| step.to_owned(), |n| n.to_string());
            let deeper = if path.is_empty() { next } else { format!("{path}.{next}") };
            if counted.is_none() || self.at(&steps(&deeper)).is_some() {
                path = deeper;
            }
        }
        let several = format!("{path}.{n}");
        if self.at(&steps(&several)).is_some() { Some(several) } else { Some(path) }
    }
}

fn said(label: &Label, lang: Lang) -> String {
    label.in_lang(lang).to_owned()
}

fn is(value: &Value, id: &Id) -> bool {
    matches!(value, Value::Choice(known) if known == id) || matches!(value, Value::Text(known) if **known == **id)
}

/// A column of a row in words.
fn class(of: Of<'_>, column: &str, value: &Value) -> String {
    let axis = of.regulation.main.classes.get(column);
    let known = axis.and_then(|axis| axis.values.iter().find(|(id, _)| is(value, id)));
    let known = known.map(|(_, one)| said(&one.label, of.lang));
    known.unwrap_or_else(|| match value {
        Value::Text(text) => text.clone(),
        Value::Choice(id) => id.to_string(),
        _ => column.to_owned(),
    })
}

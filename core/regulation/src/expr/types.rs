//! The type checker: every name an expression uses is known, and what is compared can be compared.

use super::{
    Expr, Fold, Node, On, Place, Site, Word, around,
    kinds::{Elem, Sort, Ty, choices, field_type},
    reads::{Read, reads_through},
    written,
};
use crate::{
    expr::nearest,
    finding::Finding,
    model::{Axis, Field, Id, Label, Options, Regulation, ShapeRef, Span},
};

/// All findings of one expression in its place.
#[must_use]
pub fn check_types(reg: &Regulation, site: &Site<'_>) -> Vec<Finding> {
    let mut types = Types { reg, site, vars: Vec::new(), findings: Vec::new() };
    if let Some(each) = site.place.each {
        let mut outer = Types { reg, site, vars: Vec::new(), findings: Vec::new() };
        types.vars.push((Id::from("it"), outer.of(&each.node).inner()));
    }
    let node = &site.expr.node;
    if site.place.used.is_condition() {
        types.holds(node);
    } else {
        types.of(node);
    }
    if site.place.used.is_lasting() {
        types.lasting(site.expr);
    }
    types.findings
}

pub(super) struct Types<'a> {
    pub(super) reg: &'a Regulation,
    pub(super) site: &'a Site<'a>,
    pub(super) vars: Vec<(Id, Ty)>,
    pub(super) findings: Vec<Finding>,
}

impl Types<'_> {
    pub(super) fn place(&self) -> &Place<'_> {
        &self.site.place
    }

    /// A finding about a word of the text, at its column.
    pub(super) fn tell(
        &mut self,
        code: &'static str,
        about: &str,
        what: (String, String),
        mend: Option<(String, String)>,
    ) {
        let span = locate(self.site.expr, about);
        let what = Label::new(&what.0, &what.1);
        let mut found = Finding::error(code, &span, what).at(self.site.rule.path.clone()).about(about);
        found.mend = mend.map(|(zh, en)| Label::new(&zh, &en));
        if !self.findings.contains(&found) {
            self.findings.push(found);
        }
    }

    /// A name nobody has given, with the nearest that is known.
    pub(super) fn unknown(&mut self, name: &str, sort: (&str, &str), known: &[&str]) {
        let what = (format!("没有这个{}", sort.0), format!("no such {}", sort.1));
        let mend = match nearest(name, known.iter().copied()) {
            Some(near) => Some((format!("是否指 `{near}`？"), format!("perhaps `{near}`?"))),
            None if known.is_empty() => Some((format!("先写出{}", sort.0), format!("write the {} first", sort.1))),
            None => {
                let some: Vec<&str> = known.iter().copied().take(12).collect();
                Some((format!("已有：{}", some.join(" ")), format!("there are: {}", some.join(" "))))
            }
        };
        self.tell("unknown-name", name, what, mend);
    }

    /// It must come to yes or no.
    pub(super) fn holds(&mut self, node: &Node) {
        let ty = self.of(node);
        if !matches!(ty, Ty::Any | Ty::Yes) {
            let name = written::name(node).unwrap_or_default();
            let about = if name.is_empty() { self.site.expr.text.clone() } else { name.clone() };
            let what = (
                format!("此处须是条件，而这是{}", ty.zh()),
                format!("a condition is needed here, and this is {}", ty.en()),
            );
            let mend = match node {
                Node::Name(id) => (
                    format!("写 given('{id}')，或与一个值比较"),
                    format!("write given('{id}'), or compare it with a value"),
                ),
                Node::Elements(..) | Node::Over(..) => ("写 size(…) > 0".to_owned(), "write size(…) > 0".to_owned()),
                _ => ("与一个值比较".to_owned(), "compare it with a value".to_owned()),
            };
            self.tell("wrong-type", &about, what, Some(mend));
        }
    }

    pub(super) fn of(&mut self, node: &Node) -> Ty {
        match node {
            Node::Const(value) => Ty::of_value(value),
            Node::Name(id) => self.name(id),
            Node::Word(on, word) => self.word(on, *word),
            Node::Of(on, id) => self.of_element(on, id),
            Node::Input(on, id) => self.input(on, id),
            Node::Setting(id) => self.setting(id),
            Node::Actor(super::Actor::Role) => self.roles(),
            Node::Actor(_) => Ty::Thing,
            Node::Clock(super::Clock::Today) => Ty::Date,
            Node::Clock(super::Clock::Now) => Ty::Moment,
            Node::Condition(_) => Ty::Yes,
            Node::Var(id) => self.var(id),
            Node::Not(a) => {
                self.holds(a);
                Ty::Yes
            }
            Node::And(all) | Node::Or(all) => {
                all.iter().for_each(|n| self.holds(n));
                Ty::Yes
            }
            Node::Cmp(cmp, a, b) => self.compared(*cmp, a, b),
            Node::In(a, list) => self.within(a, list),
            Node::Arith(arith, a, b) => self.arith(*arith, a, b),
            Node::If(a, b, c) => {
                self.holds(a);
                let (b, c) = (self.of(b), self.of(c));
                if b == c { b } else { Ty::Any }
            }
            Node::List(all) => {
                let mut inner: Vec<Ty> = all.iter().map(|n| self.of(n)).collect();
                inner.dedup();
                Ty::List(Box::new(if let [one] = inner.as_slice() { one.clone() } else { Ty::Any }))
            }
            Node::Elements(on, list) => self.elements(on, list),
            Node::Over(fold, list, var, body) => self.over(*fold, list, var, body),
            Node::Size(list) => self.size(list),
            Node::Fact(on, fact) => self.fact(on, fact),
            Node::Call(function, all) => self.call(function, all),
        }
    }

    fn name(&mut self, id: &Id) -> Ty {
        if let Some(party) = self.place().party
            && let Some(field) = party.fields.get(id)
        {
            return field_type(self.reg, field);
        }
        if let Some(ty) = self.listed(id) {
            return ty;
        }
        let mut known: Vec<&str> = Vec::new();
        for (at, shape) in around(self.reg, &self.place().at.clone()) {
            if let Some(ty) = self.own(&at, shape.fields.get(id), shape.classes.get(id), id) {
                return ty;
            }
            known.extend(shape.fields.keys().chain(shape.classes.keys()).map(|id| &**id));
        }
        if let Some(condition) = self.reg.conditions.get(id) {
            let what = format!("「{}」是有名称的条件，不能写在 CEL 内", condition.label.zh);
            let en = format!("`{id}` is a named condition and cannot stand inside an expression");
            let mend = (
                "单独用它的名称，或把它的内容写出".to_owned(),
                "use its name alone, or write out what it says".to_owned(),
            );
            self.tell("condition-inside", id, (what, en), Some(mend));
            return Ty::Yes;
        }
        if let Some(act) = self.place().act
            && act.input.iter().any(|input| input.what.key() == id.as_str())
        {
            let what = (format!("「{id}」是本行为当场填写的"), format!("`{id}` is asked by this act"));
            self.tell("unknown-name", id, what, Some((format!("写 input.{id}"), format!("write `input.{id}`"))));
            return Ty::Any;
        }
        known.extend(["stage", "kind", "channel", "number", "received"]);
        self.unknown(id, ("字段或类别", "field or class"), &known);
        Ty::Any
    }

    /// What is counted or listed is seen with its own names too.
    fn listed(&mut self, id: &Id) -> Option<Ty> {
        use crate::model::Of;
        match self.place().of? {
            Of::Part(part) => {
                let shape = self.reg.parts.get(part)?;
                self.own(&ShapeRef::Part(part.clone()), shape.fields.get(id), shape.classes.get(id), id)
            }
            Of::Register(register) => {
                let shape = &self.reg.registers.get(register)?.shape;
                self.own(&ShapeRef::Register(register.clone()), shape.fields.get(id), shape.classes.get(id), id)
            }
            Of::Case => None,
            Of::Act(_) | Of::Limit(_) | Of::EachUnit | Of::Any(_) => {
                let inputs = self.any_input(id);
                inputs.filter(|_| !self.reg.main.fields.contains_key(id))
            }
        }
    }

    fn own(&self, at: &ShapeRef, field: Option<&Field>, axis: Option<&Axis>, id: &Id) -> Option<Ty> {
        if let Some(field) = field {
            return Some(self.named_field(at, field, id));
        }
        let axis = axis?;
        let values = axis.values.keys().cloned().collect();
        let editable = self.reg.editable.iter().any(|path| path.ends_with(&format!("classes.{id}.values")));
        let one = Ty::Named { sort: Sort::Class, id: id.clone(), values, open: editable || axis.rule.editable };
        Some(if axis.many { Ty::List(Box::new(one)) } else { one })
    }

    fn named_field(&self, at: &ShapeRef, field: &Field, id: &Id) -> Ty {
        match (&field.options, field_type(self.reg, field)) {
            (Options::From(from), ty) => {
                match self.reg.shape(at).and_then(|s| s.classes.get(from)).or_else(|| self.reg.main.classes.get(from)) {
                    Some(axis) => choices(Sort::Option, id, axis.values.keys().cloned().collect(), true, field.many),
                    None => ty,
                }
            }
            (Options::Listed(map), _) if !map.is_empty() => {
                choices(Sort::Option, id, map.keys().cloned().collect(), field.rule.editable, field.many)
            }
            (_, ty) => ty,
        }
    }

    fn setting(&mut self, id: &Id) -> Ty {
        match self.reg.settings.get(id) {
            Some(setting) => field_type(self.reg, &setting.field),
            None => {
                let known: Vec<&str> = self.reg.settings.keys().map(|id| &**id).collect();
                self.unknown(id, ("设置", "setting"), &known);
                Ty::Any
            }
        }
    }

    fn roles(&self) -> Ty {
        let roles = self
            .reg
            .roles
            .keys()
            .chain(self.reg.rosters.keys())
            .chain(self.reg.organisation.levels.keys())
            .cloned()
            .collect();
        Ty::Named { sort: Sort::Role, id: Id::from("actor.role"), values: roles, open: false }
    }

    fn var(&mut self, id: &Id) -> Ty {
        if *id == "this" {
            return Ty::Element(Elem::Row(self.place().at.clone()));
        }
        match self.vars.iter().rev().find(|(name, _)| name == id) {
            Some((_, ty)) => ty.clone(),
            None => {
                let what = ("此处没有 it".to_owned(), "there is no `it` here".to_owned());
                let mend = ("it 只用在 each 之内".to_owned(), "`it` stands only inside `each`".to_owned());
                self.tell("unknown-name", id, what, Some(mend));
                Ty::Any
            }
        }
    }

    /// What stands before a dot.
    pub(super) fn element(&mut self, on: &On) -> Elem {
        match on {
            On::Here => Elem::Here,
            On::This => Elem::Row(self.place().at.clone()),
            On::Party(kind) => {
                self.party(kind);
                Elem::Party(kind.clone())
            }
            On::Var(id) => match self.vars.iter().rev().find(|(name, _)| name == id).map(|(_, ty)| ty.clone()) {
                Some(Ty::Element(elem)) => elem,
                Some(_) => Elem::Any,
                None => {
                    self.name(id);
                    Elem::Any
                }
            },
        }
    }

    fn word(&mut self, on: &On, word: Word) -> Ty {
        let elem = self.element(on);
        match word {
            Word::Stage => {
                let stages = self.stages(&elem);
                Ty::Named { sort: Sort::Stage, id: Id::from("stage"), values: stages, open: false }
            }
            Word::Channel => {
                let channels = self.reg.channels.keys().cloned().collect();
                Ty::Named { sort: Sort::Channel, id: Id::from("channel"), values: channels, open: false }
            }
            Word::Kind => {
                let kinds = self.reg.kinds.keys().cloned().collect();
                Ty::Named { sort: Sort::Kind, id: Id::from("kind"), values: kinds, open: true }
            }
            Word::Number => Ty::Any,
            Word::Received | Word::At => Ty::Moment,
            Word::By => Ty::Thing,
            Word::Chosen => match elem {
                Elem::Act(at, act) => self.options(&at, &act),
                _ => Ty::Any,
            },
        }
    }

    fn stages(&self, elem: &Elem) -> Vec<Id> {
        let at = match elem {
            Elem::Row(at) => at.clone(),
            Elem::Here => match self.place().of {
                Some(crate::model::Of::Part(id)) => ShapeRef::Part(id.clone()),
                Some(crate::model::Of::Register(id)) => ShapeRef::Register(id.clone()),
                _ => self.place().at.clone(),
            },
            _ => ShapeRef::Main,
        };
        let mut all = Vec::new();
        for (_, shape) in around(self.reg, &at) {
            all.extend(shape.stages.keys().cloned());
        }
        all
    }

    fn lasting(&mut self, expr: &Expr) {
        for read in reads_through(expr, self.reg) {
            let word = match &read {
                Read::Clock(super::Clock::Now) => "now",
                Read::Clock(super::Clock::Today) => "today",
                Read::Actor(_) => "actor",
                Read::Input(On::Here, _) => "input",
                Read::Fact(_, super::Fact::Indicator(_)) => "indicator",
                Read::Call(super::Function::Older) => "older",
                Read::Call(super::Function::AfterDate) => "after_date",
                Read::Call(super::Function::HeldBy) => "held_by",
                _ => continue,
            };
            let what = (
                format!("{word} 不能写在这里：此处在以后的行为之后也要判断"),
                format!("`{word}` cannot stand here: this is judged after later acts too"),
            );
            let mend = (
                "时间只经由到期的期限起作用；把它写成期限，或写在行为的 refuse、if 中".to_owned(),
                "time acts only through a limit that passes: write a limit, or put it in a guard or effect".to_owned(),
            );
            self.tell("word-not-here", word, what, Some(mend));
        }
    }

    fn over(&mut self, fold: Fold, list: &Node, var: &Id, body: &Node) -> Ty {
        let ty = self.of(list);
        if !matches!(ty, Ty::List(_) | Ty::Any) {
            self.not_a_list(list, &ty);
        }
        self.vars.push((var.clone(), ty.inner()));
        let inner = if fold == Fold::Map {
            self.of(body)
        } else {
            self.holds(body);
            Ty::Yes
        };
        self.vars.pop();
        match fold {
            Fold::Filter => ty,
            Fold::Map => Ty::List(Box::new(inner)),
            _ => Ty::Yes,
        }
    }

    fn size(&mut self, list: &Node) -> Ty {
        let ty = self.of(list);
        if !matches!(ty, Ty::List(_) | Ty::Any | Ty::Text) {
            self.not_a_list(list, &ty);
        }
        Ty::Number
    }

    fn not_a_list(&mut self, list: &Node, ty: &Ty) {
        let about = written::name(list).unwrap_or_else(|| self.site.expr.text.clone());
        let what =
            (format!("此处须是多个值，而这是{}", ty.zh()), format!("a list is needed here, and this is {}", ty.en()));
        let mend = (
            "字段加 many: true，或用 parts、linked、acts".to_owned(),
            "give the field `many: true`, or use parts, linked, acts".to_owned(),
        );
        self.tell("wrong-type", &about, what, Some(mend));
    }
}

/// Where a word stands inside the text of an expression; the whole of it where the text is not as in the file.
fn locate(expr: &Expr, word: &str) -> Span {
    let span = &expr.span;
    let as_written = usize::try_from(span.bytes.1.saturating_sub(span.bytes.0)) == Ok(expr.text.len());
    let whole = |at: usize| {
        let part = |c: Option<char>| c.is_none_or(|c| !(c.is_ascii_alphanumeric() || c == '_'));
        let before = expr.text.get(..at).and_then(|t| t.chars().next_back());
        let after = expr.text.get(at + word.len()..).and_then(|t| t.chars().next());
        part(before) && part(after)
    };
    let Some((at, _)) =
        expr.text.match_indices(word).find(|(at, _)| whole(*at)).filter(|_| as_written && !word.is_empty())
    else {
        return span.clone();
    };
    let chars = expr.text.get(..at).map_or(0, |t| t.chars().count());
    let (chars, at) = (u32::try_from(chars).unwrap_or(0), u32::try_from(at).unwrap_or(0));
    let from = span.bytes.0.saturating_add(at);
    let to = from.saturating_add(u32::try_from(word.len()).unwrap_or(0));
    Span { column: span.column.saturating_add(chars), bytes: (from, to), ..span.clone() }
}

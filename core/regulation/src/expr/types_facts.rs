//! The type checker on what happened: acts, limits, papers, parties, lists and functions that are asked by name.

use super::{
    Fact, Function, ListOf, Node, On, act_of, around,
    kinds::{Elem, Sort, Ty, choices, field_type},
    types::Types,
};
use crate::model::{Act, Effect, Id, InputWhat, Regulation, ShapeRef, What};

/// Names of links that anything in a regulation makes.
pub(crate) fn link_names(reg: &Regulation) -> Vec<Id> {
    let mut names: Vec<Id> = Vec::new();
    let mut add = |effects: &[Effect]| {
        for effect in effects {
            let name = match &effect.what {
                What::Link { name, .. } => Some(name),
                What::Spawn { link, .. } => link.as_ref(),
                _ => None,
            };
            names.extend(name.filter(|name| !names.contains(name)).cloned());
        }
    };
    for (_, shape) in reg.shapes() {
        for act in shape.acts.values() {
            add(&act.does);
            act.choose.values().for_each(|option| add(&option.does));
        }
        shape.stages.values().for_each(|stage| add(&stage.then));
        shape.limits.values().for_each(|limit| add(&limit.then));
        shape.classes.values().flat_map(|axis| &axis.then).for_each(|then| add(&then.does));
    }
    reg.counters.values().for_each(|counter| add(&counter.then));
    names
}

fn inputs_of(act: &Act) -> impl Iterator<Item = &InputWhat> {
    let options = act.choose.values().flat_map(|option| &option.input);
    act.input.iter().chain(options).map(|input| &input.what)
}

/// The acts that ask for an act: what they were given can be seen in it.
fn asked_by<'a>(reg: &'a Regulation, act: &Act, at: &ShapeRef) -> Vec<&'a Act> {
    let Some(shape) = reg.shape(at) else { return Vec::new() };
    let Some((id, _)) = shape.acts.iter().find(|(_, known)| std::ptr::eq(*known, act)) else { return Vec::new() };
    let asks = |effect: &Effect| matches!(&effect.what, What::Ask { act, .. } if act == id);
    let askers = shape.acts.values().filter(|asker| !asker.asked);
    askers
        .filter(|asker| asker.does.iter().chain(asker.choose.values().flat_map(|option| &option.does)).any(asks))
        .collect()
}

impl Types<'_> {
    fn at(&self, elem: &Elem) -> ShapeRef {
        match elem {
            Elem::Row(at) => at.clone(),
            Elem::Case => ShapeRef::Main,
            _ => self.place().at.clone(),
        }
    }

    pub(super) fn party(&mut self, kind: &Id) -> bool {
        let known = self.reg.parties.contains_key(kind);
        if !known {
            let all: Vec<&str> = self.reg.parties.keys().map(|id| &**id).collect();
            self.unknown(kind, ("当事人", "party"), &all);
        }
        known
    }

    /// A field or class of an element.
    pub(super) fn of_element(&mut self, on: &On, id: &Id) -> Ty {
        let (ty, known): (Option<Ty>, Vec<Id>) = match self.element(on) {
            Elem::Any => return Ty::Any,
            Elem::Party(kind) => match self.reg.parties.get(&kind) {
                Some(party) => (
                    party.fields.get(id).map(|field| field_type(self.reg, field)),
                    party.fields.keys().cloned().collect(),
                ),
                None => return Ty::Any,
            },
            Elem::Act(at, act) => {
                let act = self.reg.shape(&at).and_then(|shape| shape.acts.get(&act));
                let ty = act.and_then(|act| self.input_of(act, &at, id));
                (ty, act.map(|act| inputs_of(act).map(|what| Id::from(what.key())).collect()).unwrap_or_default())
            }
            elem => self.of_row(&elem, id),
        };
        ty.unwrap_or_else(|| {
            let known: Vec<&str> = known.iter().map(|id| &**id).collect();
            self.unknown(id, ("字段或类别", "field or class"), &known);
            Ty::Any
        })
    }

    fn of_row(&mut self, elem: &Elem, id: &Id) -> (Option<Ty>, Vec<Id>) {
        let at = self.at(elem);
        let shapes = if matches!(elem, Elem::Row(_)) {
            self.reg.shape(&at).into_iter().collect()
        } else {
            around(self.reg, &at).into_iter().map(|(_, shape)| shape).collect::<Vec<_>>()
        };
        let mut known = Vec::new();
        for shape in shapes {
            if let Some(field) = shape.fields.get(id) {
                return (Some(field_type(self.reg, field)), known);
            }
            if let Some(axis) = shape.classes.get(id) {
                return (
                    Some(choices(
                        Sort::Class,
                        id,
                        axis.values.keys().cloned().collect(),
                        axis.rule.editable,
                        axis.many,
                    )),
                    known,
                );
            }
            known.extend(shape.fields.keys().chain(shape.classes.keys()).cloned());
        }
        (None, known)
    }

    fn input_of(&self, act: &Act, at: &ShapeRef, id: &Id) -> Option<Ty> {
        let opened = act.opens.as_ref().and_then(|id| super::other(self.reg, id)).and_then(|at| self.reg.shape(&at));
        for what in inputs_of(act) {
            match what {
                InputWhat::Own(own, field) if own == id => return Some(field_type(self.reg, field)),
                InputWhat::Field(own) if own == id => {
                    let fields = opened.into_iter().chain(around(self.reg, at).into_iter().map(|(_, shape)| shape));
                    let field = fields.into_iter().find_map(|shape| shape.fields.get(id));
                    return Some(field.map_or(Ty::Any, |field| field_type(self.reg, field)));
                }
                InputWhat::Class(own) | InputWhat::Party(own) | InputWhat::Role(own) | InputWhat::Document(own)
                    if own == id =>
                {
                    return Some(Ty::Any);
                }
                _ => {}
            }
        }
        if *id == "reason" {
            return Some(Ty::Text);
        }
        if act.asked && !asked_by(self.reg, act, at).is_empty() {
            let found = asked_by(self.reg, act, at).into_iter().find_map(|asker| self.input_of(asker, at, id));
            if found.is_some() {
                return found;
            }
        }
        opened.and_then(|shape| shape.fields.get(id)).map(|field| field_type(self.reg, field))
    }

    /// An input of this name that any act asks.
    pub(super) fn any_input(&self, id: &Id) -> Option<Ty> {
        for (at, shape) in self.reg.shapes() {
            for act in shape.acts.values() {
                if let Some(ty) = self.input_of(act, &at, id) {
                    return Some(ty);
                }
            }
        }
        None
    }

    pub(super) fn input(&mut self, on: &On, id: &Id) -> Ty {
        let act = match (on, self.site.place.act) {
            (On::Here, Some(act)) => Some((self.place().at.clone(), act)),
            (On::Here, None) => None,
            _ => match self.element(on) {
                Elem::Act(at, act) => self.reg.shape(&at).and_then(|shape| shape.acts.get(&act)).map(|act| (at, act)),
                _ => None,
            },
        };
        let ty = match &act {
            Some((at, act)) => self.input_of(act, at, id),
            None => self.any_input(id),
        };
        ty.unwrap_or_else(|| {
            let known: Vec<String> = act.iter().flat_map(|(_, act)| inputs_of(act)).map(InputWhat::key).collect();
            let known: Vec<&str> = known.iter().map(String::as_str).collect();
            self.unknown(id, ("本行为的填写项", "input of this act"), &known);
            Ty::Any
        })
    }

    pub(super) fn elements(&mut self, on: &On, list: &ListOf) -> Ty {
        let elem = self.element(on);
        let element = match list {
            ListOf::Parts(id) if self.reg.parts.contains_key(id) => Elem::Row(ShapeRef::Part(id.clone())),
            ListOf::Parts(id) => {
                let known: Vec<&str> = self.reg.parts.keys().map(|id| &**id).collect();
                self.unknown(id, ("程序", "part"), &known);
                Elem::Any
            }
            ListOf::Parties(kind) => {
                if self.party(kind) {
                    Elem::Party(kind.clone())
                } else {
                    Elem::Any
                }
            }
            ListOf::Linked(name) => {
                self.link(name);
                Elem::Case
            }
            ListOf::Acts(name) => match self.act(&elem, name) {
                Some((at, act, _)) => Elem::Act(at, act),
                None => Elem::Any,
            },
        };
        Ty::List(Box::new(Ty::Element(element)))
    }

    fn link(&mut self, name: &Id) {
        let known = link_names(self.reg);
        if !known.contains(name) {
            let known: Vec<&str> = known.iter().map(|id| &**id).collect();
            self.unknown(name, ("关联", "link"), &known);
        }
    }

    /// An act by name, as seen from an element: its shape, its id, its option.
    fn act(&mut self, elem: &Elem, name: &str) -> Option<(ShapeRef, Id, Option<Id>)> {
        if *elem == Elem::Any {
            return None;
        }
        let at = self.at(elem);
        if let Some((shape, act, option)) = act_of(self.reg, &at, name) {
            let id = self.reg.shape(&shape).and_then(|s| s.acts.iter().find(|(_, known)| std::ptr::eq(*known, act)));
            return id.map(|(id, _)| (shape, id.clone(), option));
        }
        let first = name.split('.').next().unwrap_or(name);
        let mut known: Vec<String> = Vec::new();
        if let Some((_, act, _)) = act_of(self.reg, &at, first) {
            known.extend(act.choose.keys().map(|option| format!("{first}.{option}")));
        }
        if known.is_empty() {
            known
                .extend(around(self.reg, &at).iter().flat_map(|(_, shape)| shape.acts.keys()).map(ToString::to_string));
            for (part, shape) in &self.reg.parts {
                known.extend(shape.acts.keys().map(|act| format!("{part}.{act}")));
            }
        }
        let known: Vec<&str> = known.iter().map(String::as_str).collect();
        self.unknown(name, ("行为", "act"), &known);
        None
    }

    pub(super) fn options(&self, at: &ShapeRef, act: &Id) -> Ty {
        match self.reg.shape(at).and_then(|shape| shape.acts.get(act)) {
            Some(act) if !act.choose.is_empty() => Ty::Named {
                sort: Sort::Act,
                id: Id::from(""),
                values: act.choose.keys().cloned().collect(),
                open: false,
            },
            _ => Ty::Any,
        }
    }

    fn limit(&mut self, elem: &Elem, id: &Id) {
        let at = self.at(elem);
        let (first, rest) = id.split_once('.').map_or((&**id, None), |(a, b)| (a, Some(b)));
        let mut shapes: Vec<_> = around(self.reg, &at).into_iter().map(|(_, shape)| shape).collect();
        if rest.is_some() {
            shapes = super::other(self.reg, first).and_then(|at| self.reg.shape(&at)).into_iter().collect();
        }
        let name = rest.unwrap_or(first);
        if !shapes.iter().any(|shape| shape.limits.contains_key(name)) {
            let known: Vec<&str> = shapes.iter().flat_map(|shape| shape.limits.keys()).map(|id| &**id).collect();
            self.unknown(id, ("期限", "limit"), &known);
        }
    }

    fn document(&mut self, id: &Id) {
        if !self.reg.documents.contains_key(id) {
            let known: Vec<&str> = self.reg.documents.keys().map(|id| &**id).collect();
            self.unknown(id, ("文书", "document"), &known);
        }
    }

    fn axis(&mut self, elem: &Elem, id: &Id) -> Option<Ty> {
        let at = self.at(elem);
        for (_, shape) in around(self.reg, &at) {
            if let Some(axis) = shape.classes.get(id) {
                let values = axis.values.keys().cloned().collect();
                return Some(Ty::Named { sort: Sort::Class, id: id.clone(), values, open: axis.rule.editable });
            }
        }
        let known: Vec<&str> =
            around(self.reg, &at).iter().flat_map(|(_, shape)| shape.classes.keys()).map(|id| &**id).collect();
        self.unknown(id, ("类别", "class axis"), &known);
        None
    }

    fn class_value(&mut self, elem: &Elem, axis: &Id, value: &str) {
        if let Some(ty) = self.axis(elem, axis) {
            self.value_of(&ty, value);
        }
    }

    fn ordered_axis(&mut self, elem: &Elem, id: &Id) {
        let at = self.at(elem);
        let axis = around(self.reg, &at).into_iter().find_map(|(_, shape)| shape.classes.get(id));
        if let Some(axis) = axis
            && axis.order.is_empty()
        {
            let what = (format!("类别「{}」没有写轻重次序", axis.label.zh), format!("the class `{id}` has no order"));
            let mend = (format!("在 {id} 写 order: [由轻到重]"), format!("give `{id}` an order: [least .. gravest]"));
            self.tell("class-order", id, what, Some(mend));
        }
    }

    fn among(&mut self, id: &Id, known: Vec<&Id>, sort: (&str, &str)) {
        if !known.contains(&id) {
            let known: Vec<&str> = known.into_iter().map(|id| &**id).collect();
            self.unknown(id, sort, &known);
        }
    }

    fn given(&mut self, elem: &Elem, on: &On, id: &Id) {
        if let Some(input) = id.strip_prefix("input.") {
            self.input(on, &Id::from(input));
            return;
        }
        let bare = id.strip_prefix("class.").unwrap_or(id);
        if matches!(elem, Elem::Any) {
            return;
        }
        let own = self.site.place.party.is_some_and(|party| party.fields.contains_key(bare));
        if own || self.reg.settings.contains_key(bare.strip_prefix("setting.").unwrap_or("")) {
            return;
        }
        let (ty, known) = self.of_row(elem, &Id::from(bare));
        let act = self.site.place.act.filter(|_| ty.is_none());
        if ty.is_some() || act.is_some_and(|act| self.input_of(act, &self.site.place.at, id).is_some()) {
            return;
        }
        if self.any_input(id).is_none() {
            let known: Vec<&str> = known.iter().map(|id| &**id).collect();
            self.unknown(id, ("字段", "field"), &known);
        }
    }

    pub(super) fn fact(&mut self, on: &On, fact: &Fact) -> Ty {
        let elem = self.element(on);
        match fact {
            Fact::Done(act, Some(option)) => drop(self.act(&elem, &format!("{act}.{option}"))),
            Fact::Done(act, None) | Fact::Asked(act) => drop(self.act(&elem, act)),
            Fact::Chosen(act) => {
                return match self.act(&elem, act) {
                    Some((at, act, _)) => self.options(&at, &act),
                    None => Ty::Any,
                };
            }
            Fact::After(a, b) => {
                self.act(&elem, a);
                self.act(&elem, b);
            }
            Fact::Given(id) => self.given(&elem, on, id),
            Fact::GivenParty(kind, field) => {
                self.of_element(&On::Party(kind.clone()), field);
            }
            Fact::Named(kind) | Fact::Reachable(kind) => {
                self.party(kind);
            }
            Fact::Count(kind) => {
                self.party(kind);
                return Ty::Number;
            }
            Fact::Open(part) => self.among(part, self.reg.parts.keys().collect(), ("程序", "part")),
            Fact::Passed(limit) | Fact::Kept(limit) => self.limit(&elem, limit),
            Fact::Due(limit) => {
                self.limit(&elem, limit);
                return Ty::Moment;
            }
            Fact::Issued(doc) | Fact::Served(doc, _) | Fact::Signed(doc, _) | Fact::Refused(doc) => self.document(doc),
            Fact::IsA(axis, value) => self.class_value(&elem, axis, value),
            Fact::AtLeast(axis, value) => {
                self.class_value(&elem, axis, value);
                self.ordered_axis(&elem, axis);
            }
            Fact::Final(axis) => {
                self.axis(&elem, axis);
            }
            Fact::Since(axis) => {
                self.axis(&elem, axis);
                return Ty::Moment;
            }
            Fact::Counter(id) => {
                self.among(id, self.reg.counters.keys().collect(), ("计数", "counter"));
                return Ty::Number;
            }
            Fact::Indicator(id) => {
                self.among(id, self.reg.indicators.keys().collect(), ("指标", "indicator"));
                return Ty::Number;
            }
        }
        Ty::Yes
    }

    pub(super) fn call(&mut self, function: &Function, all: &[Node]) -> Ty {
        let types: Vec<Ty> = all.iter().map(|node| self.of(node)).collect();
        match function {
            Function::Table(id) => {
                self.among(id, self.reg.tables.keys().collect(), ("表", "table"));
                Ty::Any
            }
            Function::HeldBy => Ty::List(Box::new(Ty::Element(Elem::Case))),
            Function::Duration => Ty::Length,
            Function::Bands => Ty::Money,
            Function::Superior | Function::Under => Ty::Yes,
            Function::Older | Function::AfterDate | Function::WorkingTime => {
                let day = types.first().is_none_or(|ty| matches!(ty, Ty::Any | Ty::Date | Ty::Moment));
                let long = types.get(1).is_none_or(|ty| matches!(ty, Ty::Any | Ty::Length));
                if !day || !long {
                    let text = self.site.expr.text.clone();
                    let what = ("须是日期与时间段".to_owned(), "a date and a length of time are needed".to_owned());
                    let mend = (
                        "如 older(received, \"24 months\")".to_owned(),
                        "such as older(received, \"24 months\")".to_owned(),
                    );
                    self.tell("wrong-type", &text, what, Some(mend));
                }
                Ty::Yes
            }
        }
    }
}

//! Every expression of a regulation with the place it stands in: what it is for and what it can see.

use super::Expr;
use crate::model::{
    Act, ActOption, Axis, Effect, Field, Given, Id, InputWhat, Limit, Map, Moments, Of, Party, Regulation, Required,
    Rule, Shape, ShapeRef, What,
};

/// What an expression is for; what it may speak of depends on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Use {
    /// A refusal, a warning, or whether an act or option is there.
    Guard,
    /// Whether an effect happens, or for what.
    Effect,
    /// A value to be filled in.
    Value,
    /// A ground of a class that fires by itself.
    Ground,
    /// A computed field.
    Computed,
    /// Whether a limit, a row of it, or one of its moments applies.
    Limit,
    /// Whether a class axis applies.
    Class,
    /// Whether a field applies or is required.
    Field,
    /// A named condition; judged again wherever it is used.
    Condition,
    /// Figures, counters and registers.
    Figure,
    /// Anything else of the case as a whole.
    Case,
}

impl Use {
    /// Must it come to yes or no.
    #[must_use]
    pub fn is_condition(self) -> bool {
        !matches!(self, Self::Value | Self::Computed)
    }

    /// It is judged after other acts too, so it may not speak of the moment or of who acts.
    #[must_use]
    pub fn is_lasting(self) -> bool {
        matches!(self, Self::Ground | Self::Computed | Self::Limit | Self::Class)
    }
}

/// Where an expression stands.
#[derive(Debug, Clone)]
pub struct Place<'a> {
    /// In which shape.
    pub at: ShapeRef,
    /// In which act.
    pub act: Option<&'a Act>,
    /// In which option of it.
    pub option: Option<&'a ActOption>,
    /// Among the fields of a party.
    pub party: Option<&'a Party>,
    /// What is counted or listed.
    pub of: Option<&'a Of>,
    /// The list whose elements are `it`.
    pub each: Option<&'a Expr>,
    /// What for.
    pub used: Use,
}

/// An expression in its place.
#[derive(Debug, Clone)]
pub struct Site<'a> {
    /// The expression.
    pub expr: &'a Expr,
    /// The rule it belongs to.
    pub rule: &'a Rule,
    /// Where it stands.
    pub place: Place<'a>,
}

/// Every expression of a regulation, in the order of the model.
#[must_use]
pub fn sites(reg: &Regulation) -> Vec<Site<'_>> {
    let mut walk = Walk { all: Vec::new() };
    walk.office(reg);
    for (at, shape) in reg.shapes() {
        walk.shape(&at, shape);
    }
    walk.figures(reg);
    walk.all
}

struct Walk<'a> {
    all: Vec<Site<'a>>,
}

fn place<'a>(at: &ShapeRef, used: Use) -> Place<'a> {
    Place { at: at.clone(), act: None, option: None, party: None, of: None, each: None, used }
}

impl<'a> Walk<'a> {
    fn push(&mut self, expr: Option<&'a Expr>, rule: &'a Rule, place: &Place<'a>, used: Use) {
        if let Some(expr) = expr {
            self.all.push(Site { expr, rule, place: Place { used, ..place.clone() } });
        }
    }

    fn office(&mut self, reg: &'a Regulation) {
        let main = place(&ShapeRef::Main, Use::Case);
        for row in &reg.protection {
            self.push(row.cond.as_ref(), &row.rule, &main, Use::Case);
        }
        if let Some(ahead) = &reg.ahead {
            self.push(Some(&ahead.cond), &ahead.rule, &main, Use::Case);
        }
        for setting in reg.settings.values() {
            self.field(&setting.field, &main);
        }
        for party in reg.parties.values() {
            let inside = Place { party: Some(party), ..main.clone() };
            self.required(&party.required, &party.rule, &main);
            self.fields(&party.fields, &inside);
        }
        for condition in reg.conditions.values() {
            self.push(Some(&condition.is), &condition.rule, &main, Use::Condition);
        }
        for document in reg.documents.values() {
            for service in document.service.values() {
                self.push(service.cond.as_ref(), &service.rule, &main, Use::Case);
            }
        }
        for table in reg.tables.values() {
            for row in &table.rows {
                self.map(&row.is, &row.rule, &main);
            }
        }
    }

    fn figures(&mut self, reg: &'a Regulation) {
        let main = place(&ShapeRef::Main, Use::Figure);
        for (id, register) in &reg.registers {
            let of = register.of.as_ref();
            let at = of.map_or_else(|| ShapeRef::Register(id.clone()), |of| home(reg, of));
            let inside = Place { of, at, ..main.clone() };
            self.push(register.among.as_ref(), &register.shape.rule, &inside, Use::Figure);
        }
        for counter in reg.counters.values() {
            let inside = Place { of: Some(&counter.count), at: home(reg, &counter.count), ..main.clone() };
            self.push(counter.among.as_ref(), &counter.rule, &inside, Use::Figure);
            if let Some(Given::Computed(expr)) = &counter.reaches {
                self.push(Some(expr), &counter.rule, &main, Use::Value);
            }
            self.effects(&counter.then, &main);
        }
        for indicator in reg.indicators.values() {
            let inside = Place { of: Some(&indicator.of), at: home(reg, &indicator.of), ..main.clone() };
            self.push(indicator.among.as_ref(), &indicator.rule, &inside, Use::Figure);
            self.push(indicator.cond.as_ref(), &indicator.rule, &inside, Use::Figure);
            self.push(indicator.value.as_ref(), &indicator.rule, &inside, Use::Value);
            if let Some(alert) = &indicator.alert {
                self.push(Some(&alert.when), &indicator.rule, &main, Use::Figure);
            }
        }
    }

    fn shape(&mut self, at: &ShapeRef, shape: &'a Shape) {
        let here = place(at, Use::Case);
        self.fields(&shape.fields, &here);
        for axis in shape.classes.values() {
            self.axis(axis, &here);
        }
        for stage in shape.stages.values() {
            self.effects(&stage.then, &here);
        }
        for act in shape.acts.values() {
            self.act(act, &here);
        }
        for limit in shape.limits.values() {
            self.limit(limit, &here);
        }
    }

    fn fields(&mut self, fields: &'a Map<Field>, place: &Place<'a>) {
        for field in fields.values() {
            self.field(field, place);
        }
    }

    fn field(&mut self, field: &'a Field, place: &Place<'a>) {
        // What an act asks on the spot is computed once, with the act.
        let computed = if place.act.is_some() { Use::Value } else { Use::Computed };
        self.push(field.value.as_ref(), &field.rule, place, computed);
        self.push(field.default_from.as_ref(), &field.rule, place, Use::Value);
        self.push(field.cond.as_ref(), &field.rule, place, Use::Field);
        self.required(&field.required, &field.rule, place);
    }

    fn required(&mut self, required: &'a Required, rule: &'a Rule, place: &Place<'a>) {
        if let Required::When(expr) = required {
            self.push(Some(expr), rule, place, Use::Field);
        }
    }

    fn axis(&mut self, axis: &'a Axis, place: &Place<'a>) {
        self.push(axis.cond.as_ref(), &axis.rule, place, Use::Class);
        for ground in &axis.grounds {
            self.push(ground.when.as_ref(), &ground.rule, place, Use::Ground);
        }
        for then in &axis.then {
            self.push(then.cond.as_ref(), &then.rule, place, Use::Effect);
            self.effects(&then.does, place);
        }
    }

    fn act(&mut self, act: &'a Act, place: &Place<'a>) {
        let here = Place { act: Some(act), ..place.clone() };
        self.push(act.cond.as_ref(), &act.rule, &here, Use::Guard);
        for row in &act.officers {
            self.push(row.cond.as_ref(), &act.rule, &here, Use::Guard);
        }
        for guard in act.refuse.iter().chain(&act.warn) {
            self.push(Some(&guard.cond), &guard.rule, &here, Use::Guard);
        }
        self.inputs(act.input.iter().map(|input| &input.what), &here);
        for option in act.choose.values() {
            let chosen = Place { option: Some(option), ..here.clone() };
            self.push(option.cond.as_ref(), &option.rule, &chosen, Use::Guard);
            for guard in option.refuse.iter().chain(&option.warn) {
                self.push(Some(&guard.cond), &guard.rule, &chosen, Use::Guard);
            }
            self.inputs(option.input.iter().map(|input| &input.what), &chosen);
            self.effects(&option.does, &chosen);
        }
        self.effects(&act.does, &here);
    }

    fn inputs(&mut self, inputs: impl Iterator<Item = &'a InputWhat>, place: &Place<'a>) {
        for what in inputs {
            if let InputWhat::Own(_, field) = what {
                self.field(field, place);
            }
        }
    }

    fn limit(&mut self, limit: &'a Limit, place: &Place<'a>) {
        self.push(limit.cond.as_ref(), &limit.rule, place, Use::Limit);
        for row in &limit.within {
            self.push(row.cond.as_ref(), &row.rule, place, Use::Limit);
        }
        for moments in [&limit.from, &limit.until, &limit.laid_down] {
            if let Moments::Rows(rows) = moments {
                for row in rows {
                    self.push(row.cond.as_ref(), &limit.rule, place, Use::Limit);
                }
            }
        }
        if let Some(extend) = &limit.extend {
            self.push(extend.cond.as_ref(), &extend.rule, place, Use::Guard);
        }
        self.effects(&limit.then, place);
    }

    fn effects(&mut self, effects: &'a [Effect], place: &Place<'a>) {
        for effect in effects {
            self.push(effect.each.as_ref(), &effect.rule, place, Use::Value);
            let here = Place { each: effect.each.as_ref(), ..place.clone() };
            self.push(effect.cond.as_ref(), &effect.rule, &here, Use::Effect);
            self.map(&effect.with, &effect.rule, &here);
            self.what(&effect.what, &effect.rule, &here);
        }
    }

    fn what(&mut self, what: &'a What, rule: &'a Rule, place: &Place<'a>) {
        match what {
            What::Set(values) | What::Class(values, _) => self.map(values, rule, place),
            What::Row { columns, from, .. } => {
                self.map(columns, rule, place);
                self.given(from.as_ref(), rule, place);
            }
            What::Link { to, .. } | What::Due { to, .. } => self.given(Some(to), rule, place),
            What::Forward { manner, .. } => self.given(manner.as_ref(), rule, place),
            What::Tell { mode, .. } => self.given(mode.as_ref(), rule, place),
            _ => {}
        }
    }

    fn map(&mut self, values: &'a Map<Given>, rule: &'a Rule, place: &Place<'a>) {
        for given in values.values() {
            self.given(Some(given), rule, place);
        }
    }

    fn given(&mut self, given: Option<&'a Given>, rule: &'a Rule, place: &Place<'a>) {
        if let Some(Given::Computed(expr)) = given {
            self.push(Some(expr), rule, place, Use::Value);
        }
    }
}

/// The shape in which what is counted or listed lives.
#[must_use]
pub fn home(reg: &Regulation, of: &Of) -> ShapeRef {
    let (sort, name): (fn(&Shape, &str) -> bool, &Id) = match of {
        Of::Part(id) => return ShapeRef::Part(id.clone()),
        Of::Register(id) => return ShapeRef::Register(id.clone()),
        Of::Any(many) => return many.first().map_or(ShapeRef::Main, |of| home(reg, of)),
        Of::Case | Of::EachUnit => return ShapeRef::Main,
        Of::Act(id) => (|shape, name| shape.acts.contains_key(name), id),
        Of::Limit(id) => (|shape, name| shape.limits.contains_key(name), id),
    };
    match name.split_once('.') {
        Some((first, _)) => other(reg, first).unwrap_or(ShapeRef::Main),
        None => reg.shapes().find(|(_, shape)| sort(shape, name)).map_or(ShapeRef::Main, |(at, _)| at),
    }
}

/// The shape itself, the kind around a part, the case around that; and for what belongs to the whole, kinds too.
#[must_use]
pub fn around<'a>(reg: &'a Regulation, at: &ShapeRef) -> Vec<(ShapeRef, &'a Shape)> {
    let mut shapes = Vec::new();
    if let Some(own) = reg.shape(at) {
        shapes.push((at.clone(), own));
        if let Some(kind) = own.kind.as_ref().and_then(|id| reg.kinds.get_key_value(id)) {
            shapes.push((ShapeRef::Kind(kind.0.clone()), kind.1));
        }
    }
    if *at == ShapeRef::Main {
        shapes.extend(reg.kinds.iter().map(|(id, shape)| (ShapeRef::Kind(id.clone()), shape)));
    } else {
        shapes.push((ShapeRef::Main, &reg.main));
    }
    shapes
}

/// An act as written in `done('…')`: `act`, `act.option`, `part.act`, `part.act.option`, seen from a shape.
#[must_use]
pub fn act_of<'a>(reg: &'a Regulation, at: &ShapeRef, name: &str) -> Option<(ShapeRef, &'a Act, Option<Id>)> {
    let (first, rest) = name.split_once('.').map_or((name, None), |(first, rest)| (first, Some(rest)));
    for (shape_at, shape) in around(reg, at) {
        if let Some(act) = shape.acts.get(first) {
            return match rest {
                None => Some((shape_at, act, None)),
                Some(option) => act.choose.get_key_value(option).map(|(id, _)| (shape_at, act, Some(id.clone()))),
            };
        }
    }
    let rest = rest?;
    let other = other(reg, first)?;
    let (act, option) = rest.split_once('.').map_or((rest, None), |(act, option)| (act, Some(option)));
    let act = reg.shape(&other)?.acts.get(act)?;
    match option {
        None => Some((other, act, None)),
        Some(option) => act.choose.get_key_value(option).map(|(id, _)| (other, act, Some(id.clone()))),
    }
}

/// A part, kind or register by name; `main` is the case.
#[must_use]
pub fn other(reg: &Regulation, name: &str) -> Option<ShapeRef> {
    let id = Id::from(name);
    if name == "main" {
        Some(ShapeRef::Main)
    } else if reg.parts.contains_key(&id) {
        Some(ShapeRef::Part(id))
    } else if reg.registers.contains_key(&id) {
        Some(ShapeRef::Register(id))
    } else if reg.kinds.contains_key(&id) {
        Some(ShapeRef::Kind(id))
    } else {
        None
    }
}

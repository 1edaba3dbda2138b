//! The state space of one shape: which facts its guards read, and whether a guard surely stands in the way.

use std::cell::Cell;

use super::{
    graph::Graph,
    view::{View, quoted},
};
use crate::{
    expr::{Cmp, Fact, Node, On, Word, walk},
    model::{Act, ActOption, Guard, Id, InputWhat, Label, OnFile, Regulation, Shape, ShapeRef},
    value::Value,
};

/// A fact that some guard reads and only this shape's own steps can make true.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Atom {
    Done(Id, Option<Id>),
    Issued(Id),
    Passed(Id),
    Asked(Id),
}

/// A state: stage, facts that hold, value of each class that is followed (0: none yet).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct State {
    pub(super) stage: usize,
    pub(super) facts: u128,
    pub(super) classes: Vec<u8>,
}

/// What a condition comes to in a state; `May`: it hangs on what is not followed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    Yes,
    No,
    Empty,
    May,
}

/// The state space of one shape.
pub(super) struct Machine<'a> {
    pub(super) reg: &'a Regulation,
    pub(super) at: ShapeRef,
    pub(super) graph: Graph<'a>,
    pub(super) atoms: Vec<Atom>,
    /// Axes followed, with their values.
    pub(super) axes: Vec<(&'a Id, Vec<&'a Id>)>,
    leads: Vec<bool>,
    /// Set when there was more than could be followed.
    pub(super) too_many: Cell<bool>,
    /// Parts opened by effects, with the names given to the row.
    openings: Vec<(Id, Vec<Id>)>,
}

impl<'a> Machine<'a> {
    /// The machine of a shape with stages.
    pub(super) fn of(view: &View<'a>, at: &ShapeRef) -> Option<Self> {
        let graph = Graph::of(view, at)?;
        let ends = graph.leads_to_end();
        let leads = graph.shape.stages.keys().map(|id| ends.contains(id)).collect();
        let shape = graph.shape;
        let axes = shape.classes.iter().filter(|(_, axis)| {
            let by_itself = axis.grounds.iter().any(|ground| ground.when.is_some());
            !by_itself
                && !axis.many
                && axis.cond.is_none()
                && axis.set_provisional.is_none()
                && axis.set_final.is_none()
        });
        let axes = axes.map(|(id, axis)| (id, axis.values.keys().collect())).collect();
        let mut machine = Self {
            reg: view.reg,
            at: at.clone(),
            graph,
            atoms: Vec::new(),
            axes,
            leads,
            openings: openings(view),
            too_many: Cell::new(false),
        };
        machine.collect(view, shape);
        Some(machine)
    }

    fn collect(&mut self, view: &View<'a>, shape: &'a Shape) {
        let mut atoms: Vec<Atom> = Vec::new();
        for (id, _) in View::acts(shape).filter(|(_, act)| act.asked) {
            atoms.push(Atom::Asked(id.clone()));
        }
        let mut nodes: Vec<&Node> = Vec::new();
        for (_, act) in View::acts(shape) {
            let guards = act.refuse.iter().chain(act.choose.values().flat_map(|option| &option.refuse));
            nodes.extend(guards.map(|guard| &guard.cond.node));
            nodes.extend(
                act.cond.iter().chain(act.choose.values().filter_map(|option| option.cond.as_ref())).map(|e| &e.node),
            );
            let needs = act.needs.iter().chain(act.choose.values().flat_map(|option| &option.needs));
            for need in needs.flatten() {
                match need {
                    OnFile::Document(id) => atoms.push(Atom::Issued(id.clone())),
                    OnFile::Act(id, option) => atoms.push(Atom::Done(id.clone(), option.clone())),
                    OnFile::Guide(_) => {}
                }
            }
        }
        nodes.extend(
            view.effects
                .iter()
                .filter(|done| done.at == self.at)
                .filter_map(|done| done.effect.cond.as_ref())
                .map(|e| &e.node),
        );
        nodes.extend(view.reg.conditions.values().map(|condition| &condition.is.node));
        for node in nodes {
            walk(node, &mut |node| atoms.extend(read_by(node)));
        }
        for atom in atoms {
            if self.is_own(view, &atom) && !self.atoms.contains(&atom) && self.atoms.len() < 120 {
                self.atoms.push(atom);
            }
        }
    }

    /// Only what this shape's own steps make true is followed.
    fn is_own(&self, view: &View<'a>, atom: &Atom) -> bool {
        let shape = self.graph.shape;
        match atom {
            Atom::Done(act, _) => View::acts(shape).any(|(id, _)| id == act),
            Atom::Asked(act) => {
                let elsewhere = |done: &super::view::Done<'_>| {
                    let asks = matches!(&done.effect.what, crate::model::What::Ask { act: asked, .. } if asked == act);
                    asks && (done.at != self.at || matches!(done.origin, super::view::Origin::Counter))
                };
                let asked = view.effects.iter().any(
                    |done| matches!(&done.effect.what, crate::model::What::Ask { act: asked, .. } if asked == act),
                );
                asked && shape.acts.contains_key(act) && !view.effects.iter().any(elsewhere)
            }
            Atom::Passed(limit) => shape.limits.contains_key(limit),
            Atom::Issued(document) => {
                let proof = view
                    .reg
                    .documents
                    .values()
                    .flat_map(|d| d.service.values())
                    .any(|s| s.proof.as_ref() == Some(document));
                let handed_in = view.inputs().any(|what| matches!(what, InputWhat::Document(id) if id == document));
                let elsewhere = view.effects.iter().any(|done| {
                    done.at != self.at && matches!(&done.effect.what, crate::model::What::Issue(id) if id == document)
                });
                !proof && !handed_in && !elsewhere && self.at == ShapeRef::Main
            }
        }
    }

    pub(super) fn leads(&self, stage: usize) -> bool {
        self.leads.get(stage) == Some(&true)
    }

    pub(super) fn is_end(&self, state: &State) -> bool {
        self.graph.shape.stages.get_index(state.stage).is_some_and(|(_, stage)| stage.end)
    }

    pub(super) fn has(&self, state: &State, atom: &Atom) -> Option<bool> {
        let at = self.atoms.iter().position(|known| known == atom)?;
        Some(state.facts >> at & 1 == 1)
    }

    pub(super) fn with(&self, state: &mut State, atom: &Atom, holds: bool) {
        if let Some(at) = self.atoms.iter().position(|known| known == atom) {
            if holds {
                state.facts |= 1 << at;
            } else {
                state.facts &= !(1 << at);
            }
        }
    }

    /// What a condition comes to; classes that the act itself asks may go either way.
    pub(super) fn judge(&self, node: &Node, state: &State, asked: &[&Id], depth: usize) -> Verdict {
        if depth > 20 {
            return Verdict::May;
        }
        let inner = |node: &Node| self.judge(node, state, asked, depth + 1);
        match node {
            Node::Const(Value::Yes(yes)) => {
                if *yes {
                    Verdict::Yes
                } else {
                    Verdict::No
                }
            }
            Node::Condition(id) => {
                self.reg.conditions.get(id).map_or(Verdict::May, |condition| inner(&condition.is.node))
            }
            Node::Not(a) if matches!(&**a, Node::Cmp(Cmp::Eq, ..)) => match &**a {
                Node::Cmp(_, a, b) => self.compared(Cmp::Ne, a, b, state, asked),
                _ => Verdict::May,
            },
            Node::Not(a) => match inner(a) {
                Verdict::Yes => Verdict::No,
                Verdict::No => Verdict::Yes,
                other => other,
            },
            Node::And(all) => {
                first_of(all.iter().map(inner), &[Verdict::No, Verdict::Empty, Verdict::May], Verdict::Yes)
            }
            Node::Or(all) => {
                first_of(all.iter().map(inner), &[Verdict::Yes, Verdict::May, Verdict::Empty], Verdict::No)
            }
            Node::Fact(On::Here | On::This, fact) => self.fact(fact, state, asked),
            Node::Cmp(cmp, a, b) => self.compared(*cmp, a, b, state, asked),
            _ => Verdict::May,
        }
    }

    fn fact(&self, fact: &Fact, state: &State, asked: &[&Id]) -> Verdict {
        let of = |holds: Option<bool>| match holds {
            Some(true) => Verdict::Yes,
            Some(false) => Verdict::No,
            None => Verdict::May,
        };
        match fact {
            Fact::Done(act, option) => of(self.has(state, &Atom::Done(act.clone(), option.clone()))),
            Fact::Issued(document) => of(self.has(state, &Atom::Issued(document.clone()))),
            Fact::Passed(limit) => of(self.has(state, &Atom::Passed(limit.clone()))),
            Fact::IsA(axis, value) => self.class(axis, value, state, asked),
            Fact::Served(document, _) | Fact::Signed(document, _) => {
                match self.has(state, &Atom::Issued(document.clone())) {
                    Some(false) => Verdict::No,
                    _ => Verdict::May,
                }
            }
            _ => Verdict::May,
        }
    }

    fn class(&self, axis: &Id, value: &str, state: &State, asked: &[&Id]) -> Verdict {
        if asked.contains(&axis) {
            return Verdict::May;
        }
        let Some(at) = self.axes.iter().position(|(id, _)| *id == axis) else { return Verdict::May };
        let Some((_, values)) = self.axes.get(at) else { return Verdict::May };
        match state.classes.get(at).copied().unwrap_or(0) {
            0 => Verdict::Empty,
            n => {
                let holds = values.get(usize::from(n) - 1).is_some_and(|now| {
                    let parent = self
                        .graph
                        .shape
                        .classes
                        .get(axis)
                        .and_then(|axis| axis.values.get(*now))
                        .and_then(|v| v.of.as_ref());
                    now.as_str() == value || parent.is_some_and(|parent| parent == value)
                });
                if holds { Verdict::Yes } else { Verdict::No }
            }
        }
    }

    fn compared(&self, cmp: Cmp, a: &Node, b: &Node, state: &State, asked: &[&Id]) -> Verdict {
        let Node::Const(Value::Text(_) | Value::Choice(_)) = b else { return Verdict::May };
        let text = match b {
            Node::Const(Value::Text(text)) => text.as_str(),
            Node::Const(Value::Choice(id)) => id.as_str(),
            _ => return Verdict::May,
        };
        let equal = match a {
            Node::Word(On::Here | On::This, Word::Stage) => {
                let now = self.graph.shape.stages.get_index(state.stage).map(|(id, _)| id.as_str());
                if !self.graph.shape.stages.contains_key(text) {
                    Verdict::May
                } else if now == Some(text) {
                    Verdict::Yes
                } else {
                    Verdict::No
                }
            }
            Node::Name(axis) => self.class(axis, text, state, asked),
            Node::Fact(On::Here | On::This, Fact::Chosen(act)) => {
                let done = |option: Option<Id>| self.has(state, &Atom::Done(act.clone(), option));
                match (done(Some(Id::from(text))), done(None)) {
                    (Some(false), Some(true)) => Verdict::No,
                    // Another of its options may have been chosen.
                    (Some(false), None) if cmp == Cmp::Ne => Verdict::May,
                    (Some(false), _) => Verdict::Empty,
                    _ => Verdict::May,
                }
            }
            _ => Verdict::May,
        };
        match (cmp, equal) {
            (Cmp::Eq, verdict) => verdict,
            (Cmp::Ne, Verdict::Yes) => Verdict::No,
            (Cmp::Ne, Verdict::No) => Verdict::Yes,
            (Cmp::Ne, other) => other,
            _ => Verdict::May,
        }
    }

    /// Does something surely stand in the way of an act, with this option.
    pub(super) fn closed(&self, act: &Act, option: Option<&ActOption>, state: &State) -> bool {
        let asked = asked_classes(act, option);
        let conds = act.cond.iter().chain(option.and_then(|option| option.cond.as_ref()));
        let absent = conds.into_iter().any(|cond| surely_not(self.judge(&cond.node, state, &asked, 0)));
        let guards = act.refuse.iter().chain(option.into_iter().flat_map(|option| &option.refuse));
        let refused = guards.into_iter().any(|guard| self.stands(guard, state, &asked));
        let needs = act.needs.iter().chain(option.into_iter().flat_map(|option| &option.needs));
        absent || refused || needs.into_iter().any(|any| any.iter().all(|need| self.lacking(need, state)))
    }

    fn stands(&self, guard: &Guard, state: &State, asked: &[&Id]) -> bool {
        let verdict = self.judge(&guard.cond.node, state, asked, 0);
        if guard.when { verdict == Verdict::Yes } else { surely_not(verdict) }
    }

    fn lacking(&self, need: &OnFile, state: &State) -> bool {
        let atom = match need {
            OnFile::Document(id) => Atom::Issued(id.clone()),
            OnFile::Act(id, option) => Atom::Done(id.clone(), option.clone()),
            OnFile::Guide(_) => return false,
        };
        self.has(state, &atom) == Some(false)
    }

    /// Which acts are closed here, and what would open them.
    pub(super) fn mend(&self, state: &State) -> (String, String) {
        let mut zh: Vec<String> = Vec::new();
        let mut en: Vec<String> = Vec::new();
        for (id, act) in View::acts(self.graph.shape) {
            let open = self.graph.open_in(&super::view::Origin::Act(id, act, None));
            let here = self.graph.shape.stages.get_index(state.stage).is_some_and(|(stage, _)| open.contains(stage));
            if here && (self.closed(act, None, state) || self.unasked(id, act, state)) {
                let (a, b) = quoted(&act.label, id);
                zh.push(a);
                en.push(b);
            }
        }
        if zh.is_empty() {
            let zh = "在这个阶段加一个通向终了的行为，或者让后果中的 go 总有一个成立".to_owned();
            return (zh, "add an act here that leads to an end, or see that one `go` always holds".to_owned());
        }
        let (zh, en) = (zh.join("、"), en.join(", "));
        (
            format!("放宽{zh}的条件，或者让所缺的一步在此阶段也能办"),
            format!("relax what closes {en}, or let the missing step be done in this stage too"),
        )
    }

    pub(super) fn unasked(&self, id: &Id, act: &Act, state: &State) -> bool {
        act.asked && self.has(state, &Atom::Asked(id.clone())) == Some(false)
    }

    /// Do the acts and effects that open a row give it this class.
    pub(super) fn given_at_opening(&self, axis: &Id) -> bool {
        let is_this = |id: &Id| crate::expr::other(self.reg, id).as_ref() == Some(&self.at);
        let acts = self
            .reg
            .shapes()
            .flat_map(|(_, shape)| shape.acts.values())
            .filter(|act| act.opens.as_ref().is_some_and(is_this));
        let asked =
            acts.flat_map(|act| &act.input).any(|input| matches!(&input.what, InputWhat::Class(id) if id == axis));
        asked || self.opened_by_effect_with(axis)
    }

    fn opened_by_effect_with(&self, axis: &Id) -> bool {
        let is_this = |id: &Id| crate::expr::other(self.reg, id).as_ref() == Some(&self.at);
        self.openings.iter().any(|(id, names)| is_this(id) && names.contains(axis))
    }

    /// The label of a shape for the story.
    pub(super) fn opened(&self, view_label: &Label) -> Label {
        Label::new(&format!("开启{}", view_label.zh), &format!("{} begins", view_label.en))
    }
}

fn openings(view: &View<'_>) -> Vec<(Id, Vec<Id>)> {
    let of = |done: &super::view::Done<'_>| match &done.effect.what {
        crate::model::What::Open(id) | crate::model::What::Add(id) => {
            Some((id.clone(), done.effect.with.keys().cloned().collect()))
        }
        _ => None,
    };
    view.effects.iter().filter_map(of).collect()
}

fn surely_not(verdict: Verdict) -> bool {
    matches!(verdict, Verdict::No | Verdict::Empty)
}

fn first_of(all: impl Iterator<Item = Verdict>, ranks: &[Verdict; 3], rest: Verdict) -> Verdict {
    let found: Vec<Verdict> = all.collect();
    ranks.iter().copied().find(|rank| found.contains(rank)).unwrap_or(rest)
}

/// Classes that an act asks: they are set before its guards are judged.
pub(super) fn asked_classes<'a>(act: &'a Act, option: Option<&'a ActOption>) -> Vec<&'a Id> {
    let inputs = act.input.iter().chain(option.into_iter().flat_map(|option| &option.input));
    inputs.filter_map(|input| if let InputWhat::Class(id) = &input.what { Some(id) } else { None }).collect()
}

fn read_by(node: &Node) -> Option<Atom> {
    match node {
        Node::Fact(On::Here | On::This, Fact::Done(act, option)) => Some(Atom::Done(act.clone(), option.clone())),
        Node::Fact(On::Here | On::This, Fact::Issued(id) | Fact::Served(id, _) | Fact::Signed(id, _)) => {
            Some(Atom::Issued(id.clone()))
        }
        Node::Fact(On::Here | On::This, Fact::Passed(id)) => Some(Atom::Passed(id.clone())),
        Node::Cmp(_, a, b) => match (&**a, &**b) {
            (Node::Fact(On::Here | On::This, Fact::Chosen(act)), Node::Const(Value::Text(text))) => {
                Some(Atom::Done(act.clone(), Some(Id::from(text.as_str()))))
            }
            (Node::Fact(On::Here | On::This, Fact::Chosen(act)), Node::Const(Value::Choice(id))) => {
                Some(Atom::Done(act.clone(), Some(id.clone())))
            }
            _ => None,
        },
        _ => None,
    }
}

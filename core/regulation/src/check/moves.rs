//! The steps of a state space: acts with their options and inputs, limits that pass, classes that change, other shapes.

use super::{
    machine::{Atom, Machine, State, Verdict},
    view::{Origin, View},
};
use crate::model::{Act, ActOption, AxisThen, Begins, Effect, Given, Id, InputWhat, Label, ShapeRef, Target, What};
use crate::value::Value;

/// How deep effects set each other off.
const DEPTH: usize = 12;
/// How many ways through one list of effects are followed; with more the walk is given up.
const WAYS: usize = 1_024;

impl<'a> Machine<'a> {
    fn empty(&self) -> State {
        let default = |id: &Id| self.graph.shape.classes.get(id).and_then(|axis| axis.default.as_ref());
        let classes =
            self.axes.iter().map(|(id, values)| default(id).and_then(|v| number(values, v)).unwrap_or(0)).collect();
        State { stage: 0, facts: 0, classes }
    }

    /// The first states, with the step that makes each.
    pub(super) fn beginnings(&self) -> Vec<(Label, State)> {
        let mut all = Vec::new();
        let begins: Vec<(&Id, &Act)> =
            View::acts(self.graph.shape).filter(|(_, act)| act.begins != Begins::No).collect();
        for (id, act) in &begins {
            for (label, state) in self.acted(id, act, &self.empty()) {
                all.push((label, state));
            }
        }
        if begins.is_empty() {
            let label = self.opened(&self.graph.shape.label);
            for state in self.opened_with() {
                all.extend(self.entered(state, 0).into_iter().map(|state| (label.clone(), state)));
            }
            for edge in self.graph.edges.iter().filter(|edge| edge.from.is_none() && edge.outside) {
                let Some(stage) = self.graph.shape.stages.get_index_of(&edge.to) else { continue };
                let state = State { stage, ..self.empty() };
                all.extend(self.entered(state, 0).into_iter().map(|state| (label.clone(), state)));
            }
        }
        all
    }

    /// A row may be opened with any value of its classes: whoever opens it gives them.
    fn opened_with(&self) -> Vec<State> {
        let mut states = vec![self.empty()];
        if self.at == ShapeRef::Main {
            return states;
        }
        for at in 0..self.axes.len() {
            let given = self.axes.get(at).is_some_and(|(id, _)| self.given_at_opening(id));
            if given {
                states = states.iter().flat_map(|state| self.classed(state, at, true)).collect();
            }
        }
        states
    }

    /// Everything that may happen in a state.
    pub(super) fn steps(&self, state: &State) -> Vec<(Label, State)> {
        let mut all = Vec::new();
        let Some((here, _)) = self.graph.shape.stages.get_index(state.stage) else { return all };
        for (id, act) in View::acts(self.graph.shape) {
            let open = self.graph.open_in(&Origin::Act(id, act, None)).contains(here);
            if open && act.begins == Begins::No && !self.unasked(id, act, state) {
                all.extend(self.acted(id, act, state));
            }
        }
        for (id, limit) in &self.graph.shape.limits {
            let sleeps = limit.cond.as_ref().is_some_and(|cond| self.judge(&cond.node, state, &[], 0) == Verdict::No);
            if !sleeps && (!limit.then.is_empty() || self.has(state, &Atom::Passed(id.clone())) == Some(false)) {
                let mut after = state.clone();
                self.with(&mut after, &Atom::Passed(id.clone()), true);
                let label = Label::new(&format!("期限{}已过", limit.label.zh), &format!("{} passes", limit.label.en));
                all.extend(self.ran(after, &limit.then).into_iter().map(|state| (label.clone(), state)));
            }
        }
        self.by_themselves(state, &mut all);
        all.retain(|(_, after)| after != state);
        all
    }

    /// Classes that are not followed may change at any time; other shapes and counters may move this one.
    fn by_themselves(&self, state: &State, all: &mut Vec<(Label, State)>) {
        for (id, axis) in &self.graph.shape.classes {
            if self.axes.iter().any(|(known, _)| *known == id) {
                continue;
            }
            for then in &axis.then {
                all.extend(self.ran(state.clone(), &then.does).into_iter().map(|after| (axis.label.clone(), after)));
            }
        }
        for edge in self.graph.edges.iter().filter(|edge| edge.outside || matches!(edge.origin, Origin::Counter)) {
            if edge.from.as_ref() == self.graph.shape.stages.get_index(state.stage).map(|(id, _)| id)
                && let Some(stage) = self.graph.shape.stages.get_index_of(&edge.to)
            {
                let label = match edge.origin {
                    Origin::Act(_, act, _) => act.label.clone(),
                    _ => Label::new("另一程序的后果", "an effect of another part"),
                };
                let after = State { stage, ..state.clone() };
                all.extend(self.entered(after, 0).into_iter().map(|after| (label.clone(), after)));
            }
        }
    }

    /// What comes of an act, for each option and each class value that may be given.
    fn acted(&self, id: &Id, act: &Act, state: &State) -> Vec<(Label, State)> {
        let mut all = Vec::new();
        if act.choose.is_empty() {
            if act.begins != Begins::No || !self.closed(act, None, state) {
                all.extend(self.done(id, act, None, state).into_iter().map(|after| (act.label.clone(), after)));
            }
            return all;
        }
        for (option_id, option) in &act.choose {
            if act.begins == Begins::No && self.closed(act, Some(option), state) {
                continue;
            }
            let label = Label::new(
                &format!("{}：{}", act.label.zh, option.label.zh),
                &format!("{}: {}", act.label.en, option.label.en),
            );
            let after = self.done(id, act, Some((option_id, option)), state);
            all.extend(after.into_iter().map(|after| (label.clone(), after)));
        }
        all
    }

    fn done(&self, id: &Id, act: &Act, option: Option<(&Id, &ActOption)>, state: &State) -> Vec<State> {
        let mut now = state.clone();
        self.with(&mut now, &Atom::Done(id.clone(), None), true);
        self.with(&mut now, &Atom::Asked(id.clone()), false);
        if let Some((option_id, _)) = option {
            self.with(&mut now, &Atom::Done(id.clone(), Some(option_id.clone())), true);
        }
        let inputs = act.input.iter().chain(option.into_iter().flat_map(|(_, option)| &option.input));
        let mut states = vec![now];
        let mut changed: Vec<&Id> = Vec::new();
        for input in inputs {
            if let InputWhat::Class(axis) = &input.what
                && let Some(at) = self.axes.iter().position(|(known, _)| *known == axis)
            {
                changed.push(axis);
                states = states.iter().flat_map(|state| self.classed(state, at, input.must)).collect();
            }
        }
        let effects: Vec<&Effect> =
            act.does.iter().chain(option.into_iter().flat_map(|(_, option)| &option.does)).collect();
        let begins = act.begins != Begins::No;
        let mut all = Vec::new();
        for state in states {
            for after in self.effects(&state, &effects, &changed, 0) {
                all.extend(self.settled(after, state.stage, begins));
            }
        }
        all
    }

    /// Each value an axis may be given; left as it is where it need not be.
    fn classed(&self, state: &State, at: usize, must: bool) -> Vec<State> {
        let values = self.axes.get(at).map_or(0, |(_, values)| values.len());
        let mut all: Vec<State> = Vec::new();
        for value in 1..=values {
            let mut after = state.clone();
            if let (Some(slot), Ok(value)) = (after.classes.get_mut(at), u8::try_from(value)) {
                *slot = value;
            }
            all.push(after);
        }
        if !must || values == 0 {
            all.push(state.clone());
        }
        all
    }

    /// Effects in file order, each `if` on the state as it is by then; the first `go` that holds counts.
    fn effects(
        &self,
        state: &State,
        effects: &[&Effect],
        changed: &[&Id],
        depth: usize,
    ) -> Vec<(State, Option<usize>)> {
        let mut all: Vec<(State, Option<usize>, Vec<Id>)> =
            vec![(state.clone(), None, changed.iter().map(|id| (*id).clone()).collect())];
        for effect in effects {
            let mut next = Vec::new();
            for (state, go, axes) in all {
                let verdict = effect.cond.as_ref().map_or(Verdict::Yes, |cond| self.judge(&cond.node, &state, &[], 0));
                if verdict != Verdict::Yes {
                    next.push((state.clone(), go, axes.clone()));
                }
                if matches!(verdict, Verdict::Yes | Verdict::May) {
                    next.extend(self.one(&state, go, &axes, effect));
                }
            }
            next.sort();
            next.dedup();
            if next.len() > WAYS {
                self.too_many.set(true);
                next.truncate(WAYS);
            }
            all = next;
        }
        let mut settled = Vec::new();
        for (state, go, axes) in all {
            settled.extend(self.classes_then(state, go, &axes, depth));
        }
        settled
    }

    fn one(
        &self,
        state: &State,
        go: Option<usize>,
        axes: &[Id],
        effect: &Effect,
    ) -> Vec<(State, Option<usize>, Vec<Id>)> {
        let mut after = state.clone();
        let mut changed = axes.to_vec();
        match &effect.what {
            What::Go(target) if go.is_none() && !self.elsewhere(target) => {
                return self
                    .targets(state, target)
                    .into_iter()
                    .map(|to| (state.clone(), Some(to), changed.clone()))
                    .collect();
            }
            What::Issue(document) => self.with(&mut after, &Atom::Issued(document.clone()), true),
            What::Ask { act, .. } => self.with(&mut after, &Atom::Asked(act.clone()), true),
            What::Class(map, _) => {
                for (axis, given) in map {
                    let Some(at) = self.axes.iter().position(|(known, _)| *known == axis) else { continue };
                    let value = match given {
                        Given::Literal(Value::Choice(id)) => Some(id.clone()),
                        Given::Literal(Value::Text(text)) => Some(Id::from(text.as_str())),
                        _ => None,
                    };
                    let value = value.and_then(|id| self.axes.get(at).and_then(|(_, values)| number(values, &id)));
                    let Some(value) = value else {
                        return self.classed(&after, at, true).into_iter().map(|s| (s, go, changed.clone())).collect();
                    };
                    if let Some(slot) = after.classes.get_mut(at) {
                        *slot = value;
                    }
                    changed.push(axis.clone());
                }
            }
            _ => {}
        }
        vec![(after, go, changed)]
    }

    /// It moves rows of another shape and not the one in hand.
    fn elsewhere(&self, target: &Target) -> bool {
        match target {
            Target::Part(part, _) => self.at != ShapeRef::Part(part.clone()),
            Target::Main(_) => !matches!(self.at, ShapeRef::Main | ShapeRef::Kind(_)),
            Target::Stage(_) | Target::Back | Target::Next => false,
        }
    }

    fn targets(&self, state: &State, target: &Target) -> Vec<usize> {
        let stages = &self.graph.shape.stages;
        match target {
            Target::Stage(id) => stages.get_index_of(id).into_iter().collect(),
            Target::Main(id) if matches!(self.at, ShapeRef::Main | ShapeRef::Kind(_)) => {
                stages.get_index_of(id).into_iter().collect()
            }
            Target::Next => Some(state.stage + 1).filter(|next| *next < stages.len()).into_iter().collect(),
            Target::Back => {
                let here = stages.get_index(state.stage).map(|(id, _)| id);
                let before =
                    self.graph.edges.iter().filter(|edge| Some(&edge.to) == here).filter_map(|edge| edge.from.as_ref());
                let mut all: Vec<usize> =
                    before.filter_map(|id| stages.get_index_of(id)).filter(|n| *n != state.stage).collect();
                all.sort_unstable();
                all.dedup();
                all
            }
            _ => Vec::new(),
        }
    }

    /// The `then` of changed axes: the first row that holds.
    fn classes_then(&self, state: State, go: Option<usize>, axes: &[Id], depth: usize) -> Vec<(State, Option<usize>)> {
        if depth > DEPTH {
            return vec![(state, go)];
        }
        let rows: Vec<&AxisThen> =
            axes.iter().filter_map(|axis| self.graph.shape.classes.get(axis)).flat_map(|axis| &axis.then).collect();
        let Some((row, verdict)) = rows.into_iter().find_map(|row| {
            let verdict = row.cond.as_ref().map_or(Verdict::Yes, |cond| self.judge(&cond.node, &state, &[], 0));
            matches!(verdict, Verdict::Yes | Verdict::May).then_some((row, verdict))
        }) else {
            return vec![(state, go)];
        };
        let effects: Vec<&Effect> = row.does.iter().collect();
        let mut all = Vec::new();
        for (after, inner) in self.effects(&state, &effects, &[], depth + 1) {
            all.push((after, go.or(inner)));
        }
        if verdict == Verdict::May {
            all.push((state, go));
        }
        all
    }

    fn settled(&self, after: (State, Option<usize>), was: usize, begins: bool) -> Vec<State> {
        match after {
            (state, Some(stage)) if stage != was || begins => self.entered(State { stage, ..state }, 0),
            (state, _) if begins => self.entered(state, 0),
            (state, _) => vec![state],
        }
    }

    /// A stage is entered: its `then` runs, and may lead on.
    fn entered(&self, state: State, depth: usize) -> Vec<State> {
        let Some((_, stage)) = self.graph.shape.stages.get_index(state.stage) else { return Vec::new() };
        if stage.then.is_empty() || depth > DEPTH {
            return vec![state];
        }
        let effects: Vec<&Effect> = stage.then.iter().collect();
        let mut all = Vec::new();
        for (after, go) in self.effects(&state, &effects, &[], depth) {
            match go {
                Some(stage) if stage != after.stage => all.extend(self.entered(State { stage, ..after }, depth + 1)),
                _ => all.push(after),
            }
        }
        all
    }

    fn ran(&self, state: State, effects: &[Effect]) -> Vec<State> {
        let all: Vec<&Effect> = effects.iter().collect();
        let was = state.stage;
        self.effects(&state, &all, &[], 0).into_iter().flat_map(|after| self.settled(after, was, false)).collect()
    }
}

fn number(values: &[&Id], id: &Id) -> Option<u8> {
    let at = values.iter().position(|value| *value == id)?;
    u8::try_from(at + 1).ok()
}

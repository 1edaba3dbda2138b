//! # case-stuck
//!
//! Walks an explicit state space of each shape: its stage, the requests that are open, and those of done, issued, chosen, passed
//! and class values that a guard of the shape reads; all else is unknown and may go either way. If from some state that can be
//! reached no end can, whatever people do, the shortest way there is told. Past 200 000 states the graph of stages alone speaks.
//!
//! ```yaml
//! close: {in: [work], refuse: [{unless: {done: inspect}, say: 先检查 | inspect first}], does: [go: done]}
//! inspect: {in: [intake]}          # and `intake` can be left without inspecting: stuck in `work`
//! ```

use std::collections::{BTreeMap, VecDeque};

use super::{
    machine::{Machine, State},
    story,
    view::{View, error, quoted},
};
use crate::{
    finding::Finding,
    model::{Label, ShapeRef},
};

/// The greatest number of states walked.
const MOST: usize = 200_000;

/// Cases that get stuck.
pub(super) fn stuck(view: &View<'_>, findings: &mut Vec<Finding>) {
    for (at, _) in view.reg.shapes() {
        let Some(machine) = Machine::of(view, &at) else { continue };
        if let Some(walk) = Walk::of(&machine) {
            walk.tell(view, &at, &machine, findings);
        }
    }
}

struct Walk {
    states: Vec<State>,
    /// From where each state was first reached, and by what.
    parents: Vec<Option<(usize, Label)>>,
    next: Vec<Vec<usize>>,
}

impl Walk {
    /// Everything that can be reached; nothing if that is too much.
    fn of(machine: &Machine<'_>) -> Option<Self> {
        let mut walk = Self { states: Vec::new(), parents: Vec::new(), next: Vec::new() };
        let mut known: BTreeMap<State, usize> = BTreeMap::new();
        let mut queue = VecDeque::new();
        for (label, state) in machine.beginnings() {
            walk.meet(state, None, Some(label), &mut known, &mut queue);
        }
        while let Some(here) = queue.pop_front() {
            if walk.states.len() > MOST || machine.too_many.get() {
                return None;
            }
            let state = walk.states.get(here)?.clone();
            if machine.is_end(&state) {
                continue;
            }
            for (label, after) in machine.steps(&state) {
                let there = walk.meet(after, Some(here), Some(label), &mut known, &mut queue);
                if let Some(next) = walk.next.get_mut(here) {
                    next.push(there);
                }
            }
        }
        Some(walk)
    }

    fn meet(
        &mut self,
        state: State,
        from: Option<usize>,
        label: Option<Label>,
        known: &mut BTreeMap<State, usize>,
        queue: &mut VecDeque<usize>,
    ) -> usize {
        if let Some(at) = known.get(&state) {
            return *at;
        }
        let at = self.states.len();
        known.insert(state.clone(), at);
        self.states.push(state);
        self.parents.push(label.map(|label| (from.unwrap_or(usize::MAX), label)));
        self.next.push(Vec::new());
        queue.push_back(at);
        at
    }

    /// States from which an end can be reached.
    fn saved(&self, machine: &Machine<'_>) -> Vec<bool> {
        let mut before: Vec<Vec<usize>> = vec![Vec::new(); self.states.len()];
        for (from, next) in self.next.iter().enumerate() {
            for to in next {
                if let Some(list) = before.get_mut(*to) {
                    list.push(from);
                }
            }
        }
        let mut saved: Vec<bool> = self.states.iter().map(|state| machine.is_end(state)).collect();
        let mut queue: Vec<usize> = saved.iter().enumerate().filter(|(_, end)| **end).map(|(at, _)| at).collect();
        while let Some(at) = queue.pop() {
            for from in before.get(at).into_iter().flatten() {
                if let Some(flag) = saved.get_mut(*from)
                    && !*flag
                {
                    *flag = true;
                    queue.push(*from);
                }
            }
        }
        saved
    }

    /// Nothing leads from this state to another stage.
    fn stays(&self, at: usize) -> bool {
        let stage = |n: usize| self.states.get(n).map(|state| state.stage);
        self.next.get(at).is_some_and(|next| next.iter().all(|n| stage(*n) == stage(at)))
    }

    fn story(&self, at: usize) -> Vec<Label> {
        let mut steps = Vec::new();
        let mut here = at;
        while let Some(Some((from, label))) = self.parents.get(here) {
            steps.push(label.clone());
            here = *from;
        }
        steps.reverse();
        steps
    }

    /// One finding for each stage in which a way ends, by the shortest way there; for ways that go round without end, one. A
    /// stage nothing leaves is another rule's.
    fn tell(&self, view: &View<'_>, at: &ShapeRef, machine: &Machine<'_>, findings: &mut Vec<Finding>) {
        let saved = self.saved(machine);
        let lost = |n: &usize| {
            saved.get(*n) == Some(&false) && self.states.get(*n).is_some_and(|state| machine.leads(state.stage))
        };
        let mut ends: Vec<usize> = (0..self.states.len()).filter(|n| lost(n) && self.stays(*n)).collect();
        if ends.is_empty() {
            ends.extend((0..self.states.len()).find(lost));
        }
        let mut told: Vec<usize> = Vec::new();
        for n in ends {
            let Some(state) = self.states.get(n).filter(|state| !told.contains(&state.stage)) else { continue };
            told.push(state.stage);
            let Some((id, stage)) = machine.graph.shape.stages.get_index(state.stage) else { continue };
            let (story_zh, story_en) = story::tell(&self.story(n));
            let (shape_zh, shape_en) = quoted(&view.of_shape(at), "case");
            let (zh, en) = quoted(&stage.label, id);
            let found = error(
                "case-stuck",
                &stage.rule,
                id,
                &format!("{shape_zh}会停在阶段{zh}，无论谁做什么都到不了终了；经过：{story_zh}"),
                &format!(
                    "{shape_en} gets stuck in the stage {en}: no end can be reached whatever anybody does; the way there: {story_en}"
                ),
            );
            let (mend_zh, mend_en) = machine.mend(state);
            findings.push(found.mend(&mend_zh, &mend_en));
        }
    }
}

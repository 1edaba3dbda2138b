//! The graph of stages of one shape: what leads from where to where.

use super::view::{Done, Origin, View};
use crate::model::{Begins, Id, OpenIn, Shape, ShapeRef, Target, What};

/// One way from a stage to another.
#[derive(Debug, Clone)]
pub(super) struct Edge<'a> {
    /// From which stage; `None`: from the beginning of a row.
    pub(super) from: Option<Id>,
    /// To which.
    pub(super) to: Id,
    /// What sets it off.
    pub(super) origin: Origin<'a>,
    /// It stands in another shape.
    pub(super) outside: bool,
}

/// The graph of a shape.
pub(super) struct Graph<'a> {
    pub(super) shape: &'a Shape,
    pub(super) edges: Vec<Edge<'a>>,
}

impl<'a> Graph<'a> {
    /// The graph of a shape; nothing for a shape without stages.
    pub(super) fn of(view: &View<'a>, at: &ShapeRef) -> Option<Self> {
        let shape = view.reg.shape(at)?;
        if shape.stages.is_empty() {
            return None;
        }
        let mut graph = Self { shape, edges: Vec::new() };
        let mut backs = Vec::new();
        for done in &view.effects {
            graph.add(view, at, done, &mut backs);
        }
        graph.first(view, at);
        graph.back(&backs);
        Some(graph)
    }

    /// Stages an act is open in.
    pub(super) fn open_in(&self, origin: &Origin<'a>) -> Vec<Id> {
        let not_ends = || self.shape.stages.iter().filter(|(_, stage)| !stage.end).map(|(id, _)| id.clone());
        match origin {
            Origin::Act(_, act, _) => match &act.open_in {
                OpenIn::Stages(stages) => stages.clone(),
                OpenIn::Any => not_ends().collect(),
                OpenIn::Always => self.shape.stages.keys().cloned().collect(),
            },
            Origin::Stage(id) => vec![(*id).clone()],
            Origin::Class(_) | Origin::Limit | Origin::Counter => not_ends().collect(),
        }
    }

    fn add(&mut self, view: &View<'a>, at: &ShapeRef, done: &Done<'a>, backs: &mut Vec<(Vec<Id>, Origin<'a>)>) {
        let What::Go(target) = &done.effect.what else { return };
        let (origin, own) = (done.origin, done.at == *at);
        match target {
            Target::Stage(to) if own => {
                if begins(&origin) {
                    self.edges.push(Edge { from: None, to: to.clone(), origin, outside: false });
                }
                let open = self.open_in(&origin);
                for from in open {
                    self.edges.push(Edge { from: Some(from), to: to.clone(), origin, outside: false });
                }
            }
            Target::Back if own => backs.push((self.open_in(&origin), origin)),
            Target::Next if own => {
                for from in self.open_in(&origin) {
                    let next = self.shape.stages.get_index_of(&from).and_then(|n| self.shape.stages.get_index(n + 1));
                    if let Some((to, _)) = next {
                        self.edges.push(Edge { from: Some(from), to: to.clone(), origin, outside: false });
                    }
                }
            }
            Target::Part(part, to) if *at == ShapeRef::Part(part.clone()) => {
                let all: Vec<Id> =
                    self.shape.stages.iter().filter(|(_, stage)| !stage.end).map(|(id, _)| id.clone()).collect();
                if opens(view, done, part) {
                    self.edges.push(Edge { from: None, to: to.clone(), origin, outside: true });
                }
                for from in all {
                    self.edges.push(Edge { from: Some(from), to: to.clone(), origin, outside: true });
                }
            }
            Target::Main(to)
                if matches!(at, ShapeRef::Main | ShapeRef::Kind(_)) && self.shape.stages.contains_key(to) =>
            {
                for (from, _) in self.shape.stages.iter().filter(|(_, stage)| !stage.end) {
                    self.edges.push(Edge { from: Some(from.clone()), to: to.clone(), origin, outside: true });
                }
            }
            _ => {}
        }
    }

    /// A row begins in its first stage unless every way of beginning it moves it at once.
    fn first(&mut self, view: &View<'a>, at: &ShapeRef) {
        let Some((first, _)) = self.shape.stages.first() else { return };
        let beginning: Vec<Origin<'a>> = match at {
            ShapeRef::Main | ShapeRef::Kind(_) => View::acts(self.shape)
                .filter(|(_, act)| act.begins != Begins::No)
                .map(|(id, act)| Origin::Act(id, act, None))
                .collect(),
            ShapeRef::Part(_) | ShapeRef::Register(_) => Vec::new(),
        };
        let moved = |origin: &Origin<'a>| {
            let Origin::Act(id, act, _) = origin else { return false };
            let goes = |option: Option<&Id>| {
                view.effects.iter().any(|done| {
                    let same = matches!(done.origin, Origin::Act(other, _, chosen) if other == *id && chosen == option);
                    same && done.at == *at && done.effect.cond.is_none() && matches!(done.effect.what, What::Go(_))
                })
            };
            goes(None) || (!act.choose.is_empty() && act.choose.keys().all(|option| goes(Some(option))))
        };
        if beginning.is_empty() || !beginning.iter().all(moved) {
            let origin = beginning.first().copied().unwrap_or(Origin::Counter);
            self.edges.push(Edge { from: None, to: first.clone(), origin, outside: false });
        }
    }

    /// `back` leads to every stage that leads here.
    fn back(&mut self, backs: &[(Vec<Id>, Origin<'a>)]) {
        let known: Vec<(Id, Id)> =
            self.edges.iter().filter_map(|e| e.from.clone().map(|from| (from, e.to.clone()))).collect();
        for (open, origin) in backs {
            for here in open {
                for (from, _) in known.iter().filter(|(from, to)| to == here && from != here) {
                    let edge = Edge { from: Some(here.clone()), to: from.clone(), origin: *origin, outside: false };
                    self.edges.push(edge);
                }
            }
        }
    }

    /// Stages that something leads to.
    pub(super) fn reached(&self) -> Vec<Id> {
        let mut seen: Vec<Id> = Vec::new();
        let mut next: Vec<Id> = self.edges.iter().filter(|e| e.from.is_none()).map(|e| e.to.clone()).collect();
        while let Some(stage) = next.pop() {
            if !seen.contains(&stage) {
                next.extend(self.edges.iter().filter(|e| e.from.as_ref() == Some(&stage)).map(|e| e.to.clone()));
                seen.push(stage);
            }
        }
        seen
    }

    /// Stages from which an end can be reached.
    pub(super) fn leads_to_end(&self) -> Vec<Id> {
        let mut seen: Vec<Id> = Vec::new();
        let mut next: Vec<Id> =
            self.shape.stages.iter().filter(|(_, stage)| stage.end).map(|(id, _)| id.clone()).collect();
        while let Some(stage) = next.pop() {
            if !seen.contains(&stage) {
                next.extend(self.edges.iter().filter(|e| e.to == stage).filter_map(|e| e.from.clone()));
                seen.push(stage);
            }
        }
        seen
    }

    /// Can one come from a stage to another.
    pub(super) fn leads(&self, from: &Id, to: &Id) -> bool {
        let mut seen: Vec<&Id> = Vec::new();
        let mut next: Vec<&Id> = self.edges.iter().filter(|e| e.from.as_ref() == Some(from)).map(|e| &e.to).collect();
        while let Some(stage) = next.pop() {
            if stage == to {
                return true;
            }
            if !seen.contains(&stage) {
                seen.push(stage);
                next.extend(self.edges.iter().filter(|e| e.from.as_ref() == Some(stage)).map(|e| &e.to));
            }
        }
        false
    }
}

fn begins(origin: &Origin<'_>) -> bool {
    matches!(origin, Origin::Act(_, act, _) if act.begins != Begins::No)
}

/// Does whatever sets this effect off open a row of the part too.
fn opens(view: &View<'_>, done: &Done<'_>, part: &Id) -> bool {
    let Origin::Act(id, act, _) = done.origin else { return true };
    act.opens.as_ref() == Some(part)
        || view.effects.iter().any(|other| {
            matches!(other.origin, Origin::Act(same, ..) if same == id)
                && matches!(&other.effect.what, What::Open(opened) if opened == part)
        })
}

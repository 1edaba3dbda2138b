//! The way a case takes: the stages behind it, where it is, and the ordinary way ahead.

use dengwen_case::{Row, RowKey};
use dengwen_regulation::model::{Act, Begins, Effect, Id, OpenIn, Shape, Target, What};

use super::Show;
use crate::view::{StripState, StripView};

impl Show<'_> {
    /// The strip of the case. `note` stands beside the stage where it is; `public` takes the names the public is told.
    #[must_use]
    pub fn strip(&self, note: &str, public: bool) -> Vec<StripView> {
        let Some(main) = self.case.main() else { return Vec::new() };
        let Some(now) = &main.stage else { return Vec::new() };
        let label = |stage: &Id| self.stage_shown(&main.key, stage, public);
        let mut strip: Vec<StripView> = Vec::new();
        for (stage, at) in behind(main, now) {
            let note = self.day(at.happened);
            strip.push(StripView { label: label(stage), state: StripState::Past, note });
        }
        let note = match main.ended {
            Some(at) => self.day(at.happened),
            None => note.to_owned(),
        };
        strip.push(StripView { label: label(now), state: StripState::Now, note });
        let ahead = match (main.ended.is_none(), self.regulation.shape(&main.shape)) {
            (true, Some(shape)) => way(shape, self.parts_of(shape), now),
            _ => Vec::new(),
        };
        strip.extend(ahead.into_iter().skip(1).map(|stage| StripView {
            label: label(&stage),
            state: StripState::Ahead,
            note: String::new(),
        }));
        if public {
            // Stages that the public knows under one name are one.
            strip.dedup_by(|next, kept| {
                let same = next.label == kept.label;
                if same && next.state == StripState::Now {
                    kept.state = StripState::Now;
                    kept.note.clone_from(&next.note);
                }
                same
            });
        }
        strip
    }

    fn stage_shown(&self, row: &RowKey, stage: &Id, public: bool) -> String {
        self.start(if public { self.stage_public(row, stage) } else { self.stage_label(row, stage) })
    }

    fn parts_of(&self, shape: &Shape) -> impl Iterator<Item = &Shape> {
        let kind = shape.kind.clone();
        self.regulation.parts.values().filter(move |part| part.kind.is_none() || part.kind == kind)
    }

    /// The ordinary way of a case from its first stage, in the names the public is told.
    #[must_use]
    pub fn whole_way(&self, shape: &Shape) -> Vec<String> {
        let Some(first) = shape.stages.keys().next() else { return Vec::new() };
        let mut labels: Vec<String> = Vec::new();
        for stage in way(shape, self.parts_of(shape), first) {
            let stage = shape.stages.get(&stage).map(|stage| stage.public.as_ref().unwrap_or(&stage.label));
            let label = self.start(self.label(stage, ""));
            if !label.is_empty() && labels.last() != Some(&label) {
                labels.push(label);
            }
        }
        labels
    }
}

/// Stages left behind, each once, in order of their first entry.
fn behind<'r>(row: &'r Row, now: &Id) -> Vec<(&'r Id, dengwen_case::Stamp)> {
    let mut all: Vec<(&Id, dengwen_case::Stamp)> = Vec::new();
    for (stage, at) in &row.path {
        if stage != now && !all.iter().any(|(known, _)| *known == stage) {
            all.push((stage, *at));
        }
    }
    all
}

/// The longest way forward in file order from a stage: what the text describes stage by stage, short cuts left aside.
fn way<'s>(shape: &'s Shape, parts: impl Iterator<Item = &'s Shape>, from: &Id) -> Vec<Id> {
    let stages: Vec<&Id> = shape.stages.keys().collect();
    let parts: Vec<&Shape> = parts.collect();
    let mut best: Vec<Vec<Id>> = vec![Vec::new(); stages.len()];
    for (place, stage) in stages.iter().enumerate().rev() {
        let mut longest: Vec<Id> = Vec::new();
        let ends = shape.stages.get(*stage).is_some_and(|stage| stage.end);
        let next = if ends { Vec::new() } else { leads_to(shape, &parts, stage) };
        for target in next {
            let there = stages.iter().position(|known| **known == target).filter(|there| *there > place);
            if let Some(onward) = there.and_then(|there| best.get(there))
                && onward.len() > longest.len()
            {
                longest.clone_from(onward);
            }
        }
        if let Some(own) = best.get_mut(place) {
            own.push((*stage).clone());
            own.extend(longest);
        }
    }
    let place = stages.iter().position(|known| **known == *from);
    place.and_then(|place| best.get(place)).cloned().unwrap_or_else(|| vec![from.clone()])
}

/// The stages that acts open in this one, its entering, or limits lead to; else those that parts or classes lead to.
fn leads_to(shape: &Shape, parts: &[&Shape], stage: &Id) -> Vec<Id> {
    let open = |act: &&Act| match &act.open_in {
        OpenIn::Stages(stages) => stages.contains(stage),
        OpenIn::Any | OpenIn::Always => act.begins == Begins::No,
    };
    let acts = shape.acts.values().filter(open).filter(|act| !act.standing).flat_map(effects_of);
    let own = shape.stages.get(stage).into_iter().flat_map(|stage| &stage.then);
    let next = |target: &Target| match target {
        Target::Stage(to) => Some(to.clone()),
        Target::Next => {
            let place = shape.stages.get_index_of(stage)?;
            shape.stages.get_index(place + 1).map(|(id, _)| id.clone())
        }
        Target::Back | Target::Part(..) | Target::Main(_) => None,
    };
    let mut all: Vec<Id> = acts.chain(own).filter_map(go).filter_map(next).collect();
    if all.is_empty() {
        let of_parts = parts.iter().flat_map(|part| part.acts.values()).flat_map(effects_of);
        let ends = parts.iter().flat_map(|part| part.stages.values()).flat_map(|stage| &stage.then);
        let main = |target: &Target| if let Target::Main(to) = target { Some(to.clone()) } else { None };
        all.extend(of_parts.chain(ends).filter_map(go).filter_map(main));
    }
    if all.is_empty() {
        let of_limits = shape.limits.values().flat_map(|limit| &limit.then);
        let of_classes = shape.classes.values().flat_map(|axis| &axis.then).flat_map(|then| &then.does);
        all.extend(of_limits.chain(of_classes).filter_map(go).filter_map(next));
    }
    all
}

fn effects_of(act: &Act) -> impl Iterator<Item = &Effect> {
    act.does.iter().chain(act.choose.values().flat_map(|option| &option.does))
}

fn go(effect: &Effect) -> Option<&Target> {
    if let What::Go(target) = &effect.what { Some(target) } else { None }
}

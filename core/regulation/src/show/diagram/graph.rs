//! Stages and acts as boxes and arrows.

use super::{
    super::words::Words,
    held::{Held, Known},
    reading::{article, mains, moments, opens},
};
use crate::{
    expr::{Expr, explain_node},
    model::{
        Act, ActOption, Effect, Guard, Id, InputWhat, Limit, Moment, OpenIn, Regulation, Shape, ShapeRef, Target, What,
    },
};

/// A chart of one shape.
#[derive(Debug, Clone, Default)]
pub(super) struct Graph {
    pub(super) boxes: Vec<Stage>,
    pub(super) arrows: Vec<Arrow>,
    /// Limits that no act of the chart ends.
    pub(super) loose: Vec<Line>,
}

/// What a box is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sort {
    Start,
    Stage,
    End,
    Any,
}

/// A box.
#[derive(Debug, Clone)]
pub(super) struct Stage {
    pub(super) id: String,
    pub(super) sort: Sort,
    pub(super) title: String,
    pub(super) owner: String,
    /// Acts that lead nowhere else.
    pub(super) lines: Vec<Line>,
}

/// An act as it stands on an arrow or in a box.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Line {
    pub(super) text: String,
    pub(super) who: String,
    pub(super) article: String,
    pub(super) clocks: Vec<String>,
}

/// An arrow with the acts that go along it.
#[derive(Debug, Clone)]
pub(super) struct Arrow {
    pub(super) from: usize,
    pub(super) to: usize,
    pub(super) lines: Vec<Line>,
}

/// Draws up the graph of a shape.
pub(super) fn graph(reg: &Regulation, at: &ShapeRef, shape: &Shape, lang: crate::model::Lang) -> Graph {
    let words = Words { reg, at, lang };
    let mut made = Making { words, shape, graph: Graph::default(), shown: Vec::new() };
    made.boxes();
    for act in shape.acts.values().filter(|act| !act.standing) {
        made.act(act);
    }
    made.by_itself();
    made.acts_of_parts();
    made.moved_from_outside();
    made.opened();
    made.owners_unsaid();
    made.loose();
    made.graph
}

/// No stage that is known.
const ANYWHERE: usize = usize::MAX;

/// A graph as it grows.
pub(super) struct Making<'a> {
    pub(super) words: Words<'a>,
    pub(super) shape: &'a Shape,
    pub(super) graph: Graph,
    /// Limits shown with an act.
    pub(super) shown: Vec<Id>,
}

impl<'a> Making<'a> {
    fn boxes(&mut self) {
        let w = self.words;
        let start = w.say("开始", "begins");
        self.graph.boxes.push(Stage {
            id: "start".to_owned(),
            sort: Sort::Start,
            title: start,
            owner: String::new(),
            lines: Vec::new(),
        });
        for (id, stage) in &self.shape.stages {
            let sort = if stage.end { Sort::End } else { Sort::Stage };
            let owner = stage.owner.as_ref().map(|who| w.who(who)).unwrap_or_default();
            self.graph.boxes.push(Stage {
                id: id.to_string(),
                sort,
                title: w.label(&stage.label),
                owner,
                lines: Vec::new(),
            });
        }
    }

    pub(super) fn stage(&self, id: &str) -> Option<usize> {
        self.shape.stages.get_index_of(id).map(|n| n + 1)
    }

    /// The box for what may be done in any stage; made when it is first needed.
    pub(super) fn any(&mut self) -> usize {
        if let Some(known) = self.graph.boxes.iter().position(|one| one.sort == Sort::Any) {
            return known;
        }
        let title = self.words.say("任何阶段", "in any stage");
        self.graph.boxes.push(Stage {
            id: "any".to_owned(),
            sort: Sort::Any,
            title,
            owner: String::new(),
            lines: Vec::new(),
        });
        self.graph.boxes.len() - 1
    }

    fn act(&mut self, act: &'a Act) {
        let own =
            matches!(self.words.at, ShapeRef::Part(id) | ShapeRef::Register(id) if act.opens.as_ref() == Some(id));
        let begins = own || act.begins != crate::model::Begins::No;
        let sources: Vec<usize> = match &act.open_in {
            _ if begins => vec![0],
            OpenIn::Stages(stages) => stages.iter().filter_map(|id| self.stage(id)).collect(),
            OpenIn::Any | OpenIn::Always => vec![self.any()],
        };
        let sources: Vec<usize> = sources.into_iter().filter(|from| self.may(&act.refuse, *from)).collect();
        let plain = self.line(act, None);
        if act.choose.is_empty() {
            self.go_from(&sources, act, &act.does, plain, begins);
            return;
        }
        let mut quiet = Vec::new();
        for (id, option) in &act.choose {
            let line = self.line(act, Some((id, option)));
            let does: Vec<Effect> = act.does.iter().chain(&option.does).cloned().collect();
            let here: Vec<usize> = sources.iter().copied().filter(|from| self.offered(option, *from)).collect();
            let stays = |from: &usize| self.targets(&does, *from).is_empty() && !self.moves_by_class(act, *from);
            if !begins && here.iter().all(stays) {
                quiet.push((self.words.label(&option.label), here));
            } else {
                self.go_from(&here, act, &does, line, begins);
            }
        }
        for source in sources {
            let here = quiet.iter().filter(|(_, at)| at.contains(&source)).map(|(option, _)| option.as_str());
            let options = here.collect::<Vec<_>>().join(" / ");
            if !options.is_empty() {
                let text = self.words.say(format!("{}：{options}", plain.text), format!("{}: {options}", plain.text));
                self.inside(source, Line { text, ..plain.clone() });
            }
        }
    }

    /// The stage in which an act is done; the first for what begins.
    fn held(&self, from: usize) -> Option<Held<'a>> {
        let (stage, _) = self.shape.stages.get_index(from.saturating_sub(1))?;
        Some(Held { reg: self.words.reg, shape: self.shape, stage })
    }

    /// What a condition asks in a stage beyond the stage itself; nothing if it cannot hold there.
    fn under(&self, cond: Option<&Expr>, from: usize) -> Option<String> {
        let Some(cond) = cond else { return Some(String::new()) };
        let w = self.words;
        match self.held(from).map(|held| held.known(&cond.node)) {
            None => Some(w.cond(cond)),
            Some(Known::Yes) => Some(String::new()),
            Some(Known::No) => None,
            Some(Known::Open(node)) => Some(explain_node(&node, w.reg, w.at, w.lang)),
        }
    }

    /// May it be done in a stage, as far as the stage alone tells; what begins has no stage yet.
    fn may(&self, guards: &[Guard], from: usize) -> bool {
        let Some(held) = self.held(from).filter(|_| from > 0) else { return true };
        guards.iter().all(|guard| match held.known(&guard.cond.node) {
            Known::Yes => !guard.when,
            Known::No => guard.when,
            Known::Open(_) => true,
        })
    }

    fn offered(&self, option: &ActOption, from: usize) -> bool {
        self.may(&option.refuse, from) && (from == 0 || self.under(option.cond.as_ref(), from).is_some())
    }

    fn go_from(&mut self, sources: &[usize], act: &'a Act, does: &[Effect], line: Line, begins: bool) {
        for source in sources {
            let mut targets = self.targets(does, *source);
            let classed = self.class_targets(act, *source);
            if begins && targets.is_empty() && classed.is_empty() && self.graph.boxes.len() > 1 {
                targets.push((1, String::new()));
            }
            if targets.is_empty() && classed.is_empty() {
                self.inside(*source, line.clone());
            }
            for (target, cond) in targets.into_iter().chain(classed) {
                let text = if cond.is_empty() {
                    line.text.clone()
                } else {
                    self.words.say(format!("{}（{cond}）", line.text), format!("{} ({cond})", line.text))
                };
                self.arrow(*source, target, Line { text, ..line.clone() });
            }
        }
    }

    fn inside(&mut self, at: usize, line: Line) {
        if let Some(stage) = self.graph.boxes.get_mut(at)
            && !stage.lines.contains(&line)
        {
            stage.lines.push(line);
        }
    }

    pub(super) fn arrow(&mut self, from: usize, to: usize, line: Line) {
        if from == to {
            return self.inside(from, line);
        }
        match self.graph.arrows.iter_mut().find(|arrow| arrow.from == from && arrow.to == to) {
            Some(arrow) if arrow.lines.contains(&line) => {}
            Some(arrow) => arrow.lines.push(line),
            None => self.graph.arrows.push(Arrow { from, to, lines: vec![line] }),
        }
    }

    /// Where effects lead, with their conditions in words; the first that holds counts.
    fn targets(&self, does: &[Effect], from: usize) -> Vec<(usize, String)> {
        let mut found = Vec::new();
        for effect in does {
            let Some(cond) = self.under(effect.cond.as_ref(), from) else { continue };
            let own = |part: &Id| matches!(self.words.at, ShapeRef::Part(at) if at == part);
            let rest = cond.is_empty() && matches!(&effect.what, What::Go(Target::Stage(_) | Target::Next));
            match &effect.what {
                What::Go(Target::Stage(id)) => found.extend(self.stage(id).map(|n| (n, cond))),
                What::Go(Target::Part(part, id)) if own(part) => found.extend(self.stage(id).map(|n| (n, cond))),
                What::Go(Target::Next) => found.extend((from < self.shape.stages.len()).then(|| (from + 1, cond))),
                What::Go(Target::Back) => {
                    let before = self.before(from);
                    found.extend(before.into_iter().map(|n| (n, cond.clone())));
                }
                _ => {}
            }
            if rest {
                break;
            }
        }
        found
    }

    /// Stages from which an act leads straight to this one.
    fn before(&self, to: usize) -> Vec<usize> {
        let Some((id, _)) = self.shape.stages.get_index(to.wrapping_sub(1)) else { return Vec::new() };
        let leads = |does: &[Effect]| {
            does.iter().any(|effect| matches!(&effect.what, What::Go(Target::Stage(stage)) if stage == id))
        };
        let mut found = Vec::new();
        for act in self.shape.acts.values() {
            if (leads(&act.does) || act.choose.values().any(|option| leads(&option.does)))
                && let OpenIn::Stages(stages) = &act.open_in
            {
                found.extend(stages.iter().filter_map(|stage| self.stage(stage)).filter(|n| *n != to));
            }
        }
        found.sort_unstable();
        found.dedup();
        found
    }

    fn moves_by_class(&self, act: &Act, from: usize) -> bool {
        !self.class_targets(act, from).is_empty()
    }

    /// Where a class that the act sets leads.
    fn class_targets(&self, act: &Act, from: usize) -> Vec<(usize, String)> {
        let mut found = Vec::new();
        for (axis, known) in &self.shape.classes {
            let asked = act.input.iter().any(|input| matches!(&input.what, InputWhat::Class(id) if id == axis));
            if asked {
                for then in &known.then {
                    let Some(cond) = self.under(then.cond.as_ref(), from) else { continue };
                    found.extend(self.targets(&then.does, from).into_iter().map(|(n, _)| (n, cond.clone())));
                }
            }
        }
        found
    }

    /// What stages and limits do by themselves.
    fn by_itself(&mut self) {
        let words = self.words;
        for (n, stage) in self.shape.stages.values().enumerate() {
            for (target, cond) in self.targets(&stage.then, n + 1) {
                let text = if cond.is_empty() { words.say("随即", "at once") } else { cond };
                self.arrow(
                    n + 1,
                    target,
                    Line { text, who: String::new(), article: article(&stage.rule), clocks: Vec::new() },
                );
            }
        }
        for (id, limit) in &self.shape.limits {
            let targets = self.targets(&limit.then, ANYWHERE);
            if targets.is_empty() {
                continue;
            }
            let sources = self.runs_in(limit);
            let label = words.label(&limit.label);
            let text = words.say(format!("期满：{label}"), format!("it passes: {label}"));
            for (target, _) in targets {
                for source in sources.iter().filter(|source| **source != target) {
                    let line = Line {
                        text: text.clone(),
                        who: String::new(),
                        article: article(&limit.rule),
                        clocks: vec![words.how_brief(limit)],
                    };
                    self.arrow(*source, target, line);
                    self.shown.push(id.clone());
                }
            }
        }
    }

    /// Acts of parts that move the case leave from the stages into which the part is opened.
    fn acts_of_parts(&mut self) {
        if !matches!(self.words.at, ShapeRef::Main | ShapeRef::Kind(_)) {
            return;
        }
        for (part, shape) in &self.words.reg.parts {
            let at = ShapeRef::Part(part.clone());
            let words = self.words.seen_from(&at);
            for act in shape.acts.values().filter(|act| !act.standing) {
                let bare = Line {
                    text: String::new(),
                    who: words.who(&act.by),
                    article: article(&act.rule),
                    clocks: Vec::new(),
                };
                let name = words.say(
                    format!("{}·{}", words.label(&shape.label), words.label(&act.label)),
                    format!("{}, {}", words.label(&shape.label), words.label(&act.label)),
                );
                let named = std::iter::once((name.clone(), &act.does)).chain(act.choose.values().map(|option| {
                    (
                        words.say(
                            format!("{name}：{}", words.label(&option.label)),
                            format!("{name}: {}", words.label(&option.label)),
                        ),
                        &option.does,
                    )
                }));
                for (text, does) in named {
                    for target in mains(does).filter_map(|id| self.stage(id)).collect::<Vec<_>>() {
                        for source in
                            self.opened_into(part).into_iter().filter(|source| *source != target).collect::<Vec<_>>()
                        {
                            self.arrow(source, target, Line { text: text.clone(), ..bare.clone() });
                        }
                    }
                }
            }
        }
    }

    /// Stages that are entered as a part opens, or in which the act that opens it may be done.
    fn opened_into(&mut self, part: &Id) -> Vec<usize> {
        let mut found = Vec::new();
        for act in self.shape.acts.values() {
            let options = act.choose.values().map(|option| &option.does);
            for does in std::iter::once(&act.does).chain(options) {
                if !does.iter().any(|effect| opens(effect, part)) && act.opens.as_ref() != Some(part) {
                    continue;
                }
                let moved = self.targets(does, ANYWHERE);
                match &act.open_in {
                    _ if !moved.is_empty() => found.extend(moved.into_iter().map(|(n, _)| n)),
                    OpenIn::Stages(stages) => found.extend(stages.iter().filter_map(|id| self.stage(id))),
                    OpenIn::Any | OpenIn::Always => {}
                }
            }
        }
        found.extend(
            self.shape
                .stages
                .values()
                .enumerate()
                .filter(|(_, stage)| stage.then.iter().any(|effect| opens(effect, part)))
                .map(|(n, _)| n + 1),
        );
        found.sort_unstable();
        found.dedup();
        if found.is_empty() { vec![self.any()] } else { found }
    }

    /// How a row of a part or register begins: by the acts that open it.
    fn opened(&mut self) {
        let (w, reg) = (self.words, self.words.reg);
        let (ShapeRef::Part(id) | ShapeRef::Register(id)) = w.at else { return };
        if self.shape.stages.is_empty() || self.graph.arrows.iter().any(|arrow| arrow.from == 0) {
            return;
        }
        let mut lines = Vec::new();
        for (at, shape) in reg.shapes() {
            let words = w.seen_from(&at);
            for act in shape.acts.values() {
                let mut does = act.does.iter().chain(act.choose.values().flat_map(|option| &option.does));
                if act.opens.as_ref() == Some(id) || does.any(|effect| opens(effect, id)) {
                    lines.push(Line {
                        text: words.label(&act.label),
                        who: words.who(&act.by),
                        article: article(&act.rule),
                        clocks: Vec::new(),
                    });
                }
            }
            for stage in shape.stages.values().filter(|stage| stage.then.iter().any(|effect| opens(effect, id))) {
                let text = words.say(
                    format!("进入「{}」", words.label(&stage.label)),
                    format!("entering “{}”", words.label(&stage.label)),
                );
                lines.push(Line { text, who: String::new(), article: article(&stage.rule), clocks: Vec::new() });
            }
        }
        for line in lines {
            self.arrow(0, 1, line);
        }
        if self.graph.arrows.iter().all(|arrow| arrow.from != 0) {
            self.arrow(
                0,
                1,
                Line {
                    text: w.say("登记", "an entry"),
                    who: String::new(),
                    article: String::new(),
                    clocks: Vec::new(),
                },
            );
        }
    }

    /// In its own stage the owner needs no saying.
    fn owners_unsaid(&mut self) {
        for stage in &mut self.graph.boxes {
            for line in &mut stage.lines {
                if line.who == stage.owner {
                    line.who.clear();
                }
            }
        }
        let owners: Vec<String> = self.graph.boxes.iter().map(|stage| stage.owner.clone()).collect();
        for arrow in &mut self.graph.arrows {
            for line in &mut arrow.lines {
                if owners.get(arrow.from) == Some(&line.who) {
                    line.who.clear();
                }
            }
        }
    }

    /// Stages in which what ends a limit may be done.
    fn runs_in(&mut self, limit: &Limit) -> Vec<usize> {
        let mut found = Vec::new();
        for moment in moments(&limit.until) {
            if let Moment::Act { of: None, act, .. } = moment
                && let Some(Act { open_in: OpenIn::Stages(stages), .. }) = self.shape.acts.get(act)
            {
                found.extend(stages.iter().filter_map(|id| self.stage(id)));
            }
        }
        found.sort_unstable();
        found.dedup();
        if found.is_empty() { vec![self.any()] } else { found }
    }
}

//! Acts and limits as they stand on an arrow, in a box or beneath the chart.

use super::{
    super::words::Words,
    graph::{Line, Making},
    reading::{article, moments},
};
use crate::model::{Act, ActOption, Effect, Id, Limit, Moment, ShapeRef, Target, What, Who};

/// An act, with the option that was chosen.
fn named(words: &Words<'_>, act: &Act, option: Option<&ActOption>) -> String {
    let label = words.label(&act.label);
    option.map_or(label.clone(), |option| {
        let option = words.label(&option.label);
        words.say(format!("{label}：{option}"), format!("{label}: {option}"))
    })
}

impl Making<'_> {
    pub(super) fn line(&mut self, act: &Act, option: Option<(&Id, &ActOption)>) -> Line {
        let w = self.words;
        let text = named(&w, act, option.map(|(_, option)| option));
        let rule = option.map_or(&act.rule, |(_, option)| &option.rule);
        let who = if act.by == Who::System { String::new() } else { w.who(&act.by) };
        let article = article(rule);
        let clocks = self.clocks(act, option, &article);
        Line { text, who, article, clocks }
    }

    /// Limits that this act or option ends.
    fn clocks(&mut self, act: &Act, option: Option<(&Id, &ActOption)>, article: &str) -> Vec<String> {
        let name = act.rule.path.rsplit('.').next().unwrap_or_default();
        let does = || act.does.iter().chain(option.into_iter().flat_map(|(_, option)| &option.does));
        let ends = |moment: &Moment| match moment {
            Moment::Act { of: None, act, option: wanted } => {
                **act == *name && (wanted.is_none() || option.is_some_and(|(id, _)| wanted.as_ref() == Some(id)))
            }
            Moment::Issued(paper) => does().any(|effect| matches!(&effect.what, What::Issue(id) if id == paper)),
            Moment::Stage(stage) => {
                does().any(|effect| matches!(&effect.what, What::Go(Target::Stage(id)) if id == stage))
            }
            _ => false,
        };
        let mut found = Vec::new();
        for (id, limit) in &self.shape.limits {
            if moments(&limit.until).into_iter().any(ends) {
                found.push(self.clock(limit, article));
                self.shown.push(id.clone());
            }
        }
        found
    }

    /// A limit with its time; its article only where it is another than that beside which it stands.
    fn clock(&self, limit: &Limit, beside: &str) -> String {
        let (label, time) = (self.words.label(&limit.label), self.words.how_brief(limit));
        let cite = if article(&limit.rule) == beside { String::new() } else { self.words.cite(&limit.rule) };
        let name = if self.words.zh() { format!("{label}：") } else { format!("{label}: ") };
        format!("{name}{time}{cite}")
    }

    /// Acts elsewhere that move the rows of this part lead there from any stage.
    pub(super) fn moved_from_outside(&mut self) {
        let w = self.words;
        let ShapeRef::Part(own) = w.at else { return };
        let moves = |effect: &Effect| match &effect.what {
            What::Go(Target::Part(part, id)) if part == own => Some(id.clone()),
            _ => None,
        };
        for (at, shape) in w.reg.shapes().filter(|(at, _)| at != w.at) {
            let words = w.seen_from(&at);
            for act in shape.acts.values().filter(|act| !act.standing) {
                let whole = act.does.iter().filter_map(moves).map(|id| (id, None));
                let options = act
                    .choose
                    .values()
                    .flat_map(|option| option.does.iter().filter_map(moves).map(move |id| (id, Some(option))));
                for (id, option) in whole.chain(options) {
                    let Some(to) = self.stage(&id) else { continue };
                    let text = named(&words, act, option);
                    let line = Line { text, who: words.who(&act.by), article: article(&act.rule), clocks: Vec::new() };
                    let any = self.any();
                    self.arrow(any, to, line);
                }
            }
        }
    }

    pub(super) fn loose(&mut self) {
        for (id, limit) in &self.shape.limits {
            if !self.shown.contains(id) {
                let text = self.clock(limit, "");
                let from = self.words.moments(&limit.from);
                let said = || self.words.say(format!("自{from}起"), format!("from {from}"));
                let who = if from.is_empty() { String::new() } else { said() };
                self.graph.loose.push(Line { text, who, article: String::new(), clocks: Vec::new() });
            }
        }
    }
}

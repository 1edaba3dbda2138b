//! An act in words: who, what is asked, what stands in the way, what follows.

use super::{super::words::Words, Told};
use crate::{
    expr::act_of,
    model::{Act, ActOption, Guard, Id, Input, InputWhat, Limit, Moment, MomentTerm, Moments, OnFile, Shape, ShapeRef},
};

impl Told<'_> {
    pub(super) fn act(&mut self, at: &ShapeRef, shape: &Shape, act: &Act, deep: usize) {
        let w = self.words.seen_from(at);
        let mut line = format!("{}{}{}", w.quoted(&w.label(&act.label)), by(w, act), w.cite(&act.rule));
        if let Some(cond) = &act.cond {
            let cond = w.cond(cond);
            line.push_str(&w.say(format!("，仅当{cond}"), format!(", only if {cond}")));
        }
        if act.asked {
            line.push_str(&w.say("，经请求后办理", ", once it is asked for"));
        }
        line.push_str(&w.reading(&act.rule));
        self.point(deep, &line);
        let deep = deep + 1;
        for limit in ending(w, shape, act) {
            self.pair(deep, "期限", "limit", &limit);
        }
        self.inputs(w, &act.input, deep);
        self.hands(w, act, deep);
        self.needs(w, &act.needs, deep);
        self.guards(w, &act.refuse, deep, true);
        self.guards(w, &act.warn, deep, false);
        if let Some(guide) = act.guide.as_ref().and_then(|id| w.reg.guides.get(id)) {
            let steps = w.list(guide.steps.iter().map(|step| w.label(&step.label)));
            self.pair(deep, "指引", "guide", &steps);
        }
        let own = |id: &&Id| !matches!(at, ShapeRef::Part(at) | ShapeRef::Register(at) if at == *id);
        let opened = act.opens.as_ref().filter(own).map(|id| w.opened(id));
        let follows = w.deeds(opened.into_iter().chain(w.effects(&act.does)).collect());
        self.pair(deep, "随后", "then", &follows);
        let said = w.reading(&act.rule);
        for option in act.choose.values() {
            self.option(w, option, &said, deep);
        }
        self.gaps(&act.rule.path);
    }

    /// An option; the reading that the act bears already is not said again.
    fn option(&mut self, w: Words<'_>, option: &ActOption, said: &str, deep: usize) {
        let follows = w.deeds(w.effects(&option.does));
        let reading = Some(w.reading(&option.rule)).filter(|reading| reading != said).unwrap_or_default();
        let arrow = if follows.is_empty() { String::new() } else { format!(" → {follows}") };
        let cond = option.cond.as_ref().map(|cond| w.cond(cond));
        let cond = cond.map_or_else(String::new, |cond| w.say(format!("，仅当{cond}"), format!(", only if {cond}")));
        let line = w.say(
            format!("选「{}」{cond}{}{arrow}{reading}", w.label(&option.label), w.cite(&option.rule)),
            format!("option “{}”{cond}{}{arrow}{reading}", w.label(&option.label), w.cite(&option.rule)),
        );
        self.point(deep, &line);
        self.inputs(w, &option.input, deep + 1);
        self.needs(w, &option.needs, deep + 1);
        self.guards(w, &option.refuse, deep + 1, true);
        self.guards(w, &option.warn, deep + 1, false);
    }

    fn inputs(&mut self, w: Words<'_>, inputs: &[Input], deep: usize) {
        let name = |input: &Input| match &input.what {
            InputWhat::Own(_, field) => w.field(field),
            other => w.name(&other.key()),
        };
        let must = w.list(inputs.iter().filter(|input| input.must).map(name));
        let may = w.list(inputs.iter().filter(|input| !input.must).map(name));
        self.pair(deep, "须填", "must be given", &must);
        self.pair(deep, "可填", "may be given", &may);
    }

    fn hands(&mut self, w: Words<'_>, act: &Act, deep: usize) {
        let signs = w.people(&act.signs);
        self.pair(deep, "依次签字", "signed in order by", &signs);
        for row in &act.officers {
            let text =
                w.say(format!("须{}人以上共同办理", row.least), format!("at least {} persons together", row.least));
            let cond = row.cond.as_ref().map(|cond| w.cond(cond));
            let text =
                cond.map_or(text.clone(), |cond| w.say(format!("{cond}的，{text}"), format!("if {cond}: {text}")));
            self.point(deep, &text);
        }
    }

    fn needs(&mut self, w: Words<'_>, needs: &[Vec<OnFile>], deep: usize) {
        let one = |on_file: &OnFile| match on_file {
            OnFile::Document(id) => w.paper(id),
            OnFile::Act(id, option) => w.quoted(&w.act(id, option.as_ref(), None)),
            OnFile::Guide(id) => w.reg.guides.get(id).map_or_else(|| id.to_string(), |guide| w.label(&guide.label)),
        };
        let all = needs
            .iter()
            .map(|any| any.iter().map(one).collect::<Vec<_>>().join(if w.zh() { "或者" } else { " or " }));
        let all = w.list(all);
        self.pair(deep, "须先在案", "must be on file first", &all);
    }

    fn guards(&mut self, w: Words<'_>, guards: &[Guard], deep: usize, refuses: bool) {
        for guard in guards {
            let cond = w.cond(&guard.cond);
            let said = guard.say.as_ref().map(|say| w.label(say)).filter(|say| *say != cond);
            let said = said.map_or_else(String::new, |say| w.say(format!("：{say}"), format!(": {say}")));
            let cite = w.cite(&guard.rule);
            let text = match (refuses, guard.when) {
                (true, true) => {
                    w.say(format!("不得办理，如果{cond}{said}{cite}"), format!("refused if {cond}{said}{cite}"))
                }
                (true, false) => {
                    w.say(format!("不得办理，除非{cond}{said}{cite}"), format!("refused unless {cond}{said}{cite}"))
                }
                (false, true) => {
                    w.say(format!("提示，如果{cond}{said}{cite}"), format!("a warning if {cond}{said}{cite}"))
                }
                (false, false) => {
                    w.say(format!("提示，除非{cond}{said}{cite}"), format!("a warning unless {cond}{said}{cite}"))
                }
            };
            self.point(deep, &text);
        }
    }

    /// How a case begins: the acts that begin one.
    pub(super) fn beginnings(&mut self) {
        let reg = self.words.reg;
        let shapes: Vec<_> = reg.shapes().collect();
        for (at, shape) in &shapes {
            for act in shape.acts.values().filter(|act| !act.standing && shape.begins(act)) {
                self.act(at, shape, act, 0);
            }
        }
    }
}

/// Who may do it, and who not.
fn by(w: Words<'_>, act: &Act) -> String {
    let who = w.who(&act.by);
    let not = w.people(&act.not);
    match (w.zh(), not.is_empty()) {
        (true, true) => format!("：由{who}办理"),
        (true, false) => format!("：由{who}办理，{not}除外"),
        (false, true) => format!(": by {who}"),
        (false, false) => format!(": by {who}, but not {not}"),
    }
}

/// The limits that the act ends.
fn ending(w: Words<'_>, shape: &Shape, act: &Act) -> Vec<String> {
    let named = |moment: &Moment| match moment {
        Moment::Act { of: None, act: name, .. } => {
            act_of(w.reg, w.at, name).is_some_and(|(_, found, _)| found.rule.path == act.rule.path)
        }
        _ => false,
    };
    let ends = |limit: &&Limit| match &limit.until {
        Moments::None => false,
        Moments::Any(terms) => terms.iter().any(|term| matches!(term, MomentTerm::One(moment) if named(moment))),
        Moments::Rows(rows) => {
            rows.iter().flat_map(|row| &row.is).any(|term| matches!(term, MomentTerm::One(moment) if named(moment)))
        }
    };
    shape.limits.values().filter(ends).map(|limit| w.limit_line(limit)).collect()
}

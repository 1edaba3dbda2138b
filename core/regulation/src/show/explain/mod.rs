//! The procedure in words: who may complain and how, then stage by stage who does what within what time by which article.
//! Headings and lists are written as in Markdown, which reads well as it stands.

mod acts;
mod blanks;
mod limits;
mod office;
mod papers;

pub use blanks::left_open;

use super::words::Words;
use crate::model::{Lang, OpenIn, Regulation, Shape, ShapeRef, Stage, Status};

/// Tells a regulation in words.
#[must_use]
pub fn explain(reg: &Regulation, lang: Lang) -> String {
    let words = Words { reg, at: &ShapeRef::Main, lang };
    let mut told = Told { text: String::new(), words };
    told.head();
    told.ways_in();
    told.roles();
    told.rosters();
    told.procedure();
    told.parts();
    told.limits();
    told.classes();
    told.papers();
    told.stepping_aside();
    told.registers();
    told.figures();
    told.open_ends();
    told.text
}

/// The text as it grows.
struct Told<'a> {
    text: String,
    words: Words<'a>,
}

impl Told<'_> {
    fn heading(&mut self, zh: &str, en: &str) {
        self.title("##", &self.words.say(zh, en));
    }

    fn title(&mut self, marks: &str, text: &str) {
        if !self.text.is_empty() && !self.text.ends_with("\n\n") {
            self.text.push('\n');
        }
        self.text.push_str(&format!("{marks} {text}\n\n"));
    }

    /// An entry of a list; `deep` is how far it stands in.
    fn point(&mut self, deep: usize, text: &str) {
        let space = "  ".repeat(deep);
        self.text.push_str(&format!("{space}- {}\n", text.trim()));
    }

    fn pair(&mut self, deep: usize, zh: &str, en: &str, text: &str) {
        if !text.is_empty() {
            let line = self.words.say(format!("{zh}：{text}"), format!("{en}: {text}"));
            self.point(deep, &line);
        }
    }

    fn head(&mut self) {
        let (w, reg) = (self.words, self.words.reg);
        let title = w.titled(&w.label(&reg.title));
        self.title("#", &title);
        let version = &reg.version;
        let status = match version.status {
            Status::Draft => w.say("草拟中", "being drafted"),
            Status::Proposal => w.say("征求意见", "proposed"),
            Status::Trial => w.say("试行", "on trial"),
            Status::InForce => w.say("施行中", "in force"),
        };
        let since = version
            .in_force
            .map_or_else(String::new, |day| w.say(format!("，自{day}起施行"), format!(", in force from {day}")));
        let replaces = version
            .replaces
            .as_ref()
            .map_or_else(String::new, |old| w.say(format!("，代替{old}"), format!(", replacing {old}")));
        let line = w.say(
            format!("版本{}（{status}{since}{replaces}）", version.id),
            format!("version {} ({status}{since}{replaces})", version.id),
        );
        self.point(0, &line);
        if !reg.source.is_empty() {
            self.pair(0, "来源", "source", &reg.source.clone());
        }
        let case = w.label(&reg.case_label);
        self.pair(0, "一件称为", "one matter is called", &case);
    }

    /// The case itself and its kinds, stage by stage.
    fn procedure(&mut self) {
        let reg = self.words.reg;
        self.heading("办理经过", "The procedure");
        self.shape(&ShapeRef::Main, &reg.main, "###");
        for (id, kind) in &reg.kinds {
            let label = self.words.label(&kind.label);
            self.title("##", &label);
            self.shape(&ShapeRef::Kind(id.clone()), kind, "###");
        }
    }

    /// Parts and registers with stages of their own.
    fn parts(&mut self) {
        let reg = self.words.reg;
        let parts = reg.parts.iter().map(|(id, part)| (ShapeRef::Part(id.clone()), part));
        let registers = reg.registers.iter().map(|(id, register)| (ShapeRef::Register(id.clone()), &register.shape));
        for (at, shape) in
            parts.chain(registers).filter(|(_, shape)| !shape.stages.is_empty() || !shape.acts.is_empty())
        {
            let w = self.words;
            let label = w.label(&shape.label);
            let many = if shape.many { w.say("（可有多项）", " (there may be several)") } else { String::new() };
            let cite = w.cite(&shape.rule);
            self.title("##", &format!("{label}{many}{cite}"));
            self.shape(&at, shape, "###");
        }
    }

    fn shape(&mut self, at: &ShapeRef, shape: &Shape, marks: &str) {
        let stages: Vec<(usize, (&crate::model::Id, &Stage))> = shape.stages.iter().enumerate().collect();
        for (n, (id, stage)) in stages {
            self.stage(at, shape, n + 1, id, stage, marks);
        }
        let anywhere =
            |act: &&crate::model::Act| !act.standing && !matches!(act.open_in, OpenIn::Stages(_)) && !shape.begins(act);
        let acts: Vec<_> = shape.acts.values().filter(anywhere).collect();
        if !acts.is_empty() {
            let title = self.words.say("任何阶段均可", "In any stage");
            self.title(marks, &title);
            for act in acts {
                self.act(at, shape, act, 0);
            }
        }
    }

    fn stage(&mut self, at: &ShapeRef, shape: &Shape, n: usize, id: &crate::model::Id, stage: &Stage, marks: &str) {
        let w = self.words.seen_from(at);
        let owner = stage.owner.as_ref().map(|who| w.who(who));
        let owner = owner.map_or_else(String::new, |who| w.say(format!("（{who}负责）"), format!(" (with {who})")));
        let end = if stage.end { w.say("　终结", " · end") } else { String::new() };
        let title = format!("{n}. {}{owner}{end}", w.label(&stage.label));
        self.title(marks, &title);
        let w = self.words.seen_from(at);
        let entering = w.deeds(w.effects(&stage.then));
        self.pair(0, "进入时", "on entering", &entering);
        let reading = w.reading(&stage.rule);
        if !reading.is_empty() {
            self.point(0, &reading);
        }
        let before = self.text.len();
        for act in shape.acts.values().filter(|act| !act.standing) {
            if matches!(&act.open_in, OpenIn::Stages(stages) if stages.contains(id)) {
                self.act(at, shape, act, 0);
            }
        }
        self.gaps(&stage.rule.path);
        if self.text.len() == before && !stage.end {
            let text = self.words.say("此阶段没有专属的办理行为", "no act belongs to this stage alone");
            self.point(0, &text);
        }
    }

    /// What the source leaves out at a place.
    fn gaps(&mut self, path: &str) {
        let w = self.words;
        for gap in w.reg.gaps.iter().filter(|gap| gap.path == path) {
            let text = w.label(&gap.text);
            self.pair(0, "原文此处缺失", "the source breaks off here", &text);
        }
    }
}

impl Shape {
    /// Does an act begin a case or a row here.
    fn begins(&self, act: &crate::model::Act) -> bool {
        act.begins != crate::model::Begins::No
    }
}

//! Papers, classes and stepping aside in words.

use super::{super::words::Words, Told};
use crate::model::{Act, Axis, Document, Effect, Ground, ShapeRef, SignStep, What};

impl Told<'_> {
    pub(super) fn papers(&mut self) {
        let reg = self.words.reg;
        if reg.documents.is_empty() {
            return;
        }
        self.heading("文书", "Papers");
        for document in reg.documents.values() {
            self.paper(document);
        }
    }

    fn paper(&mut self, document: &Document) {
        let w = self.words;
        let text =
            format!("{}{}{}", w.titled(&w.label(&document.label)), w.cite(&document.rule), w.reading(&document.rule));
        self.point(0, &text);
        let names = |names: &[String]| w.list(names.iter().map(|name| w.name(name)));
        if let Some(from) = &document.from {
            let from = w.who(from);
            self.pair(1, "出具", "issued by", &from);
        }
        self.pair(1, "必须载明", "must state", &names(&document.requires));
        self.pair(1, "另有栏目", "further columns", &names(&document.blanks));
        let to = w.people(&document.to);
        self.pair(1, "送交", "addressed to", &to);
        let copies = w.list(document.copies.iter().map(|copy| w.who(&copy.holder)));
        if !copies.is_empty() {
            let n = document.copies.len();
            let text = if n == 1 {
                w.say(format!("1份：{copies}"), format!("1 copy: {copies}"))
            } else {
                w.say(format!("一式{n}份：{copies}"), format!("{n} copies: {copies}"))
            };
            self.point(1, &text);
        }
        let signed: Vec<String> = document.signed_by.iter().map(|step| signing(w, step)).collect();
        self.pair(1, "依次签署", "signed in order by", &signed.join(if w.zh() { "，然后" } else { ", then " }));
        let modes = w.list(document.service.values().map(|mode| {
            let proof = mode.proof.as_ref().map(|proof| w.paper(proof));
            let label = w.label(&mode.label);
            proof.map_or(label.clone(), |proof| {
                w.say(format!("{label}（凭{proof}）"), format!("{label} (proved by {proof})"))
            })
        }));
        self.pair(1, "送达方式", "served", &modes);
        if let Some(archive) = &document.archive {
            let holder = archive.holder.as_ref().map(|who| w.who(who)).unwrap_or_default();
            let keep = archive.keep.clone().unwrap_or_default();
            self.pair(1, "存档", "kept by", &format!("{holder} {keep}"));
        }
        self.gaps(&document.rule.path);
    }

    pub(super) fn classes(&mut self) {
        let reg = self.words.reg;
        if reg.shapes().all(|(_, shape)| shape.classes.is_empty()) {
            return;
        }
        self.heading("分类", "Classes");
        let shapes: Vec<_> = reg.shapes().collect();
        for (at, shape) in &shapes {
            for axis in shape.classes.values().filter(|axis| shape.owns(&axis.rule)) {
                self.axis(at, axis);
            }
        }
    }

    fn axis(&mut self, at: &ShapeRef, axis: &Axis) {
        let w = self.words.seen_from(at);
        let cond = axis.cond.as_ref().map(|cond| w.cond(cond));
        let cond =
            cond.map_or_else(String::new, |cond| w.say(format!("，适用于{cond}"), format!(", applies if {cond}")));
        let text = format!("{}{}{cond}{}", w.label(&axis.label), w.cite(&axis.rule), w.reading(&axis.rule));
        self.point(0, &text);
        for (id, value) in &axis.values {
            let of = value.of.as_ref().and_then(|of| axis.values.get(of)).map(|of| w.label(&of.label));
            let of = of.map_or_else(String::new, |of| w.say(format!("（属{of}）"), format!(" (of {of})")));
            let meaning = value.meaning.as_ref().map(|meaning| w.label(meaning));
            let meaning = meaning.map_or_else(String::new, |text| w.say(format!("：{text}"), format!(": {text}")));
            let text = format!("{}{of}{meaning}{}", w.label(&value.label), w.cite(&value.rule));
            self.point(1, &text);
            for ground in axis.grounds.iter().filter(|ground| ground.value == *id) {
                let text = grounds(w, ground);
                self.point(2, &text);
            }
        }
        let who = |who: Option<&crate::model::Who>| who.map(|who| w.who(who)).unwrap_or_default();
        let (provisional, settled) = (who(axis.set_provisional.as_ref()), who(axis.set_final.as_ref()));
        self.pair(1, "可由其改定", "may be changed by", &provisional);
        self.pair(1, "由其最终确定", "settled by", &settled);
        for then in &axis.then {
            let does = w.deeds(w.effects(&then.does));
            let cond = then.cond.as_ref().map(|cond| w.cond(cond));
            let text =
                cond.map_or(does.clone(), |cond| w.say(format!("{cond}的，{does}"), format!("if {cond}: {does}")));
            self.point(1, &text);
        }
    }

    /// Acts that take somebody away from the case, and who does it when nobody is left.
    pub(super) fn stepping_aside(&mut self) {
        let reg = self.words.reg;
        let bars = |effects: &[Effect]| effects.iter().any(|effect| matches!(effect.what, What::Bar(_)));
        let takes =
            |act: &Act| !act.standing && (bars(&act.does) || act.choose.values().any(|option| bars(&option.does)));
        let asking = |act: &Act, parts: &[&crate::model::Id]| {
            act.does.iter().any(|effect| matches!(&effect.what, What::Open(part) if parts.contains(&part)))
        };
        let parts: Vec<&crate::model::Id> =
            reg.parts.iter().filter(|(_, part)| part.acts.values().any(takes)).map(|(id, _)| id).collect();
        let mut lines = Vec::new();
        for (at, shape) in reg.shapes() {
            for act in shape.acts.values().filter(|act| !act.standing && (takes(act) || asking(act, &parts))) {
                let w = self.words.seen_from(&at);
                let (label, who, cite) = (w.quoted(&w.label(&act.label)), w.who(&act.by), w.cite(&act.rule));
                let not = w.people(&act.not);
                let not =
                    if not.is_empty() { not } else { w.say(format!("，{not}除外"), format!(", but not {not}")) };
                lines.push(w.say(format!("{label}：由{who}{not}{cite}"), format!("{label}: by {who}{not}{cite}")));
            }
        }
        for role in reg.roles.values() {
            if let Some(fallback) = &role.fallback {
                let (w, label) = (self.words, self.words.label(&role.label));
                let who = w.who(fallback);
                lines.push(w.say(format!("{label}无人可任时：{who}"), format!("if nobody is left as {label}: {who}")));
            }
        }
        if lines.is_empty() {
            return;
        }
        self.heading("回避", "Stepping aside");
        for line in lines {
            self.point(0, &line);
        }
    }
}

fn signing(w: Words<'_>, step: &SignStep) -> String {
    let hands = step.hands.iter().map(|hand| {
        let who = w.who(&hand.who);
        match hand.how.as_deref() {
            Some("seal") => w.say(format!("{who}（盖章）"), format!("{who} (seal)")),
            Some("stamp") => w.say(format!("{who}（加盖印章）"), format!("{who} (stamp)")),
            _ => who,
        }
    });
    w.list(hands)
}

fn grounds(w: Words<'_>, ground: &Ground) -> String {
    let cond = ground.when.as_ref().map(|when| w.cond(when));
    let cond = cond.map_or_else(
        || w.say("（由办理人认定）", " (ticked by whoever decides)"),
        |cond| w.say(format!("（自动：{cond}）"), format!(" (by itself: {cond})")),
    );
    let floor = if ground.floor { w.say("，不得低于此等", ", not below this") } else { String::new() };
    format!("{}{cond}{floor}{}", w.label(&ground.label), w.cite(&ground.rule))
}

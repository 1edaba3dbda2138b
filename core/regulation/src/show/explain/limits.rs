//! Limits in words.

use super::{super::words::Words, Told};
use crate::model::{Binding, Extend, Level, Limit, ShapeRef, WithinRow};

impl Words<'_> {
    /// How long and from when, in one line.
    pub(in super::super) fn limit_line(self, limit: &Limit) -> String {
        let long = self.how_long(limit);
        let from = self.moments(&limit.from);
        let cite = self.cite(&limit.rule);
        if from.is_empty() {
            return format!("{long}{cite}");
        }
        // Where either is more than a few words, each is said by itself.
        if from.contains(['，', '；']) || long.contains('，') {
            return self.say(format!("{long}{cite}；起算：{from}"), format!("{long} from {from}{cite}"));
        }
        self.say(format!("自{from}起{long}{cite}"), format!("{long} from {from}{cite}"))
    }

    /// The rows of `within` in words.
    pub(in super::super) fn how_long(self, limit: &Limit) -> String {
        let row = |row: &WithinRow| {
            let time = self.within(&row.is);
            let cite = if row.rule.article == limit.rule.article { String::new() } else { self.cite(&row.rule) };
            match &row.cond {
                Some(cond) => {
                    let cond = self.cond(cond);
                    self.say(format!("{cond}的{time}{cite}"), format!("{time} if {cond}{cite}"))
                }
                None if limit.within.len() > 1 => self.say(format!("其他情形{time}{cite}"), format!("{time}{cite}")),
                None => format!("{time}{cite}"),
            }
        };
        let mut long = limit.within.iter().map(row).collect::<Vec<_>>().join(if self.zh() { "，" } else { ", else " });
        if let Some(words) = &limit.words {
            long.push_str(&self.say(format!("（原文：{words}）"), format!(" (“{words}” in the text)")));
        }
        if let Some(every) = &limit.every {
            let every = self.every(every);
            long = if long.is_empty() { every } else { format!("{every} {long}") };
        }
        if let Some(cap) = limit.at_latest {
            let cap = self.time(cap);
            long.push_str(&self.say(format!("，最迟{cap}"), format!(", {cap} at the latest")));
        }
        long
    }

    fn extend(self, extend: &Extend) -> String {
        let most = extend.at_most.as_ref().map_or_else(String::new, |most| self.within(most));
        let mut text = self.say(format!("可延长{most}"), format!("may be extended by {most}"));
        if let Some(times) = extend.times {
            text.push_str(&self.say(format!("，至多{times}次"), format!(", {times} times at most")));
        }
        if let Some(who) = &extend.asked_by {
            let who = self.who(who);
            text.push_str(&self.say(format!("，由{who}提出"), format!(", asked for by {who}")));
        }
        if let Some(who) = &extend.approved_by {
            let who = self.who(who);
            text.push_str(&self.say(format!("，经{who}批准"), format!(", approved by {who}")));
        }
        if let Some(cond) = &extend.cond {
            let cond = self.cond(cond);
            text.push_str(&self.say(format!("，仅当{cond}"), format!(", only if {cond}")));
        }
        if let Some(who) = &extend.tell {
            let who = self.who(who);
            text.push_str(&self.say(format!("，并告知{who}"), format!("; {who} is told")));
        }
        format!("{text}{}{}", self.cite(&extend.rule), self.reading(&extend.rule))
    }

    fn binding(self, limit: &Limit) -> String {
        match limit.binding {
            Binding::Hard => String::new(),
            Binding::Recommended => self.say("（建议性）", " (recommended)"),
            Binding::Target => self.say("（内部目标，不算超期）", " (a target, never overdue)"),
            Binding::Right => self.say("（逾期不得再办）", " (a right: it lapses)"),
            Binding::Trigger => self.say("（到期即触发，不是义务）", " (sets something off, is no duty)"),
        }
    }

    fn level(self, level: &Level) -> String {
        match level {
            Level::Stage(id) => self.quoted(&self.stage(self.at, id)),
            Level::Asked(id) => {
                let act = self.act(id, None, None);
                self.say(format!("等待「{act}」"), format!("“{act}” is asked for"))
            }
            Level::Part(id) => self.quoted(&self.shape_name(id)),
        }
    }
}

impl Told<'_> {
    pub(super) fn limits(&mut self) {
        let reg = self.words.reg;
        if reg.shapes().all(|(_, shape)| shape.limits.is_empty()) {
            return;
        }
        self.heading("期限", "Limits");
        let shapes: Vec<_> = reg.shapes().collect();
        for (at, shape) in &shapes {
            for limit in shape.limits.values() {
                self.limit(at, limit);
            }
        }
    }

    fn limit(&mut self, at: &ShapeRef, limit: &Limit) {
        let w = self.words.seen_from(at);
        let label = w.label(&limit.label);
        let of = match at {
            ShapeRef::Part(id) | ShapeRef::Register(id) | ShapeRef::Kind(id) => format!("{}·", w.shape_name(id)),
            ShapeRef::Main => String::new(),
        };
        let line = w.limit_line(limit);
        let who = limit.who.as_ref().map(|who| w.who(who));
        let who = who.map_or_else(String::new, |who| w.say(format!("，由{who}负责"), format!(", a duty of {who}")));
        let text = w.say(
            format!("{of}{label}：{line}{}{who}{}", w.binding(limit), w.reading(&limit.rule)),
            format!("{of}{label}: {line}{}{who}{}", w.binding(limit), w.reading(&limit.rule)),
        );
        self.point(0, &text);
        if let Some(cond) = &limit.cond {
            let cond = w.cond(cond);
            self.pair(1, "适用于", "applies if", &cond);
        }
        let (until, down) = (w.moments(&limit.until), w.moments(&limit.laid_down));
        self.pair(1, "止于", "ends with", &until);
        self.pair(1, "因下列情形作罢", "laid down by", &down);
        let pauses = w.list(limit.paused_while.iter().map(|level| w.level(level)));
        self.pair(1, "期间中止", "stands still during", &pauses);
        if let Some(extend) = &limit.extend {
            let text = w.extend(extend);
            self.point(1, &text);
        }
        let then = w.deeds(w.effects(&limit.then));
        self.pair(1, "期满时", "when it passes", &then);
        let warn = w.list(limit.warn.iter().map(|time| w.within(time)));
        self.pair(1, "提前提醒", "a reminder before", &warn);
    }
}

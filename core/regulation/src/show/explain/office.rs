//! Ways in, roles, registers, figures, and what is left open, in words.

use super::{super::words::Words, Told};
use crate::model::{Content, Field, Required, Rule, Sees, Side};

impl Told<'_> {
    pub(super) fn ways_in(&mut self) {
        let reg = self.words.reg;
        self.heading("谁可以提出、怎样提出", "Who may complain, and how");
        for party in reg.parties.values() {
            self.party(party);
        }
        let w = self.words;
        let channels = w.list(reg.channels.values().map(|channel| {
            let desk = channel.desk.as_ref().map(|desk| w.who(desk));
            let label = w.label(&channel.label);
            desk.map_or(label.clone(), |desk| w.say(format!("{label}（{desk}）"), format!("{label} ({desk})")))
        }));
        let cite = reg.channels.values().next().map_or_else(String::new, |channel| w.cite(&channel.rule));
        self.pair(0, "渠道", "channels", &format!("{channels}{cite}"));
        for row in &reg.protection {
            let grade = if row.sealed {
                w.say("身份与内容均加密封存", "identity and content are sealed")
            } else {
                w.say("身份信息加密保存", "identity is kept sealed")
            };
            let second = w.say("，启封须经第二人同意", "; a second person agrees before it is opened");
            let grade = if row.second_person { format!("{grade}{second}") } else { grade };
            let cond = row.cond.as_ref().map(|cond| w.cond(cond));
            let text =
                cond.map_or(grade.clone(), |cond| w.say(format!("{cond}的，{grade}"), format!("if {cond}: {grade}")));
            self.pair(0, "保护", "protection", &format!("{text}{}", w.cite(&row.rule)));
        }
        if let Some(ahead) = &reg.ahead {
            let text = format!("{}{}", w.cond(&ahead.cond), w.cite(&ahead.rule));
            self.pair(0, "优先办理", "goes ahead", &text);
        }
        self.beginnings();
    }

    fn party(&mut self, party: &crate::model::Party) {
        let w = self.words;
        let side = match party.side {
            Side::Complaining => w.say("提出方", "complains"),
            Side::ComplainedOf => w.say("被投诉（举报）方", "is complained of"),
            Side::Other => w.say("其他参与人", "takes part"),
        };
        let text = w.say(
            format!("{}（{side}）{}", w.label(&party.label), w.cite(&party.rule)),
            format!("{} ({side}){}", w.label(&party.label), w.cite(&party.rule)),
        );
        self.point(0, &text);
        let asked = |always: bool| {
            let fits = |field: &&Field| matches!(field.required, Required::Always) == always;
            w.list(party.fields.values().filter(fits).map(|field| w.field(field)))
        };
        self.pair(1, "须填", "must be given", &asked(true));
        self.pair(1, "可填", "may be given", &asked(false));
        let identity = w.list(party.identity.iter().filter_map(|id| party.fields.get(id)).map(|field| w.field(field)));
        self.pair(1, "属身份信息，加密保存", "identity, kept sealed", &identity);
        let reading = w.reading(&party.rule);
        if !reading.is_empty() {
            self.point(1, &reading);
        }
    }

    pub(super) fn roles(&mut self) {
        let reg = self.words.reg;
        if reg.roles.is_empty() {
            return;
        }
        self.heading("由谁办理", "Who deals with it");
        for role in reg.roles.values() {
            let w = self.words;
            let mut text = w.label(&role.label);
            if let Some(is) = &role.is {
                let who = w.who(is);
                text.push_str(&w.say(format!("，即{who}"), format!(", that is {who}")));
            }
            if role.of_case {
                text.push_str(&w.say("，按件指定", ", named for each case"));
            }
            if let Some(named_by) = &role.named_by {
                let who = w.who(named_by);
                text.push_str(&w.say(format!("，由{who}指定"), format!(", named by {who}")));
            }
            let not_with = w.people(&role.not_with);
            if !not_with.is_empty() {
                text.push_str(&w.say(format!("，不得兼任{not_with}"), format!(", never one with {not_with}")));
            }
            if !role.unrelated.is_empty() {
                text.push_str(&w.say(
                    "，申报过有关关系的人不得担任",
                    ", never somebody who has declared such a relation with a party",
                ));
            }
            if let Some(sees) = role.sees {
                text.push_str(&sight(w, sees));
            }
            let (cite, reading) = (w.cite(&role.rule), w.reading(&role.rule));
            self.point(0, &format!("{text}{cite}{reading}"));
        }
    }

    /// Duty rosters: who stands in them, when, and who plans them.
    pub(super) fn rosters(&mut self) {
        for roster in self.words.reg.rosters.values() {
            let w = self.words;
            let mut text = w.label(&roster.label);
            if let Some(who) = roster.who.as_ref().map(|who| w.who(who)) {
                text.push_str(&w.say(format!("，由{who}值班"), format!(", kept by {who}")));
            }
            let days = w.list(roster.during.iter().map(|days| w.during(days)));
            if !days.is_empty() {
                text.push_str(&w.say(format!("，{days}"), format!(", {days}")));
            }
            let hours = roster.hours.as_ref().map_or_else(|| w.say("全天", "round the clock"), ToString::to_string);
            text.push_str(&w.say(format!("，{hours}"), format!(", {hours}")));
            if let Some(by) = roster.by.as_ref().map(|who| w.who(who)) {
                text.push_str(&w.say(format!("，由{by}排班"), format!(", planned by {by}")));
            }
            if roster.cover {
                text.push_str(&w.say(
                    "，无人值班的时段要提示，会造成无人值班的休假不予登记",
                    "; hours that nobody covers are told, and leave that would leave some is refused",
                ));
            }
            let (cite, reading) = (w.cite(&roster.rule), w.reading(&roster.rule));
            self.point(0, &format!("{text}{cite}{reading}"));
        }
    }

    pub(super) fn registers(&mut self) {
        let reg = self.words.reg;
        if reg.registers.is_empty() && reg.tables.is_empty() {
            return;
        }
        self.heading("台账与表格", "Registers and tables");
        let w = self.words;
        for register in reg.registers.values() {
            let text = format!("{}{}", w.titled(&w.label(&register.shape.label)), w.cite(&register.shape.rule));
            self.point(0, &text);
            let columns = w.list(register.columns.iter().map(|column| w.name(column)));
            let fields = w.list(register.shape.fields.values().map(|field| w.field(field)));
            self.pair(1, "栏目", "columns", &if columns.is_empty() { fields } else { columns });
            self.gaps(&register.shape.rule.path);
        }
        for table in reg.tables.values() {
            let text = format!("{}{}{}", w.titled(&w.label(&table.label)), w.cite(&table.rule), w.reading(&table.rule));
            self.point(0, &text);
            if let Some(who) = &table.edited_by {
                let who = w.who(who);
                self.pair(1, "由其维护", "kept by", &who);
            }
        }
    }

    pub(super) fn figures(&mut self) {
        let reg = self.words.reg;
        if reg.indicators.is_empty() && reg.reports.is_empty() && reg.counters.is_empty() {
            return;
        }
        self.heading("统计与报告", "Figures and reports");
        let w = self.words;
        for counter in reg.counters.values() {
            let then = w.deeds(w.effects(&counter.then));
            let then = if then.is_empty() {
                then
            } else {
                w.say(format!("，达到时{then}"), format!(", when reached: {then}"))
            };
            let text = format!("{}{}{then}", w.label(&counter.label), w.cite(&counter.rule));
            self.pair(0, "计数", "a count", &text);
        }
        for indicator in reg.indicators.values() {
            let target = indicator
                .target
                .as_ref()
                .map(|target| aim(w, target))
                .map_or_else(String::new, |target| w.say(format!("，目标{target}"), format!(", target {target}")));
            let text = format!("{}{}{target}", w.label(&indicator.label), w.cite(&indicator.rule));
            self.pair(0, "指标", "a figure", &text);
        }
        for report in reg.reports.values() {
            let every = report.every.as_ref().map_or_else(String::new, |every| {
                w.say(format!("，{}", w.every(every)), format!(", {}", w.every(every)))
            });
            let by = report.by.as_ref().map_or_else(String::new, |by| {
                w.say(format!("，由{}编制", w.who(by)), format!(", made by {}", w.who(by)))
            });
            let to = w.people(&report.recipients);
            let to = if to.is_empty() { to } else { w.say(format!("，报{to}"), format!(", for {to}")) };
            let text = format!("{}{every}{by}{to}{}", w.titled(&w.label(&report.label)), w.cite(&report.rule));
            self.pair(0, "报告", "a report", &text);
            let written = w.list(report.contents.iter().filter_map(|content| match content {
                Content::Write(label) => Some(w.label(label)),
                Content::Named(id) => reg.indicators.get(id).map(|indicator| w.label(&indicator.label)),
            }));
            self.pair(1, "内容", "contents", &written);
        }
    }

    /// Gaps, blanks, settings, readings and what is left out.
    pub(super) fn open_ends(&mut self) {
        let (w, reg) = (self.words, self.words.reg);
        if !reg.gaps.is_empty() {
            self.heading("原文缺失之处", "Where the source breaks off");
            for gap in &reg.gaps {
                let text = w.say(
                    format!("{}：{}", w.thing_at(&gap.path), w.label(&gap.text)),
                    format!("{}: {}", w.thing_at(&gap.path), w.label(&gap.text)),
                );
                self.point(0, &text);
            }
        }
        if !reg.blanks.is_empty() {
            self.heading("待本单位确认", "To be confirmed by the organisation");
            for blank in &reg.blanks {
                let text = w.say(
                    format!("{}：{}（原文未定，文件中为建议）", w.thing_at(&blank.path), w.key(&blank.key)),
                    format!(
                        "{}: {} (open in the source; a proposal stands in the file)",
                        w.thing_at(&blank.path),
                        w.key(&blank.key)
                    ),
                );
                self.point(0, &text);
            }
        }
        if !reg.settings.is_empty() {
            self.heading("可设定", "Settings");
            for setting in reg.settings.values() {
                let optional = if setting.optional { w.say("（可不填）", " (optional)") } else { String::new() };
                let rule: &Rule = &setting.field.rule;
                let text = format!("{}{optional}{}{}", w.label(&setting.field.label), w.cite(rule), w.reading(rule));
                self.point(0, &text);
            }
        }
        if !reg.omitted.is_empty() {
            self.heading("有意略去", "Left out on purpose");
            for omitted in &reg.omitted {
                let (what, why) = (w.label(&omitted.what), w.label(&omitted.why));
                let kinds = ["limit:", "class:", "role:", "document:", "measure:"];
                let what = kinds.iter().find_map(|kind| what.strip_prefix(kind)).unwrap_or(&what);
                let text = w.say(format!("{what}：{why}"), format!("{what}: {why}"));
                self.point(0, &text);
            }
        }
    }
}

/// What a figure aims at: a number as written, or what a table or setting holds.
fn aim(w: Words<'_>, target: &str) -> String {
    match target.split_once(' ') {
        Some(("table", id)) => {
            let name = w.reg.tables.get(id).map_or_else(|| id.to_owned(), |table| w.label(&table.label));
            w.say(format!("依{}", w.titled(&name)), format!("as the table “{name}” gives"))
        }
        Some(("setting", _)) => w.name(target),
        _ => target.to_owned(),
    }
}

fn sight(w: Words<'_>, sees: Sees) -> String {
    let (zh, en) = match sees {
        Sees::All => ("，可查阅全部", ", sees everything"),
        Sees::Facts => ("，可查阅除身份以外的内容", ", sees all but identity"),
        Sees::Progress => ("，可了解进展", ", sees how far it has come"),
        Sees::Own => ("，可查阅本人文书", ", sees their own papers"),
        Sees::Figures => ("，可查阅统计", ", sees figures"),
        Sees::Nothing => return String::new(),
    };
    w.say(zh, en)
}

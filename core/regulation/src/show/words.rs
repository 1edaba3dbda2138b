//! Who, when and how long in words, with the regulation's own labels.

use dengwen_calendar::{DutyDays, Span as Time};

use crate::{
    expr::{Expr, Node, act_of, around, explain, explain_node, label_of, other},
    model::{
        During, Every, Field, Id, Label, Lang, Limit, Moment, MomentTerm, Moments, Place, Regulation, Rule, ShapeRef,
        Who, Within,
    },
    value::Value,
};

/// Words as seen from one shape.
#[derive(Clone, Copy)]
pub(super) struct Words<'a> {
    pub(super) reg: &'a Regulation,
    pub(super) at: &'a ShapeRef,
    pub(super) lang: Lang,
}

impl<'a> Words<'a> {
    /// The same, seen from another shape.
    pub(super) fn seen_from(self, at: &'a ShapeRef) -> Self {
        Self { at, ..self }
    }

    pub(super) fn zh(self) -> bool {
        self.lang == Lang::Zh
    }

    /// One of two texts.
    pub(super) fn say(self, zh: impl Into<String>, en: impl Into<String>) -> String {
        if self.zh() { zh.into() } else { en.into() }
    }

    pub(super) fn label(self, label: &Label) -> String {
        label.in_lang(self.lang).to_owned()
    }

    fn label_or(self, label: Option<&Label>, id: &str) -> String {
        label.map(|label| label.in_lang(self.lang)).filter(|text| !text.is_empty()).unwrap_or(id).to_owned()
    }

    /// The title of a paper, in the marks of its language.
    pub(super) fn paper(self, id: &Id) -> String {
        let name = self.label_or(self.reg.documents.get(id).map(|document| &document.label), id);
        self.titled(&name)
    }

    /// A title in marks, unless it bears some already.
    pub(super) fn titled(self, name: &str) -> String {
        if !self.zh() {
            return format!("“{name}”");
        }
        if name.starts_with(['《', '【', '〈']) { name.to_owned() } else { format!("《{name}》") }
    }

    pub(super) fn quoted(self, text: &str) -> String {
        self.say(format!("「{text}」"), format!("“{text}”"))
    }

    pub(super) fn list(self, all: impl IntoIterator<Item = String>) -> String {
        all.into_iter().collect::<Vec<_>>().join(if self.zh() { "、" } else { ", " })
    }

    /// A condition in words.
    pub(super) fn cond(self, expr: &Expr) -> String {
        explain(expr, self.reg, self.at, self.lang)
    }

    /// Article and reading, in brackets; nothing where there is neither.
    pub(super) fn cite(self, rule: &Rule) -> String {
        let article = rule.article.as_deref().unwrap_or_default();
        if article.is_empty() { String::new() } else { self.say(format!("（{article}）"), format!(" ({article})")) }
    }

    /// The organisation's reading, shown as such.
    pub(super) fn reading(self, rule: &Rule) -> String {
        let Some(reading) = &rule.reading else { return String::new() };
        let text = self.label(reading);
        self.say(format!("〔本单位的理解：{text}〕"), format!(" [the organisation's reading: {text}]"))
    }

    /// A field, class or other name of an input, column or paper.
    pub(super) fn name(self, name: &str) -> String {
        let known = |id: &str| {
            let shapes = around(self.reg, self.at);
            shapes.iter().find_map(|(_, shape)| {
                shape.fields.get(id).map(|field| &field.label).or_else(|| shape.classes.get(id).map(|axis| &axis.label))
            })
        };
        match name.split('.').collect::<Vec<_>>().as_slice() {
            ["class", id] => self.label_or(known(id), id),
            ["party", id] => self.label_or(self.reg.parties.get(*id).map(|party| &party.label), id),
            ["role", id] => self.label_or(self.reg.role_label(id), id),
            ["document", id] => self.paper(&Id::from(*id)),
            [part, id] if self.reg.parts.contains_key(*part) => {
                let shape = self.reg.parts.get(*part);
                let field = shape.and_then(|shape| shape.fields.get(*id)).map(|field| &field.label);
                let act = || shape.and_then(|shape| shape.acts.get(*id)).map(|act| &act.label);
                let of = self.label_or(shape.map(|shape| &shape.label), part);
                let label = field.or_else(act).map(|label| self.label(label));
                format!("{of}·{}", label.or_else(|| self.word(id)).unwrap_or_else(|| (*id).to_owned()))
            }
            [id] => self.word(id).unwrap_or_else(|| self.plain(id)),
            _ => label_of(self.reg, self.at, name, self.lang),
        }
    }

    /// A field or class; where there is none, what an act asks, a setting, a role.
    fn plain(self, id: &str) -> String {
        if let Some(setting) = id.strip_prefix("setting ").and_then(|id| self.reg.settings.get(id)) {
            return self.label(&setting.field.label);
        }
        let found = [id.to_owned(), format!("input.{id}")]
            .iter()
            .map(|name| label_of(self.reg, self.at, name, self.lang))
            .find(|label| label != id);
        found.unwrap_or_else(|| self.label_or(self.reg.role_label(id), id))
    }

    fn word(self, id: &str) -> Option<String> {
        let (zh, en) = match id {
            "number" => ("编号", "number"),
            "received" => ("收到时间", "received"),
            "channel" => ("渠道", "channel"),
            "stage" => ("阶段", "stage"),
            "kind" => ("种类", "kind"),
            "reason" => ("理由", "reason"),
            "case" => ("件", "case"),
            "lead" => ("承办人", "the lead"),
            _ => return None,
        };
        Some(self.say(zh, en))
    }

    /// Somebody.
    pub(super) fn who(self, who: &Who) -> String {
        let (zh, en) = match who {
            Who::Staff => ("任何工作人员", "any employee"),
            Who::Public => ("任何人", "anybody"),
            Who::System => ("系统", "the system"),
            Who::Lead => ("承办人", "the lead"),
            Who::Joint => ("协办", "whoever works on it jointly"),
            Who::Helper => ("协助人", "helpers"),
            Who::Watcher => ("知悉人", "watchers"),
            Who::Desk => ("受理窗口", "the desk of the channel"),
            Who::Receiver => ("接收人", "whoever began the case"),
            Who::Owner => ("当前阶段的责任人", "the owner of the stage"),
            Who::Actor => ("经办人", "whoever does it"),
            Who::ActorUnit => ("经办人所在单位", "the unit of whoever does it"),
            named => return self.somebody_named(named),
        };
        self.say(zh, en)
    }

    /// Days of a roster.
    pub(super) fn during(self, days: &During) -> String {
        match days {
            During::Days(DutyDays::Holidays) => self.say("节假日", "holidays"),
            During::Days(DutyDays::DaysOff) => self.say("非工作日", "days off"),
            During::Days(DutyDays::WorkingDays) => self.say("工作日", "working days"),
            During::Days(DutyDays::In(periods)) => periods.to_string(),
            During::Setting(id) => self.label_or(self.reg.settings.get(id).map(|one| &one.field.label), id),
        }
    }

    /// Somebody by the name of a role, party, field, setting or table.
    fn somebody_named(self, who: &Who) -> String {
        match who {
            Who::Role(id) => {
                let label = self.reg.role_label(id);
                self.label_or(label.or_else(|| self.reg.organisation.levels.get(id)), id)
            }
            Who::Party(id) => self.name(&format!("party.{id}")),
            Who::Did(act) => {
                let act = self.act(act, None, None);
                self.say(format!("办理「{act}」的人"), format!("whoever did “{act}”"))
            }
            Who::Field(path) => {
                let name = path.last().map_or_else(String::new, |id| self.name(id));
                self.say(format!("「{name}」所填"), format!("the one given in “{name}”"))
            }
            Who::Input(id) => {
                let name = label_of(self.reg, self.at, &format!("input.{id}"), self.lang);
                self.say(format!("所填「{name}」"), format!("the one given in “{name}”"))
            }
            Who::Setting(id) => {
                let name = self.label_or(self.reg.settings.get(id).map(|setting| &setting.field.label), id);
                self.say(format!("设定的「{name}」"), format!("the setting “{name}”"))
            }
            Who::Table(id) => {
                let name = self.label_or(self.reg.tables.get(id).map(|table| &table.label), id);
                self.say(format!("《{name}》所列"), format!("whoever the table “{name}” names"))
            }
            related => self.somebody_related(related),
        }
    }

    /// Somebody by how they stand to others, or several.
    fn somebody_related(self, who: &Who) -> String {
        let of = |who: &Who, zh: &str, en: &str| {
            let whose = self.who(who);
            self.say(format!("{whose}的{zh}"), format!("{en} of {whose}"))
        };
        match who {
            Who::HeadOf(whom) => of(whom, "负责人", "the head"),
            Who::SuperiorOf(whom) => of(whom, "上级", "the superior"),
            Who::RoleOf(role, whom) => {
                let role = self.who(&Who::Role(role.clone()));
                of(whom, &role, &role)
            }
            Who::RoleAs(role, place) => {
                let (role, place) = (self.who(&Who::Role(role.clone())), self.who(place));
                self.say(format!("作为{place}的{role}"), format!("{role} as {place}"))
            }
            Who::Chain(all) => {
                let all: Vec<String> = all.iter().map(|who| self.who(who)).collect();
                self.say(format!("{}（依次）", all.join("、")), format!("{} (one after the other)", all.join(", ")))
            }
            Who::Either(all) => {
                let all: Vec<String> = all.iter().map(|who| self.who(who)).collect();
                self.say(all.join("或者"), all.join(" or "))
            }
            Who::List(all) => self.list(all.iter().map(|who| self.who(who))),
            _ => String::new(),
        }
    }

    /// Several people.
    pub(super) fn people<'w>(self, all: impl IntoIterator<Item = &'w Who>) -> String {
        self.list(all.into_iter().map(|who| self.who(who)))
    }

    /// A place on a case.
    pub(super) fn place(self, place: &Place) -> String {
        let who = match place {
            Place::Lead => Who::Lead,
            Place::Joint => Who::Joint,
            Place::Helper => Who::Helper,
            Place::Watcher => Who::Watcher,
            Place::Role(id) => Who::Role(id.clone()),
        };
        self.who(&who)
    }

    /// A length of time.
    pub(super) fn time(self, time: Time) -> String {
        explain_node(&Node::Const(Value::Interval(time)), self.reg, self.at, self.lang)
    }

    /// How long.
    pub(super) fn within(self, within: &Within) -> String {
        match within {
            Within::Span(time) => self.time(*time),
            Within::None => self.say("未定时限", "no time given"),
            Within::Setting(id) => self.set_time(id),
            Within::Table(id) => {
                let name = self.label_or(self.reg.tables.get(id).map(|table| &table.label), id);
                self.say(format!("依《{name}》"), format!("as the table “{name}” gives"))
            }
            Within::Date(id) => {
                let name = self.name(id);
                self.say(format!("至「{name}」所填日期"), format!("by the date given in “{name}”"))
            }
        }
    }

    /// A rhythm.
    pub(super) fn every(self, every: &Every) -> String {
        match every {
            Every::Span(time) => {
                let time = self.time(*time);
                let time = time.strip_prefix('1').map_or(time.as_str(), str::trim_start).to_owned();
                self.say(format!("每{time}"), format!("every {time}"))
            }
            Every::Setting(id) => {
                let time = self.set_time(id);
                let default = self.reg.settings.get(id).and_then(|setting| setting.field.default.as_ref());
                if matches!(default, Some(Value::Interval(_))) {
                    self.say(format!("每{time}"), format!("every {time}"))
                } else {
                    self.say(format!("定期，{time}"), format!("at regular times, {time}"))
                }
            }
        }
    }

    fn set_time(self, id: &Id) -> String {
        let Some(setting) = self.reg.settings.get(id) else { return id.to_string() };
        let name = self.label(&setting.field.label);
        match &setting.field.default {
            Some(Value::Interval(time)) => {
                let time = self.time(*time);
                self.say(format!("{time}（设定「{name}」）"), format!("{time} (setting “{name}”)"))
            }
            _ => {
                self.say(format!("按设定的「{name}」（未填）"), format!("as the setting “{name}” says (not filled in)"))
            }
        }
    }

    /// An act, perhaps with one of its options, of this or another shape.
    pub(super) fn act(self, act: &str, option: Option<&Id>, of: Option<&Id>) -> String {
        let at = of.and_then(|of| other(self.reg, of));
        let found = act_of(self.reg, at.as_ref().unwrap_or(self.at), act);
        let found = found.or_else(|| self.reg.shapes().find_map(|(at, _)| act_of(self.reg, &at, act)));
        let Some((_, found, _)) = found else { return act.to_owned() };
        let name = self.label(&found.label);
        match option.and_then(|option| found.choose.get(option)) {
            Some(option) => self.say(
                format!("{name}：{}", self.label(&option.label)),
                format!("{name}: {}", self.label(&option.label)),
            ),
            None => name,
        }
    }

    /// A limit by its name.
    pub(super) fn limit(self, id: &str) -> String {
        let here = around(self.reg, self.at).into_iter().find_map(|(_, shape)| shape.limits.get(id));
        let found: Option<&Limit> = here.or_else(|| self.reg.shapes().find_map(|(_, shape)| shape.limits.get(id)));
        self.label_or(found.map(|limit| &limit.label), id)
    }

    /// A stage of a shape.
    pub(super) fn stage(self, at: &ShapeRef, id: &Id) -> String {
        let stage = self.reg.shape(at).and_then(|shape| shape.stages.get(id));
        let stage = stage.or_else(|| self.reg.kinds.values().find_map(|kind| kind.stages.get(id)));
        self.label_or(stage.map(|stage| &stage.label), id)
    }

    /// Moments in words.
    pub(super) fn moments(self, moments: &Moments) -> String {
        let any = |terms: &[MomentTerm]| {
            let terms: Vec<String> = terms.iter().map(|term| self.term(term)).collect();
            terms.join(if self.zh() { "，或者" } else { ", or " })
        };
        match moments {
            Moments::None => String::new(),
            Moments::Any(terms) => any(terms),
            Moments::Rows(rows) => {
                let row = |row: &crate::model::MomentRow| {
                    let is = any(&row.is);
                    match &row.cond {
                        Some(cond) => {
                            let cond = self.cond(cond);
                            self.say(format!("{cond}的，{is}"), format!("where {cond}: {is}"))
                        }
                        None => self.say(format!("其他情形，{is}"), format!("otherwise {is}")),
                    }
                };
                rows.iter().map(row).collect::<Vec<_>>().join(if self.zh() { "；" } else { "; " })
            }
        }
    }

    fn term(self, term: &MomentTerm) -> String {
        let several = |all: &[Moment], zh: &str, en: &str| {
            let all = self.list(all.iter().map(|moment| self.moment(moment)));
            self.say(format!("{all}{zh}"), format!("the {en} of: {all}"))
        };
        match term {
            MomentTerm::One(moment) => self.moment(moment),
            MomentTerm::Earliest(all) => several(all, "中最先者", "first"),
            MomentTerm::Latest(all) => several(all, "中最后者", "last"),
        }
    }

    /// A moment in words.
    pub(super) fn moment(self, moment: &Moment) -> String {
        let named = |name: String, zh: &str, en: &str| self.say(format!("{name}{zh}"), format!("{name} {en}"));
        match moment {
            Moment::Received => self.say("收到", "receipt"),
            Moment::Opened => self.say("开始", "its beginning"),
            Moment::Act { of, act, option } => self.quoted(&self.act(act, option.as_ref(), of.as_ref())),
            Moment::Stage(id) => {
                let stage = around(self.reg, self.at).into_iter().find_map(|(_, shape)| shape.stages.get(id));
                let name = self.label_or(stage.map(|stage| &stage.label), id);
                self.say(format!("进入「{name}」"), format!("entering “{name}”"))
            }
            Moment::Class(axis, value) => {
                let axis = around(self.reg, self.at).into_iter().find_map(|(_, shape)| shape.classes.get(axis));
                let value =
                    self.label_or(axis.and_then(|axis| axis.values.get(value)).map(|value| &value.label), value);
                self.say(format!("定为「{value}」"), format!("being classed “{value}”"))
            }
            Moment::Ground(axis, id) => {
                let axis = around(self.reg, self.at).into_iter().find_map(|(_, shape)| shape.classes.get(axis));
                let ground = axis.and_then(|axis| axis.grounds.iter().find(|ground| ground.id == *id));
                let name = self.label_or(ground.map(|ground| &ground.label), id);
                self.say(format!("事由「{name}」成立"), format!("the ground “{name}” coming to hold"))
            }
            Moment::Field(id) => {
                let name = self.name(id);
                self.say(format!("填写「{name}」"), format!("“{name}” being given"))
            }
            Moment::Issued(id) => named(self.paper(id), "发出", "being issued"),
            Moment::Served(id, None) => named(self.paper(id), "送达", "being served"),
            Moment::Served(id, Some(who)) => {
                let (paper, who) = (self.paper(id), self.who(who));
                self.say(format!("{paper}送达{who}"), format!("{paper} being served on {who}"))
            }
            Moment::Signed(id) => named(self.paper(id), "签齐", "being signed by all"),
            Moment::Asked(id) => {
                let act = self.act(id, None, None);
                self.say(format!("请求「{act}」"), format!("asking for “{act}”"))
            }
            Moment::Passed(id) => {
                let limit = self.limit(id);
                self.say(format!("期限「{limit}」期满"), format!("the limit “{limit}” passing"))
            }
            Moment::Added => self.say("登记入册", "the entry"),
            Moment::Ended(id) => self.say(format!("关联件（{id}）办结"), format!("the linked case ({id}) ending")),
        }
    }

    /// How long in the fewest words: the times of all rows.
    pub(super) fn how_brief(self, limit: &Limit) -> String {
        let mut all: Vec<String> = limit.within.iter().map(|row| self.brief(&row.is)).collect();
        all.extend(limit.every.as_ref().map(|every| self.every(every)));
        all.extend(limit.at_latest.map(|cap| {
            let cap = self.time(cap);
            self.say(format!("最迟{cap}"), format!("{cap} at the latest"))
        }));
        all.dedup();
        all.join(" / ")
    }

    fn brief(self, within: &Within) -> String {
        match within {
            Within::Date(_) => self.say("至所填日期", "by the date given"),
            Within::Setting(id) => match self.reg.settings.get(id).and_then(|setting| setting.field.default.as_ref()) {
                Some(Value::Interval(time)) => self.time(*time),
                _ => self.say("由本单位设定", "as set by the organisation"),
            },
            Within::Table(_) => self.say("依表", "as a table gives"),
            other => self.within(other),
        }
    }

    /// What a field asks, in a few words.
    pub(super) fn field(self, field: &Field) -> String {
        self.label(&field.label)
    }
}

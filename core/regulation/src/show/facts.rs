//! The facts of a regulation as flat lists, so that another program can hold them against a description of the source.

use dengwen_calendar::{Span as Time, Unit};
use serde::Serialize;
use serde_json::Number;

use crate::{
    model::{
        Act, Effect, Every, Field, FieldType, Id, InputWhat, Label, Limit, Options, Regulation, Rule, Setting, Shape,
        What, Within, WithinRow,
    },
    value::Value,
};

/// Everything that can be counted in a regulation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Facts {
    /// Id of the regulation.
    pub id: String,
    /// Version.
    pub version: String,
    /// Official title.
    pub title: String,
    /// The same in English.
    pub title_en: String,
    /// Every row of `within`, every cap, extension, round and promised date.
    pub limits: Vec<LimitFact>,
    /// Kinds, parts, channels, class values, choices and options of acts.
    pub classes: Vec<ClassFact>,
    /// Roles, parties, and fields that hold a person, unit or body.
    pub roles: Vec<NamedFact>,
    /// Documents, registers and reports.
    pub documents: Vec<NamedFact>,
    /// Indicators and charts.
    pub measures: Vec<NamedFact>,
    /// Registers.
    pub registers: Vec<NamedFact>,
    /// Reports.
    pub reports: Vec<NamedFact>,
    /// What is left out on purpose.
    pub omitted: Vec<OmittedFact>,
}

/// A limit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LimitFact {
    /// Its id, with the part, kind or register in front.
    pub id: String,
    /// Its label.
    pub zh: String,
    /// The same in English.
    pub en: String,
    /// The number; none where the source gives none.
    pub amount: Option<Number>,
    /// `minute`, `hour`, `working-hour`, `calendar-day`, `working-day`, `month`, `immediate`.
    pub unit: Option<&'static str>,
    /// The article.
    pub article: Option<String>,
}

/// Something with a name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NamedFact {
    /// Its id.
    pub id: String,
    /// Its label, or another name under which it is known.
    pub zh: String,
    /// The same in English.
    pub en: String,
    /// The article.
    pub article: Option<String>,
}

/// A class and where it belongs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ClassFact {
    /// What it is one of: an axis, a field, an act, `kinds`, `parts`, `channels`.
    pub axis: String,
    /// The name.
    #[serde(flatten)]
    pub named: NamedFact,
}

/// What is left out, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OmittedFact {
    /// What.
    pub what: String,
    /// Why.
    pub why: String,
}

/// Lists the facts of a regulation.
#[must_use]
pub fn facts(reg: &Regulation) -> Facts {
    let mut lists = Lists::new(reg);
    lists.office();
    lists.shape("", &reg.main);
    for (id, shape) in reg.kinds.iter().chain(&reg.parts) {
        lists.shape(&format!("{id}."), shape);
    }
    for (id, register) in &reg.registers {
        lists.shape(&format!("{id}."), &register.shape);
    }
    lists.figures();
    let Lists { limits, classes, roles, documents, measures, registers, reports, .. } = lists;
    let omitted = reg.omitted.iter().map(|o| OmittedFact { what: o.what.zh.clone(), why: o.why.zh.clone() }).collect();
    let (title, title_en) = (reg.title.zh.clone(), reg.title.en.clone());
    let (id, version) = (reg.id.to_string(), reg.version.id.clone());
    Facts { id, version, title, title_en, limits, classes, roles, documents, measures, registers, reports, omitted }
}

struct Lists<'a> {
    reg: &'a Regulation,
    limits: Vec<LimitFact>,
    classes: Vec<ClassFact>,
    roles: Vec<NamedFact>,
    documents: Vec<NamedFact>,
    measures: Vec<NamedFact>,
    registers: Vec<NamedFact>,
    reports: Vec<NamedFact>,
}

/// A label, and each other name, as facts of their own.
fn named(id: &str, label: &Label, rule: &Rule) -> Vec<NamedFact> {
    let one = |zh: &str, en: &str| NamedFact {
        id: id.to_owned(),
        zh: zh.to_owned(),
        en: en.to_owned(),
        article: rule.article.clone(),
    };
    let mut all = vec![one(&label.zh, label.in_lang(crate::model::Lang::En))];
    all.extend(label.also.iter().map(|name| one(name, &label.en)));
    all
}

/// A number, and of what.
type Measure = (Option<Number>, Option<&'static str>);

/// Number and unit of a length of time; seconds as parts of a minute.
fn measure(time: Time) -> Measure {
    let times = |by: u32| Some(Number::from(time.amount.saturating_mul(by)));
    match time.unit {
        Unit::Second => (Number::from_f64(f64::from(time.amount) / 60.0), Some("minute")),
        Unit::Minute => (times(1), Some("minute")),
        Unit::Hour => (times(1), Some("hour")),
        Unit::WorkingHour => (times(1), Some("working-hour")),
        Unit::Day => (times(1), Some("calendar-day")),
        Unit::Week => (times(7), Some("calendar-day")),
        Unit::WorkingDay => (times(1), Some("working-day")),
        Unit::Month => (times(1), Some("month")),
        Unit::Year => (times(12), Some("month")),
        Unit::SameDay => (times(0), Some("calendar-day")),
        Unit::SameMonth => (None, Some("month")),
        Unit::Immediate | Unit::Promptly => (times(0), Some("immediate")),
        Unit::None => (None, None),
    }
}

impl<'a> Lists<'a> {
    fn new(reg: &'a Regulation) -> Self {
        let (limits, classes, roles) = (Vec::new(), Vec::new(), Vec::new());
        let (documents, measures, registers, reports) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        Self { reg, limits, classes, roles, documents, measures, registers, reports }
    }

    fn office(&mut self) {
        let reg = self.reg;
        for (id, role) in &reg.roles {
            self.roles.extend(named(id, &role.label, &role.rule));
        }
        for (id, roster) in &reg.rosters {
            self.roles.extend(named(id, &roster.label, &roster.rule));
            if roster.cover {
                let seconds = roster.hours.as_ref().map_or(24 * 3600, dengwen_calendar::Hours::daily_seconds);
                let hours = u32::try_from(seconds / 3600).ok();
                self.limit(
                    &format!("rosters.{id}"),
                    &roster.label,
                    (hours.map(Number::from), Some("hour")),
                    &roster.rule,
                );
            }
        }
        for (id, party) in &reg.parties {
            self.roles.extend(named(id, &party.label, &party.rule));
            self.fields(&format!("party.{id}."), party.fields.iter());
        }
        for (id, level) in &reg.organisation.levels {
            self.roles.extend(named(id, level, &reg.organisation.rule));
        }
        for (id, setting) in &reg.settings {
            self.field(&format!("setting.{id}"), &setting.field);
        }
        for (id, channel) in &reg.channels {
            self.class("channels", id, &channel.label, &channel.rule);
        }
        for (axis, shapes) in [("kinds", &reg.kinds), ("parts", &reg.parts)] {
            for (id, shape) in shapes {
                self.class(axis, id, &shape.label, &shape.rule);
            }
        }
        for (id, document) in &reg.documents {
            self.documents.extend(named(id, &document.label, &document.rule));
        }
        for (id, register) in &reg.registers {
            self.registers.extend(named(id, &register.shape.label, &register.shape.rule));
        }
        self.documents.extend(self.registers.clone());
    }

    fn figures(&mut self) {
        let reg = self.reg;
        for (id, indicator) in &reg.indicators {
            self.measures.extend(named(id, &indicator.label, &indicator.rule));
        }
        for (id, chart) in &reg.charts {
            self.measures.extend(named(id, &chart.label, &chart.rule));
        }
        for counter in reg.counters.values() {
            self.effects(&counter.then);
        }
        for (id, report) in &reg.reports {
            let found = named(id, &report.label, &report.rule);
            self.reports.extend(found.clone());
            self.documents.extend(found);
            if let Some(every) = &report.every {
                self.limit(id, &report.label, self.round(every), &report.rule);
            }
            if let Some(due) = &report.due {
                self.limit(id, &report.label, self.within(due), &report.rule);
            }
        }
    }

    fn shape(&mut self, before: &str, shape: &Shape) {
        self.fields(before, shape.fields.iter().filter(|(_, field)| shape.owns(&field.rule)));
        for (id, axis) in shape.classes.iter().filter(|(_, axis)| shape.owns(&axis.rule)) {
            for (value, class) in &axis.values {
                self.class(id, value, &class.label, &class.rule);
            }
            axis.then.iter().for_each(|then| self.effects(&then.does));
        }
        for (id, act) in shape.acts.iter().filter(|(_, act)| shape.owns(&act.rule)) {
            self.act(before, id, act);
        }
        shape.stages.values().for_each(|stage| self.effects(&stage.then));
        for (id, limit) in &shape.limits {
            self.limit_rows(&format!("{before}{id}"), limit);
        }
    }

    fn act(&mut self, before: &str, id: &Id, act: &Act) {
        if act.standing {
            return;
        }
        for (option, choice) in &act.choose {
            self.class(&format!("{before}{id}"), option, &choice.label, &choice.rule);
            self.effects(&choice.does);
        }
        let options = act.choose.values().flat_map(|option| &option.input);
        for input in act.input.iter().chain(options) {
            if let InputWhat::Own(own, field) = &input.what {
                self.field(own, field);
            }
        }
        self.effects(&act.does);
    }

    fn fields<'f>(&mut self, before: &str, fields: impl Iterator<Item = (&'f Id, &'f Field)>) {
        for (id, field) in fields {
            self.field(&format!("{before}{id}"), field);
        }
    }

    fn field(&mut self, id: &str, field: &Field) {
        if field.types.iter().any(|t| matches!(t, FieldType::Person | FieldType::Unit | FieldType::Body)) {
            self.roles.extend(named(id, &field.label, &field.rule));
        }
        if let Options::Listed(options) = &field.options {
            for (option, choice) in options {
                self.class(id, option, &choice.label, &choice.rule);
            }
        }
    }

    fn class(&mut self, axis: &str, id: &str, label: &Label, rule: &Rule) {
        let found = named(id, label, rule).into_iter().map(|named| ClassFact { axis: axis.to_owned(), named });
        self.classes.extend(found);
    }

    fn limit(&mut self, id: &str, label: &Label, (amount, unit): Measure, rule: &Rule) {
        let (zh, en) = (label.zh.clone(), label.in_lang(crate::model::Lang::En).to_owned());
        self.limits.push(LimitFact { id: id.to_owned(), zh, en, amount, unit, article: rule.article.clone() });
    }

    fn limit_rows(&mut self, id: &str, limit: &Limit) {
        for row in &limit.within {
            self.limit(id, &limit.label, self.row(row), &row.rule);
        }
        if limit.within.is_empty() && limit.every.is_none() {
            self.limit(id, &limit.label, (None, None), &limit.rule);
        }
        if let Some(cap) = limit.at_latest {
            self.limit(&format!("{id}.at-latest"), &limit.label, measure(cap), &limit.rule);
        }
        if let Some(every) = &limit.every {
            self.limit(&format!("{id}.every"), &limit.label, self.round(every), &limit.rule);
        }
        if let Some(extend) = &limit.extend {
            let most = extend.at_most.as_ref().map_or((None, None), |most| self.within(most));
            self.limit(&format!("{id}.extend"), &limit.label, most, &extend.rule);
        }
        self.effects(&limit.then);
    }

    fn row(&self, row: &WithinRow) -> Measure {
        let (amount, unit) = self.within(&row.is);
        (amount.filter(|_| !row.blank), unit)
    }

    fn within(&self, within: &Within) -> Measure {
        match within {
            Within::Span(time) => measure(*time),
            Within::Setting(id) => self.reg.settings.get(id).map_or((None, None), proposed),
            Within::None | Within::Table(_) | Within::Date(_) => (None, None),
        }
    }

    fn round(&self, every: &Every) -> Measure {
        match every {
            Every::Span(time) => measure(*time),
            Every::Setting(id) => self.reg.settings.get(id).map_or((None, None), proposed),
        }
    }

    /// A promised date is a limit without a number.
    fn effects(&mut self, effects: &[Effect]) {
        for effect in effects {
            if let What::Due { limit, .. } = &effect.what {
                let label = self.reg.shapes().find_map(|(_, shape)| shape.limits.get(limit)).map(|l| l.label.clone());
                self.limit(&format!("{limit}.due"), &label.unwrap_or_default(), (None, None), &effect.rule);
            }
        }
    }
}

/// What a setting proposes; nothing where the source leaves it open.
fn proposed(setting: &Setting) -> Measure {
    match &setting.field.default {
        Some(Value::Interval(time)) => {
            let (amount, unit) = measure(*time);
            (amount.filter(|_| !setting.blank), unit)
        }
        _ => (None, None),
    }
}

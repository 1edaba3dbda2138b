//! The formula of a figure in words: what is counted, what of it, in what, over which time, broken down by what.

use super::words::Words;
use crate::{
    expr::label_of,
    model::{Id, Indicator, Lang, Of, Regulation, ShapeRef},
};

/// The formula of a figure, line by line: what the line says, and its words.
#[must_use]
pub fn formula(reg: &Regulation, of: &Indicator, lang: Lang) -> Vec<(String, String)> {
    let at = seen_from(reg, &of.of);
    let w = Words { reg, at: &at, lang };
    let share = of.manner.as_deref() == Some("share");
    let among = of
        .among
        .as_ref()
        .map(|among| w.say(format!("，只计{}", w.cond(among)), format!(", only where {}", w.cond(among))));
    let all = format!("{}{}", elements(w, &of.of), among.unwrap_or_default());
    let cond = of.cond.as_ref().map(|cond| w.cond(cond));
    let mut lines = Vec::new();
    let mut line = |zh: &str, en: &str, text: String| lines.push((w.say(zh, en), text));
    if share {
        line(
            "分子",
            "Numerator",
            cond.map_or_else(
                || w.say("全部", "all of them"),
                |cond| w.say(format!("其中{cond}"), format!("those where {cond}")),
            ),
        );
        line("分母", "Denominator", all);
    } else {
        let cond = cond.map(|cond| w.say(format!("，且{cond}"), format!(", and {cond}"))).unwrap_or_default();
        line("计入", "Counted", format!("{all}{cond}"));
    }
    line("数值", "Figure", figure(w, of, share));
    line("期间", "Period", period(w, of));
    if !of.by.is_empty() {
        line("分项", "By", w.list(of.by.iter().map(|path| w.by(path))));
    }
    lines
}

/// What a figure looks at decides which names it sees.
fn seen_from(reg: &Regulation, of: &Of) -> ShapeRef {
    let part = |id: &Id| id.split_once('.').map(|(part, _)| ShapeRef::Part(Id::from(part)));
    let holds = |has: &dyn Fn(&crate::model::Shape) -> bool| {
        reg.shapes().find(|(_, shape)| has(shape)).map(|(at, _)| at.clone())
    };
    let found = match of {
        Of::Part(id) => Some(ShapeRef::Part(id.clone())),
        Of::Register(id) => Some(ShapeRef::Register(id.clone())),
        Of::Act(id) => part(id).or_else(|| holds(&|shape| shape.acts.contains_key(id))),
        Of::Limit(id) => part(id).or_else(|| holds(&|shape| shape.limits.contains_key(id))),
        Of::Case | Of::EachUnit | Of::Any(_) => None,
    };
    found.unwrap_or(ShapeRef::Main)
}

/// What each one is.
fn elements(w: Words<'_>, of: &Of) -> String {
    match of {
        Of::Case => {
            let case = w.label(&w.reg.case_label);
            w.say(format!("每件{case}"), format!("each {case}"))
        }
        Of::Act(id) => {
            let act = w.act_label(id);
            w.say(format!("每次{}", w.quoted(&act)), format!("each time of {}", w.quoted(&act)))
        }
        Of::Limit(id) => {
            let limit = w.limit_label(id);
            w.say(
                format!("期限{}的每一次（已结束或已过的）", w.quoted(&limit)),
                format!("each run of the limit {} that ended or passed", w.quoted(&limit)),
            )
        }
        Of::Part(id) => {
            let part = w.reg.parts.get(id).map_or_else(|| id.to_string(), |part| w.label(&part.label));
            w.say(format!("每个{part}"), format!("each {part}"))
        }
        Of::Register(id) => {
            let register = w.reg.registers.get(id).map_or_else(|| id.to_string(), |one| w.label(&one.shape.label));
            w.say(format!("{}的每一行", w.quoted(&register)), format!("each row of {}", w.quoted(&register)))
        }
        Of::EachUnit => w.say("每个单位", "each unit"),
        Of::Any(several) => w.list(several.iter().map(|one| elements(w, one))),
    }
}

fn figure(w: Words<'_>, of: &Indicator, share: bool) -> String {
    if share {
        return match of.decimals {
            Some(0) => w.say(
                "百分比，取整，四舍五入；括号内为分子/分母",
                "whole percent, half up; in brackets numerator/denominator",
            ),
            Some(n) => w.say(
                format!("百分比，{n} 位小数，四舍五入；括号内为分子/分母"),
                format!("percent with {n} decimals, half up; in brackets numerator/denominator"),
            ),
            None => w.say("百分比；括号内为分子/分母", "percent; in brackets numerator/denominator"),
        };
    }
    let Some(value) = &of.value else { return w.say("个数", "how many") };
    let value = w.cond(value);
    if of.manner.as_deref() == Some("mean") {
        w.say(format!("{value}，取平均（没有值的不计）"), format!("mean of {value}; what has none is left out"))
    } else {
        w.say(format!("{value}，合计"), format!("sum of {value}"))
    }
}

fn period(w: Words<'_>, of: &Indicator) -> String {
    let dated: Vec<String> = of.dated.iter().flat_map(|dated| dated.split(", ")).map(|one| w.dated(one)).collect();
    let by = if dated.is_empty() { w.own_day(&of.of) } else { w.list(dated) };
    let every = of.period.as_ref().map(|period| match period.as_str() {
        "month" => w.say("按月，", "by month, "),
        "quarter" => w.say("按季度，", "by quarter, "),
        "year" => w.say("按年，", "by year, "),
        other => match other.strip_prefix("setting ").and_then(|id| w.reg.settings.get(id)) {
            Some(setting) => w.say(
                format!("按{}，", w.label(&setting.field.label)),
                format!("by {}, ", w.label(&setting.field.label)),
            ),
            None => w.say(format!("按 {other}，"), format!("by {other}, ")),
        },
    });
    let every = every.unwrap_or_default();
    w.say(format!("{every}以{by}为准"), format!("{every}dated by {by}"))
}

impl Words<'_> {
    fn act_label(self, id: &Id) -> String {
        let (_, name) = id.split_once('.').unwrap_or(("", id));
        let act = self.reg.shapes().find_map(|(_, shape)| shape.acts.get(name));
        act.map_or_else(|| name.to_owned(), |act| self.label(&act.label))
    }

    fn limit_label(self, id: &Id) -> String {
        let (part, name) = id.split_once('.').map_or((None, id.as_str()), |(part, name)| (Some(part), name));
        let of = part.and_then(|part| self.reg.parts.get(part)).and_then(|shape| shape.limits.get(name));
        let limit = of.or_else(|| self.reg.shapes().find_map(|(_, shape)| shape.limits.get(name)));
        limit.map_or_else(|| name.to_owned(), |limit| self.label(&limit.label))
    }

    /// What something falls into a period by.
    fn dated(self, word: &str) -> String {
        match word.split_once(' ') {
            Some(("act", act)) => {
                let act = self.quoted(&self.act_label(&Id::from(act)));
                self.say(format!("{act}的时间"), format!("the time of {act}"))
            }
            _ => match word {
                "received" => self.say("收到的时间", "receipt"),
                "opened" => self.say("开始的时间", "its opening"),
                "at" => self.say("办理的时间", "the time it was done"),
                field => label_of(self.reg, self.at, field, self.lang),
            },
        }
    }

    /// The day of what is dated by nothing else.
    fn own_day(self, of: &Of) -> String {
        match of {
            Of::Case => self.say("收到的时间", "receipt"),
            Of::Act(_) => self.say("办理的时间", "the time it was done"),
            Of::Limit(_) => self.say("完成或超过的时间", "the time it was met or missed"),
            Of::Part(_) | Of::Register(_) => self.say("开始的时间", "its opening"),
            Of::EachUnit | Of::Any(_) => self.say("各自的时间", "the time of each"),
        }
    }

    /// What a figure is broken down by.
    fn by(self, path: &str) -> String {
        match path.split_once(" of ") {
            Some((role, _)) => self.name(&format!("role.{role}")),
            None if path == "lead" => self.say("承办", "lead"),
            None => self.name(path),
        }
    }
}

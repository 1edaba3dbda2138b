//! Effects in words: what follows from an act, a stage, a class, a limit that passes.

use super::words::Words;
use crate::{
    expr::{Node, around, explain_node},
    model::{Carry, Effect, Follows, Given, Id, Map, Options, ShapeRef, Target, What, Who},
    value::Value,
};

impl Words<'_> {
    /// What follows, one text for each effect, with its condition; what would be said twice is said once.
    pub(super) fn effects(self, effects: &[Effect]) -> Vec<String> {
        let mut all = Vec::new();
        let mut asked = false;
        for effect in effects {
            let text = self.effect(effect);
            let moves = matches!(&effect.what, What::Go(Target::Stage(_) | Target::Next | Target::Back));
            // The first that holds counts: a way without a condition after one that has some is the rest.
            if moves && asked && effect.cond.is_none() {
                all.push(self.say(format!("其他情形{text}"), format!("otherwise {text}")));
            } else if !text.is_empty() {
                all.push(text);
            }
            asked |= moves && effect.cond.is_some();
        }
        all.dedup();
        all
    }

    /// Deeds as a list; where one of them has a comma of its own, semicolons stand between them.
    pub(super) fn deeds(self, all: Vec<String>) -> String {
        let (inner, between) = if self.zh() { ("，", "；") } else { (", ", "; ") };
        if all.iter().any(|text| text.contains(inner)) { all.join(between) } else { self.list(all) }
    }

    /// The row that an act begins.
    pub(super) fn opened(self, id: &Id) -> String {
        let name = self.shape_name(id);
        if self.reg.registers.contains_key(id) {
            return self.say(format!("记入{}", self.titled(&name)), format!("an entry in “{name}”"));
        }
        self.say(format!("开始「{name}」"), format!("“{name}” begins"))
    }

    pub(super) fn effect(self, effect: &Effect) -> String {
        let done = self.done(&effect.what);
        if done.is_empty() {
            return done;
        }
        let each = effect.each.as_ref().map(|each| self.cond(each));
        let done = match each {
            Some(each) => self.say(format!("对{each}逐一{done}"), format!("for each of {each}: {done}")),
            None => done,
        };
        match &effect.cond {
            Some(cond) => {
                let cond = self.cond(cond);
                self.say(format!("{cond}的，{done}"), format!("if {cond}: {done}"))
            }
            None => done,
        }
    }

    fn done(self, what: &What) -> String {
        match what {
            What::Go(target) => self.go(target),
            What::Set(values) => self.list(values.iter().map(|(id, given)| {
                let (name, value) = (self.name(id), self.given(id, given));
                self.say(format!("「{name}」记为{value}"), format!("“{name}” becomes {value}"))
            })),
            What::Class(values, firm) => self.classed(values, *firm),
            What::Open(part) => self.opened(part),
            What::Assign(places) => {
                let all = places.iter().map(|(place, who)| {
                    let (place, who) = (self.place(place), self.who(who));
                    self.say(format!("{who}任{place}"), format!("{who} becomes {place}"))
                });
                self.list(all)
            }
            What::Release(None) => self.say("全体解除承办", "everyone is released"),
            What::Release(Some(who)) => self.with_who(who, "解除", "的承办", "released: "),
            What::Substitute { by, of, all } => {
                let (by, of) = (self.who(by), self.who(of));
                let reach =
                    if *all { self.say("全部件", "in all cases") } else { self.say("本件", "in this case") };
                self.say(format!("{by}代理{of}（{reach}）"), format!("{by} stands in for {of} {reach}"))
            }
            What::Party(all) => self.list(all.iter().map(|(kind, who)| {
                let (kind, who) = (self.name(&format!("party.{kind}")), self.who(who));
                self.say(format!("{who}列为{kind}"), format!("{who} becomes {kind}"))
            })),
            What::Ask { act, whom } => {
                let act = self.act(act, None, None);
                match whom {
                    Some(whom) => {
                        let whom = self.who(whom);
                        self.say(format!("请{whom}「{act}」"), format!("{whom} is asked for “{act}”"))
                    }
                    None => self.say(format!("请求「{act}」"), format!("“{act}” is asked for")),
                }
            }
            What::Issue(id) => self.with_paper(id, "签发", "is issued"),
            What::Publish(id) => self.with_paper(id, "公开", "is published"),
            What::Unpublish(id) => self.with_paper(id, "撤下", "is taken down"),
            What::Hand { document, to } => {
                let (paper, to) = (self.paper(document), self.who(to));
                self.say(format!("将{paper}交{to}"), format!("{paper} is handed to {to}"))
            }
            other => self.further(other),
        }
    }

    fn further(self, what: &What) -> String {
        match what {
            What::Tell { who, document, .. } => {
                let who = self.who(who);
                match document {
                    Some(id) => {
                        let paper = self.paper(id);
                        self.say(format!("以{paper}告知{who}"), format!("{who} is told by {paper}"))
                    }
                    None => self.say(format!("告知{who}"), format!("{who} is told")),
                }
            }
            What::Add(id) => self.opened(id),
            What::Link { .. } => self.say("与有关件关联", "it is linked"),
            What::Spawn { follows, .. } => self.spawned(follows, what),
            What::Forward { to, .. } => self.with_who(to, "移送", "", "passed on to "),
            What::Number => self.say("编号", "it is numbered"),
            What::Due { limit, to, by } => {
                let (name, value) = (self.limit(limit), self.given(limit, to));
                if *by {
                    self.say(format!("期限「{name}」延长{value}"), format!("the limit “{name}” is extended by {value}"))
                } else {
                    self.say(format!("期限「{name}」定为{value}"), format!("the limit “{name}” is set to {value}"))
                }
            }
            What::Suspend(id) => {
                let name = self.limit(id);
                self.say(format!("期限「{name}」中止"), format!("the limit “{name}” stands still"))
            }
            What::Resume(id) => {
                let name = self.limit(id);
                self.say(format!("期限「{name}」恢复"), format!("the limit “{name}” goes on"))
            }
            What::Row { table, .. } => {
                let name =
                    self.reg.tables.get(table).map_or_else(|| table.to_string(), |table| self.label(&table.label));
                self.say(format!("改动《{name}》"), format!("a row of the table “{name}”"))
            }
            What::Bar(who) => self.with_who(who, "", "不得再知悉和办理本件", "excluded from the case: "),
            What::Sight(who) => self.with_who(who, "准予", "查阅", "may see the case: "),
            _ => String::new(),
        }
    }

    fn go(self, target: &Target) -> String {
        let to = |name: String| self.say(format!("转入「{name}」"), format!("it moves to “{name}”"));
        match target {
            Target::Stage(id) => to(self.stage(self.at, id)),
            Target::Main(id) => {
                let name = self.stage(&ShapeRef::Main, id);
                self.say(format!("本件转入「{name}」"), format!("the case moves to “{name}”"))
            }
            Target::Part(part, id) => {
                let (name, stage) = (self.shape_name(part), self.stage(&ShapeRef::Part(part.clone()), id));
                self.say(format!("「{name}」转入「{stage}」"), format!("“{name}” moves to “{stage}”"))
            }
            Target::Back => self.say("退回上一阶段", "it goes back to the stage before"),
            Target::Next => self.say("转入下一阶段", "it moves to the next stage"),
        }
    }

    fn classed(self, values: &Map<Given>, firm: Option<bool>) -> String {
        let all = self.list(values.iter().map(|(axis, given)| {
            let (name, value) = (self.name(&format!("class.{axis}")), self.given(axis, given));
            self.say(format!("{name}定为{value}"), format!("{name} becomes {value}"))
        }));
        match firm {
            Some(true) => self.say(format!("{all}（最终）"), format!("{all} (final)")),
            Some(false) => self.say(format!("{all}（暂定）"), format!("{all} (provisional)")),
            None => all,
        }
    }

    fn spawned(self, follows: &Follows, what: &What) -> String {
        let carried = matches!(what, What::Spawn { carry: Carry::All, .. });
        let rest = if carried { self.say("，材料一并转入", ", carrying everything") } else { String::new() };
        match follows {
            Follows::Named(id) => {
                self.say(format!("另立新件（依{id}）{rest}"), format!("a new case begins under {id}{rest}"))
            }
            Follows::Same => self.say(format!("另立新件{rest}"), format!("a new case begins{rest}")),
            Follows::Setting(_) | Follows::Table(_) => self.say(
                format!("依设定的制度另立新件{rest}"),
                format!("a new case begins under the regulation set{rest}"),
            ),
        }
    }

    fn with_paper(self, id: &Id, zh: &str, en: &str) -> String {
        let paper = self.paper(id);
        self.say(format!("{zh}{paper}"), format!("{paper} {en}"))
    }

    fn with_who(self, who: &Who, zh: &str, zh_after: &str, en: &str) -> String {
        let who = self.who(who);
        self.say(format!("{zh}{who}{zh_after}"), format!("{en}{who}"))
    }

    /// What a part, register or kind is called.
    pub(super) fn shape_name(self, id: &Id) -> String {
        let part = self.reg.parts.get(id).map(|part| &part.label);
        let label = part.or_else(|| self.reg.registers.get(id).map(|register| &register.shape.label));
        let label = label.or_else(|| self.reg.kinds.get(id).map(|kind| &kind.label));
        label.map_or_else(|| id.to_string(), |label| self.label(label))
    }

    /// A value as written, with the label it has where it goes.
    pub(super) fn given(self, place: &Id, given: &Given) -> String {
        match given {
            Given::Literal(value) => self.quoted(&self.literal(place, value)),
            Given::Computed(expr) => self.cond(expr),
            Given::Who(who) => self.who(who),
        }
    }

    fn literal(self, place: &Id, value: &Value) -> String {
        let id = match value {
            Value::Choice(id) => id.as_str(),
            Value::Text(text) => text.as_str(),
            other => return explain_node(&Node::Const(other.clone()), self.reg, self.at, self.lang),
        };
        let label = around(self.reg, self.at).into_iter().find_map(|(_, shape)| {
            let class = shape.classes.get(place).and_then(|axis| axis.values.get(id)).map(|value| &value.label);
            let option = || match &shape.fields.get(place)?.options {
                Options::Listed(options) => options.get(id).map(|option| &option.label),
                _ => None,
            };
            class.or_else(option)
        });
        label.map_or_else(|| id.to_owned(), |label| self.label(label))
    }
}

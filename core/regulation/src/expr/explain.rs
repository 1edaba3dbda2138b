//! An expression in words, Chinese or English, with the regulation's own labels.

use super::{
    Actor, Arith, Clock, Cmp, Expr, Fact, Fold, Function, ListOf, Node, On, Word,
    labels::{Labels, money},
};
use crate::{
    model::{Id, Lang, Regulation, ShapeRef},
    value::Value,
};

/// An expression in words, as seen from a shape.
#[must_use]
pub fn explain(expr: &Expr, reg: &Regulation, at: &ShapeRef, lang: Lang) -> String {
    explain_node(&expr.node, reg, at, lang)
}

/// A node in words.
#[must_use]
pub fn explain_node(node: &Node, reg: &Regulation, at: &ShapeRef, lang: Lang) -> String {
    Words { labels: Labels { reg, at, lang } }.node(node)
}

struct Words<'a> {
    labels: Labels<'a>,
}

impl Words<'_> {
    fn say(&self, zh: String, en: String) -> String {
        match self.labels.lang {
            Lang::Zh => zh,
            Lang::En => en,
        }
    }

    fn word(&self, zh: &str, en: &str) -> String {
        self.say(zh.to_owned(), en.to_owned())
    }

    fn inner(&self, node: &Node) -> String {
        let text = self.node(node);
        match node {
            Node::And(all) | Node::Or(all) if all.len() > 1 => self.say(format!("（{text}）"), format!("({text})")),
            Node::If(..) => self.say(format!("（{text}）"), format!("({text})")),
            _ => text,
        }
    }

    fn joined(&self, all: &[Node], zh: &str, en: &str) -> String {
        let texts: Vec<String> = all.iter().map(|node| self.inner(node)).collect();
        self.say(texts.join(zh), texts.join(en))
    }

    fn node(&self, node: &Node) -> String {
        match node {
            Node::And(all) => self.joined(all, "，且", " and "),
            Node::Or(all) => self.joined(all, "，或", " or "),
            Node::Not(a) => self.not(a),
            Node::Cmp(cmp, a, b) => self.compared(*cmp, a, b),
            Node::In(a, list) => self.within(a, list),
            Node::Arith(arith, a, b) => {
                let sign = match arith {
                    Arith::Add => "+",
                    Arith::Sub => "−",
                    Arith::Mul => "×",
                    Arith::Div => "÷",
                };
                format!("{} {sign} {}", self.inner(a), self.inner(b))
            }
            Node::If(a, b, c) => {
                let (a, b, c) = (self.node(a), self.node(b), self.node(c));
                self.say(format!("若{a}则{b}，否则{c}"), format!("if {a} then {b}, else {c}"))
            }
            Node::Over(fold, list, _, body) => self.over(*fold, list, body),
            Node::Size(list) => {
                let list = self.node(list);
                self.say(format!("{list}的数量"), format!("the number of {list}"))
            }
            Node::List(all) => self.joined(all, "、", ", "),
            Node::Const(value) => self.value(value),
            Node::Condition(id) => self.labels.condition(id),
            Node::Call(function, all) => self.call(function, all),
            Node::Fact(on, fact) => format!("{}{}", self.of(on), self.fact(fact)),
            Node::Elements(on, list) => format!("{}{}", self.of(on), self.list(list)),
            Node::Name(id) => self.labels.name(id),
            Node::Of(On::Party(kind), id) => {
                let (party, field) = (self.labels.party(kind), self.labels.party_field(kind, id));
                self.say(format!("{party}的{field}"), format!("{field} of {party}"))
            }
            Node::Of(_, id) => self.labels.any_name(id),
            Node::Input(_, id) => self.labels.input(id),
            Node::Setting(id) => self.labels.setting(id),
            Node::Actor(part) => match part {
                Actor::Person => self.word("办理人", "the one who acts"),
                Actor::Unit => self.word("办理人所在单位", "the unit of the one who acts"),
                Actor::Role => self.word("办理人的角色", "the role of the one who acts"),
            },
            Node::Clock(Clock::Today) => self.word("当日", "today"),
            Node::Clock(Clock::Now) => self.word("当时", "now"),
            Node::Word(_, word) => self.seen(*word),
            Node::Var(_) => self.word("该项", "it"),
        }
    }

    fn of(&self, on: &On) -> String {
        match on {
            On::Party(kind) => {
                let party = self.labels.party(kind);
                self.say(party.clone(), format!("{party}: "))
            }
            _ => String::new(),
        }
    }

    fn seen(&self, word: Word) -> String {
        match word {
            Word::Stage => self.word("阶段", "the stage"),
            Word::Kind => self.word("种类", "the kind"),
            Word::Channel => self.word("渠道", "the channel"),
            Word::Number => self.word("编号", "the number"),
            Word::Received => self.word("收到之时", "the time it was received"),
            Word::At => self.word("其时间", "its time"),
            Word::By => self.word("其办理人", "whoever did it"),
            Word::Chosen => self.word("其结果", "what was chosen"),
        }
    }

    fn not(&self, a: &Node) -> String {
        match a {
            Node::Fact(_, fact) if self.denied(fact).is_some() => self.denied(fact).unwrap_or_default(),
            Node::Name(id) => {
                let name = self.labels.name(id);
                self.say(format!("「{name}」为否"), format!("“{name}” is no"))
            }
            _ => {
                let text = self.node(a);
                self.say(format!("并非（{text}）"), format!("not ({text})"))
            }
        }
    }

    fn denied(&self, fact: &Fact) -> Option<String> {
        Some(match fact {
            Fact::Done(..)
            | Fact::Issued(_)
            | Fact::Served(..)
            | Fact::Signed(..)
            | Fact::Passed(_)
            | Fact::Given(_)
            | Fact::GivenParty(..)
            | Fact::After(..) => {
                let text = self.fact(fact);
                self.say(text.replacen('已', "未", 1), format!("not: {text}"))
            }
            _ => return None,
        })
    }

    fn compared(&self, cmp: Cmp, a: &Node, b: &Node) -> String {
        let value = self.value_beside(a, b).unwrap_or_else(|| self.inner(b));
        if let (Node::Fact(_, Fact::Chosen(act)), Cmp::Eq) = (a, cmp) {
            let act = self.labels.act(act);
            return self.say(format!("「{act}」为「{value}」"), format!("“{act}” came to “{value}”"));
        }
        let left = self.inner(a);
        let days = self.labels.is_day(a) || self.labels.is_day(b);
        let (zh, en) = match cmp {
            Cmp::Lt if days => ("早于", "is before"),
            Cmp::Le if days => ("不晚于", "is not after"),
            Cmp::Gt if days => ("晚于", "is after"),
            Cmp::Ge if days => ("不早于", "is not before"),
            Cmp::Eq => ("为", "is"),
            Cmp::Ne => ("不为", "is not"),
            Cmp::Lt => ("小于", "is less than"),
            Cmp::Le => ("不超过", "is at most"),
            Cmp::Gt => ("超过", "is more than"),
            Cmp::Ge => ("达到", "reaches"),
        };
        self.say(format!("{left}{zh}{value}"), format!("{left} {en} {value}"))
    }

    /// A literal with the label it has in what it is compared with.
    fn value_beside(&self, a: &Node, b: &Node) -> Option<String> {
        let Node::Const(value) = b else { return None };
        let text = match value {
            Value::Text(text) => text.as_str(),
            Value::Choice(id) => id.as_str(),
            Value::Share(over, under) if self.labels.is_money(a) && *under != 0 && 100 % under == 0 => {
                return Some(money(over.saturating_mul(100 / under), self.labels.lang));
            }
            Value::Int(n) if self.labels.is_money(a) => return Some(money(n.saturating_mul(100), self.labels.lang)),
            _ => return None,
        };
        self.labels.value(a, text)
    }

    fn within(&self, a: &Node, list: &Node) -> String {
        let (left, right) = match list {
            Node::List(all) => {
                let each: Vec<String> =
                    all.iter().map(|b| self.value_beside(a, b).unwrap_or_else(|| self.inner(b))).collect();
                (self.inner(a), self.say(each.join("、"), each.join(", ")))
            }
            _ => (self.value_beside(list, a).unwrap_or_else(|| self.inner(a)), self.node(list)),
        };
        self.say(format!("{left}属于{right}之一"), format!("{left} is one of {right}"))
    }

    fn over(&self, fold: Fold, list: &Node, body: &Node) -> String {
        let (list, body) = (self.node(list), self.node(body));
        match fold {
            Fold::Exists => self.say(format!("有{list}符合：{body}"), format!("some of {list}: {body}")),
            Fold::All => self.say(format!("{list}均符合：{body}"), format!("all of {list}: {body}")),
            Fold::ExistsOne => {
                self.say(format!("只有一个{list}符合：{body}"), format!("exactly one of {list}: {body}"))
            }
            Fold::Filter => self.say(format!("符合「{body}」的{list}"), format!("{list} where {body}")),
            Fold::Map => self.say(format!("各{list}的{body}"), format!("{body} of each of {list}")),
        }
    }

    fn list(&self, list: &ListOf) -> String {
        let (zh, en) = match list {
            ListOf::Parts(id) => return self.labels.part(id),
            ListOf::Parties(id) => return self.labels.party(id),
            ListOf::Linked(id) => (format!("关联案件（{id}）"), format!("linked cases ({id})")),
            ListOf::Acts(id) => {
                let act = self.labels.act(id);
                (format!("各次「{act}」"), format!("each “{act}”"))
            }
        };
        self.say(zh, en)
    }

    fn value(&self, value: &Value) -> String {
        self.labels.literal(value)
    }

    fn call(&self, function: &Function, all: &[Node]) -> String {
        let first = all.first().map(|n| self.inner(n)).unwrap_or_default();
        let second = all.get(1).map(|n| self.inner(n)).unwrap_or_default();
        match function {
            Function::Table(id) => {
                let table = self.labels.table(id);
                self.say(format!("按《{table}》"), format!("by the table “{table}”"))
            }
            Function::HeldBy => self.say(format!("{first}名下的案件"), format!("cases held by {first}")),
            Function::Older => {
                self.say(format!("{first}距今已超过{second}"), format!("{first} lies more than {second} back"))
            }
            Function::AfterDate => {
                self.say(format!("{first}之后已过{second}"), format!("{second} have passed since {first}"))
            }
            Function::WorkingTime => {
                self.say(format!("{first}在工作时间内"), format!("{first} is within working hours"))
            }
            Function::Bands => self.say(format!("{first}按分段比例"), format!("{first} by bands")),
            Function::Superior => self.say(format!("{first}是{second}的上级"), format!("{first} is above {second}")),
            Function::Under => self.say(format!("{first}属于{second}之下"), format!("{first} is under {second}")),
            Function::Duration => first,
        }
    }

    fn fact(&self, fact: &Fact) -> String {
        let l = &self.labels;
        let (zh, en) = match fact {
            Fact::Done(act, option) => {
                let name = option.as_ref().map_or_else(|| act.to_string(), |option| format!("{act}.{option}"));
                let name = l.act(&name);
                (format!("已办「{name}」"), format!("“{name}” has been done"))
            }
            Fact::After(a, b) => {
                let (a, b) = (l.act(a), l.act(b));
                (format!("已在「{b}」之后办「{a}」"), format!("“{a}” was done after “{b}”"))
            }
            Fact::Chosen(act) => {
                let act = l.act(act);
                (format!("「{act}」的结果"), format!("what “{act}” came to"))
            }
            Fact::Asked(act) => {
                let act = l.act(act);
                (format!("已请求「{act}」"), format!("“{act}” has been asked for"))
            }
            Fact::Given(id) => {
                let name = l.name_or_input(id);
                (format!("已填「{name}」"), format!("“{name}” is given"))
            }
            Fact::GivenParty(kind, field) => {
                let (party, field) = (l.party(kind), l.party_field(kind, field));
                (format!("已填{party}的「{field}」"), format!("“{field}” of {party} is given"))
            }
            Fact::Named(id) => pair(l.party(id), "有", "", "there is ", ""),
            Fact::Reachable(id) => pair(l.party(id), "能联系到", "", "", " can be reached"),
            Fact::Count(id) => pair(l.party(id), "", "的人数", "the number of ", ""),
            Fact::Open(id) => pair(l.part(id), "「", "」尚在进行", "“", "” is open"),
            Fact::Passed(id) => pair(l.limit(id), "已过期限「", "」", "the limit “", "” has passed"),
            Fact::Kept(id) => pair(l.limit(id), "已守住期限「", "」", "the limit “", "” was kept"),
            Fact::Due(id) => pair(l.limit(id), "期限「", "」的到期时间", "the due time of “", "”"),
            Fact::Counter(id) => pair(l.counter(id), "「", "」的次数", "the count “", "”"),
            Fact::Indicator(id) => pair(l.indicator(id), "指标「", "」", "the figure “", "”"),
            _ => return self.paper_or_class(fact),
        };
        self.say(zh, en)
    }

    fn paper_or_class(&self, fact: &Fact) -> String {
        let l = &self.labels;
        let to = |who: &Option<Id>| who.as_ref().map(|who| l.who(who)).unwrap_or_default();
        let (zh, en) = match fact {
            Fact::Issued(id) => pair(l.document(id), "已发出《", "》", "“", "” has been issued"),
            Fact::Served(id, who) => {
                let (paper, who) = (l.document(id), to(who));
                (format!("已送达《{paper}》{who}"), format!("“{paper}” has been served {who}"))
            }
            Fact::Signed(id, who) => {
                let (paper, who) = (l.document(id), to(who));
                (format!("已签《{paper}》{who}"), format!("“{paper}” has been signed {who}"))
            }
            Fact::Refused(id) => pair(l.document(id), "已拒签《", "》", "signing “", "” was refused"),
            Fact::IsA(axis, value) => {
                let (axis_label, value) = (l.name(axis), l.class_value(axis, value));
                (format!("{axis_label}为{value}"), format!("{axis_label} is {value}"))
            }
            Fact::AtLeast(axis, value) => {
                let (axis_label, value) = (l.name(axis), l.class_value(axis, value));
                (format!("{axis_label}不轻于{value}"), format!("{axis_label} is at least {value}"))
            }
            Fact::Final(id) => pair(l.name(id), "已最终确定", "", "", " is final"),
            Fact::Since(id) => pair(l.name(id), "", "确定之时", "the time since which ", " holds"),
            _ => (String::new(), String::new()),
        };
        self.say(zh.trim_end().to_owned(), en.trim_end().to_owned())
    }
}

fn pair(name: String, zh: &str, zh_after: &str, en: &str, en_after: &str) -> (String, String) {
    (format!("{zh}{name}{zh_after}"), format!("{en}{name}{en_after}"))
}

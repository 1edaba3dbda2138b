//! The functions of the page, by name: how many arguments, what they ask.

use cel::common::ast::{CallExpr, IdedExpr};

use super::{Fact, Function, ListOf, Node, On, nearest, parse::Reader};
use crate::{
    model::{Id, Label},
    value::Value,
};

/// Every function with how it is written; the names are what suggestions are taken from.
pub(super) const FUNCTIONS: &[(&str, &str)] = &[
    ("done", "done('act.option')"),
    ("chosen", "chosen('act')"),
    ("after", "after('x', 'y')"),
    ("given", "given('field')"),
    ("party", "party('kind').field"),
    ("named", "named('kind')"),
    ("reachable", "reachable('kind')"),
    ("count", "count('kind')"),
    ("open", "open('part')"),
    ("passed", "passed('limit')"),
    ("kept", "kept('limit')"),
    ("due", "due('limit')"),
    ("issued", "issued('document')"),
    ("served", "served('document', 'who')"),
    ("signed", "signed('document', 'who')"),
    ("refused", "refused('document')"),
    ("is_a", "is_a('axis', 'value')"),
    ("at_least", "at_least('axis', 'value')"),
    ("final", "final('axis')"),
    ("since", "since('axis')"),
    ("asked", "asked('act')"),
    ("counter", "counter('id')"),
    ("indicator", "indicator('id')"),
    ("table", "table('id', …)"),
    ("held_by", "held_by(person)"),
    ("older", "older(t, \"24 months\")"),
    ("after_date", "after_date(d, \"12 months\")"),
    ("working_time", "working_time(t)"),
    ("bands", "bands(amount, rows)"),
    ("superior", "superior(a, b)"),
    ("under", "under(a, b)"),
    ("duration", "duration(\"3 days\")"),
    ("size", "size(list)"),
    ("has", "given('field')"),
    ("parts", "parts('part')"),
    ("parties", "parties('kind')"),
    ("linked", "linked('name')"),
    ("acts", "acts('act')"),
];

/// A call without anything before the dot.
pub(super) fn plain(r: &mut Reader<'_>, cel: &IdedExpr, call: &CallExpr) -> Node {
    let name = call.func_name.as_str();
    match (name, call.args.as_slice()) {
        ("size", [list]) => Node::Size(Box::new(r.node(list))),
        ("has", [asked]) => has(r, asked),
        ("table", [id, rest @ ..]) => match r.name(id) {
            Some(id) => Node::Call(Function::Table(id), rest.iter().map(|a| r.node(a)).collect()),
            None => Node::Const(Value::Empty),
        },
        ("duration", [text]) => duration(r, text),
        ("party", [_]) => {
            let what = Label::new("须写出当事人的哪一项", "say which field of the party");
            r.wrong(
                cel,
                what,
                Some(Label::new("party('类').字段，或 named('类')", "party('kind').field, or named('kind')")),
            )
        }
        _ => {
            if let Some(function) = of_values(name, call.args.len()) {
                let mut values: Vec<Node> = call.args.iter().map(|a| r.node(a)).collect();
                interval(&function, &mut values);
                return Node::Call(function, values);
            }
            asked(r, cel, On::Here, call)
        }
    }
}

/// A call on something: `c.done('x')`, `this.given('x')`.
pub(super) fn method(r: &mut Reader<'_>, cel: &IdedExpr, target: &IdedExpr, call: &CallExpr) -> Node {
    match r.on(target) {
        Some(on) => asked(r, cel, on, call),
        None => {
            let what = Label::new("此处不能这样问", "this cannot be asked of it");
            let mend = Label::new(
                "只可问 this、party('类') 或列表中的元素",
                "ask it of this, party('kind') or an element of a list",
            );
            r.wrong(cel, what, Some(mend))
        }
    }
}

fn has(r: &mut Reader<'_>, asked: &IdedExpr) -> Node {
    match r.node(asked) {
        Node::Name(id) => Reader::fact(On::Here, Fact::Given(id)),
        Node::Of(On::Party(kind), id) => Reader::fact(On::Here, Fact::GivenParty(kind, id)),
        Node::Of(on, id) => Reader::fact(on, Fact::Given(id)),
        Node::Input(on, id) => Reader::fact(on, Fact::Given(format!("input.{id}").into())),
        _ => {
            let what = Label::new("只能问一个字段是否已填", "only of a field can one ask whether it is given");
            r.wrong(asked, what, Some(Label::new("用 given('字段')", "use given('field')")))
        }
    }
}

fn of_values(name: &str, arguments: usize) -> Option<Function> {
    Some(match (name, arguments) {
        ("held_by", 1) => Function::HeldBy,
        ("older", 2) => Function::Older,
        ("after_date", 2) => Function::AfterDate,
        ("working_time", 1) => Function::WorkingTime,
        ("bands", 2) => Function::Bands,
        ("superior", 2) => Function::Superior,
        ("under", 2) => Function::Under,
        _ => return None,
    })
}

/// `older(t, "24 months")`: the text is an interval.
fn interval(function: &Function, values: &mut [Node]) {
    if let (Function::Older | Function::AfterDate, Some(last)) = (function, values.last_mut())
        && let Node::Const(Value::Text(text)) = last
        && let Ok(span) = text.parse()
    {
        *last = Node::Const(Value::Interval(span));
    }
}

/// `7h55m`, as standard CEL writes a length of time, in seconds.
fn clock(text: &str) -> Option<i64> {
    let mut seconds = 0_i64;
    let mut rest = text;
    while !rest.is_empty() {
        let at = rest.find(['h', 'm', 's'])?;
        let (number, tail) = rest.split_at(at);
        let mut letters = tail.chars();
        let each = match letters.next()? {
            'h' => 3600,
            'm' => 60,
            _ => 1,
        };
        seconds = seconds.checked_add(number.parse::<i64>().ok()?.checked_mul(each)?)?;
        rest = letters.as_str();
    }
    (!text.is_empty()).then_some(seconds)
}

fn duration(r: &mut Reader<'_>, text: &IdedExpr) -> Node {
    let node = r.node(text);
    if let Node::Const(Value::Text(said)) = &node {
        return match said.parse() {
            Ok(span) => Node::Const(Value::Interval(span)),
            Err(_) if clock(said).is_some() => Node::Const(clock(said).map_or(Value::Empty, Value::Seconds)),
            Err(_) => {
                let what = Label::new("不是一段时间", "this is no length of time");
                r.wrong(
                    text,
                    what,
                    Some(Label::new("如 \"3 days\"、\"24 months\"", "such as \"3 days\", \"24 months\"")),
                )
            }
        };
    }
    Node::Call(Function::Duration, vec![node])
}

/// Facts and lists, whose arguments are names in quotes.
fn asked(r: &mut Reader<'_>, cel: &IdedExpr, on: On, call: &CallExpr) -> Node {
    let name = call.func_name.as_str();
    let Some((_, written)) = FUNCTIONS.iter().find(|(known, _)| *known == name) else {
        return unknown(r, cel, name);
    };
    let before = call.args.len();
    let names: Vec<Id> = call.args.iter().filter_map(|a| r.name(a)).collect();
    if names.len() < before {
        return Node::Const(Value::Empty);
    }
    if let [id] = names.as_slice()
        && let Some(list) = list(name, id)
    {
        return Node::Elements(on, list);
    }
    match fact(name, &names) {
        Some(fact) => Reader::fact(on, fact),
        None => {
            let what = Label::new("函数的写法不对", "the function is not written so");
            r.wrong(cel, what, Some(Label::new(&format!("写作 {written}"), &format!("write {written}"))))
        }
    }
}

fn unknown(r: &mut Reader<'_>, cel: &IdedExpr, name: &str) -> Node {
    let what = Label::new(&format!("没有函数 {name}"), &format!("there is no function {name}"));
    let known = FUNCTIONS.iter().map(|(known, _)| *known).filter(|known| *known != "has");
    let mend = nearest(name, known).and_then(|near| FUNCTIONS.iter().find(|(known, _)| *known == near));
    let mend = match mend {
        Some((_, written)) => Label::new(&format!("是否指 {written}"), &format!("perhaps {written} is meant")),
        None => Label::new("只用格式说明中的函数", "use the functions of the format's page"),
    };
    r.wrong(cel, what, Some(mend))
}

fn list(name: &str, id: &Id) -> Option<ListOf> {
    Some(match name {
        "parts" => ListOf::Parts(id.clone()),
        "parties" => ListOf::Parties(id.clone()),
        "linked" => ListOf::Linked(id.clone()),
        "acts" => ListOf::Acts(id.clone()),
        _ => return None,
    })
}

/// A question about what happened, by the function's name: what takes one name stands in the plain form too.
pub(crate) fn fact(name: &str, names: &[Id]) -> Option<Fact> {
    match names {
        [id] => one(name, id),
        [a, b] => Some(match name {
            "after" => Fact::After(a.clone(), b.clone()),
            "served" => Fact::Served(a.clone(), Some(b.clone())),
            "signed" => Fact::Signed(a.clone(), Some(b.clone())),
            "is_a" => Fact::IsA(a.clone(), b.clone()),
            "at_least" => Fact::AtLeast(a.clone(), b.clone()),
            _ => return None,
        }),
        _ => None,
    }
}

fn one(name: &str, id: &Id) -> Option<Fact> {
    let given = id.clone();
    Some(match name {
        "done" => {
            let (act, option) = act_and_option(id);
            Fact::Done(act, option)
        }
        "chosen" => Fact::Chosen(given),
        "given" => match id.split('.').collect::<Vec<_>>().as_slice() {
            ["party", kind, field] => Fact::GivenParty(Id::from(*kind), Id::from(*field)),
            _ => Fact::Given(given),
        },
        "named" => Fact::Named(given),
        "reachable" => Fact::Reachable(given),
        "count" => Fact::Count(given),
        "open" => Fact::Open(given),
        "passed" => Fact::Passed(given),
        "kept" => Fact::Kept(given),
        "due" => Fact::Due(given),
        "issued" => Fact::Issued(given),
        "served" => Fact::Served(given, None),
        "signed" => Fact::Signed(given, None),
        "refused" => Fact::Refused(given),
        "final" => Fact::Final(given),
        "since" => Fact::Since(given),
        "asked" => Fact::Asked(given),
        "counter" => Fact::Counter(given),
        "indicator" => Fact::Indicator(given),
        _ => return None,
    })
}

/// `act.option`, or `part.act`: told apart by who knows the regulation. Of three names the last is the option.
pub(crate) fn act_and_option(id: &Id) -> (Id, Option<Id>) {
    match id.rsplit_once('.') {
        Some((act, option)) => (Id::from(act), Some(Id::from(option))),
        None => (id.clone(), None),
    }
}

//! What an expression comes to. Truth has three values: empty is unknown and carries the names of what is empty; what does
//! not apply equals nothing; `or` needs one side that holds, `and` fails with one that does not.

use super::{
    Arith, Binding, Cmp, Expr, Fact, Facts, Fold, Function, Node, On, Subject, Truth, Vars, compare,
    number::{self, Number},
    time, written,
};
use crate::{model::Id, value::Value};

/// Does it hold.
pub fn judge(expr: &Expr, facts: &dyn Facts) -> Truth {
    truth(&expr.node, facts, &Vars::none())
}

/// Does it hold, with variables (`it` inside `each`).
pub fn judge_with(expr: &Expr, facts: &dyn Facts, vars: &Vars) -> Truth {
    truth(&expr.node, facts, vars)
}

/// What it comes to; a condition comes to yes, no, or nothing while it is unknown.
pub fn eval(node: &Node, facts: &dyn Facts, vars: &Vars) -> Value {
    match node {
        Node::Const(value) => value.clone(),
        Node::Name(id) => facts.name(&Subject::Here, id),
        Node::Setting(id) => facts.setting(id),
        Node::Actor(part) => facts.actor(*part),
        Node::Clock(clock) => facts.clock(*clock),
        Node::Var(id) => match vars.get(id) {
            Some(Binding::Value(value)) => value.clone(),
            Some(Binding::Subject(subject)) => facts.itself(subject),
            None if *id == "this" => facts.itself(&Subject::This),
            None => Value::Empty,
        },
        Node::Word(on, word) => of(on, facts, vars, |subject| facts.word(subject, *word)),
        Node::Of(on, id) => of(on, facts, vars, |subject| facts.name(subject, id)),
        Node::Input(on, id) => of(on, facts, vars, |subject| facts.input(subject, id)),
        Node::Fact(on, fact) => asked(on, fact, facts, vars),
        Node::Arith(arith, a, b) => calculate(*arith, &eval(a, facts, vars), &eval(b, facts, vars), facts),
        Node::If(cond, yes, no) => match truth(cond, facts, vars) {
            Truth::Yes => eval(yes, facts, vars),
            Truth::No => eval(no, facts, vars),
            Truth::Unknown(_) => Value::Empty,
        },
        Node::List(nodes) => Value::Many(nodes.iter().map(|n| eval(n, facts, vars)).collect()),
        Node::Size(list) => size(list, facts, vars),
        Node::Over(Fold::Filter | Fold::Map, ..) | Node::Elements(..) => {
            let all = elements(node, facts, vars).unwrap_or_default();
            Value::Many(all.iter().map(|one| as_value(one, facts)).collect())
        }
        Node::Call(function, nodes) => call(function, nodes, facts, vars),
        Node::Condition(_)
        | Node::Not(_)
        | Node::And(_)
        | Node::Or(_)
        | Node::Cmp(..)
        | Node::In(..)
        | Node::Over(..) => match truth(node, facts, vars) {
            Truth::Yes => Value::Yes(true),
            Truth::No => Value::Yes(false),
            Truth::Unknown(_) => Value::Empty,
        },
    }
}

/// Does a node hold.
pub fn truth(node: &Node, facts: &dyn Facts, vars: &Vars) -> Truth {
    match node {
        Node::Condition(id) => facts.condition(id),
        Node::Not(inner) => match truth(inner, facts, vars) {
            Truth::Yes => Truth::No,
            Truth::No => Truth::Yes,
            unknown => unknown,
        },
        Node::And(nodes) => fold(nodes.iter().map(|n| truth(n, facts, vars)), &Truth::No),
        Node::Or(nodes) => fold(nodes.iter().map(|n| truth(n, facts, vars)), &Truth::Yes),
        Node::Cmp(cmp, a, b) => compared(*cmp, a, b, facts, vars),
        Node::In(one, list) => within(one, list, facts, vars),
        Node::Over(fold @ (Fold::Exists | Fold::All | Fold::ExistsOne), list, var, body) => {
            over(*fold, list, var, body, facts, vars)
        }
        Node::If(cond, yes, no) => match truth(cond, facts, vars) {
            Truth::Yes => truth(yes, facts, vars),
            Truth::No => truth(no, facts, vars),
            unknown => unknown,
        },
        _ => match eval(node, facts, vars) {
            Value::Yes(true) => Truth::Yes,
            Value::Empty | Value::Sealed(_) => Truth::Unknown(written::empties(node, facts, vars)),
            _ => Truth::No,
        },
    }
}

/// The first that decides; else unknown if one is, with every name; else the other truth.
fn fold(truths: impl Iterator<Item = Truth>, decides: &Truth) -> Truth {
    let mut names: Option<Vec<String>> = None;
    for truth in truths {
        if truth == *decides {
            return truth;
        }
        if let Truth::Unknown(more) = truth {
            let known = names.get_or_insert_default();
            for name in more {
                if !known.contains(&name) {
                    known.push(name);
                }
            }
        }
    }
    match (names, decides) {
        (Some(names), _) => Truth::Unknown(names),
        (None, Truth::Yes) => Truth::No,
        (None, _) => Truth::Yes,
    }
}

fn compared(cmp: Cmp, a: &Node, b: &Node, facts: &dyn Facts, vars: &Vars) -> Truth {
    if let (Some(left), Some(right)) =
        (moved(a, b, facts, vars), matches!(cmp, Cmp::Lt | Cmp::Le | Cmp::Gt | Cmp::Ge).then_some(()))
    {
        let ((left, shifted), ()) = (left, right);
        return ordered(cmp, &left, &shifted, facts).unwrap_or_else(|| unknown(&[a, b], facts, vars));
    }
    let (left, right) = (eval(a, facts, vars), eval(b, facts, vars));
    let answer = match cmp {
        Cmp::Eq => compare::same(&left, &right, facts).map(yes),
        Cmp::Ne => compare::same(&left, &right, facts).map(|same| yes(!same)),
        _ => ordered(cmp, &left, &right, facts),
    };
    answer.unwrap_or_else(|| unknown(&[a, b], facts, vars))
}

/// `x - y <= 3 months` is `x <= y + 3 months`: only a day knows how long its months are.
fn moved(a: &Node, b: &Node, facts: &dyn Facts, vars: &Vars) -> Option<(Value, Value)> {
    let Node::Arith(Arith::Sub, x, y) = a else { return None };
    let long = eval(b, facts, vars);
    if !matches!(long, Value::Interval(_)) {
        return None;
    }
    let (x, y) = (eval(x, facts, vars), eval(y, facts, vars));
    matches!(x, Value::Date(_) | Value::Moment(_)).then_some(())?;
    Some((x, time::shift(&y, &long, 1, facts)?))
}

fn ordered(cmp: Cmp, left: &Value, right: &Value, facts: &dyn Facts) -> Option<Truth> {
    if matches!(left, Value::NotApplicable) || matches!(right, Value::NotApplicable) {
        return Some(Truth::No);
    }
    let order = compare::order(left, right, facts)?;
    Some(yes(match cmp {
        Cmp::Lt => order.is_lt(),
        Cmp::Le => order.is_le(),
        Cmp::Gt => order.is_gt(),
        Cmp::Ge => order.is_ge(),
        Cmp::Eq => order.is_eq(),
        Cmp::Ne => order.is_ne(),
    }))
}

fn yes(holds: bool) -> Truth {
    if holds { Truth::Yes } else { Truth::No }
}

fn unknown(nodes: &[&Node], facts: &dyn Facts, vars: &Vars) -> Truth {
    let mut names = Vec::new();
    for node in nodes {
        for name in written::empties(node, facts, vars) {
            if !names.contains(&name) {
                names.push(name);
            }
        }
    }
    Truth::Unknown(names)
}

fn within(one: &Node, list: &Node, facts: &dyn Facts, vars: &Vars) -> Truth {
    let (left, right) = (eval(one, facts, vars), eval(list, facts, vars));
    let right = match right {
        Value::Many(values) => values,
        Value::Empty => return unknown(&[list], facts, vars),
        other => vec![other],
    };
    let answer = match &left {
        Value::Many(several) => {
            let each: Vec<_> = several.iter().map(|v| compare::among(v, &right, facts)).collect();
            if each.contains(&Some(true)) {
                Some(true)
            } else if each.contains(&None) {
                None
            } else {
                Some(false)
            }
        }
        Value::Empty => None,
        single => compare::among(single, &right, facts),
    };
    answer.map_or_else(|| unknown(&[one, list], facts, vars), yes)
}

fn over(kind: Fold, list: &Node, var: &Id, body: &Node, facts: &dyn Facts, vars: &Vars) -> Truth {
    let Some(all) = elements(list, facts, vars) else {
        return unknown(&[list], facts, vars);
    };
    let mut truths = all.into_iter().map(|one| truth(body, facts, &vars.with(var, one)));
    match kind {
        Fold::All => fold(truths, &Truth::No),
        Fold::ExistsOne => {
            let found: Vec<Truth> = truths.by_ref().collect();
            match found.iter().find(|t| matches!(t, Truth::Unknown(_))) {
                Some(unknown) => unknown.clone(),
                None => yes(found.iter().filter(|t| t.holds()).count() == 1),
            }
        }
        _ => fold(truths, &Truth::Yes),
    }
}

/// The elements of a list; nothing while the list itself is unknown.
pub fn elements(node: &Node, facts: &dyn Facts, vars: &Vars) -> Option<Vec<Binding>> {
    match node {
        Node::Elements(on, list) => {
            let subject = subject(on, facts, vars)?;
            Some(facts.list(&subject, list).into_iter().map(Binding::Subject).collect())
        }
        Node::Over(Fold::Filter, list, var, body) => {
            let all = elements(list, facts, vars)?;
            Some(all.into_iter().filter(|one| truth(body, facts, &vars.with(var, one.clone())).holds()).collect())
        }
        Node::Over(Fold::Map, list, var, body) => {
            let all = elements(list, facts, vars)?;
            Some(all.into_iter().map(|one| Binding::Value(eval(body, facts, &vars.with(var, one)))).collect())
        }
        _ => match eval(node, facts, vars) {
            Value::Many(values) => Some(values.into_iter().map(|value| binding(value, facts)).collect()),
            Value::Empty => None,
            Value::NotApplicable => Some(Vec::new()),
            one => Some(vec![binding(one, facts)]),
        },
    }
}

fn binding(value: Value, facts: &dyn Facts) -> Binding {
    if let Value::Ref(reference) = &value
        && let Some(subject) = facts.behind(reference)
    {
        return Binding::Subject(subject);
    }
    Binding::Value(value)
}

fn as_value(one: &Binding, facts: &dyn Facts) -> Value {
    match one {
        Binding::Value(value) => value.clone(),
        Binding::Subject(subject) => facts.itself(subject),
    }
}

fn size(list: &Node, facts: &dyn Facts, vars: &Vars) -> Value {
    if let Node::Elements(..) | Node::Over(..) = list {
        return elements(list, facts, vars).map_or(Value::Empty, |all| count(all.len()));
    }
    match eval(list, facts, vars) {
        Value::Many(values) => count(values.len()),
        Value::Text(text) => count(text.chars().count()),
        Value::Empty | Value::Sealed(_) => Value::Empty,
        Value::NotApplicable => Value::Int(0),
        _ => Value::Int(1),
    }
}

fn count(n: usize) -> Value {
    i64::try_from(n).map_or(Value::Empty, Value::Int)
}

/// Of whom it is asked; through a field that refers to something, what stands behind it.
pub(super) fn subject(on: &On, facts: &dyn Facts, vars: &Vars) -> Option<Subject> {
    match on {
        On::Here => Some(Subject::Here),
        On::This => Some(Subject::This),
        On::Party(kind) => facts.list(&Subject::Here, &super::ListOf::Parties(kind.clone())).into_iter().next(),
        On::Var(id) => {
            let value = match vars.get(id) {
                Some(Binding::Subject(subject)) => return Some(subject.clone()),
                Some(Binding::Value(value)) => value.clone(),
                None => facts.name(&Subject::Here, id),
            };
            match value {
                Value::Ref(reference) => facts.behind(&reference),
                _ => None,
            }
        }
    }
}

fn of(on: &On, facts: &dyn Facts, vars: &Vars, ask: impl FnOnce(&Subject) -> Value) -> Value {
    subject(on, facts, vars).map_or(Value::Empty, |subject| ask(&subject))
}

fn asked(on: &On, fact: &Fact, facts: &dyn Facts, vars: &Vars) -> Value {
    let Some(subject) = subject(on, facts, vars) else { return Value::Empty };
    if let Fact::Given(id) = fact
        && let Some(input) = id.strip_prefix("input.")
    {
        return Value::Yes(!matches!(facts.input(&subject, &Id::from(input)), Value::Empty | Value::NotApplicable));
    }
    if let Fact::Given(id) = fact
        && let Some(setting) = id.strip_prefix("setting.")
    {
        return Value::Yes(!matches!(facts.setting(&Id::from(setting)), Value::Empty | Value::NotApplicable));
    }
    facts.fact(&subject, fact)
}

fn call(function: &Function, nodes: &[Node], facts: &dyn Facts, vars: &Vars) -> Value {
    let values: Vec<Value> = nodes.iter().map(|n| eval(n, facts, vars)).collect();
    match (function, values.as_slice()) {
        (Function::Duration, [Value::Text(text)]) => text.parse().map_or(Value::Empty, Value::Interval),
        (Function::Bands, [amount, Value::Many(rows)]) => number::bands(amount, rows).unwrap_or(Value::Empty),
        _ => facts.call(function, &values),
    }
}

fn calculate(arith: Arith, a: &Value, b: &Value, facts: &dyn Facts) -> Value {
    if matches!(a, Value::NotApplicable) || matches!(b, Value::NotApplicable) {
        return Value::NotApplicable;
    }
    if let (Some(a), Some(b)) = (Number::of(a), Number::of(b)) {
        return a.arith(arith, b).and_then(Number::value).unwrap_or(Value::Empty);
    }
    let answer = match (arith, a, b) {
        (Arith::Add, Value::Text(a), Value::Text(b)) => Some(Value::Text(format!("{a}{b}"))),
        (Arith::Add, Value::Interval(_) | Value::Seconds(_), Value::Date(_) | Value::Moment(_)) => {
            time::shift(b, a, 1, facts)
        }
        (Arith::Add, Value::Date(_) | Value::Moment(_), _) => time::shift(a, b, 1, facts),
        (Arith::Sub, Value::Date(_) | Value::Moment(_), Value::Date(_) | Value::Moment(_))
        | (Arith::Sub, Value::Time(_), Value::Time(_)) => time::difference(a, b, facts),
        (Arith::Sub, Value::Date(_) | Value::Moment(_), _) => time::shift(a, b, -1, facts),
        (Arith::Add, ..) => time::together(a, b, 1),
        (Arith::Sub, ..) => time::together(a, b, -1),
        _ => None,
    };
    answer.unwrap_or(Value::Empty)
}

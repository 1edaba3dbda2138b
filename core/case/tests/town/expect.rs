//! Holds what a scenario expects against what is.

use dengwen_case::*;
use dengwen_regulation::{
    model::Id,
    tree::Node,
    value::{Ref, Value},
};

use super::{Town, typed};

struct Check<'a> {
    town: &'a Town,
    place: usize,
    n: usize,
    faults: &'a mut Vec<String>,
}

impl Check<'_> {
    fn case(&self) -> &Case {
        &self.town.cases[self.place].1
    }

    fn fault(&mut self, what: &str, wanted: &str, found: &str) {
        let n = self.n;
        self.faults.push(format!("step {n}: {what}: expected {wanted}, found {found}"));
    }

    fn same(&mut self, what: &str, wanted: &str, found: &str) {
        if wanted != found {
            self.fault(what, wanted, found);
        }
    }
}

pub fn check(
    town: &Town,
    place: usize,
    n: usize,
    who: &str,
    events: &[Event],
    expect: &Node,
    faults: &mut Vec<String>,
) {
    let mut check = Check { town, place, n, faults };
    for (key, node) in &expect.map().unwrap().entries {
        one(&mut check, &key.text, node, who, events);
    }
}

fn entries(node: &Node) -> Vec<(String, Node)> {
    node.map().map(|m| m.entries.iter().map(|(k, v)| (k.text.clone(), v.clone())).collect()).unwrap_or_default()
}

fn words(node: &Node) -> Vec<String> {
    node.items().iter().filter_map(|n| n.text().map(str::to_owned)).collect()
}

fn one(check: &mut Check<'_>, key: &str, node: &Node, who: &str, events: &[Event]) {
    match key {
        "stage" => {
            let found = check.case().stage().map(ToString::to_string).unwrap_or_default();
            check.same("stage", node.text().unwrap_or_default(), &found);
        }
        "class" => entries(node).iter().for_each(|(axis, wanted)| {
            let found = check.case().main().and_then(|r| r.axes.get(axis.as_str())).map(|a| a.now.iter().map(Id::as_str).collect::<Vec<_>>().join(","));
            let found = found.filter(|f| !f.is_empty()).or_else(|| check.town.regulation.main.classes.get(axis.as_str())?.default.as_ref().map(ToString::to_string));
            check.same(&format!("class {axis}"), &words(wanted).join(","), &found.unwrap_or_default());
        }),
        "due" => entries(node).iter().for_each(|(limit, wanted)| due(check, limit, wanted.text().unwrap_or_default())),
        "running" | "stopped" | "met" | "late" | "passed" | "provisional" => {
            words(node).iter().for_each(|limit| limit_is(check, key, limit));
        }
        "issued" | "copies" | "told" | "asked" => happened(check, key, node, events),
        "open" | "closed" | "hidden" => offered(check, key, node, who),
        "assigned" | "links" | "fields" => kept(check, key, node),
        "number" => {
            let found = check.case().number.clone().unwrap_or_default();
            check.same("number", node.text().unwrap_or_default(), &found);
        }
        "warned" => words(node).iter().for_each(|wanted| {
            let has = events.iter().any(|e| matches!(e, Event::ActDone { warnings, .. } if warnings.iter().any(|w| w.zh.contains(wanted.as_str()) || w.en.contains(wanted.as_str()))));
            if !has {
                check.fault("warned", wanted, "not warned");
            }
        }),
        "counter" => entries(node).iter().for_each(|(id, wanted)| {
            let case = check.case();
            let (town, id) = (check.town, Id::from(id.as_str()));
            let found = town.asked(&case.id, |sur| counter(case, &town.regulation, &town.calendar, sur, &id, town.now));
            check.same(&format!("counter {id}"), wanted.text().unwrap_or_default(), &said(&found));
        }),
        "register" => {}
        other => match other.strip_suffix(".stage") {
            Some(register) if check.town.regulation.registers.contains_key(register) => {
                let case = check.town.cases.iter().find(|(n, ..)| *n == format!("@{register}"));
                let found = case.and_then(|c| c.1.stage()).map(ToString::to_string).unwrap_or_default();
                check.same(other, node.text().unwrap_or_default(), &found);
            }
            Some(part) => {
                let found = row(check.case(), part).and_then(|r| r.stage.as_ref().map(ToString::to_string)).unwrap_or_default();
                check.same(other, node.text().unwrap_or_default(), &found);
            }
            None => check.fault("expect", "a known word", other),
        },
    }
}

fn happened(check: &mut Check<'_>, key: &str, node: &Node, events: &[Event]) {
    match key {
        "issued" => words(node).iter().for_each(|document| {
            let has = events.iter().any(|e| matches!(e, Event::Issued { document: d, .. } if d.as_str() == document));
            if !has {
                check.fault("issued", document, "not issued by this step");
            }
        }),
        "copies" => entries(node).iter().for_each(|(document, wanted)| {
            let found = check
                .case()
                .papers
                .iter()
                .rev()
                .find(|p| p.document.as_str() == document)
                .map_or(0, |p| p.copies.len());
            check.same(&format!("copies of {document}"), wanted.text().unwrap_or_default(), &found.to_string());
        }),
        "told" => words(node).iter().for_each(|whom| {
            let has = events.iter().any(
                |e| matches!(e, Event::Told { named, who, .. } if told(check.town, check.case(), named, who, whom)),
            );
            if !has {
                check.fault("told", whom, "not told by this step");
            }
        }),
        "asked" => words(node).iter().for_each(|act| {
            let has = check.case().open_requests().any(|r| act.rsplit('.').next().is_some_and(|a| r.act.as_str() == a));
            if !has {
                check.fault("asked", act, "no such request open");
            }
        }),
        _ => {}
    }
}

fn kept(check: &mut Check<'_>, key: &str, node: &Node) {
    match key {
        "assigned" => entries(node).iter().for_each(|(place, wanted)| {
            let found: Vec<String> = check.case().holders(place).iter().map(ToString::to_string).collect();
            for one in words(wanted) {
                if !found.iter().any(|f| {
                    f.ends_with(&format!(":{one}"))
                        || f.starts_with(&format!("post:{one}"))
                        || f.ends_with(&format!("@{one}"))
                }) {
                    let found = found.join(",");
                    check.fault(&format!("assigned {place}"), &one, &found);
                }
            }
        }),
        "links" => entries(node).iter().for_each(|(name, wanted)| {
            let wanted = wanted.text().unwrap_or_default();
            let id = check.town.cases.iter().find(|(n, ..)| n == wanted).map(|(_, c, _)| c.id.clone());
            let has = check.case().links.iter().any(|(n, to, _)| n.as_str() == name && Some(to) == id.as_ref());
            if !has {
                check.fault(&format!("link {name}"), wanted, "not linked");
            }
        }),
        "fields" => entries(node).iter().for_each(|(field, wanted)| {
            let found = check.case().main().and_then(|r| r.values.get(field.as_str())).cloned().unwrap_or(Value::Empty);
            let wanted = words(wanted).join(",");
            if said(&found) != wanted {
                check.fault(&format!("field {field}"), &wanted, &said(&found));
            }
        }),
        _ => {}
    }
}

fn row<'a>(case: &'a Case, part: &str) -> Option<&'a Row> {
    match part.parse::<RowKey>() {
        Ok(key) if key.n > 0 => case.row(&key),
        _ => case.rows.iter().rev().find(|r| r.key.part == *part),
    }
}

fn told(town: &Town, case: &Case, named: &str, who: &[Principal], wanted: &str) -> bool {
    if named.split(", ").any(|n| n == wanted) {
        return true;
    }
    who.iter().any(|p| match p {
        Principal::Person(id) | Principal::Unit(id) => {
            id == wanted || town.people.get(id).is_some_and(|p| p.roles.iter().any(|r| r == wanted) || p.unit == wanted)
        }
        Principal::Post { role, unit } => *role == *wanted || unit.as_deref() == Some(wanted),
        Principal::Party(n) => case.parties.iter().any(|p| p.n == *n && p.kind == *wanted),
        other => other.to_string() == wanted,
    })
}

fn said(value: &Value) -> String {
    match value {
        Value::Text(t) => t.clone(),
        Value::Choice(id) => id.to_string(),
        Value::Yes(b) => b.to_string(),
        Value::Int(n) => n.to_string(),
        Value::Money(fen) if fen % 100 == 0 => (fen / 100).to_string(),
        Value::Money(fen) => format!("{}.{:02}", fen / 100, fen % 100),
        Value::Date(d) => d.to_string(),
        Value::Ref(Ref::Person(x) | Ref::Unit(x) | Ref::Body(x) | Ref::Place(x) | Ref::Case(x)) => x.clone(),
        Value::Many(all) => all.iter().map(said).collect::<Vec<_>>().join(","),
        Value::Empty => String::new(),
        other => format!("{other:?}"),
    }
}

/// `limit`, `PART.limit`, `PART[2].limit`.
fn views(check: &Check<'_>, name: &str) -> Vec<LimitView> {
    let (part, limit) = name.rsplit_once('.').map_or((None, name), |(p, l)| (Some(p), l));
    if let Some(place) = part.and_then(|p| check.town.cases.iter().position(|(n, ..)| *n == format!("@{p}"))) {
        return check.town.limits(place).into_iter().filter(|v| v.limit.as_str() == limit).collect();
    }
    let fits = |v: &LimitView| {
        v.limit.as_str() == limit
            && part.is_none_or(|p| match p.parse::<RowKey>() {
                Ok(key) if key.n > 0 => v.row == key,
                _ => v.row.part == *p,
            })
    };
    check.town.limits(check.place).into_iter().filter(fits).collect()
}

fn due(check: &mut Check<'_>, limit: &str, wanted: &str) {
    let all = views(check, limit);
    let Some(view) = all.iter().rev().find(|v| matches!(v.state, LimitState::Running { .. })).or(all.last()) else {
        return check.fault(&format!("due {limit}"), wanted, "no such run");
    };
    let due = match &view.state {
        LimitState::Running { due, .. } | LimitState::Ended { due, .. } => *due,
        LimitState::Sleeping => None,
    };
    let found = match due {
        None => "none".to_owned(),
        Some(due) => due.text(&view.counting),
    };
    let same = match (wanted, due) {
        ("none", None) => true,
        (wanted, Some(due)) if wanted.len() == 10 => due.on.to_string() == wanted,
        (wanted, Some(_)) => typed::local(check.town, wanted).is_some_and(|_| {
            let text = found.replace('T', " ");
            text.starts_with(wanted)
        }),
        _ => false,
    };
    if !same {
        check.fault(&format!("due {limit}"), wanted, &found);
    }
}

fn limit_is(check: &mut Check<'_>, key: &str, limit: &str) {
    let all = views(check, limit);
    let is = |v: &LimitView| match (key, &v.state) {
        ("running", LimitState::Running { .. }) => true,
        ("met", LimitState::Ended { how: HowEnded::Met, .. }) => true,
        ("late", LimitState::Ended { how: HowEnded::Late, .. }) => true,
        ("passed", LimitState::Running { passed, .. } | LimitState::Ended { passed, .. }) => passed.is_some(),
        ("provisional", LimitState::Running { due, .. }) => due.is_some_and(|d| d.provisional),
        _ => false,
    };
    let running = all.iter().any(|v| matches!(v.state, LimitState::Running { .. }));
    let holds = if key == "stopped" { !running } else { all.iter().any(is) };
    if !holds {
        let found = all.iter().map(|v| format!("{:?}", v.state)).collect::<Vec<_>>().join("; ");
        check.fault(key, limit, &found);
    }
}

fn offered(check: &mut Check<'_>, key: &str, node: &Node, who: &str) {
    let actor = check.town.actor(who, Some(check.place));
    let all = check.town.offers(check.place, &actor);
    let find = |name: &str| {
        let (part, act) = name.rsplit_once('.').map_or((None, name), |(p, a)| (Some(p), a));
        all.iter()
            .filter(|o| o.act.as_str() == act && part.is_none_or(|p| o.row.part == *p.split('[').next().unwrap()))
            .cloned()
            .collect::<Vec<_>>()
    };
    match key {
        "open" => words(node).iter().for_each(|name| {
            if !find(name).iter().any(|o| matches!(o.state, OfferState::Open { .. })) {
                check.fault(
                    "open",
                    name,
                    &format!("{:?}", find(name).iter().map(|o| format!("{:?}", o.state)).collect::<Vec<_>>()),
                );
            }
        }),
        "hidden" => words(node).iter().for_each(|name| {
            if !find(name).is_empty() {
                check.fault("hidden", name, "shown");
            }
        }),
        _ => entries(node).iter().for_each(|(name, article)| {
            let article = article.text().unwrap_or_default().to_owned();
            let closed = find(name).iter().any(|o| match &o.state {
                OfferState::Closed(refusals) => refusals.iter().any(|r| {
                    if article.is_empty() { r.article.is_none() } else { r.article.as_deref() == Some(&article) }
                }),
                OfferState::Open { options, .. } => options.iter().any(|o| o.option.as_str() == name),
            });
            if !closed {
                let found: Vec<String> = find(name)
                    .iter()
                    .map(|o| match &o.state {
                        OfferState::Closed(r) => {
                            format!("closed {:?}", r.iter().map(|r| (r.code(), r.article.clone())).collect::<Vec<_>>())
                        }
                        OfferState::Open { .. } => "open".to_owned(),
                    })
                    .collect();
                check.fault("closed", &format!("{name} {article}"), &format!("{found:?}"));
            }
        }),
    }
}

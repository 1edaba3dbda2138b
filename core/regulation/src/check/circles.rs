//! # circle
//!
//! Conditions, computed fields and roles that lean on themselves; stages and classes whose `then` set each other off without
//! end. What is unguarded is an error, what an `if` may break is a warning.
//!
//! ```yaml
//! conditions: {a: {label: 甲 | a, is: b}, b: {label: 乙 | b, is: a}}
//! ```

use super::view::{Done, Origin, View, error, parts_of, quoted, warning};
use crate::{
    expr::{Read, reads},
    finding::Finding,
    model::{Id, Label, Rule, Shape, Target, What, Who},
};

type Link = (String, String, bool);

/// Circles.
pub(super) fn circles(view: &View<'_>, findings: &mut Vec<Finding>) {
    leaning(view, findings);
    for (at, shape) in view.reg.shapes() {
        let effects: Vec<&Done<'_>> = view.effects.iter().filter(|done| done.at == at).collect();
        setting_off(shape, &effects, findings);
        computed(shape, findings);
    }
}

fn leaning(view: &View<'_>, findings: &mut Vec<Finding>) {
    let mut links = Vec::new();
    for (id, condition) in &view.reg.conditions {
        for read in reads(&condition.is.node) {
            if let Read::Condition(other) | Read::Name(_, other) = read
                && view.reg.conditions.contains_key(&other)
            {
                links.push((id.to_string(), other.to_string(), true));
            }
        }
    }
    for circle in found(&links) {
        let Some(condition) = view.reg.conditions.get(circle.0.as_str()) else { continue };
        findings.push(tell(
            &condition.rule,
            &circle,
            &condition.label,
            ("写出其中一个条件的内容", "write out what one of them says"),
        ));
    }
    let mut links = Vec::new();
    for (id, role) in &view.reg.roles {
        for who in role.is.iter().flat_map(parts_of) {
            if let Who::Role(other) = who {
                links.push((id.to_string(), other.to_string(), true));
            }
        }
    }
    for circle in found(&links) {
        let Some(role) = view.reg.roles.get(circle.0.as_str()) else { continue };
        findings.push(tell(
            &role.rule,
            &circle,
            &role.label,
            ("让其中一个角色由本单位指定（删去 is）", "let the office name one of them (remove `is`)"),
        ));
    }
}

fn computed(shape: &Shape, findings: &mut Vec<Finding>) {
    let mut links = Vec::new();
    for (id, field) in &shape.fields {
        for expr in field.value.iter().chain(&field.cond) {
            for read in reads(&expr.node) {
                if let Read::Name(_, other) = read
                    && shape.fields.get(&other).is_some_and(|field| field.value.is_some() || field.cond.is_some())
                {
                    links.push((id.to_string(), other.to_string(), true));
                }
            }
        }
    }
    for circle in found(&links) {
        let Some(field) = shape.fields.get(circle.0.as_str()) else { continue };
        findings.push(tell(
            &field.rule,
            &circle,
            &field.label,
            ("让其中一个字段由人填写", "let one of the fields be entered by hand"),
        ));
    }
}

/// Stages and classes whose `then` lead to each other.
fn setting_off(shape: &Shape, effects: &[&Done<'_>], findings: &mut Vec<Finding>) {
    let mut links: Vec<Link> = Vec::new();
    for done in effects {
        let from = match done.origin {
            Origin::Stage(id) => format!("stage {id}"),
            Origin::Class(id) => format!("class {id}"),
            _ => continue,
        };
        let guarded = done.effect.cond.is_some() || matches!(done.origin, Origin::Class(id) if conditional(shape, id));
        match &done.effect.what {
            What::Go(Target::Stage(to)) => links.push((from, format!("stage {to}"), !guarded)),
            What::Class(map, _) => {
                links.extend(map.keys().map(|axis| (from.clone(), format!("class {axis}"), !guarded)))
            }
            _ => {}
        }
    }
    for circle in found(&links) {
        let (rule, label) = match circle.0.split_once(' ') {
            Some(("stage", id)) => shape.stages.get(id).map(|stage| (&stage.rule, &stage.label)),
            Some((_, id)) => shape.classes.get(id).map(|axis| (&axis.rule, &axis.label)),
            None => None,
        }
        .unwrap_or((&shape.rule, &shape.label));
        let mend = ("给其中一个后果加 if，或者删去", "give one of the effects an `if`, or remove it");
        findings.push(tell(rule, &circle, label, mend));
    }
}

fn conditional(shape: &Shape, axis: &Id) -> bool {
    shape.classes.get(axis).is_some_and(|axis| axis.then.iter().all(|then| then.cond.is_some()))
}

fn tell(rule: &Rule, circle: &(String, Vec<String>, bool), label: &Label, mend: (&str, &str)) -> Finding {
    let way = circle.1.join(" → ");
    let (zh, en) = quoted(label, &circle.0);
    let (zh, en) = (format!("{zh}绕回自己：{way}"), format!("{en} leads back to itself: {way}"));
    let make = if circle.2 { error } else { warning };
    make("circle", rule, &circle.0, &zh, &en).mend(mend.0, mend.1)
}

/// Each circle once, by its first name: the names on the way, and whether nothing can break it.
fn found(links: &[Link]) -> Vec<(String, Vec<String>, bool)> {
    let mut circles: Vec<(String, Vec<String>, bool)> = Vec::new();
    for (start, ..) in links {
        if circles.iter().any(|(_, way, _)| way.contains(start)) {
            continue;
        }
        let mut ways: Vec<(Vec<String>, bool)> = vec![(vec![start.clone()], true)];
        let mut seen: Vec<String> = Vec::new();
        while let Some((way, sure)) = ways.pop() {
            let Some(last) = way.last().cloned() else { continue };
            if way.len() > 1 && last == *start {
                circles.push((start.clone(), way, sure));
                break;
            }
            if way.len() > 1 && seen.contains(&last) {
                continue;
            }
            seen.push(last.clone());
            for (_, to, certain) in links.iter().filter(|(from, ..)| *from == last) {
                let longer: Vec<String> = way.iter().cloned().chain([to.clone()]).collect();
                ways.push((longer, sure && *certain));
            }
        }
    }
    circles
}

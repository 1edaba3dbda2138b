//! # limit-without-time, limit-without-start, limit-without-end, limit-without-owner, row-never-reached, moment-that-never-comes
//!
//! A limit says from which moment, within which time, until which moment, and whom it binds (`who`, else whoever may do what is
//! in `until`). A row after one without `if` never counts. A moment counts only if some act, effect or ground can make it happen.
//!
//! ```yaml
//! close: {label: 办结 | close, within: 15 days, from: received, until: issued letter}       # and no act issues `letter`
//! ```

use super::view::{Origin, View, error, quoted};
use crate::{
    expr::other,
    finding::Finding,
    model::{Binding, Id, InputWhat, Limit, Moment, Moments, ShapeRef, What, Within},
};

/// Limits that no moment starts or ends, or that bind nobody.
pub(super) fn limits(view: &View<'_>, findings: &mut Vec<Finding>) {
    for (at, shape) in view.reg.shapes() {
        for (id, limit) in &shape.limits {
            let name = quoted(&limit.label, id);
            time(id, limit, &name, findings);
            start(view, &at, id, limit, &name, findings);
            end(view, &at, id, limit, &name, findings);
            owner(view, &at, id, limit, &name, findings);
        }
    }
}

fn time(id: &Id, limit: &Limit, name: &(String, String), findings: &mut Vec<Finding>) {
    if limit.within.is_empty() && limit.every.is_none() && limit.at_latest.is_none() {
        let found = error(
            "limit-without-time",
            &limit.rule,
            id,
            &format!("期限{}没有写时间", name.0),
            &format!("the limit {} gives no time", name.1),
        );
        findings.push(found.mend(
            "写 within: 15 working-days；原文未写的写 within: none 或 promptly",
            "write `within: 15 working-days`; where the text gives none, `none` or `promptly`",
        ));
    }
    let rest = limit.within.iter().position(|row| row.cond.is_none());
    if let Some(rest) = rest
        && let Some(row) = limit.within.get(rest + 1)
    {
        let found = error(
            "row-never-reached",
            &row.rule,
            id,
            &format!("期限{}：无条件的一行之后，这一行永远用不上", name.0),
            &format!("the limit {}: after a row without `if` this row never counts", name.1),
        );
        findings.push(found.mend("把无条件的一行移到最后", "put the row without `if` last"));
    }
}

fn start(view: &View<'_>, at: &ShapeRef, id: &Id, limit: &Limit, name: &(String, String), findings: &mut Vec<Finding>) {
    if limit.from == Moments::None {
        let wide = matches!(at, ShapeRef::Register(_)) || limit.every.is_some();
        if !wide {
            let found = error(
                "limit-without-start",
                &limit.rule,
                id,
                &format!("期限{}没有起点", name.0),
                &format!("no moment starts the limit {}", name.1),
            );
            findings
                .push(found.mend("写 from: received，或者 from: act 行为", "write `from: received` or `from: act A`"));
        }
        return;
    }
    never(view, at, id, limit, &limit.from, ("没有起点会发生", "never starts"), name, findings);
}

fn end(view: &View<'_>, at: &ShapeRef, id: &Id, limit: &Limit, name: &(String, String), findings: &mut Vec<Finding>) {
    if limit.until == Moments::None {
        let ends_itself = matches!(limit.binding, Binding::Trigger | Binding::Right) || limit.every.is_some();
        if !ends_itself {
            let found = error(
                "limit-without-end",
                &limit.rule,
                id,
                &format!("期限{}没有终点", name.0),
                &format!("no moment ends the limit {}", name.1),
            );
            findings.push(found.mend(
                "写 until: act 行为；只用来触发后果的写 binding: trigger",
                "write `until: act A`; where it only sets something off, `binding: trigger`",
            ));
        }
        return;
    }
    never(view, at, id, limit, &limit.until, ("没有终点会发生", "never ends"), name, findings);
}

#[expect(clippy::too_many_arguments, reason = "one sentence with its parts")]
fn never(
    view: &View<'_>,
    at: &ShapeRef,
    id: &Id,
    limit: &Limit,
    moments: &Moments,
    words: (&str, &str),
    name: &(String, String),
    findings: &mut Vec<Finding>,
) {
    let all = moments.all();
    let dead: Vec<&&Moment> = all.iter().filter(|moment| !comes(view, at, moment)).collect();
    for moment in &dead {
        let text = written(moment);
        let (zh, en) = if dead.len() == all.len() {
            (
                format!("期限{}{}：{text} 不会发生", name.0, words.0),
                format!("the limit {} {}: `{text}` never comes", name.1, words.1),
            )
        } else {
            (
                format!("期限{}中的 {text} 不会发生", name.0),
                format!("in the limit {} the moment `{text}` never comes", name.1),
            )
        };
        let (mend_zh, mend_en) = mend(moment);
        let found = error("moment-that-never-comes", &limit.rule, id, &zh, &en);
        findings.push(found.mend(&mend_zh, &mend_en));
    }
}

fn mend(moment: &Moment) -> (String, String) {
    match moment {
        Moment::Issued(d) | Moment::Served(d, _) | Moment::Signed(d) => (
            format!("在某个行为的 does 中写 issue: {d}，或者换一个时刻"),
            format!("write `issue: {d}` in the `does` of an act, or name another moment"),
        ),
        Moment::Asked(a) => {
            (format!("在某个行为的 does 中写 ask: {a}"), format!("write `ask: {a}` in the `does` of an act"))
        }
        Moment::Stage(s) => {
            (format!("在某个行为的 does 中写 go: {s}"), format!("write `go: {s}` in the `does` of an act"))
        }
        Moment::Class(axis, value) => {
            (format!("让某个行为填写或者设定 {axis}: {value}"), format!("let an act ask or set `{axis}: {value}`"))
        }
        Moment::Field(f) => (format!("在某个行为的 input 中加 {f}"), format!("add `{f}` to the input of an act")),
        _ => ("换一个会发生的时刻".to_owned(), "name a moment that does come".to_owned()),
    }
}

fn written(moment: &Moment) -> String {
    match moment {
        Moment::Received => "received".to_owned(),
        Moment::Opened => "opened".to_owned(),
        Moment::Added => "added".to_owned(),
        Moment::Act { of, act, option } => {
            let of = of.as_ref().map(|of| format!("{of}.")).unwrap_or_default();
            let option = option.as_ref().map(|option| format!(".{option}")).unwrap_or_default();
            format!("act {of}{act}{option}")
        }
        Moment::Stage(s) => format!("stage {s}"),
        Moment::Class(a, v) => format!("class {a} {v}"),
        Moment::Ground(a, g) => format!("ground {a} {g}"),
        Moment::Field(f) => format!("field {f}"),
        Moment::Issued(d) => format!("issued {d}"),
        Moment::Served(d, _) => format!("served {d}"),
        Moment::Signed(d) => format!("signed {d}"),
        Moment::Asked(a) => format!("asked {a}"),
        Moment::Passed(l) => format!("passed {l}"),
        Moment::Ended(l) => format!("ended {l}"),
    }
}

/// Can anything make this moment happen.
fn comes(view: &View<'_>, at: &ShapeRef, moment: &Moment) -> bool {
    match moment {
        Moment::Issued(d) | Moment::Served(d, _) => view.is_made(d),
        Moment::Signed(d) => {
            view.is_made(d) && view.reg.documents.get(d).is_some_and(|document| !document.signed_by.is_empty())
        }
        Moment::Asked(a) => {
            view.effects.iter().any(|done| matches!(&done.effect.what, What::Ask { act, .. } if act == a))
        }
        Moment::Stage(s) => stage_comes(view, at, s),
        Moment::Class(axis, value) => class_comes(view, at, axis, value),
        Moment::Field(f) => field_comes(view, f),
        Moment::Ended(link) => crate::expr::link_names(view.reg).contains(link),
        _ => true,
    }
}

fn stage_comes(view: &View<'_>, at: &ShapeRef, stage: &Id) -> bool {
    let homes = std::iter::once(at.clone()).chain(std::iter::once(ShapeRef::Main));
    homes.filter_map(|at| super::graph::Graph::of(view, &at)).any(|graph| graph.reached().contains(stage))
}

/// A class value is set by an input, an effect, a ground, a default, or by whoever may change the class.
fn class_comes(view: &View<'_>, at: &ShapeRef, axis: &Id, value: &Id) -> bool {
    let around = crate::expr::around(view.reg, at);
    let Some(found) = around.into_iter().find_map(|(_, shape)| shape.classes.get(axis)) else { return true };
    let under = |id: &Id| id == value || found.values.get(id).and_then(|v| v.of.as_ref()) == Some(value);
    let grounds = found.grounds.iter().any(|ground| under(&ground.value));
    let by_hand =
        found.set_provisional.is_some() || found.set_final.is_some() || found.default.as_ref().is_some_and(under);
    let asked = view.inputs().any(|what| matches!(what, InputWhat::Class(id) if id == axis));
    let set =
        view.effects.iter().any(|done| matches!(&done.effect.what, What::Class(map, _) if map.contains_key(axis)));
    grounds || by_hand || asked || set
}

fn field_comes(view: &View<'_>, field: &Id) -> bool {
    let asked = view.inputs().any(|what| matches!(what, InputWhat::Field(id) | InputWhat::Own(id, _) if id == field));
    let set = view.effects.iter().any(|done| {
        done.effect.with.contains_key(field) || matches!(&done.effect.what, What::Set(map) if map.contains_key(field))
    });
    let computed = view
        .reg
        .shapes()
        .any(|(_, shape)| shape.fields.get(field).is_some_and(|f| f.value.is_some() || f.default.is_some()));
    let opened = view
        .reg
        .shapes()
        .any(|(at, shape)| shape.fields.contains_key(field) && at != ShapeRef::Main && row_asks(view, &at));
    asked || set || computed || opened
}

fn row_asks(view: &View<'_>, at: &ShapeRef) -> bool {
    let acts = view.reg.shapes().flat_map(|(_, shape)| shape.acts.values());
    acts.filter_map(|act| act.opens.as_ref()).any(|opened| other(view.reg, opened).as_ref() == Some(at))
}

fn owner(view: &View<'_>, at: &ShapeRef, id: &Id, limit: &Limit, name: &(String, String), findings: &mut Vec<Finding>) {
    if limit.who.is_some() || limit.each.is_some() || matches!(limit.binding, Binding::Trigger) {
        return;
    }
    if limit.until == Moments::None || limit.within.iter().all(|row| row.is == Within::None) && limit.every.is_none() {
        return;
    }
    let until = limit.until.all();
    if until.iter().all(|moment| !comes(view, at, moment)) || until.iter().any(|moment| somebody(view, at, moment)) {
        return;
    }
    let found = error(
        "limit-without-owner",
        &limit.rule,
        id,
        &format!("期限{}没有写由谁负责，终点也不是谁的行为", name.0),
        &format!("the limit {} binds nobody: no `who`, and its end is no act of anybody", name.1),
    );
    findings.push(found.mend("写 who: 角色", "write `who: ROLE`"));
}

/// Does somebody's act make this moment.
fn somebody(view: &View<'_>, at: &ShapeRef, moment: &Moment) -> bool {
    let by_act = |wanted: &dyn Fn(&What) -> bool| {
        view.effects.iter().any(|done| matches!(done.origin, Origin::Act(..)) && wanted(&done.effect.what))
    };
    match moment {
        Moment::Act { .. } | Moment::Signed(_) | Moment::Served(..) => true,
        Moment::Issued(d) => by_act(&|what| matches!(what, What::Issue(id) if id == d)) || view.is_made(d),
        Moment::Asked(a) => by_act(&|what| matches!(what, What::Ask { act, .. } if act == a)),
        Moment::Stage(s) => super::graph::Graph::of(view, at)
            .into_iter()
            .chain(super::graph::Graph::of(view, &ShapeRef::Main))
            .any(|graph| graph.edges.iter().any(|edge| edge.to == *s && matches!(edge.origin, Origin::Act(..)))),
        Moment::Class(axis, _) => {
            view.inputs().any(|what| matches!(what, InputWhat::Class(id) if id == axis))
                || by_act(&|what| matches!(what, What::Class(map, _) if map.contains_key(axis)))
        }
        Moment::Field(f) => field_comes(view, f),
        _ => false,
    }
}

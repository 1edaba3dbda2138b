//! What stands in the way of an act: presence, stage, request, lapsed right, guards, what must be on file.

use dengwen_regulation::{
    expr::Facts as _,
    model::{Act, Guard, Id, Input, Label, OnFile, OpenIn},
    value::Value,
};

use super::{Found, apart, guards, may, standing, who_may::May};
use crate::{
    eye::Eye,
    labels, limits,
    types::{Code, Refusal},
    work::Work,
};

/// All refusals of an act on the state as the work has it.
pub(crate) fn refusals(work: &Work<'_>, found: &Found<'_>, option: Option<&Id>) -> Vec<Refusal> {
    let eye = work.eye(found.row);
    let mut all = by_stage(&eye, found, option);
    all.extend(by_guards(&eye, found, option, |_| true));
    all.extend(by_needs(&eye, found, option, |_| true));
    all.extend(apart::unknown_yet(&eye, found));
    all
}

/// The same before anything is given: guards that look at what is asked cannot be judged yet.
pub(crate) fn before_input(eye: &Eye<'_>, found: &Found<'_>, option: Option<&Id>) -> Vec<Refusal> {
    let inputs: Vec<&Input> = found.act.input.iter().chain(found.act.choose.values().flat_map(|o| &o.input)).collect();
    let mut all = by_stage(eye, found, option);
    let known = |guard: &Guard| !guards::looks_at_input(eye.regulation, &guard.cond, &inputs);
    all.extend(by_guards(eye, found, option, known));
    // The steps of its own guide are ticked with the act.
    let own = |one: &OnFile| matches!(one, OnFile::Guide(id) if found.act.guide.as_ref() == Some(id));
    all.extend(by_needs(eye, found, option, |needs| !needs.iter().any(own)));
    all
}

/// Closed by presence, stage, request or a right that has lapsed.
fn by_stage(eye: &Eye<'_>, found: &Found<'_>, option: Option<&Id>) -> Vec<Refusal> {
    let mut all = Vec::new();
    if !is_there(eye, found.act) {
        let label = Label::new("在此情形下没有这一事项", "there is no such act in this situation");
        return vec![Refusal::new(Code::ActUnknown, label).by(&found.act.rule)];
    }
    if !in_stage(eye, found) {
        all.push(not_in_stage(eye, found));
    }
    let asked = || eye.case.open_requests().any(|request| request.act == *found.id && request.row == found.row);
    if found.act.asked && !asked() {
        let label = Label::new("无人提出请求，尚不能办理", "nobody has asked for this");
        all.push(Refusal::new(Code::NotAsked, label).by(&found.act.rule));
    }
    if let Some(limit) = limits::lapsed(eye, found.id, option) {
        let (zh, en) =
            (format!("期限已过：{}", limit.label.zh), format!("the time for this is over: {}", limit.label.en));
        all.push(Refusal::new(Code::LimitLapsed, Label::new(&zh, &en)).by(&limit.rule));
    }
    all
}

/// Without its `if` an act is not there at all.
pub(crate) fn is_there(eye: &Eye<'_>, act: &Act) -> bool {
    eye.applies(act.cond.as_ref())
}

fn in_stage(eye: &Eye<'_>, found: &Found<'_>) -> bool {
    let Some(row) = eye.case.rows.get(found.row) else { return false };
    match &found.act.open_in {
        OpenIn::Always => true,
        OpenIn::Any => row.is_open(),
        OpenIn::Stages(stages) => {
            // The act that begins the case has no stage yet.
            let begins = found.act.begins != dengwen_regulation::model::Begins::No && row.stage.is_none();
            begins || row.stage.as_ref().is_some_and(|stage| stages.contains(stage))
        }
    }
}

fn not_in_stage(eye: &Eye<'_>, found: &Found<'_>) -> Refusal {
    let row = eye.case.rows.get(found.row);
    let stage_label =
        |id: &Id| found.shape.stages.get(id).map_or_else(|| Label::plain(id), |stage| stage.label.clone());
    let now = row.and_then(|row| row.stage.as_ref()).map_or_else(|| Label::new("尚未开始", "not begun"), stage_label);
    let label = match &found.act.open_in {
        OpenIn::Stages(stages) => {
            let wanted: Vec<Label> = stages.iter().map(stage_label).collect();
            let wanted = labels::listed(&wanted, "、", ", ");
            Label::new(
                &format!("现处“{}”，须在“{}”时办理", now.zh, wanted.zh),
                &format!("the stage is `{}`; this is done in `{}`", now.en, wanted.en),
            )
        }
        _ => Label::new(
            &format!("已处“{}”，不能再办理", now.zh),
            &format!("the stage is `{}`; this cannot be done any more", now.en),
        ),
    };
    Refusal::new(Code::NotInStage, label).by(&found.act.rule)
}

fn by_guards(eye: &Eye<'_>, found: &Found<'_>, option: Option<&Id>, judged: impl Fn(&Guard) -> bool) -> Vec<Refusal> {
    let mut all = Vec::new();
    let mut guard = |guard: &Guard, rule| {
        if judged(guard)
            && let Some(refusal) = guards::stands(eye, guard, Code::Guard, rule)
        {
            all.push(refusal);
        }
    };
    found.act.refuse.iter().for_each(|one| guard(one, &found.act.rule));
    let option = option.and_then(|option| found.act.choose.get(option));
    if let Some(option) = option {
        option.refuse.iter().for_each(|one| guard(one, &option.rule));
        if !eye.applies(option.cond.as_ref()) {
            let label = Label::new("在此情形下没有这一选项", "there is no such option in this situation");
            all.push(Refusal::new(Code::OptionUnknown, label).by(&option.rule).at("option"));
        }
    }
    all
}

/// What must be on file and is not.
fn by_needs(eye: &Eye<'_>, found: &Found<'_>, option: Option<&Id>, judged: impl Fn(&[OnFile]) -> bool) -> Vec<Refusal> {
    let option = option.and_then(|option| found.act.choose.get(option));
    let needs = found.act.needs.iter().map(|needs| (needs, &found.act.rule));
    let option_needs = option.into_iter().flat_map(|option| option.needs.iter().map(|needs| (needs, &option.rule)));
    let missing = |needs: &[OnFile]| judged(needs) && !needs.iter().any(|one| on_file(eye, one));
    needs
        .chain(option_needs)
        .filter(|(needs, _)| missing(needs))
        .map(|(needs, rule)| lacking(eye, needs).by(rule))
        .collect()
}

fn on_file(eye: &Eye<'_>, one: &OnFile) -> bool {
    use dengwen_regulation::expr::{Fact, Subject};
    let fact = match one {
        OnFile::Document(id) => Fact::Issued(id.clone()),
        OnFile::Act(id, option) => Fact::Done(id.clone(), option.clone()),
        OnFile::Guide(id) => return guided(eye, id),
    };
    eye.fact(&Subject::Here, &fact) == Value::Yes(true)
}

/// A guide is worked through when every step that must leave a trace was ticked, in one act or several.
fn guided(eye: &Eye<'_>, id: &Id) -> bool {
    let Some(guide) = eye.regulation.guides.get(id) else { return true };
    let key = format!("guide.{id}");
    let inputs = eye.case.acts.iter().map(|done| &done.input).chain(eye.hand.map(|hand| &hand.input));
    let ticked: Vec<i64> = inputs
        .filter_map(|input| input.value(&key))
        .flat_map(|value| match value {
            Value::Many(values) => values.clone(),
            one => vec![one.clone()],
        })
        .filter_map(|value| if let Value::Int(step) = value { Some(step) } else { None })
        .collect();
    let steps = guide.steps.iter().zip(1_i64..);
    steps.filter(|(step, _)| step.required).all(|(_, number)| ticked.contains(&number))
}

fn lacking(eye: &Eye<'_>, needs: &[OnFile]) -> Refusal {
    let plain = |id: &Id| Label::plain(id);
    let named: Vec<Label> = needs
        .iter()
        .map(|one| match one {
            OnFile::Document(id) => eye.regulation.documents.get(id).map_or_else(|| plain(id), |d| d.label.clone()),
            OnFile::Act(id, _) => act_label(eye, id).unwrap_or_else(|| plain(id)),
            OnFile::Guide(id) => eye.regulation.guides.get(id).map_or_else(|| plain(id), |guide| guide.label.clone()),
        })
        .collect();
    let named = labels::listed(&named, "或者", " or ");
    let label = Label::new(&format!("案卷中尚缺：{}", named.zh), &format!("not on file yet: {}", named.en));
    let remedy =
        needs.iter().filter_map(|one| if let OnFile::Act(id, _) = one { Some(id.clone()) } else { None }).collect();
    Refusal { remedy, ..Refusal::new(Code::Needs, label) }
}

fn act_label(eye: &Eye<'_>, id: &Id) -> Option<Label> {
    let own = eye.shape_of(eye.row).and_then(|shape| shape.acts.get(id));
    own.or_else(|| eye.regulation.shapes().find_map(|(_, shape)| shape.acts.get(id))).map(|act| act.label.clone())
}

/// Warnings that hold.
pub(crate) fn warnings(work: &Work<'_>, found: &Found<'_>, option: Option<&Id>) -> Vec<Refusal> {
    let eye = work.eye(found.row);
    let option = option.and_then(|option| found.act.choose.get(option));
    let all = found.act.warn.iter().chain(option.into_iter().flat_map(|option| &option.warn));
    all.filter_map(|guard| guards::stands(&eye, guard, Code::Warned, &found.act.rule)).collect()
}

/// Warnings that hold already, whatever will be given.
pub(crate) fn warnings_before(eye: &Eye<'_>, found: &Found<'_>) -> Vec<Refusal> {
    let inputs: Vec<&Input> = found.act.input.iter().chain(found.act.choose.values().flat_map(|o| &o.input)).collect();
    let known = found.act.warn.iter().filter(|guard| !guards::looks_at_input(eye.regulation, &guard.cond, &inputs));
    known.filter_map(|guard| guards::stands(eye, guard, Code::Warned, &found.act.rule)).collect()
}

/// Acts of the same row that the actor may do now.
pub(crate) fn open_instead(work: &Work<'_>, closed: &Found<'_>) -> Vec<Id> {
    let eye = work.eye(closed.row);
    let open = |found: &Found<'_>| {
        found.id != closed.id
            && found.act.begins == dengwen_regulation::model::Begins::No
            && !matches!(may(&eye, found.act, found.id, &work.hand.actor), May::No | May::Barred)
            && before_input(&eye, found, None).is_empty()
            && (!found.act.standing || standing::worth_offering(&eye, found, &work.hand.actor))
    };
    let acts = closed.shape.acts.iter().map(|(id, act)| Found { row: closed.row, id, act, shape: closed.shape });
    acts.filter(|found| !found.act.standing).filter(open).map(|found| found.id.clone()).collect()
}

//! An extract, never the original: what reaches the side complained of in a protected case encloses no file but extracts made
//! in the case, and what that side handed in itself.

use dengwen_regulation::{
    model::{Id, Label, Rule, Side},
    value::{Ref, Value},
};

use crate::{
    eye::Eye,
    types::{Case, Code, Entry, Event, Paper, PartyOn, Principal, Refusal},
    work::Work,
};

/// The standing act by which an extract comes about.
pub const MAKE_EXTRACT: &str = "make_extract";
/// Where it keeps the file.
const FILE: &str = "file";

/// The extracts made in a case, by their files, oldest first.
#[must_use]
pub fn extracts(case: &Case) -> Vec<&String> {
    let made = case.acts.iter().filter(|done| *done.act == *MAKE_EXTRACT);
    made.filter_map(|done| done.input.value(FILE)).flat_map(files_in).collect()
}

/// Refuses an act by which a file that is no extract would reach the side complained of.
pub(super) fn keep_back(work: &mut Work<'_>) {
    if !is_protected(&work.eye(0)) {
        return;
    }
    let others: Vec<&PartyOn> = work.case.parties.iter().filter(|party| is_complained_of(work, party)).collect();
    let those: Vec<Principal> = others.iter().flat_map(|party| party.principals()).collect();
    let own = |n: u32| others.iter().any(|party| party.n == n);
    let mut free: Vec<&String> = extracts(&work.case);
    let theirs = work.case.acts.iter().filter(|done| done.by.party.is_some_and(own) && done.by.person.is_none());
    for done in theirs {
        let values = done.input.0.values().filter_map(|entry| if let Entry::Value(v) = entry { Some(v) } else { None });
        free.extend(values.flat_map(files_in));
    }
    let kept = |paper: &Paper| {
        let held = |(name, value): (&String, &Value)| {
            files_in(value).iter().any(|file| !free.contains(file)).then(|| name.clone())
        };
        paper.values.iter().filter_map(held).collect::<Vec<String>>()
    };
    let reached = work.events.iter().filter_map(|event| reaching(&work.case, event, &those));
    let found = reached.filter_map(|paper| Some((paper, kept(paper))).filter(|(_, names)| !names.is_empty()));
    let refusals: Vec<Refusal> = found.map(|(paper, names)| refused(work, &paper.document, names)).collect();
    refusals.into_iter().for_each(|refusal| work.refuse(refusal));
}

fn is_protected(eye: &Eye<'_>) -> bool {
    let row = eye.regulation.protection.iter().find(|row| eye.applies(row.cond.as_ref()));
    row.is_some_and(|row| row.sealed)
}

fn is_complained_of(work: &Work<'_>, party: &PartyOn) -> bool {
    work.regulation.parties.get(&party.kind).is_some_and(|kind| kind.side == Side::ComplainedOf)
}

/// The paper that an event brings to one of those.
fn reaching<'c>(case: &'c Case, event: &Event, those: &[Principal]) -> Option<&'c Paper> {
    let among = |who: &[Principal]| who.iter().any(|one| those.contains(one));
    let latest = |document: &Id| case.papers.iter().rev().find(|paper| paper.document == *document);
    match event {
        Event::Issued { n, copies, to, per, .. } => {
            let held = copies.iter().any(|copy| among(&copy.holder)) || among(to);
            let per = per.as_ref().is_some_and(|per| those.contains(per));
            case.paper(*n).filter(|_| held || per)
        }
        Event::Handed { document, n, to, .. } if among(to) => n.map_or_else(|| latest(document), |n| case.paper(n)),
        Event::Served { n, to, .. } if among(to) => case.paper(*n),
        Event::Told { who, document: Some(document), n, .. } if among(who) => {
            n.map_or_else(|| latest(document), |n| case.paper(n))
        }
        _ => None,
    }
}

fn refused(work: &Work<'_>, document: &Id, names: Vec<String>) -> Refusal {
    let own = work.regulation.documents.get(document);
    let label = own.map_or_else(|| Label::plain(document), |document| document.label.clone());
    let label = Label::new(
        &format!("交给被反映一方的“{}”只能附摘抄件，不得附原件或其复印件", label.zh),
        &format!(
            "`{}` goes to the side complained of: only an extract may go with it, never the original or a copy",
            label.en
        ),
    );
    let rule = own.map_or_else(Rule::default, |document| document.rule.clone());
    let refusal = Refusal::new(Code::OriginalKeptBack, label).by(&rule);
    Refusal { fields: names, remedy: vec![Id::from(MAKE_EXTRACT)], ..refusal }
}

fn files_in(value: &Value) -> Vec<&String> {
    match value {
        Value::Ref(Ref::File(id)) => vec![id],
        Value::Many(all) => all.iter().flat_map(files_in).collect(),
        _ => Vec::new(),
    }
}

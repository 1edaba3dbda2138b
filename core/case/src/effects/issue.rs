//! `issue` and `publish`: papers.

use dengwen_regulation::{
    expr::Facts as _,
    model::{Document, DocumentNumber, Id},
    value::{Ref, Value},
};
use indexmap::IndexMap;

use super::{Done, Place};
use crate::{
    eye::Eye,
    types::{Code, Copied, Event, NumberOf, Principal, Refusal},
    who,
    work::Work,
};

pub(super) fn run(work: &mut Work<'_>, id: &Id, at: &Place<'_>) -> Done {
    let Some(document) = work.regulation.documents.get(id) else { return Ok(()) };
    let missing = lacking(&work.eye(at.row), document);
    if !missing.is_empty() {
        return Err(incomplete(work, document, missing));
    }
    match &document.per {
        None => issue(work, id, document, at.row, None, Sort::Issued),
        Some(kind) => {
            for one in recipients(work, kind, at.row) {
                issue(work, id, document, at.row, Some(one), Sort::Issued);
            }
        }
    }
    Ok(())
}

/// How a paper comes about.
#[derive(Clone, Copy)]
enum Sort {
    Issued,
    Filed { proves: Option<u32> },
}

/// A paper handed in, or a proof.
pub(crate) fn file(work: &mut Work<'_>, id: &Id, row: usize, proves: Option<u32>) -> Done {
    let Some(document) = work.regulation.documents.get(id) else { return Ok(()) };
    let missing = lacking(&work.eye(row), document);
    if !missing.is_empty() {
        return Err(incomplete(work, document, missing));
    }
    issue(work, id, document, row, None, Sort::Filed { proves });
    Ok(())
}

fn recipients(work: &Work<'_>, kind: &Id, row: usize) -> Vec<Principal> {
    if work.regulation.parties.contains_key(kind) {
        return work.case.parties_of(kind).map(|party| Principal::Party(party.n)).collect();
    }
    who::named(&work.eye(row), kind)
}

/// What must be printed and is not there.
pub(crate) fn lacking(eye: &Eye<'_>, document: &Document) -> Vec<String> {
    document.requires.iter().filter(|path| !is_there(eye, path)).cloned().collect()
}

fn is_there(eye: &Eye<'_>, path: &str) -> bool {
    match eye.path(path) {
        Value::Empty => false,
        // What does not apply need not be printed.
        Value::NotApplicable => true,
        Value::Text(text) => !text.trim().is_empty(),
        _ => true,
    }
}

fn incomplete(work: &Work<'_>, document: &Document, missing: Vec<String>) -> Box<Refusal> {
    let labels: Vec<_> = missing.iter().map(|path| crate::labels::of_path(work.regulation, path)).collect();
    let zh: Vec<&str> = labels.iter().map(|label| label.zh.as_str()).collect();
    let en: Vec<&str> = labels.iter().map(|label| label.en.as_str()).collect();
    let label = dengwen_regulation::model::Label::new(
        &format!("{}尚缺：{}", document.label.zh, zh.join("、")),
        &format!("{} still lacks: {}", document.label.en, en.join(", ")),
    );
    let refusal = Refusal::new(Code::PaperIncomplete, label).by(&document.rule);
    Box::new(Refusal { fields: missing, ..refusal })
}

fn issue(work: &mut Work<'_>, id: &Id, document: &Document, row: usize, per: Option<Principal>, sort: Sort) {
    let known = work.case.papers.iter().find(|paper| document.live && paper.document == *id && paper.per == per);
    let (n, is_new) = match known {
        Some(paper) => (paper.n, false),
        None => (work.case.papers.iter().map(|paper| paper.n).max().unwrap_or(0).saturating_add(1), true),
    };
    let eye = work.eye(row);
    let mut copies = Vec::new();
    for copy in &document.copies {
        let holder = who::resolve(&eye, &copy.holder);
        copies.push(Copied { holder, named: copy.holder.to_string(), mark: copy.mark.clone() });
    }
    let to = who::resolve_all(&eye, &document.to);
    let names =
        document.requires.iter().chain(&document.blanks).cloned().chain(document.covers.iter().map(Id::to_string));
    let values: IndexMap<String, Value> = names.map(|path| (path.clone(), printed(&eye, &path))).collect();
    let (filed, proves) = match sort {
        Sort::Issued => (false, None),
        Sort::Filed { proves } => (true, proves),
    };
    let event = Event::Issued {
        n,
        document: id.clone(),
        row: work.key(row),
        copies,
        to,
        values,
        live: document.live,
        per,
        filed,
        proves,
    };
    work.emit(event);
    if is_new {
        number(work, id, document, n);
    }
}

/// What stands in a paper: a party by its fields, all else as it is.
fn printed(eye: &Eye<'_>, path: &str) -> Value {
    let value = eye.column(path).unwrap_or_else(|| eye.path(path));
    if let Value::Many(several) = &value
        && several.iter().all(|one| matches!(one, Value::Ref(Ref::Party(_))))
        && let Some(Value::Ref(one)) = several.first()
        && let Some(subject) = eye.behind(one)
        && several.len() == 1
    {
        return eye.itself(&subject);
    }
    value
}

fn number(work: &mut Work<'_>, id: &Id, document: &Document, n: u32) {
    let of = NumberOf::Paper(n);
    match &document.number {
        DocumentNumber::None => {}
        DocumentNumber::Case => {
            let number = work.case.number.clone();
            if number.is_some() {
                work.emit(Event::Numbered { of, series: "case".to_owned(), pattern: String::new(), number });
            }
        }
        DocumentNumber::Pattern(pattern) => {
            let (pattern, period) = work.dated(pattern);
            let series = format!("document:{id}:{period}");
            work.emit(Event::Numbered { of, series, pattern, number: None });
        }
    }
}

pub(super) fn publish(work: &mut Work<'_>, id: &Id, at: &Place<'_>) -> Done {
    if super::tell::latest(work, id).is_none() {
        run(work, id, at)?;
    }
    let n = super::tell::latest(work, id);
    work.emit(Event::Published { document: id.clone(), n });
    Ok(())
}

/// Every paper of this sort that is public is taken down; where none is, nothing happens.
pub(super) fn unpublish(work: &mut Work<'_>, id: &Id) {
    let public = work.case.papers.iter().filter(|paper| paper.document == *id && paper.published.is_some());
    let public: Vec<u32> = public.map(|paper| paper.n).collect();
    for n in public {
        work.emit(Event::Unpublished { document: id.clone(), n });
    }
}

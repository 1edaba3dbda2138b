//! `tell` and `hand`: somebody learns of something, or gets a paper.

use dengwen_regulation::{
    model::{Id, What, Who},
    value::Value,
};

use super::{Done, Place, value_of};
use crate::{types::Event, work::Work};

pub(super) fn run(work: &mut Work<'_>, what: &What, at: &Place<'_>) -> Done {
    let What::Tell { who: whom, document, manner, mode } = what else { return Ok(()) };
    let told = work.resolve(at.row, whom);
    let mode = match mode.as_ref().map(|mode| value_of(work, mode, at)) {
        Some(Value::Text(text)) => Some(Id::from(text)),
        Some(Value::Choice(id)) => Some(id),
        _ => None,
    };
    let n = document.as_ref().and_then(|document| latest(work, document));
    work.emit(Event::Told {
        who: told,
        named: whom.to_string(),
        document: document.clone(),
        n,
        manner: manner.clone(),
        mode,
    });
    Ok(())
}

pub(super) fn hand(work: &mut Work<'_>, document: &Id, to: &Who, at: &Place<'_>) -> Done {
    let n = latest(work, document);
    let (found, named) = (work.resolve(at.row, to), to.to_string());
    work.emit(Event::Handed { document: document.clone(), n, to: found, named });
    Ok(())
}

/// The paper of this sort issued last.
pub(super) fn latest(work: &Work<'_>, document: &Id) -> Option<u32> {
    work.case.papers.iter().rev().find(|paper| paper.document == *document).map(|paper| paper.n)
}

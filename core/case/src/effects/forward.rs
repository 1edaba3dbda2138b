//! `forward`: the case goes to another body.

use dengwen_regulation::model::{Given, Who};

use super::{Done, Place, value_of};
use crate::{types::Event, work::Work};

pub(super) fn run(work: &mut Work<'_>, to: &Who, manner: Option<&Given>, returns: bool, at: &Place<'_>) -> Done {
    let manner = manner.map(|given| value_of(work, given, at));
    let n = u32::try_from(work.case.forwarded.len()).unwrap_or(u32::MAX).saturating_add(1);
    let (found, named) = (work.resolve(at.row, to), to.to_string());
    work.emit(Event::ForwardOrdered { n, to: found, named, manner, returns });
    Ok(())
}

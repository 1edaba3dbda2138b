//! One look: while a request is answered, where a stream stands is asked once and not for each of its lines. What is written on
//! the way, here or in vain, ends that; so a look never stands behind what it did itself, and a conflict is looked at anew.

use crate::streams::StreamHead;
use std::cell::RefCell;
use std::collections::HashMap;
use std::time::{Duration, Instant};

/// A form may take long to come in: what was asked longer ago than this is asked again.
const HOLDS: Duration = Duration::from_secs(1);

/// Where streams stand, and when that was asked; nothing for one that is not there.
type Known = HashMap<String, (Instant, Option<StreamHead>)>;

tokio::task_local! {
    static KNOWN: RefCell<Known>;
}

/// Does this in one look. What it hands to other tasks looks for itself.
pub async fn one_look<F: Future>(work: F) -> F::Output {
    KNOWN.scope(RefCell::default(), work).await
}

/// Where a stream stands, if it was asked in this look.
pub(crate) fn known(stream: &str) -> Option<Option<StreamHead>> {
    let recent = |known: &RefCell<Known>| {
        let found = known.borrow().get(stream).cloned();
        found.filter(|(asked, _)| asked.elapsed() < HOLDS).map(|(_, head)| head)
    };
    KNOWN.try_with(recent).ok().flatten()
}

/// Keeps it for this look, if there is one.
pub(crate) fn keep(stream: &str, head: Option<&StreamHead>) {
    // Outside of a look nothing is kept.
    let _ = KNOWN.try_with(|known| known.borrow_mut().insert(stream.to_owned(), (Instant::now(), head.cloned())));
}

/// Something is written: all is asked again.
pub(crate) fn forget() {
    // Outside of a look nothing is kept.
    let _ = KNOWN.try_with(|known| known.borrow_mut().clear());
}

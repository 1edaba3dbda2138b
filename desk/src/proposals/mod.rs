//! What an office's past cases propose for one that is being registered: classes, units, cases that are like it. Learned from what
//! is not sealed, by a desk with nobody's keys in the hand; kept in memory alone; filled in the background when first asked for.

mod learn;
mod view;

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use dengwen_likeness::Memory;

pub use view::{Asks, OnDuty, Proposals, Proposed, Similar};

use crate::office::office_of_case;

/// The axis of the unit that leads a case.
const LEADS: &str = "unit";

/// What is learned of each regulation that an office runs.
#[derive(Debug, Default)]
pub(crate) struct Learned(Mutex<BTreeMap<(String, String), Arc<Subject>>>);

/// What is learned of one.
#[derive(Debug, Default)]
pub(crate) struct Subject(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    memory: Memory,
    /// All past cases are learned, but for those that changed since.
    filled: bool,
    /// Somebody is learning.
    busy: bool,
    changed: BTreeSet<String>,
    /// Destroyed while it was being learned.
    gone: BTreeSet<String>,
}

impl Learned {
    fn subject(&self, office: &str, regulation: &str) -> Arc<Subject> {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(all.entry((office.to_owned(), regulation.to_owned())).or_default())
    }

    fn of_office(&self, office: &str) -> Vec<Arc<Subject>> {
        let all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.iter().filter(|((whose, _), _)| whose == office).map(|(_, subject)| Arc::clone(subject)).collect()
    }

    /// Something was written to a stream.
    pub(crate) fn changed(&self, stream: &str) {
        for subject in self.of_office(office_of_case(stream)) {
            subject.state().changed.insert(stream.to_owned());
        }
    }

    /// Anything may have changed, or have been destroyed: all is learned anew when it is asked for.
    pub(crate) fn forget_all(&self) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }

    /// A case was destroyed.
    pub(crate) fn forget(&self, case: &str) {
        for subject in self.of_office(office_of_case(case)) {
            let mut state = subject.state();
            state.memory.forget(case);
            state.gone.insert(case.to_owned());
        }
    }
}

impl Subject {
    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes the work, if there is any and nobody has it: is everything to be learned, and which cases have changed.
    fn take_work(&self) -> Option<(bool, BTreeSet<String>)> {
        let mut state = self.state();
        if state.busy || (state.filled && state.changed.is_empty()) {
            return None;
        }
        state.busy = true;
        Some((!state.filled, std::mem::take(&mut state.changed)))
    }

    /// The work is done, or what is left of it is given back.
    fn give_back(&self, left: Option<BTreeSet<String>>) {
        let mut state = self.state();
        state.busy = false;
        match left {
            None => state.filled = true,
            Some(left) => state.changed.extend(left),
        }
    }
}

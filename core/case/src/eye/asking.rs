//! Questions to what lies outside: what was asked, what was answered, what is missing.

use std::{
    cell::{Cell, RefCell},
    collections::BTreeSet,
};

use crate::types::{Answer, Answers, Question, Surroundings};

/// How deep conditions may lean on one another.
const DEEPEST: u32 = 48;

/// Takes the questions of one judgement.
pub(crate) struct Asking<'a> {
    given: &'a dyn Answers,
    used: RefCell<Surroundings>,
    missing: RefCell<BTreeSet<Question>>,
    depth: Cell<u32>,
    timed: Cell<bool>,
    numbered: Cell<bool>,
}

impl<'a> Asking<'a> {
    pub(crate) fn new(given: &'a dyn Answers) -> Self {
        Self {
            given,
            used: RefCell::new(Surroundings::new()),
            missing: RefCell::new(BTreeSet::new()),
            depth: Cell::new(0),
            timed: Cell::new(false),
            numbered: Cell::new(false),
        }
    }

    /// The judgement looks at its own moment.
    pub(super) fn look_at_the_time(&self) {
        self.timed.set(true);
    }

    /// The judgement looks at the number of the case.
    pub(super) fn look_at_the_number(&self) {
        self.numbered.set(true);
    }

    /// It comes out another way once the case has another number.
    pub(crate) fn is_numbered(&self) -> bool {
        self.numbered.get()
    }

    /// It comes out the same at any moment and whatever lies outside.
    pub(crate) fn is_settled(&self) -> bool {
        !self.timed.get() && self.missing.borrow().is_empty()
    }

    /// The answer; what was kept with the case goes before what is gathered now.
    pub(crate) fn get(&self, kept: &Surroundings, question: Question) -> Option<Answer> {
        if let Some(answer) = kept.get(&question) {
            return Some(answer.clone());
        }
        if let Some(answer) = self.used.borrow().get(&question) {
            return Some(answer.clone());
        }
        match self.given.answer_to(&question) {
            Some(answer) => {
                self.used.borrow_mut().answer(question, answer.clone());
                Some(answer)
            }
            None => {
                self.missing.borrow_mut().insert(question);
                None
            }
        }
    }

    /// What was used.
    pub(crate) fn used(&self) -> Surroundings {
        self.used.borrow().clone()
    }

    /// What has to be answered first.
    pub(crate) fn missing(&self) -> Vec<Question> {
        self.missing.borrow().iter().cloned().collect()
    }

    /// Runs what may lean on other conditions, and gives up where they go round in a circle.
    pub(crate) fn deeper<T>(&self, else_: T, run: impl FnOnce() -> T) -> T {
        let depth = self.depth.get();
        if depth >= DEEPEST {
            return else_;
        }
        self.depth.set(depth.saturating_add(1));
        let answer = run();
        self.depth.set(depth);
        answer
    }
}

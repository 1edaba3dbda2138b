//! Variables bound inside `exists`, `all`, `filter` and `each`.

use super::Subject;
use crate::{model::Id, value::Value};

/// What a variable stands for.
#[derive(Debug, Clone, PartialEq)]
pub enum Binding {
    /// A row, party, act or case.
    Subject(Subject),
    /// A plain value.
    Value(Value),
}

/// The variables seen at one place, the innermost last. Inside `each` the element is bound to `it`.
#[derive(Debug, Clone, Default)]
pub struct Vars(Vec<(Id, Binding)>);

impl Vars {
    /// None.
    #[must_use]
    pub fn none() -> Self {
        Self::default()
    }

    /// These and one more.
    #[must_use]
    pub fn with(&self, id: &Id, binding: Binding) -> Self {
        let mut more = self.clone();
        more.0.push((id.clone(), binding));
        more
    }

    /// The element in hand of an `each`.
    #[must_use]
    pub fn it(binding: Binding) -> Self {
        Self(vec![(Id::from("it"), binding)])
    }

    /// What a variable stands for.
    #[must_use]
    pub fn get(&self, id: &Id) -> Option<&Binding> {
        self.0.iter().rev().find(|(name, _)| name == id).map(|(_, binding)| binding)
    }
}

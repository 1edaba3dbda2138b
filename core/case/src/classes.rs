//! Values of class axes: which falls under which, which is graver.

use dengwen_regulation::model::{Axis, Id, Regulation};

/// An axis by name, wherever it stands.
pub(crate) fn axis<'a>(regulation: &'a Regulation, id: &str) -> Option<&'a Axis> {
    regulation.shapes().find_map(|(_, shape)| shape.classes.get(id))
}

/// Is one value another, or under it.
pub(crate) fn is_a(axis: &Axis, value: &Id, above: &Id) -> bool {
    let mut at = value.clone();
    for _ in 0..=axis.values.len() {
        if at == *above {
            return true;
        }
        match axis.values.get(&at).and_then(|value| value.of.clone()) {
            Some(parent) => at = parent,
            None => return false,
        }
    }
    false
}

/// The same, by the axis' name.
pub(crate) fn is_under(regulation: &Regulation, name: &Id, value: &Id, above: &Id) -> bool {
    axis(regulation, name).is_some_and(|axis| is_a(axis, value, above))
}

/// The place of a value in the order from least grave to gravest; a value under another counts as that one.
pub(crate) fn rank(axis: &Axis, value: &Id) -> Option<usize> {
    axis.order.iter().position(|ordered| is_a(axis, value, ordered))
}

//! Has what a form showed changed since.

use dengwen_case::{Do, Event, Principal, Row, RowKey};

use crate::cases::Loaded;

/// Has somebody else changed what the form of this act showed: the stage of its row, a field or class it asks, or has the act
/// itself been done meanwhile. Whatever merely came to pass by itself does not count.
pub(crate) fn changes(loaded: &Loaded, act: &Do, shown: u64) -> bool {
    if shown == 0 || loaded.case.seq <= shown {
        return false;
    }
    let key = act.row.clone().unwrap_or_else(RowKey::main);
    let before = loaded.at(shown);
    let stage = |row: Option<&Row>| row.and_then(|row| row.stage.clone());
    if stage(before.row(&key)) != stage(loaded.case.row(&key)) {
        return true;
    }
    let own = |person: &Option<String>, party: Option<u32>| {
        person.is_some() && *person == act.actor.person
            || party.is_some_and(|n| act.actor.principals.contains(&Principal::Party(n)))
    };
    let since = loaded.commits.iter().filter(|commit| commit.seq > shown).flat_map(|commit| &commit.events);
    since.into_iter().any(|event| match event {
        Event::ActDone { act: done, by, row, .. } => *done == act.act && *row == key && !own(&by.person, by.party),
        Event::FieldSet { field, row, .. } => *row == key && act.input.get(field).is_some(),
        Event::ClassSet { axis, .. } => act.input.get(&format!("class.{axis}")).is_some(),
        _ => false,
    })
}

//! The read models of an office.

use dengwen_store::{EntryRow, PersonRow, PostRow, Rows, UnitRow};
use jiff::Timestamp;
use serde_json::{Value, json};

use super::{Office, stream_of};

/// All rows of an office's stream.
pub(crate) fn rows(office: &Office) -> Rows {
    let stream = stream_of(&office.id);
    let people = office.people.values().map(|person| PersonRow {
        stream: stream.clone(),
        id: person.id.clone(),
        name: person.name.clone(),
        unit: person.unit.clone(),
        active: person.active,
        body: json!({ "administrator": person.administrator }),
    });
    let units = office.units.values().enumerate().map(|(position, unit)| UnitRow {
        stream: stream.clone(),
        id: unit.id.clone(),
        organisation: office.id.clone(),
        parent: unit.above.clone(),
        position: u32::try_from(position).unwrap_or(u32::MAX),
        name: json!({ "zh": unit.name.zh, "en": unit.name.en }),
        body: json!({ "head": unit.head, "level": unit.level }),
    });
    let posts = office.posts.values().map(|post| PostRow {
        stream: stream.clone(),
        id: post.id(),
        role: post.role.clone(),
        unit: post.unit.clone(),
        person: post.person.clone(),
        from_at: post.from,
        until_at: post.until,
        body: Value::Null,
    });
    Rows {
        people: people.collect(),
        units: units.collect(),
        posts: posts.collect(),
        entries: entries(office, &stream),
        ..Rows::default()
    }
}

fn entries(office: &Office, stream: &str) -> Vec<EntryRow> {
    let entry = |sort: &str, key: String, from_at: Timestamp, body: Value| EntryRow {
        stream: stream.to_owned(),
        sort: sort.to_owned(),
        key,
        from_at,
        body,
    };
    let written = |value: serde_json::Result<Value>| value.unwrap_or(Value::Null);
    let settings = office.settings.iter().enumerate().map(|(place, one)| {
        let key = format!("{}.{}#{place}", one.regulation, one.setting);
        entry("setting", key, one.from, written(serde_json::to_value(one)))
    });
    let tables = office.rows.iter().enumerate().map(|(place, one)| {
        let key = format!("{}.{}#{place}", one.regulation, one.table);
        entry("table", key, one.row.from.unwrap_or(Timestamp::UNIX_EPOCH), written(serde_json::to_value(one)))
    });
    let lists = office.lists.iter().map(|one| {
        let key = format!("{}.{}.{}", one.regulation, one.path, one.id);
        entry("list", key, one.from, written(serde_json::to_value(one)))
    });
    let confirmed = office.confirmed.iter().map(|(regulation, path)| {
        entry("confirmed", format!("{regulation}:{path}"), Timestamp::UNIX_EPOCH, Value::Bool(true))
    });
    let calendar =
        entry("calendar", "overlay".to_owned(), Timestamp::UNIX_EPOCH, written(serde_json::to_value(&office.overlay)));
    settings.chain(tables).chain(lists).chain(confirmed).chain([calendar]).collect()
}

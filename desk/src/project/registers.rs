//! Rows of the office's registers that a case makes: those that fill themselves, and those that an act adds.

use dengwen_case::{Case, Projection, Row};
use dengwen_regulation::{
    model::{Id, Register, Regulation},
    value::Value,
};
use dengwen_store::RegisterRow;
use jiff::Timestamp;
use serde_json::{Map, Value as Json};

use crate::{act::surroundings::register_name, config::whole, registers::own};

pub(super) fn rows(case: &Case, regulation: &Regulation, office: &str, seen: &Projection) -> Vec<RegisterRow> {
    let mut all = Vec::new();
    for (id, register) in &regulation.registers {
        let name = register_name(office, &regulation.id, id);
        let row = |row_id: String, at: Timestamp, stage: Option<String>, body: Json| RegisterRow {
            stream: case.id.clone(),
            register: name.clone(),
            row_id,
            at: whole(at),
            stage,
            body,
        };
        for filled in seen.filled.iter().filter(|filled| filled.register == *id) {
            all.push(row(filled.name.clone(), filled.at, None, Json::Object(columns(case, register, filled.place))));
        }
        let own = own(case) == Some(id);
        match case.main().filter(|_| register.has_life()) {
            Some(main) if own => {
                let stage = main.stage.as_ref().map(ToString::to_string);
                all.push(row(
                    "row".to_owned(),
                    main.opened.happened,
                    stage,
                    Json::Object(with_life(case, register, main)),
                ));
            }
            // A row with a life stands in its own stream.
            Some(_) => {}
            None => {
                let listed = case.listed.iter().filter(|listing| listing.register == *id).enumerate();
                for (n, listing) in listed.filter(|(_, listing)| !own || !listing.values.is_empty()) {
                    let mut body = if own { Map::new() } else { columns(case, register, 0) };
                    let given =
                        listing.values.iter().filter_map(|(id, value)| Some((id, serde_json::to_value(value).ok()?)));
                    body.extend(given.map(|(id, value)| (id.to_string(), value)));
                    all.push(row(format!("listed {n}"), listing.at.happened, None, Json::Object(body)));
                }
            }
        }
    }
    all
}

/// A row with a life: its columns, and every field of it.
fn with_life(case: &Case, register: &Register, main: &Row) -> Map<String, Json> {
    let mut body = columns(case, register, 0);
    for name in register.shape.fields.keys() {
        if let Some(value) = in_row(main, name) {
            body.insert(name.to_string(), value);
        }
    }
    body
}

/// The columns that can be told from the case alone; sealed values stay handles.
fn columns(case: &Case, register: &Register, place: usize) -> Map<String, Json> {
    let mut body = Map::new();
    for name in &register.columns {
        if let Some(value) = column(case, name, place) {
            body.insert(name.clone(), value);
        }
    }
    body
}

fn column(case: &Case, name: &str, place: usize) -> Option<Json> {
    match name {
        "number" => return case.number.clone().map(Json::String),
        "received" => return serde_json::to_value(case.received?.happened).ok(),
        "stage" => return case.stage().map(|stage| Json::String(stage.to_string())),
        "channel" => return case.channel.as_ref().map(|channel| Json::String(channel.to_string())),
        _ => {}
    }
    if let Some(path) = name.strip_prefix("party.") {
        let (kind, field) = path.split_once('.').map_or((path, None), |(kind, field)| (kind, Some(field)));
        let party = case.parties.iter().find(|party| *party.kind == *kind)?;
        return match field {
            Some(field) => serde_json::to_value(party.fields.get(field)?).ok(),
            None => serde_json::to_value(Value::Ref(dengwen_regulation::value::Ref::Party(party.n))).ok(),
        };
    }
    let own = case.rows.get(place).and_then(|row| in_row(row, name));
    own.or_else(|| case.main().and_then(|row| in_row(row, name)))
}

fn in_row(row: &Row, name: &str) -> Option<Json> {
    if let Some(value) = row.values.get(name) {
        return serde_json::to_value(value).ok();
    }
    let axis = row.axes.get(name.strip_prefix("class.").unwrap_or(name))?;
    let now: Vec<String> = axis.now.iter().map(Id::to_string).collect();
    (!now.is_empty()).then(|| Json::from(now))
}

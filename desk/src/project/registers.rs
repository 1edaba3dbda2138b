//! Rows of the office's registers that a case makes: those that fill themselves, and those that an act adds.

use dengwen_case::{Case, Row};
use dengwen_regulation::{
    model::{Id, Of, Register, Regulation},
    value::Value,
};
use dengwen_store::RegisterRow;
use jiff::Timestamp;
use serde_json::{Map, Value as Json};

use crate::{act::surroundings::register_name, config::whole};

pub(super) fn rows(case: &Case, regulation: &Regulation, office: &str) -> Vec<RegisterRow> {
    let mut all = Vec::new();
    for (id, register) in &regulation.registers {
        let name = register_name(office, &regulation.id, id);
        let row = |row_id: String, at: Timestamp, body: Json| RegisterRow {
            stream: case.id.clone(),
            register: name.clone(),
            row_id,
            at: whole(at),
            stage: None,
            body,
        };
        for (row_id, at, place) in by_itself(case, register) {
            all.push(row(row_id, at, columns(case, register, place)));
        }
        let listed = case.listed.iter().filter(|listing| listing.register == *id).enumerate();
        for (n, listing) in listed {
            let body = serde_json::to_value(&listing.values).unwrap_or(Json::Null);
            all.push(row(format!("listed {n}"), listing.at.happened, body));
        }
    }
    all
}

/// What a register that fills itself takes of this case: the id, the instant, the row of the case.
fn by_itself(case: &Case, register: &Register) -> Vec<(String, Timestamp, usize)> {
    let of = |of: &Of| -> Vec<(String, Timestamp, usize)> {
        match of {
            Of::Case => case.received.map(|at| ("case".to_owned(), at.happened, 0)).into_iter().collect(),
            Of::Act(act) => {
                let done = case.acts.iter().filter(|done| done.act == *act).enumerate();
                done.map(|(n, done)| (format!("{act} {n}"), done.at.happened, done.row)).collect()
            }
            Of::Part(part) => {
                let rows = case.rows.iter().enumerate().filter(|(_, row)| row.key.part == *part && row.key.n > 0);
                rows.map(|(place, row)| (row.key.to_string(), row.opened.happened, place)).collect()
            }
            _ => Vec::new(),
        }
    };
    match &register.of {
        Some(Of::Any(several)) => several.iter().flat_map(of).collect(),
        Some(one) => of(one),
        None => Vec::new(),
    }
}

/// The columns that can be told from the case alone; sealed values stay handles.
fn columns(case: &Case, register: &Register, place: usize) -> Json {
    let mut body = Map::new();
    for name in &register.columns {
        if let Some(value) = column(case, name, place) {
            body.insert(name.clone(), value);
        }
    }
    Json::Object(body)
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

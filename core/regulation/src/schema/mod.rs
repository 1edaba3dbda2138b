//! A JSON Schema of the format, so that editors complete and check while somebody types. The loader remains the judge: it
//! knows names, the schema only keys and the shape of what they hold.

mod about;
mod words;

use serde_json::{Map, Value, json};

use crate::load::field_types;
use about::ABOUT;
use words::{COMMON, THINGS};

/// The schema, draft 2020-12.
#[must_use]
pub fn schema() -> Value {
    let mut defs = Map::new();
    for (name, short, keys) in THINGS {
        defs.insert((*name).to_owned(), thing(*short, keys));
    }
    for (name, value) in forms() {
        defs.insert(name.to_owned(), value);
    }
    let top = THINGS.iter().find(|(name, ..)| *name == "top").map(|(_, _, keys)| keys);
    let mut all = object(top.map_or(&[][..], |keys| *keys), false);
    defs.remove("top");
    if let Value::Object(map) = &mut all {
        map.insert("$schema".to_owned(), json!("https://json-schema.org/draft/2020-12/schema"));
        map.insert("title".to_owned(), json!("登闻制度文件 | Dengwen regulation"));
        map.insert("required".to_owned(), json!(["format", "regulation", "title", "version"]));
        map.insert("$defs".to_owned(), Value::Object(defs));
    }
    all
}

/// The keys a thing may carry, the common ones among them; `top` for the file itself.
#[must_use]
pub fn keys(thing: &str) -> Vec<&'static str> {
    let found = THINGS.iter().find(|(name, ..)| *name == thing);
    let own = found.map_or(&[][..], |(_, _, keys)| *keys);
    own.iter().chain(COMMON).map(|(key, _)| *key).collect()
}

/// A thing; where nothing but a label is there, a text.
fn thing(short: bool, keys: &[(&str, &str)]) -> Value {
    let whole = object(keys, false);
    if short { json!({"anyOf": [{"type": "string"}, whole]}) } else { whole }
}

fn object(keys: &[(&str, &str)], open: bool) -> Value {
    let mut properties = Map::new();
    for (key, form) in keys.iter().chain(COMMON) {
        properties.insert((*key).to_owned(), property(key, form));
    }
    json!({"type": "object", "properties": properties, "additionalProperties": open})
}

fn property(key: &str, form: &str) -> Value {
    let mut value = of(form);
    if let (Some((_, about)), Value::Object(map)) = (ABOUT.iter().find(|(known, _)| *known == key), &mut value) {
        map.insert("description".to_owned(), json!(about));
    }
    value
}

/// `map X`, `list X`, `one X` (one or a list), `word a b c`, `or X Y`, else a form or thing by name.
fn of(form: &str) -> Value {
    let (first, rest) = form.split_once(' ').unwrap_or((form, ""));
    match first {
        "map" => {
            let mut value = object(&[], false);
            if let Value::Object(map) = &mut value {
                map.insert("additionalProperties".to_owned(), of(rest));
            }
            value
        }
        "list" => json!({"type": "array", "items": of(rest)}),
        "one" => json!({"anyOf": [of(rest), {"type": "array", "items": of(rest)}]}),
        "word" => json!({"enum": rest.split(' ').collect::<Vec<_>>()}),
        "or" => json!({"anyOf": rest.split(' ').map(of).collect::<Vec<_>>()}),
        name => json!({"$ref": format!("#/$defs/{name}")}),
    }
}

/// The small forms: texts, labels, WHO, conditions, moments, times, effects.
fn forms() -> Vec<(&'static str, Value)> {
    let text = json!({"type": ["string", "number"]});
    let any = json!({});
    vec![
        ("any", any),
        ("text", text.clone()),
        ("nothing", json!({"type": "null"})),
        ("value", json!({"type": ["string", "number", "boolean", "array", "null"]})),
        ("yes", json!({"type": "boolean"})),
        ("count", json!({"type": "integer", "minimum": 0})),
        (
            "label",
            json!({"anyOf": [text, object_of(&[("zh", "text"), ("en", "text"), ("also", "list text")], &["zh"])]}),
        ),
        (
            "who",
            json!({"anyOf": [
                {"type": "string"},
                {"type": "array", "items": {"$ref": "#/$defs/who"}},
                object_of(&[("chain", "list who")], &["chain"]),
                object_of(&[("either", "list who")], &["either"]),
            ]}),
        ),
        ("condition", json!({"type": ["string", "object"]})),
        ("cel", json!({"type": "string"})),
        (
            "moment",
            json!({"anyOf": [
                {"type": "string"},
                object_of(&[("earliest", "list text")], &["earliest"]),
                object_of(&[("latest", "list text")], &["latest"]),
                object_of(&[("if", "condition"), ("is", "one moment")], &["is"]),
            ]}),
        ),
        (
            "time",
            json!({"anyOf": [
                {"type": "string", "pattern": words::TIME},
                object_of(&[("setting", "text")], &["setting"]),
                object_of(&[("table", "text")], &["table"]),
                object_of(&[("date", "text")], &["date"]),
            ]}),
        ),
        ("span", json!({"type": "string", "pattern": words::TIME})),
        ("one_text", of("one text")),
        ("protection_word", of("word ordinary sealed")),
        ("protection_rows", of("list protection_row")),
        ("options", of("map option")),
        ("officers", json!({"anyOf": [{"type": "integer", "minimum": 1}, of("officers_row")]})),
        ("input", json!({"type": ["string", "object"]})),
        ("within", json!({"anyOf": [of("time"), of("list within_row")]})),
        ("field_type", json!({"enum": field_types()})),
        ("party_sort", of("word person unit outside")),
        ("sees", of("word all facts progress own figures nothing")),
        ("names", json!({"type": "object", "additionalProperties": {"$ref": "#/$defs/any"}})),
    ]
}

fn object_of(keys: &[(&str, &str)], required: &[&str]) -> Value {
    let properties: Map<String, Value> =
        keys.iter().map(|(key, form)| ((*key).to_owned(), property(key, form))).collect();
    json!({"type": "object", "properties": properties, "required": required, "additionalProperties": false})
}

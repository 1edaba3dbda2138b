//! The schema knows every key that the packs use, and refuses what is none.
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

use std::path::PathBuf;

use dengwen_packs::Packs;
use dengwen_regulation::{
    schema::{keys, schema},
    tree::{Node, read},
};
use serde_json::Value;

/// What stands against the schema, as paths; enough of JSON Schema for what the schema uses.
fn against(node: &Node, schema: &Value, root: &Value, path: &str) -> Vec<String> {
    if let Some(name) = schema.get("$ref").and_then(Value::as_str) {
        let name = name.rsplit('/').next().unwrap();
        let Some(inner) = root["$defs"].get(name) else { return vec![format!("{path}: no such form {name}")] };
        return against(node, inner, root, path);
    }
    if let Some(any) = schema.get("anyOf").and_then(Value::as_array) {
        let mut all: Vec<Vec<String>> = any.iter().map(|one| against(node, one, root, path)).collect();
        if all.iter().any(Vec::is_empty) {
            return Vec::new();
        }
        all.sort_by_key(|one| std::cmp::Reverse(one.iter().map(String::len).max()));
        return all.swap_remove(0);
    }
    if let Some(words) = schema.get("enum").and_then(Value::as_array) {
        let good = words.iter().any(|word| word.as_str() == node.text());
        return if good { Vec::new() } else { vec![format!("{path}: {:?} is none of {words:?}", node.text())] };
    }
    let wanted: Vec<&str> = match schema.get("type") {
        Some(Value::String(one)) => vec![one],
        Some(Value::Array(many)) => many.iter().filter_map(Value::as_str).collect(),
        _ => return Vec::new(),
    };
    match node {
        Node::Text(text) => {
            let good = wanted.iter().any(|kind| match *kind {
                "string" => true,
                "number" => text.text.parse::<f64>().is_ok(),
                "integer" => text.text.parse::<i64>().is_ok(),
                "boolean" => text.text == "true" || text.text == "false",
                "null" => text.text.is_empty(),
                _ => false,
            });
            if good { Vec::new() } else { vec![format!("{path}: `{}` is no {wanted:?}", text.text)] }
        }
        Node::List(list) if wanted.contains(&"array") => {
            let items = schema.get("items").cloned().unwrap_or_default();
            list.items.iter().flat_map(|item| against(item, &items, root, &format!("{path}[]"))).collect()
        }
        Node::Map(map) if wanted.contains(&"object") => {
            let mut all = Vec::new();
            for (key, inner) in &map.entries {
                let path = format!("{path}.{}", key.text);
                match (schema["properties"].get(&key.text), &schema["additionalProperties"]) {
                    (Some(one), _) | (None, one @ Value::Object(_)) => all.extend(against(inner, one, root, &path)),
                    (None, Value::Bool(false)) => all.push(format!("{path}: unknown key")),
                    (None, _) => {}
                }
            }
            all
        }
        _ => vec![format!("{path}: no {wanted:?}")],
    }
}

fn told(text: &str) -> Vec<String> {
    let schema = schema();
    against(&read("t", text).0.unwrap(), &schema, &schema, "")
}

#[test]
fn every_pack_agrees_with_the_schema() {
    let packs = Packs::Folder(PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../packs"));
    let ids = packs.ids();
    assert!(!ids.is_empty());
    for id in ids {
        let all = told(&packs.text(&format!("{id}/regulation.yaml")).unwrap());
        assert!(all.is_empty(), "{id}:\n{}", all.join("\n"));
    }
}

#[test]
fn what_is_no_key_and_no_word_is_refused() {
    assert_eq!(told("roles: {clerk: {label: 甲 | A, sees: everything}}").len(), 1);
    assert_eq!(told("acts: {x: {label: 甲 | A, buy: clerk}}"), [".acts.x.buy: unknown key"]);
    assert_eq!(told("limits: {x: {label: 甲 | A, binding: soft}}").len(), 1);
    assert!(
        told("channels: {a: 来信 | letter, article: 二}\nsettings: {n: {label: 数 | n, type: number, default: 3}}")
            .is_empty()
    );
}

#[test]
fn keys_of_a_thing_are_listed() {
    assert!(keys("act").contains(&"found-by") && keys("act").contains(&"reading"));
    assert!(keys("top").contains(&"omitted"));
    assert!(!keys("stage").contains(&"by"));
}

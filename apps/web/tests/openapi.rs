//! The description of what programs may ask, held to what is served: every route stands in it and no other, its examples are of the
//! sort that it says, and real answers are what it describes.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests fail by panicking")]

mod support;

use std::collections::BTreeSet;

use axum::{
    body::{Body, to_bytes},
    http::{Request, header},
};
use dengwen_desk::{Desk, Scope, view::Language};
use serde_json::{Value, json};
use support::{desk, filled};
use tower::ServiceExt as _;

const OFFICE: &str = "r43-fitness-club";
const CLERK: &str = "complained_dept";

fn described() -> Value {
    serde_json::from_str(include_str!("../openapi.json")).unwrap()
}

/// Method and path of everything that stands in it.
fn operations(described: &Value) -> Vec<(String, String, &Value)> {
    let paths = described["paths"].as_object().unwrap();
    let each = |(path, ways): (&String, &Value)| {
        let methods: Vec<String> = ways.as_object().unwrap().keys().cloned().collect();
        methods.into_iter().map(|method| (method.to_uppercase(), path.clone())).collect::<Vec<_>>()
    };
    let all = paths.iter().flat_map(each);
    all.map(|(method, path)| {
        let operation = &described["paths"][&path][method.to_lowercase()];
        (method, path, operation)
    })
    .collect()
}

#[test]
fn every_route_for_programs_stands_in_it_and_no_other() {
    let described = described();
    let told: BTreeSet<(String, String)> =
        operations(&described).into_iter().map(|(method, path, _)| (method, path)).collect();
    let served = dengwen_web::addresses().into_iter().filter(|(_, path)| path.starts_with("/api/"));
    let served: BTreeSet<(String, String)> =
        served.map(|(method, path)| (method.to_owned(), path.to_owned())).collect();
    assert_eq!(told, served);
}

#[test]
fn every_text_is_chinese_first_and_every_part_of_an_address_is_told() {
    let described = described();
    let mut texts = Vec::new();
    gathered(&described, &mut texts);
    for text in texts {
        let english = text.contains(" · ") && text.is_char_boundary(0);
        let chinese = text.chars().any(|letter| ('\u{4e00}'..='\u{9fff}').contains(&letter));
        assert!((english && chinese) || text == "OpenAPI 3.1 · OpenAPI 3.1", "{text}");
    }
    for (_, path, operation) in operations(&described) {
        let parts = path.split('/').filter_map(|part| part.strip_prefix('{')).map(|part| part.trim_end_matches('}'));
        let parameters = operation["parameters"].as_array().cloned().unwrap_or_default();
        let told: Vec<&str> =
            parameters.iter().filter(|one| one["in"] == "path").filter_map(|one| one["name"].as_str()).collect();
        assert_eq!(parts.collect::<Vec<_>>(), told, "{path}");
    }
}

/// Every text that people read.
fn gathered<'v>(value: &'v Value, texts: &mut Vec<&'v str>) {
    match value {
        Value::Object(map) => map.iter().for_each(|(key, value)| match value {
            Value::String(text) if ["description", "summary"].contains(&key.as_str()) => texts.push(text),
            value => gathered(value, texts),
        }),
        Value::Array(all) => all.iter().for_each(|value| gathered(value, texts)),
        _ => {}
    }
}

#[test]
fn every_example_is_of_the_sort_that_it_says() {
    let described = described();
    let mut tried = 0;
    for (_, path, operation) in operations(&described) {
        let body = &operation["requestBody"]["content"]["application/json"];
        if body.is_object() {
            let faults = faults(&described, &body["schema"], &body["example"], &path);
            assert!(faults.is_empty(), "{faults:#?}");
            tried += 1;
        }
    }
    assert_eq!(tried, 2);
    let wrong = json!({ "typed": [["a"]], "once": 7, "more": true });
    let found = faults(&described, &json!({ "$ref": "#/components/schemas/Filed" }), &wrong, "x");
    assert_eq!(found.len(), 3, "a wrong one is seen: {found:#?}");
}

/// What is wrong with a value, as far as the description uses its words.
fn faults(described: &Value, schema: &Value, value: &Value, at: &str) -> Vec<String> {
    if let Some(name) = schema["$ref"].as_str() {
        let schema = described.pointer(name.trim_start_matches('#')).unwrap_or(&Value::Null);
        assert!(schema.is_object(), "{name} is not there");
        return faults(described, schema, value, at);
    }
    let sorts: Vec<&str> = match &schema["type"] {
        Value::String(sort) => vec![sort],
        Value::Array(all) => all.iter().filter_map(Value::as_str).collect(),
        _ => vec![],
    };
    let sort = match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "integer",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    };
    if !sorts.contains(&sort) {
        return vec![format!("{at} is {sort} and not {sorts:?}")];
    }
    let mut found = Vec::new();
    if schema["enum"].as_array().is_some_and(|all| !all.contains(value)) {
        found.push(format!("{at} is {value}"));
    }
    if let (Some(first), Some(all)) = (schema["prefixItems"].as_array(), value.as_array()) {
        if first.len() != all.len() {
            found.push(format!("{at} has {} and not {}", all.len(), first.len()));
        }
        found.extend(first.iter().zip(all).flat_map(|(schema, one)| faults(described, schema, one, at)));
    } else if let (Some(all), true) = (value.as_array(), schema["items"].is_object()) {
        found.extend(all.iter().flat_map(|one| faults(described, &schema["items"], one, &format!("{at}[]"))));
    }
    if let (Some(fields), Some(map)) = (schema["properties"].as_object(), value.as_object()) {
        let must = schema["required"].as_array().cloned().unwrap_or_default();
        let missing = must.iter().filter_map(Value::as_str).filter(|key| !map.contains_key(*key));
        found.extend(missing.map(|key| format!("{at}.{key} is missing")));
        for (key, one) in map {
            match fields.get(key) {
                Some(schema) => found.extend(faults(described, schema, one, &format!("{at}.{key}"))),
                None => found.push(format!("{at}.{key} is not described")),
            }
        }
    }
    found
}

/// Asks and holds the answer to what the description says of this address and this status.
async fn asked(desk: &Desk, token: &str, (method, pattern, path): (&str, &str, &str), body: Value) -> Value {
    let router = dengwen_web::router(desk.clone(), dengwen_web::WebConfig::default());
    let request = Request::builder().method(method).uri(path).header(header::AUTHORIZATION, format!("Bearer {token}"));
    let request = request.header(header::CONTENT_TYPE, "application/json").body(Body::from(body.to_string())).unwrap();
    let response = router.oneshot(request).await.unwrap();
    let status = response.status().as_u16().to_string();
    let media = response.headers()[header::CONTENT_TYPE].to_str().unwrap().to_owned();
    let answer: Value = serde_json::from_slice(&to_bytes(response.into_body(), usize::MAX).await.unwrap()).unwrap();
    let described = described();
    let schema = &described["paths"][pattern][method.to_lowercase()]["responses"][&status]["content"][&media]["schema"];
    assert!(schema.is_object(), "{method} {pattern} answers {status} {media}: {answer}");
    let faults = faults(&described, schema, &answer, pattern);
    assert!(faults.is_empty(), "{faults:#?}");
    answer
}

#[tokio::test]
async fn real_answers_are_what_it_describes() {
    let desk = desk().await;
    let session = desk.session_for(OFFICE, CLERK).await.unwrap();
    let all = [Scope::Lists, Scope::Cases, Scope::File, Scope::Act];
    let token = desk.make_token(&session, "接口", &all, 1).await.unwrap();
    let get = async |pattern: &str, path: &str| asked(&desk, &token, ("GET", pattern, path), json!({})).await;
    let matters = get("/api/v1/matters", "/api/v1/matters").await;
    let (matter, channel) = (matters[0]["matter"].as_str().unwrap(), matters[0]["channel"].as_str().unwrap());
    let form = desk.begin_form(&session, matter, channel, Language::Zh).await.unwrap();
    let pairs = filled(&form);
    let bare = |key: &str| key.split_once("::").map_or(key, |(_, key)| key).to_owned();
    let option = pairs.iter().find(|(key, _)| key == ":option").map(|(_, value)| value.clone());
    let typed: Vec<(String, String)> =
        pairs.iter().filter(|(key, _)| !key.starts_with(':')).map(|(key, value)| (bare(key), value.clone())).collect();
    let (pattern, path) = ("/api/v1/matters/{matter}/{channel}", format!("/api/v1/matters/{matter}/{channel}"));
    let filed = json!({ "typed": typed, "option": option, "once": "a" });
    let done = asked(&desk, &token, ("POST", pattern, &path), filed).await;
    asked(&desk, &token, ("POST", pattern, &path), json!("nothing")).await;
    asked(&desk, &token, ("POST", pattern, &path), json!({ "typed": [], "once": "b" })).await;
    asked(&desk, "made-up", ("POST", pattern, &path), json!({ "typed": [], "once": "c" })).await;
    let case = format!("/api/v1/cases/{}", done["case"].as_str().unwrap());
    get("/api/v1/cases/{case}", &case).await;
    get("/api/v1/cases/{case}", "/api/v1/cases/nothing").await;
    let act = "/api/v1/cases/{case}/acts/{act}";
    let note = json!({ "typed": [["text", "已回电"]], "once": "note" });
    asked(&desk, &token, ("POST", act, &format!("{case}/acts/note")), note).await;
    asked(&desk, &token, ("POST", act, &format!("{case}/acts/note")), json!({ "once": "empty" })).await;
    get("/api/v1/inbox", "/api/v1/inbox?filter=all").await;
    let reports = get("/api/v1/reports", "/api/v1/reports").await;
    if let Some(report) = reports.as_array().and_then(|all| all.first()) {
        let path = format!("/api/v1/reports/{}/1", report["id"].as_str().unwrap());
        get("/api/v1/reports/{id}/{n}", &path).await;
    }
    get("/api/v1/openapi.json", "/api/v1/openapi.json").await;
}

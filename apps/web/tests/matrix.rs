//! Who gets what from which address: every address that is served, with every kind of visitor, as a table that is looked at when
//! it changes. An address that is not tried fails. And where words that were put into a case turn up: on the pages of the
//! table, in answers, in the log, in the files of the data folder.

mod support;

#[path = "support/scene.rs"]
mod scene;

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
};

use axum::http::header;
use scene::{Log, NAME, SEALED, Scene, words_in};
use support::{Answer, Browser, owned};

/// What an answer comes to.
fn outcome(answer: &Answer) -> String {
    match (answer.status.as_u16(), answer.location()) {
        (303, to) if to.starts_with("/desk/sign-in") => "sign in".to_owned(),
        (303, _) => "303 done".to_owned(),
        (status, _) => status.to_string(),
    }
}

#[tokio::test]
async fn every_address_says_who_gets_what() {
    let scene = Scene::of(SEALED).await;
    let mut table: Vec<(String, BTreeMap<String, BTreeSet<String>>)> = Vec::new();
    for (visitor, address, answer) in scene.walked().await {
        assert!(answer.status.as_u16() < 500, "{visitor} at {address}: {}", answer.text());
        let signed_in = visitor != "nobody" && visitor != "holder of the code";
        let open = !address.contains("/desk") || address.contains("/desk/sign-in");
        if !signed_in && !open {
            assert_eq!(outcome(&answer), "sign in", "{visitor} gets into {address}");
        }
        assert!(open || answer.headers.get(header::SET_COOKIE).is_none() || signed_in, "{address} sets a cookie");
        let row = match table.iter_mut().find(|(known, _)| *known == address) {
            Some((_, row)) => row,
            None => {
                table.push((address.clone(), BTreeMap::new()));
                &mut table.last_mut().unwrap().1
            }
        };
        row.entry(outcome(&answer)).or_default().insert(visitor);
    }
    let mut text = String::new();
    for (address, row) in table {
        writeln!(text, "{address}").unwrap();
        for (outcome, visitors) in row {
            writeln!(text, "    {outcome}: {}", visitors.into_iter().collect::<Vec<_>>().join(", ")).unwrap();
        }
    }
    insta::assert_snapshot!("addresses", text);
}

#[tokio::test]
async fn words_put_into_a_case_turn_up_only_where_the_table_says() {
    let log = Log::default();
    tracing::subscriber::set_global_default(log.clone()).unwrap();
    let scene = Scene::of(SEALED).await;
    let words = scene.words();
    let mut seen: BTreeMap<&str, BTreeMap<String, BTreeSet<String>>> = BTreeMap::new();
    for (visitor, address, answer) in scene.walked().await {
        let headers: Vec<&str> = answer.headers.values().filter_map(|value| value.to_str().ok()).collect();
        let text = answer.text() + &headers.join("\n");
        for (what, _) in words.iter().filter(|(_, word)| text.contains(word.as_str())) {
            seen.entry(what).or_default().entry(address.clone()).or_default().insert(visitor.clone());
        }
    }
    let mut text = String::new();
    for (what, places) in &seen {
        writeln!(text, "{what}").unwrap();
        for (address, visitors) in places {
            writeln!(text, "    {address}: {}", visitors.iter().cloned().collect::<Vec<_>>().join(", ")).unwrap();
        }
    }
    let told = seen.get("name").into_iter().chain(seen.get("telephone")).flat_map(BTreeMap::keys);
    // Whoever registers reads who spoke; afterwards only a paper that is to name them does, to whoever may read that paper.
    let may = |address: &&String| address.contains("/desk/incoming/") || address.contains("/papers/");
    let told: Vec<_> = told.filter(|address| !may(address)).collect();
    assert!(told.is_empty(), "who spoke is on a page: {told:?}");
    assert!(!seen.contains_key("code"), "the code is on a page: {text}");
    assert!(seen.contains_key("what was said"), "the search would find what is there");
    insta::assert_snapshot!("words", text);
    let mut clerk = Browser::new(&scene.desk);
    clerk.sign_in(&scene.desk, SEALED.office, SEALED.clerk).await;
    let token = clerk.get("/desk").await.hidden(":csrf");
    let path = format!("/desk/cases/{}/parties/1/identity", scene.case);
    let opened = clerk.post(&path, &owned(&[(":csrf", &token), ("purpose", "核实")])).await;
    assert!(opened.text().contains(NAME), "opened for a purpose it is there: {}", opened.text());
    let logged = log.0.lock().unwrap().clone();
    assert!(!logged.is_empty());
    for (what, word) in words {
        assert!(!logged.contains(&word), "{what} is in the log");
        let files = words_in(scene.desk.data(), &word);
        assert!(files.is_empty(), "{what} is in {files:?}");
    }
}

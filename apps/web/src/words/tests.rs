//! Both languages are complete, and nothing in them is unused.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

use dengwen_desk::view::Language;
use fluent_templates::fluent_bundle::FluentValue;

use super::{Values, say_with};

/// Where words are asked for: the page's methods, and tables of keys.
const ASKED: &[&str] = &[".t(\"", ".with(\"", ".with2(\"", ".count(\""];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn files_under(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { found.extend(files_under(&path)) } else { found.push(path) }
    }
    found
}

fn is_key(text: &str) -> bool {
    text.contains('-') && text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
}

fn used() -> BTreeMap<String, PathBuf> {
    let mut keys = BTreeMap::new();
    for folder in ["src", "components", "pages"] {
        for path in files_under(&root().join(folder)) {
            let text = fs::read_to_string(&path).unwrap();
            for start in ASKED {
                let tails = text.split(start).skip(1).filter_map(|tail| tail.split('"').next());
                keys.extend(tails.filter(|key| is_key(key)).map(|key| (key.to_owned(), path.clone())));
            }
            // Tables name what is sent, then the keys of its words.
            let rows = text.lines().filter(|line| line.trim_start().starts_with("(\"") && line.ends_with("\"),"));
            let named = rows.flat_map(|line| line.split('"').skip(1).step_by(2).skip(1)).filter(|key| is_key(key));
            keys.extend(named.map(|key| (key.to_owned(), path.clone())));
        }
    }
    keys
}

fn defined(locale: &str) -> BTreeSet<String> {
    let files = files_under(&root().join("locales").join(locale));
    let text: String = files.iter().map(|path| fs::read_to_string(path).unwrap()).collect();
    let names = text.lines().filter(|line| !line.starts_with([' ', '#', '}'])).filter_map(|line| line.split_once(" ="));
    names.map(|(name, _)| name.to_owned()).collect()
}

/// A blank at the end of a message is dropped when it is read: `{" "}` stays.
#[test]
fn no_message_ends_in_a_blank_that_is_dropped() {
    for path in files_under(&root().join("locales")) {
        let text = fs::read_to_string(&path).unwrap();
        let dropped: Vec<&str> = text.lines().filter(|line| line.ends_with(' ')).collect();
        assert_eq!(dropped, Vec::<&str>::new(), "{}", path.display());
    }
}

#[test]
fn every_word_that_is_used_stands_in_both_languages() {
    for locale in ["zh-CN", "en"] {
        let defined = defined(locale);
        let missing: Vec<_> = used().into_iter().filter(|(key, _)| !defined.contains(key)).collect();
        assert!(missing.is_empty(), "missing in {locale}: {missing:?}");
    }
}

#[test]
fn every_word_that_stands_there_is_used() {
    let used = used();
    for locale in ["zh-CN", "en"] {
        let unused: Vec<_> = defined(locale).into_iter().filter(|key| !used.contains_key(key)).collect();
        assert!(unused.is_empty(), "unused in {locale}: {unused:?}");
    }
}

#[test]
fn every_word_can_be_said_and_the_two_languages_say_different_things() {
    let names = [
        "n", "number", "name", "size", "what", "why", "day", "words", "holder", "paper", "part", "reading", "whom",
        "title", "when", "file", "year", "month", "is", "of", "done", "refused", "change",
    ];
    let values: Values = names.iter().map(|name| ((*name).into(), FluentValue::from("x"))).collect();
    for key in defined("zh-CN") {
        let (chinese, english) = (say_with(Language::Zh, &key, &values), say_with(Language::En, &key, &values));
        assert!(!chinese.contains("Unknown localization key"), "{key}");
        assert_ne!(chinese, english, "{key}");
    }
}

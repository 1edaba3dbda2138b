//! Every component stands on some page of the gallery, and the pages can be leafed through: `DENGWEN_GALLERY=folder`.

use std::{collections::BTreeMap, fmt::Write as _, fs, path::Path};

use dengwen_desk::view::Language;

use super::{desk_pages, portal_pages};
use crate::assets;

/// Components that no made-up page shows yet; this list only shrinks.
const NOT_YET: &[&str] = &["envelope", "extract", "told"];

/// What tells that a component is there: pieces of its template that no other has, else classes of its style.
fn signs(folder: &Path) -> Vec<String> {
    let template = fs::read_to_string(folder.join("template.html")).unwrap_or_default();
    let pieces = template.split(['{', '}']).filter(|piece| piece.contains("=\"") && piece.contains('<'));
    let pieces: Vec<String> = pieces.map(|piece| piece.trim().to_owned()).collect();
    if !pieces.is_empty() {
        return pieces;
    }
    let style = fs::read_to_string(folder.join("style.css")).unwrap_or_default();
    let classes = style.split(".dw-").skip(1).map(|rest| {
        let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && !"-_".contains(c)).unwrap_or(rest.len());
        format!("dw-{}", rest.get(..end).unwrap_or_default())
    });
    classes.collect()
}

#[test]
fn every_component_stands_on_some_page() {
    let pages: String = [Language::Zh, Language::En]
        .into_iter()
        .flat_map(|lang| portal_pages(lang).into_iter().chain(desk_pages(lang)))
        .map(|(_, text)| text)
        .collect();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("components");
    let all: BTreeMap<String, Vec<String>> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .map(|path| (path.file_name().unwrap().to_string_lossy().into_owned(), signs(&path)))
        .collect();
    for (name, signs) in &all {
        let others = all.iter().filter(|(other, _)| *other != name).flat_map(|(_, signs)| signs);
        let others: Vec<&String> = others.collect();
        let own: Vec<&String> = signs.iter().filter(|sign| !others.contains(sign)).collect();
        let own = if own.is_empty() { signs.iter().collect() } else { own };
        let there = own.is_empty() || own.iter().any(|sign| pages.contains(sign.as_str()));
        assert_eq!(there, !NOT_YET.contains(&name.as_str()), "the component {name} is on a page: {there}");
    }
}

/// An index of the pages, in each language and mode, and what they load.
pub(super) fn leaf(folder: &str, pages: &[(String, String)]) {
    let modes = [("plain", ""), ("large", " data-ease=\"large\""), ("contrast", " data-contrast=\"high\"")];
    let mut index = "<!doctype html><meta charset=\"utf-8\"><title>Gallery</title><h1>Gallery</h1><ul>".to_owned();
    for (name, text) in pages {
        let text = text.replace("=\"/assets/", "=\"assets/");
        write!(index, "<li>{name}:").unwrap();
        for (mode, mark) in modes {
            fs::write(format!("{folder}/{name}-{mode}.html"), text.replacen("<html", &format!("<html{mark}"), 1))
                .unwrap();
            write!(index, " <a href=\"{name}-{mode}.html\">{mode}</a>").unwrap();
        }
    }
    fs::write(format!("{folder}/index.html"), index).unwrap();
    for (path, body) in assets::all() {
        let path = format!("{folder}{path}");
        fs::create_dir_all(Path::new(&path).parent().unwrap()).unwrap();
        fs::write(path, body).unwrap();
    }
}

//! Every component stands on some page of the gallery, and the pages can be leafed through: `DENGWEN_GALLERY=folder`.

use std::{collections::BTreeMap, fmt::Write as _, fs, path::Path};

use dengwen_desk::view::Language;

use super::{desk_pages, portal_pages};
use crate::assets;

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

/// How many pages are named for a component.
const FEW: usize = 6;

/// Each component with what tells it from all others.
fn components() -> BTreeMap<String, Vec<String>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("components");
    let all: BTreeMap<String, Vec<String>> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .map(|path| (path.file_name().unwrap().to_string_lossy().into_owned(), signs(&path)))
        .collect();
    let own = |(name, signs): (&String, &Vec<String>)| {
        let others: Vec<_> = all.iter().filter(|(other, _)| *other != name).flat_map(|(_, signs)| signs).collect();
        let own: Vec<String> = signs.iter().filter(|sign| !others.contains(sign)).cloned().collect();
        (name.clone(), if own.is_empty() { signs.clone() } else { own })
    };
    all.iter().map(own).collect()
}

/// Does it stand on a page?
fn stands(signs: &[String], page: &str) -> bool {
    signs.is_empty() || signs.iter().any(|sign| page.contains(sign.as_str()))
}

#[test]
fn every_component_stands_on_some_page() {
    let pages: Vec<String> = [Language::Zh, Language::En]
        .into_iter()
        .flat_map(|lang| portal_pages(lang).into_iter().chain(desk_pages(lang)))
        .map(|(_, text)| text)
        .collect();
    for (name, signs) in components() {
        assert!(pages.iter().any(|page| stands(&signs, page)), "the component {name} is on no page");
    }
}

/// What leads to the pages: by name, in each language and mode, and by component; and what they load.
pub(super) fn leaf(folder: &str, pages: &[(String, String)]) {
    let modes = [("plain", ""), ("large", " data-ease=\"large\""), ("contrast", " data-contrast=\"high\"")];
    let style = assets::all().map(|(path, _)| path).into_iter().find(|path| path.ends_with(".css")).unwrap_or_default();
    let mut index = format!(
        "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Gallery</title><link rel=\"stylesheet\" \
         href=\"{}\"><main class=\"dw-main\"><h1>Gallery</h1><h2>Components</h2><dl class=\"dw-values\">",
        style.trim_start_matches('/')
    );
    for (name, signs) in components() {
        write!(index, "<dt>{name}</dt><dd>").unwrap();
        let on = pages.iter().filter(|(page, text)| page.ends_with("Zh") && !signs.is_empty() && stands(&signs, text));
        for (page, _) in on.take(FEW) {
            write!(index, "<a href=\"{page}-plain.html\">{}</a> ", page.trim_end_matches("-Zh")).unwrap();
        }
        index.push_str("</dd>");
    }
    index.push_str("</dl><h2>Pages</h2><ul class=\"dw-list\">");
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

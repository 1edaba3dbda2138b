//! Every template of every pack prints, with nothing in it and with everything in it.

use std::fs;
use std::path::{Path, PathBuf};

use jiff::civil::date;

use super::{PRESS, pages};
use crate::{Copy, How, Paper, TemplateSource};

fn templates() -> Vec<(PathBuf, String)> {
    let packs = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../packs");
    let mut found: Vec<PathBuf> = fs::read_dir(packs)
        .unwrap()
        .filter_map(|sector| fs::read_dir(sector.unwrap().path()).ok())
        .flatten()
        .filter_map(|pack| fs::read_dir(pack.unwrap().path().join("documents")).ok())
        .flatten()
        .map(|file| file.unwrap().path())
        .filter(|path| path.extension().is_some_and(|end| end == "typ"))
        .collect();
    found.sort();
    found.into_iter().map(|path| (path.clone(), fs::read_to_string(path).unwrap())).collect()
}

/// The fields that a template asks for by name, and one that none knows.
fn fields(template: &str) -> Vec<String> {
    let quoted = template.split('"').skip(1).step_by(2);
    let id = |text: &&str| !text.is_empty() && text.chars().all(|c| c.is_ascii_lowercase() || c == '_' || c == '.');
    let mut found: Vec<String> = quoted.filter(id).map(str::to_owned).collect();
    found.extend(["party.customer.name".to_owned(), "unheard_of".to_owned()]);
    found.sort();
    found.dedup();
    found
}

#[test]
fn there_are_templates() {
    assert!(templates().len() >= 15);
}

#[test]
fn a_template_prints_a_paper_without_rows() {
    for (path, text) in templates() {
        let template = TemplateSource::given(path.display().to_string(), text);
        let paper = Paper::form("某某单", "云山市某某中心", date(2026, 3, 2));
        let pages = pages(&paper, &template);
        assert!(pages.concat().iter().any(|line| line.contains("某某单")), "{}", path.display());
        assert_eq!(pages.len(), 1, "{}", path.display());
    }
}

/// Nothing that was handed in is lost; a template that shows only what it names says so in its first line.
#[test]
fn a_template_prints_every_row_and_signature() {
    let mut lost: Vec<String> = Vec::new();
    for (path, text) in templates() {
        let mut paper = Paper::letter("某某书", "云山市某某中心", date(2026, 3, 2));
        let fields = fields(&text);
        for (n, field) in fields.iter().enumerate() {
            paper = paper.row(field, &format!("栏目{n}"), &format!("内容{n}完"));
        }
        for n in 0..3 {
            paper = paper.signature(&format!("签署人{n}"), How::Sign);
            paper.signatures[n].name = Some(format!("姓名{n}"));
        }
        paper.copy = Some(Copy { holder: "存档处".to_owned(), mark: Some("存".to_owned()), no: 1, of: 2 });
        paper.case_number = Some("2026-0003".to_owned());
        let only = text.lines().next().unwrap_or_default().contains("only");
        let template = TemplateSource::given(path.display().to_string(), text);
        let printed: String = pages(&paper, &template).concat().concat();
        let rows = fields.iter().enumerate().filter(|_| !only).map(|(n, field)| (field.as_str(), format!("内容{n}完")));
        let rest = ["姓名0", "姓名1", "姓名2", "存档处", "2026-0003"].map(|wanted| (wanted, wanted.to_owned()));
        let missing = rows.chain(rest).filter(|(_, wanted)| !printed.contains(wanted));
        lost.extend(missing.map(|(name, _)| format!("{name} is not printed by {}", path.display())));
    }
    assert!(lost.is_empty(), "{}", lost.join("\n"));
}

#[test]
fn every_template_becomes_a_pdf_for_the_archive() {
    for (path, text) in templates() {
        let paper = Paper::form("某某单", "云山市某某中心", date(2026, 3, 2));
        let pdf = PRESS.pdf(&paper, &TemplateSource::given(path.display().to_string(), text)).unwrap();
        assert!(pdf.starts_with(b"%PDF-1."));
        assert!(pdf.windows(15).any(|part| part == b"pdfaid:part>2</"), "{}", path.display());
    }
}

//! Papers bound with what is known of their case.

use jiff::civil::date;

use super::{PRESS, form, letter, lines};
use crate::{Block, Dossier, Inserted, Language, Row, Section, TemplateSource, Told, Volume};

fn paper(title: &str, paper: crate::Paper) -> Inserted {
    let template = TemplateSource::general(&paper);
    Inserted { title: title.to_owned(), paper, template }
}

fn dossier(said: &str) -> Dossier {
    let row = |label: &str, value: &str| Row { label: label.to_owned(), value: value.to_owned(), ..Row::default() };
    let story =
        Told { when: "3 月 2 日".to_owned(), who: "张三".to_owned(), text: said.to_owned(), ..Told::default() };
    let section = |title: &str, blocks: Vec<Block>| Section { title: title.to_owned(), afresh: false, blocks };
    Dossier {
        language: Language::Zh,
        title: "案卷".to_owned(),
        organisation: "云山市消费者协会".to_owned(),
        dated: date(2026, 3, 9),
        mark: Some("密封".to_owned()),
        notes: vec!["身份信息不在卷内。".to_owned()],
        volumes: vec![Volume {
            number: "2026-0003".to_owned(),
            title: "反映收费".to_owned(),
            cover: vec![row("编号", "2026-0003")],
            sections: vec![
                section("基本情况", vec![Block::Rows { title: None, rows: vec![row("事由", "反映收费")] }]),
                section("办理经过", vec![Block::Story { lines: vec![story] }]),
                section("文书", vec![Block::Paper { n: 0 }, Block::Paper { n: 1 }]),
                section("附件", vec![Block::Text { text: "没有附件。".to_owned() }]),
            ],
        }],
        papers: vec![paper("受理告知书", letter()), paper("客户投诉信息反馈单", form())],
        pictures: Vec::new(),
    }
}

fn pages(dossier: &Dossier) -> Vec<String> {
    let (_, document) = PRESS.bound(dossier).unwrap();
    document.pages().iter().map(|page| lines(&page.frame).join("\n")).collect()
}

/// The page on which the list of contents says that something begins, from 1.
fn page_of(pages: &[String], entry: &str) -> usize {
    let line = pages[1].lines().find(|line| line.starts_with(entry)).unwrap_or_else(|| panic!("no {entry}"));
    line.rsplit('.').next().unwrap().trim().parse().unwrap()
}

#[test]
fn the_list_of_contents_finds_every_paper_on_its_page() {
    let pages = pages(&dossier("收到来信"));
    for (entry, says) in
        [("受理告知书", "林某某同志"), ("客户投诉信息反馈单", "单位"), ("办理经过", "收到来信"), ("附件", "没有附件")]
    {
        let at = page_of(&pages, entry);
        assert!(pages[at - 1].contains(says), "{entry} on page {at}:\n{}", pages[at - 1]);
    }
}

#[test]
fn each_page_has_its_number_among_all_and_a_paper_those_of_its_own() {
    let pages = pages(&dossier("收到来信"));
    for (n, page) in (1..).zip(&pages) {
        assert!(page.contains(&format!("第 {n} 页　共 {} 页", pages.len())), "{page}");
        assert!(page.contains("密封"), "{page}");
    }
    let begins = page_of(&pages, "客户投诉信息反馈单");
    assert!(pages[begins - 1].contains("— 1 —"), "{}", pages[begins - 1]);
    assert_eq!(pages[begins - 1].matches("客户投诉信息反馈单").count(), 1, "no running head on its first page");
}

#[test]
fn a_letter_bound_with_a_form_keeps_the_red_head_of_its_authority() {
    let alone = PRESS.laid_out(&letter(), &TemplateSource::general(&letter())).unwrap();
    let alone = lines(&alone.pages()[0].frame);
    let pages = pages(&dossier("收到来信"));
    let bound = &pages[page_of(&pages, "受理告知书") - 1];
    for line in alone {
        assert!(bound.contains(&line), "{line} is missing in\n{bound}");
    }
}

#[test]
fn a_template_at_fault_and_a_letter_without_a_glyph_lose_nothing_of_the_file() {
    let mut all = dossier("收到\u{1f6b2}来信");
    all.papers[0].template = TemplateSource::given("broken.typ", "#nothing-of-this-name()");
    let pages = pages(&all);
    assert!(pages.concat().contains("收到〓来信") && pages[0].contains("U+1F6B2"), "{}", pages[0]);
    assert!(pages[page_of(&pages, "受理告知书") - 1].contains("林某某同志"));
}

#[test]
fn a_file_that_can_be_archived_has_an_outline() {
    let pdf = PRESS.dossier(&dossier("收到来信")).unwrap();
    assert!(pdf.starts_with(b"%PDF-") && pdf.windows(9).any(|seen| seen == b"/Outlines"));
}

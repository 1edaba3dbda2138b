//! Pages about papers and texts: an envelope, an extract of a file, a regulation told in words.

use dengwen_desk::{
    library::OpenBlank,
    view::{EnvelopeView, ExtractView, MarksTyped},
};

use super::{draw, samples};
use crate::{
    forms::Draft,
    page::Page,
    told::blocks,
    workbench::{
        extract::ExtractPage,
        papers::EnvelopePage,
        regulations::{Line, RegulationPage},
    },
};

const TEXT: &str = "# 示例制度\n本制度用于示例。\n## 受理\n- 收到来件后登记\n  - 登记编号\n- 决定是否受理";

pub(super) fn pages(pages: &mut Vec<(String, String)>, page: &Page) {
    let envelope = EnvelopeView {
        name: "周敏之".to_owned(),
        address: "示例市示例路200号".to_owned(),
        registered: true,
        sender: Some("示例市示例路1号".to_owned()),
        office: Some("示例市信访举报中心".to_owned()),
    };
    draw(pages, "envelope", &EnvelopePage { page, view: &envelope, back: "/desk/cases/c1".to_owned() });
    extracts(pages, page);
    regulation(pages, page);
}

fn extracts(pages: &mut Vec<(String, String)>, page: &Page) {
    let text = ExtractView {
        case: ("c1".to_owned(), "2026-0312".to_owned()),
        file: samples::file(),
        lines: vec![("第一行".to_owned(), false), ("第二行有名字".to_owned(), true)],
        pages: Vec::new(),
        is_pdf: false,
        boxes: Vec::new(),
        preview: Some("第一行\n■■■".to_owned()),
        wrong: Vec::new(),
        seq: 7,
    };
    let sheets = vec![(1, false), (2, true)];
    let boxes = vec![(1, "1-1000-1000-3000-500".to_owned())];
    let pdf = ExtractView { lines: Vec::new(), preview: None, pages: sheets, is_pdf: true, boxes, ..text.clone() };
    let (typed, draft) = (MarksTyped::default(), Draft::default());
    for (name, view) in [("extract-text", &text), ("extract-pdf", &pdf)] {
        let drawn = ExtractPage { page, view, typed: &typed, draft: &draft, once: "once".to_owned(), looked: true };
        draw(pages, name, &drawn);
    }
}

fn regulation(pages: &mut Vec<(String, String)>, page: &Page) {
    let line = Line {
        id: "example".to_owned(),
        title: "示例制度".to_owned(),
        version: "1".to_owned(),
        status: "施行中".to_owned(),
        open_blanks: 1,
    };
    let blank =
        OpenBlank {
            path: "limits.reply".to_owned(), label: "回复期限".to_owned(), article: Some("第三条".to_owned())
        };
    let drawn = RegulationPage {
        page,
        line: &line,
        blocks: &blocks(TEXT),
        blanks: &[blank],
        settings: &[],
        findings: &[],
        refused: &[],
        saved: true,
        taken: false,
        fills: true,
        gaps: &["原文没有写明由谁批准。".to_owned()],
        omitted: &[("第九条".to_owned(), "与投诉无关".to_owned())],
        has_chart: true,
    };
    draw(pages, "regulation", &drawn);
}

//! The print view, the JSON shape and the bytes.

use jiff::civil::date;

use super::{PRESS, form, letter};
use crate::{Kind, Paper, Sentences, TemplateSource, html};

#[test]
fn the_same_paper_gives_the_same_bytes() {
    let paper = letter();
    let template = TemplateSource::general(&paper);
    assert_eq!(PRESS.pdf(&paper, &template).unwrap(), PRESS.pdf(&paper, &template).unwrap());
}

#[test]
fn the_print_view_of_a_letter() {
    insta::assert_snapshot!(html(&letter(), &Sentences::default()));
}

#[test]
fn the_print_view_of_a_form() {
    insta::assert_snapshot!(html(&form(), &Sentences::default()));
}

#[test]
fn the_print_view_escapes_what_was_entered() {
    let paper = Paper::letter("<b>", "\"甲\" & '乙'", date(2026, 3, 2)).row("x", "<i>", "<script>alert(1)</script>");
    let page = html(&paper, &Sentences::default());
    assert!(!page.contains("<script") && !page.contains("<i>") && !page.contains("<b>"), "{page}");
    assert!(page.contains("&quot;甲&quot; &amp; &#39;乙&#39;"), "{page}");
}

#[test]
fn the_print_view_has_the_sentences_of_the_template() {
    let template = TemplateSource::given(
        "notice.typ",
        "#import \"/dengwen.typ\": *\n#show: sheet\n#letter(rows: (),\n  before: [您反映的#value(\"matter\")已经处理，*现告知如下*。\n\n第二段 #blank(4)。], after: [特此告知。])",
    );
    let paper = Paper::letter("告知书", "云山市消费者协会", date(2026, 3, 2)).row("matter", "事项", "占道经营");
    let sentences = PRESS.sentences(&paper, &template).unwrap();
    assert_eq!(sentences.before, ["您反映的占道经营已经处理，现告知如下。\n第二段 ______。"]);
    assert_eq!(sentences.after, ["特此告知。"]);
    let page = html(&paper, &sentences);
    let places = ["您反映的占道经营", "第二段", "<table class=\"paper__rows\">", "特此告知", "paper__issued"];
    let found: Vec<usize> = places.iter().map(|words| page.find(words).unwrap()).collect();
    assert!(found.is_sorted(), "in the order of the PDF: {page}");
    // A form says its own words too, and what was handed in is not said twice.
    let form = TemplateSource::given(
        "form.typ",
        "#import \"/dengwen.typ\": *\n#show: sheet\n#form-head()\n#form-table()\n#form-text[本表一式两份。]\n#form-text(paragraphs())",
    );
    let paper = Paper { paragraphs: vec!["另附材料。".to_owned()], ..form_paper() };
    assert_eq!(
        PRESS.sentences(&paper, &form).unwrap(),
        Sentences { after: vec!["本表一式两份。".to_owned()], ..Sentences::default() }
    );
}

fn form_paper() -> Paper {
    Paper::form("登记单", "云山市消费者协会", date(2026, 3, 2)).row("matter", "事项", "占道经营")
}

#[test]
fn a_paper_survives_json() {
    for paper in [letter(), form()] {
        let json = serde_json::to_string(&paper).unwrap();
        assert_eq!(serde_json::from_str::<Paper>(&json).unwrap(), paper);
    }
}

#[test]
fn a_paper_needs_little() {
    let json = r#"{"kind":"letter","title":{"zh":"通知"},"organisation":"云山市消费者协会","dated":"2026-03-02"}"#;
    let paper: Paper = serde_json::from_str(json).unwrap();
    assert_eq!(paper, Paper::letter("通知", "云山市消费者协会", date(2026, 3, 2)));
}

#[test]
fn the_layout_follows_the_official_name() {
    for (title, kind) in [
        ("《客户投诉处理单》", Kind::Form),
        ("【客户意见/投诉登记表】", Kind::Form),
        ("调解笔录", Kind::Form),
        ("《受理告知书》", Kind::Letter),
        ("催办函", Kind::Letter),
    ] {
        assert_eq!(Kind::of_title(title), kind, "{title}");
    }
}

//! The print view, the JSON shape and the bytes.

use jiff::civil::date;

use super::{PRESS, form, letter};
use crate::{Kind, Paper, TemplateSource, html};

#[test]
fn the_same_paper_gives_the_same_bytes() {
    let paper = letter();
    let template = TemplateSource::general(&paper);
    assert_eq!(PRESS.pdf(&paper, &template).unwrap(), PRESS.pdf(&paper, &template).unwrap());
}

#[test]
fn the_print_view_of_a_letter() {
    insta::assert_snapshot!(html(&letter()));
}

#[test]
fn the_print_view_of_a_form() {
    insta::assert_snapshot!(html(&form()));
}

#[test]
fn the_print_view_escapes_what_was_entered() {
    let paper = Paper::letter("<b>", "\"甲\" & '乙'", date(2026, 3, 2)).row("x", "<i>", "<script>alert(1)</script>");
    let page = html(&paper);
    assert!(!page.contains("<script") && !page.contains("<i>") && !page.contains("<b>"), "{page}");
    assert!(page.contains("&quot;甲&quot; &amp; &#39;乙&#39;"), "{page}");
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

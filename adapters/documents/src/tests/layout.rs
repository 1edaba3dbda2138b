//! The layout of GB/T 9704-2012, read from the pages as they were set.

use jiff::civil::date;

use super::{PRESS, form, letter, pages, text};
use crate::{Language, Paper, TemplateSource};

#[test]
fn a_full_page_has_22_lines_of_28_characters() {
    let body = "登闻鼓院受理四方来信来访".repeat(200);
    let paper = Paper::letter("通知", "云山市消费者协会", date(2026, 3, 2)).paragraph(&body);
    let pages = pages(&paper, &TemplateSource::general(&paper));
    let (footer, lines) = pages[1].split_last().unwrap();
    assert_eq!(footer, "— 2 —");
    assert_eq!(lines.len(), 22, "{lines:#?}");
    for line in lines {
        assert_eq!(line.chars().count(), 28, "{line}");
    }
}

#[test]
fn the_page_is_a4_and_the_text_begins_at_28_and_37_mm() {
    let paper = Paper::letter("通知", "云山市消费者协会", date(2026, 3, 2)).paragraph(&"登闻".repeat(900));
    let document = PRESS.laid_out(&paper, &TemplateSource::general(&paper)).unwrap();
    let page = &document.pages()[1].frame;
    assert_eq!((page.width().to_mm().round(), page.height().to_mm().round()), (210.0, 297.0));
    let mut runs = Vec::new();
    super::collect(page, typst::layout::Point::zero(), &mut runs);
    let left = runs.iter().map(|run| run.1).fold(f64::MAX, f64::min);
    assert!((left - 28.0 / 25.4 * 72.0).abs() < 0.1, "{left}");
    let first_baseline = runs.iter().map(|run| run.0).fold(f64::MAX, f64::min);
    // 37 mm and 0.88 of a 16 pt character.
    assert!((first_baseline - 119.0).abs() < 0.1, "{first_baseline}");
}

#[test]
fn a_letter_reads_from_head_to_small_print() {
    let paper = letter();
    insta::assert_snapshot!(text(&paper, &TemplateSource::general(&paper)));
}

#[test]
fn a_form_reads_from_title_to_signatures() {
    let paper = form();
    insta::assert_snapshot!(text(&paper, &TemplateSource::general(&paper)));
}

#[test]
fn fixed_words_follow_the_language() {
    let mut paper = form();
    paper.language = Language::En;
    paper.title.en = "Complaint sheet".to_owned();
    let text = text(&paper, &TemplateSource::general(&paper));
    for word in ["客户投诉信息反馈单", "Complaint sheet", "No. 2026-0031", "2026-03-02", "(seal)"] {
        assert!(text.contains(word), "{word} in {text}");
    }
    assert!(!text.contains("编号"), "{text}");
}

#[test]
fn entered_text_is_never_markup() {
    let paper = Paper::letter("通知", "云山市消费者协会", date(2026, 3, 2)).paragraph("*甲* #乙 $丙$ = 丁 // 戊");
    let text = text(&paper, &TemplateSource::general(&paper));
    assert!(text.contains("*甲* #乙 $丙$ = 丁 // 戊"), "{text}");
}

#[test]
fn today_is_the_day_of_the_paper() {
    let paper = Paper::letter("通知", "云山市消费者协会", date(2021, 2, 3));
    let template = TemplateSource::given(
        "today.typ",
        "#set text(font: \"Song\", fallback: false)\n#datetime.today().display(\"[year].[month].[day]\")",
    );
    assert_eq!(text(&paper, &template), "2021.02.03");
}

//! Forms come back as they were sent, with what is wrong beside the fields.

use axum::http::StatusCode;
use dengwen_desk::view::{Control, Rejection, Upload};

use super::{Draft, posted::from_pairs};
use crate::{gallery::samples, holding::Holding, page::Page};

fn draft_of(pairs: &[(&str, &str)]) -> (Draft, Option<StatusCode>) {
    let token = [(":csrf", "token")];
    let pairs: Vec<_> = pairs.iter().chain(&token).copied().collect();
    let mut posted = from_pairs(&pairs);
    let page = Page { csrf: "token".to_owned(), ..Page::default() };
    let mut draft = Draft::new(samples::intake(), 7, "/o/x/y".to_owned());
    let status = draft.take(&mut posted, &Holding::default(), &page);
    (draft, status)
}

fn values(draft: &Draft) -> Vec<(String, String)> {
    draft.sent().typed
}

#[test]
fn what_was_typed_goes_to_the_desk_in_the_order_of_the_form_and_nothing_else_does() {
    let (draft, _) = draft_of(&[("when", " 二月 "), ("unknown", "x"), ("matter", "经过"), ("amount", "")]);
    let expected = [("matter", "经过"), ("when", "二月")].map(|(k, v)| (k.to_owned(), v.to_owned()));
    assert_eq!(values(&draft), expected);
}

#[test]
fn a_row_is_added_and_taken_out_again_with_what_was_typed_in_the_others() {
    let (draft, status) = draft_of(&[("party.reporter.0.name", "甲"), (":add", "party.reporter")]);
    assert_eq!(status, Some(StatusCode::OK));
    let group = draft.form.fields.iter().find(|field| field.key == "party.reporter").unwrap();
    assert_eq!(group.children.len(), 2);
    assert_eq!(group.children[1].children[0].key, "party.reporter.1.name");
    let typed = [("party.reporter.0.name", "甲"), ("party.reporter.1.name", "乙"), ("party.reporter.2.name", "丙")];
    let with_removal: Vec<_> = typed.into_iter().chain([(":remove", "party.reporter.1")]).collect();
    let (draft, _) = draft_of(&with_removal);
    let expected = [("party.reporter.0.name", "甲"), ("party.reporter.1.name", "丙")];
    assert_eq!(values(&draft), expected.map(|(k, v)| (k.to_owned(), v.to_owned())));
}

#[test]
fn an_error_stands_at_its_field_and_in_the_summary_and_links_to_it() {
    let (mut draft, _) = draft_of(&[("party.reporter.0.name", "甲"), ("party.reporter.1.name", "乙")]);
    let wrong = vec![("party.reporter.1.phone".to_owned(), "写明电话".to_owned())];
    assert!(draft.tell(Rejection::Invalid(wrong), &Page::default()).is_ok());
    let group = draft.form.fields.iter().find(|field| field.key == "party.reporter").unwrap();
    assert_eq!(group.children[1].children[1].error.as_deref(), Some("写明电话"));
    assert_eq!(draft.problems[0].to.as_deref(), Some("submit--party-reporter-1-phone"));
    assert_eq!(draft.problems[0].text, "写明电话");
}

#[test]
fn only_the_values_of_the_option_chosen_are_sent() {
    let mut posted = from_pairs(&[(":option", "pass"), ("true::days", "5"), ("pass::to", "u2"), ("result", "查明")]);
    let mut draft = Draft::new(samples::act(), 12, String::new());
    draft.take(&mut posted, &Holding::default(), &Page::default());
    let sent = draft.sent();
    assert_eq!(sent.option.as_deref(), Some("pass"));
    let keys: Vec<&str> = sent.typed.iter().map(|(key, _)| key.as_str()).collect();
    assert_eq!(keys, ["result", "to"]);
    assert_eq!(draft.form.options[0].fields[0].value, ["5"], "what was typed under the other option stays on the page");
}

#[test]
fn a_case_that_moved_on_keeps_what_was_typed_and_shows_the_new_state_next_time() {
    let mut posted = from_pairs(&[(":seq", "11"), ("result", "查明")]);
    let mut draft = Draft::new(samples::act(), 12, String::new());
    draft.take(&mut posted, &Holding::default(), &Page::default());
    assert_eq!(draft.sent().seq, 11);
    assert!(draft.tell(Rejection::Changed(vec!["陈立记录了一次询问".to_owned()]), &Page::default()).is_ok());
    assert_eq!(draft.sent().seq, 12);
    assert_eq!(draft.changes.len(), 1);
    assert_eq!(draft.form.fields[0].value, ["查明"]);
}

#[test]
fn files_that_were_taken_stay_while_the_form_goes_back_and_forth() {
    let holding = Holding::default();
    let mut posted = from_pairs(&[("matter", "")]);
    let file = |name: &str| Upload {
        key: "files".to_owned(),
        name: name.to_owned(),
        media: "application/pdf".to_owned(),
        content: b"%PDF-1.7".to_vec().into(),
    };
    posted.files = vec![file("a.pdf"), file("b.pdf")];
    let mut first = Draft::new(samples::intake(), 0, String::new());
    first.take(&mut posted, &holding, &Page::default());
    let (a, b) = (&first.held[0].token, &first.held[1].token);
    let mut again = from_pairs(&[(":held", a), (":held", b), (":drop", a), ("matter", "经过")]);
    let mut second = Draft::new(samples::intake(), 0, String::new());
    second.take(&mut again, &holding, &Page::default());
    let names: Vec<String> = second.sent().files.into_iter().map(|file| file.name).collect();
    assert_eq!(names, ["b.pdf"]);
}

#[test]
fn a_form_says_how_its_fields_are_asked() {
    let (draft, _) = draft_of(&[]);
    assert!(draft.has_files());
    assert!(!draft.is_one_click());
    assert!(draft.form.fields.iter().any(|field| field.control == Control::Group));
}

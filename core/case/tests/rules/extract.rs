//! Extract instead of original.

use crate::scene::{Scene, scene};

fn reported(protection: &str) -> Scene {
    let mut s = scene(&format!(
        "protection: {protection}\n\
         parties:\n  reporter: {{label: 举报人 | reporter, side: complaining, of: person, identity: [name], fields: {{name: {{label: 姓名 | name, type: text}}}}}}\n  \
         reported: {{label: 被举报人 | reported, side: complained_of, of: person, fields: {{name: {{label: 姓名 | name, type: text}}}}}}\n\
         stages: {{open: 在办 | open, closed: {{label: 办结 | closed, end: true}}}}\n\
         fields: {{enclosed: {{label: 附件 | enclosed, type: file, many: true}}}}\n\
         documents: {{letter: {{label: 函 | letter, blanks: [enclosed], copies: [{{holder: reported}}], article: 第九条}}, inside: {{label: 稿 | draft, blanks: [enclosed], article: 第十条}}}}\n\
         acts:\n  register: {{label: 登记 | register, begins: any, by: clerk, input: [party.reporter!, party.reported!]}}\n  \
         send: {{label: 发函 | send, by: clerk, in: [open], input: [enclosed], does: [issue: letter]}}\n  \
         draft: {{label: 拟稿 | draft, by: clerk, in: [open], input: [enclosed], does: [issue: inside]}}\n  \
         hand: {{label: 交 | hand, by: clerk, in: [open], does: [{{hand: {{document: inside, to: reported}}}}]}}\n  \
         explain: {{label: 说明 | explain, by: reported, in: [open], input: [enclosed]}}\n",
    ));
    s.done("clerk", "register", "{party.reporter: 甲, party.reported: 乙}");
    s
}

#[test]
fn only_an_extract_reaches_the_side_complained_of() {
    let mut s = reported("sealed");
    let refusals = s.act("clerk", "send", "{enclosed: [原信]}").unwrap_err();
    assert_eq!(refusals[0].code(), "original_kept_back");
    assert_eq!(refusals[0].article.as_deref(), Some("第九条"));
    assert_eq!((refusals[0].remedy[0].as_str(), refusals[0].fields[0].as_str()), ("make_extract", "enclosed"));
    s.done("clerk", "make_extract", "{file: 摘抄件, of: 原信}");
    assert_eq!(s.refused("clerk", "send", "{enclosed: [摘抄件, 原信]}"), ["original_kept_back"]);
    s.done("clerk", "send", "{enclosed: [摘抄件]}");
}

#[test]
fn a_paper_with_an_original_is_neither_handed_nor_served_to_that_side() {
    let mut s = reported("sealed");
    s.done("clerk", "draft", "{enclosed: [原信]}");
    assert_eq!(s.refused("clerk", "hand", "{}"), ["original_kept_back"]);
    s.done("clerk", "make_extract", "{file: 摘抄件, of: 原信}");
    s.done("clerk", "draft", "{enclosed: [摘抄件]}");
    s.done("clerk", "hand", "{}");
}

#[test]
fn where_nothing_is_sealed_the_regulation_may_send_what_it_likes() {
    let mut s = reported("ordinary");
    s.done("clerk", "send", "{enclosed: [原信]}");
}

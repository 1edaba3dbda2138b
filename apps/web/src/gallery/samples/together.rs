//! Several cases at once, and a document beside a form.

use dengwen_desk::{BackView, TogetherAct, TogetherRow, TogetherView};

use super::{cited, open_acts, s};
use crate::workbench::{beside::Beside, together::Outcome};

fn row(case: &str, number: &str) -> TogetherRow {
    TogetherRow { case: s(case), number: s(number), title: s("反映工程招投标中的利益输送"), seq: 3 }
}

/// Two cases, an act open on one of them.
pub(crate) fn together() -> TogetherView {
    let closed = vec![None, Some(vec![cited("延长期限不得超过 30 日，已用 30 日", "第六条第1款")])];
    let acts =
        open_acts().into_iter().map(|form| TogetherAct { form, standing: false, closed: closed.clone() }).collect();
    TogetherView { rows: vec![row("c1", "信举〔2026〕0133"), row("c2", "信举〔2026〕0160")], acts }
}

/// One that goes through and can be taken back, one that does not, one that stays.
pub(crate) fn outcomes() -> Vec<Outcome> {
    let done = |back| Outcome {
        row: row("c1", "信举〔2026〕0133"),
        told: vec![s("派发给承办部门")],
        back,
        ..Outcome::default()
    };
    let back = BackView { act: s("return"), label: s("退回"), cited: cited("承办部门可以退回", "第五条") };
    let refused = Outcome {
        row: row("c2", "信举〔2026〕0160"),
        wrong: vec![cited("尚未受理，不能派发", "第四条")],
        instead: vec![s("先决定是否受理")],
        ..Outcome::default()
    };
    vec![done(Some(back)), refused, done(None)]
}

/// A paper, a file by its pages, a text, and one that is not shown.
pub(crate) fn beside() -> Vec<(&'static str, Beside)> {
    let bare =
        || Beside { name: s("paper-1-1"), title: s("示例告知书"), open: s("/desk/cases/c1"), ..Beside::default() };
    let paper = "<article class=\"paper\"><h3 class=\"paper__title\">告知书</h3></article>";
    vec![
        ("case-beside-paper", Beside { paper: Some(s(paper)), ..bare() }),
        ("case-beside-pages", Beside { pages: vec![s("/desk/cases/c1/files/f/extract/1")], ..bare() }),
        ("case-beside-text", Beside { lines: vec![s("第一行"), s("")], ..bare() }),
        ("case-beside-closed", Beside { closed: Some(s("须写明用途后查看")), ..bare() }),
    ]
}

//! What waits to be registered, and a register.

use dengwen_desk::view::{FormView, IncomingView, RegisterLine, RegisterPage, RegisterRowView};

use super::{cited, file, intake, limits, s, story, value};

/// A matter that came in and waits for a clerk.
pub(crate) fn incoming() -> IncomingView {
    IncomingView {
        id: s("i1"),
        matter: s("举报违纪违法"),
        regulation: s("示例市处理实名举报暂行办法"),
        received: s("3 月 9 日 10:00"),
        state: s("已收到，待登记"),
        waiting: true,
        case: None,
        given: vec![value("问题经过", "某工程招投标中，三家公司投标文件由同一人编制。")],
        registers: vec![intake()],
        typed: vec![(s("matter"), s("某工程招投标中"))],
        files: vec![file()],
        forms: vec![FormView { act: s("set_aside"), label: s("不予登记"), ..FormView::default() }],
        story: story(),
        seq: 1,
    }
}

/// A register in which rows are written, one of them with a life.
pub(crate) fn register() -> RegisterPage {
    let row = |case: Option<&str>, stage: &str, sealed: &str| RegisterRowView {
        case: case.map(s),
        when: s("3 月 2 日 周一 09:10"),
        stage: s(stage),
        cells: vec![value("责任人", "李文清"), value("情形", sealed)],
    };
    let line = RegisterLine {
        id: s("report/sanctions"),
        label: s("责任追究"),
        regulation: s("示例办法"),
        cited: cited("", "第八条"),
        rows: 2,
        writes: true,
    };
    RegisterPage {
        line,
        columns: vec![s("责任人"), s("情形")],
        staged: true,
        rows: vec![row(Some("c1"), "研究", ""), row(None, "已公告", "推诿不办")],
        limits: limits(),
        form: Some(intake()),
    }
}

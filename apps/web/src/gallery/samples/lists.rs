//! What waits to be registered, and a register.

use dengwen_desk::audit::{Arrived, Delivery, Failing};
use dengwen_desk::view::{
    ComparedLine, ComparedView, Control, FieldView, FormView, IncomingView, LookLine, LooksView, OpeningLine,
    OpeningView, Piece, RegisterLine, RegisterPage, RegisterRowView,
};

use super::{at, cited, file, intake, limits, s, story, value};

/// A matter that came in and waits for a clerk.
pub(crate) fn incoming() -> IncomingView {
    IncomingView {
        id: s("i1"),
        matter: s("举报违纪违法"),
        regulation: s("示例市处理实名举报暂行办法"),
        received: s("3 月 9 日 10:00"),
        state: s("已收到，待登记"),
        waiting: true,
        nobody_left: false,
        case: None,
        given: vec![value("问题经过", "某工程招投标中，三家公司投标文件由同一人编制。")],
        registers: vec![intake()],
        typed: vec![(s("matter"), s("某工程招投标中"))],
        files: vec![file()],
        forms: vec![FormView { act: s("set_aside"), label: s("不予登记"), ..FormView::default() }],
        story: story(),
        reads_all: true,
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
        forms: vec![intake()],
    }
}

/// Who looked at a case.
pub(crate) fn looks() -> LooksView {
    let line = |what: &str, purpose: &str| LookLine {
        at: at("2026-03-09T02:00:00Z"),
        when: s("3 月 9 日 10:00"),
        person: s("李文清"),
        unit: s("信访室"),
        what: s(what),
        purpose: s(purpose),
    };
    LooksView {
        of: s("信举〔2026〕12 号"),
        lines: vec![line("本件内容", ""), line("身份：举报人", "回电核实")],
        openings: vec![opening_line()],
        older: Some(7),
    }
}

/// An opening that waits.
pub(crate) fn opening_line() -> OpeningLine {
    OpeningLine {
        id: s("o.k/1"),
        text: s("李文清 启封举报人的身份，用途：回电核实"),
        state: s("等待郭二同意"),
        waiting: true,
    }
}

/// The same on its page.
pub(crate) fn opening() -> OpeningView {
    let reason = FieldView { must: true, ..FieldView::new("reason", "理由", Control::Long) };
    OpeningView {
        id: s("o.k"),
        n: 1,
        what: s("举报人的身份"),
        case: Some((s("c1"), s("信举〔2026〕0133"))),
        state: s("等待郭二同意"),
        who: s("李文清 · 信访室"),
        purpose: Some(s("回电核实")),
        forms: vec![
            FormView { act: s("grant"), label: s("同意启封"), ..FormView::default() },
            FormView { act: s("refuse"), label: s("不同意"), fields: vec![reason], ..FormView::default() },
        ],
        why_not: vec![cited("任何人不得同意本人提出的请求", "")],
        story: story(),
        seq: 1,
    }
}

/// Who receives checkpoints of the log: one who has the last, one who cannot be reached, one who has nothing yet.
pub(crate) fn deliveries() -> Vec<Delivery> {
    let arrived = Some(Arrived { events: 128, root: s("root"), at: at("2026-03-09T02:00:00Z") });
    let why = s("Connection refused (os error 111)");
    let failing = Some(Failing { tries: 3, since: at("2026-03-09T03:00:00Z"), why });
    vec![
        Delivery { receiver: s("mailto:keeper@supervisor.test"), arrived: arrived.clone(), failing: None },
        Delivery { receiver: s("http://127.0.0.1:8009 (3fa29c1d)"), arrived, failing },
        Delivery { receiver: s("mailto:archive@supervisor.test"), ..Delivery::default() },
    ]
}

/// Figures that everybody may read, one of them kept back with what would give it away.
pub(crate) fn public_table() -> dengwen_desk::PublicTable {
    let row = |name: &str, cells: [Option<u64>; 3]| (name.to_owned(), cells.to_vec());
    dengwen_desk::PublicTable {
        regulation: "示例物业投诉处理办法".to_owned(),
        period: "2025-03-01 — 2026-02-28".to_owned(),
        rows_are: "类别".to_owned(),
        columns: ["来电", "来信", "合计"].map(str::to_owned).to_vec(),
        rows: vec![
            row("噪声", [Some(41), Some(20), Some(61)]),
            row("收费", [None, None, Some(32)]),
            row("绿化", [None, None, Some(18)]),
            row("合计", [Some(85), Some(26), Some(111)]),
        ],
        kept_back: true,
    }
}

/// A paper beside an earlier one: with all that may differ, or the same.
pub(crate) fn compared(differs: bool) -> ComparedView {
    let piece = |text: &str, same| Piece { text: s(text), same };
    let line =
        |label: &str, change: &str, before, after| ComparedLine { label: s(label), change: s(change), before, after };
    let same = || vec![piece("材料齐全", true)];
    let mut lines = vec![line("事由", "same", same(), same())];
    if differs {
        let said = |new: &str| vec![piece("经核实，", true), piece(new, false)];
        lines.push(line("处理结果", "changed", said("限三日内整改。"), said("限五日内整改。")));
        lines.push(line("编号", "added", Vec::new(), vec![piece("〔2026〕告 13 号", false)]));
        lines.push(line("备注", "gone", vec![piece("另函告知", false)], Vec::new()));
    }
    ComparedView {
        title: s("告知书"),
        before: s("〔2026〕告 12 号 3 月 4 日"),
        after: s("3 月 9 日"),
        lines,
        closed: None,
    }
}

/// Papers that are public, one of them for a time; another page follows.
pub(crate) fn public_list() -> dengwen_desk::PublicList {
    let line = |id: &str, title: &str, until: Option<&str>| dengwen_desk::PublicLine {
        id: id.to_owned(),
        title: title.to_owned(),
        regulation: "示例物业投诉处理办法".to_owned(),
        since: jiff::Timestamp::UNIX_EPOCH,
        on: "2026年3月2日".to_owned(),
        until: until.map(str::to_owned),
        lead: "有住户反映楼道灯不亮，已全部更换，并改为每周巡查。".to_owned(),
    };
    let sort = |id: &str, label: &str| dengwen_desk::PublicSort {
        id: id.to_owned(),
        label: label.to_owned(),
        regulation: "示例物业投诉处理办法".to_owned(),
    };
    dengwen_desk::PublicList {
        papers: vec![line("k7", "公示处理决定 2026-14", Some("2026年3月9日")), line("k8", "改进措施公告", None)],
        next: Some("k8".to_owned()),
        sorts: vec![sort("p.decision", "公示处理决定"), sort("p.better", "改进措施公告")],
    }
}

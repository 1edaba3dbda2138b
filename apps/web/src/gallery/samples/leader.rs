//! The inbox, what a leader looks at, days with what is due on them, and changes of the office.

use dengwen_desk::{
    AppraisalView, Appraised, ApprovalView, DatesView, DayView, InboxAsked, LeaderView, LetterLine, NoticeView,
    NoticesView, OrderLine, SampleLine, SampleView, SavedView, SupervisedGroup, SupervisedLine, SupervisionView,
    UrgedLine, WarningView,
    office::{ChangeView, Difference},
    view::{Choice, Cited, Control, FieldView, InboxGroup, InboxRow, InboxView, Light},
};
use jiff::{Timestamp, civil::date};

use super::{case, due, later, opening, row, s};

/// An inbox with every light.
pub(crate) fn inbox() -> InboxView {
    let late = vec![
        row(
            "信举〔2026〕0142",
            "反映某县局工作人员收受礼品卡",
            "发出《告知书》",
            due(Light::Late, "超期 1 个工作日", "应于 3 月 5 日"),
            &["实名", "本级"],
            ("已受理", "来信"),
        ),
        row(
            "投诉 2026-0388",
            "换挡异响返修三次未解决",
            "交客户部登记",
            due(Light::Late, "超期 2 小时", "应于今日 09:30"),
            &["重大"],
            ("现场", "来访"),
        ),
    ];
    let soon = vec![
        row(
            "信举〔2026〕0151",
            "联名反映村集体资金去向，主要联系人 1 名",
            "转送下级并告知",
            due(Light::Soon, "还有 1 个工作日", "3 月 9 日 周一"),
            &["实名", "联名 5 人"],
            ("登记", "电子邮件"),
        ),
        row(
            "政务 2026-0027",
            "三次申请未公开征地补偿标准",
            "审查退信申请",
            due(Light::Soon, "还有 2 个工作日", "3 月 10 日 周二"),
            &["一般"],
            ("规划科", "转来"),
        ),
    ];
    let later = later();
    let group = |label: &str, rows| InboxGroup { label: s(label), rows };
    let choice = |value: &str, label: &str| Choice { value: s(value), label: s(label), meaning: None };
    let narrow = FieldView {
        options: vec![choice("late", "已超期"), choice("soon", "三日内")],
        value: vec![s("soon")],
        ..FieldView::new("due", "期限", Control::One)
    };
    InboxView {
        narrow: vec![narrow],
        groups: vec![group("已超期", late), group("三日内到期", soon), group("其后", later)],
        counts: vec![
            (s("已超期"), 2, Light::Late),
            (s("三日内到期"), 4, Light::Soon),
            (s("其后"), 6, Light::Ok),
            (s("无期限"), 1, Light::None),
        ],
        next: Some(s("k2")),
    }
}

/// What waits, what is late, what comes.
pub(crate) fn leader() -> LeaderView {
    let groups = inbox().groups;
    let row = groups.iter().flat_map(|group| &group.rows).next().cloned();
    LeaderView {
        // Two at once, with the same forms.
        approvals: row
            .into_iter()
            .flat_map(|row| [row.clone(), row])
            .map(|row| ApprovalView { row, case: case() })
            .collect(),
        more_approvals: true,
        openings: vec![opening()],
        late: groups.clone(),
        soon: groups,
        more: true,
        warnings: warnings(),
    }
}

/// A warning of each kind.
pub(crate) fn warnings() -> Vec<WarningView> {
    let rows: Vec<_> = inbox().groups.into_iter().flat_map(|group| group.rows).collect();
    let warning = |kind: &str, title: &str, others| WarningView {
        key: format!("{kind} 1"),
        kind: s(kind),
        title: s(title),
        evidence: s("3 月 2 日至 3 月 8 日收到 9 件；此前 20 周平均每周 2.1 件，控制上限 6.3 件。"),
        cases: rows.iter().take(3).cloned().collect(),
        others,
    };
    vec![
        warning("rise", "类别“噪声”骤增", 6),
        warning("cluster", "城管科：多件“占道”", 1),
        warning("late", "交客户部登记：客户部", 0),
    ]
}

/// What somebody who supervises looks at.
pub(crate) fn supervision() -> SupervisionView {
    let groups = inbox().groups;
    let line = |(n, row): (usize, InboxRow)| SupervisedLine {
        row,
        item: s("limit accept"),
        act: (n == 0).then(|| (s("urge"), s("督促办理"))),
        urged: (n == 1).then(|| s("3 月 9 日 10:00")),
        again: n != 1,
    };
    let rows = || inbox().groups.into_iter().flat_map(|group| group.rows);
    let drawn = |row: InboxRow, found: &str| SampleLine { row, found: s(found), note: s("附件不全") };
    let sample = |id: &str, sort: &str| SampleView {
        id: s(id),
        sort: s(sort),
        regulation: s("实名举报办法"),
        period: s("2 月 1 日 – 3 月 1 日"),
        drawn: s("3 月 9 日 10:00 李文清"),
        size: 2,
        among: 40,
        seed: s("k7m2"),
        counts: [1, 0, 0],
        lines: rows().zip(["in_order", ""]).map(|(row, found)| drawn(row, found)).collect(),
    };
    SupervisionView {
        supervises: true,
        groups: groups
            .into_iter()
            .map(|group| SupervisedGroup {
                whose: s("信访科"),
                late: 2,
                lines: group.rows.into_iter().enumerate().map(line).collect(),
            })
            .collect(),
        urged: rows().zip([true, false]).map(|(row, open)| UrgedLine { row, when: s("3 月 9 日"), open }).collect(),
        orders: rows().zip(["order", "urging", "order"]).enumerate().map(order).collect(),
        appraisals: vec![appraisal(true), appraisal(false)],
        regulations: vec![(s("r01"), s("实名举报办法"))],
        samples: vec![sample("s1", "check"), sample("s2", "call")],
    }
}

/// Orders in every state.
fn order((n, (row, sort)): (usize, (InboxRow, &str))) -> OrderLine {
    OrderLine {
        row,
        sort: s(sort),
        what: s("督办"),
        to: s("信访科"),
        when: s("3 月 2 日 09:00"),
        until: if n == 1 { String::new() } else { s("3 月 6 日 周五") },
        answered: (n == 2).then(|| s("3 月 5 日 16:20")),
        late: n == 0,
        ended: n == 3,
    }
}

/// A register of appraisals, with rows and without.
fn appraisal(filled: bool) -> AppraisalView {
    let line = |who: &str, score: &str| Appraised {
        who: s(who),
        rows: 2,
        scores: vec![s(score), String::new()],
        last: s("3 月 9 日 10:00"),
    };
    AppraisalView {
        id: s("r01/appraisals"),
        label: s("窗口考核计分"),
        regulation: s("实名举报办法"),
        cited: Cited { article: Some(s("第三条")), ..Cited::default() },
        of: s("窗口"),
        scores: vec![s("日常抽查得分"), s("群众监督得分")],
        lines: if filled { vec![line("一号窗口", "87.75"), line("二号窗口", "92")] } else { Vec::new() },
    }
}

/// Notices of every sort, read and unread, and letters that did not leave.
pub(crate) fn notices() -> NoticesView {
    let rows = inbox().groups.into_iter().flat_map(|group| group.rows);
    let notice = |(row, (n, sort)): (_, (u8, &str))| NoticeView {
        id: format!("n{n}"),
        sort: s(sort),
        row,
        when: s("3 月 9 日 10:00"),
        unread: n < 3,
        opens: sort != "taken",
    };
    let letter = |person: &str, given_up| LetterLine {
        person: s(person),
        tries: if given_up { 14 } else { 1 },
        when: s("3 月 9 日 10:00"),
        given_up,
        why: s("Connection error: connection refused"),
    };
    NoticesView {
        notices: rows.cycle().zip((1..).zip(["new", "close", "late", "told", "taken"])).map(notice).collect(),
        unread: 2,
        until: Timestamp::UNIX_EPOCH,
        letters: vec![letter("李文清", false), letter("周敏", true)],
    }
}

/// Nothing at all.
pub(crate) fn idle() -> LeaderView {
    LeaderView {
        approvals: Vec::new(),
        more_approvals: false,
        openings: Vec::new(),
        late: Vec::new(),
        soon: Vec::new(),
        more: false,
        warnings: Vec::new(),
    }
}

/// Five weeks, of which one day is a holiday and one is today.
pub(crate) fn dates() -> DatesView {
    let rows: Vec<_> = inbox().groups.into_iter().flat_map(|group| group.rows).collect();
    let first = date(2026, 9, 28);
    let day = |n: i64| {
        let on = first.saturating_add(jiff::Span::new().days(n));
        DayView {
            date: on,
            label: format!("{} 月 {} 日", on.month(), on.day()),
            name: if n == 3 { s("国庆节") } else { String::new() },
            working: n != 3 && n % 7 < 5,
            today: n == 8,
            rows: if n == 8 { rows.clone() } else { Vec::new() },
        }
    };
    DatesView { days: (0..35).map(day).collect(), more: true }
}

/// A change with what stood there before, and one without.
pub(crate) fn changes() -> Vec<ChangeView> {
    let change = |what: &str, differences: Vec<Difference>| ChangeView {
        seq: 7,
        when: s("3 月 9 日 10:00"),
        who: s("李文清"),
        what: s(what),
        differences,
    };
    let entered = Difference { label: s("姓名"), before: String::new(), after: s("周敏") };
    vec![
        change("人员：周敏之", differences()),
        change("人员：周敏", vec![entered]),
        change("确认待定内容：回复期限", Vec::new()),
    ]
}

/// A name and a unit that were not there before.
pub(crate) fn differences() -> Vec<Difference> {
    vec![
        Difference { label: s("姓名"), before: s("周敏"), after: s("周敏之") },
        Difference { label: s("部门"), before: String::new(), after: s("信访室") },
    ]
}

/// A view of one's own and one that is shared.
pub(crate) fn views() -> Vec<SavedView> {
    let view = |id: &str, name: &str, shared| SavedView {
        id: s(id),
        person: s("li"),
        shared,
        name: s(name),
        asked: InboxAsked { due: s("soon"), ..InboxAsked::default() },
    };
    vec![view("v1", "三日内", false), view("v2", "来信", true)]
}

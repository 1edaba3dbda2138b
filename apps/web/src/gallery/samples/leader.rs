//! What a leader looks at, days with what is due on them, and changes of the office.

use dengwen_desk::{
    ApprovalView, DatesView, DayView, InboxAsked, LeaderView, SavedView,
    office::{ChangeView, Difference},
};
use jiff::civil::date;

use super::{case, inbox, s};

/// What waits, what is late, what comes.
pub(crate) fn leader() -> LeaderView {
    let groups = inbox().groups;
    let row = groups.iter().flat_map(|group| &group.rows).next().cloned();
    LeaderView {
        approvals: row.into_iter().map(|row| ApprovalView { row, case: case() }).collect(),
        more_approvals: true,
        late: groups.clone(),
        soon: groups,
        more: true,
    }
}

/// Nothing at all.
pub(crate) fn idle() -> LeaderView {
    LeaderView { approvals: Vec::new(), more_approvals: false, late: Vec::new(), soon: Vec::new(), more: false }
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

//! Limits likely to be missed: of what falls due in the coming days, what lies with those who are behind already, and what nobody has
//! touched for longer than is left.

use std::collections::BTreeMap;

use dengwen_case::Principal;
use dengwen_regulation::model::Lang;
use dengwen_store::{CaseRow, TodoRow};
use jiff::{SignedDuration, Timestamp};

/// From so many things overdue on somebody is behind.
const BEHIND: usize = 2;
/// Not touched for so many times as long as is left.
const UNTOUCHED: i32 = 2;
/// Less than this is no time in which something should have been touched.
const UNTOUCHED_MIN: SignedDuration = SignedDuration::from_hours(24);

/// A line owed, with those who owe it.
#[derive(Debug, Clone)]
pub(crate) struct Owed {
    pub(crate) todo: TodoRow,
    pub(crate) whose: Vec<Principal>,
    /// The outline of the case.
    pub(crate) case: Option<CaseRow>,
}

/// What falls due soon and is likely to be missed, with the reason; what is sealed is left out.
pub(crate) fn at_risk(late: &[Owed], soon: &[Owed], now: Timestamp, lang: Lang) -> Vec<(Owed, String)> {
    let mut behind: BTreeMap<String, usize> = BTreeMap::new();
    for whose in late.iter().flat_map(|one| &one.whose) {
        *behind.entry(whose.to_string()).or_default() += 1;
    }
    let mut all = Vec::new();
    for one in soon {
        let sealed = one.case.as_ref().and_then(|case| case.outline.get("sealed")?.as_bool()).unwrap_or_default();
        let (Some(due), false) = (one.todo.due_at.instant(), sealed) else { continue };
        let left = due.duration_since(now);
        let n = one.whose.iter().filter_map(|who| behind.get(&who.to_string())).copied().max().unwrap_or_default();
        let still = one.case.as_ref().map(|case| now.duration_since(case.updated_at));
        let untouched = still.filter(|still| *still >= UNTOUCHED_MIN && *still >= left.saturating_mul(UNTOUCHED));
        let mut why: Vec<String> = Vec::new();
        if n >= BEHIND {
            why.push(match lang {
                Lang::Zh => format!("承办方手上已有 {n} 件超期（规则：{BEHIND} 件起）"),
                Lang::En => format!("Whoever owes it is late with {n} already (rule: from {BEHIND} on)"),
            });
        }
        if let Some(still) = untouched {
            let (still, left) = (hours(still, lang), hours(left, lang));
            why.push(match lang {
                Lang::Zh => {
                    format!("已 {still}没有动静，只剩 {left}（规则：没有动静的时间到了所剩时间的 {UNTOUCHED} 倍）")
                }
                Lang::En => format!(
                    "Nothing has happened for {still}, and {left} are left (rule: {UNTOUCHED} times what is left)"
                ),
            });
        }
        if !why.is_empty() {
            all.push((one.clone(), why.join(if lang == Lang::Zh { "；" } else { "; " })));
        }
    }
    all
}

/// What tells a warning of a limit from others.
pub(super) fn key(todo: &TodoRow) -> String {
    let due = todo.due_at.instant().map_or(0, Timestamp::as_second);
    format!("late {} {} {} {due}", todo.stream, todo.row_no, todo.item)
}

/// Days where there are several, else hours.
fn hours(time: SignedDuration, lang: Lang) -> String {
    let hours = time.as_hours().max(0);
    match (hours >= 48, lang) {
        (true, Lang::Zh) => format!("{} 天", hours / 24),
        (true, Lang::En) => format!("{} days", hours / 24),
        (false, Lang::Zh) => format!("{hours} 小时"),
        (false, Lang::En) => format!("{hours} hours"),
    }
}

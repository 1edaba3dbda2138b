//! The inbox and lists of cases, from the store's rows.

use dengwen_calendar::{Due, Precision};
use dengwen_case::RowKey;
use dengwen_regulation::model::{Binding, Id, Label, Lang};
use dengwen_store::{CaseRow, InboxRow as Stored, TodoRow};
use jiff::Timestamp;
use serde::Deserialize;

use super::{Show, limit::Sort, words};
use crate::view::{DueView, InboxGroup, InboxRow, InboxView, Light};

/// What the read model keeps of a case for lists.
#[derive(Debug, Clone, Default, Deserialize)]
struct Outline {
    #[serde(default)]
    classes: Vec<OutlineClass>,
    #[serde(default)]
    ahead: bool,
    #[serde(default)]
    sealed: bool,
    #[serde(default)]
    at_once: bool,
}

#[derive(Debug, Clone, Deserialize)]
struct OutlineClass {
    axis: Id,
    now: Vec<Id>,
}

/// What the read model keeps of something owed.
#[derive(Debug, Clone, Default, Deserialize)]
struct Why {
    #[serde(default)]
    label: Label,
    #[serde(default)]
    act: Option<Id>,
    #[serde(default)]
    limit: Option<Id>,
    #[serde(default)]
    row: Option<RowKey>,
    #[serde(default)]
    at_once: bool,
    #[serde(default)]
    sort: String,
}

impl Show<'_> {
    /// A row of the inbox: something owed on a case. The case of this `Show` may be empty; the rows say all.
    #[must_use]
    pub fn inbox_row(&self, stored: &Stored) -> InboxRow {
        let todo = &stored.todo;
        let why: Why = serde_json::from_value(todo.why.clone()).unwrap_or_default();
        let due = self.todo_due(todo, &why);
        let case = stored.case.as_ref();
        InboxRow { to_do: self.task(&why), due, ahead: todo.ahead, case: todo.stream.clone(), ..self.case_row_or(case) }
    }

    /// A row of a list of cases.
    #[must_use]
    pub fn case_row(&self, case: &CaseRow) -> InboxRow {
        let outline: Outline = serde_json::from_value(case.outline.clone()).unwrap_or_default();
        let main = RowKey::main();
        let named = outline.classes.iter().flat_map(|class| class.now.iter().map(|value| (&class.axis, value)));
        let mut tags: Vec<String> = named.map(|(axis, value)| self.class_value(&main, axis, value)).collect();
        if outline.sealed {
            tags.push(self.pick("密封", "sealed").to_owned());
        }
        let due = match (case.ended_at, case.due_at) {
            (Some(at), _) => {
                let day = self.day(at);
                let head = self.pick("已办结", "ended").to_owned();
                DueView { head, detail: day, ..DueView::default() }
            }
            (None, Some(at)) => self.due(Some(&self.as_due(at, outline.at_once)), SORT, None),
            (None, None) => self.due(None, SORT, None),
        };
        let received = self.day(case.received_at);
        InboxRow {
            case: case.stream.clone(),
            number: case
                .number
                .clone()
                .unwrap_or_else(|| self.either(format!("{received} 收件"), format!("received {received}"))),
            title: if case.title.is_empty() { self.label_of_kind(&case.kind) } else { case.title.clone() },
            to_do: String::new(),
            due,
            tags,
            stage: self.stage_label(&main, &case.stage),
            channel: if case.channel.is_empty() { String::new() } else { self.channel_label(&case.channel) },
            ahead: outline.ahead,
        }
    }

    fn case_row_or(&self, case: Option<&CaseRow>) -> InboxRow {
        case.map(|case| self.case_row(case)).unwrap_or_else(|| InboxRow {
            case: String::new(),
            number: String::new(),
            title: self.text(&self.regulation.case_label),
            to_do: String::new(),
            due: DueView::default(),
            tags: Vec::new(),
            stage: String::new(),
            channel: String::new(),
            ahead: false,
        })
    }

    fn label_of_kind(&self, kind: &str) -> String {
        let label = self.regulation.kinds.get(kind).map(|kind| &kind.label);
        let label = label.or_else(|| self.regulation.registers.get(kind).map(|register| &register.shape.label));
        self.label(Some(label.unwrap_or(&self.regulation.case_label)), "")
    }

    fn task(&self, why: &Why) -> String {
        let row = why.row.clone().unwrap_or_else(RowKey::main);
        let label = match &why.act {
            Some(act) => self.act_label(&row, act),
            None => self.text(&why.label),
        };
        let said = match why.sort.as_str() {
            "sign" => self.either(format!("签署{label}"), format!("Sign {label}")),
            "hand" => self.either(format!("确认“{label}”"), format!("Confirm “{label}”")),
            "stage" => self.either(format!("办理“{label}”环节"), format!("Work on “{label}”")),
            "held" => self.either(format!("查看未能办理的：{label}"), format!("See what could not be done: {label}")),
            _ => label,
        };
        // Rows of parts are named, so that two of them can be told apart.
        if row.is_main() {
            return said;
        }
        let part = self.label(self.regulation.parts.get(&row.part).map(|part| &part.label), &row.part);
        format!("{said}{}{part} {}{}", self.pick("（", " ("), row.n, self.pick("）", ")"))
    }

    fn todo_due(&self, todo: &TodoRow, why: &Why) -> DueView {
        let row = why.row.clone().unwrap_or_else(RowKey::main);
        let limit = why.limit.as_ref().and_then(|id| self.limit(&row, id));
        let sort = Sort { binding: limit.map_or(Binding::Hard, |limit| limit.binding), warned: false };
        let words_of_source = limit.and_then(|limit| limit.words.as_deref());
        match todo.due_at.instant() {
            Some(at) => self.due(Some(&self.as_due(at, why.at_once)), sort, words_of_source),
            None if limit.is_some() => self.due(None, sort, words_of_source),
            None => {
                let head = self.pick("待办", "To do").to_owned();
                DueView {
                    head, detail: self.pick("未规定期限", "no time stated").to_owned(), ..DueView::default()
                }
            }
        }
    }

    /// An instant as a due date; one at the end of a day reads as the day.
    fn as_due(&self, at: Timestamp, at_once: bool) -> Due {
        let local = self.counting.local(at).time();
        let end_of_day = local.hour() == 23 && local.minute() == 59 && local.second() == 59;
        Due {
            at,
            on: self.counting.date_of(at),
            nominal: at,
            provisional: self.counting.date_of(at) > self.calendar.published_until(),
            precision: if end_of_day { Precision::Day } else { Precision::Clock },
            measured: at_once,
        }
    }
}

const SORT: Sort = Sort { binding: Binding::Hard, warned: false };

/// The inbox in the order in which it will hurt: late, soon, later, without a date.
#[must_use]
pub fn inbox(mut rows: Vec<InboxRow>, next: Option<String>, lang: Lang) -> InboxView {
    let counts = counts(&rows, lang);
    rows.sort_by_key(|row| (!row.ahead, row.due.at.is_none(), row.due.at));
    let mut groups: Vec<InboxGroup> = GROUPS
        .iter()
        .map(|(zh, en)| InboxGroup { label: if lang == Lang::Zh { zh } else { en }.to_string(), rows: Vec::new() })
        .collect();
    for row in rows {
        let place = match row.due.light {
            Light::Late => 0,
            Light::Soon => 1,
            Light::Ok => 2,
            Light::None => 3,
        };
        if let Some(group) = groups.get_mut(place) {
            group.rows.push(row);
        }
    }
    groups.retain(|group| !group.rows.is_empty());
    InboxView { groups, counts, next, narrow: Vec::new() }
}

const GROUPS: [(&str, &str); 4] =
    [("已超期", "Overdue"), ("三日内到期", "Due within three days"), ("其后", "Later"), ("未定日期", "Without a date")];

fn counts(rows: &[InboxRow], lang: Lang) -> Vec<(String, u64, Light)> {
    let count =
        |fits: &dyn Fn(&InboxRow) -> bool| u64::try_from(rows.iter().filter(|row| fits(row)).count()).unwrap_or(0);
    let of = |zh: &str, en: &str, number: u64, light: Light| {
        let label = if lang == Lang::Zh { zh } else { en };
        (number > 0).then(|| (label.to_owned(), number, light))
    };
    let [late, soon, ..] = GROUPS;
    [
        of(late.0, late.1, count(&|row| row.due.light == Light::Late), Light::Late),
        of(soon.0, soon.1, count(&|row| row.due.light == Light::Soon), Light::Soon),
        of("优先", "Ahead", count(&|row| row.ahead), Light::None),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// Counts over all that is owed, where one page does not hold it.
#[must_use]
pub fn count_words(late: u64, soon: u64, lang: Lang) -> Vec<(String, u64, Light)> {
    let [(late_zh, late_en), (soon_zh, soon_en), ..] = GROUPS;
    let of = |zh: &str, en: &str| words::listed(&[if lang == Lang::Zh { zh } else { en }], lang);
    let all = [(of(late_zh, late_en), late, Light::Late), (of(soon_zh, soon_en), soon, Light::Soon)];
    all.into_iter().filter(|(_, number, _)| *number > 0).collect()
}

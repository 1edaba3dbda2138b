//! Words about reports in lists.

use dengwen_regulation::model::{Label, Lang};
use dengwen_store::TodoRow;

use super::{is_report, period::Period};
use crate::view::InboxRow;

/// A line of the inbox, where it is about a report: the report's name and period stand in place of a case's.
pub(crate) fn dressed(mut row: InboxRow, todo: &TodoRow, lang: Lang) -> InboxRow {
    if !is_report(&todo.stream) {
        return row;
    }
    let of = todo.why.get("of").cloned().and_then(|label| serde_json::from_value::<Label>(label).ok());
    let period = todo.why.get("period").cloned().and_then(|period| serde_json::from_value::<Period>(period).ok());
    row.case = format!("{}/{}", todo.stream, todo.row_no);
    row.title = of.map(|label| label.in_lang(lang).to_owned()).unwrap_or_default();
    row.number = period.map(|period| period.words(lang)).unwrap_or_default();
    row.tags.push(if lang == Lang::Zh { "报告" } else { "report" }.to_owned());
    row
}

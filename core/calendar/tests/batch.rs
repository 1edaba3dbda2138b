//! Questions and answers as the command line reads and writes them.
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

use dengwen_calendar::{Query, QueryError, answer};

fn ask(line: &str) -> Result<String, QueryError> {
    let query: Query = serde_json::from_str(line).unwrap();
    answer(&query).map(|answer| serde_json::to_string(&answer).unwrap())
}

#[test]
fn one_line_in_one_line_out() {
    let table = [
        (
            r#"{"from":"2026-02-09","within":"5 working-days","calendar":"cn","authority":"public"}"#,
            r#"{"due":"2026-02-14","provisional":false,"skipped":[]}"#,
        ),
        (
            r#"{"from":"2026-09-24","within":"2 working-days"}"#,
            r#"{"due":"2026-09-29","provisional":false,"skipped":["2026-09-25","2026-09-26","2026-09-27"]}"#,
        ),
        (
            r#"{"from":"2026-06-20","within":"1 week","authority":"public"}"#,
            r#"{"due":"2026-06-29","provisional":false,"skipped":["2026-06-27","2026-06-28"]}"#,
        ),
        (
            r#"{"from":"2026-06-20","within":"1 week","authority":"private"}"#,
            r#"{"due":"2026-06-27","provisional":false,"skipped":[]}"#,
        ),
        (
            r#"{"from":"2026-02-09T23:45","within":"30 minutes"}"#,
            r#"{"due":"2026-02-10T00:15:00","provisional":false,"skipped":[]}"#,
        ),
        (
            r#"{"from":"2026-02-09T16:30:00Z","within":"1 day"}"#,
            r#"{"due":"2026-02-11","provisional":false,"skipped":[]}"#,
        ),
        (
            r#"{"from":"2026-12-30","within":"2 working-days"}"#,
            r#"{"due":"2027-01-01","provisional":true,"skipped":[]}"#,
        ),
        (
            r#"{"from":"2026-02-13","within":"2 working-days","calendar":"plain"}"#,
            r#"{"due":"2026-02-17","provisional":false,"skipped":["2026-02-14","2026-02-15"]}"#,
        ),
        (r#"{"from":"2026-02-13","within":"promptly"}"#, r#"{"due":null,"provisional":false,"skipped":[]}"#),
    ];
    for (question, expected) in table {
        assert_eq!(ask(question).unwrap(), expected, "{question}");
    }
}

#[test]
fn what_is_wrong_is_named_by_its_key() {
    let table = [
        (
            r#"{"from":"9 February","within":"1 day"}"#,
            "`from`: `9 February` is no date; write 2026-02-09 or 2026-02-09T10:00",
        ),
        (
            r#"{"from":"2026-02-30","within":"1 day"}"#,
            "`from`: `2026-02-30` is no date; write 2026-02-09 or 2026-02-09T10:00",
        ),
        (r#"{"from":"2026-02-09","within":"-1 days"}"#, "`within`: `-1` is not a whole number from 0 to 1000000"),
        (
            r#"{"from":"2026-02-09","within":"1 day","calendar":"xx"}"#,
            "`calendar`: `xx` is not known; there are `cn` and `plain`",
        ),
        (
            r#"{"from":"2026-02-09","within":"999999 days"}"#,
            "`within`: `999999 days` reaches further than a hundred years",
        ),
    ];
    for (question, expected) in table {
        assert_eq!(ask(question).unwrap_err().to_string(), expected, "{question}");
    }
    assert!(serde_json::from_str::<Query>(r#"{"from":"2026-02-09","within":"1 day","calender":"cn"}"#).is_err());
}

//! Inbox, list of cases, sight, search: order, pages, bars.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests fail by panicking")]

mod common;

use common::{Trial, at, both, commit, part, with_delta, with_rows};
use dengwen_store::{
    BarredRow, Batch, CaseFilter, CaseRow, Change, Due, InboxFilter, Part, Question, Rows, SightRow, TodoRow, Viewer,
    WordRow, words,
};
use serde_json::json;

both!(
    the_inbox_is_by_date_due_in_pages_without_gap_or_double,
    what_two_principals_owe_is_one_line,
    the_inbox_is_narrowed,
    the_class_is_asked_for_by_whoever_reads_it,
    what_others_owe_is_seen_where_the_case_is,
    cases_are_seen_newest_first_and_only_by_principals,
    the_barred_see_nothing,
    words_find_only_what_may_be_seen,
    a_projection_is_written_as_a_difference,
);

fn strings<const N: usize>(texts: [&str; N]) -> Vec<String> {
    texts.map(str::to_owned).to_vec()
}

fn viewer<'a>(principals: &'a [String], person: &'a str) -> Viewer<'a> {
    Viewer { principals, person, stands_in: &[] }
}

fn case(stream: &str, second: i64) -> CaseRow {
    CaseRow {
        stream: stream.to_owned(),
        number: Some(format!("X-{stream}")),
        organisation: "o1".to_owned(),
        regulation: "g1".to_owned(),
        version: "1".to_owned(),
        kind: "complaint".to_owned(),
        stage: "open".to_owned(),
        title: "退款纠纷".to_owned(),
        channel: "portal".to_owned(),
        unit: None,
        received_at: at(second),
        ended_at: None,
        due_at: Some(at(second + 100)),
        updated_at: at(second),
        updated_seq: 1,
        outline: json!({"zh": "诉", "n": [1, null]}),
    }
}

fn sight(stream: &str, principal: &str, second: i64) -> SightRow {
    SightRow {
        stream: stream.to_owned(),
        principal: principal.to_owned(),
        row_no: 0,
        level: "full".to_owned(),
        at: at(second),
    }
}

fn todo(stream: &str, principal: &str, item: &str, due: Option<i64>) -> TodoRow {
    TodoRow {
        stream: stream.to_owned(),
        row_no: 0,
        principal: principal.to_owned(),
        item: item.to_owned(),
        ahead: item.starts_with("later"),
        due_at: Due::from(due.map(at)),
        organisation: "o1".to_owned(),
        regulation: if stream.starts_with('b') { "g2" } else { "g1" }.to_owned(),
        why: json!({"act": item}),
    }
}

async fn the_inbox_is_by_date_due_in_pages_without_gap_or_double(trial: &Trial) {
    let mut expected = Vec::new();
    for n in 0..25_i64 {
        let stream = format!("c{n:02}");
        let due = (n % 4 != 0).then_some((n * 7) % 10);
        let mut rows = Rows { cases: vec![case(&stream, n)], ..Rows::default() };
        rows.todo.push(todo(&stream, if n % 2 == 0 { "p:a" } else { "u:b" }, "decide", due));
        rows.todo.push(todo(&stream, "p:other", "decide", Some(0)));
        trial.store.transact(with_rows(&stream, &rows)).await.unwrap();
        expected.push((Due::from(due.map(at)), stream));
    }
    expected.sort();
    let principals = strings(["p:a", "u:b", "r:none"]);
    let (mut seen, mut after) = (Vec::new(), None);
    loop {
        let page =
            trial.store.inbox(viewer(&principals, "a"), &InboxFilter::default(), after.as_ref(), 4).await.unwrap();
        assert!(page.rows.len() <= 4);
        assert!(page.rows.iter().all(|row| row.case.as_ref().is_some_and(|case| case.stream == row.todo.stream)));
        seen.extend(page.rows.into_iter().map(|row| (row.todo.due_at, row.todo.stream)));
        match page.next {
            Some(next) => after = Some(next),
            None => break,
        }
    }
    assert_eq!(seen, expected);
    let count = trial.store.inbox_count(viewer(&principals, "a"), &InboxFilter::default(), 100).await.unwrap();
    assert_eq!(count, 25);
    let cut = trial.store.inbox_count(viewer(&principals, "a"), &InboxFilter::default(), 9).await.unwrap();
    assert_eq!(cut, 9);
    let nobody = trial.store.inbox(viewer(&[], ""), &InboxFilter::default(), None, 4).await.unwrap();
    assert_eq!(nobody.rows, []);
}

async fn what_two_principals_owe_is_one_line(trial: &Trial) {
    let rows = Rows {
        todo: vec![
            todo("c1", "p:a", "decide", Some(5)),
            todo("c1", "u:b", "decide", Some(5)),
            todo("c1", "u:b", "later", None),
            todo("c1", "u:c", "decide", Some(5)),
        ],
        ..Rows::default()
    };
    trial.store.transact(with_rows("c1", &rows)).await.unwrap();
    let principals = strings(["p:a", "u:b", "u:c"]);
    let page = trial.store.inbox(viewer(&principals, "a"), &InboxFilter::default(), None, 1).await.unwrap();
    assert_eq!((page.rows.len(), page.rows[0].todo.item.as_str()), (1, "decide"));
    let rest =
        trial.store.inbox(viewer(&principals, "a"), &InboxFilter::default(), page.next.as_ref(), 5).await.unwrap();
    assert_eq!((rest.rows.len(), rest.rows[0].todo.item.as_str(), rest.next), (1, "later", None));
}

async fn what_others_owe_is_seen_where_the_case_is(trial: &Trial) {
    for stream in ["c1", "c2", "c3"] {
        let mut rows = Rows {
            todo: vec![
                todo(stream, "p:a", "decide", Some(5)),
                todo(stream, "u:b", "decide", Some(5)),
                todo(stream, "p:a", "later", Some(20)),
                todo(stream, "p:a", "some day", None),
            ],
            ..Rows::default()
        };
        if stream != "c2" {
            rows.sight.push(sight(stream, "p:chief", 0));
        }
        if stream == "c3" {
            rows.barred.push(BarredRow { stream: stream.to_owned(), person: "chief".to_owned() });
        }
        trial.store.transact(with_rows(stream, &rows)).await.unwrap();
    }
    let chief = strings(["p:chief"]);
    let owed = async |from: i64, until: i64, limit: u32| {
        let found =
            trial.store.owed_between(viewer(&chief, "chief"), "o1", (at(from), at(until)), limit).await.unwrap();
        found.into_iter().map(|row| format!("{} {} {}", row.stream, row.principal, row.item)).collect::<Vec<_>>()
    };
    assert_eq!(owed(0, 10, 9).await, ["c1 p:a decide", "c1 u:b decide"], "not what is unseen, barred or later");
    assert_eq!(owed(5, 21, 2).await.len(), 2, "no more than asked for");
    assert_eq!(owed(6, 20, 9).await, [""; 0], "the end is not included");
    assert_eq!(owed(6, 21, 9).await, ["c1 p:a later"]);
}

fn class(axis: &str, value: &str) -> Option<(String, String)> {
    Some((axis.to_owned(), value.to_owned()))
}

/// The same case, of a class.
fn classed(case: CaseRow) -> CaseRow {
    CaseRow { outline: json!({"classes": [{"axis": "grade", "now": ["b", "c"]}]}), ..case }
}

async fn the_class_is_asked_for_by_whoever_reads_it(trial: &Trial) {
    for (stream, level) in [("c1", "facts"), ("c2", "progress"), ("c3", "all")] {
        let sight = SightRow { level: level.to_owned(), ..sight(stream, "p:a", 1) };
        let cases = vec![if stream == "c3" { case(stream, 1) } else { classed(case(stream, 1)) }];
        let rows = Rows { cases, sight: vec![sight], ..Rows::default() };
        trial.store.transact(with_rows(stream, &rows)).await.unwrap();
    }
    let principals = strings(["p:a"]);
    for (asked, expected) in [
        (None, vec!["c3", "c2", "c1"]),
        // Of the second only how far it has come may be known, of the third there is no class.
        (class("grade", "c"), vec!["c1"]),
        (class("grade", "d"), vec![]),
    ] {
        let filter = CaseFilter { class: asked, ..CaseFilter::default() };
        let page = trial.store.cases_visible(viewer(&principals, "a"), &filter, None, 9).await.unwrap();
        assert_eq!(page.rows.iter().map(|case| case.stream.as_str()).collect::<Vec<_>>(), expected, "{filter:?}");
    }
}

async fn the_inbox_is_narrowed(trial: &Trial) {
    for stream in ["a1", "b1"] {
        let rows = Rows {
            todo: vec![todo(stream, "p:a", "decide", Some(5)), todo(stream, "p:a", "later", Some(9))],
            // Of the second there is no case.
            cases: if stream == "a1" { vec![classed(case(stream, 0))] } else { Vec::new() },
            ..Rows::default()
        };
        trial.store.transact(with_rows(stream, &rows)).await.unwrap();
    }
    let principals = strings(["p:a"]);
    let none = InboxFilter::default;
    for (filter, expected) in [
        (none(), vec!["a1 decide", "b1 decide", "a1 later", "b1 later"]),
        (InboxFilter { regulation: Some("g2".to_owned()), ..none() }, vec!["b1 decide", "b1 later"]),
        (InboxFilter { due_from: Some(at(6)), ..none() }, vec!["a1 later", "b1 later"]),
        (InboxFilter { stage: Some("open".to_owned()), ..none() }, vec!["a1 decide", "a1 later"]),
        (InboxFilter { stage: Some("closed".to_owned()), ..none() }, vec![]),
        (InboxFilter { channel: Some("portal".to_owned()), due_before: Some(at(6)), ..none() }, vec!["a1 decide"]),
        (InboxFilter { class: class("grade", "b"), ..none() }, vec!["a1 decide", "a1 later"]),
        (InboxFilter { class: class("grade", "a"), ..none() }, vec![]),
        (InboxFilter { class: class("other", "b"), ..none() }, vec![]),
        (InboxFilter { unit: Some("u1".to_owned()), ..none() }, vec![]),
        (InboxFilter { ahead: Some(false), ..none() }, vec!["a1 decide", "b1 decide"]),
        (InboxFilter { due_before: Some(at(9)), regulation: Some("g1".to_owned()), ..none() }, vec!["a1 decide"]),
        (InboxFilter { organisation: Some("o2".to_owned()), ..none() }, vec![]),
    ] {
        let page = trial.store.inbox(viewer(&principals, "a"), &filter, None, 9).await.unwrap();
        let lines: Vec<String> = page.rows.iter().map(|row| format!("{} {}", row.todo.stream, row.todo.item)).collect();
        assert_eq!(lines, expected, "{filter:?}");
    }
}

async fn cases_are_seen_newest_first_and_only_by_principals(trial: &Trial) {
    for n in 0..9_i64 {
        let stream = format!("c{n}");
        let mut rows = Rows { cases: vec![case(&stream, n / 2)], ..Rows::default() };
        rows.cases[0].ended_at = (n == 3).then(|| at(50));
        rows.sight.push(sight(&stream, if n % 3 == 0 { "u:b" } else { "p:a" }, n / 2));
        rows.sight.push(SightRow { row_no: 1, ..sight(&stream, "p:a", n / 2) });
        rows.sight.push(sight(&stream, "p:z", n / 2));
        if n == 8 {
            rows.sight.retain(|row| row.principal == "p:z");
        }
        trial.store.transact(with_rows(&stream, &rows)).await.unwrap();
    }
    let principals = strings(["p:a", "u:b"]);
    let (mut seen, mut after) = (Vec::new(), None);
    loop {
        let filter = CaseFilter::default();
        let page = trial.store.cases_visible(viewer(&principals, "a"), &filter, after.as_ref(), 3).await.unwrap();
        seen.extend(page.rows.into_iter().map(|case| case.stream));
        match page.next {
            Some(next) => after = Some(next),
            None => break,
        }
    }
    assert_eq!(seen, ["c7", "c6", "c5", "c4", "c3", "c2", "c1", "c0"]);
    for (filter, expected) in [
        (CaseFilter { ended: Some(true), ..CaseFilter::default() }, vec!["c3"]),
        (CaseFilter { number: Some("X-c4".to_owned()), ..CaseFilter::default() }, vec!["c4"]),
        (CaseFilter { ended: Some(false), due_before: Some(at(101)), ..CaseFilter::default() }, vec!["c1", "c0"]),
        (CaseFilter { stage: Some("closed".to_owned()), ..CaseFilter::default() }, vec![]),
    ] {
        let page = trial.store.cases_visible(viewer(&principals, "a"), &filter, None, 9).await.unwrap();
        assert_eq!(page.rows.iter().map(|case| case.stream.as_str()).collect::<Vec<_>>(), expected, "{filter:?}");
    }
    let levels = trial.store.sight("c0", viewer(&principals, "a")).await.unwrap();
    assert_eq!(
        levels.iter().map(|row| (row.row_no, row.principal.as_str())).collect::<Vec<_>>(),
        [(0, "u:b"), (1, "p:a")]
    );
    assert_eq!(trial.store.sight("c8", viewer(&principals, "a")).await.unwrap(), []);
    assert_eq!(trial.store.cases_by_number("X-c8").await.unwrap().len(), 1);
}

async fn the_barred_see_nothing(trial: &Trial) {
    let rows = Rows {
        cases: vec![case("c1", 1)],
        sight: vec![sight("c1", "u:b", 1)],
        todo: vec![todo("c1", "u:b", "decide", None)],
        words: words("退款").into_iter().map(|word| WordRow { stream: "c1".to_owned(), word }).collect(),
        barred: ["bad", "u:worse"]
            .map(|person| BarredRow { stream: "c1".to_owned(), person: person.to_owned() })
            .to_vec(),
        ..Rows::default()
    };
    trial.store.transact(with_rows("c1", &rows)).await.unwrap();
    let principals = strings(["u:b"]);
    let of_both = strings(["u:b", "u:worse"]);
    for (principals, person, lines) in
        [(&principals, "bad", 0), (&of_both, "good", 0), (&principals, "good", 1), (&principals, "", 1)]
    {
        let viewer = viewer(principals, person);
        let all = CaseFilter::default();
        assert_eq!(trial.store.inbox(viewer, &InboxFilter::default(), None, 9).await.unwrap().rows.len(), lines);
        assert_eq!(
            trial.store.inbox_count(viewer, &InboxFilter::default(), 9).await.unwrap(),
            u64::try_from(lines).unwrap()
        );
        assert_eq!(trial.store.cases_visible(viewer, &all, None, 9).await.unwrap().rows.len(), lines);
        assert_eq!(trial.store.sight("c1", viewer).await.unwrap().len(), lines);
        assert_eq!(trial.store.search(&Question::new("退款"), viewer, &all, None, 9).await.unwrap().rows.len(), lines);
    }
    assert!(trial.store.is_barred("c1", viewer(&principals, "bad")).await.unwrap());
    assert!(trial.store.is_barred("c1", viewer(&of_both, "good")).await.unwrap());
    assert!(!trial.store.is_barred("c1", viewer(&principals, "good")).await.unwrap());
}

async fn words_find_only_what_may_be_seen(trial: &Trial) {
    for (n, text) in ["会员退费纠纷 R43-2026-0001", "退款 Refund", "退货费用", "会员卡"].into_iter().enumerate()
    {
        let stream = format!("c{n}");
        let second = i64::try_from(n).unwrap();
        let rows = Rows {
            cases: vec![case(&stream, second)],
            sight: vec![sight(&stream, if n == 3 { "p:z" } else { "p:a" }, second)],
            words: words(text).into_iter().map(|word| WordRow { stream: stream.clone(), word }).collect(),
            ..Rows::default()
        };
        trial.store.transact(with_rows(&stream, &rows)).await.unwrap();
    }
    let principals = strings(["p:a"]);
    for (question, expected) in [
        ("退", vec!["c2", "c1", "c0"]),
        ("退费", vec!["c0"]),
        ("会员", vec!["c0"]),
        ("费 退", vec!["c2", "c0"]),
        ("r43-2026-0001", vec!["c0"]),
        ("REFUND 退款", vec!["c1"]),
        ("没有", vec![]),
        ("'; DROP TABLE words; --", vec![]),
        ("。", vec![]),
    ] {
        let page = trial
            .store
            .search(&Question::new(question), viewer(&principals, "a"), &CaseFilter::default(), None, 9)
            .await
            .unwrap();
        assert_eq!(page.rows.iter().map(|case| case.stream.as_str()).collect::<Vec<_>>(), expected, "{question}");
    }
    let first = trial
        .store
        .search(&Question::new("退"), viewer(&principals, "a"), &CaseFilter::default(), None, 2)
        .await
        .unwrap();
    let rest = trial
        .store
        .search(&Question::new("退"), viewer(&principals, "a"), &CaseFilter::default(), first.next.as_ref(), 2)
        .await
        .unwrap();
    assert_eq!((first.rows.len(), rest.rows.len(), rest.next), (2, 1, None));
}

async fn a_projection_is_written_as_a_difference(trial: &Trial) {
    let mut before = Rows { cases: vec![case("c1", 1)], ..Rows::default() };
    before.words = (0..70).map(|n| WordRow { stream: "c1".to_owned(), word: format!("w{n:02}") }).collect();
    before.todo = vec![todo("c1", "p:a", "decide", Some(5)), todo("c1", "p:b", "decide", Some(5))];
    trial.store.transact(with_rows("c1", &before)).await.unwrap();
    trial.store.transact(with_rows("c2", &Rows { cases: vec![case("c2", 2)], ..Rows::default() })).await.unwrap();
    let before = before.sorted();
    assert_eq!(trial.store.rows("c1").await.unwrap(), before);
    let mut after = before.clone();
    after.cases[0].stage = "closed".to_owned();
    after.cases[0].number = None;
    after.todo.remove(1);
    after.words.drain(3..60);
    assert!(before.diff(&before).is_empty());
    trial.store.transact(with_delta("c1", 1, before.diff(&after))).await.unwrap();
    assert_eq!(trial.store.rows("c1").await.unwrap(), after);
    // All can be forgotten and built anew, but not over a newer state.
    trial.store.forget_rows().await.unwrap();
    assert_eq!(trial.store.rows("c1").await.unwrap(), Rows::default());
    assert!(trial.store.rebuild("c1", 1, &before).await.unwrap_err().is_conflict());
    trial.store.rebuild("c1", 2, &after).await.unwrap();
    // Whoever remembers the rows of before must not write a difference to them.
    assert_eq!(trial.store.head("c1").await.unwrap().unwrap().redone, 1);
    let stale = |redone| {
        let batch = Batch { commits: vec![commit("c1", "{}")], ..Batch::default() };
        Change::of("on what was", Part { redone: Some(redone), ..part("c1", 2) }, at(0), batch)
    };
    assert!(trial.store.transact(stale(0)).await.unwrap_err().is_conflict());
    trial.store.transact(stale(1)).await.unwrap();
    assert_eq!(trial.store.rows("c1").await.unwrap(), after);
    assert_eq!(trial.store.rows("c2").await.unwrap(), Rows::default());
    assert_eq!(trial.store.case("c1").await.unwrap().unwrap(), after.cases[0]);
}

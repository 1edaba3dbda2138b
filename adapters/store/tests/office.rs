//! What lies around the cases: people, posts, counters, links, papers, identity, attachments, sign-in, drafts.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests fail by panicking")]

mod common;

use common::{Trial, at, both, commit, part, with_rows};
use dengwen_store::{
    AccountRow, AttachmentRow, Batch, Blob, Change, CountedOf, CrossingRow, Destroyed, DraftFileRow, DraftRow,
    EntryRow, Hash, LinkRow, MemberRow, PaperRow, PersonRow, PostRow, ReceiptRow, RegisterRow, Rows, SealedRow,
    SessionRow, TextRow, TryRow, UnitRow, WakeRow,
};
use serde_json::json;
use std::sync::Arc;

both!(
    posts_have_holders_at_an_instant,
    entries_come_by_key_and_date,
    counters_are_read_within_a_window,
    a_group_passes_no_bound_once_its_last_member_is_destroyed,
    links_lead_both_ways,
    papers_and_registers_come_in_order,
    sealed_values_go_in_with_the_commit_and_can_be_destroyed,
    attachments_keep_their_bytes,
    what_was_tried_is_counted_once_by_whoever_is_quicker,
    accounts_come_by_name,
    sessions_end,
    drafts_go_with_the_act,
    a_text_is_kept_once_and_stays,
);

fn text(text: &str) -> String {
    text.to_owned()
}

async fn posts_have_holders_at_an_instant(trial: &Trial) {
    let post = |id: &str, person: &str, from: i64, until: Option<i64>| PostRow {
        stream: text("office"),
        id: text(id),
        role: text("chief"),
        unit: text("u1"),
        person: text(person),
        from_at: at(from),
        until_at: until.map(at),
        body: json!({}),
    };
    let rows = Rows {
        people: vec![PersonRow {
            stream: text("office"),
            id: text("p1"),
            name: text("周正"),
            unit: Some(text("u1")),
            active: true,
            body: json!({"phone": null}),
        }],
        units: vec![UnitRow {
            stream: text("office"),
            id: text("u1"),
            organisation: text("o1"),
            parent: None,
            position: 2,
            name: json!({"zh": "信访科", "en": "Petitions"}),
            body: json!({}),
        }],
        posts: vec![post("a", "p1", 0, Some(10)), post("b", "p2", 10, None), post("c", "p1", 20, None)],
        ..Rows::default()
    };
    trial.store.transact(with_rows("office", &rows)).await.unwrap();
    assert_eq!(trial.store.person("p1").await.unwrap(), Some(rows.people[0].clone()));
    assert_eq!(trial.store.people().await.unwrap(), rows.people);
    assert_eq!(trial.store.units().await.unwrap(), rows.units);
    assert_eq!(trial.store.posts().await.unwrap(), rows.posts);
    for (second, holders) in [(0, vec!["p1"]), (9, vec!["p1"]), (10, vec!["p2"]), (20, vec!["p2", "p1"])] {
        let found = trial.store.holders("chief", "u1", at(second)).await.unwrap();
        assert_eq!(found.iter().map(|post| post.person.as_str()).collect::<Vec<_>>(), holders, "{second}");
    }
    assert_eq!(trial.store.posts_of("p1", at(15)).await.unwrap(), []);
    assert_eq!(trial.store.posts_of("p1", at(20)).await.unwrap()[0].id, "c");
}

async fn entries_come_by_key_and_date(trial: &Trial) {
    let entry = |sort: &str, key: &str, from: i64| EntryRow {
        stream: text("office"),
        sort: text(sort),
        key: text(key),
        from_at: at(from),
        body: json!({"value": from}),
    };
    let rows = Rows {
        entries: vec![
            entry("setting", "b", 5),
            entry("setting", "a", 9),
            entry("setting", "a", 1),
            entry("day", "x", 0),
        ],
        ..Rows::default()
    };
    trial.store.transact(with_rows("office", &rows)).await.unwrap();
    let found = trial.store.entries("setting").await.unwrap();
    assert_eq!(found, [entry("setting", "a", 1), entry("setting", "a", 9), entry("setting", "b", 5)]);
}

async fn counters_are_read_within_a_window(trial: &Trial) {
    for n in 0..5 {
        let stream = format!("c{n}");
        let member = |key: &str| MemberRow {
            stream: stream.clone(),
            counter: text("repeat"),
            key: text(key),
            token: format!("t{}", n % 2),
            at: at(n * 10),
        };
        let rows = Rows { members: vec![member("k"), member("other")], ..Rows::default() };
        trial.store.transact(with_rows(&stream, &rows)).await.unwrap();
    }
    let found = trial.store.counter_members("repeat", "k", at(10), at(40)).await.unwrap();
    assert_eq!(found.iter().map(|row| row.stream.as_str()).collect::<Vec<_>>(), ["c1", "c2", "c3"]);
    let all =
        CountedOf { counter: "repeat", key: "k", since: at(10), until: at(40), but_of: "", but: &[], among: None };
    let counted = async |of: CountedOf<'_>| trial.store.counted(&of).await.unwrap();
    assert_eq!(counted(all).await, 2, "two tokens in four streams, both ends of the window included");
    assert_eq!(counted(CountedOf { since: at(40), ..all }).await, 1);
    assert_eq!(counted(CountedOf { but: &[text("t0"), text("t9")], ..all }).await, 1);
    assert_eq!(counted(CountedOf { since: at(40), but_of: "c4", ..all }).await, 0);
    assert_eq!(counted(CountedOf { among: Some(&[text("c1"), text("c3")]), ..all }).await, 1);
    assert_eq!(counted(CountedOf { among: Some(&[text("c0")]), ..all }).await, 0);
    assert_eq!(trial.store.counter_newest("repeat", "k").await.unwrap().as_deref(), Some("c4"));
    let among = [text("c1"), text("c3"), text("c9")];
    let mut found = trial.store.counter_streams("repeat", "k", &among).await.unwrap();
    found.sort();
    assert_eq!(found, ["c1", "c3"]);
    assert_eq!(trial.store.counter_newest("repeat", "nothing").await.unwrap(), None);
    let crossing = CrossingRow { counter: text("repeat"), key: text("k"), crossing: text("3"), at: at(40) };
    let batch = Batch { crossings: vec![crossing.clone()], commits: vec![commit("c0", "{}")], ..Batch::default() };
    trial.store.transact(Change::of("cross", part("c0", 1), at(0), batch)).await.unwrap();
    assert_eq!(trial.store.crossings("repeat", "k").await.unwrap(), std::slice::from_ref(&crossing));
    let later = CrossingRow { crossing: text("5"), ..crossing.clone() };
    trial.store.crossings_put(std::slice::from_ref(&later), &[crossing]).await.unwrap();
    assert_eq!(trial.store.crossings("repeat", "k").await.unwrap(), [later]);
    assert_eq!(trial.store.crossings("repeat", "other").await.unwrap(), []);
}

async fn a_group_passes_no_bound_once_its_last_member_is_destroyed(trial: &Trial) {
    let crossing = |key: &str| CrossingRow { counter: text("repeat"), key: text(key), crossing: text("3"), at: at(5) };
    for (stream, keys) in [("c0", ["k", "other"].as_slice()), ("c1", &["k"])] {
        let member = |key: &&str| MemberRow {
            stream: text(stream),
            counter: text("repeat"),
            key: text(key),
            token: text("t"),
            at: at(1),
        };
        let rows = Rows { members: keys.iter().map(member).collect(), ..Rows::default() };
        trial.store.transact(with_rows(stream, &rows)).await.unwrap();
    }
    trial.store.crossings_put(&[crossing("k"), crossing("other")], &[]).await.unwrap();
    for (stream, left) in [("c0", [1, 0]), ("c1", [0, 0])] {
        let destroyed = Some(Destroyed { streams: vec![text(stream)], owners: Vec::new() });
        let batch = Batch { commits: vec![commit(stream, "{}")], destroyed, ..Batch::default() };
        trial.store.transact(Change::of(&format!("destroy {stream}"), part(stream, 1), at(9), batch)).await.unwrap();
        for (key, left) in ["k", "other"].into_iter().zip(left) {
            assert_eq!(trial.store.crossings("repeat", key).await.unwrap().len(), left, "{key} after {stream}");
        }
    }
}

async fn links_lead_both_ways(trial: &Trial) {
    let link =
        |to: &str, name: &str| LinkRow { stream: text("c1"), as_name: text(name), to_stream: text(to), since_seq: 1 };
    let rows = Rows {
        links: vec![link("c2", "earlier"), link("c3", "joined")],
        wakes: vec![WakeRow { stream: text("c1"), stream_read: text("c2") }],
        ..Rows::default()
    };
    trial.store.transact(with_rows("c1", &rows)).await.unwrap();
    assert_eq!(trial.store.links_from("c1").await.unwrap(), rows.links);
    assert_eq!(trial.store.links_to("c3").await.unwrap(), [link("c3", "joined")]);
    assert_eq!(trial.store.links_to("c1").await.unwrap(), []);
    assert_eq!(trial.store.readers_of("c2").await.unwrap(), ["c1"]);
}

async fn papers_and_registers_come_in_order(trial: &Trial) {
    let paper = |id: &str, issued: i64| PaperRow {
        stream: text("c1"),
        paper: text(id),
        document: text("notice"),
        number: Some(text("〔2026〕1号")),
        issued_at: Some(at(issued)),
        copies: json!([{"holder": "file"}]),
        frozen: json!({"title": "告知书"}),
    };
    let row = |id: &str, second: i64| RegisterRow {
        stream: text("c1"),
        register: text("daily"),
        row_id: text(id),
        at: at(second),
        stage: None,
        body: json!({"n": second}),
    };
    let rows = Rows {
        papers: vec![paper("p2", 1), paper("p1", 2)],
        register: vec![row("a", 1), row("b", 2), row("c", 2)],
        ..Rows::default()
    };
    trial.store.transact(with_rows("c1", &rows)).await.unwrap();
    assert_eq!(trial.store.papers("c1").await.unwrap(), rows.papers);
    assert_eq!(trial.store.paper("c1", "p1").await.unwrap(), Some(paper("p1", 2)));
    let newest = trial.store.register_rows("daily", None, 2).await.unwrap();
    assert_eq!(newest.rows, [row("c", 2), row("b", 2)]);
    let rest = trial.store.register_rows("daily", newest.next.as_ref(), 2).await.unwrap();
    assert_eq!((rest.rows, rest.next), (vec![row("a", 1)], None));
    assert_eq!(trial.store.register_rows_of("c1").await.unwrap(), rows.register);
}

async fn sealed_values_go_in_with_the_commit_and_can_be_destroyed(trial: &Trial) {
    let sealed = SealedRow {
        blob: text("b1"),
        stream: text("c1"),
        path: text("reporter.name"),
        key_id: text("k1"),
        nonce: vec![0; 24],
        ciphertext: (0..=255).collect(),
    };
    let receipt =
        ReceiptRow { code_hash: Hash::of(b"code"), stream: text("c1"), party: text("reporter"), issued_at: at(0) };
    let batch = Batch {
        commits: vec![commit("c1", r#"{"name":{"blob":"b1"}}"#)],
        sealed: vec![sealed.clone()],
        receipts: vec![receipt.clone()],
        ..Batch::default()
    };
    trial.store.transact(Change::of("k1", part("c1", 0), at(0), batch)).await.unwrap();
    assert_eq!(trial.store.sealed("b1").await.unwrap(), Some(sealed.clone()));
    assert_eq!(trial.store.sealed_of("c1").await.unwrap(), [sealed]);
    assert_eq!(trial.store.receipt(&Hash::of(b"code")).await.unwrap(), Some(receipt));
    assert_eq!(trial.store.receipt(&Hash::of(b"other")).await.unwrap(), None);
    assert!(trial.store.sealed_destroy("b1").await.unwrap());
    assert!(!trial.store.sealed_destroy("b1").await.unwrap());
    assert_eq!(trial.store.sealed("b1").await.unwrap(), None);
    trial.store.verify(|_| {}).await.unwrap().unwrap();
}

async fn attachments_keep_their_bytes(trial: &Trial) {
    let bytes: Vec<u8> = (0..300_000_u32).map(|n| u8::try_from(n % 251).unwrap()).collect();
    let row = |id: &str| AttachmentRow {
        id: text(id),
        stream: text("c1"),
        name: text("证据.pdf"),
        media: text("application/pdf"),
        size: 300_000,
        digest: text("d"),
        added_at: at(1),
        added_by: text("party:1"),
    };
    let pieces: Vec<Vec<u8>> = bytes.chunks(70_000).map(<[u8]>::to_vec).collect();
    let blob = |head: u8| Blob::of(vec![head], Arc::new(pieces.clone()));
    let batch = Batch { commits: vec![commit("c1", "{}")], ..Batch::default() };
    let change = Change::of("k1", part("c1", 0), at(0), batch).with_files(vec![(row("a2"), blob(2))]);
    trial.store.transact(change).await.unwrap();
    trial.store.attachment_put(&row("a1"), blob(1)).await.unwrap();
    assert_eq!(trial.store.attachments("c1").await.unwrap(), [row("a1"), row("a2")]);
    assert_eq!(trial.store.attachment("a2").await.unwrap(), Some((row("a2"), vec![2])));
    assert_eq!(trial.store.attachment_pieces("a2", 0, 2).await.unwrap(), pieces[..2]);
    assert_eq!(trial.store.attachment_pieces("a2", 2, 100).await.unwrap(), pieces[2..]);
    assert!(trial.store.attachment_pieces("a2", 5, 100).await.unwrap().is_empty());
    trial.store.attachment_delete("a1", at(2)).await.unwrap();
    assert_eq!(trial.store.attachment("a1").await.unwrap(), None);
    assert!(trial.store.attachment_pieces("a1", 0, 100).await.unwrap().is_empty());
    assert_eq!(trial.store.attachment_pieces("a2", 0, 100).await.unwrap().concat(), bytes);
}

async fn what_was_tried_is_counted_once_by_whoever_is_quicker(trial: &Trial) {
    let row = |failures: u32, last: i64| TryRow { key: Hash::of(b"n"), failures, last_at: at(last) };
    let store = &trial.store;
    assert_eq!(store.tries(&Hash::of(b"n")).await.unwrap(), None);
    assert!(store.tries_change(None, &row(1, 0)).await.unwrap());
    assert!(!store.tries_change(None, &row(1, 0)).await.unwrap(), "there is one already");
    assert!(store.tries_change(Some(&row(1, 0)), &row(2, 5)).await.unwrap());
    assert!(!store.tries_change(Some(&row(1, 0)), &row(2, 5)).await.unwrap(), "somebody was quicker");
    assert_eq!(store.tries(&Hash::of(b"n")).await.unwrap(), Some(row(2, 5)));
    assert_eq!(store.tries_sweep(at(5)).await.unwrap(), 0);
    assert_eq!(store.tries_sweep(at(6)).await.unwrap(), 1);
    store.tries_change(None, &row(1, 0)).await.unwrap();
    store.tries_forget(&Hash::of(b"n")).await.unwrap();
    assert_eq!(store.tries(&Hash::of(b"n")).await.unwrap(), None);
}

async fn accounts_come_by_name(trial: &Trial) {
    let account = AccountRow {
        login: text("zhou"),
        person: text("p1"),
        password_hash: text("$argon2id$…"),
        locale: text("zh"),
        created_at: at(0),
        disabled_at: None,
    };
    trial.store.account_put(&account).await.unwrap();
    assert_eq!(trial.store.account("zhou").await.unwrap(), Some(account.clone()));
    assert_eq!(trial.store.account("ZHOU").await.unwrap(), None);
    assert_eq!(trial.store.accounts().await.unwrap(), [account]);
}

async fn sessions_end(trial: &Trial) {
    let session = |token: &str, expires: i64| SessionRow {
        token_hash: Hash::of(token.as_bytes()),
        person: text("p1"),
        csrf: text("c"),
        created_at: at(0),
        seen_at: at(0),
        expires_at: at(expires),
        body: json!({"flash": null}),
    };
    for (token, expires) in [("a", 10), ("b", 20), ("c", 30)] {
        trial.store.session_put(&session(token, expires)).await.unwrap();
    }
    let hash = |token: &str| Hash::of(token.as_bytes());
    assert_eq!(trial.store.session(&hash("a"), at(9)).await.unwrap(), Some(session("a", 10)));
    assert_eq!(trial.store.session(&hash("a"), at(10)).await.unwrap(), None);
    trial.store.session_seen(&hash("b"), at(15), at(40)).await.unwrap();
    assert_eq!(trial.store.session(&hash("b"), at(39)).await.unwrap().unwrap().seen_at, at(15));
    assert_eq!(trial.store.sessions_sweep(at(30)).await.unwrap(), 2);
    assert_eq!(trial.store.sessions_end("p1").await.unwrap(), 1);
    trial.store.session_put(&session("d", 50)).await.unwrap();
    trial.store.session_end(&hash("d")).await.unwrap();
    assert_eq!(trial.store.session(&hash("d"), at(1)).await.unwrap(), None);
}

async fn drafts_go_with_the_act(trial: &Trial) {
    let draft = |id: &str, second: i64| DraftRow {
        id: text(id),
        owner: text("p1"),
        body: vec![0, 159, 146],
        updated_at: at(second),
    };
    let file = |id: &str| DraftFileRow { draft: text(id), n: 0, body: vec![7] };
    for (id, second) in [("d1", 1), ("d2", 2), ("d3", 3)] {
        trial.store.draft_put(&draft(id, second), &[]).await.unwrap();
    }
    trial.store.draft_put(&draft("d1", 4), &[file("d1")]).await.unwrap();
    assert_eq!(trial.store.drafts("p1").await.unwrap(), [draft("d1", 4), draft("d3", 3), draft("d2", 2)]);
    let batch = Batch { commits: vec![commit("c1", "{}")], drafts_done: vec![text("d1")], ..Batch::default() };
    trial.store.transact(Change::of("k1", part("c1", 0), at(0), batch)).await.unwrap();
    assert_eq!(trial.store.draft("d1").await.unwrap(), None);
    assert_eq!(trial.store.draft_files("d1").await.unwrap(), [], "they go with it");
    trial.store.draft_put(&draft("d3", 3), &[file("d3")]).await.unwrap();
    assert_eq!(trial.store.draft_files("d3").await.unwrap(), [file("d3")]);
    trial.store.draft_delete("d3").await.unwrap();
    assert_eq!(trial.store.draft_files("d3").await.unwrap(), []);
    assert_eq!(trial.store.drafts("p1").await.unwrap(), [draft("d2", 2)]);
}

async fn a_text_is_kept_once_and_stays(trial: &Trial) {
    let kept = |content: &str, second: i64, words: &str| TextRow {
        content: text(content),
        regulation: text("r"),
        version: text("1"),
        kept_at: at(second),
        files: json!({ "r/regulation.yaml": words }),
    };
    trial.store.text_keep(&kept("b", 1, "一")).await.unwrap();
    trial.store.text_keep(&kept("a", 2, "二")).await.unwrap();
    trial.store.text_keep(&kept("b", 3, "三")).await.unwrap();
    assert_eq!(trial.store.texts("r").await.unwrap(), [kept("b", 1, "一"), kept("a", 2, "二")]);
    assert_eq!(trial.store.text("a").await.unwrap(), Some(kept("a", 2, "二")));
    assert_eq!(trial.store.text("c").await.unwrap(), None);
}

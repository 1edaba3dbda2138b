//! Two nodes over one database: what is done at one is known at the other, and what falls due is performed once.
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

use std::{
    collections::BTreeSet,
    time::{Duration, Instant},
};

use dengwen_calendar::{Entry, EntryKind, Overlay};
use dengwen_case::Event;
use dengwen_desk::{Clock, Config, Desk, Device, Fault, Knock, Standing, library::Library};
use sqlx::{AnyConnection, Connection as _};

use crate::trial::{CLUB, Trial, ZH, at, both, packs, sent};

both! {
    somebody_signed_in_at_one_node_acts_at_the_other at "2026-03-02 10:00",
    what_an_office_lays_down_at_one_node_holds_at_the_other at "2026-03-02 10:00",
    lists_derived_again_at_one_node_are_not_spoiled_by_the_other at "2026-03-02 10:00",
    a_node_without_the_keys_of_the_others_does_not_start at "2026-03-02 10:00",
    what_falls_due_at_two_nodes_at_once_is_performed_once at "2026-05-01 11:00",
}

const PASSWORD: &str = "a good password";

/// How long an open page waits at most before it looks by itself, with some to spare.
const SOONER: Duration = Duration::from_secs(8);

async fn signed_in(desk: &Desk) -> String {
    desk.save_account("club", "lin", "lin", PASSWORD).await.unwrap();
    let knock = Knock { login: "lin", password: PASSWORD, device: Device::of("Firefox"), ..Knock::default() };
    desk.enter(knock).await.unwrap().session.token
}

async fn somebody_signed_in_at_one_node_acts_at_the_other(trial: &Trial) {
    trial.club().await;
    let (one, two) = (&trial.desk, trial.again(packs()).await);
    let (case, _) = trial.enquiry("a").await;
    let token = signed_in(one).await;
    let lin = two.session(&token).await.unwrap();
    assert_eq!(two.case(&lin, &case, ZH).await.unwrap().number, "2026-0001");
    two.perform(&lin, &case, sent("note", &[("text", "来电追问一次")]), ZH).await.unwrap();
    let seen = one.case(&one.session(&token).await.unwrap(), &case, ZH).await.unwrap();
    assert_eq!(seen.seq, two.case(&lin, &case, ZH).await.unwrap().seq);
    // In turns, each on what the other has just written.
    for n in 0..4 {
        let desk = if n % 2 == 0 { one } else { &two };
        let lin = desk.session(&token).await.unwrap();
        desk.perform(&lin, &case, sent("note", &[("text", &format!("第{n}次"))]), ZH).await.unwrap();
    }
    assert_eq!(one.compare().await.unwrap(), Vec::new());
    two.sign_out(&token).await.unwrap();
    assert!(one.session(&token).await.is_none(), "signed out at one is signed out at both");
    two.close().await;
}

async fn what_an_office_lays_down_at_one_node_holds_at_the_other(trial: &Trial) {
    trial.club().await;
    let (one, two) = (&trial.desk, trial.again(packs()).await);
    let day = at("2026-03-02 12:00");
    assert!(two.office_state("club").await.unwrap().setting(CLUB, "big_loss", day).is_none());
    one.save_setting("club", "lin", CLUB, "big_loss", "10000", at("2026-03-02 00:00")).await.unwrap();
    assert!(two.office_state("club").await.unwrap().setting(CLUB, "big_loss", day).is_some());
    let token = signed_in(&two).await;
    two.save_account("club", "lin", "lin", "another good password").await.unwrap();
    assert!(one.session(&token).await.is_none(), "a password set at one ends the sessions of both");
    // Wrong tries are counted together: neither node lets anybody try twice as often.
    let wrong = || Knock { login: "lin", password: "not this one", ..Knock::default() };
    let mut tries = 0;
    while let Err(dengwen_desk::view::Rejection::Forbidden) =
        if tries % 2 == 0 { one } else { &two }.enter(wrong()).await.map(|_| ())
    {
        tries += 1;
        assert!(tries < 50, "the door never says to wait");
    }
    assert_eq!(tries, 5);
    two.close().await;
}

async fn lists_derived_again_at_one_node_are_not_spoiled_by_the_other(trial: &Trial) {
    trial.club().await;
    let (one, two) = (&trial.desk, trial.again(packs()).await);
    let (case, _) = trial.enquiry("a").await;
    let lin = one.session_for("club", "lin").await.unwrap();
    // This node remembers the case with its dates, the other derives them again.
    one.case(&lin, &case, ZH).await.unwrap();
    let day =
        Entry { date: "2026-03-03".parse().unwrap(), kind: EntryKind::Rest, notice: "本单位决定".to_owned() };
    two.save_overlay("club", "lin", Overlay { entries: vec![day], ..Overlay::default() }).await.unwrap();
    one.perform(&lin, &case, sent("note", &[("text", "来电追问一次")]), ZH).await.unwrap();
    assert_eq!(one.compare().await.unwrap(), Vec::new());
    two.rebuild().await.unwrap();
    one.perform(&lin, &case, sent("register", &[]), ZH).await.unwrap();
    assert_eq!(two.compare().await.unwrap(), Vec::new());
    two.close().await;
}

async fn what_falls_due_at_two_nodes_at_once_is_performed_once(trial: &Trial) {
    trial.club().await;
    let mut cases = Vec::new();
    for n in 0..12 {
        cases.push(trial.enquiry(&format!("case {n}")).await.0);
    }
    let (one, two) = (&trial.desk, trial.again(packs()).await);
    let until = at("2026-05-02 11:01");
    let (first, second) = tokio::join!(one.tick(until), two.tick(until));
    first.and(second).unwrap();
    for case in cases {
        let told = one.inspect(&case).await.unwrap();
        let events = told.commits.iter().flat_map(|commit| &commit.events);
        let passed: Vec<_> = events.filter_map(passing).collect();
        assert!(!passed.is_empty());
        let once: BTreeSet<_> = passed.iter().collect();
        assert_eq!(passed.len(), once.len(), "{case}: {passed:?}");
    }
    assert_eq!(one.compare().await.unwrap(), Vec::new());
    two.close().await;
}

async fn a_node_without_the_keys_of_the_others_does_not_start(trial: &Trial) {
    trial.club().await;
    let elsewhere = trial.folder.with_extension("elsewhere");
    std::fs::create_dir_all(&elsewhere).unwrap();
    if trial.url.is_none() {
        std::fs::copy(trial.folder.join("dengwen.sqlite"), elsewhere.join("dengwen.sqlite")).unwrap();
        std::fs::copy(trial.folder.join("dengwen.sqlite-wal"), elsewhere.join("dengwen.sqlite-wal")).unwrap();
    }
    let config = || Config {
        database: trial.url.clone(),
        library: Library::of(packs()),
        ..Config::scratch(&elsewhere, Clock::virtual_at(trial.desk.now()))
    };
    assert!(matches!(Desk::open(config()).await, Err(Fault::KeysElsewhere(_))));
    assert!(!elsewhere.join("keys").exists(), "and makes none");
    std::fs::create_dir(elsewhere.join("keys")).unwrap();
    for key in ["ring.json", "log.key"] {
        std::fs::copy(trial.folder.join("keys").join(key), elsewhere.join("keys").join(key)).unwrap();
    }
    Desk::open(config()).await.unwrap().close().await;
    std::fs::remove_dir_all(&elsewhere).unwrap();
}

/// Which run of a limit passed, and for which time.
fn passing(event: &Event) -> Option<(u32, u32)> {
    if let Event::LimitPassed { run, round, .. } = event { Some((*run, *round)) } else { None }
}

/// Waits until as many nodes are on the line of this database.
async fn until_on_the_line(url: &str, nodes: i64) {
    let mut conn = AnyConnection::connect(url).await.unwrap();
    let asked = "SELECT COUNT(*) FROM pg_stat_activity WHERE datname = current_database() AND query LIKE '%pg_backend_pid%' \
                 AND pid <> pg_backend_pid() AND state = 'idle'";
    let begun = Instant::now();
    loop {
        let found: (i64,) = sqlx::query_as(asked).fetch_one(&mut conn).await.unwrap();
        if found.0 >= nodes {
            return;
        }
        assert!(begun.elapsed() < SOONER, "no line");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_open_page_at_one_node_hears_of_an_act_at_the_other() {
    let Some(trial) = crate::trial::postgres("2026-03-02 10:00").await else { return };
    trial.club().await;
    let (one, two) = (trial.desk.clone(), trial.again(packs()).await);
    let lines = [tokio::spawn(one.clone().keep_hearing()), tokio::spawn(two.clone().keep_hearing())];
    let url = trial.url.clone().unwrap();
    until_on_the_line(&url, 2).await;
    let (case, _) = trial.enquiry("a").await;
    let token = signed_in(&one).await;
    let lin = one.session(&token).await.unwrap();
    let seq = one.case(&lin, &case, ZH).await.unwrap().seq;
    for cut in [false, true] {
        if cut {
            // The line breaks, as when the server is started again: it comes back by itself.
            let mut conn = AnyConnection::connect(&url).await.unwrap();
            let end = "SELECT COUNT(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = current_database() \
                       AND pid <> pg_backend_pid()";
            sqlx::raw_sql(end).execute(&mut conn).await.unwrap();
            until_on_the_line(&url, 2).await;
        }
        let seq = seq + u64::from(cut);
        assert_eq!(one.stands(&token, &case, seq).await.unwrap(), Standing::Same);
        let page = {
            let (one, token, case) = (one.clone(), token.clone(), case.clone());
            tokio::spawn(async move { one.until_changed(&token, &case, seq).await })
        };
        // The page has looked once and listens now.
        let reads = one.store().reads();
        while one.store().reads() < reads + 3 && !page.is_finished() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        let there = two.session(&token).await.unwrap();
        let begun = Instant::now();
        two.perform(&there, &case, sent("note", &[("text", "来电追问一次")]), ZH).await.unwrap();
        let standing = tokio::time::timeout(SOONER, page).await.unwrap().unwrap();
        assert_eq!(standing, Standing::Changed(seq + 1));
        assert!(begun.elapsed() < SOONER);
    }
    lines.iter().for_each(tokio::task::JoinHandle::abort);
    two.close().await;
    trial.end().await;
}

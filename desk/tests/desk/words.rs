//! Sealed cases found by words: by those who may read them, and by nobody else.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests fail by panicking")]

use dengwen_desk::{Desk, Held, office::Post, view::Session};

use crate::{
    at_rest::{NAME, PASSWORD, REPORT, SAID, organ, registered, serving, signed_in},
    trial::{Trial, ZH, at, both, sent},
};

both! {
    words_of_a_sealed_case_are_found_by_those_who_read_it at "2026-03-02 10:00",
    what_came_in_while_nobody_was_there_is_indexed_once_a_holder_comes at "2026-03-02 10:00",
    whoever_joins_finds_and_whoever_steps_aside_does_not at "2026-03-02 10:00",
    one_list_by_one_rank at "2026-03-02 10:00",
}

async fn found(desk: &Desk, session: &Session, words: &str) -> Vec<String> {
    let list = desk.search(session, words, None, ZH).await.unwrap();
    list.rows.into_iter().map(|row| row.case).collect()
}

async fn about(desk: &Desk, by: &Session, matter: &str, accused: &str) -> String {
    let pairs = [
        ("party.reporter.0.name", NAME),
        ("party.reporter.0.contact", "某路一号"),
        ("party.reported.0.name", accused),
        ("party.reported.0.standing", "member"),
        ("matter", matter),
    ];
    desk.begin(by, REPORT, "letter", sent("register", &pairs), ZH).await.unwrap().case
}

async fn words_of_a_sealed_case_are_found_by_those_who_read_it(trial: &Trial) {
    let desk = serving(trial).await;
    organ(&desk).await;
    let lin = signed_in(&desk, "lin").await;
    let (case, _) = registered(&desk, &lin).await;
    let guo = signed_in(&desk, "guo").await;
    for session in [&lin, &guo] {
        for words in ["好处费", "招投标", "收受 工程", "令狐某某", SAID] {
            assert_eq!(found(&desk, session, words).await, std::slice::from_ref(&case), "{words}");
        }
        for words in ["冒领", "好处费 冒领", NAME, "处"] {
            assert!(found(&desk, session, words).await.is_empty(), "{words}");
        }
    }
    let bo = signed_in(&desk, "bo").await;
    assert!(found(&desk, &bo, "好处费").await.is_empty(), "who may not know of it finds nothing");
    let locked = Session { keys: Held::default(), ..lin };
    assert!(found(&desk, &locked, "好处费").await.is_empty(), "without keys there is nothing to ask with");
    desk.close().await;
}

async fn what_came_in_while_nobody_was_there_is_indexed_once_a_holder_comes(trial: &Trial) {
    let desk = serving(trial).await;
    organ(&desk).await;
    let guo = signed_in(&desk, "guo").await;
    // Nobody's keys are in the hand while it is written.
    let locked = Session { keys: Held::default(), ..signed_in(&desk, "lin").await };
    let case = about(&desk, &locked, SAID, "令狐某某").await;
    assert!(found(&desk, &guo, "好处费").await.is_empty());
    assert!(desk.store().sealed_marks(&case).await.unwrap().iter().all(|mark| mark.owed));
    signed_in(&desk, "lin").await;
    assert_eq!(found(&desk, &guo, "好处费").await, [case], "the index of a circle is everybody's of the circle");
    desk.close().await;
}

async fn whoever_joins_finds_and_whoever_steps_aside_does_not(trial: &Trial) {
    let desk = serving(trial).await;
    organ(&desk).await;
    let lin = signed_in(&desk, "lin").await;
    let guo = signed_in(&desk, "guo").await;
    let (case, _) = registered(&desk, &lin).await;
    let post = Post { from: at("2026-03-02 09:00"), ..Post::always("petition_dept", "petitions", "bo") };
    desk.save_post("organ", "mu", post).await.unwrap();
    signed_in(&desk, "guo").await;
    let bo = signed_in(&desk, "bo").await;
    assert_eq!(found(&desk, &bo, "好处费").await, std::slice::from_ref(&case));
    desk.perform(&guo, &case, sent("declare_recusal", &[("ground", "relative")]), ZH).await.unwrap();
    let decider = signed_in(&desk, "recusal_decider").await;
    let row = Some("recusal[1]".to_owned());
    let decided = dengwen_desk::view::Sent { row, option: Some("upheld".to_owned()), ..sent("decide", &[]) };
    desk.perform(&decider, &case, decided, ZH).await.unwrap();
    let guo = desk.sign_in("guo", PASSWORD).await.unwrap();
    assert!(found(&desk, &guo, "好处费").await.is_empty(), "Guo stepped aside");
    let lin = signed_in(&desk, "lin").await;
    assert_eq!(found(&desk, &lin, "好处费").await, std::slice::from_ref(&case), "Lin goes on");
    let marks = desk.store().sealed_marks(&case).await.unwrap();
    assert!(marks.iter().any(|mark| mark.holder == "person:organ/lin" && !mark.owed), "{marks:?}");
    for mark in marks.iter().filter(|mark| mark.holder.starts_with("circle:")) {
        let circle = desk.store().key_pairs(&mark.holder).await.unwrap();
        let locks = desk.store().key_locks(&circle.last().unwrap().id).await.unwrap();
        assert!(!locks.iter().any(|lock| lock.holder.contains("/guo#")), "no index is left that Guo has the key of");
    }
    desk.close().await;
}

async fn one_list_by_one_rank(trial: &Trial) {
    let desk = serving(trial).await;
    organ(&desk).await;
    let lin = signed_in(&desk, "lin").await;
    let titled = about(&desk, &lin, "令狐某某虚报冒领", "某单位").await;
    trial.desk.clock().set(at("2026-03-03 10:00"));
    let named = about(&desk, &lin, SAID, "令狐某某").await;
    assert_eq!(
        found(&desk, &lin, "令狐某某").await,
        [titled.clone(), named.clone()],
        "the title goes before what is newer"
    );
    assert_eq!(found(&desk, &lin, "冒领").await, [titled]);
    let all = desk.search(&lin, "", None, ZH).await.unwrap();
    assert_eq!(all.rows[0].case, named, "without words the newest is first");
    desk.close().await;
}

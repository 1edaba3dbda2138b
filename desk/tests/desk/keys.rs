//! Who comes, goes, steps aside, loses a password: what that does to the keys of a sealed case.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests fail by panicking")]

use dengwen_desk::{Desk, Fault, office::Post, view::Session};
use dengwen_sealing::{Share, ShareError};

use crate::{
    at_rest::{NAME, PASSWORD, SAID, organ, registered, serving, signed_in},
    trial::{Trial, ZH, at, both, sent},
};

both! {
    whoever_joins_reads_once_a_colleague_was_there at "2026-03-02 10:00",
    whoever_leaves_holds_nothing_that_comes_after at "2026-03-02 10:00",
    recusal_takes_the_key_away at "2026-03-02 10:00",
    a_receipt_code_opens_the_mailbox at "2026-03-02 10:00",
    a_password_set_by_another_opens_nothing_of_before at "2026-03-02 10:00",
    ones_own_new_password_keeps_the_key at "2026-03-02 10:00",
    a_lost_password_loses_no_case at "2026-03-02 10:00",
    a_session_that_ended_holds_nothing at "2026-03-02 10:00",
    rotation_leaves_everything_readable at "2026-03-02 10:00",
}

async fn reads(desk: &Desk, session: &Session, case: &str) -> bool {
    desk.case(session, case, ZH).await.is_ok_and(|page| format!("{page:?}").contains(SAID))
}

/// The ids of pairs in use of a case's content, and who holds them.
async fn holders(desk: &Desk, case: &str) -> Vec<(String, Vec<String>)> {
    let mut all = Vec::new();
    for pair in desk.store().key_pairs(&format!("content:{case}")).await.unwrap() {
        let locks = desk.store().key_locks(&pair.id).await.unwrap();
        all.push((pair.id, locks.into_iter().filter(|lock| !lock.owed).map(|lock| lock.holder).collect()));
    }
    all
}

async fn whoever_joins_reads_once_a_colleague_was_there(trial: &Trial) {
    let desk = serving(trial).await;
    organ(&desk).await;
    let lin = signed_in(&desk, "lin").await;
    let (case, _) = registered(&desk, &lin).await;
    let bo = signed_in(&desk, "bo").await;
    assert!(desk.case(&bo, &case, ZH).await.is_err());
    let post = Post { from: at("2026-03-02 09:00"), ..Post::always("petition_dept", "petitions", "bo") };
    desk.save_post("organ", "mu", post).await.unwrap();
    let bo = signed_in(&desk, "bo").await;
    assert!(desk.case(&bo, &case, ZH).await.is_ok(), "the post gives sight at once");
    assert!(!reads(&desk, &bo, &case).await, "but nobody who holds the key has been there since");
    signed_in(&desk, "guo").await;
    assert!(reads(&desk, &bo, &case).await, "a colleague who signs in grants it");
    desk.close().await;
}

async fn whoever_leaves_holds_nothing_that_comes_after(trial: &Trial) {
    let desk = serving(trial).await;
    organ(&desk).await;
    let lin = signed_in(&desk, "lin").await;
    let (case, _) = registered(&desk, &lin).await;
    let guo = signed_in(&desk, "guo").await;
    assert!(reads(&desk, &guo, &case).await);
    let before = holders(&desk, &case).await;
    let until = Some(at("2026-03-02 10:00"));
    desk.save_post("organ", "mu", Post { until, ..Post::always("petition_dept", "petitions", "guo") }).await.unwrap();
    let mut person = desk.office_state("organ").await.unwrap().people["guo"].clone();
    person.unit = Some("bureau".to_owned());
    desk.save_person("organ", "mu", person).await.unwrap();
    assert!(!reads(&desk, &guo, &case).await);
    let lin = signed_in(&desk, "lin").await;
    desk.perform(&lin, &case, sent("verify_name", &[]), ZH).await.ok();
    assert!(reads(&desk, &lin, &case).await);
    let after = holders(&desk, &case).await;
    assert!(after.len() > before.len(), "a fresh pair for what comes after: {after:?}");
    let last = after.last().unwrap();
    for circle in last.1.iter().filter(|holder| holder.starts_with("circle:")) {
        let locks = desk.store().key_locks(circle).await.unwrap();
        assert!(!locks.iter().any(|lock| lock.holder.contains("/guo#")), "{circle} is no longer Guo's: {locks:?}");
    }
    for pair in desk.store().key_pairs_of("circle:organ/post:petition_dept").await.unwrap() {
        let locks = desk.store().key_locks(&pair.id).await.unwrap();
        assert!(!locks.iter().any(|lock| lock.holder.contains("/guo#")), "{} is no longer Guo's", pair.id);
    }
    desk.close().await;
}

async fn recusal_takes_the_key_away(trial: &Trial) {
    let desk = serving(trial).await;
    organ(&desk).await;
    let lin = signed_in(&desk, "lin").await;
    let guo = signed_in(&desk, "guo").await;
    let (case, _) = registered(&desk, &lin).await;
    assert!(reads(&desk, &guo, &case).await);
    let declared = sent("declare_recusal", &[("ground", "relative")]);
    desk.perform(&guo, &case, declared, ZH).await.unwrap();
    let decider = signed_in(&desk, "recusal_decider").await;
    let row = Some("recusal[1]".to_owned());
    let decided = dengwen_desk::view::Sent { row, option: Some("upheld".to_owned()), ..sent("decide", &[]) };
    desk.perform(&decider, &case, decided, ZH).await.unwrap();
    assert!(!reads(&desk, &guo, &case).await, "Guo stepped aside");
    assert!(reads(&desk, &lin, &case).await, "Lin goes on");
    let all = holders(&desk, &case).await;
    assert!(all.len() > 1, "what comes after has a pair of its own");
    let (_, held) = all.last().unwrap();
    assert!(held.iter().any(|holder| holder.starts_with("person:organ/lin#")), "{held:?}");
    for circle in held.iter().filter(|holder| holder.starts_with("circle:")) {
        let locks = desk.store().key_locks(circle).await.unwrap();
        assert!(!locks.iter().any(|lock| lock.holder.contains("/guo#")), "no way leads from Guo's key: {circle}");
    }
    desk.close().await;
}

async fn a_receipt_code_opens_the_mailbox(trial: &Trial) {
    let desk = serving(trial).await;
    organ(&desk).await;
    let lin = signed_in(&desk, "lin").await;
    let (case, code) = registered(&desk, &lin).await;
    let all = holders(&desk, &case).await;
    assert!(all[0].1.iter().any(|holder| holder.starts_with("mailbox:")), "{all:?}");
    assert!(desk.follow(&code, ZH).await.is_some());
    let mailbox = all[0].1.iter().find(|holder| holder.starts_with("mailbox:")).unwrap();
    assert!(desk.store().key_locks(mailbox).await.unwrap().is_empty(), "its secret is stored nowhere");
    desk.close().await;
}

async fn a_password_set_by_another_opens_nothing_of_before(trial: &Trial) {
    let desk = serving(trial).await;
    organ(&desk).await;
    let lin = signed_in(&desk, "lin").await;
    let (case, _) = registered(&desk, &lin).await;
    desk.save_account("organ", "guo", "guo", "what the administrator likes").await.unwrap();
    let guo = desk.sign_in("guo", "what the administrator likes").await.unwrap();
    assert!(!reads(&desk, &guo, &case).await, "a password alone opens nothing of before");
    desk.close().await;
}

async fn ones_own_new_password_keeps_the_key(trial: &Trial) {
    let desk = serving(trial).await;
    organ(&desk).await;
    let lin = signed_in(&desk, "lin").await;
    let (case, _) = registered(&desk, &lin).await;
    let guo = signed_in(&desk, "guo").await;
    desk.change_password(&guo, PASSWORD, "another good password").await.unwrap();
    let guo = desk.sign_in("guo", "another good password").await.unwrap();
    assert!(reads(&desk, &guo, &case).await);
    desk.close().await;
}

async fn a_lost_password_loses_no_case(trial: &Trial) {
    let desk = serving(trial).await;
    organ(&desk).await;
    let shares = desk.make_shares("organ").await.unwrap();
    let lin = signed_in(&desk, "lin").await;
    let (case, _) = registered(&desk, &lin).await;
    let typed = |n: usize| -> Share { shares[n].expose().parse().unwrap() };
    let by = ["mu", "bo"];
    let new = ("guo", "a password that is not forgotten");
    let foreign = desk.make_shares("organ").await.unwrap();
    let wrong = desk.recover("organ", new, by, [&typed(0), &foreign[1]]).await.unwrap_err();
    assert!(matches!(wrong, Fault::Share(ShareError::Foreign(1))), "the share of another key is named: {wrong:?}");
    let (one, three) = (&foreign[0], &foreign[2]);
    assert!(matches!(desk.recover("organ", new, ["mu", "mu"], [one, three]).await, Err(Fault::Entry(_))));
    assert!(matches!(desk.recover("organ", new, ["guo", "mu"], [one, three]).await, Err(Fault::Entry(_))));
    // Those who hold what older pairs hold were there since the new shares were made.
    signed_in(&desk, "lin").await;
    let done = desk.recover("organ", new, by, [three, one]).await.unwrap();
    assert!(done.granted > 0);
    assert!(desk.sign_in("guo", PASSWORD).await.is_err());
    let guo = desk.sign_in("guo", new.1).await.unwrap();
    assert!(reads(&desk, &guo, &case).await, "nothing was lost");
    let values = desk.open_identity(&guo, &case, 1, "核实", ZH).await.unwrap();
    assert!(values.iter().any(|value| value.value == NAME));
    let record = desk.store().load("keys:organ", 0).await.unwrap();
    assert!(record.iter().any(|commit| commit.body.contains("recovery") && commit.body.contains("guo")));
    assert!(desk.verify(|_| ()).await.unwrap().is_ok());
    desk.close().await;
}

async fn a_session_that_ended_holds_nothing(trial: &Trial) {
    let desk = serving(trial).await;
    organ(&desk).await;
    let lin = signed_in(&desk, "lin").await;
    let (case, _) = registered(&desk, &lin).await;
    let again = desk.session(&lin.token).await.unwrap();
    assert!(reads(&desk, &again, &case).await, "the token opens the key that the row keeps");
    desk.sign_out(&lin.token).await.unwrap();
    assert!(desk.session(&lin.token).await.is_none());
    desk.close().await;
}

async fn rotation_leaves_everything_readable(trial: &Trial) {
    let desk = serving(trial).await;
    organ(&desk).await;
    let lin = signed_in(&desk, "lin").await;
    let (case, _) = registered(&desk, &lin).await;
    assert!(desk.rotate_keys("organ").await.unwrap() >= 2);
    let lin = signed_in(&desk, "lin").await;
    assert!(reads(&desk, &lin, &case).await);
    assert_eq!(holders(&desk, &case).await.len(), 2);
    desk.close().await;
}

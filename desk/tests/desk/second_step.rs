//! The second step of a sign-in, and proofs of who somebody is before grave acts.
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

use dengwen_desk::{
    Desk, Knock,
    audit::Record,
    code_at,
    library::Publishing,
    office::DoorRules,
    view::{Rejection, Session},
};
use jiff::SignedDuration;

use crate::{
    at_rest::{PASSWORD, REPORT, SAID, organ, registered, serving, signed_in},
    trial::{Trial, ZH, both},
};

both! {
    a_second_step_is_asked_with_the_password_and_tells_nothing_of_it at "2026-03-02 10:00",
    spare_codes_are_good_once_and_lie_in_no_file at "2026-03-02 10:00",
    a_second_step_goes_only_with_password_and_code_or_by_an_administrator_on_record at "2026-03-02 10:00",
    an_office_can_ask_everybody_for_a_second_step at "2026-03-02 10:00",
    an_identity_and_a_regulation_need_a_fresh_proof at "2026-03-02 10:00",
}

async fn knocked(desk: &Desk, login: &str, password: &str, code: &str) -> Result<Session, Rejection> {
    desk.enter(Knock { login, password, code, ..Knock::default() }).await.map(|entered| entered.session)
}

fn later(desk: &Desk, seconds: i64) {
    desk.clock().set(desk.now() + SignedDuration::from_secs(seconds));
}

/// Sets up a second step: the secret that the telephone keeps, and the spare codes.
async fn set_up(desk: &Desk, session: &Session) -> (String, Vec<String>) {
    let setup = desk.set_up_second_step(session, "").await.unwrap();
    let code = code_at(&setup.secret, desk.now()).unwrap();
    let codes = desk.confirm_second_step(session, &setup.voucher, PASSWORD, &code).await.unwrap();
    later(desk, 30);
    (setup.secret, codes)
}

async fn a_second_step_is_asked_with_the_password_and_tells_nothing_of_it(trial: &Trial) {
    let desk = serving(trial).await;
    organ(&desk).await;
    let lin = signed_in(&desk, "lin").await;
    let (case, _) = registered(&desk, &lin).await;
    let setup = desk.set_up_second_step(&lin, "").await.unwrap();
    let again = desk.set_up_second_step(&lin, &setup.voucher).await.unwrap();
    assert_eq!(setup.secret, again.secret, "a form that comes back keeps what is in the telephone");
    let guo = signed_in(&desk, "guo").await;
    assert_ne!(desk.set_up_second_step(&guo, &setup.voucher).await.unwrap().secret, setup.secret);
    let code = code_at(&setup.secret, desk.now()).unwrap();
    let wrong = desk.confirm_second_step(&lin, &setup.voucher, "not this one", &code).await;
    assert!(matches!(wrong, Err(Rejection::Forbidden)));
    let wrong = desk.confirm_second_step(&lin, &setup.voucher, PASSWORD, "000000").await;
    assert!(matches!(wrong, Err(Rejection::Invalid(_))));
    assert_eq!(desk.second_step(&lin).await.unwrap().since, None, "nothing is there before the first code");
    let (secret, _) = set_up(&desk, &lin).await;
    let sessions = desk.store().sessions_of("organ/lin", desk.now()).await.unwrap().len();
    let code = code_at(&secret, desk.now()).unwrap();
    // Without a code, with a wrong one, with a wrong password: one answer, and nothing is begun.
    for (password, typed) in [(PASSWORD, ""), (PASSWORD, "123"), ("not this one", code.as_str())] {
        assert!(matches!(knocked(&desk, "lin", password, typed).await, Err(Rejection::Forbidden)));
    }
    assert_eq!(desk.store().sessions_of("organ/lin", desk.now()).await.unwrap().len(), sessions);
    let session = knocked(&desk, "lin", PASSWORD, &format!("{} {}", code.get(..3).unwrap(), code.get(3..).unwrap()))
        .await
        .unwrap();
    let session = desk.session(&session.token).await.unwrap();
    let page = desk.case(&session, &case, ZH).await.unwrap();
    assert!(format!("{page:?}").contains(SAID), "the key that the password unlocks is there as before");
    assert!(knocked(&desk, "lin", PASSWORD, &code).await.is_err(), "a code counts once");
    later(&desk, 30);
    knocked(&desk, "lin", PASSWORD, &code_at(&secret, desk.now()).unwrap()).await.unwrap();
    knocked(&desk, "guo", PASSWORD, "").await.unwrap();
    desk.close().await;
}

fn found(folder: &std::path::Path, word: &[u8]) -> bool {
    std::fs::read_dir(folder).unwrap().any(|entry| {
        let path = entry.unwrap().path();
        if path.is_dir() {
            return found(&path, word);
        }
        std::fs::read(&path).unwrap().windows(word.len()).any(|window| window == word)
    })
}

async fn spare_codes_are_good_once_and_lie_in_no_file(trial: &Trial) {
    let desk = serving(trial).await;
    organ(&desk).await;
    let lin = signed_in(&desk, "lin").await;
    let (secret, codes) = set_up(&desk, &lin).await;
    assert_eq!((codes.len(), desk.second_step(&lin).await.unwrap().codes_left), (10, 10));
    let [one, two, ..] = codes.as_slice() else { unreachable!() };
    knocked(&desk, "lin", PASSWORD, one).await.unwrap();
    assert!(knocked(&desk, "lin", PASSWORD, one).await.is_err(), "once");
    knocked(&desk, "lin", PASSWORD, &two.to_uppercase().replace('-', " ")).await.unwrap();
    assert_eq!(desk.second_step(&lin).await.unwrap().codes_left, 8);
    let used = Record::SpareCodeUsed { person: "organ/lin".to_owned() };
    let records = desk.door("organ").await.unwrap();
    assert_eq!(records.iter().filter(|one| one.record == used).count(), 2);
    let row = format!("{:?}", desk.store().second_step("organ/lin").await.unwrap().unwrap());
    crate::trial::lay_log_open(&desk, &trial.folder).await;
    for word in codes.iter().map(|code| code.replace('-', "")).chain(codes.clone()).chain([secret]) {
        assert!(!row.contains(&word) && !found(&trial.folder, word.as_bytes()), "{word} lies in the open");
    }
    desk.close().await;
}

async fn a_second_step_goes_only_with_password_and_code_or_by_an_administrator_on_record(trial: &Trial) {
    let desk = serving(trial).await;
    organ(&desk).await;
    let (lin, mu) = (signed_in(&desk, "lin").await, signed_in(&desk, "mu").await);
    let (secret, codes) = set_up(&desk, &lin).await;
    let setup = desk.set_up_second_step(&lin, "").await.unwrap();
    let code = code_at(&setup.secret, desk.now()).unwrap();
    let replaced = desk.confirm_second_step(&lin, &setup.voucher, PASSWORD, &code).await;
    assert!(matches!(replaced, Err(Rejection::Changed(_))), "another does not simply take its place");
    let code = code_at(&secret, desk.now()).unwrap();
    let wrong = desk.remove_second_step(&lin, "not this one", &code).await;
    assert!(matches!(wrong, Err(Rejection::Forbidden)));
    let wrong = desk.remove_second_step(&lin, PASSWORD, "000000").await;
    assert!(matches!(wrong, Err(Rejection::Invalid(_))));
    assert!(desk.second_step(&lin).await.unwrap().since.is_some());
    desk.remove_second_step(&lin, PASSWORD, &code).await.unwrap();
    assert!(desk.second_step(&lin).await.unwrap().since.is_none());
    knocked(&desk, "lin", PASSWORD, "").await.unwrap();
    drop(codes);
    set_up(&desk, &lin).await;
    assert!(matches!(desk.take_second_step_away(&lin, "lin").await, Err(Rejection::Forbidden)));
    desk.take_second_step_away(&mu, "lin").await.unwrap();
    assert!(matches!(desk.take_second_step_away(&mu, "lin").await, Err(Rejection::NotFound)));
    knocked(&desk, "lin", PASSWORD, "").await.unwrap();
    let ended = |record: Record| match record {
        Record::SecondStepEnded { person, by } if person == "organ/lin" => Some(by),
        _ => None,
    };
    let all: Vec<_> = desk.door("organ").await.unwrap().into_iter().filter_map(|one| ended(one.record)).collect();
    assert_eq!(all, [None, Some("mu".to_owned())]);
    desk.close().await;
}

async fn an_office_can_ask_everybody_for_a_second_step(trial: &Trial) {
    let desk = serving(trial).await;
    organ(&desk).await;
    let (lin, mu) = (signed_in(&desk, "lin").await, signed_in(&desk, "mu").await);
    let rules = DoorRules { second_step: true, ..DoorRules::default() };
    assert!(matches!(desk.enter_door_rules(&lin, rules).await, Err(Rejection::Forbidden)));
    let (secret, _) = set_up(&desk, &mu).await;
    desk.enter_door_rules(&mu, rules).await.unwrap();
    assert!(desk.session(&lin.token).await.is_none(), "who has none is out of the workbench at once");
    assert!(desk.session(&mu.token).await.is_some());
    let again = knocked(&desk, "lin", PASSWORD, "").await.unwrap();
    assert!(desk.session(&again.token).await.is_none(), "a fresh session opens nothing either");
    let newcomer = desk.newcomer(&again.token).await.unwrap().unwrap();
    assert!(desk.second_step(&newcomer).await.unwrap().required);
    set_up(&desk, &newcomer).await;
    assert!(desk.session(&again.token).await.is_some(), "but for setting one up");
    let state = desk.office_state("organ").await.unwrap();
    assert!(state.door.second_step);
    knocked(&desk, "mu", PASSWORD, &code_at(&secret, desk.now()).unwrap()).await.unwrap();
    desk.close().await;
}

async fn an_identity_and_a_regulation_need_a_fresh_proof(trial: &Trial) {
    let desk = serving(trial).await;
    organ(&desk).await;
    let (lin, mu) = (signed_in(&desk, "lin").await, signed_in(&desk, "mu").await);
    let (case, _) = registered(&desk, &lin).await;
    let fresh = async |session: &Session| desk.session(&session.token).await.unwrap();
    desk.open_identity(&fresh(&lin).await, &case, 1, "核实署名", ZH).await.unwrap();
    later(&desk, 15 * 60);
    desk.open_identity(&fresh(&lin).await, &case, 1, "核实署名", ZH).await.unwrap();
    later(&desk, 1);
    let looks = desk.readings(&case).await.unwrap().len();
    let stale = desk.open_identity(&fresh(&lin).await, &case, 1, "核实署名", ZH).await;
    assert!(matches!(stale, Err(Rejection::ProofWanted)));
    assert_eq!(desk.readings(&case).await.unwrap().len(), looks);
    let text = desk.running_text(&fresh(&mu).await, REPORT).await.unwrap();
    assert!(matches!(
        desk.adopt_text(&fresh(&mu).await, REPORT, &Publishing::of(&text), ZH).await,
        Err(Rejection::ProofWanted)
    ));
    assert!(matches!(desk.prove(&lin, "not this one").await, Err(Rejection::Forbidden)));
    assert!(fresh(&lin).await.proof_wanted);
    let proven = desk.prove(&fresh(&lin).await, PASSWORD).await.unwrap();
    desk.open_identity(&proven, &case, 1, "核实署名", ZH).await.unwrap();
    desk.open_identity(&fresh(&lin).await, &case, 1, "核实署名", ZH).await.unwrap();
    assert!(fresh(&mu).await.proof_wanted, "it holds for one session");
    desk.prove(&mu, PASSWORD).await.unwrap();
    desk.adopt_text(&fresh(&mu).await, REPORT, &Publishing::of(&text), ZH).await.unwrap();
    // The office says how long it counts, and a code does as well as the password.
    desk.enter_door_rules(&mu, DoorRules { second_step: false, proof_minutes: 1 }).await.unwrap();
    assert!(desk.enter_door_rules(&mu, DoorRules { second_step: false, proof_minutes: 0 }).await.is_err());
    let (secret, _) = set_up(&desk, &lin).await;
    later(&desk, 61);
    assert!(fresh(&lin).await.proof_wanted);
    let code = code_at(&secret, desk.now()).unwrap();
    desk.prove(&lin, &code).await.unwrap();
    assert!(!fresh(&lin).await.proof_wanted);
    later(&desk, 61);
    assert!(matches!(desk.prove(&lin, &code).await, Err(Rejection::Forbidden)), "a code counts once");
    let proved = Record::Proved { person: "organ/lin".to_owned() };
    assert_eq!(desk.door("organ").await.unwrap().iter().filter(|one| one.record == proved).count(), 2);
    desk.close().await;
}

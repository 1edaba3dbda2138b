//! Passkeys: a second step beside the password, and a fresh proof; what is not from here and now is refused.
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

use dengwen_desk::{
    Config, Desk, Knock,
    audit::Record,
    code_at,
    library::Library,
    office::DoorRules,
    view::{Rejection, Session},
};
use jiff::SignedDuration;

use crate::{
    at_rest::{PASSWORD, SAID, organ, registered, signed_in},
    authenticator::{Authenticator, SEEN, VERIFIED},
    trial::{Trial, ZH, both, packs},
};

both! {
    a_passkey_is_a_second_step_beside_the_password at "2026-03-02 10:00",
    an_answer_of_a_passkey_counts_once_and_from_here_alone at "2026-03-02 10:00",
    a_passkey_is_made_here_and_now_alone at "2026-03-02 10:00",
    passkeys_end_by_their_owner_with_a_proof_or_by_an_administrator_on_record at "2026-03-02 10:00",
    an_office_that_asks_for_a_second_step_takes_a_passkey at "2026-03-02 10:00",
    a_passkey_proves_who_somebody_is_in_one_session at "2026-03-02 10:00",
    where_nobody_said_the_address_there_are_no_passkeys at "2026-03-02 10:00",
}

const HERE: &str = "https://reports.example.org";

/// What is wrong, and how it comes to be.
type Change<'c> = (&'c str, &'c dyn Fn(&mut Authenticator));

/// A desk that people reach at an address.
async fn reached(trial: &Trial) -> Desk {
    let base = Config::scratch(&trial.folder, trial.desk.clock().clone());
    let address = Some(HERE.parse().unwrap());
    let config =
        Config { known_password: None, library: Library::of(packs()), database: trial.url.clone(), address, ..base };
    let desk = Desk::open(config).await.unwrap();
    organ(&desk).await;
    desk
}

fn later(desk: &Desk, seconds: i64) {
    desk.clock().set(desk.now() + SignedDuration::from_secs(seconds));
}

async fn knocked(desk: &Desk, login: &str, password: &str, passkey: &str) -> Result<Session, Rejection> {
    desk.enter(Knock { login, password, passkey, ..Knock::default() }).await.map(|entered| entered.session)
}

/// A passkey of somebody, made on the spot.
async fn added(desk: &Desk, session: &Session, seed: u8) -> Authenticator {
    let mut authenticator = Authenticator::on(HERE, seed);
    let made = authenticator.makes(&desk.fresh_passkey(session).await.unwrap());
    desk.add_passkey(session, "my telephone", &made).await.unwrap();
    authenticator
}

/// An answer with the signature of another.
fn with_signature_of(answer: &str, other: &str) -> String {
    let mut answer: serde_json::Value = serde_json::from_str(answer).unwrap();
    let other: serde_json::Value = serde_json::from_str(other).unwrap();
    answer.as_object_mut().unwrap().insert("signature".to_owned(), other.get("signature").unwrap().clone());
    answer.to_string()
}

async fn refused(desk: &Desk, login: &str, answer: &str) -> bool {
    later(desk, 60);
    let sessions = desk.store().sessions_of(&format!("organ/{login}"), desk.now()).await.unwrap().len();
    let refused = matches!(knocked(desk, login, PASSWORD, answer).await, Err(Rejection::Forbidden));
    refused && desk.store().sessions_of(&format!("organ/{login}"), desk.now()).await.unwrap().len() == sessions
}

async fn a_passkey_is_a_second_step_beside_the_password(trial: &Trial) {
    let desk = reached(trial).await;
    let lin = signed_in(&desk, "lin").await;
    let (case, _) = registered(&desk, &lin).await;
    let mut key = added(&desk, &lin, 1).await;
    let asked = || desk.passkey_at_door().unwrap();
    assert!(refused(&desk, "lin", "").await, "the password alone lets nobody in any more");
    assert!(refused(&desk, "lin", "{}").await);
    let answer = key.signs(&asked());
    assert!(matches!(knocked(&desk, "lin", "not this one", &answer).await, Err(Rejection::Forbidden)));
    assert!(matches!(knocked(&desk, "lin", "", &key.signs(&asked())).await, Err(Rejection::Forbidden)));
    let session = knocked(&desk, "lin", PASSWORD, &key.signs(&asked())).await.unwrap();
    let session = desk.session(&session.token).await.unwrap();
    let page = desk.case(&session, &case, ZH).await.unwrap();
    assert!(format!("{page:?}").contains(SAID), "the key that the password unlocks is there as before");
    // A second one does as well, and so does a code where there is one.
    let mut other = added(&desk, &session, 2).await;
    knocked(&desk, "lin", PASSWORD, &other.signs(&asked())).await.unwrap();
    let setup = desk.set_up_second_step(&session, "").await.unwrap();
    let code = |desk: &Desk| code_at(&setup.secret, desk.now()).unwrap();
    desk.confirm_second_step(&session, &setup.voucher, PASSWORD, &code(&desk)).await.unwrap();
    later(&desk, 30);
    desk.enter(Knock { login: "lin", password: PASSWORD, code: &code(&desk), ..Knock::default() }).await.unwrap();
    knocked(&desk, "lin", PASSWORD, &key.signs(&asked())).await.unwrap();
    assert!(refused(&desk, "lin", "").await);
    knocked(&desk, "guo", PASSWORD, "").await.unwrap();
    assert!(refused(&desk, "guo", &key.signs(&asked())).await, "who has none is let in by no passkey");
    desk.close().await;
}

async fn an_answer_of_a_passkey_counts_once_and_from_here_alone(trial: &Trial) {
    let desk = reached(trial).await;
    let (lin, guo) = (signed_in(&desk, "lin").await, signed_in(&desk, "guo").await);
    let (mut key, mut guos) = (added(&desk, &lin, 1).await, added(&desk, &guo, 2).await);
    let asked = || desk.passkey_at_door().unwrap();
    let once = key.signs(&asked());
    knocked(&desk, "lin", PASSWORD, &once).await.unwrap();
    assert!(refused(&desk, "lin", &once).await, "replayed");
    let same = asked();
    knocked(&desk, "lin", PASSWORD, &key.signs(&same)).await.unwrap();
    assert!(refused(&desk, "lin", &key.signs(&same)).await, "a challenge is answered once");
    key.counter += 10;
    let other = asked().challenge;
    let changed: [Change<'_>; 8] = [
        ("another origin", &|key| key.origin = "https://reports.example.com".to_owned()),
        ("another port", &|key| key.origin = format!("{HERE}:8443")),
        ("bound to another name", &|key| key.host = "example.org".to_owned()),
        ("in a frame of others", &|key| key.framed = true),
        ("nobody verified", &|key| key.flags = SEEN),
        ("nobody there", &|key| key.flags = VERIFIED & !SEEN),
        ("another challenge", &|key| key.challenge = Some(other.clone())),
        ("another owner", &|key| key.owner = guos.owner.clone()),
    ];
    for (n, (what, change)) in (0..).zip(changed) {
        let mut wrong = key.clone();
        wrong.counter += n;
        change(&mut wrong);
        assert!(refused(&desk, "lin", &wrong.signs(&asked())).await, "{what}");
    }
    assert!(refused(&desk, "lin", &guos.signs(&asked())).await, "the key of somebody else");
    let mut forged = Authenticator::on(HERE, 3);
    forged.owner = key.owner.clone();
    assert!(refused(&desk, "lin", &forged.signs(&asked())).await, "a key that nobody added");
    // What was signed is not what came.
    let (signed, other) = (key.signs(&asked()), key.signs(&asked()));
    assert!(refused(&desk, "lin", &with_signature_of(&signed, &other)).await, "the signature of something else");
    // For something else, or too late.
    assert!(refused(&desk, "lin", &key.signs(&desk.passkey_for_proof(&lin).unwrap())).await);
    let late = key.signs(&asked());
    later(&desk, 5 * 60);
    assert!(refused(&desk, "lin", &late).await);
    // A copy that has signed less often.
    let copied = key.clone();
    later(&desk, 60);
    knocked(&desk, "lin", PASSWORD, &key.signs(&asked())).await.unwrap();
    assert!(refused(&desk, "lin", &copied.signs_uncounted(&asked())).await, "it goes back");
    assert!(refused(&desk, "lin", &key.signs_uncounted(&asked())).await, "it stands still");
    let doubted = |record: &Record| matches!(record, Record::PasskeyDoubted { person, .. } if person == "organ/lin");
    assert_eq!(desk.door("organ").await.unwrap().iter().filter(|one| doubted(&one.record)).count(), 2);
    later(&desk, 60);
    knocked(&desk, "lin", PASSWORD, &key.signs(&asked())).await.unwrap();
    desk.close().await;
}

async fn a_passkey_is_made_here_and_now_alone(trial: &Trial) {
    let desk = reached(trial).await;
    let (lin, guo) = (signed_in(&desk, "lin").await, signed_in(&desk, "guo").await);
    let asked = desk.fresh_passkey(&lin).await.unwrap();
    let not_added = async |session: &Session, name: &str, made: &str| {
        let refused = matches!(desk.add_passkey(session, name, made).await, Err(Rejection::Invalid(_)));
        refused && desk.passkeys(session).await.unwrap().all.is_empty()
    };
    let made = Authenticator::on(HERE, 1).makes(&asked);
    assert!(not_added(&lin, " ", &made).await, "without a name");
    assert!(not_added(&guo, "mine", &made).await, "what another session asked for");
    assert!(not_added(&lin, "mine", "").await && not_added(&lin, "mine", "{}").await);
    let there = signed_in(&desk, "lin").await;
    assert!(not_added(&there, "mine", &made).await, "what another session of the same person asked for");
    let changed: [Change<'_>; 6] = [
        ("another origin", &|key| key.origin = "https://example.org".to_owned()),
        ("bound to another name", &|key| key.host = "example.org".to_owned()),
        ("in a frame of others", &|key| key.framed = true),
        ("nobody verified", &|key| key.flags = SEEN),
        ("another challenge", &|key| key.challenge = Some("AAAA".to_owned())),
        ("copied against its word", &|key| key.flags = VERIFIED | 0x10),
    ];
    for (what, change) in changed {
        let mut wrong = Authenticator::on(HERE, 1);
        change(&mut wrong);
        let made = wrong.makes(&desk.fresh_passkey(&lin).await.unwrap());
        assert!(not_added(&lin, "mine", &made).await, "{what}");
    }
    let mut key = Authenticator::on(HERE, 1);
    let wrong = key.signs(&desk.passkey_for_proof(&lin).unwrap());
    assert!(not_added(&lin, "mine", &wrong).await, "an answer to something else");
    let late = key.makes(&desk.fresh_passkey(&lin).await.unwrap());
    later(&desk, 5 * 60);
    assert!(not_added(&lin, "mine", &late).await, "too late");
    let made = key.makes(&desk.fresh_passkey(&lin).await.unwrap());
    desk.add_passkey(&lin, " mine ", &made).await.unwrap();
    assert!(matches!(desk.add_passkey(&lin, "again", &made).await, Err(Rejection::Invalid(_))), "replayed");
    let again = key.clone().makes(&desk.fresh_passkey(&guo).await.unwrap());
    assert!(not_added(&guo, "mine", &again).await, "a key belongs to one person");
    let view = desk.passkeys(&lin).await.unwrap();
    assert_eq!((view.address.as_deref(), view.all.len()), (Some(HERE), 1));
    assert_eq!(view.all.first().map(|one| (one.name.as_str(), one.used)), Some(("mine", None)));
    assert_eq!(desk.fresh_passkey(&lin).await.unwrap().fresh.unwrap().known.len(), 1, "no second on the same device");
    later(&desk, 15 * 60 + 1);
    let stale = desk.session(&lin.token).await.unwrap();
    let made = Authenticator::on(HERE, 9).makes(&desk.fresh_passkey(&stale).await.unwrap());
    assert!(matches!(desk.add_passkey(&stale, "other", &made).await, Err(Rejection::ProofWanted)));
    desk.close().await;
}

async fn signed_in_with(desk: &Desk, key: &mut Authenticator) -> Session {
    knocked(desk, "lin", PASSWORD, &key.signs(&desk.passkey_at_door().unwrap())).await.unwrap()
}

async fn passkeys_end_by_their_owner_with_a_proof_or_by_an_administrator_on_record(trial: &Trial) {
    let desk = reached(trial).await;
    let (lin, guo, mu) = (signed_in(&desk, "lin").await, signed_in(&desk, "guo").await, signed_in(&desk, "mu").await);
    let mut key = added(&desk, &lin, 1).await;
    later(&desk, 1);
    added(&desk, &lin, 2).await;
    let ids: Vec<String> = desk.passkeys(&lin).await.unwrap().all.into_iter().map(|one| one.id).collect();
    let [one, two] = ids.as_slice() else { unreachable!() };
    assert!(matches!(desk.end_passkey(&guo, one).await, Err(Rejection::NotFound)), "of somebody else");
    later(&desk, 15 * 60 + 1);
    let stale = desk.session(&lin.token).await.unwrap();
    assert!(matches!(desk.end_passkey(&stale, one).await, Err(Rejection::ProofWanted)));
    let proven = desk.prove(&stale, PASSWORD).await.unwrap();
    desk.end_passkey(&proven, one).await.unwrap();
    assert!(refused(&desk, "lin", &key.signs(&desk.passkey_at_door().unwrap())).await, "it is gone");
    assert!(matches!(desk.take_second_step_away(&lin, "lin").await, Err(Rejection::Forbidden)));
    let counts = desk.sign_ins(&mu).await.unwrap();
    assert_eq!(
        counts.iter().find(|one| one.person == "lin").map(|one| (one.second_step, one.passkeys)),
        Some((false, 1))
    );
    desk.take_second_step_away(&mu, "lin").await.unwrap();
    assert!(matches!(desk.take_second_step_away(&mu, "lin").await, Err(Rejection::NotFound)));
    later(&desk, 60);
    knocked(&desk, "lin", PASSWORD, "").await.unwrap();
    let told = desk.door("organ").await.unwrap().into_iter().filter_map(|one| match one.record {
        Record::PasskeyMade { person, passkey } => Some((person, passkey, "made")),
        Record::PasskeyEnded { person, passkey, by: None } => Some((person, passkey, "ended")),
        Record::PasskeyEnded { person, passkey, by: Some(_) } => Some((person, passkey, "taken")),
        _ => None,
    });
    let is = |id: &str, what| ("organ/lin".to_owned(), id.to_owned(), what);
    let told: Vec<_> = told.collect();
    assert_eq!(told, [is(one, "made"), is(two, "made"), is(one, "ended"), is(two, "taken")]);
    desk.close().await;
}

async fn an_office_that_asks_for_a_second_step_takes_a_passkey(trial: &Trial) {
    let desk = reached(trial).await;
    let (lin, mu) = (signed_in(&desk, "lin").await, signed_in(&desk, "mu").await);
    let rules = DoorRules { second_step: true, ..DoorRules::default() };
    desk.enter_door_rules(&mu, rules).await.unwrap();
    assert!(desk.session(&lin.token).await.is_none());
    let newcomer = desk.newcomer(&lin.token).await.unwrap().unwrap();
    assert!(desk.second_step(&newcomer).await.unwrap().required);
    let mut key = added(&desk, &newcomer, 1).await;
    assert!(desk.session(&lin.token).await.is_some(), "a passkey is one");
    assert!(!desk.second_step(&newcomer).await.unwrap().required);
    let session = signed_in_with(&desk, &mut key).await;
    let id = desk.passkeys(&session).await.unwrap().all.remove(0).id;
    desk.end_passkey(&session, &id).await.unwrap();
    assert!(desk.session(&session.token).await.is_none(), "without it they are newcomers again");
    desk.close().await;
}

async fn a_passkey_proves_who_somebody_is_in_one_session(trial: &Trial) {
    let desk = reached(trial).await;
    let (lin, guo) = (signed_in(&desk, "lin").await, signed_in(&desk, "guo").await);
    let (case, _) = registered(&desk, &lin).await;
    let (mut key, mut guos) = (added(&desk, &lin, 1).await, added(&desk, &guo, 2).await);
    let other = signed_in_with(&desk, &mut key).await;
    let fresh = async |session: &Session| desk.session(&session.token).await.unwrap();
    assert!(!fresh(&lin).await.passkey, "nobody asks for a proof yet");
    later(&desk, 15 * 60 + 1);
    let stale = fresh(&lin).await;
    assert!(stale.proof_wanted && stale.passkey);
    assert!(matches!(desk.open_identity(&stale, &case, 1, "核实署名", ZH).await, Err(Rejection::ProofWanted)));
    let asked = || desk.passkey_for_proof(&stale).unwrap();
    let not_proven = async |answer: &str| {
        matches!(desk.prove_by_passkey(&stale, answer).await, Err(Rejection::Forbidden))
            && fresh(&lin).await.proof_wanted
    };
    assert!(not_proven("").await);
    assert!(not_proven(&guos.signs(&asked())).await, "the key of somebody else");
    assert!(not_proven(&key.signs(&desk.passkey_at_door().unwrap())).await, "meant for the door");
    assert!(not_proven(&key.signs(&desk.passkey_for_proof(&other).unwrap())).await, "meant for another session");
    let answer = key.signs(&asked());
    let proven = desk.prove_by_passkey(&stale, &answer).await.unwrap();
    desk.open_identity(&proven, &case, 1, "核实署名", ZH).await.unwrap();
    assert!(!fresh(&lin).await.proof_wanted);
    assert!(fresh(&other).await.proof_wanted, "it holds for one session");
    later(&desk, 15 * 60 + 1);
    assert!(not_proven(&answer).await, "replayed");
    let records = desk.door("organ").await.unwrap();
    let proved = Record::Proved { person: "organ/lin".to_owned() };
    assert_eq!(records.iter().filter(|one| one.record == proved).count(), 1);
    let used = |record: &Record| matches!(record, Record::PasskeyUsed { person, .. } if person == "organ/lin");
    assert_eq!(records.iter().filter(|one| used(&one.record)).count(), 2, "at the door, and for the proof");
    assert!(desk.passkeys(&lin).await.unwrap().all.iter().all(|one| one.used.is_some()));
    desk.close().await;
}

async fn where_nobody_said_the_address_there_are_no_passkeys(trial: &Trial) {
    let desk = reached(trial).await;
    let lin = signed_in(&desk, "lin").await;
    let mut key = added(&desk, &lin, 1).await;
    let answer = key.signs(&desk.passkey_at_door().unwrap());
    desk.close().await;
    let base = Config::scratch(&trial.folder, trial.desk.clock().clone());
    let config = Config { known_password: None, library: Library::of(packs()), database: trial.url.clone(), ..base };
    let desk = Desk::open(config).await.unwrap();
    assert!(matches!(desk.passkey_at_door(), Err(Rejection::NotFound)));
    let lin = desk.newcomer(&lin.token).await.unwrap().unwrap();
    assert!(matches!(desk.fresh_passkey(&lin).await, Err(Rejection::NotFound)));
    assert!(matches!(desk.passkey_for_proof(&lin), Err(Rejection::NotFound)));
    assert_eq!(desk.passkeys(&lin).await.unwrap().address, None);
    assert!(refused(&desk, "lin", &answer).await);
    assert!(refused(&desk, "lin", "").await, "what was added is not passed over");
    desk.close().await;
}

//! The audit log: statements of receipt, checkpoints, and what is on record beside acts.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests fail by panicking")]

use std::collections::BTreeSet;
use std::path::Path;

use dengwen_audit::{Proof, Verifier};
use dengwen_desk::{
    Desk,
    audit::{Checkpoints, Kept, Read, Record, SORTS, Verdict, log_key},
    view::{Rejection, Sent},
};
use sqlx::{AnyConnection, AssertSqlSafe, Connection as _};

use crate::incoming::{ACCUSED, CONTACT, NAME, REPORT, TEXT, handed_in, organ, registration, report, staff};
use crate::trial::{Trial, ZH, both, sent};

both! {
    a_statement_proves_what_was_received_and_names_nobody at "2026-03-02 22:10",
    every_reading_is_on_record at "2026-03-02 10:00",
    whoever_comes_and_goes_is_on_record at "2026-03-02 10:00",
}

async fn tamper(folder: &Path, sql: &str) {
    let url = format!("sqlite:{}", folder.join("dengwen.sqlite").display());
    let mut conn = AnyConnection::connect(&url).await.unwrap();
    sqlx::raw_sql(AssertSqlSafe(sql.to_owned())).execute(&mut conn).await.unwrap();
}

async fn verdict(desk: &Desk, text: &str) -> Verdict {
    desk.check_statement(text).await.unwrap().verdict
}

async fn a_statement_proves_what_was_received_and_names_nobody(trial: &Trial) {
    organ(trial).await;
    let receipt = trial.desk.submit("organ", REPORT, report("a"), ZH).await.unwrap();
    let statement = &receipt.statement;
    let compact = receipt.code.replace(['-', ' '], "");
    for secret in [receipt.code.as_str(), &compact, NAME, CONTACT, ACCUSED, TEXT, "incoming:"] {
        assert!(!statement.contains(secret), "{secret} stands in the statement");
    }
    assert!(statement.contains("示例机关") && statement.contains("2026-03-02 22:10:00 +08:00"), "{statement}");
    // Without the office: the key alone proves it.
    let verifier: Verifier = log_key(&trial.folder).unwrap().verifier().to_string().parse().unwrap();
    assert!(statement.contains(&verifier.to_string()));
    let proof = Proof::find(statement).unwrap();
    assert_eq!(proof.check(&verifier).unwrap().size, proof.index + 1);
    // At the office: still as it was received, also when much was written since and when it became a case.
    let found = trial.desk.check_statement(statement).await.unwrap();
    assert_eq!(found.verdict, Verdict::Intact);
    let place = found.proven.unwrap().place;
    trial.to("2026-03-03 09:00").await;
    let lin = staff(trial, "lin").await;
    let id = handed_in(trial, "a").await.1;
    let form = registration(trial, &lin, &id, "r").await;
    trial.desk.register_incoming(&lin, &id, form, ZH).await.unwrap();
    assert_eq!(verdict(&trial.desk, statement).await, Verdict::Intact);
    let later = trial.desk.statement(&receipt.code).await.unwrap();
    let again = trial.desk.check_statement(&later).await.unwrap();
    assert_eq!(
        (again.verdict, again.proven.unwrap().place),
        (Verdict::Intact, place),
        "it speaks of what was handed in"
    );
    assert!(later.contains("2026-03-02 22:10:00 +08:00") && !later.contains(NAME));
    assert!(matches!(trial.desk.statement("not-a-code").await, Err(Rejection::NotFound)));
}

/// Where a regulation lets anybody begin the case, the statement speaks of the case's first record.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_statement_of_a_case_begun_at_once() {
    let trial = crate::trial::sqlite("2026-03-02 10:00").await;
    trial.club().await;
    let (case, code) = trial.enquiry("a").await;
    let statement = trial.desk.statement(&code).await.unwrap();
    let found = trial.desk.check_statement(&statement).await.unwrap();
    assert_eq!(found.verdict, Verdict::Intact);
    let begun = trial.desk.store().load(&case, 0).await.unwrap();
    assert_eq!(found.proven.unwrap().digest, begun[0].hash.to_string());
    trial.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_altered_after_receipt_is_told_to_whoever_holds_the_statement() {
    let trial = crate::trial::sqlite("2026-03-02 10:00").await;
    organ(&trial).await;
    let statement = trial.desk.submit("organ", REPORT, report("a"), ZH).await.unwrap().statement;
    for (change, back) in [
        ("UPDATE sealed SET key_id = 'x' || key_id", "UPDATE sealed SET key_id = substr(key_id, 2)"),
        (
            "UPDATE commits SET entered_at = entered_at - 60000000",
            "UPDATE commits SET entered_at = entered_at + 60000000",
        ),
        ("UPDATE commits SET body = body || ' '", "UPDATE commits SET body = trim(body)"),
        ("UPDATE leaves SET leaf = leaf + 100", "UPDATE leaves SET leaf = leaf - 100"),
        ("UPDATE commits SET leaf = leaf + 100", "UPDATE commits SET leaf = leaf - 100"),
    ] {
        tamper(&trial.folder, change).await;
        assert_eq!(verdict(&trial.desk, &statement).await, Verdict::Altered, "{change}");
        tamper(&trial.folder, back).await;
        assert_eq!(verdict(&trial.desk, &statement).await, Verdict::Intact, "{back}");
    }
    // What retention destroyed was not altered.
    tamper(&trial.folder, "DELETE FROM sealed").await;
    assert_eq!(verdict(&trial.desk, &statement).await, Verdict::Intact);
    assert_eq!(verdict(&trial.desk, &statement.replace("index 1", "index 0")).await, Verdict::Wrong);
    assert_eq!(verdict(&trial.desk, "收件证明").await, Verdict::Unreadable);
    let other = crate::trial::sqlite("2026-03-02 10:00").await;
    organ(&other).await;
    assert_eq!(verdict(&other.desk, &statement).await, Verdict::Foreign);
    other.end().await;
    trial.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_log_that_disagrees_with_its_last_checkpoint_is_not_signed() {
    let trial = crate::trial::sqlite("2026-03-02 10:00").await;
    organ(&trial).await;
    let (store, key) = (trial.desk.store(), log_key(&trial.folder).unwrap());
    let folder = Checkpoints::in_folder(trial.folder.join("kept"));
    let Kept::Written(path) = folder.write(store, &key).await.unwrap() else { panic!("nothing was signed") };
    assert_eq!(folder.write(store, &key).await.unwrap(), Kept::AsBefore);
    handed_in(&trial, "a").await;
    assert!(matches!(folder.write(store, &key).await.unwrap(), Kept::Written(_)));
    let heads = folder.read(&key.verifier()).unwrap();
    assert_eq!(heads.len(), 2);
    tamper(&trial.folder, "UPDATE leaves SET root = hash WHERE leaf = (SELECT MAX(leaf) FROM leaves)").await;
    assert_eq!(folder.write(store, &key).await.unwrap(), Kept::Disagrees(heads[1].leaves));
    // A checkpoint changed by hand is not passed over, one of another log is.
    let note = std::fs::read_to_string(&path).unwrap();
    std::fs::write(&path, note.replacen("\n1\n", "\n2\n", 1)).unwrap();
    assert!(folder.read(&key.verifier()).is_err());
    let other = dengwen_audit::LogKey::new("other", &[1; 32]).unwrap();
    assert!(folder.read(&other.verifier()).unwrap().is_empty());
    trial.end().await;
}

fn reads(all: Vec<dengwen_desk::audit::Recorded>) -> Vec<(String, Read)> {
    let read = |record| match record {
        Record::Read { person, read, .. } => Some((person, read)),
        _ => None,
    };
    all.into_iter().filter_map(|one| read(one.record)).collect()
}

async fn every_reading_is_on_record(trial: &Trial) {
    trial.club().await;
    let (case, _) = trial.enquiry("a").await;
    let lin = trial.session("lin").await;
    trial.desk.case(&lin, &case, ZH).await.unwrap();
    trial.desk.case(&lin, &case, ZH).await.unwrap();
    trial.desk.open_identity(&lin, &case, 1, "回电核实", ZH).await.unwrap();
    trial.desk.open_identity(&lin, &case, 1, "再次核实", ZH).await.unwrap();
    let bo = trial.session("bo").await;
    assert!(trial.desk.case(&bo, &case, ZH).await.is_err());
    trial.to("2026-03-02 12:30").await;
    trial.desk.case(&lin, &case, ZH).await.unwrap();
    let found = reads(trial.desk.readings(&case).await.unwrap());
    let identity = |purpose: &str| Read::Identity { party: 1, purpose: purpose.to_owned() };
    let what: Vec<Read> = found.iter().map(|(_, read)| read.clone()).collect();
    assert_eq!(what, [Read::Case, identity("回电核实"), identity("再次核实"), Read::Case]);
    assert!(found.iter().all(|(person, _)| person == "lin"));
}

async fn whoever_comes_and_goes_is_on_record(trial: &Trial) {
    trial.club().await;
    trial.desk.save_account("club", "lin", "lin@club", "right horse battery").await.unwrap();
    assert!(trial.desk.sign_in("lin@club", "wrong").await.is_err());
    assert!(trial.desk.sign_in("right horse battery", "lin@club").await.is_err());
    let session = trial.desk.sign_in("lin@club", "right horse battery").await.unwrap();
    trial.desk.sign_out(&session.token).await.unwrap();
    trial.desk.sign_out(&session.token).await.unwrap();
    let records: Vec<Record> = trial.desk.door("club").await.unwrap().into_iter().map(|one| one.record).collect();
    let person = "club/lin".to_owned();
    assert_eq!(
        records,
        [
            Record::AccountSaved { person: person.clone(), by: None },
            Record::SignInRefused { person: Some(person.clone()) },
            Record::SignedIn { person: person.clone() },
            Record::SignedOut { person },
        ]
    );
    let unknown = trial.desk.store().load("door:-", 0).await.unwrap();
    assert_eq!(unknown.len(), 1);
    assert!(!unknown[0].body.contains("right horse"), "what was typed as a name is not kept: it may be a password");
    trial.desk.verify(|_| {}).await.unwrap().unwrap();
}

/// Each way in which somebody of the office sees or does something, and how it comes to be on record. A method that is not
/// here fails the test: say where it is recorded, or why it need not be.
const ON_RECORD: &[(&str, &str)] = &[
    ("act_on_report", "act: the report's own stream"),
    ("act_on_retention", "the office's own stream of keeping; a certificate"),
    ("act_on_roster", "office"),
    ("add_passkey", "door"),
    ("adopt_text", "office"),
    ("ask_for_identity", "opening: asked"),
    ("ask_for_paper", "opening: asked"),
    ("away", "nothing of a case"),
    ("begin", "act: the case's own stream"),
    ("begin_form", "nothing of a case"),
    ("begins", "nothing of a case"),
    ("behind_number", "outlines alone"),
    ("calendar", "nothing of a case"),
    ("call_off_text", "office"),
    ("case", "look: case"),
    ("certificate", "nothing of a case"),
    ("change_password", "door"),
    ("changing", "nothing of a case"),
    ("checkpoints_sent", "nothing of a case"),
    ("confirm_second_step", "door"),
    ("dates", "outlines alone"),
    ("decide_opening", "opening: granted, refused, noted"),
    ("declare_relation", "office"),
    ("door_rules", "nothing of a case"),
    ("earlier_text", "nothing of a case"),
    ("end_leave", "office"),
    ("end_list_entry", "office"),
    ("end_other_sessions", "door"),
    ("end_passkey", "door"),
    ("end_relation", "office"),
    ("end_session", "door"),
    ("end_table_row", "office"),
    ("end_token", "door"),
    ("enter_account", "door"),
    ("enter_blank", "office"),
    ("enter_door_rules", "office"),
    ("enter_leave", "office"),
    ("enter_list_entry", "office"),
    ("enter_opening_rule", "office"),
    ("enter_person", "office"),
    ("enter_portal_rules", "office"),
    ("enter_post", "office"),
    ("enter_setting", "office"),
    ("enter_table_row", "office"),
    ("enter_unit", "office"),
    ("envelope", "look: paper with its purpose"),
    ("extract", "look: file"),
    ("extract_look", "look: file"),
    ("file", "look: file"),
    ("file_itself", "look: file_itself"),
    ("fresh_passkey", "nothing of a case"),
    ("inbox", "outlines alone"),
    ("inbox_csv", "outlines alone"),
    ("inbox_of", "outlines alone"),
    ("incoming", "look: incoming"),
    ("incoming_file", "look: file"),
    ("incoming_file_itself", "look: file_itself"),
    ("leaves", "nothing of a case but how many have nobody"),
    ("lists", "nothing of a case"),
    ("make_extract", "act: the case's own stream"),
    ("make_token", "door"),
    ("office_history", "nothing of a case"),
    ("open_identity", "look: identity, opening: opened"),
    ("open_paper", "opening: opened; reading it is look: paper with its purpose"),
    ("opening", "tells who asks, and for those who see all of the case what for"),
    ("opening_rule", "nothing of a case"),
    ("mail_way", "how somebody wants mail, for themselves"),
    ("choose_mail", "nothing: no office needs to know where somebody reads mail"),
    ("notices", "lines that lists show; what a case is about only to those who may read it"),
    ("notices_unread", "a count"),
    ("read_notice", "a line that lists show; the page it leads to is a look of its own"),
    ("read_notices", "nothing of a case"),
    ("warnings", "outlines and counts"),
    ("warnings_given", "nothing of a case"),
    ("choose_warnings", "office"),
    ("dismiss_warning", "office"),
    ("supervision", "outlines; notes on samples, for those who supervise"),
    ("urge", "office"),
    ("draw_sample", "office"),
    ("judge_sample", "office"),
    ("leader", "outlines; look: case for each approval that stands there whole"),
    ("overview", "figures alone"),
    ("overview_cases", "outlines alone"),
    ("pack", "nothing of a case"),
    ("pack_list", "nothing of a case"),
    ("paper", "look: paper"),
    ("paper_compared", "look: paper, of both"),
    ("paper_html", "look: paper"),
    ("passkey_for_proof", "nothing of a case"),
    ("passkeys", "nothing of a case"),
    ("password_strength", "nothing of a case"),
    ("people", "nothing of a case"),
    ("perform", "act: the case's own stream"),
    ("portal_rules", "nothing of a case"),
    ("posts", "nothing of a case"),
    ("public_choices", "nothing of a case"),
    ("paper_words", "nothing of a case"),
    ("propose_text", "outlines alone"),
    ("proposals", "nothing of a case but lines of a list"),
    ("prove", "door"),
    ("prove_by_passkey", "door"),
    ("register_incoming", "act: both streams"),
    ("register_list", "nothing of a case"),
    ("register_page", "look: register"),
    ("regulations", "nothing of a case"),
    ("relations", "their own declarations alone"),
    ("relations_declared", "that somebody has declared, not what"),
    ("remove_second_step", "door"),
    ("report", "figures alone"),
    ("report_document", "figures alone"),
    ("report_document_file", "figures alone"),
    ("report_tables", "figures alone"),
    ("report_numbers", "figures alone"),
    ("reports", "figures alone"),
    ("remove_view", "office"),
    ("retention", "outlines alone"),
    ("roles", "nothing of a case"),
    ("roster", "nothing of a case"),
    ("roster_list", "nothing of a case"),
    ("running_text", "nothing of a case"),
    ("save_view", "office"),
    ("saved_views", "nothing of a case"),
    ("save_calendar", "office"),
    ("search", "outlines alone"),
    ("second_step", "nothing of a case"),
    ("sees", "says only how much they see"),
    ("sessions", "nothing of a case"),
    ("set_up_second_step", "nothing of a case"),
    ("settle_incoming", "act: the incoming matter's own stream"),
    ("setting_fits", "nothing of a case"),
    ("sign_ins", "nothing of a case"),
    ("tables", "nothing of a case"),
    ("take_pack", "office"),
    ("take_second_step_away", "door"),
    ("tokens", "nothing of a case"),
    ("together", "titles and open acts alone"),
    ("rehearse", "what an act would come to, as performing it tells"),
    ("way_back", "that an act is open"),
    ("chosen_csv", "outlines alone"),
    ("try_paper", "nothing of a case"),
    ("units", "nothing of a case"),
    ("versions", "outlines counted"),
    ("whole_file", "look: whole, for each case"),
    ("waiting_text", "nothing of a case"),
    ("who_came", "nothing of a case: who came and went"),
    ("who_looked", "tells who read, nothing of what they read"),
    ("who_looked_at_incoming", "tells who read, nothing of what they read"),
    ("write_in_register", "act: the row's own stream"),
];

/// Every public method of the desk that takes who is signed in.
fn methods(folder: &Path, into: &mut BTreeSet<String>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            methods(&path, into);
            continue;
        }
        let text = std::fs::read_to_string(&path).unwrap();
        for part in text.split("pub async fn ").skip(1).chain(text.split("pub fn ").skip(1)) {
            let (name, rest) = part.split_once('(').unwrap();
            let input = rest.split("->").next().unwrap().split('{').next().unwrap();
            if input.contains("&self") && input.contains("session: &Session") {
                into.insert(name.split('<').next().unwrap().to_owned());
            }
        }
    }
}

#[test]
fn every_way_to_see_or_do_something_is_on_record_or_says_why_not() {
    let mut found = BTreeSet::new();
    methods(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut found);
    assert!(found.contains("open_identity") && found.contains("case"), "the search finds methods: {found:?}");
    let told: BTreeSet<String> = ON_RECORD.iter().map(|(name, _)| (*name).to_owned()).collect();
    let missing: Vec<&String> = found.difference(&told).collect();
    let gone: Vec<&String> = told.difference(&found).collect();
    assert!(missing.is_empty() && gone.is_empty(), "not told of: {missing:?}; no longer there: {gone:?}");
}

/// Whatever writes accounts or sessions puts on record what it does: these are not events by themselves.
fn unrecorded(folder: &Path, into: &mut Vec<String>) {
    let writes = [
        ".account_put(",
        ".session_put(",
        ".session_end(",
        ".sessions_end",
        ".api_token_put(",
        ".second_step_put(",
        ".second_step_delete(",
        ".passkey_put(",
        ".passkey_delete(",
    ];
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            unrecorded(&path, into);
            continue;
        }
        let text = std::fs::read_to_string(&path).unwrap();
        for part in text.split("    pub async fn ").skip(1) {
            if writes.iter().any(|write| part.contains(write)) && !part.contains(".record_door(") {
                into.push(format!("{}: {}", path.display(), part.split('(').next().unwrap()));
            }
        }
    }
}

#[test]
fn every_change_of_an_account_or_a_session_is_on_record() {
    let mut found = Vec::new();
    unrecorded(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut found);
    assert!(found.is_empty(), "changed without a record: {found:?}");
}

/// The sorts that stand in the source: a sort that is not told of fails the test.
fn sorts(folder: &Path, into: &mut BTreeSet<String>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sorts(&path, into);
            continue;
        }
        let text = std::fs::read_to_string(&path).unwrap();
        for start in [" sort: \"", "SORT: &str = \""] {
            into.extend(text.split(start).skip(1).map(|rest| rest.split('"').next().unwrap().to_owned()));
        }
        for part in text.split("Part::of(").skip(1).filter_map(|rest| rest.lines().next()) {
            into.extend(part.split(", \"").nth(1).map(|rest| rest.split('"').next().unwrap().to_owned()));
        }
    }
}

#[test]
fn every_sort_of_stream_in_the_source_is_told_of() {
    let mut found = BTreeSet::new();
    sorts(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut found);
    assert!(found.contains("case") && found.contains("incoming"), "the search finds sorts: {found:?}");
    let strange: Vec<&String> = found.iter().filter(|sort| !SORTS.contains(&sort.as_str())).collect();
    assert!(strange.is_empty(), "written to the log, but not told of in SORTS: {strange:?}");
}

/// Nothing of the desk writes to a stream of a sort that is not told of.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_stream_is_of_a_sort_that_is_told_of() {
    let trial = crate::trial::sqlite("2026-03-02 10:00").await;
    organ(&trial).await;
    let id = handed_in(&trial, "a").await.1;
    let lin = staff(&trial, "lin").await;
    let form: Sent = registration(&trial, &lin, &id, "r").await;
    let case = trial.desk.register_incoming(&lin, &id, form, ZH).await.unwrap().case;
    trial.desk.case(&lin, &case, ZH).await.unwrap();
    let _ = trial.desk.perform(&lin, &case, sent("nothing", &[]), ZH).await;
    let mut counted = 0;
    for sort in SORTS {
        counted += u64::try_from(trial.desk.store().streams(sort, "", 1_000).await.unwrap().len()).unwrap();
    }
    assert_eq!(trial.desk.verify(|_| {}).await.unwrap().unwrap().streams, counted);
    trial.end().await;
}

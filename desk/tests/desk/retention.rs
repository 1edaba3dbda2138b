//! How long cases are kept, and what is left of those destroyed.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests fail by panicking")]

use dengwen_desk::{
    Desk,
    view::{Rejection, Sent, Session},
};

use crate::{
    at_rest::{NAME, SAID, organ, registered, serving, signed_in},
    trial::{CLUB, Trial, ZH, at, both, sent, sqlite},
};

both! {
    without_a_term_a_case_is_kept_for_ever at "2026-03-02 10:00",
    a_sealed_case_ends_with_a_certificate at "2026-03-02 10:00",
    a_case_held_back_is_not_destroyed at "2026-03-02 10:00",
    nobody_destroys_who_is_not_named at "2026-03-02 10:00",
}

const TERM: [(&str, &str); 3] = [
    ("outcome", "r01-guangdong-realname-report not_real_name"),
    ("months", "6"),
    ("article", "本机关档案管理规定第三条"),
];

/// A report that ended on the day it came.
async fn ended(desk: &Desk, by: &Session) -> (String, String) {
    let (case, code) = registered(desk, by).await;
    let form = Sent { option: Some("not_genuine".to_owned()), ..sent("verify_name", &[]) };
    desk.perform(by, &case, form, ZH).await.unwrap();
    (case, code)
}

async fn due(desk: &Desk, session: &Session) -> Vec<String> {
    desk.retention(session, ZH).await.unwrap().due.into_iter().map(|line| line.case).collect()
}

async fn without_a_term_a_case_is_kept_for_ever(trial: &Trial) {
    let desk = serving(trial).await;
    organ(&desk).await;
    let lin = signed_in(&desk, "lin").await;
    let (case, _) = ended(&desk, &lin).await;
    desk.clock().set(at("2126-03-02 10:00"));
    let mu = signed_in(&desk, "mu").await;
    assert!(due(&desk, &mu).await.is_empty(), "no number is named anywhere");
    desk.act_on_retention(&mu, &sent("term", &TERM), ZH).await.unwrap();
    assert_eq!(due(&desk, &mu).await, [case], "what the office sets holds for what is there");
    let forever = [TERM[0], ("months", ""), TERM[2]];
    desk.act_on_retention(&mu, &sent("term", &forever), ZH).await.unwrap();
    assert!(due(&desk, &mu).await.is_empty());
    desk.close().await;
}

async fn a_sealed_case_ends_with_a_certificate(trial: &Trial) {
    let desk = serving(trial).await;
    organ(&desk).await;
    let lin = signed_in(&desk, "lin").await;
    let (case, code) = ended(&desk, &lin).await;
    let (other, _) = registered(&desk, &lin).await;
    let mu = signed_in(&desk, "mu").await;
    desk.act_on_retention(&mu, &sent("term", &TERM), ZH).await.unwrap();
    desk.clock().set(at("2026-09-02 09:59"));
    let lin = signed_in(&desk, "lin").await;
    assert!(due(&desk, &lin).await.is_empty(), "a minute before");
    let coming = desk.retention(&lin, ZH).await.unwrap().coming;
    let told: Vec<_> = coming.iter().map(|line| (line.case.as_str(), line.when.as_str())).collect();
    assert_eq!(told, [(case.as_str(), "2026-09-02")], "what comes up is told with its day");
    desk.clock().set(at("2026-09-02 10:01"));
    assert_eq!(
        due(&desk, &lin).await,
        std::slice::from_ref(&case),
        "six months to the minute; the text names who keeps the papers"
    );
    assert!(desk.case(&lin, &case, ZH).await.is_ok(), "nothing happens by itself");
    assert!(desk.verify(|_| ()).await.unwrap().is_ok());
    let file = desk.store().attachments(&case).await.unwrap().remove(0).id;
    assert!(!desk.store().attachment_pieces(&file, 0, 100).await.unwrap().is_empty());
    let approved = sent("destroy", &[("cases", &case)]);
    desk.act_on_retention(&lin, &approved, ZH).await.unwrap();

    assert!(matches!(desk.case(&lin, &case, ZH).await, Err(Rejection::NotFound)));
    assert!(desk.follow(&code, ZH).await.is_none(), "the code opens nothing");
    assert!(desk.search(&lin, "好处费", None, ZH).await.unwrap().rows.iter().all(|row| row.case == other));
    assert!(desk.search(&lin, "", None, ZH).await.unwrap().rows.iter().all(|row| row.case != case));
    let store = desk.store();
    assert!(store.sealed_of(&case).await.unwrap().is_empty() && store.attachments(&case).await.unwrap().is_empty());
    assert!(store.attachment(&file).await.unwrap().is_none(), "nor what opened its file");
    assert!(store.attachment_pieces(&file, 0, 100).await.unwrap().is_empty(), "nor a piece of it");
    for owner in ["content", "identity"] {
        assert!(store.key_pairs(&format!("{owner}:{case}")).await.unwrap().is_empty());
        assert!(!store.key_pairs(&format!("{owner}:{other}")).await.unwrap().is_empty(), "others stay");
    }
    assert!(store.sealed_marks(&case).await.unwrap().is_empty() && store.receipts_of(&case).await.unwrap().is_empty());
    let view = desk.certificate(&lin, &case, ZH).await.unwrap();
    let text = format!("{view:?}");
    for told in ["2026-03-02", "林一", "本机关档案管理规定第三条", "2026-09-02", "6 个月"] {
        assert!(text.contains(told), "{told}: {text}");
    }
    assert!(!text.contains(SAID) && !text.contains(NAME));
    let kept = desk.certificate_in_log(&case).await.unwrap().unwrap();
    assert!(kept.pairs >= 2 && kept.values >= 4 && kept.files == 1 && kept.codes == 1, "{kept:?}");
    assert!(desk.verify(|_| ()).await.unwrap().is_ok(), "the chain of the case and the log over all verify");
    assert!(store.load(&case, 0).await.unwrap().len() >= 2, "the log of the case stays");
    desk.rebuild().await.unwrap();
    assert!(store.case(&case).await.unwrap().is_none(), "building the lists anew brings nothing back");
    assert!(desk.compare().await.unwrap().is_empty());
    let guo = signed_in(&desk, "guo").await;
    assert!(desk.certificate(&guo, &case, ZH).await.is_ok(), "those who saw the case see the certificate");
    let bo = signed_in(&desk, "bo").await;
    assert!(matches!(desk.certificate(&bo, &case, ZH).await, Err(Rejection::NotFound)));
    assert!(matches!(desk.certificate(&lin, &other, ZH).await, Err(Rejection::NotFound)));
    desk.close().await;
}

async fn a_case_held_back_is_not_destroyed(trial: &Trial) {
    let desk = serving(trial).await;
    organ(&desk).await;
    let lin = signed_in(&desk, "lin").await;
    let (case, _) = ended(&desk, &lin).await;
    let mu = signed_in(&desk, "mu").await;
    desk.act_on_retention(&mu, &sent("term", &TERM), ZH).await.unwrap();
    desk.clock().set(at("2027-03-02 10:00"));
    let lin = signed_in(&desk, "lin").await;
    let without = desk.act_on_retention(&lin, &sent("hold", &[("number", &case)]), ZH).await;
    assert!(matches!(without, Err(Rejection::Invalid(_))), "a hold has a reason");
    let hold = sent("hold", &[("number", case.as_str()), ("reason", "诉讼未结")]);
    desk.act_on_retention(&lin, &hold, ZH).await.unwrap();
    let view = desk.retention(&lin, ZH).await.unwrap();
    assert!(view.due.is_empty() && view.held[0].why == "诉讼未结", "{view:?}");
    assert!(desk.act_on_retention(&lin, &sent("destroy", &[("cases", &case)]), ZH).await.is_err());
    assert!(desk.case(&lin, &case, ZH).await.is_ok());
    desk.act_on_retention(&lin, &sent("release", &[("case", &case)]), ZH).await.unwrap();
    assert_eq!(due(&desk, &lin).await, [case]);
    desk.close().await;
}

async fn nobody_destroys_who_is_not_named(trial: &Trial) {
    let desk = serving(trial).await;
    organ(&desk).await;
    let lin = signed_in(&desk, "lin").await;
    let (case, _) = ended(&desk, &lin).await;
    let mu = signed_in(&desk, "mu").await;
    desk.act_on_retention(&mu, &sent("term", &TERM), ZH).await.unwrap();
    desk.clock().set(at("2027-03-02 10:00"));
    let bo = signed_in(&desk, "bo").await;
    assert!(matches!(desk.retention(&bo, ZH).await, Err(Rejection::NotFound)));
    let tried = desk.act_on_retention(&bo, &sent("destroy", &[("cases", &case)]), ZH).await;
    assert!(matches!(tried, Err(Rejection::NotFound)));
    let lin = signed_in(&desk, "lin").await;
    assert!(desk.act_on_retention(&lin, &sent("term", &TERM), ZH).await.is_err(), "terms are the administrator's");
    assert!(desk.case(&lin, &case, ZH).await.is_ok());
    desk.close().await;
}

/// In the ordinary grade what is sealed goes; what was said in the open stays in the log, as docs/security.md says.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_ordinary_case_loses_who_it_was_and_its_bytes_are_overwritten() {
    let trial = sqlite("2026-03-02 10:00").await;
    trial.club().await;
    let mut lin = trial.session("lin").await;
    lin.administrator = true;
    let (case, _) = trial.enquiry("a").await;
    trial.desk.perform(&lin, &case, sent("answer_now", &[("outcome", "六时开门")]), ZH).await.unwrap();
    let kept = trial.desk.store().sealed_of(&case).await.unwrap();
    assert!(!kept.is_empty());
    let stage = trial.desk.store().case(&case).await.unwrap().unwrap().stage;
    let outcome = format!("{CLUB} {stage}");
    let term = [("outcome", outcome.as_str()), ("months", "1"), ("article", "档案管理规定")];
    trial.desk.act_on_retention(&lin, &sent("term", &term), ZH).await.unwrap();
    trial.to("2026-05-02 10:00").await;
    trial.desk.act_on_retention(&lin, &sent("destroy", &[("cases", &case)]), ZH).await.unwrap();
    assert!(trial.desk.verify(|_| ()).await.unwrap().is_ok());
    for file in ["dengwen.sqlite", "dengwen.sqlite-wal"] {
        let bytes = std::fs::read(trial.folder.join(file)).unwrap_or_default();
        for value in &kept {
            let there = bytes.windows(value.ciphertext.len()).any(|window| window == value.ciphertext);
            assert!(!there, "the sealed bytes of {} are still in {file}", value.path);
        }
    }
    trial.end().await;
}

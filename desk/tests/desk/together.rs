//! Two people at once, one form twice.
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

use dengwen_desk::view::{Rejection, Sent};

use crate::trial::{Trial, ZH, both, sent};

both! {
    the_second_of_two_is_told_what_changed at "2026-03-02 10:00",
    what_does_not_touch_the_form_does_not_stop_it at "2026-03-02 10:00",
    a_form_sent_twice_is_performed_once at "2026-03-02 10:00",
    many_at_once_lose_nothing at "2026-03-02 10:00",
}

async fn the_second_of_two_is_told_what_changed(trial: &Trial) {
    trial.club().await;
    let (case, _) = trial.enquiry("a").await;
    let (lin, guo) = (trial.session("lin").await, trial.session("guo").await);
    let seq = trial.desk.case(&lin, &case, ZH).await.unwrap().seq;
    let answer = |text: &str| Sent { seq, ..sent("answer_now", &[("outcome", text)]) };
    trial.desk.perform(&lin, &case, answer("六时"), ZH).await.unwrap();
    match trial.desk.perform(&guo, &case, answer("七时"), ZH).await {
        Err(Rejection::Changed(sentences)) => assert!(!sentences.is_empty()),
        other => unreachable!("{other:?}"),
    }
    let values = trial.desk.inspect(&case).await.unwrap().case.main().unwrap().values.clone();
    let outcome = trial.desk.plain_text(values.get("outcome").unwrap()).await.unwrap();
    assert_eq!(outcome.as_deref(), Some("六时"), "nothing is overwritten");
}

async fn what_does_not_touch_the_form_does_not_stop_it(trial: &Trial) {
    trial.club().await;
    let (case, _) = trial.enquiry("a").await;
    let (lin, guo) = (trial.session("lin").await, trial.session("guo").await);
    let seq = trial.desk.case(&lin, &case, ZH).await.unwrap().seq;
    trial.desk.perform(&guo, &case, sent("note", &[("text", "来电追问一次")]), ZH).await.unwrap();
    let answer = Sent { seq, ..sent("answer_now", &[("outcome", "六时")]) };
    trial.desk.perform(&lin, &case, answer, ZH).await.unwrap();
}

async fn a_form_sent_twice_is_performed_once(trial: &Trial) {
    trial.club().await;
    let (case, _) = trial.enquiry("a").await;
    let lin = trial.session("lin").await;
    let seq = trial.desk.case(&lin, &case, ZH).await.unwrap().seq;
    let form = Sent { seq, once: "one form".to_owned(), ..sent("answer_now", &[("outcome", "六时")]) };
    trial.desk.perform(&lin, &case, form.clone(), ZH).await.unwrap();
    let after = trial.desk.inspect(&case).await.unwrap().case.seq;
    trial.desk.perform(&lin, &case, form, ZH).await.unwrap();
    assert_eq!(trial.desk.inspect(&case).await.unwrap().case.seq, after);
}

async fn many_at_once_lose_nothing(trial: &Trial) {
    trial.club().await;
    let (case, _) = trial.enquiry("a").await;
    let before = trial.desk.inspect(&case).await.unwrap().case.seq;
    let mut all = tokio::task::JoinSet::new();
    for n in 0..8 {
        let (desk, case) = (trial.desk.clone(), case.clone());
        let session = trial.session(if n % 2 == 0 { "lin" } else { "guo" }).await;
        all.spawn(async move {
            let note = sent("note", &[("text", &format!("第{n}次来电"))]);
            desk.perform(&session, &case, note, ZH).await
        });
    }
    while let Some(done) = all.join_next().await {
        done.unwrap().unwrap();
    }
    assert_eq!(trial.desk.inspect(&case).await.unwrap().case.seq, before + 8);
    assert!(trial.desk.verify(|_| ()).await.unwrap().is_ok());
}

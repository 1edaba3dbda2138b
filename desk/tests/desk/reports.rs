//! Periodic reports: rounds that open by themselves, whose turn it is, what lists show, what stays as it was prepared.
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

use dengwen_desk::{
    office::Founding,
    view::{DocumentView, InboxView, Rejection, Session},
};
use dengwen_regulation::model::{Label, Lang};

use crate::trial::{Trial, ZH, both, sent};

const MAKER: &str = "r35-home-furnishing";

both! {
    a_round_opens_is_prepared_approved_and_goes_out at "2026-07-20 09:00",
    whoever_it_is_nothing_to_does_not_find_it at "2026-07-20 09:00",
    a_round_is_set_as_a_document_in_the_background at "2026-07-20 09:00",
    a_document_that_cannot_be_set_says_why_and_where at "2026-07-20 09:00",
}

async fn works(trial: &Trial) {
    let regulation = trial.desk.regulation_text(MAKER).unwrap();
    let founding = Founding::new("works", Label::new("安居家具", "Anju Furniture"), &[MAKER]);
    trial.desk.found_office(founding.with_member_for_every_role(&regulation)).await.unwrap();
}

async fn session(trial: &Trial, person: &str) -> Session {
    trial.desk.session_for("works", person).await.unwrap()
}

async fn lines(trial: &Trial, who: &Session) -> Vec<String> {
    let InboxView { groups, .. } = trial.desk.inbox(who, "mine", None, ZH).await.unwrap();
    groups.into_iter().flat_map(|group| group.rows).map(|row| format!("{} {}", row.number, row.to_do)).collect()
}

async fn a_round_opens_is_prepared_approved_and_goes_out(trial: &Trial) {
    works(trial).await;
    let (maker, head) = (session(trial, "customer_service_branch").await, session(trial, "branch_head").await);
    assert!(lines(trial, &maker).await.is_empty());
    assert_eq!(trial.desk.reports(&maker, ZH).await.unwrap().first().unwrap().rounds.len(), 0);
    trial.to("2026-08-01 08:00").await;
    assert_eq!(lines(trial, &maker).await, ["2026 年 7 月 编制报告"]);
    assert!(lines(trial, &head).await.is_empty());
    let line = trial.desk.reports(&maker, ZH).await.unwrap().remove(0);
    let id = line.id.as_str();
    let view = trial.desk.report(&head, id, 1, ZH).await.unwrap();
    assert!(view.forms.is_empty() && !view.closed.is_empty(), "closed acts are shown with the reason");
    let missing = trial.desk.act_on_report(&maker, id, 1, &sent("prepare", &[]), ZH).await;
    assert!(matches!(missing, Err(Rejection::Invalid(_))));
    trial.desk.act_on_report(&maker, id, 1, &sent("prepare", &[("text1", "本月无投诉")]), ZH).await.unwrap();
    assert!(lines(trial, &maker).await.is_empty());
    assert_eq!(lines(trial, &head).await, ["2026 年 7 月 审批报告"]);
    assert!(trial.desk.report(&head, id, 1, ZH).await.unwrap().frozen);
    let foreign = trial.desk.act_on_report(&maker, id, 1, &sent("approve", &[]), ZH).await;
    assert!(matches!(foreign, Err(Rejection::Forbidden)));
    trial.desk.act_on_report(&head, id, 1, &sent("approve", &[]), ZH).await.unwrap();
    trial.to("2026-08-08 00:00").await;
    let manager = session(trial, "gm_office").await;
    let late = trial.desk.inbox(&manager, "mine", None, Lang::En).await.unwrap();
    assert_eq!(late.groups.first().map(|group| group.label.as_str()), Some("Overdue"));
    trial.desk.act_on_report(&manager, id, 1, &sent("approve", &[]), ZH).await.unwrap();
    let reader = session(trial, "report_recipients").await;
    assert_eq!(lines(trial, &reader).await, ["2026 年 7 月 阅知报告"]);
    trial.desk.act_on_report(&reader, id, 1, &sent("read", &[]), ZH).await.unwrap();
    assert!(lines(trial, &reader).await.is_empty());
    assert_eq!(trial.desk.compare().await.unwrap(), Vec::new());
    trial.desk.rebuild().await.unwrap();
    assert_eq!(trial.desk.compare().await.unwrap(), Vec::new());
}

async fn whoever_it_is_nothing_to_does_not_find_it(trial: &Trial) {
    works(trial).await;
    trial.to("2026-08-01 08:00").await;
    let maker = session(trial, "customer_service_branch").await;
    let id = trial.desk.reports(&maker, ZH).await.unwrap().remove(0).id;
    let other = session(trial, "agent").await;
    assert!(trial.desk.reports(&other, ZH).await.unwrap().is_empty());
    assert!(matches!(trial.desk.report(&other, &id, 1, ZH).await, Err(Rejection::NotFound)));
    let reader = session(trial, "report_recipients").await;
    assert!(matches!(trial.desk.report(&reader, &id, 1, ZH).await, Err(Rejection::NotFound)), "not out yet");
}

/// Asks until it is no longer being set.
async fn document(trial: &Trial, who: &Session, id: &str) -> DocumentView {
    let asked = async || trial.desk.report_document(who, id, 1, ZH).await.unwrap();
    let mut view = asked().await;
    for _ in 0..600 {
        if view.size.is_some() || view.failed.is_some() {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
        view = asked().await;
    }
    view
}

async fn a_round_is_set_as_a_document_in_the_background(trial: &Trial) {
    works(trial).await;
    trial.to("2026-08-01 08:00").await;
    let maker = session(trial, "customer_service_branch").await;
    let id = trial.desk.reports(&maker, ZH).await.unwrap().remove(0).id;
    let first = trial.desk.report_document(&maker, &id, 1, ZH).await.unwrap();
    assert_eq!((first.size, first.parts.0), (None, 5), "the page comes at once, with what it waits for");
    let ready = document(trial, &maker, &id).await;
    let file = trial.desk.report_document_file(&maker, &id, 1, ZH).await.unwrap();
    assert!(file.bytes.starts_with(b"%PDF-"));
    assert_eq!(ready.size, Some(file.bytes.len()), "what was made is what is handed out");
    assert!(file.name.ends_with("2026 年 7 月.pdf"), "{}", file.name);
    // What is written changes it: it is made anew.
    trial.desk.act_on_report(&maker, &id, 1, &sent("prepare", &[("text1", "本月无投诉")]), ZH).await.unwrap();
    assert_eq!(trial.desk.report_document(&maker, &id, 1, ZH).await.unwrap().size, None);
    let again = document(trial, &maker, &id).await;
    assert_ne!(again.size, ready.size);
    let other = session(trial, "agent").await;
    assert!(matches!(trial.desk.report_document(&other, &id, 1, ZH).await, Err(Rejection::NotFound)));
    assert!(matches!(trial.desk.report_document_file(&other, &id, 1, ZH).await, Err(Rejection::NotFound)));
}

async fn a_document_that_cannot_be_set_says_why_and_where(trial: &Trial) {
    works(trial).await;
    trial.to("2026-08-01 08:00").await;
    let maker = session(trial, "customer_service_branch").await;
    let id = trial.desk.reports(&maker, ZH).await.unwrap().remove(0).id;
    trial.desk.act_on_report(&maker, &id, 1, &sent("prepare", &[("text1", "旧系统的字\u{e000}")]), ZH).await.unwrap();
    let failed = document(trial, &maker, &id).await.failed.unwrap();
    assert!(failed.why.contains("U+E000") && failed.why.contains("分析"), "{}", failed.why);
    assert!(matches!(trial.desk.report_document_file(&maker, &id, 1, ZH).await, Err(Rejection::NotFound)));
}

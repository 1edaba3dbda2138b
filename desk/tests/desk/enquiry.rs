//! A whole enquiry, from the front desk to the answer.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests fail by panicking")]

use dengwen_desk::view::{Light, Rejection, Sent};

use crate::trial::{CLUB, Trial, ZH, both, enquiry, person, sent, typed};

both! {
    the_number_of_a_case_one_may_not_know_of_stands_nowhere at "2026-03-02 10:00",
    an_enquiry_goes_from_receipt_to_answer at "2026-02-14 16:00",
    what_falls_due_is_performed_by_itself at "2026-05-01 11:00",
    a_refusal_names_its_article_and_writes_nothing at "2026-03-02 10:00",
    whoever_sees_nothing_finds_nothing at "2026-03-02 10:00",
    whoever_is_kept_out_finds_nothing at "2026-03-02 10:00",
    a_paper_is_printed_with_what_stood_in_it at "2026-03-02 10:00",
    read_models_built_anew_are_the_same at "2026-03-02 10:00",
    what_is_to_be_done_at_once_has_its_instant_and_light at "2026-03-02 10:00",
}

async fn an_enquiry_goes_from_receipt_to_answer(trial: &Trial) {
    trial.club().await;
    let lin = trial.session("lin").await;
    let begins = trial.desk.begins(&lin, ZH).await.unwrap();
    assert_eq!(begins[0].0, CLUB);
    assert_eq!(begins[0].1, "said");
    let form = trial.desk.begin_form(&lin, CLUB, "said", ZH).await.unwrap();
    assert_eq!(form.act, "receive");
    assert!(form.fields.iter().any(|field| field.key == "said_text" && field.must), "{form:?}");

    let begun = trial.desk.begin(&lin, CLUB, "said", enquiry("a"), ZH).await.unwrap();
    assert_eq!(begun.number.as_deref(), Some("2026-0001"));
    let view = trial.desk.case(&lin, &begun.case, ZH).await.unwrap();
    assert_eq!(view.number, "2026-0001");
    assert!(view.open.iter().any(|form| form.act == "answer_now"), "{:?}", view.open);
    assert!(view.limits.iter().any(|limit| limit.id == "in_24_hours" && limit.running));

    let inbox = trial.desk.inbox(&lin, "mine", None, ZH).await.unwrap();
    let rows: Vec<&String> = inbox.groups.iter().flat_map(|group| &group.rows).map(|row| &row.case).collect();
    assert!(rows.contains(&&begun.case), "{inbox:?}");
    let found = trial.desk.search(&lin, "游泳馆", None, ZH).await.unwrap();
    assert_eq!(found.rows.len(), 1);
    assert_eq!(found.rows[0].number, "2026-0001");

    let seq = view.seq;
    let registered = Sent { seq, ..sent("register", &[]) };
    trial.desk.perform(&lin, &begun.case, registered, ZH).await.unwrap();
    let view = trial.desk.case(&lin, &begun.case, ZH).await.unwrap();
    assert_eq!(view.papers.len(), 1, "{:?}", view.papers);
    trial.desk.perform(&lin, &begun.case, sent("consult", &[("consulted", "pool")]), ZH).await.unwrap();
    trial.to("2026-02-15 09:30").await;
    let bo = trial.session("bo").await;
    let noted = trial.desk.inbox(&bo, "mine", None, ZH).await.unwrap();
    assert!(noted.groups.iter().flat_map(|group| &group.rows).any(|row| row.to_do.contains("知悉")), "{noted:?}");
    let facts = sent("give_facts", &[("facts", "早六点开门")]);
    trial.desk.perform(&bo, &begun.case, facts, ZH).await.unwrap();
    let noted = trial.desk.inbox(&bo, "mine", None, ZH).await.unwrap();
    assert!(noted.groups.is_empty(), "whoever has answered has read it: {noted:?}");
    trial.to("2026-02-15 15:40").await;
    let answer = sent("answer", &[("outcome", "每日六时开门")]);
    trial.desk.perform(&lin, &begun.case, answer, ZH).await.unwrap();

    let inspection = trial.desk.inspect(&begun.case).await.unwrap();
    assert!(inspection.case.ended());
    assert_eq!(inspection.case.stage().unwrap().as_str(), "answered");
    assert_eq!(trial.desk.register("club", CLUB, "ledger").await.unwrap().len(), 1);
    let followed = trial.desk.follow(&begun.code.unwrap(), ZH).await.unwrap();
    assert!(followed.ended);
    assert_eq!(followed.number.as_deref(), Some("2026-0001"));
    assert!(trial.desk.verify(|_| ()).await.unwrap().is_ok());
}

async fn what_falls_due_is_performed_by_itself(trial: &Trial) {
    trial.club().await;
    let (case, _) = trial.enquiry("a").await;
    trial.to("2026-05-02 11:00").await;
    let passed = |inspection: &dengwen_desk::inspect::Inspection| {
        inspection.case.runs.iter().any(|run| run.limit.as_str() == "in_24_hours" && run.passed.is_some())
    };
    assert!(!passed(&trial.desk.inspect(&case).await.unwrap()), "the last minute is still in time");
    trial.to("2026-05-02 11:01").await;
    assert!(passed(&trial.desk.inspect(&case).await.unwrap()));
    let seq = trial.desk.inspect(&case).await.unwrap().case.seq;
    trial.to("2026-05-02 12:00").await;
    assert_eq!(trial.desk.inspect(&case).await.unwrap().case.seq, seq, "a limit passes once");
}

async fn a_refusal_names_its_article_and_writes_nothing(trial: &Trial) {
    trial.club().await;
    let (case, _) = trial.enquiry("a").await;
    let lin = trial.session("lin").await;
    let before = trial.desk.inspect(&case).await.unwrap().case.seq;
    match trial.desk.perform(&lin, &case, sent("answer", &[("outcome", "六时")]), ZH).await {
        Err(Rejection::Refused(refused)) => {
            assert_eq!(refused[0].code, "not_in_stage");
            assert_eq!(refused[0].cited.article.as_deref(), Some("4 客户咨询类"));
            assert!(!refused[0].instead.is_empty(), "{refused:?}");
        }
        other => unreachable!("{other:?}"),
    }
    match trial.desk.perform(&lin, &case, sent("answer_now", &[]), ZH).await {
        Err(Rejection::Invalid(wrong)) => assert_eq!(wrong[0].0, "outcome"),
        other => unreachable!("{other:?}"),
    }
    assert_eq!(trial.desk.inspect(&case).await.unwrap().case.seq, before);
}

async fn whoever_sees_nothing_finds_nothing(trial: &Trial) {
    trial.club().await;
    let (case, _) = trial.enquiry("a").await;
    let bo = trial.session("bo").await;
    assert!(matches!(trial.desk.case(&bo, &case, ZH).await, Err(Rejection::NotFound)));
    assert!(matches!(trial.desk.perform(&bo, &case, sent("answer_now", &[]), ZH).await, Err(Rejection::NotFound)));
    assert!(trial.desk.search(&bo, "游泳馆", None, ZH).await.unwrap().rows.is_empty());
    let guo = trial.session("guo").await;
    assert!(trial.desk.case(&guo, &case, ZH).await.is_ok(), "the whole front desk has it");
    assert!(trial.desk.follow("AAAA-BBBB-CCCC-DDDD", ZH).await.is_none());
}

async fn whoever_is_kept_out_finds_nothing(trial: &Trial) {
    trial.club().await;
    let (case, _) = trial.enquiry("a").await;
    let (lin, guo) = (trial.session("lin").await, trial.session("guo").await);
    assert!(trial.desk.case(&guo, &case, ZH).await.is_ok());
    let exclude = sent("exclude", &[("person", "guo"), ("reason", "系被投诉人亲属")]);
    trial.desk.perform(&lin, &case, exclude, ZH).await.unwrap();
    assert!(matches!(trial.desk.case(&guo, &case, ZH).await, Err(Rejection::NotFound)));
    assert!(trial.desk.inbox(&guo, "mine", None, ZH).await.unwrap().groups.is_empty());
    assert!(trial.desk.search(&guo, "游泳馆", None, ZH).await.unwrap().rows.is_empty());
    assert!(trial.desk.case(&lin, &case, ZH).await.is_ok());
}

async fn a_paper_is_printed_with_what_stood_in_it(trial: &Trial) {
    trial.club().await;
    let (case, _) = trial.enquiry("a").await;
    let lin = trial.session("lin").await;
    trial.desk.perform(&lin, &case, sent("register", &[]), ZH).await.unwrap();
    trial.desk.open_paper(&lin, &case, "1", "归档", ZH).await.unwrap();
    let html = trial.desk.paper_html(&lin, &case, "1", 1, ZH).await.unwrap();
    for text in ["客户意见/投诉登记表", "2026-0001", "游泳馆几点开门", "欧阳不凡"] {
        assert!(html.contains(text), "{text} is missing in {html}");
    }
    let bo = trial.session("bo").await;
    assert!(matches!(trial.desk.paper_html(&bo, &case, "1", 1, ZH).await, Err(Rejection::NotFound)));
    assert!(matches!(trial.desk.paper_html(&lin, &case, "7", 1, ZH).await, Err(Rejection::NotFound)));
}

async fn read_models_built_anew_are_the_same(trial: &Trial) {
    trial.club().await;
    let (case, _) = trial.enquiry("a").await;
    trial.desk.step(&case, &person("lin"), &sent("register", &[])).await.unwrap();
    let mut second = enquiry("b");
    second.typed = typed(&[
        ("party.complainant.0.name", "某人"),
        ("said_text", "教练爽约"),
        ("class.route", "complaint"),
        ("class.nature", "valid_b"),
    ]);
    trial.desk.step_begin("club", CLUB, &person("lin"), Some("said"), &second).await.unwrap();
    trial.to("2026-03-03 12:00").await;
    assert_eq!(trial.desk.compare().await.unwrap(), Vec::new());
    trial.desk.store().forget_rows().await.unwrap();
    assert!(!trial.desk.compare().await.unwrap().is_empty());
    trial.desk.rebuild().await.unwrap();
    assert_eq!(trial.desk.compare().await.unwrap(), Vec::new());
}

async fn what_is_to_be_done_at_once_has_its_instant_and_light(trial: &Trial) {
    trial.club().await;
    trial.enquiry("a").await;
    let inbox = trial.desk.inbox(&trial.session("lin").await, "mine", None, ZH).await.unwrap();
    let rows = || inbox.groups.iter().flat_map(|group| &group.rows);
    let at_once = rows().find(|row| row.due.head == "立即").unwrap();
    assert_eq!(at_once.due.at, Some(trial.desk.now()));
    assert_eq!(at_once.due.light, Light::Soon, "never overdue, and wanted now");
}

async fn the_number_of_a_case_one_may_not_know_of_stands_nowhere(trial: &Trial) {
    trial.club().await;
    let (lin, guo) = (trial.session("lin").await, trial.session("guo").await);
    let (open, _) = trial.enquiry("a").await;
    let mut form = crate::trial::enquiry("b");
    form.typed.push(("keep_out".to_owned(), "person:guo".to_owned()));
    let kept = trial.desk.begin(&lin, crate::trial::CLUB, "said", form, ZH).await.unwrap();
    let number = kept.number.clone().unwrap();
    let link = sent("link_repeat", &[("earlier", &number)]);
    trial.desk.perform(&lin, &open, link, ZH).await.unwrap();
    let page = format!("{:?}", trial.desk.case(&lin, &open, ZH).await.unwrap());
    assert!(page.contains(&number), "whoever may know of both sees it: {page}");
    let page = format!("{:?}", trial.desk.case(&guo, &open, ZH).await.unwrap());
    assert!(!page.contains(&number) && !page.contains(&kept.case), "{page}");
    assert!(trial.desk.search(&guo, &number, None, ZH).await.unwrap().rows.is_empty());
    let told = |number: &str| {
        let link = sent("link_repeat", &[("earlier", number)]);
        let (desk, guo, open) = (trial.desk.clone(), guo.clone(), open.clone());
        async move { format!("{:?}", desk.perform(&guo, &open, link, ZH).await.unwrap_err()) }
    };
    assert_eq!(told(&number).await, told("2026-99999").await, "as one that is not there");
}

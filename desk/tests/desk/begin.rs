//! Beginning a case: what was typed wrong, what is left open, files.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests fail by panicking")]

use dengwen_desk::{
    office::{Founding, Person, Post, Unit},
    view::{Rejection, Sent, Upload},
};
use dengwen_regulation::{model::Label, value::Value};

use crate::trial::{CLUB, Trial, ZH, at, both, enquiry, sent, typed};

both! {
    a_form_sent_twice_begins_one_case at "2026-03-02 10:00",
    a_form_sent_twice_at_once_begins_one_case at "2026-03-02 10:00",
    wrong_input_is_told_field_by_field at "2026-03-02 10:00",
    it_may_have_been_received_earlier at "2026-03-03 09:00",
    nothing_begins_while_the_text_is_open at "2026-03-02 10:00",
    files_are_known_by_their_bytes at "2026-03-02 10:00",
    a_picture_is_kept_without_where_it_was_taken at "2026-03-02 10:00",
    steps_of_a_guide_stay_on_file at "2026-03-02 10:00",
}

async fn a_form_sent_twice_begins_one_case(trial: &Trial) {
    trial.club().await;
    let first = trial.enquiry("the same form").await;
    let second = trial.enquiry("the same form").await;
    assert_eq!(first, second, "the same case and the same code");
    let third = trial.enquiry("another form").await;
    assert_ne!(first.0, third.0);
    assert_eq!(trial.desk.case_ids("club").await.unwrap().len(), 2);
}

async fn a_form_sent_twice_at_once_begins_one_case(trial: &Trial) {
    trial.club().await;
    let lin = trial.session("lin").await;
    let begin = || trial.desk.begin(&lin, CLUB, "said", enquiry("the same form"), ZH);
    let (first, second) = tokio::join!(begin(), begin());
    let (first, second) = (first.unwrap(), second.unwrap());
    assert_eq!((first.case, first.code), (second.case, second.code));
    assert_eq!(trial.desk.case_ids("club").await.unwrap().len(), 1);
}

async fn wrong_input_is_told_field_by_field(trial: &Trial) {
    trial.club().await;
    let lin = trial.session("lin").await;
    let mut form = enquiry("a");
    form.typed.push(("earlier".to_owned(), "2026-9999".to_owned()));
    form.typed.push(("class.nature".to_owned(), "no such".to_owned()));
    match trial.desk.begin(&lin, CLUB, "said", form, ZH).await {
        Err(Rejection::Invalid(wrong)) => {
            let keys: Vec<&str> = wrong.iter().map(|(key, _)| key.as_str()).collect();
            assert!(keys.contains(&"earlier") && keys.contains(&"class.nature"), "{wrong:?}");
        }
        other => unreachable!("{other:?}"),
    }
    let missing = Sent { typed: typed(&[("class.route", "enquiry")]), ..enquiry("b") };
    match trial.desk.begin(&lin, CLUB, "said", missing, ZH).await {
        Err(Rejection::Invalid(wrong)) => assert!(wrong.iter().any(|(key, _)| key == "said_text"), "{wrong:?}"),
        other => unreachable!("{other:?}"),
    }
    assert!(trial.desk.case_ids("club").await.unwrap().is_empty());
}

async fn it_may_have_been_received_earlier(trial: &Trial) {
    trial.club().await;
    let lin = trial.session("lin").await;
    let form = Sent { happened: Some("2026-03-02 10:00".to_owned()), ..enquiry("a") };
    let begun = trial.desk.begin(&lin, CLUB, "said", form, ZH).await.unwrap();
    let inspection = trial.desk.inspect(&begun.case).await.unwrap();
    assert_eq!(inspection.case.received.unwrap().happened, at("2026-03-02 10:00"));
    assert_eq!(inspection.case.received.unwrap().entered, at("2026-03-03 09:00"));
    let late = Sent { happened: Some("2026-03-04 10:00".to_owned()), ..enquiry("b") };
    assert!(trial.desk.begin(&lin, CLUB, "said", late, ZH).await.is_err(), "nothing is received in the future");
}

async fn nothing_begins_while_the_text_is_open(trial: &Trial) {
    let founding =
        Founding { confirm_blanks: false, ..Founding::new("open", Label::new("未补全", "open"), &[CLUB]) };
    let office = trial.desk.found_office(founding).await.unwrap();
    let regulation = trial.desk.regulation_text(CLUB).unwrap();
    let blanks = office.open_blanks(&regulation);
    assert!(!blanks.is_empty());
    trial.desk.save_person("open", "", dengwen_desk::office::Person::new("wei", "卫")).await.unwrap();
    let wei = trial.desk.session_for("open", "wei").await.unwrap();
    match trial.desk.begin(&wei, CLUB, "said", enquiry("a"), ZH).await {
        Err(Rejection::Refused(refused)) => assert_eq!(refused[0].code, "not_live"),
        other => unreachable!("{other:?}"),
    }
    for path in blanks {
        trial.desk.confirm_blank("open", "wei", CLUB, &path).await.unwrap();
    }
    assert!(trial.desk.begin(&wei, CLUB, "said", enquiry("b"), ZH).await.is_ok());
}

async fn files_are_known_by_their_bytes(trial: &Trial) {
    trial.club().await;
    let (case, _) = trial.enquiry("a").await;
    let lin = trial.session("lin").await;
    let upload = |bytes: &[u8]| Upload {
        key: "file".to_owned(),
        name: "收据.pdf".to_owned(),
        media: "application/pdf".to_owned(),
        content: bytes.to_vec().into(),
    };
    let program = Sent { files: vec![upload(b"\x7fELF\x02\x01\x01\x00")], ..sent("attach", &[]) };
    assert!(
        matches!(trial.desk.perform(&lin, &case, program, ZH).await, Err(Rejection::Upload(key, _)) if key == "file")
    );
    let paper = Sent { files: vec![upload(b"%PDF-1.7 a receipt")], ..sent("attach", &[]) };
    trial.desk.perform(&lin, &case, paper, ZH).await.unwrap();
    let view = trial.desk.case(&lin, &case, ZH).await.unwrap();
    assert_eq!(view.files.len(), 1, "{:?}", view.files);
    assert_eq!(view.files[0].name, "收据.pdf");
    let file = trial.desk.file(&lin, &case, &view.files[0].id).await.unwrap();
    assert_eq!(file.media, "application/pdf");
    assert_eq!(file.content.whole().await.unwrap(), b"%PDF-1.7 a receipt");
    let bo = trial.session("bo").await;
    assert!(trial.desk.file(&bo, &case, &view.files[0].id).await.is_err());
}

async fn a_picture_is_kept_without_where_it_was_taken(trial: &Trial) {
    trial.club().await;
    let (case, _) = trial.enquiry("a").await;
    let lin = trial.session("lin").await;
    let (exif, drawn) = (b"Exif\0\0MM\0\x2a GPSLatitude", b"\xff\xda\0\x02drawn\xff\xd9");
    let photo = [b"\xff\xd8\xff\xe1\0\x18".as_slice(), exif, drawn].concat();
    let attach = |name: &str, bytes: &[u8]| {
        let (name, media) = (name.to_owned(), "image/jpeg".to_owned());
        let upload = Upload { key: "file".to_owned(), name, media, content: bytes.to_vec().into() };
        Sent { files: vec![upload], ..sent("attach", &[]) }
    };
    trial.desk.perform(&lin, &case, attach("现场.jpg", &photo), ZH).await.unwrap();
    let view = trial.desk.case(&lin, &case, ZH).await.unwrap();
    let file = trial.desk.file(&lin, &case, &view.files[0].id).await.unwrap();
    assert_eq!(file.content.whole().await.unwrap(), [b"\xff\xd8".as_slice(), drawn].concat());
    let damaged = attach("坏图.jpg", b"\xff\xd8\xff\xe1\xff\xff GPSLatitude");
    assert!(matches!(trial.desk.perform(&lin, &case, damaged, ZH).await, Err(Rejection::Upload(..))));
}

async fn steps_of_a_guide_stay_on_file(trial: &Trial) {
    const SERVICE: &str = "r08-auto-service";
    let founding = Founding {
        units: vec![Unit::new("customers", Label::new("客户部", "customers"))],
        people: vec![Person { unit: Some("customers".to_owned()), ..Person::new("mo", "莫") }],
        posts: vec![Post::always("customer_dept", "customers", "mo")],
        ..Founding::new("garage", Label::new("示例车行", "Example garage"), &[SERVICE])
    };
    trial.desk.found_office(founding).await.unwrap();
    let mo = trial.desk.session_for("garage", "mo").await.unwrap();
    let customer = [
        ("party.customer.0.name", "车主甲"),
        ("party.customer.0.plate", "示A00001"),
        ("party.customer.0.contact", "13900000201"),
        ("about", "维修价格"),
    ];
    let begun = trial.desk.begin(&mo, SERVICE, "phone", sent("receive", &customer), ZH).await.unwrap();
    let more = [("content", "报价与结算不符"), ("restated", "yes"), ("class.subject", "repair"), ("guide.taking", "2")];
    let form = sent("register", &[customer.as_slice(), more.as_slice()].concat());
    trial.desk.perform(&mo, &begun.case, form, ZH).await.unwrap();
    let inspection = trial.desk.inspect(&begun.case).await.unwrap();
    let ticked = inspection.case.acts.iter().find_map(|done| done.input.value("guide.taking"));
    assert_eq!(ticked, Some(&Value::Many(vec![Value::Int(2)])));
}

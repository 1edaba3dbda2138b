//! Forms of the portal put aside, and the ways by which what is handed in came.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests fail by panicking")]

use dengwen_desk::{
    SavedDraft,
    office::{Founding, Person, PortalRules, ReceptionPlace},
    view::{Rejection, Session, Upload},
};
use dengwen_regulation::model::Label;

use crate::incoming::{NAME, REPORT, TEXT, organ, report, staff};
use crate::trial::{Trial, ZH, both};

both! {
    the_receipt_says_what_concerns_whoever_handed_in at "2026-03-02 10:00",
    files_are_put_aside_sealed_and_go_with_the_draft at "2026-03-02 10:00",
    a_poster_at_a_place_fills_the_place_in at "2026-03-02 10:00",
    a_draft_opens_with_its_code_alone_until_its_days_are_over at "2026-03-02 10:00",
    a_draft_kept_again_keeps_its_code_and_goes_when_it_is_dropped at "2026-03-02 10:00",
    what_came_by_a_poster_is_recorded_with_its_way_in at "2026-03-02 10:00",
}

fn draft(said: &str) -> SavedDraft {
    let fields = vec![("matter".to_owned(), said.to_owned()), ("party.reporter.0.name".to_owned(), NAME.to_owned())];
    SavedDraft { office: "organ".to_owned(), matter: REPORT.to_owned(), fields }
}

async fn a_draft_opens_with_its_code_alone_until_its_days_are_over(trial: &Trial) {
    organ(trial).await;
    let kept = trial.desk.save_draft(&draft(TEXT), &[], None, ZH).await.unwrap();
    assert!(kept.until.contains("3 月 16 日") || kept.until.contains("3月16日"), "{}", kept.until);
    assert!(trial.desk.open_draft(&kept.code).await.unwrap() == draft(TEXT));
    assert!(trial.desk.open_draft("AAAA-AAAA-AAAA-AAAA").await.is_none());
    assert!(trial.desk.follow(&kept.code, ZH).await.is_none(), "a draft is no matter that was handed in");
    for row in trial.desk.store().drafts("organ").await.unwrap() {
        let bytes = String::from_utf8_lossy(&row.body).into_owned();
        assert!(!bytes.contains(NAME) && !bytes.contains(TEXT), "it is sealed");
    }
    trial.to("2026-03-16 09:59").await;
    assert!(trial.desk.open_draft(&kept.code).await.is_some());
    trial.to("2026-03-16 10:00").await;
    assert!(trial.desk.open_draft(&kept.code).await.is_none());
    assert!(trial.desk.store().drafts("organ").await.unwrap().is_empty(), "it is destroyed");
}

async fn a_draft_kept_again_keeps_its_code_and_goes_when_it_is_dropped(trial: &Trial) {
    organ(trial).await;
    let kept = trial.desk.save_draft(&draft("一半"), &[], None, ZH).await.unwrap();
    let again = trial.desk.save_draft(&draft("写完了"), &[], Some(&kept.code), ZH).await.unwrap();
    assert_eq!(kept.code, again.code);
    assert!(trial.desk.open_draft(&kept.code).await.unwrap() == draft("写完了"));
    trial.desk.drop_draft(&kept.code).await.unwrap();
    assert!(trial.desk.open_draft(&kept.code).await.is_none());
    let nowhere = SavedDraft { matter: "nothing".to_owned(), ..draft("一半") };
    assert!(matches!(trial.desk.save_draft(&nowhere, &[], None, ZH).await, Err(Rejection::NotFound)));
    let long = draft(&"长".repeat(200_000));
    assert!(matches!(trial.desk.save_draft(&long, &[], None, ZH).await, Err(Rejection::Invalid(_))));
    let lin = Session { administrator: true, ..staff(trial, "lin").await };
    let rules = PortalRules { draft_days: 0, ..PortalRules::default() };
    assert!(trial.desk.enter_portal_rules(&lin, rules.clone()).await.is_err(), "no days are none");
    let lin = Session { administrator: false, ..lin };
    let rules = PortalRules { draft_days: 30, ..rules };
    assert!(matches!(trial.desk.enter_portal_rules(&lin, rules).await, Err(Rejection::Forbidden)));
}

async fn what_came_by_a_poster_is_recorded_with_its_way_in(trial: &Trial) {
    organ(trial).await;
    let mut seen = Vec::new();
    for (way, once) in [("visit", "a"), ("nowhere", "b")] {
        trial.desk.submit_by("organ", REPORT, way, report(once), ZH).await.unwrap();
    }
    for row in trial.desk.store().streams("incoming", "", 10).await.unwrap() {
        let log = trial.desk.store().load(&row.stream, 0).await.unwrap();
        seen.push(log.first().unwrap().body.to_string().contains("visit"));
    }
    seen.sort_unstable();
    assert_eq!(seen, [false, true], "a way that is none is the usual one");
}

fn file(name: &str, bytes: &[u8]) -> Upload {
    let (key, name) = ("materials".to_owned(), name.to_owned());
    Upload { key, name, media: "text/plain".to_owned(), content: bytes.to_vec().into() }
}

async fn files_are_put_aside_sealed_and_go_with_the_draft(trial: &Trial) {
    organ(trial).await;
    let said = "收据上写着四百元".as_bytes();
    let (small, large) = (file("收据.txt", said), file("录像.txt", &vec![b'a'; 21 * 1024 * 1024]));
    let kept = trial.desk.save_draft(&draft(TEXT), &[&small, &large], None, ZH).await.unwrap();
    assert_eq!((kept.files, kept.left_out.as_slice()), (1, ["录像.txt".to_owned()].as_slice()));
    let id = trial.desk.store().drafts("organ").await.unwrap()[0].id.clone();
    for row in trial.desk.store().draft_files(&id).await.unwrap() {
        let bytes = String::from_utf8_lossy(&row.body).into_owned();
        assert!(!bytes.contains("四百元") && !bytes.contains("收据"), "it is sealed");
    }
    let back = trial.desk.draft_files(&kept.code).await.unwrap();
    assert_eq!((back.len(), back[0].name.as_str(), back[0].key.as_str()), (1, "收据.txt", "materials"));
    assert_eq!(back[0].content.whole().await.unwrap(), said);
    trial.desk.save_draft(&draft(TEXT), &[], Some(&kept.code), ZH).await.unwrap();
    assert_eq!(trial.desk.draft_files(&kept.code).await.unwrap().len(), 0, "what was taken out is gone");
    trial.desk.save_draft(&draft(TEXT), &[&small], Some(&kept.code), ZH).await.unwrap();
    trial.desk.drop_draft(&kept.code).await.unwrap();
    assert!(trial.desk.store().draft_files(&id).await.unwrap().is_empty(), "thrown away with the draft");
    let kept = trial.desk.save_draft(&draft(TEXT), &[&small], None, ZH).await.unwrap();
    let id = trial.desk.store().drafts("organ").await.unwrap()[0].id.clone();
    trial.to("2026-03-16 10:01").await;
    assert!(trial.desk.open_draft(&kept.code).await.is_none());
    assert!(trial.desk.store().draft_files(&id).await.unwrap().is_empty(), "its days are over");
    assert_eq!(trial.desk.draft_files(&kept.code).await.unwrap().len(), 0);
}

async fn a_poster_at_a_place_fills_the_place_in(trial: &Trial) {
    const PROPERTY: &str = "r47-property-service-template";
    let people = vec![Person { administrator: true, ..Person::new("ju", "居一") }];
    let founding = Founding { people, ..Founding::new("estate", Label::new("示例物业", "Estate"), &[PROPERTY]) };
    trial.desk.found_office(founding).await.unwrap();
    let ju = trial.desk.session_for("estate", "ju").await.unwrap();
    let place = ReceptionPlace { name: "三号楼".to_owned(), ..ReceptionPlace::default() };
    let (id, rules) = (place.id(), PortalRules { places: vec![place], ..PortalRules::default() });
    trial.desk.enter_portal_rules(&ju, rules).await.unwrap();
    let filled = async |by: &str| trial.desk.poster_place("estate", PROPERTY, by, ZH).await;
    assert_eq!(filled(&format!("visit.{id}")).await, Some(("property".to_owned(), "三号楼".to_owned())));
    assert_eq!(filled("visit").await, None);
    assert_eq!(filled("visit.三号楼").await, None, "what is written into an address by hand is no place");
    assert_eq!(trial.desk.poster_place("organ", REPORT, &format!("visit.{id}"), ZH).await, None);
}

async fn the_receipt_says_what_concerns_whoever_handed_in(trial: &Trial) {
    organ(trial).await;
    let next = trial.desk.submit("organ", REPORT, report("a"), ZH).await.unwrap().next;
    let within = |one: &String| one.contains("制作") || one.contains("进入“") || one.contains("开始计时");
    assert!(!next.iter().any(within), "what the office does within itself is no news to them: {next:?}");
    let form = trial.desk.intake("organ", REPORT, ZH).await.unwrap();
    assert!(!form.follows.iter().any(within), "{:?}", form.follows);
}

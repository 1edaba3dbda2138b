//! An open page of a case hears within a second that the case is gone for it, or that somebody has acted.
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

mod support;

use std::time::{Duration, Instant};

use axum::http::StatusCode;
use dengwen_desk::{
    Desk,
    office::Post,
    view::{Language, Sent, Session},
};
use jiff::SignedDuration;

use support::{Browser, desk};

const OFFICE: &str = "r43-fitness-club";

struct Scene {
    desk: Desk,
    case: String,
    clerk: Session,
    /// Another who sees the case, with a page of it open.
    other: Browser,
}

/// Two at the front desk, and a case that both see.
async fn scene() -> Scene {
    let desk = desk().await;
    desk.save_person(OFFICE, "", dengwen_desk::office::Person::new("guo", "郭二")).await.unwrap();
    let unit = desk.office_state(OFFICE).await.unwrap().unit_of("complained_dept", desk.now()).unwrap().to_owned();
    desk.save_post(OFFICE, "", Post::always("complained_dept", &unit, "guo")).await.unwrap();
    let clerk = desk.session_for(OFFICE, "complained_dept").await.unwrap();
    let pairs = [
        ("party.complainant.0.name", "欧阳不凡"),
        ("said_text", "游泳馆几点开门"),
        ("class.route", "enquiry"),
        ("class.nature", "need_b"),
    ];
    let typed = pairs.map(|(key, value)| (key.to_owned(), value.to_owned())).to_vec();
    let sent = Sent { act: "receive".to_owned(), typed, once: "a".to_owned(), ..Sent::default() };
    let case = desk.begin(&clerk, OFFICE, "said", sent, Language::Zh).await.unwrap().case;
    let mut other = Browser::new(&desk);
    other.sign_in(&desk, OFFICE, "guo").await;
    assert_eq!(other.get(&format!("/desk/cases/{case}")).await.status, StatusCode::OK);
    Scene { desk, case, clerk, other }
}

impl Scene {
    async fn act(&self, act: &str, pairs: &[(&str, &str)]) {
        let typed = pairs.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect();
        let sent = Sent { act: act.to_owned(), typed, ..Sent::default() };
        self.desk.perform(&self.clerk, &self.case, sent, Language::Zh).await.unwrap();
    }

    fn seq(&self) -> u64 {
        1
    }

    /// What the open page of the other hears while something happens, and how long after.
    async fn hears(&self, happens: impl Future<Output = ()>) -> (String, Duration) {
        let path = format!("/desk/cases/{}/watch?seq={}", self.case, self.seq());
        let listening = tokio::spawn(self.other.asks_for_events(&path));
        tokio::time::sleep(Duration::from_millis(150)).await;
        assert!(!listening.is_finished(), "nothing has happened yet");
        let start = Instant::now();
        happens.await;
        let heard = tokio::time::timeout(Duration::from_secs(5), listening).await.unwrap().unwrap();
        (heard.text(), start.elapsed())
    }
}

#[tokio::test]
async fn an_open_page_hears_within_a_second_that_the_case_is_gone() {
    let scene = scene().await;
    let out = [("person", "guo"), ("reason", "系被投诉人亲属")];
    let (heard, after) = scene.hears(scene.act("exclude", &out)).await;
    assert!(heard.contains("event: gone") && after < Duration::from_secs(1), "{after:?}: {heard}");
    for said in ["guo", "亲属", "欧阳", "游泳馆", OFFICE] {
        assert!(!heard.contains(said), "nothing of the case is in it: {heard}");
    }
    let mut other = scene.other;
    let page = other.get(&format!("/desk/cases/{}", scene.case)).await;
    let never = other.get(&format!("/desk/cases/{}", "x".repeat(scene.case.len()))).await;
    assert_eq!((page.status, page.text().len()), (StatusCode::NOT_FOUND, never.text().len()));
}

#[tokio::test]
async fn an_open_page_hears_that_somebody_has_acted_and_that_a_post_has_ended() {
    let scene = scene().await;
    let (heard, after) = scene.hears(scene.act("note", &[("text", "已电话联系")])).await;
    assert!(heard.contains("event: changed") && heard.contains("id: 2"), "{after:?}: {heard}");
    assert!(!heard.contains("电话"), "{heard}");
    let scene = self::scene().await;
    let office = scene.desk.office_state(OFFICE).await.unwrap();
    let post = office.posts.values().find(|post| post.person == "guo").unwrap().clone();
    let ended = Post { until: Some(scene.desk.now()), ..post };
    let (heard, after) = scene.hears(async { drop(scene.desk.save_post(OFFICE, "", ended).await.unwrap()) }).await;
    assert!(heard.contains("event: gone") && after < Duration::from_secs(1), "{after:?}: {heard}");
}

#[tokio::test]
async fn what_an_open_page_hears_ends_with_the_session() {
    let scene = scene().await;
    let token = scene.other.token();
    let (heard, after) = scene.hears(async { scene.desk.sign_out(&token).await.unwrap() }).await;
    assert!(heard.contains("event: out") && after < Duration::from_secs(1), "{after:?}: {heard}");
    let scene = self::scene().await;
    let (heard, _) = scene.hears(async { scene.desk.let_pages_go() }).await;
    assert!(heard.contains("event: out"), "the house closes: {heard}");
}

#[tokio::test]
async fn an_open_page_does_not_prolong_the_session() {
    let mut scene = scene().await;
    let path = format!("/desk/cases/{}/watch?seq=1", scene.case);
    let start = scene.desk.now();
    for hours in 1..10 {
        scene.desk.clock().set(start + SignedDuration::from_hours(hours));
        assert_eq!(scene.other.get(&path).await.status, StatusCode::NO_CONTENT, "after {hours} hours");
    }
    scene.desk.clock().set(start + SignedDuration::from_hours(11));
    assert!(scene.other.get(&path).await.location().starts_with("/desk/sign-in"));
}

//! People are told of what concerns them, on the page and by mail.
#![expect(clippy::unwrap_used, clippy::panic, reason = "tests fail by panicking")]

#[path = "../../../apps/cli/tests/support/relay.rs"]
#[expect(dead_code, clippy::expect_used, reason = "letters of the office bring no file; tests fail by panicking")]
mod relay;

use std::time::{Duration, Instant};

use dengwen_desk::{
    Config, Desk, Mail, MailTyped, NoticeView,
    library::Library,
    office::Person,
    view::{Rejection, Session},
};
use relay::Relay;

use crate::trial::{CLUB, Trial, ZH, at, both, enquiry, packs, sent};

both! {
    people_are_told_of_what_others_bring_about at "2026-03-02 10:00",
    what_has_passed_and_what_was_taken_is_told at "2026-03-02 10:00",
    a_letter_says_how_much_and_never_what at "2026-03-02 10:00",
    a_letter_is_tried_again_and_given_up_aloud at "2026-03-02 10:00",
}

async fn unread(desk: &Desk, session: &Session) -> u64 {
    desk.notices_unread(session).await.unwrap()
}

async fn told(desk: &Desk, session: &Session) -> Vec<NoticeView> {
    desk.notices(session, ZH).await.unwrap().notices
}

async fn people_are_told_of_what_others_bring_about(trial: &Trial) {
    trial.club().await;
    trial.desk.save_person("club", "", Person::new("ma", "马四")).await.unwrap();
    let (case, _) = trial.enquiry("a").await;
    let (lin, guo) = (trial.session("lin").await, trial.session("guo").await);
    assert_eq!(unread(&trial.desk, &lin).await, 0, "whoever did it need not be told");
    let notices = told(&trial.desk, &guo).await;
    let first = notices.iter().find(|one| one.row.case == case).unwrap();
    assert!(first.sort == "new" && first.unread && first.opens && first.row.number == "2026-0001", "{first:?}");
    let before = unread(&trial.desk, &guo).await;
    assert_eq!(trial.desk.read_notice(&guo, &first.id, ZH).await.unwrap().case, case);
    assert_eq!(unread(&trial.desk, &guo).await, before - 1);
    assert!(told(&trial.desk, &guo).await.iter().any(|one| one.id == first.id && !one.unread), "it stays, as read");

    // Those of another unit, and who has nothing to do with it.
    let (bo, ma) = (trial.session("bo").await, trial.session("ma").await);
    assert_eq!((unread(&trial.desk, &bo).await, unread(&trial.desk, &ma).await), (0, 0));
    assert!(matches!(trial.desk.read_notice(&bo, &first.id, ZH).await, Err(Rejection::NotFound)));
    trial.desk.perform(&lin, &case, sent("register", &[]), ZH).await.unwrap();
    trial.desk.perform(&lin, &case, sent("consult", &[("consulted", "pool")]), ZH).await.unwrap();
    assert!(unread(&trial.desk, &bo).await > 0);
    assert_eq!(unread(&trial.desk, &ma).await, 0);
    // What comes after the page was drawn is not read with it.
    let shown = trial.desk.notices(&bo, ZH).await.unwrap().until;
    trial.to("2026-03-02 10:01").await;
    let (other, _) = trial.enquiry("b").await;
    trial.desk.perform(&lin, &other, sent("register", &[]), ZH).await.unwrap();
    trial.desk.perform(&lin, &other, sent("consult", &[("consulted", "pool")]), ZH).await.unwrap();
    trial.desk.read_notices(&bo, shown).await.unwrap();
    let left: Vec<NoticeView> = told(&trial.desk, &bo).await.into_iter().filter(|one| one.unread).collect();
    assert!(!left.is_empty() && left.iter().all(|one| one.row.case == other), "{left:?}");
    assert!(unread(&trial.desk, &guo).await > 0, "reading is each one's own");
}

async fn what_has_passed_and_what_was_taken_is_told(trial: &Trial) {
    trial.club().await;
    let (case, _) = trial.enquiry("a").await;
    let (lin, guo) = (trial.session("lin").await, trial.session("guo").await);
    trial.desk.perform(&lin, &case, sent("register", &[]), ZH).await.unwrap();
    trial.desk.perform(&lin, &case, sent("consult", &[("consulted", "pool")]), ZH).await.unwrap();
    trial.to("2026-03-04 10:00").await;
    let notices = told(&trial.desk, &guo).await;
    assert!(notices.iter().any(|one| one.row.case == case && one.sort == "late"), "{notices:?}");
    // A month later nothing of it is left.
    trial.to("2026-04-10 10:00").await;
    assert!(told(&trial.desk, &guo).await.iter().all(|one| one.row.case != case || one.sort != "new"));
}

/// The same data, with a relay.
async fn posting(trial: &Trial, relay: &str) -> Desk {
    let mail = Some(Mail::through(relay, "desk@dengwen.test").unwrap());
    let scratch = Config::scratch(&trial.folder, trial.desk.clock().clone());
    Desk::open(Config { library: Library::of(packs()), database: trial.url.clone(), mail, ..scratch }).await.unwrap()
}

async fn wants_mail(desk: &Desk, person: &str) -> Session {
    let session = desk.session_for("club", person).await.unwrap();
    let typed = |address: &str| MailTyped {
        address: address.to_owned(),
        when: "at_once".to_owned(),
        hour: "8".to_owned(),
        quiet_from: "20".to_owned(),
        quiet_until: "8".to_owned(),
        working: true,
    };
    assert!(matches!(desk.choose_mail(&session, &typed("guo"), ZH).await, Err(Rejection::Invalid(_))));
    assert!(matches!(desk.choose_mail(&session, &typed(""), ZH).await, Err(Rejection::Invalid(_))));
    desk.choose_mail(&session, &typed(&format!("{person}@supervisor.test")), ZH).await.unwrap();
    session
}

async fn begins(desk: &Desk, once: &str) -> String {
    let lin = desk.session_for("club", "lin").await.unwrap();
    desk.begin(&lin, CLUB, "said", enquiry(once), ZH).await.unwrap().case
}

fn arrived(relay: &Relay, n: usize) -> Vec<String> {
    let start = Instant::now();
    while relay.plain().len() < n && start.elapsed() < Duration::from_secs(20) {
        std::thread::sleep(Duration::from_millis(50));
    }
    relay.plain()
}

async fn a_letter_says_how_much_and_never_what(trial: &Trial) {
    trial.club().await;
    let relay = Relay::start(&trial.folder.join("relay"));
    let (desk, other) = (posting(trial, relay.address()).await, posting(trial, relay.address()).await);
    let guo = wants_mail(&desk, "guo").await;
    let case = begins(&desk, "a").await;
    begins(&desk, "b").await;
    let lin = desk.session_for("club", "lin").await.unwrap();
    desk.perform(&lin, &case, sent("register", &[]), ZH).await.unwrap();
    desk.perform(&lin, &case, sent("consult", &[("consulted", "pool")]), ZH).await.unwrap();
    assert_eq!(desk.send_letters().await.unwrap(), 0, "what happens together is gathered");
    desk.tick(at("2026-03-02 10:02")).await.unwrap();
    let (here, there) = tokio::join!(desk.send_letters(), other.send_letters());
    assert_eq!(here.unwrap() + there.unwrap(), 1, "one letter, whoever sends it");
    let letters = arrived(&relay, 1);
    let [letter] = letters.as_slice() else { panic!("{letters:?}") };
    assert!(letter.contains("新的待办 ") && letter.contains("new to do: "), "{letter}");
    assert!(letter.contains("最早的期限：3 月 "), "{letter}");
    // The letter's own id is a hash, in which any three digits may stand.
    let letter: String = letter.lines().filter(|line| !line.starts_with("Message-ID: ")).collect();
    for never in ["游泳馆", "欧阳", "139", "2026-0001", "林一", "郭二", "云山", "club", "enquiry", "咨询"]
    {
        assert!(!letter.contains(never), "{never}: {letter}");
    }
    // Nothing new, no letter; what was read on the page is not written of.
    begins(&desk, "c").await;
    desk.read_notices(&guo, desk.now()).await.unwrap();
    desk.tick(at("2026-03-02 11:00")).await.unwrap();
    assert_eq!(desk.send_letters().await.unwrap(), 0);
    // At night it waits for the morning.
    desk.tick(at("2026-03-02 21:00")).await.unwrap();
    begins(&desk, "d").await;
    desk.tick(at("2026-03-03 07:59")).await.unwrap();
    assert_eq!(desk.send_letters().await.unwrap(), 0);
    desk.tick(at("2026-03-03 08:00")).await.unwrap();
    assert_eq!(desk.send_letters().await.unwrap(), 1);
    assert_eq!(arrived(&relay, 2).len(), 2);
    desk.close().await;
    other.close().await;
}

async fn a_letter_is_tried_again_and_given_up_aloud(trial: &Trial) {
    trial.club().await;
    let desk = posting(trial, "127.0.0.1:9").await;
    let guo = wants_mail(&desk, "guo").await;
    begins(&desk, "a").await;
    desk.tick(at("2026-03-02 10:05")).await.unwrap();
    assert_eq!(desk.send_letters().await.unwrap(), 0);
    assert!(desk.notices(&guo, ZH).await.unwrap().letters.is_empty(), "that is for administrators");
    let administrator = Session { administrator: true, ..guo.clone() };
    let letters = desk.notices(&administrator, ZH).await.unwrap().letters;
    let [letter] = letters.as_slice() else { panic!("{letters:?}") };
    assert!(!letter.given_up && letter.tries == 1 && letter.person == "郭二", "{letter:?}");
    assert!(!letter.why.contains("guo@"), "{letter:?}");
    // After a crash the letter is still there, and another desk goes on with it.
    desk.close().await;
    let relay = Relay::start(&trial.folder.join("relay"));
    let desk = posting(trial, relay.address()).await;
    desk.tick(at("2026-03-02 10:10")).await.unwrap();
    assert_eq!(desk.send_letters().await.unwrap(), 1);
    assert_eq!(arrived(&relay, 1).len(), 1);
    desk.close().await;
    drop(relay);
    let desk = posting(trial, "127.0.0.1:9").await;
    begins(&desk, "b").await;
    for hour in 0..16 {
        desk.tick(at("2026-03-03 10:00") + jiff::SignedDuration::from_hours(hour)).await.unwrap();
        assert_eq!(desk.send_letters().await.unwrap(), 0);
    }
    let letters = desk.notices(&administrator, ZH).await.unwrap().letters;
    assert!(letters.iter().any(|letter| letter.given_up && letter.tries == 14), "{letters:?}");
    desk.close().await;
}

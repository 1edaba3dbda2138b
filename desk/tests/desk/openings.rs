//! Opening an identity, or a paper that names somebody: a purpose, a second person, a set time, a supervisor who is told.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "tests fail by panicking")]

use dengwen_desk::{
    OpeningRule, PURPOSE_WANTED, SECOND_WANTED,
    audit::{Read, Record},
    library::Publishing,
    office::{Person, Post},
    view::{InboxRow, Rejection, Session},
};

use crate::incoming::{handed_in, organ, registration, staff};
use crate::trial::{CLUB, Trial, ZH, both, packs, sent};

both! {
    a_second_person_agrees_before_an_identity_is_opened at "2026-03-02 10:00",
    a_second_person_is_told_and_whoever_asked_learns_how_it_ended at "2026-03-02 10:00",
    nobody_agrees_to_their_own_request at "2026-03-02 10:00",
    whoever_lost_sight_is_granted_nothing at "2026-03-02 10:00",
    a_request_that_is_refused_says_why at "2026-03-02 10:00",
    an_opening_ends_by_itself at "2026-03-02 10:00",
    an_opening_is_told_to_the_supervisor at "2026-03-02 10:00",
    the_office_names_who_is_told at "2026-03-02 10:00",
    the_regulation_asks_for_a_second_person at "2026-03-02 10:00",
    a_paper_that_names_somebody_is_opened_for_a_purpose at "2026-03-02 10:00",
    a_sealed_paper_waits_for_a_second_person at "2026-03-02 10:00",
}

const NAME: &str = "欧阳不凡";

/// A club where a second person agrees, or not, with an administrator who sees no case.
async fn club(trial: &Trial, second_person: bool) -> String {
    trial.club().await;
    trial.desk.save_person("club", "", Person { administrator: true, ..Person::new("chief", "总管") }).await.unwrap();
    let rule = OpeningRule { second_person, ..OpeningRule::default() };
    trial.desk.save_opening_rule("club", "chief", rule).await.unwrap();
    trial.enquiry("a").await.0
}

async fn rows(trial: &Trial, session: &Session) -> Vec<InboxRow> {
    let view = trial.desk.inbox(session, "mine", None, ZH).await.unwrap();
    view.groups.into_iter().flat_map(|group| group.rows).filter(|row| row.case.starts_with("opening:")).collect()
}

/// The name and number of an opening, from the address of a row.
fn place(row: &InboxRow) -> (String, u32) {
    let (id, n) = row.case.strip_prefix("opening:").unwrap().rsplit_once('/').unwrap();
    (id.to_owned(), n.parse().unwrap())
}

fn code(rejection: Rejection) -> String {
    let Rejection::Refused(all) = rejection else { panic!("{rejection:?}") };
    assert!(all.iter().all(|one| !one.cited.text.is_empty()), "{all:?}");
    all[0].code.clone()
}

/// Is the name on the page of the case, for this person now.
async fn shown(trial: &Trial, session: &Session, case: &str) -> bool {
    format!("{:?}", trial.desk.case(session, case, ZH).await.unwrap()).contains(NAME)
}

async fn a_second_person_agrees_before_an_identity_is_opened(trial: &Trial) {
    let case = club(trial, true).await;
    let (lin, guo, bo) = (trial.session("lin").await, trial.session("guo").await, trial.session("bo").await);
    assert!(trial.desk.case(&lin, &case, ZH).await.unwrap().parties[0].second);
    let early = trial.desk.open_identity(&lin, &case, 1, "回电核实", ZH).await;
    assert_eq!(code(early.unwrap_err()), SECOND_WANTED);
    assert!(matches!(trial.desk.ask_for_identity(&lin, &case, 1, " ", ZH).await, Err(Rejection::Invalid(_))));
    assert!(matches!(trial.desk.ask_for_identity(&bo, &case, 1, "好奇", ZH).await, Err(Rejection::NotFound)));
    trial.desk.ask_for_identity(&lin, &case, 1, "回电核实", ZH).await.unwrap();
    assert!(!shown(trial, &lin, &case).await, "asking opens nothing");
    let twice = trial.desk.ask_for_identity(&lin, &case, 1, "再问", ZH).await;
    assert_eq!(code(twice.unwrap_err()), "asked_already");
    // It waits with whoever else sees all of the case, and with nobody else.
    assert!(rows(trial, &lin).await.is_empty() && rows(trial, &bo).await.is_empty());
    let waiting = rows(trial, &guo).await;
    assert_eq!(waiting.len(), 1);
    let (id, n) = place(&waiting[0]);
    let view = trial.desk.opening(&guo, &id, n, ZH).await.unwrap();
    assert_eq!(view.purpose.as_deref(), Some("回电核实"));
    assert!(matches!(trial.desk.opening(&bo, &id, n, ZH).await, Err(Rejection::NotFound)));
    assert!(matches!(trial.desk.decide_opening(&bo, &id, n, &sent("grant", &[]), ZH).await, Err(Rejection::NotFound)));
    trial.desk.decide_opening(&guo, &id, n, &sent("grant", &[]), ZH).await.unwrap();
    assert!(rows(trial, &guo).await.is_empty());
    assert!(shown(trial, &lin, &case).await, "the page shows it without asking again");
    assert!(!shown(trial, &guo, &case).await, "it is open to whoever asked, not to whoever agreed");
    assert!(shown(trial, &lin, &case).await);
    let again = trial.desk.decide_opening(&guo, &id, n, &sent("refuse", &[("reason", "迟了")]), ZH).await;
    assert_eq!(code(again.unwrap_err()), "decided_already");
    // On record: the steps, and one reading with its purpose.
    let told = trial.desk.who_looked(&guo, &case, None, ZH).await.unwrap();
    assert_eq!(told.lines.iter().filter(|line| line.purpose == "回电核实" && line.person == "林一").count(), 1);
    assert_eq!(told.openings.len(), 1);
    let story: Vec<String> =
        trial.desk.opening(&guo, &id, n, ZH).await.unwrap().story.into_iter().map(|one| one.who).collect();
    assert_eq!(story, ["郭二", "林一"]);
    trial.desk.verify(|_| {}).await.unwrap().unwrap();
    assert!(trial.desk.compare().await.unwrap().is_empty(), "the inboxes are built from the log");
}

async fn a_second_person_is_told_and_whoever_asked_learns_how_it_ended(trial: &Trial) {
    let case = club(trial, true).await;
    let (lin, guo, bo) = (trial.session("lin").await, trial.session("guo").await, trial.session("bo").await);
    let told = async |who: &Session| {
        let view = trial.desk.notices(who, ZH).await.unwrap();
        assert_eq!(view.unread, trial.desk.notices_unread(who).await.unwrap());
        view.notices.into_iter().filter(|one| one.row.case.starts_with("opening:")).collect::<Vec<_>>()
    };
    trial.desk.ask_for_identity(&lin, &case, 1, "回电核实", ZH).await.unwrap();
    let news = told(&guo).await;
    assert_eq!(news.iter().map(|one| one.row.to_do.as_str()).collect::<Vec<_>>(), ["同意或不同意启封"]);
    assert!(told(&lin).await.is_empty() && told(&bo).await.is_empty(), "nobody else is told");
    // The page that a leader looks at first has who asks, what for, and both answers.
    let view = trial.desk.leader(&guo, ZH).await.unwrap();
    let [waiting] = view.openings.as_slice() else { panic!("{view:?}") };
    assert!(waiting.who.contains("林一") && waiting.purpose.as_deref() == Some("回电核实"), "{waiting:?}");
    assert_eq!(waiting.forms.iter().map(|form| form.act.as_str()).collect::<Vec<_>>(), ["grant", "refuse"]);
    assert!(trial.desk.leader(&lin, ZH).await.unwrap().openings.is_empty(), "nobody agrees to their own");
    assert!(trial.desk.leader(&bo, ZH).await.unwrap().openings.is_empty());
    let row = trial.desk.read_notice(&guo, &news[0].id, ZH).await.unwrap();
    let unread = trial.desk.notices_unread(&guo).await.unwrap();
    let (id, n) = place(&row);
    trial.desk.decide_opening(&guo, &id, n, &sent("refuse", &[("reason", "先打工号")]), ZH).await.unwrap();
    assert!(told(&guo).await.is_empty(), "it waits for them no more");
    assert_eq!(trial.desk.notices_unread(&guo).await.unwrap(), unread, "what was read is not counted");
    assert!(trial.desk.leader(&guo, ZH).await.unwrap().openings.is_empty());
    let answer = told(&lin).await;
    assert_eq!(answer.iter().map(|one| one.row.to_do.as_str()).collect::<Vec<_>>(), ["启封请求未获同意"]);
    trial.desk.ask_for_identity(&lin, &case, 1, "工号打不通", ZH).await.unwrap();
    let (id, n) = place(&rows(trial, &guo).await[0]);
    trial.desk.decide_opening(&guo, &id, n, &sent("grant", &[]), ZH).await.unwrap();
    assert!(told(&lin).await.iter().any(|one| one.row.to_do == "启封请求已获同意" && one.unread));
    trial.desk.read_notices(&lin, trial.desk.now()).await.unwrap();
    assert_eq!(trial.desk.notices_unread(&lin).await.unwrap(), 0);
}

async fn nobody_agrees_to_their_own_request(trial: &Trial) {
    let case = club(trial, true).await;
    let (lin, guo) = (trial.session("lin").await, trial.session("guo").await);
    trial.desk.ask_for_identity(&lin, &case, 1, "回电核实", ZH).await.unwrap();
    let (id, n) = place(&rows(trial, &guo).await[0]);
    let view = trial.desk.opening(&lin, &id, n, ZH).await.unwrap();
    assert!(view.forms.is_empty(), "{:?}", view.forms);
    assert!(view.why_not.iter().any(|why| why.text.contains("郭二")), "it says to whom to turn: {:?}", view.why_not);
    let own = trial.desk.decide_opening(&lin, &id, n, &sent("grant", &[]), ZH).await;
    assert_eq!(code(own.unwrap_err()), "own_request");
    assert!(!shown(trial, &lin, &case).await);
    // Nobody else sees all of the case: nobody could agree, and it says what to do.
    let exclude = sent("exclude", &[("person", "guo"), ("reason", "系被投诉人亲属")]);
    trial.desk.perform(&lin, &case, exclude, ZH).await.unwrap();
    assert!(rows(trial, &guo).await.is_empty(), "whoever was excluded is not asked any more");
    let late = trial.desk.decide_opening(&guo, &id, n, &sent("grant", &[]), ZH).await;
    assert!(matches!(late, Err(Rejection::NotFound)), "{late:?}");
    let other = trial.enquiry("b").await.0;
    let exclude = sent("exclude", &[("person", "guo"), ("reason", "系被投诉人亲属")]);
    trial.desk.perform(&lin, &other, exclude, ZH).await.unwrap();
    let Err(Rejection::Refused(why)) = trial.desk.ask_for_identity(&lin, &other, 1, "回电核实", ZH).await else {
        panic!("somebody was asked")
    };
    assert_eq!(why[0].code, "nobody_to_agree");
    assert!(!why[0].instead.is_empty());
}

async fn whoever_lost_sight_is_granted_nothing(trial: &Trial) {
    let case = club(trial, true).await;
    let (lin, guo) = (trial.session("lin").await, trial.session("guo").await);
    trial.desk.ask_for_identity(&lin, &case, 1, "回电核实", ZH).await.unwrap();
    let (id, n) = place(&rows(trial, &guo).await[0]);
    let exclude = sent("exclude", &[("person", "lin"), ("reason", "系被投诉人亲属")]);
    trial.desk.perform(&guo, &case, exclude, ZH).await.unwrap();
    let grant = trial.desk.decide_opening(&guo, &id, n, &sent("grant", &[]), ZH).await;
    assert_eq!(code(grant.unwrap_err()), "asker_lost_sight");
    assert!(matches!(trial.desk.opening(&lin, &id, n, ZH).await, Err(Rejection::NotFound)));
}

async fn a_request_that_is_refused_says_why(trial: &Trial) {
    let case = club(trial, true).await;
    let (lin, guo) = (trial.session("lin").await, trial.session("guo").await);
    trial.desk.ask_for_identity(&lin, &case, 1, "回电核实", ZH).await.unwrap();
    let (id, n) = place(&rows(trial, &guo).await[0]);
    let bare = trial.desk.decide_opening(&guo, &id, n, &sent("refuse", &[]), ZH).await;
    assert!(matches!(bare, Err(Rejection::Invalid(_))), "{bare:?}");
    let refuse = sent("refuse", &[("reason", "可先问承办人")]);
    trial.desk.decide_opening(&guo, &id, n, &refuse, ZH).await.unwrap();
    let view = trial.desk.case(&lin, &case, ZH).await.unwrap();
    let said = view.parties[0].said.clone().unwrap();
    assert!(said.contains("郭二") && said.contains("可先问承办人"), "{said}");
    assert!(!shown(trial, &lin, &case).await);
    trial.desk.ask_for_identity(&lin, &case, 1, "承办人不在", ZH).await.unwrap();
}

async fn an_opening_ends_by_itself(trial: &Trial) {
    let case = club(trial, false).await;
    let lin = trial.session("lin").await;
    trial.desk.open_identity(&lin, &case, 1, "回电核实", ZH).await.unwrap();
    assert!(shown(trial, &lin, &case).await);
    trial.to("2026-03-02 10:29").await;
    assert!(shown(trial, &lin, &case).await, "half an hour, where the office says nothing");
    trial.to("2026-03-02 10:31").await;
    assert!(!shown(trial, &lin, &case).await, "closed again by itself");
    let chief = trial.session("chief").await;
    let rule = |minutes| OpeningRule { minutes, ..OpeningRule::default() };
    assert!(matches!(trial.desk.enter_opening_rule(&lin, rule(5)).await, Err(Rejection::Forbidden)));
    assert!(matches!(trial.desk.enter_opening_rule(&chief, rule(0)).await, Err(Rejection::Invalid(_))));
    trial.desk.enter_opening_rule(&chief, rule(5)).await.unwrap();
    trial.desk.open_identity(&lin, &case, 1, "再次核实", ZH).await.unwrap();
    trial.to("2026-03-02 10:35").await;
    assert!(shown(trial, &lin, &case).await);
    trial.to("2026-03-02 10:37").await;
    assert!(!shown(trial, &lin, &case).await);
}

async fn an_opening_is_told_to_the_supervisor(trial: &Trial) {
    let case = club(trial, false).await;
    let (lin, chief) = (trial.session("lin").await, trial.session("chief").await);
    assert!(rows(trial, &chief).await.is_empty());
    trial.desk.open_identity(&lin, &case, 1, "回电核实", ZH).await.unwrap();
    // The administrators are told, where the office names nobody: who, not of whom. They may not know of the case.
    let note = rows(trial, &chief).await;
    assert_eq!(note.len(), 1);
    let number = trial.desk.case(&lin, &case, ZH).await.unwrap().number;
    let (id, n) = place(&note[0]);
    let view = trial.desk.opening(&chief, &id, n, ZH).await.unwrap();
    let all = format!("{note:?}{view:?}");
    assert!(
        all.contains("林一") && !all.contains(&case) && !all.contains(&number) && !all.contains("回电核实"),
        "{all}"
    );
    assert!(!all.contains(NAME));
    trial.desk.decide_opening(&chief, &id, n, &sent("note", &[]), ZH).await.unwrap();
    assert!(rows(trial, &chief).await.is_empty());
    let guo = trial.session("guo").await;
    let story = trial.desk.opening(&guo, &id, n, ZH).await.unwrap().story;
    assert_eq!((story[0].who.as_str(), story[0].text.as_str()), ("总管", "已阅"));
}

async fn the_office_names_who_is_told(trial: &Trial) {
    let case = club(trial, false).await;
    let (lin, chief, bo) = (trial.session("lin").await, trial.session("chief").await, trial.session("bo").await);
    let roles = trial.desk.roles(&chief, ZH).await.unwrap();
    let role = roles.first().unwrap().0.clone();
    let rule = |told: &str| OpeningRule { told: Some(told.to_owned()), ..OpeningRule::default() };
    assert!(matches!(
        trial.desk.enter_opening_rule(&chief, rule("nobody_of_that_name")).await,
        Err(Rejection::Invalid(_))
    ));
    trial.desk.save_post("club", "", Post::always(&role, "pool", "bo")).await.unwrap();
    trial.desk.enter_opening_rule(&chief, rule(&role)).await.unwrap();
    trial.desk.open_identity(&lin, &case, 1, "回电核实", ZH).await.unwrap();
    assert_eq!((rows(trial, &bo).await.len(), rows(trial, &chief).await.len()), (1, 0));
    // Nobody supervises themselves: then it goes to the administrators.
    trial
        .desk
        .save_post("club", "", Post { until: Some(trial.desk.now()), ..Post::always(&role, "pool", "bo") })
        .await
        .unwrap();
    trial.desk.save_post("club", "", Post::always(&role, "front_desk", "lin")).await.unwrap();
    trial.desk.open_identity(&lin, &case, 1, "再次核实", ZH).await.unwrap();
    assert_eq!((rows(trial, &lin).await.len(), rows(trial, &chief).await.len()), (0, 1));
}

async fn the_regulation_asks_for_a_second_person(trial: &Trial) {
    trial.club().await;
    let lin = Session { administrator: true, ..trial.session("lin").await };
    let old = "protection: ordinary";
    let text = packs().text(&format!("{CLUB}/regulation.yaml")).unwrap();
    assert!(text.contains(old));
    let new = "protection: [{is: ordinary, second-person: true, article: 第九条}]";
    trial.desk.adopt_text(&lin, CLUB, &Publishing::of(&text.replace(old, new)), ZH).await.unwrap();
    let case = trial.enquiry("a").await.0;
    let early = trial.desk.open_identity(&lin, &case, 1, "回电核实", ZH).await;
    assert_eq!(code(early.unwrap_err()), SECOND_WANTED, "the office cannot relax it");
}

async fn a_paper_that_names_somebody_is_opened_for_a_purpose(trial: &Trial) {
    let case = club(trial, false).await;
    let (lin, bo) = (trial.session("lin").await, trial.session("bo").await);
    trial.desk.perform(&lin, &case, sent("register", &[]), ZH).await.unwrap();
    let early = trial.desk.paper_html(&lin, &case, "1", 1, ZH).await;
    assert_eq!(code(early.unwrap_err()), PURPOSE_WANTED);
    let early = trial.desk.paper(&lin, &case, "1", 1, ZH).await;
    assert_eq!(code(early.unwrap_err()), PURPOSE_WANTED, "the file for printing too");
    assert!(matches!(trial.desk.open_paper(&lin, &case, "1", " ", ZH).await, Err(Rejection::Invalid(_))));
    assert!(matches!(trial.desk.open_paper(&bo, &case, "1", "好奇", ZH).await, Err(Rejection::NotFound)));
    let reads = async || {
        let all = trial.desk.readings(&case).await.unwrap();
        all.into_iter().filter(|one| matches!(&one.record, Record::Read { read: Read::Paper { .. }, .. })).count()
    };
    assert_eq!(reads().await, 0, "what was not shown was not read");
    trial.desk.open_paper(&lin, &case, "1", "归档", ZH).await.unwrap();
    assert!(trial.desk.paper_html(&lin, &case, "1", 1, ZH).await.unwrap().contains(NAME));
    assert!(!trial.desk.paper(&lin, &case, "1", 1, ZH).await.unwrap().bytes.is_empty());
    assert_eq!(reads().await, 1);
    let told = trial.desk.who_looked(&lin, &case, None, ZH).await.unwrap();
    assert!(told.lines.iter().any(|line| line.purpose == "归档"), "{told:?}");
    assert!(!shown(trial, &lin, &case).await, "the paper is open, the page of the case is not");
    trial.to("2026-03-02 10:31").await;
    assert_eq!(code(trial.desk.paper_html(&lin, &case, "1", 1, ZH).await.unwrap_err()), PURPOSE_WANTED, "closed again");
    // Whoever has opened the identity has it for the paper too.
    trial.desk.open_identity(&lin, &case, 1, "回电核实", ZH).await.unwrap();
    assert!(trial.desk.paper_html(&lin, &case, "1", 1, ZH).await.unwrap().contains(NAME));
}

async fn a_sealed_paper_waits_for_a_second_person(trial: &Trial) {
    organ(trial).await;
    let rule = OpeningRule { second_person: true, ..OpeningRule::default() };
    trial.desk.save_opening_rule("organ", "lin", rule).await.unwrap();
    let (_, id) = handed_in(trial, "a").await;
    let (lin, guo) = (staff(trial, "lin").await, staff(trial, "guo").await);
    let form = registration(trial, &lin, &id, "r").await;
    let case = trial.desk.register_incoming(&lin, &id, form, ZH).await.unwrap().case;
    let papers = trial.desk.case(&lin, &case, ZH).await.unwrap().papers;
    let paper = papers.first().unwrap().id.clone();
    let early = trial.desk.paper_html(&lin, &case, &paper, 1, ZH).await;
    assert_eq!(code(early.unwrap_err()), SECOND_WANTED);
    assert_eq!(code(trial.desk.open_paper(&lin, &case, &paper, "归档", ZH).await.unwrap_err()), SECOND_WANTED);
    trial.desk.ask_for_paper(&lin, &case, &paper, "归档", ZH).await.unwrap();
    let (id, n) = place(&rows(trial, &guo).await[0]);
    trial.desk.decide_opening(&guo, &id, n, &sent("grant", &[]), ZH).await.unwrap();
    let html = trial.desk.paper_html(&lin, &case, &paper, 1, ZH).await.unwrap();
    assert!(html.contains(crate::incoming::NAME), "with the keys of whoever asked it is opened");
    assert_eq!(code(trial.desk.paper_html(&guo, &case, &paper, 1, ZH).await.unwrap_err()), SECOND_WANTED);
}

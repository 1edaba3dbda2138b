//! Papers that a regulation makes public: who reads what of them, until when.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "tests fail by panicking")]

use dengwen_desk::{
    PublicList,
    library::Publishing,
    office::{Founding, Person, Post, Unit},
    view::{Rejection, Session},
};
use dengwen_regulation::model::{Label, Lang};

use crate::trial::{Trial, ZH, both, sent};

const HOME: &str = "r30-nursing-home";
/// Rows of a register, put up and taken down.
const HOSPITAL: &str = "r25-hospital-petition";

both! {
    a_decision_is_read_by_everybody_without_whom_it_concerns at "2026-03-09 09:00",
    a_paper_is_taken_down_and_gone at "2026-03-09 09:00",
    a_notice_goes_when_the_regulation_takes_it_down at "2026-03-09 09:00",
    a_paper_is_public_for_as_long_as_the_regulation_says at "2026-03-09 09:00",
    what_is_sealed_is_in_no_public_paper at "2026-03-09 09:00",
    long_lists_come_by_pages at "2026-03-09 09:00",
}

async fn home(trial: &Trial) -> Session {
    founded(trial, "home", HOME, &[("mu", "nursing")]).await;
    trial.desk.session_for("home", "mu").await.unwrap()
}

async fn founded(trial: &Trial, office: &str, pack: &str, people: &[(&str, &str)]) {
    let founding = Founding {
        units: vec![Unit::new("house", Label::new("本部", "house"))],
        people: people
            .iter()
            .map(|(id, _)| Person { unit: Some("house".to_owned()), administrator: true, ..Person::new(id, id) })
            .collect(),
        posts: people.iter().map(|(id, role)| Post::always(role, "house", id)).collect(),
        ..Founding::new(office, Label::new("示例养老院", "Example Home"), &[pack])
    };
    trial.desk.found_office(founding).await.unwrap();
}

/// A complaint that is decided, with its decision made public: the case.
async fn decided(trial: &Trial, mu: &Session, text: &str) -> String {
    let pairs = [
        ("party.complainant.0.name", "欧阳不凡"),
        ("party.complainant.0.contact", "13912345678"),
        ("matter", "床单没有换"),
        ("class.plainness", "obvious"),
    ];
    let case = trial.desk.begin(mu, HOME, "in_person", sent("receive", &pairs), ZH).await.unwrap().case;
    let acts = [
        sent("give_opinion", &[("opinion", "当即更换")]),
        sent("no_reaction", &[("reason", "当面表示没有意见")]),
        sent("publish", &[("public_text", text), ("checked", "true")]),
    ];
    for act in acts {
        trial.desk.perform(mu, &case, act, ZH).await.unwrap();
    }
    case
}

async fn list(trial: &Trial, office: &str) -> PublicList {
    trial.desk.public_papers(office, None, None, ZH).await.unwrap()
}

async fn a_decision_is_read_by_everybody_without_whom_it_concerns(trial: &Trial) {
    let mu = home(trial).await;
    assert_eq!(list(trial, "home").await.papers, [], "nothing is public yet");
    let case = decided(trial, &mu, "欧阳不凡反映床单未换（电话13912345678），已更换并加强巡查。").await;
    let all = list(trial, "home").await;
    let [line] = all.papers.as_slice() else { panic!("{all:?}") };
    assert_eq!((line.title.as_str(), line.until.as_deref()), ("公示处理决定", None));
    assert_eq!(
        line.lead, "＊＊反映床单未换（电话＊＊），已更换并加强巡查。",
        "words that tell who complains are covered"
    );
    assert!(!line.id.contains("home") && !case.contains(&line.id), "{} leads back to {case}", line.id);
    let paper = trial.desk.public_paper("home", &line.id, ZH).await.unwrap();
    let file = trial.desk.public_paper_file("home", &line.id, ZH).await.unwrap();
    assert!(file.bytes.starts_with(b"%PDF"));
    let number = trial.desk.case(&mu, &case, ZH).await.unwrap().number;
    for word in ["欧阳不凡", "13912345678", "床单没有换", "当即更换", number.as_str()] {
        assert!(!paper.text.contains(word), "{word} stands in the public paper: {}", paper.text);
    }
    assert!(paper.text.contains("已更换并加强巡查"), "{}", paper.text);
    let view = trial.desk.case(&mu, &case, ZH).await.unwrap();
    let shown: Vec<String> = view.papers.iter().filter_map(|paper| paper.public.clone()).collect();
    assert_eq!(shown, [format!("/o/home/public/{}", line.id)], "the staff is led to what everybody sees");
    assert!(matches!(trial.desk.public_paper("other", &line.id, ZH).await, Err(Rejection::NotFound)));
    assert!(trial.desk.rebuild().await.unwrap() > 0);
    assert_eq!(trial.desk.compare().await.unwrap(), []);
    assert_eq!(list(trial, "home").await, all, "the log alone gives the same");
}

async fn a_paper_is_taken_down_and_gone(trial: &Trial) {
    let mu = home(trial).await;
    let case = decided(trial, &mu, "已更换床单。").await;
    let id = list(trial, "home").await.papers[0].id.clone();
    let document = trial.desk.case(&mu, &case, ZH).await.unwrap().papers[0].id.clone();
    let named = format!("public_notice#{document}");
    let act = sent("unpublish", &[("document", &named), ("reason", "写进了不该公开的内容")]);
    trial.desk.perform(&mu, &case, act.clone(), ZH).await.unwrap();
    assert_eq!(list(trial, "home").await.papers, []);
    assert!(matches!(trial.desk.public_paper("home", &id, ZH).await, Err(Rejection::NotFound)));
    assert!(matches!(trial.desk.public_paper_file("home", &id, ZH).await, Err(Rejection::NotFound)));
    assert!(trial.desk.perform(&mu, &case, act, ZH).await.is_err(), "it is public no more");
}

async fn a_notice_goes_when_the_regulation_takes_it_down(trial: &Trial) {
    founded(trial, "hospital", HOSPITAL, &[("qin", "petition_office")]).await;
    let qin = trial.desk.session_for("hospital", "qin").await.unwrap();
    let register = format!("{HOSPITAL}/notices");
    let pairs = [("place", "门诊楼一层"), ("hours", "工作日 8:00—17:00"), ("contact", "0000-12345")];
    trial.desk.write_in_register(&qin, &register, &sent("notices.post", &pairs), ZH).await.unwrap();
    trial.desk.empty_outbox().await.unwrap();
    let all = list(trial, "hospital").await;
    let [line] = all.papers.as_slice() else { panic!("{all:?}") };
    assert!(line.lead.contains("门诊楼一层"), "{}", line.lead);
    let row = trial.desk.register_page(&qin, &register, ZH).await.unwrap().rows[0].case.clone().unwrap();
    trial.desk.perform(&qin, &row, sent("take_down", &[("reason", "搬到二层")]), ZH).await.unwrap();
    assert_eq!(list(trial, "hospital").await.papers, []);
}

async fn a_paper_is_public_for_as_long_as_the_regulation_says(trial: &Trial) {
    let mu = home(trial).await;
    let text = trial.desk.running_text(&mu, HOME).await.unwrap();
    let (old, new) = ("public: {place: 院内公示处 |", "public: {for: 5 working-days, place: 院内公示处 |");
    assert!(text.contains(old));
    trial.desk.adopt_text(&mu, HOME, &Publishing::of(&text.replace(old, new)), ZH).await.unwrap();
    decided(trial, &mu, "已更换床单。").await;
    let all = list(trial, "home").await;
    assert_eq!(all.papers[0].until.as_deref(), Some("2026 年 3 月 16 日"), "five working days after the ninth");
    let english = trial.desk.public_papers("home", None, None, Lang::En).await.unwrap();
    assert_eq!(english.papers[0].until.as_deref(), Some("16 Mar 2026"));
    trial.to("2026-03-16 23:59").await;
    assert_eq!(list(trial, "home").await.papers.len(), 1);
    trial.to("2026-03-17 00:00").await;
    assert_eq!(list(trial, "home").await.papers, []);
    assert!(matches!(trial.desk.public_paper("home", &all.papers[0].id, ZH).await, Err(Rejection::NotFound)));
}

async fn what_is_sealed_is_in_no_public_paper(trial: &Trial) {
    let mu = home(trial).await;
    let text = trial.desk.running_text(&mu, HOME).await.unwrap();
    let (old, new) = ("protection: ordinary", "protection: sealed");
    assert!(text.contains(old));
    trial.desk.adopt_text(&mu, HOME, &Publishing::of(&text.replace(old, new)), ZH).await.unwrap();
    decided(trial, &mu, "已更换床单。").await;
    assert_eq!(list(trial, "home").await.papers, [], "nothing of it may be read, so it is not there");
}

async fn long_lists_come_by_pages(trial: &Trial) {
    let mu = home(trial).await;
    for n in 0..21 {
        trial.to(&format!("2026-03-09 10:{n:02}")).await;
        decided(trial, &mu, &format!("第{n}件")).await;
    }
    let first = list(trial, "home").await;
    assert_eq!((first.papers.len(), first.papers[0].lead.as_str()), (20, "第20件"), "the newest first");
    let rest = trial.desk.public_papers("home", None, first.next.as_deref(), ZH).await.unwrap();
    assert_eq!((rest.papers.len(), rest.papers[0].lead.as_str(), rest.next), (1, "第0件", None));
    let sort = first.sorts[0].id.clone();
    let alone = trial.desk.public_papers("home", Some(&sort), None, ZH).await.unwrap();
    assert_eq!(alone.papers, first.papers);
    let none = trial.desk.public_papers("home", Some("no.such"), None, ZH).await.unwrap();
    assert_eq!(none.papers, []);
}

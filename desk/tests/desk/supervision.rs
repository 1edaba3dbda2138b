//! Early warnings with their evidence, pressing for what is owed, orders and appraisals, samples drawn by lot.
#![expect(clippy::unwrap_used, clippy::panic, reason = "tests fail by panicking")]

use dengwen_desk::{
    SampleAsked, WarningView,
    office::{Founding, Person, Post},
    view::{Rejection, Sent, Session},
};
use dengwen_regulation::model::Label;

use crate::trial::{Trial, ZH, at, both, sent};

const RULES: &str = "r13-manufacturing-quality";

both! {
    a_rise_is_told_with_its_numbers_until_it_is_dismissed at "2026-03-02 09:20",
    what_is_owed_is_pressed_for_and_told at "2026-03-02 10:00",
    an_order_stands_with_its_day_until_it_is_answered at "2026-03-02 10:00",
    units_are_appraised_with_the_mean_of_their_scores at "2026-03-02 10:00",
    ended_cases_are_drawn_by_lot_and_judged at "2026-03-02 10:00",
}

async fn works(trial: &Trial) -> (Session, Session, Session) {
    let regulation = trial.desk.regulation_text(RULES).unwrap();
    let founding = Founding::new("works", Label::new("示例工厂", "Example works"), &[RULES]);
    trial.desk.found_office(founding.with_member_for_every_role(&regulation)).await.unwrap();
    let staff = async |person| trial.desk.session_for("works", person).await.unwrap();
    (staff("gm").await, staff("quality_dept").await, staff("responsible_unit").await)
}

async fn received(trial: &Trial, clerk: &Session, n: usize) {
    let pairs = [("party.customer.0.name", "某顾客"), ("content", "表面划伤"), ("class.subject", "quality")];
    let once = format!("{} {n}", trial.desk.now());
    trial.desk.begin(clerk, RULES, "letter", Sent { once, ..sent("receive", &pairs) }, ZH).await.unwrap();
}

async fn warned(trial: &Trial, who: &Session, kind: &str) -> Vec<WarningView> {
    let all = trial.desk.warnings(who, ZH).await.unwrap();
    all.into_iter().filter(|one| one.kind == kind).collect()
}

async fn a_rise_is_told_with_its_numbers_until_it_is_dismissed(trial: &Trial) {
    let (head, clerk, nobody) = works(trial).await;
    let administrator = Session { administrator: true, ..head.clone() };
    assert!(matches!(trial.desk.choose_warnings(&head, &[]).await, Err(Rejection::Forbidden)));
    trial.desk.choose_warnings(&administrator, &["rise".to_owned()]).await.unwrap();
    let mut monday = at("2026-03-02 09:20");
    for n in 0..10 {
        trial.desk.clock().set(monday);
        received(trial, &clerk, n).await;
        monday += jiff::SignedDuration::from_hours(7 * 24);
    }
    assert!(warned(trial, &head, "rise").await.is_empty(), "one a week is as usual");
    trial.desk.clock().set(monday);
    for n in 0..4 {
        received(trial, &clerk, n).await;
    }
    trial.desk.clock().set(monday + jiff::SignedDuration::from_hours(1));
    let rises = warned(trial, &head, "rise").await;
    let rise = rises.iter().find(|one| one.title.contains("骤增")).unwrap();
    assert!(rise.evidence.contains("收到 4 件；此前 10 周平均每周 1.0 件，控制上限 1.0 件"), "{rise:?}");
    assert_eq!((rise.cases.len(), rise.others), (4, 0));
    assert!(trial.desk.warnings(&nobody, ZH).await.unwrap().is_empty(), "figures are not for everybody");
    assert!(matches!(trial.desk.dismiss_warning(&nobody, &rise.key, "知道了", ZH).await, Err(Rejection::NotFound)));

    assert!(matches!(trial.desk.dismiss_warning(&head, &rise.key, " ", ZH).await, Err(Rejection::Invalid(_))));
    trial.desk.dismiss_warning(&head, &rise.key, "展会期间", ZH).await.unwrap();
    assert!(warned(trial, &head, "rise").await.iter().all(|one| one.key != rise.key));
    let log = trial.desk.store().load("office:works", 0).await.unwrap();
    assert!(log.iter().all(|commit| !commit.body.contains("展会")), "the reason is sealed");
    // Of another sort nothing is told while it is switched off.
    assert!(warned(trial, &head, "cluster").await.is_empty());
    trial.desk.choose_warnings(&administrator, &[]).await.unwrap();
    assert!(trial.desk.warnings(&head, ZH).await.unwrap().is_empty(), "all are switched off");
}

/// The club with somebody of the management, who sees every case.
async fn managed(trial: &Trial) -> Session {
    trial.club().await;
    trial.desk.save_person("club", "", Person::new("hu", "胡五")).await.unwrap();
    trial.desk.save_post("club", "", Post::always("management", "front_desk", "hu")).await.unwrap();
    trial.session("hu").await
}

async fn what_is_owed_is_pressed_for_and_told(trial: &Trial) {
    let hu = managed(trial).await;
    let (case, _) = trial.enquiry("a").await;
    let (lin, guo, bo) = (trial.session("lin").await, trial.session("guo").await, trial.session("bo").await);
    trial.desk.perform(&lin, &case, sent("register", &[]), ZH).await.unwrap();
    trial.desk.perform(&lin, &case, sent("consult", &[("consulted", "pool")]), ZH).await.unwrap();
    trial.to("2026-03-09 10:00").await;
    let view = trial.desk.supervision(&hu, ZH).await.unwrap();
    assert!(view.supervises && view.urged.is_empty(), "{view:?}");
    let group = view.groups.iter().find(|group| group.whose.contains("前台")).unwrap();
    let line = group.lines.iter().find(|line| line.row.case == case).unwrap();
    assert!(group.late > 0 && line.again && line.act.is_none(), "{group:?}");
    let before = trial.desk.notices_unread(&guo).await.unwrap();
    trial.desk.urge(&hu, &case, &line.item, ZH).await.unwrap();
    assert_eq!(trial.desk.notices_unread(&guo).await.unwrap(), before + 1);
    let told = trial.desk.notices(&guo, ZH).await.unwrap().notices;
    assert!(told.iter().any(|one| one.sort == "urged" && one.row.case == case), "{told:?}");
    let again = trial.desk.urge(&hu, &case, &line.item, ZH).await;
    assert!(matches!(again, Err(Rejection::Invalid(_))), "not twice within half a day");
    let open =
        async || trial.desk.supervision(&hu, ZH).await.unwrap().urged.iter().map(|one| one.open).collect::<Vec<_>>();
    assert_eq!(open().await, [true]);
    trial.desk.perform(&lin, &case, sent("answer", &[("outcome", "每日六时开门")]), ZH).await.unwrap();
    assert_eq!(open().await, [false], "it has been done since");
    // Who does not supervise sees and presses for nothing.
    let theirs = trial.desk.supervision(&bo, ZH).await.unwrap();
    assert!(!theirs.supervises && theirs.groups.is_empty() && theirs.samples.is_empty());
    assert!(matches!(trial.desk.urge(&bo, &case, &line.item, ZH).await, Err(Rejection::NotFound)));
}

async fn ended_cases_are_drawn_by_lot_and_judged(trial: &Trial) {
    let hu = managed(trial).await;
    let lin = trial.session("lin").await;
    let asked = |size: &str| SampleAsked {
        sort: "call".to_owned(),
        regulation: crate::trial::CLUB.to_owned(),
        from: "2026-03-01".to_owned(),
        until: "2026-03-31".to_owned(),
        size: size.to_owned(),
    };
    for once in ["a", "b", "c"] {
        let (case, _) = trial.enquiry(once).await;
        trial.desk.perform(&lin, &case, sent("answer_now", &[("outcome", "六点开门")]), ZH).await.unwrap();
    }
    assert!(
        matches!(trial.desk.draw_sample(&lin, &asked("2"), ZH).await, Err(Rejection::Invalid(_))),
        "not for everybody"
    );
    assert!(matches!(trial.desk.draw_sample(&hu, &asked("0"), ZH).await, Err(Rejection::Invalid(_))));
    let none = SampleAsked { from: "2026-01-01".to_owned(), until: "2026-01-31".to_owned(), ..asked("2") };
    assert!(matches!(trial.desk.draw_sample(&hu, &none, ZH).await, Err(Rejection::Invalid(_))));
    trial.desk.draw_sample(&hu, &asked("2"), ZH).await.unwrap();
    let view = trial.desk.supervision(&hu, ZH).await.unwrap();
    let [sample] = view.samples.as_slice() else { panic!("{view:?}") };
    assert_eq!((sample.size, sample.among, sample.lines.len(), sample.counts), (2, 3, 2, [0, 0, 0]));
    let case = sample.lines.first().unwrap().row.case.clone();
    let judge = async |case: &str, found| trial.desk.judge_sample(&hu, (&sample.id, case), (found, "很周到"), ZH).await;
    assert!(matches!(judge("club.nosuch", "wrong").await, Err(Rejection::NotFound)));
    assert!(matches!(judge(&case, "").await, Err(Rejection::Invalid(_))));
    judge(&case, "wrong").await.unwrap();
    judge(&case, "in_order").await.unwrap();
    let view = trial.desk.supervision(&hu, ZH).await.unwrap();
    let sample = view.samples.first().unwrap();
    assert_eq!(sample.counts, [1, 0, 0], "the last word counts");
    assert!(sample.lines.iter().any(|line| line.note == "很周到" && line.found == "in_order"), "{sample:?}");
    let log = trial.desk.store().load("office:club", 0).await.unwrap();
    assert!(log.iter().all(|commit| !commit.body.contains("很周到")), "the note is sealed");
}

const BUREAU: &str = "r09-government-bureau";

/// A bureau with somebody for every role, in a window each.
pub(crate) async fn bureau(trial: &Trial) -> [Session; 4] {
    let regulation = trial.desk.regulation_text(BUREAU).unwrap();
    let founding = Founding::new("bureau", Label::new("示例局", "Example bureau"), &[BUREAU]);
    trial.desk.found_office(founding.with_member_for_every_role(&regulation)).await.unwrap();
    let staff = async |person| trial.desk.session_for("bureau", person).await.unwrap();
    [staff("bureau_office").await, staff("bureau").await, staff("investigator").await, staff("window_staff").await]
}

/// A complaint that was looked into, and by which a correction was ordered until a day.
pub(crate) async fn ordered(trial: &Trial, [clerk, bureau, investigator, _]: &[Session; 4]) -> String {
    let pairs = [
        ("party.complainant.0.name", "欧阳不凡"),
        ("party.complainant.0.address", "某路一号"),
        ("party.complainant.0.contact", "13900000001"),
        ("party.respondent.0.name", "一号窗口"),
        ("matter", "材料齐全仍要求再跑一次"),
    ];
    let case = trial.desk.begin(clerk, BUREAU, "oral", sent("register", &pairs), ZH).await.unwrap().case;
    let done = async |who: &Session, act: &str, option: &str, pairs: &[(&str, &str)]| {
        let option = (!option.is_empty()).then(|| option.to_owned());
        trial.desk.perform(who, &case, Sent { option, ..sent(act, pairs) }, ZH).await.unwrap();
    };
    done(bureau, "review", "within_power", &[]).await;
    done(bureau, "appoint", "", &[("role.investigator", "investigator"), ("related", "no")]).await;
    done(investigator, "hear", "complainant", &[("said", "材料齐全")]).await;
    done(investigator, "hear", "respondent", &[("said", "系统故障")]).await;
    done(investigator, "verify", "", &[("verified", "材料确已齐全")]).await;
    let order = [("result", "责令改正"), ("required", "公示清单"), ("correct_by", "2026-03-20")];
    done(bureau, "decide", "correction", &order).await;
    case
}

async fn an_order_stands_with_its_day_until_it_is_answered(trial: &Trial) {
    let people = bureau(trial).await;
    let case = ordered(trial, &people).await;
    let [clerk, head, _, window] = &people;
    let given = async || trial.desk.supervision(head, ZH).await.unwrap().orders;
    let orders = given().await;
    let [order] = orders.as_slice() else { panic!("{orders:?}") };
    assert_eq!(
        (order.row.case.as_str(), order.sort.as_str(), order.what.as_str()),
        (case.as_str(), "order", "责令改正")
    );
    assert!(order.to.contains("被投诉") && !order.to.contains("一号窗口"), "who it is stands in no list: {order:?}");
    assert!(order.until.contains("3 月 20 日") && order.answered.is_none() && !order.late, "{order:?}");
    assert!(trial.desk.supervision(window, ZH).await.unwrap().orders.is_empty(), "not for everybody");
    trial.to("2026-03-23 10:00").await;
    assert!(given().await.iter().all(|order| order.late), "the day is over and nothing was done");
    trial.desk.perform(clerk, &case, sent("correct_it", &[]), ZH).await.unwrap();
    let orders = given().await;
    assert!(orders.iter().all(|order| order.answered.is_some() && !order.late), "{orders:?}");
    assert!(trial.desk.compare().await.unwrap().is_empty(), "the list is built from the log");
}

async fn units_are_appraised_with_the_mean_of_their_scores(trial: &Trial) {
    let [clerk, head, _, window] = bureau(trial).await;
    let id = format!("{BUREAU}/appraisals");
    for (window, checks, public) in [("window_staff", "40", "45"), ("window_staff", "45", "46"), ("bureau", "50", "50")]
    {
        let row = [("window", window), ("spot_checks", checks), ("supervision", public)];
        trial.desk.write_in_register(&head, &id, &sent("write", &row), ZH).await.unwrap();
    }
    let view = trial.desk.supervision(&clerk, ZH).await.unwrap();
    let [one] = view.appraisals.as_slice() else { panic!("{view:?}") };
    assert_eq!((one.id.as_str(), one.of.as_str()), (id.as_str(), "窗口"));
    assert_eq!(one.scores, ["日常抽查得分", "群众监督得分", "百分考核得分"]);
    let line = one.lines.iter().find(|line| line.who == "窗口工作人员").unwrap();
    assert_eq!((line.rows, line.scores.join(" ")), (2, "42.5 45.5 88".to_owned()), "computed scores are there too");
    assert!(trial.desk.supervision(&window, ZH).await.unwrap().appraisals.is_empty(), "its readers are named");
}

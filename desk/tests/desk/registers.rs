//! Registers: who sees and writes them, rows with a life in the inbox of those who act, limits of a register, what is due first.
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

use dengwen_desk::{
    office::{Founding, Person, Post, Unit},
    view::{InboxRow, Rejection, Sent, Session},
};
use dengwen_regulation::model::Label;

use crate::trial::{CLUB, Trial, ZH, both, sent};

const TOWN: &str = "r17-open-government";
const SHOP: &str = "r08-auto-service";
/// Rows with a life, opened by an act of the register.
const CHECKS: &str = "r40-telecom-service-conduct";
/// Rows without one.
const ADJUSTMENTS: &str = "r35-home-furnishing";

both! {
    a_row_is_written_by_those_whom_the_regulation_names at "2026-03-02 09:00",
    a_row_with_a_life_is_in_the_inbox_of_those_who_act at "2026-03-02 09:00",
    a_register_with_a_limit_is_in_the_inbox_of_whom_it_binds at "2026-03-02 09:00",
    acts_that_open_a_row_have_their_form_at_the_register at "2026-03-02 09:00",
    what_came_in_shows_the_first_date_of_the_regulation at "2026-03-02 09:00",
    what_is_wanted_at_once_is_not_counted_as_overdue at "2026-03-02 09:00",
}

async fn town(trial: &Trial) {
    let member = |id: &str, unit: &str| Person { unit: Some(unit.to_owned()), ..Person::new(id, id) };
    let unit = |id: &str| Unit::new(id, Label::plain(id));
    let founding = Founding {
        units: vec![unit("supervision"), unit("roads")],
        people: vec![member("mei", "supervision"), member("fan", "supervision"), member("li", "roads")],
        posts: vec![
            Post::always("office", "supervision", "mei"),
            Post::always("filer", "supervision", "fan"),
            Post::always("unit_head", "roads", "li"),
        ],
        ..Founding::new("town", Label::new("示例镇", "Example town"), &[TOWN])
    };
    trial.desk.found_office(founding).await.unwrap();
}

async fn staff(trial: &Trial, office: &str, person: &str) -> Session {
    trial.desk.session_for(office, person).await.unwrap()
}

async fn inbox(trial: &Trial, session: &Session) -> Vec<InboxRow> {
    let view = trial.desk.inbox(session, "", None, ZH).await.unwrap();
    view.groups.into_iter().flat_map(|group| group.rows).collect()
}

async fn letter(trial: &Trial) -> String {
    let pairs =
        [("party.complainant.0.name", "村民甲"), ("party.complainant.0.contact", "一村"), ("facts", "收费目录未公开")];
    let mei = staff(trial, "town", "mei").await;
    trial.desk.begin(&mei, TOWN, "letter", sent("register", &pairs), ZH).await.unwrap().case
}

async fn a_row_is_written_by_those_whom_the_regulation_names(trial: &Trial) {
    town(trial).await;
    let (mei, li) = (staff(trial, "town", "mei").await, staff(trial, "town", "li").await);
    let id = format!("{TOWN}/sanctions");
    let row = sent("write", &[("person", "li"), ("conduct", "推诿不办"), ("level", "criticism")]);
    assert!(matches!(trial.desk.register_page(&li, &id, ZH).await, Err(Rejection::NotFound)));
    assert!(matches!(trial.desk.write_in_register(&li, &id, &row, ZH).await, Err(Rejection::Forbidden)));
    let page = trial.desk.register_page(&mei, &id, ZH).await.unwrap();
    let keys: Vec<&str> = page.forms.first().unwrap().fields.iter().map(|field| field.key.as_str()).collect();
    assert_eq!((keys, page.rows.len()), (vec!["person", "conduct", "level"], 0));
    let once = Sent { once: "a".to_owned(), ..row };
    for _ in 0..2 {
        trial.desk.write_in_register(&mei, &id, &once, ZH).await.unwrap();
    }
    let page = trial.desk.register_page(&mei, &id, ZH).await.unwrap();
    let cells: Vec<Vec<String>> =
        page.rows.iter().map(|row| row.cells.iter().map(|cell| cell.value.clone()).collect()).collect();
    assert_eq!(cells, [["li", "推诿不办", "批评教育"]], "sent twice it is one row");
    let wrong = sent("write", &[("level", "shot")]);
    assert!(matches!(trial.desk.write_in_register(&mei, &id, &wrong, ZH).await, Err(Rejection::Invalid(_))));
    let empty = trial.desk.write_in_register(&mei, &id, &sent("write", &[]), ZH).await;
    assert!(matches!(empty, Err(Rejection::Refused(_))), "{empty:?}");
    assert!(trial.desk.compare().await.unwrap().is_empty());
}

async fn a_row_with_a_life_is_in_the_inbox_of_those_who_act(trial: &Trial) {
    town(trial).await;
    let (mei, li) = (staff(trial, "town", "mei").await, staff(trial, "town", "li").await);
    let case = letter(trial).await;
    assert!(inbox(trial, &li).await.is_empty());
    trial.desk.perform(&mei, &case, sent("open_common", &[("to", "roads")]), ZH).await.unwrap();
    let mine = inbox(trial, &li).await;
    let row = mine.first().unwrap();
    assert_eq!((mine.len(), row.title.as_str(), row.stage.as_str()), (1, "共性问题改进", "研究"));
    let seen = trial.desk.case(&li, &row.case, ZH).await.unwrap();
    assert!(seen.open.iter().any(|form| form.act == "announce"));
    let id = format!("{TOWN}/improvements");
    assert_eq!(trial.desk.register_page(&li, &id, ZH).await.unwrap().rows.len(), 1);
    trial.desk.perform(&li, &row.case, sent("announce", &[("measures", "每月公开")]), ZH).await.unwrap();
    let page = trial.desk.register_page(&mei, &id, ZH).await.unwrap();
    let row = page.rows.first().unwrap();
    assert_eq!((row.stage.as_str(), page.rows.len()), ("已公告", 1));
    assert!(row.cells.iter().any(|cell| cell.value == "每月公开"));
    assert!(inbox(trial, &li).await.is_empty());
    assert!(trial.desk.compare().await.unwrap().is_empty());
}

async fn a_register_with_a_limit_is_in_the_inbox_of_whom_it_binds(trial: &Trial) {
    town(trial).await;
    let fan = staff(trial, "town", "fan").await;
    let mine = inbox(trial, &fan).await;
    let row = mine.iter().find(|row| row.case == format!("register:{TOWN}/filings")).unwrap();
    assert!(row.due.at.is_some(), "{row:?}");
    let page = trial.desk.register_page(&fan, &format!("{TOWN}/filings"), ZH).await.unwrap();
    assert!(page.limits.iter().any(|limit| limit.id == "filing" && limit.running));
    assert!(page.forms.is_empty(), "nobody writes in it by hand");
    let names: Vec<String> =
        trial.desk.register_list(&fan, ZH).await.unwrap().into_iter().map(|line| line.id).collect();
    assert_eq!(names, [format!("{TOWN}/filings")]);
}

async fn acts_that_open_a_row_have_their_form_at_the_register(trial: &Trial) {
    let person = |id: &str| Person { unit: Some("desk".to_owned()), ..Person::new(id, id) };
    let founding = Founding {
        units: vec![Unit::new("desk", Label::plain("desk"))],
        people: vec![person("wei"), person("na")],
        posts: vec![Post::always("checker", "desk", "wei"), Post::always("customer_service_branch", "desk", "wei")],
        ..Founding::new("shop", Label::new("示例营业厅", "Example shop"), &[CHECKS, ADJUSTMENTS])
    };
    trial.desk.found_office(founding).await.unwrap();
    let (wei, na) = (staff(trial, "shop", "wei").await, staff(trial, "shop", "na").await);
    let id = format!("{CHECKS}/checks");
    assert!(matches!(trial.desk.register_page(&na, &id, ZH).await, Err(Rejection::NotFound)));
    let form = trial.desk.register_page(&wei, &id, ZH).await.unwrap().forms.remove(0);
    assert_eq!((form.act.as_str(), form.label.as_str()), ("checks.check", "登记检查"));
    let must: Vec<&str> = form.fields.iter().filter(|one| one.must).map(|one| one.key.as_str()).collect();
    assert_eq!(must, ["person", "on"], "what is required is asked");
    let row = Sent { once: "a".to_owned(), ..sent("checks.check", &[("person", "na"), ("on", "2026-03-02")]) };
    for _ in 0..2 {
        trial.desk.write_in_register(&wei, &id, &row, ZH).await.unwrap();
    }
    let page = trial.desk.register_page(&wei, &id, ZH).await.unwrap();
    assert_eq!(page.rows.len(), 1, "sent twice it is one row");
    assert_eq!(page.rows.first().unwrap().cells.first().unwrap().value, "na");
    let empty = trial.desk.write_in_register(&wei, &id, &sent("checks.check", &[]), ZH).await;
    assert!(matches!(&empty, Err(Rejection::Invalid(wrong)) if wrong.len() == 2), "{empty:?}");
    assert!(matches!(trial.desk.write_in_register(&na, &id, &row, ZH).await, Err(Rejection::Forbidden)));
    // Everybody of the office opens rows here, each by itself.
    let id = format!("{ADJUSTMENTS}/adjustments");
    for (what, n) in [("时限", 1), ("分工", 2)] {
        let row = sent("adjustments.apply", &[("what", what), ("because", "业务变化")]);
        trial.desk.write_in_register(&na, &id, &row, ZH).await.unwrap();
        assert_eq!(trial.desk.register_page(&wei, &id, ZH).await.unwrap().rows.len(), n, "{what}");
    }
    assert!(trial.desk.compare().await.unwrap().is_empty());
}

async fn shop(trial: &Trial) -> Vec<Session> {
    let regulation = trial.desk.regulation_text(SHOP).unwrap();
    let founding = Founding::new("shop", Label::new("示例汽修", "Example garage"), &[SHOP])
        .with_member_for_every_role(&regulation);
    let office = trial.desk.found_office(founding).await.unwrap();
    let mut all = Vec::new();
    for person in office.people.keys() {
        all.push(staff(trial, "shop", person).await);
    }
    all
}

async fn what_came_in_shows_the_first_date_of_the_regulation(trial: &Trial) {
    let everybody = shop(trial).await;
    let matter = trial.desk.office("shop", ZH).await.unwrap().matters.into_iter().next().unwrap();
    let form = trial.desk.intake("shop", &matter.id, ZH).await.unwrap();
    let answer = |field: &dengwen_desk::view::FieldView| {
        let value = field.options.first().map_or_else(|| "示例".to_owned(), |choice| choice.value.clone());
        (field.key.clone(), value)
    };
    let fields = form.fields.iter().flat_map(|field| std::iter::once(field).chain(&field.children));
    let typed = fields.filter(|field| field.must && field.children.is_empty()).map(answer).collect();
    let handed_in = Sent { act: form.act.clone(), typed, once: "a".to_owned(), ..Sent::default() };
    trial.desk.submit("shop", &matter.id, handed_in, ZH).await.unwrap();
    let mut seen = Vec::new();
    for session in &everybody {
        let rows = inbox(trial, session).await;
        seen.extend(rows.into_iter().filter(|row| row.case.starts_with("incoming:")).filter_map(|row| row.due.at));
    }
    assert!(!seen.is_empty() && seen.iter().all(|at| *at == crate::trial::at("2026-03-02 09:30")), "{seen:?}");
    assert!(trial.desk.compare().await.unwrap().is_empty());
}

async fn what_is_wanted_at_once_is_not_counted_as_overdue(trial: &Trial) {
    trial.club().await;
    trial.enquiry("a").await;
    trial.to("2026-03-02 11:00").await;
    let lin = staff(trial, "club", "lin").await;
    let view = trial.desk.inbox(&lin, "", None, ZH).await.unwrap();
    let rows: Vec<&InboxRow> = view.groups.iter().flat_map(|group| &group.rows).collect();
    assert!(rows.iter().any(|row| row.due.head == "立即"), "{rows:?}");
    let late = view.counts.iter().find(|(label, ..)| label == "已超期");
    assert!(late.is_none(), "{:?} {CLUB}", view.counts);
    assert!(view.groups.iter().all(|group| group.label != "已超期"), "{rows:?}");
}

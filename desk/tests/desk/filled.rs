//! What an office fills in beside the text: rows of tables, entries of lists, and what the engine makes of them.
#![expect(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests fail by panicking")]

use dengwen_desk::{
    Desk,
    office::{Founding, Person, Unit},
    view::{Rejection, Sent, Session},
};
use dengwen_regulation::model::Label;

use crate::trial::{CLUB, Trial, ZH, at, both, enquiry, sent, typed};

both! {
    a_row_of_a_table_counts_from_its_day_until_it_is_ended at "2026-03-02 10:00",
    a_row_is_entered_by_whom_the_regulation_names_and_by_nobody_else at "2026-03-02 10:00",
    an_entry_of_a_list_is_offered_until_it_is_switched_off at "2026-03-02 10:00",
    an_entry_of_a_class_tree_keeps_its_name_once_it_is_switched_off at "2026-03-02 10:00",
}

/// A regulation with a table that its own role edits: departments by subject.
const HOSPITAL: &str = "r25-hospital-petition";
const TABLE: &str = "counterparts";

async fn hospital(trial: &Trial) -> Session {
    let regulation = trial.desk.regulation_text(HOSPITAL).unwrap();
    let mut founding = Founding::new("hospital", Label::new("示例医院", "Example hospital"), &[HOSPITAL])
        .with_member_for_every_role(&regulation);
    founding.units.push(Unit::new("nursing_unit", Label::new("护理部", "nursing")));
    founding.units.push(Unit::new("clinic", Label::new("门诊部", "clinic")));
    founding.people.push(Person { administrator: true, ..Person::new("administrator", "管理员") });
    trial.desk.found_office(founding).await.unwrap();
    trial.desk.session_for("hospital", "administrator").await.unwrap()
}

fn row(subject: &str, unit: &str) -> Vec<(String, String)> {
    typed(&[("by.subject", subject), ("gives.is", unit)])
}

/// Who gets a matter of nursing where the table decides; nobody where it has no row.
async fn goes_to(desk: &Desk, once: &str) -> Option<String> {
    let office = desk.session_for("hospital", "petition_office").await.unwrap();
    let form = [
        ("party.complainant.0.name", "患者甲"),
        ("party.complainant.0.contact", "13900000201"),
        ("party.complainant.0.relation", "patient"),
        ("matter", "夜间呼叫后护士久未到场"),
        ("class.subject", "nursing"),
    ];
    let form = Sent { once: once.to_owned(), ..sent("receive", &form) };
    let case = desk.begin(&office, HOSPITAL, "letter", form, ZH).await.unwrap().case;
    let seq = desk.case(&office, &case, ZH).await.unwrap().seq;
    let goes =
        Sent { seq, option: Some("counterpart".to_owned()), ..sent("transfer", &[("class.subject", "nursing")]) };
    match desk.perform(&office, &case, goes, ZH).await {
        Ok(_) => {
            let assigned = desk.case(&office, &case, ZH).await.unwrap().assigned;
            Some(assigned.into_iter().map(|(_, who)| who).collect())
        }
        Err(Rejection::Refused(why)) => {
            assert!(why[0].cited.text.contains("未填对口科室"), "{why:?}");
            None
        }
        Err(other) => panic!("{other:?}"),
    }
}

async fn a_row_of_a_table_counts_from_its_day_until_it_is_ended(trial: &Trial) {
    let desk = &trial.desk;
    let admin = hospital(trial).await;
    assert_eq!(goes_to(desk, "none").await, None);
    let table = async || desk.tables(&admin, HOSPITAL, ZH).await.unwrap().into_iter().find(|t| t.id == TABLE).unwrap();
    assert!(table().await.findings.iter().any(|text| text.contains("护理服务")), "what has no row is told");
    for (wrong, key) in [(row("nobody", "clinic"), "by.subject"), (row("nursing", "nowhere"), "gives.is")] {
        let Err(Rejection::Invalid(keys)) = desk.enter_table_row(&admin, HOSPITAL, TABLE, &wrong, None, ZH).await
        else {
            panic!("{key}: taken");
        };
        assert_eq!(keys.into_iter().map(|(key, _)| key).collect::<Vec<_>>(), [key]);
    }
    desk.enter_table_row(&admin, HOSPITAL, TABLE, &row("nursing", "nursing_unit"), None, ZH).await.unwrap();
    assert_eq!(goes_to(desk, "first").await.as_deref(), Some("护理部"));
    assert!(!table().await.findings.iter().any(|text| text.contains("护理服务")));
    // Another for the same subject from a day on: the first ends there.
    let next = at("2026-03-09 00:00");
    desk.enter_table_row(&admin, HOSPITAL, TABLE, &row("nursing", "clinic"), Some(next), ZH).await.unwrap();
    let rows = table().await.rows;
    let told: Vec<_> = rows.iter().map(|row| (row.cells.clone(), row.until, row.holds)).collect();
    let cells = |unit: &str| vec!["护理服务".to_owned(), unit.to_owned()];
    assert_eq!(told, [(cells("门诊部"), None, false), (cells("护理部"), Some(next), true)]);
    trial.to("2026-03-09 08:00").await;
    let (changes, _) = desk.office_history(&admin, None, ZH).await.unwrap();
    let told: Vec<_> = changes[0].differences.iter().map(|one| (&*one.before, &*one.after)).collect();
    assert!(changes[0].what.contains("对口科室 · 护理服务"), "{:?}", changes[0]);
    assert_eq!(told[0], ("护理部", "门诊部"), "what stood there before is told");
    assert_eq!(
        changes.iter().filter(|one| one.what.contains("护理服务")).count(),
        2,
        "a row in place of another is one change"
    );
    let last = table().await.rows.first().unwrap().clone();
    assert!(last.holds);
    assert_eq!(goes_to(desk, "second").await.as_deref(), Some("门诊部"));
    desk.end_table_row(&admin, HOSPITAL, TABLE, last.place, desk.now()).await.unwrap();
    assert_eq!(goes_to(desk, "ended").await, None, "an ended row counts no more");
    let (changes, _) = desk.office_history(&admin, None, ZH).await.unwrap();
    let told: Vec<_> = changes[0].differences.iter().map(|one| (&*one.label, &*one.before)).collect();
    assert_eq!(told, [("至", "")], "{:?}", changes[0]);
    let twice = desk.end_table_row(&admin, HOSPITAL, TABLE, last.place, desk.now()).await;
    assert!(matches!(twice, Err(Rejection::NotFound)));
    assert_eq!(desk.compare().await.unwrap(), Vec::new());
}

async fn a_row_is_entered_by_whom_the_regulation_names_and_by_nobody_else(trial: &Trial) {
    let desk = &trial.desk;
    hospital(trial).await;
    let office = desk.session_for("hospital", "petition_office").await.unwrap();
    assert_eq!(desk.tables(&office, HOSPITAL, ZH).await.unwrap().len(), 1);
    desk.enter_table_row(&office, HOSPITAL, TABLE, &row("nursing", "nursing_unit"), None, ZH).await.unwrap();
    let head = desk.session_for("hospital", "dept_head").await.unwrap();
    assert!(desk.tables(&head, HOSPITAL, ZH).await.unwrap().is_empty());
    let entered = desk.enter_table_row(&head, HOSPITAL, TABLE, &row("nursing", "clinic"), None, ZH).await;
    assert!(matches!(entered, Err(Rejection::NotFound)));
    assert!(matches!(desk.end_table_row(&head, HOSPITAL, TABLE, 0, desk.now()).await, Err(Rejection::NotFound)));
    assert!(matches!(desk.lists(&head, HOSPITAL, ZH).await, Err(Rejection::Forbidden)));
}

async fn an_entry_of_a_list_is_offered_until_it_is_switched_off(trial: &Trial) {
    trial.club().await;
    let desk = &trial.desk;
    let admin = Session { administrator: true, ..trial.session("lin").await };
    let added = desk.enter_list_entry(&admin, CLUB, "channels", (Label::new("微信客服", ""), None), ZH).await;
    added.unwrap();
    let twice = desk.enter_list_entry(&admin, CLUB, "channels", (Label::new("微信客服", ""), None), ZH).await;
    assert!(matches!(twice, Err(Rejection::Invalid(_))), "a name stands once");
    let closed = desk.enter_list_entry(&admin, CLUB, "roles", (Label::new("新职务", ""), None), ZH).await;
    assert!(matches!(closed, Err(Rejection::NotFound)), "only what the regulation leaves open");
    let offered = async || {
        let begins = desk.begins(&admin, ZH).await.unwrap();
        begins.into_iter().any(|(_, channel, _)| channel == "own_1")
    };
    assert!(offered().await);
    desk.begin(&admin, CLUB, "own_1", enquiry("a"), ZH).await.unwrap();
    desk.end_list_entry(&admin, CLUB, "channels", "own_1").await.unwrap();
    assert!(!offered().await);
    assert!(desk.begin(&admin, CLUB, "own_1", enquiry("b"), ZH).await.is_err(), "switched off");
    let list = desk.lists(&admin, CLUB, ZH).await.unwrap().into_iter().find(|list| list.path == "channels").unwrap();
    let entry = list.entries.iter().find(|entry| entry.id == "own_1").unwrap();
    assert!(entry.until.is_some() && list.entries.iter().any(|entry| entry.from.is_none()));
    assert_eq!(desk.compare().await.unwrap(), Vec::new());
}

async fn an_entry_of_a_class_tree_keeps_its_name_once_it_is_switched_off(trial: &Trial) {
    let pack = "r37-property-severity";
    let regulation = trial.desk.regulation_text(pack).unwrap();
    let founding = Founding::new("estate", Label::new("示例物业", "Example estate"), &[pack]);
    trial.desk.found_office(founding.with_member_for_every_role(&regulation)).await.unwrap();
    let desk = &trial.desk;
    let admin = Session { administrator: true, ..desk.session_for("estate", "project_centre").await.unwrap() };
    let path = "classes.nature.values";
    let entry = (Label::new("电梯", "lifts"), Some("safety".to_owned()));
    desk.enter_list_entry(&admin, pack, path, entry, ZH).await.unwrap();
    let astray = (Label::new("水泵", "pumps"), Some("nowhere".to_owned()));
    let astray = desk.enter_list_entry(&admin, pack, path, astray, ZH).await;
    assert!(matches!(&astray, Err(Rejection::Invalid(keys)) if keys[0].0 == "of"), "{astray:?}");
    let list = desk.lists(&admin, pack, ZH).await.unwrap().into_iter().find(|list| list.path == path).unwrap();
    let entry = list.entries.iter().find(|entry| entry.label == "电梯").unwrap();
    assert_eq!(entry.of.as_ref().map(|(id, _)| id.as_str()), Some("safety"));
    // It is offered where the class is asked.
    let (matter, channel, _) = desk.begins(&admin, ZH).await.unwrap().into_iter().next().unwrap();
    let form = desk.begin_form(&admin, &matter, &channel, ZH).await.unwrap();
    let asked = form.fields.iter().find(|field| field.key == "class.nature").unwrap();
    assert!(asked.options.iter().any(|one| one.label.ends_with("› 电梯")), "{:?}", asked.options);
    let project = form.fields.iter().find(|field| field.key == "in_project").unwrap().options[0].value.clone();
    let typed = [
        ("party.complainant.0.name", "业主甲"),
        ("party.complainant.0.contact", "13900000201"),
        ("in_project", project.as_str()),
        ("matter", "电梯困人"),
        ("class.nature", "own_1"),
        ("class.severity", "general"),
    ];
    let form = Sent { once: "a".to_owned(), ..sent("receive", &typed) };
    let case = desk.begin(&admin, &matter, &channel, form, ZH).await.unwrap().case;
    desk.end_list_entry(&admin, pack, path, "own_1").await.unwrap();
    let view = desk.case(&admin, &case, ZH).await.unwrap();
    assert!(
        format!("{:?}", view.classes).contains("电梯"),
        "it keeps its name where it was chosen: {:?}",
        view.classes
    );
    let form = desk.begin_form(&admin, &matter, &channel, ZH).await.unwrap();
    assert!(!format!("{form:?}").contains("电梯"), "it is offered no more");
    let form = Sent { once: "b".to_owned(), ..sent("receive", &typed) };
    let refused = desk.begin(&admin, &matter, &channel, form, ZH).await;
    assert!(matches!(&refused, Err(Rejection::Invalid(keys)) if keys[0].0 == "class.nature"), "{refused:?}");
}

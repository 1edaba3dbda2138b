//! "Who looked" is a page: of a case, of what came in, of the door.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests fail by panicking")]

use dengwen_desk::{
    office::Person,
    view::{LookLine, LooksView, Rejection},
};

use crate::incoming::{NAME, handed_in, organ, registration, staff};
use crate::trial::{Trial, ZH, both};

both! {
    who_looked_is_a_page at "2026-03-02 10:00",
    who_looked_tells_those_who_read_before_it_was_a_case at "2026-03-02 10:00",
    who_came_is_a_page_for_administrators at "2026-03-02 10:00",
}

/// Who read what, oldest first.
fn told(view: &LooksView) -> Vec<(&str, &str, &str, &str)> {
    fn line(line: &LookLine) -> (&str, &str, &str, &str) {
        (&line.person, &line.unit, &line.what, &line.purpose)
    }
    view.lines.iter().rev().map(line).collect()
}

async fn who_looked_is_a_page(trial: &Trial) {
    trial.club().await;
    let (case, _) = trial.enquiry("a").await;
    let lin = trial.session("lin").await;
    assert_eq!(trial.desk.who_looked(&lin, &case, None, ZH).await.unwrap().lines, [], "nobody yet");
    trial.desk.case(&lin, &case, ZH).await.unwrap();
    trial.desk.open_identity(&lin, &case, 1, "回电核实", ZH).await.unwrap();
    let view = trial.desk.who_looked(&lin, &case, None, ZH).await.unwrap();
    let whole = trial.desk.case(&lin, &case, ZH).await.unwrap();
    assert_eq!(view.of, whole.number);
    let who = whole.parties[0].kind.clone();
    let identity = format!("身份：{who}");
    assert_eq!(told(&view), [("林一", "前台", "本件内容", ""), ("林一", "前台", identity.as_str(), "回电核实")]);
    assert!(view.lines[0].when.contains("10:00") && view.older.is_none(), "{view:?}");
    // Nobody else: whoever may not know of the case finds nothing, and does not learn who reads it.
    let bo = trial.session("bo").await;
    assert!(matches!(trial.desk.who_looked(&bo, &case, None, ZH).await, Err(Rejection::NotFound)));
    assert!(matches!(trial.desk.who_looked(&lin, "club.nothing", None, ZH).await, Err(Rejection::NotFound)));
    // Reading it is not on record, as the page says.
    assert_eq!(trial.desk.who_looked(&lin, &case, None, ZH).await.unwrap(), view);
}

async fn who_looked_tells_those_who_read_before_it_was_a_case(trial: &Trial) {
    organ(trial).await;
    let (_, id) = handed_in(trial, "a").await;
    let (lin, guo, bo) = (staff(trial, "lin").await, staff(trial, "guo").await, staff(trial, "bo").await);
    assert!(matches!(trial.desk.who_looked_at_incoming(&bo, &id, None, ZH).await, Err(Rejection::NotFound)));
    trial.desk.incoming(&guo, &id, ZH).await.unwrap();
    let view = trial.desk.who_looked_at_incoming(&lin, &id, None, ZH).await.unwrap();
    assert_eq!(told(&view), [("郭二", "信访室", "来件内容", "")]);
    let form = registration(trial, &lin, &id, "r").await;
    let case = trial.desk.register_incoming(&lin, &id, form, ZH).await.unwrap().case;
    trial.desk.case(&lin, &case, ZH).await.unwrap();
    let view = trial.desk.who_looked(&lin, &case, None, ZH).await.unwrap();
    let people: Vec<&str> = told(&view).iter().map(|line| line.0).collect();
    assert_eq!(people, ["郭二", "林一", "林一"], "what was read before it was a case is told too: {view:?}");
    assert!(!format!("{view:?}").contains(NAME));
    assert!(trial.desk.compare().await.unwrap().is_empty(), "the way back is built from the log");
    trial.desk.rebuild().await.unwrap();
    assert_eq!(trial.desk.who_looked(&lin, &case, None, ZH).await.unwrap(), view);
}

async fn who_came_is_a_page_for_administrators(trial: &Trial) {
    trial.club().await;
    trial.desk.save_person("club", "", Person { administrator: true, ..Person::new("chief", "总管") }).await.unwrap();
    trial.desk.save_account("club", "lin", "lin@club", "right horse battery").await.unwrap();
    assert!(trial.desk.sign_in("lin@club", "wrong").await.is_err());
    let lin = trial.desk.sign_in("lin@club", "right horse battery").await.unwrap();
    trial.desk.sign_out(&lin.token).await.unwrap();
    assert!(matches!(trial.desk.who_came(&lin, None, ZH).await, Err(Rejection::Forbidden)));
    let chief = trial.session("chief").await;
    let view = trial.desk.who_came(&chief, None, ZH).await.unwrap();
    let did: Vec<&str> = told(&view).iter().map(|line| line.2).collect();
    assert_eq!(did, ["账号开立或密码更改", "密码或验证码不对，被拒", "登录", "退出"]);
    assert!(view.lines.iter().all(|line| line.person == "林一" && line.unit == "前台"));
}

/// More than a page of records: each is on exactly one page, newest first.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_long_list_is_turned_page_by_page() {
    let trial = crate::trial::sqlite("2026-03-02 10:00").await;
    trial.club().await;
    trial.desk.save_person("club", "", Person { administrator: true, ..Person::new("chief", "总管") }).await.unwrap();
    for n in 0..130 {
        trial.desk.save_account("club", "lin", &format!("lin{n}@club"), "right horse battery").await.unwrap();
    }
    let chief = trial.session("chief").await;
    let first = trial.desk.who_came(&chief, None, ZH).await.unwrap();
    let second = trial.desk.who_came(&chief, first.older, ZH).await.unwrap();
    assert_eq!((first.lines.len(), second.lines.len(), second.older), (100, 30, None));
    trial.end().await;
}

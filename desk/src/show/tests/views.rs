//! Whole views of a small case, as snapshots.

use dengwen_case::{Actor, Command, Commit, Outcome, Pass, Principal, Projection, RowKey, Seen, seen_by};
use dengwen_regulation::{
    model::{Id, Lang, Sees, ShapeRef},
    value::{Ref, Value},
};

use super::*;

fn json<T: serde::Serialize>(value: &T) -> String {
    serde_json::to_string_pretty(value).unwrap()
}

#[test]
fn the_case_as_the_desk_sees_it() {
    let mut view = small_case().view(Lang::Zh, Viewer::staff(Sees::All));
    // Day by day the explanation is the calendar's own test.
    view.limits.iter_mut().for_each(|limit| limit.steps.truncate(2));
    insta::assert_snapshot!(json(&view));
}

#[test]
fn the_story_in_both_languages() {
    let world = small_case();
    let line = |story: crate::view::StoryView| {
        format!("{} {} | {} [{}]", story.when, story.who, story.text, story.article.unwrap_or_default())
    };
    let mut all = Vec::new();
    for lang in [Lang::Zh, Lang::En] {
        let story = world.show(lang).story(&world.commits, Viewer::staff(Sees::All));
        all.extend(story.into_iter().map(line));
    }
    insta::assert_snapshot!(all.join("\n"));
}

#[test]
fn a_file_in_a_part_that_is_kept_from_somebody_is_kept_from_them() {
    let mut world = small_case();
    let visit = world.case.rows.iter_mut().find(|row| !row.key.is_main()).unwrap();
    visit.values.insert(Id::from("seen"), Value::Ref(Ref::File("photo".to_owned())));
    let restricted = vec![(visit.key.clone(), vec![Principal::Person("zhou".to_owned())])];
    let projection = Projection { restricted, ..Projection::default() };
    let seen = seen_by(&world.case, &projection, &clerk());
    let show = world.show(Lang::Zh);
    assert!(show.hides_file(&seen, "photo"));
    assert!(!show.hides_file(&Seen::default(), "photo") && !show.hides_file(&seen, "named nowhere"));
    world.case.rows.first_mut().unwrap().values.insert(Id::from("result"), Value::Ref(Ref::File("photo".to_owned())));
    assert!(!world.show(Lang::Zh).hides_file(&seen, "photo"), "it stands in the open as well");
}

#[test]
fn identity_is_shown_to_nobody_until_it_is_opened() {
    let mut world = small_case();
    for lang in [Lang::Zh, Lang::En] {
        let text = json(&world.view(lang, Viewer::staff(Sees::All)));
        assert!(!text.contains("王敏") && !text.contains("13800000000"), "{text}");
    }
    let view = world.view(Lang::Zh, Viewer::staff(Sees::All));
    assert!(view.parties[0].values.iter().all(|value| value.sealed && value.value.is_empty()));
    assert!(view.parties[0].can_open);
    assert!(!world.view(Lang::Zh, Viewer::staff(Sees::Facts)).parties[0].can_open, "facts are all but identity");
    world.names.opened.insert("digest of 王敏".to_owned(), "王敏".to_owned());
    assert_eq!(world.view(Lang::Zh, Viewer::staff(Sees::All)).parties[0].values[0].value, "王敏");
}

#[test]
fn whoever_sees_progress_sees_no_facts() {
    let view = small_case().view(Lang::Zh, Viewer::staff(Sees::Progress));
    let text = json(&(&view.values, &view.parties, &view.papers, &view.story, &view.title, &view.tags, &view.parts));
    assert!(!text.contains("书架"), "{text}");
    assert_eq!(view.strip.len(), 3);
    assert_eq!(view.number, "读〔2026〕0001");
}

#[test]
fn the_receipt_shows_public_words_and_own_papers_only() {
    let world = small_case();
    let (limits, commits): (_, Vec<&Commit>) = (world.limits(), world.commits.iter().collect());
    let reader = Actor { person: None, name: String::new(), principals: vec![Principal::Party(1)], ..Actor::default() };
    let offers = world.offers(&reader);
    let mut view = world.show(Lang::Zh).follow_view(1, &commits, &limits, &offers);
    view.limits.iter_mut().for_each(|limit| limit.steps.truncate(2));
    let text = json(&view);
    assert!(!text.contains("陈立") && !text.contains("王敏") && !text.contains("已断裂"), "{text}");
    assert_eq!(view.stage, "正在办理");
    insta::assert_snapshot!(text);
}

#[test]
fn a_limit_that_passed_is_told_and_shown_as_late() {
    let mut world = small_case();
    let run = world.limits().into_iter().find(|run| run.limit == "closing").unwrap();
    let dengwen_case::LimitState::Running { due: Some(due), .. } = run.state else { panic!("it runs") };
    assert_eq!(due.on.to_string(), "2026-03-10", "the Spring Festival is not counted");
    let pass =
        Command::Pass(Pass { limit: Id::from("closing"), row: RowKey::main(), run: run.run, at: due.at, warns: false });
    assert!(matches!(world.run("2026-03-12T09:00", pass), Outcome::Done(_)));
    let view = world.view(Lang::Zh, Viewer::staff(Sees::All));
    let closing = view.limits.iter().find(|limit| limit.id == "closing").unwrap();
    assert_eq!((closing.due.head.as_str(), closing.due.detail.as_str()), ("超期 2 个工作日", "应于 3 月 10 日"));
    assert_eq!(closing.due.light, crate::view::Light::Late);
    assert_eq!(view.story[0].text, "“答复读者”超期");
    assert_eq!(view.story[0].who, "系统");
    let english = world.view(Lang::En, Viewer::staff(Sees::All));
    assert!(english.limits.iter().any(|limit| limit.due.head == "2 working days overdue"));
}

#[test]
fn the_portal_promises_what_the_limits_say() {
    let world = World::new(SMALL);
    let matter = world.show(Lang::Zh).matter_view("reading-room", &ShapeRef::Main, None);
    insta::assert_snapshot!(json(&matter));
}

#[test]
fn a_paper_prints_rows_by_the_names_of_the_regulation() {
    let mut world = small_case();
    let printed = world.show(Lang::Zh).printed(1, 2).unwrap();
    let ids: Vec<&str> = printed.rows.iter().map(|row| row.id.as_str()).collect();
    assert_eq!(ids, ["matter", "class.weight", "party.reader.name"]);
    assert_eq!(printed.rows[2].value, "（密封）");
    assert_eq!(printed.addressee.as_deref(), Some("读者"));
    assert_eq!((printed.copy.as_ref().unwrap().no, printed.copy.as_ref().unwrap().of), (2, 2));
    assert_eq!(printed.signatures[0].label, "馆长");
    assert_eq!(world.show(Lang::Zh).copies_of(1, 1), [2]);
    assert!(world.show(Lang::Zh).printed(1, 3).is_none(), "there are two copies");
    world.names.opened.insert("digest of 王敏".to_owned(), "王敏".to_owned());
    let opened = world.show(Lang::Zh).printed(1, 2).unwrap();
    assert_eq!((opened.addressee.as_deref(), opened.rows[2].value.as_str()), (Some("王敏"), "王敏"));
}

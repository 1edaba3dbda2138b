//! What stands on papers: the label and the value of whoever's field it is, and today's class on a paper that stays current.

use dengwen_case::{Input, RowKey};
use dengwen_regulation::{model::Lang, model::Sees, value::Value};

use super::*;

const TEXT: &str = "format: 1\nregulation: reading-room\ntitle: 试 | trial\nsource: 试\nversion: {id: \"1\", status: in-force, in-force: 2026-01-01}\n\
    case: {label: 件 | case}\nreading: 试 | trial\norganisation: {authority: private, calendar: cn}\nroles: {desk_clerk: 办事员 | clerk}\n\
    channels: {letter: 来信 | letter}\nfields: {matter: {label: 内容 | matter, type: long}}\n\
    classes: {weight: {label: 等级 | level, values: {slight: 轻微 | slight, grave: 严重 | grave}, default: slight, set-by: {final: desk_clerk}}}\n\
    stages: {open: {label: 在办 | open, owner: desk_clerk}, closed: {label: 办结 | closed, end: true}}\n\
    parts: {slip: {label: 转办单 | slip, many: true, fields: {opinion: {label: 部门意见 | opinion of the department, type: text}},\n    \
      stages: {out: {label: 在办 | out, owner: desk_clerk}, back: {label: 已回 | back, end: true}},\n    \
      acts: {reply: {label: 回复 | reply, by: desk_clerk, in: [out], input: [opinion!], does: [issue: answer, go: back]}}}}\n\
    documents:\n  sheet: {label: 登记表 | sheet, live: true, requires: [matter], blanks: [class.weight]}\n  \
    conclusion: {label: 办结单 | conclusion, requires: [opinion]}\n  answer: {label: 回复单 | answer, requires: [opinion]}\n  \
    letter: {label: 来信 | letter}\n\
    acts:\n  receive: {label: 登记 | receive, begins: any, by: desk_clerk, input: [matter!], does: [issue: sheet]}\n  \
    weigh: {label: 定级 | weigh, by: desk_clerk, in: [open], input: [class.weight!]}\n  \
    send: {label: 转办 | send, opens: slip, by: desk_clerk, in: [open], input: []}\n  \
    hand_in: {label: 收材料 | hand in, by: desk_clerk, in: [open], input: [document.letter!]}\n  \
    conclude: {label: 了结 | conclude, by: desk_clerk, in: [open], input: [opinion!: 办结意见 | conclusion], does: [issue: conclusion]}\n";

fn begun() -> World {
    let mut world = World::new(TEXT);
    let matter = Input::new().with("matter", Value::Text("书架松动".to_owned()));
    world.act("2026-02-09T10:00", "receive", None, matter);
    world
}

fn printed(world: &World, n: u32, id: &str) -> (String, String) {
    let paper = world.show(Lang::Zh).printed(n, 1).unwrap();
    let row = paper.rows.into_iter().find(|row| row.id == id).unwrap();
    (row.label, row.value)
}

#[test]
fn a_paper_that_stays_current_shows_the_class_of_today() {
    let mut world = begun();
    world.act("2026-02-10T10:00", "weigh", None, Input::new().with("class.weight", Value::Choice(Id::from("grave"))));
    assert_eq!(printed(&world, 1, "class.weight"), ("等级".to_owned(), "严重".to_owned()));
}

#[test]
fn a_paper_without_copies_is_reached_from_the_case_page() {
    let view = begun().view(Lang::Zh, Viewer::staff(Sees::All));
    assert_eq!(view.papers[0].copies, [(1, "正本".to_owned())]);
}

#[test]
fn an_input_of_an_act_and_a_field_of_a_part_of_the_same_name_keep_their_own_labels() {
    let mut world = begun();
    let opinion = |text: &str| Input::new().with("opinion", Value::Text(text.to_owned()));
    world.act("2026-02-10T10:00", "conclude", None, opinion("已修好"));
    assert_eq!(printed(&world, 2, "opinion"), ("办结意见".to_owned(), "已修好".to_owned()));
    let show = world.show(Lang::Zh);
    assert_eq!(show.field_label(&RowKey::main(), "opinion"), "办结意见");
    assert_eq!(show.field_label(&RowKey::new(Id::from("slip"), 1), "opinion"), "部门意见");
}

#[test]
fn what_was_handed_in_is_no_letter_of_the_office() {
    let mut world = begun();
    world.act(
        "2026-02-10T10:00",
        "hand_in",
        None,
        Input::new().with("document.letter", Value::Text("信一封".to_owned())),
    );
    let paper = world.show(Lang::Zh).printed(2, 1).unwrap();
    assert_eq!((paper.title.zh.as_str(), paper.organisation.as_str()), ("来信", ""));
    assert!(paper.note.unwrap().contains("以原件为准"), "it says where its words are");
    let ours = world.show(Lang::Zh).printed(1, 1).unwrap();
    assert!(!ours.organisation.is_empty() && ours.note.is_none());
}

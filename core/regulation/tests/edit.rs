//! Changes by form: the rest of the text stays as it is written, and what was added is read as it was meant.
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

use dengwen_packs::Packs;
use dengwen_regulation::{
    edit::{Asked, Editor, Entry, Named, NewChannel, NewClass, NewField, NewStep, Step, Wrong},
    load::{Loaded, load},
    model::{Label, Lang, Regulation},
    tree::Node,
};

/// Every third regulation, with its text.
fn packs() -> impl Iterator<Item = (String, String, Regulation)> {
    Packs::BuiltIn.ids().into_iter().step_by(3).map(|id| {
        let text = Packs::BuiltIn.text(&format!("{id}/regulation.yaml")).unwrap();
        let Loaded { regulation, .. } = load(&Packs::BuiltIn, &id);
        (id, text, regulation.unwrap())
    })
}

fn named(zh: &str, en: &str) -> Named {
    Named {
        label: Label::new(zh, en), reading: "由本单位增设 | added by the office".to_owned(), ..Named::default()
    }
}

/// Lines of the first text are all there in the second, in their order; how many are new or changed.
fn differing(before: &str, after: &str) -> usize {
    let known: Vec<&str> = before.lines().collect();
    after.lines().filter(|line| !known.contains(line)).count()
}

#[test]
fn a_field_is_added_to_every_regulation_and_nothing_else_changes() {
    for (id, text, regulation) in packs() {
        let mut editor = Editor::new(&text).unwrap();
        let first = regulation
            .main
            .acts
            .values()
            .find(|act| editor.at(&act.rule.path.split('.').collect::<Vec<_>>()).is_some());
        let at: Vec<String> = first.iter().map(|act| act.rule.path.clone()).collect();
        let field = NewField {
            named: named("是否需要翻译, 手语", "interpreter wanted"),
            kind: "yes_no".to_owned(),
            asked: Asked::Always,
            at: at.clone(),
            ..NewField::default()
        };
        assert_eq!(editor.add_field(&field, &regulation), Ok("interpreter_wanted".to_owned()), "{id}");
        assert!(differing(&text, editor.text()) <= 3, "{id}: {}", editor.text());
        let node = editor.at(&["fields", "interpreter_wanted"]).unwrap();
        assert_eq!(node.get("label").and_then(Node::text), Some("是否需要翻译, 手语 | interpreter wanted"), "{id}");
        for path in &at {
            let mut path: Vec<&str> = path.split('.').collect();
            path.push("input");
            let asked = editor.at(&path).unwrap().items().last().and_then(Node::text);
            assert_eq!(asked, Some("interpreter_wanted"), "{id}");
        }
        let again = editor.add_field(
            &NewField { named: Named { id: "interpreter_wanted".to_owned(), ..field.named.clone() }, ..field },
            &regulation,
        );
        assert_eq!(again, Err(Wrong::Taken), "{id}");
    }
}

#[test]
fn every_plain_number_is_found_where_it_stands_and_written_anew() {
    let mut seen = 0_usize;
    for (id, text, regulation) in packs() {
        let mut editor = Editor::new(&text).unwrap();
        let lines = editor.numbers(&regulation, Lang::Zh);
        let times = || lines.iter().filter(|line| !matches!(line.key, "target" | "decimals"));
        for line in times() {
            assert!(editor.renumber(&line.path, "soon").is_err(), "{id} {}", line.path);
            editor.renumber(&line.path, "17 working-days").unwrap();
            let steps: Vec<&str> = line.path.split('.').collect();
            assert_eq!(editor.at(&steps).and_then(Node::text), Some("17 working-days"), "{id} {}", line.path);
            seen += 1;
        }
        times().for_each(|line| editor.renumber(&line.path, &line.written).unwrap());
        assert_eq!(editor.text(), text, "{id}: put back, the text is what it was, letter by letter");
    }
    assert!(seen > 40, "{seen}");
}

#[test]
fn the_decimals_of_a_percent_are_a_number_like_others() {
    let text = Packs::BuiltIn.text("r35-home-furnishing/regulation.yaml").unwrap();
    let regulation = load(&Packs::BuiltIn, "r35-home-furnishing").regulation.unwrap();
    let mut editor = Editor::new(&text).unwrap();
    let lines = editor.numbers(&regulation, Lang::Zh);
    let decimals: Vec<_> = lines.iter().filter(|line| line.key == "decimals").collect();
    assert_eq!(decimals.len(), 4);
    for line in decimals {
        editor.renumber(&line.path, "2").unwrap();
        assert!(editor.renumber(&line.path, "whole").is_err());
    }
    assert_eq!(editor.text(), text.replace("decimals: 0", "decimals: 2"));
}

#[test]
fn sentences_of_papers_are_written_and_read_back() {
    let mut seen = 0;
    for (id, text, regulation) in packs() {
        let mut editor = Editor::new(&text).unwrap();
        let here: Vec<_> = regulation.documents.keys().filter(|one| editor.at(&["documents", one]).is_some()).collect();
        for one in here {
            let words = "您反映的问题，编号 {number}，\n已于 {date} “受理”: 请 {party.nobody.name} 等候。";
            editor.write_words(one, "before", words).unwrap();
            let read = editor.at(&["documents", one, "before"]).and_then(Node::text);
            assert_eq!(read, Some(words), "{id} {one}");
            editor.write_words(one, "before", "").unwrap();
            assert_eq!(editor.at(&["documents", one, "before"]).and_then(Node::text), Some(""), "{id} {one}");
            seen += 1;
        }
        assert!(editor.write_words("nowhere", "after", "x").is_err());
    }
    assert!(seen > 30, "{seen}");
}

#[test]
fn roles_that_handle_something_are_changed_and_put_back() {
    let (mut seen, mut new, mut given) = (0, 0, 0);
    for (id, text, regulation) in packs() {
        let mut editor = Editor::new(&text).unwrap();
        let lines = editor.routes(&regulation, Lang::Zh);
        assert!(editor.reroute("acts.nowhere.by", "staff").is_err());
        let (bare, stands): (Vec<_>, Vec<_>) = lines.iter().partition(|line| line.written.is_empty());
        let other = |written: &str| regulation.roles.keys().find(|role| ***role != *written).unwrap().to_string();
        for line in &stands {
            let role = other(&line.written);
            editor.reroute(&line.path, &role).unwrap();
            let steps: Vec<&str> = line.path.split('.').collect();
            assert_eq!(editor.at(&steps).and_then(Node::text), Some(role.as_str()), "{id} {}", line.path);
            assert!(!line.label.is_empty(), "{id} {}", line.path);
            (seen, given) = (seen + 1, given + usize::from(line.path.contains(".assign.")));
        }
        stands.iter().for_each(|line| editor.reroute(&line.path, &line.written).unwrap());
        assert_eq!(editor.text(), text, "{id}: put back, the text is what it was, letter by letter");
        for line in &bare {
            let before = editor.text().lines().count();
            editor.reroute(&line.path, &other("")).unwrap();
            assert!(editor.text().lines().count() <= before + 1, "{id} {}", line.path);
            new += 1;
        }
    }
    assert!(seen > 150 && given > 5 && new > 0, "{seen} {given} {new}");
}

#[test]
fn ways_in_classes_steps_and_entries_are_added_as_they_are_written_by_hand() {
    for (id, text, regulation) in packs() {
        let mut editor = Editor::new(&text).unwrap();
        let role = regulation.roles.keys().next().unwrap().to_string();
        let channel = NewChannel { named: named("微信", "WeChat"), desk: role.clone(), ..NewChannel::default() };
        let channel = editor.add_channel(&channel, &regulation).unwrap();
        assert_eq!(editor.at(&["channels", &channel, "desk"]).and_then(Node::text), Some(role.as_str()), "{id}");
        let class = NewClass {
            named: named("语言", ""),
            values: vec!["普通话 | Mandarin".to_owned(), "方言".to_owned()],
            set_by: role.clone(),
            ..NewClass::default()
        };
        let class = editor.add_class(&class, &regulation).unwrap();
        assert_eq!(editor.at(&["classes", &class, "values", "value_1"]).and_then(Node::text), Some("方言"), "{id}");
        let mut stages = regulation.main.stages.values().map(|stage| stage.rule.path.clone());
        let (Some(from), Some(to)) = (stages.next(), stages.next()) else { continue };
        let step = NewStep { named: named("直接转入", ""), by: role, from: vec![from], to, ..NewStep::default() };
        let step = editor.add_step(&step, &regulation).unwrap();
        assert!(editor.at(&["acts", &step, "does"]).is_some(), "{id}");
        assert!(differing(&text, editor.text()) <= 6, "{id}");
        let found = dengwen_regulation::edit::Found::of(&editor, &regulation, Lang::Zh);
        for list in found.lists {
            let entry = Entry { named: named("另一项", ""), list: list.path.clone(), ..Entry::default() };
            let added = editor.clone().add_entry(&entry, &regulation);
            assert!(added.is_ok(), "{id} {}: {added:?}", list.path);
        }
    }
}

#[test]
fn steps_of_guides_are_changed_added_and_taken_out() {
    let mut seen = 0_usize;
    for (id, text, regulation) in packs() {
        let editor = Editor::new(&text).unwrap();
        for guide in editor.guides(&regulation, Lang::Zh).into_iter().filter(|guide| guide.steps.len() > 1) {
            let mut changed = editor.clone();
            changed.write_guide(&guide, &guide.steps).unwrap();
            assert_eq!(changed.text(), text, "{id}: what stays is left alone");
            let mut after = guide.steps.clone();
            after.last_mut().unwrap().label = "改过的, 一步 | a changed step".to_owned();
            after.first_mut().unwrap().label.clear();
            after.push(Step { label: "又一步".to_owned(), required: true });
            changed.write_guide(&guide, &after).unwrap();
            let now = changed.at(&["guides", &guide.id, "steps"]).unwrap();
            let labels: Vec<&str> =
                now.items().iter().filter_map(|step| step.get("label").and_then(Node::text)).collect();
            assert_eq!(labels.len(), guide.steps.len(), "{id} {}", changed.text());
            assert_eq!(labels.last(), Some(&"又一步"), "{id}");
            assert!(labels.contains(&"改过的, 一步 | a changed step"), "{id}: {labels:?}");
            seen += 1;
        }
    }
    assert!(seen > 0, "{seen}");
}

#[test]
fn what_is_wrong_with_a_name_is_told_apart() {
    let (_, text, regulation) = packs().next().unwrap();
    let mut editor = Editor::new(&text).unwrap();
    let with = |named: Named| NewField { named, kind: "text".to_owned(), ..NewField::default() };
    let id = |id: &str| Named { id: id.to_owned(), ..named("一栏", "") };
    for bad in ["Bad", "1st", "a-b", "栏", "stage"] {
        assert_eq!(editor.add_field(&with(id(bad)), &regulation), Err(Wrong::Id), "{bad}");
    }
    assert_eq!(editor.add_field(&with(named(" ", "x")), &regulation), Err(Wrong::Name));
    let bare = Named { reading: String::new(), ..named("一栏", "") };
    assert_eq!(editor.add_field(&with(bare), &regulation), Err(Wrong::Source));
    let choice = NewField { kind: "choice".to_owned(), ..with(named("一栏", "")) };
    assert_eq!(editor.add_field(&choice, &regulation), Err(Wrong::Options));
    assert_eq!(editor.text(), text, "nothing is written");
    assert_eq!(editor.add_field(&with(named("一栏", "")), &regulation), Ok("field_1".to_owned()));
    assert_eq!(editor.add_field(&with(named("又一栏", "42")), &regulation), Ok("field_2".to_owned()));
}

#[test]
fn shared_procedures_are_taken_into_use_and_changed() {
    let mut seen = 0_usize;
    for (id, text, regulation) in packs() {
        let mut editor = Editor::new(&text).unwrap();
        let shared = editor.shared(&Packs::BuiltIn, "shared/recusal", &regulation, Lang::Zh).unwrap();
        let typed: Vec<(String, String)> =
            shared.params.iter().map(|one| (one.key.clone(), one.value.clone())).collect();
        if shared.used {
            editor.write_use(&shared, &typed).unwrap();
            assert_eq!(editor.text(), text, "{id}: what stays is left alone");
            seen += 1;
        }
        let typed = [("asked-by".to_owned(), "staff，desk".to_owned())];
        let keep =
            shared.params.iter().filter(|one| one.key != "asked-by").map(|one| (one.key.clone(), one.value.clone()));
        editor.write_use(&shared, &keep.chain(typed).collect::<Vec<_>>()).unwrap();
        let now = editor.at(&["uses", "shared/recusal", "asked-by"]).unwrap();
        assert_eq!(now.items().iter().filter_map(Node::text).collect::<Vec<_>>(), ["staff", "desk"], "{id}");
    }
    assert!(seen > 0);
}

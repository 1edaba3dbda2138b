//! Expressions of the packs in words: every one, in both languages, with the regulation's own labels.
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

use std::{fs, path::PathBuf};

use dengwen_regulation::{
    expr::{Fact, On, Read, act_of, explain, label_of, reads, reads_through, sites},
    load::{Files, load},
    model::{Lang, ShapeRef},
};

struct Packs(PathBuf);

impl Files for Packs {
    fn read(&self, path: &str) -> Option<String> {
        fs::read_to_string(self.0.join(path)).ok()
    }
}

fn packs() -> Packs {
    Packs(PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../packs"))
}

#[test]
fn expressions_are_told_in_words() {
    let mut told = Vec::new();
    for id in ["r01-guangdong-realname-report", "r08-auto-service", "r43-fitness-club"] {
        let reg = load(&packs(), id).regulation.unwrap();
        for site in sites(&reg).iter().filter(|site| &*site.expr.span.file != "shared/standing.yaml") {
            let say = |lang| explain(site.expr, &reg, &site.place.at, lang);
            told.push(format!("{}\n  {}\n  {}", site.expr.text, say(Lang::Zh), say(Lang::En)));
        }
    }
    told.dedup();
    insta::assert_snapshot!(told.join("\n"));
}

#[test]
fn what_is_empty_is_told_by_its_label() {
    let reg = load(&packs(), "r43-fitness-club").regulation.unwrap();
    let of = |name: &str| label_of(&reg, &ShapeRef::Main, name, Lang::Zh);
    assert_eq!(of("loss"), "经济损失");
    assert_eq!(of("level"), "等级");
    assert_eq!(of("setting.big_loss"), "重大经济损失金额");
    assert_eq!(of("input.facts"), "情况");
    assert_eq!(of("party.complainant.name"), "客户/会员的姓名");
}

#[test]
fn what_an_expression_reads_is_known_without_running_it() {
    let reg = load(&packs(), "r01-guangdong-realname-report").regulation.unwrap();
    let repeat = &reg.conditions.get("nothing_new").unwrap().is;
    let told: Vec<String> = reads(&repeat.node).iter().map(|read| format!("{read:?}")).collect();
    let want = ["Name(Here, new_content)", "List(Here, Linked(repeat_of))", "Fact(Var(c), Done(give_feedback, None))"];
    assert_eq!(told, want);
    let close = &reg.main.limits.get("close").unwrap().extend.as_ref().unwrap().cond.as_ref().unwrap();
    assert!(reads_through(close, &reg).contains(&Read::Fact(On::Here, Fact::Passed("close".into()))));
    let guard = &reg.main.acts.get("refuse_repeat").unwrap().refuse.first().unwrap().cond;
    assert!(reads_through(guard, &reg).contains(&Read::Name(On::Here, "new_content".into())), "through the condition");
}

#[test]
fn acts_are_found_from_where_one_stands() {
    let reg = load(&packs(), "r17-open-government").regulation.unwrap();
    let part = ShapeRef::Part("slip".into());
    let found =
        |at: &ShapeRef, name: &str| act_of(&reg, at, name).map(|(at, _, option)| (at, option.map(|o| o.to_string())));
    assert_eq!(found(&ShapeRef::Main, "slip.promise.granted"), Some((part.clone(), Some("granted".to_owned()))));
    assert_eq!(found(&part, "promise"), Some((part.clone(), None)));
    assert_eq!(found(&part, "promise.given"), None);
    assert_eq!(found(&ShapeRef::Main, "promise"), None);
}

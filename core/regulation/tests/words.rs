//! Expressions of the packs in words: every one, in both languages, with the regulation's own labels.
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

use std::{fs, path::PathBuf};

use dengwen_regulation::{
    expr::{explain, label_of, sites},
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

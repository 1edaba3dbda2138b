//! The checker over the packs of the repository: no errors, few warnings; and over the twelve examples' kinds of fault.

use std::{fs, path::PathBuf};

use dengwen_packs::Packs;
use dengwen_regulation::{
    check::check,
    finding::Severity,
    load::{Files, load},
    model::Lang,
};

fn packs() -> Packs {
    Packs::Folder(PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../packs"))
}

fn ids() -> Vec<String> {
    packs().ids()
}

#[test]
fn every_pack_passes_the_checker() {
    let mut errors = Vec::new();
    for id in ids() {
        let regulation = load(&packs(), &id).regulation.unwrap();
        let findings = check(&regulation);
        errors.extend(findings.iter().filter(|f| f.severity == Severity::Error).map(|f| f.render(Lang::En)));
    }
    assert!(errors.is_empty(), "{} errors:\n{}", errors.len(), errors.join("\n"));
}

#[test]
fn warnings_of_the_packs_are_few() {
    for id in ids() {
        let regulation = load(&packs(), &id).regulation.unwrap();
        let found = check(&regulation);
        let told: Vec<String> =
            found.iter().filter(|f| f.severity == Severity::Warning).map(|f| f.render(Lang::En)).collect();
        assert!(told.len() <= 5, "{id}:\n{}", told.join("\n"));
    }
}

/// Warnings over the sound regulation with one thing changed.
#[test]
fn what_may_be_meant_is_a_warning() {
    let sound = fs::read_to_string(PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/sound.yaml")).unwrap();
    let changes = [
        (
            "a setting nothing reads",
            "settings:\n",
            "settings:\n  spare: {label: 备用 | spare, type: text, article: 第一条}\n",
        ),
        (
            "a paper nothing issues",
            "documents:\n",
            "documents:\n  memo: {label: 便函 | memo, requires: [matter], article: 第五条}\n",
        ),
        ("a paper printed before its field is asked", "input: [seen_on!]", "input: [seen_on!], does: [issue: letter]"),
        ("only the party can go on", "asked: true, by: chief, in: [review]", "asked: true, by: customer, in: [review]"),
        (
            "done in a loop",
            "asked: true, by: chief, in: [review]",
            "asked: true, by: chief, in: [review], refuse: [{unless: {done: look}, say: 先查看 | look first}]",
        ),
        (
            "blank and gap",
            "article: 第四条}\n  look",
            "blank: [by], gap: 下文缺失 | the rest is lost, article: 第四条}\n  look",
        ),
    ];
    let mut told = Vec::new();
    for (what, from, to) in changes {
        assert!(sound.contains(from), "{what}");
        let loaded = dengwen_regulation::load::load_str("sound", &sound.replacen(from, to, 1));
        let findings = loaded.findings.iter().cloned().chain(check(&loaded.regulation.unwrap()));
        told.push(format!(
            "# {what}\n{}",
            findings.map(|f| format!("{}\n{}", f.render(Lang::Zh), f.render(Lang::En))).collect::<Vec<_>>().join("\n")
        ));
    }
    insta::assert_snapshot!(told.join("\n\n"));
}

/// Whatever line of a pack is lost or doubled, the loader and the checker answer; they never panic and never take long.
#[test]
fn a_damaged_pack_is_told_of_never_fatal() {
    const STEP: usize = 13;
    for id in ids() {
        let path = format!("{id}/regulation.yaml");
        let text = packs().read(&path).unwrap();
        let lines: Vec<&str> = text.lines().collect();
        for n in (0..lines.len()).step_by(STEP) {
            let less: Vec<&str> = lines.iter().enumerate().filter(|(at, _)| *at != n).map(|(_, line)| *line).collect();
            let damaged = One { path: path.clone(), text: less.join("\n"), packs: packs() };
            let _ = dengwen_regulation::check::findings(&load(&damaged, &id));
        }
    }
}

/// The packs with one file replaced.
struct One {
    path: String,
    text: String,
    packs: Packs,
}

impl Files for One {
    fn read(&self, path: &str) -> Option<String> {
        if path == self.path { Some(self.text.clone()) } else { self.packs.read(path) }
    }
}

#[test]
fn a_part_that_ends_without_moving_the_case_is_told() {
    let sound = fs::read_to_string(PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/sound.yaml")).unwrap();
    let text = sound
        .replace("asked: true, by: chief, in: [review]", "asked: true, by: chief, in: [working]")
        .replace("input: [answer!], does: [go: done]}", "input: [answer!], choose: {\n      no: {label: 无效 | of no use, does: [go: done]}, yes: {label: 有效 | of use, does: [go: done, go: main.closed]}}}");
    let loaded = dengwen_regulation::load::load_str("sound", &text);
    let told: Vec<String> = check(&loaded.regulation.unwrap()).iter().map(|f| f.render(Lang::Zh)).collect();
    insta::assert_snapshot!(told.join("\n"));
}

/// Any other option than the one named opens what asks that it was not chosen.
#[test]
fn what_asks_that_an_option_was_not_chosen_is_opened_by_the_others() {
    let told = |guard: &str| {
        let text = format!(
            "format: 1\nregulation: small\ntitle: 试 | trial\nsource: 试\nversion: {{id: \"1\"}}\nreading: 试 | trial\n\
             roles: {{clerk: 办事员 | clerk}}\nchannels: {{letter: 来信 | letter}}\n\
             stages: {{open: {{label: 在办 | open, owner: clerk}}, done: {{label: 毕 | done, end: true}}}}\n\
             acts:\n  take: {{label: 收 | take, begins: any, by: clerk}}\n  \
             judge: {{label: 定 | judge, by: clerk, in: [open], choose: {{yes: 是 | yes, no: 否 | no}}}}\n  \
             close: {{label: 结 | close, by: clerk, in: [open], refuse: [{{unless: \"{guard}\", say: 不行 | no}}], does: [go: done]}}\n"
        )
        .replace("{yes: ", "{\"yes\": ")
        .replace(", no: ", ", \"no\": ");
        let loaded = dengwen_regulation::load::load_str("small", &text);
        let errors = loaded.findings.iter().filter(|f| f.severity == Severity::Error).count();
        assert_eq!(errors, 0, "{:#?}", loaded.findings);
        let found = check(&loaded.regulation.unwrap());
        found.iter().filter(|f| f.code == "case-stuck").count()
    };
    assert_eq!(told("chosen('judge') != 'no'"), 0);
    assert_eq!(told("!(chosen('judge') == 'no')"), 0);
    assert_eq!(told("done('judge') && chosen('judge') != 'no' && chosen('judge') != 'yes'"), 0, "it may be either");
    assert_eq!(told("chosen('judge') == 'other'"), 1, "nothing opens it");
}

/// A row of a part that is moved first leaves the case on its own way.
#[test]
fn a_part_moved_before_the_case_is_no_dead_end() {
    let told = |does: &str| {
        let text = format!(
            "format: 1\nregulation: small\ntitle: 试 | trial\nsource: 试\nversion: {{id: \"1\"}}\nreading: 试 | trial\n\
             roles: {{clerk: 办事员 | clerk}}\nchannels: {{letter: 来信 | letter}}\n\
             stages: {{open: {{label: 在办 | open, owner: clerk}}, done: {{label: 毕 | done, end: true}}}}\n\
             parts: {{slip: {{label: 单 | slip, many: true, stages: {{todo: {{label: 待办 | todo, owner: clerk}}, over: {{label: 毕 | over, end: true}}}}}}}}\n\
             acts:\n  take: {{label: 收 | take, begins: any, by: clerk}}\n  hand: {{label: 派 | hand out, opens: slip, by: clerk, in: [open]}}\n  \
             close: {{label: 结 | close, by: clerk, in: [open], does: [{does}]}}\n"
        );
        let loaded = dengwen_regulation::load::load_str("small", &text);
        let errors: Vec<_> = loaded.findings.iter().filter(|f| f.severity == Severity::Error).collect();
        assert!(errors.is_empty(), "{errors:#?}");
        let found = check(&loaded.regulation.unwrap());
        found.iter().filter(|f| ["case-stuck", "stage-not-left"].contains(&f.code)).count()
    };
    assert_eq!(told("go: slip.over, go: done"), 0);
    assert_eq!(told("go: done, go: slip.over"), 0);
    assert!(told("go: slip.over") > 0, "the case itself never ends");
}

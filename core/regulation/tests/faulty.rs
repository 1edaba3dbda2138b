//! What is told of faulty files: all at once, with place, the text concerned, what is wrong and the mend.

use dengwen_regulation::{load::load_str, model::Lang};

const HEAD: &str = "format: 1\nregulation: t\ntitle: 测试 | Test\nversion: {id: 1}\n";

fn told(text: &str) -> String {
    let both = |finding: &dengwen_regulation::finding::Finding| {
        format!("{}\n{}", finding.render(Lang::Zh), finding.render(Lang::En))
    };
    load_str("t", text).findings.iter().map(both).collect::<Vec<_>>().join("\n\n")
}

#[test]
fn names_that_are_not_there() {
    insta::assert_snapshot!(told(&format!(
        "{HEAD}
roles: {{clerk: 经办人 | clerk, boss: {{label: 主管 | boss, is: head of clerc}}}}
stages: {{open: {{label: 办理 | open, owner: clerks}}, done: {{label: 办结 | done, end: true}}}}
documents: {{form: {{label: 表 | form, copies: [{{holder: bos}}], requires: [mattter]}}}}
fields: {{matter: {{label: 事项 | matter, type: lon}}}}
classes: {{weight: {{label: 轻重 | weight, values: {{minor: 轻 | minor}}, order: [minor, mayor], grounds: [{{value: majo, label: 重 | major}}]}}}}
acts:
  take: {{label: 收 | take, begins: any, by: clerk, in: [opened], input: [matter!, class.wieght, party.customer], needs: [forms], does: [isue: form, go: dome]}}
  end: {{label: 结 | end, by: clerk, if: {{weight: minro}}, refuse: [{{when: {{done: takes}}, say: 不行 | no}}], does: [issue: frm]}}
limits:
  close: {{label: 办结 | close, within: 15 workingdays, from: act take.yes, until: acts end}}
"
    )));
}

#[test]
fn shapes_that_are_wrong() {
    insta::assert_snapshot!(told(&format!(
        "{HEAD}
roles: {{staff: 职员 | staff, Big-Boss: 主管 | boss, clerk: {{lable: 经办 | clerk}}}}
parties: {{clerk: {{label: 当事人 | party, side: plaintiff}}}}
channels: {{a: {{label: 来信 | letter, by post, hours: 9-5}}}}
settings: {{n: {{label: 数 | n, type: number, default: many}}, d: {{label: 日 | d, type: date, default: 2026-02-30}}}}
stages: {{a: {{label: , owner: clerk}}}}
acts:
  x: {{label: 甲 | A, together: yes, does: [{{whom: clerk}}, go]}}
  y: {{label: 乙 | B, by: clerk, refuse: [{{say: 不行 | no}}, {{when: \"stage == 'a'\"}}], input: [[a]]}}
conditions: {{c: {{label: 可 | may}}}}
"
    )));
}

#[test]
fn a_file_that_breaks_off() {
    insta::assert_snapshot!(told("format: 1\nregulation: t\nroles: {a: 甲 | A, b: {label: 乙 | B\nstages: [\n"));
}

#[test]
fn a_head_that_is_not_there() {
    insta::assert_snapshot!(told("regulation: other\nstages: {a: 甲 | A}\nlayer: {needs: x}\n"));
}

#[test]
fn an_expression_that_cannot_be_read() {
    insta::assert_snapshot!(told(&format!(
        "{HEAD}stages: {{a: 甲 | A}}\nacts: {{x: {{label: 甲 | A, by: staff, if: \"stage == \"}}}}\n"
    )));
}

//! The mend that goes with a rule, where it is the same wherever the rule is broken.

use crate::model::Label;

const MENDS: [(&str, &str, &str); 31] = [
    ("bad-condition", "写作 {stage: 阶段} 或者加引号的表达式", "write `{stage: x}` or an expression in double quotes"),
    (
        "bad-effect",
        "写作 go: 阶段、issue: 文书、tell: 谁 等",
        "write `go: stage`, `issue: document`, `tell: WHO` and the like",
    ),
    ("bad-every", "写作 every: month 或者 every: {setting: x}", "write `every: month` or `every: {setting: x}`"),
    ("bad-guard", "写作 {unless: 条件, say: 中文 | English}", "write `{unless: condition, say: 中文 | English}`"),
    (
        "bad-input",
        "写作 字段、字段!、class.类别轴、party.当事人、document.文书",
        "write `field`, `field!`, `class.axis`, `party.kind`, `document.x`",
    ),
    ("bad-omitted", "写作 {what: …, why: …}", "write `{what: …, why: …}`"),
    ("bad-who", "写作 {chain: [..]} 或者 {either: [..]}", "write `{chain: [..]}` or `{either: [..]}`"),
    ("decimals-without-share", "去掉 decimals，或写 as: share", "leave decimals out, or write as: share"),
    ("empty", "写出内容，或者删去这个键", "write what belongs here, or remove the key"),
    ("empty-label", "写出名称，如 来信 | letter", "write the name, such as 来信 | letter"),
    ("format", "在文件开头写 format: 1", "write `format: 1` at the top of the file"),
    ("no-condition", "加上 is: \"表达式\"", "add `is: \"expression\"`"),
    ("no-count", "加上 count: cases", "add `count: cases`"),
    ("no-head", "在文件开头补上", "add it at the top of the file"),
    ("no-label", "加上 label: 中文 | English", "add `label: 中文 | English`"),
    ("no-limit", "加上 limit: 期限", "add `limit: NAME`"),
    ("no-link", "加上 as: 名称", "add `as: name`"),
    ("no-of", "加上 of: case", "add `of: case`"),
    (
        "no-say",
        "加上 say: 中文 | English，或者用有名称的条件",
        "add `say: 中文 | English`, or use a condition that has a name",
    ),
    ("no-time", "加上 is: 时间，如 is: 15 working-days", "add `is:` with a time, such as `is: 15 working-days`"),
    ("no-value", "加上 is: 结果", "add `is:` with what the row gives"),
    ("nobody", "写明角色、当事人、staff、lead 等", "name a role, a party, `staff`, `lead` and the like"),
    ("not-a-date", "写作 2026-02-17", "write it like 2026-02-17"),
    ("not-a-list", "逐项写作「名称: 内容」", "write each as `name: what it is`"),
    ("not-a-map", "逐项写作「名称: 内容」", "write each as `name: what it is`"),
    ("not-a-number", "写整数，如 3", "write a whole number, such as 3"),
    (
        "not-a-time",
        "写作 15 working-days、60 days、30 minutes、same_day、immediate、promptly",
        "write 15 working-days, 60 days, 30 minutes, same_day, immediate or promptly",
    ),
    ("not-yes-no", "写 true，或者删去这个键", "write `true`, or remove the key"),
    ("too-many-decimals", "写 0 到 4，如 0", "write 0 to 4, such as 0"),
    ("wrong-id", "与目录名写成一样", "write the name of the folder"),
    ("wrong-type", "改值，或者改 type", "change the value, or the type"),
];

/// The mend of a rule.
pub(super) fn mend(code: &str) -> Option<Label> {
    MENDS.iter().find(|(known, ..)| *known == code).map(|(_, zh, en)| Label::new(zh, en))
}

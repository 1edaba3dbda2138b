//! `check`: all findings, then how many there are.

use std::process::ExitCode;

use dengwen_desk::library::template_findings;
use dengwen_regulation::{
    check,
    finding::{Finding, Severity},
    model::Lang,
};
use serde_json::{Value, json};

use super::Format;
use crate::{out, packs::Pack};

/// Everything that is to be said about one regulation.
pub(crate) fn findings(pack: &Pack) -> Vec<Finding> {
    let loaded = pack.load();
    let templates = loaded.regulation.as_ref().map(|regulation| template_findings(pack, regulation));
    let findings = check::findings(&loaded).into_iter().chain(templates.unwrap_or_default());
    findings.map(|finding| pack.placed(finding)).collect()
}

/// Checks regulations.
pub(super) fn check(packs: &[Pack], format: Format, lang: Lang) -> ExitCode {
    let all: Vec<(&Pack, Vec<Finding>)> = packs.iter().map(|pack| (pack, findings(pack))).collect();
    let refused = all.iter().flat_map(|(_, findings)| findings).any(|finding| finding.severity == Severity::Error);
    let text = match format {
        Format::Text => all.iter().map(|(pack, findings)| text(pack, findings, lang)).collect::<Vec<_>>().join("\n"),
        Format::Json => json_of(&all),
    };
    if refused { out::print_failed(&text) } else { out::print(&text) }
}

fn text(pack: &Pack, findings: &[Finding], lang: Lang) -> String {
    let mut text: String = findings.iter().map(|finding| finding.render(lang) + "\n").collect();
    let [errors, warnings, notes] = counts(findings);
    let id = &pack.id;
    text.push_str(&match (lang, errors) {
        (Lang::Zh, 0) => format!("{id}：通过。警告 {warnings}，提示 {notes}\n"),
        (Lang::Zh, _) => format!("{id}：不通过。错误 {errors}，警告 {warnings}，提示 {notes}\n"),
        (Lang::En, 0) => format!("{id}: passes. {warnings} warnings, {notes} notes\n"),
        (Lang::En, _) => format!("{id}: refused. {errors} errors, {warnings} warnings, {notes} notes\n"),
    });
    text
}

fn counts(findings: &[Finding]) -> [usize; 3] {
    [Severity::Error, Severity::Warning, Severity::Note]
        .map(|grade| findings.iter().filter(|finding| finding.severity == grade).count())
}

fn json_of(all: &[(&Pack, Vec<Finding>)]) -> String {
    let one = |(pack, findings): &(&Pack, Vec<Finding>)| {
        let [errors, warnings, notes] = counts(findings);
        json!({"regulation": pack.id, "errors": errors, "warnings": warnings, "notes": notes, "findings": findings})
    };
    super::told::one_or_all(all.iter().map(one).collect::<Vec<Value>>())
}

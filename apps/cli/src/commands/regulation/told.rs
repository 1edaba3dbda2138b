//! `show`, `explain`, `diagram`.

use std::{fmt::Write as _, process::ExitCode};

use dengwen_regulation::{
    model::Lang,
    show::{self, Facts, NamedFact},
};
use serde_json::Value;

use super::{Drawing, Format, readable};
use crate::{out, packs::Pack};

/// Lists the facts of regulations.
pub(super) fn show(packs: &[Pack], format: Format, lang: Lang) -> ExitCode {
    let all: Result<Vec<Facts>, String> =
        packs.iter().map(|pack| readable(pack, lang).map(|reg| show::facts(&reg))).collect();
    match (all, format) {
        (Err(why), _) => out::failed(&why),
        (Ok(all), Format::Json) => {
            let values: Result<Vec<Value>, _> = all.iter().map(serde_json::to_value).collect();
            values.map_or_else(|why| out::failed(&why.to_string()), |values| out::print(&one_or_all(values)))
        }
        (Ok(all), Format::Text) => {
            out::print(&all.iter().map(|facts| text(facts, lang)).collect::<Vec<_>>().join("\n"))
        }
    }
}

/// Tells procedures in words.
pub(super) fn explain(packs: &[Pack], lang: Lang) -> ExitCode {
    each(packs, lang, |reg| show::explain(reg, lang))
}

/// Draws flow charts.
pub(super) fn diagram(packs: &[Pack], format: Drawing, lang: Lang) -> ExitCode {
    each(packs, lang, |reg| match format {
        Drawing::Svg => show::svg(reg, lang),
        Drawing::Mermaid => show::mermaid(reg, lang),
    })
}

fn each(packs: &[Pack], lang: Lang, then: impl Fn(&dengwen_regulation::model::Regulation) -> String) -> ExitCode {
    let all: Result<Vec<String>, String> =
        packs.iter().map(|pack| readable(pack, lang).map(|reg| then(&reg))).collect();
    all.map_or_else(|why| out::failed(&why), |all| out::print(&all.join("\n")))
}

/// One object for one regulation, a list for several.
pub(super) fn one_or_all(mut all: Vec<Value>) -> String {
    match all.len() {
        1 => format!("{:#}", all.remove(0)),
        _ => format!("{:#}", Value::Array(all)),
    }
}

fn text(facts: &Facts, lang: Lang) -> String {
    let zh = lang == Lang::Zh;
    let pick = |zh_text: &str, en: &str| if zh { zh_text.to_owned() } else { en.to_owned() };
    let mut text = format!("{} {}\n{}\n", facts.id, facts.version, pick(&facts.title, &facts.title_en));
    let _ = writeln!(text, "\n{}", pick("期限", "Limits"));
    for limit in &facts.limits {
        let amount = match (&limit.amount, limit.unit) {
            (Some(_), Some("immediate")) => "immediate".to_owned(),
            (Some(amount), Some(unit)) => format!("{amount} {unit}"),
            _ => "—".to_owned(),
        };
        let _ = writeln!(
            text,
            "  {} {} [{amount}] {}",
            limit.id,
            pick(&limit.zh, &limit.en),
            limit.article.as_deref().unwrap_or("")
        );
    }
    let classes: Vec<NamedFact> = facts.classes.iter().map(|class| class.named.clone()).collect();
    let groups = [
        (&classes, "类别", "Classes"),
        (&facts.roles, "角色", "Roles"),
        (&facts.documents, "文书", "Documents"),
        (&facts.measures, "指标", "Figures"),
    ];
    for (group, zh_text, en) in groups {
        let _ = writeln!(text, "\n{}", pick(zh_text, en));
        for fact in group {
            let _ =
                writeln!(text, "  {} {} {}", fact.id, pick(&fact.zh, &fact.en), fact.article.as_deref().unwrap_or(""));
        }
    }
    if !facts.omitted.is_empty() {
        let _ = writeln!(text, "\n{}", pick("有意略去", "Left out on purpose"));
        for omitted in &facts.omitted {
            let _ = writeln!(text, "  {}: {}", omitted.what, omitted.why);
        }
    }
    text
}

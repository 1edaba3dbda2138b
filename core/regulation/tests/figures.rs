//! Which figures of all regulations can be kept as each act is done, and which look beyond the case and why. What a case adds to the
//! latter is judged anew each time, unless the judging finds that it did not look.

use std::{fmt::Write as _, path::PathBuf};

use dengwen_packs::Packs;
use dengwen_regulation::{
    expr::{Beyond, beyond},
    load::load,
    model::Lang,
    show::formula,
};

#[test]
fn few_figures_look_beyond_their_cases() {
    let packs = Packs::Folder(PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../packs"));
    let (mut text, mut kept, mut anew) = (String::new(), 0, 0);
    for id in packs.ids() {
        let regulation = load(&packs, &id).regulation.unwrap();
        let all: Vec<(String, Vec<Beyond>)> =
            regulation.indicators.iter().map(|(id, one)| (id.to_string(), beyond(&regulation, one))).collect();
        let far: Vec<_> = all.iter().filter(|(_, beyond)| !beyond.is_empty()).collect();
        writeln!(text, "{id}: {} kept, {} judged anew", all.len() - far.len(), far.len()).unwrap();
        for (id, beyond) in &far {
            let why: Vec<String> = beyond.iter().map(|one| format!("{one:?}").to_lowercase()).collect();
            writeln!(text, "  {id}: {}", why.join(", ")).unwrap();
        }
        kept += all.len() - far.len();
        anew += far.len();
    }
    writeln!(text, "in all: {kept} kept, {anew} judged anew").unwrap();
    assert!(anew * 4 < kept, "most figures are kept: {kept}, {anew}");
    insta::assert_snapshot!("figures-kept", text);
}

#[test]
fn every_figure_says_in_words_how_it_is_worked_out() {
    let packs = Packs::Folder(PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../packs"));
    let mut text = String::new();
    for id in packs.ids() {
        let regulation = load(&packs, &id).regulation.unwrap();
        for (name, indicator) in &regulation.indicators {
            for lang in [Lang::Zh, Lang::En] {
                let lines = formula(&regulation, indicator, lang);
                assert!(lines.iter().all(|(head, words)| !head.is_empty() && !words.is_empty()), "{id} {name}");
                let lines: Vec<String> = lines.iter().map(|(head, words)| format!("{head}: {words}")).collect();
                writeln!(text, "{id} {name}: {}", lines.join(" | ")).unwrap();
            }
        }
    }
    insta::assert_snapshot!("formulas-in-words", text);
}

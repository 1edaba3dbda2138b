//! Every pack is shown: its facts, its procedure in words, its flow chart.
#![expect(clippy::expect_used, reason = "tests fail by panicking")]

use dengwen_packs::Packs;
use dengwen_regulation::{
    load::load,
    model::{Lang, Regulation},
    show::{explain, facts, mermaid, svg},
};

fn packs() -> Vec<Regulation> {
    let packs = Packs::Folder(std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../packs"));
    packs.ids().iter().map(|id| load(&packs, id).regulation.expect("it loads")).collect()
}

#[test]
fn every_limit_stage_and_paper_of_a_pack_is_explained_in_both_languages() {
    for reg in packs() {
        for lang in [Lang::Zh, Lang::En] {
            let text = explain(&reg, lang);
            for (_, shape) in reg.shapes() {
                let labels = shape
                    .limits
                    .values()
                    .map(|limit| &limit.label)
                    .chain(shape.stages.values().map(|stage| &stage.label));
                for label in labels {
                    assert!(text.contains(label.in_lang(lang)), "{}: {label:?}", reg.id);
                }
                for act in shape.acts.values().filter(|act| !act.standing) {
                    assert!(text.contains(act.label.in_lang(lang)), "{}: {:?}", reg.id, act.label);
                }
            }
            for document in reg.documents.values() {
                assert!(text.contains(document.label.in_lang(lang)), "{}: {:?}", reg.id, document.label);
            }
            for gap in &reg.gaps {
                assert!(text.contains(gap.text.in_lang(lang)), "{}: {:?}", reg.id, gap.text);
            }
        }
    }
}

#[test]
fn a_flow_chart_is_well_formed_and_shows_every_stage() {
    for reg in packs() {
        let drawn = svg(&reg, Lang::Zh);
        assert!(drawn.starts_with("<svg ") && drawn.trim_end().ends_with("</svg>"));
        for mark in ["<title", "<desc", "role=\"img\"", "Noto Sans CJK SC"] {
            assert!(drawn.contains(mark), "{}: {mark}", reg.id);
        }
        for tag in ["g", "text", "svg", "defs", "style"] {
            let (open, close) =
                (drawn.matches(&format!("<{tag}")).count(), drawn.matches(&format!("</{tag}>")).count());
            assert_eq!(open, close, "{}: {tag}", reg.id);
        }
        let ends = reg.main.stages.values().filter(|stage| stage.end).count();
        assert!(drawn.matches("class=\"box end\"").count() > ends, "{}: ends, and one in the legend", reg.id);
        assert!(mermaid(&reg, Lang::En).lines().count() > reg.main.stages.len());
    }
}

#[test]
fn facts_name_rows_caps_and_extensions_as_limits_of_their_own() {
    for reg in packs() {
        let shown = facts(&reg);
        let rows: usize =
            reg.shapes().flat_map(|(_, shape)| shape.limits.values()).map(|limit| limit.within.len()).sum();
        assert!(shown.limits.len() >= rows, "{}", reg.id);
        let others: Vec<&str> = reg.roles.values().flat_map(|role| &role.label.also).map(String::as_str).collect();
        assert!(others.iter().all(|name| shown.roles.iter().any(|fact| fact.zh == *name)), "{}", reg.id);
    }
}

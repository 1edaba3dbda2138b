//! A mangled file is refused or read, never a panic, and every finding has its place.

use dengwen_regulation::load::load_str;
use proptest::prelude::*;

const TEXT: &str = include_str!("../../../packs/public/r17-open-government/regulation.yaml");

fn lines() -> Vec<&'static str> {
    TEXT.lines().collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn lines_taken_out_or_turned_about(at in 0_usize..190, count in 1_usize..6, turned in any::<bool>()) {
        let mut kept = lines();
        let end = (at + count).min(kept.len());
        if turned {
            kept.iter_mut().take(end).skip(at).for_each(|line| *line = line.trim_start());
        } else {
            kept.drain(at.min(end)..end);
        }
        let loaded = load_str("r17-open-government", &kept.join("\n"));
        for finding in &loaded.findings {
            prop_assert!(finding.span.line >= 1 && finding.span.column >= 1, "{finding}");
            prop_assert!(!finding.what.zh.is_empty() && !finding.what.en.is_empty());
        }
        prop_assert!(loaded.regulation.is_some() || !loaded.findings.is_empty());
    }

    #[test]
    fn characters_in_the_wrong_place(at in 0_usize..16_000, sign in "[\\{\\}\\[\\]:,|!&*\"'#=< -]{1,3}") {
        let mut text = TEXT.to_owned();
        let at = (at..text.len()).find(|at| text.is_char_boundary(*at)).unwrap_or(0);
        text.insert_str(at, &sign);
        let loaded = load_str("r17-open-government", &text);
        prop_assert!(loaded.regulation.is_some() || !loaded.findings.is_empty());
    }
}

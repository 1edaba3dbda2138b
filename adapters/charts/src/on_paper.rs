//! A drawing by itself: what a page's style sheet gives it, written into it with the light colours of the page.

/// The rules of the component `chart` that a document can follow.
const STYLE: &str = "\
text{font-size:12px;fill:#17202a}text.strong{font-weight:600}text.dim,text.mark{font-size:11px}text.dim{fill:#4d5866}\
text.mark{fill:#8f1d14;font-weight:600}path{fill:none;stroke:#4d5866}.grid{stroke:#d5dbe2}.axis{stroke:#8a94a0}.bar{fill:#1f5fa8}\
.fill{stroke:#4d5866;stroke-width:.8}.line{stroke:#1f5fa8;stroke-width:2}.mean{stroke:#4d5866}\
.limit{stroke:#b3261e;stroke-dasharray:5 3}.point{fill:#fff;stroke:#1f5fa8;stroke-width:2}.marked{fill:#b3261e;stroke:#8f1d14}\
.tick{stroke:#1f5fa8;stroke-width:1.2}.spine{stroke:#17202a;stroke-width:3}.bone{stroke:#4d5866;stroke-width:1.6}\
.twig{stroke:#8a94a0}.box{fill:#f2f4f6;stroke:#8a94a0}.box.strong{fill:#fbeceb;stroke:#b3261e;stroke-width:2}\
.cell{fill:#1f5fa8;fill-opacity:0;stroke:#d5dbe2}.l1{fill-opacity:.1}.l2{fill-opacity:.2}.l3{fill-opacity:.3}.l4{fill-opacity:.42}\
.s0,.s1{stroke:#1f5fa8}.s2{stroke:#2c6e54}.s3{stroke:#9a6700}.s4{stroke:#b3261e}.s5{stroke:#4d5866}.wash,.full{stroke:none}\
.wash{fill:#fff}.s0.full,.s1.full{fill:#1f5fa8}.s2.full{fill:#2c6e54}";

/// The same drawing, with a style of its own and a typeface for its words.
pub(crate) fn dressed(svg: &str, typeface: &str) -> String {
    let Some((head, body)) = svg.split_once('>') else { return String::new() };
    format!("{head} xmlns=\"http://www.w3.org/2000/svg\" font-family=\"{typeface}\"><style>{STYLE}</style>{body}")
}

#[cfg(test)]
mod tests {
    use crate::{Chart, Item, Lang, draw};

    #[test]
    fn every_class_of_a_drawing_has_a_rule_or_needs_none() {
        let items = [("甲", 2.0), ("乙", 1.0)].map(|(label, value)| Item {
            label: label.to_owned(),
            value,
            said: value.to_string(),
        });
        let drawing = draw("one", "件数", &Chart::Bars(items.to_vec(), true), Lang::Zh).on_paper("Song");
        assert!(drawing.starts_with("<svg ") && drawing.contains(" xmlns=\"http://www.w3.org/2000/svg\""), "{drawing}");
        assert!(drawing.contains("<style>") && !drawing.contains("var("), "{drawing}");
        for class in drawing.split("class=\"").skip(1).filter_map(|rest| rest.split('"').next()) {
            for one in class.split(' ').filter(|one| !one.is_empty() && !one.starts_with("dw-")) {
                assert!(drawing.contains(&format!(".{one}")), "{one} has no rule");
            }
        }
    }
}

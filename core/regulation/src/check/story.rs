//! A shortest way through a state space, told in labels.

use crate::model::Label;

/// The steps from the beginning to a state, in both languages.
pub(super) fn tell(steps: &[Label]) -> (String, String) {
    const LONGEST: usize = 12;
    let cut = steps.len().saturating_sub(LONGEST);
    let shown = steps.get(cut..).unwrap_or_default();
    let zh: Vec<&str> = shown.iter().map(|label| label.zh.as_str()).collect();
    let en: Vec<&str> =
        shown.iter().map(|label| if label.en.is_empty() { label.zh.as_str() } else { label.en.as_str() }).collect();
    let dots = if cut > 0 { "… → " } else { "" };
    (format!("{dots}{}", zh.join(" → ")), format!("{dots}{}", en.join(" → ")))
}

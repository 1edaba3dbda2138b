//! Names nearly right.

/// The candidate nearest to a word, if it is near enough to be meant.
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let limit = if word.chars().count() <= 4 { 1 } else { 2 };
    let mut best: Option<(&str, usize, f64)> = None;
    for candidate in candidates {
        let far = strsim::damerau_levenshtein(word, candidate);
        let like = strsim::jaro_winkler(word, candidate);
        let near = far <= limit || like >= 0.92 || (word.len() >= 4 && candidate.contains(word));
        if near && best.is_none_or(|(_, known, alike)| far < known || (far == known && like > alike)) {
            best = Some((candidate, far, like));
        }
    }
    best.map(|(candidate, ..)| candidate)
}

//! Texts: lines and words are replaced, the rest is written anew.

use crate::{LEFT_OUT, Made, Marks, Unfit};

/// The lines of a text.
pub(crate) fn lines(bytes: &[u8]) -> Result<Vec<String>, Unfit> {
    let text = std::str::from_utf8(bytes).map_err(|_| Unfit::Damaged)?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    Ok(text.lines().map(str::to_owned).collect())
}

pub(crate) fn made(bytes: &[u8], marks: &Marks) -> Result<Made, Unfit> {
    let lines = lines(bytes)?;
    if marks.lines.is_empty() && marks.words.is_empty() {
        return Err(Unfit::Nothing);
    }
    let last = u32::try_from(lines.len()).map_err(|_| Unfit::TooLarge)?;
    if marks.lines.iter().any(|span| span.to > last) {
        return Err(Unfit::Beyond);
    }
    let mut kept: Vec<String> = Vec::new();
    let mut is_cut = false;
    for (n, line) in (1_u32..).zip(&lines) {
        let cut = marks.lines.iter().any(|span| span.holds(n));
        match (cut, is_cut) {
            // How many lines are gone is nobody's business either.
            (true, true) => {}
            (true, false) => kept.push(LEFT_OUT.to_owned()),
            (false, _) => kept.push(line.clone()),
        }
        is_cut = cut;
    }
    let whole = kept.join("\n");
    let text = without(&whole, &marks.words);
    if marks.lines.is_empty() && text == whole {
        return Err(Unfit::Nothing);
    }
    if text.replace(LEFT_OUT, "").trim().is_empty() {
        return Err(Unfit::Everything);
    }
    Ok(Made { bytes: format!("{text}\n").into_bytes(), ending: "txt", media: "text/plain" })
}

/// Every word replaced, until none is left: what joins up around a gap is looked at again.
fn without(text: &str, words: &[String]) -> String {
    let mut text = text.to_owned();
    for word in words.iter().filter(|word| !LEFT_OUT.contains(word.as_str())) {
        text = text.replace(word.as_str(), LEFT_OUT);
    }
    text
}

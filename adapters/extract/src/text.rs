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
    let (mut is_cut, mut changed) = (false, false);
    for (n, line) in (1_u32..).zip(&lines) {
        let cut = marks.lines.iter().any(|span| span.holds(n));
        changed |= cut;
        match (cut, is_cut) {
            // How many lines are gone is nobody's business either.
            (true, true) => {}
            (true, false) => kept.push(LEFT_OUT.to_owned()),
            (false, _) => {
                let rest = without(line, &marks.words);
                changed |= rest != *line;
                kept.push(rest);
            }
        }
        is_cut = cut;
    }
    if !changed {
        return Err(Unfit::Nothing);
    }
    let text = kept.join("\n");
    if text.replace(LEFT_OUT, "").trim().is_empty() {
        return Err(Unfit::Everything);
    }
    Ok(Made { bytes: format!("{text}\n").into_bytes(), ending: "txt", media: "text/plain" })
}

/// A line without the words: all of them are looked for in the line as it was, and what they cover is replaced.
fn without(line: &str, words: &[String]) -> String {
    let found = words.iter().flat_map(|word| line.match_indices(word.as_str()));
    let mut cuts: Vec<(usize, usize)> = found.map(|(at, word)| (at, at + word.len())).collect();
    cuts.sort_unstable();
    let (mut rest, mut done) = (String::new(), 0);
    let mut cuts = cuts.into_iter().peekable();
    while let Some((from, mut to)) = cuts.next() {
        while let Some((_, end)) = cuts.next_if(|(next, _)| *next <= to) {
            to = to.max(end);
        }
        rest.push_str(line.get(done..from).unwrap_or_default());
        rest.push_str(LEFT_OUT);
        done = to;
    }
    rest.push_str(line.get(done..).unwrap_or_default());
    rest
}

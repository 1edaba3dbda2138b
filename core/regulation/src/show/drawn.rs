//! Text in drawings: how wide it is, where it breaks, how it stands in XML.

/// Width of a text in pixels at a size, as CJK and Latin fonts set it on average.
#[must_use]
pub fn width(text: &str, size: f64) -> f64 {
    text.chars().map(wide).sum::<f64>() * size
}

fn wide(c: char) -> f64 {
    match c {
        'i' | 'l' | 'j' | 't' | 'f' | 'r' | '.' | ',' | ':' | ';' | '\'' | '|' | ' ' => 0.33,
        'm' | 'w' | 'M' | 'W' => 0.9,
        c if c.is_ascii_uppercase() => 0.7,
        c if c.is_ascii() => 0.58,
        _ => 1.0,
    }
}

/// Lines no wider than this; Latin words stay whole where they fit, closing marks never begin a line.
#[must_use]
pub fn wrap(text: &str, size: f64, most: f64) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut line = String::new();
    for word in words(text) {
        let closing = word.chars().all(|c| "，。、；：）」》”！？,.;:)".contains(c));
        if !line.is_empty() && !closing && width(&line, size) + width(word.trim_end(), size) > most {
            lines.push(line.trim_end().to_owned());
            line = String::new();
        }
        line.push_str(word.trim_start_matches(|c: char| line.is_empty() && c == ' '));
    }
    if !line.trim().is_empty() {
        lines.push(line.trim_end().to_owned());
    }
    lines
}

/// Pieces that are not broken: single CJK characters, Latin words with the space after them.
fn words(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut from = 0;
    let mut before: Option<char> = None;
    for (at, c) in text.char_indices() {
        let joined = before.is_some_and(|b| {
            b.is_ascii() && b != ' ' && (c.is_ascii()) || b == ' ' && c == ' ' || "（「《“(".contains(b)
        });
        if at > from && !joined {
            found.extend(text.get(from..at));
            from = at;
        }
        before = Some(c);
    }
    found.extend(text.get(from..));
    found.into_iter().filter(|word| !word.is_empty()).collect()
}

/// Text as it may stand in XML.
#[must_use]
pub fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

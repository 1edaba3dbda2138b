//! XML as the office formats write it, gone through tag by tag: what tells of authors and of earlier words is left out.

/// Elements left out with all that is in them: words that were struck out, and how things looked before.
const OUT: [&str; 14] = [
    "w:del",
    "w:moveFrom",
    "w:rPrChange",
    "w:pPrChange",
    "w:sectPrChange",
    "w:tblPrChange",
    "w:tblPrExChange",
    "w:trPrChange",
    "w:tcPrChange",
    "w:tblGridChange",
    "w:numberingChange",
    "w:rsids",
    "w:moveFromRangeStart",
    "w:moveFromRangeEnd",
];
/// Elements of which only the inside is kept: words that were put in.
const UNWRAPPED: [&str; 4] = ["w:ins", "w:moveTo", "w:moveToRangeStart", "w:moveToRangeEnd"];
/// Attributes that name somebody: emptied, because some of them must be there.
const NAMES: [&str; 8] =
    ["author", "initials", "userName", "displayName", "userId", "providerId", "lastModifiedBy", "reservationPassword"];
/// Attributes left out: when, and in which sitting.
const WHEN: [&str; 9] = [
    "w:date",
    "w16du:dateUtc",
    "w:rsidR",
    "w:rsidRPr",
    "w:rsidRDefault",
    "w:rsidP",
    "w:rsidTr",
    "w:rsidDel",
    "w:rsidSect",
];

/// The same text without authors and earlier words. `people`: a part that lists them, so that names and texts of
/// `author` elements go too. Nothing if the tags do not fit together.
pub(super) fn scrubbed(text: &str, people: bool) -> Option<String> {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    // How deep inside an element that is left out, and its name.
    let mut skipped: Option<(&str, usize)> = None;
    let mut in_author = false;
    while let Some((before, tail)) = rest.split_once('<') {
        if skipped.is_none() && !in_author {
            out.push_str(before);
        }
        let (tag, after) = tag_of(tail)?;
        rest = after;
        let name = name_of(tag);
        let (is_end, is_alone) = (tag.starts_with('/'), tag.ends_with('/'));
        if let Some((left, depth)) = skipped.as_mut() {
            match (name == *left, is_end, is_alone) {
                (true, true, _) if *depth == 0 => skipped = None,
                (true, true, _) => *depth -= 1,
                (true, false, false) => *depth += 1,
                _ => {}
            }
            continue;
        }
        if OUT.contains(&name) {
            if !is_alone && !is_end {
                skipped = Some((name, 0));
            }
            continue;
        }
        if UNWRAPPED.contains(&name) {
            continue;
        }
        in_author = people && name == "author" && !is_end && !is_alone;
        out.push('<');
        out.push_str(&attributes(tag, people));
        out.push('>');
    }
    if skipped.is_some() {
        return None;
    }
    out.push_str(rest);
    Some(out)
}

/// Leaves out elements that hold a word, such as a relationship to a thumbnail.
pub(super) fn without(text: &str, element: &str, word: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, tail)) = rest.split_once('<') {
        out.push_str(before);
        let Some((tag, after)) = tag_of(tail) else { break };
        rest = after;
        if !(name_of(tag) == element && tag.contains(word)) {
            out.push('<');
            out.push_str(tag);
            out.push('>');
        }
    }
    out + rest
}

/// Up to the `>` that ends the tag: not one inside quotes.
fn tag_of(tail: &str) -> Option<(&str, &str)> {
    let mut quote = None;
    for (at, c) in tail.char_indices() {
        match (quote, c) {
            (None, '"' | '\'') => quote = Some(c),
            (Some(open), c) if c == open => quote = None,
            (None, '>') => return Some((tail.get(..at)?, tail.get(at + 1..)?)),
            _ => {}
        }
    }
    None
}

fn name_of(tag: &str) -> &str {
    let tag = tag.trim_start_matches('/');
    tag.split(|c: char| c.is_whitespace() || c == '/').next().unwrap_or_default()
}

/// A tag with names emptied and times left out.
fn attributes(tag: &str, people: bool) -> String {
    let (name, mut rest) = match tag.split_once(char::is_whitespace) {
        Some(parts) => parts,
        None => return tag.to_owned(),
    };
    let mut out = name.to_owned();
    while let Some((key, tail)) = rest.split_once('=') {
        let key = key.trim();
        let Some(quote) = tail.trim_start().chars().next().filter(|c| matches!(c, '"' | '\'')) else { break };
        let Some((_, tail)) = tail.split_once(quote) else { break };
        let Some((value, after)) = tail.split_once(quote) else { break };
        rest = after;
        if WHEN.contains(&key) {
            continue;
        }
        let local = key.rsplit(':').next().unwrap_or_default();
        let value = if NAMES.contains(&local) || people && local == "name" { "" } else { value };
        out.push_str(&format!(" {key}={quote}{value}{quote}"));
    }
    out + rest.trim_end_matches(char::is_whitespace)
}

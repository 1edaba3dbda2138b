//! Words of Chinese. The dictionary is unpacked when the first sealed text is cut, not before.

use std::{collections::BTreeSet, sync::LazyLock};

use jieba_rs::Jieba;

/// The words of jieba's dictionary (MIT licence) of up to six Chinese characters that occur ten times or more in its corpus,
/// each with how often, deflated. Another dictionary would cut differently from what is indexed: then everything is indexed anew.
static PACKED: &[u8] = include_bytes!("jieba.deflate");

static JIEBA: LazyLock<Jieba> = LazyLock::new(|| {
    let unpacked = miniz_oxide::inflate::decompress_to_vec(PACKED).unwrap_or_default();
    let mut jieba = Jieba::empty();
    for line in std::str::from_utf8(&unpacked).unwrap_or_default().lines() {
        if let Some((word, often)) = line.split_once(' ') {
            jieba.add_word(word, often.parse().ok(), None);
        }
    }
    jieba
});

/// All words that stand in a run of characters.
pub(super) fn all(wide: &[char], found: &mut BTreeSet<String>) {
    let text: String = wide.iter().collect();
    let words = JIEBA.cut_all(&text).into_iter().map(|token| token.word);
    found.extend(words.filter(|word| word.chars().count() > 1).map(str::to_owned));
    likely(wide, found);
}

/// The likeliest way to cut a run, and the pairs of neighbours that no word holds.
pub(super) fn likely(wide: &[char], found: &mut BTreeSet<String>) {
    let text: String = wide.iter().collect();
    let mut cut = Vec::new();
    in_order(&text, &mut cut);
    found.extend(cut);
}

/// The likeliest way to cut a run, one word after the other, and the pairs of neighbours that no word holds.
pub(super) fn in_order(run: &str, all: &mut Vec<String>) {
    let mut before = None;
    for token in JIEBA.cut(run, false) {
        let mut letters = token.word.chars();
        match (letters.next(), letters.next()) {
            (Some(single), None) => {
                all.extend(before.map(|before| String::from_iter([before, single])));
                before = Some(single);
            }
            _ => {
                all.push(token.word.to_owned());
                before = None;
            }
        }
    }
}

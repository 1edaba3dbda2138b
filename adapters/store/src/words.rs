//! How text is cut into words: for the index in the open by single characters and pairs, for the index of sealed cases by
//! whole words of a dictionary, so that as little as can be follows from how often a hash occurs.

mod dictionary;

use std::collections::BTreeSet;

/// The longest word kept, and how many words of a question count.
const LONGEST: usize = 40;
const ASKED: usize = 24;

/// Cuts text for the index: Latin letters and digits by word, in small letters; Chinese, Japanese and Korean by single
/// characters and by pairs. Hand in nothing sensitive.
#[must_use]
pub fn words(text: &str) -> BTreeSet<String> {
    cut(text, pieces)
}

/// Cuts a question: as [`words`], but a single character only where it stands alone.
pub(crate) fn asked(text: &str) -> BTreeSet<String> {
    cut(text, pairs).into_iter().take(ASKED).collect()
}

/// Cuts text for the index of sealed cases: Chinese by all words of the dictionary that stand in it, and what the dictionary
/// does not know, names above all, by pairs of characters. Single characters are left out: how often they occur tells too much.
#[must_use]
pub fn whole_words(text: &str) -> BTreeSet<String> {
    cut(text, dictionary::all)
}

/// Cuts text into words one after the other, as far as they may be learned from: words of the dictionary, of what it does not know
/// the pairs of characters, and Latin words; no numbers.
#[must_use]
pub fn words_in_order(text: &str) -> Vec<String> {
    let mut all = Vec::new();
    // A run of wide letters is cut by the dictionary; whatever parts two runs parts words.
    for run in text.split(|letter: char| !letter.is_alphanumeric()).filter(|run| !run.is_empty()) {
        let mut rest = run;
        while let Some(first) = rest.chars().next() {
            let wide = is_wide(first);
            let end = rest.find(|letter| is_wide(letter) != wide).unwrap_or(rest.len());
            let (piece, after) = rest.split_at(end);
            rest = after;
            if wide {
                dictionary::in_order(piece, &mut all);
            } else if piece.chars().any(char::is_alphabetic) {
                all.push(piece.chars().flat_map(char::to_lowercase).map(half_width).take(LONGEST).collect());
            }
        }
    }
    all
}

/// Cuts a question put to that index.
pub(crate) fn asked_whole(text: &str) -> BTreeSet<String> {
    cut(text, dictionary::likely).into_iter().take(ASKED).collect()
}

/// Cuts text, and each run of wide letters in its own way.
fn cut(text: &str, run: impl Fn(&[char], &mut BTreeSet<String>)) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut latin = String::new();
    let mut wide: Vec<char> = Vec::new();
    for letter in text.chars().flat_map(char::to_lowercase).chain([' ']) {
        if !is_wide(letter) && !wide.is_empty() {
            run(&wide, &mut found);
            wide.clear();
        }
        if is_wide(letter) || !letter.is_alphanumeric() {
            if !latin.is_empty() {
                found.insert(std::mem::take(&mut latin));
            }
        } else if latin.chars().count() < LONGEST {
            latin.push(half_width(letter));
        }
        if is_wide(letter) {
            wide.push(letter);
        }
    }
    found
}

fn pieces(wide: &[char], found: &mut BTreeSet<String>) {
    found.extend(wide.iter().map(char::to_string));
    pairs(wide, found);
}

/// Pairs of neighbours; a single character where it stands alone.
fn pairs(wide: &[char], found: &mut BTreeSet<String>) {
    if wide.len() == 1 {
        found.extend(wide.iter().map(char::to_string));
    }
    found.extend(wide.windows(2).map(|pair| pair.iter().collect::<String>()));
}

fn is_wide(letter: char) -> bool {
    matches!(letter, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}'
        | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{323af}')
}

fn half_width(letter: char) -> char {
    match letter {
        '\u{ff01}'..='\u{ff5e}' => u32::from(letter).checked_sub(0xfee0).and_then(char::from_u32).unwrap_or(letter),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::{asked, asked_whole, whole_words, words, words_in_order};

    #[test]
    fn chinese_is_cut_into_characters_and_pairs() {
        let found: Vec<String> = words("退款纠纷").into_iter().collect();
        assert_eq!(found, ["款", "款纠", "纠", "纠纷", "纷", "退", "退款"]);
    }

    #[test]
    fn numbers_and_latin_are_words() {
        let found: Vec<String> = words("No. ＡＢ-2026〔0012〕号").into_iter().collect();
        assert_eq!(found, ["0012", "2026", "ab", "no", "号"]);
    }

    #[test]
    fn every_question_of_a_text_is_among_its_words() {
        let text = "会员退费 refund R43-2026-0001";
        for question in ["退费", "会", "REFUND", "0001", "会员退"] {
            assert!(asked(question).is_subset(&words(text)), "{question}");
        }
        assert_eq!(asked("会").first().unwrap(), "会");
    }

    #[test]
    fn sealed_text_is_cut_into_words_of_the_dictionary() {
        let found: Vec<String> = whole_words("工程招投标中收受好处费 No. 7").into_iter().collect();
        assert_eq!(found, ["7", "no", "好处", "好处费", "工程", "投标", "招投标", "收受"]);
        assert!(whole_words("他。的").is_empty(), "single characters say too much");
    }

    #[test]
    fn text_is_cut_into_words_one_after_the_other() {
        let found = words_in_order("健身房一直不退款，App 无法打开；电话13912345678，芈王经手");
        assert_eq!(found, ["健身房", "一直", "退款", "app", "无法", "打开", "电话", "芈王", "经手"]);
    }

    #[test]
    fn every_question_of_a_sealed_text_is_among_its_words() {
        let text = "经查，令狐某某于2025年虚报冒领专项资金，由王芈经手。";
        for question in ["冒领", "专项资金", "冒领资金", "令狐某某", "王芈", "2025", "虚报冒领专项资金", "领专项资金"]
        {
            let asked = asked_whole(question);
            assert!(!asked.is_empty() && asked.is_subset(&whole_words(text)), "{question}: {asked:?}");
        }
        assert!(!asked_whole("报销").is_subset(&whole_words(text)));
    }
}

//! Words: how text is cut and how cases are found by it, the same on both databases.

use crate::error::Result;
use crate::inbox::{CaseFilter, CaseKey, Page, Viewer, narrow, page_of_cases, unless_barred};
use crate::open::Store;
use crate::rows::CaseRow;
use crate::sql::Sql;
use crate::table::columns;
use std::collections::BTreeSet;

/// The longest word kept, and how many words of a question count.
const LONGEST: usize = 40;
const ASKED: usize = 24;

/// Cuts text for the index: Latin letters and digits by word, in small letters; Chinese, Japanese and Korean by single
/// characters and by pairs. Hand in nothing sensitive.
#[must_use]
pub fn words(text: &str) -> BTreeSet<String> {
    cut(text, true)
}

/// Cuts a question: as [`words`], but a single character only where it stands alone.
fn asked(text: &str) -> BTreeSet<String> {
    cut(text, false).into_iter().take(ASKED).collect()
}

fn cut(text: &str, singles: bool) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut latin = String::new();
    let mut wide: Vec<char> = Vec::new();
    for letter in text.chars().flat_map(char::to_lowercase).chain([' ']) {
        if !is_wide(letter) {
            take_wide(&mut wide, singles, &mut found);
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

fn take_wide(wide: &mut Vec<char>, singles: bool, found: &mut BTreeSet<String>) {
    if singles || wide.len() == 1 {
        found.extend(wide.iter().map(char::to_string));
    }
    found.extend(wide.windows(2).map(|pair| pair.iter().collect::<String>()));
    wide.clear();
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

impl Store {
    /// The cases that the viewer may see and that have all these words, newest first.
    ///
    /// # Errors
    /// [`crate::StoreError::Fault`].
    pub async fn search(
        &self,
        text: &str,
        viewer: Viewer<'_>,
        filter: &CaseFilter,
        after: Option<&CaseKey>,
        limit: u32,
    ) -> Result<Page<CaseRow, CaseKey>> {
        let wanted: Vec<String> = asked(text).into_iter().collect();
        if wanted.is_empty() || viewer.principals.is_empty() {
            return Ok(Page { rows: Vec::new(), next: None });
        }
        let mut sql = Sql::new("SELECT ");
        sql.push(&columns::<CaseRow>("cases.")).push(" FROM (SELECT stream FROM words WHERE word IN (").args(&wanted);
        let count = u64::try_from(wanted.len()).unwrap_or(u64::MAX);
        sql.push(") GROUP BY stream HAVING COUNT(*) = ").arg(&count);
        sql.push(") AS found JOIN cases ON cases.stream = found.stream WHERE EXISTS (SELECT 1 FROM sight s WHERE s.stream = cases.stream");
        sql.push(" AND s.principal IN (").args(viewer.principals).push("))");
        narrow(&mut sql, filter);
        unless_barred(&mut sql, "cases", viewer.person);
        if let Some(key) = after {
            sql.push(" AND (cases.received_at, cases.stream) < (")
                .arg(&key.received_at)
                .push(", ")
                .arg(&key.stream)
                .push(")");
        }
        sql.push(" ORDER BY cases.received_at DESC, cases.stream DESC LIMIT ").arg(&limit.saturating_add(1));
        Ok(page_of_cases(sql.all(&mut *self.reader().await?).await?, limit))
    }
}

#[cfg(test)]
mod tests {
    use super::{asked, words};

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
}

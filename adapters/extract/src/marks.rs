//! What is to be left out, as people write it down: boxes in percent of the page, lines and pages by their numbers, words.

use crate::Unfit;

/// So many marks of one kind are taken.
const MARKS_MAX: usize = 500;
/// The highest page or line.
const NUMBER_MAX: u32 = 1_000_000;

/// A box on a page; all in hundredths of a percent of its width and height, from the upper left corner.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Area {
    /// The page, from 1.
    pub page: u32,
    /// From the left.
    pub left: u32,
    /// From the top.
    pub top: u32,
    /// How wide.
    pub width: u32,
    /// How high.
    pub height: u32,
}

/// From a number to a number, both of them too.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    /// The first.
    pub from: u32,
    /// The last.
    pub to: u32,
}

/// What is to be left out.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Marks {
    /// Boxes.
    pub boxes: Vec<Area>,
    /// Lines of a text.
    pub lines: Vec<Span>,
    /// Words of a text, wherever they stand.
    pub words: Vec<String>,
    /// Pages of a PDF.
    pub pages: Vec<Span>,
}

/// Something written down that cannot be read: in which field, and what.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` cannot be read")]
pub struct MarkWrong {
    /// `boxes`, `lines` or `pages`.
    pub key: &'static str,
    /// What was written.
    pub text: String,
}

impl Marks {
    /// Reads marks: a box a line (`PAGE LEFT TOP WIDTH HEIGHT` in percent; without the page it is on the first), lines and pages
    /// as `2, 5-7`, a word or passage a line.
    ///
    /// # Errors
    /// [`MarkWrong`]
    pub fn read(boxes: &str, lines: &str, words: &str, pages: &str) -> Result<Self, MarkWrong> {
        let is_there = |text: &&str| !text.is_empty();
        let rows = |text: &str| text.split(['\n', ';', '；']).map(|row| row.trim().to_owned()).collect::<Vec<_>>();
        let mut marks = Self { lines: spans("lines", lines)?, pages: spans("pages", pages)?, ..Self::default() };
        for row in rows(boxes).iter().map(String::as_str).filter(is_there) {
            marks.boxes.push(area(row).ok_or_else(|| wrong("boxes", row))?);
        }
        let mut words: Vec<String> =
            words.lines().map(|word| word.trim().to_owned()).filter(|w| !w.is_empty()).collect();
        // The longer first: what holds another word is gone as a whole.
        words.sort_by_key(|word| std::cmp::Reverse(word.len()));
        words.dedup();
        marks.words = words;
        let most = marks.boxes.len().max(marks.words.len());
        if most > MARKS_MAX {
            Err(wrong(if marks.words.len() > MARKS_MAX { "words" } else { "boxes" }, &format!("> {MARKS_MAX}")))
        } else {
            Ok(marks)
        }
    }

    /// Is anything marked.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.boxes.is_empty() && self.lines.is_empty() && self.words.is_empty() && self.pages.is_empty()
    }

    /// Boxes on a page.
    pub fn on(&self, page: u32) -> impl Iterator<Item = &Area> {
        self.boxes.iter().filter(move |area| area.page == page)
    }

    /// Is a page left out.
    #[must_use]
    pub fn leaves_out(&self, page: u32) -> bool {
        self.pages.iter().any(|span| span.holds(page))
    }

    /// Every mark lies on one of so many pages.
    pub(crate) fn within(&self, pages: u32) -> Result<(), Unfit> {
        let boxes = self.boxes.iter().all(|area| area.page <= pages);
        if boxes && self.pages.iter().all(|span| span.to <= pages) { Ok(()) } else { Err(Unfit::Beyond) }
    }

    /// Boxes as they are written down.
    #[must_use]
    pub fn boxes_written(&self) -> String {
        let percent = |n: u32| format!("{}.{:02}", n / 100, n % 100);
        let row = |a: &Area| {
            format!("{} {} {} {} {}", a.page, percent(a.left), percent(a.top), percent(a.width), percent(a.height))
        };
        self.boxes.iter().map(row).collect::<Vec<_>>().join("\n")
    }
}

impl Span {
    /// Is a number in it.
    #[must_use]
    pub const fn holds(&self, n: u32) -> bool {
        self.from <= n && n <= self.to
    }
}

fn wrong(key: &'static str, text: &str) -> MarkWrong {
    MarkWrong { key, text: text.chars().take(40).collect() }
}

fn area(row: &str) -> Option<Area> {
    let words: Vec<&str> = row.split([' ', '\t', ',', '，', '\u{3000}']).filter(|word| !word.is_empty()).collect();
    let (page, rest) = match words.as_slice() {
        [page, rest @ ..] if rest.len() == 4 => (number(page)?, rest.to_vec()),
        rest if rest.len() == 4 => (1, rest.to_vec()),
        _ => return None,
    };
    let all: Option<Vec<u32>> = rest.iter().map(|word| percent(word)).collect();
    let &[left, top, width, height] = all?.as_slice() else { return None };
    let fits = width > 0 && height > 0 && left < 10_000 && top < 10_000;
    fits.then_some(Area { page, left, top, width, height })
}

/// A percentage in hundredths.
fn percent(word: &str) -> Option<u32> {
    let word = word.strip_suffix(['%', '％']).unwrap_or(word);
    let (whole, part) = word.split_once('.').unwrap_or((word, ""));
    let digits = |text: &str| text.chars().all(|c| c.is_ascii_digit());
    if whole.is_empty() || whole.len() > 3 || part.len() > 6 || !digits(whole) || !digits(part) {
        return None;
    }
    let hundredths: String = part.chars().chain("00".chars()).take(2).collect();
    let all = whole.parse::<u32>().ok()?.checked_mul(100)?.checked_add(hundredths.parse().ok()?)?;
    (all <= 10_000).then_some(all)
}

fn number(word: &str) -> Option<u32> {
    let number: u32 = word.parse().ok()?;
    (1..=NUMBER_MAX).contains(&number).then_some(number)
}

fn spans(key: &'static str, text: &str) -> Result<Vec<Span>, MarkWrong> {
    let mut all = Vec::new();
    for word in text.split([',', '，', '、', ' ', '\n', '\r', '\t', ';', '；']).filter(|word| !word.is_empty()) {
        let (from, to) = word.split_once(['-', '－', '—', '–', '～', '~']).unwrap_or((word, word));
        match (number(from.trim()), number(to.trim())) {
            (Some(from), Some(to)) if from <= to && all.len() < MARKS_MAX => all.push(Span { from, to }),
            _ => return Err(wrong(key, word)),
        }
    }
    Ok(all)
}

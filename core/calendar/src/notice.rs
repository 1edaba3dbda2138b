//! The State Council's yearly notices, compiled in as one file a year, and the reader of those files.
//!
//! A line of a file is one of
//!
//! ```text
//! # a remark
//! notice 国办发明电〔2025〕7号 2025-11-04 https://… title
//! holiday 2026-01-01..2026-01-03 元旦 | New Year's Day
//! working 2026-01-04 元旦 | New Year's Day
//! ```
//!
//! A later line about the same day replaces an earlier one, so a notice that changes another stands below it.

use std::{fmt, sync::Arc};

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::bits::{add_days, days_between};
use crate::overlay::EntryKind;

/// The years compiled in, each with the text of its file.
const CHINA: [(i16, &str); 23] = [
    (2004, include_str!("../data/cn/2004.txt")),
    (2005, include_str!("../data/cn/2005.txt")),
    (2006, include_str!("../data/cn/2006.txt")),
    (2007, include_str!("../data/cn/2007.txt")),
    (2008, include_str!("../data/cn/2008.txt")),
    (2009, include_str!("../data/cn/2009.txt")),
    (2010, include_str!("../data/cn/2010.txt")),
    (2011, include_str!("../data/cn/2011.txt")),
    (2012, include_str!("../data/cn/2012.txt")),
    (2013, include_str!("../data/cn/2013.txt")),
    (2014, include_str!("../data/cn/2014.txt")),
    (2015, include_str!("../data/cn/2015.txt")),
    (2016, include_str!("../data/cn/2016.txt")),
    (2017, include_str!("../data/cn/2017.txt")),
    (2018, include_str!("../data/cn/2018.txt")),
    (2019, include_str!("../data/cn/2019.txt")),
    (2020, include_str!("../data/cn/2020.txt")),
    (2021, include_str!("../data/cn/2021.txt")),
    (2022, include_str!("../data/cn/2022.txt")),
    (2023, include_str!("../data/cn/2023.txt")),
    (2024, include_str!("../data/cn/2024.txt")),
    (2025, include_str!("../data/cn/2025.txt")),
    (2026, include_str!("../data/cn/2026.txt")),
];

/// The longest holiday a line may name; a longer one is a slip of the pen.
const LONGEST_HOLIDAY: i64 = 31;

/// A name in both languages; shared, for one stands beside each day that it explains.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Name {
    /// Chinese.
    pub zh: Arc<str>,
    /// English.
    pub en: Arc<str>,
}

impl fmt::Display for Name {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{} | {}", self.zh, self.en)
    }
}

/// What published a year or changed it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    /// Its number, as `国办发明电〔2025〕7号`.
    pub number: String,
    /// When it was issued.
    pub issued: Option<Date>,
    /// Where it can be read.
    pub source: Option<String>,
    /// Its title.
    pub title: String,
}

/// One day a file speaks of.
#[derive(Debug, Clone)]
pub(crate) struct Line {
    pub(crate) date: Date,
    pub(crate) kind: EntryKind,
    pub(crate) name: Name,
    pub(crate) notice: String,
}

/// One file, read.
#[derive(Debug, Clone)]
pub(crate) struct YearFile {
    pub(crate) year: i16,
    pub(crate) notices: Vec<Notice>,
    pub(crate) lines: Vec<Line>,
    /// Lines that could not be read, with their number; a test holds this empty.
    pub(crate) faults: Vec<String>,
}

/// All years compiled in.
pub(crate) fn china() -> Vec<YearFile> {
    CHINA.into_iter().map(|(year, text)| read_year(year, text)).collect()
}

/// The texts as they are, for the revision.
pub(crate) fn china_texts() -> impl Iterator<Item = &'static str> {
    CHINA.into_iter().map(|(_, text)| text)
}

fn read_year(year: i16, text: &str) -> YearFile {
    let mut file = YearFile { year, notices: Vec::new(), lines: Vec::new(), faults: Vec::new() };
    for (number, line) in text.lines().enumerate() {
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        if read_line(&mut file, line).is_none() {
            file.faults.push(format!("{year}.txt:{}: {line}", number + 1));
        }
    }
    file
}

fn read_line(file: &mut YearFile, line: &str) -> Option<()> {
    let (word, rest) = line.split_once(' ')?;
    if word == "notice" {
        let mut parts = rest.splitn(4, ' ');
        let number = parts.next()?.to_owned();
        let issued = Some(parts.next()?.parse().ok()?);
        let source = Some(parts.next()?.to_owned());
        file.notices.push(Notice { number, issued, source, title: parts.next()?.to_owned() });
        return Some(());
    }
    let working = match word {
        "working" => true,
        "holiday" => false,
        _ => return None,
    };
    let (days, name) = rest.split_once(' ')?;
    let (zh, en) = name.split_once(" | ")?;
    let name = Name { zh: zh.into(), en: en.into() };
    let notice = file.notices.last()?.number.clone();
    let (first, last) = days.split_once("..").unwrap_or((days, days));
    let (first, last) = (first.parse::<Date>().ok()?, last.parse::<Date>().ok()?);
    let length = days_between(first, last);
    if !(0..LONGEST_HOLIDAY).contains(&length) {
        return None;
    }
    for offset in 0..=length {
        let kind = if working { EntryKind::Working } else { EntryKind::Holiday { name: name.clone() } };
        file.lines.push(Line { date: add_days(first, offset), kind, name: name.clone(), notice: notice.clone() });
    }
    Some(())
}

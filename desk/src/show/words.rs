//! Dates, times, numbers and money in words.

use std::fmt::Write as _;

use dengwen_calendar::{Counting, Explanation, Span};
use dengwen_regulation::model::Lang;
use jiff::{
    Timestamp,
    civil::{Date, Time, Weekday},
};

use super::Show;

/// The calendar's name for a language.
#[must_use]
pub const fn lang(lang: Lang) -> dengwen_calendar::Lang {
    match lang {
        Lang::Zh => dengwen_calendar::Lang::Zh,
        Lang::En => dengwen_calendar::Lang::En,
    }
}

/// `3 月 9 日 周一`, `Mon 9 Mar`; with the year when it is not the one of `today`.
#[must_use]
pub fn date(date: Date, today: Date, lang: Lang) -> String {
    let mut out = String::with_capacity(40);
    if lang == Lang::En {
        out.push_str(weekday(date, lang));
        out.push(' ');
    }
    push_day(&mut out, date, today, lang);
    if lang == Lang::Zh {
        out.push(' ');
        out.push_str(weekday(date, lang));
    }
    out
}

/// `3 月 9 日`, `9 Mar`; with the year when it is not the one of `today`.
#[must_use]
pub fn day(date: Date, today: Date, lang: Lang) -> String {
    let mut out = String::with_capacity(32);
    push_day(&mut out, date, today, lang);
    out
}

/// Pages say hundreds of days: each is written where it goes.
fn push_day(out: &mut String, date: Date, today: Date, lang: Lang) {
    let year = (date.year() != today.year()).then(|| date.year());
    if lang == Lang::Zh {
        if let Some(year) = year {
            // Writing to a text does not fail.
            let _ = write!(out, "{year} 年 ");
        }
        push_number(out, date.month());
        out.push_str(" 月 ");
        push_number(out, date.day());
        out.push_str(" 日");
        return;
    }
    push_number(out, date.day());
    out.push(' ');
    out.push_str(month(date));
    if let Some(year) = year {
        let _ = write!(out, " {year}");
    }
}

/// The number of a month or of a day in it.
fn push_number(out: &mut String, number: i8) {
    let number = u32::from(number.unsigned_abs());
    if number > 9 {
        out.extend(char::from_digit(number / 10, 10));
    }
    out.extend(char::from_digit(number % 10, 10));
}

/// The day with its year, as papers have it.
#[must_use]
pub fn full_day(date: Date, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("{} 年 {} 月 {} 日", date.year(), date.month(), date.day()),
        Lang::En => format!("{} {} {}", date.day(), month(date), date.year()),
    }
}

fn month(date: Date) -> &'static str {
    match date.month() {
        1 => "Jan",
        2 => "Feb",
        3 => "Mar",
        4 => "Apr",
        5 => "May",
        6 => "Jun",
        7 => "Jul",
        8 => "Aug",
        9 => "Sep",
        10 => "Oct",
        11 => "Nov",
        _ => "Dec",
    }
}

fn weekday(date: Date, lang: Lang) -> &'static str {
    let (zh, en) = match date.weekday() {
        Weekday::Monday => ("周一", "Mon"),
        Weekday::Tuesday => ("周二", "Tue"),
        Weekday::Wednesday => ("周三", "Wed"),
        Weekday::Thursday => ("周四", "Thu"),
        Weekday::Friday => ("周五", "Fri"),
        Weekday::Saturday => ("周六", "Sat"),
        Weekday::Sunday => ("周日", "Sun"),
    };
    if lang == Lang::Zh { zh } else { en }
}

/// `09:30`.
#[must_use]
pub fn time(time: Time) -> String {
    format!("{:02}:{:02}", time.hour(), time.minute())
}

/// `1,234`.
#[must_use]
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// `1,234.50 元`, `1,234.50 yuan`.
#[must_use]
pub fn money(fen: i64, lang: Lang) -> String {
    let (sign, all) = (if fen < 0 { "-" } else { "" }, fen.unsigned_abs());
    let unit = if lang == Lang::Zh { "元" } else { "yuan" };
    format!("{sign}{}.{:02} {unit}", grouped(all / 100), all % 100)
}

/// A fraction as percent, rounded half up to one place: `12.5%`.
#[must_use]
pub fn percent(over: i64, under: i64) -> String {
    if under == 0 {
        return "—".to_owned();
    }
    let one = percent_of(over, under, 1);
    one.strip_suffix(".0%").map_or(one.clone(), |whole| format!("{whole}%"))
}

/// A percent with so many decimals, half up: `83%`, `83.33%`.
#[must_use]
pub fn percent_of(over: i64, under: i64, decimals: u8) -> String {
    if under == 0 {
        return "—".to_owned();
    }
    let (over, under) = (i128::from(over) * i128::from(under.signum()), i128::from(under.unsigned_abs()));
    let power = 10_i128.pow(u32::from(decimals.min(6)));
    let parts = (over * 200 * power + under).div_euclid(under * 2);
    let (sign, parts, power) = (if parts < 0 { "-" } else { "" }, parts.unsigned_abs(), power.unsigned_abs());
    match decimals {
        0 => format!("{sign}{parts}%"),
        _ => format!("{sign}{}.{:0wide$}%", parts / power, parts % power, wide = usize::from(decimals.min(6))),
    }
}

/// A length of time: `15 个工作日`, `15 working days`.
#[must_use]
pub fn span(span: Span, of: Lang) -> String {
    spaced(&span.words(lang(of)))
}

/// `2 小时 5 分钟`, `3 days`.
#[must_use]
pub fn seconds(seconds: i64, lang: Lang) -> String {
    let minutes = seconds.unsigned_abs() / 60;
    let (days, hours, rest) = (minutes / 1440, minutes / 60 % 24, minutes % 60);
    let parts = [(days, "天", "day"), (hours, "小时", "hour"), (rest, "分钟", "minute")];
    let mut said: Vec<String> = parts
        .iter()
        .filter(|(number, ..)| *number > 0)
        .map(|(number, zh, en)| match lang {
            Lang::Zh => format!("{number} {zh}"),
            Lang::En => counted(*number, en),
        })
        .collect();
    if said.is_empty() {
        said.push(if lang == Lang::Zh { "不到 1 分钟" } else { "less than a minute" }.to_owned());
    }
    said.join(" ")
}

/// `1 day`, `2 days`.
#[must_use]
pub fn counted(number: u64, word: &str) -> String {
    format!("{number} {word}{}", if number == 1 { "" } else { "s" })
}

/// `820 KB`, `3.4 MB`.
#[must_use]
pub fn size(bytes: u64) -> String {
    let kilobytes = bytes.div_ceil(1024);
    if kilobytes < 1024 {
        return format!("{kilobytes} KB");
    }
    let tenths = kilobytes * 10 / 1024;
    format!("{}.{} MB", tenths / 10, tenths % 10)
}

/// A blank between Chinese characters and figures, as the screens have it.
#[must_use]
pub fn spaced(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    let mut rest = text;
    // Stretches go over whole: a page says this of hundreds of days.
    while let Some((stretch, after)) = first_stretch(rest) {
        out.push_str(stretch);
        out.push(' ');
        rest = after;
    }
    out.push_str(rest);
    out
}

/// A text parted where a figure and a character first meet.
fn first_stretch(text: &str) -> Option<(&str, &str)> {
    let mut last: Option<char> = None;
    for (at, c) in text.char_indices() {
        let meet = |before: char| is_han(before) && c.is_ascii_digit() || before.is_ascii_digit() && is_han(c);
        if last.is_some_and(meet) {
            return text.split_at_checked(at);
        }
        last = Some(c);
    }
    None
}

/// How a date came about, day by day: the day, whether it counted, and why.
#[must_use]
pub fn steps(explanation: &Explanation, today: Date, of: Lang) -> Vec<(String, bool, String)> {
    let why = |step: &dengwen_calendar::Step| spaced(&step.words(lang(of)));
    explanation.steps.iter().map(|step| (date(step.date, today, of), step.counted, why(step))).collect()
}

const fn is_han(c: char) -> bool {
    matches!(c, '\u{4e00}'..='\u{9fff}')
}

/// The first characters of a text on one line, with an ellipsis when there are more.
#[must_use]
pub fn shortened(text: &str, most: usize) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= most {
        return line;
    }
    let mut out: String = line.chars().take(most.saturating_sub(1)).collect();
    out.push('…');
    out
}

/// Several things in a row: `、` or commas.
#[must_use]
pub fn listed<S: AsRef<str>>(all: &[S], lang: Lang) -> String {
    let all: Vec<&str> = all.iter().map(AsRef::as_ref).filter(|text| !text.is_empty()).collect();
    all.join(if lang == Lang::Zh { "、" } else { ", " })
}

impl Show<'_> {
    /// A text that stands by itself: in English its first letter is a capital.
    #[must_use]
    pub fn start(&self, text: String) -> String {
        let mut letters = text.chars();
        match (self.lang, letters.next()) {
            (Lang::En, Some(first)) if first.is_ascii_lowercase() => {
                format!("{}{}", first.to_ascii_uppercase(), letters.as_str())
            }
            _ => text,
        }
    }

    /// The day it is.
    #[must_use]
    pub fn today(&self) -> Date {
        self.counting.date_of(self.now)
    }

    /// `3 月 9 日 周一`.
    #[must_use]
    pub fn date(&self, of: Date) -> String {
        date(of, self.today(), self.lang)
    }

    /// `3 月 9 日`.
    #[must_use]
    pub fn day(&self, of: Timestamp) -> String {
        day(self.counting.date_of(of), self.today(), self.lang)
    }

    /// `3 月 9 日 10:00`.
    #[must_use]
    pub fn moment(&self, of: Timestamp) -> String {
        moment(of, self.counting, self.today(), self.lang)
    }
}

/// `3 月 9 日 10:00`, `9 Mar 10:00`.
#[must_use]
pub fn moment(of: Timestamp, counting: &Counting, today: Date, lang: Lang) -> String {
    let local = counting.local(of);
    format!("{} {}", day(local.date(), today, lang), time(local.time()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_has_fen_and_groups() {
        assert_eq!(money(123_450, Lang::Zh), "1,234.50 元");
        assert_eq!(money(-5, Lang::En), "-0.05 yuan");
        assert_eq!(money(12_345_678_900, Lang::Zh), "123,456,789.00 元");
    }

    #[test]
    fn shares_are_rounded_half_up() {
        assert_eq!(percent(1, 2), "50%");
        assert_eq!(percent(1, 3), "33.3%");
        assert_eq!(percent(2, 3), "66.7%");
        assert_eq!(percent(1, 16), "6.3%", "6.25 goes up");
        assert_eq!(percent_of(5, 6, 0), "83%");
        assert_eq!(percent_of(1, 200, 0), "1%", "half a percent goes up");
        assert_eq!((percent_of(2, 3, 2), percent_of(1, 2, 2)), ("66.67%".to_owned(), "50.00%".to_owned()));
        assert_eq!(percent(1, 0), "—");
    }

    #[test]
    fn days_carry_the_year_only_when_it_is_another() {
        let today = Date::constant(2026, 3, 1);
        assert_eq!(date(Date::constant(2026, 3, 9), today, Lang::Zh), "3 月 9 日 周一");
        assert_eq!(date(Date::constant(2027, 3, 9), today, Lang::Zh), "2027 年 3 月 9 日 周二");
        assert_eq!(date(Date::constant(2026, 3, 9), today, Lang::En), "Mon 9 Mar");
        assert_eq!(date(Date::constant(2025, 12, 30), today, Lang::Zh), "2025 年 12 月 30 日 周二");
        assert_eq!(date(Date::constant(2025, 10, 31), today, Lang::En), "Fri 31 Oct 2025");
    }

    #[test]
    fn figures_stand_apart_from_characters() {
        assert_eq!(spaced("还有15个工作日"), "还有 15 个工作日");
        assert_eq!(spaced("（国办发明电〔2025〕7号）"), "（国办发明电〔2025〕7 号）");
        assert_eq!(spaced("第3天，至2026年3月2日止"), "第 3 天，至 2026 年 3 月 2 日止");
        assert_eq!((spaced("周末"), spaced("")), ("周末".to_owned(), String::new()));
    }

    #[test]
    fn long_texts_are_cut_by_characters() {
        assert_eq!(shortened("反映工程招投标", 4), "反映工…");
        assert_eq!(shortened("a\n b", 10), "a b");
    }
}

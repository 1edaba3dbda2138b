//! An explanation in words, Chinese and English.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::bits::add_days;
use crate::explain::{Explanation, Step, Why};
use crate::notice::Name;
use crate::remaining::counted;
use crate::span::{Span, Unit};

/// The language of a sentence.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Lang {
    /// Chinese.
    #[default]
    Zh,
    /// English.
    En,
}

/// Writes the whole.
pub(crate) fn write(explanation: &Explanation, lang: Lang) -> String {
    let mut sentences = vec![opening(explanation, lang)];
    sentences.extend(stretches(&explanation.steps).iter().filter_map(|stretch| stretch.words(lang)));
    let weekends = explanation.steps.iter().filter(|step| step.why == Why::Weekend).count();
    if weekends > 0 {
        let weekends = u64::try_from(weekends).unwrap_or(u64::MAX);
        sentences.push(match lang {
            Lang::Zh => format!("周末{weekends}天不计"),
            Lang::En => format!("{} off at weekends not counted", counted(weekends, "day")),
        });
    }
    if explanation.due.is_some_and(|due| due.provisional) {
        let year = explanation.steps.iter().find(|step| !step.published).map_or(0, |step| step.date.year());
        sentences.push(match lang {
            Lang::Zh => format!("{year}年的放假安排尚未公布，此日期为暂定，公布后重新推算"),
            Lang::En => format!(
                "The holidays of {year} are not published yet: the date is provisional and will be derived again"
            ),
        });
    }
    match lang {
        Lang::Zh => format!("{}。", sentences.join("；")),
        Lang::En => format!("{}.", sentences.join("; ")),
    }
}

fn opening(explanation: &Explanation, lang: Lang) -> String {
    let (start, words) = (explanation.start_text.replace('T', " "), explanation.span.words(lang));
    let promised = explanation.steps.iter().any(|step| step.why == Why::Promised);
    let first_day = explanation.steps.iter().any(|step| step.why == Why::FirstDay);
    let Some(due) = &explanation.due_text else {
        let endless = matches!(explanation.span.unit, Unit::Promptly | Unit::None);
        return match (lang, endless) {
            (Lang::Zh, true) => format!("自{start}起，{words}，没有确定的截止时间"),
            (Lang::Zh, false) => format!("自{start}起，{words}，现已中止，恢复后方有截止时间"),
            (Lang::En, true) => format!("From {start}, {words}: no fixed end"),
            (Lang::En, false) => format!("From {start}, {words}: standing still, the end is known once it goes on"),
        };
    };
    let due = due.replace('T', " ");
    let until =
        if due.contains(':') { due.strip_suffix(":00").unwrap_or(&due).to_owned() } else { format!("{due} 24:00") };
    match lang {
        Lang::Zh if promised => format!("按承诺或录入的时间，至{until}止"),
        Lang::En if promised => format!("As promised or entered: until {until}"),
        Lang::Zh if first_day => format!("自{start}起算，当日不计，{words}，至{until}止"),
        Lang::En if first_day => format!("From {start}, that day not counted, {words}: until {until}"),
        Lang::Zh => format!("自{start}起，{words}，至{until}止"),
        Lang::En => format!("From {start}, {words}: until {until}"),
    }
}

/// Consecutive days told together.
struct Stretch<'a> {
    first: Date,
    last: Date,
    why: &'a Why,
}

/// Days of the same reason side by side; what is not worth a clause is left to the counts.
fn stretches(steps: &[Step]) -> Vec<Stretch<'_>> {
    let mut stretches: Vec<Stretch<'_>> = Vec::new();
    for step in steps {
        let (date, why) = (step.date, &step.why);
        match stretches.last_mut() {
            Some(last) if together(last.why, why) && add_days(last.last, 1) == date => last.last = date,
            _ => stretches.push(Stretch { first: date, last: date, why }),
        }
    }
    stretches
}

fn together(one: &Why, other: &Why) -> bool {
    match (one, other) {
        (Why::RolledPast { .. }, Why::RolledPast { .. }) => true,
        (one, other) => one == other,
    }
}

impl Stretch<'_> {
    fn words(&self, lang: Lang) -> Option<String> {
        let days = dates(self.first, self.last, lang);
        Some(match (lang, self.why) {
            (Lang::Zh, Why::Holiday { name, notice }) => format!("{days}{}放假不计（{notice}）", name.in_lang(lang)),
            (Lang::En, Why::Holiday { name, notice }) => {
                format!("{days} {} not counted ({notice})", name.in_lang(lang))
            }
            (Lang::Zh, Why::Rest { notice }) => format!("{days}休息不计（{notice}）"),
            (Lang::En, Why::Rest { notice }) => format!("{days} off, not counted ({notice})"),
            (Lang::Zh, Why::MakeUp { name, notice }) => {
                let name = name.as_ref().map_or("", |name| name.in_lang(lang));
                format!("{days}{name}调休上班，计入（{notice}）")
            }
            (Lang::En, Why::MakeUp { name, notice }) => {
                let name = name.as_ref().map_or_else(String::new, |name| format!(" for {}", name.in_lang(lang)));
                format!("{days} worked{name}, counted ({notice})")
            }
            (Lang::Zh, Why::Paused) => format!("{days}中止，不计"),
            (Lang::En, Why::Paused) => format!("{days} standing still, not counted"),
            (Lang::Zh, Why::Extended { span }) => format!("延长{}，自{days}的次日起接续计算", span.words(lang)),
            (Lang::En, Why::Extended { span }) => format!("extended by {}, counted on after {days}", span.words(lang)),
            (Lang::Zh, Why::RolledPast { kind: _, name, notice }) => {
                format!(
                    "期满日{}非工作日{}，顺延至其后第一个工作日",
                    dates(self.first, self.first, lang),
                    because(name.as_ref(), notice.as_deref(), lang)
                )
            }
            (Lang::En, Why::RolledPast { kind: _, name, notice }) => {
                let because = because(name.as_ref(), notice.as_deref(), lang);
                format!(
                    "the last day, {}, is off{because}: moved to the next working day",
                    dates(self.first, self.first, lang)
                )
            }
            (Lang::Zh, Why::AtLatest { cap }) => format!("最迟{}，以此为限", cap.words(lang)),
            (Lang::En, Why::AtLatest { cap }) => format!("at the latest {}, and this holds", cap.words(lang)),
            (Lang::Zh, Why::OutsideHours) => format!("{days}已过工作时间"),
            (Lang::En, Why::OutsideHours) => format!("{days} after working hours"),
            (Lang::Zh, Why::Unlisted { days }) => format!("其余{days}天不逐一列出"),
            (Lang::En, Why::Unlisted { days }) => format!("{days} further days not listed"),
            _ => return None,
        })
    }
}

fn because(name: Option<&Name>, notice: Option<&str>, lang: Lang) -> String {
    match (lang, name, notice) {
        (Lang::Zh, Some(name), Some(notice)) => format!("（{}，{notice}）", name.in_lang(lang)),
        (Lang::En, Some(name), Some(notice)) => format!(" ({}, {notice})", name.in_lang(lang)),
        (Lang::Zh, Some(name), None) => format!("（{}）", name.in_lang(lang)),
        (Lang::En, Some(name), None) => format!(" ({})", name.in_lang(lang)),
        (_, None, _) => String::new(),
    }
}

/// `2026年2月15日至23日`, `2026-02-15 to 2026-02-23`.
fn dates(first: Date, last: Date, lang: Lang) -> String {
    let zh = |date: Date| format!("{}年{}月{}日", date.year(), date.month(), date.day());
    match lang {
        Lang::En if first == last => first.to_string(),
        Lang::En => format!("{first} to {last}"),
        Lang::Zh if first == last => zh(first),
        Lang::Zh if (first.year(), first.month()) == (last.year(), last.month()) => {
            format!("{}至{}日", zh(first), last.day())
        }
        Lang::Zh if first.year() == last.year() => format!("{}至{}月{}日", zh(first), last.month(), last.day()),
        Lang::Zh => format!("{}至{}", zh(first), zh(last)),
    }
}

impl Name {
    /// In a language; the other one if that is empty.
    #[must_use]
    pub fn in_lang(&self, lang: Lang) -> &str {
        match lang {
            Lang::Zh if self.zh.is_empty() => &self.en,
            Lang::En if self.en.is_empty() => &self.zh,
            Lang::Zh => &self.zh,
            Lang::En => &self.en,
        }
    }
}

impl Span {
    /// As people say it: `15个工作日`, `15 working days`, `当日`, `the same day`.
    #[must_use]
    pub fn words(&self, lang: Lang) -> String {
        let amount = self.amount;
        let (zh, en) = match self.unit {
            Unit::Second => (format!("{amount}秒"), "second"),
            Unit::Minute => (format!("{amount}分钟"), "minute"),
            Unit::Hour => (format!("{amount}小时"), "hour"),
            Unit::WorkingHour => (format!("{amount}个工作小时"), "working hour"),
            Unit::Day => (format!("{amount}日"), "day"),
            Unit::Week => (format!("{amount}周"), "week"),
            Unit::WorkingDay => (format!("{amount}个工作日"), "working day"),
            Unit::Month => (format!("{amount}个月"), "month"),
            Unit::Year => (format!("{amount}年"), "year"),
            Unit::SameDay => ("当日".to_owned(), "the same day"),
            Unit::SameMonth => ("当月".to_owned(), "the same month"),
            Unit::Immediate => ("立即".to_owned(), "at once"),
            Unit::Promptly => ("及时".to_owned(), "promptly"),
            Unit::None => ("未定时限".to_owned(), "no time set"),
        };
        match lang {
            Lang::Zh => zh,
            Lang::En if self.unit.is_counted() => counted(u64::from(amount), en),
            Lang::En => en.to_owned(),
        }
    }
}

//! Periods: which days a round covers, and by when it is wanted.

use dengwen_calendar::{Calendar, Counting, Due, Moves, Precision, Span, Unit, due};
use dengwen_regulation::model::{Every, Id, Indicator, Lang, Regulation, Report, Within};
use dengwen_regulation::value::Value;
use jiff::{Timestamp, ToSpan as _, civil::Date};
use serde::{Deserialize, Serialize};

use crate::{office::Office, show::words};

/// The days that a round covers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Period {
    /// The first day.
    pub(crate) from: Date,
    /// The day after the last.
    pub(crate) until: Date,
}

impl Period {
    /// All that there is, for a figure without a period.
    pub(crate) const ALWAYS: Self = Self { from: Date::MIN, until: Date::MAX };

    /// The period of a rhythm in which a day lies. Months and years are those of the calendar, weeks begin on Monday, other rhythms
    /// count from `since`.
    pub(crate) fn around(every: Span, day: Date, since: Date) -> Self {
        let amount = i64::from(every.amount.max(1));
        let months = |step: i64| {
            let month = i64::from(day.year()) * 12 + i64::from(day.month()) - 1;
            let first = month - month.rem_euclid(step);
            Self { from: first_of(first), until: first_of(first + step) }
        };
        match every.unit {
            Unit::Month | Unit::SameMonth => months(amount),
            Unit::Year => months(amount * 12),
            Unit::Week => {
                let monday = i64::from(day.weekday().to_monday_zero_offset());
                Self::days(later(day, -monday), amount * 7)
            }
            Unit::Second | Unit::Minute | Unit::Hour | Unit::WorkingHour => Self::days(day, 1),
            _ => {
                let gone = since.until(day).map_or(0, |span| i64::from(span.get_days()));
                Self::days(later(day, -gone.rem_euclid(amount)), amount)
            }
        }
    }

    /// The one after it.
    pub(crate) fn next(self, every: Span, since: Date) -> Self {
        Self::around(every, self.until, since)
    }

    fn days(from: Date, count: i64) -> Self {
        Self { from, until: later(from, count) }
    }

    /// The last day.
    pub(crate) fn last(self) -> Date {
        self.until.yesterday().unwrap_or(self.until)
    }

    /// Does an instant lie in it.
    pub(crate) fn holds(self, counting: &Counting, at: Timestamp) -> bool {
        (self.from..self.until).contains(&counting.date_of(at))
    }

    /// Short, as it stands beneath a chart: `2026-03`, `2026`, `03-09`.
    pub(crate) fn brief(self, lang: Lang) -> String {
        let days = self.from.until(self.until).map_or(0, |span| span.get_days());
        match days {
            _ if self == Self::ALWAYS => self.words(lang),
            0..=20 => self.from.strftime("%m-%d").to_string(),
            21..=200 => self.from.strftime("%Y-%m").to_string(),
            _ => self.from.strftime("%Y").to_string(),
        }
    }

    /// `2026 年 3 月`, `1 Mar 2026 to 14 Mar 2026`.
    pub(crate) fn words(self, lang: Lang) -> String {
        if self == Self::ALWAYS {
            return if lang == Lang::Zh { "历次累计" } else { "so far" }.to_owned();
        }
        let months = (i32::from(self.until.year()) - i32::from(self.from.year())) * 12 + i32::from(self.until.month())
            - i32::from(self.from.month());
        let whole = self.from.day() == 1 && self.until.day() == 1;
        match (whole, months, lang) {
            (true, 1, Lang::Zh) => format!("{} 年 {} 月", self.from.year(), self.from.month()),
            (true, 12, Lang::Zh) if self.from.month() == 1 => format!("{} 年", self.from.year()),
            (true, 12, Lang::En) if self.from.month() == 1 => self.from.year().to_string(),
            (true, 1, Lang::En) => self.from.strftime("%B %Y").to_string(),
            (_, _, Lang::Zh) => {
                format!("{}至{}", words::full_day(self.from, lang), words::full_day(self.last(), lang))
            }
            (_, _, Lang::En) => {
                format!("{} to {}", words::full_day(self.from, lang), words::full_day(self.last(), lang))
            }
        }
    }
}

/// The first day of a month counted from the year 0.
fn first_of(month: i64) -> Date {
    let year = i16::try_from(month.div_euclid(12)).unwrap_or(i16::MAX);
    let month = i8::try_from(month.rem_euclid(12) + 1).unwrap_or(1);
    Date::new(year, month, 1).unwrap_or(Date::MAX)
}

fn later(day: Date, days: i64) -> Date {
    day.checked_add(days.days()).unwrap_or(day)
}

/// A length of time that the office may have set.
pub(crate) fn setting(office: &Office, regulation: &Regulation, id: &Id, at: Timestamp) -> Option<Span> {
    let given = office.setting(&regulation.id, id, at).cloned();
    match given.or_else(|| regulation.settings.get(id).and_then(|setting| setting.field.default.clone())) {
        Some(Value::Interval(span)) => Some(span),
        _ => None,
    }
}

/// The rhythm of a report; none while a setting it needs is not filled in.
pub(crate) fn rhythm(office: &Office, regulation: &Regulation, report: &Report, at: Timestamp) -> Option<Span> {
    match report.every.as_ref()? {
        Every::Span(span) => Some(*span),
        Every::Setting(id) => setting(office, regulation, id, at),
    }
}

/// Within which time after its period a report is wanted; kept with the round from its opening.
pub(crate) fn within(office: &Office, regulation: &Regulation, report: &Report, at: Timestamp) -> Option<Span> {
    match report.due.as_ref()? {
        Within::Span(span) => Some(*span),
        Within::Setting(id) => setting(office, regulation, id, at),
        Within::Table(_) | Within::Date(_) | Within::None => None,
    }
}

/// The period of an indicator in which an instant lies; always, where it has none or its setting is not filled in.
pub(crate) fn of_indicator(office: &Office, regulation: &Regulation, indicator: &Indicator, at: Timestamp) -> Period {
    let written = indicator.period.as_ref().map_or("", Id::as_str);
    let every = match written.split_once(' ') {
        Some(("setting", id)) => setting(office, regulation, &Id::from(id), at),
        Some(_) => written.parse().ok(),
        None if written == "quarter" => Some(Span::new(3, Unit::Month)),
        None => format!("1 {written}").parse().ok(),
    };
    let day = crate::act::counting(regulation).date_of(at);
    every.map_or(Period::ALWAYS, |every| Period::around(every, day, Date::constant(1970, 1, 1)))
}

/// When a round opens: when its period is over; one that is wanted on a day of the period itself, when the period begins.
pub(crate) fn opens(report: &Report, period: Period, counting: &Counting) -> Timestamp {
    counting.start_of_day(if report.due_words.is_some() { period.from } else { period.until })
}

/// By when a round is wanted.
pub(crate) fn due_of(
    report: &Report,
    period: Period,
    within: Option<Span>,
    calendar: &Calendar,
    counting: &Counting,
) -> Option<Due> {
    if let Some(text) = &report.due_words {
        let on = named_day(text, period, calendar, counting)?;
        let at = counting.end_of_day(on);
        let provisional = !calendar.is_published(on, on);
        return Some(Due { at, on, nominal: at, provisional, precision: Precision::Day, measured: false });
    }
    due(calendar, counting, counting.end_of_day(period.last()), within?, &Moves::default())
}

/// `day 30` (in a shorter month its last day), `last day`, `last working-day`, `first working-day`.
fn named_day(text: &str, period: Period, calendar: &Calendar, counting: &Counting) -> Option<Date> {
    let working = |day: &Date| calendar.is_working_day(*day, counting.week);
    let mut days = period.from.series(1.day()).take_while(|day| *day < period.until);
    match text.split_whitespace().collect::<Vec<_>>().as_slice() {
        ["day", number] => {
            let last = period.from.last_of_month();
            let number: i8 = number.parse().ok()?;
            Date::new(last.year(), last.month(), number.min(last.day())).ok()
        }
        ["last", "working-day"] => days.filter(working).last(),
        ["first", "working-day"] => days.find(working),
        ["last", _] => Some(period.last()),
        ["first", _] => Some(period.from),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn months_halves_and_years_are_those_of_the_calendar_and_weeks_begin_on_monday() {
        let around = |every: &str| Period::around(every.parse().unwrap(), date(2026, 3, 18), date(2026, 3, 1));
        let of = |from, until| Period { from, until };
        assert_eq!(around("1 month"), of(date(2026, 3, 1), date(2026, 4, 1)));
        assert_eq!(around("6 months"), of(date(2026, 1, 1), date(2026, 7, 1)));
        assert_eq!(around("1 year"), of(date(2026, 1, 1), date(2027, 1, 1)));
        assert_eq!(around("1 week"), of(date(2026, 3, 16), date(2026, 3, 23)));
        assert_eq!(around("5 days"), of(date(2026, 3, 16), date(2026, 3, 21)));
        assert_eq!(around("1 month").next("1 month".parse().unwrap(), date(2026, 3, 1)).last(), date(2026, 4, 30));
    }

    #[test]
    fn a_named_day_keeps_inside_a_short_month() {
        let (calendar, counting) = (Calendar::china(), Counting::default());
        let february = Period { from: date(2026, 2, 1), until: date(2026, 3, 1) };
        let day = |text: &str| named_day(text, february, &calendar, &counting);
        assert_eq!(day("day 30"), Some(date(2026, 2, 28)));
        assert_eq!(day("last working-day"), Some(date(2026, 2, 28)), "a make-up day after the Spring Festival");
        assert_eq!(day("first working-day"), Some(date(2026, 2, 2)));
    }
}

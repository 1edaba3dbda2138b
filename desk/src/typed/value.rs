//! One value by the type of its field.

use dengwen_calendar::{Counting, Periods, Span};
use dengwen_case::Case;
use dengwen_regulation::{
    decimal,
    model::{Field, FieldType, Id, Options, Regulation},
    value::{Ref, Value},
};
use jiff::{
    Timestamp,
    civil::{Date, DateTime, Time},
};

use super::Problem;
use crate::office::Office;

/// The longest text of a field, in characters.
const TEXT_MAX: usize = 200;
/// The longest text of a long field.
const LONG_MAX: usize = 20_000;

/// What names are looked up in.
#[derive(Clone, Copy)]
pub(crate) struct Context<'a> {
    pub(crate) office: &'a Office,
    pub(crate) regulation: &'a Regulation,
    pub(crate) case: &'a Case,
    pub(crate) counting: &'a Counting,
}

impl Context<'_> {
    /// A value as typed; the first type that fits counts. Cases and files are looked up by the caller.
    pub(crate) fn one(&self, field: &Field, text: &str) -> Result<Value, Problem> {
        if !matches!(field.options, Options::None) {
            return self.choice(field, text);
        }
        let mut problem = Problem::Choice;
        for of in &field.types {
            match self.of_type(*of, field.decimals, text) {
                Ok(value) => return Ok(value),
                Err(found) => problem = found,
            }
        }
        if field.types.is_empty() { short(text, TEXT_MAX) } else { Err(problem) }
    }

    fn of_type(&self, of: FieldType, decimals: u8, text: &str) -> Result<Value, Problem> {
        match of {
            FieldType::Text => short(text, TEXT_MAX),
            FieldType::Periods => {
                text.parse::<Periods>().map(|periods| Value::Text(periods.to_string())).map_err(|_| Problem::Periods)
            }
            FieldType::Long => short(text, LONG_MAX),
            FieldType::Number => decimal::read(&plain(text), decimals).ok_or(if decimals == 0 {
                Problem::Number
            } else {
                Problem::Decimal(decimals)
            }),
            FieldType::Money => fen(text).map(Value::Money).ok_or(Problem::Money),
            FieldType::Percent => percent(text).ok_or(Problem::Percent),
            FieldType::YesNo => yes_no(text).map(Value::Yes).ok_or(Problem::YesNo),
            FieldType::Date => date(text).map(Value::Date).ok_or(Problem::Date),
            FieldType::Moment => moment(text, self.counting).map(Value::Moment).ok_or(Problem::Moment),
            FieldType::Time => text.parse::<Time>().map(Value::Time).map_err(|_| Problem::Time),
            FieldType::Interval | FieldType::Limit => {
                text.parse::<Span>().map(Value::Interval).map_err(|_| Problem::Interval)
            }
            FieldType::Due => self.due(text),
            FieldType::Choice => Ok(Value::Choice(Id::from(text))),
            FieldType::Person => self.person(text).ok_or(Problem::Person),
            FieldType::Unit => self.unit(text).ok_or(Problem::Unit),
            FieldType::Role => {
                let known = self.regulation.roles.contains_key(text);
                if known { Ok(Value::Ref(Ref::Role(Id::from(text)))) } else { Err(Problem::Choice) }
            }
            FieldType::Place => short(text, TEXT_MAX).map(|_| Value::Ref(Ref::Place(text.to_owned()))),
            FieldType::Body => {
                short(text, TEXT_MAX).map(|_| self.unit(text).unwrap_or_else(|| Value::Ref(Ref::Body(text.to_owned()))))
            }
            FieldType::Regulation => Ok(Value::Ref(Ref::Regulation(Id::from(text)))),
            FieldType::Phone => phone(text).map(Value::Text).ok_or(Problem::Phone),
            FieldType::Row => row(text).ok_or(Problem::Row),
            FieldType::Case => Err(Problem::Case),
            FieldType::File => Err(Problem::File),
        }
    }

    /// A promised date, instant, or length of time.
    fn due(&self, text: &str) -> Result<Value, Problem> {
        let by_date = date(text).map(Value::Date).or_else(|| moment(text, self.counting).map(Value::Moment));
        by_date.or_else(|| text.parse().ok().map(Value::Interval)).ok_or(Problem::Date)
    }

    fn choice(&self, field: &Field, text: &str) -> Result<Value, Problem> {
        match &field.options {
            Options::Listed(options) if options.get(text).is_some_and(|one| !one.rule.off) => {
                Ok(Value::Choice(Id::from(text)))
            }
            Options::From(axis) => {
                let class = self.regulation.main.classes.get(axis);
                if class.and_then(|class| class.values.get(text)).is_some_and(|value| !value.rule.off) {
                    return Ok(Value::Choice(Id::from(text)));
                }
                row(text).ok_or(Problem::Choice)
            }
            _ => Err(Problem::Choice),
        }
    }

    fn person(&self, text: &str) -> Option<Value> {
        if let Some(party) = self.party(text) {
            return Some(party);
        }
        if self.office.people.contains_key(text) {
            return Some(Value::Ref(Ref::Person(text.to_owned())));
        }
        // Somebody outside knows the name, not the id; it must be one person's alone.
        let mut named = self.office.people.values().filter(|person| person.name == text);
        let found = named.next().map(|person| Value::Ref(Ref::Person(person.id.clone())));
        found.filter(|_| named.next().is_none())
    }

    /// A party by `party:2`, or by its kind.
    fn party(&self, text: &str) -> Option<Value> {
        let by_number = text.strip_prefix("party:").and_then(|n| n.parse::<u32>().ok());
        let by_kind = || self.case.parties.iter().find(|party| *party.kind == *text).map(|party| party.n);
        by_number.or_else(by_kind).map(|n| Value::Ref(Ref::Party(n)))
    }

    fn unit(&self, text: &str) -> Option<Value> {
        self.office.units.contains_key(text).then(|| Value::Ref(Ref::Unit(text.to_owned())))
    }
}

/// A name as an office enters it in a table: role, person, unit, a length of time, else text.
pub(crate) fn reference(office: &Office, regulation: &Regulation, text: &str) -> Value {
    let text = text.trim();
    if office.people.contains_key(text) && !regulation.roles.contains_key(text) {
        return Value::Ref(Ref::Person(text.to_owned()));
    }
    if regulation.roles.contains_key(text) {
        return Value::Ref(Ref::Role(Id::from(text)));
    }
    if office.units.contains_key(text) {
        return Value::Ref(Ref::Unit(text.to_owned()));
    }
    text.parse::<Span>().map_or_else(|_| Value::Text(text.to_owned()), Value::Interval)
}

fn short(text: &str, most: usize) -> Result<Value, Problem> {
    if text.chars().count() > most { Err(Problem::TooLong) } else { Ok(Value::Text(text.to_owned())) }
}

/// Digits without the marks that people put between them.
fn plain(text: &str) -> String {
    text.chars().filter(|letter| !matches!(letter, ',' | '，' | ' ' | '¥' | '￥' | '元' | '%')).collect()
}

/// Yuan as typed, in fen.
fn fen(text: &str) -> Option<i64> {
    let text = plain(text);
    let (sign, digits) = text.strip_prefix('-').map_or((1, text.as_str()), |rest| (-1, rest));
    let (yuan, rest) = digits.split_once('.').unwrap_or((digits, ""));
    if rest.len() > 2 || digits.is_empty() || !digits.chars().all(|c| c.is_ascii_digit() || c == '.') {
        return None;
    }
    let yuan: i64 = if yuan.is_empty() { 0 } else { yuan.parse().ok()? };
    let fen: i64 = if rest.is_empty() { 0 } else { format!("{rest:0<2}").parse().ok()? };
    yuan.checked_mul(100)?.checked_add(fen)?.checked_mul(sign)
}

fn percent(text: &str) -> Option<Value> {
    let text = plain(text);
    let (whole, rest) = text.split_once('.').unwrap_or((&text, ""));
    if rest.len() > 4 {
        return None;
    }
    let over: i64 = format!("{whole}{rest}").parse().ok()?;
    let under = 10_i64.checked_pow(u32::try_from(rest.len()).ok()?)?.checked_mul(100)?;
    Some(Value::Share(over, under))
}

fn yes_no(text: &str) -> Option<bool> {
    match text {
        "true" | "yes" | "是" | "1" | "on" => Some(true),
        "false" | "no" | "否" | "0" => Some(false),
        _ => None,
    }
}

fn date(text: &str) -> Option<Date> {
    let text = text.replace(['/', '.', '年', '月'], "-").replace('日', "");
    let mut parts = text.split('-').map(str::trim);
    let year = parts.next()?.parse().ok()?;
    let (month, day) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
    if parts.next().is_some() { None } else { Date::new(year, month, day).ok() }
}

/// An instant as typed: local date and time, or with an offset of its own.
pub(crate) fn moment(text: &str, counting: &Counting) -> Option<Timestamp> {
    if let Ok(at) = text.parse::<Timestamp>() {
        return Some(at);
    }
    let (day, time) = text.split_once(['T', ' ']).unwrap_or((text, "00:00"));
    let (day, time) = (date(day)?, time.trim().parse::<Time>().ok()?);
    Some(counting.at(DateTime::from_parts(day, time)))
}

fn phone(text: &str) -> Option<String> {
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let fits =
        text.chars().all(|c| c.is_ascii_digit() || matches!(c, '+' | '-' | ' ' | '(' | ')' | '转' | '（' | '）'));
    (fits && (3..=20).contains(&digits)).then(|| text.to_owned())
}

/// A row as `part[2]` or `part.2`.
fn row(text: &str) -> Option<Value> {
    let (part, n) = match text.split_once('[') {
        Some((part, rest)) => (part, rest.strip_suffix(']')?),
        None => text.rsplit_once('.')?,
    };
    Some(Value::Ref(Ref::Row(Id::from(part), n.parse().ok()?)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_is_read_in_yuan_to_the_fen() {
        assert_eq!(fen("1,200.5 元"), Some(120_050));
        assert_eq!(fen("¥ 0.05"), Some(5));
        assert_eq!(fen("12.345"), None, "no parts of a fen");
        assert_eq!(fen("twelve"), None);
        assert_eq!(fen(""), None);
    }

    #[test]
    fn dates_are_read_as_people_write_them() {
        let day = Date::new(2026, 3, 9).ok();
        assert_eq!(date("2026-03-09"), day);
        assert_eq!(date("2026/3/9"), day);
        assert_eq!(date("2026年3月9日"), day);
        assert_eq!(date("2026-02-30"), None);
        assert_eq!(moment("2026-03-09 14:30", &Counting::default()), "2026-03-09T06:30:00Z".parse().ok());
    }

    #[test]
    fn shares_are_exact() {
        assert_eq!(percent("12.5%"), Some(Value::Share(125, 1000)));
        assert_eq!(percent("100"), Some(Value::Share(100, 100)));
    }
}

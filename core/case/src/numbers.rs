//! Numbers: the text is made here but for the serial, which is taken inside the transaction.

use crate::{
    types::{Event, NumberOf},
    work::Work,
};

impl Work<'_> {
    /// The case gets its number, unless it has one.
    pub(crate) fn take_number(&mut self) {
        let taken = |event: &Event| matches!(event, Event::Numbered { of: NumberOf::Case, .. });
        let Some(rule) = &self.regulation.number else { return };
        if self.case.number.is_some() || self.events.iter().any(taken) {
            return;
        }
        let (pattern, year) = self.dated(&rule.pattern);
        let per =
            rule.per.as_ref().map(|per| self.eye(0).path(per)).and_then(|value| self.said(&value)).unwrap_or_default();
        let period = match rule.restarts.as_deref() {
            Some("month") => self.counting.date_of(self.at()).strftime("%Y-%m").to_string(),
            Some("year") => year,
            Some("never") => String::new(),
            // A pattern that shows the year starts anew with it.
            _ if rule.pattern.contains("{year}") => year,
            _ => String::new(),
        };
        let series = format!("case:{per}:{period}");
        self.emit(Event::Numbered { of: NumberOf::Case, series, pattern, number: None });
    }

    /// A pattern with all but the serial filled in, and the year.
    pub(crate) fn dated(&self, pattern: &str) -> (String, String) {
        let date = self.counting.date_of(self.at());
        let year = date.year().to_string();
        let mut text = String::new();
        let mut rest = pattern;
        while let Some((before, after)) = rest.split_once('{') {
            text.push_str(before);
            let Some((name, after)) = after.split_once('}') else {
                text.push('{');
                rest = after;
                continue;
            };
            match name {
                "year" => text.push_str(&year),
                "month" => text.push_str(&format!("{:02}", date.month())),
                "day" => text.push_str(&format!("{:02}", date.day())),
                name if name.starts_with("serial") => text.push_str(&format!("{{{name}}}")),
                name => text.push_str(&self.said(&self.eye(0).path(name)).unwrap_or_default()),
            }
            rest = after;
        }
        text.push_str(rest);
        (text, year)
    }

    fn said(&self, value: &dengwen_regulation::value::Value) -> Option<String> {
        use dengwen_regulation::value::Value;
        match value {
            Value::Sealed(_) => None,
            Value::Choice(id) => Some(id.to_string()),
            Value::Int(n) => Some(n.to_string()),
            Value::Decimal(n, places) => Some(dengwen_regulation::decimal::written(*n, *places)),
            Value::Date(day) => Some(day.to_string()),
            other => crate::eye::text(&self.eye(0), other),
        }
    }
}

//! The hours of a roster: wanted, covered, uncovered.

use dengwen_calendar::{Counting, DutyDays, Moves, Stretch, due, duty_hours, uncovered};
use dengwen_regulation::{
    model::{During, Id, Within},
    value::Value,
};
use jiff::{SignedDuration, Timestamp, civil::Date};

use super::{Duty, Standing};
use crate::{act::counting, leave::Leave};

/// How far ahead hours are looked at, whatever a setting says.
const AHEAD_MAX: SignedDuration = SignedDuration::from_hours(24 * 400);

impl<'a> Standing<'a> {
    /// Hours of these days in which somebody has to be there.
    pub(super) fn wanted(self, days: (Date, Date)) -> Vec<Stretch> {
        let during: Vec<DutyDays> = self.roster.during.iter().filter_map(|days| self.days(days)).collect();
        // Days that are left to settings which nobody has filled in are none; no days at all in the file are every day.
        let during = (!self.roster.during.is_empty()).then_some(during.as_slice());
        let (calendar, counting) = (self.office.calendar(self.regulation), counting(self.regulation));
        duty_hours(&calendar, &counting, during, self.roster.hours.as_ref(), days)
    }

    fn days(self, days: &During) -> Option<DutyDays> {
        match days {
            During::Days(days) => Some(days.clone()),
            During::Setting(id) => {
                let Some(Value::Text(text)) = self.setting(id) else { return None };
                text.parse().ok().map(DutyDays::In)
            }
        }
    }

    fn setting(self, id: &Id) -> Option<Value> {
        let entered = self.office.setting(&self.regulation.id, id, self.now).cloned();
        entered.or_else(|| self.regulation.settings.get(id)?.field.default.clone())
    }

    /// Hours of a time in which nobody is on duty: turns of those who are on leave cover nothing. `leave` is one more.
    pub(super) fn gaps(self, from: Timestamp, until: Timestamp, leave: Option<&Leave>) -> Vec<Stretch> {
        if until <= from {
            return Vec::new();
        }
        let counting = counting(self.regulation);
        let wanted = self.wanted((counting.date_of(from), counting.date_of(until)));
        let wanted: Vec<Stretch> = wanted.into_iter().filter_map(|one| clipped(one, from, until)).collect();
        let covered = self.turns().flat_map(|duty| self.covers(duty, leave)).collect::<Vec<_>>();
        uncovered(&wanted, &covered)
    }

    pub(super) fn turns(self) -> impl Iterator<Item = &'a Duty> {
        self.office.turns(&self.regulation.id, self.id)
    }

    fn covers(self, duty: &Duty, leave: Option<&Leave>) -> Vec<Stretch> {
        let leaves = self.office.leaves.iter().chain(leave).filter(|one| one.person == duty.person);
        let away: Vec<Stretch> = leaves.map(Leave::stretch).collect();
        duty.stretch().map(|turn| uncovered(&[turn], &away)).unwrap_or_default()
    }

    /// Hours from now on of which it is time to tell.
    pub(crate) fn told(self) -> Vec<Stretch> {
        let span = match &self.roster.warn {
            Some(Within::Span(span)) => Some(*span),
            Some(Within::Setting(id)) => match self.setting(id) {
                Some(Value::Interval(span)) => Some(span),
                _ => None,
            },
            _ => None,
        };
        let live = self.office.open_blanks(self.regulation).is_empty();
        let Some(span) = span.filter(|_| self.roster.cover && live) else { return Vec::new() };
        // A time to tell is no limit: it ends on the day on which it ends.
        let counting = Counting { roll: false, ..counting(self.regulation) };
        let calendar = self.office.calendar(self.regulation);
        let most = self.now.saturating_add(AHEAD_MAX).unwrap_or(self.now);
        let horizon = due(&calendar, &counting, self.now, span, &Moves::default()).map_or(self.now, |due| due.at);
        // What has begun is told even where the time to tell is short.
        let soon = self.now.saturating_add(SignedDuration::from_secs(1)).unwrap_or(self.now);
        self.gaps(self.now, horizon.clamp(soon, most.max(soon)), None)
    }

    /// Hours that nobody would cover if somebody went on leave, and that are covered now.
    pub(crate) fn left_by(self, leave: &Leave) -> Vec<Stretch> {
        if !self.roster.cover {
            return Vec::new();
        }
        let time = leave.stretch();
        let last = self.turns().filter(|duty| duty.person == leave.person).map(Duty::over).max();
        let (from, until) = (time.from.max(self.now), time.until.min(last.unwrap_or(time.from)));
        uncovered(&self.gaps(from, until, Some(leave)), &self.gaps(from, until, None))
    }
}

fn clipped(one: Stretch, from: Timestamp, until: Timestamp) -> Option<Stretch> {
    let (from, until) = (one.from.max(from), one.until.min(until));
    (from < until).then_some(Stretch { from, until })
}

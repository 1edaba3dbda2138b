//! A date with its reason, day by day.

use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;

use crate::advance::{Note, PausedDays, Reach, paused_days};
use crate::bits::{add_days, days_between};
use crate::calendar::{Calendar, DayKind, days};
use crate::counting::{Counting, Precision, Week};
use crate::limit::{Due, Moves, trace};
use crate::notice::Name;
use crate::sentence::{self, Lang};
use crate::span::{Span, Unit};

/// The most days an explanation lists; what lies beyond is told as [`Why::Unlisted`].
pub(crate) const MOST_STEPS: usize = 40_000;

/// Why a day counted, did not count, or moved a limit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "reason", rename_all = "snake_case")]
pub enum Why {
    /// The day of the event; a limit in days counts from the next.
    FirstDay,
    /// A limit by the clock begins at this instant.
    Begins {
        /// The instant.
        at: Timestamp,
    },
    /// Counted: an ordinary working day.
    WorkingDay,
    /// Counted: worked by a notice though it is a weekend (or for another reason of an administrator's).
    MakeUp {
        /// The holiday it makes up for.
        name: Option<Name>,
        /// The notice.
        notice: Arc<str>,
    },
    /// Counted: limits in days, weeks and months count every day.
    CalendarDay,
    /// Not counted: a Saturday or Sunday.
    Weekend,
    /// Not counted: a holiday.
    Holiday {
        /// Its name.
        name: Name,
        /// The notice.
        notice: Arc<str>,
    },
    /// Not counted: off by an administrator's entry.
    Rest {
        /// The decision it rests on.
        notice: Arc<str>,
    },
    /// Not counted: the limit stood still.
    Paused,
    /// Not counted: no working hour was left of the day.
    OutsideHours,
    /// Seconds, minutes or hours ran from one instant to another.
    Elapsed {
        /// From.
        from: Timestamp,
        /// Until.
        until: Timestamp,
    },
    /// An extension begins to count after this day.
    Extended {
        /// By how much.
        span: Span,
    },
    /// The date was promised or entered; it is taken as it is.
    Promised,
    /// The limit ends with this day, the day of the event or the last of its month.
    WithinPeriod,
    /// The last day is off: the limit moves past it.
    RolledPast {
        /// What the day is.
        kind: DayKind,
        /// The holiday.
        name: Option<Name>,
        /// The notice.
        notice: Option<Arc<str>>,
    },
    /// The next working day, on which the limit ends.
    RolledTo,
    /// The cap held instead of the limit.
    AtLatest {
        /// The cap.
        cap: Span,
    },
    /// Further days, too many to list.
    Unlisted {
        /// How many.
        days: u32,
    },
}

/// One day of an explanation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Step {
    /// The day.
    pub date: Date,
    /// Whether it counted.
    pub counted: bool,
    /// Which one it is of the span being counted, from 1.
    pub number: Option<u32>,
    /// Whether what the day is has been published; if not and it matters, the date is provisional.
    pub published: bool,
    /// Why.
    #[serde(flatten)]
    pub why: Why,
}

impl Step {
    /// Whether the day was passed over: a weekend, a holiday, a pause, or a day the limit rolled past.
    #[must_use]
    pub const fn is_skipped(&self) -> bool {
        matches!(
            self.why,
            Why::Weekend
                | Why::Holiday { .. }
                | Why::Rest { .. }
                | Why::Paused
                | Why::OutsideHours
                | Why::RolledPast { .. }
        )
    }
}

/// A due date with every step that leads to it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Explanation {
    /// The result, the same as [`crate::due`] gives.
    pub due: Option<Due>,
    /// When it began.
    pub start: Timestamp,
    /// The limit as the regulation writes it.
    pub span: Span,
    /// Day by day.
    pub steps: Vec<Step>,
    /// As [`Due::text`], for whoever has no [`Counting`] at hand.
    pub due_text: Option<String>,
    /// The local start, `2026-02-09` or with the time for limits by the clock.
    pub start_text: String,
}

impl Explanation {
    /// The whole in one sentence or two.
    #[must_use]
    pub fn sentence(&self, lang: Lang) -> String {
        sentence::write(self, lang)
    }

    /// The days passed over, each once, in order.
    #[must_use]
    pub fn skipped(&self) -> Vec<Date> {
        let mut dates: Vec<Date> = self.steps.iter().filter(|step| step.is_skipped()).map(|step| step.date).collect();
        dates.sort_unstable();
        dates.dedup();
        dates
    }
}

/// The same date as [`crate::due`], with its reason.
#[must_use]
pub fn explain(
    calendar: &Calendar,
    counting: &Counting,
    start: Timestamp,
    span: Span,
    moves: &Moves<'_>,
) -> Explanation {
    let mut notes: Vec<Note> = Vec::new();
    let due = trace(calendar, counting, start, span, moves, &mut notes);
    let mut teller = Teller { calendar, counting, paused: paused_days(counting, moves.pauses), steps: Vec::new() };
    for note in notes {
        teller.tell(note);
    }
    let by_clock = span.unit.is_clock() || counting.precision == Precision::Clock || span.unit == Unit::Immediate;
    let local = counting.local(start);
    let start_text = if by_clock { local.strftime("%Y-%m-%dT%H:%M").to_string() } else { local.date().to_string() };
    Explanation { due, start, span, steps: teller.steps, due_text: due.map(|due| due.text(counting)), start_text }
}

struct Teller<'a> {
    calendar: &'a Calendar,
    counting: &'a Counting,
    paused: Vec<PausedDays>,
    steps: Vec<Step>,
}

impl Teller<'_> {
    fn tell(&mut self, note: Note) {
        match note {
            Note::Leg { span, from, to } => self.leg(span, from, to),
            Note::Extended { span, from } => self.push(from, false, None, Why::Extended { span }),
            Note::Promised { on } => self.push(on, true, None, Why::Promised),
            Note::AtLatest { cap, on } => self.push(on, true, None, Why::AtLatest { cap }),
            Note::Rolled { from, to } => {
                for date in days(from, add_days(to, -1)) {
                    let why = if self.is_paused(date) { Why::Paused } else { self.rolled_past(date) };
                    self.push(date, false, None, why);
                }
                self.push(to, true, None, Why::RolledTo);
            }
        }
    }

    fn leg(&mut self, span: Span, from: Reach, to: Reach) {
        match span.unit {
            Unit::Second | Unit::Minute | Unit::Hour | Unit::Immediate => {
                self.push(from.date, true, None, Why::Begins { at: from.at });
                if to.at > from.at {
                    self.push(to.date, true, None, Why::Elapsed { from: from.at, until: to.at });
                }
            }
            Unit::SameDay | Unit::SameMonth => self.push(to.date, true, None, Why::WithinPeriod),
            Unit::WorkingHour => self.working_hours(from, to),
            Unit::Promptly | Unit::None => {}
            Unit::Day | Unit::Week | Unit::WorkingDay | Unit::Month | Unit::Year => {
                self.counted_days(span.unit, from, to)
            }
        }
    }

    fn counted_days(&mut self, unit: Unit, from: Reach, to: Reach) {
        let listed = usize::try_from(days_between(from.date, to.date)).unwrap_or_default();
        self.steps.reserve(listed.saturating_add(1).min(MOST_STEPS));
        if self.steps.is_empty() {
            self.push(from.date, false, None, Why::FirstDay);
        }
        let mut number = 0;
        for date in days(add_days(from.date, 1), to.date) {
            if self.steps.len() >= MOST_STEPS {
                let left = u32::try_from(days_between(date, to.date) + 1).unwrap_or(u32::MAX);
                self.push(to.date, true, None, Why::Unlisted { days: left });
                return;
            }
            let why = match unit {
                _ if self.is_paused(date) => Why::Paused,
                Unit::WorkingDay => self.of_working_day(date),
                _ => Why::CalendarDay,
            };
            let counted = matches!(why, Why::WorkingDay | Why::MakeUp { .. } | Why::CalendarDay);
            number += u32::from(counted);
            self.push(date, counted, counted.then_some(number), why);
        }
    }

    fn working_hours(&mut self, from: Reach, to: Reach) {
        self.push(from.date, true, None, Why::Begins { at: from.at });
        let mut at = from.at;
        for date in days(from.date, to.date).take(MOST_STEPS) {
            let end = if date == to.date { to.at } else { self.counting.end_of_day(date) };
            let off = self.of_working_day(date);
            match off {
                Why::WorkingDay | Why::MakeUp { .. } if !self.works_between(date, at, end) => {
                    self.push(date, false, None, Why::OutsideHours);
                }
                Why::WorkingDay | Why::MakeUp { .. } => {
                    self.push(date, true, None, Why::Elapsed { from: at, until: end })
                }
                off => self.push(date, false, None, off),
            }
            at = self.counting.start_of_day(add_days(date, 1));
        }
    }

    fn works_between(&self, date: Date, from: Timestamp, until: Timestamp) -> bool {
        let midnight = self.counting.start_of_day(date);
        let second = |at: Timestamp| midnight.duration_until(at).as_secs();
        self.counting
            .hours
            .seconds()
            .any(|(start, end)| second(from) < end && start < second(until).max(second(from) + 1))
    }

    fn is_paused(&self, date: Date) -> bool {
        self.paused.iter().any(|pause| pause.covers(date))
    }

    fn of_working_day(&self, date: Date) -> Why {
        // Names and notices are looked up for the few days that have them.
        let told = || {
            let day = self.calendar.day(date);
            (day.name, day.notice.unwrap_or_default())
        };
        match self.calendar.kind(date) {
            DayKind::Workday => Why::WorkingDay,
            DayKind::Saturday if self.counting.week == Week::Six => Why::WorkingDay,
            DayKind::Saturday | DayKind::Sunday => Why::Weekend,
            DayKind::MakeUp => {
                let (name, notice) = told();
                Why::MakeUp { name, notice }
            }
            DayKind::Holiday => {
                let (name, notice) = told();
                Why::Holiday { name: name.unwrap_or_default(), notice }
            }
            DayKind::Rest => Why::Rest { notice: told().1 },
        }
    }

    fn rolled_past(&self, date: Date) -> Why {
        let day = self.calendar.day(date);
        Why::RolledPast { kind: day.kind, name: day.name, notice: day.notice }
    }

    fn push(&mut self, date: Date, counted: bool, number: Option<u32>, why: Why) {
        let published = self.calendar.is_published(date, date);
        self.steps.push(Step { date, counted, number, published, why });
    }
}

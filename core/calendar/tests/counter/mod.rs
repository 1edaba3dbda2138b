//! A second way to count: one day after the other, one stretch of the clock after the other. It knows of no bits, no prefix
//! sums and no order of pauses, and takes from the library only what a calendar on the wall says of a single day.

#![allow(dead_code, unreachable_pub, reason = "each test uses a part of it")]

use dengwen_calendar::{Calendar, Counting, DayKind, Due, ExtendedFrom, Moves, Pause, Precision, Span, Unit, Week};
use jiff::{
    SignedDuration, Timestamp,
    civil::{Date, Time},
};

/// How many days a limit may take before the counter gives up: a pause without an end.
const DAYS_MAX: u32 = 200_000;

/// Where the counting stands.
#[derive(Clone, Copy)]
struct Point {
    at: Timestamp,
    day: Date,
}

/// Counts limits by hand.
pub struct Counter<'a> {
    pub calendar: &'a Calendar,
    pub counting: &'a Counting,
    pub pauses: &'a [Pause],
}

/// The last instant in time, counted by hand; `None` where there is none.
pub fn ends_at(
    calendar: &Calendar,
    counting: &Counting,
    start: Timestamp,
    span: Span,
    moves: &Moves<'_>,
) -> Option<Timestamp> {
    let counter = Counter { calendar, counting, pauses: moves.pauses };
    let first = Point { at: start, day: counting.date_of(start) };
    let own = counter.with_extensions(first, span, moves);
    let immediate = span.unit == Unit::Immediate && moves.promised.is_none() && moves.extensions.is_empty();
    let Some(cap) = moves.at_latest else { return own };
    let cap = counter.to(first, cap).and_then(|end| if cap.unit.rolls() { counter.rolled(end) } else { Some(end) });
    match (own.filter(|_| !immediate), cap.map(|cap| cap.at)) {
        (Some(own), Some(cap)) => Some(own.min(cap)),
        (own, cap) => own.or(cap),
    }
}

/// The same date that the library gave, or what is wrong with it.
pub fn agrees(
    calendar: &Calendar,
    counting: &Counting,
    (start, span, moves): (Timestamp, Span, &Moves<'_>),
    found: Option<Due>,
) -> Result<(), String> {
    let counted = ends_at(calendar, counting, start, span, moves);
    if counted == found.map(|due| due.at) {
        return Ok(());
    }
    Err(format!(
        "{span} from {start} with {moves:?} ends {counted:?} by hand, {:?} by the library",
        found.map(|due| due.at)
    ))
}

impl Counter<'_> {
    fn with_extensions(&self, first: Point, span: Span, moves: &Moves<'_>) -> Option<Timestamp> {
        let (mut nominal, mut rolls) = match moves.promised {
            Some(at) => (Point { at, day: self.counting.date_of(at) }, false),
            None => (self.to(first, span)?, span.unit.rolls()),
        };
        for extension in moves.extensions {
            let from = if moves.extended_from == ExtendedFrom::Due && rolls { self.rolled(nominal)? } else { nominal };
            nominal = self.to(from, *extension)?;
            rolls = extension.unit.rolls();
        }
        if rolls { self.rolled(nominal).map(|end| end.at) } else { Some(nominal.at) }
    }

    /// From a point by a span, without rolling.
    fn to(&self, from: Point, span: Span) -> Option<Point> {
        let amount = i64::from(span.amount);
        let of_clock = |seconds: i64| self.by_clock(from, SignedDuration::from_secs(amount * seconds));
        match span.unit {
            Unit::Second => of_clock(1),
            Unit::Minute => of_clock(60),
            Unit::Hour => of_clock(3600),
            Unit::WorkingHour => self.by_work(from, SignedDuration::from_secs(amount * 3600)),
            Unit::Day => self.by_days(from, span.amount, |_| true),
            Unit::Week => self.by_days(from, span.amount * 7, |_| true),
            Unit::Month => self.by_days(from, months_in_days(from.day, span.amount), |_| true),
            Unit::Year => self.by_days(from, months_in_days(from.day, span.amount * 12), |_| true),
            Unit::WorkingDay => self.by_days(from, span.amount, |day| self.worked(day)),
            Unit::SameDay => Some(self.end_of(from.day)),
            Unit::SameMonth => Some(self.end_of(from.day.last_of_month())),
            Unit::Immediate => Some(from),
            Unit::Promptly | Unit::None => None,
        }
    }

    fn end_of(&self, day: Date) -> Point {
        Point { at: self.counting.end_of_day(day), day }
    }

    /// The end of the day reached, or the same minute of the clock on it.
    fn on(&self, from: Point, day: Date) -> Point {
        match self.counting.precision {
            Precision::Day => self.end_of(day),
            Precision::Clock => {
                let time = self.counting.local(from.at).time();
                Point { at: self.counting.end_of_minute(day.to_datetime(time)), day }
            }
        }
    }

    fn by_days(&self, from: Point, length: u32, counts: impl Fn(Date) -> bool) -> Option<Point> {
        let (mut day, mut counted) = (from.day, 0);
        while counted < length {
            day = day.tomorrow().ok()?;
            if self.never_ends(day) {
                return None;
            }
            counted += u32::from(counts(day) && !self.paused_on(day));
        }
        Some(self.on(from, day))
    }

    /// To the next day that is worked and free; the nominal day itself may be paused.
    fn rolled(&self, from: Point) -> Option<Point> {
        if !self.counting.roll || self.worked(from.day) {
            return Some(from);
        }
        let mut day = from.day;
        for _ in 0..DAYS_MAX {
            day = day.tomorrow().ok()?;
            if self.worked(day) && self.never_ends(day) {
                return None;
            }
            if self.worked(day) && !self.paused_on(day) {
                return Some(self.on(from, day));
            }
        }
        None
    }

    /// Stretches between the edges of pauses either run or stand still.
    fn by_clock(&self, from: Point, length: SignedDuration) -> Option<Point> {
        let mut edges: Vec<Timestamp> = self
            .real()
            .flat_map(|pause| [Some(pause.from), pause.until])
            .flatten()
            .filter(|at| *at > from.at)
            .collect();
        edges.sort();
        let (mut at, mut left) = (from.at, length);
        for edge in edges {
            if !self.stands_still(at) {
                let here = at.duration_until(edge);
                if left <= here {
                    break;
                }
                left -= here;
            } else if left.is_zero() {
                break;
            }
            at = edge;
        }
        if self.stands_still(at) && !left.is_zero() {
            return None;
        }
        let at = at + left;
        Some(Point { at, day: self.counting.date_of(at) })
    }

    /// The same, of the hours of working days alone.
    fn by_work(&self, from: Point, length: SignedDuration) -> Option<Point> {
        let (mut day, mut left) = (from.day, length);
        if left.is_zero() {
            return Some(from);
        }
        for _ in 0..DAYS_MAX {
            for (opens, closes) in self.shifts(day) {
                let mut edges: Vec<Timestamp> =
                    self.real().flat_map(|pause| [Some(pause.from), pause.until]).flatten().collect();
                edges.extend([opens, closes, from.at]);
                edges.retain(|at| opens.max(from.at) <= *at && *at <= closes);
                edges.sort();
                for (one, next) in edges.iter().zip(edges.iter().skip(1)) {
                    if self.stands_still(*one) {
                        continue;
                    }
                    let here = one.duration_until(*next);
                    if left <= here {
                        let at = *one + left;
                        return Some(Point { at, day: self.counting.date_of(at) });
                    }
                    left -= here;
                }
            }
            day = day.tomorrow().ok()?;
            if self.real().any(|pause| pause.until.is_none() && pause.from <= self.counting.start_of_day(day)) {
                return None;
            }
        }
        None
    }

    /// The stretches of a day in which work is done, from what the hours say in writing.
    fn shifts(&self, day: Date) -> Vec<(Timestamp, Timestamp)> {
        if !self.worked(day) {
            return Vec::new();
        }
        let at = |text: &str| self.counting.at(day.to_datetime(text.parse::<Time>().unwrap_or_default()));
        let hours = self.counting.hours.to_string();
        hours.split(',').filter_map(|one| one.split_once('-')).map(|(from, until)| (at(from), at(until))).collect()
    }

    fn worked(&self, day: Date) -> bool {
        match self.calendar.day(day).kind {
            DayKind::Workday | DayKind::MakeUp => true,
            DayKind::Saturday => self.counting.week == Week::Six,
            DayKind::Sunday | DayKind::Holiday | DayKind::Rest => false,
        }
    }

    /// Pauses that last any time at all.
    fn real(&self) -> impl Iterator<Item = &Pause> {
        self.pauses.iter().filter(|pause| pause.until.is_none_or(|until| pause.from < until))
    }

    fn stands_still(&self, at: Timestamp) -> bool {
        self.real().any(|pause| pause.from <= at && pause.until.is_none_or(|until| at < until))
    }

    /// Does a pause touch this day.
    fn paused_on(&self, day: Date) -> bool {
        let (opens, closes) = (self.counting.start_of_day(day), self.counting.end_of_day(day));
        self.real().any(|pause| pause.from <= closes && pause.until.is_none_or(|until| opens < until))
    }

    fn never_ends(&self, day: Date) -> bool {
        let closes = self.counting.end_of_day(day);
        self.real().any(|pause| pause.until.is_none() && pause.from <= closes)
    }
}

/// Days until the same day of the month, or the last of a shorter one, found by walking.
fn months_in_days(start: Date, months: u32) -> u32 {
    let (mut day, mut passed, mut days) = (start, 0, 0);
    while passed < months || (day.day() < start.day() && day != day.last_of_month()) {
        let Ok(next) = day.tomorrow() else { return days };
        passed += u32::from(next.month() != day.month());
        day = next;
        days += 1;
    }
    days
}

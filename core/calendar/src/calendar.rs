//! Which day is worked, and by which notice.

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

use jiff::Timestamp;
use jiff::civil::{Date, Weekday, date};
use serde::{Deserialize, Serialize};

use crate::bits::{WorkingDays, add_days, days_between};
use crate::counting::{Counting, Week};
use crate::notice::{self, Name, Notice, YearFile};
use crate::overlay::{EntryKind, Overlay, OverlayError};

/// What a day is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DayKind {
    /// Monday to Friday, nothing special.
    Workday,
    /// Saturday, nothing special: worked in a six-day week.
    Saturday,
    /// Sunday, nothing special.
    Sunday,
    /// A day of a holiday, whatever its weekday.
    Holiday,
    /// Worked by a notice or an entry, whatever its weekday (调休上班).
    MakeUp,
    /// Off by an administrator's entry without being a holiday.
    Rest,
}

impl DayKind {
    /// Whether it is worked in such a week.
    #[must_use]
    pub const fn is_working(self, week: Week) -> bool {
        match self {
            Self::Workday | Self::MakeUp => true,
            Self::Saturday => matches!(week, Week::Six),
            Self::Sunday | Self::Holiday | Self::Rest => false,
        }
    }
}

/// Everything a calendar knows of one day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Day {
    /// The day.
    pub date: Date,
    /// What it is.
    pub kind: DayKind,
    /// The holiday it belongs to or makes up for.
    pub name: Option<Name>,
    /// The notice that says so, or that published the year.
    pub notice: Option<Arc<str>>,
    /// Whether its year is published; if not, only its weekday is known.
    pub published: bool,
}

/// A calendar of working days. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Calendar {
    inner: Arc<Inner>,
}

#[derive(Debug, Clone)]
struct Inner {
    id: &'static str,
    revision: u64,
    five: WorkingDays,
    six: WorkingDays,
    special: BTreeMap<Date, Special>,
    years: Years,
    notices: Vec<Notice>,
    faults: Vec<String>,
}

#[derive(Debug, Clone)]
struct Special {
    kind: DayKind,
    name: Option<Name>,
    notice: Arc<str>,
}

/// The published years.
#[derive(Debug, Clone)]
enum Years {
    /// Weekends need no notice.
    All,
    /// By year, with the notice; `from` to `until` is the stretch without a hole that the first year begins.
    Listed { notices: BTreeMap<i16, Arc<str>>, from: Date, until: Date },
}

static CHINA: LazyLock<Calendar> = LazyLock::new(|| Calendar::from_files("cn", notice::china()));
static PLAIN: LazyLock<Calendar> = LazyLock::new(|| Calendar { inner: Arc::new(Inner::bare("plain", Years::All)) });

impl Calendar {
    /// The State Council's calendar, 2004 to 2026, with make-up working days.
    #[must_use]
    pub fn china() -> Self {
        CHINA.clone()
    }

    /// Weekends off and nothing else; every year counts as published.
    #[must_use]
    pub fn plain() -> Self {
        PLAIN.clone()
    }

    /// By the word a regulation uses: `cn` or `plain`.
    #[must_use]
    pub fn named(id: &str) -> Option<Self> {
        match id {
            "cn" => Some(Self::china()),
            "plain" => Some(Self::plain()),
            _ => None,
        }
    }

    /// The word for it, `cn` or `plain`; an overlay does not change it.
    #[must_use]
    pub fn id(&self) -> &'static str {
        self.inner.id
    }

    /// Changes whenever anything in the calendar changes and is the same for the same content on every machine; fits an `i64`.
    #[must_use]
    pub fn revision(&self) -> u64 {
        self.inner.revision
    }

    /// This calendar with an administrator's days over it.
    ///
    /// # Errors
    /// [`OverlayError`] if a day lies outside 2000 to 2099 or names no notice.
    pub fn with_overlay(&self, overlay: &Overlay) -> Result<Self, OverlayError> {
        overlay.check()?;
        if *overlay == Overlay::default() {
            // Most offices have none: one calendar serves all of them.
            return Ok(self.clone());
        }
        let mut inner = Inner::clone(&self.inner);
        for entry in &overlay.entries {
            let name = match &entry.kind {
                EntryKind::Holiday { name } => Some(name.clone()),
                EntryKind::Working | EntryKind::Rest => None,
            };
            inner.mark(entry.date, &entry.kind, name, entry.notice.clone());
        }
        for published in &overlay.publishes {
            inner.years.publish(published.year, &published.notice);
        }
        inner.revision = overlay_revision(inner.revision, overlay);
        Ok(Self { inner: Arc::new(inner) })
    }

    /// The last day of the last published year without a hole before it; dates that meet a later day are provisional.
    #[must_use]
    pub fn published_until(&self) -> Date {
        match &self.inner.years {
            Years::All => Date::MAX,
            Years::Listed { until, .. } => *until,
        }
    }

    /// Whether every day from `first` to `last` lies in a published year.
    #[must_use]
    pub fn is_published(&self, first: Date, last: Date) -> bool {
        match &self.inner.years {
            Years::All => true,
            Years::Listed { notices, from, until } => {
                (*from <= first && last <= *until)
                    || (first.year()..=last.year()).all(|year| notices.contains_key(&year))
            }
        }
    }

    /// The notices it rests on, in order; an administrator's are not among them.
    #[must_use]
    pub fn notices(&self) -> &[Notice] {
        &self.inner.notices
    }

    /// What a day is.
    pub(crate) fn kind(&self, date: Date) -> DayKind {
        self.inner.special.get(&date).map_or_else(|| kind_by_weekday(date), |special| special.kind)
    }

    /// What is known of one day.
    #[must_use]
    pub fn day(&self, date: Date) -> Day {
        let published = self.is_published(date, date);
        if let Some(special) = self.inner.special.get(&date) {
            let (name, notice) = (special.name.clone(), Some(special.notice.clone()));
            return Day { date, kind: special.kind, name, notice, published };
        }
        let notice = match &self.inner.years {
            Years::All => None,
            Years::Listed { notices, .. } => notices.get(&date.year()).cloned(),
        };
        Day { date, kind: kind_by_weekday(date), name: None, notice, published }
    }

    /// The days between `first` and `last`, both with, that are not simply weekdays or weekends, in order.
    pub fn special_days(&self, first: Date, last: Date) -> impl Iterator<Item = Day> + '_ {
        let last = last.max(first);
        self.inner.special.range(first..=last).map(|(date, _)| self.day(*date))
    }

    /// Whether a day is worked.
    #[must_use]
    pub fn is_working_day(&self, date: Date, week: Week) -> bool {
        self.inner.bits(week).is_working(date)
    }

    /// Whether an instant lies in working time: a working day and within the hours.
    #[must_use]
    pub fn working_time(&self, counting: &Counting, at: Timestamp) -> bool {
        let local = counting.local(at);
        self.is_working_day(local.date(), counting.week) && counting.hours.contains(local.time())
    }

    /// The `count`-th working day after `date`; `date` itself for 0.
    #[must_use]
    pub fn add_working_days(&self, date: Date, count: u32, week: Week) -> Date {
        self.inner.bits(week).add(date, count)
    }

    /// Working days after `from`, up to and with `until`; negative if `until` is earlier.
    #[must_use]
    pub fn working_days_between(&self, from: Date, until: Date, week: Week) -> i64 {
        if until < from {
            return -i64::from(self.inner.bits(week).count(until, from));
        }
        i64::from(self.inner.bits(week).count(from, until))
    }

    /// The day itself if it is worked, else the next working day.
    #[must_use]
    pub fn roll(&self, date: Date, week: Week) -> Date {
        if self.is_working_day(date, week) { date } else { self.add_working_days(date, 1, week) }
    }

    /// Lines of the compiled-in files that could not be read; empty, and a test says so.
    #[must_use]
    pub fn faults(&self) -> &[String] {
        &self.inner.faults
    }

    fn from_files(id: &'static str, files: Vec<YearFile>) -> Self {
        let mut inner = Inner::bare(
            id,
            Years::Listed { notices: BTreeMap::new(), from: date(2000, 1, 1), until: date(1999, 12, 31) },
        );
        for text in notice::china_texts() {
            inner.revision = digest(inner.revision, text.as_bytes());
        }
        for file in files {
            if let Some(first) = file.notices.first() {
                inner.years.publish(file.year, &first.number);
            }
            for line in file.lines {
                inner.mark(line.date, &line.kind, Some(line.name), line.notice);
            }
            inner.notices.extend(file.notices);
            inner.faults.extend(file.faults);
        }
        Self { inner: Arc::new(inner) }
    }
}

impl Inner {
    fn bare(id: &'static str, years: Years) -> Self {
        Self {
            id,
            revision: digest(OFFSET, id.as_bytes()),
            five: WorkingDays::new(Week::Five),
            six: WorkingDays::new(Week::Six),
            special: BTreeMap::new(),
            years,
            notices: Vec::new(),
            faults: Vec::new(),
        }
    }

    const fn bits(&self, week: Week) -> &WorkingDays {
        match week {
            Week::Five => &self.five,
            Week::Six => &self.six,
        }
    }

    fn mark(&mut self, date: Date, kind: &EntryKind, name: Option<Name>, notice: String) {
        let kind = match kind {
            EntryKind::Holiday { .. } => DayKind::Holiday,
            EntryKind::Working => DayKind::MakeUp,
            EntryKind::Rest => DayKind::Rest,
        };
        self.five.mark(date, kind.is_working(Week::Five));
        self.six.mark(date, kind.is_working(Week::Six));
        self.special.insert(date, Special { kind, name, notice: notice.into() });
    }
}

impl Years {
    fn publish(&mut self, year: i16, notice: &str) {
        let Self::Listed { notices, from, until } = self else { return };
        notices.insert(year, notice.into());
        let Some(first) = notices.keys().next().copied() else { return };
        let mut last = first;
        while notices.contains_key(&(last + 1)) {
            last += 1;
        }
        *from = Date::new(first, 1, 1).unwrap_or(*from);
        *until = Date::new(last, 12, 31).unwrap_or(*until);
    }
}

fn kind_by_weekday(date: Date) -> DayKind {
    match date.weekday() {
        Weekday::Saturday => DayKind::Saturday,
        Weekday::Sunday => DayKind::Sunday,
        _ => DayKind::Workday,
    }
}

const OFFSET: u64 = 0xcbf2_9ce4_8422_2325;
const PRIME: u64 = 0x0000_0100_0000_01b3;

/// FNV-1a, kept below 2^63 so that a database's signed column holds it; a name for content, no protection against anybody.
fn digest(seed: u64, bytes: &[u8]) -> u64 {
    bytes.iter().fold(seed, |sum, byte| (sum ^ u64::from(*byte)).wrapping_mul(PRIME)) & (u64::MAX >> 1)
}

fn overlay_revision(revision: u64, overlay: &Overlay) -> u64 {
    let mut sum = revision;
    for published in &overlay.publishes {
        sum = digest(sum, format!("year {} {}\n", published.year, published.notice).as_bytes());
    }
    for entry in &overlay.entries {
        let kind = match &entry.kind {
            EntryKind::Holiday { name } => format!("holiday {name}"),
            EntryKind::Working => "working".to_owned(),
            EntryKind::Rest => "rest".to_owned(),
        };
        sum = digest(sum, format!("day {} {kind} {}\n", entry.date, entry.notice).as_bytes());
    }
    sum
}

/// The days from `first` to `last`, both with.
pub(crate) fn days(first: Date, last: Date) -> impl Iterator<Item = Date> {
    (0..=days_between(first, last)).map(move |offset| add_days(first, offset))
}

//! What came in week by week, told apart by class and unit: a week beyond the control limits of those before it, and several
//! matters of one class in one unit within two weeks. Counted by the database, at most every ten minutes.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, Mutex, PoisonError},
};

use dengwen_regulation::model::{Lang, Regulation};
use dengwen_statistics::individuals;
use dengwen_store::{CountBy, Counted};
use jiff::{SignedDuration, Timestamp, ToSpan as _, civil::Date};

use super::Raised;
use crate::{act::counting, desk::Desk, fault::Fault, office::Office, overview::labels, show::words};

/// How many whole weeks are looked at.
const WEEKS: i64 = 26;
/// How many weeks there must have been before, to say what is usual.
const BEFORE_MIN: usize = 8;
/// Fewer than this are never a rise, nor several.
const SEVERAL: u64 = 3;
/// Several are told of where there are so many times as many as usual.
const TIMES: f64 = 2.0;
/// How many axes are looked at.
const AXES_MAX: usize = 6;
/// How long counts are good for.
const GOOD_FOR: SignedDuration = SignedDuration::from_mins(10);

/// Counts of an axis by week, class and unit.
type Counts = Vec<(i64, String, String, u64)>;

/// What came in week by week, as last counted.
#[derive(Debug, Default)]
pub(crate) struct WeeksKept(Mutex<BTreeMap<String, (Timestamp, Arc<Counts>)>>);

impl WeeksKept {
    fn good(&self, key: &str, now: Timestamp) -> Option<Arc<Counts>> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (at, counts) = kept.get(key)?;
        (now.duration_since(*at).abs() < GOOD_FOR).then(|| Arc::clone(counts))
    }

    fn keep(&self, key: String, now: Timestamp, counts: &Arc<Counts>) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        // Each week has keys of its own: what is no longer good goes.
        kept.retain(|_, (at, _)| now.duration_since(*at).abs() < GOOD_FOR);
        kept.insert(key, (now, Arc::clone(counts)));
    }
}

/// The weeks that are looked at, from the first Monday on.
struct Weeks<'a> {
    office: &'a Office,
    regulation: &'a Regulation,
    lang: Lang,
    first: Date,
    today: Date,
    counted: Counted,
}

/// The numbers of a series: each week up to the last whole one, and the week that runs.
struct Series {
    whole: Vec<u64>,
    runs: u64,
}

impl Desk {
    /// What of a regulation stands out by its numbers.
    pub(super) async fn raised(
        &self,
        office: &Office,
        regulation: &Regulation,
        now: Timestamp,
        lang: Lang,
    ) -> Result<Vec<Raised>, Fault> {
        let weeks = Weeks::until(office, regulation, now, lang);
        let axes: Vec<(String, CountBy)> = labels::axes(regulation, lang)
            .into_iter()
            .filter(|(_, _, by)| matches!(by, CountBy::Class(_)))
            .map(|(_, label, by)| (label, by))
            .take(AXES_MAX)
            .collect();
        let mut all = Vec::new();
        for (n, (label, by)) in axes.iter().enumerate() {
            let counts = self.weekly(&weeks, by, now).await?;
            all.extend(weeks.rises(label, by, &counts, |row| &row.1));
            if n == 0 {
                let unit = if lang == Lang::Zh { "承办单位" } else { "Unit" };
                all.extend(weeks.rises(unit, &CountBy::Unit, &counts, |row| &row.2));
            }
            all.extend(weeks.clusters(by, &counts));
        }
        Ok(all)
    }

    async fn weekly(&self, weeks: &Weeks<'_>, by: &CountBy, now: Timestamp) -> Result<Arc<Counts>, Fault> {
        let key = format!("{} {} {by:?} {}", weeks.office.id, weeks.regulation.id, weeks.first);
        if let Some(counts) = self.weeks_kept().good(&key, now) {
            return Ok(counts);
        }
        let counts = Arc::new(self.store().received_by_week(&weeks.counted, (by, &CountBy::Unit)).await?);
        self.weeks_kept().keep(key, now, &counts);
        Ok(counts)
    }
}

impl<'a> Weeks<'a> {
    fn until(office: &'a Office, regulation: &'a Regulation, now: Timestamp, lang: Lang) -> Self {
        let counting = counting(regulation);
        let today = counting.date_of(now);
        let monday = today.saturating_sub(i64::from(today.weekday().to_monday_zero_offset()).days());
        let first = monday.saturating_sub(WEEKS.weeks());
        let counted = Counted {
            organisation: office.id.clone(),
            regulation: regulation.id.to_string(),
            from: counting.start_of_day(first),
            until: now,
        };
        Self { office, regulation, lang, first, today, counted }
    }

    fn monday(&self, week: i64) -> Date {
        self.first.saturating_add(week.weeks())
    }

    /// The days of a week, as far as they have come.
    fn days(&self, from: i64, until: i64) -> String {
        let last = self.monday(until + 1).yesterday().unwrap_or(self.today).min(self.today);
        let day = |date| words::day(date, self.today, self.lang);
        match self.lang {
            Lang::Zh => format!("{}至 {}", day(self.monday(from)), day(last)),
            Lang::En => format!("{} to {}", day(self.monday(from)), day(last)),
        }
    }

    /// The cases of some weeks.
    fn of_weeks(&self, from: i64, until: i64) -> Counted {
        let counting = counting(self.regulation);
        let end = counting.start_of_day(self.monday(until + 1));
        let from = counting.start_of_day(self.monday(from));
        Counted { from, until: end.min(self.counted.until), ..self.counted.clone() }
    }

    /// From the first week in which anything came in under the regulation.
    fn series(counts: &Counts, fits: impl Fn(&(i64, String, String, u64)) -> bool) -> Series {
        let begun = counts.iter().map(|row| row.0).min().unwrap_or(WEEKS).max(0);
        let of = |week: i64| counts.iter().filter(|row| row.0 == week && fits(row)).map(|row| row.3).sum();
        Series { whole: (begun..WEEKS).map(of).collect(), runs: of(WEEKS) }
    }

    /// Values of which the last whole week, or the one that runs, lies beyond the limits of the weeks before.
    fn rises(
        &self,
        label: &str,
        by: &CountBy,
        counts: &Counts,
        value: impl Fn(&(i64, String, String, u64)) -> &String,
    ) -> Vec<Raised> {
        let values: BTreeSet<&String> =
            counts.iter().map(&value).filter(|one| !matches!(one.as_str(), "" | "[]")).collect();
        let mut all = Vec::new();
        for raw in values {
            let Series { whole, runs } = Self::series(counts, |row| value(row) == raw);
            let last = whole.last().copied().unwrap_or_default();
            let before = whole.get(..whole.len().saturating_sub(1)).unwrap_or_default();
            // The week that runs is held against all whole ones, the last whole one against those before it.
            let found = beyond(runs, &whole).map(|limit| (WEEKS, runs, limit, whole.len()));
            let found = found.or_else(|| beyond(last, before).map(|limit| (WEEKS - 1, last, limit, before.len())));
            let Some((week, count, (mean, upper), n)) = found else { continue };
            let named = labels::value(self.office, self.regulation, by, raw, self.lang);
            let days = self.days(week, week);
            let (title, evidence) = match self.lang {
                Lang::Zh => (
                    format!("{label}“{named}”骤增"),
                    format!(
                        "{days}收到 {count} 件；此前 {n} 周平均每周 {mean:.1} 件，控制上限 {upper:.1} 件（单值控制图：平均数加三倍标准差）。"
                    ),
                ),
                Lang::En => (
                    format!("Sudden rise: {label} “{named}”"),
                    format!(
                        "{count} came in {days}; the {n} weeks before had {mean:.1} a week, with an upper control limit of {upper:.1} (chart of individuals: mean and three standard deviations)."
                    ),
                ),
            };
            all.push(Raised {
                key: format!("rise {} {by:?} {raw} {}", self.regulation.id, self.monday(week)),
                kind: "rise",
                title,
                evidence,
                counted: self.of_weeks(week, week),
                as_what: vec![(by.clone(), raw.clone())],
                count,
            });
        }
        all
    }

    /// Several matters of one class in one unit, in the last whole week and the one that runs.
    fn clusters(&self, by: &CountBy, counts: &Counts) -> Vec<Raised> {
        let named = |row: &&(i64, String, String, u64)| !matches!(row.1.as_str(), "" | "[]") && !row.2.is_empty();
        let pairs: BTreeSet<(&String, &String)> = counts.iter().filter(named).map(|row| (&row.1, &row.2)).collect();
        let mut all = Vec::new();
        for (raw, unit) in pairs {
            let Series { whole, runs } = Self::series(counts, |row| (&row.1, &row.2) == (raw, unit));
            let Some((last, before)) = whole.split_last() else { continue };
            let count = runs.saturating_add(*last);
            let usual = 2.0 * mean(before);
            if count < SEVERAL || before.len() < BEFORE_MIN || real(count) < TIMES * usual {
                continue;
            }
            let what = labels::value(self.office, self.regulation, by, raw, self.lang);
            let place = labels::value(self.office, self.regulation, &CountBy::Unit, unit, self.lang);
            let (days, n) = (self.days(WEEKS - 1, WEEKS), before.len());
            let (title, evidence) = match self.lang {
                Lang::Zh => (
                    format!("{place}：多件“{what}”"),
                    format!(
                        "{days}收到 {count} 件；此前 {n} 周里两周平均 {usual:.1} 件（规则：同一类别、同一单位两周内 {SEVERAL} 件起，且到平时的 {TIMES:.0} 倍）。"
                    ),
                ),
                Lang::En => (
                    format!("{place}: several of “{what}”"),
                    format!(
                        "{count} came in {days}; two of the {n} weeks before had {usual:.1} (rule: {SEVERAL} or more of one class in one unit within two weeks, and {TIMES:.0} times what is usual)."
                    ),
                ),
            };
            all.push(Raised {
                key: format!("cluster {} {by:?} {raw} {unit} {}", self.regulation.id, self.monday(WEEKS)),
                kind: "cluster",
                title,
                evidence,
                counted: self.of_weeks(WEEKS - 1, WEEKS),
                as_what: vec![(by.clone(), raw.clone()), (CountBy::Unit, unit.clone())],
                count,
            });
        }
        all
    }
}

/// Mean and upper limit of the weeks before, where a week lies beyond it.
fn beyond(count: u64, before: &[u64]) -> Option<(f64, f64)> {
    if count < SEVERAL || before.len() < BEFORE_MIN {
        return None;
    }
    let values: Vec<f64> = before.iter().map(|n| real(*n)).collect();
    let chart = individuals(&values)?;
    let point = chart.values.points.first()?;
    (real(count) > point.upper).then_some((point.centre, point.upper))
}

fn mean(before: &[u64]) -> f64 {
    let n = u64::try_from(before.len()).unwrap_or(u64::MAX).max(1);
    real(before.iter().sum()) / real(n)
}

/// A count as a real number; counts of weeks are far below where that is inexact.
fn real(count: u64) -> f64 {
    u32::try_from(count).map_or(f64::from(u32::MAX), f64::from)
}

#[cfg(test)]
mod tests {
    use super::beyond;

    #[test]
    fn a_week_beyond_the_limits_of_those_before_is_told() {
        // Mean 2, mean moving range 8/7 · …: two and three by turns, limits at 2.5 ± 3 · (1 / 1.128).
        let before = [2, 3, 2, 3, 2, 3, 2, 3];
        let (mean, upper) = beyond(6, &before).unwrap();
        assert!((mean - 2.5).abs() < 1e-9 && (upper - (2.5 + 3.0 / 1.128)).abs() < 1e-9, "{mean} {upper}");
        assert_eq!(beyond(5, &before), None, "5 lies below 5.16");
        assert_eq!(beyond(9, &before[1..]), None, "seven weeks say nothing of what is usual");
        assert_eq!(beyond(2, &[0; 20]), None, "two are never a rise");
        assert!(beyond(3, &[0; 20]).is_some());
    }
}

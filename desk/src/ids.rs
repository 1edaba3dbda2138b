//! Ids of cases and matters: the minute, a place that those share who come at one time, and letters that follow from what was sent. What
//! comes at one time then lies side by side in every table that begins with the case, and nobody learns from two ids whether
//! there is a third ([ADR 0031](../../docs/adr/0031-ids-in-order.md)).

use std::{
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

use jiff::Timestamp;

use crate::{
    fault::Fault,
    secrets::{digits, letters, random, short_id},
};

/// How many letters tell the minute since 1970, how many the place in it, and which one it is.
const MINUTE: usize = 6;
const PLACE: usize = 3;
const WHICH: usize = 8;
/// For how long a place is shared.
const SHARED: Duration = Duration::from_millis(100);

/// Gives out ids.
#[derive(Debug, Default)]
pub(crate) struct Ids(Mutex<Option<(Instant, String)>>);

impl Ids {
    /// The id of what begins now in an office; the letters follow from what was sent.
    pub(crate) fn made(&self, office: &str, letters: &str, now: Timestamp) -> Result<String, Fault> {
        let minute = u64::try_from(now.as_second() / 60).unwrap_or_default();
        Ok(format!("{office}.{}{}{}", digits(minute, MINUTE), self.place()?, which(letters)))
    }

    fn place(&self) -> Result<String, Fault> {
        let mut shared = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match &*shared {
            Some((since, place)) if since.elapsed() < SHARED => Ok(place.clone()),
            _ => {
                let place = letters(&random::<PLACE>()?);
                *shared = Some((Instant::now(), place.clone()));
                Ok(place)
            }
        }
    }
}

/// The id of what becomes of something and lies where that does; whoever sees the one knows of the other. Where that has an id of the
/// older form, all letters, so has this.
pub(crate) fn beside(office: &str, id: &str, letters: &str) -> String {
    let place = id.rsplit_once('.').and_then(|(_, own)| own.split_at_checked(MINUTE + PLACE));
    match place {
        Some((place, own)) if own.len() == WHICH => format!("{office}.{place}{}", which(letters)),
        _ => format!("{office}.{letters}"),
    }
}

/// The id of a notice: the millisecond, which whoever is told reads in it anyway, and letters of chance.
pub(crate) fn of_notice(at: Timestamp) -> String {
    let at = u64::try_from(at.as_millisecond()).unwrap_or_default();
    format!("{}{}", digits(at, 9), which(&short_id()))
}

fn which(letters: &str) -> &str {
    letters.get(..WHICH).unwrap_or(letters)
}

#[cfg(test)]
mod tests {
    use super::*;

    const LETTERS: &str = "qm3v9kx2a0bcdefg";

    fn at(minute: i64) -> Timestamp {
        Timestamp::from_second(1_790_000_000 + 60 * minute).unwrap()
    }

    #[test]
    fn what_begins_in_a_later_minute_comes_later() {
        let made = [0, 1, 90_000, 9_000_000].map(|minute| Ids::default().made("bureau", LETTERS, at(minute)).unwrap());
        assert!(made.is_sorted_by(|one, next| one < next), "{made:?}");
        assert!(made.iter().all(|id| id.len() == "bureau.".len() + 17 && id.ends_with("qm3v9kx2")), "{made:?}");
    }

    #[test]
    fn places_in_a_minute_are_of_chance() {
        let made: Vec<String> = (0..20).map(|_| Ids::default().made("bureau", LETTERS, at(0)).unwrap()).collect();
        assert!(!made.is_sorted(), "they would tell who came first: {made:?}");
    }

    #[test]
    fn what_comes_of_something_lies_where_that_does() {
        let matter = format!("incoming:{}", Ids::default().made("bureau", LETTERS, at(0)).unwrap());
        let place = matter.strip_prefix("incoming:").unwrap().strip_suffix("qm3v9kx2").unwrap();
        assert_eq!(beside("bureau", &matter, "zzzzzzzzyyyyyyyy"), format!("{place}zzzzzzzz"));
        assert_eq!(beside("bureau", "incoming:bureau.qm3v9kx2a0bcdefg", "zzzzzzzzyyyyyyyy"), "bureau.zzzzzzzzyyyyyyyy");
    }
}

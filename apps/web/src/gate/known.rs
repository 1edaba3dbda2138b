//! Who was let in lately, so that what they ask is not kept waiting by those who are still at the door. Of a session or a token
//! there is a hash here and nothing else.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

/// How long nothing needs to be heard of a session until it stands at the door again.
const LASTS: Duration = Duration::from_secs(60 * 60);
/// So many are remembered; who is forgotten stands at the door once.
const MOST: usize = 20_000;

/// Those who were let in.
#[derive(Debug, Default)]
pub(crate) struct Known(Mutex<HashMap<blake3::Hash, Instant>>);

impl Known {
    /// Was whoever holds this let in lately?
    pub(crate) fn has(&self, secret: &str, now: Instant) -> bool {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.get(&blake3::hash(secret.as_bytes())).is_some_and(|since| now.duration_since(*since) < LASTS)
    }

    /// Whoever holds this was let in.
    pub(crate) fn add(&self, secret: &str, now: Instant) {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= MOST {
            known.retain(|_, since| now.duration_since(*since) < LASTS);
        }
        if known.len() >= MOST {
            known.clear();
        }
        known.insert(blake3::hash(secret.as_bytes()), now);
    }

    /// Whoever holds this is not let in any more.
    pub(crate) fn forget(&self, secret: &str) {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.remove(&blake3::hash(secret.as_bytes()));
    }
}

#[cfg(test)]
mod tests {
    use std::time::Instant;

    use super::{Known, LASTS};

    #[test]
    fn whoever_was_let_in_is_known_for_a_while() {
        let (known, now) = (Known::default(), Instant::now());
        assert!(!known.has("token", now));
        known.add("token", now);
        assert!(known.has("token", now) && !known.has("other", now));
        assert!(!known.has("token", now + LASTS));
        known.forget("token");
        assert!(!known.has("token", now));
    }
}

//! What is kept in memory for a short while between two requests: files of a form that came back with errors, and
//! what just went through. Nothing of it is written to disk.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use dengwen_desk::view::{Performed, Upload};

use crate::secret;

/// How long a file of a draft is kept.
const FILE_KEPT: Duration = Duration::from_secs(2 * 60 * 60);
/// How long it can be told again what went through.
const DONE_KEPT: Duration = Duration::from_secs(10 * 60);
/// Bytes of all held files together; the oldest go first.
const HELD_BYTES_MAX: usize = 512 * 1024 * 1024;
/// Things held that are not files.
const HELD_MAX: usize = 10_000;

/// A thing held for a while under a token.
#[derive(Debug, Clone)]
pub(crate) enum Held {
    /// A file of a draft.
    File(Arc<Upload>),
    /// What just went through.
    Performed(Arc<Performed>),
}

impl Held {
    fn kept(&self) -> Duration {
        match self {
            Self::File(_) => FILE_KEPT,
            Self::Performed(_) => DONE_KEPT,
        }
    }

    fn bytes(&self) -> usize {
        match self {
            Self::File(file) => file.bytes.len(),
            Self::Performed(_) => 0,
        }
    }
}

/// The place for them.
#[derive(Debug, Default)]
pub(crate) struct Holding {
    rows: Mutex<VecDeque<(String, Instant, Held)>>,
}

impl Holding {
    /// Holds a thing and gives the token for it.
    pub(crate) fn put(&self, held: Held, now: Instant) -> String {
        let token = secret::token();
        let mut rows = self.rows.lock().unwrap_or_else(PoisonError::into_inner);
        rows.retain(|(_, since, held)| now.duration_since(*since) < held.kept());
        rows.push_back((token.clone(), now, held));
        let mut bytes: usize = rows.iter().map(|(_, _, held)| held.bytes()).sum();
        while bytes > HELD_BYTES_MAX || rows.len() > HELD_MAX {
            bytes -= rows.pop_front().map_or(bytes, |(_, _, held)| held.bytes());
        }
        token
    }

    /// The thing under a token, if it is still there.
    pub(crate) fn get(&self, token: &str, now: Instant) -> Option<Held> {
        let rows = self.rows.lock().unwrap_or_else(PoisonError::into_inner);
        let found = rows.iter().find(|(known, _, _)| secret::same(known, token))?;
        let (_, since, held) = found;
        (now.duration_since(*since) < held.kept()).then(|| held.clone())
    }

    /// Forgets what is under a token.
    pub(crate) fn forget(&self, token: &str) {
        let mut rows = self.rows.lock().unwrap_or_else(PoisonError::into_inner);
        rows.retain(|(known, _, _)| !secret::same(known, token));
    }
}

#[cfg(test)]
mod tests {
    use std::time::Instant;

    use std::sync::Arc;

    use dengwen_desk::view::Upload;

    use super::{FILE_KEPT, Held, Holding};

    #[test]
    fn a_thing_is_held_until_its_time_is_over_or_it_is_forgotten() {
        let holding = Holding::default();
        let start = Instant::now();
        let file = Upload { key: "k".to_owned(), name: "n".to_owned(), media: String::new(), bytes: vec![1] };
        let token = holding.put(Held::File(Arc::new(file)), start);
        assert!(holding.get(&token, start).is_some());
        assert!(holding.get(&token, start + FILE_KEPT).is_none());
        assert!(holding.get("other", start).is_none());
        holding.forget(&token);
        assert!(holding.get(&token, start).is_none());
    }
}

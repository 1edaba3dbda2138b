//! What is kept in memory for a short while between two requests: files of a form that came back with errors, and
//! what just went through. Files of more than one piece lie encrypted in the data folder, without a name; their keys are here.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use dengwen_desk::view::{Performed, Upload};

use crate::{
    secret,
    workbench::{together::DoneTogether, whole::Whole},
};

/// How long a file of a draft is kept.
const FILE_KEPT: Duration = Duration::from_secs(2 * 60 * 60);
/// How long it can be told again what went through.
const DONE_KEPT: Duration = Duration::from_secs(10 * 60);
/// Bytes of all held files together; the oldest go first.
const HELD_BYTES_MAX: u64 = 512 * 1024 * 1024;
/// Files held that lie on the disk, each of which the process holds open.
const HELD_OPEN_MAX: usize = 300;
/// Things held in all.
const HELD_MAX: usize = 10_000;

/// A thing held for a while under a token.
#[derive(Debug, Clone)]
pub(crate) enum Held {
    /// A file of a draft.
    File(Arc<Upload>),
    /// What just went through.
    Performed(Arc<Performed>),
    /// What just went through on several cases.
    Together(Arc<DoneTogether>),
    /// A document in the making, or made.
    Whole(Arc<Whole>),
}

impl Held {
    fn kept(&self) -> Duration {
        match self {
            Self::File(_) => FILE_KEPT,
            Self::Performed(_) | Self::Together(_) | Self::Whole(_) => DONE_KEPT,
        }
    }

    fn is_open(&self) -> bool {
        matches!(self, Self::File(file) if file.content.is_on_disk())
    }

    fn bytes(&self) -> u64 {
        match self {
            Self::File(file) => file.content.size(),
            Self::Performed(_) | Self::Together(_) => 0,
            Self::Whole(whole) => whole.bytes(),
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
        let mut bytes: u64 = rows.iter().map(|(_, _, held)| held.bytes()).sum();
        let mut open = rows.iter().filter(|(_, _, held)| held.is_open()).count();
        while bytes > HELD_BYTES_MAX || open > HELD_OPEN_MAX || rows.len() > HELD_MAX {
            let Some((_, _, oldest)) = rows.pop_front() else { break };
            bytes = bytes.saturating_sub(oldest.bytes());
            open = open.saturating_sub(usize::from(oldest.is_open()));
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

    /// How many things there are of a sort.
    pub(crate) fn count(&self, sort: impl Fn(&Held) -> bool) -> usize {
        let rows = self.rows.lock().unwrap_or_else(PoisonError::into_inner);
        rows.iter().filter(|(_, _, held)| sort(held)).count()
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
        let file = Upload { key: "k".to_owned(), name: "n".to_owned(), media: String::new(), content: vec![1].into() };
        let token = holding.put(Held::File(Arc::new(file)), start);
        assert!(holding.get(&token, start).is_some());
        assert!(holding.get(&token, start + FILE_KEPT).is_none());
        assert!(holding.get("other", start).is_none());
        holding.forget(&token);
        assert!(holding.get(&token, start).is_none());
    }
}

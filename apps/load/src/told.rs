//! What came of a load.

use std::time::Duration;

use hdrhistogram::Histogram;
use serde::Serialize;

/// What came of a load.
#[derive(Debug, Serialize)]
pub(crate) struct Told {
    /// Which load.
    pub(crate) load: String,
    /// How many asked at a time.
    pub(crate) connections: usize,
    /// For how long, in seconds.
    pub(crate) seconds: f64,
    /// Good answers.
    pub(crate) answers: u64,
    /// Other answers, by what they were.
    pub(crate) wrong: Vec<String>,
    /// Good answers in a second.
    pub(crate) per_second: f64,
    /// How long they took, in milliseconds.
    pub(crate) median_ms: f64,
    pub(crate) p99_ms: f64,
    pub(crate) longest_ms: f64,
    /// Bytes of an answer, on average.
    pub(crate) bytes: u64,
}

/// How long answers took, while they come in.
#[derive(Debug)]
pub(crate) struct Times {
    micros: Histogram<u64>,
    pub(crate) bytes: u64,
    pub(crate) wrong: Vec<String>,
}

/// How many wrong answers are kept as they were.
const WRONG_KEPT: usize = 5;

impl Times {
    /// None yet. Three digits are exact.
    pub(crate) fn new() -> Result<Self, String> {
        let micros = Histogram::new(3).map_err(|why| why.to_string())?;
        Ok(Self { micros, bytes: 0, wrong: Vec::new() })
    }

    /// A good answer.
    pub(crate) fn good(&mut self, took: Duration, bytes: u64) {
        // A histogram that grows by itself takes whatever comes.
        let _ = self.micros.record(u64::try_from(took.as_micros()).unwrap_or(u64::MAX));
        self.bytes += bytes;
    }

    /// Another answer.
    pub(crate) fn wrong(&mut self, what: String) {
        if self.wrong.len() < WRONG_KEPT {
            self.wrong.push(what);
        }
    }

    /// Those of somebody else too.
    pub(crate) fn add(&mut self, other: Self) -> Result<(), String> {
        self.micros.add(&other.micros).map_err(|why| why.to_string())?;
        self.bytes += other.bytes;
        other.wrong.into_iter().for_each(|one| self.wrong(one));
        Ok(())
    }

    /// All told.
    #[expect(clippy::cast_precision_loss, reason = "figures for people")]
    pub(crate) fn told(self, load: &str, connections: usize, took: Duration) -> Told {
        let answers = self.micros.len();
        let at = |quantile: f64| self.micros.value_at_quantile(quantile) as f64 / 1000.0;
        Told {
            load: load.to_owned(),
            connections,
            seconds: took.as_secs_f64(),
            answers,
            per_second: answers as f64 / took.as_secs_f64(),
            median_ms: at(0.5),
            p99_ms: at(0.99),
            longest_ms: self.micros.max() as f64 / 1000.0,
            bytes: self.bytes / answers.max(1),
            wrong: self.wrong,
        }
    }
}

//! Against floods: what is asked of everybody alike while too much comes in. Nothing here knows or keeps who asks.

mod codes;
mod flood;
mod known;
mod lanes;
mod level;
mod pace;

use std::{thread, time::Duration};

pub(crate) use codes::Codes;
pub(crate) use flood::{Asked, Flood, Ticket};
pub(crate) use known::Known;
pub(crate) use lanes::{ComeBack, Lane, Lanes, Turn, sends};

/// How much may come in, and what is asked above that.
#[derive(Debug, Clone)]
pub struct GateConfig {
    /// How long the answer to a receipt code takes at least; it doubles with every fourth wrong code anywhere.
    pub code_wait: Duration,
    /// How long it takes at most.
    pub code_wait_max: Duration,
    /// Codes looked up at once; the others stand in line.
    pub codes_at_once: usize,
    /// Codes that stand in line; past that people are asked to come back.
    pub codes_waiting: usize,
    /// Matters handed in a minute above which handing in costs work or waiting.
    pub matters_a_minute: u32,
    /// Leading zero bits that the work has to find: each more doubles it.
    pub work_bits: u32,
    /// How long somebody whose browser does no work waits at least.
    pub wait: Duration,
    /// How many of them may hand in a minute.
    pub waiting_a_minute: u32,
    /// How long the line of those may become.
    pub wait_max: Duration,
    /// Forms read at once, in each lane.
    pub forms_at_once: usize,
    /// Requests that stand in line, in each lane; past that people are told when to come back.
    pub waiting: usize,
    /// How long a request stands in line at most.
    pub waiting_longest: Duration,
    /// Requests of those who are signed in that are worked on at once.
    pub staff_at_once: usize,
    /// Requests of programs.
    pub programs_at_once: usize,
    /// Requests of those who follow a matter.
    pub follow_at_once: usize,
    /// All others together.
    pub public_at_once: usize,
}

impl GateConfig {
    /// As usual, but for the number of matters a minute, if one is given.
    #[must_use]
    pub fn above(matters_a_minute: Option<u32>) -> Self {
        let usual = Self::default();
        Self { matters_a_minute: matters_a_minute.unwrap_or(usual.matters_a_minute), ..usual }
    }
}

impl Default for GateConfig {
    fn default() -> Self {
        let cores = thread::available_parallelism().map_or(1, usize::from);
        Self {
            code_wait: Duration::from_millis(300),
            code_wait_max: Duration::from_secs(4),
            codes_at_once: 8,
            codes_waiting: 120,
            matters_a_minute: 300,
            work_bits: 18,
            wait: Duration::from_secs(20),
            waiting_a_minute: 30,
            wait_max: Duration::from_mins(15),
            forms_at_once: 32,
            waiting: 256,
            waiting_longest: Duration::from_secs(10),
            staff_at_once: 16 * cores,
            programs_at_once: 16 * cores,
            follow_at_once: 8 * cores,
            public_at_once: 8 * cores,
        }
    }
}

//! While more is handed in than the office can read, handing in costs work where the browser runs scripts, and waiting where it
//! does not. A ticket says for which form; it is used once. It says nothing of who holds it.

use std::{
    collections::VecDeque,
    sync::{Mutex, PoisonError},
};

use dengwen_desk::Desk;
use jiff::{SignedDuration, Timestamp};

use super::{GateConfig, level::Level};
use crate::{forms::Posted, secret, trouble::Trouble};

/// What vouchers of this gate are for.
const PURPOSE: &str = "ticket";
/// How long a ticket can be used once its time has come.
const LASTS: SignedDuration = SignedDuration::from_mins(60);

/// What a form carries while much is handed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Ticket {
    /// Its number: what the work is about.
    pub(crate) id: String,
    /// Number and voucher, as the form carries it.
    pub(crate) text: String,
    /// Zero bits that the work has to find.
    pub(crate) bits: u32,
}

/// What is asked before a matter is taken in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Asked {
    /// Nothing.
    Nothing,
    /// To send again after so many seconds, or to do the work.
    Wait(Ticket, i64),
    /// To come back later: the line is full.
    Later(Ticket),
}

/// The gate.
#[derive(Debug)]
pub(crate) struct Flood {
    config: GateConfig,
    came: Level,
    /// When the next place in the line falls free.
    next: Mutex<Timestamp>,
    spent: Mutex<VecDeque<(Timestamp, String)>>,
}

impl Flood {
    pub(crate) fn new(config: &GateConfig) -> Self {
        Self {
            came: Level::new(config.matters_a_minute),
            config: config.clone(),
            next: Mutex::new(Timestamp::UNIX_EPOCH),
            spent: Mutex::default(),
        }
    }

    /// The ticket for a fresh form, while one is asked for: a browser that runs scripts begins its work with it.
    pub(crate) fn for_form(&self, desk: &Desk) -> Result<Option<Ticket>, Trouble> {
        let high = self.came.now(desk.now()) > u64::from(self.config.matters_a_minute);
        high.then(|| self.issued(desk, None)).transpose()
    }

    /// May this form be taken in?
    pub(crate) fn asks(&self, desk: &Desk, posted: &Posted) -> Result<Asked, Trouble> {
        let now = desk.now();
        if self.came.add(now) <= u64::from(self.config.matters_a_minute) {
            return Ok(Asked::Nothing);
        }
        let held = posted.meta(":ticket").and_then(|text| self.read(desk, text));
        let Some((id, ready, text)) = held.filter(|(id, ..)| !self.is_spent(id)) else {
            return self.in_line(desk);
        };
        let done = posted.meta(":work").is_some_and(|work| self.is_work(&id, work));
        match ready {
            _ if done => Ok(self.spends(id, now)),
            Some(ready) if ready <= now => Ok(self.spends(id, now)),
            Some(ready) => {
                let seconds = ready.duration_since(now).as_secs() + 1;
                Ok(Asked::Wait(Ticket { id, text, bits: self.config.work_bits }, seconds))
            }
            None => self.in_line(desk),
        }
    }

    /// A place at the end of the line.
    fn in_line(&self, desk: &Desk) -> Result<Asked, Trouble> {
        let now = desk.now();
        let ready = {
            let mut next = self.next.lock().unwrap_or_else(PoisonError::into_inner);
            let ready = (now + signed(self.config.wait)).max(*next);
            let room = ready.duration_since(now) <= signed(self.config.wait_max);
            if room {
                *next = ready + SignedDuration::from_millis(60_000 / i64::from(self.config.waiting_a_minute.max(1)));
            }
            room.then_some(ready)
        };
        let ticket = self.issued(desk, ready)?;
        Ok(match ready {
            Some(ready) => Asked::Wait(ticket, ready.duration_since(now).as_secs()),
            None => Asked::Later(ticket),
        })
    }

    fn issued(&self, desk: &Desk, ready: Option<Timestamp>) -> Result<Ticket, Trouble> {
        let id = secret::token();
        let at = ready.map_or(0, Timestamp::as_microsecond);
        let lasts = signed(self.config.wait_max) + LASTS;
        let voucher = desk.voucher(PURPOSE, &[&at.to_be_bytes(), id.as_bytes()].concat(), lasts)?;
        Ok(Ticket { text: format!("{id}.{voucher}"), id, bits: self.config.work_bits })
    }

    /// Number and time of a ticket that we gave.
    fn read(&self, desk: &Desk, text: &str) -> Option<(String, Option<Timestamp>, String)> {
        let (id, voucher) = text.split_once('.')?;
        let said = desk.vouched(PURPOSE, voucher)?;
        let (at, known) = said.split_at_checked(size_of::<i64>())?;
        if known != id.as_bytes() {
            return None;
        }
        let at = i64::from_be_bytes(at.try_into().ok()?);
        let ready = if at == 0 { None } else { Timestamp::from_microsecond(at).ok() };
        Some((id.to_owned(), ready, text.to_owned()))
    }

    /// Does the number found make the hash begin with so many zeros?
    fn is_work(&self, id: &str, work: &str) -> bool {
        let hash = blake3::hash(format!("{id}.{work}").as_bytes());
        let first = hash.as_bytes().first_chunk::<4>().map_or(u32::MAX, |bytes| u32::from_le_bytes(*bytes));
        work.len() <= 16 && first.leading_zeros() >= self.config.work_bits
    }

    fn is_spent(&self, id: &str) -> bool {
        let spent = self.spent.lock().unwrap_or_else(PoisonError::into_inner);
        spent.iter().any(|(_, known)| known == id)
    }

    /// A ticket is used once.
    fn spends(&self, id: String, now: Timestamp) -> Asked {
        let mut spent = self.spent.lock().unwrap_or_else(PoisonError::into_inner);
        let old = now - (signed(self.config.wait_max) + LASTS);
        while spent.front().is_some_and(|(since, _)| *since < old) {
            spent.pop_front();
        }
        spent.push_back((now, id));
        Asked::Nothing
    }
}

fn signed(duration: std::time::Duration) -> SignedDuration {
    SignedDuration::try_from(duration).unwrap_or(SignedDuration::from_mins(15))
}

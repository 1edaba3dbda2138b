//! Wrong passwords make the next try wait: longer with each, never longer than a minute, less with every five minutes in which
//! nothing is tried. Nobody is locked out, and no request is held up: who comes too early is told when to come back.
//!
//! What is counted: tries on a sign-in name; apart from them those from a device on which that name was signed in before, so
//! that whoever tries passwords elsewhere does not keep its owner waiting; and tries of somebody signed in.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use dengwen_store::{Hash, TryRow};
use jiff::{SignedDuration, Timestamp};

use crate::{
    accounts::{hash, later},
    desk::Desk,
    fault::Fault,
    secrets,
    view::Rejection,
};

/// So many wrong ones cost nothing.
const FREE: u32 = 4;
/// The longest wait.
pub const WAIT_MAX: SignedDuration = SignedDuration::from_mins(1);
/// After so much time without a try one wrong one is forgotten.
const FORGOTTEN: SignedDuration = SignedDuration::from_mins(5);
/// After so much time all are.
const ALL_FORGOTTEN: SignedDuration = SignedDuration::from_hours(24);
/// How long a device is known after a sign-in.
const KNOWN: SignedDuration = SignedDuration::from_hours(90 * 24);
/// How often counting is tried again when others were quicker; past that it is too early for this one.
const RACES: usize = 8;
/// Purpose of what a known device shows.
const DEVICE: &str = "known device";

/// The right to try once. It counts as wrong until it is found right.
#[derive(Debug)]
pub(crate) struct Turn(Hash);

/// How long the next try waits after so many wrong ones.
fn wait(failures: u32) -> SignedDuration {
    let Some(doublings) = failures.checked_sub(FREE + 1) else { return SignedDuration::ZERO };
    let seconds = 1_i64.checked_shl(doublings).filter(|seconds| *seconds > 0).unwrap_or(i64::MAX);
    SignedDuration::from_secs(seconds.min(WAIT_MAX.as_secs()))
}

/// How many wrong ones are left of those of a row.
fn left(row: &TryRow, now: Timestamp) -> u32 {
    let passed = now.duration_since(row.last_at).as_secs().max(0) / FORGOTTEN.as_secs();
    row.failures.saturating_sub(u32::try_from(passed).unwrap_or(u32::MAX))
}

impl Desk {
    /// A turn to try a password or code on something.
    pub(crate) async fn turn(&self, on: &str) -> Result<Turn, Rejection> {
        let key = hash(self.keys().blind_hash("tries", on.as_bytes()));
        for _ in 0..RACES {
            let (now, before) = (self.now(), self.store().tries(&key).await?);
            let failures = before.as_ref().map_or(0, |row| left(row, now));
            if let Some(row) = &before {
                let opens = later(row.last_at, wait(row.failures));
                if now < opens {
                    return Err(too_soon(opens.duration_since(now)));
                }
            }
            let after = TryRow { key, failures: failures.saturating_add(1), last_at: now };
            if self.store().tries_change(before.as_ref(), &after).await? {
                return Ok(Turn(key));
            }
        }
        Err(too_soon(SignedDuration::from_secs(1)))
    }

    /// It was right: what was tried before is forgotten.
    pub(crate) async fn right(&self, turn: Turn) -> Result<(), Fault> {
        Ok(self.store().tries_forget(&turn.0).await?)
    }

    /// On what a try at the door counts: on the device, if the name was signed in on it before, else on the name.
    pub(crate) fn tried_on(&self, login: &str, known: &str) -> String {
        match self.device_of(login, known) {
            Some(device) => format!("device {device} {login}"),
            None => format!("name {login}"),
        }
    }

    /// What a device keeps that signed a name in; it opens nothing.
    pub(crate) fn known_device(&self, login: &str, before: &str) -> Result<String, Fault> {
        let device = match self.device_of(login, before) {
            Some(device) => device,
            None => secrets::token()?,
        };
        self.voucher(DEVICE, format!("{device} {}", self.name_hash(login)).as_bytes(), KNOWN)
    }

    fn device_of(&self, login: &str, known: &str) -> Option<String> {
        let text = String::from_utf8(self.vouched(DEVICE, known)?).ok()?;
        let (device, name) = text.split_once(' ')?;
        (name == self.name_hash(login)).then(|| device.to_owned())
    }

    fn name_hash(&self, login: &str) -> String {
        URL_SAFE_NO_PAD.encode(self.keys().blind_hash("known device", login.as_bytes()).0)
    }

    /// Forgets what was tried long ago, and sessions that are over.
    pub(crate) async fn sweep_door(&self) -> Result<(), Fault> {
        self.store().sessions_sweep(self.now()).await?;
        let before = self.now().saturating_sub(ALL_FORGOTTEN).unwrap_or(Timestamp::MIN);
        self.store().tries_sweep(before).await?;
        self.store().challenges_sweep(self.now()).await?;
        Ok(())
    }
}

fn too_soon(wait: SignedDuration) -> Rejection {
    // Rounded up: who comes back then is not too early again.
    let seconds = u64::try_from(wait.as_millis().max(0)).unwrap_or(u64::MAX).div_ceil(1000);
    Rejection::TooSoon(seconds.max(1))
}

#[cfg(test)]
mod tests {
    use jiff::SignedDuration;

    use super::{WAIT_MAX, wait};

    #[test]
    fn the_wait_grows_with_the_failures_and_has_an_end() {
        let seconds: Vec<i64> = (0..13).map(|n| wait(n).as_secs()).collect();
        assert_eq!(seconds, [0, 0, 0, 0, 0, 1, 2, 4, 8, 16, 32, 60, 60]);
        assert_eq!(wait(u32::MAX), WAIT_MAX);
        assert_eq!(WAIT_MAX, SignedDuration::from_secs(60));
    }
}

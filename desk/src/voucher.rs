//! Vouchers: what a page of the portal carries in a hidden field in place of a cookie. Sealed with the server's key, bound to
//! one purpose, over after a set time; they are in no address and in no table.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use dengwen_sealing::Place;
use jiff::{SignedDuration, Timestamp};

use crate::{
    desk::Desk,
    fault::Fault,
    secrets,
    typed::{pack, unpack},
};

/// Bytes of the instant at which a voucher is over.
const INSTANT: usize = 8;

impl Desk {
    /// A voucher that says `what` for this purpose until its time is over.
    ///
    /// # Errors
    /// [`Fault::Random`].
    pub fn voucher(&self, purpose: &str, what: &[u8], lasts: SignedDuration) -> Result<String, Fault> {
        let until = self.now().saturating_add(lasts).unwrap_or(Timestamp::MAX);
        let bytes = [until.as_microsecond().to_be_bytes().as_slice(), what].concat();
        let sealed = self.keys().seal_bytes(&Place::new("voucher", purpose), &bytes, secrets::random()?);
        Ok(URL_SAFE_NO_PAD.encode(pack(&sealed)))
    }

    /// What a voucher says; nothing if it is not ours, not for this purpose, or over.
    #[must_use]
    pub fn vouched(&self, purpose: &str, voucher: &str) -> Option<Vec<u8>> {
        let sealed = unpack(&URL_SAFE_NO_PAD.decode(voucher).ok()?)?;
        let bytes = self.keys().open_bytes(&Place::new("voucher", purpose), &sealed).ok()?;
        let (until, what) = bytes.split_at_checked(INSTANT)?;
        let until = i64::from_be_bytes(until.try_into().ok()?);
        (self.now().as_microsecond() < until).then(|| what.to_vec())
    }
}

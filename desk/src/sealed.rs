//! Opening a sealed text for somebody who may see it: with the server's ring, or in the sealed grade with the keys in the hand.

use dengwen_regulation::value::Handle;
use dengwen_sealing::{Identity, Place, SealError, Sealed};
use zeroize::{Zeroize as _, Zeroizing};

use crate::{desk::Desk, fault::Fault};

impl Desk {
    /// Opens a sealed value; `None` once it was destroyed, or where no key in the hand opens it.
    pub(crate) async fn open_sealed(&self, handle: &Handle) -> Result<Option<Identity>, Fault> {
        let Some(row) = self.store().sealed(&handle.blob).await? else { return Ok(None) };
        let sealed = Sealed::from_parts(row.key_id, &row.nonce, row.ciphertext).ok_or(Fault::SealedGone)?;
        let Some(mut bytes) = self.open_bytes(&Place::new(row.stream, row.path), &sealed).await? else {
            return Ok(None);
        };
        let text = String::from_utf8(std::mem::take(&mut *bytes)).map_err(|error| {
            error.into_bytes().zeroize();
            SealError::NotText
        })?;
        Ok(Some(Identity::new(text)))
    }

    /// Opens sealed bytes; `None` where no key in the hand opens them.
    pub(crate) async fn open_bytes(&self, place: &Place, sealed: &Sealed) -> Result<Option<Zeroizing<Vec<u8>>>, Fault> {
        match self.keys().open_bytes(place, sealed) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(SealError::KeyUnknown(pair)) if self.store().key_pair(&pair).await?.is_some() => {
                match self.secret(&pair).await? {
                    Some(secret) => Ok(Some(secret.open(place, &sealed.ciphertext)?)),
                    None => Ok(None),
                }
            }
            Err(error) => Err(error.into()),
        }
    }
}

//! Sealing a text on its way in, and opening it for somebody who may see it.

use dengwen_regulation::value::{Handle, Value};
use dengwen_sealing::{Identity, KeyRing, Place, Sealed, Sort};
use dengwen_store::SealedRow;

use crate::{desk::Desk, fault::Fault, secrets};

/// Seals a text: the value for the log, and the row that holds the sealed bytes.
pub(crate) fn seal(
    keys: &KeyRing,
    stream: &str,
    path: &str,
    text: &str,
    sort: Sort,
) -> Result<(Value, SealedRow), Fault> {
    let sealed = keys.seal(&Place::new(stream, path), &Identity::new(text), secrets::random()?);
    let handle = sealed.handle(Some(keys.token(sort, text)));
    let value = Value::Sealed(Handle { blob: handle.blob.clone(), digest: handle.digest, token: handle.token });
    let Sealed { key_id, nonce, ciphertext } = sealed;
    let (stream, path) = (stream.to_owned(), path.to_owned());
    Ok((value, SealedRow { blob: handle.blob, stream, path, key_id, nonce: nonce.to_vec(), ciphertext }))
}

impl Desk {
    /// Opens a sealed value; `None` once it was destroyed.
    pub(crate) async fn open_sealed(&self, handle: &Handle) -> Result<Option<Identity>, Fault> {
        let Some(row) = self.store().sealed(&handle.blob).await? else { return Ok(None) };
        let sealed = Sealed::from_parts(row.key_id, &row.nonce, row.ciphertext).ok_or(Fault::SealedGone)?;
        Ok(Some(self.keys().open(&Place::new(row.stream, row.path), &sealed)?))
    }
}

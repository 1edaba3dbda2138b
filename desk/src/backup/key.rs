//! The key of backups: a file of its own, kept apart from the backups and from the server's keys.

use std::{fs, path::Path};

use dengwen_sealing::{KeyRing, Place};
use dengwen_store::Hash;
use zeroize::Zeroizing;

use super::{file, wrong};
use crate::{
    fault::Fault,
    secrets,
    typed::{pack, unpack},
};

/// A key under which backups are encrypted.
#[derive(Debug, Clone)]
pub struct BackupKey(KeyRing);

/// Makes a key and writes it into a new file that only its owner may read.
///
/// # Errors
/// [`Fault::File`] if there is such a file already, or it cannot be written.
pub fn make_key(path: &Path) -> Result<(), Fault> {
    let ring = KeyRing::new("backup", secrets::random()?, secrets::random()?);
    let text = Zeroizing::new(serde_json::to_string_pretty(&ring).map_err(Fault::Json)?);
    secrets::write_secret(path, &text).map_err(file(path))
}

impl BackupKey {
    /// The key in a file.
    ///
    /// # Errors
    /// [`Fault`] if the file cannot be read or holds none.
    pub fn read(path: &Path) -> Result<Self, Fault> {
        let text = Zeroizing::new(fs::read_to_string(path).map_err(file(path))?);
        serde_json::from_str(&text).map(Self).map_err(|source| Fault::Keys { path: path.to_owned(), source })
    }

    /// The name of a piece: whoever lacks the key learns nothing of what is in it.
    pub(super) fn name(&self, bytes: &[u8]) -> Hash {
        Hash::from_bytes(self.0.blind_hash("piece of a backup", bytes).0)
    }

    pub(super) fn seal(&self, what: &str, bytes: &[u8]) -> Result<Vec<u8>, Fault> {
        Ok(pack(&self.0.seal_bytes(&Place::new("backup", what), bytes, secrets::random()?)))
    }

    pub(super) fn open(&self, what: &str, bytes: &[u8]) -> Result<Vec<u8>, Fault> {
        let open = unpack(bytes).and_then(|sealed| self.0.open_bytes(&Place::new("backup", what), &sealed).ok());
        open.map(|bytes| bytes.to_vec()).ok_or_else(|| {
            wrong(
                format!("{what} 打不开：密钥不对，或者文件被改动、截断"),
                format!("{what} does not open: another key, or a file that was changed or cut off"),
            )
        })
    }
}

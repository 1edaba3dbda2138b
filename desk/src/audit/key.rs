//! The key of the log, beside the key ring and outside of the database.

use std::{
    fs,
    io::{ErrorKind, Write as _},
    path::{Path, PathBuf},
};

use dengwen_audit::{LogKey, Verifier};

use crate::{desk::Desk, fault::Fault, secrets};

fn place(data: &Path) -> (PathBuf, PathBuf) {
    let folder = data.join("keys");
    let path = folder.join("log.key");
    (folder, path)
}

/// The key of the log in the data folder, if there is one.
///
/// # Errors
/// [`Fault`] if the file cannot be read or holds no key.
pub fn log_key_kept(data: &Path) -> Result<Option<LogKey>, Fault> {
    let path = place(data).1;
    let text = match fs::read_to_string(&path) {
        Ok(text) => text,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(source) => return Err(Fault::File { path, source }),
    };
    LogKey::from_secret(&text).map(Some).map_err(|source| Fault::LogKey { path, source })
}

/// The key of the log in the data folder, made when it is not there. Only the owner may read it. Its name ends in
/// letters of chance, so that two logs never have the same.
///
/// # Errors
/// [`Fault`] if the file cannot be read or written, or holds no key.
pub fn log_key(data: &Path) -> Result<LogKey, Fault> {
    if let Some(key) = log_key_kept(data)? {
        return Ok(key);
    }
    let (folder, path) = place(data);
    let file = |source| Fault::File { path: path.clone(), source };
    fs::create_dir_all(&folder).map_err(file)?;
    let name = format!("dengwen-log/{}", secrets::letters(&secrets::random::<16>()?));
    let key = LogKey::new(&name, &secrets::random()?).map_err(|source| Fault::LogKey { path: path.clone(), source })?;
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let text = key.secret();
    let written = options.open(&path).and_then(|mut out| out.write_all(text.as_bytes()).and_then(|()| out.sync_all()));
    written.map_err(file)?;
    Ok(key)
}

impl Desk {
    /// The public key with which others check what the log signed.
    #[must_use]
    pub fn log_verifier(&self) -> Verifier {
        self.log_key().verifier()
    }
}

//! Randomness, the key ring's file, passwords.

use std::{
    fs,
    io::Write as _,
    path::{Path, PathBuf},
};

use argon2::{
    Algorithm, Argon2, Params, Version,
    password_hash::{PasswordHasher as _, PasswordVerifier as _, phc::PasswordHash},
};
use dengwen_sealing::{Cost, KeyRing};

use crate::fault::Fault;

/// Letters of ids made here.
const LETTERS: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

/// The key ring in the data folder, if there is one.
pub(crate) fn key_ring_kept(data: &Path) -> Result<Option<KeyRing>, Fault> {
    let path = data.join("keys").join("ring.json");
    match fs::read_to_string(&path) {
        Ok(text) => serde_json::from_str(&text).map(Some).map_err(|source| Fault::Keys { path, source }),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(source) => Err(Fault::File { path, source }),
    }
}

/// Is there a key ring in the data folder.
pub(crate) fn has_key_ring(data: &Path) -> bool {
    data.join("keys").join("ring.json").exists()
}

/// The key ring in the data folder, made when it is not there. Only the owner may read it.
pub(crate) fn key_ring(data: &Path) -> Result<KeyRing, Fault> {
    let folder = data.join("keys");
    let path = folder.join("ring.json");
    let file = |path: &PathBuf| {
        let path = path.clone();
        move |source| Fault::File { path, source }
    };
    if let Some(ring) = key_ring_kept(data)? {
        return Ok(ring);
    }
    fs::create_dir_all(&folder).map_err(file(&folder))?;
    let ring = KeyRing::new("k1", random()?, random()?);
    let text = zeroize::Zeroizing::new(serde_json::to_string_pretty(&ring).map_err(Fault::Json)?);
    write_secret(&path, &text).map_err(file(&path))?;
    Ok(ring)
}

/// Puts a fresh sealing key in use in the key ring of a data folder; those before still open what they sealed. A server that
/// is running has to be started again. The name of the new key.
///
/// # Errors
/// [`Fault::File`] or [`Fault::Keys`] if the ring cannot be read or written.
pub fn rotate_ring(data: &Path) -> Result<String, Fault> {
    let mut ring = key_ring(data)?;
    let last: u32 = ring.current().trim_start_matches('k').parse().unwrap_or(0);
    let name = format!("k{}", last.saturating_add(1));
    ring.rotate(&name, random()?);
    let (path, beside) = (data.join("keys").join("ring.json"), data.join("keys").join("ring.json.new"));
    let file = |path: &PathBuf| {
        let path = path.clone();
        move |source| Fault::File { path, source }
    };
    let text = zeroize::Zeroizing::new(serde_json::to_string_pretty(&ring).map_err(Fault::Json)?);
    if beside.exists() {
        fs::remove_file(&beside).map_err(file(&beside))?;
    }
    write_secret(&beside, &text).map_err(file(&beside))?;
    fs::rename(&beside, &path).map_err(file(&path))?;
    Ok(name)
}

/// Writes a new file that only its owner may read.
pub(crate) fn write_secret(path: &Path, text: &str) -> std::io::Result<()> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut out = options.open(path)?;
    out.write_all(text.as_bytes())?;
    out.sync_all()
}

/// Random bytes.
pub(crate) fn random<const N: usize>() -> Result<[u8; N], Fault> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|_| Fault::Random)?;
    Ok(bytes)
}

/// These bytes as letters that nobody mixes up, five bits of each byte.
pub(crate) fn letters(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| char::from(*LETTERS.get(usize::from(byte & 31)).unwrap_or(&b'0'))).collect()
}

/// The last so many digits of a number, in letters that are in the order of numbers.
pub(crate) fn digits(number: u64, length: usize) -> String {
    let digit = |place: usize| (number.unbounded_shr(u32::try_from(place * 5).unwrap_or(u32::MAX)) & 31) as u8;
    letters(&(0..length).rev().map(digit).collect::<Vec<_>>())
}

/// A secret of 160 bits as text.
pub(crate) fn token() -> Result<String, Fault> {
    Ok(letters(&random::<32>()?))
}

/// An id to find a line of the log by; no secret.
pub(crate) fn short_id() -> String {
    random::<10>().map_or_else(|_| "0000000000".to_owned(), |bytes| letters(&bytes))
}

/// What hashing a password costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Passwords {
    kibibytes: u32,
    rounds: u32,
}

impl Passwords {
    /// As OWASP recommends for argon2id: 19 MiB, two rounds.
    #[must_use]
    pub const fn strong() -> Self {
        Self { kibibytes: 19_456, rounds: 2 }
    }

    /// For tests, scenarios and demonstrations.
    #[must_use]
    pub const fn cheap() -> Self {
        Self { kibibytes: 8, rounds: 1 }
    }

    /// The cost of deriving a key.
    pub(crate) const fn cost(self) -> Cost {
        Cost { kibibytes: self.kibibytes, rounds: self.rounds }
    }

    /// The hash in PHC form.
    pub(crate) fn hash(self, password: &str) -> Result<String, Fault> {
        let params = Params::new(self.kibibytes, self.rounds, 1, None).map_err(|_| Fault::Password)?;
        let argon = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
        let hash = argon.hash_password(password.as_bytes()).map_err(|_| Fault::Password)?;
        Ok(hash.to_string())
    }

    /// Is it the password of this hash; takes the cost from the hash.
    pub(crate) fn verify(password: &str, hash: &str) -> bool {
        PasswordHash::new(hash).is_ok_and(|hash| Argon2::default().verify_password(password.as_bytes(), &hash).is_ok())
    }
}

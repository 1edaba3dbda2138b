//! Signed notes (c2sp.org/signed-note) with Ed25519, as the public tools for transparency logs write and read them.

use crate::base64::{decode, encode};
use ed25519_dalek::{Signature, Signer as _, SigningKey, VerifyingKey};
use sha2::{Digest as _, Sha256};
use std::fmt;
use std::str::FromStr;
use zeroize::Zeroizing;

/// The byte that stands for Ed25519.
const ED25519: u8 = 1;
/// How a line of a signature begins.
const DASH: &str = "\u{2014} ";
/// A note longer than this is not read.
const NOTE_MAX: usize = 1 << 20;
/// How a private key begins, as Go's `note` package writes it.
const PRIVATE: &str = "PRIVATE+KEY+";

/// Why a key or a note is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NoteError {
    /// The text is no key.
    #[error("this is no key of a log")]
    Key,
    /// The name of a key is empty or has a space or a plus sign.
    #[error("the name of a key has no spaces and no plus sign")]
    Name,
    /// The text is no signed note.
    #[error("this is no signed note")]
    Malformed,
    /// It bears no signature of this key.
    #[error("the note is not signed with this key")]
    Unsigned,
    /// The signature of this key does not fit the text.
    #[error("the signature does not fit: the note was changed")]
    Forged,
}

/// The key with which a log signs. It prints nothing of the secret.
pub struct LogKey {
    name: String,
    key: SigningKey,
}

/// The key with which a log is verified: `name+hash+key`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verifier {
    name: String,
    key: VerifyingKey,
}

fn named(name: &str) -> Result<&str, NoteError> {
    let bad = |letter: char| letter.is_whitespace() || letter.is_control() || letter == '+';
    if name.is_empty() || name.contains(bad) { Err(NoteError::Name) } else { Ok(name) }
}

/// The first four bytes of the hash over name and key.
fn key_id(name: &str, key: &VerifyingKey) -> [u8; 4] {
    let hasher = Sha256::new().chain_update(name).chain_update([b'\n', ED25519]).chain_update(key.as_bytes());
    let hash: [u8; 32] = hasher.finalize().into();
    hash.first_chunk().copied().unwrap_or_default()
}

fn hex_id(id: [u8; 4]) -> String {
    format!("{:08x}", u32::from_be_bytes(id))
}

/// The 32 bytes after the byte of the algorithm.
fn key_bytes(text: &str) -> Result<Zeroizing<[u8; 32]>, NoteError> {
    let bytes = Zeroizing::new(decode(text).ok_or(NoteError::Key)?);
    match bytes.split_first() {
        Some((&ED25519, key)) => key.try_into().map(Zeroizing::new).map_err(|_| NoteError::Key),
        _ => Err(NoteError::Key),
    }
}

impl LogKey {
    /// A key of this name from 32 random bytes.
    ///
    /// # Errors
    /// [`NoteError::Name`].
    pub fn new(name: &str, seed: &[u8; 32]) -> Result<Self, NoteError> {
        Ok(Self { name: named(name)?.to_owned(), key: SigningKey::from_bytes(seed) })
    }

    /// Reads what [`LogKey::secret`] gave.
    ///
    /// # Errors
    /// [`NoteError::Key`].
    pub fn from_secret(text: &str) -> Result<Self, NoteError> {
        let mut parts = text.trim().strip_prefix(PRIVATE).ok_or(NoteError::Key)?.splitn(3, '+');
        let (Some(name), Some(id), Some(key)) = (parts.next(), parts.next(), parts.next()) else {
            return Err(NoteError::Key);
        };
        let found = Self::new(name, &*key_bytes(key)?)?;
        if hex_id(key_id(name, &found.key.verifying_key())) == id { Ok(found) } else { Err(NoteError::Key) }
    }

    /// The key as text, to be kept where nobody else reads it.
    #[must_use]
    pub fn secret(&self) -> Zeroizing<String> {
        let id = hex_id(key_id(&self.name, &self.key.verifying_key()));
        let mut bytes = Zeroizing::new(vec![ED25519]);
        bytes.extend_from_slice(self.key.as_bytes());
        Zeroizing::new(format!("{PRIVATE}{}+{id}+{}", self.name, *Zeroizing::new(encode(&bytes))))
    }

    /// The name, which is the log's origin as well.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The key with which others verify.
    #[must_use]
    pub fn verifier(&self) -> Verifier {
        Verifier { name: self.name.clone(), key: self.key.verifying_key() }
    }

    /// Signs a text that ends its last line; the note is text, empty line, signature.
    #[must_use]
    pub fn sign(&self, text: &str) -> String {
        let id = key_id(&self.name, &self.key.verifying_key());
        let signature = self.key.sign(text.as_bytes()).to_bytes();
        let bytes: Vec<u8> = id.into_iter().chain(signature).collect();
        format!("{text}\n{DASH}{} {}\n", self.name, encode(&bytes))
    }
}

impl fmt::Debug for LogKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "LogKey({})", self.name)
    }
}

impl Verifier {
    /// The name, which is the log's origin as well.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The text of a note that this key signed. Signatures of others are passed over.
    ///
    /// # Errors
    /// [`NoteError`].
    pub fn open<'n>(&self, note: &'n str) -> Result<&'n str, NoteError> {
        let (text, signatures) = parts(note)?;
        let id = key_id(&self.name, &self.key);
        let mut found = false;
        for line in signatures.lines() {
            let (name, bytes) =
                line.strip_prefix(DASH).and_then(|rest| rest.split_once(' ')).ok_or(NoteError::Malformed)?;
            named(name).map_err(|_| NoteError::Malformed)?;
            let bytes = decode(bytes).ok_or(NoteError::Malformed)?;
            let (signer, signature) = bytes.split_first_chunk::<4>().ok_or(NoteError::Malformed)?;
            if name == self.name && *signer == id {
                let signature = Signature::from_slice(signature).map_err(|_| NoteError::Forged)?;
                self.key.verify_strict(text.as_bytes(), &signature).map_err(|_| NoteError::Forged)?;
                found = true;
            }
        }
        if found { Ok(text) } else { Err(NoteError::Unsigned) }
    }
}

/// Text with its last newline, and the lines of signatures.
pub(crate) fn parts(note: &str) -> Result<(&str, &str), NoteError> {
    if note.len() > NOTE_MAX || note.contains(|letter: char| letter < ' ' && letter != '\n') || !note.ends_with('\n') {
        return Err(NoteError::Malformed);
    }
    let at = note.rfind("\n\n").ok_or(NoteError::Malformed)?;
    let (text, rest) = note.split_at_checked(at.saturating_add(1)).ok_or(NoteError::Malformed)?;
    let signatures = rest.strip_prefix('\n').filter(|lines| !lines.is_empty()).ok_or(NoteError::Malformed)?;
    Ok((text, signatures))
}

impl fmt::Display for Verifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bytes: Vec<u8> = std::iter::once(ED25519).chain(*self.key.as_bytes()).collect();
        write!(f, "{}+{}+{}", self.name, hex_id(key_id(&self.name, &self.key)), encode(&bytes))
    }
}

impl FromStr for Verifier {
    type Err = NoteError;

    fn from_str(text: &str) -> Result<Self, NoteError> {
        let mut parts = text.trim().splitn(3, '+');
        let (Some(name), Some(id), Some(key)) = (parts.next(), parts.next(), parts.next()) else {
            return Err(NoteError::Key);
        };
        let key = VerifyingKey::from_bytes(&*key_bytes(key)?).map_err(|_| NoteError::Key)?;
        if hex_id(key_id(named(name)?, &key)) != id {
            return Err(NoteError::Key);
        }
        Ok(Self { name: name.to_owned(), key })
    }
}

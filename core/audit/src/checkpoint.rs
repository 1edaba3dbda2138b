//! What a log says of itself at one moment (c2sp.org/tlog-checkpoint), and the proof that something was in it then
//! (c2sp.org/tlog-proof).

use crate::base64::{decode, encode};
use crate::hash::Hash;
use crate::note::{LogKey, NoteError, Verifier, parts};
use crate::proof::{Unproven, check_inclusion};
use crate::tree::entry_hash;

/// How a proof begins.
const HEADER: &str = "c2sp.org/tlog-proof@v1";
/// A path is never longer: a tree has at most 2^64 leaves.
const PATH_MAX: usize = 64;

/// Name, size and root of a log at one moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkpoint {
    /// The log.
    pub origin: String,
    /// How many leaves it had.
    pub size: u64,
    /// Its root.
    pub root: Hash,
}

/// A number as these forms write it: no sign, no leading zero.
fn number(text: &str) -> Option<u64> {
    let plain = text.bytes().all(|byte| byte.is_ascii_digit()) && (text == "0" || !text.starts_with('0'));
    if plain { text.parse().ok() } else { None }
}

fn hash(text: &str) -> Option<Hash> {
    Hash::from_slice(&decode(text)?).ok()
}

impl Checkpoint {
    /// The three lines.
    #[must_use]
    pub fn text(&self) -> String {
        format!("{}\n{}\n{}\n", self.origin, self.size, encode(self.root.as_bytes()))
    }

    /// The signed note.
    #[must_use]
    pub fn sign(&self, key: &LogKey) -> String {
        key.sign(&self.text())
    }

    /// Reads the text of a note. Lines after the third are no concern of ours.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let mut lines = text.strip_suffix('\n')?.split('\n');
        let (origin, size, root) = (lines.next()?, number(lines.next()?)?, hash(lines.next()?)?);
        if origin.is_empty() || lines.any(str::is_empty) {
            return None;
        }
        Some(Self { origin: origin.to_owned(), size, root })
    }

    /// Reads a signed checkpoint of the log whose key this is.
    ///
    /// # Errors
    /// [`NoteError`] if it is none, or not signed by this log.
    pub fn open(note: &str, verifier: &Verifier) -> Result<Self, NoteError> {
        let found = Self::parse(verifier.open(note)?).ok_or(NoteError::Malformed)?;
        if found.origin == verifier.name() { Ok(found) } else { Err(NoteError::Unsigned) }
    }

    /// Reads a signed checkpoint without looking at its signatures.
    ///
    /// # Errors
    /// [`NoteError::Malformed`].
    pub fn unverified(note: &str) -> Result<Self, NoteError> {
        Self::parse(parts(note)?.0).ok_or(NoteError::Malformed)
    }
}

/// That an entry stands at a place of a log, with the signed checkpoint that says so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proof {
    /// The entry itself.
    pub entry: Vec<u8>,
    /// Its place, from 0.
    pub index: u64,
    /// The path from the leaf to the root.
    pub path: Vec<Hash>,
    /// The signed checkpoint, word for word.
    pub checkpoint: String,
}

/// Why a proof is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ProofError {
    /// The text holds no proof.
    #[error("there is no proof in this text")]
    Malformed,
    /// The checkpoint in it.
    #[error(transparent)]
    Note(#[from] NoteError),
    /// The path in it.
    #[error(transparent)]
    Unproven(#[from] Unproven),
}

impl Proof {
    /// The proof as text; the entry stands in the `extra` line.
    #[must_use]
    pub fn text(&self) -> String {
        let path: String = self.path.iter().map(|hash| format!("{}\n", encode(hash.as_bytes()))).collect();
        let (entry, index) = (encode(&self.entry), self.index);
        format!("{HEADER}\nextra {entry}\nindex {index}\n{path}\n{}", self.checkpoint)
    }

    /// Finds the proof in a text: what stands before it is for people, line ends may be those of any machine.
    ///
    /// # Errors
    /// [`ProofError::Malformed`].
    pub fn find(text: &str) -> Result<Self, ProofError> {
        let text = text.replace("\r\n", "\n");
        let mut rest = text.split('\n').map(str::trim_end).skip_while(|line| *line != HEADER).skip(1);
        let mut line = || rest.next().ok_or(ProofError::Malformed);
        let entry = line()?.strip_prefix("extra ").and_then(decode).ok_or(ProofError::Malformed)?;
        let index = line()?.strip_prefix("index ").and_then(number).ok_or(ProofError::Malformed)?;
        let mut path = Vec::new();
        loop {
            let next = line()?;
            if next.is_empty() {
                break;
            }
            if path.len() >= PATH_MAX {
                return Err(ProofError::Malformed);
            }
            path.push(hash(next).ok_or(ProofError::Malformed)?);
        }
        let lines: Vec<&str> = rest.collect();
        let checkpoint = format!("{}\n", lines.join("\n").trim_end_matches('\n'));
        parts(&checkpoint)?;
        Ok(Self { entry, index, path, checkpoint })
    }

    /// Checks it against the key of the log, and gives the checkpoint that bears it.
    ///
    /// # Errors
    /// [`ProofError`].
    pub fn check(&self, verifier: &Verifier) -> Result<Checkpoint, ProofError> {
        let checkpoint = Checkpoint::open(&self.checkpoint, verifier)?;
        check_inclusion(&entry_hash(&self.entry), self.index, checkpoint.size, &checkpoint.root, &self.path)?;
        Ok(checkpoint)
    }
}

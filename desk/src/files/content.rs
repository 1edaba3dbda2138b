//! The bytes of a file on its way into the store: sealed in pieces as it came in, or made here and still in the open.

use std::{fmt, fs::File, io, os::unix::fs::FileExt as _, sync::Arc};

use dengwen_sealing::{FileKey, Hashed, Hashing, PIECE, SEALED_PIECE, pieces};
use dengwen_store::Pieces;
use zeroize::Zeroizing;

use super::{Marks, kinds::Kind, spool::FOLDER};
use crate::fault::Fault;

/// The bytes of a file. Cheap to clone.
#[derive(Clone)]
pub struct Content(Inner);

#[derive(Clone)]
enum Inner {
    Here(Arc<Vec<u8>>),
    Spooled(Arc<Spooled>),
}

impl Content {
    /// How many bytes.
    #[must_use]
    pub fn size(&self) -> u64 {
        match &self.0 {
            Inner::Here(bytes) => u64::try_from(bytes.len()).unwrap_or(u64::MAX),
            Inner::Spooled(spooled) => spooled.size,
        }
    }

    /// Is there nothing in it?
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.size() == 0
    }

    /// Does it lie, encrypted, in a file that is held open.
    #[must_use]
    pub fn is_on_disk(&self) -> bool {
        matches!(&self.0, Inner::Spooled(spooled) if matches!(spooled.lies, Lies::File(_)))
    }

    /// All of it, opened: for what is read at once and not kept.
    ///
    /// # Errors
    /// [`Fault::File`] if it cannot be read.
    pub async fn whole(&self) -> Result<Vec<u8>, Fault> {
        let spooled = match &self.0 {
            Inner::Here(bytes) => return Ok(bytes.to_vec()),
            Inner::Spooled(spooled) => Arc::clone(spooled),
        };
        let read = tokio::task::spawn_blocking(move || spooled.whole().map(|bytes| bytes.to_vec())).await;
        let file = |source| Fault::File { path: FOLDER.into(), source };
        read.map_err(|error| file(io::Error::other(error)))?.map_err(file)
    }

    /// Sealed as it came in, and looked through; nothing if it was made here.
    pub(crate) fn spooled(&self) -> Result<&Arc<Spooled>, &[u8]> {
        match &self.0 {
            Inner::Here(bytes) => Err(bytes),
            Inner::Spooled(spooled) => Ok(spooled),
        }
    }
}

impl From<Vec<u8>> for Content {
    fn from(bytes: Vec<u8>) -> Self {
        Self(Inner::Here(Arc::new(bytes)))
    }
}

impl From<Spooled> for Content {
    fn from(spooled: Spooled) -> Self {
        Self(Inner::Spooled(Arc::new(spooled)))
    }
}

/// A file in sealed pieces, with the key that opens them, which is nowhere but here until it is sealed itself.
pub(crate) struct Spooled {
    pub(super) key: FileKey,
    pub(super) size: u64,
    pub(super) lies: Lies,
    pub(super) digests: Digests,
    pub(super) marks: Marks,
    /// Nothing for a file that is empty or was made here.
    pub(super) kind: Option<Kind>,
}

/// Where sealed pieces lie, one behind the other.
pub(super) enum Lies {
    /// Few enough to be kept in memory.
    Here(Vec<u8>),
    /// In a file without a name, which is gone with whoever holds it.
    File(Arc<File>),
}

/// By what a stored file is known.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Digests {
    /// A keyed hash of its content.
    pub(crate) content: Hashed,
    /// The hash of its sealed pieces.
    pub(crate) pieces: Hashed,
}

impl Spooled {
    /// Seals bytes that were made here.
    pub(crate) fn here(bytes: &[u8], marks: Marks, key: FileKey, mut content: Hashing) -> Result<Self, Fault> {
        let size = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        let (count, mut rest) = (pieces(size), bytes);
        let (mut all, mut hashing) = (Vec::with_capacity(bytes.len()), Hashing::of_pieces());
        for n in 0..count {
            let (piece, after) = rest.split_at_checked(PIECE).unwrap_or((rest, &[]));
            let sealed = key.seal_piece(n, n.saturating_add(1) == count, piece)?;
            hashing.update(&sealed);
            all.extend_from_slice(&sealed);
            rest = after;
        }
        content.update(bytes);
        let digests = Digests { content: content.finish(), pieces: hashing.finish() };
        Ok(Self { key, size, lies: Lies::Here(all), digests, marks, kind: None })
    }

    pub(crate) fn key(&self) -> &FileKey {
        &self.key
    }

    pub(crate) fn digests(&self) -> Digests {
        self.digests
    }

    pub(crate) fn marks(&self) -> &Marks {
        &self.marks
    }

    pub(crate) fn size(&self) -> u64 {
        self.size
    }

    /// What it is, where that was found out as it came in.
    pub(crate) fn kind(&self) -> Option<&Kind> {
        self.kind.as_ref()
    }

    /// All of it, opened, for those few kinds that cannot be looked at otherwise.
    pub(super) fn whole(&self) -> io::Result<Zeroizing<Vec<u8>>> {
        let count = pieces(self.size);
        let mut all = Zeroizing::new(Vec::with_capacity(usize::try_from(self.size).unwrap_or_default()));
        for n in 0..count {
            let sealed = self.piece(n)?.ok_or(io::ErrorKind::UnexpectedEof)?;
            let open = self.key.open_piece(n, n.saturating_add(1) == count, &sealed).map_err(io::Error::other)?;
            all.extend_from_slice(&open);
        }
        Ok(all)
    }
}

impl Pieces for Spooled {
    fn piece(&self, n: u64) -> io::Result<Option<Vec<u8>>> {
        let count = pieces(self.size);
        if n >= count {
            return Ok(None);
        }
        let (piece, length) = (usize::try_from(n).unwrap_or(usize::MAX), SEALED_PIECE);
        let is_last = n.saturating_add(1) == count;
        let before = u64::try_from(PIECE).unwrap_or(u64::MAX).saturating_mul(n);
        let last = usize::try_from(self.size.saturating_sub(before)).unwrap_or(PIECE);
        let length = if is_last { last.saturating_add(SEALED_PIECE - PIECE) } else { length };
        let at = piece.saturating_mul(SEALED_PIECE);
        match &self.lies {
            Lies::Here(all) => {
                let bytes = all.get(at..at.saturating_add(length)).ok_or(io::ErrorKind::UnexpectedEof)?;
                Ok(Some(bytes.to_vec()))
            }
            Lies::File(file) => {
                let mut bytes = vec![0; length];
                file.read_exact_at(&mut bytes, u64::try_from(at).unwrap_or(u64::MAX))?;
                Ok(Some(bytes))
            }
        }
    }
}

impl fmt::Debug for Content {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Content({} bytes)", self.size())
    }
}

impl fmt::Debug for Spooled {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Spooled({} bytes)", self.size)
    }
}

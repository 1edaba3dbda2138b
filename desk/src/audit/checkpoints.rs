//! Checkpoints in a folder: one small file each, to be carried to where the office cannot change them.

use std::{
    fs,
    io::Write as _,
    path::{Path, PathBuf},
    time::Duration,
};

use dengwen_audit::{Checkpoint, LogKey, NoteError, Verifier};
use dengwen_store::{LedgerHead, Store};
use tokio::time::{Instant, sleep};

use super::Sending;
use crate::{desk::Desk, fault::Fault, secrets};

/// How the name of a checkpoint ends.
const ENDING: &str = "checkpoint";
/// The public key, beside the checkpoints.
const KEY: &str = "log.vkey";
/// A checkpoint is small; whatever is larger is none.
const BYTES_MAX: u64 = 1 << 20;

/// A folder of checkpoints.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkpoints {
    folder: PathBuf,
}

/// What came of writing one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kept {
    /// It was written here.
    Written(PathBuf),
    /// Nothing was written to the log since the last one.
    AsBefore,
    /// The last one, of so many events, does not agree with the log: an older copy of the database was put in place, or
    /// the log was written anew. Nothing is signed then.
    Disagrees(u64),
}

impl Checkpoints {
    /// The folder, made when something is first written.
    #[must_use]
    pub fn in_folder(folder: impl Into<PathBuf>) -> Self {
        Self { folder: folder.into() }
    }

    /// The checkpoints of this log that lie in the folder, those of other logs passed over; in the order of size.
    ///
    /// # Errors
    /// [`Fault::File`] if the folder cannot be read, [`Fault::Checkpoint`] if one of them was changed.
    pub fn read(&self, verifier: &Verifier) -> Result<Vec<LedgerHead>, Fault> {
        let entries = match fs::read_dir(&self.folder) {
            Ok(entries) => entries,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(source) => return Err(Fault::File { path: self.folder.clone(), source }),
        };
        let paths = entries.filter_map(Result::ok).map(|entry| entry.path());
        let mut found = Vec::new();
        for path in paths.filter(|path| path.extension().is_some_and(|ending| ending == ENDING)) {
            match checkpoint_in(&path, verifier) {
                Ok(head) => found.push(head),
                Err(Fault::Checkpoint { source: NoteError::Unsigned, .. }) => {}
                Err(fault) => return Err(fault),
            }
        }
        found.sort_by_key(|head| head.leaves);
        Ok(found)
    }

    /// Signs where the log stands, unless the last one in the folder says that it was tampered with.
    ///
    /// # Errors
    /// [`Fault`].
    pub async fn write(&self, store: &Store, key: &LogKey) -> Result<Kept, Fault> {
        let last = self.read(&key.verifier())?.pop();
        let now = store.ledger_head().await?;
        if let Some(last) = last {
            if store.root_at(last.leaves).await? != Some(last.root) {
                return Ok(Kept::Disagrees(last.leaves));
            }
            if last == now {
                return Ok(Kept::AsBefore);
            }
        }
        fs::create_dir_all(&self.folder).map_err(|source| Fault::File { path: self.folder.clone(), source })?;
        put(&self.folder.join(KEY), &format!("{}\n", key.verifier()))?;
        let path = self.folder.join(format!("{:012}.{ENDING}", now.leaves));
        put(&path, &signed(key, now))?;
        Ok(Kept::Written(path))
    }
}

/// A checkpoint in a file.
///
/// # Errors
/// [`Fault::File`] if it cannot be read, [`Fault::Checkpoint`] if this log did not sign it.
pub fn checkpoint_in(path: &Path, verifier: &Verifier) -> Result<LedgerHead, Fault> {
    let file = |source| Fault::File { path: path.to_owned(), source };
    if fs::metadata(path).map_err(file)?.len() > BYTES_MAX {
        return Err(Fault::Checkpoint { path: path.to_owned(), source: NoteError::Malformed });
    }
    let bytes = fs::read(path).map_err(file)?;
    let read = std::str::from_utf8(&bytes).map_err(|_| NoteError::Malformed);
    let read = read.and_then(|note| Checkpoint::open(note, verifier));
    let found = read.map_err(|source| Fault::Checkpoint { path: path.to_owned(), source })?;
    Ok(LedgerHead { leaves: found.size, root: found.root })
}

/// The signed note for where a log stands.
pub(crate) fn signed(key: &LogKey, head: LedgerHead) -> String {
    Checkpoint { origin: key.name().to_owned(), size: head.leaves, root: head.root }.sign(key)
}

/// Writes a file that is there whole or not at all, also where another node writes the same one.
pub(super) fn put(path: &Path, text: &str) -> Result<(), Fault> {
    let file = |source| Fault::File { path: path.to_owned(), source };
    let beside = path.with_extension(format!("{}.new", secrets::short_id()));
    let written =
        fs::File::create(&beside).and_then(|mut out| out.write_all(text.as_bytes()).and_then(|()| out.sync_all()));
    written.map_err(file)?;
    fs::rename(&beside, path).map_err(file)
}

impl Desk {
    /// Writes a checkpoint into the folder now and again after each such time, and hands the last one to each receiver, until it is
    /// dropped. What goes wrong is told in the program's log; the office goes on.
    pub async fn keep_checkpoints(self, folder: Checkpoints, every: Duration, mut sending: Sending) {
        forgiven(sending.forget_others());
        loop {
            let next = Instant::now() + every;
            self.write_checkpoint(&folder).await;
            loop {
                let left = next.saturating_duration_since(Instant::now());
                let again = self.send_checkpoint(&folder, &mut sending).await.filter(|again| *again < left);
                sleep(again.unwrap_or(left)).await;
                if again.is_none() {
                    break;
                }
            }
        }
    }

    async fn write_checkpoint(&self, folder: &Checkpoints) {
        match folder.write(self.store(), self.log_key()).await {
            Ok(Kept::Written(path)) => tracing::info!(path = %path.display(), "a checkpoint of the log was written"),
            Ok(Kept::AsBefore) => {}
            Ok(Kept::Disagrees(events)) => tracing::error!(
                events,
                "the last checkpoint does not agree with the log: an older copy of the database, or a log written anew; \
                 no checkpoint is signed. Run `dengwen audit verify`"
            ),
            Err(fault) => tracing::error!(fault = %fault.chain(), "a checkpoint could not be written"),
        }
    }

    /// Sends the last one that lies in the folder; gives the time until the next try.
    async fn send_checkpoint(&self, folder: &Checkpoints, sending: &mut Sending) -> Option<Duration> {
        let last = forgiven(folder.read(&self.log_key().verifier()))?.pop()?;
        forgiven(sending.round(last, self.log_key(), self.now()).await)?
    }
}

/// What it came to; what went wrong is told in the log.
fn forgiven<T>(done: Result<T, Fault>) -> Option<T> {
    done.map_err(|fault| tracing::error!(fault = %fault.chain(), "checkpoints could not be sent")).ok()
}

#[cfg(test)]
mod tests {
    use std::{env, process, thread};

    use super::*;

    /// Nodes that share the folder of the data start together.
    #[test]
    fn nodes_that_write_the_same_file_do_not_meet() {
        let folder = env::temp_dir().join(format!("dengwen_put_{}", process::id()));
        fs::create_dir_all(&folder).unwrap();
        let path = folder.join(KEY);
        thread::scope(|nodes| {
            for _ in 0..4 {
                nodes.spawn(|| (0..50).for_each(|_| put(&path, "the same").unwrap()));
            }
        });
        assert_eq!(fs::read_to_string(&path).unwrap(), "the same");
        assert_eq!(fs::read_dir(&folder).unwrap().count(), 1);
        fs::remove_dir_all(&folder).unwrap();
    }
}

//! The journal of a SQLite file goes over into the file beside the writer: whoever waits for a COMMIT does not wait for that.

use crate::conn::FileConn;
use crate::error::{Result, StoreError};
use rusqlite::hooks::Wal;
use std::cell::Cell;
use std::ffi::c_int;
use std::path::Path;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::{self, JoinHandle};

/// Every so many pages of 4 KiB what the journal has goes over: what is written often is copied once.
const OVER: c_int = 4_000;
/// At how many the writer sees to the rest, which is little then, since only with nothing left over a journal begins anew.
const ANEW: c_int = 16_000;

thread_local! {
    /// How many pages the journal had after the last COMMIT of the writer, on whose thread this is.
    static PAGES: Cell<c_int> = const { Cell::new(0) };
}

/// Who sees to it.
#[derive(Debug)]
pub(crate) struct Journal {
    wake: SyncSender<()>,
    /// How many pages there were when it was last woken.
    woken_at: c_int,
    thread: JoinHandle<()>,
}

impl Journal {
    /// Begins to see to the journal of the file that this connection writes.
    pub(crate) fn of(writer: &FileConn, path: &Path, pragmas: &'static str) -> Result<Self> {
        writer.get()?.wal_hook(Some(noted));
        let (wake, woken) = sync_channel(1);
        let path = path.to_owned();
        let thread = thread::Builder::new().name("journal".to_owned());
        let thread =
            thread.spawn(move || see_to(&path, pragmas, &woken)).map_err(|why| StoreError::Fault(why.into()))?;
        Ok(Self { wake, woken_at: 0, thread })
    }

    /// After a COMMIT: is it time?
    pub(crate) fn look(&mut self) {
        let pages = PAGES.get();
        if pages < self.woken_at {
            self.woken_at = 0;
        }
        if pages - self.woken_at >= OVER {
            self.woken_at = pages;
            // Woken already: then once is enough.
            let _ = self.wake.try_send(());
        }
    }

    /// Ends, so that the writer is the last who has the file open and leaves no journal behind.
    pub(crate) fn end(self) {
        drop(self.wake);
        if self.thread.join().is_err() {
            tracing::error!("the journal was not seen to");
        }
    }
}

/// What was committed is committed, whether or not the journal goes over now: an error here would be taken for one of the COMMIT. It
/// is tried again after the next.
fn noted(journal: &Wal, pages: c_int) -> rusqlite::Result<()> {
    PAGES.set(pages);
    if pages >= ANEW
        && let Err(error) = journal.checkpoint()
    {
        tracing::debug!(%error, pages, "the journal did not begin anew");
    }
    Ok(())
}

/// The file is opened when it is first needed: most stores of a test never come so far.
fn see_to(path: &Path, pragmas: &str, woken: &Receiver<()>) {
    let mut conn = None;
    while woken.recv().is_ok() {
        let gone_over = match conn.take() {
            Some(known) => Ok(known),
            None => FileConn::open(path, pragmas),
        }
        .and_then(|conn| go_over(&conn).map(|()| conn));
        match gone_over {
            Ok(known) => conn = Some(known),
            Err(error) => tracing::warn!(%error, "the journal did not go over into the file"),
        }
    }
}

/// As far as nobody reads what is older, and without keeping anybody waiting.
fn go_over(conn: &FileConn) -> Result<()> {
    conn.get()?.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |_| Ok(()))?;
    Ok(())
}

//! A folder that goes when it is no longer needed.

use std::{
    path::{Path, PathBuf},
    sync::atomic::{AtomicU64, Ordering},
};

/// Numbers the folders of one run.
static NEXT: AtomicU64 = AtomicU64::new(0);

/// A folder of its own under the machine's temporary files, in memory where there is one.
#[derive(Debug)]
pub(super) struct Scratch(PathBuf);

impl Scratch {
    pub(super) fn new() -> std::io::Result<Self> {
        let memory = Path::new("/dev/shm");
        let above = if memory.is_dir() { memory.to_path_buf() } else { std::env::temp_dir() };
        let folder =
            above.join(format!("dengwen-scenario-{}-{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed)));
        std::fs::create_dir_all(&folder)?;
        Ok(Self(folder))
    }

    pub(super) fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // A folder left behind does no harm; there is nobody to tell.
        let _gone = std::fs::remove_dir_all(&self.0);
    }
}

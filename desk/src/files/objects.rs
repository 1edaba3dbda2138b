//! Files in an object store: what is no file's any more is taken away there.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use crate::{desk::Desk, fault::Fault};

/// How often it is looked for objects whose time has come.
const LOOK: Duration = Duration::from_secs(3600);
/// How often all objects are gone through, to find those that nobody names.
const SWEEP: SignedDuration = SignedDuration::from_hours(24);

impl Desk {
    /// Takes away, hour by hour, what is no file's any more in the object store, and once a day what nobody ever named. Runs until it is
    /// dropped; ends at once where there is no object store.
    pub async fn keep_objects(self) {
        let mut sweep = Timestamp::MIN;
        while self.store().has_objects() {
            self.remove_objects().await;
            if sweep <= self.now() {
                match self.sweep_objects().await {
                    Ok(()) => sweep = self.now().saturating_add(SWEEP).unwrap_or(Timestamp::MAX),
                    Err(fault) => tracing::warn!(fault = %fault.chain(), "the object store could not be swept"),
                }
            }
            tokio::time::sleep(LOOK).await;
        }
    }

    async fn sweep_objects(&self) -> Result<(), Fault> {
        let swept = self.store().sweep_objects(self.now()).await?;
        if swept > 0 {
            tracing::info!(objects = swept, "objects that nothing names are gone");
        }
        Ok(())
    }

    /// What fails is left for the next time.
    pub(crate) async fn remove_objects(&self) {
        if let Err(error) = self.store().remove_objects(self.now()).await {
            tracing::warn!(fault = %Fault::from(error).chain(), "objects of files that are gone could not be taken away yet");
        }
    }
}

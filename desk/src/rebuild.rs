//! Proofs over the whole store: the log has no breaks, and the read models are what the log says.

use dengwen_store::{Break, Verified};

use crate::{desk::Desk, fault::Fault, incoming, office, openings, reports};

/// How many streams are taken at a time.
const PAGE: u32 = 500;

/// A stream whose read models are not what its log says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Differs {
    /// The stream.
    pub stream: String,
}

impl Desk {
    /// Checks that no commit was deleted, changed or moved; the inner error names stream and commit.
    ///
    /// # Errors
    /// [`Fault::Store`] if the database fails.
    pub async fn verify(&self, progress: impl FnMut(u64) + Send) -> Result<Result<Verified, Break>, Fault> {
        Ok(self.store().verify(progress).await?)
    }

    /// Builds all read models anew from the log alone and writes them.
    ///
    /// # Errors
    /// [`Fault`].
    pub async fn rebuild(&self) -> Result<u64, Fault> {
        let mut count = 0_u64;
        for stream in self.all_streams("office").await? {
            let (seq, rows) = office::projected(self.store(), stream.trim_start_matches("office:")).await?;
            self.store().rebuild(&stream, seq, &rows).await?;
            count += 1;
        }
        for stream in self.all_streams(incoming::SORT).await? {
            if let Some(known) = self.replay_incoming(&stream).await? {
                self.store().rebuild(&stream, known.seq(), &known.rows()).await?;
                count += 1;
            }
        }
        for stream in self.all_streams(reports::SORT).await? {
            if let Some(known) = self.replay_report(&stream).await? {
                self.store().rebuild(&stream, known.seq(), &known.rows()).await?;
                count += 1;
            }
        }
        for stream in self.all_streams(openings::SORT).await? {
            if let Some(known) = self.openings(&stream).await? {
                self.store().rebuild(&stream, known.seq(), &known.rows()).await?;
                count += 1;
            }
        }
        for stream in self.all_cases().await? {
            self.project_again(&stream, self.now()).await?;
            count += 1;
        }
        self.store().add_up().await?;
        Ok(count)
    }

    /// Streams whose read models are not what a projection from the log gives; none, unless something is wrong.
    ///
    /// # Errors
    /// [`Fault`].
    pub async fn compare(&self) -> Result<Vec<Differs>, Fault> {
        let mut found = Vec::new();
        for stream in self.all_streams("office").await? {
            let (_, rows) = office::projected(self.store(), stream.trim_start_matches("office:")).await?;
            if self.store().rows(&stream).await? != rows.sorted() {
                found.push(Differs { stream });
            }
        }
        for stream in self.all_streams(incoming::SORT).await? {
            let rows = self.replay_incoming(&stream).await?.map(|known| known.rows()).unwrap_or_default();
            if self.store().rows(&stream).await? != rows.sorted() {
                found.push(Differs { stream });
            }
        }
        for stream in self.all_streams(reports::SORT).await? {
            let rows = self.replay_report(&stream).await?.map(|known| known.rows()).unwrap_or_default();
            if self.store().rows(&stream).await? != rows.sorted() {
                found.push(Differs { stream });
            }
        }
        for stream in self.all_streams(openings::SORT).await? {
            let rows = self.openings(&stream).await?.map(|known| known.rows()).unwrap_or_default();
            if self.store().rows(&stream).await? != rows.sorted() {
                found.push(Differs { stream });
            }
        }
        self.measure_everything().await?;
        if !self.store().adds_up().await? {
            found.push(Differs { stream: "figures".to_owned() });
        }
        for stream in self.all_cases().await? {
            let (_, rows) = self.projected(&stream, self.now()).await?;
            if self.store().rows(&stream).await? != rows.sorted() {
                found.push(Differs { stream });
            }
        }
        Ok(found)
    }

    /// What was measured by formulas that no longer run is no fault.
    async fn measure_everything(&self) -> Result<(), Fault> {
        for id in self.office_ids().await? {
            let office = self.office_state(&id).await?;
            for regulation in &office.regulations {
                self.measure_all(&office, self.regulation_of(&office, regulation)?.as_ref()).await?;
            }
        }
        Ok(())
    }

    /// All cases that were not destroyed.
    async fn all_cases(&self) -> Result<Vec<String>, Fault> {
        let mut kept = Vec::new();
        for stream in self.all_streams("case").await? {
            if !self.is_destroyed(&stream).await? {
                kept.push(stream);
            }
        }
        Ok(kept)
    }

    async fn all_streams(&self, sort: &str) -> Result<Vec<String>, Fault> {
        self.streams_under(sort, "").await
    }

    /// The streams of a sort whose names begin like this.
    pub(crate) async fn streams_under(&self, sort: &str, begins: &str) -> Result<Vec<String>, Fault> {
        let (mut all, mut after) = (Vec::new(), String::new());
        loop {
            let page = self.store().streams_under(sort, begins, &after, PAGE).await?;
            let Some(last) = page.last() else { return Ok(all) };
            after.clone_from(&last.stream);
            all.extend(page.into_iter().map(|head| head.stream));
        }
    }
}

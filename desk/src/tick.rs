//! Time: what falls due is performed, by a worker as time passes, or up to an instant under a virtual clock.

use std::{collections::BTreeSet, time::Duration};

use dengwen_store::{Lane, Rows};
use futures_util::{StreamExt as _, stream};
use jiff::{SignedDuration, Timestamp, civil::Date};

use crate::{
    act::{Stop, counting},
    desk::Desk,
    engine,
    fault::Fault,
    office::office_of_case,
    project, reports,
};

/// How long a due clock is left to whoever took it.
const LEASE: SignedDuration = SignedDuration::from_secs(30);
/// How many clocks are taken at once.
const TAKEN: u32 = 100;
/// How many cases are seen to at a time.
const BESIDE: usize = 16;
/// The longest sleep between two looks.
const LONGEST: Duration = Duration::from_secs(30);
/// How long to wait after a fault.
const AFTER_FAULT: Duration = Duration::from_secs(5);
/// How many instants one pass of virtual time may meet.
const INSTANTS_MAX: usize = 100_000;
/// How often it is looked for forms that were put aside for too long, and for reports and registers that begin.
const SWEEP_EVERY: SignedDuration = SignedDuration::from_hours(1);
/// How many cases are derived again at a time.
const AGAIN: u32 = 500;

impl Desk {
    /// The ticker and the worker of the outbox; runs until it is dropped.
    pub async fn run(self) {
        let mut swept = Timestamp::MIN;
        loop {
            if self.now() >= swept.saturating_add(SWEEP_EVERY).unwrap_or(Timestamp::MAX) {
                swept = self.now();
                if let Err(fault) = self.sweep_drafts().await {
                    tracing::error!(fault = %fault.chain(), "drafts that are over could not be destroyed");
                }
                // The day of a text may have come that was published for later.
                if let Err(fault) = self.tend_all_reports().await {
                    tracing::error!(fault = %fault.chain(), "reports could not be set going");
                }
                if let Err(fault) = self.tend_all_registers().await {
                    tracing::error!(fault = %fault.chain(), "registers could not be set going");
                }
            }
            let wait = match self.beat().await {
                Ok(()) => self.until_next().await,
                Err(fault) => {
                    tracing::error!(fault = %fault.chain(), "the ticker met a fault");
                    AFTER_FAULT
                }
            };
            // Whichever comes first; both mean: look again.
            let _ = tokio::time::timeout(wait, self.stirred()).await;
        }
    }

    /// Performs all that is due by now.
    async fn beat(&self) -> Result<(), Fault> {
        // What falls due at the same minute is performed in one go, with a look at what is to be told in between.
        while self.perform_due(self.now(), BESIDE).await? > 0 {
            self.empty_outbox().await?;
        }
        self.empty_outbox().await
    }

    async fn until_next(&self) -> Duration {
        let clock = self.store().next_clock_at().await.ok().flatten();
        let outbox = self.store().next_outbox_at(Lane::Desk).await.ok().flatten();
        let Some(next) = clock.into_iter().chain(outbox).min() else { return LONGEST };
        let left = next.duration_since(self.now());
        Duration::try_from(left)
            .map_or(Duration::from_millis(200), |left| left.clamp(Duration::from_millis(200), LONGEST))
    }

    /// Performs what is due by now, as far as it was taken: `beside` cases at a time, so that one sync of the disk serves them all.
    async fn perform_due(&self, now: Timestamp, beside: usize) -> Result<usize, Fault> {
        let due = self.store().due_clocks(now, LEASE, TAKEN).await?;
        let cases: BTreeSet<String> = due.into_iter().map(|clock| clock.stream).collect();
        let count = cases.len();
        let mut performed =
            stream::iter(cases).map(|case| async move { self.falls_due(&case, now).await }).buffer_unordered(beside);
        // One that fails holds up no other.
        let mut all = Ok(count);
        while let Some(one) = performed.next().await {
            all = all.and_then(|count| one.map(|()| count));
        }
        all
    }

    async fn falls_due(&self, case: &str, now: Timestamp) -> Result<(), Fault> {
        if reports::is_report(case) {
            return self.report_falls_due(case, now).await;
        }
        match self.settled(case, now).await {
            Ok(_) => return self.mend(case, now).await,
            Err(Stop::Fault(fault)) => {
                tracing::error!(%case, fault = %fault.chain(), "a limit could not be performed")
            }
            Err(_) => tracing::error!(%case, "a passing was refused"),
        }
        Ok(())
    }

    /// A clock that fired although nothing passed is derived again.
    async fn mend(&self, case: &str, now: Timestamp) -> Result<(), Fault> {
        let stored = self.store().clocks(case).await?;
        if stored.iter().any(|clock| clock.fires_at.is_some_and(|at| at <= now)) {
            self.project_again(case, now).await?;
        }
        Ok(())
    }

    /// Lets virtual time pass to an instant; whatever falls due on the way happens at its own instant, in order.
    ///
    /// # Errors
    /// [`Fault`] if the store fails.
    pub async fn tick(&self, until: Timestamp) -> Result<(), Fault> {
        self.empty_outbox().await?;
        for _ in 0..INSTANTS_MAX {
            let clock = self.store().next_clock_at().await?;
            let outbox = self.store().next_outbox_at(Lane::Desk).await?;
            let Some(next) = clock.into_iter().chain(outbox).min().filter(|next| *next <= until) else { break };
            self.clock().set(next.max(self.now()));
            let now = self.now();
            // Under a clock that is set, everything has one order.
            let done = self.perform_due(now, 1).await?;
            self.empty_outbox().await?;
            if done == 0 && self.store().next_clock_at().await?.is_some_and(|at| at <= now) {
                // The clocks that are due belong to another worker for the length of its lease.
                break;
            }
        }
        if until > self.now() {
            self.clock().set(until);
        }
        Ok(())
    }

    /// Derives the read models of a case anew, as after a change of the calendar.
    pub(crate) async fn project_again(&self, case: &str, now: Timestamp) -> Result<(), Fault> {
        let rows = self.projected(case, now).await?;
        match self.store().rebuild(case, rows.0, &rows.1).await {
            Ok(()) => {}
            Err(error) if error.is_conflict() => {}
            Err(error) => return Err(error.into()),
        }
        self.cases_kept().forget(case);
        Ok(())
    }

    /// The read models of a case, from its log alone.
    pub(crate) async fn projected(&self, case: &str, now: Timestamp) -> Result<(u64, Rows), Fault> {
        let stored = self.store().load(case, 0).await?;
        let office = self.office_state(office_of_case(case)).await?;
        let (state, commits, regulation) = self.replay(case, &office, &stored).await?;
        let around = dengwen_case::Surroundings::new();
        let seen = engine::project(self, &office, &regulation, &state, around, now).await?;
        let formulas = self.formulas(&office, &regulation.id)?;
        Ok((state.seq, project::rows(&state, &regulation, &office, &seen.projection, &commits, &formulas)))
    }

    /// The reports of an office, derived again.
    async fn derive_reports_again(&self, office: &str) -> Result<(), Fault> {
        for stream in self.streams_under(reports::SORT, &reports::first_of(office)).await? {
            self.report_falls_due(&stream, self.now()).await?;
        }
        Ok(())
    }

    /// After a change of an office's calendar: dates that were provisional, or lie after the first day changed, are derived again.
    pub(crate) async fn derive_again(&self, office: &str, changed: Option<Date>) -> Result<(), Fault> {
        self.derive_reports_again(office).await?;
        self.derive_incoming_again(office).await?;
        let (now, begins) = (self.now(), format!("{office}."));
        let mut after = String::new();
        loop {
            let page = self.store().streams_under("case", &begins, &after, AGAIN).await?;
            let Some(last) = page.last() else { return Ok(()) };
            after.clone_from(&last.stream);
            for head in &page {
                if self.is_destroyed(&head.stream).await? {
                    continue;
                }
                let loaded = self.load(&head.stream).await?;
                let from = changed.map(|day| counting(&loaded.regulation).start_of_day(day));
                let rows = self.rows_of(&loaded).await?;
                let moves = rows.clocks.iter().any(|clock| {
                    clock.provisional || from.is_none_or(|from| clock.due_at.is_none_or(|due| due >= from))
                });
                let shown = rows.public.iter().any(|row| row.until_at != dengwen_store::Due::NEVER);
                if moves || shown {
                    self.project_again(&head.stream, now).await?;
                }
            }
        }
    }
}

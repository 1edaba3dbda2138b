//! Before anything else happens to a case, whatever has fallen due by then is performed, in the order of the instants.

use std::sync::Arc;

use dengwen_case::{Command, Pass};
use jiff::Timestamp;

use super::decide::{Along, Order, Stop};
use crate::{cases::Loaded, desk::Desk, engine, fault::Fault};

/// How many passings are performed in a row.
const PASSES_MAX: usize = 2_000;

impl Desk {
    /// The case with all passings performed that are due by now.
    pub(crate) async fn settled(&self, case: &str, now: Timestamp) -> Result<Arc<Loaded>, Stop> {
        let mut loaded = self.load(case).await?;
        for _ in 0..PASSES_MAX {
            let Some(pass) = engine::next_passing(&loaded, now) else { return Ok(loaded) };
            let before = loaded.case.seq;
            loaded = self.pass(case, pass, now).await?;
            if loaded.case.seq == before {
                return Ok(loaded);
            }
        }
        Err(Fault::Restless(case.to_owned()).into())
    }

    async fn pass(&self, case: &str, pass: Pass, now: Timestamp) -> Result<Arc<Loaded>, Stop> {
        let once = format!("pass {case} {}.{} {}", pass.limit, pass.run, pass.at);
        let (case, command) = (case.to_owned(), Command::Pass(pass));
        let order = Order { case, begins: None, command, once, shown: None, now, along: Along::default() };
        Ok(Box::pin(self.carry_out(order)).await?.loaded)
    }
}

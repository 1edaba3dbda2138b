//! Writing a commit: numbers are taken inside the transaction, read models follow as a difference.

use std::sync::{Arc, Mutex, PoisonError};

use dengwen_case::{Case, Commit, Projection, Surroundings, apply};
use dengwen_store::{Batch, Change, NewCommit, Part, Rows};

use super::{
    decide::{Acted, Order, Stop},
    draws::draws,
    outbox,
    surroundings::{AtHand, Standpoint},
};
use crate::{
    cases::Loaded,
    desk::Desk,
    fault::Fault,
    notices::{Cause, TELL, Told},
    project,
    reports::Formulas,
};

/// What the transaction made, handed out of it.
type Made = Arc<Mutex<Option<Loaded>>>;

impl Desk {
    /// Writes a commit with all that follows from it.
    pub(crate) async fn write(
        &self,
        before: &Arc<Loaded>,
        commit: Commit,
        around: Surroundings,
        order: &Order,
    ) -> Result<Acted, Stop> {
        let office = &before.office.id;
        let wanted = draws(&commit, office, &before.regulation)?;
        let (case, seen) = self.around_after(before, &commit, around, order.now).await?;
        let keys = self.keys_after(before, &case, &seen.projection, &order.along.receipts, &order.along.fresh).await?;
        // Numbers are known within the transaction alone. What looks at none is what there will be.
        let foreseen = (wanted.is_empty() || !seen.projection.numbered).then_some((case, seen.projection));
        let around = seen.around;
        let readers = self.store().readers_of(&order.case).await?;
        let formulas = self.formulas(&before.office, &before.regulation.id)?;
        let was = self.rows_of(before).await?;
        let made: Made = Arc::default();
        let mut along = order.along.clone();
        let files = std::mem::take(&mut along.attachments);
        let (seq, at) = (before.case.seq, order.now);
        let writes = self.mail().is_some();
        let finish = {
            let (before, made) = (Arc::clone(before), Arc::clone(&made));
            move |numbers: &[u64]| -> Result<Batch, dengwen_store::FinishError> {
                let (after, mut batch) =
                    finish((&before, &was), commit, foreseen, (&around, &formulas), numbers, !readers.is_empty(), at)?;
                *made.lock().unwrap_or_else(PoisonError::into_inner) = Some(after);
                keys.into(&mut batch.delta);
                batch.outbox.retain(|row| writes || row.kind != TELL);
                if let Some(beside) = along.beside {
                    batch.commits.push(beside.commit);
                    batch.delta.then(beside.delta);
                }
                Ok(Batch { sealed: along.sealed, receipts: along.receipts, ..batch })
            }
        };
        let part = Part { redone: Some(before.redone), ..Part::of(order.case.clone(), "case", seq) };
        let (command, finish) = (order.once.clone(), Box::new(finish));
        let parts =
            std::iter::once(part).chain(order.along.beside.as_ref().map(|beside| beside.part.clone())).collect();
        let written = self.store().transact(Change { command, at, parts, numbers: wanted, files, finish }).await?;
        let made = made.lock().unwrap_or_else(PoisonError::into_inner).take();
        let Some(after) = made.filter(|_| !written.repeated) else {
            let stream = written.heads.first().map_or(order.case.clone(), |(stream, _)| stream.clone());
            return Ok(Acted { loaded: self.load(&stream).await? });
        };
        let after = Arc::new(after);
        self.cases_kept().put(&after);
        self.settle_words(&after).await?;
        self.stir();
        self.tell_pages(&order.case);
        Ok(Acted { loaded: after })
    }
}

/// Fills in the numbers, and adds the events up again with them.
fn numbered(
    before: &Loaded,
    commit: &mut Commit,
    around: &Surroundings,
    numbers: &[u64],
    at: jiff::Timestamp,
    foreseen: Option<Projection>,
) -> Result<(Case, Projection), Fault> {
    let mut numbers = numbers.iter().copied();
    commit.fill(|_| numbers.next().unwrap_or_default());
    let mut case = before.case.clone();
    commit.events.iter().for_each(|event| apply(&mut case, &before.regulation, event));
    if let Some(seen) = foreseen {
        return Ok((case, seen));
    }
    let calendar = before.office.calendar(&before.regulation);
    let from = Standpoint { office: &before.office, regulation: &before.regulation, at };
    let at_hand = AtHand { from, gathered: around };
    let seen = dengwen_case::project(&case, &before.regulation, &calendar, &at_hand)
        .map_err(|_| Fault::Restless(case.id.clone()))?;
    Ok((case, seen))
}

/// Fills in the numbers, adds the events up, and compares the read models.
fn finish(
    (before, was): (&Loaded, &Rows),
    mut commit: Commit,
    foreseen: Option<(Case, Projection)>,
    (around, formulas): (&Surroundings, &Formulas),
    numbers: &[u64],
    is_read: bool,
    at: jiff::Timestamp,
) -> Result<(Loaded, Batch), Fault> {
    let (case, seen) = match foreseen {
        Some(foreseen) if numbers.is_empty() => foreseen,
        foreseen => numbered(before, &mut commit, around, numbers, at, foreseen.map(|(_, seen)| seen))?,
    };
    let body = serde_json::to_string(&commit).map_err(Fault::Json)?;
    let commit = Arc::new(commit);
    let mut all = before.commits.clone();
    all.push(Arc::clone(&commit));
    let rows = Arc::new(project::rows(&case, &before.regulation, &before.office, &seen, &all, formulas));
    let mut outbox = outbox::rows((before, was), &case, &commit, &rows, is_read, at);
    let (stream, entered_at) = (case.id.clone(), commit.entered);
    let mut delta = was.diff(&rows);
    let told = Told::between(was, &rows, Cause::of(&commit), at);
    outbox.extend(told.into(&mut delta, commit.seq));
    let commits = vec![NewCommit { stream, form: Commit::FORM, body, entered_at }];
    let (regulation, office) = (Arc::clone(&before.regulation), Arc::clone(&before.office));
    let after = Loaded::of(case, all, regulation, office).with(rows, before.redone);
    after.keep_seen(&Arc::new(seen));
    Ok((after, Batch { commits, delta, outbox, ..Batch::default() }))
}

//! `go`: a stage is noted, and entered when the list of effects is through.

use dengwen_regulation::{
    expr::{Binding, Subject},
    model::{Id, OpenIn, Target},
};

use super::{Done, Place, fault, run_all};
use crate::{
    types::{Code, Event},
    work::{ROUNDS, Work},
};

pub(super) fn note(work: &mut Work<'_>, target: &Target, at: &Place<'_>) -> Done {
    match target {
        Target::Stage(stage) => work.note_go(at.row, stage),
        Target::Main(stage) => work.note_go(0, stage),
        Target::Back => match before(work, at.row) {
            Some(stage) => work.note_go(at.row, &stage),
            None => return Err(fault(Code::NotInStage, "没有可退回的阶段", "there is no stage to go back to")),
        },
        Target::Next => match next(work, at.row) {
            Some(stage) => work.note_go(at.row, &stage),
            None => return Err(fault(Code::NotInStage, "没有下一阶段", "there is no next stage")),
        },
        Target::Part(part, stage) => {
            for row in rows_of(work, part, at) {
                work.note_go(row, stage);
            }
        }
    }
    Ok(())
}

/// Every open row of a part, or the one in hand of an `each`.
fn rows_of(work: &Work<'_>, part: &Id, at: &Place<'_>) -> Vec<usize> {
    if let Some(Binding::Subject(Subject::Row(row))) = at.vars.get(&Id::from("it")) {
        return vec![*row];
    }
    let rows = work.case.rows.iter().enumerate();
    rows.filter(|(_, row)| row.key.part == *part && row.key.n > 0 && row.is_open()).map(|(place, _)| place).collect()
}

/// The stage before the present one.
fn before(work: &Work<'_>, row: usize) -> Option<Id> {
    let row = work.case.rows.get(row)?;
    let present = row.stage.as_ref()?;
    row.path.iter().rev().map(|(stage, _)| stage).find(|stage| *stage != present).cloned()
}

/// The next stage in file order.
fn next(work: &Work<'_>, row: usize) -> Option<Id> {
    let shape = work.regulation.shape(&work.case.rows.get(row)?.shape)?;
    let present = shape.stages.get_index_of(work.case.rows.get(row)?.stage.as_ref()?)?;
    shape.stages.get_index(present.saturating_add(1)).map(|(id, _)| id.clone())
}

impl Work<'_> {
    /// Notes a stage to enter; for one row the first noted counts.
    pub(crate) fn note_go(&mut self, row: usize, stage: &Id) {
        if !self.goes.iter().any(|(noted, _)| *noted == row) {
            self.goes.push((row, stage.clone()));
        }
    }

    /// Enters the stages noted, with all that follows.
    pub(crate) fn go_all(&mut self) -> bool {
        let noted = std::mem::take(&mut self.goes);
        let mut moved = false;
        for (row, stage) in noted {
            moved |= enter(self, row, &stage);
        }
        moved
    }
}

/// Enters a stage, unless it is the present one; then what follows from entering.
pub(crate) fn enter(work: &mut Work<'_>, row: usize, stage: &Id) -> bool {
    let Some(present) = work.case.rows.get(row) else { return false };
    if present.stage.as_ref() == Some(stage) {
        return false;
    }
    work.entries = work.entries.saturating_add(1);
    if work.entries > ROUNDS {
        work.circle();
        return false;
    }
    let (from, ended, shape) = (present.stage.clone(), present.ended.is_some(), present.shape.clone());
    let Some(into) = work.regulation.shape(&shape).and_then(|shape| shape.stages.get(stage)) else { return false };
    let key = work.key(row);
    if ended && !into.end {
        work.emit(Event::Reopened { row: key.clone() });
    }
    work.emit(Event::StageEntered { row: key.clone(), stage: stage.clone(), from });
    lapse_left(work, row, stage);
    if into.end && !ended {
        work.emit(Event::RowEnded { row: key });
        lapse_of_part(work, row);
    }
    run_all(work, &into.then, row);
    work.go_all();
    true
}

/// Requests fall whose act is not there in the stage now entered.
fn lapse_left(work: &mut Work<'_>, row: usize, stage: &Id) {
    let shape = work.case.rows.get(row).and_then(|row| work.regulation.shape(&row.shape));
    let gone = |act: &Id| {
        let act = shape.and_then(|shape| shape.acts.get(act));
        matches!(act.map(|act| &act.open_in), Some(OpenIn::Stages(stages)) if !stages.contains(stage))
    };
    let fallen: Vec<u32> = work.case.open_requests().filter(|r| r.row == row && gone(&r.act)).map(|r| r.n).collect();
    for n in fallen {
        work.emit(Event::Lapsed { n });
    }
}

/// When a part ends its requests fall; those of the case stand in the way of its end instead.
fn lapse_of_part(work: &mut Work<'_>, row: usize) {
    if row == 0 {
        return;
    }
    let fallen: Vec<u32> =
        work.case.open_requests().filter(|request| request.row == row).map(|request| request.n).collect();
    for n in fallen {
        work.emit(Event::Lapsed { n });
    }
}

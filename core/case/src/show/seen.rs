//! What of a case somebody may see: parts that are visible to some alone, and what belongs to them.

use dengwen_regulation::model::Sees;

use super::{Projection, sight};
use crate::{
    types::{Actor, Case, Commit, Event, Principal, Request, RowKey, Waiting},
    who,
    work::Work,
};

/// What of a case somebody may see.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Seen {
    /// The rows kept from them.
    hidden: Vec<RowKey>,
}

/// What of a case an actor may see, by its projection. A part without `visible-to` is there for whoever sees the case. One with
/// it is there for those it names, for roles that see all, for whoever opened it, whose stage it is, and whom an act in it is
/// open to. What lies inside a hidden part is hidden with it.
#[must_use]
pub fn seen_by(case: &Case, projection: &Projection, actor: &Actor) -> Seen {
    let held = actor.in_case(case).handed(case);
    let kept = |key: &RowKey| {
        projection.restricted.iter().any(|(row, those)| row == key && !held.is_system() && !held.is_any(those))
    };
    let mut hidden: Vec<RowKey> = Vec::new();
    for row in &case.rows {
        let inside = case.rows.get(row.parent).is_some_and(|parent| hidden.contains(&parent.key));
        if kept(&row.key) || (inside && !row.key.is_main()) {
            hidden.push(row.key.clone());
        }
    }
    Seen { hidden }
}

impl Seen {
    /// May they see this row.
    #[must_use]
    pub fn row(&self, key: &RowKey) -> bool {
        !self.hidden.contains(key)
    }

    /// May they see everything.
    #[must_use]
    pub fn is_all(&self) -> bool {
        self.hidden.is_empty()
    }

    /// May they see this paper.
    #[must_use]
    pub fn paper(&self, case: &Case, n: u32) -> bool {
        case.paper(n).is_none_or(|paper| self.place(case, paper.row))
    }

    /// May they see the row at this place of the case.
    #[must_use]
    pub fn place(&self, case: &Case, place: usize) -> bool {
        case.rows.get(place).is_none_or(|row| self.row(&row.key))
    }

    /// May they see what was asked for.
    #[must_use]
    pub fn request(&self, case: &Case, request: &Request) -> bool {
        self.place(case, request.row)
    }

    /// May they see what waits for a hand.
    #[must_use]
    pub fn waiting(&self, waiting: &Waiting) -> bool {
        waiting.command.row.as_ref().is_none_or(|row| self.row(row))
    }

    /// What of a commit they may see. What followed from an act in a hidden part and belongs to no row is hidden with it.
    #[must_use]
    pub fn commit(&self, case: &Case, commit: &Commit) -> Commit {
        let row_of = |event: &Event| row_of(case, event);
        let inside = commit.events.iter().any(|event| {
            matches!(event, Event::ActDone { .. } | Event::LimitPassed { .. } | Event::LimitWarned { .. })
                && row_of(event).is_some_and(|row| !self.row(&row))
        });
        let seen = |event: &&Event| match row_of(event) {
            Some(row) => self.row(&row),
            None => !inside || matches!(event, Event::Stamped { .. }),
        };
        Commit { events: commit.events.iter().filter(seen).cloned().collect(), ..commit.clone() }
    }
}

/// The row to which an event belongs.
fn row_of(case: &Case, event: &Event) -> Option<RowKey> {
    let at = |place: usize| case.rows.get(place).map(|row| row.key.clone());
    let run = |run: u32| at(case.runs.get(usize::try_from(run).ok()?)?.row);
    let request = |n: u32| at(case.requests.iter().find(|request| request.n == n)?.row);
    let waiting = |n: u32| case.waiting.iter().find(|waiting| waiting.n == n)?.command.row.clone();
    match event {
        Event::ActDone { row, .. }
        | Event::FieldSet { row, .. }
        | Event::FieldUnknown { row, .. }
        | Event::ClassSet { row, .. }
        | Event::GroundJudged { row, .. }
        | Event::GroundTicked { row, .. }
        | Event::StageEntered { row, .. }
        | Event::RowOpened { row, .. }
        | Event::RowEnded { row }
        | Event::Reopened { row }
        | Event::Asked { row, .. }
        | Event::Issued { row, .. }
        | Event::LimitStarted { row, .. } => Some(row.clone()),
        Event::Answered { n } | Event::Lapsed { n } => request(*n),
        Event::Signed { n, .. } | Event::SignatureRefused { n, .. } | Event::Served { n, .. } => {
            at(case.paper(*n)?.row)
        }
        Event::Handed { n: Some(n), .. } | Event::Published { n: Some(n), .. } | Event::Unpublished { n, .. } => {
            at(case.paper(*n)?.row)
        }
        Event::Waiting { command, .. } => command.row.clone(),
        Event::HandGiven { n, .. } | Event::HandsOver { n, .. } => waiting(*n),
        Event::LimitJudged { run: n, .. }
        | Event::LimitPaused { run: n, .. }
        | Event::LimitResumed { run: n, .. }
        | Event::LimitMoved { run: n, .. }
        | Event::LimitWarned { run: n, .. }
        | Event::LimitPassed { run: n, .. }
        | Event::LimitRound { run: n, .. }
        | Event::LimitEnded { run: n, .. }
        | Event::Excused { run: n, .. } => run(*n),
        _ => None,
    }
}

/// For every row of a part that is visible to some alone: to whom.
pub(super) fn restricted(work: &Work<'_>) -> Vec<(RowKey, Vec<Principal>)> {
    let mut all = Vec::new();
    let over: Vec<Principal> =
        sight::by_roles(work).into_iter().filter(|(_, sees)| *sees == Sees::All).map(|(who, _)| who).collect();
    for (place, row) in work.case.rows.iter().enumerate() {
        let visible = work.regulation.shape(&row.shape).and_then(|shape| shape.visible_to.as_ref());
        let Some(visible) = visible.filter(|_| place > 0) else { continue };
        let mut those = who::resolve(&work.eye(place), visible);
        let inside = sight::in_row(work, place).into_iter().map(|(who, _)| who);
        for one in over.iter().cloned().chain(inside) {
            if !those.contains(&one) {
                those.push(one);
            }
        }
        all.push((row.key.clone(), those));
    }
    all
}

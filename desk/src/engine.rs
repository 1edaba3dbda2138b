//! What the engine says of a case as it stands. The one place where its questions are answered for reading.

use dengwen_case::{Actor, Begin, Case, LinkedFacts, Offer, Pass, Projection, Surroundings};
use dengwen_regulation::model::{Id, Regulation};
use jiff::Timestamp;

use crate::{act::surroundings::Standpoint, cases::Loaded, desk::Desk, fault::Fault, office::Office};

/// How often the engine may ask for more.
const ROUNDS_MAX: usize = 12;

/// A case with all that lies around it, for reading.
#[derive(Debug)]
pub(crate) struct Seen {
    pub(crate) projection: Projection,
    pub(crate) around: Surroundings,
}

/// The projection of a case, with the answers it took.
pub(crate) async fn project(
    desk: &Desk,
    office: &Office,
    regulation: &Regulation,
    case: &Case,
    mut around: Surroundings,
    now: Timestamp,
) -> Result<Seen, Fault> {
    let calendar = office.calendar(regulation);
    let from = Standpoint { office, regulation, at: now };
    for _ in 0..ROUNDS_MAX {
        match dengwen_case::project(case, regulation, &calendar, &around) {
            Ok(projection) => return Ok(Seen { projection, around }),
            Err(questions) => Box::pin(desk.answer_questions(from, questions, &mut around)).await?,
        }
    }
    Err(Fault::Restless(case.id.clone()))
}

/// The acts offered to somebody.
pub(crate) async fn offers(desk: &Desk, loaded: &Loaded, actor: &Actor, now: Timestamp) -> Result<Vec<Offer>, Fault> {
    let calendar = loaded.office.calendar(&loaded.regulation);
    let from = Standpoint { office: &loaded.office, regulation: &loaded.regulation, at: now };
    let mut around = Surroundings::new();
    for _ in 0..ROUNDS_MAX {
        match dengwen_case::offers(&loaded.case, &loaded.regulation, &calendar, &around, actor, now) {
            Ok(offers) => return Ok(offers),
            Err(questions) => Box::pin(desk.answer_questions(from, questions, &mut around)).await?,
        }
    }
    Err(Fault::Restless(loaded.case.id.clone()))
}

/// The acts that begin a case for somebody.
pub(crate) async fn begins(
    desk: &Desk,
    office: &Office,
    regulation: &Regulation,
    channel: Option<&Id>,
    actor: &Actor,
    now: Timestamp,
) -> Result<Vec<Begin>, Fault> {
    let calendar = office.calendar(regulation);
    let from = Standpoint { office, regulation, at: now };
    let mut around = Surroundings::new();
    for _ in 0..ROUNDS_MAX {
        match dengwen_case::begins(regulation, &calendar, &around, channel, actor, now) {
            Ok(begins) => return Ok(begins),
            Err(questions) => Box::pin(desk.answer_questions(from, questions, &mut around)).await?,
        }
    }
    Err(Fault::Restless(regulation.id.to_string()))
}

/// The acts of a register that open a row of it, for somebody.
pub(crate) async fn openings(
    desk: &Desk,
    office: &Office,
    regulation: &Regulation,
    register: &Id,
    actor: &Actor,
    now: Timestamp,
) -> Result<Vec<Begin>, Fault> {
    let calendar = office.calendar(regulation);
    let from = Standpoint { office, regulation, at: now };
    let mut around = Surroundings::new();
    for _ in 0..ROUNDS_MAX {
        match dengwen_case::openings(regulation, &calendar, &around, register, actor, now) {
            Ok(begins) => return Ok(begins),
            Err(questions) => Box::pin(desk.answer_questions(from, questions, &mut around)).await?,
        }
    }
    Err(Fault::Restless(regulation.id.to_string()))
}

/// The first passing that is due by now.
pub(crate) fn next_passing(loaded: &Loaded, now: Timestamp) -> Option<Pass> {
    let calendar = loaded.office.calendar(&loaded.regulation);
    let due = dengwen_case::passings(&loaded.case, &loaded.regulation, &calendar, now);
    due.into_iter().find_map(|command| if let dengwen_case::Command::Pass(pass) = command { Some(pass) } else { None })
}

/// What other cases may read of this one.
pub(crate) fn facts(loaded: &Loaded) -> LinkedFacts {
    let calendar = loaded.office.calendar(&loaded.regulation);
    dengwen_case::facts_of(&loaded.case, &loaded.regulation, &calendar)
}

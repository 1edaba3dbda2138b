//! What the engine says of a case as it stands. The one place where its questions are answered for reading.

use std::sync::Arc;

use dengwen_case::{Actor, Answers, Begin, Case, LinkedFacts, Offer, Pass, Projection, Question, Surroundings};
use dengwen_regulation::model::{Id, Regulation};
use jiff::Timestamp;

use crate::{
    act::surroundings::{AtHand, Standpoint},
    cases::Loaded,
    desk::Desk,
    fault::Fault,
    office::Office,
};

/// How often the engine may ask for more.
const ROUNDS_MAX: usize = 12;

/// A case with all that lies around it, for reading.
#[derive(Debug)]
pub(crate) struct Seen {
    pub(crate) projection: Projection,
    pub(crate) around: Surroundings,
}

/// Asks the engine until nothing is left to answer; `of` is named if it never has enough.
pub(crate) async fn answered<T>(
    desk: &Desk,
    from: Standpoint<'_>,
    around: &mut Surroundings,
    of: &str,
    ask: impl Fn(&dyn Answers) -> Result<T, Vec<Question>>,
) -> Result<T, Fault> {
    for _ in 0..ROUNDS_MAX {
        match ask(&AtHand { from, gathered: around }) {
            Ok(said) => return Ok(said),
            Err(questions) => Box::pin(desk.answer_questions(from, questions, around)).await?,
        }
    }
    Err(Fault::Restless(of.to_owned()))
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
    let ask = |around: &dyn Answers| dengwen_case::project(case, regulation, &calendar, around);
    let projection = answered(desk, from, &mut around, &case.id, ask).await?;
    Ok(Seen { projection, around })
}

/// The projection of a case as it stands. What was found out before is taken again as long as the office answers as it did.
pub(crate) async fn seen(desk: &Desk, loaded: &Loaded, now: Timestamp) -> Result<Arc<Projection>, Fault> {
    let from = Standpoint { office: &loaded.office, regulation: &loaded.regulation, at: now };
    let holds =
        |seen: &Arc<Projection>| seen.used.iter().all(|(asked, answer)| from.at_once(asked).as_ref() == Some(answer));
    if let Some(known) = loaded.known_seen().filter(holds) {
        return Ok(known);
    }
    let (office, regulation, case) = (&loaded.office, &loaded.regulation, &loaded.case);
    let seen = Arc::new(project(desk, office, regulation, case, Surroundings::new(), now).await?.projection);
    loaded.keep_seen(&seen);
    Ok(seen)
}

/// The acts offered to somebody.
pub(crate) async fn offers(desk: &Desk, loaded: &Loaded, actor: &Actor, now: Timestamp) -> Result<Vec<Offer>, Fault> {
    let calendar = loaded.office.calendar(&loaded.regulation);
    let from = Standpoint { office: &loaded.office, regulation: &loaded.regulation, at: now };
    let ask =
        |around: &dyn Answers| dengwen_case::offers(&loaded.case, &loaded.regulation, &calendar, around, actor, now);
    answered(desk, from, &mut Surroundings::new(), &loaded.case.id, ask).await
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
    let ask = |around: &dyn Answers| dengwen_case::begins(regulation, &calendar, around, channel, actor, now);
    answered(desk, from, &mut Surroundings::new(), &regulation.id, ask).await
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
    let ask = |around: &dyn Answers| dengwen_case::openings(regulation, &calendar, around, register, actor, now);
    answered(desk, from, &mut Surroundings::new(), &regulation.id, ask).await
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

//! The reports that fell due before the stories begin: made, approved and read in time, so that only the newest rounds wait.

use dengwen_desk::{
    Desk,
    view::{Language, Sent, Session},
};
use jiff::{SignedDuration, Timestamp};

use super::read::Demo;
use crate::scenario::instant;

/// How often somebody looks whether a report waits.
const STEP: SignedDuration = SignedDuration::from_hours(24 * 5);
/// How many acts a look goes on for: prepared, approved, read.
const TURNS: usize = 8;
/// What is written in them.
const TEXT: &str = "演示：情况正常。";

/// Lets time pass until the first story; whoever has a report before them does what is to be done.
pub(super) async fn keep(desk: &Desk, demos: &[Demo], start: Timestamp) -> Result<(), String> {
    let counting = dengwen_calendar::Counting::default();
    let steps = demos.iter().flat_map(|demo| &demo.story.steps);
    let Some(first) = steps.map(|step| instant(&counting, step.at)).min() else { return Ok(()) };
    let mut sessions: Vec<Session> = Vec::new();
    for demo in demos {
        for person in &demo.people {
            let session = desk.session_for(&demo.office, &person.id).await.map_err(|_| person.id.clone())?;
            let reports = desk.reports(&session, Language::Zh).await.map_err(|_| person.id.clone())?;
            let receives = !reports.is_empty() || demo.posts.iter().any(|post| post.person == person.id);
            sessions.extend(receives.then_some(session));
        }
    }
    let mut at = start;
    while at < first {
        desk.tick(at).await.map_err(|fault| fault.chain())?;
        for _ in 0..TURNS {
            if !turn(desk, &sessions).await? {
                break;
            }
        }
        at = at.checked_add(STEP).unwrap_or(first);
    }
    Ok(())
}

/// Everybody does what the newest round asks of them; did anybody.
async fn turn(desk: &Desk, sessions: &[Session]) -> Result<bool, String> {
    let mut done = false;
    for session in sessions {
        let told = |why: dengwen_desk::view::Rejection| format!("{}: {why:?}", session.person);
        for line in desk.reports(session, Language::Zh).await.map_err(told)? {
            let Some((n, ..)) = line.rounds.first() else { continue };
            let view = desk.report(session, &line.id, *n, Language::Zh).await.map_err(told)?;
            let Some(form) = view.forms.first() else { continue };
            let typed = form.fields.iter().map(|field| (field.key.clone(), TEXT.to_owned())).collect();
            let sent = Sent { act: form.act.clone(), typed, ..Sent::default() };
            desk.act_on_report(session, &line.id, *n, &sent, Language::Zh).await.map_err(told)?;
            done = true;
        }
    }
    Ok(done)
}

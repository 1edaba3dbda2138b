//! Steps and expectations about duty rosters: `act: rosters.ROSTER.enter`, `act: rosters.leave`, `uncovered: {ROSTER: [2026-10-01 20:00]}`.

use dengwen_desk::{
    Desk, LeaveTyped,
    view::{Rejection, Sent, Session, Typed},
};
use dengwen_regulation::model::Lang;
use jiff::Timestamp;

use super::{
    reader::moment,
    report::Failure,
    reports,
    run::{Running, rejected},
    story::{ActName, Acting, Expect, Step},
    town::{SOMEBODY, instant},
};

/// How an act on a roster begins.
const ROSTERS: &str = "rosters";
/// The turn that is handed on or taken back: the moment of it, in place of its id.
const AT: &str = "at";

/// The roster and the act that a step names, if it is about a roster; a leave names none.
pub(super) fn named(name: &ActName) -> Option<(Option<&str>, &str)> {
    match name.words.as_slice() {
        [first, roster, act] if first == ROSTERS => Some((Some(roster), act)),
        [first, act] if first == ROSTERS && act == "leave" => Some((None, act)),
        _ => None,
    }
}

/// Does it; what stood in the way is compared with what the step expects.
pub(super) async fn act(
    running: &Running<'_>,
    n: usize,
    step: &Step,
    (roster, act): (Option<&str>, &str),
    acting: &Acting,
) -> Result<Vec<Failure>, String> {
    let person = match acting {
        Acting::Person(id) => id.as_str(),
        Acting::Staff => SOMEBODY,
        Acting::Party(..) | Acting::Public => {
            return Err("值班表由工作人员办理 | rosters are for the staff".to_owned());
        }
    };
    let (desk, office) = (&running.town.desk, running.town.office.as_str());
    let session = desk.session_for(office, person).await.map_err(|why| rejected(&why))?;
    let text = |node: &dengwen_regulation::tree::Node| node.text().unwrap_or_default().to_owned();
    let mut typed: Typed = step.input.iter().map(|(key, node)| (key.clone(), text(node))).collect();
    let done = match roster {
        None => leave(running, &session, &typed).await,
        Some(roster) => {
            let id = format!("{}/{roster}", running.story.pack);
            turn(running, &id, person, &mut typed).await?;
            let sent = Sent { act: act.to_owned(), typed, ..Sent::default() };
            desk.act_on_roster(&session, &id, &sent, Lang::Zh).await
        }
    };
    match (done, &step.refused) {
        (Ok(()), None) => Ok(Vec::new()),
        (Ok(()), Some(article)) => {
            Ok(vec![Failure::at(n, step, String::new()).compared("refused", article, "办成了 | it went through")])
        }
        (Err(rejection), None) => Err(rejected(&rejection)),
        (Err(rejection), Some(article)) => Ok(reports::stopped(n, step, &rejection, article)),
    }
}

/// What a step expects of rosters, held against what is.
pub(super) async fn expected(running: &Running<'_>, step: &Step) -> Vec<Failure> {
    let mut failures = Vec::new();
    for expected in &step.expect {
        let Expect::Uncovered(rosters) = &expected.what else { continue };
        for (roster, wanted) in rosters {
            let found = uncovered(running, roster).await.unwrap_or_else(|why| rejected(&why));
            let wanted = wanted.join(", ");
            if wanted != found {
                let found = if found.is_empty() { "—" } else { &found };
                let failure = Failure::expected(&format!("uncovered.{roster}"), &wanted, found);
                failures.push(failure.on_line(expected.span.line));
            }
        }
    }
    failures
}

/// The hours of a roster of which it is time to tell: where each begins.
async fn uncovered(running: &Running<'_>, roster: &str) -> Result<String, Rejection> {
    let desk: &Desk = &running.town.desk;
    let gaps = desk.uncovered(&running.town.office, &format!("{}/{roster}", running.story.pack)).await?;
    let local = |at: Timestamp| running.town.counting.local(at).strftime("%Y-%m-%d %H:%M").to_string();
    Ok(gaps.into_iter().map(|gap| local(gap.from)).collect::<Vec<_>>().join(", "))
}

/// A turn is named by a moment of it, and by whose it is where it is not that of whoever acts.
async fn turn(running: &Running<'_>, id: &str, person: &str, typed: &mut Typed) -> Result<(), String> {
    let Some(at) = given(typed, AT).and_then(moment) else { return Ok(()) };
    let whose = given(typed, "person").unwrap_or(person).to_owned();
    let at = instant(&running.town.counting, at);
    let found = running.town.desk.turn_at(&running.town.office, id, &whose, at).await.map_err(|why| rejected(&why))?;
    let duty = found.ok_or_else(|| format!("{whose} 当时不值班 | {whose} is not on duty then"))?;
    typed.push(("duty".to_owned(), duty));
    Ok(())
}

async fn leave(running: &Running<'_>, session: &Session, typed: &Typed) -> Result<(), Rejection> {
    let at = |key: &str| given(typed, key).and_then(moment).map(|at| instant(&running.town.counting, at));
    let typed = LeaveTyped {
        person: session.person.clone(),
        deputy: given(typed, "deputy").unwrap_or_default().to_owned(),
        from: at("from"),
        until: at("until"),
        note: String::new(),
    };
    running.town.desk.enter_leave(session, typed, Lang::Zh).await
}

fn given<'t>(typed: &'t Typed, key: &str) -> Option<&'t str> {
    typed.iter().find(|(known, _)| known == key).map(|(_, text)| text.as_str())
}

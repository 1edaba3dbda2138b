//! Playing the stories on the real desk, in order of time over all offices.

use std::collections::BTreeMap;

use dengwen_desk::{
    Desk,
    inspect::{By, Stopped},
    view::Sent,
};
use dengwen_regulation::{
    model::{Lang, Regulation},
    tree::Node,
};
use jiff::Timestamp;

use super::read::Demo;
use crate::scenario::{ActName, Acting, Step};

/// Cases by office and by their name in the stories.
type Cases = BTreeMap<(String, String), String>;

/// Plays all stories; what did not go through is told, and the rest goes on.
pub(crate) async fn play(
    desk: &Desk,
    demos: &[Demo],
    zone: &jiff::tz::TimeZone,
    done: impl Fn(),
) -> Result<Vec<String>, String> {
    let mut steps: Vec<(Timestamp, &Demo, &Step)> = Vec::new();
    for demo in demos {
        for step in &demo.story.steps {
            let at = zone.to_timestamp(step.at).map_err(|why| why.to_string())?;
            steps.push((at, demo, step));
        }
    }
    steps.sort_by_key(|(at, _, _)| *at);
    let (mut cases, mut told) = (Cases::new(), Vec::new());
    for (at, demo, step) in steps {
        desk.tick(at).await.map_err(|fault| fault.to_string())?;
        if let Err(why) = one(desk, demo, step, &mut cases).await {
            told.push(format!("{}:{}: {why}", step.span.file, step.span.line));
        }
        done();
    }
    Ok(told)
}

/// How many steps there are.
pub(crate) fn count(demos: &[Demo]) -> u64 {
    demos.iter().map(|demo| demo.story.steps.len() as u64).sum()
}

async fn one(desk: &Desk, demo: &Demo, step: &Step, cases: &mut Cases) -> Result<(), String> {
    let (Some(act), Some(acting)) = (&step.act, &step.acting) else { return Ok(()) };
    let name = (demo.office.clone(), step.case.clone().unwrap_or_default());
    let regulation = desk.regulation_text(&demo.story.pack).map_err(|fault| fault.to_string())?;
    let mut sent = Sent { happened: step.happened.map(|at| at.to_string()), ..Sent::default() };
    for (key, node) in &step.input {
        typed(&demo.office, cases, key, node, &mut sent.typed);
    }
    let Some(case) = cases.get(&name).cloned() else {
        if *acting == Acting::Public {
            // As over the portal: it waits for a clerk.
            let handed_in = desk.submit(&demo.office, &demo.story.pack, sent, Lang::Zh).await;
            return handed_in.map(drop).map_err(|rejection| format!("{rejection:?}"));
        }
        sent.act = act.words.join(".");
        let (by, channel) = (by(desk, None, acting).await?, step.channel.as_ref().map(|id| id.as_str()));
        let begun = desk.step_begin(&demo.office, &demo.story.pack, &by, channel, &sent).await.map_err(stopped)?;
        cases.insert(name, begun.case);
        return Ok(());
    };
    named(desk, &regulation, &case, act, &mut sent).await?;
    let by = by(desk, Some(&case), acting).await?;
    desk.step(&case, &by, &sent).await.map_err(stopped)?;
    Ok(())
}

async fn by(desk: &Desk, case: Option<&str>, acting: &Acting) -> Result<By, String> {
    Ok(match (acting, case) {
        (Acting::Person(id), _) => By::Person(id.clone()),
        (Acting::Party(kind, n), Some(case)) => {
            let seen = desk.inspect(case).await.map_err(|fault| fault.to_string())?;
            let mut of_kind = seen.case.parties.iter().filter(|party| *party.kind == **kind);
            By::Party(of_kind.nth(n.saturating_sub(1)).ok_or("there is no such party")?.n)
        }
        _ => By::Public,
    })
}

/// The act, its row and its option: `act`, `act.option`, `part.act`, `part[2].act.option`.
async fn named(desk: &Desk, regulation: &Regulation, case: &str, act: &ActName, sent: &mut Sent) -> Result<(), String> {
    let mut words = act.words.iter().cloned();
    let first = words.next().unwrap_or_default();
    let part = regulation.parts.contains_key(first.as_str());
    if part || regulation.registers.contains_key(first.as_str()) {
        sent.act = words.next().unwrap_or_default();
        if part {
            let seen = desk.inspect(case).await.map_err(|fault| fault.to_string())?;
            let last = seen.case.rows.iter().filter(|row| *row.key.part == *first).map(|row| row.key.n).max();
            let n = act.row.or(last).ok_or("there is no such row")?;
            sent.row = Some(format!("{first}[{n}]"));
        }
    } else {
        sent.act = first;
    }
    sent.option = words.next();
    Ok(())
}

/// What is given, as a form would send it.
fn typed(office: &str, cases: &Cases, key: &str, node: &Node, into: &mut Vec<(String, String)>) {
    if key.starts_with("party.") {
        for (n, party) in node.items().iter().enumerate() {
            for (field, value) in party.map().map_or(&[][..], |map| &map.entries) {
                typed(office, cases, &format!("{key}#{n}#{}", field.text).replace('#', "."), value, into);
            }
        }
        if node.text().is_none() {
            return;
        }
    }
    for text in node.items().iter().filter_map(Node::text) {
        let case = cases.get(&(office.to_owned(), text.to_owned()));
        into.push((key.to_owned(), case.map_or(text, |id| id.as_str()).to_owned()));
    }
}

fn stopped(why: Stopped) -> String {
    match why {
        Stopped::Refused(refusals) => refusals.iter().map(|refusal| format!("{refusal:?}; ")).collect(),
        Stopped::Rejected(rejection) => format!("{rejection:?}"),
    }
}

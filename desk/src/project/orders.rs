//! Orders and urgings (督办、催办) that a regulation has in a case: a row for each, in a register of the office that no regulation
//! names. The row says by which act, to whom, until when, and since when those told have done something on the case.

use std::sync::Arc;

use dengwen_case::{Case, Command, Commit, Entry, Event, Projection};
use dengwen_regulation::{
    model::{Label, Regulation},
    value::Value,
};
use dengwen_store::RegisterRow;
use serde_json::{Value as Json, json};

use super::told::{acted_since, what};
use crate::{config::whole, orders};

pub(super) fn rows(
    case: &Case,
    regulation: &Regulation,
    office: &str,
    seen: &Projection,
    commits: &[Arc<Commit>],
) -> Vec<RegisterRow> {
    let mut all = Vec::new();
    for commit in commits {
        for event in &commit.events {
            let Event::Told { who, named, manner: Some(manner), .. } = event else { continue };
            if !orders::is_order(manner) {
                continue;
            }
            all.push(RegisterRow {
                stream: case.id.clone(),
                register: orders::register(office, &regulation.id),
                row_id: format!("told {} {}", commit.seq, all.len()),
                at: whole(commit.entered),
                stage: None,
                body: json!({
                    "sort": manner,
                    "what": option(regulation, commit).unwrap_or_else(|| what(regulation, commit)),
                    "to": who,
                    "named": named,
                    // What was said in a sealed case stands in no list.
                    "until": if seen.sealed { Json::Null } else { until(commit) },
                    "answered": acted_since(who, commits, commit.seq).map(whole),
                }),
            });
        }
    }
    all
}

/// What was chosen, where an act lets choose: it says more than the act.
fn option(regulation: &Regulation, commit: &Commit) -> Option<Label> {
    let Command::Do(done) = &commit.command else { return None };
    let (name, option) = (done.act.rsplit('.').next()?, done.option.as_ref()?);
    let act = regulation.shapes().find_map(|(_, shape)| shape.acts.get(name))?;
    Some(act.choose.get(option)?.label.clone())
}

/// The last day that the act itself names.
fn until(commit: &Commit) -> Json {
    let Command::Do(act) = &commit.command else { return Json::Null };
    let days = act.input.0.values().filter_map(|entry| match entry {
        Entry::Value(Value::Date(day)) => Some(*day),
        _ => None,
    });
    days.max().map_or(Json::Null, |day| json!(day))
}

//! Learning past cases: in the background, a page at a time, from what is open in them.

use std::{collections::BTreeSet, sync::Arc, time::Duration};

use dengwen_case::{Case, Done, Entry, Principal};
use dengwen_likeness::Told;
use dengwen_regulation::{
    model::{Field, Id, InputWhat, Regulation},
    value::{Ref, Value},
};
use dengwen_store::{CaseFilter, CaseKey, CaseRow, Viewer, words_in_order};
use serde_json::Value as Json;

use super::{LEADS, Subject};
use crate::{act::begin_act, desk::Desk, fault::Fault, keys::Held, office::Office};

/// The newest cases of a regulation are learned, up to so many.
const CASES_MAX: usize = 5_000;
/// How many at a time, and how long others go first in between.
const PAGE: u32 = 100;
const PAUSE: Duration = Duration::from_millis(5);
/// How long somebody who asks waits for it: what few cases say is there at once.
const PATIENCE: Duration = Duration::from_millis(400);
/// A text of so many characters in one line is a fact of its own, such as a place.
const FACT_MAX: usize = 40;

impl Desk {
    /// What is learned of a regulation of an office; what is not yet is learned in the background.
    pub(super) async fn learned_of(&self, office: &Arc<Office>, regulation: &str) -> Arc<Subject> {
        let subject = self.learned().subject(&office.id, regulation);
        if let Some(work) = subject.take_work() {
            // Whoever asks may hold keys; what is learned must do without.
            let desk = self.holding(Held::default());
            let (office, regulation, into) = (Arc::clone(office), regulation.to_owned(), Arc::clone(&subject));
            let learning = tokio::spawn(async move { desk.learn(&office, &regulation, &into, work).await });
            // It goes on by itself if it takes longer.
            let _in_time = tokio::time::timeout(PATIENCE, learning).await;
        }
        subject
    }

    /// Is a word in what is learned of a regulation of an office; what is not learned yet is learned first.
    ///
    /// # Errors
    /// [`Fault::OfficeUnknown`].
    pub async fn is_learned(&self, office: &str, regulation: &str, word: &str) -> Result<bool, Fault> {
        let office = self.office_state(office).await?;
        let subject = self.learned().subject(&office.id, regulation);
        if let Some(work) = subject.take_work() {
            self.holding(Held::default()).learn(&office, regulation, &subject, work).await;
        }
        let state = subject.state();
        Ok(state.memory.holds(word))
    }

    async fn learn(&self, office: &Office, regulation: &str, into: &Subject, (all, changed): (bool, BTreeSet<String>)) {
        let filled = if all { self.learn_all(office, regulation, into).await } else { Ok(()) };
        let learned = match filled {
            Ok(()) => self.learn_changed(office, regulation, into, &changed).await,
            Err(fault) => Err(fault),
        };
        if let Err(fault) = &learned {
            tracing::warn!(office = office.id, regulation, fault = fault.chain(), "past cases are not learned from");
        }
        into.give_back(learned.is_err().then_some(changed));
    }

    async fn learn_all(&self, office: &Office, regulation: &str, into: &Subject) -> Result<(), Fault> {
        let staff = [format!("{}/all", office.id)];
        let viewer = Viewer { principals: &staff, person: "", stands_in: &[] };
        let filter = CaseFilter {
            organisation: Some(office.id.clone()),
            regulation: Some(regulation.to_owned()),
            ..CaseFilter::default()
        };
        let (mut after, mut count): (Option<CaseKey>, usize) = (None, 0);
        loop {
            let page = self.store().cases_visible(viewer, &filter, after.as_ref(), PAGE).await?;
            for row in &page.rows {
                self.learn_case(office, row, into).await?;
            }
            count = count.saturating_add(page.rows.len());
            after = page.next;
            if after.is_none() || count >= CASES_MAX {
                return Ok(());
            }
            tokio::time::sleep(PAUSE).await;
        }
    }

    async fn learn_changed(
        &self,
        office: &Office,
        regulation: &str,
        into: &Subject,
        changed: &BTreeSet<String>,
    ) -> Result<(), Fault> {
        for stream in changed {
            if let Some(row) = self.store().case(stream).await?.filter(|row| row.regulation == regulation) {
                self.learn_case(office, &row, into).await?;
            }
        }
        Ok(())
    }

    async fn learn_case(&self, office: &Office, row: &CaseRow, into: &Subject) -> Result<(), Fault> {
        // What is no case, and what the regulation seals, is passed over.
        let is_case = self.store().head(&row.stream).await?.is_some_and(|head| head.sort == "case");
        let sealed = row.outline.get("sealed").and_then(Json::as_bool).unwrap_or(true);
        if !is_case || sealed || self.is_destroyed(&row.stream).await? {
            into.state().memory.forget(&row.stream);
            return Ok(());
        }
        let stored = self.store().load(&row.stream, 0).await?;
        let (case, _, pinned) = self.replay(&row.stream, office, &stored).await?;
        let told = told(&case, &pinned);
        let mut state = into.state();
        if !state.gone.contains(&row.stream) {
            state.memory.learn(&row.stream, &told);
        }
        Ok(())
    }
}

/// What a case says: the open texts it was begun with, the classes it has now, the units that lead it.
fn told(case: &Case, regulation: &Regulation) -> Told {
    let mut told = Told::default();
    if let Some(begun) = case.acts.first() {
        texts(begun, regulation, &mut told);
    }
    for (axis, state) in case.main().into_iter().flat_map(|row| &row.axes) {
        told.given.extend(state.now.iter().map(|value| (format!("class.{axis}"), value.to_string())));
    }
    for place in &case.assigned {
        let axis = if place.place == "lead" { LEADS.to_owned() } else { format!("role.{}", place.place) };
        told.given.extend(place.who.iter().filter_map(unit).map(|unit| (axis.clone(), unit.to_owned())));
    }
    told
}

fn unit(who: &Principal) -> Option<&str> {
    match who {
        Principal::Unit(unit) | Principal::Post { unit: Some(unit), .. } => Some(unit),
        _ => None,
    }
}

fn texts(begun: &Done, regulation: &Regulation, told: &mut Told) {
    // A party, a class, a paper has a dot in its name; a party's fields are never learned.
    for (key, entry) in begun.input.0.iter().filter(|(key, _)| !key.contains('.')) {
        let open = field(regulation, &begun.act, key).is_some_and(|field| field.sensitive.is_none());
        let Entry::Value(value) = entry else { continue };
        match value {
            _ if !open => {}
            Value::Many(all) => all.iter().for_each(|one| value_told(key, one, told)),
            one => value_told(key, one, told),
        }
    }
}

/// The field that an input of the act sets.
fn field<'r>(regulation: &'r Regulation, act: &Id, key: &str) -> Option<&'r Field> {
    let (shape, act) = begin_act(regulation, act)?;
    let options = act.choose.values().flat_map(|option| &option.input);
    let own = act.input.iter().chain(options).find_map(|input| match &input.what {
        InputWhat::Own(id, field) if *id == *key => Some(field.as_ref()),
        _ => None,
    });
    own.or_else(|| shape.fields.get(key)).or_else(|| regulation.main.fields.get(key))
}

fn value_told(key: &str, value: &Value, told: &mut Told) {
    match value {
        Value::Text(text) => text_told(key, text, told),
        Value::Choice(id) => told.given.push((key.to_owned(), id.to_string())),
        Value::Ref(Ref::Unit(id)) => told.given.push((key.to_owned(), id.clone())),
        Value::Ref(Ref::Place(name) | Ref::Body(name)) => told.facts.push((key.to_owned(), name.trim().to_owned())),
        _ => {}
    }
}

/// A text, as it stands in a case or as it is being typed.
pub(super) fn text_told(key: &str, text: &str, told: &mut Told) {
    let text = text.trim();
    told.words.extend(words_in_order(text));
    if !text.is_empty() && text.chars().count() <= FACT_MAX && text.lines().count() == 1 {
        told.facts.push((key.to_owned(), text.to_owned()));
    }
}

//! Proposals as a page shows them beside the form.

use std::collections::BTreeMap;

use dengwen_likeness::{Alike, CASES_MIN, Memory, Told};
use dengwen_regulation::model::{Lang, Regulation};
use dengwen_store::CaseRow;
use serde::Serialize;

use super::{LEADS, learn::text_told};
use crate::{
    actor::Eyes,
    desk::Desk,
    office::Office,
    view::{Control, FieldView, FormView, Rejection, Session},
};

/// How many values are proposed for a field, and how many like cases are looked at and shown.
const VALUES: usize = 3;
const LOOKED_AT: usize = 40;
const SHOWN: usize = 5;
/// From here on a proposal is called very likely.
const SURE: f64 = 0.75;

/// What past cases propose for a form that is being filled in.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Proposals {
    /// There are enough past cases to propose anything.
    pub enough: bool,
    /// Past cases are still being learned.
    pub learning: bool,
    /// Proposals by field, in the order of the form.
    pub asks: Vec<Asks>,
    /// The unit that led most such cases, where the form does not ask for it.
    pub unit: Vec<Proposed>,
    /// Cases that are like it, among those that whoever asks may read.
    pub similar: Vec<Similar>,
    /// Who is on duty now.
    pub on_duty: Vec<OnDuty>,
}

/// Proposals for one field.
#[derive(Debug, Clone, Serialize)]
pub struct Asks {
    /// The field's key.
    pub key: String,
    /// Its label.
    pub label: String,
    /// The likeliest first.
    pub values: Vec<Proposed>,
}

/// A value that is proposed.
#[derive(Debug, Clone, Serialize)]
pub struct Proposed {
    /// The value as the form sends it.
    pub value: String,
    /// Its label.
    pub label: String,
    /// Very likely, not only possible.
    pub sure: bool,
    /// The words typed that spoke for it.
    pub words: Vec<String>,
}

/// A case that is like the one being registered.
#[derive(Debug, Clone, Serialize)]
pub struct Similar {
    /// The case.
    pub case: String,
    /// Its number.
    pub number: String,
    /// What it is about.
    pub title: String,
    /// Its stage.
    pub stage: String,
    /// Words that both have.
    pub words: Vec<String>,
    /// Labels of fields in which both have the same.
    pub same: Vec<String>,
}

/// A roster, and who is on duty.
#[derive(Debug, Clone, Serialize)]
pub struct OnDuty {
    /// The roster.
    pub label: String,
    /// Their names; none: nobody is.
    pub people: Vec<String>,
}

impl Desk {
    /// What past cases propose for the form of a registration, as it is filled in so far. Nothing is decided by it.
    ///
    /// # Errors
    /// [`Rejection::Forbidden`] if it is not for this person to register.
    pub async fn proposals(
        &self,
        session: &Session,
        matter: &str,
        channel: &str,
        form: &FormView,
        lang: Lang,
    ) -> Result<Proposals, Rejection> {
        let (office, regulation) = self.may_register(session, matter, channel).await?;
        let on_duty = self.on_duty_now(&office, &regulation, lang);
        let asked = asked(form);
        let subject = self.learned_of(&office, regulation.id.as_str()).await;
        let (found, alike) = {
            let state = subject.state();
            let found = Proposals { learning: !state.filled, ..proposed(&state.memory, form, &asked) };
            (found, state.memory.alike(&asked, LOOKED_AT))
        };
        let unit = self.with_show(&office, &regulation, lang, |show| {
            let named = |one: Proposed| Proposed { label: show.unit(&one.value), ..one };
            found.unit.into_iter().map(named).collect()
        });
        let similar = self.similar(session, (&office, &regulation), form, alike, lang).await?;
        Ok(Proposals { unit, similar, on_duty, ..found })
    }

    /// Like cases that somebody may read, in words.
    async fn similar(
        &self,
        session: &Session,
        (office, regulation): (&Office, &Regulation),
        form: &FormView,
        alike: Vec<Alike>,
        lang: Lang,
    ) -> Result<Vec<Similar>, Rejection> {
        let (_, actor) = self.seat(session).await?;
        let eyes = Eyes::of(&office.id, &actor);
        let ids: Vec<String> = alike.iter().map(|one| one.case.clone()).collect();
        let rows = self.store().cases(&ids).await.map_err(crate::fault::Fault::from)?;
        let rows: BTreeMap<String, CaseRow> = rows.into_iter().map(|row| (row.stream.clone(), row)).collect();
        let mut shown = Vec::new();
        for one in alike {
            let Some(row) = rows.get(&one.case) else { continue };
            if shown.len() >= SHOWN || !self.reads_facts(&eyes, row).await? {
                continue;
            }
            let line = self.with_show(office, regulation, lang, |show| show.case_row(row));
            let label =
                |key: &String| form.fields.iter().find(|field| field.key == *key).map(|field| field.label.clone());
            shown.push(Similar {
                case: one.case,
                number: line.number,
                title: line.title,
                stage: line.stage,
                words: one.words,
                same: one.facts.iter().filter_map(label).collect(),
            });
        }
        Ok(shown)
    }
}

/// What is typed so far, as far as past cases are asked about it: open texts of the matter, never a party's and never sealed.
fn asked(form: &FormView) -> Told {
    let mut told = Told::default();
    let texts = form.fields.iter().filter(|field| {
        matches!(field.control, Control::Text | Control::Long) && !field.sealed && !field.key.contains('.')
    });
    for field in texts {
        field.value.iter().for_each(|text| text_told(&field.key, text, &mut told));
    }
    told
}

fn proposed(memory: &Memory, form: &FormView, asked: &Told) -> Proposals {
    let asks = form.fields.iter().filter_map(|field| asks(memory, field, asked)).collect();
    let by_role = form.fields.iter().any(|field| field.key.starts_with("role."));
    let unit = if by_role { Vec::new() } else { memory.propose(LEADS, &asked.words, 1) };
    let unit = unit.into_iter().map(|one| Proposed {
        label: one.value.clone(),
        value: one.value,
        sure: one.share >= SURE,
        words: one.words,
    });
    Proposals { enough: memory.len() >= CASES_MIN, asks, unit: unit.collect(), ..Proposals::default() }
}

/// Proposals for a field with choices; none where the likeliest is chosen already.
fn asks(memory: &Memory, field: &FieldView, asked: &Told) -> Option<Asks> {
    if !matches!(field.control, Control::One | Control::Many) || field.sealed {
        return None;
    }
    let labelled = |one: dengwen_likeness::Proposal| {
        let choice = field.options.iter().find(|choice| choice.value == one.value)?;
        Some(Proposed { label: choice.label.clone(), value: one.value, sure: one.share >= SURE, words: one.words })
    };
    let values: Vec<Proposed> =
        memory.propose(&field.key, &asked.words, VALUES).into_iter().filter_map(labelled).collect();
    let first = values.first()?;
    (!field.value.contains(&first.value)).then(|| Asks { key: field.key.clone(), label: field.label.clone(), values })
}

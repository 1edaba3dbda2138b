//! Answers to what a decision asks about the world outside the case.

use std::collections::{BTreeMap, BTreeSet};

use dengwen_case::{Answer, Answers, Principal, Question, Surroundings};
use dengwen_regulation::{
    model::{Id, Regulation},
    value::Value,
};
use dengwen_store::CountedOf;
use jiff::Timestamp;

use crate::{
    desk::Desk,
    engine,
    fault::Fault,
    office::{Office, listed},
};

/// How many linked cases one group may have.
const LINKED_MAX: usize = 1_000;
/// How many cases a figure counts at most.
const COUNTED_MAX: u32 = 10_000;

/// From where the world is looked at.
#[derive(Clone, Copy)]
pub(crate) struct Standpoint<'a> {
    pub(crate) office: &'a Office,
    pub(crate) regulation: &'a Regulation,
    pub(crate) at: Timestamp,
}

/// What was gathered, and what is known without waiting.
pub(crate) struct AtHand<'a> {
    pub(crate) from: Standpoint<'a>,
    pub(crate) gathered: &'a Surroundings,
}

impl Answers for AtHand<'_> {
    fn answer_to(&self, question: &Question) -> Option<Answer> {
        self.gathered.answer_to(question).or_else(|| self.from.at_once(question))
    }
}

impl Standpoint<'_> {
    /// The name of a counter in the read models: offices and regulations do not mix.
    pub(crate) fn counter(&self, counter: &Id) -> String {
        counter_name(&self.office.id, &self.regulation.id, counter)
    }

    /// What is known without looking into the store.
    pub(crate) fn at_once(&self, question: &Question) -> Option<Answer> {
        let (office, at) = (self.office, self.at);
        Some(match question {
            Question::Setting(id) => {
                let value = office.setting(&self.regulation.id, id, at);
                value.map_or(Answer::Nothing, |value| Answer::Value(value.clone()))
            }
            Question::Table(id) => {
                let mine =
                    office.rows.iter().filter(|row| *row.regulation == *self.regulation.id && *row.table == **id);
                Answer::Rows(mine.map(|row| row.row.clone()).collect())
            }
            Question::HeadOf(of) => listed(office.heads(of, at)),
            Question::SuperiorOf(of) => listed(office.superiors(of, at)),
            Question::RoleOf { role, of } => listed(office.role_of(role, of, at)),
            Question::Holds { role, who } => Answer::Yes(office.holds(role, who, at)),
            Question::Holders(post) => Answer::Persons(self.holders(post)),
            Question::UnitOf(person) => {
                listed(office.unit_of(person, at).map(|unit| Principal::Unit(unit.to_owned())).into_iter().collect())
            }
            Question::DeputyOf(person) => match office.deputy_of(person, at) {
                Some(deputy) => Answer::Persons(vec![deputy.to_owned()]),
                None => Answer::Nothing,
            },
            Question::HeldBy(person) => Answer::Value(office.held_by(person, at)),
            Question::Superior(a, b) => Answer::Yes(office.stands_above(a, b, at)),
            Question::Under(a, b) => Answer::Yes(office.stands_above(b, a, at)),
            Question::Counter { .. }
            | Question::Linked(_)
            | Question::Indicator(_)
            | Question::Register(_)
            | Question::Related { .. } => return None,
        })
    }

    fn holders(&self, post: &Principal) -> Vec<String> {
        let found = match post {
            Principal::Post { role, unit } => self.office.holders(role, unit.as_deref(), self.at),
            Principal::Unit(unit) => {
                let mine = |person: &&crate::office::Person| self.office.unit_of(&person.id, self.at) == Some(unit);
                self.office.people.values().filter(mine).map(|person| person.id.as_str()).collect()
            }
            Principal::Person(person) => self
                .office
                .people
                .get(person)
                .filter(|person| person.active)
                .map(|person| person.id.as_str())
                .into_iter()
                .collect(),
            _ => Vec::new(),
        };
        // Whoever is on leave is there as their deputy.
        let mut there: Vec<String> = Vec::new();
        for person in found.into_iter().map(|person| self.office.deputy_of(person, self.at).unwrap_or(person)) {
            if !there.iter().any(|known| known == person) {
                there.push(person.to_owned());
            }
        }
        there
    }
}

/// The name of a counter in the read models.
pub(crate) fn counter_name(office: &str, regulation: &Id, counter: &Id) -> String {
    format!("{office}/{regulation}/{counter}")
}

/// The name of a register in the read models.
pub(crate) fn register_name(office: &str, regulation: &Id, register: &Id) -> String {
    format!("{office}/{regulation}/{register}")
}

impl Desk {
    /// Answers questions that are not answered yet.
    pub(crate) async fn answer_questions(
        &self,
        from: Standpoint<'_>,
        questions: Vec<Question>,
        around: &mut Surroundings,
    ) -> Result<(), Fault> {
        for question in questions {
            if around.get(&question).is_some() {
                continue;
            }
            let answer = match from.at_once(&question) {
                Some(answer) => answer,
                None => self.look_up(from, &question).await?,
            };
            around.answer(question, answer);
        }
        Ok(())
    }

    async fn look_up(&self, from: Standpoint<'_>, question: &Question) -> Result<Answer, Fault> {
        match question {
            Question::Counter { counter, key, linked, of, since, until, but } => {
                let among = match linked {
                    None => None,
                    Some((link, cases)) => Some(self.linked_group(link, cases).await?.into_iter().collect::<Vec<_>>()),
                };
                let (counter, until) = (from.counter(counter), until.unwrap_or(from.at));
                let (since, among) = (since.unwrap_or(Timestamp::MIN), among.as_deref());
                let group = CountedOf { counter: &counter, key, since, until, but_of: of, but, among };
                let others = self.store().counted(&group).await?;
                Ok(Answer::Value(Value::Int(i64::try_from(others).unwrap_or(i64::MAX))))
            }
            Question::Linked(case) => match self.load(case).await {
                Ok(other) => Ok(Answer::Linked(Box::new(engine::facts(&other)))),
                Err(Fault::CaseUnknown(_)) => Ok(Answer::Nothing),
                Err(fault) => Err(fault),
            },
            Question::Register(register) => {
                let name = register_name(&from.office.id, &from.regulation.id, register);
                let rows = self.store().register_count(&name, COUNTED_MAX).await?;
                Ok(Answer::Value(Value::Int(i64::try_from(rows).unwrap_or(i64::MAX))))
            }
            Question::Indicator(id) => {
                let value = Box::pin(self.indicator_now(from.office, from.regulation, id, from.at)).await?;
                Ok(Answer::Value(value))
            }
            Question::Related { person, kinds, to } => {
                Ok(Answer::Yes(self.related(from.office, person, kinds, to).await?))
            }
            _ => Ok(Answer::Nothing),
        }
    }

    /// All cases reached by links of a name, transitively and both ways.
    pub(crate) async fn linked_group(&self, link: &Id, from: &[String]) -> Result<BTreeSet<String>, Fault> {
        let mut found: BTreeSet<String> = from.iter().cloned().collect();
        let mut next: Vec<String> = from.to_vec();
        while let Some(case) = next.pop().filter(|_| found.len() < LINKED_MAX) {
            let mut near: BTreeMap<String, ()> = BTreeMap::new();
            for row in self.store().links_from(&case).await?.into_iter().filter(|row| row.as_name == **link) {
                near.insert(row.to_stream, ());
            }
            for row in self.store().links_to(&case).await?.into_iter().filter(|row| row.as_name == **link) {
                near.insert(row.stream, ());
            }
            for one in near.into_keys() {
                if found.insert(one.clone()) {
                    next.push(one);
                }
            }
        }
        Ok(found)
    }
}

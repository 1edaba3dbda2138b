//! Founding an office.

use dengwen_regulation::model::{Label, Regulation};

use super::{Office, OfficeEvent, Person, Post, Unit, is_id};
use crate::{desk::Desk, door::Strength, fault::Fault};
use std::sync::Arc;

/// What an office begins with.
#[derive(Debug, Clone, Default)]
pub struct Founding {
    /// Its id: small letters, digits, `_`, `-`.
    pub id: String,
    /// Its name.
    pub name: Label,
    /// The regulations it runs.
    pub regulations: Vec<String>,
    /// Its units.
    pub units: Vec<Unit>,
    /// Its people.
    pub people: Vec<Person>,
    /// Who holds which role in which unit.
    pub posts: Vec<Post>,
    /// Confirm all blanks as the files propose them.
    pub confirm_blanks: bool,
}

impl Founding {
    /// An office without people, running these regulations, all blanks confirmed.
    #[must_use]
    pub fn new(id: &str, name: Label, regulations: &[&str]) -> Self {
        let regulations = regulations.iter().map(|id| (*id).to_owned()).collect();
        Self { id: id.to_owned(), name, regulations, confirm_blanks: true, ..Self::default() }
    }

    /// A member for every role of the regulation that nobody holds yet, named like the role, in a unit of its own.
    /// Roles of a case, and roles that say by themselves who they are, get a member too, without a post.
    #[must_use]
    pub fn with_member_for_every_role(mut self, regulation: &Regulation) -> Self {
        for (id, role) in &regulation.roles {
            if self.posts.iter().any(|post| *post.role == **id) || self.people.iter().any(|person| *person.id == **id) {
                continue;
            }
            if !self.units.iter().any(|unit| *unit.id == **id) {
                self.units.push(Unit::new(id, role.label.clone()));
            }
            let unit = Some(id.to_string());
            self.people.push(Person { unit, ..Person::new(id, &role.label.zh) });
            if role.is.is_none() && !role.of_case {
                self.posts.push(Post::always(id, id, id));
            }
        }
        self
    }

    fn events(self, blanks: Vec<(String, String)>) -> Vec<OfficeEvent> {
        let Self { id, name, regulations, units, people, posts, .. } = self;
        let mut events = vec![OfficeEvent::Founded { id, name, regulations }];
        events.extend(units.into_iter().map(|unit| OfficeEvent::UnitSaved { unit }));
        events.extend(people.into_iter().map(|person| OfficeEvent::PersonSaved { person }));
        events.extend(posts.into_iter().map(|post| OfficeEvent::PostSaved { post }));
        events.extend(blanks.into_iter().map(|(regulation, path)| OfficeEvent::BlankConfirmed { regulation, path }));
        events
    }
}

impl Desk {
    /// Founds an office with its first person, who signs in by their id. A refusal founds nothing; what was cut short is done by saying
    /// it again.
    ///
    /// # Errors
    /// As [`Desk::found_office`], and [`Fault::Entry`] for a sign-in name that is taken or not fit, or a password that is easy
    /// to guess.
    pub async fn found_with(&self, mut founding: Founding, person: Person, password: &str) -> Result<(), Fault> {
        if !is_id(&person.id) {
            return Err(Fault::IdWrong(person.id));
        }
        if self.store().account(&person.id).await?.is_some() {
            return Err(Fault::login_taken(&person.id));
        }
        let about = [&person.id, &person.name, &founding.id, &founding.name.zh, &founding.name.en];
        if !Strength::of(password, &about.map(String::as_str)).is_enough() {
            return Err(Fault::entry(
                "这个密码容易被猜到，请用几个不相干的词",
                "this password is easy to guess; several unrelated words are not",
            ));
        }
        let (office, login) = (founding.id.clone(), person.id.clone());
        founding.people.insert(0, person);
        match self.found_office(founding).await {
            Err(Fault::OfficeThere(_)) if self.only_founded(&office, &login).await? => {}
            founded => drop(founded?),
        }
        self.save_account(&office, &login, &login, password).await
    }

    /// Founding was cut short before its first person got a sign-in: saying it again goes on from there.
    async fn only_founded(&self, office: &str, person: &str) -> Result<bool, Fault> {
        let state = self.office_state(office).await?;
        Ok(state.seq == 1 && state.people.get(person).is_some_and(|person| person.administrator))
    }

    /// Founds an office.
    ///
    /// # Errors
    /// [`Fault::OfficeThere`], [`Fault::IdWrong`], [`Fault::RegulationUnknown`], [`Fault::RegulationRefused`].
    pub async fn found_office(&self, founding: Founding) -> Result<Arc<Office>, Fault> {
        if !is_id(&founding.id) || founding.id.contains('.') {
            return Err(Fault::IdWrong(founding.id));
        }
        if self.store().head(&super::stream_of(&founding.id)).await?.is_some() {
            return Err(Fault::OfficeThere(founding.id));
        }
        let (mut blanks, mut texts) = (Vec::new(), Vec::new());
        for id in &founding.regulations {
            let text = self.library().pack(id).ok_or_else(|| Fault::RegulationUnknown(id.clone()))?;
            texts.push(OfficeEvent::TextAdopted { entry: self.fit_to_run(text, false)? });
            self.keep(text).await?;
            let open = text.regulation().filter(|_| founding.confirm_blanks);
            blanks.extend(open.iter().flat_map(|one| &one.blanks).map(|blank| (id.clone(), blank.path.clone())));
        }
        let id = founding.id.clone();
        let command = format!("found {id}");
        let mut events = founding.events(blanks);
        events.splice(1..1, texts);
        self.office_append(&id, "", Some(command), events).await
    }
}

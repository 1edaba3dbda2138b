//! For the command line: acts and expectations of scenarios, by person or party, against the real desk.

use std::sync::Arc;

use dengwen_case::{Actor, Case, Commit, LimitView, Member, Offer, Projection, Refusal};
use dengwen_regulation::{
    model::{Id, Lang, Regulation},
    value::{Handle, Value},
};
use dengwen_sealing::Identity;

use crate::{
    act::{Beginning, Stay, Stop},
    actor,
    desk::Desk,
    engine,
    fault::Fault,
    keep_out::{self, KeepOut},
    office::Office,
    view::{Rejection, Sent},
};

/// Somebody who acts in a scenario.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum By {
    /// A person of the office.
    Person(String),
    /// A party of the case, by number, acting from outside.
    Party(u32),
    /// Anybody.
    Public,
}

/// What came of a step: the case as it is now, and what the step added.
#[derive(Debug, Clone)]
pub struct Stepped {
    /// The case.
    pub case: String,
    /// The commits added, those that fell due before among them.
    pub commits: Vec<Arc<Commit>>,
}

/// Why a step did not go through.
#[derive(Debug)]
pub enum Stopped {
    /// The engine refuses, for all these reasons.
    Refused(Vec<Refusal>),
    /// The desk refuses: not visible, wrong input, changed.
    Rejected(Rejection),
}

impl From<Rejection> for Stopped {
    fn from(rejection: Rejection) -> Self {
        Self::Rejected(rejection)
    }
}

impl From<Stay> for Stopped {
    fn from(stay: Stay) -> Self {
        match stay {
            Stay::Stop(Stop::Refused(refusals)) => Self::Refused(refusals),
            Stay::Stop(Stop::Changed { .. }) => Self::Rejected(Rejection::Changed(Vec::new())),
            Stay::Stop(Stop::Fault(fault)) => fault.into(),
            Stay::Rejected(rejection) => Self::Rejected(rejection),
        }
    }
}

impl From<Fault> for Stopped {
    fn from(fault: Fault) -> Self {
        Self::Rejected(fault.into())
    }
}

/// A case with everything that expectations look at.
#[derive(Debug)]
pub struct Inspection {
    /// The case.
    pub case: Case,
    /// Its regulation.
    pub regulation: Arc<Regulation>,
    /// Its office.
    pub office: Arc<Office>,
    /// Its log.
    pub commits: Vec<Arc<Commit>>,
    /// Sight, what is owed, clocks, limits, counters.
    pub projection: Projection,
}

impl Inspection {
    /// The runs of limits.
    #[must_use]
    pub fn limits(&self) -> &[LimitView] {
        &self.projection.limits
    }
}

impl Desk {
    async fn actor_of(&self, office: &str, by: &By) -> Result<Actor, Fault> {
        Ok(match by {
            By::Person(id) => actor::person(&*self.office_state(office).await?, id, self.now()),
            By::Party(n) => actor::party(*n),
            By::Public => actor::public(),
        })
    }

    /// The desk as somebody of a scenario sits at it.
    async fn seated_as(&self, office: &Office, by: &By) -> Result<Self, Fault> {
        match by {
            By::Person(id) => Ok(self.holding(self.unlock_known(office, id).await?)),
            // A party opens with the code what a colleague opens; stories know no code.
            By::Party(_) => match office.posts.values().next() {
                Some(post) => Ok(self.holding(self.unlock_known(office, &post.person).await?)),
                None => Ok(self.clone()),
            },
            By::Public => Ok(self.clone()),
        }
    }

    /// Begins a case in a scenario. `act` may be `kind.act`.
    ///
    /// # Errors
    /// [`Stopped`].
    pub async fn step_begin(
        &self,
        office: &str,
        regulation: &str,
        by: &By,
        channel: Option<&str>,
        sent: &Sent,
    ) -> Result<Stepped, Stopped> {
        let actor = self.actor_of(office, by).await?;
        let state = self.office_state(office).await?;
        let text = self.regulation_of(&state, regulation)?;
        let desk = self.seated_as(&state, by).await?;
        let act = Id::from(sent.act.as_str());
        let channel = channel.map(Id::from).or_else(|| text.channels.keys().next().cloned());
        let mut sent = sent.clone();
        let whom = keep_out::chosen(&state, &actor, &mut sent.typed, false, Lang::Zh)?;
        let beginning = Beginning {
            office: state,
            regulation: text,
            act,
            channel,
            sent: &sent,
            actor,
            lang: Lang::Zh,
            handover: None,
            keep_out: KeepOut { whom, words: String::new() },
        };
        let case = desk.begin_case_raw(beginning).await?.0;
        let loaded = self.load(&case).await?;
        Ok(Stepped { case, commits: loaded.commits.clone() })
    }

    /// Performs an act in a scenario. Time has been let pass before (see [`Desk::tick`]).
    ///
    /// # Errors
    /// [`Stopped`].
    pub async fn step(&self, case: &str, by: &By, sent: &Sent) -> Result<Stepped, Stopped> {
        let office = crate::office::office_of_case(case).to_owned();
        let actor = self.actor_of(&office, by).await?;
        let before = self.seq(case).await?;
        let desk = self.seated_as(&*self.office_state(&office).await?, by).await?;
        desk.act_raw(case, actor, sent, Lang::Zh).await?;
        Ok(Stepped { case: case.to_owned(), commits: self.commits_since(case, before).await? })
    }

    /// How many commits a case has.
    ///
    /// # Errors
    /// [`Fault`].
    pub async fn seq(&self, case: &str) -> Result<u64, Fault> {
        Ok(self.load(case).await?.case.seq)
    }

    /// The commits of a case after the first ones.
    ///
    /// # Errors
    /// [`Fault`].
    pub async fn commits_since(&self, case: &str, seq: u64) -> Result<Vec<Arc<Commit>>, Fault> {
        let loaded = self.load(case).await?;
        Ok(loaded.commits.iter().filter(|commit| commit.seq > seq).cloned().collect())
    }

    /// A case with everything that expectations look at.
    ///
    /// # Errors
    /// [`Fault`].
    pub async fn inspect(&self, case: &str) -> Result<Inspection, Fault> {
        let loaded = self.load(case).await?;
        let projection = Projection::clone(&*engine::seen(self, &loaded, self.now()).await?);
        let (regulation, office) = (Arc::clone(&loaded.regulation), Arc::clone(&loaded.office));
        let (case, commits) = (loaded.case.clone(), loaded.commits.clone());
        Ok(Inspection { case, regulation, office, commits, projection })
    }

    /// The acts offered to somebody on a case.
    ///
    /// # Errors
    /// [`Fault`].
    pub async fn offers(&self, case: &str, by: &By) -> Result<Vec<Offer>, Fault> {
        let loaded = self.load(case).await?;
        let actor = self.actor_of(&loaded.office.id, by).await?;
        engine::offers(self, &loaded, &actor, self.now()).await
    }

    /// The plain text of a value, sealed or not; `None` where it is no text or was destroyed.
    ///
    /// # Errors
    /// [`Fault`].
    pub async fn plain_text(&self, value: &Value) -> Result<Option<String>, Fault> {
        match value {
            Value::Text(text) => Ok(Some(text.clone())),
            Value::Sealed(handle) => {
                let open = match self.open_sealed(handle).await? {
                    None if self.known_password().is_some() => self.open_by_anybody(handle).await?,
                    open => open,
                };
                Ok(open.map(|text| text.expose().to_owned()))
            }
            _ => Ok(None),
        }
    }

    /// Opens a value of a sealed case as whoever holds it, where all passwords are known beforehand.
    async fn open_by_anybody(&self, handle: &Handle) -> Result<Option<Identity>, Fault> {
        let Some(row) = self.store().sealed(&handle.blob).await? else { return Ok(None) };
        let stream = row.stream.strip_prefix(crate::incoming::PREFIX).unwrap_or(&row.stream);
        let office = self.office_state(crate::office::office_of_case(stream)).await?;
        for person in office.people.keys() {
            let desk = self.holding(self.unlock_known(&office, person).await?);
            if let Some(text) = desk.open_sealed(handle).await? {
                return Ok(Some(text));
            }
        }
        Ok(None)
    }

    /// The rows of a register of an office, newest first.
    ///
    /// # Errors
    /// [`Fault`].
    pub async fn register(
        &self,
        office: &str,
        regulation: &str,
        register: &str,
    ) -> Result<Vec<dengwen_store::RegisterRow>, Fault> {
        let name = crate::act::surroundings::register_name(office, &Id::from(regulation), &Id::from(register));
        Ok(self.store().register_rows(&name, None, 1_000).await?.rows)
    }

    /// The streams of a register: of its rows with a life, oldest first; else the one of the register as a whole, if it is there.
    ///
    /// # Errors
    /// [`Fault`].
    pub async fn register_streams(&self, office: &str, regulation: &str, register: &str) -> Result<Vec<String>, Fault> {
        let own = self.register_stream(office, &Id::from(regulation), &Id::from(register));
        if self.store().head(&own).await?.is_some() {
            return Ok(vec![own]);
        }
        let rows = self.register(office, regulation, register).await?;
        Ok(rows.into_iter().rev().filter(|row| row.stage.is_some()).map(|row| row.stream).collect())
    }

    /// Writes a row of a register by hand in a scenario; gives the stream in which it stands.
    ///
    /// # Errors
    /// [`Stopped`].
    pub async fn step_write(
        &self,
        office: &str,
        regulation: &str,
        register: &str,
        by: &By,
        sent: &Sent,
    ) -> Result<Stepped, Stopped> {
        let actor = self.actor_of(office, by).await?;
        let state = self.office_state(office).await?;
        let text = self.regulation_of(&state, regulation)?;
        let case = self.write_row(&state, &text, &Id::from(register), actor, sent, Lang::Zh).await?;
        let commits = self.load(&case).await?.commits.clone();
        Ok(Stepped { case, commits })
    }

    /// The members of the group in which a case is counted, this case among them; each to be counted once by its token.
    ///
    /// # Errors
    /// [`Fault`].
    pub async fn counter(&self, case: &str, counter: &str) -> Result<Vec<Member>, Fault> {
        let inspection = self.inspect(case).await?;
        let own = inspection.projection.counted.iter().find(|one| *one.counter == *counter);
        let Some(own) = own else { return Ok(Vec::new()) };
        let name =
            crate::act::surroundings::counter_name(&inspection.office.id, &inspection.regulation.id, &own.counter);
        let rows = self.store().counter_members(&name, &own.key, jiff::Timestamp::MIN, jiff::Timestamp::MAX).await?;
        let mut members: Vec<Member> =
            rows.into_iter().map(|row| Member { case: row.stream, token: row.token, at: row.at }).collect();
        if let Some(link) = &own.link {
            let group = self.linked_group(link, &[case.to_owned()]).await?;
            members.retain(|member| group.contains(&member.case));
        }
        Ok(members)
    }

    /// Ids of all cases of an office, oldest first.
    ///
    /// # Errors
    /// [`Fault`].
    pub async fn case_ids(&self, office: &str) -> Result<Vec<String>, Fault> {
        let all = [format!("{office}/all")];
        let viewer = dengwen_store::Viewer { principals: &all, person: "", stands_in: &[] };
        let page = self.store().cases_visible(viewer, &dengwen_store::CaseFilter::default(), None, 10_000).await?;
        Ok(page.rows.into_iter().rev().map(|row| row.stream).collect())
    }
}

//! Leave and deputies: for a time somebody else may what a person may by posts and assignments, as themselves and on record, and
//! never what either of the two must stay out of. It ends by itself.

use dengwen_calendar::Stretch;
use dengwen_case::Principal;
use dengwen_regulation::{model::Lang, value::Handle};
use dengwen_store::{CaseFilter, Viewer};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{
    actor::{self, Eyes, in_lists},
    desk::Desk,
    fault::Fault,
    incoming::pick,
    office::{Office, OfficeEvent, stream_of},
    secrets,
    view::{Rejection, Session},
};

/// The longest note, in characters.
const NOTE_MAX: usize = 2_000;
/// How many open cases of somebody are looked at when their leave is entered or shown.
const CASES_MAX: u32 = 500;

/// A leave, as the office's log has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Leave {
    /// Its id.
    pub id: String,
    /// Who is on leave.
    pub person: String,
    /// Who stands in.
    pub deputy: String,
    /// From when.
    pub from: Timestamp,
    /// Until when, at the latest.
    pub until: Timestamp,
    /// Words for the deputy, sealed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<Handle>,
    /// When it was ended before its time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended: Option<Timestamp>,
}

impl Leave {
    /// When it is over.
    pub(crate) fn over(&self) -> Timestamp {
        self.ended.map_or(self.until, |ended| ended.min(self.until))
    }

    /// Its time.
    pub(crate) fn stretch(&self) -> Stretch {
        Stretch { from: self.from, until: self.over() }
    }

    /// Is somebody on leave by it.
    fn runs(&self, at: Timestamp) -> bool {
        self.from <= at && at < self.over()
    }

    /// Have they a time in common.
    pub(crate) fn meets(&self, from: Timestamp, until: Timestamp) -> bool {
        self.from < until && from < self.over()
    }
}

/// What is entered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeaveTyped {
    /// Who is on leave; an administrator enters that of others too.
    pub person: String,
    /// Who stands in.
    pub deputy: String,
    /// From when.
    pub from: Option<Timestamp>,
    /// Until when.
    pub until: Option<Timestamp>,
    /// Words for the deputy.
    pub note: String,
}

/// A leave as those see it whom it concerns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeaveView {
    /// Its id.
    pub id: String,
    /// Who is on leave.
    pub person: String,
    /// Who stands in.
    pub deputy: String,
    /// From when.
    pub from: Timestamp,
    /// When it is over.
    pub until: Timestamp,
    /// Words for the deputy, for the two alone.
    pub note: String,
    /// It runs now.
    pub runs: bool,
    /// It is over.
    pub over: bool,
    /// Whoever looks may end it.
    pub ends: bool,
    /// For administrators, while it runs: how many open cases of the person have nobody, for the deputy must stay out of them.
    pub nobody: usize,
}

/// A leave that runs, as the inbox tells of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AwayView {
    /// The other: who stands in for whoever looks, or for whom they stand in.
    pub other: String,
    /// Whoever looks is on leave themselves.
    pub own: bool,
    /// When it is over.
    pub until: Timestamp,
}

impl Desk {
    /// Leaves that run now: of whoever looks, and those in which they stand in.
    ///
    /// # Errors
    /// [`Rejection::Fault`].
    pub async fn away(&self, session: &Session) -> Result<Vec<AwayView>, Rejection> {
        let (office, me, now) = (self.office_state(&session.office).await?, &session.person, self.now());
        let mine = |one: &&Leave| one.runs(now) && (one.person == *me || one.deputy == *me);
        let view = |one: &Leave| {
            let own = one.person == *me;
            let other = office.person_name(if own { &one.deputy } else { &one.person });
            AwayView { other, own, until: one.over() }
        };
        Ok(office.leaves.iter().filter(mine).map(view).collect())
    }

    /// Leaves of whoever looks, and those in which they stand in; for administrators all. What is over stands last.
    ///
    /// # Errors
    /// [`Rejection::Fault`].
    pub async fn leaves(&self, session: &Session) -> Result<Vec<LeaveView>, Rejection> {
        let (office, me, now) = (self.office_state(&session.office).await?, &session.person, self.now());
        let mut all = Vec::new();
        for leave in office.leaves.iter().rev() {
            let own = leave.person == *me || leave.deputy == *me;
            if !own && !session.administrator {
                continue;
            }
            let runs = leave.runs(now);
            let note = match &leave.note {
                Some(note) if own => self.open_sealed(note).await?.map(|text| text.expose().to_owned()),
                _ => None,
            };
            all.push(LeaveView {
                id: leave.id.clone(),
                person: office.person_name(&leave.person),
                deputy: office.person_name(&leave.deputy),
                from: leave.from,
                until: leave.over(),
                note: note.unwrap_or_default(),
                runs,
                over: leave.over() <= now,
                ends: now < leave.over() && (leave.person == *me || session.administrator),
                nobody: if runs && session.administrator { self.with_nobody(&office, leave, now).await? } else { 0 },
            });
        }
        all.sort_by_key(|one| one.until <= now);
        Ok(all)
    }

    /// Enters a leave: one's own, or as an administrator that of somebody else.
    ///
    /// # Errors
    /// [`Rejection::Forbidden`] for somebody else's, [`Rejection::Invalid`] for what does not fit.
    pub async fn enter_leave(&self, session: &Session, typed: LeaveTyped, lang: Lang) -> Result<(), Rejection> {
        if typed.person != session.person {
            Self::administrator(session)?;
        }
        let office = self.office_state(&session.office).await?;
        let wrong = wrong(&office, &typed, self.now(), lang);
        let (Some(from), Some(until), true) = (typed.from, typed.until, wrong.is_empty()) else {
            return Err(Rejection::Invalid(wrong));
        };
        let id = secrets::short_id();
        let note = typed.note.trim();
        let sealed = match note {
            "" => None,
            note => Some(self.ring_seals().plain(&stream_of(&office.id), &format!("leave {id}"), note)?),
        };
        let (note, row) = sealed.unzip();
        let leave = Leave { id, person: typed.person, deputy: typed.deputy, from, until, note, ended: None };
        self.unless_duty_is_left(&office, &leave, lang)?;
        let person = leave.person.clone();
        let events = vec![OfficeEvent::LeaveEntered { leave }];
        self.office_append_sealed(&office.id, &session.person, None, events, row.into_iter().collect()).await?;
        Ok(self.seated_by(session).hand_keys(&session.office, &person).await?)
    }

    /// Ends a leave before its time: one's own, or as an administrator.
    ///
    /// # Errors
    /// [`Rejection::NotFound`] for one that is over or somebody else's.
    pub async fn end_leave(&self, session: &Session, id: &str) -> Result<(), Rejection> {
        let (office, now) = (self.office_state(&session.office).await?, self.now());
        let mine = |one: &&Leave| one.person == session.person || session.administrator;
        let known = office.leaves.iter().filter(mine).find(|one| one.id == id && now < one.over());
        let Some(leave) = known else { return Err(Rejection::NotFound) };
        let person = leave.person.clone();
        let event = OfficeEvent::LeaveEnded { id: id.to_owned(), at: now };
        self.office_append(&office.id, &session.person, None, vec![event]).await?;
        Ok(self.seated_by(session).hand_keys(&session.office, &person).await?)
    }

    /// Brings the keys of somebody's circles and open cases to whoever is to hold them: deputies from the day on which the leave
    /// is entered, for by its beginning nobody who has a key may be there.
    async fn hand_keys(&self, office: &str, person: &str) -> Result<(), Fault> {
        self.settle_circles(office).await?;
        let state = self.office_state(office).await?;
        let eyes = Eyes::of(office, &actor::person(&state, person, self.now()));
        let filter = open_in(office);
        for case in self.store().cases_visible(eyes.viewer(), &filter, None, CASES_MAX).await?.rows {
            match self.load(&case.stream).await {
                Ok(loaded) => self.settle_keys(&loaded).await?,
                // A matter that came in, a row of a register: their keys follow when they are looked at.
                Err(Fault::CaseUnknown(_)) => {}
                Err(fault) => return Err(fault),
            }
        }
        Ok(())
    }

    /// How many open cases of somebody on leave, held by themselves, their deputy must stay out of.
    async fn with_nobody(&self, office: &Office, leave: &Leave, now: Timestamp) -> Result<usize, Fault> {
        let own = [in_lists(&office.id, &Principal::Person(leave.person.clone()))];
        let viewer = Viewer { principals: &own, person: &leave.person, stands_in: &[] };
        let deputy = Eyes::of(&office.id, &actor::person(office, &leave.deputy, now));
        let mut nobody = 0;
        for case in self.store().cases_visible(viewer, &open_in(&office.id), None, CASES_MAX).await?.rows {
            nobody += usize::from(self.store().is_barred(&case.stream, deputy.viewer()).await?);
        }
        Ok(nobody)
    }
}

fn open_in(office: &str) -> CaseFilter {
    CaseFilter { organisation: Some(office.to_owned()), ended: Some(false), ..CaseFilter::default() }
}

impl Office {
    /// Those on leave for whom somebody stands in then.
    pub(crate) fn stands_in_for<'a>(&'a self, deputy: &'a str, at: Timestamp) -> impl Iterator<Item = &'a str> {
        let mine = self.leaves.iter().filter(move |one| one.deputy == deputy && one.runs(at));
        mine.map(|one| one.person.as_str()).filter(|person| self.is_active(person) && self.is_active(deputy))
    }

    /// Who stands in for somebody then.
    pub(crate) fn deputy_of(&self, person: &str, at: Timestamp) -> Option<&str> {
        let leave = self.leaves.iter().find(|one| one.person == person && one.runs(at))?;
        Some(leave.deputy.as_str()).filter(|deputy| self.is_active(deputy))
    }

    /// Who stands in for somebody then, or will by a leave that is entered.
    pub(crate) fn deputies_to_come<'a>(&'a self, person: &'a str, at: Timestamp) -> impl Iterator<Item = &'a str> {
        let known = self.leaves.iter().filter(move |one| one.person == person && at < one.over());
        known.map(|one| one.deputy.as_str()).filter(|deputy| self.is_active(deputy))
    }

    fn is_active(&self, person: &str) -> bool {
        self.people.get(person).is_some_and(|person| person.active)
    }
}

fn wrong(office: &Office, typed: &LeaveTyped, now: Timestamp, lang: Lang) -> Vec<(String, String)> {
    let mut all = Vec::new();
    let mut add = |key: &str, zh: &str, en: &str| all.push((key.to_owned(), pick(lang, zh, en).to_owned()));
    if !office.is_active(&typed.person) {
        add("person", "请选择休假的人员", "choose who is on leave");
    }
    if !office.is_active(&typed.deputy) {
        add("deputy", "请从在职人员中选择代理人", "choose a deputy among those who work here");
    } else if typed.deputy == typed.person {
        add("deputy", "代理人不能是休假人本人", "nobody is their own deputy");
    }
    if typed.note.trim().chars().count() > NOTE_MAX {
        add("note", "不超过 2000 个字", "at most 2000 characters");
    }
    match (typed.from, typed.until) {
        (None, _) => add("from", "请填写开始的日期", "say from which day"),
        (_, None) => add("until", "请填写结束的日期", "say until which day"),
        (Some(from), Some(until)) if until <= from => {
            add("until", "不能早于开始的日期", "it cannot end before it begins");
        }
        (_, Some(until)) if until <= now => add("until", "不能早于今天", "it would be over already"),
        (Some(from), Some(until)) => {
            let meeting = || office.leaves.iter().filter(|one| one.meets(from, until));
            if meeting().any(|one| one.person == typed.person) {
                add(
                    "from",
                    "与已登记的休假重叠，请先结束那一次",
                    "another leave is entered for that time; end it first",
                );
            }
            if meeting().any(|one| one.person == typed.deputy) {
                add("deputy", "代理人在此期间也休假，请另选", "the deputy is on leave then; choose somebody else");
            }
            if meeting().any(|one| one.deputy == typed.person) {
                add(
                    "person",
                    "此人在此期间是他人的代理人，请先改由其他人代理",
                    "they stand in for somebody then; let somebody else do that first",
                );
            }
        }
    }
    all
}

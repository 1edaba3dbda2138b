//! An office: who works in it, which regulations it runs, what it lays over them. All of it is dated events of the office's
//! own stream; what is asked about it is answered from their sum.

mod admin;
mod door;
mod found;
mod history;
mod lists;
mod load;
mod people;
mod portal;
mod rows;
mod tables;
mod texts;
mod told;

pub use door::{DoorRules, PROOF_MINUTES, SignInView};
pub use found::Founding;
pub use history::{ChangeView, Difference};
pub use lists::{EntryView, ListView};
pub use people::{Person, Post, Unit};
pub use portal::{PortalRules, ReceptionPlace};
pub use tables::{RowView, TableView};

pub(crate) use load::{Offices, projected, stream_of};
pub(crate) use people::listed;

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, OnceLock},
};

use dengwen_calendar::{Calendar, Overlay};
use dengwen_case::OfficeRow;
use dengwen_regulation::{
    model::{Label, Lang, Regulation},
    value::{Handle, Value},
};
use indexmap::IndexMap;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{
    leave::Leave,
    openings::OpeningRule,
    relations::Relation,
    rosters::Duty,
    supervision::{Found, Sample},
    views::SavedView,
};

/// The form of the office's commits written today.
pub(crate) const FORM: u16 = 1;

/// An office as its events add up.
#[derive(Debug, Clone)]
pub struct Office {
    /// Its id, part of addresses.
    pub id: String,
    /// Its last commit.
    pub seq: u64,
    /// Its name.
    pub name: Label,
    /// The regulations it runs.
    pub regulations: Vec<String>,
    /// People, in order of entry.
    pub people: IndexMap<String, Person>,
    /// Units, in order of entry.
    pub units: IndexMap<String, Unit>,
    /// Posts by id.
    pub posts: IndexMap<String, Post>,
    /// What the office says of its settings, newest last.
    pub settings: Vec<SettingEntry>,
    /// Rows of tables, newest last.
    pub rows: Vec<RowEntry>,
    /// Further entries of lists that may be lengthened.
    pub lists: Vec<ListEntry>,
    /// Texts of regulations that went live here, newest last.
    pub texts: Vec<TextEntry>,
    /// Texts that were called off before they ran.
    pub(crate) called_off: Vec<TextEntry>,
    /// Blanks confirmed: regulation and path.
    pub confirmed: BTreeSet<(String, String)>,
    /// What lies over the calendar.
    pub overlay: Overlay,
    /// What it says of openings.
    pub openings: OpeningRule,
    /// What is asked at the door.
    pub door: DoorRules,
    /// What it says of itself on its portal.
    pub portal: PortalRules,
    /// Relations that people have declared.
    pub(crate) relations: Vec<Relation>,
    /// Leaves, and who stands in.
    pub(crate) leaves: Vec<Leave>,
    /// Turns of duty.
    pub(crate) duties: Vec<Duty>,
    /// Views of the inbox.
    pub(crate) views: Vec<SavedView>,
    /// Which early warnings are given, where the office has said.
    pub(crate) warnings: Option<Vec<String>>,
    /// Warnings that are not shown any more.
    pub(crate) dismissed: Vec<String>,
    /// What was pressed for: the case, what is owed, when.
    pub(crate) urged: Vec<(String, String, Timestamp)>,
    /// What was drawn to be looked at again.
    pub(crate) samples: Vec<Sample>,
    calendars: BTreeMap<&'static str, Calendar>,
    names: OnceLock<OfficeNames>,
    /// The texts as read, by the hash of their content, with the office's lists laid over them.
    pub(crate) texts_read: BTreeMap<String, Arc<Regulation>>,
}

/// Names by id, made once for each change of the office.
#[derive(Debug, Clone)]
pub(crate) struct OfficeNames {
    pub(crate) people: Arc<BTreeMap<String, String>>,
    units_zh: Arc<BTreeMap<String, String>>,
    units_en: Arc<BTreeMap<String, String>>,
}

impl OfficeNames {
    fn of(office: &Office) -> Self {
        let units = |lang| {
            let name = |unit: &Unit| (unit.id.clone(), unit.name.in_lang(lang).to_owned());
            Arc::new(office.units.values().map(name).collect())
        };
        let people = office.people.values().map(|person| (person.id.clone(), person.name.clone())).collect();
        Self { people: Arc::new(people), units_zh: units(Lang::Zh), units_en: units(Lang::En) }
    }

    /// Names of units.
    pub(crate) fn units(&self, lang: Lang) -> Arc<BTreeMap<String, String>> {
        Arc::clone(if lang == Lang::Zh { &self.units_zh } else { &self.units_en })
    }
}

/// A text of a regulation that went live.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TextEntry {
    /// Of which regulation.
    pub regulation: String,
    /// The hash of its content, under which it is kept.
    pub content: String,
    /// The version it calls itself.
    pub version: String,
    /// The office brought it in itself; otherwise it came with the installation, and the office follows that.
    pub own: bool,
    /// From when it runs.
    pub from: Timestamp,
}

/// A setting filled in.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SettingEntry {
    /// Of which regulation.
    pub regulation: String,
    /// Which setting.
    pub setting: String,
    /// For one unit alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// Its value.
    pub value: Value,
    /// From when.
    pub from: Timestamp,
}

/// A row of a table filled in.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RowEntry {
    /// Of which regulation.
    pub regulation: String,
    /// Which table.
    pub table: String,
    /// The row.
    pub row: OfficeRow,
}

/// A further entry of a list that may be lengthened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListEntry {
    /// Of which regulation.
    pub regulation: String,
    /// The list: `channels`, `fields.ID.options`.
    pub path: String,
    /// The new id.
    pub id: String,
    /// Its label.
    pub label: Label,
    /// The entry it falls under, in a tree.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub of: Option<String>,
    /// From when.
    pub from: Timestamp,
    /// Since when it is switched off.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Timestamp>,
}

/// What happened in the office.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
#[expect(missing_docs, reason = "each variant is described; the fields bear the names of what they hold")]
pub enum OfficeEvent {
    /// The office is there.
    Founded { id: String, name: Label, regulations: Vec<String> },
    /// A text of a regulation went live.
    TextAdopted { entry: TextEntry },
    /// A text was called off before it ran, for a reason.
    TextCalledOff { regulation: String, content: String, reason: Handle, at: Timestamp },
    /// A further regulation runs here.
    RegulationTaken { regulation: String },
    /// A person was entered or changed.
    PersonSaved { person: Person },
    /// A unit was entered or changed.
    UnitSaved { unit: Unit },
    /// A post was given or ended.
    PostSaved { post: Post },
    /// A setting was filled in.
    SettingSaved { entry: SettingEntry },
    /// A row of a table was entered.
    RowSaved { entry: RowEntry },
    /// A row of a table ends; `place` counts the office's rows from 0 in the order in which they were entered.
    RowEnded { place: usize, at: Timestamp },
    /// A list was lengthened.
    ListSaved { entry: ListEntry },
    /// An entry that the office had added is switched off.
    ListEnded { regulation: String, path: String, id: String, at: Timestamp },
    /// What the text leaves open was confirmed as the file proposes it.
    BlankConfirmed { regulation: String, path: String },
    /// The calendar was changed.
    CalendarSaved { overlay: Overlay },
    /// What the office says of openings was changed.
    OpeningRuleSaved { rule: OpeningRule },
    /// What is asked at the door was changed.
    DoorSaved { door: DoorRules },
    /// What the office says of itself on its portal was changed.
    PortalSaved { portal: PortalRules },
    /// Somebody declared a relation of their own.
    RelationDeclared { relation: Relation },
    /// Somebody ended a declaration.
    RelationEnded { id: String, at: Timestamp },
    /// A leave was entered, with a deputy.
    LeaveEntered { leave: Leave },
    /// A leave was ended before its time.
    LeaveEnded { id: String, at: Timestamp },
    /// Somebody is to be on duty.
    DutyEntered { duty: Duty },
    /// A turn of duty was taken back, or handed on.
    DutyEnded { id: String, at: Timestamp },
    /// A view of the inbox was saved.
    ViewSaved { view: SavedView },
    /// Which early warnings are given from now on.
    WarningsChosen { given: Vec<String> },
    /// A warning is not shown any more, for a sealed reason.
    WarningDismissed { key: String, reason: Handle, at: Timestamp },
    /// Somebody who supervises pressed for something owed.
    Urged { case: String, item: String, at: Timestamp },
    /// Ended cases were drawn to be looked at again.
    SampleDrawn { sample: Sample },
    /// What was found of a case that was drawn; the note is sealed.
    SampleJudged { id: String, case: String, found: Found, note: Option<Handle>, at: Timestamp },
    /// A view of the inbox was removed.
    ViewRemoved { id: String },
}

impl OfficeEvent {
    /// May a report be due from now on: a regulation runs, or nothing in it is left open any more.
    pub(crate) const fn may_begin_reports(&self) -> bool {
        matches!(
            self,
            Self::Founded { .. }
                | Self::RegulationTaken { .. }
                | Self::TextAdopted { .. }
                | Self::SettingSaved { .. }
                | Self::BlankConfirmed { .. }
        )
    }
}

/// One commit of the office's stream.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct OfficeCommit {
    /// Who: a person of the office; empty for the installation itself.
    pub by: String,
    /// When.
    pub at: Timestamp,
    /// What happened.
    pub events: Vec<OfficeEvent>,
}

impl Office {
    /// An office of which nothing is known.
    pub(crate) fn empty(id: &str) -> Self {
        let mut office = Self {
            id: id.to_owned(),
            seq: 0,
            name: Label::default(),
            regulations: Vec::new(),
            people: IndexMap::new(),
            units: IndexMap::new(),
            posts: IndexMap::new(),
            settings: Vec::new(),
            rows: Vec::new(),
            lists: Vec::new(),
            texts: Vec::new(),
            called_off: Vec::new(),
            confirmed: BTreeSet::new(),
            overlay: Overlay::default(),
            openings: OpeningRule::default(),
            door: DoorRules::default(),
            portal: PortalRules::default(),
            relations: Vec::new(),
            leaves: Vec::new(),
            duties: Vec::new(),
            views: Vec::new(),
            warnings: None,
            dismissed: Vec::new(),
            urged: Vec::new(),
            samples: Vec::new(),
            calendars: BTreeMap::new(),
            names: OnceLock::new(),
            texts_read: BTreeMap::new(),
        };
        office.derive_calendars();
        office
    }

    /// Adds one event.
    pub(crate) fn apply(&mut self, event: &OfficeEvent) {
        self.names = OnceLock::new();
        self.add(event.clone());
    }

    fn add(&mut self, event: OfficeEvent) {
        match event {
            OfficeEvent::Founded { id, name, regulations } => {
                self.id = id;
                self.name = name;
                self.regulations = regulations;
            }
            OfficeEvent::TextAdopted { entry } => self.texts.push(entry),
            OfficeEvent::TextCalledOff { regulation, content, at, .. } => {
                let waits = |one: &TextEntry| one.regulation == regulation && one.content == content && at < one.from;
                self.called_off.extend(self.texts.extract_if(.., |one| waits(one)));
            }
            OfficeEvent::RegulationTaken { regulation } => self.regulations.push(regulation),
            OfficeEvent::PersonSaved { person } => drop(self.people.insert(person.id.clone(), person)),
            OfficeEvent::UnitSaved { unit } => drop(self.units.insert(unit.id.clone(), unit)),
            OfficeEvent::PostSaved { post } => drop(self.posts.insert(post.id(), post)),
            OfficeEvent::SettingSaved { entry } => {
                self.confirmed.insert((entry.regulation.clone(), format!("settings.{}", entry.setting)));
                self.settings.push(entry);
            }
            OfficeEvent::RowSaved { entry } => self.rows.push(entry),
            OfficeEvent::RowEnded { place, at } => {
                self.rows.get_mut(place).into_iter().for_each(|entry| entry.row.until = Some(at));
            }
            OfficeEvent::ListSaved { entry } => self.lists.push(entry),
            OfficeEvent::ListEnded { regulation, path, id, at } => {
                let meant = |one: &&mut ListEntry| one.regulation == regulation && one.path == path && one.id == id;
                self.lists.iter_mut().filter(meant).for_each(|one| one.until = Some(at));
            }
            OfficeEvent::BlankConfirmed { regulation, path } => drop(self.confirmed.insert((regulation, path))),
            OfficeEvent::OpeningRuleSaved { rule } => self.openings = rule,
            OfficeEvent::DoorSaved { door } => self.door = door,
            OfficeEvent::PortalSaved { portal } => self.portal = portal,
            OfficeEvent::RelationDeclared { relation } => self.relations.push(relation),
            OfficeEvent::RelationEnded { id, at } => {
                self.relations.iter_mut().filter(|one| one.id == id).for_each(|one| one.ended = Some(at));
            }
            OfficeEvent::LeaveEntered { leave } => self.leaves.push(leave),
            OfficeEvent::LeaveEnded { id, at } => {
                self.leaves.iter_mut().filter(|one| one.id == id).for_each(|one| one.ended = Some(at));
            }
            OfficeEvent::DutyEntered { duty } => self.duties.push(duty),
            OfficeEvent::DutyEnded { id, at } => {
                self.duties.iter_mut().filter(|one| one.id == id).for_each(|one| one.ended = Some(at));
            }
            OfficeEvent::ViewSaved { view } => self.views.push(view),
            OfficeEvent::WarningsChosen { given } => self.warnings = Some(given),
            OfficeEvent::WarningDismissed { key, .. } => self.dismissed.push(key),
            OfficeEvent::Urged { case, item, at } => self.urged.push((case, item, at)),
            OfficeEvent::SampleDrawn { sample } => self.samples.push(sample),
            OfficeEvent::SampleJudged { id, case, found, note, .. } => {
                if let Some(sample) = self.samples.iter_mut().find(|one| one.id == id) {
                    sample.judge(&case, found, note);
                }
            }
            OfficeEvent::ViewRemoved { id } => self.views.retain(|view| view.id != id),
            OfficeEvent::CalendarSaved { overlay } => {
                self.overlay = overlay;
                self.derive_calendars();
            }
        }
    }

    /// Names of its people, and of its units in both languages, as every page wants them.
    pub(crate) fn names(&self) -> &OfficeNames {
        self.names.get_or_init(|| OfficeNames::of(self))
    }

    /// The calendar that a regulation names, with the office's days over it.
    #[must_use]
    pub fn calendar(&self, regulation: &Regulation) -> Calendar {
        let named = self.calendars.get(regulation.organisation.calendar.as_str());
        named.cloned().unwrap_or_else(|| self.country())
    }

    /// The calendar of the country, with the office's days over it.
    #[must_use]
    pub fn country(&self) -> Calendar {
        self.calendars.get("cn").cloned().unwrap_or_else(Calendar::china)
    }

    fn derive_calendars(&mut self) {
        for calendar in [Calendar::china(), Calendar::plain()] {
            let over = calendar.with_overlay(&self.overlay).unwrap_or_else(|_| calendar.clone());
            self.calendars.insert(calendar.id(), over);
        }
    }

    /// What the office says of a setting at an instant.
    #[must_use]
    pub fn setting(&self, regulation: &str, setting: &str, at: Timestamp) -> Option<&Value> {
        let mine = |entry: &&SettingEntry| {
            entry.regulation == regulation && entry.setting == setting && entry.unit.is_none() && entry.from <= at
        };
        self.settings.iter().rev().find(mine).map(|entry| &entry.value)
    }

    /// The blanks of a regulation that the office has not confirmed yet: paths.
    #[must_use]
    pub fn open_blanks(&self, regulation: &Regulation) -> Vec<String> {
        let id = regulation.id.to_string();
        let open = regulation.blanks.iter().map(|blank| blank.path.clone());
        let mut found: Vec<String> = Vec::new();
        for path in open.filter(|path| !self.confirmed.contains(&(id.clone(), path.clone()))) {
            if !found.contains(&path) {
                found.push(path);
            }
        }
        found
    }

    /// The name of a person.
    #[must_use]
    pub fn person_name(&self, id: &str) -> String {
        self.people.get(id).map_or_else(|| id.to_owned(), |person| person.name.clone())
    }
}

/// The office of a case: its id is the office's, a dot, and letters.
pub(crate) fn office_of_case(case: &str) -> &str {
    case.split_once('.').map_or(case, |(office, _)| office)
}

/// Is this an id: small letters, digits, `_` and `-`.
pub(crate) fn is_id(text: &str) -> bool {
    let fits = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || matches!(letter, '_' | '-');
    !text.is_empty() && text.len() <= 40 && text.chars().all(fits)
}

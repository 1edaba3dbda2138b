//! The office of a scenario: its units, people and posts, founded on a real desk with a store of its own.

use dengwen_calendar::Counting;
use dengwen_desk::{
    Clock, Config, Desk,
    library::Library,
    office::{Founding, Person, Post, Unit},
};
use dengwen_regulation::model::{Label, Regulation};
use jiff::{Timestamp, civil::DateTime};

use super::{
    scratch::Scratch,
    story::{Acting, Story},
};

/// The id of the office in every scenario.
pub(super) const OFFICE: &str = "office";
/// Whoever acts where a step says `staff`.
pub(super) const SOMEBODY: &str = "somebody";

/// Where a story happens: an office on a desk, with the folder that goes when it goes.
pub(crate) struct Town {
    pub(super) desk: Desk,
    pub(super) office: String,
    pub(super) regulation: std::sync::Arc<Regulation>,
    pub(super) counting: Counting,
    /// Whoever comes from outside comes over the portal.
    pub(super) portal: bool,
    _scratch: Option<Scratch>,
}

impl Town {
    /// An office that is there already.
    pub(crate) fn here(desk: Desk, office: &str, regulation: std::sync::Arc<Regulation>) -> Self {
        let (office, counting) = (office.to_owned(), Counting::default());
        Self { desk, office, regulation, counting, portal: true, _scratch: None }
    }

    /// An office that is there already, in which everybody acts as a scenario tells it.
    pub(crate) fn told(desk: &Desk, office: &str, regulation: &std::sync::Arc<Regulation>) -> Self {
        Self { portal: false, ..Self::here(desk.clone(), office, std::sync::Arc::clone(regulation)) }
    }
}

/// The instant of a local date and time.
pub(crate) fn instant(counting: &Counting, at: DateTime) -> Timestamp {
    counting.at(at)
}

/// Opens a desk and founds the office.
pub(super) async fn found(story: &Story, library: &Library, database: Option<&str>) -> Result<Town, String> {
    let counting = Counting::default();
    let first = story.steps.first().map_or(DateTime::ZERO, |step| step.at);
    let begin = instant(&counting, first);
    let scratch = Scratch::new().map_err(|why| why.to_string())?;
    let mut config = Config::scratch(scratch.path(), Clock::virtual_at(begin));
    config.library = library.clone();
    config.database = database.map(str::to_owned);
    let desk = Desk::open(config).await.map_err(|fault| fault.chain())?;
    let regulation = desk.regulation_text(&story.pack).map_err(|fault| fault.chain())?;
    desk.found_office(founding(story, &regulation)).await.map_err(|fault| fault.chain())?;
    entered(&desk, OFFICE, story).await?;
    let office = OFFICE.to_owned();
    Ok(Town { desk, office, regulation, counting, portal: false, _scratch: Some(scratch) })
}

/// What the office of a story enters: settings and rows of tables.
pub(crate) async fn entered(desk: &Desk, office: &str, story: &Story) -> Result<(), String> {
    for (id, node) in &story.settings {
        let typed: Vec<&str> = node.items().iter().filter_map(dengwen_regulation::tree::Node::text).collect();
        let saved = desk.save_setting(office, "", &story.pack, id, &typed.join(","), Timestamp::UNIX_EPOCH).await;
        saved.map_err(|fault| format!("settings.{id}: {}", fault.chain()))?;
    }
    for row in &story.tables {
        let from =
            row.columns.iter().find(|(column, _)| column == "from").and_then(|(_, text)| super::reader::moment(text));
        let columns: Vec<(String, String)> =
            row.columns.iter().filter(|(column, _)| column != "from").cloned().collect();
        let from = from.map(|at| instant(&Counting::default(), at));
        let saved = desk.save_row(office, "", &story.pack, &row.table, &columns, from).await;
        saved.map_err(|fault| format!("tables.{}: {}", row.table, fault.chain()))?;
    }
    Ok(())
}

/// What a story's office is founded with.
pub(crate) fn founding(story: &Story, regulation: &Regulation) -> Founding {
    let mut founding = Founding::new(OFFICE, regulation.case_label.clone(), &[&story.pack]);
    for unit in &story.units {
        let (above, head, level) = (unit.above.clone(), unit.head.clone(), unit.level.clone());
        founding.units.push(Unit { above, head, level, ..Unit::new(&unit.id, Label::plain(&unit.id)) });
    }
    for person in &story.people {
        let unit = person.unit.clone().unwrap_or_else(|| person.id.clone());
        add_person(&mut founding, &person.id, &unit);
        let named_like = regulation.roles.contains_key(person.id.as_str()).then(|| person.id.clone());
        let roles = if person.roles.is_empty() { named_like.into_iter().collect() } else { person.roles.clone() };
        founding.posts.extend(roles.iter().map(|role| Post::always(role, &unit, &person.id)));
    }
    let heads: Vec<(String, String)> =
        story.units.iter().filter_map(|unit| Some((unit.head.clone()?, unit.id.clone()))).collect();
    for (head, unit) in heads {
        add_person(&mut founding, &head, &unit);
    }
    if story.steps.iter().any(|step| step.acting == Some(Acting::Staff)) {
        add_person(&mut founding, SOMEBODY, SOMEBODY);
    }
    let mut founding = founding.with_member_for_every_role(regulation);
    // Where the story has people of its own, a role of the case is whoever is named for it, unless somebody acts by that name.
    let acts = |id: &str| story.steps.iter().any(|step| step.acting == Some(Acting::Person(id.to_owned())));
    let own = |id: &str| story.people.is_empty() || story.people.iter().any(|person| person.id == id);
    let of_case = |id: &str| regulation.roles.get(id).is_some_and(|role| role.of_case);
    founding.people.retain(|person| !of_case(&person.id) || own(&person.id) || acts(&person.id));
    founding
}

/// Somebody in a unit, which is there then too.
fn add_person(founding: &mut Founding, id: &str, unit: &str) {
    if founding.people.iter().all(|person| person.id != id) {
        founding.people.push(Person { unit: Some(unit.to_owned()), ..Person::new(id, id) });
    }
    if founding.units.iter().all(|known| known.id != unit) {
        founding.units.push(Unit::new(unit, Label::plain(unit)));
    }
}

/// Nobody in particular, for lists that any session may read.
pub(super) fn nobody() -> dengwen_desk::view::Session {
    dengwen_desk::view::Session::default()
}

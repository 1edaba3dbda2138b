//! Who: one grammar for every place that names somebody.

use std::fmt;

use super::text::Id;

/// A person, unit, post or party, as the regulation names them; resolved by the case engine and the desk.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Who {
    /// Whoever holds a role (of the organisation, or `of: case`).
    Role(Id),
    /// A kind of party.
    Party(Id),
    /// Any employee.
    Staff,
    /// Anybody outside.
    Public,
    /// The engine itself.
    System,
    /// The one who has the case.
    Lead,
    /// Others who work the case with the lead.
    Joint,
    /// Those who help.
    Helper,
    /// Those who look on.
    Watcher,
    /// The desk of the channel.
    Desk,
    /// Whoever began the case.
    Receiver,
    /// Owner of the stage.
    Owner,
    /// Whoever did an act last.
    Did(Id),
    /// The person or unit in a field, also through a row: `household.contact`.
    Field(Vec<Id>),
    /// Who is given with the act in hand: `=input.x`.
    Input(Id),
    /// Who does the act in hand: `=actor`, `=actor.person`.
    Actor,
    /// The unit of whoever does the act in hand: `=actor.unit`.
    ActorUnit,
    /// The person or unit in a setting.
    Setting(Id),
    /// What a table gives for the case.
    Table(Id),
    /// The head of a unit or of somebody's unit.
    HeadOf(Box<Who>),
    /// Strictly above.
    SuperiorOf(Box<Who>),
    /// Holders of a role in a unit itself, then upward.
    RoleOf(Id, Box<Who>),
    /// Holders of a role while they are lead, joint, helper or watcher, or in another role of the case.
    RoleAs(Id, Box<Who>),
    /// One after the other.
    Chain(Vec<Who>),
    /// Any one of them.
    Either(Vec<Who>),
    /// All of them (for an act: any of them may).
    List(Vec<Who>),
}

/// As the regulation writes it.
impl fmt::Display for Who {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Role(id) | Self::Party(id) => write!(f, "{id}"),
            Self::Staff => f.write_str("staff"),
            Self::Public => f.write_str("public"),
            Self::System => f.write_str("system"),
            Self::Lead => f.write_str("lead"),
            Self::Joint => f.write_str("joint"),
            Self::Helper => f.write_str("helper"),
            Self::Watcher => f.write_str("watcher"),
            Self::Desk => f.write_str("desk"),
            Self::Receiver => f.write_str("receiver"),
            Self::Owner => f.write_str("owner"),
            Self::Did(act) => write!(f, "did {act}"),
            Self::Field(path) => write!(f, "field {}", path.iter().map(Id::as_str).collect::<Vec<_>>().join(".")),
            Self::Input(id) => write!(f, "=input.{id}"),
            Self::Actor => f.write_str("=actor.person"),
            Self::ActorUnit => f.write_str("=actor.unit"),
            Self::Setting(id) => write!(f, "setting {id}"),
            Self::Table(id) => write!(f, "table {id}"),
            Self::HeadOf(of) => write!(f, "head of {of}"),
            Self::SuperiorOf(of) => write!(f, "superior of {of}"),
            Self::RoleOf(id, of) => write!(f, "{id} of {of}"),
            Self::RoleAs(id, of) => write!(f, "{id} as {of}"),
            Self::Chain(all) | Self::Either(all) | Self::List(all) => {
                f.write_str(&all.iter().map(Self::to_string).collect::<Vec<_>>().join(", "))
            }
        }
    }
}

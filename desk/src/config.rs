//! How a desk is opened: where its data lies, which regulations it runs, which clock it follows.

use std::{
    path::PathBuf,
    sync::{Arc, Mutex, PoisonError},
};

use dengwen_packs::Packs;
use dengwen_store::Durability;
use jiff::Timestamp;

use crate::{address::Address, files::Scanner, library::Library, mail::Mail, secrets::Passwords};

/// How a desk is opened.
#[derive(Debug, Clone)]
pub struct Config {
    /// The folder of the data: the key ring, and the database unless another one is named.
    pub data: PathBuf,
    /// A PostgreSQL URL; `None`: SQLite in the folder.
    pub database: Option<String>,
    /// The regulations that come with the installation.
    pub library: Library,
    /// The clock.
    pub clock: Clock,
    /// What hashing a password costs.
    pub passwords: Passwords,
    /// A password that opens everybody's keys: for scenarios, tests and while the demonstration is made; never where a desk
    /// serves.
    pub known_password: Option<String>,
    /// What an acknowledged change survives on SQLite.
    pub durability: Durability,
    /// An object store for the pieces of files, as [`dengwen_store::Store::with_objects`] reads it; `None`: they are rows.
    pub objects: Option<String>,
    /// Who looks files through for harm; `None`: nobody, and files are marked so.
    pub scanner: Option<Scanner>,
    /// The address under which people reach the site; `None`: nobody has said, and there are no passkeys.
    pub address: Option<Address>,
    /// Where mail is handed in; `None`: nobody is written to.
    pub mail: Option<Mail>,
}

impl Config {
    /// The regulations that come with the binary, SQLite in this folder, the clock of the machine.
    #[must_use]
    pub fn at(data: impl Into<PathBuf>) -> Self {
        Self {
            data: data.into(),
            database: None,
            library: Library::of(Packs::BuiltIn),
            clock: Clock::system(),
            passwords: Passwords::strong(),
            known_password: None,
            durability: Durability::Full,
            objects: None,
            scanner: None,
            address: None,
            mail: None,
        }
    }

    /// For scenarios and tests: a virtual clock, cheap passwords, a database that may be lost with the machine.
    #[must_use]
    pub fn scratch(data: impl Into<PathBuf>, clock: Clock) -> Self {
        let durability = Durability::Scratch;
        let known_password = Some("everybody".to_owned());
        Self { clock, passwords: Passwords::cheap(), known_password, durability, ..Self::at(data) }
    }
}

/// The clock that the desk follows. Instants are whole microseconds, as the store keeps them.
#[derive(Debug, Clone)]
pub struct Clock(Hands);

#[derive(Debug, Clone)]
enum Hands {
    System,
    Virtual(Arc<Mutex<Timestamp>>),
}

impl Clock {
    /// The clock of the machine.
    #[must_use]
    pub const fn system() -> Self {
        Self(Hands::System)
    }

    /// A clock that stands still until it is set; clones show the same time.
    #[must_use]
    pub fn virtual_at(now: Timestamp) -> Self {
        Self(Hands::Virtual(Arc::new(Mutex::new(now))))
    }

    /// The instant it shows.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        let now = match &self.0 {
            Hands::System => Timestamp::now(),
            Hands::Virtual(at) => *at.lock().unwrap_or_else(PoisonError::into_inner),
        };
        whole(now)
    }

    /// Sets a virtual clock; the clock of the machine stays as it is.
    pub fn set(&self, now: Timestamp) {
        if let Hands::Virtual(at) = &self.0 {
            *at.lock().unwrap_or_else(PoisonError::into_inner) = now;
        }
    }

    /// Is it the clock of the machine.
    #[must_use]
    pub const fn is_system(&self) -> bool {
        matches!(self.0, Hands::System)
    }
}

/// The instant in whole microseconds.
pub(crate) fn whole(at: Timestamp) -> Timestamp {
    Timestamp::from_microsecond(at.as_microsecond()).unwrap_or(at)
}

/// The first whole microsecond that is not before the instant.
pub(crate) fn whole_after(at: Timestamp) -> Timestamp {
    let down = whole(at);
    if down < at { Timestamp::from_microsecond(at.as_microsecond().saturating_add(1)).unwrap_or(at) } else { down }
}

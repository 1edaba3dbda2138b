//! What is put on record beside the acts of cases, of incoming matters and of the office: who read what, who came in and went.
//! Each is a commit of a stream of its own kind, so that it is proven like everything else.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{desk::Desk, door::Scope, fault::Fault, secrets};

/// The sorts of streams there are. Nothing is written to the log under another one.
pub const SORTS: [&str; 10] = [
    "case",
    "incoming",
    "office",
    "report",
    "keys",
    "opening",
    LOOK,
    DOOR,
    crate::retention::CERTIFICATE,
    crate::retention::RETENTION,
];

/// Readings: one stream for each case or incoming matter.
const LOOK: &str = "look";
/// Sign-ins: one stream for each office.
const DOOR: &str = "door";
/// The office of those who are not known.
const NOBODY: &str = "-";
/// How long reading the same thing counts as the same reading, in seconds.
const SAME_LOOK: i64 = 3_600;

/// What somebody read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "snake_case")]
pub enum Read {
    /// The page of a case, with what it is about.
    Case,
    /// What was typed into a matter that came in.
    Incoming,
    /// The rows of a register.
    Register,
    /// A file.
    File {
        /// Which.
        file: String,
    },
    /// A file as it was sent, with what it tells beside its content.
    FileItself {
        /// Which.
        file: String,
    },
    /// A copy of a paper.
    Paper {
        /// Which.
        paper: String,
        /// Its number.
        copy: u32,
        /// What for, where it names somebody.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        purpose: Option<String>,
    },
    /// The whole file, taken away as one document.
    Whole,
    /// Who a party is.
    Identity {
        /// Which party.
        party: u32,
        /// What for.
        purpose: String,
    },
}

/// Something put on record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "record", rename_all = "snake_case")]
pub enum Record {
    /// A person read something.
    Read {
        /// Of which case or incoming matter: its stream; of a register its name.
        of: String,
        /// Who.
        person: String,
        /// What.
        #[serde(flatten)]
        read: Read,
    },
    /// A person came in.
    SignedIn {
        /// Who.
        person: String,
    },
    /// A wrong password, at the door or in changing it, or a name that is not known. What was typed is not kept: people type passwords into wrong fields.
    SignInRefused {
        /// Whose account, if there is one.
        person: Option<String>,
    },
    /// A person went.
    SignedOut {
        /// Who.
        person: String,
    },
    /// A person ended one of their sessions, or all others.
    SessionsEnded {
        /// Who.
        person: String,
    },
    /// A person proved again who they are, before a grave act.
    Proved {
        /// Who.
        person: String,
    },
    /// A person set up a second step of their sign-in.
    SecondStepMade {
        /// Who.
        person: String,
    },
    /// A second step was taken away.
    SecondStepEnded {
        /// Whose.
        person: String,
        /// Which administrator did it; nobody: they themselves.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        by: Option<String>,
    },
    /// A code for a lost telephone was used.
    SpareCodeUsed {
        /// Whose.
        person: String,
    },
    /// A person added a passkey.
    PasskeyMade {
        /// Who.
        person: String,
        /// Its id, which opens nothing.
        passkey: String,
    },
    /// A passkey was ended.
    PasskeyEnded {
        /// Whose.
        person: String,
        /// Its id.
        passkey: String,
        /// Which administrator did it; nobody: they themselves.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        by: Option<String>,
    },
    /// A passkey was used, at the door or for a proof.
    PasskeyUsed {
        /// Whose.
        person: String,
        /// Its id.
        passkey: String,
    },
    /// A passkey was refused that had signed less often than before: somebody may have a copy.
    PasskeyDoubted {
        /// Whose.
        person: String,
        /// Its id.
        passkey: String,
    },
    /// A person made a token for a program.
    TokenMade {
        /// Who.
        person: String,
        /// Its id, which opens nothing.
        token: String,
        /// What it may be used for.
        scopes: Vec<Scope>,
    },
    /// A person ended a token.
    TokenEnded {
        /// Who.
        person: String,
        /// Its id.
        token: String,
    },
    /// A program asked in the name of a person; told of once an hour.
    TokenUsed {
        /// In whose.
        person: String,
        /// The id of its token.
        token: String,
    },
    /// A person was given a sign-in, or another password, by themselves or by somebody else; that ends their other sessions.
    AccountSaved {
        /// Whose.
        person: String,
        /// Which administrator did it; nobody: they themselves, or the installation.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        by: Option<String>,
    },
}

/// A record as it was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recorded {
    /// When.
    pub at: Timestamp,
    /// What.
    #[serde(flatten)]
    pub record: Record,
}

impl Record {
    /// A person of an office as accounts have it: `OFFICE/PERSON`.
    fn at_door(&self) -> Option<&str> {
        match self {
            Self::Read { .. } => None,
            Self::SignedIn { person }
            | Self::SignedOut { person }
            | Self::SessionsEnded { person }
            | Self::Proved { person }
            | Self::SecondStepMade { person }
            | Self::SecondStepEnded { person, .. }
            | Self::SpareCodeUsed { person }
            | Self::PasskeyMade { person, .. }
            | Self::PasskeyEnded { person, .. }
            | Self::PasskeyUsed { person, .. }
            | Self::PasskeyDoubted { person, .. }
            | Self::TokenMade { person, .. }
            | Self::TokenEnded { person, .. }
            | Self::TokenUsed { person, .. }
            | Self::AccountSaved { person, .. } => Some(person),
            Self::SignInRefused { person } => person.as_deref(),
        }
    }

    /// Whose it is: the person as the office knows them.
    pub(super) fn whose(&self) -> Option<&str> {
        match self {
            Self::Read { person, .. } => Some(person),
            other => other.at_door().map(|person| person.split_once('/').map_or(person, |(_, person)| person)),
        }
    }

    /// The stream it is written to, and its sort.
    fn stream(&self) -> (String, &'static str) {
        match self {
            Self::Read { of, .. } => (format!("looks:{of}"), LOOK),
            other => {
                let office =
                    other.at_door().and_then(|person| person.split_once('/')).map_or(NOBODY, |(office, _)| office);
                (format!("door:{office}"), DOOR)
            }
        }
    }
}

impl Desk {
    /// Somebody reads something of a case, an incoming matter or a register. Whatever is read again within the hour is one reading; opening
    /// an identity, or taking the whole file away, never is.
    pub(crate) async fn record_read(&self, of: &str, person: &str, read: Read) -> Result<(), Fault> {
        let hour = self.now().as_second().div_euclid(SAME_LOOK);
        let command = match &read {
            Read::Identity { .. } | Read::Whole => secrets::token()?,
            Read::Case => format!("look case {of} {person} {hour}"),
            Read::Register => format!("look register {of} {person} {hour}"),
            Read::Incoming => format!("look {of} {person} {hour}"),
            Read::File { file } => format!("look file {of} {file} {person} {hour}"),
            Read::FileItself { file } => format!("look file itself {of} {file} {person} {hour}"),
            Read::Paper { paper, copy, .. } => format!("look paper {of} {paper}.{copy} {person} {hour}"),
        };
        self.record_read_as(&command, of, person, read).await
    }

    /// Somebody reads something: once for each command.
    pub(crate) async fn record_read_as(&self, command: &str, of: &str, person: &str, read: Read) -> Result<(), Fault> {
        let record = Record::Read { of: of.to_owned(), person: person.to_owned(), read };
        self.put_on_record(command, record).await
    }

    /// Somebody came in, was refused, went, or was given a sign-in.
    pub(crate) async fn record_door(&self, record: Record) -> Result<(), Fault> {
        self.put_on_record(&secrets::token()?, record).await
    }

    /// A program asked in somebody's name. Whatever it asks within the hour is told of once.
    pub(crate) async fn record_token_used(&self, person: &str, token: &str) -> Result<(), Fault> {
        let hour = self.now().as_second().div_euclid(SAME_LOOK);
        let record = Record::TokenUsed { person: person.to_owned(), token: token.to_owned() };
        self.put_on_record(&format!("token {token} {hour}"), record).await
    }

    async fn put_on_record(&self, command: &str, record: Record) -> Result<(), Fault> {
        if self.store().performed(command).await?.is_some() {
            return Ok(());
        }
        let to = record.stream();
        self.append_record(to, command, &Recorded { at: self.now(), record }).await
    }

    /// Who read what of a case or an incoming matter, oldest first.
    ///
    /// # Errors
    /// [`Fault`].
    pub async fn readings(&self, of: &str) -> Result<Vec<Recorded>, Fault> {
        self.entries(&format!("looks:{of}")).await
    }

    /// Who came in and went in an office, oldest first; of `-` the attempts under names that are not known.
    ///
    /// # Errors
    /// [`Fault`].
    pub async fn door(&self, office: &str) -> Result<Vec<Recorded>, Fault> {
        self.entries(&format!("door:{office}")).await
    }
}

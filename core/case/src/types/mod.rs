//! The types that the log, the desk and the engine share.

mod actor;
mod command;
mod event;
mod outcome;
mod paper;
mod party;
mod row_key;
mod run;
mod stamp;
mod state;
mod surroundings;

pub use actor::{Actor, Doer, Principal, PrincipalError, StandIn};
pub use command::{Command, Do, Entry, Hand, Input, PartyInput, Pass, Spawned};
pub use event::{Copied, Event, NumberOf};
pub use outcome::{Code, Commit, NumberWanted, Outcome, Refusal};
pub use paper::{Paper, Serving, Signature};
pub use party::PartyOn;
pub use row_key::{MAIN, RowKey, RowKeyError};
pub use run::{HowEnded, Mark, Marked, Moved, Pause, Run};
pub use stamp::Stamp;
pub use state::{
    Assigned, AxisChange, AxisState, Case, Done, Firm, Forwarded, HeldBack, Listing, Request, RequestState, Row,
    Spawning, Waiting,
};
pub use surroundings::{Answer, Answers, LinkedAct, LinkedFacts, Member, Named, OfficeRow, Question, Surroundings};

//! The event log, its read models and its clocks, on SQLite and on PostgreSQL behind one interface.
//!
//! A change is written by [`Store::transact`] in one transaction: commits with their hash chain and ledger leaves,
//! read models as the difference of two projections ([`Rows::diff`]), sealed values, outbox. Everything else here
//! reads, or keeps what is no event: accounts, sessions, drafts. See `README.md` for the calls by purpose.

mod accounts;
mod api_tokens;
mod behind;
mod blobs;
mod bundle;
mod change;
mod clocks;
mod conn;
mod delta;
mod destroy;
mod door;
mod error;
mod fill;
mod inbox;
mod indices;
mod journal;
mod keys;
mod ledger;
mod line;
mod look;
mod lookups;
mod notices;
mod objects;
mod open;
mod overview;
mod owed;
mod packed;
mod passkeys;
mod perform;
mod proofs;
mod public;
mod rows;
mod search;
mod second_steps;
mod sql;
mod streams;
mod table;
mod tallies;
mod texts;
mod together;
mod tries;
mod verify;
mod whole;
mod words;
mod writer;
mod writers;

pub use accounts::{AccountRow, DraftFileRow, DraftRow, SessionRow};
pub use api_tokens::ApiTokenRow;
pub use behind::{Behind, BehindPage};
pub use change::{
    AttachmentRow, Batch, Blob, Change, CrossingRow, Draw, Finish, NewCommit, OutboxRow, Part, Pieces, ReceiptRow,
    SealedRow, StoredCommit, Written,
};
pub use clocks::{FailedLetter, Lane};
pub use delta::{Delta, Rows};
pub use dengwen_audit::{Break, Committed, Hash, Head, LedgerHead, What};
pub use destroy::Destroyed;
pub use error::{FinishError, Result, StoreError};
pub use fill::Lines;
pub use inbox::{CaseFilter, CaseKey, InboxFilter, InboxKey, InboxRow, Page, Seat, Viewer};
pub use keys::{KeyLockRow, KeyPairRow};
pub use line::Line;
pub use look::one_look;
pub use lookups::{CountedOf, RegisterKey};
pub use notices::{MailWayRow, NoticeMarkRow, NoticeRow};
pub use open::{Backend, Durability, Store};
pub use overview::{CountBy, Counted};
pub use passkeys::PasskeyRow;
pub use proofs::InTree;
pub use public::PublicKey;
pub use rows::{
    BarredRow, CaseRow, ClockRow, Due, EntryRow, LinkRow, MeasureRow, MeasuredRow, MemberRow, PaperRow, PersonRow,
    PostRow, PublicRow, RegisterRow, SightRow, TodoRow, UnitRow, UnsettledRow, WakeRow, WordRow,
};
pub use search::{FoundKey, Question, SealedHoldingRow, SealedMarkRow, SealedWordRow};
pub use second_steps::SecondStepRow;
pub use sql::{Cell, Kind};
pub use streams::StreamHead;
pub use table::{Row, Table};
pub use tallies::{Days, KeptFigures, SumsBy, TallyRow};
pub use texts::TextRow;
pub use tries::TryRow;
pub use verify::Verified;
pub use whole::{Shape, Sum, Whole};
pub use words::{whole_words, words, words_in_order};

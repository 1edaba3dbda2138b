//! The office: registers, performs acts, keeps the inbox, ticks the clocks, decides who may see what. The only place where
//! core and adapters meet; web and command line go through it.

mod accounts;
mod act;
mod actor;
mod address;
mod api;
pub mod audit;
mod cases;
mod config;
mod csv;
mod dates;
mod desk;
mod door;
mod dossier;
mod drafts;
mod engine;
mod extract;
mod fault;
mod files;
mod incoming;
pub mod inspect;
mod keep_out;
mod keys;
mod leader;
mod leave;
pub mod library;
mod log;
mod look;
mod mail;
mod naming;
mod next;
mod notices;
pub mod office;
mod openings;
mod overview;
mod papers;
mod password;
mod project;
mod proposals;
mod rebuild;
pub(crate) mod registers;
mod relations;
mod reports;
mod retention;
mod rosters;
mod sealed;
mod secrets;
pub mod show;
mod supervision;
mod tick;
mod together;
mod typed;
pub mod view;
mod views;
mod voucher;
mod warnings;
mod watch;

pub use accounts::{Entered, Knock};
pub use address::{Address, AddressWrong};
pub use api::{InboxAsked, RegulationView, SettingView};
pub use cases::Loaded;
pub use config::{Clock, Config};
pub use dates::{DatesView, DayView, FeedLine};
pub use desk::Desk;
pub use door::{
    Advice, Device, FreshAsked, PASSWORD_CHARACTERS_MIN, PasskeyAsked, PasskeyView, PasskeysView, Scope,
    SecondStepSetup, SecondStepView, SessionView, Strength, TokenView, WAIT_MAX, code_at,
};
pub use drafts::{DraftKept, SavedDraft};
pub use fault::Fault;
pub use files::{Content, NotTaken, Reading, SCANNED, Scan, Scanner, Spool, unfit};
pub use keys::{Held, Recovered};
pub use leader::{ApprovalView, LeaderView};
pub use leave::{AwayView, LeaveTyped, LeaveView};
pub use mail::Mail;
pub use notices::{LetterLine, MailTyped, MailView, NoticeView, NoticesView};
pub use office::SignInView;
pub use openings::{OPENING_GRANTED, OpeningRule, PURPOSE_WANTED, SECOND_WANTED};
pub use overview::{ChoiceView, OverviewAsked, OverviewView, PanelView, PublicTable, SMALL};
pub use proposals::{Asks, OnDuty, Proposals, Proposed, Similar};
pub use rebuild::Differs;
pub use registers::WRITE as WRITE_IN_REGISTER;
pub use relations::{DeclaredView, RelationView, Said};
pub use reports::Inspected as InspectedReport;
pub use retention::{Certificate, CertificateView, KeptLine, RetentionView};
pub use rosters::{RosterDay, RosterLine, RosterPage, TurnView};
pub use secrets::{Passwords, rotate_ring};
pub use supervision::{
    Found, SampleAsked, SampleLine, SampleView, SupervisedGroup, SupervisedLine, SupervisionView, UrgedLine,
};
pub use together::{BackView, TOGETHER_MAX, TogetherAct, TogetherRow, TogetherView};
pub use typed::{FILE_BYTES_MAX, FILES_BYTES_MAX, FILES_MAX};
pub use views::SavedView;
pub use warnings::{WARNINGS, WarningView};
pub use watch::Standing;

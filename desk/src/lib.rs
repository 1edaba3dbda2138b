//! The office: registers, performs acts, keeps the inbox, ticks the clocks, decides who may see what. The only place where
//! core and adapters meet; web and command line go through it.

mod accounts;
mod act;
mod actor;
mod api;
pub mod audit;
mod cases;
mod config;
mod desk;
mod engine;
mod fault;
mod files;
mod incoming;
pub mod inspect;
mod keys;
pub mod library;
mod log;
mod look;
mod naming;
pub mod office;
mod papers;
mod password;
mod project;
mod rebuild;
pub(crate) mod registers;
mod reports;
mod sealed;
mod secrets;
pub mod show;
mod tick;
mod typed;
pub mod view;
mod voucher;

pub use api::{RegulationView, SettingView};
pub use cases::Loaded;
pub use config::{Clock, Config};
pub use desk::Desk;
pub use fault::Fault;
pub use files::{SCANNED, Scan, Scanner, unfit};
pub use keys::{Held, Recovered};
pub use password::PASSWORD_CHARACTERS_MIN;
pub use rebuild::Differs;
pub use registers::WRITE as WRITE_IN_REGISTER;
pub use reports::Inspected as InspectedReport;
pub use secrets::{Passwords, rotate_ring};
pub use typed::{FILE_BYTES_MAX, FILES_BYTES_MAX, FILES_MAX};

//! The office: registers, performs acts, keeps the inbox, ticks the clocks, decides who may see what. The only place where
//! core and adapters meet; web and command line go through it.

mod accounts;
mod act;
mod actor;
mod cases;
mod config;
mod desk;
mod engine;
mod fault;
mod library;
mod naming;
pub mod office;
mod project;
mod sealed;
mod secrets;
pub mod show;
mod tick;
mod typed;
pub mod view;

pub use cases::Loaded;
pub use config::{Clock, Config};
pub use desk::Desk;
pub use fault::Fault;
pub use secrets::Passwords;

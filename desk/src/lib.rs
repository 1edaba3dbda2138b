//! The office: registers, performs acts, keeps the inbox, ticks the clocks, decides who may see what. The only place where
//! core and adapters meet; web and command line go through it.

pub mod view;

//! The desk over a real store: whole enquiries, people who act at once, forms sent twice, what leaks and what does not, texts that change.

mod at_rest;
mod audit;
mod authenticator;
mod begin;
mod door;
mod enquiry;
mod forward;
mod incoming;
mod keep_out;
mod keys;
mod leaks;
mod looks;
mod office;
mod openings;
mod passkeys;
mod record_forms;
mod registers;
mod relations;
mod reports;
mod retention;
mod second_step;
mod texts;
mod together;
mod tokens;
mod trial;
mod words;

//! The desk over a real store: whole enquiries, people who act at once, forms sent twice, what leaks and what does not, texts that change.

mod at_rest;
mod audit;
mod begin;
mod enquiry;
mod forward;
mod incoming;
mod keep_out;
mod keys;
mod leaks;
mod looks;
mod office;
mod openings;
mod registers;
mod reports;
mod retention;
mod texts;
mod together;
mod trial;
mod words;

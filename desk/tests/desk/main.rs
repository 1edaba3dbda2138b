//! The desk over a real store: whole enquiries, people who act at once, forms sent twice, what leaks and what does not, texts that change.

mod at_rest;
mod audit;
mod authenticator;
mod backup;
mod begin;
mod compared;
mod counted;
mod door;
mod dossier;
mod drafts;
mod enquiry;
mod figures;
mod filled;
mod forward;
mod incoming;
mod keep_out;
mod keys;
mod leader;
mod leaks;
mod leave;
mod looks;
mod nodes;
mod notices;
#[cfg(feature = "objects")]
mod objects;
mod office;
mod openings;
mod overview;
mod passkeys;
mod proposals;
mod public;
mod record_forms;
mod registers;
mod relations;
mod reports;
mod retention;
mod rosters;
#[cfg(feature = "objects")]
#[path = "../../../adapters/store/tests/common/s3.rs"]
mod s3;
mod second_step;
mod streamed;
mod supervision;
mod texts;
mod together;
mod tokens;
mod trial;
mod upgrade;
mod words;

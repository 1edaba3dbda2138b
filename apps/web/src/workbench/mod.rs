//! What members of an office do.

pub(crate) mod act;
pub(crate) mod admin;
pub(crate) mod case;
pub(crate) mod door;
pub(crate) mod extract;
pub(crate) mod identity;
pub(crate) mod inbox;
pub(crate) mod incoming;
pub(crate) mod looks;
pub(crate) mod openings;
pub(crate) mod papers;
pub(crate) mod passkeys;
pub(crate) mod password;
pub(crate) mod proof;
pub(crate) mod register;
pub(crate) mod registers;
pub(crate) mod regulations;
pub(crate) mod reports;
pub(crate) mod retention;
pub(crate) mod search;
pub(crate) mod second_step;
pub(crate) mod sent;
pub(crate) mod sessions;
pub(crate) mod settings;
pub(crate) mod tokens;
pub(crate) mod watch;

//! Forms on their way: read from the request, kept as a draft, shown again with what was typed.

mod compared;
mod draft;
mod entered;
mod kept;
mod posted;
mod resent;
mod rows;

#[cfg(test)]
pub(crate) use compared::SurePage;
pub(crate) use compared::pressed;
pub(crate) use draft::{Draft, HeldFile, Problem};
pub(crate) use entered::saved;
pub(crate) use kept::Kept;
pub(crate) use posted::{Posted, pairs_of};
pub(crate) use resent::Resent;

#[cfg(test)]
mod tests;

//! The case: what may be done, what follows, and what the log says.
//!
//! [`decide`] judges a command against a case, its regulation, the calendar and what lies outside the case, and gives a
//! [`Commit`] of events, or refusals, or questions. [`apply`] adds one event to a case; it judges nothing and never fails.
//! There is no clock here, no randomness and no I/O; whatever a rule wants to know of the world is a [`Question`].

mod apply;
mod classes;
mod decide;
mod effects;
mod eye;
mod labels;
mod limits;
mod numbers;
mod related;
mod several;
mod show;
mod types;
mod who;
mod work;

pub use apply::{apply, replay};
pub use decide::{MAKE_EXTRACT, decide, extracts, read_value};
pub use limits::{Clock, LimitState, LimitView, clocks, limit_views, passings};
pub use related::{named, on_recusal, steps_aside};
pub use show::{
    Ask, AskKind, Begin, Choices, Counted, Figure, FigureLine, FigureUnit, Filled, Measured, Offer, OfferState,
    OptionOffer, Projection, Seen, Tally, Todo, Why, alert_holds, begins, by_text, counted, counter, facts_of,
    figure_lines, first_due, form, lines_of, measured, offers, openings, project, seen_by, settled, sight,
};
pub use types::*;

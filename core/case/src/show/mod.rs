//! What of a case is shown to whom: acts open and closed, what is owed, who sees it, what other cases may read.

mod facts;
mod figures;
mod form;
mod offers;
mod project;
mod registers;
mod seen;
mod sight;
mod tallies;
mod todo;

pub use facts::{Counted, counted, counter, facts_of};
pub use figures::{Measured, alert_holds, measured, settled};
pub use form::{Ask, AskKind, Choices, form};
pub use offers::{Begin, Offer, OfferState, OptionOffer, begins, first_due, offers, openings};
pub use project::{Projection, project};
pub use registers::Filled;
pub use seen::{Seen, seen_by};
pub use sight::sight;
pub use tallies::{Figure, FigureLine, FigureUnit, Tally, by_text, figure_lines, lines_of};
pub use todo::{Todo, Why};

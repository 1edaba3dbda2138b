//! What of a case is shown to whom: acts open and closed, what is owed, who sees it, what other cases may read.

mod facts;
mod figures;
mod form;
mod offers;
mod project;
mod registers;
mod seen;
mod sight;
mod todo;

pub use facts::{Counted, counted, counter, facts_of};
pub use figures::{Figure, FigureLine, FigureUnit, Measured, alert_holds, figure_lines, measured};
pub use form::{Ask, AskKind, Choices, form};
pub use offers::{Begin, Offer, OfferState, OptionOffer, begins, first_due, offers, openings};
pub use project::{Projection, project};
pub use registers::Filled;
pub use seen::{Seen, seen_by};
pub use sight::sight;
pub use todo::{Todo, Why};

//! Letters, forms and periodic reports: one [`Paper`] becomes a PDF with Typst inside the process, or a print view in HTML.
//!
//! ```no_run
//! use dengwen_documents::{Fonts, Paper, Press, TemplateSource};
//!
//! let press = Press::new(Fonts::find()?);
//! let paper = Paper::letter("受理告知书", "云山市消费者协会", "2026-03-02".parse()?);
//! let pdf: Vec<u8> = press.pdf(&paper, &TemplateSource::general(&paper))?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! A paper holds finished text and dates; nothing is looked up here, and the clock of the machine is never read.
//! A font or a glyph that is missing is an error which names the package to install, never a page of boxes.

mod bind;
mod dossier;
mod fonts;
mod glyphs;
mod html;
mod paper;
mod press;
mod report;
mod turns;
mod words;
mod world;

#[cfg(test)]
mod tests;

pub use dossier::{Block, Dossier, Inserted, Section, Told, Volume};
pub use fonts::{FontError, Fonts};
pub use glyphs::MissingGlyph;
pub use html::html;
pub use paper::{Basis, Copy, Head, How, Kind, Language, Name, Paper, Row, Signature, Table};
pub use press::{Press, PressError, Sentences, TemplateSource};
pub use report::{Figure, Picture, Report};

/// Built anew for another checkout: see `.cargo/config.toml`.
const _: Option<&str> = option_env!("DENGWEN_CHECKOUT");

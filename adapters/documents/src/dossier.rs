//! What is bound together: a cover, a list of contents, what is known of each case, and its papers as they were issued.

use jiff::civil::Date;
use serde::Serialize;

use crate::{Language, Paper, Row, TemplateSource};

/// One document made of everything that belongs to one or several cases. Everything is text already, as in a [`Paper`].
#[derive(Clone, Debug)]
pub struct Dossier {
    /// The language of the fixed words.
    pub language: Language,
    /// What it is called on its cover.
    pub title: String,
    /// Whose it is.
    pub organisation: String,
    /// The day it was made.
    pub dated: Date,
    /// A mark on each page, such as that the case is sealed.
    pub mark: Option<String>,
    /// Small print of the cover: who made it when, what is left out.
    pub notes: Vec<String>,
    /// One for each case.
    pub volumes: Vec<Volume>,
    /// The papers that blocks name, by their place from 0.
    pub papers: Vec<Inserted>,
    /// The pictures that blocks name, by their place from 0: JPEG.
    pub pictures: Vec<Vec<u8>>,
}

/// A paper as it was issued, with its own template.
#[derive(Clone, Debug)]
pub struct Inserted {
    /// How the list of contents calls it.
    pub title: String,
    /// What it says.
    pub paper: Paper,
    /// How it is set.
    pub template: TemplateSource,
}

/// What is known of one case.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Volume {
    /// Its number.
    pub number: String,
    /// What it is about.
    pub title: String,
    /// What stands on its cover.
    pub cover: Vec<Row>,
    /// What it is made of, in order.
    pub sections: Vec<Section>,
}

/// A section with its heading.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Section {
    /// The heading.
    pub title: String,
    /// It begins on a page of its own.
    pub afresh: bool,
    /// What stands below.
    pub blocks: Vec<Block>,
}

/// Something in a section.
#[derive(Clone, Debug, Serialize)]
#[serde(tag = "block", rename_all = "lowercase")]
pub enum Block {
    /// A paragraph.
    Text {
        /// What it says.
        text: String,
    },
    /// Labels with values.
    Rows {
        /// Heading.
        title: Option<String>,
        /// One a line.
        rows: Vec<Row>,
    },
    /// A list with columns.
    Table {
        /// Heading.
        title: Option<String>,
        /// Names of the columns.
        columns: Vec<String>,
        /// How wide they are, one beside the other.
        widths: Vec<u8>,
        /// Rows, each with one text per column.
        rows: Vec<Vec<String>>,
    },
    /// What happened, in order.
    Story {
        /// One entry each.
        lines: Vec<Told>,
    },
    /// A paper, on pages of its own.
    Paper {
        /// Its place among the papers, from 0.
        n: usize,
    },
    /// A picture.
    Picture {
        /// Its place among the pictures, from 0.
        n: usize,
        /// What stands below it.
        caption: String,
    },
}

/// Something that happened.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Told {
    /// When.
    pub when: String,
    /// Who.
    pub who: String,
    /// What, in a sentence.
    pub text: String,
    /// The article.
    pub article: Option<String>,
    /// What was said with it.
    pub details: Vec<Row>,
}

//! What one document says, finished as text and dates.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// The data of one document, the same for PDF and print view.
///
/// Everything is text already: whoever fills it has resolved names, labels and dates. What is empty is either left
/// out (numbers, marks, notes) or printed as a place to fill in by hand (rows, signatures).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Paper {
    /// Letter or form; chooses the general template where the pack has none of its own.
    pub kind: Kind,
    /// The id of the document, which is also the name of the pack's own template.
    #[serde(default)]
    pub template: Option<String>,
    /// The language of the fixed words (page, copy, signature, date).
    #[serde(default)]
    pub language: Language,
    /// The official name of the document, without 《》【】.
    pub title: Name,
    /// Whether the organisation is an authority and its letters carry the red head.
    #[serde(default)]
    pub head: Head,
    /// Who issues it; printed over the date.
    pub organisation: String,
    /// Document number, `信访〔2026〕3号`.
    #[serde(default)]
    pub number: Option<String>,
    /// Number of the case.
    #[serde(default)]
    pub case_number: Option<String>,
    /// The day it bears.
    pub dated: Date,
    /// To whom it is written.
    #[serde(default)]
    pub addressee: Option<String>,
    /// Which of several copies this is, and who keeps it.
    #[serde(default)]
    pub copy: Option<Copy>,
    /// The regulation and article on which it rests.
    #[serde(default)]
    pub basis: Option<Basis>,
    /// Sentences before the body, in place of those of the template.
    #[serde(default)]
    pub before: Vec<String>,
    /// Sentences behind the body, in place of those of the template.
    #[serde(default)]
    pub after: Vec<String>,
    /// The body of a letter. A short paragraph that begins `一、` or `（一）` is set as a heading.
    #[serde(default)]
    pub paragraphs: Vec<String>,
    /// Labelled values: the cells of a form, the particulars of a letter.
    #[serde(default)]
    pub rows: Vec<Row>,
    /// Lists with columns, printed below the rows.
    #[serde(default)]
    pub tables: Vec<Table>,
    /// What goes along with it.
    #[serde(default)]
    pub attachments: Vec<String>,
    /// Who signs or seals, in the order in which they do.
    #[serde(default)]
    pub signatures: Vec<Signature>,
    /// Small print at the end.
    #[serde(default)]
    pub note: Option<String>,
}

/// Which of the two general layouts a document has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// Addressee, paragraphs, organisation and date at the lower right.
    #[default]
    Letter,
    /// A bordered table of labelled cells.
    Form,
}

/// The language of the fixed words of a template.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    /// Chinese.
    #[default]
    Zh,
    /// English; the official Chinese name of the document stays as its title.
    En,
}

/// Whether letters begin with the red head of an authority.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Head {
    /// The title stands at the top, as private organisations and associations write.
    #[default]
    Plain,
    /// Name of the authority in red, number, red rule.
    Authority,
}

/// A name in Chinese and English; the English may be empty.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Name {
    /// Chinese.
    pub zh: String,
    /// English.
    #[serde(default)]
    pub en: String,
}

/// One of several copies.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Copy {
    /// Who keeps it.
    pub holder: String,
    /// The mark printed on it, such as 存.
    #[serde(default)]
    pub mark: Option<String>,
    /// Its number, from 1.
    pub no: u32,
    /// How many there are.
    pub of: u32,
}

/// The regulation and the article.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Basis {
    /// Title of the regulation, without 《》.
    pub regulation: String,
    /// Article, `第五条第1款`.
    #[serde(default)]
    pub article: Option<String>,
}

/// A labelled value.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    /// The name of the field, by which a pack's own template asks for it; empty where none does.
    #[serde(default)]
    pub id: String,
    /// Label.
    pub label: String,
    /// Value; empty means a blank to fill in by hand.
    #[serde(default)]
    pub value: String,
    /// At least this many lines of writing space on a form; 0 leaves it to the content.
    #[serde(default)]
    pub lines: u8,
}

/// A list with columns.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Table {
    /// Heading.
    #[serde(default)]
    pub title: Option<String>,
    /// Column names.
    pub columns: Vec<String>,
    /// Rows, each with one text per column.
    #[serde(default)]
    pub rows: Vec<Vec<String>>,
}

/// A place where somebody signs or seals.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signature {
    /// As whom: 投诉方, 调解主持人.
    pub label: String,
    /// Who has signed; empty until then.
    #[serde(default)]
    pub name: Option<String>,
    /// When.
    #[serde(default)]
    pub date: Option<Date>,
    /// By hand, by seal, or by either.
    #[serde(default)]
    pub how: How,
}

/// How a place is signed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum How {
    /// Signed by hand.
    #[default]
    Sign,
    /// Sealed.
    Seal,
    /// Signed or sealed.
    SignOrSeal,
}

impl Paper {
    /// A letter with nothing but its title, organisation and date.
    #[must_use]
    pub fn letter(title: &str, organisation: &str, dated: Date) -> Self {
        Self::blank(Kind::Letter, title, organisation, dated)
    }

    /// A form with nothing but its title, organisation and date.
    #[must_use]
    pub fn form(title: &str, organisation: &str, dated: Date) -> Self {
        Self::blank(Kind::Form, title, organisation, dated)
    }

    fn blank(kind: Kind, title: &str, organisation: &str, dated: Date) -> Self {
        Self {
            kind,
            template: None,
            language: Language::Zh,
            title: Name { zh: bare(title).to_owned(), en: String::new() },
            head: Head::Plain,
            organisation: organisation.to_owned(),
            number: None,
            case_number: None,
            dated,
            addressee: None,
            copy: None,
            basis: None,
            before: Vec::new(),
            after: Vec::new(),
            paragraphs: Vec::new(),
            rows: Vec::new(),
            tables: Vec::new(),
            attachments: Vec::new(),
            signatures: Vec::new(),
            note: None,
        }
    }

    /// Adds a labelled value.
    #[must_use]
    pub fn row(mut self, id: &str, label: &str, value: &str) -> Self {
        self.rows.push(Row { id: id.to_owned(), label: label.to_owned(), value: value.to_owned(), lines: 0 });
        self
    }

    /// Adds a paragraph.
    #[must_use]
    pub fn paragraph(mut self, text: &str) -> Self {
        self.paragraphs.push(text.to_owned());
        self
    }

    /// Adds a place to sign.
    #[must_use]
    pub fn signature(mut self, label: &str, how: How) -> Self {
        self.signatures.push(Signature { label: label.to_owned(), name: None, date: None, how });
        self
    }
}

impl Name {
    /// A name in both languages; brackets around the Chinese name (《》【】) are dropped, because they mark a
    /// name inside a sentence and do not belong on the form itself.
    #[must_use]
    pub fn new(zh: &str, en: &str) -> Self {
        Self { zh: bare(zh).to_owned(), en: en.to_owned() }
    }
}

impl Kind {
    /// Guesses the layout from the official name: what ends as a table, slip, sheet or register is a form.
    #[must_use]
    pub fn of_title(zh: &str) -> Self {
        const FORMS: [&str; 8] = ["表", "单", "登记", "记录", "笔录", "台账", "登记簿", "卡"];
        let name = bare(zh);
        if FORMS.iter().any(|end| name.ends_with(end)) { Self::Form } else { Self::Letter }
    }
}

fn bare(title: &str) -> &str {
    title.trim_matches(|c| matches!(c, '《' | '》' | '【' | '】' | ' '))
}

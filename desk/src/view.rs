//! What the desk shows: plain values in one language, ready for a page. Whoever may not see a thing does not find it here.

mod case;
mod form;
mod portal;

pub use case::{
    CaseView, ClassView, ClosedView, InboxGroup, InboxRow, InboxView, ListView, PartView, PartyView, RelatedView,
};
pub use form::{Choice, Control, FieldView, FormView, OptionView, Stands};
pub use portal::{FollowView, MatterView, OfficeView, Receipt, WayInView};

use dengwen_regulation::model::{Id, Label, Lang};
use jiff::Timestamp;
use serde::Serialize;

use crate::{
    files::{Content, Reading},
    keys::Held,
};

/// A sentence and the article behind it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Cited {
    /// The sentence.
    pub text: String,
    /// The article, if there is one.
    pub article: Option<String>,
    /// The organisation's reading, shown as such.
    pub reading: Option<String>,
}

/// What a person typed: keys as in [`FieldView::key`], values as typed, in order of the form.
pub type Typed = Vec<(String, String)>;

/// A file as uploaded.
#[derive(Debug, Clone)]
pub struct Upload {
    /// The field's key.
    pub key: String,
    /// Its name on the sender's machine.
    pub name: String,
    /// Its media type as told.
    pub media: String,
    /// What is in it.
    pub content: Content,
}

/// A stage on the strip.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StripView {
    /// Its label.
    pub label: String,
    /// Done, here, or to come.
    pub state: StripState,
    /// When it was entered, or what is still to come.
    pub note: String,
}

/// State of a stage on the strip.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum StripState {
    /// Behind us.
    Past,
    /// Here.
    Now,
    /// Perhaps to come.
    Ahead,
}

/// How a due date stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Light {
    /// Past due.
    Late,
    /// Within the warning time, or the last three working days.
    Soon,
    /// In time.
    Ok,
    /// No date.
    #[default]
    None,
}

/// A due date in words.
#[derive(Debug, Clone, Default, Serialize)]
pub struct DueView {
    /// `还有 2 个工作日`, `超期 1 个工作日`, `及时`.
    pub head: String,
    /// `3 月 9 日 周一`, `未规定期限`.
    pub detail: String,
    /// The light.
    pub light: Light,
    /// The instant, for sorting and `<time>`.
    pub at: Option<Timestamp>,
    /// It reaches past the last published calendar year.
    pub provisional: bool,
}

/// A limit on a case.
#[derive(Debug, Clone, Serialize)]
pub struct LimitView {
    /// Its id.
    pub id: String,
    /// Its label.
    pub label: String,
    /// Where it stands.
    pub cited: Cited,
    /// Whom it binds.
    pub who: String,
    /// The due date in words.
    pub due: DueView,
    /// How it stands: runs, waits for something, ended in time, late, laid down, lapsed.
    pub state: String,
    /// Still running.
    pub running: bool,
    /// From which moment it counts.
    pub from: String,
    /// How the date came about, in one sentence.
    pub why: String,
    /// Day by day: the date, whether it counted, and why.
    pub steps: Vec<(String, bool, String)>,
    /// How much of it is over, in hundredths.
    pub part: u8,
}

/// A sentence of the story of a case.
#[derive(Debug, Clone, Serialize)]
pub struct StoryView {
    /// When it happened.
    pub at: Timestamp,
    /// The same in words.
    pub when: String,
    /// When it was entered, if that was another day.
    pub entered: Option<String>,
    /// Who.
    pub who: String,
    /// The sentence.
    pub text: String,
    /// What was said with it.
    pub details: Vec<ValueView>,
    /// It is meant for whoever reads it: what was said stands open.
    pub told: bool,
    /// The article.
    pub article: Option<String>,
    /// What it is about.
    pub sorts: Vec<StorySort>,
}

/// What an entry of a story is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum StorySort {
    /// Somebody did something.
    Acts,
    /// A paper was issued, signed, handed over or served.
    Papers,
    /// Somebody was told, or another office was.
    Told,
    /// A limit warned, passed, moved or was laid down.
    Limits,
}

/// A label and a value.
#[derive(Debug, Clone, Serialize)]
pub struct ValueView {
    /// The label.
    pub label: String,
    /// The value in words; empty if sealed.
    pub value: String,
    /// Kept from sight.
    pub sealed: bool,
}

/// A paper of a case.
#[derive(Debug, Clone, Serialize)]
pub struct PaperView {
    /// Its address on the portal, while it is public.
    pub public: Option<String>,
    /// Its id in the case.
    pub id: String,
    /// Its official name.
    pub label: String,
    /// Its number.
    pub number: Option<String>,
    /// Issued when.
    pub when: String,
    /// How it stands: issued, signed, served, live.
    pub state: String,
    /// Copies: number from 1 and the holder's name.
    pub copies: Vec<(u32, String)>,
    /// Those of them for which the regulation says how the envelope looks.
    pub enveloped: Vec<u32>,
    /// The article.
    pub article: Option<String>,
    /// One of its kind was issued before it, so that both can be read side by side.
    pub reissued: bool,
}

/// A paper beside the one of its kind that was issued before.
#[derive(Debug, Clone, Default, Serialize)]
pub struct ComparedView {
    /// Its official name.
    pub title: String,
    /// The earlier one: number and date.
    pub before: String,
    /// The later one.
    pub after: String,
    /// Place by place.
    pub lines: Vec<ComparedLine>,
    /// The paper and copy that has to be opened for a purpose first.
    pub closed: Option<(String, u32)>,
}

/// What stands at one place of both.
#[derive(Debug, Clone, Serialize)]
pub struct ComparedLine {
    /// What it is called.
    pub label: String,
    /// `same`, `changed`, `added`, `gone`.
    pub change: String,
    /// What the earlier one says.
    pub before: Vec<Piece>,
    /// What the later one says.
    pub after: Vec<Piece>,
}

/// A piece of a text.
#[derive(Debug, Clone, Serialize)]
pub struct Piece {
    /// The words.
    pub text: String,
    /// The other text has it too.
    pub same: bool,
}

/// What stands on the envelope of a letter.
#[derive(Debug, Clone, Default, Serialize)]
pub struct EnvelopeView {
    /// Who it goes to.
    pub name: String,
    /// Where.
    pub address: String,
    /// It goes registered.
    pub registered: bool,
    /// Street and number of the office, as far as entered.
    pub sender: Option<String>,
    /// The name of the office, where the envelope need not be plain.
    pub office: Option<String>,
}

/// Somebody signed in.
#[derive(Debug, Clone, Default)]
pub struct Session {
    /// The person's id.
    pub person: String,
    /// The name shown.
    pub name: String,
    /// The office.
    pub office: String,
    /// The units and posts of today, each once.
    pub posts: Vec<Label>,
    /// May edit people, units, calendar and regulations.
    pub administrator: bool,
    /// Token against forged forms.
    pub csrf: String,
    /// The session's own secret, never shown.
    pub token: String,
    /// The keys it unlocked.
    pub keys: Held,
    /// Their last proof of who they are lies too far back for grave acts.
    pub proof_wanted: bool,
    /// They can give it by a passkey.
    pub passkey: bool,
}

impl Session {
    /// Whose accounts, sessions and keys they are: `OFFICE/PERSON`.
    #[must_use]
    pub fn account(&self) -> String {
        format!("{}/{}", self.office, self.person)
    }
}

/// An act sent to the desk.
#[derive(Debug, Clone, Default)]
pub struct Sent {
    /// The act.
    pub act: String,
    /// The option.
    pub option: Option<String>,
    /// `part.n` of an act of a part.
    pub row: Option<String>,
    /// What was typed.
    pub typed: Typed,
    /// Files.
    pub files: Vec<Upload>,
    /// When it happened, if earlier, as typed.
    pub happened: Option<String>,
    /// The reason for going on in spite of warnings.
    pub in_spite: Option<String>,
    /// The last change the form showed.
    pub seq: u64,
    /// An id made with the form, so that a form sent twice is performed once.
    pub once: String,
}

/// Why the desk did not do it. What was typed is the page's to keep.
#[derive(Debug, Clone, Serialize)]
pub enum Rejection {
    /// There is no such thing for this person.
    NotFound,
    /// The person sees it but may not do this.
    Forbidden,
    /// Wrong or missing input: key of the field, instruction.
    Invalid(Vec<(String, String)>),
    /// The regulation says no.
    Refused(Vec<Refused>),
    /// The case has moved on: what changed.
    Changed(Vec<String>),
    /// An upload is too large or of a refused type: key, instruction.
    Upload(String, String),
    /// The last proof of who it is lies too far back: [`crate::Desk::prove`] first.
    ProofWanted,
    /// Too many wrong tries: come back after so many seconds.
    TooSoon(u64),
    /// The database does not answer, or cannot write just now: the same thing may be asked again. The id stands in the log.
    Away(String),
    /// Something broke; the id stands in the log.
    Fault(String),
}

/// A refusal in words.
#[derive(Debug, Clone, Serialize)]
pub struct Refused {
    /// Stable code.
    pub code: String,
    /// What stands in the way, and the article.
    pub cited: Cited,
    /// What can be done instead.
    pub instead: Vec<String>,
}

/// What went through.
#[derive(Debug, Clone, Serialize)]
pub struct Performed {
    /// The case.
    pub case: String,
    /// Its number.
    pub number: Option<String>,
    /// What happened, in sentences.
    pub told: Vec<String>,
    /// The code for the complainant, when a case was begun.
    pub code: Option<String>,
}

/// A paper as a file.
#[derive(Debug, Clone)]
pub struct PaperFile {
    /// The name to save it under.
    pub name: String,
    /// The media type.
    pub media: String,
    /// The bytes.
    pub bytes: Vec<u8>,
}

/// A file of a case, or of a matter that came in.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct FileView {
    /// Its name in addresses.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its size in words.
    pub size: String,
    /// How it was looked through and copied, in words.
    pub marks: String,
    /// It can be read at once: as a copy, or as it is where it needs none.
    pub at_once: bool,
    /// The file itself is had by a step that is recorded.
    pub recorded: bool,
    /// An extract can be made of it.
    pub extractable: bool,
}

/// A file of which an extract is to be made, with what is marked in it so far.
#[derive(Debug, Clone, Default)]
pub struct ExtractView {
    /// The case and its number.
    pub case: (String, String),
    /// The file.
    pub file: FileView,
    /// The lines of a text, each with the mark whether it is left out.
    pub lines: Vec<(String, bool)>,
    /// Pages of a PDF, 1 for a picture, each with the mark whether it is left out.
    pub pages: Vec<(u32, bool)>,
    /// It is a PDF.
    pub is_pdf: bool,
    /// Boxes as they go into the address of a page: `PAGE-LEFT-TOP-WIDTH-HEIGHT`, in hundredths of a percent.
    pub boxes: Vec<(u32, String)>,
    /// A text without what is marked.
    pub preview: Option<String>,
    /// What stands in the way of making it: the field, and an instruction.
    pub wrong: Vec<(String, String)>,
    /// Last change of the case, to be sent back.
    pub seq: u64,
}

/// What somebody marked, as typed.
#[derive(Debug, Clone, Default)]
pub struct MarksTyped {
    /// Boxes, one a line.
    pub boxes: String,
    /// Lines of a text.
    pub lines: String,
    /// Words of a text, one a line.
    pub words: String,
    /// Pages of a PDF.
    pub pages: String,
}

/// An attachment as a file.
#[derive(Debug)]
pub struct FileBytes {
    /// The name to save it under.
    pub name: String,
    /// The media type, by its bytes.
    pub media: String,
    /// What is in it.
    pub content: Reading,
}

pub use crate::audit::{LookLine, LooksView};
pub use crate::incoming::IncomingView;
pub use crate::openings::{OpeningLine, OpeningView};
pub use crate::registers::{RegisterLine, RegisterPage, RegisterRowView};
pub use dengwen_charts::Drawing;

pub use crate::reports::{
    BehindView, DocumentView, Failed, FailedAt, FigureView, NumberAsked, NumberLine, NumbersOf, ReportLine,
    ReportNumbers, ReportView,
};

/// A language for a view, so that callers need not name the regulation crate.
pub type Language = Lang;
/// An id of the vocabulary.
pub type Name = Id;

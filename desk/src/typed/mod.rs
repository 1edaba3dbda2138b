//! From what a person typed to what the engine takes: by the types of the regulation, with an instruction for every field
//! that does not fit. Who somebody is gets sealed here; past this point nobody holds the text.

mod fields;
mod files;
mod message;
mod party;
mod pictures;
mod value;

pub use files::{FILE_BYTES_MAX, FILES_BYTES_MAX, FILES_MAX};

pub(crate) use files::{bare_picture, check_files, pack, unpack};
pub(crate) use message::{Problem, Wrong};
pub(crate) use value::{moment, reference};

use dengwen_calendar::Counting;
use dengwen_case::{Case, Entry, Input, RowKey};
use dengwen_regulation::{
    model::{Act, Field, FieldType, Id, Lang, Options, Party, Regulation, Sensitive, Shape, ShapeRef},
    value::Value,
};
use dengwen_store::{AttachmentRow, Blob, SealedRow};
use jiff::Timestamp;

use crate::{
    fault::Fault,
    keys::{Seals, is_sealed},
    office::Office,
    show::is_identity,
    view::{Rejection, Typed, Upload},
};

/// What a form is read against.
pub(crate) struct Form<'a> {
    /// What is sensitive is sealed with these.
    pub(crate) seals: &'a Seals<'a>,
    pub(crate) office: &'a Office,
    pub(crate) regulation: &'a Regulation,
    /// The case, empty before it begins.
    pub(crate) case: &'a Case,
    /// The stream that sealed values belong to.
    pub(crate) stream: &'a str,
    pub(crate) shape: &'a Shape,
    pub(crate) act: &'a Act,
    pub(crate) option: Option<&'a Id>,
    pub(crate) typed: &'a Typed,
    pub(crate) files: &'a [Upload],
    pub(crate) counting: &'a Counting,
    pub(crate) now: Timestamp,
    pub(crate) by: &'a str,
    pub(crate) lang: Lang,
}

/// What came of a form.
#[derive(Debug, Default)]
pub(crate) struct Read {
    pub(crate) input: Input,
    pub(crate) sealed: Vec<SealedRow>,
    pub(crate) attachments: Vec<(AttachmentRow, Blob)>,
    pub(crate) wrong: Vec<Wrong>,
}

impl Form<'_> {
    /// Reads the form. Numbers of cases have been looked up before: `cases` maps what was typed to an id.
    pub(crate) fn read(&self, cases: &[(String, String)]) -> Result<Read, Rejection> {
        let mut read = Read::default();
        files::check(self, &mut read)?;
        fields::read(self, cases, &mut read)?;
        if read.wrong.is_empty() {
            return Ok(read);
        }
        Err(Rejection::Invalid(read.wrong.iter().map(|wrong| (wrong.key.clone(), wrong.say(self.lang))).collect()))
    }

    /// The values typed under a key, without those that are empty.
    pub(crate) fn typed(&self, key: &str) -> Vec<&str> {
        let mine = self.typed.iter().filter(|(known, _)| known == key).map(|(_, value)| value.trim());
        mine.filter(|value| !value.is_empty()).collect()
    }

    /// Is what is said kept sealed too, beside who says it.
    pub(crate) fn seals_content(&self) -> bool {
        is_sealed(self.regulation)
    }

    /// Must a field of the case be sealed.
    pub(crate) fn seals(&self, field: &Field) -> bool {
        match field.sensitive {
            Some(Sensitive::Identity) => true,
            Some(Sensitive::Content) => self.seals_content(),
            // The engine itself reads what acts common to all cases ask: which paper, which limit.
            None => self.seals_content() && !self.act.standing && is_free_text(field),
        }
    }

    /// Must a field of a party be sealed.
    pub(crate) fn seals_of(&self, party: &Party, id: &Id, field: &Field) -> bool {
        is_identity(party, id) || self.seals(field)
    }

    /// Is it a field of a party that tells who it is: `party.KIND.N.FIELD`.
    fn is_of_complaining(&self, key: &str) -> bool {
        let mut parts = key.split('.').skip(1);
        let kind = parts.next().and_then(|kind| self.regulation.parties.get(kind));
        let field = parts.nth(1).map(Id::from);
        key.starts_with("party.") && kind.zip(field).is_some_and(|(kind, field)| is_identity(kind, &field))
    }

    /// Seals a text for a key of the form.
    pub(crate) fn seal(&self, key: &str, text: &str, field: &Field, read: &mut Read) -> Result<Value, Fault> {
        let is_identity = field.sensitive == Some(Sensitive::Identity) || self.is_of_complaining(key);
        let (value, row) = self.seals.text((self.stream, key), text, sort(field), is_identity)?;
        read.sealed.push(row);
        Ok(value)
    }

    pub(crate) fn context(&self) -> value::Context<'_> {
        value::Context { office: self.office, regulation: self.regulation, case: self.case, counting: self.counting }
    }
}

/// May anything be written there. In a sealed case it is kept like content, marked or not.
fn is_free_text(field: &Field) -> bool {
    use FieldType::{Long, Phone, Place, Text};
    let of = |of: &FieldType| matches!(of, Text | Long | Phone | Place);
    matches!(field.options, Options::None) && (field.types.is_empty() || field.types.iter().any(of))
}

/// How a text is made comparable before it is hashed.
fn sort(field: &Field) -> dengwen_sealing::Sort {
    if field.types.contains(&FieldType::Phone) {
        return dengwen_sealing::Sort::Phone;
    }
    if field.types.contains(&FieldType::Long) { dengwen_sealing::Sort::Text } else { dengwen_sealing::Sort::Name }
}

/// A value typed by an administrator for a field.
pub(crate) fn entered(office: &Office, regulation: &Regulation, field: &Field, text: &str) -> Option<Value> {
    let case = Case::empty("");
    let counting = Counting::default();
    let context = value::Context { office, regulation, case: &case, counting: &counting };
    if field.many {
        let parts = text.split([',', '，', '、']).map(str::trim).filter(|part| !part.is_empty());
        let all: Option<Vec<Value>> = parts.map(|part| context.one(field, part).ok()).collect();
        return all.map(Value::Many);
    }
    context.one(field, text.trim()).ok()
}

/// Where an act of a case stands: on the row named, else in the case, else in a part that has it (`part.act`).
pub(crate) fn find_act<'r>(
    regulation: &'r Regulation,
    case: &Case,
    row: Option<&RowKey>,
    act: &str,
) -> Option<(&'r Shape, &'r Act)> {
    let (part, name) = act.split_once('.').map_or((None, act), |(part, name)| (Some(part), name));
    let of = |shape: &ShapeRef| regulation.shape(shape).and_then(|shape| Some((shape, shape.acts.get(name)?)));
    let named = row.filter(|row| !row.is_main()).map(|row| row.part.clone()).or_else(|| part.map(Id::from));
    if let Some(part) = named {
        return of(&ShapeRef::Part(part.clone())).or_else(|| of(&ShapeRef::Kind(part))).or_else(|| of(&ShapeRef::Main));
    }
    let own = case.main().and_then(|row| of(&row.shape));
    own.or_else(|| regulation.parts.keys().find_map(|part| of(&ShapeRef::Part(part.clone()))))
}

/// An input under which nothing was given.
pub(crate) fn put(input: &mut Input, key: &str, entry: Entry) {
    input.0.insert(key.to_owned(), entry);
}

/// Does an act ask for another case, in a field of its own or of any regulation of the office.
pub(crate) fn asks_case(act: &Act, regulations: &[std::sync::Arc<Regulation>]) -> bool {
    use dengwen_regulation::model::InputWhat;
    let inputs = act.input.iter().chain(act.choose.values().flat_map(|option| &option.input));
    inputs.into_iter().any(|input| match &input.what {
        InputWhat::Own(_, field) => field.types.contains(&FieldType::Case),
        InputWhat::Field(id) => {
            let shapes = regulations.iter().flat_map(|one| one.shapes());
            shapes.filter_map(|(_, shape)| shape.fields.get(id)).any(|field| field.types.contains(&FieldType::Case))
        }
        _ => false,
    }) || act.opens.is_some()
}

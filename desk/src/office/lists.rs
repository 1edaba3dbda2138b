//! Lists of a regulation that the office lengthens without a new version: ways in, class values, options of a field. What it
//! has added is laid over every text of the regulation, so that what was chosen keeps its name; what it has switched off is
//! offered no more.

use std::sync::Arc;

use dengwen_regulation::model::{
    Axis, Channel, Choice, ClassValue, Field, FieldType, Id, Label, Lang, Map, Options, Regulation, Rule, Shape,
};
use jiff::Timestamp;

use super::{ListEntry, Office, OfficeEvent};
use crate::{
    desk::Desk,
    view::{Rejection, Session},
};

/// How many entries an office adds to one list.
const ENTRIES_MAX: usize = 200;
/// The longest name of an entry, in characters.
const NAME_MAX: usize = 60;

/// A list that the office may lengthen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListView {
    /// Where it stands: `channels`, `classes.ID.values`, `fields.ID`.
    pub path: String,
    /// What it is a list of.
    pub label: String,
    /// The article.
    pub article: Option<String>,
    /// Entries fall under one another.
    pub is_tree: bool,
    /// What stands in it.
    pub entries: Vec<EntryView>,
}

/// An entry of such a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EntryView {
    /// Its id.
    pub id: String,
    /// Its label.
    pub label: String,
    /// The entry it falls under: id and label.
    pub of: Option<(String, String)>,
    /// Since when the office has it; none: it is the regulation's own.
    pub from: Option<Timestamp>,
    /// Since when it is switched off.
    pub until: Option<Timestamp>,
}

/// What stands at the path of an editable list.
enum Place<'r> {
    Channels(&'r Map<Channel>),
    Axis(&'r Axis),
    Field(&'r Field),
}

impl Desk {
    /// The lists of a regulation that the office may lengthen.
    ///
    /// # Errors
    /// [`Rejection::Forbidden`] for whoever is no administrator, [`Rejection::NotFound`].
    pub async fn lists(&self, session: &Session, regulation: &str, lang: Lang) -> Result<Vec<ListView>, Rejection> {
        let office = self.administered(session, regulation).await?;
        let text = self.regulation_of(&office, regulation)?;
        let list = |path: &String| place(&text, path).map(|place| view(&office, &text, path, &place, lang));
        Ok(text.editable.iter().filter_map(list).collect())
    }

    /// Adds an entry; `of` is the entry it falls under.
    ///
    /// # Errors
    /// As [`Desk::lists`]; [`Rejection::Invalid`] with `zh` or `of` where that does not fit.
    pub async fn enter_list_entry(
        &self,
        session: &Session,
        regulation: &str,
        path: &str,
        (label, of): (Label, Option<String>),
        lang: Lang,
    ) -> Result<(), Rejection> {
        let lists = self.lists(session, regulation, lang).await?;
        let list = lists.into_iter().find(|list| list.path == path).ok_or(Rejection::NotFound)?;
        let office = self.office_state(&session.office).await?;
        let own = office.lists.iter().filter(|one| one.regulation == regulation && one.path == path).count();
        let offered = |entry: &&EntryView| entry.until.is_none();
        let name = label.zh.trim();
        let wrong = |key: &str, (zh, en): (&str, &str)| {
            let text = if lang == Lang::Zh { zh } else { en };
            Err(Rejection::Invalid(vec![(key.to_owned(), text.to_owned())]))
        };
        if name.is_empty() || name.chars().count() > NAME_MAX || own >= ENTRIES_MAX {
            return wrong("zh", ("填写名称，不超过 60 个字", "give a name of at most 60 characters"));
        }
        if list.entries.iter().filter(offered).any(|entry| entry.label == name) {
            return wrong("zh", ("已经有同名的一项", "there is one of this name already"));
        }
        let known = |of: &String| list.entries.iter().filter(offered).any(|entry| entry.id == *of);
        if of.as_ref().is_some_and(|of| !list.is_tree || !known(of)) {
            return wrong("of", ("选择列表里的一项", "choose one of the list"));
        }
        let english = if label.en.trim().is_empty() { name } else { label.en.trim() };
        let entry = ListEntry {
            regulation: regulation.to_owned(),
            path: path.to_owned(),
            id: format!("own_{}", own + 1),
            label: Label::new(name, english),
            of,
            from: self.now(),
            until: None,
        };
        self.office_append(&office.id, &session.person, None, vec![OfficeEvent::ListSaved { entry }]).await?;
        Ok(())
    }

    /// Switches an entry off that the office has added: it keeps its name where it was chosen.
    ///
    /// # Errors
    /// As [`Desk::lists`].
    pub async fn end_list_entry(
        &self,
        session: &Session,
        regulation: &str,
        path: &str,
        id: &str,
    ) -> Result<(), Rejection> {
        let office = self.administered(session, regulation).await?;
        let meant =
            |one: &ListEntry| one.regulation == regulation && one.path == path && one.id == id && one.until.is_none();
        if !office.lists.iter().any(meant) {
            return Err(Rejection::NotFound);
        }
        let event = OfficeEvent::ListEnded {
            regulation: regulation.to_owned(),
            path: path.to_owned(),
            id: id.to_owned(),
            at: self.now(),
        };
        self.office_append(&office.id, &session.person, None, vec![event]).await?;
        Ok(())
    }
}

fn view(office: &Office, text: &Regulation, path: &str, place: &Place<'_>, lang: Lang) -> ListView {
    let said = |label: &Label| label.in_lang(lang).to_owned();
    let entry = |id: &Id, label: &Label, of: Option<(String, String)>| {
        let own = office.lists.iter().find(|one| *one.regulation == *text.id && one.path == path && *one.id == **id);
        let (from, until) = own.map_or((None, None), |own| (Some(own.from), own.until));
        EntryView { id: id.to_string(), label: said(label), of, from, until }
    };
    let (label, rule, entries) = match place {
        Place::Channels(channels) => {
            let all = channels.iter().map(|(id, one)| entry(id, &one.label, None)).collect();
            (if lang == Lang::Zh { "渠道" } else { "ways in" }.to_owned(), None, all)
        }
        Place::Axis(axis) => {
            let above = |value: &ClassValue| {
                let of = value.of.as_ref()?;
                axis.values.get(of).map(|above| (of.to_string(), said(&above.label)))
            };
            let all = axis.values.iter().map(|(id, value)| entry(id, &value.label, above(value))).collect();
            (said(&axis.label), Some(&axis.rule), all)
        }
        Place::Field(field) => {
            let all = match &field.options {
                Options::Listed(all) => all.iter().map(|(id, one)| entry(id, &one.label, None)).collect(),
                Options::None | Options::From(_) => Vec::new(),
            };
            (said(&field.label), Some(&field.rule), all)
        }
    };
    ListView {
        path: path.to_owned(),
        label,
        article: rule.and_then(|rule| rule.article.clone()),
        is_tree: matches!(place, Place::Axis(_)),
        entries,
    }
}

fn place<'r>(text: &'r Regulation, path: &str) -> Option<Place<'r>> {
    if path == "channels" {
        return Some(Place::Channels(&text.channels));
    }
    let axis =
        text.shapes().flat_map(|(_, shape)| shape.classes.values()).find(|axis| is_at(&axis.rule, path, "values"));
    let mut fields = text.shapes().flat_map(|(_, shape)| shape.fields.values());
    let field = fields.find(|field| is_at(&field.rule, path, "options") && is_choice(field));
    axis.map(Place::Axis).or_else(|| field.map(Place::Field))
}

/// `editable` stands with the thing or within its list.
fn is_at(rule: &Rule, path: &str, list: &str) -> bool {
    path.strip_prefix(rule.path.as_str()).is_some_and(|rest| rest.is_empty() || rest.strip_prefix('.') == Some(list))
}

fn is_choice(field: &Field) -> bool {
    matches!(field.options, Options::Listed(_))
        || (matches!(field.options, Options::None) && field.types.contains(&FieldType::Choice))
}

/// A text with the entries that an office has added.
pub(super) fn laid_over(entries: &[ListEntry], text: &Arc<Regulation>) -> Arc<Regulation> {
    let mut own = entries.iter().filter(|one| *one.regulation == *text.id).peekable();
    if own.peek().is_none() {
        return Arc::clone(text);
    }
    let mut laid = Regulation::clone(text);
    own.for_each(|entry| lay(&mut laid, entry));
    Arc::new(laid)
}

fn lay(text: &mut Regulation, entry: &ListEntry) {
    let rule = Rule {
        path: format!("{}.{}", entry.path, entry.id),
        reading: Some(Label::new("由本单位增列", "added by the office")),
        off: entry.until.is_some(),
        ..Rule::default()
    };
    let (id, label) = (Id::from(entry.id.as_str()), entry.label.clone());
    if entry.path == "channels" {
        // Whoever sits at the first way in sits at one that the office opens beside it.
        let desk = text.channels.values().next().and_then(|first| first.desk.clone());
        let channel = Channel { label, desk, hours: None, address: None, asks: Vec::new(), rule };
        text.channels.entry(id).or_insert(channel);
        return;
    }
    for shape in shapes(text) {
        for axis in shape.classes.values_mut().filter(|axis| is_at(&axis.rule, &entry.path, "values")) {
            let value = ClassValue {
                label: label.clone(),
                meaning: None,
                of: entry.of.as_deref().map(Id::from),
                first: false,
                guide: None,
                rule: rule.clone(),
            };
            axis.values.entry(id.clone()).or_insert(value);
        }
        for field in shape.fields.values_mut().filter(|field| is_at(&field.rule, &entry.path, "options")) {
            if is_choice(field) && matches!(field.options, Options::None) {
                field.options = Options::Listed(Map::new());
            }
            if let Options::Listed(all) = &mut field.options {
                all.entry(id.clone()).or_insert(Choice { label: label.clone(), rule: rule.clone() });
            }
        }
    }
}

fn shapes(text: &mut Regulation) -> impl Iterator<Item = &mut Shape> {
    let registers = text.registers.values_mut().map(|register| &mut register.shape);
    std::iter::once(&mut text.main).chain(text.kinds.values_mut()).chain(text.parts.values_mut()).chain(registers)
}

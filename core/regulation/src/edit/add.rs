//! What forms add to a text: fields, ways in, classes, steps from stage to stage, entries of lists.

use super::{
    Editor, Unfit,
    find::steps,
    written::{label, label_of, list, map, scalar},
};
use crate::{
    load::is_reserved,
    model::{Label, Regulation},
};

/// The longest id.
const ID_MAX: usize = 40;

/// What is wrong with what was typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wrong {
    /// The id is none: small letters, digits and underscores, a letter first.
    Id,
    /// The id is there already.
    Taken,
    /// There is no name.
    Name,
    /// There is neither an article nor a reading.
    Source,
    /// A choice has nothing to choose.
    Options,
    /// The text has no such place.
    Place,
}

impl From<Unfit> for Wrong {
    fn from(_: Unfit) -> Self {
        Self::Place
    }
}

/// A name with what stands behind it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Named {
    /// The id; empty: one is proposed.
    pub id: String,
    /// The label.
    pub label: Label,
    /// The article.
    pub article: String,
    /// How it is understood, or why there is a rule without an article.
    pub reading: String,
}

/// Whether a field is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Asked {
    /// It may be left out.
    #[default]
    Never,
    /// Asked for, never a reason to refuse.
    IfPossible,
    /// Must be given.
    Always,
}

/// A field.
#[derive(Debug, Clone, Default)]
pub struct NewField {
    /// Its name.
    pub named: Named,
    /// The shape it belongs to; empty: the case.
    pub shape: String,
    /// A word of the vocabulary.
    pub kind: String,
    /// What can be chosen, a line each: `中文 | English`.
    pub options: Vec<String>,
    /// Whether it is asked for.
    pub asked: Asked,
    /// Acts and ways in at which it is asked for, by path.
    pub at: Vec<String>,
}

/// A way in.
#[derive(Debug, Clone, Default)]
pub struct NewChannel {
    /// Its name.
    pub named: Named,
    /// The role that sits there.
    pub desk: String,
    /// Its hours, as the vocabulary writes them; may be empty.
    pub hours: String,
    /// Where it is; may be empty.
    pub address: String,
}

/// An axis of classes.
#[derive(Debug, Clone, Default)]
pub struct NewClass {
    /// Its name.
    pub named: Named,
    /// Its values, a line each.
    pub values: Vec<String>,
    /// Several may hold at once.
    pub many: bool,
    /// Who sets it.
    pub set_by: String,
    /// Acts at which it is asked for, by path.
    pub at: Vec<String>,
}

/// An act that leads from stages to another.
#[derive(Debug, Clone, Default)]
pub struct NewStep {
    /// Its name.
    pub named: Named,
    /// Who does it.
    pub by: String,
    /// Stages in which it is open, by path.
    pub from: Vec<String>,
    /// The stage it leads to, by path; empty: none.
    pub to: String,
    /// What it asks, and must be given.
    pub asks: Vec<String>,
    /// Who is told.
    pub tells: Vec<String>,
}

/// An entry of a list: a value of a class, an option of a field or of an act.
#[derive(Debug, Clone, Default)]
pub struct Entry {
    /// Its name.
    pub named: Named,
    /// The list, by path.
    pub list: String,
    /// Of an option of an act: the stage it leads to, by path; empty: none.
    pub to: String,
    /// Of an option of an act: what it asks.
    pub asks: Vec<String>,
}

impl Named {
    fn checked(&self, editor: &Editor, regulation: &Regulation, section: &[&str]) -> Result<String, Wrong> {
        if self.label.zh.trim().is_empty() {
            return Err(Wrong::Name);
        }
        let mut there = editor.keys(section);
        if self.id.is_empty() {
            let shapes = regulation.shapes().flat_map(|(_, shape)| shape.fields.keys().chain(shape.classes.keys()));
            there.extend(shapes.chain(regulation.channels.keys()).map(ToString::to_string));
            return Ok(proposed(&self.label.en, section.last().copied().unwrap_or("entry"), &there));
        }
        let good = self.id.len() <= ID_MAX && is_id(&self.id) && !is_reserved(&self.id);
        match (good, there.contains(&self.id)) {
            (false, _) => Err(Wrong::Id),
            (true, true) => Err(Wrong::Taken),
            (true, false) => Ok(self.id.clone()),
        }
    }

    /// The same, of a rule, which needs an article or a reading.
    pub(super) fn rule(&self, editor: &Editor, regulation: &Regulation, section: &[&str]) -> Result<String, Wrong> {
        let id = self.checked(editor, regulation, section)?;
        let bare = self.article.trim().is_empty() && self.reading.trim().is_empty();
        if bare { Err(Wrong::Source) } else { Ok(id) }
    }

    pub(super) fn written(&self, between: &[(&str, String)]) -> String {
        let reading = self.reading.trim();
        let reading = if reading.is_empty() { String::new() } else { label(&label_of(reading)) };
        let article = self.article.trim();
        let article = if article.is_empty() { String::new() } else { scalar(article) };
        let mut pairs = vec![("label", label(&self.label))];
        pairs.extend(between.iter().cloned());
        pairs.extend([("article", article), ("reading", reading)]);
        map(&pairs)
    }
}

impl Editor {
    /// Adds a field, and asks for it where it is wanted. Gives its id.
    ///
    /// # Errors
    /// [`Wrong`].
    pub fn add_field(&mut self, field: &NewField, regulation: &Regulation) -> Result<String, Wrong> {
        let mut section = steps(&field.shape);
        section.push("fields");
        let id = field.named.rule(self, regulation, &section)?;
        let choice = field.kind == "choice";
        if choice && field.options.is_empty() {
            return Err(Wrong::Options);
        }
        let required = match field.asked {
            Asked::Never => "",
            Asked::IfPossible => "if_possible",
            Asked::Always => "always",
        };
        let options = if choice { entries(&field.options, "option") } else { String::new() };
        let between = [("type", field.kind.clone()), ("options", options), ("required", required.to_owned())];
        self.put(&section, &id, &field.named.written(&between))?;
        self.ask(&id, &field.at)?;
        Ok(id)
    }

    /// Adds a way in.
    ///
    /// # Errors
    /// [`Wrong`].
    pub fn add_channel(&mut self, channel: &NewChannel, regulation: &Regulation) -> Result<String, Wrong> {
        let id = channel.named.rule(self, regulation, &["channels"])?;
        let text = |text: &str| if text.trim().is_empty() { String::new() } else { scalar(text.trim()) };
        let between =
            [("desk", text(&channel.desk)), ("hours", text(&channel.hours)), ("address", text(&channel.address))];
        self.put(&["channels"], &id, &channel.named.written(&between))?;
        Ok(id)
    }

    /// Adds an axis of classes.
    ///
    /// # Errors
    /// [`Wrong`].
    pub fn add_class(&mut self, class: &NewClass, regulation: &Regulation) -> Result<String, Wrong> {
        let id = class.named.rule(self, regulation, &["classes"])?;
        if class.values.is_empty() {
            return Err(Wrong::Options);
        }
        let set_by = if class.set_by.is_empty() { String::new() } else { format!("{{final: {}}}", class.set_by) };
        let many = if class.many { "true" } else { "" };
        let between = [("values", entries(&class.values, "value")), ("many", many.to_owned()), ("set-by", set_by)];
        self.put(&["classes"], &id, &class.named.written(&between))?;
        self.ask(&format!("class.{id}"), &class.at)?;
        Ok(id)
    }

    /// Adds an act that leads from stages to another.
    ///
    /// # Errors
    /// [`Wrong`].
    pub fn add_step(&mut self, step: &NewStep, regulation: &Regulation) -> Result<String, Wrong> {
        // The act stands in the shape of the stages it is open in.
        let first = step.from.first().or(Some(&step.to)).map(String::as_str).unwrap_or_default();
        let mut section = steps(first.rsplit_once("stages.").map_or("", |(shape, _)| shape));
        section.push("acts");
        let id = step.named.rule(self, regulation, &section)?;
        let tells = step.tells.iter().map(|who| format!("tell: {who}"));
        let does: Vec<String> = tells.chain(went(&step.to)).collect();
        let asks: Vec<String> = step.asks.iter().map(|name| format!("{name}!")).collect();
        let stages: Vec<String> = step.from.iter().map(|path| last(path).to_owned()).collect();
        let between = [("by", step.by.clone()), ("in", list(&stages)), ("input", list(&asks)), ("does", list(&does))];
        self.put(&section, &id, &step.named.written(&between))?;
        Ok(id)
    }

    /// Adds an entry to a list.
    ///
    /// # Errors
    /// [`Wrong`].
    pub fn add_entry(&mut self, entry: &Entry, regulation: &Regulation) -> Result<String, Wrong> {
        let path = steps(&entry.list);
        if self.at(&path).is_none() {
            return Err(Wrong::Place);
        }
        let id = entry.named.checked(self, regulation, &path)?;
        let asks: Vec<String> = entry.asks.iter().map(|name| format!("{name}!")).collect();
        let does: Vec<String> = went(&entry.to).collect();
        let between = [("input", list(&asks)), ("does", list(&does))];
        let of_act = path.last() == Some(&"choose");
        let between = if of_act { &between[..] } else { &[] };
        let bare = between.iter().all(|(_, value)| value.is_empty())
            && entry.named.article.trim().is_empty()
            && entry.named.reading.trim().is_empty();
        let written = if bare { label(&entry.named.label) } else { entry.named.written(between) };
        self.put(&path, &id, &written)?;
        Ok(id)
    }

    /// Asks for something at acts and ways in.
    fn ask(&mut self, name: &str, at: &[String]) -> Result<(), Wrong> {
        for path in at {
            let mut path = steps(path);
            path.push(if path.first() == Some(&"channels") { "asks" } else { "input" });
            self.append(&path, name)?;
        }
        Ok(())
    }
}

fn went(stage: &str) -> impl Iterator<Item = String> + use<> {
    let stage = last(stage).to_owned();
    (!stage.is_empty()).then(|| format!("go: {stage}")).into_iter()
}

fn last(path: &str) -> &str {
    path.rsplit('.').next().unwrap_or(path)
}

/// Named entries, a line each.
fn entries(lines: &[String], base: &str) -> String {
    let mut there: Vec<String> = Vec::new();
    let mut all = Vec::new();
    for line in lines {
        let named = label_of(line);
        let id = proposed(&named.en, base, &there);
        all.push(format!("{id}: {}", label(&named)));
        there.push(id);
    }
    format!("{{{}}}", all.join(", "))
}

fn is_id(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_lowercase())
        && text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
}

/// An id from the English label, else numbered; none of those that are there.
fn proposed(english: &str, section: &str, there: &[String]) -> String {
    let small = english.to_lowercase();
    let words = small.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    let mut id = String::new();
    for word in words.skip_while(|word| !word.starts_with(|c: char| c.is_ascii_lowercase())) {
        if id.len() + word.len() < ID_MAX - 4 {
            id.push_str(if id.is_empty() { "" } else { "_" });
            id.push_str(word);
        }
    }
    let free = |id: &String| !there.contains(id) && !is_reserved(id);
    if !id.is_empty() && free(&id) {
        return id;
    }
    let base = match (id.is_empty(), section) {
        (false, _) => id.as_str(),
        (true, "classes") => "class",
        (true, "choose") => "option",
        (true, section) => section.strip_suffix('s').unwrap_or(section),
    };
    (1..).map(|n: u32| format!("{base}_{n}")).find(free).unwrap_or_default()
}

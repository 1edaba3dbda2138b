//! A form being filled in: what the desk asks, what was typed, which files are held, what is wrong.

use std::{sync::Arc, time::Instant};

use axum::http::StatusCode;
use dengwen_desk::{
    office::Difference,
    view::{Control, FieldView, FormView, Rejection, Sent, Typed, Upload},
};

use super::{Posted, rows};
use crate::{
    gate::{Asked, Ticket},
    holding::{Held, Holding},
    page::Page,
    secret,
    trouble::{Trouble, status_of},
};

/// A line of the error summary.
#[derive(Debug, Clone, Default)]
pub(crate) struct Problem {
    /// Id of the field it leads to.
    pub(crate) to: Option<String>,
    /// The instruction.
    pub(crate) text: String,
    /// The article behind it.
    pub(crate) article: Option<String>,
    /// What can be done instead.
    pub(crate) instead: Vec<String>,
}

/// A file that was taken while the form came back for something else.
#[derive(Debug, Clone)]
pub(crate) struct HeldFile {
    /// Under which it is held.
    pub(crate) token: String,
    /// The file.
    pub(crate) file: Arc<Upload>,
}

/// A form being filled in.
#[derive(Debug, Clone, Default)]
pub(crate) struct Draft {
    /// What the desk asks, with what was typed.
    pub(crate) form: FormView,
    /// Where it is sent.
    pub(crate) action: String,
    /// Which matter it belongs to, on a page with several: tells like forms apart.
    pub(crate) of: String,
    /// The option chosen.
    pub(crate) chosen: String,
    /// Why to go on in spite of warnings.
    pub(crate) in_spite: String,
    /// When it happened, if earlier.
    pub(crate) happened: String,
    /// Makes a form that is sent twice count once.
    pub(crate) once: String,
    /// Last change of the case that the form showed.
    pub(crate) seq: u64,
    /// Last change of the case there is.
    pub(crate) seq_now: u64,
    /// It may have happened earlier than it is entered.
    pub(crate) backdated: bool,
    /// The way in by which whoever fills it in came, where it was not the usual one.
    pub(crate) by: String,
    /// Files held.
    pub(crate) held: Vec<HeldFile>,
    /// What it carries while much is handed in.
    pub(crate) ticket: Option<Ticket>,
    /// It asks again who it is, where the last proof of that lies too far back.
    pub(crate) proves: bool,
    /// What is wrong with that proof.
    pub(crate) unproven: Option<String>,
    /// What is wrong.
    pub(crate) problems: Vec<Problem>,
    /// The case has moved on: what changed.
    pub(crate) changes: Vec<String>,
    /// What would change, shown before it is changed.
    pub(crate) differences: Vec<Difference>,
    /// Stands for these differences when the form is sent again.
    pub(crate) sure: Option<String>,
}

impl Draft {
    /// A fresh form.
    pub(crate) fn new(form: FormView, seq: u64, action: String) -> Self {
        let chosen = match form.options.as_slice() {
            [only] if only.closed.is_empty() => only.id.clone(),
            _ => String::new(),
        };
        Self { form, seq, seq_now: seq, action, chosen, once: secret::token(), ..Self::default() }
    }

    /// Whether it asks again who it is.
    pub(crate) fn proving(self, proves: bool) -> Self {
        Self { proves, ..self }
    }

    /// Takes in what was sent. A status says that the form is shown again, with what is wrong or with a row more or less.
    pub(crate) fn take(&mut self, posted: &mut Posted, holding: &Holding, page: &Page) -> Option<StatusCode> {
        self.keep(posted, holding, page);
        if [":add", ":remove", ":again"].iter().any(|name| posted.meta(name).is_some()) {
            return Some(StatusCode::OK);
        }
        if !page.gave(posted) {
            self.problems.push(Problem { text: page.t("form-forged"), ..Problem::default() });
            return Some(StatusCode::FORBIDDEN);
        }
        (!posted.refused.is_empty()).then_some(StatusCode::PAYLOAD_TOO_LARGE)
    }

    /// Says what has to be done before it is taken in.
    pub(crate) fn asked(&mut self, asked: Asked, page: &Page) {
        let (ticket, text) = match asked {
            Asked::Nothing => return,
            Asked::Wait(ticket, seconds) => (ticket, page.count("flood-wait", seconds)),
            Asked::Later(ticket) => (ticket, page.t("flood-later")),
        };
        self.ticket = Some(ticket);
        self.problems.push(Problem { text, ..Problem::default() });
    }

    /// Keeps what was typed; files go into holding.
    fn keep(&mut self, posted: &mut Posted, holding: &Holding, page: &Page) {
        let row_count = self.edit_rows(posted);
        self.chosen = posted.meta(":option").unwrap_or_default().to_owned();
        self.in_spite = posted.meta(":in_spite").unwrap_or_default().to_owned();
        self.happened = posted.meta(":happened").unwrap_or_default().to_owned();
        self.by = posted.meta(":by").unwrap_or_default().to_owned();
        self.once = posted.meta(":once").filter(|once| !once.is_empty()).unwrap_or(&self.once).to_owned();
        for field in &mut self.form.fields {
            rows::lay_out(field, row_count(&field.key));
            fill(field, "", &posted.typed);
        }
        for option in &mut self.form.options {
            let prefix = format!("{}::", option.id);
            option.fields.iter_mut().for_each(|field| fill(field, &prefix, &posted.typed));
        }
        self.seq = posted.meta(":seq").and_then(|seq| seq.parse().ok()).unwrap_or(self.seq);
        self.hold(posted, holding);
        for (key, name, why) in &posted.refused {
            self.mark(bare(key), why.message(page, name));
        }
    }

    /// Writes into a fresh form what is known already; defaults stay where nothing is.
    pub(crate) fn prefill(&mut self, typed: &Typed) {
        for field in &mut self.form.fields {
            let known = |child: &&FieldView| typed.iter().any(|(key, _)| *key == child.key);
            if field.control == Control::Group {
                rows::lay_out(field, rows::sent(&field.key, typed));
                field.children.iter_mut().for_each(|child| fill(child, "", typed));
            } else if known(&&*field) {
                fill(field, "", typed);
            }
        }
    }

    /// The rows of every group, after a row was added or taken out.
    fn edit_rows(&self, posted: &mut Posted) -> impl Fn(&str) -> usize + use<> {
        if let Some((key, row)) = posted.meta(":remove").and_then(|name| name.rsplit_once('.')) {
            let (key, row) = (key.to_owned(), row.parse().unwrap_or(usize::MAX));
            rows::take_out(&key, row, &mut posted.typed);
        }
        let added = posted.meta(":add").unwrap_or_default().to_owned();
        let counts: Vec<(String, usize)> = self
            .form
            .fields
            .iter()
            .map(|field| (field.key.clone(), rows::sent(&field.key, &posted.typed) + usize::from(field.key == added)))
            .collect();
        move |key| counts.iter().find(|(known, _)| known == key).map_or(1, |(_, count)| *count)
    }

    fn hold(&mut self, posted: &mut Posted, holding: &Holding) {
        let now = Instant::now();
        let dropped: Vec<&str> = posted.metas(":drop").collect();
        for token in posted.metas(":held") {
            match holding.get(token, now) {
                Some(Held::File(_)) if dropped.contains(&token) => holding.forget(token),
                Some(Held::File(file)) => self.held.push(HeldFile { token: token.to_owned(), file }),
                _ => {}
            }
        }
        for file in posted.files.drain(..) {
            let file = Arc::new(file);
            let token = holding.put(Held::File(Arc::clone(&file)), now);
            self.held.push(HeldFile { token, file });
        }
    }

    /// Marks the fields that must be given and were not, for forms that no regulation judges.
    pub(crate) fn incomplete(&mut self, page: &Page) -> Option<StatusCode> {
        let missing =
            self.form.fields.iter().filter(|field| field.must && field.value.iter().all(|text| text.trim().is_empty()));
        let missing: Vec<(String, String)> = missing.map(|field| (field.key.clone(), field.label.clone())).collect();
        for (key, label) in &missing {
            self.mark(key, page.with("field-missing", "what", label));
        }
        (!missing.is_empty()).then_some(StatusCode::UNPROCESSABLE_ENTITY)
    }

    /// Fills in a choice that was proposed, beside others where several can be chosen.
    pub(crate) fn adopt(&mut self, key: &str, value: &str) {
        let field = self.form.fields.iter_mut().find(|field| field.key == key);
        if let Some(field) = field.filter(|field| field.options.iter().any(|choice| choice.value == value)) {
            if field.control != Control::Many {
                field.value.clear();
            }
            field.value.push(value.to_owned());
        }
    }

    /// What was typed into a field.
    pub(crate) fn value(&self, key: &str) -> &str {
        let field = self.form.fields.iter().find(|field| field.key == key);
        field.and_then(|field| field.value.first()).map_or("", |text| text.trim())
    }

    /// What the desk gets. Values of options that were not chosen stay here.
    pub(crate) fn sent(&self) -> Sent {
        let mut typed = Typed::new();
        self.form.fields.iter().for_each(|field| collect(field, &mut typed));
        let chosen = self.form.options.iter().filter(|option| option.id == self.chosen);
        chosen.flat_map(|option| &option.fields).for_each(|field| collect(field, &mut typed));
        Sent {
            act: self.form.act.clone(),
            option: given(&self.chosen),
            row: self.form.row.clone(),
            typed,
            files: self.files_sent(),
            happened: given(&self.happened),
            in_spite: given(&self.in_spite),
            seq: self.seq,
            once: self.once.clone(),
        }
    }

    fn files_sent(&self) -> Vec<Upload> {
        let mine = |file: &&HeldFile| match file.file.key.split_once("::") {
            Some((option, _)) => option == self.chosen,
            None => true,
        };
        let upload = |held: &HeldFile| Upload { key: bare(&held.file.key).to_owned(), ..held.file.as_ref().clone() };
        self.held.iter().filter(mine).map(upload).collect()
    }

    /// Lets go of the files once they have arrived.
    pub(crate) fn let_go(&self, holding: &Holding) {
        self.held.iter().for_each(|held| holding.forget(&held.token));
    }

    /// Writes what the desk objects to onto the form and gives the status of the answer. A program gets no form.
    pub(crate) fn refused(&mut self, rejection: Rejection, page: &Page) -> Result<StatusCode, Trouble> {
        if page.program {
            return Err(rejection.into());
        }
        let status = status_of(&rejection);
        self.tell(rejection, page)?;
        Ok(status)
    }

    /// Writes what the desk objects to onto the form. What is no matter of the form comes back.
    pub(crate) fn tell(&mut self, rejection: Rejection, page: &Page) -> Result<(), Rejection> {
        match rejection {
            Rejection::Invalid(mut wrong) => {
                let mut order = Vec::new();
                self.form.fields.iter().for_each(|field| keys(field, &mut order));
                wrong.sort_by_cached_key(|(key, _)| order.iter().position(|known| known == key).unwrap_or(usize::MAX));
                wrong.into_iter().for_each(|(key, text)| self.mark(&key, text));
            }
            Rejection::Upload(key, text) => self.mark(&key, text),
            Rejection::Refused(refusals) => {
                // A warning asks for the reason to go on; the form has a place for it.
                let warned = refusals.iter().filter(|refused| refused.code == "warned");
                self.form.warnings.extend(warned.map(|refused| refused.cited.clone()));
                self.problems.extend(refusals.into_iter().map(|refused| Problem {
                    text: refused.cited.text,
                    article: refused.cited.article,
                    instead: refused.instead,
                    to: None,
                }));
            }
            Rejection::Changed(changes) => {
                self.problems.push(Problem { text: page.t("form-changed"), ..Problem::default() });
                self.changes = changes;
                self.seq = self.seq_now;
            }
            other => return Err(other),
        }
        Ok(())
    }

    /// Says at a field, and in the summary, what is wrong with it.
    pub(crate) fn mark(&mut self, key: &str, text: String) {
        let chosen = self.form.options.iter_mut().filter(|option| option.id == self.chosen);
        let mut places = self
            .form
            .fields
            .iter_mut()
            .map(|field| (String::new(), field))
            .chain(chosen.flat_map(|o| o.fields.iter_mut().map(|field| (format!("{}::", o.id), field))));
        let found = places.find_map(|(prefix, field)| find(field, key).map(|field| (prefix, field)));
        let name = found.map(|(prefix, field)| {
            field.error = Some(text.clone());
            format!("{prefix}{}", field.key)
        });
        let to = match (name, key) {
            (Some(name), _) => Some(self.id(&name)),
            (None, "option") => Some(self.id(":option")),
            (None, "happened" | "in_spite") => Some(self.id(key)),
            (None, _) => None,
        };
        let known = self.problems.iter().any(|problem| problem.to == to && problem.text == text);
        if !known {
            self.problems.push(Problem { to, text, ..Problem::default() });
        }
    }

    /// The id of a field on the page.
    pub(crate) fn id(&self, name: &str) -> String {
        let row = self.form.row.as_deref().unwrap_or_default();
        let id = format!("{}{}-{row}-{name}", self.of, self.form.act);
        id.chars().map(|c| if c.is_alphanumeric() || c == '_' { c } else { '-' }).collect()
    }

    /// Is this option chosen?
    pub(crate) fn chose(&self, option: &str) -> bool {
        self.chosen == option
    }

    /// Does the form take files?
    pub(crate) fn has_files(&self) -> bool {
        let fields = self.form.options.iter().flat_map(|option| &option.fields).chain(&self.form.fields);
        fields.into_iter().any(has_files)
    }

    /// Is there nothing to fill in, so that one press performs it?
    pub(crate) fn is_one_click(&self) -> bool {
        self.form.fields.is_empty() && self.form.options.is_empty()
    }
}

impl HeldFile {
    /// Its size for people.
    pub(crate) fn size_words(&self) -> String {
        let kilobytes = self.file.content.size().div_ceil(1024);
        if kilobytes < 1024 { format!("{kilobytes} KB") } else { format!("{} MB", kilobytes.div_ceil(1024)) }
    }
}

fn fill(field: &mut FieldView, prefix: &str, typed: &Typed) {
    let name = format!("{prefix}{}", field.key);
    let mine = typed.iter().filter(|(known, _)| *known == name).map(|(_, value)| value);
    field.value = match field.control {
        Control::Group => Vec::new(),
        Control::Files => mine.filter(|value| field.options.iter().any(|one| one.value == **value)).cloned().collect(),
        Control::Long | Control::One | Control::Many | Control::YesNo => mine.cloned().collect(),
        _ if field.many => mine.flat_map(|value| value.lines()).map(ToOwned::to_owned).collect(),
        _ => mine.cloned().collect(),
    };
    field.children.iter_mut().for_each(|child| fill(child, prefix, typed));
}

fn collect(field: &FieldView, typed: &mut Typed) {
    let values = field.value.iter().map(|value| value.trim()).filter(|value| !value.is_empty());
    typed.extend(values.map(|value| (field.key.clone(), value.to_owned())));
    field.children.iter().for_each(|child| collect(child, typed));
}

fn find<'a>(field: &'a mut FieldView, key: &str) -> Option<&'a mut FieldView> {
    if field.key == key {
        return Some(field);
    }
    field.children.iter_mut().find_map(|child| find(child, key))
}

/// The keys of a field and of all in it, as the page shows them.
fn keys(field: &FieldView, all: &mut Vec<String>) {
    all.push(field.key.clone());
    field.children.iter().for_each(|child| keys(child, all));
}

fn has_files(field: &FieldView) -> bool {
    field.control == Control::Files || field.children.iter().any(has_files)
}

fn bare(name: &str) -> &str {
    name.split_once("::").map_or(name, |(_, key)| key)
}

fn given(text: &str) -> Option<String> {
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

//! Components that pages put together: each a small template in a folder of its own under `components/`.

mod acts;

pub(crate) use acts::{act_form, acts, common_acts, own_acts, uncited_form};

use askama::Template;
use dengwen_desk::office::Difference;
use dengwen_desk::view::{
    Cited, Control, Drawing, DueView, FieldView, FileView, InboxGroup, InboxRow, LimitView, StoryView, StripState,
    StripView, ValueView,
};

use crate::{
    forms::{Draft, HeldFile, Problem},
    limits,
    page::{Page, Switch},
};

pub(crate) use crate::workbench::{beside::beside, together::outcomes};

/// A due date.
#[derive(Template)]
#[template(path = "due/template.html")]
pub(crate) struct Due<'a> {
    page: &'a Page,
    due: &'a DueView,
}

pub(crate) fn due<'a>(page: &'a Page, due: &'a DueView) -> Due<'a> {
    Due { page, due }
}

/// A chart with what it says.
#[derive(Template)]
#[template(path = "chart/template.html")]
pub(crate) struct Drawn<'a> {
    drawing: &'a Drawing,
}

pub(crate) const fn chart(drawing: &Drawing) -> Drawn<'_> {
    Drawn { drawing }
}

/// An article and the reading, if there is one.
#[derive(Template)]
#[template(path = "article/template.html")]
pub(crate) struct Article<'a> {
    page: &'a Page,
    cited: &'a Cited,
}

pub(crate) fn article<'a>(page: &'a Page, cited: &'a Cited) -> Article<'a> {
    Article { page, cited }
}

/// A limit with its explanation.
#[derive(Template)]
#[template(path = "clock/template.html")]
pub(crate) struct Clock<'a> {
    page: &'a Page,
    limit: &'a LimitView,
}

pub(crate) fn clock<'a>(page: &'a Page, limit: &'a LimitView) -> Clock<'a> {
    Clock { page, limit }
}

/// Labels and values; sealed ones stay covered.
#[derive(Template)]
#[template(path = "value_list/template.html")]
pub(crate) struct ValueList<'a> {
    page: &'a Page,
    values: &'a [ValueView],
}

pub(crate) fn values<'a>(page: &'a Page, values: &'a [ValueView]) -> ValueList<'a> {
    ValueList { page, values }
}

/// The stages side by side.
#[derive(Template)]
#[template(path = "strip/template.html")]
pub(crate) struct Strip<'a> {
    page: &'a Page,
    strip: &'a [StripView],
}

pub(crate) fn strip<'a>(page: &'a Page, strip: &'a [StripView]) -> Strip<'a> {
    Strip { page, strip }
}

/// The stages one below the other.
#[derive(Template)]
#[template(path = "way/template.html")]
pub(crate) struct Way<'a> {
    page: &'a Page,
    strip: &'a [StripView],
}

pub(crate) fn way<'a>(page: &'a Page, strip: &'a [StripView]) -> Way<'a> {
    Way { page, strip }
}

/// What happened, in sentences.
#[derive(Template)]
#[template(path = "story/template.html")]
pub(crate) struct Story<'a> {
    page: &'a Page,
    story: &'a [StoryView],
}

pub(crate) fn story<'a>(page: &'a Page, story: &'a [StoryView]) -> Story<'a> {
    Story { page, story }
}

/// Cases in a table.
#[derive(Template)]
#[template(path = "table/template.html")]
pub(crate) struct Table<'a> {
    page: &'a Page,
    caption: &'a str,
    groups: &'a [InboxGroup],
    /// Cases are chosen by marking their lines.
    chooses: bool,
}

pub(crate) fn table<'a>(page: &'a Page, caption: &'a str, groups: &'a [InboxGroup]) -> Table<'a> {
    Table { page, caption, groups, chooses: false }
}

/// The same, with a box to mark before each case.
pub(crate) fn choosing<'a>(page: &'a Page, caption: &'a str, groups: &'a [InboxGroup]) -> Table<'a> {
    Table { page, caption, groups, chooses: true }
}

/// Is it a case, of which several can be taken at once, and nothing else that waits.
pub(crate) fn is_case(row: &InboxRow) -> bool {
    !row.case.contains(':') && !row.case.is_empty()
}

/// The page of a row: a case, or a matter that came in.
pub(crate) fn address(row: &InboxRow) -> String {
    if let Some(report) = row.case.strip_prefix("report:") {
        return format!("/desk/reports/{report}");
    }
    if let Some(opening) = row.case.strip_prefix("opening:") {
        return format!("/desk/openings/{opening}");
    }
    if let Some(register) = row.case.strip_prefix("register:") {
        return format!("/desk/registers/{register}");
    }
    if let Some(roster) = row.case.strip_prefix("roster:") {
        return format!("/desk/rosters/{roster}");
    }
    match row.case.strip_prefix("incoming:") {
        Some(id) => format!("/desk/incoming/{id}"),
        None => format!("/desk/cases/{}", row.case),
    }
}

/// What is wrong with a form, at its head.
#[derive(Template)]
#[template(path = "error_summary/template.html")]
pub(crate) struct ErrorSummary<'a> {
    page: &'a Page,
    title: String,
    problems: &'a [Problem],
}

pub(crate) fn error_summary<'a>(page: &'a Page, draft: &'a Draft) -> ErrorSummary<'a> {
    let at_fields = draft.problems.iter().all(|problem| problem.to.is_some());
    let title = if at_fields { page.count("summary-title", draft.problems.len()) } else { page.t("summary-refused") };
    ErrorSummary { page, title, problems: &draft.problems }
}

/// What says that a form comes from a page of ours: the token of the session, or the voucher of the case that is followed.
#[derive(Template)]
#[template(path = "token/template.html")]
pub(crate) struct Token<'a> {
    page: &'a Page,
}

pub(crate) fn token(page: &Page) -> Token<'_> {
    Token { page }
}

/// The password again, where the last proof of who it is lies too far back.
#[derive(Template)]
#[template(path = "proof/template.html")]
pub(crate) struct Proof<'a> {
    page: &'a Page,
    id: String,
    error: Option<&'a str>,
}

pub(crate) fn proof<'a>(page: &'a Page, id: impl Into<String>, error: Option<&'a str>) -> Proof<'a> {
    Proof { page, id: id.into(), error }
}

/// A button that asks the browser for a passkey and sends what it answers with its form.
#[derive(Template)]
#[template(path = "passkey/template.html")]
pub(crate) struct Passkey<'a> {
    page: &'a Page,
    /// Where what is asked for comes from.
    from: &'a str,
    /// The field for the answer.
    into: &'a str,
    label: String,
}

pub(crate) fn passkey<'a>(page: &'a Page, from: &'a str, into: &'a str, label: String) -> Passkey<'a> {
    Passkey { page, from, into, label }
}

/// The pages about one's own sign-in.
pub(crate) const OWN_PAGES: &[(&str, &str)] = &[
    ("/desk/sessions", "sessions-link"),
    ("/desk/password", "password-link"),
    ("/desk/second-step", "second-step-title"),
    ("/desk/passkeys", "passkeys-title"),
    ("/desk/tokens", "tokens-title"),
    ("/desk/relations", "relations-title"),
    ("/desk/leave", "leave-title"),
    ("/desk/mail", "mail-title"),
];

/// The way from one of them to the others.
#[derive(Template)]
#[template(path = "own_pages/template.html")]
pub(crate) struct OwnPages<'a> {
    page: &'a Page,
}

pub(crate) fn own_pages(page: &Page) -> OwnPages<'_> {
    OwnPages { page }
}

/// Language and size, changed without losing what the page shows.
#[derive(Template)]
#[template(path = "switches/template.html")]
pub(crate) struct Switches<'a> {
    page: &'a Page,
}

pub(crate) fn switches(page: &Page) -> Switches<'_> {
    Switches { page }
}

/// A file: its copy at once, the file itself by a step that is recorded.
#[derive(Template)]
#[template(path = "file/template.html")]
pub(crate) struct File<'a> {
    page: &'a Page,
    address: String,
    file: &'a FileView,
}

pub(crate) fn file<'a>(page: &'a Page, address: impl Into<String>, file: &'a FileView) -> File<'a> {
    File { page, address: address.into(), file }
}

/// What to think of before handing anything in.
#[derive(Template)]
#[template(path = "protect/template.html")]
pub(crate) struct Protect<'a> {
    page: &'a Page,
}

pub(crate) fn protect(page: &Page) -> Protect<'_> {
    Protect { page }
}

/// What travels with every form unseen.
#[derive(Template)]
#[template(path = "form_hidden/template.html")]
pub(crate) struct Hidden<'a> {
    page: &'a Page,
    draft: &'a Draft,
}

pub(crate) fn hidden<'a>(page: &'a Page, draft: &'a Draft) -> Hidden<'a> {
    Hidden { page, draft }
}

/// The options of an act.
#[derive(Template)]
#[template(path = "option_list/template.html")]
pub(crate) struct OptionList<'a> {
    page: &'a Page,
    draft: &'a Draft,
    id: String,
}

pub(crate) fn options<'a>(page: &'a Page, draft: &'a Draft) -> OptionList<'a> {
    OptionList { page, draft, id: draft.id(":option") }
}

/// A field with label, hint and what is wrong with it.
#[derive(Template)]
#[template(path = "field/template.html")]
pub(crate) struct Field<'a> {
    page: &'a Page,
    draft: &'a Draft,
    field: &'a FieldView,
    prefix: String,
    name: String,
    id: String,
    described: Option<String>,
    row: bool,
    accept: String,
    max_bytes: u64,
}

pub(crate) fn field<'a>(page: &'a Page, draft: &'a Draft, field: &'a FieldView) -> Field<'a> {
    Field::new(page, draft, field, String::new())
}

/// A field of an option: its name says which, so that two options may ask the same.
pub(crate) fn option_field<'a>(page: &'a Page, draft: &'a Draft, option: &str, field: &'a FieldView) -> Field<'a> {
    Field::new(page, draft, field, format!("{option}::"))
}

#[derive(Template)]
#[template(path = "field_label/template.html")]
struct FieldLabel<'a> {
    page: &'a Page,
    field: &'a FieldView,
}

#[derive(Template)]
#[template(path = "field_notes/template.html")]
struct FieldNotes<'a> {
    page: &'a Page,
    field: &'a FieldView,
    id: &'a str,
}

#[derive(Template)]
#[template(path = "field_marks/template.html")]
struct FieldMarks<'a> {
    page: &'a Page,
    field: &'a FieldView,
    described: Option<&'a str>,
}

impl<'a> Field<'a> {
    fn new(page: &'a Page, draft: &'a Draft, field: &'a FieldView, prefix: String) -> Self {
        let name = format!("{prefix}{}", field.key);
        let id = draft.id(&name);
        let notes = [
            field.hint.is_some().then(|| format!("{id}-hint")),
            field.error.is_some().then(|| format!("{id}-message")),
            (field.control == Control::Files).then(|| format!("{id}-limits")),
        ];
        let notes: Vec<String> = notes.into_iter().flatten().collect();
        let last = field.key.rsplit('.').next().unwrap_or_default();
        let row = field.control == Control::Group && last.parse::<usize>().is_ok();
        let described = (!notes.is_empty()).then(|| notes.join(" "));
        let (accept, max_bytes) = (limits::accept(), limits::FILE_BYTES_MAX);
        Self { page, draft, field, prefix, name, id, described, row, accept, max_bytes }
    }

    fn child(&self, child: &'a FieldView) -> Self {
        Self::new(self.page, self.draft, child, self.prefix.clone())
    }

    fn label(&self) -> FieldLabel<'_> {
        FieldLabel { page: self.page, field: self.field }
    }

    fn notes(&self) -> FieldNotes<'_> {
        FieldNotes { page: self.page, field: self.field, id: &self.id }
    }

    fn marks(&self) -> FieldMarks<'_> {
        FieldMarks { page: self.page, field: self.field, described: self.described.as_deref() }
    }

    fn kind(&self) -> &'static str {
        match self.field.control {
            Control::Date => "date",
            Control::Moment => "datetime-local",
            Control::Time => "time",
            Control::Phone => "tel",
            _ => "text",
        }
    }

    fn mode(&self) -> Option<&'static str> {
        match self.field.control {
            Control::Number => Some("numeric"),
            Control::Money | Control::Decimal => Some("decimal"),
            _ => None,
        }
    }

    fn is_short(&self) -> bool {
        !matches!(self.field.control, Control::Text | Control::Interval)
    }

    fn has(&self, value: &str) -> bool {
        self.field.value.iter().any(|known| known == value)
    }

    fn first(&self) -> &str {
        self.field.value.first().map_or("", String::as_str)
    }

    fn lines(&self) -> String {
        self.field.value.join("\n")
    }

    fn held(&self) -> Vec<&HeldFile> {
        self.draft.held.iter().filter(|held| held.file.key == self.name).collect()
    }
}

/// The way of a matter, before a case is on it.
#[derive(Template)]
#[template(path = "plain_way/template.html")]
pub(crate) struct PlainWay<'a> {
    way: &'a [String],
}

pub(crate) fn plain_way(way: &[String]) -> PlainWay<'_> {
    PlainWay { way }
}

/// What changed while a form was being filled in.
#[derive(Template)]
#[template(path = "changes/template.html")]
pub(crate) struct Changes<'a> {
    page: &'a Page,
    draft: &'a Draft,
}

pub(crate) fn changes<'a>(page: &'a Page, draft: &'a Draft) -> Changes<'a> {
    Changes { page, draft }
}

/// Values before and after.
#[derive(Template)]
#[template(path = "differences/template.html")]
pub(crate) struct Differences<'a> {
    page: &'a Page,
    differences: &'a [Difference],
}

pub(crate) fn differences<'a>(page: &'a Page, differences: &'a [Difference]) -> Differences<'a> {
    Differences { page, differences }
}

/// The search box of the workbench.
#[derive(Template)]
#[template(path = "find/template.html")]
pub(crate) struct Find<'a> {
    page: &'a Page,
    query: &'a str,
}

pub(crate) fn find<'a>(page: &'a Page, query: &'a str) -> Find<'a> {
    Find { page, query }
}

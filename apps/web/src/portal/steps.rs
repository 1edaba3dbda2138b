//! A long form in short steps: one matter on a page, then all answers to check. What the other steps hold travels in the page
//! itself, as hidden fields; nothing of it is kept here, in the browser or in an address.

use askama::Template;
use dengwen_desk::view::{Control, FieldView, FormView, MatterView, Stands};

use super::behalf::Behalf;
use crate::{
    forms::{Draft, HeldFile, Posted},
    page::Page,
};

/// A form that asks no more than this stands on one page.
const SHORT: usize = 6;
/// What happened and its details stand together where both ask no more than this.
const TOGETHER: usize = 3;

/// A step, in the order in which they come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Step {
    /// What happened.
    Matter,
    /// When, where, of what kind.
    Details,
    /// Whom it concerns.
    Whom,
    /// Files.
    Files,
    /// For whom somebody speaks.
    Behalf,
    /// Who says so.
    You,
    /// All answers, before they are sent.
    Check,
}

impl Step {
    /// As forms send it.
    pub(crate) const fn id(self) -> &'static str {
        match self {
            Self::Matter => "matter",
            Self::Details => "details",
            Self::Whom => "whom",
            Self::Files => "files",
            Self::Behalf => "behalf",
            Self::You => "you",
            Self::Check => "check",
        }
    }

    /// What it is called.
    pub(crate) fn title(self, page: &Page) -> String {
        match self {
            Self::Matter => page.t("steps-matter"),
            Self::Details => page.t("steps-details"),
            Self::Whom => page.t("steps-whom"),
            Self::Files => page.t("steps-files"),
            Self::Behalf => page.t("steps-behalf"),
            Self::You => page.t("steps-you"),
            Self::Check => page.t("steps-check"),
        }
    }

    /// Where a field is asked.
    pub(crate) fn of(field: &FieldView) -> Self {
        match (field.stands, field.control) {
            (Some(Stands::Against), _) => Self::Whom,
            (Some(_), _) => Self::You,
            (None, Control::Files) => Self::Files,
            (None, _) if field.key == "keep_out" => Self::Whom,
            (None, Control::Long | Control::Text) => Self::Matter,
            (None, _) => Self::Details,
        }
    }
}

/// The steps of a form, the last of which is to check.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Steps {
    all: Vec<Step>,
}

impl Steps {
    /// The steps of a long form; a short one stands on one page, and so does one with options.
    pub(crate) fn of(form: &FormView) -> Option<Self> {
        let long = form.fields.iter().map(asked).sum::<usize>() > SHORT;
        if !long || !form.options.is_empty() {
            return None;
        }
        let mut all = parts(form);
        let (matter, details) = (count(form, Step::Matter), count(form, Step::Details));
        if details > 0 && matter > 0 && matter + details > TOGETHER {
            all.push(Step::Details);
        }
        if !Behalf::offered(form).is_empty() {
            all.push(Step::Behalf);
        }
        all.push(Step::Check);
        all.sort_unstable();
        Some(Self { all })
    }

    /// The parts of a form that stands on one page.
    pub(crate) fn on_one_page(form: &FormView) -> Self {
        Self { all: parts(form) }
    }

    /// The steps, or parts, in their order.
    pub(crate) fn all(&self) -> &[Step] {
        &self.all
    }

    /// The step of this name.
    pub(crate) fn named(&self, id: &str) -> Option<Step> {
        self.all.iter().copied().find(|step| step.id() == id)
    }

    pub(crate) fn first(&self) -> Step {
        self.all.first().copied().unwrap_or(Step::Check)
    }

    fn before(&self, step: Step) -> Option<Step> {
        self.all.iter().copied().rfind(|one| *one < step)
    }

    fn after(&self, step: Step) -> Step {
        self.all.iter().copied().find(|one| *one > step).unwrap_or(Step::Check)
    }

    /// On which step a field stands.
    pub(crate) fn place(&self, field: &FieldView) -> Step {
        match Step::of(field) {
            step if self.all.contains(&step) => step,
            Step::Details => Step::Matter,
            _ => Step::You,
        }
    }

    /// On which step the field of a key stands, a row of a group too.
    fn place_of(&self, form: &FormView, key: &str) -> Option<Step> {
        let within = |field: &&FieldView| {
            key.strip_prefix(field.key.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        };
        form.fields.iter().find(within).map(|field| self.place(field))
    }

    /// Where a form sent from a step wants to go.
    pub(crate) fn wanted(&self, at: Step, posted: &Posted) -> Option<Step> {
        match posted.meta(":to").and_then(|id| self.named(id)) {
            Some(to) => Some(to),
            None if at == Step::Check => None,
            None if posted.meta(":seen").is_some() => Some(Step::Check),
            None => Some(self.after(at)),
        }
    }

    /// The first step with something wrong in it that stands before this one.
    pub(crate) fn wrong_before(&self, form: &FormView, wrong: &[(String, String)], to: Step) -> Option<Step> {
        wrong.iter().filter_map(|(key, _)| self.place_of(form, key)).filter(|step| *step < to).min()
    }

    /// What is wrong on one step.
    pub(crate) fn wrong_on(&self, form: &FormView, wrong: Vec<(String, String)>, step: Step) -> Vec<(String, String)> {
        wrong.into_iter().filter(|(key, _)| self.place_of(form, key) == Some(step)).collect()
    }
}

/// The parts of a form: what happened, whom it concerns, files, who says so.
fn parts(form: &FormView) -> Vec<Step> {
    // Whom it concerns is a part of its own where somebody is complained of.
    let against = form.fields.iter().any(|field| field.stands == Some(Stands::Against));
    let of = |step: &Step| match step {
        Step::Matter => count(form, Step::Matter) + count(form, Step::Details) > 0,
        Step::Whom => against || (count(form, Step::Whom) > 0 && count(form, Step::You) == 0),
        step => count(form, *step) > 0,
    };
    [Step::Matter, Step::Whom, Step::Files, Step::You].into_iter().filter(of).collect()
}

fn count(form: &FormView, step: Step) -> usize {
    form.fields.iter().filter(|field| Step::of(field) == step).map(asked).sum()
}

/// How many things a field asks.
fn asked(field: &FieldView) -> usize {
    field.children.len().max(1)
}

/// A line of the list of steps.
pub(crate) struct Line {
    pub(crate) id: &'static str,
    pub(crate) title: String,
    pub(crate) here: bool,
    /// It can be gone to.
    pub(crate) open: bool,
}

/// What was answered on one step.
pub(crate) struct Answers {
    pub(crate) id: &'static str,
    pub(crate) title: String,
    /// What was asked, and the answers.
    pub(crate) rows: Vec<(String, Vec<String>)>,
}

#[derive(Template)]
#[template(path = "portal/step.html")]
pub(crate) struct StepPage<'a> {
    pub(crate) page: &'a Page,
    pub(crate) matter: &'a MatterView,
    pub(crate) draft: &'a Draft,
    pub(crate) steps: &'a Steps,
    pub(crate) at: Step,
    /// For whom they speak.
    pub(crate) behalf: Behalf,
    /// The form as it is asked then.
    pub(crate) asked: FormView,
    /// The answers were checked before: from any step it goes back there.
    pub(crate) seen: bool,
    /// Stands for the draft from which it was opened.
    pub(crate) draft_voucher: Option<&'a str>,
}

impl StepPage<'_> {
    fn lines(&self) -> Vec<Line> {
        let line = |step: &Step| Line {
            id: step.id(),
            title: step.title(self.page),
            here: *step == self.at,
            open: *step < self.at || (self.seen && *step != self.at),
        };
        self.steps.all.iter().map(line).collect()
    }

    fn heading(&self) -> String {
        self.at.title(self.page)
    }

    fn place(&self) -> String {
        let number = self.steps.all.iter().position(|step| *step == self.at).unwrap_or_default() + 1;
        self.page.with2("steps-place", "number", number, "size", self.steps.all.len())
    }

    fn is_check(&self) -> bool {
        self.at == Step::Check
    }

    fn is_first(&self) -> bool {
        self.at == self.steps.first()
    }

    fn asks_behalf(&self) -> bool {
        self.at == Step::Behalf
    }

    fn offered(&self) -> Vec<Behalf> {
        Behalf::offered(&self.draft.form)
    }

    fn asks_who(&self) -> bool {
        self.at == Step::You
    }

    fn before(&self) -> Option<&'static str> {
        self.steps.before(self.at).map(Step::id)
    }

    fn next(&self) -> &'static str {
        if self.seen { Step::Check.id() } else { self.steps.after(self.at).id() }
    }

    fn fields(&self) -> impl Iterator<Item = &FieldView> {
        self.asked.fields.iter().filter(|field| self.steps.place(field) == self.at)
    }

    /// Name and value of all that was typed and is not asked on this step.
    fn carried(&self) -> Vec<(String, String)> {
        let (mut all, mut here) = (Vec::new(), Vec::new());
        self.fields().for_each(|field| leaves(field, &mut here));
        self.draft.form.fields.iter().for_each(|field| gather(field, &here, &mut all));
        let elsewhere = self.draft.held.iter().filter(|held| !here.contains(&held.file.key.as_str()));
        all.extend(elsewhere.map(|held| (":held".to_owned(), held.token.clone())));
        if self.at != Step::Behalf {
            all.push((":behalf".to_owned(), self.behalf.id().to_owned()));
        }
        all
    }

    fn held(&self, field: &FieldView) -> impl Iterator<Item = &HeldFile> {
        let key = field.key.clone();
        self.draft.held.iter().filter(move |held| held.file.key == key)
    }

    fn answers(&self) -> Vec<Answers> {
        let steps = self.steps.all.iter().filter(|step| **step != Step::Check);
        let answers = steps.map(|step| {
            let mut rows = Vec::new();
            if *step == Step::Behalf {
                rows.push((self.page.t("behalf-asked"), vec![self.behalf.label(self.page)]));
            }
            for field in self.asked.fields.iter().filter(|field| self.steps.place(field) == *step) {
                self.answered(field, &mut rows);
            }
            Answers { id: step.id(), title: step.title(self.page), rows }
        });
        answers.collect()
    }

    fn answered(&self, field: &FieldView, rows: &mut Vec<(String, Vec<String>)>) {
        match field.control {
            Control::Group => field.children.iter().for_each(|child| {
                let mut mine = Vec::new();
                self.answered(child, &mut mine);
                let within = |label: &str| {
                    // A row of a group, such as the second of several people, says which.
                    let label = label.to_owned();
                    if child.control == Control::Group { label } else { format!("{} · {label}", field.label) }
                };
                rows.extend(mine.into_iter().map(|(label, said)| (within(&label), said)));
            }),
            Control::Files => {
                let named = |held: &HeldFile| format!("{} ({})", held.file.name, held.size_words());
                rows.push((field.label.clone(), self.held(field).map(named).collect()));
            }
            _ => {
                let said = field.said(self.page.lang);
                rows.push((field.label.clone(), if said.is_empty() { Vec::new() } else { vec![said] }));
            }
        }
    }
}

/// The keys of a field and of all in it.
fn leaves<'f>(field: &'f FieldView, keys: &mut Vec<&'f str>) {
    keys.push(&field.key);
    field.children.iter().for_each(|child| leaves(child, keys));
}

/// What was typed into a field and all in it, but for these.
fn gather(field: &FieldView, but: &[&str], all: &mut Vec<(String, String)>) {
    if field.children.is_empty() && !but.contains(&field.key.as_str()) {
        let given = field.value.iter().filter(|value| !value.trim().is_empty());
        all.extend(given.map(|value| (field.key.clone(), value.clone())));
    }
    field.children.iter().for_each(|child| gather(child, but, all));
}

#[cfg(test)]
mod tests {
    use dengwen_desk::view::{Control, FieldView, FormView, Stands};

    use super::{Step, Steps};

    fn form(fields: &[(&str, Control, Option<Stands>, usize)]) -> FormView {
        let field = |(key, control, stands, children): &(&str, Control, Option<Stands>, usize)| {
            let child = |n: usize| FieldView::new(format!("{key}.0.f{n}"), "f", Control::Text);
            FieldView {
                stands: *stands,
                children: (0..*children).map(child).collect(),
                ..FieldView::new(*key, *key, *control)
            }
        };
        FormView { fields: fields.iter().map(field).collect(), ..FormView::default() }
    }

    #[test]
    fn a_short_form_has_no_steps() {
        let short = form(&[
            ("what", Control::Long, None, 0),
            ("party.me", Control::Group, Some(Stands::Complaining), 4),
            ("keep_out", Control::Text, None, 0),
        ]);
        assert_eq!(Steps::of(&short), None);
    }

    #[test]
    fn a_long_form_asks_one_matter_on_a_page_and_ends_with_what_is_to_be_checked() {
        let long = form(&[
            ("party.me", Control::Group, Some(Stands::Complaining), 3),
            ("what", Control::Long, None, 0),
            ("title", Control::Text, None, 0),
            ("kind", Control::One, None, 0),
            ("on", Control::Date, None, 0),
            ("papers", Control::Files, None, 0),
            ("party.them", Control::Group, Some(Stands::Against), 2),
        ]);
        let steps = Steps::of(&long).unwrap();
        assert_eq!(steps.all, [Step::Matter, Step::Details, Step::Whom, Step::Files, Step::You, Step::Check]);
        assert_eq!(steps.place_of(&long, "party.them.1.name"), Some(Step::Whom));
        assert_eq!(steps.place_of(&long, "party.theme"), None);
    }

    #[test]
    fn few_questions_stand_together_and_one_alone_makes_no_step() {
        let few = form(&[
            ("what", Control::Long, None, 0),
            ("on", Control::Date, None, 0),
            ("party.me", Control::Group, Some(Stands::Complaining), 5),
            ("keep_out", Control::Text, None, 0),
        ]);
        let steps = Steps::of(&few).unwrap();
        assert_eq!(steps.all, [Step::Matter, Step::You, Step::Check]);
        assert_eq!(steps.place_of(&few, "keep_out"), Some(Step::You));
    }
}

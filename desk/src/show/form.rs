//! Forms: an act with what it asks, in words, with what stands on file already filled in.
//!
//! How a field is sent, by its key (the typed input of the desk reads the same):
//! - a field or what is declared on the spot: `matter`; a class: `class.track`, whose values and grounds share one name space;
//! - a party: `party.reporter.0.name`, rows counted from 0; who of the office it is: `party.reporter.0.who`;
//!   one that is among the parties there: `party.main_contact.0.who` with `party:2`, or its place in the same form from 1;
//! - a role of the case: `role.host`; a paper handed in: `document.call`;
//! - people, units, roles by their ids, a party as `party:2`, a row as `slip.2`, a case by its number, a body or place by name;
//! - steps of a guide: `guide.ID` with their numbers from 1;
//! - "not known yet": `?` in place of the value.

use dengwen_case::RowKey;
use dengwen_regulation::{
    model::{Act, ActOption, GuideStep, Id, Input, InputWhat, OnFile, Rule},
    value::Value,
};

use super::{Show, words};
use crate::view::{Choice, Cited, Control, FieldView, FormView, OptionView};

/// One thing that is asked now.
#[derive(Debug, Clone)]
pub struct Ask {
    /// What.
    pub what: InputWhat,
    /// It must be given.
    pub must: bool,
    /// Where it stands.
    pub rule: Rule,
}

impl From<&Input> for Ask {
    fn from(input: &Input) -> Self {
        Self { what: input.what.clone(), must: input.must, rule: input.rule.clone() }
    }
}

/// An option of an act as it stands now.
#[derive(Debug, Clone)]
pub struct AskOption<'a> {
    /// Its id.
    pub id: &'a Id,
    /// The option.
    pub option: &'a ActOption,
    /// What it asks beyond the act's own.
    pub asks: Vec<Ask>,
    /// Why it cannot be chosen now.
    pub closed: Vec<Cited>,
}

/// An act that is open now.
#[derive(Debug, Clone)]
pub struct OpenAct<'a> {
    /// Its id.
    pub id: &'a Id,
    /// The act.
    pub act: &'a Act,
    /// The row it is about.
    pub row: RowKey,
    /// What it asks.
    pub asks: Vec<Ask>,
    /// Its options.
    pub options: Vec<AskOption<'a>>,
    /// Warnings that hold now.
    pub warnings: Vec<Cited>,
}

impl<'a> OpenAct<'a> {
    /// An act with everything it may ask, before a case is there.
    #[must_use]
    pub fn whole(id: &'a Id, act: &'a Act, row: RowKey) -> Self {
        let options = act.choose.iter().map(|(id, option)| AskOption {
            id,
            option,
            asks: option.input.iter().map(Ask::from).collect(),
            closed: Vec::new(),
        });
        let options = options.collect();
        Self { id, act, row, asks: act.input.iter().map(Ask::from).collect(), options, warnings: Vec::new() }
    }
}

/// The name of a row as forms send it: `part.n`; `None` for the case itself.
#[must_use]
pub fn row_name(row: &RowKey) -> Option<String> {
    (!row.is_main()).then(|| format!("{}.{}", row.part, row.n))
}

/// The row of such a name.
fn row_named(name: &str) -> Option<RowKey> {
    let (part, n) = name.rsplit_once('.')?;
    Some(RowKey { part: Id::from(part), n: n.parse().ok()? })
}

impl Show<'_> {
    /// The form of an open act.
    #[must_use]
    pub fn form(&self, open: &OpenAct<'_>) -> FormView {
        let act = open.act;
        let options = open.options.iter().map(|option| OptionView {
            id: option.id.to_string(),
            label: self.start(self.text(&option.option.label)),
            fields: self.fields(open, &option.asks),
            closed: option.closed.clone(),
        });
        FormView {
            act: open.id.to_string(),
            row: row_name(&open.row),
            label: self.start(self.titled(&self.label(Some(&act.label), open.id), &open.row)),
            cited: self.cited(self.hint_of_act(act), &act.rule),
            fields: self.fields(open, &open.asks).into_iter().chain(self.checklist(act)).collect(),
            options: options.collect(),
            guide: self.guide(act),
            warnings: open.warnings.clone(),
            hands: self.hands(act),
            follows: self.follows(&open.row, open.id, act),
        }
    }

    /// A label with the row it is about.
    #[must_use]
    pub fn titled(&self, label: &str, row: &RowKey) -> String {
        match self.row_label(row) {
            row if row.is_empty() => label.to_owned(),
            row => format!("{label}{}{row}{}", self.pick("（", " ("), self.pick("）", ")")),
        }
    }

    /// The form as somebody outside gets it: nobody of the office is listed, and nothing on file is filled in.
    #[must_use]
    pub fn for_public(&self, mut form: FormView) -> FormView {
        form.fields.retain(|field| !field.key.starts_with("guide."));
        form.fields.iter_mut().for_each(|field| self.outside(field));
        form.options.iter_mut().flat_map(|option| &mut option.fields).for_each(|field| self.outside(field));
        let row = form.row.as_deref().and_then(row_named).unwrap_or_else(RowKey::main);
        form.follows = self.follows_outside(&row, &Id::from(form.act.as_str()));
        form
    }

    fn outside(&self, field: &mut FieldView) {
        let listed = field.options.len();
        field.options.retain(|choice| !self.names.people.contains_key(&choice.value));
        if listed > 0 && field.options.is_empty() {
            field.control = Control::Text;
            let hint = self.pick("写明姓名", "write the name").to_owned();
            field.hint = Some(hint);
        }
        if self.case.main().is_some_and(|main| main.values.contains_key(field.key.as_str())) {
            field.value.clear();
        }
        field.children.iter_mut().for_each(|child| self.outside(child));
        // Who of the office it is, is for the office to find out.
        field.children.retain(|child| !(child.key.ends_with(".who") && child.control == Control::Text));
    }

    fn hint_of_act(&self, act: &Act) -> String {
        let papers: Vec<String> = act
            .does
            .iter()
            .filter_map(|effect| match &effect.what {
                dengwen_regulation::model::What::Issue(id) => Some(self.document_label(id)),
                _ => None,
            })
            .collect();
        match (papers.is_empty(), self.pick("zh", "en")) {
            (true, _) => String::new(),
            (false, "zh") => format!("将制作{}", words::listed(&papers, self.lang)),
            (false, _) => format!("issues {}", words::listed(&papers, self.lang)),
        }
    }

    /// Steps to read. A guide that must leave a trace is a checklist instead.
    fn guide(&self, act: &Act) -> Vec<String> {
        let guide = act.guide.as_ref().and_then(|id| self.regulation.guides.get(id));
        let guide = guide.filter(|guide| !guide.steps.iter().any(|step| step.required));
        guide.map(|guide| guide.steps.iter().map(|step| self.text(&step.label)).collect()).unwrap_or_default()
    }

    /// The steps of a guide to tick, some of which must leave a trace.
    fn checklist(&self, act: &Act) -> Option<FieldView> {
        let id = act.guide.as_ref()?;
        let guide = self.regulation.guides.get(id).filter(|guide| guide.steps.iter().any(|step| step.required))?;
        // The article of the whole stands above them all.
        let own = |step: &GuideStep| step.rule.article.clone().filter(|_| step.rule.article != guide.rule.article);
        let choice = |(step, number): (&GuideStep, usize)| {
            let must = step.required.then(|| self.pick("须留痕", "a trace must be on file").to_owned());
            let said: Vec<String> = must.into_iter().chain(own(step)).collect();
            Choice {
                value: number.to_string(),
                label: self.text(&step.label),
                meaning: (!said.is_empty()).then(|| said.join(self.pick("，", ", "))),
            }
        };
        let key = format!("guide.{id}");
        Some(FieldView {
            label: self.text(&guide.label),
            hint: Some(self.pick("做到一步，勾选一步", "tick each step as it is done").to_owned()),
            control: Control::Many,
            must: act.needs.iter().flatten().any(|one| matches!(one, OnFile::Guide(needed) if needed == id)),
            many: true,
            options: guide.steps.iter().zip(1..).map(choice).collect(),
            value: self.ticked(&key),
            children: Vec::new(),
            error: None,
            sealed: false,
            keepable: false,
            article: guide.rule.article.clone(),
            stands: None,
            key,
        })
    }

    /// Steps ticked in earlier acts.
    fn ticked(&self, key: &str) -> Vec<String> {
        let values = self.case.acts.iter().filter_map(|done| done.input.value(key));
        let steps = values.flat_map(|value| match value {
            Value::Many(all) => all.clone(),
            one => vec![one.clone()],
        });
        steps.filter_map(|step| if let Value::Int(step) = step { Some(step.to_string()) } else { None }).collect()
    }

    /// What to know about further hands.
    fn hands(&self, act: &Act) -> Option<String> {
        let mut said = Vec::new();
        if let Some(most) = act.officers.iter().map(|row| row.least).max().filter(|least| *least > 1) {
            let least = act.officers.iter().map(|row| row.least).min().unwrap_or(most);
            said.push(match (least < most, self.pick("zh", "en")) {
                (true, "zh") => format!("一般须有 {most} 人共同办理，另一人确认后生效"),
                (false, "zh") => format!("须有 {most} 人共同办理，另一人确认后生效"),
                (true, _) => format!("As a rule {most} persons act together; it takes effect when the other confirms"),
                (false, _) => format!("{most} persons act together; it takes effect when the other confirms"),
            });
        }
        if !act.signs.is_empty() {
            let hands: Vec<String> = act.signs.iter().map(|who| self.written(&who.to_string())).collect();
            said.push(match self.pick("zh", "en") {
                "zh" => format!("依次由{}签署后生效", hands.join("、")),
                _ => format!("Takes effect when signed in this order: {}", hands.join(", ")),
            });
        }
        (!said.is_empty()).then(|| said.join(self.pick("；", "; ")))
    }
}

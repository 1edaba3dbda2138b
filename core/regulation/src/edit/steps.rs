//! Guides with their steps, and the shared procedures that a text uses.

use super::{
    Editor, Named, Unfit, Wrong,
    find::steps,
    written::{label_of, list, map, scalar},
};
use crate::{
    load::Files,
    model::{Lang, Regulation},
    tree::{Node, read},
};

/// A guide of this file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GuideLine {
    /// Its id.
    pub id: String,
    /// What it is called.
    pub label: String,
    /// Its steps.
    pub steps: Vec<Step>,
}

/// A step of a guide.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Step {
    /// `中文 | English`; empty: there is none.
    pub label: String,
    /// A trace of it must be on file.
    pub required: bool,
}

/// A shared procedure, with what it takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SharedUse {
    /// Its name, such as `shared/recusal`.
    pub name: String,
    /// The text uses it.
    pub used: bool,
    /// What it takes.
    pub params: Vec<Param>,
}

/// What a shared procedure takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Param {
    /// The key.
    pub key: String,
    /// What it is.
    pub label: String,
    /// It must be given.
    pub must: bool,
    /// One entry a line rather than one value: steps of a stage.
    pub is_steps: bool,
    /// What the text gives, as typed.
    pub value: String,
}

/// What the entry of a step holds, in the order in which it is typed.
const STEP: [&str; 4] = ["label", "who", "within", "approved-by"];
/// What parts them.
const PART: char = ';';

impl Editor {
    /// The guides written in this file.
    #[must_use]
    pub fn guides(&self, regulation: &Regulation, lang: Lang) -> Vec<GuideLine> {
        let here = regulation.guides.iter().filter(|(id, _)| self.at(&["guides", id]).is_some());
        here.map(|(id, guide)| {
            let step =
                |step: &crate::model::GuideStep| Step { label: typed_label(&step.label), required: step.required };
            let label = Some(guide.label.in_lang(lang)).filter(|label| !label.is_empty()).unwrap_or(id).to_owned();
            GuideLine { id: id.to_string(), label, steps: guide.steps.iter().map(step).collect() }
        })
        .collect()
    }

    /// Writes the steps of a guide. A step that stays as it was is left alone; an empty one is taken out.
    ///
    /// # Errors
    /// [`Unfit`].
    pub fn write_guide(&mut self, before: &GuideLine, after: &[Step]) -> Result<(), Unfit> {
        let id = before.id.as_str();
        let path = ["guides", id, "steps"];
        for (n, (was, is)) in before.steps.iter().zip(after).enumerate() {
            let place = n.to_string();
            let item = ["guides", id, "steps", &place];
            let (label, trace) = (["guides", id, "steps", &place, "label"], ["guides", id, "steps", &place, "trace"]);
            if is.label.trim().is_empty() || was == is {
                continue;
            }
            // A step that is a text alone is its label.
            if self.at(&item).and_then(Node::text).is_some() {
                self.replace(&item, &written(is))?;
                continue;
            }
            if was.label != is.label {
                self.replace(&label, &written_label(&is.label))?;
            }
            if was.required != is.required {
                match self.at(&trace) {
                    Some(_) => self.replace(&trace, traced(is.required))?,
                    None => self.put(&item, "trace", traced(is.required))?,
                }
            }
        }
        for step in after.iter().skip(before.steps.len()).filter(|step| !step.label.trim().is_empty()) {
            self.append(&path, &written(step))?;
        }
        let gone = after.iter().take(before.steps.len()).enumerate().filter(|(_, step)| step.label.trim().is_empty());
        let gone: Vec<usize> = gone.map(|(n, _)| n).collect();
        gone.into_iter().rev().try_for_each(|n| self.take_out(&path, n))
    }

    /// Adds a guide and shows it at acts.
    ///
    /// # Errors
    /// [`Wrong`].
    pub fn add_guide(
        &mut self,
        named: &Named,
        after: &[Step],
        at: &[String],
        regulation: &Regulation,
    ) -> Result<String, Wrong> {
        let id = named.rule(self, regulation, &["guides"])?;
        let all: Vec<String> = after.iter().filter(|step| !step.label.trim().is_empty()).map(written).collect();
        if all.is_empty() {
            return Err(Wrong::Options);
        }
        self.put(&["guides"], &id, &named.written(&[("steps", list(&all))]))?;
        at.iter().try_for_each(|path| self.put(&steps(path), "guide", &id))?;
        Ok(id)
    }

    /// A shared procedure as it may be used in this text; `name` is that of its file without the ending.
    #[must_use]
    pub fn shared(&self, files: &dyn Files, name: &str, regulation: &Regulation, lang: Lang) -> Option<SharedUse> {
        let (root, _) = read(name, &files.read(&format!("{name}.yaml"))?);
        let takes = root?.get("takes").and_then(Node::map)?.clone();
        let given = self.at(&["uses", name]);
        let mut params = Vec::new();
        for (key, about) in &takes.entries {
            let said = about.get("label").and_then(Node::text).map(label_of).unwrap_or_default();
            let said = said.in_lang(lang).to_owned();
            if key.text == "each-stage" {
                params.extend(regulation.main.stages.iter().map(|(id, stage)| Param {
                    key: id.to_string(),
                    label: format!("{} · {said}", stage.label.in_lang(lang)),
                    must: false,
                    is_steps: true,
                    value: given.and_then(|given| given.get(id)).map(steps_typed).unwrap_or_default(),
                }));
                continue;
            }
            let value = given.and_then(|given| given.get(&key.text));
            // What is no text and no list of texts is written in the text alone.
            if value.is_some_and(|value| value.items().iter().any(|item| item.text().is_none()))
                || about.get("default").is_some_and(|default| default.map().is_some())
            {
                continue;
            }
            let texts = value.map_or(&[][..], Node::items).iter().filter_map(Node::text);
            params.push(Param {
                key: key.text.clone(),
                label: said,
                must: about.get("default").is_none() && key.text != "article",
                is_steps: false,
                value: texts.collect::<Vec<_>>().join(", "),
            });
        }
        Some(SharedUse { name: name.to_owned(), used: given.is_some(), params })
    }

    /// Writes what a shared procedure is given, and takes it into use where it is not.
    ///
    /// # Errors
    /// [`Unfit`].
    pub fn write_use(&mut self, shared: &SharedUse, typed: &[(String, String)]) -> Result<(), Unfit> {
        for param in &shared.params {
            let value = typed.iter().find(|(key, _)| *key == param.key).map_or("", |(_, value)| value.trim());
            if value == param.value.trim() {
                continue;
            }
            let written = if param.is_steps { steps_written(value) } else { one_or_several(value) };
            let at = ["uses", shared.name.as_str(), param.key.as_str()];
            match (self.at(&at), written.is_empty()) {
                (Some(_), true) => self.replace(&at, if param.is_steps { "[]" } else { "none" })?,
                (Some(_), false) => self.replace(&at, &written)?,
                (None, true) => {}
                (None, false) => self.put(&["uses", &shared.name], &param.key, &written)?,
            }
        }
        if self.at(&["uses", &shared.name]).is_none() {
            self.put(&["uses"], &shared.name, "{}")?;
        }
        Ok(())
    }
}

fn typed_label(label: &crate::model::Label) -> String {
    if label.en.is_empty() || label.en == label.zh { label.zh.clone() } else { format!("{} | {}", label.zh, label.en) }
}

fn written_label(typed: &str) -> String {
    super::written::label(&label_of(typed))
}

fn traced(required: bool) -> &'static str {
    if required { "required" } else { "optional" }
}

fn written(step: &Step) -> String {
    map(&[("label", written_label(&step.label)), ("trace", traced(step.required).to_owned())])
}

fn one_or_several(typed: &str) -> String {
    let all: Vec<String> =
        typed.split([',', '，', '、']).map(str::trim).filter(|one| !one.is_empty()).map(scalar).collect();
    if let [one] = all.as_slice() { one.clone() } else { list(&all) }
}

/// Steps of a stage as they are typed, a line each.
fn steps_typed(node: &Node) -> String {
    let line = |item: &Node| {
        let parts: Vec<&str> = STEP.iter().map(|key| item.get(key).and_then(Node::text).unwrap_or_default()).collect();
        let line = parts.join(&format!("{PART} "));
        line.trim_end_matches([PART, ' ']).to_owned()
    };
    node.items().iter().map(line).collect::<Vec<_>>().join("\n")
}

fn steps_written(typed: &str) -> String {
    let lines = typed.lines().map(str::trim).filter(|line| !line.is_empty());
    let all: Vec<String> = lines
        .map(|line| {
            let line = line.replace('；', ";");
            let mut parts = line.split(PART).map(str::trim);
            let pairs = STEP.map(|key| {
                let part = parts.next().unwrap_or_default();
                let value = match (key, part) {
                    (_, "") => String::new(),
                    ("label", part) => written_label(part),
                    (_, part) => scalar(part),
                };
                (key, value)
            });
            map(&pairs)
        })
        .collect();
    list(&all)
}

//! Names of what lies around a case, for showing it.

use std::{collections::BTreeMap, sync::Arc};

use dengwen_case::Actor;
use dengwen_regulation::{
    model::Lang,
    value::{Handle, Ref, Value},
};

use crate::{actor::Eyes, cases::Loaded, desk::Desk, fault::Fault, files, office::Office, show::Names};

impl Desk {
    /// Names of the office alone.
    pub(crate) fn office_names(&self, office: &Office, lang: Lang) -> Names {
        Names {
            people: Arc::clone(&office.names().people),
            units: office.names().units(lang),
            cases: BTreeMap::new(),
            files: BTreeMap::new(),
            regulations: self
                .regulations_of(office)
                .iter()
                .map(|one| (one.id.to_string(), one.title.in_lang(lang).to_owned()))
                .collect(),
            opened: BTreeMap::new(),
            office: office.name.in_lang(lang).to_owned(),
        }
    }

    /// Names of the office, of linked cases and of files.
    pub(crate) async fn names(&self, loaded: &Loaded, lang: Lang) -> Result<Names, Fault> {
        let mut names = self.office_names(&loaded.office, lang);
        let mut cases: Vec<String> = loaded.case.links.iter().map(|(_, to, _)| to.clone()).collect();
        for value in loaded.case.rows.iter().flat_map(|row| row.values.values()) {
            if let Value::Ref(Ref::Case(id)) = value {
                cases.push(id.clone());
            }
        }
        for row in self.store().cases(&cases).await? {
            let number = row.number.clone().unwrap_or_else(|| row.title.clone());
            names.cases.insert(row.stream, number);
        }
        for row in self.store().attachments(&loaded.case.id).await? {
            let name = self.file_name(&row).await?;
            names.files.insert(row.id.clone(), files::view(&row, name, lang));
        }
        Ok(names)
    }

    /// Leaves out the numbers of other cases that somebody of the office may not know of.
    pub(crate) async fn name_seen_cases(&self, names: &mut Names, office: &str, actor: &Actor) -> Result<(), Fault> {
        if actor.person.is_none() {
            return Ok(());
        }
        let eyes = Eyes::of(office, actor);
        for case in names.cases.keys().cloned().collect::<Vec<_>>() {
            if self.store().sight(&case, eyes.viewer()).await?.is_empty() {
                names.cases.remove(&case);
            }
        }
        Ok(())
    }

    /// Opens everything sealed in a case, for a viewer who may read it: plain texts by digest.
    pub(crate) async fn opened<'v>(
        &self,
        values: impl IntoIterator<Item = &'v Value>,
    ) -> Result<BTreeMap<String, String>, Fault> {
        let mut found = BTreeMap::new();
        let mut handles: Vec<Handle> = Vec::new();
        values.into_iter().for_each(|value| collect(value, &mut handles));
        for handle in handles {
            if let Some(text) = self.open_sealed(&handle).await? {
                found.insert(handle.digest.clone(), text.expose().to_owned());
            }
        }
        Ok(found)
    }
}

/// The handles of what is sealed in a value.
pub(crate) fn collect(value: &Value, into: &mut Vec<Handle>) {
    match value {
        Value::Sealed(handle) => into.push(handle.clone()),
        Value::Many(all) => all.iter().for_each(|one| collect(one, into)),
        _ => {}
    }
}

//! Files of a case as one person may see them.

use dengwen_case::Seen;
use dengwen_regulation::value::{Ref, Value};

use super::Show;
use crate::view::{Choice, Control, FieldView, FileView};

impl Show<'_> {
    /// Is a file kept from somebody: is it known from parts alone that are kept from them.
    #[must_use]
    pub fn hides_file(&self, seen: &Seen, id: &str) -> bool {
        let names = |seen: &Seen| self.file_ids(seen).into_iter().any(|known| known == id);
        !names(seen) && names(&Seen::default())
    }

    /// Files of the case that somebody may see, as fields, parties and acts name them.
    fn file_ids(&self, seen: &Seen) -> Vec<&String> {
        let mut ids: Vec<&String> = Vec::new();
        let rows = self.case.rows.iter().filter(|row| seen.row(&row.key));
        let of_rows = rows.flat_map(|row| row.values.values());
        let of_parties = self.case.parties.iter().flat_map(|party| party.fields.values());
        let acts = self.case.acts.iter().filter(|done| seen.place(self.case, done.row));
        let of_acts = acts.flat_map(|done| done.input.0.values()).filter_map(|entry| match entry {
            dengwen_case::Entry::Value(value) => Some(value),
            _ => None,
        });
        of_rows.chain(of_parties).chain(of_acts).for_each(|value| files_in(value, &mut ids));
        ids
    }

    pub(super) fn files(&self, seen: &Seen) -> Vec<FileView> {
        self.file_ids(seen).into_iter().map(|id| self.file(id)).collect()
    }

    /// A file as it is listed; an extract says that it is one.
    #[must_use]
    pub fn file(&self, id: &str) -> FileView {
        let known = self.names.files.get(id).cloned();
        let mut file =
            known.unwrap_or_else(|| FileView { id: id.to_owned(), name: id.to_owned(), ..FileView::default() });
        if dengwen_case::extracts(self.case).into_iter().any(|one| one == id) {
            file.marks = self.pick("摘抄件", "extract").to_owned();
        }
        file
    }

    /// The extracts of the case, offered wherever the staff is asked for files.
    pub(super) fn offer_extracts(&self, fields: &mut [FieldView]) {
        for field in fields {
            self.offer_extracts(&mut field.children);
            if field.control == Control::Files {
                let of = |id: &String| Choice { value: format!("file:{id}"), label: self.file(id).name, meaning: None };
                field.options = dengwen_case::extracts(self.case).into_iter().map(of).collect();
            }
        }
    }
}

fn files_in<'v>(value: &'v Value, ids: &mut Vec<&'v String>) {
    match value {
        Value::Ref(Ref::File(id)) if !ids.contains(&id) => ids.push(id),
        Value::Many(all) => all.iter().for_each(|one| files_in(one, ids)),
        _ => {}
    }
}

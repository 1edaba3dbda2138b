//! What an administrator enters.

use std::sync::Arc;

use dengwen_calendar::Overlay;
use dengwen_case::OfficeRow;
use dengwen_regulation::{
    model::{Field, Id, Label, Options, Regulation},
    value::Value,
};
use indexmap::IndexMap;
use jiff::Timestamp;

use super::{Office, OfficeEvent, Person, Post, RowEntry, SettingEntry, Unit, is_id};
use crate::{desk::Desk, fault::Fault, typed};

impl Desk {
    /// Enters or changes a person.
    ///
    /// # Errors
    /// [`Fault::IdWrong`].
    pub async fn save_person(&self, office: &str, by: &str, person: Person) -> Result<Arc<Office>, Fault> {
        check_id(&person.id)?;
        self.office_append(office, by, None, vec![OfficeEvent::PersonSaved { person }]).await
    }

    /// Enters or changes a unit.
    ///
    /// # Errors
    /// [`Fault::IdWrong`]; [`Fault::Entry`] if a unit would stand above itself.
    pub async fn save_unit(&self, office: &str, by: &str, unit: Unit) -> Result<Arc<Office>, Fault> {
        check_id(&unit.id)?;
        let state = self.office_state(office).await?;
        let above = unit.above.as_deref().map(|above| state.upward(above)).unwrap_or_default();
        if unit.above.as_deref() == Some(&unit.id) || above.iter().any(|one| one.id == unit.id) {
            return Err(Fault::entry("部门不能是自己的上级", "a unit cannot stand above itself"));
        }
        self.office_append(office, by, None, vec![OfficeEvent::UnitSaved { unit }]).await
    }

    /// Gives or ends a post.
    ///
    /// # Errors
    /// [`Fault::Entry`] if person, unit or role is not known.
    pub async fn save_post(&self, office: &str, by: &str, post: Post) -> Result<Arc<Office>, Fault> {
        let state = self.office_state(office).await?;
        let mut regulations = self.regulations_of(&state).into_iter();
        let role = regulations.any(|one| one.roles.contains_key(post.role.as_str()));
        if !role || !state.people.contains_key(&post.person) || !state.units.contains_key(&post.unit) {
            return Err(Fault::entry("任职须有已登记的岗位、部门和人员", "a post needs a known role, unit and person"));
        }
        self.office_append(office, by, None, vec![OfficeEvent::PostSaved { post }]).await
    }

    /// Fills in a setting, as typed.
    ///
    /// # Errors
    /// [`Fault::Entry`] if there is no such setting or the value does not fit.
    pub async fn save_setting(
        &self,
        office: &str,
        by: &str,
        regulation: &str,
        setting: &str,
        typed: &str,
        from: Timestamp,
    ) -> Result<Arc<Office>, Fault> {
        let state = self.office_state(office).await?;
        let text = self.regulation_of(&state, regulation)?;
        let known = text
            .settings
            .get(setting)
            .ok_or_else(|| Fault::entry(format!("没有设置项 {setting}"), format!("there is no setting {setting}")))?;
        let value = typed::entered(&state, &text, &known.field, typed).ok_or_else(|| {
            Fault::entry(
                format!("所填不符合设置项 {setting} 的要求"),
                format!("the value does not fit the setting {setting}"),
            )
        })?;
        let (regulation, setting) = (regulation.to_owned(), setting.to_owned());
        let entry = SettingEntry { regulation, setting, unit: None, value, from };
        self.office_append(office, by, None, vec![OfficeEvent::SettingSaved { entry }]).await
    }

    /// Enters a row of a table, each column as typed; what it gives is `is` or the table's own columns.
    ///
    /// # Errors
    /// [`Fault::Entry`] if there is no such table.
    pub async fn save_row(
        &self,
        office: &str,
        by: &str,
        regulation: &str,
        table: &str,
        columns: &[(String, String)],
        from: Option<Timestamp>,
    ) -> Result<Arc<Office>, Fault> {
        let state = self.office_state(office).await?;
        let text = self.regulation_of(&state, regulation)?;
        let known = text
            .tables
            .get(table)
            .ok_or_else(|| Fault::entry(format!("没有表 {table}"), format!("there is no table {table}")))?;
        let mut row = OfficeRow { when: IndexMap::new(), is: IndexMap::new(), from, until: None };
        for (column, typed) in columns {
            let id = Id::from(column.as_str());
            if known.by.contains(column) {
                row.when.insert(id.clone(), column_value(&state, &text, &id, typed));
            } else {
                row.is.insert(id, typed::reference(&state, &text, typed));
            }
        }
        let (regulation, table) = (regulation.to_owned(), table.to_owned());
        let entry = RowEntry { regulation, table, row };
        self.office_append(office, by, None, vec![OfficeEvent::RowSaved { entry }]).await
    }

    /// Confirms what the text leaves open, as the file proposes it.
    ///
    /// # Errors
    /// [`Fault::Entry`] if nothing is left open there.
    pub async fn confirm_blank(
        &self,
        office: &str,
        by: &str,
        regulation: &str,
        path: &str,
    ) -> Result<Arc<Office>, Fault> {
        let state = self.office_state(office).await?;
        let text = self.regulation_of(&state, regulation)?;
        if !text.blanks.iter().any(|blank| blank.path == path) {
            return Err(Fault::entry(format!("{path} 处没有待定的内容"), format!("nothing is left open at {path}")));
        }
        let event = OfficeEvent::BlankConfirmed { regulation: regulation.to_owned(), path: path.to_owned() };
        self.office_append(office, by, None, vec![event]).await
    }

    /// Changes the days that lie over the calendar, and derives again what may move.
    ///
    /// # Errors
    /// [`Fault::Entry`] if a day names no notice.
    pub async fn save_overlay(&self, office: &str, by: &str, overlay: Overlay) -> Result<Arc<Office>, Fault> {
        let before = self.office_state(office).await?;
        dengwen_calendar::Calendar::china()
            .with_overlay(&overlay)
            .map_err(|error| Fault::Entry(Label::plain(&error.to_string())))?;
        let changed = before.overlay.entries.iter().chain(&overlay.entries).map(|entry| entry.date).min();
        let state = self.office_append(office, by, None, vec![OfficeEvent::CalendarSaved { overlay }]).await?;
        self.derive_again(office, changed).await?;
        Ok(state)
    }
}

fn check_id(id: &str) -> Result<(), Fault> {
    if is_id(id) { Ok(()) } else { Err(Fault::IdWrong(id.to_owned())) }
}

/// The value of a column: as the field or class of that name has it.
fn column_value(office: &Office, regulation: &Regulation, column: &Id, typed: &str) -> Value {
    if regulation.main.classes.contains_key(column) {
        return Value::Choice(Id::from(typed));
    }
    match regulation.main.fields.get(column) {
        Some(field) => typed::entered(office, regulation, field, typed).unwrap_or_else(|| choice_or_text(field, typed)),
        None => typed::reference(office, regulation, typed),
    }
}

fn choice_or_text(field: &Field, typed: &str) -> Value {
    match field.options {
        Options::None => Value::Text(typed.to_owned()),
        _ => Value::Choice(Id::from(typed)),
    }
}

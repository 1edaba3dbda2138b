//! What stands beside the form of a registration: proposals from past cases, like cases, who is on duty, a text to read back.

use askama::Template;
use dengwen_desk::{
    Proposals,
    view::{Control, FieldView, Session},
};

use crate::{forms::Draft, page::Page, site::Site, trouble::Trouble};

#[derive(Template)]
#[template(path = "proposals/template.html")]
pub(crate) struct Beside<'a> {
    pub(crate) page: &'a Page,
    pub(crate) draft: &'a Draft,
    pub(crate) found: Proposals,
    /// What was typed, as it is read aloud: label and text.
    pub(crate) aloud: Vec<(String, String)>,
}

impl<'a> Beside<'a> {
    pub(crate) fn new(page: &'a Page, draft: &'a Draft, found: Proposals) -> Self {
        let mut aloud = Vec::new();
        draft.form.fields.iter().for_each(|field| read_aloud(page, field, &mut aloud));
        Self { page, draft, found, aloud }
    }

    pub(crate) async fn asked(
        site: &Site,
        page: &'a Page,
        session: &Session,
        (matter, channel): (&str, &str),
        draft: &'a Draft,
    ) -> Result<Self, Trouble> {
        let found = site.desk.proposals(session, matter, channel, &draft.form, page.lang).await?;
        Ok(Self::new(page, draft, found))
    }

    fn joined(&self, all: &[String]) -> String {
        all.join(&self.page.t("rosters-and"))
    }
}

/// A field as it is read aloud: choices by their names, long numbers in groups.
fn read_aloud(page: &Page, field: &FieldView, aloud: &mut Vec<(String, String)>) {
    let named = |value: &String| match field.control {
        Control::One | Control::Many => {
            field.options.iter().find(|choice| choice.value == *value).map(|choice| choice.label.clone())
        }
        Control::YesNo if value == "yes" => Some(page.t("field-yes")),
        Control::YesNo if value == "no" => Some(page.t("field-no")),
        Control::YesNo | Control::Files | Control::Group => None,
        Control::Moment => Some(value.replace('T', " ")),
        Control::Text | Control::Phone | Control::Number => Some(in_groups(value)),
        _ => Some(value.clone()),
    };
    let said: Vec<String> = field.value.iter().filter(|value| !value.trim().is_empty()).filter_map(named).collect();
    if !said.is_empty() {
        aloud.push((field.label.clone(), said.join(&page.t("rosters-and"))));
    }
    field.children.iter().for_each(|child| read_aloud(page, child, aloud));
}

/// A number of many digits as it is said: three, then by four.
fn in_groups(text: &str) -> String {
    let digits: Vec<char> = text.trim().chars().collect();
    if digits.len() < 7 || !digits.iter().all(char::is_ascii_digit) {
        return text.trim().to_owned();
    }
    let (first, rest) = digits.split_at(digits.len() % 4);
    let groups = std::iter::once(first).chain(rest.chunks(4)).filter(|group| !group.is_empty());
    groups.map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::in_groups;

    #[test]
    fn numbers_are_read_in_groups() {
        assert_eq!(in_groups("13912345678"), "139 1234 5678");
        assert_eq!(in_groups("87654321"), "8765 4321");
        assert_eq!(in_groups("三号楼 502"), "三号楼 502");
    }
}

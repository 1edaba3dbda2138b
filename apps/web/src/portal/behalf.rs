//! For whom somebody speaks: for themselves, with others, or for somebody else. Where a regulation knows the last two, it is asked
//! before who they are, and only what follows from the answer is asked then.

use dengwen_desk::view::{Choice, Control, FieldView, FormView, Stands};

use crate::page::Page;

/// For whom.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Behalf {
    /// For themselves.
    #[default]
    Own,
    /// With others, some of whom may speak for all.
    Joint,
    /// For somebody else.
    Agent,
}

impl Behalf {
    /// As forms send it.
    pub(crate) const fn id(self) -> &'static str {
        match self {
            Self::Own => "own",
            Self::Joint => "joint",
            Self::Agent => "agent",
        }
    }

    /// What a form offers; nothing where there is no choice.
    pub(crate) fn offered(form: &FormView) -> Vec<Self> {
        let group = |stands: Stands| form.fields.iter().find(move |field| field.stands == Some(stands));
        let joint = group(Stands::Complaining).filter(|field| field.many).map(|_| Self::Joint);
        let agent = group(Stands::For).map(|_| Self::Agent);
        let further: Vec<Self> = joint.into_iter().chain(agent).collect();
        if further.is_empty() { further } else { [Self::Own].into_iter().chain(further).collect() }
    }

    /// The one of this name among those offered.
    pub(crate) fn chosen(form: &FormView, id: &str) -> Self {
        Self::offered(form).into_iter().find(|one| one.id() == id).unwrap_or_default()
    }

    /// What is said of it.
    pub(crate) fn label(self, page: &Page) -> String {
        match self {
            Self::Own => page.t("behalf-own"),
            Self::Joint => page.t("behalf-joint"),
            Self::Agent => page.t("behalf-agent"),
        }
    }

    /// What it means.
    pub(crate) fn hint(self, page: &Page) -> String {
        match self {
            Self::Own => page.t("behalf-own-hint"),
            Self::Joint => page.t("behalf-joint-hint"),
            Self::Agent => page.t("behalf-agent-hint"),
        }
    }

    /// The form as it is asked then; what is not asked is not sent either.
    pub(crate) fn asked(self, form: &FormView, page: &Page) -> FormView {
        let mut form = form.clone();
        if Self::offered(&form).is_empty() {
            return form;
        }
        let people = people(&form);
        form.fields.retain(|field| match field.stands {
            Some(Stands::Among) => self == Self::Joint && people.len() > 1,
            Some(Stands::For) => self == Self::Agent,
            _ => true,
        });
        for field in &mut form.fields {
            match field.stands {
                Some(Stands::Complaining) if self != Self::Joint => alone(field),
                Some(Stands::Among) => field.children.iter_mut().for_each(|child| named(child, &people, page)),
                _ => {}
            }
        }
        form
    }
}

/// Of several people the first.
fn alone(group: &mut FieldView) {
    group.many = false;
    if let Some(first) = group.children.first().filter(|first| first.control == Control::Group) {
        group.children = first.children.clone();
    }
}

/// Those who complain, by what was written first of each.
fn people(form: &FormView) -> Vec<String> {
    let groups = form.fields.iter().filter(|field| field.stands == Some(Stands::Complaining));
    let rows = groups.flat_map(|group| &group.children).filter(|row| row.control == Control::Group);
    rows.map(|row| row.children.iter().flat_map(|child| &child.value).next().cloned().unwrap_or_default()).collect()
}

/// Which of them is chosen by name, in place of a number.
fn named(child: &mut FieldView, people: &[String], page: &Page) {
    if child.control == Control::Group {
        return child.children.iter_mut().for_each(|child| named(child, people, page));
    }
    if !child.key.ends_with(".who") {
        return;
    }
    let choice = |(place, name): (usize, &String)| Choice {
        value: (place + 1).to_string(),
        label: page.with2("behalf-person", "number", place + 1, "name", name),
        meaning: None,
    };
    child.options = people.iter().enumerate().map(choice).collect();
    (child.control, child.hint, child.label) = (Control::One, None, page.t("behalf-which"));
}

#[cfg(test)]
mod tests {
    use dengwen_desk::view::{Control, FieldView, FormView, Stands};

    use super::Behalf;
    use crate::page::Page;

    fn form(rows: usize) -> FormView {
        let group = |key: &str, stands, children| FieldView {
            stands: Some(stands),
            many: stands == Stands::Complaining,
            children,
            ..FieldView::new(key, key, Control::Group)
        };
        let row = |n: usize| FieldView {
            children: vec![FieldView {
                value: vec![format!("第{n}人")],
                ..FieldView::new(format!("party.me.{n}.name"), "name", Control::Text)
            }],
            ..FieldView::new(format!("party.me.{n}"), "row", Control::Group)
        };
        FormView {
            fields: vec![
                group("party.me", Stands::Complaining, (0..rows).map(row).collect()),
                group("party.main", Stands::Among, vec![FieldView::new("party.main.0.who", "who", Control::Number)]),
                group("party.agent", Stands::For, vec![FieldView::new("party.agent.0.name", "name", Control::Text)]),
            ],
            ..FormView::default()
        }
    }

    fn keys(form: &FormView) -> Vec<&str> {
        form.fields.iter().map(|field| field.key.as_str()).collect()
    }

    #[test]
    fn only_what_follows_from_the_answer_is_asked() {
        let (page, form) = (Page::default(), form(2));
        assert_eq!(Behalf::offered(&form), [Behalf::Own, Behalf::Joint, Behalf::Agent]);
        let own = Behalf::Own.asked(&form, &page);
        assert_eq!(keys(&own), ["party.me"]);
        assert_eq!(own.fields[0].children[0].key, "party.me.0.name", "one person, without the second row");
        assert_eq!(keys(&Behalf::Agent.asked(&form, &page)), ["party.me", "party.agent"]);
        let joint = Behalf::Joint.asked(&form, &page);
        assert_eq!(keys(&joint), ["party.me", "party.main"]);
        let who = &joint.fields[1].children[0];
        assert_eq!(who.options.iter().map(|one| one.value.as_str()).collect::<Vec<_>>(), ["1", "2"]);
        assert!(who.options[1].label.contains("第1人"), "{:?}", who.options);
    }

    #[test]
    fn who_speaks_for_all_is_asked_once_there_are_two() {
        assert_eq!(keys(&Behalf::Joint.asked(&form(0), &Page::default())), ["party.me"]);
    }

    #[test]
    fn where_there_is_no_choice_nothing_is_asked_of_it() {
        let mut plain = form(0);
        plain.fields.retain(|field| field.stands == Some(Stands::Complaining));
        plain.fields.iter_mut().for_each(|field| field.many = false);
        assert!(Behalf::offered(&plain).is_empty());
    }
}

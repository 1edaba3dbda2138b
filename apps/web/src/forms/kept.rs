//! What was typed into a form whose session was over: it goes through the door with whoever signs in, and comes back in the form.
//! It is nowhere but in the pages between: nothing of it is kept here.

use dengwen_desk::view::Typed;

use super::Posted;

/// Names under which somebody says who they are; nothing of that is carried on.
const NEVER: &[&str] = &["password", "proof", "passkey", "code", ":csrf", ":again"];

/// A form on its way through the door.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Kept {
    /// Where it was sent.
    pub(crate) action: String,
    /// What stood in it.
    pub(crate) fields: Typed,
}

impl Kept {
    /// What the form of an act held that was sent too late; it can be shown again without acting. Other posts are pressed again.
    pub(crate) fn of(action: &str, posted: &Posted) -> Option<Self> {
        posted.meta(":act").zip(posted.meta(":once").filter(|once| !once.is_empty()))?;
        let fields = posted.all().filter(|(name, _)| !NEVER.contains(&name.as_str())).cloned().collect();
        Some(Self { action: action.to_owned(), fields })
    }

    /// What the sign-in form carried.
    pub(crate) fn carried(posted: &Posted) -> Option<Self> {
        let action = posted.meta(":kept_for").filter(|action| action.starts_with("/desk/"))?.to_owned();
        let pair = |line: &str| line.split_once('\n').map(|(name, value)| (name.to_owned(), value.to_owned()));
        Some(Self { action, fields: posted.metas(":kept").filter_map(pair).collect() })
    }

    /// The fields as the sign-in form carries them.
    pub(crate) fn lines(&self) -> impl Iterator<Item = String> {
        self.fields.iter().map(|(name, value)| format!("{name}\n{value}"))
    }
}

#[cfg(test)]
mod tests {
    use super::{super::posted::from_pairs, Kept};

    #[test]
    fn what_was_typed_goes_through_the_door_and_no_password_with_it() {
        let sent = from_pairs(&[
            (":act", "note"),
            (":once", "o"),
            (":csrf", "c"),
            ("reason", "第一行\r\n第二行"),
            ("proof", "secret"),
        ]);
        let kept = Kept::of("/desk/cases/c1/acts/note", &sent).unwrap();
        let lines: Vec<String> = kept.lines().collect();
        assert_eq!(lines, [":act\nnote", ":once\no", "reason\n第一行\n第二行"]);
        let mut pairs = vec![(":kept_for", kept.action.as_str()), ("password", "p")];
        pairs.extend(lines.iter().map(|line| (":kept", line.as_str())));
        assert_eq!(Kept::carried(&from_pairs(&pairs)), Some(kept.clone()));
    }

    #[test]
    fn nothing_else_is_carried() {
        assert_eq!(Kept::of("/desk/sessions", &from_pairs(&[("end", "7")])), None);
        assert_eq!(Kept::of("/desk/cases/c/files/f/extract", &from_pairs(&[(":once", "o"), (":make", "yes")])), None);
        assert_eq!(Kept::carried(&from_pairs(&[(":kept_for", "https://elsewhere")])), None);
    }
}

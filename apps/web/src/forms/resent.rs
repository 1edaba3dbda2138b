//! A form that was sent while too much came in: it stands in the page that says so, and is sent again from there.

use std::{fmt, sync::Arc, time::Instant};

use dengwen_desk::view::Typed;

use super::Posted;
use crate::holding::{Held, Holding};

/// Names under which somebody proves who they are: a form with one of them is filled in anew.
const NEVER: &[&str] = &["password", "old", "proof", "passkey"];

/// What is sent again.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Resent {
    /// Where to.
    pub(crate) action: String,
    /// What stood in the form.
    pub(crate) fields: Typed,
    /// Files were not taken in: the form is shown again before it is sent.
    pub(crate) without_files: bool,
}

impl fmt::Debug for Resent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Resent(..)")
    }
}

impl Resent {
    /// The form as it came; files that came with it are held meanwhile.
    pub(crate) fn of(action: String, posted: Posted, holding: &Holding, now: Instant) -> Option<Self> {
        if posted.all().any(|(name, value)| NEVER.contains(&name.as_str()) && !value.is_empty()) {
            return None;
        }
        let mut fields: Typed = posted.all().filter(|(name, _)| name != ":again").cloned().collect();
        let without_files = posted.left_out || !posted.refused.is_empty();
        for file in posted.files {
            fields.push((":held".to_owned(), holding.put(Held::File(Arc::new(file)), now)));
        }
        Some(Self { action, fields, without_files })
    }
}

#[cfg(test)]
mod tests {
    use std::time::Instant;

    use super::{super::posted::from_pairs, Resent};
    use crate::holding::Holding;

    #[test]
    fn what_was_typed_is_sent_again_but_no_password() {
        let (holding, now) = (Holding::default(), Instant::now());
        let again = |pairs: &[(&str, &str)]| Resent::of("/a".to_owned(), from_pairs(pairs), &holding, now);
        let resent = again(&[(":once", "o"), ("what", "第一行\r\n第二行"), ("proof", "")]).unwrap();
        assert!(resent.fields.contains(&("what".to_owned(), "第一行\n第二行".to_owned())) && !resent.without_files);
        assert_eq!(again(&[("login", "wang"), ("password", "p")]), None);
        assert!(!format!("{resent:?}").contains("第一行"), "no log can hold it");
    }
}

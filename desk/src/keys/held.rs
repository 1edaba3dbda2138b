//! Keys in the hand.

use std::{
    collections::BTreeMap,
    fmt,
    sync::{Arc, Mutex, PoisonError},
};

use dengwen_sealing::SecretKey;

/// The unlocked keys of somebody, for as long as they look or act. Wiped when dropped; prints nothing.
#[derive(Clone, Default)]
pub struct Held(Option<Arc<Mutex<BTreeMap<String, SecretKey>>>>);

impl Held {
    /// One key in the hand, under the id of its pair.
    pub(crate) fn one(pair: &str, secret: &SecretKey) -> Self {
        Self(Some(Arc::new(Mutex::new(BTreeMap::from([(pair.to_owned(), secret.clone())])))))
    }

    /// There is none.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_none()
    }

    pub(crate) fn get(&self, pair: &str) -> Option<SecretKey> {
        self.0.as_ref()?.lock().unwrap_or_else(PoisonError::into_inner).get(pair).cloned()
    }

    /// The key that came first: of the person.
    pub(crate) fn own(&self) -> Option<(String, SecretKey)> {
        let known = self.0.as_ref()?.lock().unwrap_or_else(PoisonError::into_inner);
        known.iter().find(|(pair, _)| pair.starts_with("person:")).map(|(pair, secret)| (pair.clone(), secret.clone()))
    }

    /// Keeps a key that a way was found to. A hand without keys stays empty.
    pub(crate) fn put(&self, pair: &str, secret: &SecretKey) {
        if let Some(known) = &self.0 {
            known.lock().unwrap_or_else(PoisonError::into_inner).insert(pair.to_owned(), secret.clone());
        }
    }
}

impl fmt::Debug for Held {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.is_empty() { "Held(nothing)" } else { "Held(…)" })
    }
}

//! The words on the screen, in two languages, from `locales/`.

use std::{
    borrow::Cow,
    collections::HashMap,
    sync::{LazyLock, PoisonError, RwLock},
};

use dengwen_desk::view::Language;
use fluent_templates::{LanguageIdentifier, Loader, fluent_bundle::FluentValue, langid};

static CHINESE: LanguageIdentifier = langid!("zh-CN");
static ENGLISH: LanguageIdentifier = langid!("en");

fluent_templates::static_loader! {
    static LOCALES = {
        locales: "./locales",
        fallback_language: "zh-CN",
        customise: |bundle| bundle.set_use_isolating(false),
    };
}

/// Named values of a message.
pub(crate) type Values = HashMap<Cow<'static, str>, FluentValue<'static>>;

/// Messages without values as they were said before: a page says hundreds, and they never change. There are no more of them than
/// `locales/` has.
static SAID: LazyLock<[RwLock<HashMap<String, String>>; 2]> = LazyLock::new(Default::default);

/// A message without values.
pub(crate) fn say(lang: Language, key: &str) -> String {
    let [zh, en] = &*SAID;
    let said = if lang == Language::Zh { zh } else { en };
    if let Some(known) = said.read().unwrap_or_else(PoisonError::into_inner).get(key) {
        return known.clone();
    }
    let Some(text) = LOCALES.try_lookup(identifier(lang), key) else {
        return LOCALES.lookup(identifier(lang), key);
    };
    said.write().unwrap_or_else(PoisonError::into_inner).insert(key.to_owned(), text.clone());
    text
}

/// A message with values.
pub(crate) fn say_with(lang: Language, key: &str, values: &Values) -> String {
    LOCALES.lookup_with_args(identifier(lang), key, values)
}

fn identifier(lang: Language) -> &'static LanguageIdentifier {
    match lang {
        Language::Zh => &CHINESE,
        Language::En => &ENGLISH,
    }
}

#[cfg(test)]
mod tests;

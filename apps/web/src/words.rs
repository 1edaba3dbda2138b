//! The words on the screen, in two languages, from `locales/`.

use std::{borrow::Cow, collections::HashMap};

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

/// A message without values.
pub(crate) fn say(lang: Language, key: &str) -> String {
    LOCALES.lookup(identifier(lang), key)
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

//! What every page knows about the request it answers.

use std::fmt::Display;

use dengwen_desk::view::{Language, Light, Session};
use fluent_templates::fluent_bundle::FluentValue;

use crate::words::{self, Values};

/// How a page changes its language and look without losing what it shows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Switch {
    /// A link to the same address.
    #[default]
    Link,
    /// The form is sent with all that was typed, and comes back.
    Form,
    /// The page is asked for again with its voucher.
    Key,
    /// Not at all: the page is shown once.
    None,
}

/// A way to show the same page: what it is called and where it leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Mode {
    pub(crate) link: String,
    pub(crate) word: String,
    /// The language it is called in, where that is another one.
    pub(crate) lang: Option<&'static str>,
}

/// What every page knows about the request it answers.
#[derive(Debug, Clone, Default)]
pub(crate) struct Page {
    /// Language of the screen.
    pub(crate) lang: Language,
    /// The larger type for older readers.
    pub(crate) large: bool,
    /// Strong contrast and thick lines.
    pub(crate) contrast: bool,
    /// A program asks, not a person.
    pub(crate) program: bool,
    /// Path of the address.
    pub(crate) path: String,
    /// Query of the address, without language, size and contrast.
    pub(crate) query: String,
    /// Token of the session against forged forms; empty where nobody is signed in.
    pub(crate) csrf: String,
    /// Voucher of the case that is followed, for the forms of the page.
    pub(crate) key: String,
    /// How the page changes its language and size.
    pub(crate) switch: Switch,
    /// Who is signed in.
    pub(crate) worker: Option<Session>,
    /// How many notices whoever is signed in has not read.
    pub(crate) notices: u64,
    /// The office whose portal this is: id and name.
    pub(crate) office: Option<(String, String)>,
}

impl Page {
    /// The page of somebody signed in.
    pub(crate) fn of(self, session: &Session) -> Self {
        Self { csrf: session.csrf.clone(), worker: Some(session.clone()), ..self }
    }

    /// A message.
    pub(crate) fn t(&self, key: &str) -> String {
        words::say(self.lang, key)
    }

    /// A message with one value as text.
    pub(crate) fn with(&self, key: &str, name: &'static str, value: impl Display) -> String {
        let value = FluentValue::from(value.to_string());
        words::say_with(self.lang, key, &Values::from([(name.into(), value)]))
    }

    /// A message with two values as text.
    pub(crate) fn with2(
        &self,
        key: &str,
        name: &'static str,
        value: impl Display,
        other: &'static str,
        second: impl Display,
    ) -> String {
        let values = [(name, value.to_string()), (other, second.to_string())];
        let values = values.into_iter().map(|(name, value)| (name.into(), FluentValue::from(value)));
        words::say_with(self.lang, key, &values.collect())
    }

    /// A message about a number of things, called `n` in it.
    pub(crate) fn count(&self, key: &str, n: impl TryInto<i64>) -> String {
        let n = n.try_into().unwrap_or(i64::MAX);
        words::say_with(self.lang, key, &Values::from([("n".into(), FluentValue::from(n))]))
    }

    /// The language as HTML names it.
    pub(crate) fn html_lang(&self) -> &'static str {
        match self.lang {
            Language::Zh => "zh-CN",
            Language::En => "en",
        }
    }

    /// The same page in larger type, in strong contrast, in the other language; or back.
    pub(crate) fn modes(&self) -> [Mode; 3] {
        let mode = |setting, word, lang| Mode { link: self.link_with(setting), word, lang };
        let (lang, html_lang) = match self.lang {
            Language::Zh => ("lang=en", "en"),
            Language::En => ("lang=zh", "zh-CN"),
        };
        [
            match self.large {
                true => mode("ease=normal", self.t("frame-ease-normal"), None),
                false => mode("ease=large", self.t("frame-ease-large"), None),
            },
            match self.contrast {
                true => mode("contrast=normal", self.t("frame-contrast-normal"), None),
                false => mode("contrast=high", self.t("frame-contrast-high"), None),
            },
            mode(lang, self.t("frame-other-language"), Some(html_lang)),
        ]
    }

    /// A setting follows the others; the last of a kind counts.
    fn link_with(&self, setting: &str) -> String {
        let path = match self.switch {
            Switch::Key => self.to("/follow"),
            _ if self.query.is_empty() => self.to(&self.path),
            _ => self.to(format!("{}?{}", self.path, self.query)),
        };
        let sign = if path.contains('?') { '&' } else { '?' };
        format!("{path}{sign}{setting}")
    }

    /// An address with the language, size and contrast of this page: before signing in nothing else remembers them.
    pub(crate) fn to(&self, path: impl AsRef<str>) -> String {
        if self.worker.is_some() { path.as_ref().to_owned() } else { self.outside(path) }
    }

    /// An address of the portal, with how this page is shown: the portal keeps that nowhere but there.
    pub(crate) fn outside(&self, path: impl AsRef<str>) -> String {
        let path = path.as_ref();
        let lang = (self.lang == Language::En).then_some("lang=en");
        let ease = self.large.then_some("ease=large");
        let contrast = self.contrast.then_some("contrast=high");
        let settings: Vec<&str> = lang.into_iter().chain(ease).chain(contrast).collect();
        if settings.is_empty() {
            return path.to_owned();
        }
        let sign = if path.contains('?') { '&' } else { '?' };
        format!("{path}{sign}{}", settings.join("&"))
    }

    /// Where the name at the top leads.
    pub(crate) fn home(&self) -> String {
        self.to(self.office.as_ref().map_or_else(|| "/".to_owned(), |(id, _)| format!("/o/{id}")))
    }

    /// The name at the top.
    pub(crate) fn brand(&self) -> String {
        self.office.as_ref().map_or_else(|| self.t("frame-product"), |(_, name)| name.clone())
    }

    /// Name of the person signed in.
    pub(crate) fn worker_name(&self) -> &str {
        self.worker.as_ref().map_or("", |session| session.name.as_str())
    }

    /// The number on the bell.
    pub(crate) fn bell(&self) -> String {
        if self.notices < 99 { self.notices.to_string() } else { "99+".to_owned() }
    }

    /// Posts of the person signed in.
    pub(crate) fn worker_posts(&self) -> String {
        let Some(session) = &self.worker else { return String::new() };
        session.posts.iter().map(|post| post.in_lang(self.lang)).collect::<Vec<_>>().join(" · ")
    }

    /// May the person signed in change people, units and calendar?
    pub(crate) fn administers(&self) -> bool {
        self.worker.as_ref().is_some_and(|session| session.administrator)
    }

    /// Does the address ask for this, as in `?saved=1`?
    pub(crate) fn asks(&self, pair: &str) -> bool {
        self.query.split('&').any(|known| known == pair)
    }

    /// Is a page about one's own sign-in shown?
    pub(crate) fn is_own(&self) -> bool {
        crate::parts::OWN_PAGES.iter().any(|(address, _)| self.is_here(address))
    }

    /// Does a grave act ask first who it is?
    pub(crate) fn wants_proof(&self) -> bool {
        self.worker.as_ref().is_some_and(|session| session.proof_wanted)
    }

    /// Can a passkey say who it is?
    pub(crate) fn proves_by_passkey(&self) -> bool {
        self.worker.as_ref().is_some_and(|session| session.passkey)
    }

    /// Where in the workbench a link stands for the page shown.
    pub(crate) fn is_here(&self, address: &str) -> bool {
        let (path, query) = address.split_once('?').unwrap_or((address, ""));
        let under = path != "/desk" && self.path.starts_with(&format!("{path}/"));
        under || (self.path == path && (self.query == query || path != "/desk"))
    }

    /// The class of a light.
    #[expect(clippy::unused_self, reason = "templates call it on the page")]
    pub(crate) fn light(&self, light: &Light) -> &'static str {
        match light {
            Light::Late => "late",
            Light::Soon => "soon",
            Light::Ok => "ok",
            Light::None => "none",
        }
    }

    /// The tint of a tag with a light.
    #[expect(clippy::unused_self, reason = "templates call it on the page")]
    pub(crate) fn tint(&self, light: &Light) -> &'static str {
        match light {
            Light::Late => "red",
            Light::Soon => "amber",
            Light::Ok => "jade",
            Light::None => "plain",
        }
    }

    /// The sign that says the same without colour.
    #[expect(clippy::unused_self, reason = "templates call it on the page")]
    pub(crate) fn sign(&self, light: &Light) -> &'static str {
        match light {
            Light::Late => "▲",
            Light::Soon => "◆",
            Light::Ok => "●",
            Light::None => "○",
        }
    }
}

//! The kind of a device, in two coarse words. What a browser says of itself tells nearly who it is, and is kept nowhere.

use dengwen_regulation::model::Lang;

/// What stands in what a browser says of itself, and the word for it; the first that is found counts, for most of them claim to
/// be others too.
const SYSTEMS: [(&str, &str); 8] = [
    ("OpenHarmony", "HarmonyOS"),
    ("HarmonyOS", "HarmonyOS"),
    ("Android", "Android"),
    ("iPhone", "iOS"),
    ("iPad", "iOS"),
    ("Windows", "Windows"),
    ("Macintosh", "macOS"),
    ("Linux", "Linux"),
];
const BROWSERS: [(&str, &str); 9] = [
    ("MicroMessenger", "WeChat"),
    ("QQBrowser", "QQ Browser"),
    ("Quark", "Quark"),
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("HuaweiBrowser", "Huawei Browser"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
];

/// The kind of a device: a system and a browser, or nothing. There is no way to put more into it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Device {
    system: Option<&'static str>,
    browser: Option<&'static str>,
}

impl Device {
    /// From what a browser says of itself.
    #[must_use]
    pub fn of(user_agent: &str) -> Self {
        let find = |words: &[(&str, &'static str)]| {
            words.iter().find(|(part, _)| user_agent.contains(part)).map(|(_, word)| *word)
        };
        Self { system: find(&SYSTEMS), browser: find(&BROWSERS) }
    }

    /// As a session keeps it.
    pub(crate) fn word(self) -> String {
        let words: Vec<&str> = self.system.into_iter().chain(self.browser).collect();
        words.join(" · ")
    }

    /// For people, from what a session keeps.
    pub(crate) fn in_words(kept: &str, lang: Lang) -> String {
        match (kept, lang) {
            ("", Lang::Zh) => "未知设备".to_owned(),
            ("", Lang::En) => "unknown device".to_owned(),
            (words, _) => words.to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{BROWSERS, Device, SYSTEMS};

    #[test]
    fn a_device_is_two_coarse_words_and_nothing_else_of_what_a_browser_says() {
        let told = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; secret-build-77) AppleWebKit/537.36 (KHTML, like Gecko) \
                    Chrome/131.0.0.0 Safari/537.36 Edg/131.0.2903.51";
        assert_eq!(Device::of(told).word(), "Windows · Edge");
        let phone =
            "Mozilla/5.0 (Linux; Android 14; V2307A Build/UP1A) AppleWebKit/537.36 Chrome/116.0 MicroMessenger/8.0.49";
        assert_eq!(Device::of(phone).word(), "Android · WeChat");
        assert_eq!(Device::of("curl/8").word(), "");
        let known = SYSTEMS.iter().chain(&BROWSERS).map(|(_, word)| *word);
        assert!(known.clone().all(|word| word.len() < 20) && known.count() < 20);
    }
}

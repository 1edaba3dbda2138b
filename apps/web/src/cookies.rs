//! Cookies of those who are signed in: read from a request, written with the marks that keep them from other sites and
//! scripts. The portal sets none.

use axum::http::{HeaderMap, HeaderValue, header};

/// Language of the screen.
pub(crate) const LANGUAGE: &str = "dw_lang";
/// Size of the type.
pub(crate) const EASE: &str = "dw_ease";
/// Strong contrast.
pub(crate) const CONTRAST: &str = "dw_contrast";
/// The session of the workbench.
pub(crate) const SESSION: &str = "dw_session";

/// What a device keeps on which somebody signed in, so that others who try passwords do not keep them waiting.
pub(crate) const DEVICE: &str = "dw_device";

/// How long a cookie lives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Life {
    /// Until the browser closes.
    Browser,
    /// A year.
    Year,
    /// It ends now.
    Over,
}

/// A cookie to be set.
pub(crate) fn cookie(name: &str, value: &str, life: Life, secure: bool) -> Option<HeaderValue> {
    let age = match life {
        Life::Browser => "",
        Life::Year => "; Max-Age=31536000",
        Life::Over => "; Max-Age=0",
    };
    let secure = if secure { "; Secure" } else { "" };
    HeaderValue::from_str(&format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax{secure}{age}")).ok()
}

/// The cookie of a device that is known: sent to the door alone.
pub(crate) fn at_the_door(value: &str, secure: bool) -> Option<HeaderValue> {
    let secure = if secure { "; Secure" } else { "" };
    let text = format!("{DEVICE}={value}; Path=/desk/sign-in; HttpOnly; SameSite=Strict{secure}; Max-Age=7776000");
    HeaderValue::from_str(&text).ok()
}

/// The value of a cookie of the request.
pub(crate) fn value<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let lines = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let pairs = lines.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.filter(|(known, _)| *known == name).map(|(_, value)| value).find(|value| !value.is_empty())
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderMap, HeaderValue, header};

    use super::{Life, cookie, value};

    #[test]
    fn a_cookie_is_kept_from_scripts_and_other_sites() {
        let text = cookie("a", "b", Life::Browser, true).unwrap();
        assert_eq!(text, "a=b; Path=/; HttpOnly; SameSite=Lax; Secure");
    }

    #[test]
    fn a_cookie_is_found_among_others() {
        let mut headers = HeaderMap::new();
        headers.insert(header::COOKIE, HeaderValue::from_static("x=1; dw_lang=en; y="));
        assert_eq!(value(&headers, "dw_lang"), Some("en"));
        assert_eq!(value(&headers, "y"), None);
    }
}

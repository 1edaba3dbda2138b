//! The address under which people reach the site. Passkeys are bound to it, so it is said by whoever installs, never by a request.

use std::{fmt, str::FromStr};

/// An address as browsers name it: scheme, name, port.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address {
    origin: String,
    host: String,
}

/// What is not such an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("an address is https://NAME or https://NAME:PORT, without a path and in lower case; http only of localhost")]
pub struct AddressWrong;

impl Address {
    /// As browsers name it: `https://office.example.org`.
    #[must_use]
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// Its name alone.
    #[must_use]
    pub fn host(&self) -> &str {
        &self.host
    }

    /// Is it reached over https?
    #[must_use]
    pub fn is_https(&self) -> bool {
        self.origin.starts_with("https:")
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.origin)
    }
}

impl FromStr for Address {
    type Err = AddressWrong;

    fn from_str(text: &str) -> Result<Self, AddressWrong> {
        let (scheme, rest) = text.trim().split_once("://").ok_or(AddressWrong)?;
        let rest = rest.strip_suffix('/').unwrap_or(rest);
        let (host, port) = match rest.split_once(':') {
            Some((host, port)) => (host, Some(port.parse::<u16>().map_err(|_| AddressWrong)?)),
            None => (rest, None),
        };
        let usual = match scheme {
            "https" => 443,
            "http" if host == "localhost" => 80,
            _ => return Err(AddressWrong),
        };
        let label = |label: &str| {
            let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
            !label.is_empty() && label.bytes().all(plain) && !label.starts_with('-') && !label.ends_with('-')
        };
        // A number at the end is that of a machine, to which no passkey can be bound.
        let is_name = host.split('.').all(label)
            && host.split('.').next_back().is_some_and(|last| !last.bytes().all(|byte| byte.is_ascii_digit()));
        if !is_name {
            return Err(AddressWrong);
        }
        let port = port.filter(|port| *port != usual).map(|port| format!(":{port}")).unwrap_or_default();
        Ok(Self { origin: format!("{scheme}://{host}{port}"), host: host.to_owned() })
    }
}

#[cfg(test)]
mod tests {
    use super::Address;

    #[test]
    fn an_address_is_what_browsers_call_it() {
        let origin = |text: &str| text.parse::<Address>().map(|one| (one.origin, one.host)).ok();
        let is = |origin: &str, host: &str| Some((origin.to_owned(), host.to_owned()));
        assert_eq!(origin("https://office.example.org/"), is("https://office.example.org", "office.example.org"));
        assert_eq!(origin("https://office.example.org:443"), is("https://office.example.org", "office.example.org"));
        assert_eq!(origin("https://a-b.cn:8443"), is("https://a-b.cn:8443", "a-b.cn"));
        assert_eq!(origin("http://localhost:8080"), is("http://localhost:8080", "localhost"));
        for wrong in [
            "office.example.org",
            "http://office.example.org",
            "https://127.0.0.1",
            "https://[::1]",
            "https://office.example.org/desk",
            "https://Office.example.org",
            "https://office..org",
            "https://",
            "https://a.b:0x",
            "ftp://localhost",
        ] {
            assert_eq!(origin(wrong), None, "{wrong}");
        }
    }
}

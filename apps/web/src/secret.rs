//! Random tokens and how they are compared.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use subtle::ConstantTimeEq;

/// Bytes of chance in a token.
const TOKEN_BYTES: usize = 24;

/// A token that nobody guesses; empty if the machine gives no randomness, which no check accepts.
pub(crate) fn token() -> String {
    let mut bytes = [0_u8; TOKEN_BYTES];
    match getrandom::fill(&mut bytes) {
        Ok(()) => URL_SAFE_NO_PAD.encode(bytes),
        Err(error) => {
            tracing::error!(%error, "no randomness");
            String::new()
        }
    }
}

/// Equal and not empty, in a time that tells nothing.
pub(crate) fn same(one: &str, other: &str) -> bool {
    !one.is_empty() && bool::from(one.as_bytes().ct_eq(other.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::{same, token};

    #[test]
    fn tokens_differ_and_an_empty_one_never_matches() {
        assert_ne!(token(), token());
        assert!(same("abc", "abc"));
        assert!(!same("abc", "abd"));
        assert!(!same("", ""));
    }
}

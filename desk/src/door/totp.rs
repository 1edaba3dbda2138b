//! One-time codes that follow from a secret and the time: RFC 6238 over RFC 4226, SHA-1, thirty seconds, six digits, as every
//! program for telephones has them.

use hmac::{Hmac, KeyInit as _, Mac as _};
use jiff::Timestamp;
use sha1::Sha1;
use subtle::ConstantTimeEq as _;

/// How long a code holds, in seconds.
const STEP: i64 = 30;
/// Bytes of a secret, as RFC 4226 recommends.
pub(crate) const SECRET: usize = 20;
/// How many steps the clock of a telephone may be off.
const OFF: i64 = 1;
/// Letters of RFC 4648.
const BASE32: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/// The code of a step.
fn code(secret: &[u8], step: i64) -> Option<String> {
    let mut mac = <Hmac<Sha1>>::new_from_slice(secret).ok()?;
    mac.update(&step.to_be_bytes());
    let bytes = mac.finalize().into_bytes();
    let at = usize::from(bytes.last()? & 15);
    let four: [u8; 4] = bytes.get(at..at.checked_add(4)?)?.try_into().ok()?;
    Some(format!("{:06}", (u32::from_be_bytes(four) & 0x7fff_ffff) % 1_000_000))
}

/// The step of the code, if it is one of now and of no step up to `used`: each code counts once.
pub(crate) fn step_of(secret: &[u8], typed: &str, now: Timestamp, used: i64) -> Option<i64> {
    let now = now.as_second().div_euclid(STEP);
    let fits = |step: &i64| code(secret, *step).is_some_and(|code| code.as_bytes().ct_eq(typed.as_bytes()).into());
    (now - OFF..=now + OFF).filter(|step| *step > used).find(fits)
}

/// The code of an instant, for tests and whoever has no telephone at hand.
#[must_use]
pub fn code_at(secret: &str, at: Timestamp) -> Option<String> {
    code(&from_base32(secret)?, at.as_second().div_euclid(STEP))
}

/// Bytes in letters that people can type.
pub(crate) fn base32(bytes: &[u8]) -> String {
    let (mut text, mut held, mut count) = (String::new(), 0_u32, 0_u32);
    for byte in bytes {
        held = (held << 8) | u32::from(*byte);
        count += 8;
        while count >= 5 {
            count -= 5;
            let index = usize::try_from((held >> count) & 31).unwrap_or(0);
            text.push(char::from(*BASE32.get(index).unwrap_or(&b'A')));
        }
        held &= (1 << count) - 1;
    }
    if count > 0 {
        let index = usize::try_from((held << (5 - count)) & 31).unwrap_or(0);
        text.push(char::from(*BASE32.get(index).unwrap_or(&b'A')));
    }
    text
}

fn from_base32(text: &str) -> Option<Vec<u8>> {
    let (mut bytes, mut held, mut count) = (Vec::new(), 0_u32, 0_u32);
    for letter in text.bytes().filter(|letter| *letter != b' ') {
        let value = BASE32.iter().position(|known| *known == letter.to_ascii_uppercase())?;
        held = (held << 5) | u32::try_from(value).ok()?;
        count += 5;
        if count >= 8 {
            count -= 8;
            bytes.push(u8::try_from((held >> count) & 255).ok()?);
        }
        held &= (1 << count) - 1;
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::{base32, code, code_at, from_base32, step_of};

    const SECRET: &[u8] = b"12345678901234567890";

    #[test]
    fn the_vectors_of_the_standards_hold() {
        let hotp = ["755224", "287082", "359152", "969429", "338314", "254676", "287922", "162583", "399871", "520489"];
        for (step, expected) in (0..).zip(hotp) {
            assert_eq!(code(SECRET, step).as_deref(), Some(expected), "RFC 4226, counter {step}");
        }
        // RFC 6238 has eight digits; ours are the last six.
        let totp = [
            (59, "94287082"),
            (1_111_111_109, "07081804"),
            (1_111_111_111, "14050471"),
            (1_234_567_890, "89005924"),
            (2_000_000_000, "69279037"),
            (20_000_000_000, "65353130"),
        ];
        for (second, expected) in totp {
            let at = Timestamp::from_second(second).unwrap();
            let code = code_at("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", at).unwrap();
            assert!(expected.ends_with(&code), "RFC 6238, second {second}: {code}");
        }
    }

    #[test]
    fn letters_come_back() {
        // RFC 4648, without the filling.
        for (bytes, text) in
            [("", ""), ("f", "MY"), ("fo", "MZXQ"), ("foo", "MZXW6"), ("fooba", "MZXW6YTB"), ("foobar", "MZXW6YTBOI")]
        {
            assert_eq!(base32(bytes.as_bytes()), text);
            assert_eq!(from_base32(text).unwrap(), bytes.as_bytes());
        }
    }

    #[test]
    fn a_code_counts_once_and_only_around_its_time() {
        let at = |second| Timestamp::from_second(second).unwrap();
        let code = code_at(&base32(SECRET), at(3_000)).unwrap();
        assert_eq!(step_of(SECRET, &code, at(3_000), 0), Some(100));
        assert_eq!(step_of(SECRET, &code, at(3_059), 0), Some(100));
        assert_eq!(step_of(SECRET, &code, at(2_970), 0), Some(100));
        assert_eq!(step_of(SECRET, &code, at(3_060), 0), None);
        assert_eq!(step_of(SECRET, &code, at(2_969), 0), None);
        assert_eq!(step_of(SECRET, &code, at(3_000), 100), None, "it was used");
        assert_eq!(step_of(SECRET, "", at(3_000), 0), None);
    }
}

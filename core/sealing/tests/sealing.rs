//! Round trips, wrong keys, tampering, and that nothing prints what it must not.

use dengwen_sealing::{Identity, KeyRing, Place, ReceiptCode, SealError, Sealed, Sort, normalise};
use proptest::prelude::*;

fn ring() -> KeyRing {
    KeyRing::new("k1", [3; 32], [4; 32])
}

fn place() -> Place {
    Place::new("case-1", "reporter.name")
}

proptest! {
    #[test]
    fn what_was_sealed_opens_again(text in ".*", nonce: [u8; 24], key: [u8; 32]) {
        let ring = KeyRing::new("k", key, [4; 32]);
        let sealed = ring.seal(&place(), &Identity::new(text.clone()), nonce);
        let opened = ring.open(&place(), &sealed).unwrap();
        prop_assert_eq!(opened.expose(), text.as_str());
        prop_assert!(text.is_empty() || !sealed.ciphertext.windows(text.len()).any(|part| part == text.as_bytes()) || text.len() < 4);
    }

    #[test]
    fn any_changed_bit_is_found(text in ".{1,40}", at: prop::sample::Index, bit in 0_u8..8, nonce: [u8; 24]) {
        let sealed = ring().seal(&place(), &Identity::new(text), nonce);
        let mut changed = sealed.clone();
        let place_changed = at.index(changed.ciphertext.len());
        changed.ciphertext[place_changed] ^= 1 << bit;
        prop_assert_eq!(ring().open(&place(), &changed).unwrap_err(), SealError::Tampered);
        prop_assert_ne!(changed.digest(), sealed.digest());
        let mut changed = sealed.clone();
        changed.nonce[at.index(24)] ^= 1 << bit;
        prop_assert_eq!(ring().open(&place(), &changed).unwrap_err(), SealError::Tampered);
        let mut short = sealed;
        short.ciphertext.truncate(at.index(short.ciphertext.len()));
        prop_assert_eq!(ring().open(&place(), &short).unwrap_err(), SealError::Tampered);
    }

    #[test]
    fn a_code_is_read_as_it_was_shown(bytes: [u8; 10]) {
        let code = ReceiptCode::from_random(bytes);
        let shown = code.expose();
        prop_assert_eq!(shown.len(), 19);
        prop_assert!(!shown.contains(['I', 'L', 'O', 'U']));
        for typed in [shown.clone(), shown.to_lowercase(), shown.replace('-', " "), shown.replace('0', "o").replace('1', "l")] {
            prop_assert_eq!(&typed.parse::<ReceiptCode>().unwrap(), &code);
        }
    }

    #[test]
    fn codes_of_different_bytes_differ(a: [u8; 10], b: [u8; 10]) {
        prop_assume!(a != b);
        let (a, b) = (ReceiptCode::from_random(a), ReceiptCode::from_random(b));
        prop_assert_ne!(a.expose(), b.expose());
        prop_assert_ne!(ring().receipt_hash(&a), ring().receipt_hash(&b));
    }
}

#[test]
fn another_key_or_another_place_opens_nothing() {
    let sealed = ring().seal(&place(), &Identity::new("张三"), [9; 24]);
    let other = KeyRing::new("k1", [5; 32], [4; 32]);
    assert_eq!(other.open(&place(), &sealed).unwrap_err(), SealError::Tampered);
    let unknown = KeyRing::new("k2", [3; 32], [4; 32]);
    assert_eq!(unknown.open(&place(), &sealed).unwrap_err(), SealError::KeyUnknown("k1".to_owned()));
    for elsewhere in [
        Place::new("case-2", "reporter.name"),
        Place::new("case-1", "reporter.phone"),
        Place::new("case-1reporter", ".name"),
    ] {
        assert_eq!(ring().open(&elsewhere, &sealed).unwrap_err(), SealError::Tampered);
    }
}

#[test]
fn a_new_key_seals_and_the_old_one_opens_until_it_is_destroyed() {
    let mut ring = ring();
    let tokens = ring.token(Sort::Name, "张三");
    let old = ring.seal(&place(), &Identity::new("张三"), [1; 24]);
    ring.rotate("k2", [6; 32]);
    let new = ring.seal(&place(), &Identity::new("张三"), [2; 24]);
    assert_eq!((ring.current(), new.key_id.as_str()), ("k2", "k2"));
    assert_eq!(ring.open(&place(), &old).unwrap(), ring.open(&place(), &new).unwrap());
    assert_eq!(ring.token(Sort::Name, "张三"), tokens);
    assert!(!ring.destroy("k2"), "the key in use stays");
    assert!(ring.destroy("k1"));
    assert_eq!(ring.open(&place(), &old).unwrap_err(), SealError::KeyUnknown("k1".to_owned()));
    assert!(ring.open(&place(), &new).is_ok());
}

#[test]
fn the_ring_is_written_and_read() {
    let mut ring = ring();
    ring.rotate("k2", [6; 32]);
    let text = serde_json::to_string(&ring).unwrap();
    let read: KeyRing = serde_json::from_str(&text).unwrap();
    let sealed = ring.seal(&place(), &Identity::new("李四"), [1; 24]);
    assert_eq!(read.open(&place(), &sealed).unwrap().expose(), "李四");
    assert_eq!(serde_json::to_string(&read).unwrap(), text);
    let broken = text.replace(r#""current":"k2""#, r#""current":"k3""#);
    assert!(serde_json::from_str::<KeyRing>(&broken).unwrap_err().to_string().contains("current key"));
}

#[test]
fn nothing_prints_what_it_must_not() {
    let (ring, text) = (ring(), Identity::new("张三 13800138000"));
    let code = ReceiptCode::from_random([1; 10]);
    let sealed = ring.seal(&place(), &text, [1; 24]);
    let printed =
        format!("{ring:?} {text:?} {code:?} {sealed:?} {:?}", sealed.handle(Some(ring.token(Sort::Text, "张三"))));
    for secret in ["张", "138", code.expose().as_str(), "AwMD", "BAQE"] {
        assert!(!printed.contains(secret), "{secret} in {printed}");
    }
    assert_eq!(format!("{text:?}"), "Identity(…)");
    assert_eq!(text.masked(), "张**");
}

#[test]
fn the_same_person_has_the_same_token() {
    let ring = ring();
    for (sort, one, other) in [
        (Sort::Phone, "138 0013 8000", "+86-13800138000"),
        (Sort::Phone, "008613800138000", "１３８００１３８０００"),
        (Sort::Phone, "020-8123 4567", "+86 20 81234567"),
        (Sort::Name, "阿依努尔·买买提", "阿依努尔买买提"),
        (Sort::Name, "Zhang San", "ＺＨＡＮＧ san"),
        (Sort::Document, "44010119900101123x", "440101 1990 0101 123X"),
        (Sort::Text, " 天河路  1 号", "天河路 1 号 "),
    ] {
        assert_eq!(
            ring.token(sort, one),
            ring.token(sort, other),
            "{} {}",
            normalise(sort, one),
            normalise(sort, other)
        );
    }
    assert_ne!(ring.token(Sort::Name, "张三"), ring.token(Sort::Name, "张四"));
    assert_ne!(ring.token(Sort::Name, "138"), ring.token(Sort::Text, "138"));
    assert_ne!(ring.token(Sort::Name, "张三"), KeyRing::new("k1", [3; 32], [5; 32]).token(Sort::Name, "张三"));
}

#[test]
fn what_is_no_code_is_refused() {
    for typed in
        ["", "1234", "0000-0000-0000-000", "0000-0000-0000-00000", "0000-0000-0000-000U", "张000-0000-0000-0000"]
    {
        assert!(typed.parse::<ReceiptCode>().is_err(), "{typed}");
    }
}

#[test]
fn stored_parts_come_back() {
    let sealed = ring().seal(&place(), &Identity::new("王五"), [1; 24]);
    let read = Sealed::from_parts(sealed.key_id.clone(), &sealed.nonce, sealed.ciphertext.clone()).unwrap();
    assert_eq!(read, sealed);
    assert!(Sealed::from_parts("k1".to_owned(), &[1; 23], Vec::new()).is_none());
    let handle = sealed.handle(None);
    assert_eq!((handle.blob.len(), handle.digest.len(), handle.token.as_str()), (32, 64, ""));
}

//! Key pairs, locks and shares: round trips, wrong keys, changed bits, known answers, and that nothing prints a secret.
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

use dengwen_sealing::{
    Cost, Hashed, Place, PublicKey, ReceiptCode, SealError, SecretKey, Share, ShareError, Shared, Sort,
};
use proptest::prelude::*;

const CHEAP: Cost = Cost { kibibytes: 8, rounds: 1 };

fn place() -> Place {
    Place::new("case-1", "matter")
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn shared(secret: &SecretKey) -> (Shared, [Share; 3]) {
    Shared::split(secret, &place(), [[1; 32], [2; 32], [3; 32]], [[4; 24], [5; 24], [6; 24]]).unwrap()
}

proptest! {
    #[test]
    fn what_was_sealed_to_a_pair_opens_with_its_secret_alone(text: Vec<u8>, a: [u8; 32], b: [u8; 32], seed: [u8; 32]) {
        prop_assume!(a != b);
        let (mine, other) = (SecretKey::from_seed(a), SecretKey::from_seed(b));
        let sealed = mine.public().seal(&place(), &text, seed).unwrap();
        let opened = mine.open(&place(), &sealed).unwrap();
        prop_assert_eq!(opened.as_slice(), text.as_slice());
        prop_assert_eq!(other.open(&place(), &sealed).unwrap_err(), SealError::Tampered);
        let elsewhere = Place::new("case-2", "matter");
        prop_assert_eq!(mine.open(&elsewhere, &sealed).unwrap_err(), SealError::Tampered);
    }

    #[test]
    fn any_changed_bit_of_a_sealed_value_is_found(at: prop::sample::Index, bit in 0_u8..8, a: [u8; 32], seed: [u8; 32]) {
        let mine = SecretKey::from_seed(a);
        let mut sealed = mine.public().seal(&place(), "举报内容".as_bytes(), seed).unwrap();
        let (at, length) = (at.index(sealed.len()), sealed.len());
        sealed[at] ^= 1 << bit;
        // The highest bit of an X25519 key carries nothing, but it is bound into the key schedule all the same.
        prop_assert_eq!(mine.open(&place(), &sealed).unwrap_err(), SealError::Tampered);
        sealed.truncate(at.min(length - 1));
        prop_assert_eq!(mine.open(&place(), &sealed).unwrap_err(), SealError::Tampered);
    }

    #[test]
    fn a_locked_secret_opens_by_its_holder_password_or_token_alone(a: [u8; 32], b: [u8; 32], password in ".{1,20}", seed: [u8; 32]) {
        prop_assume!(a != b);
        let (secret, holder) = (SecretKey::from_seed(a), SecretKey::from_seed(b));
        let locked = secret.lock_to(&holder.public(), &place(), seed).unwrap();
        prop_assert_eq!(holder.unlock(&place(), &locked).unwrap().public(), secret.public());
        prop_assert!(secret.unlock(&place(), &locked).is_err());
        let locked = secret.lock_by_password(&password, CHEAP, &place(), ([1; 16], [2; 24])).unwrap();
        let opened = SecretKey::unlock_by_password(&password, &place(), &locked).unwrap();
        prop_assert_eq!(opened.public(), secret.public());
        let wrong = [password.as_str(), " "].concat();
        prop_assert!(SecretKey::unlock_by_password(&wrong, &place(), &locked).is_err());
        let locked = secret.lock_by_token(&password, &place(), [3; 24]).unwrap();
        prop_assert!(SecretKey::unlock_by_token(&password, &place(), &locked).is_ok());
        prop_assert!(SecretKey::unlock_by_token("another", &place(), &locked).is_err());
    }

    #[test]
    fn two_of_three_shares_open_a_secret_and_one_that_does_not_match_is_named(a: [u8; 32], at: prop::sample::Index) {
        let secret = SecretKey::from_seed(a);
        let (kept, shares) = shared(&secret);
        for (left, right) in [(0, 1), (2, 0), (1, 2)] {
            let typed = |n: usize| shares[n].expose().to_lowercase().replace('-', " ").replacen(' ', "-", 1);
            let (left, right): (Share, Share) = (typed(left).parse().unwrap(), typed(right).parse().unwrap());
            prop_assert_eq!(kept.join(&place(), &left, &right).unwrap().public(), secret.public());
        }
        let (_, foreign) = Shared::split(&secret, &place(), [[9; 32], [8; 32], [7; 32]], [[4; 24]; 3]).unwrap();
        prop_assert_eq!(kept.join(&place(), &shares[0], &foreign[1]).unwrap_err(), ShareError::Foreign(2));
        prop_assert_eq!(kept.join(&place(), &foreign[2], &shares[0]).unwrap_err(), ShareError::Foreign(3));
        prop_assert_eq!(kept.join(&place(), &shares[0], &shares[0]).unwrap_err(), ShareError::Twice(1));
        let mut slip: Vec<char> = shares[1].expose().chars().collect();
        let at = 2 + at.index(slip.len() - 2);
        slip[at] = if slip[at] == '7' { '8' } else { '7' };
        let slip: String = slip.into_iter().collect();
        prop_assert_eq!(slip.parse::<Share>().unwrap_err(), ShareError::Mistyped(2));
    }
}

#[test]
fn known_answers_hold() {
    let secret = SecretKey::from_seed([7; 32]);
    let sealed = secret.public().seal(&place(), "登闻".as_bytes(), [8; 32]).unwrap();
    let password = secret.lock_by_password("right horse", CHEAP, &place(), ([1; 16], [2; 24])).unwrap();
    let token = secret.lock_by_token("token", &place(), [3; 24]).unwrap();
    let code = ReceiptCode::from_random([9; 10]).key(&Hashed([5; 32]), CHEAP).unwrap();
    let (kept, shares) = shared(&secret);
    let answers = [
        hex(secret.public().as_bytes()),
        hex(&sealed),
        hex(&password),
        hex(&token),
        hex(code.public().as_bytes()),
        secret.token(Sort::Phone, "138 0013 8000").to_string(),
        shares[0].expose().to_string(),
        serde_json::to_string(&kept).unwrap(),
        hex(&secret.word_key().hash("登闻")),
    ];
    let known = include_str!("pairs.txt");
    assert_eq!(answers.join("\n"), known.trim_end(), "the formats of docs/adr/0007-keys.md changed");
}

#[test]
fn nothing_prints_a_secret() {
    let secret = SecretKey::from_seed([7; 32]);
    assert_eq!(format!("{secret:?}"), "SecretKey(…)");
    assert_eq!(format!("{:?}", secret.word_key()), "WordKey(…)");
    let (_, shares) = shared(&secret);
    assert_eq!(format!("{:?}", shares[1]), "Share(2, …)");
    assert_eq!(shares[1].number(), 2);
}

#[test]
fn a_mailbox_has_the_key_of_its_code() {
    let key = |code: [u8; 10], salt: u8| ReceiptCode::from_random(code).key(&Hashed([salt; 32]), CHEAP).unwrap();
    assert_eq!(key([1; 10], 1).public(), key([1; 10], 1).public());
    assert_ne!(key([1; 10], 1).public(), key([2; 10], 1).public());
    assert_ne!(key([1; 10], 1).public(), key([1; 10], 2).public());
}

#[test]
fn tokens_of_different_secrets_say_nothing_of_one_another() {
    let (a, b) = (SecretKey::from_seed([1; 32]), SecretKey::from_seed([2; 32]));
    assert_eq!(a.token(Sort::Name, "张 三"), a.token(Sort::Name, "张三"));
    assert_ne!(a.token(Sort::Name, "张三"), b.token(Sort::Name, "张三"));
    assert_ne!(a.token(Sort::Name, "张三"), a.token(Sort::Text, "张三"));
    assert!(PublicKey::from_slice(&[0; 31]).is_none());
}

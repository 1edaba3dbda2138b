//! Signed notes, checkpoints and proofs gone wrong: refused, never a panic; and nothing opens that was not signed.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "tests fail by panicking")]

#[path = "../../../fuzz/mutate.rs"]
mod mutate;

use dengwen_audit::{Checkpoint, LogKey, Proof, Verifier};

const KEY: [u8; 32] = [7; 32];

#[test]
fn no_note_makes_the_reader_panic_and_none_opens_that_was_not_signed() {
    let key = LogKey::new("dengwen.example/log", &KEY).unwrap();
    let verifier = key.verifier();
    let texts = ["dengwen.example/log\n3\nq6urq6urq6urq6urq6urq6urq6urq6urq6urq6urq6s=\n", "a\n", "一\n二\n"];
    let mut seeds: Vec<Vec<u8>> = texts.iter().map(|text| key.sign(text).into_bytes()).collect();
    seeds.push(key.secret().as_bytes().to_vec());
    seeds.push(verifier.to_string().into_bytes());
    seeds.extend(mutate::corpus("note"));
    let seen = mutate::run("note", seeds, |bytes| {
        let text = String::from_utf8_lossy(bytes);
        if let Ok(opened) = verifier.open(&text) {
            assert!(texts.contains(&opened), "opens what was never signed: {opened:?}");
        }
        let _ = Checkpoint::open(&text, &verifier);
        let _ = Checkpoint::unverified(&text);
        if let Some(read) = Checkpoint::parse(&text) {
            assert_eq!(Checkpoint::parse(&read.text()).as_ref(), Some(&read));
        }
        if let Ok(proof) = Proof::find(&text) {
            assert!(proof.check(&verifier).is_err(), "a proof nobody made holds");
            let _ = Proof::find(&proof.text());
        }
        if let Ok(read) = text.parse::<Verifier>() {
            assert_eq!(read.to_string().parse::<Verifier>().unwrap().to_string(), read.to_string());
        }
        let _ = LogKey::from_secret(&text);
    });
    assert!(seen > 100);
}

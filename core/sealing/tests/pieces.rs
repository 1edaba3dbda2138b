//! Files in pieces: known answers, and that pieces cut, reordered, doubled or of another file do not open.
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

use dengwen_sealing::{FileKey, Hashing, KeyRing, PIECE, SEALED_PIECE, SealError, pieces};
use proptest::prelude::*;
use sha2::{Digest as _, Sha256};

fn key() -> FileKey {
    let bytes: Vec<u8> = (0..32).collect();
    FileKey::from_slice(&bytes).unwrap()
}

fn plain(size: usize) -> Vec<u8> {
    let turn: Vec<u8> = (0..251).collect();
    let mut all = turn.repeat(size / 251 + 1);
    all.truncate(size);
    all
}

fn sealed(key: &FileKey, bytes: &[u8]) -> Vec<Vec<u8>> {
    let count = pieces(u64::try_from(bytes.len()).unwrap());
    let mut rest = bytes;
    (0..count)
        .map(|n| {
            let (piece, after) = rest.split_at(PIECE.min(rest.len()));
            rest = after;
            key.seal_piece(n, n + 1 == count, piece).unwrap()
        })
        .collect()
}

/// Opened as whoever reads a file does: the last piece there is must be the last.
fn opened(key: &FileKey, pieces: &[Vec<u8>]) -> Result<Vec<u8>, SealError> {
    let last = pieces.len().checked_sub(1).ok_or(SealError::Tampered)?;
    let mut all = Vec::new();
    for (n, piece) in pieces.iter().enumerate() {
        all.extend_from_slice(&key.open_piece(u64::try_from(n).unwrap(), n == last, piece)?);
    }
    Ok(all)
}

/// Bytes of the file, its pieces, the last tag, SHA-256 over all pieces: made with `cryptography` of Python, key 00 01 … 1f,
/// nonces of eleven bytes that count and one that is 01 at the end, as age has them.
const KNOWN: [(usize, usize, &str, &str); 5] = [
    (0, 1, "fa0e145e8775eb78c274755606de74fb", "98082ff61f1317c757770e0ee5ec26bbe8f1d4d7c3f91e4755eb0622f630b8a7"),
    (5, 1, "c557303524c47849751f35ebf89045c9", "a9e3f64eaf0025ed59e640065d11fd4bb4e048c5da5dd51d04e566b549b1b11d"),
    (PIECE, 1, "67ff42aa3f440d0a898d0bb7193a233a", "f61daa204db332a9313296b89067b9f3db883b5a9d80de81b46f9b1e0a100034"),
    (
        PIECE + 1,
        2,
        "52b1fc060a72656de7ae08902f1dcdec",
        "f7c5f8501ffdc04e073e5e08dfcaf510b9f10610c832108b3cb963002b4427d9",
    ),
    (
        2 * PIECE + 100,
        3,
        "a88a336e18e2fd547a60ff1fe3161ddc",
        "1b1be7d4317e728bee2a8713636afa055dca0d8018b56829f8f791f37144e9b3",
    ),
];

#[test]
fn pieces_are_those_that_others_would_make() {
    let hex = |bytes: &[u8]| bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    for (size, count, tag, sum) in KNOWN {
        let made = sealed(&key(), &plain(size));
        assert_eq!(made.len(), count, "{size}");
        let last = made.last().unwrap();
        assert_eq!(hex(&last[last.len() - 16..]), tag, "{size}");
        assert_eq!(hex(&Sha256::digest(made.concat())), sum, "{size}");
        assert_eq!(opened(&key(), &made).unwrap(), plain(size));
    }
}

#[test]
fn a_file_has_pieces_of_one_length_and_one_end() {
    let key = key();
    let full = plain(PIECE);
    for (n, is_last, bytes) in
        [(0, false, &full[1..]), (0, false, &[][..]), (1, true, &[][..]), (0, true, &plain(PIECE + 1)[..])]
    {
        assert_eq!(key.seal_piece(n, is_last, bytes), Err(SealError::Tampered), "{n} {is_last} {}", bytes.len());
    }
    assert_eq!(key.seal_piece(0, false, &full).unwrap().len(), SEALED_PIECE);
    assert_eq!((pieces(0), pieces(1), pieces(65_536), pieces(65_537)), (1, 1, 1, 2));
    assert_eq!(format!("{key:?} {:?}", Hashing::of_pieces()), "FileKey(…) Hashing(…)");
}

#[test]
fn a_hash_told_in_pieces_is_that_of_the_whole() {
    let ring = KeyRing::new("k1", [3; 32], [4; 32]);
    let mut hashing = ring.blind_hashing("attachment");
    plain(1000).chunks(7).for_each(|part| hashing.update(part));
    assert_eq!(hashing.finish(), ring.blind_hash("attachment", &plain(1000)));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn what_was_sealed_in_pieces_opens_again_with_its_key_alone(size in 0..3 * PIECE, mine: [u8; 32], other: [u8; 32]) {
        prop_assume!(mine != other);
        let made = sealed(&FileKey::from_random(mine), &plain(size));
        prop_assert_eq!(opened(&FileKey::from_random(mine), &made).unwrap(), plain(size));
        prop_assert!(opened(&FileKey::from_random(other), &made).is_err());
    }

    #[test]
    fn pieces_that_are_cut_off_doubled_reordered_or_of_another_file_do_not_open(
        size in 2 * PIECE..4 * PIECE,
        a: prop::sample::Index,
        b: prop::sample::Index,
        another: [u8; 32],
    ) {
        let (key, bytes) = (FileKey::from_random([7; 32]), plain(size));
        let made = sealed(&key, &bytes);
        let (a, b) = (a.index(made.len()), b.index(made.len()));
        let mut cut = made.clone();
        cut.truncate(a);
        prop_assert!(opened(&key, &cut).is_err(), "the end is missing");
        let mut gone = made.clone();
        gone.remove(a);
        prop_assert!(opened(&key, &gone).is_err(), "piece {} is missing", a);
        let mut doubled = made.clone();
        doubled.insert(b, made[a].clone());
        prop_assert!(opened(&key, &doubled).is_err(), "piece {} is there twice", a);
        if a != b {
            let mut swapped = made.clone();
            swapped.swap(a, b);
            prop_assert!(opened(&key, &swapped).is_err(), "{} and {} changed places", a, b);
        }
        prop_assume!(another != [7; 32]);
        let mut mixed = made.clone();
        mixed[a] = sealed(&FileKey::from_random(another), &bytes)[a].clone();
        prop_assert!(opened(&key, &mixed).is_err(), "piece {} is of another file", a);
        let mut longer = made;
        longer.push(key.seal_piece(0, true, b"").unwrap());
        prop_assert!(opened(&key, &longer).is_err(), "it goes on after its end");
    }

    #[test]
    fn any_changed_bit_of_a_piece_is_found(size in 1..PIECE + 500, at: prop::sample::Index, bit in 0_u8..8, short: prop::sample::Index) {
        let made = sealed(&key(), &plain(size));
        let n = at.index(made.len());
        let mut changed = made.clone();
        let place = at.index(changed[n].len());
        changed[n][place] ^= 1 << bit;
        prop_assert!(opened(&key(), &changed).is_err());
        let mut shorter = made;
        let length = short.index(shorter[n].len());
        shorter[n].truncate(length);
        prop_assert!(opened(&key(), &shorter).is_err());
    }
}

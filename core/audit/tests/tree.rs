//! The tree, its proofs and its signed checkpoints, against known answers and against a tree built the plain way.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, clippy::string_slice, reason = "tests fail by panicking")]

use dengwen_audit::proof::{check_consistency, check_inclusion, consistency, inclusion};
use dengwen_audit::tree::{Frontier, Node, empty_root, entry_hash, joined, node_hash, subtrees};
use dengwen_audit::{Checkpoint, Committed, Hash, LogKey, NoteError, Proof, ProofError, Unproven, Verifier};
use proptest::prelude::*;
use std::collections::BTreeMap;

/// MTH of RFC 6962, word for word.
fn naive(leaves: &[Hash]) -> Hash {
    match leaves {
        [] => empty_root(),
        [one] => *one,
        many => {
            let mut k = 1;
            while k * 2 < many.len() {
                k *= 2;
            }
            node_hash(&naive(&many[..k]), &naive(&many[k..]))
        }
    }
}

fn leaves(count: u64) -> Vec<Hash> {
    (0..count).map(|n| entry_hash(&n.to_le_bytes())).collect()
}

fn over(all: &[Hash], (from, until): (u64, u64)) -> Hash {
    naive(&all[usize::try_from(from).unwrap()..usize::try_from(until).unwrap()])
}

/// The leaves and roots that the tests of the public implementations share.
#[test]
fn the_known_answers_of_rfc_6962() {
    let inputs = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"];
    let roots = [
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    ];
    let mut frontier = Frontier::new();
    for (input, root) in inputs.iter().zip(roots) {
        assert_eq!(frontier.root().to_string(), root);
        let bytes: Vec<u8> =
            (0..input.len() / 2).map(|n| u8::from_str_radix(&input[n * 2..n * 2 + 2], 16).unwrap()).collect();
        frontier.push(entry_hash(&bytes), |_, _| {});
    }
    assert_eq!(frontier.root().to_string(), roots[8]);
}

/// The stretches of the example in RFC 6962, section 2.1.3: seven leaves.
#[test]
fn the_paths_of_the_example_of_rfc_6962() {
    assert_eq!(inclusion(0, 7).unwrap(), [(1, 2), (2, 4), (4, 7)]);
    assert_eq!(inclusion(3, 7).unwrap(), [(2, 3), (0, 2), (4, 7)]);
    assert_eq!(inclusion(4, 7).unwrap(), [(5, 6), (6, 7), (0, 4)]);
    assert_eq!(inclusion(6, 7).unwrap(), [(4, 6), (0, 4)]);
    assert_eq!(consistency(3, 7).unwrap(), [(2, 3), (3, 4), (0, 2), (4, 7)]);
    assert_eq!(consistency(4, 7).unwrap(), [(4, 7)]);
    assert_eq!(consistency(6, 7).unwrap(), [(4, 6), (6, 7), (0, 4)]);
}

/// The example of Go's `note` package, and the keys that it and the checksum database publish.
#[test]
fn the_known_answers_of_signed_notes() {
    let key = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
    let verifier: Verifier = key.parse().unwrap();
    assert_eq!(verifier.to_string(), key);
    let text = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n";
    let note = format!(
        "{text}\n\u{2014} PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
    );
    assert_eq!(verifier.open(&note), Ok(text));
    assert_eq!(verifier.open(&note.replace("problem is", "problem was")), Err(NoteError::Forged));
    let database: Verifier = "sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8".parse().unwrap();
    assert_eq!(database.open(&note), Err(NoteError::Unsigned));
    assert_eq!(
        "sum.golang.org+033de0af+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8".parse::<Verifier>(),
        Err(NoteError::Key)
    );
}

/// The key pair of RFC 8032, section 7.1, test 1, as the key of a log: these texts stay the same for ever. They were made
/// with Python's `hashlib` and `cryptography`, not with this crate.
#[test]
fn the_known_answer_of_our_own_checkpoints() {
    let seed: [u8; 32] = [
        0x9d, 0x61, 0xb1, 0x9d, 0xef, 0xfd, 0x5a, 0x60, 0xba, 0x84, 0x4a, 0xf4, 0x92, 0xec, 0x2c, 0xc4, 0x44, 0x49,
        0xc5, 0x69, 0x7b, 0x32, 0x69, 0x19, 0x70, 0x3b, 0xac, 0x03, 0x1c, 0xae, 0x7f, 0x60,
    ];
    let key = LogKey::new("example.org/log", &seed).unwrap();
    assert_eq!(key.verifier().to_string(), "example.org/log+1c66b9ea+AddamAGCsQq31Uv+08lkBzoO4XLz2qYjJa8CGmj3B1Ea");
    let commit = Committed { stream: "s".to_owned(), seq: 1, entered_at: 1_770_000_000_000_000, hash: Hash::ZERO };
    let entry = commit.entry();
    assert_eq!(Committed::read(entry.as_bytes()), Some((1_770_000_000_000_000, Hash::ZERO)));
    let root = entry_hash(entry.as_bytes());
    let checkpoint = Checkpoint { origin: "example.org/log".to_owned(), size: 1, root }.sign(&key);
    let proof = Proof { entry: entry.into_bytes(), index: 0, path: Vec::new(), checkpoint };
    assert_eq!(
        proof.text(),
        concat!(
            "c2sp.org/tlog-proof@v1\n",
            "extra ZGVuZ3dlbi5ldmVudC8xCjE3NzAwMDAwMDAwMDAwMDAKMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMAo=\n",
            "index 0\n",
            "\n",
            "example.org/log\n",
            "1\n",
            "gWHWuuvnCB2w1J5ZJfxACekCa1AjZMNIaHOIA/6q3Ic=\n",
            "\n",
            "\u{2014} example.org/log HGa56qMHexP14/bDK945gDKiz+HGS/BJzP65F9gQhxiL2VWV6FDg2IivfZIw/VbeZlHqG4XlhJdrIZSQxY5VSWERbAk=\n",
        )
    );
    assert_eq!(Proof::find(&proof.text()), Ok(proof.clone()));
    assert_eq!(proof.check(&key.verifier()).map(|found| found.size), Ok(1));
}

fn key(name: &str, seed: u8) -> LogKey {
    LogKey::new(name, &[seed; 32]).unwrap()
}

#[test]
fn a_key_is_written_and_read_and_prints_nothing() {
    let one = key("log", 1);
    assert_eq!(LogKey::from_secret(&one.secret()).unwrap().verifier(), one.verifier());
    assert_eq!(format!("{one:?}"), "LogKey(log)");
    for name in ["", "a b", "a+b", "a\u{3000}b", "a\nb"] {
        assert_eq!(LogKey::new(name, &[1; 32]).err(), Some(NoteError::Name));
    }
    assert!(LogKey::from_secret(&one.secret().replace("log", "lag")).is_err());
    assert!(LogKey::from_secret(&one.verifier().to_string()).is_err());
}

#[test]
fn a_note_may_bear_signatures_of_others() {
    let (log, witness) = (key("log", 1), key("witness", 2));
    let checkpoint = Checkpoint { origin: "log".to_owned(), size: 3, root: Hash::ZERO };
    let note = checkpoint.sign(&log);
    let witnessed = witness.sign(&checkpoint.text());
    let line = witnessed.lines().last().unwrap();
    let both = format!("{note}{line}\n");
    assert_eq!(Checkpoint::open(&both, &log.verifier()), Ok(checkpoint.clone()));
    // What the witness alone signed is no word of the log, nor is it by a log of the same name with another key.
    assert_eq!(Checkpoint::open(&witnessed, &log.verifier()), Err(NoteError::Unsigned));
    assert_eq!(Checkpoint::open(&note, &key("log", 3).verifier()), Err(NoteError::Unsigned));
    // A log signs for itself only.
    let other = Checkpoint { origin: "other".to_owned(), ..checkpoint };
    assert_eq!(Checkpoint::open(&other.sign(&log), &log.verifier()), Err(NoteError::Unsigned));
}

#[test]
fn what_is_no_checkpoint_is_not_read() {
    let key = key("log", 1);
    let root = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
    assert!(Checkpoint::open(&key.sign(&format!("log\n3\n{root}\n")), &key.verifier()).is_ok());
    assert!(Checkpoint::open(&key.sign(&format!("log\n3\n{root}\nmore\n")), &key.verifier()).is_ok());
    for text in [
        format!("log\n03\n{root}\n"),
        format!("log\n+3\n{root}\n"),
        format!("log\n\n{root}\n"),
        format!("log\n18446744073709551616\n{root}\n"),
        "log\n3\nAAAA\n".to_owned(),
        "log\n3\n".to_owned(),
        format!("log\n3\n{root}\n\nmore\n"),
    ] {
        assert_eq!(Checkpoint::open(&key.sign(&text), &key.verifier()), Err(NoteError::Malformed), "{text}");
    }
}

fn proven(size: u64, index: u64) -> (Proof, LogKey) {
    let key = key("log", 7);
    let entry = |n: u64| format!("entry {n}").into_bytes();
    let all: Vec<Hash> = (0..size).map(|n| entry_hash(&entry(n))).collect();
    let path = inclusion(index, size).unwrap().into_iter().map(|stretch| over(&all, stretch)).collect();
    let checkpoint = Checkpoint { origin: "log".to_owned(), size, root: naive(&all) }.sign(&key);
    (Proof { entry: entry(index), index, path, checkpoint }, key)
}

#[test]
fn a_proof_is_found_in_a_text_for_people_whatever_the_line_ends() {
    let (proof, key) = proven(11, 6);
    for text in [
        proof.text(),
        format!("收件证明\n\n编号 12\n\n{}", proof.text()),
        format!("收件证明\r\n\r\n{}\r\n\r\n", proof.text().replace('\n', "\r\n")),
        proof.text().replace('\n', " \n").trim_end().to_owned(),
    ] {
        let found = Proof::find(&text).unwrap();
        assert_eq!(found, proof, "{text}");
        assert_eq!(found.check(&key.verifier()).unwrap().size, 11);
    }
    assert_eq!(Proof::find(""), Err(ProofError::Malformed));
    assert_eq!(Proof::find("c2sp.org/tlog-proof@v1\n"), Err(ProofError::Malformed));
}

proptest! {
    #[test]
    fn the_frontier_is_the_plain_tree(size in 0_u64..600) {
        let all = leaves(size);
        let (mut frontier, mut kept) = (Frontier::new(), BTreeMap::new());
        for leaf in &all {
            frontier.push(*leaf, |node, hash| {
                let _ = kept.insert(node, hash);
            });
        }
        prop_assert_eq!(frontier.root(), naive(&all));
        prop_assert_eq!(Frontier::from_bytes(size, &frontier.to_bytes()), Ok(frontier.clone()));
        prop_assert!(Frontier::from_bytes(size + 1, &frontier.to_bytes()).is_err() || (size + 1).count_ones() == size.count_ones());
        for (Node { level, index }, hash) in &kept {
            prop_assert_eq!(*hash, over(&all, (index << level, (index + 1) << level)));
        }
    }

    #[test]
    fn a_stretch_is_the_sum_of_its_subtrees(size in 1_u64..600, at in any::<prop::sample::Index>()) {
        let all = leaves(size);
        for stretch in inclusion(u64::try_from(at.index(all.len())).unwrap(), size).unwrap() {
            let nodes = subtrees(stretch.0, stretch.1);
            let hashes: Vec<Hash> = nodes.iter().map(|n| over(&all, (n.index << n.level, (n.index + 1) << n.level))).collect();
            prop_assert_eq!(joined(&hashes), over(&all, stretch));
        }
    }

    #[test]
    fn every_leaf_is_proven_and_nothing_else(size in 1_u64..300, at in any::<prop::sample::Index>(), spoil in any::<prop::sample::Index>()) {
        let all = leaves(size);
        let (index, root) = (u64::try_from(at.index(all.len())).unwrap(), naive(&all));
        let leaf = all[at.index(all.len())];
        let path: Vec<Hash> = inclusion(index, size).unwrap().into_iter().map(|stretch| over(&all, stretch)).collect();
        prop_assert_eq!(check_inclusion(&leaf, index, size, &root, &path), Ok(()));
        prop_assert_eq!(check_inclusion(&Hash::ZERO, index, size, &root, &path), Err(Unproven::Root));
        prop_assert_eq!(check_inclusion(&leaf, size, size, &root, &path), Err(Unproven::OutOfTree));
        prop_assert!(check_inclusion(&leaf, (index + 1) % size, size, &root, &path).is_err() || size == 1);
        prop_assert!(check_inclusion(&leaf, index, size, &Hash::ZERO, &path).is_err());
        let mut longer = path.clone();
        longer.push(Hash::ZERO);
        prop_assert_eq!(check_inclusion(&leaf, index, size, &root, &longer), Err(Unproven::Length));
        if !path.is_empty() {
            let mut spoilt = path.clone();
            spoilt[spoil.index(path.len())] = Hash::of(b"other");
            prop_assert_eq!(check_inclusion(&leaf, index, size, &root, &spoilt), Err(Unproven::Root));
        }
    }

    #[test]
    fn a_tree_that_only_grew_is_consistent_and_no_other(new in 0_u64..200, cut in any::<prop::sample::Index>(), spoil in any::<prop::sample::Index>()) {
        let all = leaves(new);
        let old = u64::try_from(cut.index(all.len() + 1)).unwrap();
        let (old_root, new_root) = (over(&all, (0, old)), naive(&all));
        let path: Vec<Hash> = consistency(old, new).unwrap().into_iter().map(|stretch| over(&all, stretch)).collect();
        prop_assert_eq!(check_consistency((old, &old_root), (new, &new_root), &path), Ok(()));
        prop_assert_eq!(check_consistency((old, &Hash::of(b"x")), (new, &new_root), &path), Err(Unproven::Root));
        prop_assert_eq!(check_consistency((new + 1, &old_root), (new, &new_root), &path), Err(Unproven::OutOfTree));
        if old > 0 {
            prop_assert_eq!(check_consistency((old, &old_root), (new, &Hash::of(b"x")), &path), Err(Unproven::Root));
            // A tree in which an early leaf was changed does not begin with the old one.
            let mut other = all.clone();
            other[spoil.index(usize::try_from(old).unwrap())] = Hash::of(b"other");
            let path: Vec<Hash> = consistency(old, new).unwrap().into_iter().map(|stretch| over(&other, stretch)).collect();
            prop_assert!(check_consistency((old, &old_root), (new, &naive(&other)), &path).is_err());
        }
    }

    #[test]
    fn any_byte_changed_in_a_proof_spoils_it(size in 1_u64..40, at in any::<prop::sample::Index>(), place in any::<prop::sample::Index>(), byte in any::<u8>()) {
        let (proof, key) = proven(size, u64::try_from(at.index(usize::try_from(size).unwrap())).unwrap());
        let mut bytes = proof.text().into_bytes();
        let place = place.index(bytes.len());
        prop_assume!(bytes[place] != byte);
        bytes[place] = byte;
        let text = String::from_utf8_lossy(&bytes);
        let taken = Proof::find(&text).and_then(|found| found.check(&key.verifier()).map(|_| found));
        // Line ends and spaces at them are no part of it; the rest is.
        prop_assert!(taken.is_err() || taken == Ok(proof), "{}", text);
    }

    #[test]
    fn whatever_is_handed_in_is_answered(text in "\\PC{0,200}", lines in prop::collection::vec("[A-Za-z0-9+/= \u{2014}]{0,60}", 0..12)) {
        let lines = lines.join("\n");
        for text in [text.as_str(), &lines, &format!("{lines}\n"), &format!("c2sp.org/tlog-proof@v1\nextra \nindex 0\n{lines}\n\n{lines}\n"), &format!("{lines}\n\n\u{2014} log {lines}\n")] {
            let _ = Proof::find(text).map(|proof| proof.check(&key("log", 7).verifier()));
            let _ = Checkpoint::unverified(text);
            let _ = key("log", 7).verifier().open(text);
            let _ = text.parse::<Verifier>();
            let _ = LogKey::from_secret(text);
            let _ = Committed::read(text.as_bytes());
        }
    }
}

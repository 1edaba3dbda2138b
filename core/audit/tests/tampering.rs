//! Whatever is done to the rows, the check finds it and names the case and the event.
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

use dengwen_audit::tree::Frontier;
use dengwen_audit::{Break, Chain, Committed, Entry, Hash, Head, Leaf, Ledger, LedgerHead, What, verify};
use proptest::prelude::*;
use std::collections::BTreeMap;

#[derive(Debug, Clone, PartialEq)]
struct Row {
    stream: String,
    seq: u64,
    leaf: u64,
    form: u16,
    command: String,
    entered_at: i64,
    body: Vec<u8>,
    previous: Hash,
    hash: Hash,
}

fn committed(row: &Row) -> Committed {
    Committed { stream: row.stream.clone(), seq: row.seq, entered_at: row.entered_at, hash: row.hash }
}

/// The rows of a whole office, as a database keeps them.
#[derive(Debug, Clone, Default, PartialEq)]
struct Office {
    rows: BTreeMap<(String, u64), Row>,
    heads: BTreeMap<String, Head>,
    leaves: BTreeMap<u64, Leaf>,
    ledger: Option<LedgerHead>,
    frontier: Frontier,
}

fn entry(row: &Row) -> Entry<'_> {
    Entry { seq: row.seq, form: row.form, command: &row.command, entered_at: row.entered_at, body: &row.body }
}

impl Office {
    fn append(&mut self, stream: &str, body: Vec<u8>) {
        let head = self.heads.get(stream).copied().unwrap_or(Head::START);
        let seq = head.seq + 1;
        let mut row = Row {
            stream: stream.to_owned(),
            seq,
            leaf: u64::try_from(self.leaves.len()).unwrap() + 1,
            form: 1,
            command: format!("{stream}/{seq}"),
            entered_at: 1_000 + i64::try_from(self.leaves.len()).unwrap(),
            body,
            previous: head.hash,
            hash: Hash::ZERO,
        };
        row.hash = Chain::resume(stream, head).link(&entry(&row));
        self.heads.insert(stream.to_owned(), Head { seq, hash: row.hash });
        let mut ledger = Ledger::resume(self.frontier.clone());
        let leaf = ledger.append(&committed(&row), |_, _| {});
        self.ledger = Some(ledger.head());
        self.frontier = ledger.frontier().clone();
        self.leaves.insert(leaf.leaf, leaf);
        self.rows.insert((stream.to_owned(), seq), row);
    }

    fn check(&self) -> Result<(), Break> {
        for (stream, head) in &self.heads {
            let rows = self.rows.range((stream.clone(), 0)..=(stream.clone(), u64::MAX));
            verify(stream, rows.map(|(_, row)| (entry(row), row.previous, row.hash)), *head)?;
        }
        let mut ledger = Ledger::new();
        for leaf in self.leaves.values() {
            let commit = self.rows.values().find(|row| row.leaf == leaf.leaf).map(committed);
            ledger.check(leaf, commit.as_ref(), |_, _| {})?;
        }
        ledger.finish(self.ledger.unwrap_or_else(LedgerHead::start)).map(|_| ())
    }

    fn key(&self, at: prop::sample::Index) -> (String, u64) {
        self.rows.keys().nth(at.index(self.rows.len())).unwrap().clone()
    }
}

/// Two to four cases with their events mixed.
fn office() -> impl Strategy<Value = Office> {
    prop::collection::vec((0_u8..4, prop::collection::vec(any::<u8>(), 0..20)), 2..40).prop_map(|events| {
        let mut office = Office::default();
        for (stream, body) in events {
            office.append(&format!("case-{stream}"), body);
        }
        office
    })
}

fn found(office: &Office) -> Break {
    office.check().unwrap_err()
}

proptest! {
    #[test]
    fn what_was_written_verifies(office in office()) {
        prop_assert_eq!(office.check(), Ok(()));
    }

    #[test]
    fn a_deleted_event_is_named(mut office in office(), at: prop::sample::Index) {
        let key = office.key(at);
        office.rows.remove(&key);
        prop_assert_eq!(found(&office), Break { stream: key.0, seq: key.1, what: What::Missing });
    }

    #[test]
    fn a_changed_column_is_named(mut office in office(), at: prop::sample::Index, column in 0..6, bit in 0_u32..8) {
        let key = office.key(at);
        let row = office.rows.get_mut(&key).unwrap();
        match column {
            0 => row.form ^= 1 << bit,
            1 => row.command.push('x'),
            2 => row.entered_at ^= 1 << bit,
            3 => match row.body.first_mut() {
                Some(byte) => *byte ^= 1 << bit,
                None => row.body.push(0),
            },
            4 => row.previous = Hash::of(b"other"),
            _ => row.hash = Hash::of(b"other"),
        }
        let what = if column == 4 { What::Unlinked } else { What::Changed };
        prop_assert_eq!(found(&office), Break { stream: key.0, seq: key.1, what });
    }

    #[test]
    fn a_changed_event_with_its_hash_made_anew_is_named(mut office in office(), at: prop::sample::Index) {
        let key = office.key(at);
        let row = office.rows.get_mut(&key).unwrap();
        row.body.push(1);
        row.hash = dengwen_audit::commit_hash(&row.previous, &row.stream, &entry(row));
        let Break { stream, seq, what } = found(&office);
        let head = office.heads[&key.0].seq;
        // The next event does not follow on it any more; where there is none, the head does not.
        let expected = if key.1 < head { (key.1 + 1, What::Unlinked) } else { (key.1, What::HeadChanged) };
        prop_assert_eq!((stream, (seq, what)), (key.0, expected));
    }

    #[test]
    fn a_case_computed_anew_from_a_change_on_is_found_by_the_ledger(mut office in office(), at: prop::sample::Index) {
        let key = office.key(at);
        let mut chain = Chain::new(&key.0);
        for row in office.rows.values_mut().filter(|row| row.stream == key.0) {
            if row.seq == key.1 {
                row.body.push(1);
            }
            row.previous = chain.head().hash;
            row.hash = chain.link(&entry(row));
        }
        office.heads.insert(key.0.clone(), chain.head());
        prop_assert_eq!(found(&office), Break { stream: key.0, seq: key.1, what: What::Changed });
    }

    #[test]
    fn exchanged_events_are_named(mut office in office(), a: prop::sample::Index, b: prop::sample::Index) {
        let (a, b) = (office.key(a), office.key(b));
        prop_assume!(a != b);
        let (first, second) = (office.rows[&a].clone(), office.rows[&b].clone());
        // The contents change places, with or without the hashes that stand beside them.
        for hashes in [true, false] {
            let mut office = office.clone();
            let moved = |to: &(String, u64), from: &Row, stays: &Row| Row {
                stream: to.0.clone(),
                seq: to.1,
                previous: if hashes { from.previous } else { stays.previous },
                hash: if hashes { from.hash } else { stays.hash },
                ..from.clone()
            };
            office.rows.insert(a.clone(), moved(&a, &second, &first));
            office.rows.insert(b.clone(), moved(&b, &first, &second));
            let found = found(&office);
            prop_assert!([&a, &b].contains(&&(found.stream.clone(), found.seq)), "{}", found);
        }
        office.rows.get_mut(&a).unwrap().seq = b.1;
        prop_assert!(office.check().is_err() || a.1 == b.1);
    }

    #[test]
    fn a_case_cut_short_is_found_even_with_its_head_mended(mut office in office(), at: prop::sample::Index) {
        let (stream, seq) = office.key(at);
        office.rows.retain(|key, _| key.0 != stream || key.1 < seq);
        prop_assert_eq!(found(&office), Break { stream: stream.clone(), seq, what: What::Missing });
        let last = office.rows.get(&(stream.clone(), seq - 1));
        let head = last.map_or(Head::START, |row| Head { seq: row.seq, hash: row.hash });
        office.heads.insert(stream.clone(), head);
        prop_assert_eq!(found(&office), Break { stream, seq, what: What::Missing });
    }

    #[test]
    fn a_whole_case_gone_is_found(mut office in office(), at: prop::sample::Index) {
        let (stream, _) = office.key(at);
        office.rows.retain(|key, _| key.0 != stream);
        office.heads.remove(&stream);
        prop_assert_eq!(found(&office), Break { stream: stream.clone(), seq: 1, what: What::Missing });
        // And with its leaves too: the ledger has a gap, or ends too early.
        office.leaves.retain(|_, leaf| leaf.stream != stream);
        let what = found(&office).what;
        let named = matches!(what, What::LeafMissing { .. });
        prop_assert!(named, "{:?}", what);
    }

    #[test]
    fn a_leaf_deleted_changed_or_moved_is_found(office in office(), a: prop::sample::Index, b: prop::sample::Index) {
        let count = office.leaves.len();
        let (a, b) = (u64::try_from(a.index(count)).unwrap() + 1, u64::try_from(b.index(count)).unwrap() + 1);
        let mut deleted = office.clone();
        deleted.leaves.remove(&a);
        prop_assert_eq!(found(&deleted).what, What::LeafMissing { leaf: a });
        let mut changed = office.clone();
        changed.leaves.get_mut(&a).unwrap().seq += 1;
        prop_assert_eq!(found(&changed).what, What::LeafChanged { leaf: a });
        prop_assume!(a != b);
        let mut moved = office.clone();
        let (first, second) = (office.leaves[&a].clone(), office.leaves[&b].clone());
        moved.leaves.insert(a, Leaf { leaf: a, ..second });
        moved.leaves.insert(b, Leaf { leaf: b, ..first });
        prop_assert_eq!(found(&moved).what, What::LeafChanged { leaf: a.min(b) });
    }

    #[test]
    fn an_event_added_is_named(mut office in office(), at: prop::sample::Index) {
        let (stream, _) = office.key(at);
        let head = office.heads[&stream];
        let before = (office.heads.clone(), office.leaves.clone(), office.ledger);
        office.append(&stream, b"forged".to_vec());
        (office.heads, office.leaves, office.ledger) = before;
        prop_assert_eq!(found(&office), Break { stream, seq: head.seq + 1, what: What::Added });
    }

    #[test]
    fn hashes_are_written_and_read(bytes in prop::collection::vec(any::<u8>(), 0..40)) {
        let hash = Hash::of(&bytes);
        prop_assert_eq!(hash.to_string().parse::<Hash>(), Ok(hash));
        prop_assert_eq!(Hash::from_slice(hash.as_bytes()), Ok(hash));
        prop_assert_eq!(Hash::from_slice(&bytes).is_ok(), bytes.len() == 32);
        prop_assert_eq!(serde_json::from_str::<Hash>(&serde_json::to_string(&hash).unwrap()).unwrap(), hash);
    }
}

/// The same commit gives the same hash for ever: a change here would break every chain in use.
#[test]
fn the_hash_of_a_commit_is_fixed() {
    let entry =
        Entry { seq: 1, form: 1, command: "k1", entered_at: 1_770_000_000_000_000, body: b"{\"act\":\"file\"}" };
    let hash = dengwen_audit::commit_hash(&Hash::ZERO, "case-1", &entry);
    let leaf = Ledger::new()
        .append(&Committed { stream: "case-1".to_owned(), seq: 1, entered_at: entry.entered_at, hash }, |_, _| {});
    assert_eq!(hash.to_string(), "9fb25912126b4d063661339c9b9fcb401792f0490e31edd641e34225f1aeca3b");
    assert_eq!(leaf.hash.to_string(), "9e3721b0c905cc8082afe27a46ebb453bd622405892a9bb6ea547fa262ce5a48");
}

#[test]
fn a_break_is_told_in_words() {
    let found = Break { stream: "case-1".to_owned(), seq: 7, what: What::Missing };
    assert_eq!(found.to_string(), "case case-1, event 7: the event is missing");
    assert_eq!(found.zh(), "案件case-1，第7个事件：该事件缺失");
    let json = serde_json::to_value(&found).unwrap();
    assert_eq!(json, serde_json::json!({"stream": "case-1", "seq": 7, "what": {"kind": "missing"}}));
}

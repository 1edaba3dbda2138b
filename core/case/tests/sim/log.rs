//! A model of the store: streams of lines, what was performed once, nothing else. What a crash leaves is what stands here.

use std::collections::BTreeMap;

use dengwen_case::Commit;

/// Why a line was not written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct MovedOn;

/// The log of an office.
#[derive(Debug, Default)]
pub(crate) struct Log {
    streams: BTreeMap<usize, Vec<String>>,
    performed: BTreeMap<String, (usize, u64)>,
}

impl Log {
    /// How far a case has come.
    pub(crate) fn seq(&self, case: usize) -> u64 {
        u64::try_from(self.streams.get(&case).map_or(0, Vec::len)).unwrap()
    }

    /// Where an order stands that was carried out.
    pub(crate) fn performed(&self, once: &str) -> Option<(usize, u64)> {
        self.performed.get(once).copied()
    }

    /// May the next line of a case be written by somebody who saw it at `expected`.
    pub(crate) fn may(&self, case: usize, expected: u64) -> Result<(), MovedOn> {
        if self.seq(case) == expected { Ok(()) } else { Err(MovedOn) }
    }

    /// One line, with the name of the order that it carries out: both or neither.
    pub(crate) fn write(&mut self, once: Option<&str>, case: usize, commit: &Commit) {
        let lines = self.streams.entry(case).or_default();
        lines.push(serde_json::to_string(commit).unwrap());
        let seq = u64::try_from(lines.len()).unwrap();
        assert_eq!(seq, commit.seq, "a commit bears its place in the stream");
        if let Some(once) = once {
            let before = self.performed.insert(once.to_owned(), (case, seq));
            assert_eq!(before, None, "{once} was carried out twice");
        }
    }

    /// The commits of a case up to a place, read back from their lines.
    pub(crate) fn read(&self, case: usize, until: u64) -> Vec<Commit> {
        let lines = self.streams.get(&case).map(Vec::as_slice).unwrap_or_default();
        let lines = lines.iter().take(usize::try_from(until).unwrap());
        lines.map(|line| serde_json::from_str(line).unwrap()).collect()
    }
}

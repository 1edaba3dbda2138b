//! Inputs gone wrong, for tests that say how long they may look: two seconds unless `DENGWEN_FUZZ_SECONDS` says more. It begins
//! with every file of the corpus as it is, then changes them at random; the same seed changes them in the same way. What makes a
//! target panic, or takes it too long, is written to `fuzz/found/` and belongs into the corpus once it is mended.

use std::{
    fs,
    panic::{AssertUnwindSafe, catch_unwind},
    path::PathBuf,
    time::{Duration, Instant},
};

fn fuzz() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).ancestors().map(|at| at.join("fuzz")).find(|at| at.is_dir()).unwrap()
}

/// The longest one input may take: what takes longer holds a server up.
const PATIENCE: Duration = Duration::from_secs(20);

/// How many changed inputs are changed further.
const POOL: usize = 64;

/// The inputs that are kept for a target.
pub(crate) fn corpus(target: &str) -> Vec<Vec<u8>> {
    let mut paths: Vec<_> =
        fs::read_dir(fuzz().join("corpus").join(target)).unwrap().map(|one| one.unwrap().path()).collect();
    paths.sort();
    assert!(!paths.is_empty(), "{target} has a corpus");
    paths.iter().map(|path| fs::read(path).unwrap()).collect()
}

/// Runs a target; gives how many inputs it saw.
pub(crate) fn run(target: &str, mut seeds: Vec<Vec<u8>>, look: impl Fn(&[u8])) -> u64 {
    let seconds = std::env::var("DENGWEN_FUZZ_SECONDS").ok().and_then(|text| text.parse().ok()).unwrap_or(2);
    let mut chance = Chance(std::env::var("DENGWEN_FUZZ_SEED").ok().and_then(|text| text.parse().ok()).unwrap_or(7));
    let (start, mut seen) = (Instant::now(), 0);
    let (kept, mut slowest) = (seeds.len(), Duration::ZERO);
    for one in seeds.clone() {
        slowest = slowest.max(tried(target, &one, &look));
        seen += 1;
    }
    while start.elapsed() < Duration::from_secs(seconds) {
        let one = mutated(&seeds, kept, &mut chance);
        slowest = slowest.max(tried(target, &one, &look));
        // What was changed is changed further now and then; what it began with stays.
        if chance.below(64) == 0 {
            let place = kept + chance.below(POOL);
            if place < seeds.len() { seeds[place] = one } else { seeds.push(one) }
        }
        seen += 1;
    }
    eprintln!("{target}: {seen} inputs in {:?}, the slowest in {slowest:?}", start.elapsed());
    seen
}

/// Looks at one; gives how long it took.
fn tried(target: &str, input: &[u8], look: &impl Fn(&[u8])) -> Duration {
    let start = Instant::now();
    let looked = catch_unwind(AssertUnwindSafe(|| look(input)));
    let took = start.elapsed();
    if looked.is_err() || took > PATIENCE {
        let folder = fuzz().join("found").join(target);
        fs::create_dir_all(&folder).unwrap();
        let sum = input.iter().fold(5381_u64, |sum, byte| sum.wrapping_mul(33) ^ u64::from(*byte));
        let path = folder.join(format!("{sum:016x}"));
        fs::write(&path, input).unwrap();
        panic!("{target} panics on {}, or takes too long: {took:?}", path.display());
    }
    took
}

/// A generator that anybody can run again.
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb) ^ (mixed >> 31)
    }

    fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() % u64::try_from(end.max(1)).unwrap()).unwrap()
    }
}

/// Pieces that break readers.
const NASTY: [&[u8]; 20] = [
    b"\0",
    b"\xff\xfe",
    b"\r\n",
    b"--",
    b"\"",
    b"'",
    b"%00",
    b"{{",
    b"}}",
    b": ",
    b"\t",
    b"&",
    b"*",
    b"<",
    b"../",
    b"\xe7\x99",
    b"99999999999999999999",
    b"-1",
    b"PK\x03\x04",
    b"\xf0\x9f\x98\x80",
];

/// Half of what is changed is what it began with: what was changed often is soon refused at its first letter.
fn mutated(seeds: &[Vec<u8>], kept: usize, chance: &mut Chance) -> Vec<u8> {
    let from = if chance.below(2) == 0 { kept } else { seeds.len() };
    let mut one = seeds[chance.below(from)].clone();
    for _ in 0..=chance.below(6) {
        let at = chance.below(one.len() + 1);
        let end = (at + chance.below(32)).min(one.len());
        match chance.below(7) {
            0 if at < one.len() => one[at] ^= 1 << chance.below(8),
            1 => one.truncate(at),
            2 => _ = one.drain(at..end),
            3 => {
                let piece = one[at..end].to_vec();
                let place = chance.below(one.len() + 1);
                one.splice(place..place, piece);
            }
            4 => {
                let nasty = NASTY[chance.below(NASTY.len())];
                one.splice(at..at, nasty.iter().copied());
            }
            5 => {
                let other = &seeds[chance.below(seeds.len())];
                let from = chance.below(other.len() + 1);
                let to = (from + chance.below(200)).min(other.len());
                one.splice(at..end, other[from..to].iter().copied());
            }
            _ if at < one.len() => one[at] = u8::try_from(chance.below(256)).unwrap(),
            _ => {}
        }
    }
    one
}

//! Learning 5,000 cases, and asking: `cargo bench -p dengwen-likeness`.
#![expect(clippy::print_stdout, reason = "it reports times")]

#[path = "../tests/invented/mod.rs"]
mod invented;

use std::time::Instant;

use dengwen_likeness::Memory;

const ASKED: usize = 200;

fn main() {
    let told: Vec<_> = invented::cases(1, 5_000).iter().map(invented::Invented::told).collect();
    let start = Instant::now();
    let mut memory = Memory::default();
    for (n, told) in told.iter().enumerate() {
        memory.learn(&n.to_string(), told);
    }
    println!("learning {} cases: {:?}", memory.len(), start.elapsed());
    let fresh: Vec<_> = invented::cases(2, ASKED).iter().map(invented::Invented::told).collect();
    let start = Instant::now();
    let proposed: usize = fresh.iter().map(|told| memory.propose("class.sort", &told.words, 3).len()).sum();
    println!("{ASKED} proposals ({proposed} values): {:?}", start.elapsed());
    let start = Instant::now();
    let alike: usize = fresh.iter().map(|told| memory.alike(told, 5).len()).sum();
    println!("{ASKED} questions for like cases ({alike} found): {:?}", start.elapsed());
}

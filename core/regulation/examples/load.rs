//! Loads regulations from a folder and tells what was found: `cargo run -p dengwen-regulation --example load -- packs r43-fitness-club`.
#![expect(clippy::print_stdout, clippy::expect_used, reason = "a tool for the developer's terminal")]

use std::time::Instant;

use dengwen_regulation::load::{Files, load};

struct Folder(String);

impl Files for Folder {
    fn read(&self, path: &str) -> Option<String> {
        let root = std::path::Path::new(&self.0);
        let flat = path.replace("/regulation.yaml", ".yaml");
        std::fs::read_to_string(root.join(path)).or_else(|_| std::fs::read_to_string(root.join(flat))).ok()
    }
}

fn main() {
    let mut words = std::env::args().skip(1);
    let folder = Folder(words.next().expect("a folder"));
    for id in words {
        let start = Instant::now();
        let loaded = load(&folder, &id);
        let took = start.elapsed();
        for finding in &loaded.findings {
            println!("{finding}");
        }
        let acts = loaded.regulation.as_ref().map_or(0, |regulation| regulation.main.acts.len());
        println!("{id}: {} findings, {acts} acts, {took:?}", loaded.findings.len());
    }
}

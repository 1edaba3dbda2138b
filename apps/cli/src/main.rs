//! The dengwen binary.

fn main() {}

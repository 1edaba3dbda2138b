//! Tasks: test, demo, tidy.

fn main() {}

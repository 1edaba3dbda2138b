//! The demonstration.

use crate::{install, shell};

/// Sets up what is needed, builds, then hands over to `dengwen demo`.
pub(crate) fn run(words: &[String]) -> Result<(), String> {
    install::for_demo()?;
    println!("building (the first time takes some minutes)");
    shell::build()?;
    shell::run(shell::dengwen().arg("demo").args(words))
}

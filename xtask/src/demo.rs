//! The demonstration.

use crate::{
    install,
    shell::{self, cargo},
};

/// Sets up what is needed, builds, then hands over to `dengwen demo`.
pub(crate) fn run(words: &[String]) -> Result<(), String> {
    install::for_demo()?;
    println!("building (the first time takes some minutes)");
    shell::run(&mut cargo(&["build", "--package", "dengwen"]))?;
    shell::run(cargo(&["run", "--quiet", "--package", "dengwen", "--", "demo"]).args(words))
}

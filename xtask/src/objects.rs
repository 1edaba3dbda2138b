//! Files in an object store, against a real S3 server on loopback. The tests start it, stop it and start it again themselves.

use std::path::PathBuf;

use crate::{
    install,
    postgres::Cluster,
    shell::{self, cargo, root},
};

/// The server: of another make than what talks to it, with signatures that it checks.
const SERVER: &str = "s3s-fs";
const VERSION: &str = "0.14.1";
/// What is tested with the feature, and where its tests are.
const TESTS: [&[&str]; 3] = [
    &["--package", "dengwen-store", "--test", "objects"],
    &["--package", "dengwen-desk", "--test", "desk", "objects"],
    &["--package", "dengwen", "--test", "objects"],
];

/// Lints and tests of the feature `objects`, on SQLite and on a PostgreSQL of our own.
pub(crate) fn run() -> Result<(), String> {
    install::database()?;
    let server = server()?;
    let lint = ["clippy", "--package", "dengwen-store", "--package", "dengwen-desk", "--package", "dengwen"];
    shell::run(cargo(&lint).args(["--features", "objects", "--all-targets", "--quiet", "--", "-D", "warnings"]))?;
    let cluster = Cluster::start()?;
    for words in TESTS {
        let mut test = cargo(&["test", "--features", "objects"]);
        test.args(words).env("DENGWEN_TEST_POSTGRES", cluster.url()).env("DENGWEN_TEST_S3", &server);
        test.env("AWS_ACCESS_KEY_ID", "keyoftests").env("AWS_SECRET_ACCESS_KEY", "secretoftests");
        shell::run(&mut test)?;
    }
    Ok(())
}

/// The program of the server, built where it is not there yet.
fn server() -> Result<PathBuf, String> {
    let folder = root().join("target/tools");
    let there = folder.join("bin").join(SERVER);
    if !there.is_file() {
        let mut made = cargo(&["install", SERVER, "--version", VERSION, "--features", "binary", "--locked", "--debug"]);
        shell::run(made.arg("--root").arg(&folder))?;
    }
    Ok(there)
}

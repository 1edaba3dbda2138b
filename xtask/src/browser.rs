//! Browser tests: a demonstration of their own, and a real Chromium.

use std::{
    net::TcpListener,
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use crate::{
    install,
    shell::{self, cargo, root},
};

/// How long the demonstration may take to be ready.
const READY: Duration = Duration::from_secs(120);

/// Builds, starts a demonstration in a fresh folder, runs `e2e/*.test.mjs` against it.
pub(crate) fn run(words: &[String]) -> Result<(), String> {
    install::everything()?;
    shell::build()?;
    let server = Server::start()?;
    let mut node = Command::new("node");
    node.args(["--test", "--test-concurrency=1", "--test-reporter=spec"]).env("DENGWEN_URL", &server.url);
    if words.is_empty() {
        node.args(tests()?);
    } else {
        node.args(words);
    }
    shell::run(&mut node)
}

/// What Chromium's own judge says of the pages most looked at, served by this build.
pub(crate) fn lighthouse() -> Result<(), String> {
    install::everything()?;
    install::node_libraries("e2e/lighthouse", &["lighthouse"])?;
    shell::build()?;
    let server = Server::start()?;
    shell::run(Command::new("node").arg("e2e/lighthouse/run.mjs").env("DENGWEN_URL", &server.url))
}

/// Draws every page as files to leaf through.
pub(crate) fn gallery() -> Result<(), String> {
    let folder = root().join("target/gallery");
    let mut test = cargo(&["test", "--quiet", "--workspace", "--lib", "every_page_is_well_formed"]);
    shell::run(test.env("DENGWEN_GALLERY", &folder))?;
    println!("{}", folder.join("index.html").display());
    Ok(())
}

fn tests() -> Result<Vec<String>, String> {
    let mut found: Vec<String> = std::fs::read_dir(root().join("e2e"))
        .map_err(|e| e.to_string())?
        .filter_map(Result::ok)
        .map(|f| f.path().display().to_string())
        .filter(|p| p.ends_with(".test.mjs"))
        .collect();
    found.sort();
    if found.is_empty() { Err("no browser test found in e2e/".to_owned()) } else { Ok(found) }
}

struct Server {
    child: Child,
    url: String,
    data: std::path::PathBuf,
}

impl Server {
    fn start() -> Result<Self, String> {
        let port = TcpListener::bind("127.0.0.1:0").and_then(|l| l.local_addr()).map_err(|e| e.to_string())?.port();
        let data = std::env::temp_dir().join(format!("dengwen-e2e-{port}"));
        let child = shell::dengwen()
            .args(["demo", "--listen", &format!("127.0.0.1:{port}"), "--data"])
            .arg(&data)
            .stdout(Stdio::null())
            .spawn()
            .map_err(|e| e.to_string())?;
        let server = Self { child, url: format!("http://127.0.0.1:{port}"), data };
        let start = Instant::now();
        while std::net::TcpStream::connect(("127.0.0.1", port)).is_err() {
            if start.elapsed() > READY {
                return Err("the demonstration did not start listening".to_owned());
            }
            thread::sleep(Duration::from_millis(200));
        }
        Ok(server)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let told = self.child.kill().and_then(|()| self.child.wait().map(|_| ()));
        if let Err(why) = told.and_then(|()| std::fs::remove_dir_all(&self.data)) {
            eprintln!("e2e: {why}");
        }
    }
}

//! An S3 server of its own for a test, on loopback and in a folder that is thrown away. `cargo xtask objects` names its program
//! and the keys; the server knows the same keys, unless it is told to know others.
#![expect(clippy::unwrap_used, clippy::panic, reason = "tests fail by panicking")]
#![allow(dead_code, clippy::allow_attributes, reason = "each test file uses some of these")]

use std::fs::{self, File};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;
use std::time::{Duration, SystemTime};

static NEXT: AtomicU32 = AtomicU32::new(0);

const BUCKET: &str = "files";
/// How long a server may take to come up.
const COMING_UP: u32 = 200;

pub(crate) struct Server {
    folder: PathBuf,
    port: u16,
    secret: String,
    child: Option<Child>,
}

pub(crate) fn told(name: &str) -> String {
    std::env::var(name).unwrap_or_else(|_| panic!("{name} is not set: run `cargo xtask objects`"))
}

impl Server {
    pub(crate) fn start() -> Self {
        Self::knowing(&told("AWS_SECRET_ACCESS_KEY"))
    }

    /// One that knows another secret.
    pub(crate) fn knowing(secret: &str) -> Self {
        let name = format!("dengwen-s3-{}-{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        let folder = std::env::temp_dir().join(name);
        fs::create_dir_all(folder.join(BUCKET)).unwrap();
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let mut server = Self { folder, port, secret: secret.to_owned(), child: None };
        server.again();
        server
    }

    /// Starts it again where it was.
    pub(crate) fn again(&mut self) {
        let mut command = Command::new(told("DENGWEN_TEST_S3"));
        command.args(["--host", "127.0.0.1", "--port", &self.port.to_string()]);
        command.args(["--access-key", &told("AWS_ACCESS_KEY_ID"), "--secret-key", &self.secret]);
        command.arg(&self.folder).stdout(Stdio::null()).stderr(Stdio::null());
        self.child = Some(command.spawn().unwrap());
        for _ in 0..COMING_UP {
            if TcpStream::connect(("127.0.0.1", self.port)).is_ok() {
                return;
            }
            thread::sleep(Duration::from_millis(25));
        }
        panic!("the S3 server does not come up");
    }

    /// Signal 9.
    pub(crate) fn stop(&mut self) {
        if let Some(mut child) = self.child.take() {
            child.kill().unwrap();
            child.wait().unwrap();
        }
    }

    pub(crate) fn url(&self) -> String {
        format!("s3://{BUCKET}/of/office?endpoint=http://127.0.0.1:{}", self.port)
    }

    /// The objects of files that lie there.
    pub(crate) fn objects(&self) -> Vec<PathBuf> {
        let mut all = Vec::new();
        files_of(&self.folder.join(BUCKET), &mut all);
        all.retain(|path| !path.ends_with("swept"));
        all.sort();
        all
    }

    /// Lets all that lies there be this many hours older.
    pub(crate) fn age(&self, hours: u64) {
        let then = SystemTime::UNIX_EPOCH.elapsed().unwrap() - Duration::from_secs(hours * 3600);
        for path in self.objects() {
            File::options().write(true).open(path).unwrap().set_modified(SystemTime::UNIX_EPOCH + then).unwrap();
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stop();
        // Nobody needs it any more.
        let _ = fs::remove_dir_all(&self.folder);
    }
}

fn files_of(folder: &Path, all: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).into_iter().flatten() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files_of(&path, all);
        } else {
            all.push(path);
        }
    }
}

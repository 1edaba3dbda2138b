//! From where somebody comes is in no line of the log and in no file, however much the log is asked to say.
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

use std::{
    fs::{self, File},
    net::SocketAddr,
    path::Path,
    process::{Child, Command, Stdio},
    time::Duration,
};

use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpSocket},
    time::sleep,
};

#[path = "support/unpacked.rs"]
mod unpacked;

use unpacked::lay_log_open;

/// Where the visitor of this test sits, and what a gate before the server would say of another.
const HERE: &str = "127.0.0.77";
const TOLD: &str = "203.0.113.9";

#[tokio::test]
async fn the_address_of_a_visitor_is_in_no_log_and_no_file() {
    let folder = std::env::temp_dir().join(format!("dengwen-address-{}", std::process::id()));
    fs::create_dir_all(&folder).unwrap();
    let listen = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    let log = folder.join("log.txt");
    let mut server = serve(&folder.join("data"), listen, &log);
    let welcome = asked(listen, "GET", "/", "").await;
    assert!(welcome.starts_with("HTTP/1.1 200"), "{welcome}");
    asked(listen, "POST", "/follow", "code=ABCD-EFGH-JKMN-PQRS").await;
    asked(listen, "POST", "/desk/sign-in", "login=somebody&password=wrong").await;
    asked(listen, "POST", "/o/nowhere/nothing", "a=b").await;
    server.kill().unwrap();
    server.wait().unwrap();
    let told = fs::read_to_string(&log).unwrap();
    assert!(told.contains("a sign-in was refused"), "the log is written: {told}");
    lay_log_open(&folder.join("data"));
    let mut seen = 0;
    look(&folder, &mut seen);
    assert!(seen >= 3, "log, database and key ring: {seen} files");
    fs::remove_dir_all(&folder).unwrap();
}

fn serve(data: &Path, listen: SocketAddr, log: &Path) -> Child {
    Command::new(env!("CARGO_BIN_EXE_dengwen"))
        .args(["serve", "--listen", &listen.to_string(), "--data"])
        .arg(data)
        .env("DENGWEN_LOG", "trace")
        .stdout(Stdio::null())
        .stderr(File::create(log).unwrap())
        .spawn()
        .unwrap()
}

/// Asks from an address of its own.
async fn asked(to: SocketAddr, method: &str, path: &str, body: &str) -> String {
    let mut stream = None;
    for _ in 0..300 {
        let socket = TcpSocket::new_v4().unwrap();
        socket.bind(format!("{HERE}:0").parse().unwrap()).unwrap();
        match socket.connect(to).await {
            Ok(there) => {
                stream = Some(there);
                break;
            }
            Err(_) => sleep(Duration::from_millis(100)).await,
        }
    }
    let mut stream = stream.unwrap();
    let request = format!(
        "{method} {path} HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: {TOLD}\r\nForwarded: for={TOLD}\r\nX-Real-IP: {TOLD}\r\n\
         Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
        body.len()
    );
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await.unwrap();
    String::from_utf8_lossy(&answer).into_owned()
}

fn look(folder: &Path, seen: &mut usize) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            look(&path, seen);
            continue;
        }
        *seen += 1;
        let bytes = fs::read(&path).unwrap();
        for address in [HERE, TOLD] {
            let found = bytes.windows(address.len()).any(|window| window == address.as_bytes());
            assert!(!found, "{address} is in {}: {}", path.display(), String::from_utf8_lossy(&bytes));
        }
    }
}

//! A mail relay: Exim as Debian packs it, in a folder of its own, which lays what comes in for `supervisor.test` into one mailbox.

use std::{
    fs,
    net::{TcpListener, TcpStream},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    thread::sleep,
    time::Duration,
};

use base64::{Engine as _, engine::general_purpose::STANDARD};

const EXIM: &str = "/usr/sbin/exim4";
/// As whom it runs when root starts it.
const USER: &str = "Debian-exim";

/// A running relay; ends with the test.
pub(crate) struct Relay {
    process: Child,
    address: String,
    mailbox: PathBuf,
}

impl Relay {
    pub(crate) fn start(folder: &Path) -> Self {
        assert!(
            Path::new(EXIM).is_file(),
            "{EXIM} is not there: install Debian's exim4-daemon-light, or run cargo xtask install"
        );
        fs::create_dir_all(folder).unwrap();
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let at = folder.display();
        let settings = format!(
            "primary_hostname = relay.test\nspool_directory = {at}\nlog_file_path = {at}/%slog\npid_file_path = {at}/pid\n\
             keep_environment =\ntls_advertise_hosts =\ndeliver_drop_privilege = true\nlocal_interfaces = 127.0.0.1\n\
             daemon_smtp_ports = {port}\nacl_smtp_rcpt = rcpt\n\
             begin acl\nrcpt:\n  accept domains = supervisor.test\n  deny message = no relaying\n\
             begin routers\nlocal:\n  driver = accept\n  transport = box\n\
             begin transports\nbox:\n  driver = appendfile\n  file = {at}/mailbox\n"
        );
        // The relay gives up the rights of root: the folder is its own, the settings stay with whoever starts it.
        if Path::new("/root").read_dir().is_ok() {
            assert!(Command::new("chown").arg(USER).arg(folder).status().unwrap().success());
        }
        let file = folder.with_extension("conf");
        fs::write(&file, settings).unwrap();
        let mut command = Command::new(EXIM);
        let process =
            command.arg("-C").arg(&file).arg("-bdf").stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        let address = format!("127.0.0.1:{port}");
        for _ in 0..100 {
            if TcpStream::connect(&address).is_ok() {
                break;
            }
            sleep(Duration::from_millis(100));
        }
        Self { process, address, mailbox: folder.join("mailbox") }
    }

    pub(crate) fn address(&self) -> &str {
        &self.address
    }

    /// The letters in the mailbox, in the order in which they came.
    pub(crate) fn letters(&self) -> Vec<String> {
        let all = fs::read_to_string(&self.mailbox).unwrap_or_default();
        let all = format!("\n{all}");
        all.split("\nFrom ").skip(1).filter(|letter| letter.trim_end().ends_with("--")).map(str::to_owned).collect()
    }
}

impl Drop for Relay {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl Relay {
    /// What the letters without a file say, in the order in which they came.
    pub(crate) fn plain(&self) -> Vec<String> {
        let all = format!("\n{}", fs::read_to_string(&self.mailbox).unwrap_or_default());
        let text = |letter: &str| {
            let letter = letter.replace("\r\n", "\n");
            let (head, body) = letter.split_once("\n\n")?;
            let packed: String = body.split_whitespace().collect();
            let text = String::from_utf8(STANDARD.decode(packed).ok()?).ok()?;
            Some(format!("{head}\n\n{text}"))
        };
        all.split("\nFrom ").skip(1).filter_map(text).collect()
    }
}

/// The file that a letter brings, byte for byte.
pub(crate) fn attached(letter: &str) -> String {
    let letter = letter.replace("\r\n", "\n");
    let (_, part) = letter.split_once("Content-Disposition: attachment").expect("a file is attached");
    let (_, body) = part.split_once("\n\n").unwrap();
    let packed: String = body.split("\n--").next().unwrap().split_whitespace().collect();
    String::from_utf8(STANDARD.decode(packed).unwrap()).unwrap()
}

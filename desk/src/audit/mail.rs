//! One letter to one relay, as simple mail transfer has it (RFC 5321): no encryption, no password. What is sent is public and signed.

use std::{
    fmt::Write as _,
    io::{self, BufRead as _, BufReader, Error, Write as _},
    net::{TcpStream, ToSocketAddrs as _},
    time::Duration,
};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use jiff::Timestamp;

/// The longest address (RFC 5321, 4.5.3.1.3).
const ADDRESS_MAX: usize = 254;
/// The longest answer that is read.
const LINES_MAX: usize = 100;
/// Base64 has no `_`: this stands in no part.
const BETWEEN: &str = "=_dengwen_=";

/// A letter with a file.
#[derive(Debug, Clone)]
pub(super) struct Letter {
    /// From whom.
    pub(super) from: String,
    /// To whom.
    pub(super) to: String,
    /// What it is about, in ASCII.
    pub(super) subject: String,
    /// Tells the letter again.
    pub(super) id: String,
    /// When.
    pub(super) at: Timestamp,
    /// What it says.
    pub(super) text: String,
    /// Name and content of the file.
    pub(super) file: (String, String),
}

/// Whether a text is an address of a mailbox, as relays everywhere take it: a name, `@`, a host, and nothing that ends a line.
pub(super) fn is_address(text: &str) -> bool {
    let fits = |letter: char| letter.is_ascii_graphic() && !"<>()[],;:\\\"".contains(letter);
    let halves = text.split_once('@');
    text.len() <= ADDRESS_MAX
        && text.chars().all(fits)
        && halves.is_some_and(|(name, host)| !name.is_empty() && !host.is_empty() && !host.contains('@'))
}

impl Letter {
    /// The letter as it travels. All but its head is base64, so that no line is long or begins with a dot.
    pub(super) fn written(&self) -> String {
        let Self { from, to, subject, id, at, text, file: (name, content) } = self;
        let host = from.rsplit('@').next().unwrap_or_default();
        let date = at.strftime("%a, %d %b %Y %H:%M:%S +0000");
        let plain = "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n";
        let (text, content) = (packed(text), packed(content));
        format!(
            "From: {from}\r\nTo: {to}\r\nSubject: {subject}\r\nDate: {date}\r\nMessage-ID: <{id}@{host}>\r\nAuto-Submitted: auto-generated\r\n\
             MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=\"{BETWEEN}\"\r\n\r\n\
             --{BETWEEN}\r\n{plain}\r\n{text}\
             --{BETWEEN}\r\n{plain}Content-Disposition: attachment; filename=\"{name}\"\r\n\r\n{content}\
             --{BETWEEN}--\r\n"
        )
    }

    /// Hands it to a relay, which says that it took it.
    pub(super) fn hand(&self, relay: &str, patience: Duration) -> io::Result<()> {
        let place = relay.to_socket_addrs()?.next().ok_or_else(|| Error::other("the relay has no address"))?;
        let stream = TcpStream::connect_timeout(&place, patience)?;
        stream.set_read_timeout(Some(patience))?;
        stream.set_write_timeout(Some(patience))?;
        let mut talk = Talk { hears: BufReader::new(stream.try_clone()?), says: stream };
        talk.hear('2')?;
        talk.say("EHLO [127.0.0.1]", '2')?;
        talk.say(&format!("MAIL FROM:<{}>", self.from), '2')?;
        talk.say(&format!("RCPT TO:<{}>", self.to), '2')?;
        talk.say("DATA", '3')?;
        talk.say(&format!("{}.", self.written()), '2')?;
        // It took the letter: how it says good-bye changes nothing.
        let _ = talk.say("QUIT", '2');
        Ok(())
    }
}

/// What is said and heard in turn.
struct Talk {
    hears: BufReader<TcpStream>,
    says: TcpStream,
}

impl Talk {
    fn say(&mut self, line: &str, wanted: char) -> io::Result<()> {
        self.says.write_all(format!("{line}\r\n").as_bytes())?;
        self.hear(wanted)
    }

    /// An answer whose code begins so; every other one is an error.
    fn hear(&mut self, wanted: char) -> io::Result<()> {
        for _ in 0..LINES_MAX {
            let mut line = String::new();
            if self.hears.read_line(&mut line)? == 0 {
                return Err(Error::other("the relay hung up"));
            }
            // A hyphen behind the code says that there is more.
            if line.chars().nth(3) == Some('-') {
                continue;
            }
            return if line.starts_with(wanted) { Ok(()) } else { Err(Error::other(line.trim_end().to_owned())) };
        }
        Err(Error::other("the relay does not come to an end"))
    }
}

/// Base64 in lines.
fn packed(text: &str) -> String {
    let mut lines = String::new();
    for (n, letter) in STANDARD.encode(text).chars().enumerate() {
        if n > 0 && n % 76 == 0 {
            lines.push_str("\r\n");
        }
        lines.push(letter);
    }
    // Writing to a text does not fail.
    let _ = write!(lines, "\r\n");
    lines
}

#[cfg(test)]
mod tests {
    use super::{Letter, is_address};

    #[test]
    fn an_address_ends_no_line_and_names_one_mailbox() {
        for right in ["keeper@supervisor.test", "a.b+c@localhost"] {
            assert!(is_address(right), "{right}");
        }
        for wrong in ["", "keeper", "@host", "a@", "a@b@c", "a@b\r\nRCPT TO:<c@d>", "a b@c", "<a@b>", "王@b"] {
            assert!(!is_address(wrong), "{wrong}");
        }
    }

    #[test]
    fn no_line_of_a_letter_is_long_or_begins_with_a_dot() {
        let letter = Letter {
            from: "log@dengwen.test".to_owned(),
            to: "keeper@supervisor.test".to_owned(),
            subject: "s".to_owned(),
            id: "1".to_owned(),
            at: "2026-03-09T02:00:00Z".parse().unwrap(),
            text: ".\r\n".repeat(500),
            file: ("f".to_owned(), "登闻\n".repeat(500)),
        };
        let written = letter.written();
        assert!(written.contains("Date: Mon, 09 Mar 2026 02:00:00 +0000\r\n"), "{written}");
        assert!(
            written.is_ascii() && written.split("\r\n").all(|line| line.len() <= 100 && !line.starts_with('.')),
            "{written}"
        );
        assert!(!written.replace("\r\n", "").contains(['\r', '\n']));
    }
}

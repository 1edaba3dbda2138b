//! One letter to one relay of the house: no encryption, no password. What is sent is public and signed.

use std::{error::Error, time::Duration};

use jiff::Timestamp;
use lettre::{
    Address, Message, SmtpTransport, Transport as _,
    message::{
        Attachment, MultiPart, SinglePart,
        header::{ContentType, HeaderName, HeaderValue},
    },
};

/// What can go wrong on the way; it is told in words only.
type Wrong = Box<dyn Error + Send + Sync>;

/// Where mail is handed in.
#[derive(Debug, Clone)]
pub(super) struct Relay {
    /// Its host, without brackets.
    pub(super) host: String,
    /// Where it listens.
    pub(super) port: u16,
}

/// A letter with a file.
#[derive(Debug, Clone)]
pub(super) struct Letter {
    /// From whom.
    pub(super) from: Address,
    /// To whom.
    pub(super) to: Address,
    /// What it is about.
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

impl Letter {
    /// The letter as it travels.
    fn message(self) -> Result<Message, lettre::error::Error> {
        let Self { from, to, subject, id, at, text, file: (name, content) } = self;
        let id = format!("<{id}@{}>", from.domain());
        Message::builder()
            .from(from.into())
            .to(to.into())
            .subject(subject)
            .date(at.into())
            .message_id(Some(id))
            .raw_header(HeaderValue::new(HeaderName::new_from_ascii_str("Auto-Submitted"), "auto-generated".to_owned()))
            .multipart(
                MultiPart::mixed()
                    .singlepart(SinglePart::plain(text))
                    .singlepart(Attachment::new(name).body(content.into_bytes(), ContentType::TEXT_PLAIN)),
            )
    }

    /// Hands it to a relay, which says that it took it.
    pub(super) fn hand(self, relay: &Relay, patience: Duration) -> Result<(), Wrong> {
        let transport = SmtpTransport::builder_dangerous(&relay.host).port(relay.port).timeout(Some(patience)).build();
        transport.send(&self.message()?)?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use base64::{Engine as _, engine::general_purpose::STANDARD};

    use super::Letter;

    #[test]
    fn the_file_of_a_letter_arrives_byte_for_byte() {
        let note = "登闻\n.\r\n—\n".repeat(500);
        let letter = Letter {
            from: "log@dengwen.test".parse().unwrap(),
            to: "keeper@supervisor.test".parse().unwrap(),
            subject: "s".to_owned(),
            id: "1".to_owned(),
            at: "2026-03-09T02:00:00Z".parse().unwrap(),
            text: "检查点".to_owned(),
            file: ("f".to_owned(), note.clone()),
        };
        let written = String::from_utf8(letter.message().unwrap().formatted()).unwrap();
        assert!(written.contains("Date: Mon, 09 Mar 2026 02:00:00 +0000\r\n"), "{written}");
        assert!(written.contains("Message-ID: <1@dengwen.test>\r\n"), "{written}");
        let (_, part) = written.split_once("Content-Disposition: attachment").unwrap();
        let (_, body) = part.split_once("\r\n\r\n").unwrap();
        let packed: String = body.split("\r\n--").next().unwrap().split_whitespace().collect();
        assert_eq!(STANDARD.decode(packed).unwrap(), note.as_bytes());
    }
}

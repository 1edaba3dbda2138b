//! One letter to one relay of the house: no encryption, no password. So nothing is sent by it that could not be public.

use std::{error::Error, fmt::Write as _, thread, time::Duration};

use jiff::Timestamp;
use lettre::{
    Address, Message, SmtpTransport, Transport as _,
    message::{
        Attachment, MultiPart, SinglePart,
        header::{ContentType, HeaderName, HeaderValue},
    },
};
use tokio::sync::oneshot;
use ureq::http::uri::Authority;

use crate::fault::Fault;

/// What can go wrong on the way; it is told in words only.
pub(crate) type Wrong = Box<dyn Error + Send + Sync>;

/// How long one try may take.
pub(crate) const PATIENCE: Duration = Duration::from_secs(30);
/// The longest account of what went wrong.
const WHY_LETTERS_MAX: usize = 300;
/// Where relays listen.
const SMTP: u16 = 25;

/// Where mail is handed in.
#[derive(Debug, Clone)]
pub(crate) struct Relay {
    /// Its host, without brackets.
    pub(crate) host: String,
    /// Where it listens.
    pub(crate) port: u16,
}

impl Relay {
    /// A relay as it is written: `host`, or `host:port`.
    pub(crate) fn written(text: &str) -> Result<Self, Fault> {
        let host = text.parse::<Authority>().ok().filter(|one| !text.contains('@') && !one.host().is_empty());
        let Some(host) = host else {
            return Err(Fault::entry(
                format!("{text}：不是邮件中继，应为 主机:端口"),
                format!("{text}: no relay; write host:port"),
            ));
        };
        let port = host.port_u16().unwrap_or(SMTP);
        Ok(Self { host: host.host().trim_matches(['[', ']']).to_owned(), port })
    }
}

/// The address of a mailbox as it is written.
pub(crate) fn mailbox(text: &str) -> Result<Address, Fault> {
    let wrong = |_| Fault::entry(format!("{text}：不是邮箱地址"), format!("{text}: no address of a mailbox"));
    text.parse::<Address>().map_err(wrong)
}

/// Where mail of the office is handed in, and from whom it comes.
#[derive(Debug, Clone)]
pub struct Mail {
    /// The relay.
    pub(crate) relay: Relay,
    /// The sender.
    pub(crate) from: Address,
}

impl Mail {
    /// From an address, through a relay that takes mail without encryption and without a password: `host`, or `host:port`.
    ///
    /// # Errors
    /// [`Fault::Entry`] if one of them is none.
    pub fn through(relay: &str, from: &str) -> Result<Self, Fault> {
        Ok(Self { relay: Relay::written(relay)?, from: mailbox(from)? })
    }
}

/// A letter, with a file where there is one.
#[derive(Debug, Clone)]
pub(crate) struct Letter {
    /// From whom.
    pub(crate) from: Address,
    /// To whom.
    pub(crate) to: Address,
    /// What it is about.
    pub(crate) subject: String,
    /// Tells the letter again.
    pub(crate) id: String,
    /// When.
    pub(crate) at: Timestamp,
    /// What it says.
    pub(crate) text: String,
    /// Name and content of the file.
    pub(crate) file: Option<(String, String)>,
}

impl Letter {
    /// The letter as it travels.
    fn message(self) -> Result<Message, lettre::error::Error> {
        let Self { from, to, subject, id, at, text, file } = self;
        let id = format!("<{id}@{}>", from.domain());
        let letter = Message::builder()
            .from(from.into())
            .to(to.into())
            .subject(subject)
            .date(at.into())
            .message_id(Some(id))
            .raw_header(HeaderValue::new(
                HeaderName::new_from_ascii_str("Auto-Submitted"),
                "auto-generated".to_owned(),
            ));
        let Some((name, content)) = file else { return letter.singlepart(SinglePart::plain(text)) };
        let file = Attachment::new(name).body(content.into_bytes(), ContentType::TEXT_PLAIN);
        letter.multipart(MultiPart::mixed().singlepart(SinglePart::plain(text)).singlepart(file))
    }

    /// Hands it to a relay, which says that it took it.
    pub(crate) fn hand(self, relay: &Relay, patience: Duration) -> Result<(), Wrong> {
        let transport = SmtpTransport::builder_dangerous(&relay.host).port(relay.port).timeout(Some(patience)).build();
        transport.send(&self.message()?)?;
        Ok(())
    }
}

/// Hands something over on a thread of its own: whoever does not answer holds up nothing else, not even the end of the program.
pub(crate) async fn apart(name: &str, hand: impl FnOnce() -> Result<(), Wrong> + Send + 'static) -> Result<(), String> {
    let (tell, told) = oneshot::channel();
    let waits = move || {
        let sent = hand().map_err(|error| whole(error.as_ref()));
        // Nobody listens any more when the program ends.
        let _ = tell.send(sent);
    };
    thread::Builder::new().name(name.to_owned()).spawn(waits).map_err(|error| error.to_string())?;
    told.await.unwrap_or_else(|_| Err(Fault::Thread.to_string()))
}

/// An error with what lies behind it, not longer than a line.
fn whole(error: &(dyn Error + 'static)) -> String {
    let mut text = error.to_string();
    let mut behind = error.source();
    while let Some(one) = behind {
        let more = one.to_string();
        if !text.contains(&more) {
            // Writing to a text does not fail.
            let _ = write!(text, ": {more}");
        }
        behind = one.source();
    }
    text.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).take(WHY_LETTERS_MAX).collect()
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
            file: Some(("f".to_owned(), note.clone())),
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

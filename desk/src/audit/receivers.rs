//! Those outside of the house who receive checkpoints: a mailbox, through a relay of the house, and an address of the web.
//! A checkpoint is public and signed: nobody on the way can change it unseen, so neither way is encrypted here.

use std::{error::Error, fmt::Write as _};

use dengwen_store::LedgerHead;
use jiff::Timestamp;
use lettre::Address;
use sha1::{Digest as _, Sha1};
use ureq::http::Uri;

use crate::{
    fault::Fault,
    mail::{Letter, PATIENCE, Relay, apart, mailbox},
};

/// Somebody who receives checkpoints.
#[derive(Debug, Clone)]
pub struct Receiver {
    name: String,
    way: Way,
}

#[derive(Debug, Clone)]
enum Way {
    Mail { relay: Relay, from: Address, to: Address },
    Web { address: String },
}

/// What is handed over.
#[derive(Debug, Clone)]
pub(super) struct Parcel {
    /// The name of the log.
    pub(super) origin: String,
    /// Where the log stood.
    pub(super) head: LedgerHead,
    /// The signed note.
    pub(super) note: String,
    /// When it is handed over.
    pub(super) at: Timestamp,
}

impl Receiver {
    /// A mailbox, reached through a relay that takes mail without encryption and without a password: `host`, or `host:port`.
    ///
    /// # Errors
    /// [`Fault::Entry`] if an address or the relay is none.
    pub fn mail(to: &str, from: &str, relay: &str) -> Result<Self, Fault> {
        let (to, from) = (mailbox(to)?, mailbox(from)?);
        let relay = Relay::written(relay)?;
        Ok(Self { name: format!("mailto:{to}"), way: Way::Mail { relay, from, to } })
    }

    /// An address to which the note is posted, over http.
    ///
    /// # Errors
    /// [`Fault::Entry`] if it is none, holds a password, or asks for https.
    pub fn web(address: &str) -> Result<Self, Fault> {
        let uri = address.parse::<Uri>().ok();
        match uri.as_ref().and_then(|uri| Some((uri.scheme_str()?, uri.authority()?))) {
            Some(("https", _)) => Err(Fault::entry(
                "这里没有内建 https：检查点已签名，途中无人能改；请给出 http 地址，必要时由本地代理以 https 转发",
                "https is not built in: a checkpoint is signed, so nobody on the way can change it; give an http address, if need be of \
                 a proxy that goes on with https",
            )),
            Some(("http", host)) if !host.as_str().contains('@') => {
                Ok(Self { name: name_of(host.as_str(), address), way: Way::Web { address: address.to_owned() } })
            }
            _ => Err(Fault::entry("不是 http 地址", "no address of the web with http")),
        }
    }

    /// What it is called in logs and on pages. What an address holds behind the host may be a secret, and is not told.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Hands a checkpoint over. A thread of its own waits for the answer: whoever does not answer holds up nothing else, not even
    /// the end of the program.
    pub(super) async fn send(&self, parcel: Parcel) -> Result<(), String> {
        let this = self.clone();
        apart("checkpoint", move || this.sent(&parcel)).await
    }

    fn sent(&self, parcel: &Parcel) -> Result<(), Box<dyn Error + Send + Sync>> {
        match &self.way {
            Way::Mail { relay, from, to } => letter(parcel, from, to).hand(relay, PATIENCE)?,
            Way::Web { address } => {
                let config = ureq::Agent::config_builder().timeout_global(Some(PATIENCE)).max_redirects(0).proxy(None);
                let agent = config.user_agent("dengwen").build().new_agent();
                let answer = agent.post(address).content_type("text/plain; charset=utf-8").send(&parcel.note)?;
                if !answer.status().is_success() {
                    return Err(format!("answered {}", answer.status()).into());
                }
            }
        }
        Ok(())
    }
}

/// The same checkpoint bears the same id, so that a mailbox can tell it again.
fn letter(parcel: &Parcel, from: &Address, to: &Address) -> Letter {
    let Parcel { origin, head: LedgerHead { leaves, root }, note, at } = parcel;
    let text = format!(
        "登闻日志 {origin} 的检查点：日志共 {leaves} 条。请把附件存放在该单位改动不了的地方，需要时核对：\n\
         dengwen audit verify --checkpoint 附件 --key 公钥\n\n\
         A checkpoint of the log {origin}, of {leaves} entries. Keep the attached file where the office cannot change it. To check:\n\
         dengwen audit verify --checkpoint FILE --key KEY\n"
    );
    Letter {
        from: from.clone(),
        to: to.clone(),
        subject: format!("{origin}: {leaves}"),
        id: format!("{leaves}.{root}"),
        at: *at,
        text,
        file: Some((format!("{leaves:012}.checkpoint"), note.clone())),
    }
}

/// The host, and letters that tell apart what stands behind it.
fn name_of(host: &str, address: &str) -> String {
    let sum = Sha1::digest(address.as_bytes());
    let letters = sum.iter().take(4).fold(String::new(), |mut text, byte| {
        // Writing to a text does not fail.
        let _ = write!(text, "{byte:02x}");
        text
    });
    format!("http://{host} ({letters})")
}

//! Who receives checkpoints outside of the house, as the command line names them; in one place for serving and for trying it out.

use std::path::Path;

use clap::Args;
use dengwen_desk::{
    Mail,
    audit::{Delivery, Receiver, Sending},
};

/// Those who receive each new checkpoint. What goes out is where the log stands, signed, and nothing of any case.
#[derive(Debug, Args)]
pub(crate) struct Receivers {
    /// A mailbox that receives each new checkpoint of the log; may be given several times.
    #[arg(long, value_name = "ADDRESS", requires = "mail_from")]
    checkpoint_mail: Vec<String>,
    /// The relay for that mail, without encryption and password: one on this machine, or in the house's own network.
    #[arg(long, value_name = "HOST[:PORT]", default_value = "127.0.0.1:25")]
    mail_relay: String,
    /// The address that mail comes from; with it, people of the office who want it are written to when there is something for them.
    #[arg(long, value_name = "ADDRESS")]
    mail_from: Option<String>,
    /// An http address to which each new checkpoint of the log is posted; may be given several times. Not https: a proxy of the
    /// house goes on with that.
    #[arg(long, value_name = "URL")]
    checkpoint_webhook: Vec<String>,
}

impl Receivers {
    /// Nobody is named.
    pub(crate) const fn is_empty(&self) -> bool {
        self.checkpoint_mail.is_empty() && self.checkpoint_webhook.is_empty()
    }

    /// Where mail of any sort is handed in, if somebody has said from whom it comes.
    pub(crate) fn mail(&self) -> Result<Option<Mail>, String> {
        let mail = self.mail_from.as_deref().map(|from| Mail::through(&self.mail_relay, from)).transpose();
        mail.map_err(|fault| fault.chain())
    }

    /// How they are sent to, or why one of them is refused.
    pub(crate) fn sending(&self, data: &Path) -> Result<Sending, String> {
        let from = self.mail_from.as_deref().unwrap_or_default();
        let mails = self.checkpoint_mail.iter().map(|to| Receiver::mail(to, from, &self.mail_relay));
        let webs = self.checkpoint_webhook.iter().map(|address| Receiver::web(address));
        let receivers = mails.chain(webs).collect::<Result<Vec<Receiver>, _>>().map_err(|fault| fault.chain())?;
        Sending::to(receivers, data).map_err(|fault| fault.chain())
    }
}

/// How far a receiver has got, in a line.
pub(super) fn line(one: &Delivery) -> String {
    let Delivery { receiver, arrived, failing } = one;
    let arrived = match arrived {
        Some(last) => format!("已送达{}个事件的检查点（{}） | {0} events arrived at {1}", last.events, last.at),
        None => "尚未送达 | nothing arrived yet".to_owned(),
    };
    match failing {
        None => format!("{receiver}：{arrived}"),
        Some(failing) => format!(
            "{receiver}：{arrived}；自{since}起{tries}次未送达：{why} | failing since {since}, {tries} tries: {why}",
            since = failing.since,
            tries = failing.tries,
            why = failing.why
        ),
    }
}

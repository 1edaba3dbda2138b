//! What can break. Nothing here holds a name, an address or any other value of a case.

use std::{error::Error, fmt::Write as _, path::PathBuf};

use dengwen_audit::NoteError;
use dengwen_documents::{FontError, PressError};
use dengwen_regulation::{
    finding::Finding,
    model::{Label, Lang},
};
use dengwen_sealing::{SealError, ShareError};
use dengwen_store::StoreError;

use crate::{secrets, view::Rejection};

/// Something broke; no rule of a regulation is the reason.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    /// The store failed.
    #[error("the store failed")]
    Store(#[from] StoreError),
    /// A file of the data folder.
    #[error("{path} cannot be read or written")]
    File {
        /// Which.
        path: PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// The file of the key ring.
    #[error("{path} holds no key ring")]
    Keys {
        /// Which.
        path: PathBuf,
        /// Why.
        #[source]
        source: serde_json::Error,
    },
    /// A database that was filled with keys that are not here.
    #[error(
        "数据库中已有数据，而 {path} 中没有密钥：请从原来的节点或备份复制该文件夹 | the database holds data, and {path} no keys: \
         copy that folder from the node that has it, or from the backup", path = .0.display()
    )]
    KeysElsewhere(PathBuf),
    /// The file of the log's key.
    #[error("{path} holds no key of a log")]
    LogKey {
        /// Which.
        path: PathBuf,
        /// Why.
        #[source]
        source: NoteError,
    },
    /// A checkpoint that was changed, or is none.
    #[error("{path} holds no checkpoint that this log signed")]
    Checkpoint {
        /// Which.
        path: PathBuf,
        /// Why.
        #[source]
        source: NoteError,
    },
    /// A signed note made here cannot be read.
    #[error("a signed note cannot be read")]
    Note(#[source] NoteError),
    /// The machine gives no random bytes.
    #[error("the machine gives no random bytes")]
    Random,
    /// A commit that this version does not understand.
    #[error("commit {seq} of {stream} cannot be read")]
    Commit {
        /// The stream.
        stream: String,
        /// The commit.
        seq: u64,
        /// Why.
        #[source]
        source: serde_json::Error,
    },
    /// Something could not be written down.
    #[error("something could not be written down as JSON")]
    Json(#[source] serde_json::Error),
    /// A regulation that is not here.
    #[error("the regulation {0} is not here")]
    RegulationUnknown(String),
    /// A regulation that may not run.
    #[error("the regulation {id} is refused{}", listed(.findings))]
    RegulationRefused {
        /// Which.
        id: String,
        /// Every finding that stands in the way.
        findings: Vec<Finding>,
    },
    /// An office that is not here.
    #[error("there is no office {0}")]
    OfficeUnknown(String),
    /// A case that is not here.
    #[error("there is no case {0}")]
    CaseUnknown(String),
    /// An office that is there already.
    #[error("已有单位 {0} | there is an office {0} already")]
    OfficeThere(String),
    /// An id with letters that ids do not have.
    #[error("`{0}` is no id: small letters, digits, `_` and `-`, at most 40")]
    IdWrong(String),
    /// A sealed value does not open.
    #[error("a sealed value does not open")]
    Sealed(#[from] SealError),
    /// A share of a recovery key.
    #[error("{0}")]
    Share(ShareError),
    /// Nobody of the office has a key yet to which a sealed matter could be sealed.
    #[error("nobody of the office has a key yet: those who take in this matter must sign in once")]
    NobodyHolds,
    /// A sealed value is gone.
    #[error("a sealed value is not in the store")]
    SealedGone,
    /// A password could not be hashed.
    #[error("a password could not be hashed")]
    Password,
    /// Fonts are missing.
    #[error("letters cannot be set without fonts")]
    Fonts(#[from] FontError),
    /// A paper could not be set.
    #[error("the paper could not be set")]
    Press(#[from] PressError),
    /// Work on another thread was lost.
    #[error("work on another thread was lost")]
    Thread,
    /// An act was decided again and again without coming to rest.
    #[error("the case {0} does not come to rest")]
    Restless(String),
    /// What the office enters is refused.
    #[error("{0}")]
    Entry(Label),
    /// A backup that does not hold, or does not belong where it is to be put.
    #[error("{0}")]
    Backup(Label),
}

/// Findings below one another.
fn listed(findings: &[Finding]) -> String {
    findings.iter().map(|finding| format!("\n{}", finding.render(Lang::Zh))).collect()
}

impl Fault {
    /// What the office enters is refused, said in both languages.
    pub(crate) fn entry(zh: impl AsRef<str>, en: impl AsRef<str>) -> Self {
        Self::Entry(Label::new(zh.as_ref(), en.as_ref()))
    }

    /// A sign-in name belongs to somebody else.
    pub(crate) fn login_taken(login: &str) -> Self {
        Self::entry(format!("登录名 {login} 已有人使用"), format!("the sign-in name {login} is taken"))
    }

    /// The fault with all that lies behind it, for the log.
    #[must_use]
    pub fn chain(&self) -> String {
        let mut text = self.to_string();
        let mut behind = self.source();
        while let Some(error) = behind {
            // Writing to a text does not fail.
            let _ = write!(text, ": {error}");
            behind = error.source();
        }
        text
    }
}

impl From<Fault> for Rejection {
    fn from(fault: Fault) -> Self {
        if matches!(fault, Fault::NobodyHolds) {
            return crate::keys::nobody_holds();
        }
        let instance = secrets::short_id();
        tracing::error!(%instance, fault = %fault.chain(), "a fault");
        if matches!(&fault, Fault::Store(error) if error.is_away()) {
            Self::Away(instance)
        } else {
            Self::Fault(instance)
        }
    }
}

impl From<StoreError> for Rejection {
    fn from(error: StoreError) -> Self {
        Fault::from(error).into()
    }
}

//! The regulations this desk runs: the texts that come with the installation, and every text that ever went live.

mod adopt;
mod call_off;
mod change;
mod propose;
mod publish;
mod shelf;
mod templates;
mod text;
mod versions;
mod words;

pub use change::Changing;
pub(crate) use propose::open_blanks;
pub use propose::{OpenBlank, Proposal};
pub use publish::Publishing;
pub use shelf::{PackLine, PackView};
pub use templates::template_findings;
pub use text::Text;
pub use versions::{CalledOff, Staying, VersionLine, VersionState};
pub use words::{PaperTried, PaperWords};

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, OnceLock, PoisonError},
};

use dengwen_packs::Packs;
use dengwen_regulation::model::Regulation;

use crate::fault::Fault;

/// The regulations that come with an installation. Clones share what was read.
#[derive(Debug, Clone)]
pub struct Library(Arc<Shelves>);

#[derive(Debug)]
struct Shelves {
    files: Packs,
    /// Each is read when somebody first asks for it.
    packs: BTreeMap<String, OnceLock<Arc<Text>>>,
    /// Texts by the hash of their content, as far as somebody asked for them.
    known: Mutex<BTreeMap<String, Arc<Text>>>,
}

impl Library {
    /// All that come with the installation. They are checked when an office takes one up.
    #[must_use]
    pub fn of(files: Packs) -> Self {
        let packs = files.ids().into_iter().map(|id| (id, OnceLock::new())).collect();
        Self(Arc::new(Shelves { files, packs, known: Mutex::default() }))
    }

    /// Where they are read from.
    pub(crate) fn files(&self) -> &Packs {
        &self.0.files
    }

    /// The text that comes with the installation.
    pub(crate) fn pack(&self, id: &str) -> Option<&Arc<Text>> {
        self.0.packs.get(id).map(|text| text.get_or_init(|| Arc::new(Text::read(&self.0.files, id))))
    }

    /// All texts that come with the installation, by id.
    pub(crate) fn packs(&self) -> impl Iterator<Item = &Arc<Text>> {
        self.0.packs.keys().filter_map(|id| self.pack(id))
    }

    /// The regulation that comes with the installation.
    pub(crate) fn get(&self, id: &str) -> Result<Arc<Regulation>, Fault> {
        let text = self.pack(id).and_then(|text| text.regulation().cloned());
        text.ok_or_else(|| Fault::RegulationUnknown(id.to_owned()))
    }

    /// A text by the hash of its content, if it was asked for before.
    pub(crate) fn known(&self, content: &str) -> Option<Arc<Text>> {
        let known = self.0.known.lock().unwrap_or_else(PoisonError::into_inner).get(content).cloned();
        known.or_else(|| {
            self.0.packs.values().filter_map(OnceLock::get).find(|text| text.content() == Some(content)).cloned()
        })
    }

    pub(crate) fn remember(&self, content: &str, text: &Arc<Text>) {
        let mut known = self.0.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.insert(content.to_owned(), Arc::clone(text));
    }
}

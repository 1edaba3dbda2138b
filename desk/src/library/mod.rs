//! The regulations this desk runs: the texts that come with the installation, and every text that ever went live.

mod adopt;
mod propose;
mod publish;
mod shelf;
mod templates;
mod text;
mod versions;

pub(crate) use propose::open_blanks;
pub use propose::{OpenBlank, Proposal};
pub use publish::Publishing;
pub use shelf::{PackLine, PackView};
pub use templates::template_findings;
pub use text::Text;
pub use versions::{Staying, VersionLine, VersionState};

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
};

use dengwen_packs::Packs;
use dengwen_regulation::model::Regulation;

use crate::fault::Fault;

/// The regulations this desk runs.
#[derive(Debug)]
pub(crate) struct Library {
    packs: BTreeMap<String, Arc<Text>>,
    /// Texts by the hash of their content, as far as somebody asked for them.
    known: Mutex<BTreeMap<String, Arc<Text>>>,
}

impl Library {
    /// Reads all that come with the installation. They are checked when an office takes one up.
    pub(crate) fn open(packs: &Packs) -> Self {
        let texts = packs.ids().into_iter().map(|id| {
            let text = Text::read(packs, &id);
            (id, Arc::new(text))
        });
        Self { packs: texts.collect(), known: Mutex::default() }
    }

    /// The text that comes with the installation.
    pub(crate) fn pack(&self, id: &str) -> Option<&Arc<Text>> {
        self.packs.get(id)
    }

    /// All texts that come with the installation, by id.
    pub(crate) fn packs(&self) -> impl Iterator<Item = &Arc<Text>> {
        self.packs.values()
    }

    /// The regulation that comes with the installation.
    pub(crate) fn get(&self, id: &str) -> Result<Arc<Regulation>, Fault> {
        let text = self.pack(id).and_then(|text| text.regulation().cloned());
        text.ok_or_else(|| Fault::RegulationUnknown(id.to_owned()))
    }

    /// A text by the hash of its content, if it was asked for before or comes with the installation.
    pub(crate) fn known(&self, content: &str) -> Option<Arc<Text>> {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner).get(content).cloned();
        known.or_else(|| self.packs.values().find(|text| text.content() == Some(content)).cloned())
    }

    pub(crate) fn remember(&self, content: &str, text: &Arc<Text>) {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.insert(content.to_owned(), Arc::clone(text));
    }
}

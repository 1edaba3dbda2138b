//! The regulations this desk runs, read and checked once.

use std::{collections::BTreeMap, sync::Arc};

use dengwen_packs::Packs;
use dengwen_regulation::{
    finding::{Finding, Severity},
    load::load,
    model::{Id, Regulation},
};

use crate::fault::Fault;

/// The regulations this desk runs.
#[derive(Debug)]
pub(crate) struct Library {
    books: BTreeMap<String, Book>,
}

/// A regulation with what the checker says of it.
#[derive(Debug, Clone)]
pub(crate) struct Book {
    pub(crate) regulation: Option<Arc<Regulation>>,
    pub(crate) findings: Arc<Vec<Finding>>,
}

impl Book {
    /// How many findings refuse it.
    pub(crate) fn errors(&self) -> usize {
        self.findings.iter().filter(|finding| finding.severity == Severity::Error).count()
    }
}

impl Library {
    /// Reads all there are.
    pub(crate) fn open(packs: &Packs) -> Self {
        let books = packs.ids().into_iter().map(|id| {
            let loaded = load(packs, &id);
            let book = Book { regulation: loaded.regulation.map(Arc::new), findings: Arc::new(loaded.findings) };
            if book.errors() > 0 {
                tracing::warn!(regulation = %id, errors = book.errors(), "a regulation has errors");
            }
            (id, book)
        });
        Self { books: books.collect() }
    }

    /// A regulation with its findings.
    pub(crate) fn book(&self, id: &str) -> Option<&Book> {
        self.books.get(id)
    }

    /// A regulation by id.
    pub(crate) fn get(&self, id: &str) -> Result<Arc<Regulation>, Fault> {
        self.book(id).and_then(|book| book.regulation.clone()).ok_or_else(|| Fault::RegulationUnknown(id.to_owned()))
    }

    /// The regulation under which a case began. The text pinned is looked for first, then the id.
    pub(crate) fn pinned(&self, id: &Id, content: &str) -> Result<Arc<Regulation>, Fault> {
        let pinned = self.books.values().filter_map(|book| book.regulation.as_ref()).find(|one| one.content == content);
        pinned.cloned().map_or_else(|| self.get(id), Ok)
    }
}

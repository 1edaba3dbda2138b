//! One text of a regulation with every file it is made of, so that it reads the same when the files around it have changed.

use std::{
    cell::RefCell,
    collections::BTreeMap,
    sync::{Arc, OnceLock},
};

use dengwen_regulation::{
    check,
    finding::{Finding, Severity},
    load::{Files, Loaded, load},
    model::Regulation,
};

/// A text of a regulation.
#[derive(Debug)]
pub struct Text {
    id: String,
    regulation: Option<Arc<Regulation>>,
    loading: Vec<Finding>,
    files: BTreeMap<String, String>,
    checked: OnceLock<Vec<Finding>>,
}

impl Text {
    /// Reads the text of a regulation with all it uses.
    #[must_use]
    pub fn read(files: &dyn Files, id: &str) -> Self {
        let noted = Noted { beneath: files, read: RefCell::default() };
        let Loaded { regulation, findings } = load(&noted, id);
        let files = noted.read.into_inner();
        Self {
            id: id.to_owned(),
            regulation: regulation.map(Arc::new),
            loading: findings,
            files,
            checked: OnceLock::new(),
        }
    }

    /// The same with the regulation's own file written anew; what it uses comes from `files`.
    #[must_use]
    pub fn edited(files: &dyn Files, id: &str, own: &str) -> Self {
        Self::read(&Edited { beneath: files, path: own_path(id), own }, id)
    }

    /// A text as it was kept. Its content keeps the hash under which cases are pinned to it.
    pub(crate) fn kept(files: BTreeMap<String, String>, id: &str, content: &str) -> Self {
        let mut text = Self::read(&Kept(&files), id);
        if let Some(regulation) = text.regulation.as_mut().map(Arc::make_mut) {
            content.clone_into(&mut regulation.content);
        }
        text
    }

    /// The regulation's id.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The regulation, if the file can be read at all.
    #[must_use]
    pub fn regulation(&self) -> Option<&Arc<Regulation>> {
        self.regulation.as_ref()
    }

    /// The hash of the merged content.
    #[must_use]
    pub fn content(&self) -> Option<&str> {
        self.regulation.as_ref().map(|regulation| regulation.content.as_str())
    }

    /// The regulation's own file.
    #[must_use]
    pub fn own(&self) -> &str {
        self.files.get(&own_path(&self.id)).map_or("", String::as_str)
    }

    /// Every file it is made of, by path.
    pub(crate) fn files(&self) -> &BTreeMap<String, String> {
        &self.files
    }

    /// Everything the whole checker has to say of it, by place.
    #[must_use]
    pub fn findings(&self) -> &[Finding] {
        self.checked.get_or_init(|| {
            let regulation = self.regulation.as_deref().cloned();
            check::findings(&Loaded { regulation, findings: self.loading.clone() })
        })
    }

    /// The findings for which it may not go live.
    #[must_use]
    pub fn errors(&self) -> Vec<Finding> {
        self.findings().iter().filter(|finding| finding.severity == Severity::Error).cloned().collect()
    }
}

fn own_path(id: &str) -> String {
    format!("{id}/regulation.yaml")
}

/// Notes which files were read.
struct Noted<'a> {
    beneath: &'a dyn Files,
    read: RefCell<BTreeMap<String, String>>,
}

impl Files for Noted<'_> {
    fn read(&self, path: &str) -> Option<String> {
        let text = self.beneath.read(path)?;
        self.read.borrow_mut().insert(path.to_owned(), text.clone());
        Some(text)
    }
}

struct Edited<'a> {
    beneath: &'a dyn Files,
    path: String,
    own: &'a str,
}

impl Files for Edited<'_> {
    fn read(&self, path: &str) -> Option<String> {
        if path == self.path { Some(self.own.to_owned()) } else { self.beneath.read(path) }
    }
}

struct Kept<'a>(&'a BTreeMap<String, String>);

impl Files for Kept<'_> {
    fn read(&self, path: &str) -> Option<String> {
        self.0.get(path).cloned()
    }
}

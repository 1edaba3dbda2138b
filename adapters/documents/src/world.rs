//! The world that Typst sees: templates of this crate, one template that was handed in, the paper as JSON, the fonts.

use typst::diag::{FileError, FileResult};
use typst::foundations::{Bytes, Datetime, Duration};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, World};

use crate::Fonts;

const LIBRARY: (&str, &str) = ("/dengwen.typ", include_str!("../templates/dengwen.typ"));
pub(crate) const LETTER: &str = include_str!("../templates/letter.typ");
pub(crate) const FORM: &str = include_str!("../templates/form.typ");
pub(crate) const REPORT: &str = include_str!("../templates/report.typ");
const TEMPLATE: &str = "/template.typ";
const PAPER: &str = "/paper.json";

/// What stays the same from document to document, so that Typst's caches stay warm.
#[derive(Debug)]
pub(crate) struct Workshop {
    library: LazyHash<Library>,
    fonts: Fonts,
    house: Source,
    template: FileId,
    paper: FileId,
}

/// One document being set.
pub(crate) struct Sheet<'a> {
    workshop: &'a Workshop,
    template: Source,
    paper: Bytes,
    dated: Option<Datetime>,
}

impl Workshop {
    pub(crate) fn new(fonts: Fonts) -> Self {
        Self {
            library: LazyHash::new(Library::default()),
            fonts,
            house: Source::new(file(LIBRARY.0), LIBRARY.1.to_owned()),
            template: file(TEMPLATE),
            paper: file(PAPER),
        }
    }

    pub(crate) fn fonts(&self) -> &Fonts {
        &self.fonts
    }

    pub(crate) fn sheet(&self, template: &str, paper: String, dated: Option<Datetime>) -> Sheet<'_> {
        Sheet {
            workshop: self,
            template: Source::new(self.template, template.to_owned()),
            paper: Bytes::from_string(paper),
            dated,
        }
    }
}

impl World for Sheet<'_> {
    fn library(&self) -> &LazyHash<Library> {
        &self.workshop.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        self.workshop.fonts.book()
    }

    fn main(&self) -> FileId {
        self.workshop.template
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        if id == self.workshop.template {
            Ok(self.template.clone())
        } else if id == self.workshop.house.id() {
            Ok(self.workshop.house.clone())
        } else {
            Err(unknown(id))
        }
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        if id == self.workshop.paper { Ok(self.paper.clone()) } else { Err(unknown(id)) }
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.workshop.fonts.font(index)
    }

    /// The date on the paper, never the machine's.
    fn today(&self, _offset: Option<Duration>) -> Option<Datetime> {
        self.dated
    }
}

/// The id of a file of this world. The paths are constants of this module; a path that is none becomes the root,
/// which holds no file.
fn file(path: &str) -> FileId {
    let path = VirtualPath::new(path).or_else(|_| VirtualPath::new("/"));
    match path {
        Ok(path) => RootedPath::new(VirtualRoot::Project, path).intern(),
        Err(_) => Source::detached("").id(),
    }
}

fn unknown(id: FileId) -> FileError {
    FileError::NotFound(id.vpath().get_with_slash().into())
}

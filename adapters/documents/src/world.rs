//! The world that Typst sees: templates of this crate, one template that was handed in, the paper as JSON, the fonts. In a dossier
//! each paper is a package of its own, with its template and its JSON, so that a template need not know whether it is bound.

use std::collections::HashMap;

use typst::diag::{FileError, FileResult};
use typst::foundations::{Bytes, Datetime, Duration};
use typst::syntax::package::{PackageSpec, PackageVersion};
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
pub(crate) const DOSSIER: &str = include_str!("../templates/dossier.typ");
const PAPER: &str = "/paper.json";
/// Beside the paper of a dossier, which says how its own pages are set.
const BOUND: &str = "/dossier.json";
const MANIFEST: &str = "/typst.toml";

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
    files: HashMap<FileId, Bytes>,
    /// Sources of the papers that are bound.
    sources: HashMap<FileId, Source>,
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
            files: HashMap::from([(self.paper, Bytes::from_string(paper))]),
            sources: HashMap::new(),
            dated,
        }
    }
}

impl Sheet<'_> {
    /// What the dossier holds beside its papers.
    pub(crate) fn with_dossier(&mut self, dossier: String) {
        self.files.insert(file(BOUND), Bytes::from_string(dossier));
    }

    /// The n-th picture.
    pub(crate) fn with_picture(&mut self, n: usize, bytes: Vec<u8>) {
        self.files.insert(file(&format!("/pictures/{n}.jpg")), Bytes::new(bytes));
    }

    /// The n-th paper, as the package `@bound/pN:1.0.0`.
    pub(crate) fn with_paper(&mut self, n: usize, template: &str, paper: String) {
        let name = package(n);
        let manifest =
            format!("[package]\nname = \"{}\"\nversion = \"1.0.0\"\nentrypoint = \"template.typ\"\n", name.name);
        let within = |path: &str| file_in(VirtualRoot::Package(name.clone()), path);
        let (template_id, house) = (within(TEMPLATE), within(LIBRARY.0));
        self.sources.insert(template_id, Source::new(template_id, template.to_owned()));
        self.sources.insert(house, Source::new(house, LIBRARY.1.to_owned()));
        self.files.insert(within(PAPER), Bytes::from_string(paper));
        self.files.insert(within(MANIFEST), Bytes::from_string(manifest));
    }
}

/// Which bound paper a file belongs to.
pub(crate) fn bound(id: FileId) -> Option<usize> {
    match id.root() {
        VirtualRoot::Package(spec) => spec.name.strip_prefix('p')?.parse().ok(),
        VirtualRoot::Project => None,
    }
}

fn package(n: usize) -> PackageSpec {
    let version = PackageVersion { major: 1, minor: 0, patch: 0 };
    PackageSpec { namespace: "bound".into(), name: format!("p{n}").into(), version }
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
            self.sources.get(&id).cloned().ok_or_else(|| unknown(id))
        }
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        self.files.get(&id).cloned().ok_or_else(|| unknown(id))
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
    file_in(VirtualRoot::Project, path)
}

fn file_in(root: VirtualRoot, path: &str) -> FileId {
    let path = VirtualPath::new(path).or_else(|_| VirtualPath::new("/"));
    match path {
        Ok(path) => RootedPath::new(root, path).intern(),
        Err(_) => Source::detached("").id(),
    }
}

fn unknown(id: FileId) -> FileError {
    FileError::NotFound(id.vpath().get_with_slash().into())
}

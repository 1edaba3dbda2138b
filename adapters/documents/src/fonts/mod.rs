//! Installed fonts: which face fills each typeface of the standard.

mod names;
mod roles;

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use typst::foundations::Bytes;
use typst::text::{Coverage, Font, FontBook, FontFlags, FontInfo, FontStretch, FontStyle, FontVariant, FontWeight};
use typst::utils::LazyHash;

use names::FaceName;
use roles::{Choice, Need, PACKAGE, ROLES, Role};

/// Directories deeper than this below a font directory are not searched.
const MAX_DEPTH: usize = 8;
/// More font files than this are not looked at.
const MAX_FILES: usize = 4_000;

/// The faces that documents are set in.
///
/// Finding them reads only the names in each font file; the glyphs of a face are read when a document first needs
/// it, and kept for the life of the process.
#[derive(Debug)]
pub struct Fonts {
    book: LazyHash<FontBook>,
    /// One face for each entry of the book.
    faces: Vec<usize>,
    loaded: Vec<Face>,
}

/// A face of an installed font file.
#[derive(Debug)]
struct Face {
    path: PathBuf,
    index: u32,
    font: OnceLock<Option<Font>>,
}

/// A typeface without an installed font.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no installed font for {typefaces}: install the package {package}")]
pub struct FontError {
    /// The typefaces that are missing, by their Chinese names.
    pub typefaces: String,
    /// The Debian package that holds fonts for them.
    pub package: &'static str,
}

impl Fonts {
    /// Finds the fonts in the usual directories of the machine.
    ///
    /// # Errors
    /// [`FontError`] when a typeface has neither its own nor a substitute font; it names the package to install.
    pub fn find() -> Result<Self, FontError> {
        Self::find_in(&usual_directories())
    }

    /// Finds the fonts in the given directories and below; directories that do not exist hold none.
    ///
    /// # Errors
    /// As [`Fonts::find`].
    pub fn find_in(directories: &[PathBuf]) -> Result<Self, FontError> {
        let installed = installed(directories);
        let mut fonts = Self { book: LazyHash::new(FontBook::new()), faces: Vec::new(), loaded: Vec::new() };
        let mut book = FontBook::new();
        let mut missing = Vec::new();
        for role in ROLES {
            match role.faces.iter().find_map(|choice| installed.iter().find(|face| fits(choice, &face.1))) {
                Some((path, face)) => {
                    book.push(info(role));
                    let place = fonts.place(path, face.index);
                    fonts.faces.push(place);
                }
                None if role.need == Need::Required => missing.push(role.zh),
                None => {}
            }
        }
        if !missing.is_empty() {
            return Err(FontError { typefaces: missing.join("、"), package: PACKAGE });
        }
        fonts.book = LazyHash::new(book);
        Ok(fonts)
    }

    /// The typefaces and the file that fills each, for `doctor` pages and logs.
    pub fn chosen(&self) -> impl Iterator<Item = (&'static str, &Path)> {
        (0..).zip(&self.faces).filter_map(|(entry, place)| {
            let family = &self.book.info(entry)?.family;
            let role = ROLES.iter().find(|role| role.family == family)?;
            Some((role.zh, self.loaded.get(*place)?.path.as_path()))
        })
    }

    pub(crate) fn book(&self) -> &LazyHash<FontBook> {
        &self.book
    }

    /// The families of the book, in the order in which a character is looked for.
    pub(crate) fn reserve(&self) -> Vec<&'static str> {
        ROLES
            .iter()
            .filter(|role| role.family == "Song" || role.need == Need::Reserve)
            .filter(|role| self.book.contains_family(&role.family.to_lowercase()))
            .map(|role| role.family)
            .collect()
    }

    pub(crate) fn font(&self, entry: usize) -> Option<Font> {
        let face = self.loaded.get(*self.faces.get(entry)?)?;
        face.font.get_or_init(|| Font::new(Bytes::new(fs::read(&face.path).ok()?), face.index)).clone()
    }

    fn place(&mut self, path: &Path, index: u32) -> usize {
        if let Some(known) = self.loaded.iter().position(|face| face.path == path && face.index == index) {
            return known;
        }
        self.loaded.push(Face { path: path.to_owned(), index, font: OnceLock::new() });
        self.loaded.len() - 1
    }
}

/// The entry of the font book for a role. It covers nothing, so that Typst never picks a face that no template named.
fn info(role: &Role) -> FontInfo {
    FontInfo {
        family: role.family.to_owned(),
        variant: FontVariant { style: FontStyle::Normal, weight: FontWeight::REGULAR, stretch: FontStretch::NORMAL },
        flags: FontFlags::empty(),
        axes: Vec::new(),
        coverage: Coverage::from_vec(Vec::new()),
    }
}

fn fits(choice: &Choice, face: &FaceName) -> bool {
    choice.weight.is_none_or(|weight| weight == face.weight) && face.names.iter().any(|name| name == choice.name)
}

fn usual_directories() -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> =
        ["/usr/local/share/fonts", "/usr/share/fonts", "/Library/Fonts", "/System/Library/Fonts", "C:\\Windows\\Fonts"]
            .map(PathBuf::from)
            .to_vec();
    if let Some(home) = std::env::home_dir() {
        found.extend([home.join(".local/share/fonts"), home.join(".fonts"), home.join("Library/Fonts")]);
    }
    found
}

fn installed(directories: &[PathBuf]) -> Vec<(PathBuf, FaceName)> {
    let mut files = Vec::new();
    for directory in directories {
        collect(directory, MAX_DEPTH, &mut files);
    }
    let mut found = Vec::new();
    for path in files {
        found.extend(names::faces(&path).unwrap_or_default().into_iter().map(|face| (path.clone(), face)));
    }
    found
}

fn collect(directory: &Path, depth: usize, files: &mut Vec<PathBuf>) {
    let Some(deeper) = depth.checked_sub(1) else { return };
    let mut entries: Vec<PathBuf> =
        fs::read_dir(directory).into_iter().flatten().flatten().map(|entry| entry.path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            collect(&path, deeper, files);
        } else if files.len() < MAX_FILES && is_font(&path) {
            files.push(path);
        }
    }
}

fn is_font(path: &Path) -> bool {
    path.extension().is_some_and(|end| ["ttf", "otf", "ttc", "otc"].iter().any(|font| end.eq_ignore_ascii_case(font)))
}

//! The regulations that come with the binary, or those of a folder: texts by path, such as `ID/regulation.yaml`, whatever folder
//! of a sector the pack lies in.
//!
//! A release build carries `packs/` inside; a development build reads the folder, so that an edit shows at once.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
    sync::OnceLock,
};

use rust_embed::RustEmbed;

/// The file that makes a folder a pack.
const REGULATION: &str = "regulation.yaml";
/// In which folder each pack of the binary lies.
static BUILT_IN_HOMES: OnceLock<BTreeMap<String, String>> = OnceLock::new();

#[derive(RustEmbed)]
#[folder = "../../packs"]
struct BuiltIn;

/// Where regulations are read from.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Packs {
    /// Those that come with the binary.
    #[default]
    BuiltIn,
    /// Those of a folder, laid out like `packs/`. What a regulation there refers to and the folder does not bring (shared
    /// procedures, a regulation that it extends) is that of the binary.
    Folder(PathBuf),
}

impl Packs {
    /// Ids of all regulations, sorted.
    #[must_use]
    pub fn ids(&self) -> Vec<String> {
        let found: BTreeSet<String> = self.paths().iter().filter_map(|path| home(path)).map(|(id, _)| id).collect();
        found.into_iter().collect()
    }

    /// The text of a file; `None` if there is no such file.
    #[must_use]
    pub fn text(&self, path: &str) -> Option<String> {
        let own = self.own_text(path);
        match self {
            Self::Folder(_) if own.is_none() && !path.contains("..") && !self.brings(path) => {
                Self::BuiltIn.own_text(path)
            }
            _ => own,
        }
    }

    fn own_text(&self, path: &str) -> Option<String> {
        self.text_at(path).or_else(|| self.text_at(&self.in_sector(path)?))
    }

    /// Whether the pack of a file is one of these.
    fn brings(&self, path: &str) -> bool {
        path.split_once('/').is_some_and(|(id, _)| self.own_text(&format!("{id}/{REGULATION}")).is_some())
    }

    /// The path of a file whose pack lies in the folder of a sector.
    fn in_sector(&self, path: &str) -> Option<String> {
        let (id, rest) = path.split_once('/')?;
        let folder = match self {
            Self::BuiltIn => BUILT_IN_HOMES.get_or_init(|| homes(&self.paths())).get(id).cloned()?,
            Self::Folder(folder) => {
                let sectors = std::fs::read_dir(folder).ok()?.filter_map(Result::ok);
                let mut homes = sectors.map(|sector| format!("{}/{id}", sector.file_name().to_string_lossy()));
                homes.find(|home| folder.join(home).join(REGULATION).is_file())?
            }
        };
        Some(format!("{folder}/{rest}"))
    }

    fn text_at(&self, path: &str) -> Option<String> {
        match self {
            Self::BuiltIn => built_in(path),
            Self::Folder(_) if path.contains("..") => None,
            Self::Folder(folder) => std::fs::read_to_string(folder.join(path)).ok(),
        }
    }

    /// The template of a document, if the pack brings one of its own.
    #[must_use]
    pub fn template(&self, pack: &str, document: &str) -> Option<String> {
        self.text(&format!("{pack}/documents/{document}.typ"))
    }

    /// Paths of the scenarios of a pack, sorted.
    #[must_use]
    pub fn scenarios(&self, pack: &str) -> Vec<String> {
        let paths = self.paths();
        let homes = homes(&paths);
        let start = format!("{}/scenarios/", homes.get(pack).map_or(pack, String::as_str));
        let mut found: Vec<String> =
            paths.into_iter().filter(|path| path.starts_with(&start) && path.ends_with(".yaml")).collect();
        found.sort();
        found
    }

    /// The folder of the sector in which a pack lies; empty where it lies in none.
    #[must_use]
    pub fn sector(&self, id: &str) -> String {
        let home = self.in_sector(&format!("{id}/{REGULATION}"));
        let sector = home.and_then(|home| home.split_once('/').map(|(sector, _)| sector.to_owned()));
        sector.filter(|sector| sector != id).unwrap_or_default()
    }

    /// Names of the shared procedures, such as `shared/NAME`, sorted.
    #[must_use]
    pub fn shared(&self) -> Vec<String> {
        let all = self.paths().into_iter().chain(Self::BuiltIn.paths());
        let names: BTreeSet<String> = all
            .filter(|path| path.starts_with("shared/"))
            .filter_map(|path| path.strip_suffix(".yaml").map(str::to_owned))
            .collect();
        names.into_iter().collect()
    }

    fn paths(&self) -> Vec<String> {
        match self {
            Self::BuiltIn => BuiltIn::iter().map(|p| p.replace('\\', "/")).collect(),
            Self::Folder(folder) => {
                let mut found = Vec::new();
                walk(folder, "", &mut found);
                found
            }
        }
    }
}

/// The id of the pack whose regulation this is, and its folder.
fn home(path: &str) -> Option<(String, String)> {
    let folder = path.strip_suffix(REGULATION)?.strip_suffix('/')?;
    let id = folder.rsplit_once('/').map_or(folder, |(_, id)| id);
    Some((id.to_owned(), folder.to_owned()))
}

fn homes(paths: &[String]) -> BTreeMap<String, String> {
    paths.iter().filter_map(|path| home(path)).collect()
}

fn built_in(path: &str) -> Option<String> {
    BuiltIn::get(path).and_then(|file| String::from_utf8(file.data.into_owned()).ok())
}

fn walk(folder: &Path, above: &str, found: &mut Vec<String>) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for entry in entries.filter_map(Result::ok) {
        let name = entry.file_name().to_string_lossy().into_owned();
        let path = if above.is_empty() { name } else { format!("{above}/{name}") };
        if entry.path().is_dir() {
            walk(&entry.path(), &path, found);
        } else {
            found.push(path);
        }
    }
}

impl dengwen_regulation::load::Files for Packs {
    fn read(&self, path: &str) -> Option<String> {
        self.text(path)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_binary_knows_its_regulations_and_their_texts() {
        let packs = Packs::BuiltIn;
        let ids = packs.ids();
        assert!(ids.len() >= 6, "found {ids:?}");
        for id in ids {
            assert!(packs.text(&format!("{id}/regulation.yaml")).is_some_and(|t| t.contains("regulation:")), "{id}");
        }
    }

    #[test]
    fn a_folder_is_read_like_the_binary_and_never_left() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../packs");
        let packs = Packs::Folder(folder.clone());
        assert_eq!(packs.ids(), Packs::BuiltIn.ids());
        for id in packs.ids() {
            let sector = packs.sector(&id);
            assert!(folder.join(&sector).join(&id).join(REGULATION).is_file(), "{sector} {id}");
            assert!(!sector.is_empty() && sector == Packs::BuiltIn.sector(&id), "{sector} {id}");
        }
        assert_eq!(packs.text("../Cargo.toml"), None);
    }

    #[test]
    fn a_folder_without_shared_procedures_takes_those_of_the_binary() {
        let packs = Packs::Folder(Path::new(env!("CARGO_MANIFEST_DIR")).join("src"));
        assert_eq!(packs.text("shared/standing.yaml"), Packs::BuiltIn.text("shared/standing.yaml"));
        assert!(packs.ids().is_empty());
    }
}

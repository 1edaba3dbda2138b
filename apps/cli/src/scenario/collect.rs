//! Which scenarios are meant: files, or folders with all that lies beneath them.

use std::path::{Path, PathBuf};

use dengwen_packs::Packs;

/// A scenario's file, and where its regulation is.
#[derive(Debug, Clone)]
pub(crate) struct Found {
    /// The file.
    pub(crate) file: PathBuf,
    /// The pack in whose folder it lies.
    pub(crate) pack: Option<String>,
    /// Where regulations are read from.
    pub(crate) packs: Packs,
}

/// Finds all scenarios under the paths, sorted within each.
pub(crate) fn collect(paths: &[PathBuf], folder: Option<&Path>) -> Result<Vec<Found>, String> {
    let mut found = Vec::new();
    for path in paths {
        if path.is_dir() {
            let mut files = Vec::new();
            walk(path, &mut files).map_err(|why| format!("{}: {why}", path.display()))?;
            files.sort();
            found.extend(files.into_iter().map(|file| placed(file, folder)));
        } else if path.is_file() {
            found.push(placed(path.clone(), folder));
        } else {
            return Err(format!("没有这个文件或文件夹 | no such file or folder: {}", path.display()));
        }
    }
    Ok(found)
}

/// The regulations that lie under the paths, or in whose folder one lies, with where they are read from.
pub(crate) fn packs_under(paths: &[PathBuf]) -> std::io::Result<Vec<(String, Packs)>> {
    let mut homes = Vec::new();
    for path in paths {
        homes.extend(home(path));
        if path.is_dir() {
            folders(path, &mut homes)?;
        }
    }
    homes.sort();
    homes.dedup();
    let named =
        homes.iter().filter_map(|home| Some((home.file_name()?.to_string_lossy().into_owned(), home.parent()?)));
    Ok(named.map(|(id, root)| (id, Packs::Folder(root.to_path_buf()))).collect())
}

/// Every folder beneath that holds a regulation.
fn folders(folder: &Path, homes: &mut Vec<PathBuf>) -> std::io::Result<()> {
    if folder.join("regulation.yaml").is_file() {
        homes.push(folder.canonicalize()?);
    }
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            folders(&path, homes)?;
        }
    }
    Ok(())
}

/// Every YAML file in a folder `scenarios`, and every other one that begins a scenario.
fn walk(folder: &Path, files: &mut Vec<PathBuf>) -> std::io::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            walk(&path, files)?;
        } else if path.extension().is_some_and(|ending| ending == "yaml" || ending == "yml") {
            let among = path.parent().and_then(Path::file_name).is_some_and(|name| name == "scenarios");
            if among || std::fs::read_to_string(&path)?.lines().any(|line| line.starts_with("scenario:")) {
                files.push(path);
            }
        }
    }
    Ok(())
}

fn placed(file: PathBuf, folder: Option<&Path>) -> Found {
    let home = home(&file);
    let pack = home.as_ref().and_then(|home| Some(home.file_name()?.to_string_lossy().into_owned()));
    let packs = match (folder, home.as_deref().and_then(Path::parent)) {
        (Some(folder), _) => Packs::Folder(folder.to_path_buf()),
        (None, Some(root)) => Packs::Folder(root.to_path_buf()),
        (None, None) => Packs::BuiltIn,
    };
    Found { file, pack, packs }
}

/// The folder of the pack, where the file lies in its `scenarios`.
fn home(file: &Path) -> Option<PathBuf> {
    let file = file.canonicalize().ok()?;
    let home = file.ancestors().skip(1).find(|folder| folder.join("regulation.yaml").is_file())?;
    Some(home.to_path_buf())
}

//! Which regulation is meant: an id, a folder, or a file.

use std::path::{Path, PathBuf};

use dengwen_packs::Packs;
use dengwen_regulation::{
    expr::nearest,
    finding::Finding,
    load::{Files, Loaded, load},
    tree,
};

/// A regulation as named on the command line.
#[derive(Debug, Clone)]
pub(crate) struct Pack {
    /// Its id.
    pub(crate) id: String,
    /// The file it was given as, if it was given by path.
    file: Option<PathBuf>,
    packs: Packs,
}

/// The regulations of a folder, or those that come with the binary.
pub(crate) fn packs(folder: Option<&Path>) -> Packs {
    folder.map_or(Packs::BuiltIn, |folder| Packs::Folder(folder.to_path_buf()))
}

/// Finds a regulation by id or path.
pub(crate) fn find(packs: &Packs, name: &str) -> Result<Pack, String> {
    let path = Path::new(name);
    if packs.text(&format!("{name}/regulation.yaml")).is_some() {
        return Ok(Pack { id: name.to_owned(), file: None, packs: packs.clone() });
    }
    let file = if path.is_dir() { path.join("regulation.yaml") } else { path.to_path_buf() };
    if file.is_file() {
        let id = written_id(&file).or_else(|| folder_name(&file)).unwrap_or_else(|| name.to_owned());
        // Where a folder is meant it goes by its name, here as everywhere.
        if let Some(folder) = folder_name(&file).filter(|folder| path.is_dir() && *folder != id) {
            return Err(format!(
                "文件夹名 {folder} 与文件中的 regulation: {id} 不一致，请改成一样 | the folder is {folder} and the file says regulation: {id}; \
                 give both one name"
            ));
        }
        return Ok(Pack { id, file: Some(file), packs: packs.clone() });
    }
    let ids = packs.ids();
    let like = nearest(name, ids.iter().map(String::as_str))
        .map_or_else(String::new, |id| format!("；是否指 | did you mean: {id}"));
    Err(format!("没有这个制度 | no such regulation: {name}{like}"))
}

/// The id written in a file.
fn written_id(file: &Path) -> Option<String> {
    let text = std::fs::read_to_string(file).ok()?;
    let (node, _) = tree::read("", &text);
    node?.get("regulation")?.text().map(str::to_owned)
}

fn folder_name(file: &Path) -> Option<String> {
    Some(file.canonicalize().ok()?.parent()?.file_name()?.to_string_lossy().into_owned())
}

impl Pack {
    /// Reads it with all it uses.
    pub(crate) fn load(&self) -> Loaded {
        load(self, &self.id)
    }

    /// A finding as printed, with the file as it was named on the command line.
    pub(crate) fn placed(&self, mut finding: Finding) -> Finding {
        if let Some(file) = &self.file
            && *finding.span.file == *self.own()
        {
            finding.span.file = file.to_string_lossy().into();
        }
        // What lies beside the regulation is named as it lies.
        if let Some(folder) = self.file.as_ref().and_then(|file| file.parent())
            && let Some(rest) = finding.span.file.strip_prefix(&format!("{}/", self.id))
        {
            finding.span.file = folder.join(rest).to_string_lossy().into();
        }
        finding
    }

    fn own(&self) -> String {
        format!("{}/regulation.yaml", self.id)
    }
}

impl Files for Pack {
    fn read(&self, path: &str) -> Option<String> {
        match &self.file {
            Some(file) if path == self.own() => std::fs::read_to_string(file).ok(),
            Some(file) => beside(file, path).or_else(|| self.packs.text(path)),
            None => self.packs.text(path),
        }
    }
}

/// A file of the folder in which the pack's folder lies.
fn beside(file: &Path, path: &str) -> Option<String> {
    let folder = file.canonicalize().ok()?.parent()?.parent()?.to_path_buf();
    Packs::Folder(folder).text(path)
}

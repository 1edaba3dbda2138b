//! The files of a case in its whole file: each with its digest; pictures and pages of PDFs as they look.

use dengwen_documents::{Block, Section};
use dengwen_regulation::model::Lang;
use sha2::{Digest as _, Sha256};

use super::{Binding, sections};
use crate::{
    desk::Desk,
    fault::Fault,
    files,
    incoming::pick,
    look::Look,
    view::{CaseView, FileView, Rejection},
};

/// How many pictures and pages of PDFs go into one document.
const PICTURES_MAX: usize = 120;
/// How many bytes of files are read for one document.
const READ_MAX: u64 = 512 * 1024 * 1024;
/// Larger ones are not drawn.
const DRAWN_MAX: u64 = 20 * 1024 * 1024;

/// What may still be read and drawn.
pub(super) struct Room {
    pictures: usize,
    bytes: u64,
}

impl Default for Room {
    fn default() -> Self {
        Self { pictures: PICTURES_MAX, bytes: READ_MAX }
    }
}

/// A file of the list: its digest, and its pages as they look.
#[derive(Default)]
struct Drawn {
    digest: Option<String>,
    pages: Vec<Vec<u8>>,
    /// Not all of its pages are there.
    cut: bool,
}

impl Desk {
    /// The list of files, and what of them can be shown on paper.
    pub(super) async fn files_of(
        &self,
        binding: &mut Binding,
        look: &Look,
        view: &CaseView,
    ) -> Result<Vec<Section>, Rejection> {
        let lang = binding.lang;
        let (mut lines, mut pictures) = (Vec::new(), Vec::new());
        for file in view.files.iter().filter(|file| look.sees_file(&file.id)) {
            let drawn = self.drawn(binding, look, file).await?;
            let how = shown(&drawn, lang);
            let marks = [how, file.marks.as_str()].into_iter().filter(|text| !text.is_empty());
            lines.push(vec![
                file.name.clone(),
                file.size.clone(),
                marks.collect::<Vec<_>>().join("\n"),
                drawn.digest.clone().unwrap_or_else(|| pick(lang, "未计算", "not computed").to_owned()),
            ]);
            for (n, page) in (1..).zip(drawn.pages) {
                let caption = if n == 1 { file.name.clone() } else { format!("{} ({n})", file.name) };
                pictures.push(Block::Picture { n: binding.dossier.pictures.len(), caption });
                binding.dossier.pictures.push(page);
            }
        }
        if lines.is_empty() {
            return Ok(Vec::new());
        }
        let columns = match lang {
            Lang::Zh => ["文件", "大小", "说明", "SHA-256（交来的原文件）"],
            Lang::En => ["file", "size", "notes", "SHA-256 (of the file as sent)"],
        };
        let list = sections::table(None, &columns, &[4, 2, 4, 5], lines);
        let section = |zh: &str, en: &str, blocks: Vec<Block>| Section {
            title: pick(lang, zh, en).to_owned(),
            afresh: true,
            blocks,
        };
        Ok(vec![
            section("附件清单", "List of files", vec![list]),
            section("附件图样", "The files as they look", pictures),
        ])
    }

    /// A file read once, for its digest, and its copy drawn where that can be done.
    async fn drawn(&self, binding: &mut Binding, look: &Look, file: &FileView) -> Result<Drawn, Rejection> {
        let stream = look.loaded.case.id.as_str();
        let stored = self.store().attachment(&file.id).await?.filter(|(row, _)| row.stream == stream);
        let Some((row, head)) = stored.filter(|(row, _)| row.size <= binding.room.bytes) else {
            return Ok(Drawn::default());
        };
        let Some((name, mut content)) = self.open_file(&row, &head).await? else { return Ok(Drawn::default()) };
        binding.room.bytes = binding.room.bytes.saturating_sub(row.size);
        let media = files::media_alone(&row);
        let draws = row.size <= DRAWN_MAX && dengwen_extract::fits(&media) && media != "text/plain";
        let (mut hash, mut bytes) = (Sha256::new(), Vec::new());
        while let Some(piece) = content.next().await? {
            hash.update(&piece);
            if draws {
                bytes.extend_from_slice(&piece);
            }
        }
        let hex: String = hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
        let mut drawn = Drawn { digest: Some(hex), ..Drawn::default() };
        // What can be read only as itself, on record, is not shown by the way.
        if draws && let Some(copy) = files::first_of(&row, name, bytes).await? {
            let room = binding.room.pictures;
            let pages = tokio::task::spawn_blocking(move || pages(&media, &copy, room));
            (drawn.pages, drawn.cut) = pages.await.map_err(|_| Fault::Thread)?;
            binding.room.pictures = room.saturating_sub(drawn.pages.len());
        }
        Ok(drawn)
    }
}

/// The pages of a file as they look; whether some are missing.
fn pages(media: &str, bytes: &[u8], room: usize) -> (Vec<Vec<u8>>, bool) {
    let count = match dengwen_extract::source(media, bytes) {
        Ok(dengwen_extract::Source::Pages(count)) => count,
        Ok(dengwen_extract::Source::Picture) => 1,
        Ok(dengwen_extract::Source::Text(_)) | Err(_) => return (Vec::new(), false),
    };
    let most = u32::try_from(room).unwrap_or(u32::MAX).min(count);
    let drawn: Vec<Vec<u8>> = (1..=most).map_while(|n| dengwen_extract::printed(media, bytes, n).ok()).collect();
    let cut = drawn.len() < usize::try_from(count).unwrap_or(usize::MAX);
    (drawn, cut)
}

fn shown(drawn: &Drawn, lang: Lang) -> &'static str {
    match (drawn.pages.is_empty(), drawn.cut) {
        (true, _) => pick(lang, "未印出，另见系统内的文件", "not printed here: see the file itself"),
        (false, true) => pick(lang, "印出一部分", "printed in part"),
        (false, false) => pick(lang, "图样附后", "shown below"),
    }
}

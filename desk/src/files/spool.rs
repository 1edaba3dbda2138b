//! Files as they come in: each piece is encrypted as soon as it is full, and nothing but what is encrypted leaves this memory.
//! docs/adr/0011-files-in-pieces.md.
//!
//! The key is made for the file and is nowhere but in the process that takes it in. From the second piece on the pieces lie in
//! a file of the data folder that has no name any more once it is open: whatever becomes of the form, of the connection or of
//! the server, the machine frees it with the last who holds it.

use std::{
    fs::{self, File, OpenOptions},
    io,
    os::unix::fs::{FileExt as _, OpenOptionsExt as _},
    path::{Path, PathBuf},
    sync::Arc,
};

use dengwen_regulation::model::Label;
use dengwen_sealing::{FileKey, Hashing, PIECE, SEALED_PIECE};
use dengwen_store::AttachmentRow;
use tokio::{sync::Semaphore, task::spawn_blocking};
use zeroize::Zeroizing;

use super::{
    Content, Copied, Digests, Marks, Reading, Scan, Spooled,
    content::Lies,
    copied, damaged_picture,
    kinds::{Look, misnamed},
    scan::Scanning,
};
use crate::{desk::Desk, fault::Fault, secrets, typed::bare_picture, view::Upload};

/// The folder of files without names.
pub(super) const FOLDER: &str = "incoming";
/// How many files that must be there whole are looked at at once.
static LOOKING: Semaphore = Semaphore::const_new(2);

/// Why a file that came is not taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotTaken {
    /// Its content is not what its name says, or not what anybody should open.
    Unfit(Label),
    /// The scanner found something harmful in it.
    Harmful,
}

/// A file that is coming in.
#[derive(Debug)]
pub struct Spool {
    desk: Desk,
    key: String,
    name: String,
    sink: Sink,
    look: Look,
    scanning: Option<Scanning>,
}

/// Where pieces are sealed.
#[derive(Debug)]
struct Sink {
    folder: PathBuf,
    key: FileKey,
    /// The piece that is being filled.
    open: Zeroizing<Vec<u8>>,
    /// Pieces sealed before it.
    n: u64,
    size: u64,
    /// The first piece, as long as it is alone.
    first: Vec<u8>,
    file: Option<Arc<File>>,
    content: Hashing,
    pieces: Hashing,
}

impl Desk {
    /// A file of this name begins to come in, for the field of this key.
    ///
    /// # Errors
    /// [`Fault::Random`].
    pub fn spool(&self, key: &str, name: &str) -> Result<Spool, Fault> {
        let (desk, key, name) = (self.clone(), key.to_owned(), name.to_owned());
        Ok(Spool { sink: Sink::new(self)?, desk, key, name, look: Look::Nothing, scanning: None })
    }
}

impl Desk {
    /// A stored file on its way to another stream: opened and sealed again piece by piece, with another key. It was looked
    /// through when it came in.
    pub(crate) async fn spooled_again(&self, row: &AttachmentRow, mut content: Reading) -> Result<Content, Fault> {
        let mut sink = Sink::new(self)?;
        while let Some(bytes) = content.next().await? {
            sink.push(&bytes).await?;
        }
        sink.seal(true).await?;
        Ok(Spooled { marks: Marks::read(&row.media), ..sink.ended() }.into())
    }
}

impl Spool {
    /// What came of it. As soon as it is plain that the file is not taken, why.
    ///
    /// # Errors
    /// [`Fault::File`] if it cannot be written.
    pub async fn push(&mut self, mut bytes: &[u8]) -> Result<Option<Label>, Fault> {
        loop {
            bytes = self.sink.fill(bytes);
            if bytes.is_empty() {
                return Ok(None);
            }
            self.piece(false).await?;
            if let Some(why) = self.look.unfit(&self.name) {
                return Ok(Some(why));
            }
        }
    }

    /// How many bytes came.
    #[must_use]
    pub fn size(&self) -> u64 {
        self.sink.size.saturating_add(u64::try_from(self.sink.open.len()).unwrap_or(u64::MAX))
    }

    /// How many bytes of memory hold something of the file, open or sealed.
    #[must_use]
    pub fn held(&self) -> usize {
        self.sink.open.capacity().saturating_add(self.sink.first.capacity())
    }

    /// The file, once all of it has come.
    ///
    /// # Errors
    /// [`Fault::File`] if it cannot be written or read again.
    pub async fn end(mut self) -> Result<Result<Upload, NotTaken>, Fault> {
        self.piece(true).await?;
        let Self { desk, key, name, sink, look, scanning } = self;
        let folder = sink.folder.clone();
        let spooled = sink.ended();
        let (mut spooled, bare) = match looked(spooled, look, name.clone()).await {
            Ok(Ok(looked)) => looked,
            Ok(Err(why)) => return Ok(Err(NotTaken::Unfit(why))),
            Err(source) => return Err(Fault::File { path: folder, source }),
        };
        let scan = match scanning {
            Some(scanning) => scanning.end().await,
            None => Scan::Not,
        };
        if scan == Scan::Harmful {
            return Ok(Err(NotTaken::Harmful));
        }
        if let Some(bare) = bare {
            // Where and with what a picture was taken would give its sender away: it is sealed anew, with another key.
            let mut sink = Sink::new(&desk)?;
            sink.push(&bare).await?;
            sink.seal(true).await?;
            spooled = Spooled { marks: spooled.marks, kind: spooled.kind, ..sink.ended() };
        }
        spooled.marks.scanned = scan == Scan::Clean;
        let media = spooled.marks.written();
        Ok(Ok(Upload { key, name, media, content: spooled.into() }))
    }

    /// A piece is full, or the file is over.
    async fn piece(&mut self, is_last: bool) -> Result<(), Fault> {
        let look = std::mem::replace(&mut self.look, Look::Nothing);
        self.look = look.piece(&self.sink.open);
        if self.scanning.is_none()
            && let Some(scanner) = self.desk.scanner()
        {
            self.scanning = Some(scanner.begin().await);
        }
        if let Some(scanning) = &mut self.scanning {
            scanning.piece(&self.sink.open).await;
        }
        self.sink.seal(is_last).await
    }
}

impl Sink {
    fn new(desk: &Desk) -> Result<Self, Fault> {
        Ok(Self {
            folder: desk.data().join(FOLDER),
            key: FileKey::from_random(secrets::random()?),
            open: Zeroizing::new(Vec::with_capacity(PIECE)),
            n: 0,
            size: 0,
            first: Vec::new(),
            file: None,
            content: desk.keys().blind_hashing(BLIND),
            pieces: Hashing::of_pieces(),
        })
    }

    /// Takes as much as the piece has room for, and gives back the rest.
    fn fill<'b>(&mut self, bytes: &'b [u8]) -> &'b [u8] {
        let room = PIECE.saturating_sub(self.open.len());
        let (taken, rest) = bytes.split_at_checked(room).unwrap_or((bytes, &[]));
        self.open.extend_from_slice(taken);
        rest
    }

    /// Takes all of it, piece by piece.
    async fn push(&mut self, mut bytes: &[u8]) -> Result<(), Fault> {
        loop {
            bytes = self.fill(bytes);
            if bytes.is_empty() {
                return Ok(());
            }
            self.seal(false).await?;
        }
    }

    async fn seal(&mut self, is_last: bool) -> Result<(), Fault> {
        let sealed = self.key.seal_piece(self.n, is_last, &self.open)?;
        self.content.update(&self.open);
        self.pieces.update(&sealed);
        self.size = self.size.saturating_add(u64::try_from(self.open.len()).unwrap_or(u64::MAX));
        self.open.clear();
        if self.n == 0 {
            self.first = sealed;
        } else {
            self.write(sealed).await.map_err(|source| Fault::File { path: self.folder.clone(), source })?;
        }
        self.n = self.n.saturating_add(1);
        Ok(())
    }

    async fn write(&mut self, sealed: Vec<u8>) -> io::Result<()> {
        let at = u64::try_from(SEALED_PIECE).unwrap_or(u64::MAX).saturating_mul(self.n);
        let (known, folder) = (self.file.clone(), self.folder.clone());
        let first = std::mem::take(&mut self.first);
        let written = spawn_blocking(move || {
            let file = match known {
                Some(file) => file,
                None => Arc::new(nameless(&folder)?),
            };
            if !first.is_empty() {
                file.write_all_at(&first, 0)?;
            }
            file.write_all_at(&sealed, at)?;
            Ok::<_, io::Error>(file)
        });
        self.file = Some(written.await.map_err(io::Error::other)??);
        Ok(())
    }

    fn ended(self) -> Spooled {
        let lies = self.file.map_or(Lies::Here(self.first), Lies::File);
        let digests = Digests { content: self.content.finish(), pieces: self.pieces.finish() };
        let marks = Marks { media: String::new(), scanned: false, copied: Copied::NotNeeded };
        Spooled { key: self.key, size: self.size, lies, digests, marks, kind: None }
    }
}

/// For what the keyed hash of a file's content is made.
pub(crate) const BLIND: &str = "attachment";

/// A file that only its owner may read, without a name.
fn nameless(folder: &Path) -> io::Result<File> {
    fs::create_dir_all(folder)?;
    let name = secrets::random::<16>().map_err(io::Error::other)?;
    let path = folder.join(secrets::letters(&name));
    let file = OpenOptions::new().read(true).write(true).create_new(true).mode(0o600).open(&path)?;
    match fs::remove_file(&path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(file),
    }
}

/// Takes away what a server that fell may have left: an empty file, between its making and the end of its name.
pub(crate) fn clear(data: &Path) -> io::Result<()> {
    let Ok(entries) = fs::read_dir(data.join(FOLDER)) else { return Ok(()) };
    for entry in entries {
        match fs::remove_file(entry?.path()) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
    }
    Ok(())
}

/// A file that came, or why it is not taken. Only what must be taken apart is opened whole, two files at once. Beside it a
/// picture without what it tells.
async fn looked(
    mut spooled: Spooled,
    look: Look,
    name: String,
) -> io::Result<Result<(Spooled, Option<Zeroizing<Vec<u8>>>), Label>> {
    let needs_whole = look.needs_whole();
    let _turn = if needs_whole { Some(LOOKING.acquire().await.map_err(io::Error::other)?) } else { None };
    let work = move || {
        let whole = if needs_whole { Some(spooled.whole()?) } else { None };
        let whole = whole.as_ref().map(|bytes| bytes.as_slice());
        let kind = match look.ended(whole) {
            None => return Ok(Ok((spooled, None))),
            Some(Ok(kind)) => kind,
            Some(Err(why)) => return Ok(Err(why)),
        };
        if let Some(why) = misnamed(&kind, &name) {
            return Ok(Err(why));
        }
        let bare = match whole.and_then(bare_picture) {
            Some(None) => return Ok(Err(damaged_picture())),
            Some(Some(bare)) => Some(Zeroizing::new(bare)).filter(|bare| Some(bare.as_slice()) != whole),
            None => None,
        };
        spooled.marks.media = kind.0.to_owned();
        spooled.marks.copied = copied(kind.0, whole.unwrap_or_default());
        spooled.kind = Some(kind);
        Ok(Ok((spooled, bare)))
    };
    spawn_blocking(work).await.map_err(io::Error::other)?
}

//! Files are handed to a scanner over its socket, in the way that clamd speaks: `INSTREAM`, pieces with their length, an answer.

use std::{fmt, io, path::PathBuf, time::Duration};

use dengwen_sealing::PIECE;
use tokio::{
    io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _},
    net::{TcpStream, UnixStream},
    time::timeout,
};

/// The mark behind the media type of a file that was looked through.
pub const SCANNED: &str = "; scanned";
/// How long one answer may take.
const PATIENCE: Duration = Duration::from_secs(60);

/// Where the scanner listens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Scanner {
    /// A socket in the file system.
    Path(PathBuf),
    /// An address of this machine, such as `127.0.0.1:3310`.
    Address(String),
}

/// What became of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scan {
    /// Nothing was found.
    Clean,
    /// Something was.
    Harmful,
    /// It was not looked through: no scanner is set, or it did not answer.
    Not,
}

impl Scanner {
    /// As written on the command line: a path, or an address with a port.
    #[must_use]
    pub fn written(text: &str) -> Self {
        if text.contains('/') { Self::Path(text.into()) } else { Self::Address(text.to_owned()) }
    }

    /// Has a file looked through that is there whole.
    pub async fn scan(&self, bytes: &[u8]) -> Scan {
        let mut scanning = self.begin().await;
        for piece in bytes.chunks(PIECE) {
            scanning.piece(piece).await;
        }
        scanning.end().await
    }

    /// Begins with a file that comes in pieces.
    pub(crate) async fn begin(&self) -> Scanning {
        let begun = async {
            let mut line: Box<dyn Line> = match self {
                Self::Path(path) => Box::new(UnixStream::connect(path).await?),
                Self::Address(address) => Box::new(TcpStream::connect(address.as_str()).await?),
            };
            line.write_all(b"zINSTREAM\0").await?;
            Ok(line)
        };
        Scanning(within(begun).await)
    }
}

/// A line to the scanner.
trait Line: AsyncRead + AsyncWrite + Send + Unpin {}

impl<S: AsyncRead + AsyncWrite + Send + Unpin> Line for S {}

/// A file that is being looked through while it comes in. Without a line the scanner did not answer, and the file is marked so.
pub(crate) struct Scanning(Option<Box<dyn Line>>);

impl fmt::Debug for Scanning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Scanning")
    }
}

impl Scanning {
    /// The next piece.
    pub(crate) async fn piece(&mut self, bytes: &[u8]) {
        let Some(mut line) = self.0.take().filter(|_| !bytes.is_empty()) else { return };
        let said = async {
            let length = u32::try_from(bytes.len()).unwrap_or_default();
            line.write_all(&length.to_be_bytes()).await?;
            line.write_all(bytes).await?;
            Ok(line)
        };
        self.0 = within(said).await;
    }

    /// What became of it, now that all of it has come.
    pub(crate) async fn end(self) -> Scan {
        let Some(mut line) = self.0 else { return Scan::Not };
        let asked = async {
            line.write_all(&[0; 4]).await?;
            let mut told = String::new();
            line.read_to_string(&mut told).await?;
            Ok(told)
        };
        let told = within(asked).await.unwrap_or_default();
        // What was found is named by the scanner after what is in the file: it is not written down.
        match told.trim_end_matches(['\0', '\n']) {
            told if told.ends_with("FOUND") => Scan::Harmful,
            told if told.ends_with("OK") => Scan::Clean,
            _ => Scan::Not,
        }
    }
}

/// What the scanner is asked, within its time. One that does not answer is told in the log.
async fn within<T>(asked: impl Future<Output = io::Result<T>>) -> Option<T> {
    match timeout(PATIENCE, asked).await {
        Ok(Ok(told)) => Some(told),
        Ok(Err(error)) => {
            tracing::warn!(%error, "the scanner did not answer");
            None
        }
        Err(_) => {
            tracing::warn!("the scanner took too long");
            None
        }
    }
}

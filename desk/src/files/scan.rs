//! Files are handed to a scanner over its socket, in the way that clamd speaks: `INSTREAM`, pieces with their length, an answer.

use std::{path::PathBuf, time::Duration};

use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpStream, UnixStream},
    time::timeout,
};

/// The mark behind the media type of a file that was looked through.
pub const SCANNED: &str = "; scanned";
/// How long one file may take.
const PATIENCE: Duration = Duration::from_secs(60);
/// Bytes of one piece.
const PIECE: usize = 64 * 1024;

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

    /// Has a file looked through. A scanner that does not answer is told in the log, and the file is marked.
    pub async fn scan(&self, bytes: &[u8]) -> Scan {
        let answer = timeout(PATIENCE, self.asked(bytes)).await;
        let told = match answer {
            Ok(Ok(told)) => told,
            Ok(Err(error)) => {
                tracing::warn!(%error, "the scanner did not answer");
                return Scan::Not;
            }
            Err(_) => {
                tracing::warn!("the scanner took too long");
                return Scan::Not;
            }
        };
        // What was found is named by the scanner after what is in the file: it is not written down.
        match told.trim_end_matches(['\0', '\n']) {
            told if told.ends_with("FOUND") => Scan::Harmful,
            told if told.ends_with("OK") => Scan::Clean,
            _ => Scan::Not,
        }
    }

    async fn asked(&self, bytes: &[u8]) -> std::io::Result<String> {
        match self {
            Self::Path(path) => exchanged(UnixStream::connect(path).await?, bytes).await,
            Self::Address(address) => exchanged(TcpStream::connect(address.as_str()).await?, bytes).await,
        }
    }
}

async fn exchanged<S>(mut stream: S, bytes: &[u8]) -> std::io::Result<String>
where
    S: tokio::io::AsyncRead + tokio::io::AsyncWrite + Unpin,
{
    stream.write_all(b"zINSTREAM\0").await?;
    for piece in bytes.chunks(PIECE) {
        let length = u32::try_from(piece.len()).unwrap_or_default();
        stream.write_all(&length.to_be_bytes()).await?;
        stream.write_all(piece).await?;
    }
    stream.write_all(&[0; 4]).await?;
    let mut told = String::new();
    stream.read_to_string(&mut told).await?;
    Ok(told)
}

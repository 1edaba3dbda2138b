//! Bodies of commits as they lie on disk: deflated against what commits have in common. The hash is that of the body.

use crate::error::{Result, StoreError};
use flate2::{Compress, Compression, Decompress, FlushCompress, FlushDecompress, Status};

/// Pieces of commits as they are written, the most frequent last. What is packed can be read by this very text alone: another one
/// gets another number.
const PIECES: &str = include_str!("packed/dictionary.txt");
/// The number that stands in front of what is packed by [`PIECES`].
const NUMBER: u8 = 1;
/// What is shorter is left as it is.
const SHORT: usize = 128;
/// No body is longer, so no damaged one takes all memory.
const LONGEST: usize = 64 * 1024 * 1024;

/// A body as it is kept: plain, or else packed.
pub(crate) fn pack(body: String) -> (String, Option<Vec<u8>>) {
    match packed(body.as_bytes()) {
        Some(bytes) if body.len() >= SHORT && bytes.len() < body.len() => (String::new(), Some(bytes)),
        _ => (body, None),
    }
}

fn packed(body: &[u8]) -> Option<Vec<u8>> {
    let mut deflate = Compress::new(Compression::default(), false);
    deflate.set_dictionary(PIECES.as_bytes()).ok()?;
    let mut bytes = Vec::with_capacity(body.len() + 64);
    bytes.push(NUMBER);
    let status = deflate.compress_vec(body, &mut bytes, FlushCompress::Finish).ok()?;
    (status == Status::StreamEnd).then_some(bytes)
}

/// The body again.
///
/// # Errors
/// [`StoreError::Corrupt`] if it is not what [`pack`] made.
pub(crate) fn unpack(bytes: &[u8]) -> Result<String> {
    let corrupt = |what: &str| StoreError::Corrupt(format!("a packed body {what}"));
    let rest = bytes.strip_prefix(&[NUMBER]).ok_or_else(|| corrupt("has a number that is not known"))?;
    let mut inflate = Decompress::new(false);
    inflate.set_dictionary(PIECES.as_bytes()).map_err(|_| corrupt("cannot be read"))?;
    let mut body = Vec::with_capacity(rest.len().saturating_mul(6));
    loop {
        let read = usize::try_from(inflate.total_in()).unwrap_or(usize::MAX);
        let more = rest.get(read..).unwrap_or_default();
        let before = (read, body.len());
        match inflate.decompress_vec(more, &mut body, FlushDecompress::Finish) {
            Ok(Status::StreamEnd) => return String::from_utf8(body).map_err(|_| corrupt("is no text")),
            Ok(_) if body.len() < LONGEST => {}
            _ => return Err(corrupt("cannot be read")),
        }
        let after = (usize::try_from(inflate.total_in()).unwrap_or(usize::MAX), body.len());
        if before == after && body.len() < body.capacity() {
            return Err(corrupt("breaks off"));
        }
        body.reserve(body.len().max(4096));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_short_stays_as_it_is() {
        assert_eq!(pack("{}".to_owned()), ("{}".to_owned(), None));
    }

    #[test]
    fn what_commits_have_in_common_takes_no_room() {
        let body = r#"{"event":"stage_entered","row":"main","stage":"a","from":null},"#.repeat(20);
        let (plain, packed) = pack(body.clone());
        assert_eq!(plain, "");
        let packed = packed.unwrap();
        assert!(packed.len() < 60, "{}", packed.len());
        assert_eq!(unpack(&packed).unwrap(), body);
    }
}

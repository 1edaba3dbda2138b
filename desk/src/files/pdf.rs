//! PDF without author, producer, times and device. Where it can be, nothing is moved: what tells is written over with blanks of
//! the same length, so that every place in the file stays where the file says it is. Where it lies in a packed row of objects,
//! or is itself packed, the file is laid out anew without it. What cannot be reached is said to be out of reach: then there is
//! no copy.

use super::unpacked::unpacked;

/// The copy; nothing where something that tells cannot be reached.
pub(super) fn cleaned(bytes: &[u8]) -> Option<Vec<u8>> {
    if holds(bytes, b"/Encrypt") || has_earlier_versions(bytes) {
        return None;
    }
    in_place(bytes).or_else(|| in_place(&unpacked(bytes)?))
}

/// With every place kept; nothing where something that tells is out of reach that way.
fn in_place(bytes: &[u8]) -> Option<Vec<u8>> {
    if is_packed_metadata(bytes) {
        return None;
    }
    let mut copy = bytes.to_vec();
    for place in all(bytes, b"/Info") {
        let object = info_object(bytes, place + b"/Info".len());
        match object {
            Some(None) => {}
            Some(Some((from, to))) => blank_strings(copy.get_mut(from..to)?),
            // Named and not to be found: it lies inside a packed row of objects.
            None => return None,
        }
    }
    blank_packets(&mut copy);
    blank_exif(&mut copy);
    Some(copy)
}

fn holds(bytes: &[u8], word: &[u8]) -> bool {
    bytes.windows(word.len()).any(|window| window == word)
}

fn all(bytes: &[u8], word: &[u8]) -> Vec<usize> {
    bytes.windows(word.len()).enumerate().filter(|(_, window)| *window == word).map(|(at, _)| at).collect()
}

/// A file changed after it was made still holds what it was before.
fn has_earlier_versions(bytes: &[u8]) -> bool {
    let begins = bytes.get(..1024.min(bytes.len())).unwrap_or_default();
    let ends = if holds(begins, b"/Linearized") { 2 } else { 1 };
    all(bytes, b"%%EOF").len() > ends
}

/// Is the description of the file itself packed?
fn is_packed_metadata(bytes: &[u8]) -> bool {
    let marks: [&[u8]; 2] = [b"/Type/Metadata", b"/Type /Metadata"];
    marks.iter().flat_map(|mark| all(bytes, mark)).any(|at| {
        let from = bytes.get(..at).unwrap_or_default().windows(4).rposition(|w| w == b" obj").unwrap_or(0);
        let to = at + bytes.get(at..).unwrap_or_default().windows(6).position(|w| w == b"stream").unwrap_or(0);
        bytes.get(from..to).is_some_and(|dictionary| holds(dictionary, b"/Filter"))
    })
}

/// Where the dictionary lies that `/Info N G R` names. Inner `None`: the word stands for something else.
fn info_object(bytes: &[u8], at: usize) -> Option<Option<(usize, usize)>> {
    let said = bytes.get(at..(at + 32).min(bytes.len()))?;
    let words: Vec<&[u8]> = said
        .split(|byte| matches!(byte, b' ' | b'\n' | b'\r' | b'\t' | b'/' | b'>'))
        .filter(|word| !word.is_empty())
        .collect();
    let [number, generation, b"R", ..] = words.as_slice() else { return Some(None) };
    if !number.iter().chain(generation.iter()).all(u8::is_ascii_digit) {
        return Some(None);
    }
    let head = [number, b" ".as_slice(), generation, b" obj"].concat();
    let starts = all(bytes, &head);
    let whole =
        |start: &&usize| start.checked_sub(1).and_then(|at| bytes.get(at)).is_none_or(|byte| !byte.is_ascii_digit());
    let start = starts.iter().rfind(whole)?;
    let length = bytes.get(*start..)?.windows(6).position(|window| window == b"endobj")?;
    Some(Some((*start, start + length)))
}

/// Writes blanks over every text of a dictionary.
fn blank_strings(bytes: &mut [u8]) {
    let (mut depth, mut escaped, mut hex) = (0_usize, false, false);
    let mut at = 0;
    while let Some(byte) = bytes.get(at).copied() {
        let next = bytes.get(at + 1).copied();
        let mut over = None;
        match byte {
            _ if escaped => (escaped, over) = (false, Some(b' ')),
            b'\\' if depth > 0 => (escaped, over) = (true, Some(b' ')),
            b'(' if !hex => {
                over = (depth > 0).then_some(b' ');
                depth += 1;
            }
            b')' if depth > 0 => {
                depth -= 1;
                over = (depth > 0).then_some(b' ');
            }
            _ if depth > 0 => over = Some(b' '),
            b'<' if next == Some(b'<') => at += 1,
            b'<' => hex = true,
            b'>' => hex = false,
            _ if hex && byte.is_ascii_hexdigit() => over = Some(b'0'),
            _ => {}
        }
        if let (Some(blank), Some(place)) = (over, bytes.get_mut(at)) {
            *place = blank;
        }
        at += 1;
    }
}

/// Writes blanks over descriptions in XMP, of the file and of pictures in it.
fn blank_packets(bytes: &mut [u8]) {
    for (open, close) in
        [(b"<?xpacket begin".as_slice(), b"<?xpacket end".as_slice()), (b"<x:xmpmeta", b"</x:xmpmeta>")]
    {
        for start in all(bytes, open) {
            let rest = bytes.get(start..).unwrap_or_default();
            let length =
                rest.windows(close.len()).position(|window| window == close).map_or(rest.len(), |at| at + close.len());
            if let Some(packet) = bytes.get_mut(start..start + length) {
                packet.fill(b' ');
            }
        }
    }
}

/// Empties what cameras write into pictures.
fn blank_exif(bytes: &mut [u8]) {
    for mark in all(bytes, b"Exif\0\0") {
        let Some(start) = mark.checked_sub(4).filter(|at| bytes.get(*at..at + 2) == Some(b"\xff\xe1")) else {
            continue;
        };
        let length =
            bytes.get(start + 2..).and_then(|rest| rest.first_chunk()).map_or(0, |two| u16::from_be_bytes(*two));
        let end = (start + 2 + usize::from(length)).min(bytes.len());
        if let Some(segment) = bytes.get_mut(mark + 6..end) {
            segment.fill(0);
        }
    }
}

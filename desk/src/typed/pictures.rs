//! Pictures without what they tell beside the picture: where, when and with whose device they were taken, who edited them.
//!
//! JPEG, PNG and WebP are rows of marked pieces; those that draw the picture are kept, every other one is left out. That is
//! all there is to it, so the pictures are not decoded and lose nothing, and no decoder is let near what strangers send.

/// A picture that cannot be taken apart, so that nobody knows what it tells.
#[derive(Debug)]
pub(super) struct Unreadable;

/// The same picture alone; `None` for what is no JPEG, PNG or WebP.
pub(super) fn bare(bytes: &[u8]) -> Option<Result<Vec<u8>, Unreadable>> {
    let found = if bytes.starts_with(b"\xff\xd8\xff") {
        jpeg(bytes)
    } else if bytes.starts_with(PNG) {
        png(bytes)
    } else if bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP") {
        webp(bytes)
    } else {
        return None;
    };
    Some(found.ok_or(Unreadable))
}

/// The first bytes of a PNG.
const PNG: &[u8] = b"\x89PNG\r\n\x1a\n";
/// Pieces of a PNG beside the critical ones that change what is seen: colour, transparency, size of a pixel, animation.
const PNG_KEPT: [&[u8]; 14] = [
    b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"cICP", b"sBIT", b"bKGD", b"hIST", b"pHYs", b"sPLT", b"acTL",
    b"fcTL", b"fdAT",
];

fn png(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut kept = PNG.to_vec();
    let mut rest = bytes.get(PNG.len()..)?;
    loop {
        let length = usize::try_from(u32::from_be_bytes(rest.first_chunk().copied()?)).ok()?;
        // Length, name, content, sum.
        let (piece, next) = rest.split_at_checked(length.checked_add(12)?)?;
        let name = piece.get(4..8)?;
        if name.first()?.is_ascii_uppercase() || PNG_KEPT.contains(&name) {
            kept.extend_from_slice(piece);
        }
        if name == b"IEND" {
            return Some(kept);
        }
        rest = next;
    }
}

/// Pieces of a WebP that draw it.
const WEBP_KEPT: [&[u8]; 7] = [b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ANIM", b"ANMF", b"ICCP"];
/// The bits of its head that announce EXIF and XMP.
const WEBP_TOLD: u8 = 0b0000_1100;

fn webp(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut kept = Vec::with_capacity(bytes.len());
    let mut rest = bytes.get(12..)?;
    while !rest.is_empty() {
        let length = usize::try_from(u32::from_le_bytes(rest.get(4..8)?.first_chunk().copied()?)).ok()?;
        // Name, length, content, a byte to make it even, which the last piece may lack.
        let whole = length.checked_add(8)?.checked_next_multiple_of(2)?.min(rest.len());
        if rest.len() < length.checked_add(8)? {
            return None;
        }
        let (piece, next) = rest.split_at_checked(whole)?;
        let name = piece.get(..4)?;
        if WEBP_KEPT.contains(&name) {
            let at = kept.len();
            kept.extend_from_slice(piece);
            if name == b"VP8X" {
                *kept.get_mut(at.checked_add(8)?)? &= !WEBP_TOLD;
            }
        }
        rest = next;
    }
    let size = u32::try_from(kept.len()).ok()?.checked_add(4)?;
    Some([b"RIFF", size.to_le_bytes().as_slice(), b"WEBP", &kept].concat())
}

/// Segments of a JPEG that only tell: all `APPn` but those below, and comments.
fn is_told(marker: u8, content: &[u8]) -> bool {
    match marker {
        // JFIF, and Adobe's word on how the colours are meant.
        0xe0 | 0xee => false,
        0xe2 => !content.starts_with(b"ICC_PROFILE\0"),
        0xe1..=0xef | 0xfe => true,
        _ => false,
    }
}

fn jpeg(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut kept = b"\xff\xd8".to_vec();
    let mut rest = bytes.get(2..)?;
    loop {
        // Any number of 0xff may stand before a marker.
        let (_, after) = rest.split_first().filter(|(first, _)| **first == 0xff)?;
        let (marker, after) = after.split_first()?;
        match *marker {
            0xff => rest = rest.get(1..)?,
            // The end: what comes after it is no part of this picture.
            0xd9 => {
                kept.extend_from_slice(b"\xff\xd9");
                return Some(kept);
            }
            0x01 | 0xd0..=0xd7 => {
                kept.extend_from_slice(&[0xff, *marker]);
                rest = after;
            }
            marker => {
                let length = usize::from(u16::from_be_bytes(after.first_chunk().copied()?));
                let (segment, next) = after.split_at_checked(length)?;
                let content = segment.get(2..)?;
                if is_told(marker, content) {
                    kept.extend(upright(content).unwrap_or_default());
                } else {
                    kept.extend_from_slice(&[0xff, marker]);
                    kept.extend_from_slice(segment);
                }
                let drawn = if marker == 0xda { scan(next) } else { 0 };
                let (drawn, next) = next.split_at_checked(drawn)?;
                kept.extend_from_slice(drawn);
                if marker == 0xda && next.is_empty() {
                    // A picture cut off in the middle still shows its upper part.
                    return Some(kept);
                }
                rest = next;
            }
        }
    }
}

/// How far the drawn part goes: to the next marker that is neither a restart nor a 0xff of the drawing itself.
fn scan(bytes: &[u8]) -> usize {
    let ends = |pair: &[u8]| matches!(pair, [0xff, second] if !matches!(second, 0x00 | 0xd0..=0xd7 | 0xff));
    bytes.windows(2).position(ends).unwrap_or(bytes.len())
}

/// Of EXIF the one thing that the eye needs, which side is up, as a segment of its own.
fn upright(content: &[u8]) -> Option<Vec<u8>> {
    let tiff = content.strip_prefix(b"Exif\0\0")?;
    let is_little = tiff.starts_with(b"II");
    let short = |at: usize| {
        let two = *tiff.get(at..)?.first_chunk::<2>()?;
        Some(if is_little { u16::from_le_bytes(two) } else { u16::from_be_bytes(two) })
    };
    let long = |at: usize| {
        let four = *tiff.get(at..)?.first_chunk::<4>()?;
        usize::try_from(if is_little { u32::from_le_bytes(four) } else { u32::from_be_bytes(four) }).ok()
    };
    let first = long(4)?;
    let entries = usize::from(short(first)?);
    let entry = |n: usize| first.checked_add(2)?.checked_add(n.checked_mul(12)?);
    let at = (0..entries).filter_map(entry).find(|at| short(*at) == Some(0x0112))?;
    let side = short(at.checked_add(8)?).filter(|side| (2..=8).contains(side))?;
    let [high, low] = side.to_be_bytes();
    let head = b"\xff\xe1\x00\x22Exif\0\0MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01";
    Some([head.as_slice(), &[high, low, 0, 0, 0, 0, 0, 0]].concat())
}

#[cfg(test)]
mod tests {
    use super::bare;

    /// A segment of a JPEG.
    fn segment(marker: u8, content: &[u8]) -> Vec<u8> {
        let length = u16::try_from(content.len() + 2).unwrap().to_be_bytes();
        [&[0xff, marker], length.as_slice(), content].concat()
    }

    /// EXIF as a telephone writes it: on its side, by whom made, where.
    fn exif() -> Vec<u8> {
        let mut tiff = b"Exif\0\0II\x2a\0\x08\0\0\0\x03\0".to_vec();
        tiff.extend(b"\x0f\x01\x02\0\x08\0\0\0\x40\0\0\0"); // Make
        tiff.extend(b"\x12\x01\x03\0\x01\0\0\0\x06\0\0\0"); // Orientation 6
        tiff.extend(b"\x25\x88\x04\0\x01\0\0\0\x60\0\0\0"); // GPS
        tiff.extend(b"\0\0\0\0GPSLatitude 23.129 GPSLongitude 113.264 Telephone");
        tiff
    }

    fn photo() -> Vec<u8> {
        let mut photo = b"\xff\xd8".to_vec();
        photo.extend(segment(0xe0, b"JFIF\0\x01\x01\0\0\x01\0\x01\0\0"));
        photo.extend(segment(0xe1, &exif()));
        photo.extend(segment(0xe1, b"http://ns.adobe.com/xap/1.0/\0<x:xmpmeta>creator</x:xmpmeta>"));
        photo.extend(segment(0xe2, b"ICC_PROFILE\0\x01\x01colours"));
        photo.extend(segment(0xe2, b"MPF\0further pictures"));
        photo.extend(segment(0xed, b"Photoshop 3.0\0IPTC by-line"));
        photo.extend(segment(0xfe, b"comment"));
        photo.extend(segment(0xdb, &[7; 65]));
        photo.extend(segment(0xda, b"\x01\x01\0\0\x3f\0"));
        photo.extend(b"drawn\xff\x00drawn\xff\xd0drawn");
        photo.extend(segment(0xc4, b"tables between two scans"));
        photo.extend(segment(0xda, b"\x01\x01\0\0\x3f\0"));
        photo.extend(b"second scan\xff\xd9trailer with a small picture and GPS");
        photo
    }

    fn has(bytes: &[u8], wanted: &[u8]) -> bool {
        bytes.windows(wanted.len()).any(|part| part == wanted)
    }

    #[test]
    fn a_photo_no_longer_tells_where_it_was_taken() {
        let bare = bare(&photo()).unwrap().unwrap();
        for told in ["GPS", "Telephone", "xmpmeta", "MPF", "IPTC", "comment", "trailer"] {
            assert!(!has(&bare, told.as_bytes()), "{told}");
        }
        for drawn in ["JFIF", "ICC_PROFILE", "drawn\0", "tables between two scans", "second scan"] {
            let drawn = drawn.replace("drawn\0", "drawn");
            assert!(has(&bare, drawn.as_bytes()), "{drawn}");
        }
        assert!(bare.ends_with(b"\xff\xd9"));
    }

    #[test]
    fn it_stays_upright() {
        let bare = bare(&photo()).unwrap().unwrap();
        assert!(has(&bare, b"\x01\x12\0\x03\0\0\0\x01\0\x06"), "the orientation is kept");
        assert_eq!(super::bare(&bare).unwrap().unwrap(), bare, "a second time nothing changes");
    }

    #[test]
    fn a_photo_without_any_stays_as_it_is() {
        let mut plain = b"\xff\xd8".to_vec();
        plain.extend(segment(0xda, b"\x01\x01\0\0\x3f\0"));
        plain.extend(b"drawn\xff\xd9");
        assert_eq!(bare(&plain).unwrap().unwrap(), plain);
    }

    #[test]
    fn a_png_loses_its_notes() {
        let chunk = |name: &[u8], content: &[u8]| {
            [&u32::try_from(content.len()).unwrap().to_be_bytes(), name, content, b"\0sum"].concat()
        };
        let kept = [super::PNG.to_vec(), chunk(b"IHDR", &[0; 13]), chunk(b"gAMA", b"1234"), chunk(b"IDAT", b"drawn")];
        let told =
            [chunk(b"eXIf", b"GPS"), chunk(b"tEXt", b"Author"), chunk(b"iTXt", b"XMP"), chunk(b"tIME", b"1234567")];
        let end = chunk(b"IEND", b"");
        let all = [kept.concat(), told.concat(), end.clone(), b"trailer".to_vec()].concat();
        assert_eq!(bare(&all).unwrap().unwrap(), [kept.concat(), end].concat());
    }

    #[test]
    fn a_webp_loses_exif_and_xmp() {
        let chunk = |name: &[u8], content: &[u8]| {
            let odd: &[u8] = if content.len() % 2 == 1 { b"\0" } else { b"" };
            [name, &u32::try_from(content.len()).unwrap().to_le_bytes(), content, odd].concat()
        };
        let file = |body: &[u8]| {
            [b"RIFF", u32::try_from(body.len() + 4).unwrap().to_le_bytes().as_slice(), b"WEBP", body].concat()
        };
        let head = |flags: u8| chunk(b"VP8X", &[flags, 0, 0, 0, 9, 0, 0, 9, 0, 0]);
        let drawn = chunk(b"VP8 ", b"drawn");
        let all =
            file(&[head(0b0010_1100), drawn.clone(), chunk(b"EXIF", b"GPS"), chunk(b"XMP ", b"creator")].concat());
        assert_eq!(bare(&all).unwrap().unwrap(), file(&[head(0b0010_0000), drawn].concat()));
    }

    #[test]
    fn what_cannot_be_taken_apart_is_not_taken() {
        assert!(bare(b"%PDF-1.7").is_none());
        assert!(bare(b"\xff\xd8\xff\xe1\xff\xffshort").unwrap().is_err());
        assert!(bare(b"\x89PNG\r\n\x1a\n\0\0").unwrap().is_err());
        assert!(bare(b"RIFF\0\0\0\0WEBPVP8 \xff\xff\xff\x7f").unwrap().is_err());
    }
}

//! Pictures of texts that telephones read.

use qrcodegen::{QrCode, QrCodeEcc};

/// Light squares around the picture, as its standard asks.
const EDGE: i32 = 4;

/// The picture of a text: its size, and its dark squares as a path.
pub(crate) fn picture(text: &str) -> Option<(i32, String)> {
    let code = QrCode::encode_text(text, QrCodeEcc::Medium).ok()?;
    let size = code.size();
    let squares = (0..size).flat_map(|y| (0..size).map(move |x| (x, y))).filter(|(x, y)| code.get_module(*x, *y));
    let path = squares.map(|(x, y)| format!("M{},{}h1v1h-1z", x + EDGE, y + EDGE)).collect();
    Some((size + 2 * EDGE, path))
}

#[cfg(test)]
mod tests {
    use super::picture;

    #[test]
    fn the_picture_has_its_three_corners_and_an_edge() {
        let (size, path) = picture("otpauth://totp/a:b?secret=GEZDGNBV&issuer=a").unwrap();
        assert!(size > 21 + 8, "{size}");
        for corner in [(4, 4), (size - 5, 4), (4, size - 5)] {
            assert!(path.contains(&format!("M{},{}h1v1h-1z", corner.0, corner.1)));
        }
        assert!(!path.contains("M3,"), "the edge stays light");
    }
}

//! Marks and files gone wrong: told, never a fault; and what was marked in a text is never in what comes of it.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "tests fail by panicking")]

#[path = "../../../fuzz/mutate.rs"]
mod mutate;

use dengwen_extract::{LEFT_OUT, Marks, look, make, source};

/// An input holds boxes, lines, words and pages, each on its own rows up to a row of `%%`, then the file.
fn parts(bytes: &[u8]) -> Option<([String; 4], &[u8])> {
    let mut rest = bytes;
    let mut said: [String; 4] = Default::default();
    for one in &mut said {
        let at = rest.windows(3).position(|three| three == b"%%\n")?;
        *one = String::from_utf8_lossy(&rest[..at]).into_owned();
        rest = &rest[at + 3..];
    }
    Some((said, rest))
}

#[test]
fn no_mark_and_no_file_makes_the_extract_fail() {
    let seen = mutate::run("extract", mutate::corpus("extract"), |bytes| {
        let Some(([boxes, lines, words, pages], file)) = parts(bytes) else { return };
        let Ok(marks) = Marks::read(&boxes, &lines, &words, &pages) else { return };
        assert_eq!(Marks::read(&marks.boxes_written(), "", "", "").unwrap().boxes, marks.boxes);
        for media in ["text/plain", "application/pdf", "image/png", "image/jpeg", "image/gif", "image/webp"] {
            let _ = source(media, file);
            let _ = look(media, file, 1, &marks);
            let Ok(made) = make(media, file, &marks) else { continue };
            assert!(source(media, &made.bytes).is_ok() || media.starts_with("image/"), "{media}");
            if media == "text/plain" {
                let text = String::from_utf8(made.bytes).unwrap();
                for piece in text.lines().flat_map(|line| line.split(LEFT_OUT)) {
                    assert!(marks.words.iter().all(|word| !piece.contains(word.as_str())), "{piece}");
                }
            }
        }
    });
    assert!(seen > 10);
}

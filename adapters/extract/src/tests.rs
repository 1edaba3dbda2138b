//! What was under a mark is not in the bytes.

use image::{ImageEncoder as _, Rgb, RgbImage, RgbaImage};
use pdf_writer::{Content, Finish as _, Name, Pdf, Rect, Ref, Str, TextStr};

use crate::{LEFT_OUT, Marks, Source, Unfit, look, make, picture, source};

const RED: Rgb<u8> = Rgb([250, 0, 0]);
const BLUE: Rgb<u8> = Rgb([0, 0, 250]);

fn marks(boxes: &str, lines: &str, words: &str, pages: &str) -> Marks {
    Marks::read(boxes, lines, words, pages).unwrap()
}

fn holds(bytes: &[u8], word: &str) -> bool {
    bytes.windows(word.len()).any(|part| part == word.as_bytes())
}

/// Red where the secret stands (the upper half), blue below.
fn half() -> RgbImage {
    RgbImage::from_fn(40, 40, |_, y| if y < 20 { RED } else { BLUE })
}

fn is_near(point: Rgb<u8>, wanted: Rgb<u8>) -> bool {
    point.0.iter().zip(wanted.0).all(|(a, b)| a.abs_diff(b) < 40)
}

#[test]
fn what_was_marked_in_a_text_is_gone() {
    let text = "一、会议费超标\n甲某反映\n他的电话 13800000000\n二、时间三月，甲某在场\n";
    let made = make("text/plain", text.as_bytes(), &marks("", "2-3", "甲某\n三月", "")).unwrap();
    let plain = String::from_utf8(made.bytes).unwrap();
    assert_eq!(plain, format!("一、会议费超标\n{LEFT_OUT}\n二、时间{LEFT_OUT}，{LEFT_OUT}在场\n"));
    assert_eq!(make("text/plain", text.as_bytes(), &marks("", "9", "", "")), Err(Unfit::Beyond));
    assert_eq!(make("text/plain", text.as_bytes(), &marks("", "", "不在其中", "")), Err(Unfit::Nothing));
    assert_eq!(make("text/plain", text.as_bytes(), &marks("", "1-4", "", "")), Err(Unfit::Everything));
}

#[test]
fn what_was_marked_in_a_picture_is_gone_with_all_it_told() {
    for media in ["image/png", "image/jpeg"] {
        let mut bytes =
            if media == "image/png" { picture::png(&half()).unwrap() } else { picture::jpeg(&half()).unwrap() };
        bytes.extend_from_slice(b"GPSLatitude 23.129 trailer");
        let made = make(media, &bytes, &marks("0 0 100 50", "", "", "")).unwrap();
        assert!(!holds(&made.bytes, "GPSLatitude"), "{media}");
        let seen = picture::decoded(media, &made.bytes).unwrap();
        for (x, y, point) in seen.enumerate_pixels() {
            let wanted = if y < 20 { Rgb([0, 0, 0]) } else { BLUE };
            assert!(is_near(*point, wanted), "{media} {x} {y} {point:?}");
        }
        assert_eq!(make(media, &bytes, &Marks::default()), Err(Unfit::Nothing));
        assert_eq!(make(media, &bytes, &marks("0 0 100 100", "", "", "")), Err(Unfit::Everything));
        assert_eq!(make(media, &bytes, &marks("2 0 0 9 9", "", "", "")), Err(Unfit::Beyond));
    }
}

/// A JPEG that a telephone held on its side is marked as people see it, upright.
#[test]
fn a_picture_is_marked_as_it_is_seen() {
    let mut bytes = Vec::new();
    let mut encoder = image::codecs::jpeg::JpegEncoder::new_with_quality(&mut bytes, 95);
    let exif = b"II\x2a\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\0\0\0\0".to_vec();
    encoder.set_exif_metadata(exif).unwrap();
    encoder.encode_image(&half()).unwrap();
    // A quarter turn to the right: the red half is on the right now.
    let seen = picture::decoded("image/jpeg", &bytes).unwrap();
    assert!(is_near(*seen.get_pixel(35, 20), RED) && is_near(*seen.get_pixel(5, 20), BLUE));
    let made = make("image/jpeg", &bytes, &marks("50 0 50 100", "", "", "")).unwrap();
    let seen = picture::decoded("image/jpeg", &made.bytes).unwrap();
    assert!(seen.pixels().all(|point| !is_near(*point, RED)));
    assert!(!holds(&made.bytes, "Exif"));
}

#[test]
fn what_lies_under_transparency_does_not_come_to_light() {
    let hidden = RgbaImage::from_fn(8, 8, |_, y| image::Rgba(if y < 4 { [250, 0, 0, 0] } else { [0, 0, 250, 255] }));
    let mut bytes = Vec::new();
    let encoder = image::codecs::png::PngEncoder::new(&mut bytes);
    encoder.write_image(hidden.as_raw(), 8, 8, image::ExtendedColorType::Rgba8).unwrap();
    let made = make("image/png", &bytes, &marks("0 90 10 10", "", "", "")).unwrap();
    let seen = picture::decoded("image/png", &made.bytes).unwrap();
    assert_eq!(*seen.get_pixel(4, 1), Rgb([255, 255, 255]));
}

/// Two pages, each red above and blue below, with words in the drawing, in a comment and in the description.
pub(crate) fn two_pages() -> Vec<u8> {
    let mut pdf = Pdf::new();
    pdf.catalog(Ref::new(1)).pages(Ref::new(2));
    pdf.pages(Ref::new(2)).kids([Ref::new(3), Ref::new(5)]).count(2);
    for at in [3, 5] {
        let mut page = pdf.page(Ref::new(at));
        page.media_box(Rect::new(0.0, 0.0, 100.0, 200.0)).parent(Ref::new(2)).contents(Ref::new(at + 1));
        page.annotations([Ref::new(20 + at)]);
        page.resources().fonts().pair(Name(b"F"), Ref::new(9));
        page.finish();
        let mut content = Content::new();
        content.set_fill_rgb(1.0, 0.0, 0.0).rect(0.0, 100.0, 100.0, 100.0).fill_nonzero();
        content.set_fill_rgb(0.0, 0.0, 1.0).rect(0.0, 0.0, 100.0, 100.0).fill_nonzero();
        content.begin_text().set_font(Name(b"F"), 12.0).show(Str(b"SECRET NAME")).end_text();
        pdf.stream(Ref::new(at + 1), &content.finish());
        let mut note = pdf.annotation(Ref::new(20 + at));
        note.subtype(pdf_writer::types::AnnotationType::Text).rect(Rect::new(0.0, 0.0, 9.0, 9.0));
        note.contents(TextStr("SECRET NOTE"));
        note.finish();
    }
    pdf.type1_font(Ref::new(9)).base_font(Name(b"Helvetica"));
    pdf.document_info(Ref::new(10)).author(TextStr("SECRET AUTHOR"));
    pdf.finish()
}

#[test]
fn what_was_marked_in_a_pdf_is_gone_with_all_it_told() {
    let bytes = two_pages();
    assert!(holds(&bytes, "SECRET NAME") && holds(&bytes, "SECRET AUTHOR"));
    assert_eq!(source("application/pdf", &bytes), Ok(Source::Pages(2)));
    let made = make("application/pdf", &bytes, &marks("1 0 0 100 50", "", "", "")).unwrap();
    assert!(!holds(&made.bytes, "SECRET") && !holds(&made.bytes, "/Font") && !holds(&made.bytes, "/Info"));
    assert_eq!(source("application/pdf", &made.bytes), Ok(Source::Pages(2)));
    let first = picture(&look("application/pdf", &made.bytes, 1, &Marks::default()).unwrap());
    let second = picture(&look("application/pdf", &made.bytes, 2, &Marks::default()).unwrap());
    assert_eq!(first.dimensions(), (200, 400));
    assert!(first.rows().take(190).flatten().all(|point| is_near(*point, Rgb([0, 0, 0]))));
    assert!(is_near(*second.get_pixel(100, 50), RED) && is_near(*first.get_pixel(100, 350), BLUE));
}

#[test]
fn pages_left_out_are_not_there() {
    let bytes = two_pages();
    let made = make("application/pdf", &bytes, &marks("", "", "", "2")).unwrap();
    assert_eq!(source("application/pdf", &made.bytes), Ok(Source::Pages(1)));
    assert_eq!(make("application/pdf", &bytes, &marks("", "", "", "1-2")), Err(Unfit::Everything));
    assert_eq!(make("application/pdf", &bytes, &marks("3 1 1 1 1", "", "", "")), Err(Unfit::Beyond));
    assert_eq!(make("application/pdf", &bytes, &Marks::default()), Err(Unfit::Nothing));
    assert_eq!(make("application/pdf", b"%PDF-1.7 nothing", &marks("", "", "", "1")), Err(Unfit::Damaged));
}

fn picture(png: &[u8]) -> RgbImage {
    picture::decoded("image/png", png).unwrap()
}

#[test]
fn marks_are_read_as_people_write_them() {
    let all = marks("1 10 20.5 30 5%\n2，0，0，100，100", "2, 5-7、9", "甲某\n甲某人\n甲某", "3—4");
    assert_eq!(all.boxes_written(), "1 10.00 20.50 30.00 5.00\n2 0.00 0.00 100.00 100.00");
    assert_eq!(all.words, ["甲某人", "甲某"]);
    assert!(all.lines.iter().any(|span| span.holds(6)) && all.leaves_out(4) && !all.leaves_out(5));
    for wrong in ["1 2 3", "0 0 0 0 0", "a b c d", "1 0 0 101 5", "-1 0 0 5 5", "1 100 0 5 5"] {
        assert_eq!(Marks::read(wrong, "", "", "").unwrap_err().key, "boxes", "{wrong}");
    }
    for wrong in ["0", "7-5", "a", "1-", "99999999999"] {
        assert_eq!(Marks::read("", wrong, "", "").unwrap_err().key, "lines", "{wrong}");
    }
}

#[test]
fn other_files_are_told_apart() {
    assert_eq!(source("video/mp4", b""), Err(Unfit::Kind));
    assert_eq!(source("text/plain", "\u{feff}a\r\nb".as_bytes()), Ok(Source::Text(vec!["a".into(), "b".into()])));
    assert_eq!(make("image/png", b"\x89PNG\r\n\x1a\n", &marks("0 0 1 1", "", "", "")), Err(Unfit::Damaged));
}

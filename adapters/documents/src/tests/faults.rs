//! What is refused, and with which words.

use jiff::civil::date;

use super::{PRESS, letter};
use crate::{Fonts, MissingGlyph, Paper, PressError, TemplateSource};

#[test]
fn a_character_without_glyph_is_an_error_and_no_box() {
    let paper = Paper::letter("通知", "云山市消费者协会", date(2026, 3, 2)).paragraph("姓名：\u{E000}某");
    let error = PRESS.pdf(&paper, &TemplateSource::general(&paper)).unwrap_err();
    assert!(matches!(&error, PressError::Glyphs(missing) if missing == &[MissingGlyph { character: '\u{E000}' }]));
    assert_eq!(
        error.to_string(),
        "no font can draw U+E000 (not even the package fonts-noto-cjk has a glyph for it: replace the character)"
    );
}

#[test]
fn a_missing_glyph_names_the_package_that_has_it() {
    for (character, package) in [
        ('闻', Some("fonts-noto-cjk")),
        ('。', Some("fonts-noto-cjk")),
        ('\u{2A6D6}', Some("fonts-hanazono")),
        ('😡', Some("fonts-symbola")),
        ('\u{7}', None),
    ] {
        assert_eq!(MissingGlyph { character }.package(), package, "{character}");
    }
}

#[test]
fn a_machine_without_fonts_is_told_the_package() {
    let error = Fonts::find_in(&[]).unwrap_err();
    assert_eq!(
        error.to_string(),
        "no installed font for 小标宋、仿宋、黑体、楷体、宋体: install the package fonts-noto-cjk"
    );
}

#[test]
fn a_file_that_is_no_font_is_passed_over() {
    let folder = std::env::temp_dir().join(format!("dengwen-fonts-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("broken.ttf"), b"ttcf\0\x01\0\0\xff\xff\xff\xff").unwrap();
    std::fs::write(folder.join("empty.otf"), b"").unwrap();
    let found = Fonts::find_in(std::slice::from_ref(&folder));
    std::fs::remove_dir_all(&folder).unwrap();
    assert!(found.is_err());
}

#[test]
fn a_faulty_template_is_named_with_the_place() {
    let template =
        TemplateSource::given("packs/x/documents/y.typ", "#import \"/dengwen.typ\": *\n#show: sheet\n  #lettre()");
    let error = PRESS.pdf(&letter(), &template).unwrap_err();
    assert_eq!(error.to_string(), "packs/x/documents/y.typ:3:4: unknown variable: lettre");
}

#[test]
fn a_template_reaches_no_file_of_the_machine() {
    let template = TemplateSource::given("x.typ", "#read(\"/etc/hostname\")");
    let error = PRESS.pdf(&letter(), &template).unwrap_err();
    assert!(error.to_string().starts_with("x.typ:1:7: file not found"), "{error}");
}

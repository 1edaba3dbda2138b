//! A workbook: an archive whose checksums hold, numbers as numbers, texts never as formulas.
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

use dengwen_charts::{CellValue, Sheet, workbook};

fn member<'b>(bytes: &'b [u8], name: &str) -> &'b str {
    let begins = |at: &usize| bytes.get(at - 30..).unwrap().starts_with(b"PK\x03\x04");
    let found = bytes.windows(name.len()).enumerate().filter(|(_, window)| *window == name.as_bytes());
    let at = found.map(|(at, _)| at).filter(|at| *at >= 30).find(begins).unwrap();
    let head = bytes.get(at - 30..).unwrap();
    let length = u32::from_le_bytes(*head.get(22..).unwrap().first_chunk().unwrap());
    let from = at + name.len();
    let content = bytes.get(from..from + usize::try_from(length).unwrap()).unwrap();
    let sum = u32::from_le_bytes(*head.get(14..).unwrap().first_chunk().unwrap());
    assert_eq!(sum, crc32fast::hash(content), "checksum of {name}");
    std::str::from_utf8(content).unwrap()
}

#[test]
fn numbers_are_numbers_and_texts_are_texts() {
    let sheet = |name: &str| Sheet {
        name: name.to_owned(),
        columns: vec!["单位".to_owned(), "数值".to_owned()],
        rows: vec![vec![
            CellValue::Text("=HYPERLINK(\"x\")<b>".to_owned()),
            CellValue::Number("1234.50".to_owned(), 2),
            CellValue::Share(666_667),
        ]],
    };
    let bytes = workbook(&[sheet("按期率/全部"), sheet("按期率全部"), sheet("")]);
    if let Ok(file) = std::env::var("DENGWEN_BOOK") {
        std::fs::write(file, &bytes).unwrap();
    }
    let first = member(&bytes, "xl/worksheets/sheet1.xml");
    assert!(first.contains("<v>1234.50</v>") && first.contains("<v>0.666667</v>"), "{first}");
    assert!(first.contains("=HYPERLINK(&quot;x&quot;)&lt;b&gt;") && !first.contains("<f>"), "{first}");
    let book = member(&bytes, "xl/workbook.xml");
    assert!(book.contains(r#"name="按期率全部""#) && book.contains(r#"name="按期率全部 2""#), "{book}");
    assert!(book.contains(r#"name="3""#), "{book}");
    for name in ["[Content_Types].xml", "_rels/.rels", "xl/_rels/workbook.xml.rels", "xl/styles.xml"] {
        assert!(member(&bytes, name).starts_with("<?xml"), "{name}");
    }
}

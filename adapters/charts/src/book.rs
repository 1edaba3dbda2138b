//! Tables as a workbook (`.xlsx`): a sheet each, numbers as numbers. Texts stand as they are and are never formulas.
//!
//! Written here: a workbook of plain tables is six small XML files in an archive, and a library for it brings a larger one.

use std::fmt::Write as _;

use dengwen_regulation::show::drawn::{escape, width};

/// How long the name of a sheet may be.
const NAME_MAX: usize = 31;

/// What stands in a cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CellValue {
    /// Text.
    Text(String),
    /// A number as decimal digits, with how many decimals it is shown.
    Number(String, u8),
    /// A share in millionths, shown as percent.
    Share(i64),
}

/// A sheet with one table.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sheet {
    /// Its name; cut and made unique where a workbook wants that.
    pub name: String,
    /// The head of the table.
    pub columns: Vec<String>,
    /// The rows.
    pub rows: Vec<Vec<CellValue>>,
}

/// A workbook of sheets.
#[must_use]
pub fn workbook(sheets: &[Sheet]) -> Vec<u8> {
    let names = names(sheets);
    let mut types = String::from(
        r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/>"#,
    );
    let mut book = String::from(
        r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets>"#,
    );
    let mut links = String::from(
        r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="s" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/>"#,
    );
    let mut archive = Archive::default();
    for (n, (sheet, name)) in sheets.iter().zip(&names).enumerate() {
        let n = n + 1;
        let _ = write!(
            types,
            r#"<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>"#
        );
        let _ = write!(book, r#"<sheet name="{}" sheetId="{n}" r:id="r{n}"/>"#, escape(name));
        let _ = write!(
            links,
            r#"<Relationship Id="r{n}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet{n}.xml"/>"#
        );
        archive.add(&format!("xl/worksheets/sheet{n}.xml"), &page(sheet));
    }
    archive.add("[Content_Types].xml", &(types + "</Types>"));
    archive.add("_rels/.rels", ROOT);
    archive.add("xl/workbook.xml", &(book + "</sheets></workbook>"));
    archive.add("xl/_rels/workbook.xml.rels", &(links + "</Relationships>"));
    archive.add("xl/styles.xml", STYLES);
    archive.end()
}

const ROOT: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="w" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;

/// 0 plain, 1 head, 2 percent, 3 whole, 4 one decimal, 5 two, 6 wrapped text.
const STYLES: &str = r##"<?xml version="1.0" encoding="UTF-8" standalone="yes"?><styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><numFmts count="2"><numFmt numFmtId="164" formatCode="0.0%"/><numFmt numFmtId="165" formatCode="#,##0.0"/></numFmts><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="7"><xf/><xf fontId="1" applyFont="1"/><xf numFmtId="164" applyNumberFormat="1"/><xf numFmtId="3" applyNumberFormat="1"/><xf numFmtId="165" applyNumberFormat="1"/><xf numFmtId="4" applyNumberFormat="1"/><xf applyAlignment="1"><alignment wrapText="1" vertical="top"/></xf></cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>"##;

/// Names as a workbook takes them: no longer than 31, without signs that mean something to it, each once.
fn names(sheets: &[Sheet]) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    for (at, sheet) in sheets.iter().enumerate() {
        let plain: String = sheet.name.chars().filter(|c| !r"[]:*?/\'".contains(*c) && !c.is_control()).collect();
        let mut name: String = plain.trim().chars().take(NAME_MAX).collect();
        if name.is_empty() || all.iter().any(|known| known.to_lowercase() == name.to_lowercase()) {
            let short: String = plain.trim().chars().take(NAME_MAX - 5).collect();
            name = format!("{short} {}", at + 1).trim().to_owned();
        }
        all.push(name);
    }
    all
}

fn page(sheet: &Sheet) -> String {
    let mut text = String::from(
        r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>"#,
    );
    if !sheet.columns.is_empty() {
        text += "<cols>";
        for (at, column) in sheet.columns.iter().enumerate() {
            let said = |row: &Vec<CellValue>| row.get(at).map_or(0.0, |cell| width(cell.text(), 2.0));
            let wide = sheet.rows.iter().map(said).fold(width(column, 2.0), f64::max).clamp(8.0, 60.0) + 2.0;
            let n = at + 1;
            let _ = write!(text, r#"<col min="{n}" max="{n}" width="{wide:.1}" customWidth="1"/>"#);
        }
        text += "</cols>";
    }
    text += "<sheetData><row>";
    for column in &sheet.columns {
        string(&mut text, column, 1);
    }
    text += "</row>";
    for row in &sheet.rows {
        text += "<row>";
        for cell in row {
            cell.write(&mut text);
        }
        text += "</row>";
    }
    text + "</sheetData></worksheet>"
}

fn string(into: &mut String, text: &str, style: u8) {
    // What XML does not allow would make the whole workbook unreadable.
    let text: String = text.chars().filter(|c| matches!(c, '\t' | '\n') || *c >= ' ').collect();
    let _ = write!(into, r#"<c t="inlineStr" s="{style}"><is><t xml:space="preserve">{}</t></is></c>"#, escape(&text));
}

impl CellValue {
    fn text(&self) -> &str {
        match self {
            Self::Text(text) | Self::Number(text, _) => text,
            Self::Share(_) => "100.0%",
        }
    }

    fn write(&self, into: &mut String) {
        let _ = match self {
            Self::Text(text) => {
                string(into, text, 6);
                Ok(())
            }
            Self::Number(digits, decimals) => {
                write!(into, r#"<c s="{}"><v>{}</v></c>"#, 3 + (*decimals).min(2), escape(digits))
            }
            Self::Share(millionths) => {
                let (sign, of) = (if *millionths < 0 { "-" } else { "" }, millionths.unsigned_abs());
                write!(into, r#"<c s="2"><v>{sign}{}.{:06}</v></c>"#, of / 1_000_000, of % 1_000_000)
            }
        };
    }
}

/// An archive whose members are not packed.
#[derive(Default)]
struct Archive {
    bytes: Vec<u8>,
    directory: Vec<u8>,
    count: u16,
}

impl Archive {
    fn add(&mut self, name: &str, content: &str) {
        let at = size(self.bytes.len());
        let length = size(content.len()).to_le_bytes();
        let mut head = Vec::new();
        // Version 2.0, names in UTF-8, not packed, midnight of 1 January 1980.
        for number in [20_u16, 0x0800, 0, 0, 0x0021] {
            head.extend(number.to_le_bytes());
        }
        head.extend(crc32fast::hash(content.as_bytes()).to_le_bytes());
        head.extend(length);
        head.extend(length);
        head.extend(u16::try_from(name.len()).unwrap_or(0).to_le_bytes());
        head.extend([0, 0]);
        self.bytes.extend(b"PK\x03\x04");
        self.bytes.extend(&head);
        self.bytes.extend(name.as_bytes());
        self.bytes.extend(content.as_bytes());
        self.directory.extend(b"PK\x01\x02\x14\x00");
        self.directory.extend(&head);
        self.directory.extend([0; 10]);
        self.directory.extend(at.to_le_bytes());
        self.directory.extend(name.as_bytes());
        self.count += 1;
    }

    fn end(mut self) -> Vec<u8> {
        let (at, length) = (size(self.bytes.len()), size(self.directory.len()));
        self.bytes.extend(&self.directory);
        self.bytes.extend(b"PK\x05\x06\x00\x00\x00\x00");
        self.bytes.extend(self.count.to_le_bytes());
        self.bytes.extend(self.count.to_le_bytes());
        self.bytes.extend(length.to_le_bytes());
        self.bytes.extend(at.to_le_bytes());
        self.bytes.extend([0, 0]);
        self.bytes
    }
}

fn size(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}

//! Lines for spreadsheets: every cell in quotes, none of them a formula.

/// What a text begins with, so that spreadsheets read its letters.
pub(crate) const BEGINS: char = '\u{feff}';

/// A cell that a spreadsheet does not reckon with.
pub(crate) fn harmless(cell: &str) -> String {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']) { format!("'{cell}") } else { cell.to_owned() }
}

/// Adds a line.
pub(crate) fn line<S: AsRef<str>>(text: &mut String, cells: &[S]) {
    let quoted: Vec<String> = cells.iter().map(|cell| format!("\"{}\"", cell.as_ref().replace('"', "\"\""))).collect();
    text.push_str(&quoted.join(","));
    text.push_str("\r\n");
}

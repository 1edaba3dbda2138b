//! A PDF whose objects lie packed, as newer programs write it, laid out in the older way: each object for itself, with a table
//! that says where. Who made the file, and its description, are left behind. Objects are copied as they are and never taken
//! apart, so nothing in them can make this stumble, and what is unpacked has a limit.

use std::collections::{BTreeMap, BTreeSet};

use miniz_oxide::inflate::decompress_to_vec_zlib_with_limit;

/// Bytes of all that is unpacked.
const UNPACKED_MAX: usize = 64 * 1024 * 1024;
/// The highest number of an object.
const NUMBERS_MAX: usize = 500_000;
/// How many tables lead on to another.
const TABLES_MAX: usize = 8;
/// The first lines.
const HEAD: &[u8] = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n";

/// Where an object lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Lies {
    /// At this place, with this generation.
    At(usize, usize),
    /// In this packed row, as this one of its objects.
    In(usize, usize),
}

/// What the tables say.
#[derive(Default)]
struct Tables {
    objects: BTreeMap<usize, Lies>,
    /// Where the tables themselves lie.
    places: BTreeSet<usize>,
    /// `7 0`, as the file names its catalogue.
    root: Vec<u8>,
    /// The object that tells who made it.
    told: Option<usize>,
    room: usize,
}

/// The same PDF, with each object for itself; nothing if it is not packed that way, or cannot be followed.
pub(super) fn unpacked(bytes: &[u8]) -> Option<Vec<u8>> {
    let end = rfind(bytes, b"startxref")?;
    let mut tables = Tables { room: UNPACKED_MAX, ..Tables::default() };
    let mut next = Some(number(bytes.get(end..)?, b"startxref")?);
    while let Some(at) = next {
        if !tables.places.insert(at) || tables.places.len() > TABLES_MAX {
            return None;
        }
        next = tables.read(bytes, at)?;
    }
    tables.written(bytes, end)
}

impl Tables {
    /// Reads a packed table; where the one before it lies.
    fn read(&mut self, bytes: &[u8], at: usize) -> Option<Option<usize>> {
        let (dict, data) = packed(bytes, at)?;
        let widths = numbers(dict, b"/W")?;
        let &[sort, first, second] = widths.as_slice() else { return None };
        if widths.iter().any(|width| *width > 8) {
            return None;
        }
        let rows = plain(unpack(dict, data, &mut self.room)?, dict)?;
        let size = number(dict, b"/Size").filter(|size| *size <= NUMBERS_MAX)?;
        let index = numbers(dict, b"/Index").unwrap_or_else(|| vec![0, size]);
        let mut rows = rows.chunks_exact(sort.checked_add(first)?.checked_add(second)?.max(1));
        for range in index.chunks_exact(2) {
            let &[from, count] = range else { return None };
            for n in from..from.checked_add(count).filter(|end| *end <= NUMBERS_MAX)? {
                let row = rows.next()?;
                let (head, tail) = row.split_at_checked(sort)?;
                let (one, two) = tail.split_at_checked(first)?;
                let lies = match (if sort == 0 { 1 } else { whole(head) }, whole(one), whole(two)) {
                    (0, ..) => continue,
                    (1, place, generation) => Lies::At(place, generation),
                    (2, row, place) => Lies::In(row, place),
                    _ => return None,
                };
                // The table that is read first is the newest.
                self.objects.entry(n).or_insert(lies);
            }
        }
        if self.root.is_empty() {
            self.root = reference(dict, b"/Root")?;
            self.told = reference(dict, b"/Info").and_then(|named| number(&named, b""));
        }
        Some(number(dict, b"/Prev"))
    }

    fn written(mut self, bytes: &[u8], end: usize) -> Option<Vec<u8>> {
        let rows: BTreeSet<usize> = self
            .objects
            .values()
            .filter_map(|lies| if let Lies::In(row, _) = lies { Some(*row) } else { None })
            .collect();
        let mut contents = BTreeMap::new();
        for row in &rows {
            let Some(Lies::At(at, _)) = self.objects.get(row) else { return None };
            contents.insert(*row, row_of(bytes, *at, &mut self.room)?);
        }
        let mut places: BTreeSet<usize> = self.places.clone();
        places
            .extend(self.objects.values().filter_map(|lies| if let Lies::At(at, _) = lies { Some(*at) } else { None }));
        places.insert(end);
        let (mut out, mut table) = (HEAD.to_vec(), BTreeMap::new());
        for (n, lies) in &self.objects {
            let at = out.len();
            match lies {
                _ if self.told == Some(*n) || rows.contains(n) => continue,
                Lies::At(place, _) if self.places.contains(place) => continue,
                Lies::At(place, generation) => {
                    let next = places.range(place.checked_add(1)?..).next()?;
                    let object = bytes.get(*place..*next)?;
                    if !starts(object, *n, *generation) {
                        return None;
                    }
                    let object = object.get(..rfind(object, b"endobj")?.checked_add(b"endobj".len())?)?;
                    if describes(object) {
                        continue;
                    }
                    out.extend_from_slice(&undescribed(object));
                    table.insert(*n, (at, *generation));
                }
                Lies::In(row, place) => {
                    let object = contents.get(row)?.get(*place).filter(|(number, _)| number == n)?;
                    out.extend_from_slice(format!("{n} 0 obj\n").as_bytes());
                    out.extend_from_slice(&undescribed(&object.1));
                    out.extend_from_slice(b"\nendobj");
                    table.insert(*n, (at, 0));
                }
            }
            out.push(b'\n');
        }
        Some(self.closed(out, &table))
    }

    /// With a table of the older kind at the end.
    fn closed(&self, mut out: Vec<u8>, table: &BTreeMap<usize, (usize, usize)>) -> Vec<u8> {
        // What was left behind keeps its number, as one that is free: something may still name it.
        let (start, size) = (out.len(), self.objects.keys().next_back().map_or(1, |last| last.saturating_add(1)));
        out.extend_from_slice(format!("xref\n0 {size}\n").as_bytes());
        for n in 0..size {
            let line = match table.get(&n) {
                Some((at, generation)) => format!("{at:010} {generation:05} n \n"),
                None => "0000000000 65535 f \n".to_owned(),
            };
            out.extend_from_slice(line.as_bytes());
        }
        out.extend_from_slice(format!("trailer\n<</Size {size}/Root ").as_bytes());
        out.extend_from_slice(&self.root);
        out.extend_from_slice(format!(" R>>\nstartxref\n{start}\n%%EOF\n").as_bytes());
        out
    }
}

/// Does an object begin with its own number.
fn starts(object: &[u8], n: usize, generation: usize) -> bool {
    let head: Vec<&[u8]> = object.split(u8::is_ascii_whitespace).filter(|word| !word.is_empty()).take(3).collect();
    matches!(head.as_slice(), [a, b, c] if *a == n.to_string().as_bytes() && *b == generation.to_string().as_bytes() && c.starts_with(b"obj"))
}

/// Is it the description of the file, or of something in it.
fn describes(object: &[u8]) -> bool {
    let dict = object.get(..find(object, b"stream").unwrap_or(0)).unwrap_or_default();
    find(dict, b"/Type/Metadata").or_else(|| find(dict, b"/Type /Metadata")).is_some()
}

/// An object that no longer names its description, which is left behind.
fn undescribed(object: &[u8]) -> Vec<u8> {
    let (mut copy, key) = (object.to_vec(), b"/Metadata");
    let ends = find(object, b"stream").unwrap_or(object.len());
    let mut at = 0;
    while let Some(from) = object.get(at..ends).and_then(|rest| Some(at + find(rest, key)?)) {
        at = from + key.len();
        let named = object.get(from..ends).and_then(|rest| reference(rest, key));
        let length = object.get(at..ends).and_then(|rest| find(rest, b"R"));
        if let (Some(_), Some(place)) = (named, length.and_then(|length| copy.get_mut(from..=at + length))) {
            place.fill(b' ');
        }
    }
    copy
}

/// The dictionary and the packed bytes of the stream that lies there.
fn packed(bytes: &[u8], at: usize) -> Option<(&[u8], &[u8])> {
    let object = bytes.get(at..)?;
    let opens = find(object, b"stream")?;
    let dict = object.get(..opens)?;
    find(dict, b"<<").filter(|_| find(dict, b"endobj").is_none())?;
    let data = object.get(opens.checked_add(b"stream".len())?..)?;
    let data = data.strip_prefix(b"\r\n").or_else(|| data.strip_prefix(b"\n"))?;
    Some((dict, data.get(..number(dict, b"/Length")?)?))
}

/// Packed as these streams always are: in one way, or not at all.
fn unpack(dict: &[u8], data: &[u8], room: &mut usize) -> Option<Vec<u8>> {
    let all = match find(dict, b"/Filter") {
        None => data.to_vec(),
        Some(at) => {
            let said = dict.get(at.checked_add(b"/Filter".len())?..)?.trim_ascii_start();
            said.strip_prefix(b"/FlateDecode").or_else(|| said.strip_prefix(b"[/FlateDecode]"))?;
            decompress_to_vec_zlib_with_limit(data, *room).ok()?
        }
    };
    *room = room.checked_sub(all.len())?;
    Some(all)
}

/// Rows of a table without the prediction under which they were packed: each row says how it follows from the one above.
fn plain(all: Vec<u8>, dict: &[u8]) -> Option<Vec<u8>> {
    match number(dict, b"/Predictor") {
        None | Some(1) => return Some(all),
        Some(10..=15) => {}
        Some(_) => return None,
    }
    let width = number(dict, b"/Columns").filter(|width| (1..=64).contains(width))?;
    let (mut out, mut above) = (Vec::with_capacity(all.len()), vec![0_u8; width]);
    for row in all.chunks_exact(width.checked_add(1)?) {
        let (how, row) = row.split_first()?;
        let row: Vec<u8> = match how {
            0 => row.to_vec(),
            2 => row.iter().zip(&above).map(|(byte, above)| byte.wrapping_add(*above)).collect(),
            _ => return None,
        };
        out.extend_from_slice(&row);
        above = row;
    }
    Some(out)
}

/// The objects of a packed row, each with its number.
fn row_of(bytes: &[u8], at: usize, room: &mut usize) -> Option<Vec<(usize, Vec<u8>)>> {
    let (dict, data) = packed(bytes, at)?;
    let all = unpack(dict, data, room)?;
    if find(dict, b"/Predictor").is_some() {
        return None;
    }
    let (count, first) = (number(dict, b"/N").filter(|count| *count <= NUMBERS_MAX)?, number(dict, b"/First")?);
    let (head, body) = all.split_at_checked(first)?;
    let head: Option<Vec<usize>> =
        head.split(u8::is_ascii_whitespace).filter(|word| !word.is_empty()).map(|word| number(word, b"")).collect();
    let head: Vec<(usize, usize)> =
        head?.chunks_exact(2).take(count).filter_map(|pair| Some((*pair.first()?, *pair.get(1)?))).collect();
    let ends = head.iter().skip(1).map(|(_, from)| *from).chain([body.len()]);
    head.iter().zip(ends).map(|((n, from), to)| Some((*n, body.get(*from..to)?.to_vec()))).collect()
}

fn whole(bytes: &[u8]) -> usize {
    bytes.iter().fold(0, |all: usize, byte| all.wrapping_shl(8) | usize::from(*byte))
}

/// What stands behind a key, and not behind a longer one of the same beginning.
fn behind<'b>(dict: &'b [u8], key: &[u8]) -> Option<&'b [u8]> {
    let mut rest = dict;
    loop {
        rest = rest.get(find(rest, key)?.checked_add(key.len())?..)?;
        if key.is_empty() || !rest.first()?.is_ascii_alphabetic() {
            return Some(rest.trim_ascii_start());
        }
    }
}

fn digits(text: &[u8]) -> Option<(usize, &[u8])> {
    let length = text.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let (said, rest) = text.split_at_checked(length)?;
    Some((std::str::from_utf8(said).ok()?.parse().ok()?, rest))
}

fn number(dict: &[u8], key: &[u8]) -> Option<usize> {
    digits(behind(dict, key)?).map(|(number, _)| number)
}

fn numbers(dict: &[u8], key: &[u8]) -> Option<Vec<usize>> {
    let list = behind(dict, key)?.strip_prefix(b"[")?;
    let list = list.get(..find(list, b"]")?)?;
    list.split(u8::is_ascii_whitespace).filter(|word| !word.is_empty()).map(|word| Some(digits(word)?.0)).collect()
}

/// `7 0` of `/Root 7 0 R`.
fn reference(dict: &[u8], key: &[u8]) -> Option<Vec<u8>> {
    let (number, rest) = digits(behind(dict, key)?)?;
    let (generation, rest) = digits(rest.trim_ascii_start())?;
    rest.trim_ascii_start().starts_with(b"R").then(|| format!("{number} {generation}").into_bytes())
}

fn find(bytes: &[u8], word: &[u8]) -> Option<usize> {
    if word.is_empty() { Some(0) } else { bytes.windows(word.len()).position(|window| window == word) }
}

fn rfind(bytes: &[u8], word: &[u8]) -> Option<usize> {
    bytes.windows(word.len()).rposition(|window| window == word)
}

//! The names of the faces in a font file, read from its tables without loading the glyphs.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::Path;

use ttf_parser::{name, name_id, os2};

/// More faces than this in one collection are not looked at.
const MAX_FACES: u32 = 64;
/// More tables than this in one face are not looked at.
const MAX_TABLES: u16 = 64;
/// A name table longer than this is not read.
const MAX_TABLE_BYTES: u32 = 1 << 20;

/// One face of a font file.
#[derive(Clone, Debug)]
pub(super) struct FaceName {
    pub(super) index: u32,
    pub(super) names: Vec<String>,
    pub(super) weight: u16,
}

/// Reads the faces of one file; a file that is no font has none.
pub(super) fn faces(path: &Path) -> io::Result<Vec<FaceName>> {
    let mut file = File::open(path)?;
    let mut found = Vec::new();
    for (index, start) in (0..).zip(face_starts(&mut file)?) {
        if let Some(face) = face(&mut file, index, start)? {
            found.push(face);
        }
    }
    Ok(found)
}

fn face_starts(file: &mut File) -> io::Result<Vec<u64>> {
    let mut tag = [0; 4];
    file.read_exact(&mut tag)?;
    if &tag != b"ttcf" {
        return Ok(vec![0]);
    }
    read_u32(file)?; // version
    let count = read_u32(file)?.min(MAX_FACES);
    (0..count).map(|_| read_u32(file).map(u64::from)).collect()
}

fn face(file: &mut File, index: u32, start: u64) -> io::Result<Option<FaceName>> {
    file.seek(SeekFrom::Start(start))?;
    let mut tag = [0; 4];
    file.read_exact(&mut tag)?;
    if !matches!(&tag, b"OTTO" | b"true" | [0, 1, 0, 0]) {
        return Ok(None);
    }
    let count = read_u16(file)?.min(MAX_TABLES);
    let mut rest = [0; 6];
    file.read_exact(&mut rest)?;
    let (mut name_at, mut os2_at) = (None, None);
    for _ in 0..count {
        file.read_exact(&mut tag)?;
        read_u32(file)?; // checksum
        let place = (u64::from(read_u32(file)?), read_u32(file)?);
        match &tag {
            b"name" => name_at = Some(place),
            b"OS/2" => os2_at = Some(place),
            _ => {}
        }
    }
    let Some(name_at) = name_at else { return Ok(None) };
    let names = names(&read_table(file, name_at)?);
    let weight = match os2_at {
        Some(place) => os2::Table::parse(&read_table(file, place)?).map(|table| table.weight().to_number()),
        None => None,
    };
    Ok(Some(FaceName { index, names, weight: weight.unwrap_or(400) }))
}

fn names(table: &[u8]) -> Vec<String> {
    let Some(table) = name::Table::parse(table) else { return Vec::new() };
    let mut found: Vec<String> = Vec::new();
    for record in table.names {
        let wanted = matches!(
            record.name_id,
            name_id::FAMILY | name_id::TYPOGRAPHIC_FAMILY | name_id::FULL_NAME | name_id::POST_SCRIPT_NAME
        );
        if let Some(text) = record.to_string().filter(|text| wanted && !found.contains(text)) {
            found.push(text);
        }
    }
    found
}

fn read_table(file: &mut File, (start, length): (u64, u32)) -> io::Result<Vec<u8>> {
    file.seek(SeekFrom::Start(start))?;
    let mut bytes = Vec::new();
    file.take(u64::from(length.min(MAX_TABLE_BYTES))).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn read_u16(file: &mut File) -> io::Result<u16> {
    let mut bytes = [0; 2];
    file.read_exact(&mut bytes)?;
    Ok(u16::from_be_bytes(bytes))
}

fn read_u32(file: &mut File) -> io::Result<u32> {
    let mut bytes = [0; 4];
    file.read_exact(&mut bytes)?;
    Ok(u32::from_be_bytes(bytes))
}

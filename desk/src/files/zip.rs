//! Archives, as far as office documents are archives: what is in them, and whether it comes to more than it should.

use std::ops::Range;

use dengwen_regulation::model::Label;
use miniz_oxide::inflate::decompress_to_vec_with_limit;

/// Members of one archive.
const MEMBERS_MAX: usize = 2_000;
/// Bytes of all members together, unpacked.
const UNPACKED_MAX: usize = 200 * 1024 * 1024;
/// From so many bytes on, a member may not be more than so many times as large as packed.
const RATIO_FROM: usize = 4 * 1024 * 1024;
const RATIO_MAX: usize = 200;
/// Archives inside an archive: embedded sheets, no deeper.
const DEPTH_MAX: usize = 1;

const END: &[u8] = b"PK\x05\x06";
const CENTRAL: &[u8] = b"PK\x01\x02";
const LOCAL: &[u8] = b"PK\x03\x04";

/// Why an archive is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fault {
    /// It cannot be read as an archive.
    Broken,
    /// It unpacks to more than it should.
    Bomb,
    /// It is locked, so that nobody can look into it.
    Locked,
    /// It brings programs.
    Programs,
}

impl Fault {
    pub(super) fn label(self) -> Label {
        match self {
            Self::Broken => Label::new(
                "文件已损坏，打不开，请重新保存后再上传",
                "the file is damaged; save it anew and send it again",
            ),
            Self::Bomb => {
                Label::new("文件展开后过大，不予接收", "the file unpacks to far more than it should and is not taken")
            }
            Self::Locked => Label::new(
                "文件加了密码，无法检查，请去掉密码后再上传",
                "the file is locked with a password; take it off and send it again",
            ),
            Self::Programs => Label::new(
                "文件带有宏程序，请另存为不带宏的文件后再上传",
                "the file brings macros; save it without them and send it again",
            ),
        }
    }
}

/// A member, as the directory at the end tells it.
#[derive(Debug, Clone)]
pub(super) struct Member {
    pub(super) name: String,
    /// 0 as it is, 8 deflated.
    pub(super) method: u16,
    pub(super) unpacked: usize,
    /// Where its packed bytes lie.
    packed: Range<usize>,
    locked: bool,
}

fn short(bytes: &[u8], at: usize) -> Option<usize> {
    bytes.get(at..)?.first_chunk().map(|two| usize::from(u16::from_le_bytes(*two)))
}

fn long(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..)?.first_chunk().map(|four| u32::from_le_bytes(*four))
}

fn size(bytes: &[u8], at: usize) -> Option<usize> {
    usize::try_from(long(bytes, at)?).ok()
}

/// All members, in the order of the directory.
pub(super) fn members(bytes: &[u8]) -> Option<Vec<Member>> {
    let from = bytes.len().saturating_sub(66_000);
    let end = from + bytes.get(from..)?.windows(END.len()).rposition(|window| window == END)?;
    let count = short(bytes, end + 10)?;
    let mut at = size(bytes, end + 16)?;
    let mut all = Vec::with_capacity(count.min(MEMBERS_MAX));
    for _ in 0..count.min(MEMBERS_MAX + 1) {
        let head = bytes.get(at..).filter(|head| head.starts_with(CENTRAL))?;
        let (name, extra, comment) = (short(head, 28)?, short(head, 30)?, short(head, 32)?);
        let start = size(head, 42)?;
        let local = bytes.get(start..).filter(|local| local.starts_with(LOCAL))?;
        let packed = start.checked_add(30)?.checked_add(short(local, 26)?)?.checked_add(short(local, 28)?)?;
        let packed = packed..packed.checked_add(size(head, 20)?)?;
        bytes.get(packed.clone())?;
        all.push(Member {
            name: String::from_utf8(head.get(46..46_usize.checked_add(name)?)?.to_vec()).ok()?,
            method: u16::try_from(short(head, 10)?).ok()?,
            unpacked: size(head, 24)?,
            packed,
            locked: short(head, 8)? & 1 == 1,
        });
        at = at.checked_add(46)?.checked_add(name)?.checked_add(extra)?.checked_add(comment)?;
    }
    Some(all)
}

/// The names alone.
pub(super) fn names(bytes: &[u8]) -> Option<Vec<String>> {
    Some(members(bytes)?.into_iter().map(|member| member.name).collect())
}

impl Member {
    /// Its bytes as they are packed.
    pub(super) fn packed<'b>(&self, bytes: &'b [u8]) -> &'b [u8] {
        bytes.get(self.packed.clone()).unwrap_or_default()
    }

    /// Its bytes; nothing if they are more or fewer than the directory says.
    pub(super) fn unpack(&self, bytes: &[u8]) -> Option<Vec<u8>> {
        let packed = self.packed(bytes);
        let all = match self.method {
            0 => packed.to_vec(),
            8 => decompress_to_vec_with_limit(packed, self.unpacked).ok()?,
            _ => return None,
        };
        (all.len() == self.unpacked).then_some(all)
    }
}

/// Can this archive be opened by somebody without harm?
pub(super) fn sound(bytes: &[u8]) -> Result<(), Fault> {
    let mut room = UNPACKED_MAX;
    looked_through(bytes, 0, &mut room)
}

fn looked_through(bytes: &[u8], depth: usize, room: &mut usize) -> Result<(), Fault> {
    let members = members(bytes).ok_or(Fault::Broken)?;
    if members.len() > MEMBERS_MAX || overlap(&members) {
        return Err(Fault::Bomb);
    }
    // What the directory itself admits is refused before a byte is unpacked.
    let told = members.iter().try_fold(0_usize, |all, member| all.checked_add(member.unpacked)).ok_or(Fault::Bomb)?;
    *room = room.checked_sub(told).ok_or(Fault::Bomb)?;
    for member in &members {
        if member.locked {
            return Err(Fault::Locked);
        }
        if member.name.ends_with("vbaProject.bin") {
            return Err(Fault::Programs);
        }
        let times = member.unpacked / member.packed.len().max(1);
        if member.unpacked > RATIO_FROM && times > RATIO_MAX {
            return Err(Fault::Bomb);
        }
        let content = member.unpack(bytes).ok_or(Fault::Broken)?;
        if content.starts_with(LOCAL) {
            if depth >= DEPTH_MAX {
                return Err(Fault::Bomb);
            }
            looked_through(&content, depth + 1, room)?;
        }
    }
    Ok(())
}

/// Members that share bytes unpack the same bytes again and again.
fn overlap(members: &[Member]) -> bool {
    let mut places: Vec<&Range<usize>> = members.iter().map(|m| &m.packed).filter(|place| !place.is_empty()).collect();
    places.sort_by_key(|place| place.start);
    places.windows(2).any(|pair| matches!(pair, [one, next] if next.start < one.end))
}

/// Writes an archive anew: nothing but names and contents, no dates, no comments.
pub(super) fn written(members: &[(String, u16, u32, usize, Vec<u8>)]) -> Option<Vec<u8>> {
    let (mut out, mut directory) = (Vec::new(), Vec::new());
    for (name, method, sum, unpacked, packed) in members {
        let start = u32::try_from(out.len()).ok()?;
        let mut head = Vec::new();
        // Needs version 2.0, names in UTF-8, the first day that the format knows.
        for word in [20, 0x0800, *method, 0, 0x21] {
            head.extend_from_slice(&u16::to_le_bytes(word));
        }
        for number in [*sum, u32::try_from(packed.len()).ok()?, u32::try_from(*unpacked).ok()?] {
            head.extend_from_slice(&number.to_le_bytes());
        }
        head.extend_from_slice(&u16::try_from(name.len()).ok()?.to_le_bytes());
        head.extend_from_slice(&[0, 0]);
        out.extend_from_slice(&[LOCAL, &head, name.as_bytes(), packed].concat());
        directory
            .extend_from_slice(&[CENTRAL, &[20, 0], &head, &[0; 10], &start.to_le_bytes(), name.as_bytes()].concat());
    }
    let (start, count) = (u32::try_from(out.len()).ok()?, u16::try_from(members.len()).ok()?);
    let length = u32::try_from(directory.len()).ok()?;
    out.extend_from_slice(&directory);
    out.extend_from_slice(END);
    out.extend_from_slice(&[0; 4]);
    out.extend_from_slice(&[count.to_le_bytes(), count.to_le_bytes()].concat());
    out.extend_from_slice(&[length.to_le_bytes(), start.to_le_bytes()].concat());
    out.extend_from_slice(&[0, 0]);
    Some(out)
}

/// The check sum of the format.
pub(super) fn sum(bytes: &[u8]) -> u32 {
    crc32fast::hash(bytes)
}

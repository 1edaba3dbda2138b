//! An extract: a new file made from another one without what is marked. Nothing is covered up: a text is written anew, a
//! picture is decoded, painted and encoded anew, a PDF becomes a PDF of pictures of its pages. What was under a mark, and
//! whatever the file told beside what it shows, is not in the bytes of the extract.
//!
//! ```
//! use dengwen_extract::{Marks, make};
//!
//! let marks = Marks::read("", "2", "甲某", "")?;
//! let made = make("text/plain", "会议费超标\n甲某反映\n时间：三月".as_bytes(), &marks)?;
//! assert_eq!(made.bytes, "会议费超标\n［略］\n时间：三月\n".as_bytes());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod marks;
mod pdf;
mod picture;
mod text;

#[cfg(test)]
mod tests;

pub use marks::{Area, MarkWrong, Marks, Span};

/// What stands where something was left out of a text.
pub const LEFT_OUT: &str = "［略］";
/// How many points a side of what is printed has at most: some 200 to the inch on A4.
const PRINTED_MAX: u32 = 1_600;

/// What a file is, as far as an extract can be made of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// A text: its lines.
    Text(Vec<String>),
    /// A picture.
    Picture,
    /// A PDF: how many pages.
    Pages(u32),
}

/// An extract.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Made {
    /// The file.
    pub bytes: Vec<u8>,
    /// How its name ends.
    pub ending: &'static str,
    /// Its media type.
    pub media: &'static str,
}

/// Why there is no extract.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unfit {
    /// Of this kind of file none is made.
    #[error("no extract is made of this kind of file")]
    Kind,
    /// The file cannot be read.
    #[error("the file cannot be read")]
    Damaged,
    /// A picture or a PDF larger than can be handled.
    #[error("the file is too large")]
    TooLarge,
    /// Nothing is marked: that would be the original.
    #[error("nothing is marked")]
    Nothing,
    /// Everything is left out.
    #[error("nothing remains")]
    Everything,
    /// A mark names a page or a line that is not there.
    #[error("a mark names a page or a line that is not there")]
    Beyond,
}

/// Is an extract made of this kind of file.
#[must_use]
pub fn fits(media: &str) -> bool {
    matches!(media, "text/plain" | "application/pdf") || picture::format(media).is_some()
}

/// What a file is.
///
/// # Errors
/// [`Unfit`] where no extract can be made.
pub fn source(media: &str, bytes: &[u8]) -> Result<Source, Unfit> {
    match media {
        "text/plain" => Ok(Source::Text(text::lines(bytes)?)),
        "application/pdf" => Ok(Source::Pages(guarded(|| pdf::pages(bytes))?)),
        media if picture::format(media).is_some() => Ok(Source::Picture),
        _ => Err(Unfit::Kind),
    }
}

/// A file from a stranger that makes a decoder stumble is a damaged file.
fn guarded<T>(work: impl FnOnce() -> Result<T, Unfit>) -> Result<T, Unfit> {
    std::panic::catch_unwind(std::panic::AssertUnwindSafe(work)).unwrap_or(Err(Unfit::Damaged))
}

/// Makes the extract.
///
/// # Errors
/// [`Unfit`].
pub fn make(media: &str, bytes: &[u8], marks: &Marks) -> Result<Made, Unfit> {
    match media {
        "text/plain" => text::made(bytes, marks),
        "application/pdf" => guarded(|| pdf::made(bytes, marks)),
        media => guarded(|| picture::made(media, bytes, marks)),
    }
}

/// A page of a PDF, or a picture (page 1), as it looks with the marks painted: a PNG. Without marks, as it is.
///
/// # Errors
/// [`Unfit`].
pub fn look(media: &str, bytes: &[u8], page: u32, marks: &Marks) -> Result<Vec<u8>, Unfit> {
    let drawn = || match media {
        "application/pdf" => pdf::page(bytes, page),
        media if page == 1 => picture::decoded(media, bytes),
        _ => Err(Unfit::Beyond),
    };
    let mut canvas = guarded(drawn)?;
    picture::paint(&mut canvas, marks.on(page));
    picture::png(&canvas)
}

/// A page of a PDF, or a picture (page 1), to be printed with other papers: a JPEG, at most 1,600 points a side.
///
/// # Errors
/// [`Unfit`].
pub fn printed(media: &str, bytes: &[u8], page: u32) -> Result<Vec<u8>, Unfit> {
    guarded(|| {
        let canvas = match media {
            "application/pdf" => pdf::page(bytes, page)?,
            media if page == 1 => picture::decoded(media, bytes)?,
            _ => return Err(Unfit::Beyond),
        };
        picture::jpeg(&picture::within(canvas, PRINTED_MAX))
    })
}

//! What may be sent, and how much of it.

/// One file.
pub(crate) const FILE_BYTES_MAX: u64 = 20 * 1024 * 1024;
/// All files of one form.
pub(crate) const FILES_BYTES_MAX: u64 = 60 * 1024 * 1024;
/// Files of one form.
pub(crate) const FILES_MAX: usize = 20;
/// A whole request: more than this is not read on, only what came before is kept.
pub(crate) const REQUEST_BYTES_MAX: usize = 300 * 1024 * 1024;
/// One value that is not a file.
pub(crate) const VALUE_BYTES_MAX: usize = 128 * 1024;
/// Values of one form.
pub(crate) const VALUES_MAX: usize = 1000;
/// Rows of one group of a form.
pub(crate) const ROWS_MAX: usize = 50;

/// Endings of names that are taken, with the media type under which they are kept. HEIC is left out on purpose: telephones then
/// send JPEG, of which the desk keeps the picture alone and not where it was taken.
pub(crate) const FILE_TYPES: &[(&str, &str)] = &[
    ("pdf", "application/pdf"),
    ("jpg", "image/jpeg"),
    ("jpeg", "image/jpeg"),
    ("png", "image/png"),
    ("webp", "image/webp"),
    ("txt", "text/plain"),
    ("doc", "application/msword"),
    ("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    ("xls", "application/vnd.ms-excel"),
    ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ("ppt", "application/vnd.ms-powerpoint"),
    ("pptx", "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
    ("wps", "application/vnd.ms-works"),
    ("ofd", "application/ofd"),
    ("mp3", "audio/mpeg"),
    ("m4a", "audio/mp4"),
    ("wav", "audio/wav"),
    ("mp4", "video/mp4"),
];

/// The media type under which a file of this name is kept; nothing if it is not taken.
pub(crate) fn media_of(name: &str) -> Option<&'static str> {
    let (_, ending) = name.rsplit_once('.')?;
    let ending = ending.to_ascii_lowercase();
    FILE_TYPES.iter().find(|(known, _)| *known == ending).map(|(_, media)| *media)
}

/// The list of endings as a file input takes it.
pub(crate) fn accept() -> String {
    let endings: Vec<String> = FILE_TYPES.iter().map(|(ending, _)| format!(".{ending}")).collect();
    endings.join(",")
}

#[cfg(test)]
mod tests {
    use super::media_of;

    #[test]
    fn the_ending_of_a_name_decides_whether_a_file_is_read() {
        assert_eq!(media_of("凭证.PDF"), Some("application/pdf"));
        assert_eq!(media_of("setup.exe"), None);
        assert_eq!(media_of("pdf"), None);
    }
}

//! How long cases are kept, and their end: what has been kept long enough is listed, somebody approves, keys and contents are
//! destroyed, and a certificate stays. The log of the case stays too, and verifies: of what was sealed it holds digests alone.

mod acts;
mod destroy;
mod due;
mod log;
mod view;

pub use log::Certificate;
pub use view::{CertificateView, KeptLine, RetentionView};

/// Streams of certificates, one for each case that was destroyed.
pub(crate) const CERTIFICATE: &str = "certificate";
/// The stream of an office in which terms and holds stand.
pub(crate) const RETENTION: &str = "retention";

/// The stream of a case's certificate.
pub(crate) fn certificate_of(case: &str) -> String {
    format!("{CERTIFICATE}:{case}")
}

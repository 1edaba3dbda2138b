//! Letters and forms with Typst, to PDF.

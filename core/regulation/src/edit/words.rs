//! Sentences of papers.

use super::{Editor, Unfit, written::scalar};

impl Editor {
    /// Writes the sentences `before` or `after` the body of a paper that stands in this file; empty gives the word to its template.
    ///
    /// # Errors
    /// [`Unfit`] if the paper does not stand here.
    pub fn write_words(&mut self, document: &str, key: &str, text: &str) -> Result<(), Unfit> {
        let path = ["documents", document];
        self.at(&path).ok_or(Unfit)?;
        let text = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n");
        match self.at(&["documents", document, key]) {
            Some(_) => self.replace(&["documents", document, key], &scalar(&text)),
            None if text.is_empty() => Ok(()),
            None => self.put(&path, key, &scalar(&text)),
        }
    }
}

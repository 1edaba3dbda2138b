//! Exact shares.

use crate::real;

/// So many of so many.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Ratio {
    /// The numerator.
    pub over: u64,
    /// The denominator; 0 where there is nothing to divide by.
    pub under: u64,
}

impl Ratio {
    /// As a real number; nothing where there is nothing to divide by.
    #[must_use]
    pub fn real(self) -> Option<f64> {
        (self.under > 0).then(|| real(self.over) / real(self.under))
    }

    /// In tenths of a percent, half up; nothing where there is nothing to divide by.
    #[must_use]
    pub fn permille(self) -> Option<u64> {
        let (over, under) = (u128::from(self.over), u128::from(self.under));
        let rounded = (over * 2000 + under).checked_div(under * 2)?;
        u64::try_from(rounded).ok()
    }

    /// Is it at least the other, compared exactly; nothing is at least anything where either has no denominator.
    #[must_use]
    pub fn reaches(self, other: Self) -> bool {
        self.under > 0
            && other.under > 0
            && u128::from(self.over) * u128::from(other.under) >= u128::from(other.over) * u128::from(self.under)
    }
}

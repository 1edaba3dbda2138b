//! Chance that repeats itself: the same seed gives the same cases.

/// A row of numbers (SplitMix64).
#[derive(Debug, Clone)]
pub(crate) struct Chance(u64);

impl Chance {
    /// The row of a seed and a name.
    pub(crate) fn of(seed: u64, name: &str) -> Self {
        Self(name.bytes().fold(seed, |sum, byte| sum.wrapping_mul(31).wrapping_add(byte.into())))
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let one = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let two = (one ^ (one >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        two ^ (two >> 31)
    }

    /// One of so many, from 0.
    pub(crate) fn below(&mut self, many: u64) -> u64 {
        self.next() % many.max(1)
    }

    /// So many times of a hundred.
    pub(crate) fn happens(&mut self, percent: u64) -> bool {
        self.below(100) < percent
    }

    /// One of several.
    pub(crate) fn one_of<T>(&mut self, mut all: impl ExactSizeIterator<Item = T>) -> Option<T> {
        let many = u64::try_from(all.len()).unwrap_or(0);
        all.nth(usize::try_from(self.below(many)).unwrap_or(0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_says_the_same_and_another_something_else() {
        let row = |seed| {
            let mut chance = Chance::of(seed, "r");
            [(); 8].map(|()| chance.below(1000))
        };
        assert_eq!(row(7), row(7));
        assert_ne!(row(7), row(8));
    }

    #[test]
    fn a_fifth_of_a_hundred_is_about_a_fifth() {
        let mut chance = Chance::of(1, "r");
        let hits = (0..10_000).filter(|_| chance.happens(20)).count();
        assert!((1_800..2_200).contains(&hits), "{hits}");
    }
}

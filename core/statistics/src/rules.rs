//! Rules by which a control chart tells a special cause from chance.

use crate::control::Point;

/// A rule, by what it looks for. Zones are counted in standard deviations from the centre, on one side of it unless said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rule {
    /// One point beyond three (Western Electric 1, Nelson 1).
    BeyondLimit,
    /// Two of three in a row beyond two (Western Electric 2, Nelson 5).
    TwoOfThree,
    /// Four of five in a row beyond one (Western Electric 3, Nelson 6).
    FourOfFive,
    /// Eight in a row on one side of the centre (Western Electric 4).
    EightOnOneSide,
    /// Nine in a row on one side of the centre (Nelson 2).
    NineOnOneSide,
    /// Six in a row, each above or each below the one before (Nelson 3).
    SixTrending,
    /// Fourteen in a row going up and down by turns (Nelson 4).
    FourteenAlternating,
    /// Fifteen in a row within one on either side (Nelson 7).
    FifteenWithin,
    /// Eight in a row beyond one on either side (Nelson 8).
    EightOutside,
}

/// The four rules of the Western Electric handbook.
pub const WESTERN_ELECTRIC: [Rule; 4] = [Rule::BeyondLimit, Rule::TwoOfThree, Rule::FourOfFive, Rule::EightOnOneSide];

/// Nelson's eight, in his order.
pub const NELSON: [Rule; 8] = [
    Rule::BeyondLimit,
    Rule::NineOnOneSide,
    Rule::SixTrending,
    Rule::FourteenAlternating,
    Rule::TwoOfThree,
    Rule::FourOfFive,
    Rule::FifteenWithin,
    Rule::EightOutside,
];

/// A rule that fired.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signal {
    /// Which.
    pub rule: Rule,
    /// The points that made it fire, as places from 0.
    pub points: Vec<usize>,
}

/// Which rules fire, in the order of the rules; each names every point that takes part in any run of it.
#[must_use]
pub fn signals(points: &[Point], rules: &[Rule]) -> Vec<Signal> {
    let fired = |rule: &Rule| {
        let points = rule.fires(points);
        (!points.is_empty()).then_some(Signal { rule: *rule, points })
    };
    rules.iter().filter_map(fired).collect()
}

impl Rule {
    /// How many points in a row it looks at.
    const fn span(self) -> usize {
        match self {
            Self::BeyondLimit => 1,
            Self::TwoOfThree => 3,
            Self::FourOfFive => 5,
            Self::EightOnOneSide | Self::EightOutside => 8,
            Self::NineOnOneSide => 9,
            Self::SixTrending => 6,
            Self::FourteenAlternating => 14,
            Self::FifteenWithin => 15,
        }
    }

    fn fires(self, points: &[Point]) -> Vec<usize> {
        let mut all = vec![false; points.len()];
        for (from, window) in points.windows(self.span()).enumerate() {
            for at in self.within(window) {
                if let Some(mark) = all.get_mut(from + at) {
                    *mark = true;
                }
            }
        }
        all.iter().enumerate().filter(|(_, mark)| **mark).map(|(at, _)| at).collect()
    }

    /// The places in a window that make it fire; none if it does not.
    fn within(self, window: &[Point]) -> Vec<usize> {
        let span = window.len();
        let side = |least: f64, wanted: usize| {
            [1.0, -1.0]
                .into_iter()
                .find_map(|sign| {
                    let found = places(window, |point| point.distance() * sign > least);
                    (found.len() >= wanted).then_some(found)
                })
                .unwrap_or_default()
        };
        let every = |holds: bool| if holds { (0..span).collect() } else { Vec::new() };
        match self {
            // Against the limits themselves: a limit cut at nought or at the whole is still a limit.
            Self::BeyondLimit => places(window, |point| point.value > point.upper || point.value < point.lower),
            Self::TwoOfThree => side(2.0, 2),
            Self::FourOfFive => side(1.0, 4),
            Self::EightOnOneSide | Self::NineOnOneSide => side(0.0, span),
            Self::SixTrending => every(steps(window).all(|step| step > 0.0) || steps(window).all(|step| step < 0.0)),
            Self::FourteenAlternating => {
                let mut turns = steps(window).zip(steps(window).skip(1));
                every(turns.all(|(one, next)| one * next < 0.0))
            }
            Self::FifteenWithin => every(window.iter().all(|point| point.sigma > 0.0 && point.distance().abs() < 1.0)),
            Self::EightOutside => every(window.iter().all(|point| point.distance().abs() > 1.0)),
        }
    }
}

fn places(window: &[Point], holds: impl Fn(&Point) -> bool) -> Vec<usize> {
    window.iter().enumerate().filter(|(_, point)| holds(point)).map(|(at, _)| at).collect()
}

fn steps(window: &[Point]) -> impl Iterator<Item = f64> {
    window.iter().zip(window.iter().skip(1)).map(|(one, next)| next.value - one.value)
}

//! Control limits at three standard deviations: p chart, u chart, individuals with moving range.

use crate::{
    real,
    rules::{NELSON, Rule, Signal, WESTERN_ELECTRIC, signals},
    whole,
};

/// Mean of the range of two values in units of the standard deviation.
const D2: f64 = 1.128;
/// Upper limit of a range of two values in units of its mean.
const D4: f64 = 3.267;

/// One sample: so many found among so many looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sample {
    /// How many were found.
    pub count: u64,
    /// How many were looked at.
    pub size: u64,
}

/// A point with its limits.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Point {
    /// Its value.
    pub value: f64,
    /// The mean of all.
    pub centre: f64,
    /// One standard deviation at this point.
    pub sigma: f64,
    /// The lower limit.
    pub lower: f64,
    /// The upper limit.
    pub upper: f64,
}

impl Point {
    /// How many standard deviations from the centre; nothing where the values do not vary.
    #[must_use]
    pub fn distance(&self) -> f64 {
        if self.sigma > 0.0 { (self.value - self.centre) / self.sigma } else { 0.0 }
    }
}

/// A control chart.
#[derive(Debug, Clone, PartialEq)]
pub struct Control {
    /// The points in their order.
    pub points: Vec<Point>,
}

impl Control {
    /// Which of the rules fire, and where.
    #[must_use]
    pub fn signals(&self, rules: &[Rule]) -> Vec<Signal> {
        signals(&self.points, rules)
    }

    /// The four rules of Western Electric.
    #[must_use]
    pub fn western_electric(&self) -> Vec<Signal> {
        self.signals(&WESTERN_ELECTRIC)
    }

    /// Nelson's eight rules.
    #[must_use]
    pub fn nelson(&self) -> Vec<Signal> {
        self.signals(&NELSON)
    }
}

/// Two charts of single values.
#[derive(Debug, Clone, PartialEq)]
pub struct Individuals {
    /// The values.
    pub values: Control,
    /// How far each is from the one before; one point fewer.
    pub ranges: Control,
}

/// Shares of samples of any sizes (p chart); samples of nothing are passed over with a point at the centre.
/// Nothing where nothing was looked at.
#[must_use]
pub fn p_chart(samples: &[Sample]) -> Option<Control> {
    let mean = mean(samples)?;
    let spread = mean * (1.0 - mean);
    Some(of_samples(samples, mean, spread, 1.0))
}

/// Counts per unit looked at (u chart), of samples of any sizes. Nothing where nothing was looked at.
#[must_use]
pub fn u_chart(samples: &[Sample]) -> Option<Control> {
    let mean = mean(samples)?;
    Some(of_samples(samples, mean, mean, f64::INFINITY))
}

fn mean(samples: &[Sample]) -> Option<f64> {
    let (found, all) = samples
        .iter()
        .fold((0_u64, 0_u64), |(found, all), one| (found.saturating_add(one.count), all.saturating_add(one.size)));
    (all > 0).then(|| real(found) / real(all))
}

fn of_samples(samples: &[Sample], centre: f64, spread: f64, most: f64) -> Control {
    let point = |one: &Sample| {
        if one.size == 0 {
            return Point { value: centre, centre, sigma: 0.0, lower: centre, upper: centre };
        }
        let size = real(one.size);
        let sigma = (spread / size).max(0.0).sqrt();
        let (lower, upper) = ((centre - 3.0 * sigma).max(0.0), (centre + 3.0 * sigma).min(most));
        Point { value: real(one.count) / size, centre, sigma, lower, upper }
    };
    Control { points: samples.iter().map(point).collect() }
}

/// Single values (XmR chart): limits from the mean moving range of two. Nothing of fewer than two values.
#[must_use]
pub fn individuals(values: &[f64]) -> Option<Individuals> {
    if values.len() < 2 {
        return None;
    }
    let ranges: Vec<f64> = values.iter().zip(values.iter().skip(1)).map(|(a, b)| (b - a).abs()).collect();
    let (centre, range) = (average(values), average(&ranges));
    let sigma = range / D2;
    let point =
        |value: &f64| Point { value: *value, centre, sigma, lower: centre - 3.0 * sigma, upper: centre + 3.0 * sigma };
    let upper = D4 * range;
    let moved = |value: &f64| Point { value: *value, centre: range, sigma: (upper - range) / 3.0, lower: 0.0, upper };
    Some(Individuals {
        values: Control { points: values.iter().map(point).collect() },
        ranges: Control { points: ranges.iter().map(moved).collect() },
    })
}

fn average(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / real(whole(values.len()).max(1))
}

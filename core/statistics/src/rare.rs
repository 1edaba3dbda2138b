//! Control charts of what is rare. Where most periods have none, limits on counts say nothing: every single one would be a signal.
//! What lies between one and the next is measured instead, so a point above the upper limit is good news and one below the lower bad.

use crate::{
    control::{Control, Point, individuals},
    real, whole,
};

/// Times between events that come by chance are far from symmetric; to this power they nearly are (Nelson, "A control chart for
/// parts-per-million nonconforming items", Journal of Quality Technology 26, 1994).
const NELSON_POWER: f64 = 1.0 / 3.6;
/// Fewer points say little about chance.
const POINTS_MIN: usize = 2;

/// How many others came between one and the next (g chart), as in Benneyan, "Number-between g-type statistical quality control charts
/// for monitoring adverse events", Health Care Management Science 4, 2001: the spread is that of a geometric distribution.
/// Nothing of fewer than two numbers.
#[must_use]
pub fn g_chart(between: &[u64]) -> Option<Control> {
    if between.len() < POINTS_MIN {
        return None;
    }
    let sum = between.iter().fold(0_u64, |sum, one| sum.saturating_add(*one));
    let centre = real(sum) / real(whole(between.len()));
    let sigma = (centre * (centre + 1.0)).sqrt();
    let (lower, upper) = ((centre - 3.0 * sigma).max(0.0), centre + 3.0 * sigma);
    let point = |one: &u64| Point { value: real(*one), centre, sigma, lower, upper };
    Some(Control { points: between.iter().map(point).collect() })
}

/// How much time lay between one and the next (t chart): the limits of single values, worked out on times to the power of 1/3.6. The
/// points are of that scale; [`from_t_scale`] leads back. Nothing of fewer than two times.
#[must_use]
pub fn t_chart(times: &[f64]) -> Option<Control> {
    let scaled: Vec<f64> = times.iter().map(|time| time.max(0.0).powf(NELSON_POWER)).collect();
    let mut control = individuals(&scaled)?.values;
    control.points.iter_mut().for_each(|point| point.lower = point.lower.max(0.0));
    Some(control)
}

/// A value of the scale of [`t_chart`] as the time that it stands for.
#[must_use]
pub fn from_t_scale(value: f64) -> f64 {
    value.max(0.0).powf(1.0 / NELSON_POWER)
}

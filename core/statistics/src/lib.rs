//! The statistics behind charts: pure, from counts to figures. Counts stay whole numbers and shares stay fractions; floating point
//! serves for limits and positions alone, where a root or a mean of measured values stands.

mod control;
mod cross;
mod flow;
mod pareto;
mod rare;
mod ratio;
mod rules;
mod suppress;
mod survival;

pub use control::{Control, Individuals, Point, Sample, individuals, p_chart, u_chart};
pub use cross::{Cross, HOURS, WEEKDAYS, cross, heat, level};
pub use flow::{FunnelStep, Stay, Stayed, age_bands, flow, funnel};
pub use pareto::{Cause, VITAL, pareto};
pub use rare::{from_t_scale, g_chart, t_chart};
pub use ratio::Ratio;
pub use rules::{NELSON, Rule, Signal, WESTERN_ELECTRIC, signals};
pub use suppress::{Cell, Suppressed, suppressed};
pub use survival::{Curve, Seen, Step, kaplan_meier};

/// A count as a real number; exact up to 2⁵³.
pub(crate) const fn real(count: u64) -> f64 {
    count as f64
}

/// A length or place as a count.
pub(crate) fn whole(length: usize) -> u64 {
    u64::try_from(length).unwrap_or(u64::MAX)
}

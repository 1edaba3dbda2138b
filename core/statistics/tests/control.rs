//! Control charts against published examples.

use dengwen_statistics::{
    Control, Point, Rule, Sample, Signal, from_t_scale, g_chart, individuals, p_chart, t_chart, u_chart,
};

fn near(found: f64, published: f64, places: i32) {
    let least = 0.5_f64.mul_add(10_f64.powi(-places), 1e-9);
    assert!((found - published).abs() <= least, "{found} is not {published}");
}

fn samples(counts: &[u64], size: u64) -> Vec<Sample> {
    counts.iter().map(|count| Sample { count: *count, size }).collect()
}

/// Montgomery, Introduction to Statistical Quality Control, frozen orange juice cans: 30 samples of 50.
const CANS: [u64; 30] =
    [12, 15, 8, 10, 4, 7, 16, 9, 14, 10, 5, 6, 17, 12, 22, 8, 10, 5, 13, 11, 20, 18, 24, 15, 9, 12, 7, 13, 9, 6];

#[test]
fn p_chart_of_montgomerys_orange_juice_cans() {
    let chart = p_chart(&samples(&CANS, 50)).unwrap();
    near(chart.points[0].centre, 0.2313, 4);
    near(chart.points[0].upper, 0.4102, 4);
    near(chart.points[0].lower, 0.0524, 4);
    let beyond = &chart.western_electric()[0];
    assert_eq!(*beyond, Signal { rule: Rule::BeyondLimit, points: vec![14, 22] }, "samples 15 and 23");
}

#[test]
fn p_chart_of_the_cans_again_without_the_two_explained_samples() {
    let kept: Vec<u64> = CANS.iter().enumerate().filter(|(at, _)| ![14, 22].contains(at)).map(|(_, n)| *n).collect();
    let chart = p_chart(&samples(&kept, 50)).unwrap();
    near(chart.points[0].centre, 0.2150, 4);
    near(chart.points[0].upper, 0.3893, 4);
    near(chart.points[0].lower, 0.0407, 4);
    assert_eq!(chart.signals(&[Rule::BeyondLimit])[0].points, [19], "sample 21 of the first numbering");
}

#[test]
fn p_chart_with_varying_sizes_of_montgomerys_purchase_orders() {
    let sizes = [
        100, 80, 80, 100, 110, 110, 100, 100, 90, 90, 110, 120, 120, 120, 110, 80, 80, 80, 90, 100, 100, 100, 100, 90,
        90,
    ];
    let counts = [12, 8, 6, 9, 10, 12, 11, 16, 10, 6, 20, 15, 9, 8, 6, 8, 10, 7, 5, 8, 5, 8, 10, 6, 9];
    let of: Vec<Sample> = counts.into_iter().zip(sizes).map(|(count, size)| Sample { count, size }).collect();
    let chart = p_chart(&of).unwrap();
    near(chart.points[0].centre, 234.0 / 2450.0, 9);
    near(chart.points[0].sigma, 0.029, 3);
    near(chart.points[10].value, 0.182, 3);
    assert!(chart.points[11].upper < chart.points[0].upper, "a larger sample has narrower limits");
    assert_eq!(chart.signals(&[Rule::BeyondLimit])[0].points, [10], "sample 11");
}

#[test]
fn u_chart_of_montgomerys_shipments() {
    let errors = [2, 3, 8, 1, 1, 4, 1, 4, 5, 1, 8, 2, 4, 3, 4, 1, 8, 3, 7, 4];
    let chart = u_chart(&samples(&errors, 50)).unwrap();
    near(chart.points[0].centre, 0.0740, 4);
    near(chart.points[0].upper, 0.1894, 4);
    near(chart.points[0].lower, 0.0, 9);
    assert!(chart.signals(&[Rule::BeyondLimit]).is_empty());
}

#[test]
fn u_chart_with_varying_sizes_of_montgomerys_dyed_cloth() {
    // Inspection units come in halves: sizes are given in halves, so that limits are halves of the published ones.
    let halves = [20, 16, 26, 20, 19, 20, 24, 21, 24, 25];
    let counts = [14, 12, 20, 11, 7, 10, 21, 16, 19, 23];
    let of: Vec<Sample> = counts.into_iter().zip(halves).map(|(count, size)| Sample { count, size }).collect();
    let chart = u_chart(&of).unwrap();
    near(chart.points[0].centre * 2.0, 1.42, 2);
    near(chart.points[0].lower * 2.0, 0.29, 2);
    assert!(chart.signals(&[Rule::BeyondLimit]).is_empty());
}

/// Montgomery, Introduction to Statistical Quality Control, "Control charts for low count rates": hours between failures of a valve
/// in a chemical plant. He writes the power of 1/3.6 as 0.2777, so that the last decimals of his table are others.
#[test]
fn t_chart_of_montgomerys_valve_failures() {
    let hours = [286, 948, 536, 124, 816, 729, 4, 143, 431, 8, 2837, 596, 81, 227, 603, 492, 1199, 1214, 2831, 96];
    let chart = t_chart(&hours.map(f64::from)).unwrap();
    for (at, published) in [(0, 4.81), (1, 6.71), (6, 1.47), (9, 1.78), (12, 3.39), (18, 9.10)] {
        near(chart.points[at].value, published, 2);
    }
    near(chart.points[0].centre, 5.39, 2);
    near(chart.points[0].lower, 0.0, 9);
    assert!(chart.signals(&[Rule::BeyondLimit]).is_empty(), "a state of control, as the book says");
    near(from_t_scale(chart.points[1].value), 948.0, 6);
}

/// Benneyan 2001: the standard deviation of a geometric number is the root of mean times mean plus one.
#[test]
fn g_chart_has_the_spread_of_a_geometric_number() {
    let chart = g_chart(&[2, 0, 5, 1, 40, 6]).unwrap();
    near(chart.points[0].centre, 9.0, 9);
    near(chart.points[0].sigma, 90.0_f64.sqrt(), 9);
    near(chart.points[0].upper, 90.0_f64.sqrt().mul_add(3.0, 9.0), 9);
    near(chart.points[0].lower, 0.0, 9);
    assert_eq!(chart.signals(&[Rule::BeyondLimit])[0].points, [4], "long nothing, then five in short time");
    assert!(g_chart(&[7]).is_none());
}

#[test]
fn individuals_of_the_nist_handbooks_flow_rates() {
    let chart = individuals(&[49.6, 47.6, 49.9, 51.3, 47.8, 51.2, 52.6, 52.4, 53.6, 52.1]).unwrap();
    near(chart.values.points[0].centre, 50.81, 2);
    near(chart.ranges.points[0].centre, 1.8778, 4);
    near(chart.values.points[0].upper, 55.8041, 4);
    assert!(chart.values.signals(&[Rule::BeyondLimit]).is_empty());
}

#[test]
fn individuals_of_montgomerys_mortgage_loan_costs() {
    let costs = [
        310.0, 288.0, 297.0, 298.0, 307.0, 303.0, 294.0, 297.0, 308.0, 306.0, 294.0, 299.0, 297.0, 299.0, 314.0, 295.0,
        293.0, 306.0, 301.0, 304.0,
    ];
    let chart = individuals(&costs).unwrap();
    near(chart.values.points[0].centre, 300.5, 1);
    near(chart.ranges.points[0].centre, 7.79, 2);
    near(chart.values.points[0].upper, 321.22, 2);
    near(chart.values.points[0].lower, 279.78, 2);
    near(chart.ranges.points[0].upper, 25.45, 2);
    assert!(chart.values.western_electric().is_empty());
}

/// Points at so many standard deviations from a centre of nought.
fn at(distances: &[f64]) -> Control {
    let point = |value: &f64| Point { value: *value, centre: 0.0, sigma: 1.0, lower: -3.0, upper: 3.0 };
    Control { points: distances.iter().map(point).collect() }
}

#[track_caller]
fn fires(rule: Rule, distances: &[f64], points: &[usize]) {
    let found = at(distances).signals(&[rule]);
    let named: Vec<usize> = found.into_iter().flat_map(|signal| signal.points).collect();
    assert_eq!(named, points, "{rule:?} of {distances:?}");
}

#[test]
fn each_rule_fires_at_its_points_and_not_before() {
    fires(Rule::BeyondLimit, &[3.0, 3.1, -3.1], &[1, 2]);
    fires(Rule::TwoOfThree, &[2.1, 0.0, 2.1], &[0, 2]);
    fires(Rule::TwoOfThree, &[2.1, 0.0, -2.1], &[]);
    fires(Rule::TwoOfThree, &[2.1, 0.0, 0.0, 2.1], &[]);
    fires(Rule::FourOfFive, &[-1.1, -1.2, 0.0, -1.1, -1.1], &[0, 1, 3, 4]);
    fires(Rule::FourOfFive, &[-1.1, -1.2, 0.0, -1.1, 1.1], &[]);
    fires(Rule::EightOnOneSide, &[0.1; 7], &[]);
    fires(Rule::EightOnOneSide, &[0.1; 8], &[0, 1, 2, 3, 4, 5, 6, 7]);
    fires(Rule::NineOnOneSide, &[0.1; 8], &[]);
    fires(Rule::NineOnOneSide, &[-0.1; 9], &[0, 1, 2, 3, 4, 5, 6, 7, 8]);
    fires(Rule::SixTrending, &[0.0, 0.1, 0.2, 0.3, 0.4, 0.5], &[0, 1, 2, 3, 4, 5]);
    fires(Rule::SixTrending, &[0.0, 0.1, 0.2, 0.3, 0.4, 0.4], &[]);
    let turns: Vec<f64> = (0..14).map(|n| if n % 2 == 0 { 0.5 } else { -0.5 }).collect();
    fires(Rule::FourteenAlternating, &turns, &(0..14).collect::<Vec<_>>());
    fires(Rule::FourteenAlternating, &turns[..13], &[]);
    fires(Rule::FifteenWithin, &[0.2; 15], &(0..15).collect::<Vec<_>>());
    fires(Rule::FifteenWithin, &[0.2; 14], &[]);
    let apart: Vec<f64> = (0..8).map(|n| if n % 3 == 0 { 1.5 } else { -1.5 }).collect();
    fires(Rule::EightOutside, &apart, &[0, 1, 2, 3, 4, 5, 6, 7]);
}

#[test]
fn what_does_not_vary_and_what_is_not_there_is_no_signal() {
    assert_eq!(p_chart(&[]), None);
    assert_eq!(p_chart(&samples(&[0], 0)), None);
    assert_eq!(individuals(&[1.0]), None);
    let level = p_chart(&samples(&[10; 20], 10)).unwrap();
    assert!(level.nelson().is_empty(), "all on time, every time");
    let with_a_gap = p_chart(&[Sample { count: 1, size: 4 }, Sample { count: 0, size: 0 }]).unwrap();
    assert!(with_a_gap.nelson().is_empty());
}

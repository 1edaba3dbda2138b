//! Pareto, survival, tables, flow and small cells.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests fail by panicking")]

use dengwen_statistics::{
    Cell, Cross, Ratio, Seen, Stay, VITAL, age_bands, cross, flow, funnel, heat, kaplan_meier, level, pareto,
    suppressed,
};

#[test]
fn pareto_orders_adds_up_and_tells_the_vital_few() {
    let causes = pareto(&[5, 40, 15, 30, 10], VITAL);
    let named: Vec<(usize, u64, bool)> = causes.iter().map(|one| (one.at, one.cumulative.over, one.vital)).collect();
    assert_eq!(named, [(1, 40, true), (3, 70, true), (2, 85, true), (4, 95, false), (0, 100, false)]);
    let exactly = pareto(&[80, 20], VITAL);
    assert!(exactly[0].vital && !exactly[1].vital, "eighty of a hundred is reached by the first alone");
    assert!(pareto(&[0, 0], VITAL).iter().all(|one| !one.vital && one.cumulative.permille().is_none()));
}

/// Freireich et al. 1963, weeks in remission; a plus is a patient still in remission.
fn remission(text: &str) -> Vec<Seen> {
    let one = |word: &str| Seen { time: word.trim_end_matches('+').parse().unwrap(), ended: !word.ends_with('+') };
    text.split(' ').map(one).collect()
}

#[test]
fn survival_of_freireichs_leukaemia_patients() {
    let treated = kaplan_meier(&remission("6 6 6 6+ 7 9+ 10 10+ 11+ 13 16 17+ 19+ 20+ 22 23 25+ 32+ 32+ 34+ 35+"));
    assert_eq!(treated.median, Some(23));
    let published = [(6, 0.857), (7, 0.807), (10, 0.753), (13, 0.690), (16, 0.627), (22, 0.538), (23, 0.448)];
    for (week, open) in published {
        assert!((treated.open_after(week) - open).abs() <= 0.0005, "week {week}: {}", treated.open_after(week));
    }
    assert!((treated.open_after(35) - 0.448).abs() <= 0.0005, "nobody relapsed later");
    let first = treated.steps[0];
    assert_eq!((first.at_risk, first.ended, first.censored), (21, 3, 1));
    let placebo = kaplan_meier(&remission("1 1 2 2 3 4 4 5 5 8 8 8 8 11 11 12 12 15 17 22 23"));
    assert_eq!(placebo.median, Some(8));
    assert!(placebo.open_after(23).abs() < f64::EPSILON);
}

#[test]
fn half_is_half_exactly_and_many_steps_fit() {
    let many: Vec<Seen> = (1..=10_000).map(|time| Seen { time, ended: true }).collect();
    assert_eq!(kaplan_meier(&many).median, Some(5_000));
    let mixed: Vec<Seen> = (1..=3_000).map(|time| Seen { time, ended: time % 3 != 0 }).collect();
    let open = kaplan_meier(&mixed).open_after(1_000);
    assert!((0.4..0.9).contains(&open), "{open}");
    assert_eq!(kaplan_meier(&[]).median, None);
    assert_eq!(kaplan_meier(&[Seen { time: 4, ended: false }; 3]).median, None);
}

#[test]
fn tables_add_up() {
    let table = cross(2, 2, [(0, 0, 3), (0, 1, 4), (1, 1, 5), (0, 0, 1), (9, 0, 99)]);
    assert_eq!(table.cells, [[4, 4], [0, 5]]);
    assert_eq!((table.rows.as_slice(), table.columns.as_slice(), table.total), (&[8, 5][..], &[4, 9][..], 13));
    assert_eq!(table.most(), Some((1, 1, 5)));
    assert_eq!(heat([(6, 23, 2)]).cells[6][23], 2);
    assert_eq!([0, 1, 25, 26, 100].map(|count| level(count, 100)), [0, 1, 1, 2, 4]);
}

#[test]
fn funnels_and_ages() {
    let steps = funnel(&[100, 80, 20]);
    assert_eq!((steps[2].of_first.permille(), steps[2].of_before.permille()), (Some(200), Some(250)));
    assert_eq!(funnel(&[0])[0].of_first.permille(), None);
    assert_eq!(age_bands(&[0, 7, 8, 30, 31], &[7, 30]), [2, 2, 1]);
}

#[test]
fn the_bottleneck_is_where_most_is_waited_in_sum() {
    let stay = |stage, time, count, over| Stay { stage, time, count, over };
    let all = flow(4, &[stay(0, 20, 1, true), stay(1, 2, 9, true), stay(1, 3, 1, true), stay(2, 1, 3, true)]);
    let marked: Vec<bool> = all.iter().map(|one| one.bottleneck).collect();
    assert_eq!(marked, [false, true, false, false], "21 days of ten against 20 of one");
    assert_eq!((all[1].count, all[1].sum, all[3].median), (10, 21, None));
    let still = flow(2, &[stay(0, 20, 1, true), stay(1, 7, 3, false)]);
    assert!(still[1].bottleneck, "what waits there still counts");
    assert_eq!((still[1].count, still[1].waiting, still[1].median), (0, 3, None));
    assert!(flow(2, &[stay(0, 0, 5, true)]).iter().all(|one| !one.bottleneck));
}

#[test]
fn medians_and_nine_in_ten_are_those_of_all_stays() {
    let of = |times: &[(u64, u64)]| {
        let stays: Vec<Stay> =
            times.iter().map(|(time, count)| Stay { stage: 0, time: *time, count: *count, over: true }).collect();
        let found = flow(1, &stays)[0];
        (found.median.unwrap(), found.ninety.unwrap())
    };
    assert_eq!(of(&[(3, 1), (1, 1), (2, 1)]), (Ratio { over: 2, under: 1 }, 3));
    assert_eq!(of(&[(4, 1), (1, 1)]), (Ratio { over: 5, under: 2 }, 4));
    assert_eq!(
        of(&[(1, 8), (9, 1), (30, 1)]),
        (Ratio { over: 1, under: 1 }, 9),
        "nine of ten took no longer than nine"
    );
}

#[test]
fn a_small_cell_takes_a_rectangle_with_it() {
    let table = cross(2, 3, [(0, 0, 2), (0, 1, 20), (0, 2, 30), (1, 0, 40), (1, 1, 50), (1, 2, 60)]);
    let shown = suppressed(&table, 5);
    use Cell::{Guard, Shown, Small};
    assert_eq!(shown.rows[0], [Small, Guard, Shown(30), Shown(52)]);
    assert_eq!(shown.rows[1], [Guard, Guard, Shown(60), Shown(150)]);
    assert_eq!(shown.totals, [Shown(42), Shown(70), Shown(90), Shown(202)]);
}

#[test]
fn nothing_small_is_nothing_kept_back() {
    let table = cross(2, 2, [(0, 0, 9), (1, 1, 12)]);
    let shown = suppressed(&table, 5);
    assert!(shown.rows.iter().flatten().all(|cell| matches!(cell, Cell::Shown(_))), "nought is no small count");
}

/// Can a kept-back cell be solved for from all that is shown: elimination over the equations of rows and columns.
fn given_away(table: &Cross, threshold: u64) -> usize {
    let shown = suppressed(table, threshold);
    let lines: Vec<&Vec<Cell>> = shown.rows.iter().chain(std::iter::once(&shown.totals)).collect();
    let (rows, columns) = (lines.len(), lines[0].len());
    let hidden = |row: usize, column: usize| !matches!(lines[row][column], Cell::Shown(_));
    let mut names = Vec::new();
    for row in 0..rows {
        for column in (0..columns).filter(|column| hidden(row, *column)) {
            names.push((row, column));
        }
    }
    let sign = |at: usize, all: usize| if at + 1 == all { -1.0 } else { 1.0 };
    let mut equations: Vec<Vec<f64>> = Vec::new();
    for row in 0..rows {
        equations.push(names.iter().map(|(r, c)| if *r == row { sign(*c, columns) } else { 0.0 }).collect());
    }
    for column in 0..columns {
        equations.push(names.iter().map(|(r, c)| if *c == column { sign(*r, rows) } else { 0.0 }).collect());
    }
    let mut done = 0;
    for name in 0..names.len() {
        let Some(found) = (done..equations.len()).find(|at| equations[*at][name].abs() > 1e-9) else { continue };
        equations.swap(done, found);
        let pivot: Vec<f64> = equations[done].iter().map(|value| value / equations[done][name]).collect();
        for (at, line) in equations.iter_mut().enumerate() {
            let times = line[name];
            if at != done {
                line.iter_mut().zip(&pivot).for_each(|(value, of)| *value -= times * of);
            }
        }
        equations[done] = pivot;
        done += 1;
    }
    let alone = |line: &&Vec<f64>| line.iter().filter(|value| value.abs() > 1e-9).count() == 1;
    equations.iter().filter(alone).count()
}

#[test]
fn no_total_gives_a_kept_back_cell_away() {
    let mut seed = 7_u64;
    let mut next = |most: u64| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) % most
    };
    for _ in 0..400 {
        let (rows, columns) = (usize::try_from(2 + next(4)).unwrap(), usize::try_from(2 + next(4)).unwrap());
        let cells: Vec<(usize, usize, u64)> = (0..rows)
            .flat_map(|row| (0..columns).map(move |column| (row, column)))
            .map(|(row, column)| (row, column, if next(4) == 0 { next(6) } else { next(60) }))
            .collect();
        let table = cross(rows, columns, cells);
        assert_eq!(given_away(&table, 5), 0, "{table:?}");
    }
}

//! How fast a page tells, day by day, how a date came about. `cargo xtask bench core` runs it.
#![expect(clippy::unwrap_used, reason = "benches fail by panicking")]

use dengwen_calendar::{Calendar, Counting, Moves, Span, explain};
use dengwen_desk::show::words;
use dengwen_regulation::model::Lang;
use divan::{Bencher, black_box};
use jiff::{Timestamp, civil::Date};

#[divan::bench(args = [15, 60])]
fn working_days_told(bencher: Bencher<'_, '_>, days: u32) {
    let start: Timestamp = "2026-02-09T02:00:00Z".parse().unwrap();
    let span: Span = format!("{days} working-days").parse().unwrap();
    let explanation = explain(&Calendar::china(), &Counting::default(), start, span, &Moves::default());
    let today = Date::constant(2026, 2, 24);
    bencher.bench(|| words::steps(black_box(&explanation), today, Lang::Zh));
}

fn main() {
    divan::main();
}

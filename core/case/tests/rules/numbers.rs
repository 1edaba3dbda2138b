//! Standing rules of numbers with decimals.

use dengwen_case::{Figure, FigureUnit, Surroundings, figure_lines, measured};
use dengwen_regulation::value::Value;

use crate::scene::{Scene, scene};

fn noise() -> Scene {
    scene(
        "settings: {most: {label: 限值 | limit, type: number, decimals: 1, default: 55.5}}\n\
         tables: {line: {label: 标准 | standard, by: [spot], gives: number, rows: [{spot: 东, is: \"0.10\"}, {is: 60}]}}\n\
         fields:\n  spot: {label: 处 | spot, type: text}\n  level: {label: 声级 | level, type: number, decimals: 1}\n  \
         third: {label: 三分之一 | a third, type: number, decimals: 2, value: \"level / 3\"}\n  \
         whole: {label: 一半 | half, type: number, value: \"level / 2\"}\n  kept: {label: 另记 | kept, type: number, decimals: 2}\n\
         stages: {open: 在办 | open, closed: {label: 办结 | closed, end: true}}\n\
         acts:\n  register: {label: 登记 | register, begins: any, by: clerk, input: [spot, level], does: [set: {kept: 7.5}]}\n  \
         pass: {label: 合格 | pass, by: clerk, in: any, refuse: [{when: \"level > setting.most\", say: 超标 | above}]}\n  \
         exact: {label: 恰好 | exact, by: clerk, in: any, refuse: [{unless: \"level == 55.5\", say: 不等 | not so}]}\n  \
         plain: {label: 恰好 | exact, by: clerk, in: any, refuse: [{unless: {level: 55.5}, say: 不等 | not so}]}\n  \
         low: {label: 低 | low, by: clerk, in: any, refuse: [{when: \"level > table('line', spot)\", say: 超标 | above}]}\n\
         indicators:\n  all: {label: 合计 | sum, of: case, value: \"level\", as: sum, article: 一}\n  \
         mean: {label: 平均 | mean, of: case, value: \"level\", as: mean, article: 一}\n",
    )
}

fn field(s: &Scene, id: &str) -> Value {
    s.case().main().unwrap().values.get(id).cloned().unwrap_or(Value::Empty)
}

#[test]
fn a_measured_value_is_held_exactly_against_its_limit() {
    let mut s = noise();
    s.done("clerk", "register", "{spot: 东, level: 55.5}");
    assert_eq!(field(&s, "level"), Value::Decimal(555, 1));
    s.done("clerk", "pass", "{}");
    s.done("clerk", "exact", "{}");
    s.done("clerk", "plain", "{}");
    assert_eq!(s.refused("clerk", "low", "{}"), ["guard"], "above 0.10 of the table");
    s.place = s.town.open("second");
    s.done("clerk", "register", "{spot: 西, level: 55.6}");
    assert_eq!(s.refused("clerk", "pass", "{}"), ["guard"], "a tenth above");
    s.done("clerk", "low", "{}");
}

#[test]
fn what_is_computed_has_the_decimals_of_its_field() {
    let mut s = noise();
    s.done("clerk", "register", "{level: 55}");
    assert_eq!(field(&s, "level"), Value::Decimal(550, 1), "a whole number has them too");
    assert_eq!(field(&s, "third"), Value::Decimal(1833, 2));
    assert_eq!(field(&s, "whole"), Value::Int(28), "rounded half up");
    assert_eq!(field(&s, "kept"), Value::Decimal(750, 2));
}

#[test]
fn more_decimals_than_the_field_has_are_no_value_of_it() {
    let s = noise();
    let level = &s.town.regulation.main.fields["level"];
    assert_eq!(dengwen_case::read_value(level, "55.55"), None);
    assert_eq!(dengwen_case::read_value(level, "55.5"), Some(Value::Decimal(555, 1)));
}

#[test]
fn figures_add_decimals_up_exactly() {
    let mut s = noise();
    s.done("clerk", "register", "{level: 0.1}");
    let first = s.place;
    s.place = s.town.open("second");
    s.done("clerk", "register", "{level: 0.2}");
    let all = |id: &str| {
        let indicator = &s.town.regulation.indicators[id];
        let nothing = Surroundings::default();
        let each = [first, s.place].map(|place| {
            let case = &s.town.cases[place].1;
            measured(case, &s.town.regulation, &s.town.calendar, &nothing, indicator, s.town.now).unwrap()
        });
        figure_lines(indicator, &each.concat())[0].figure
    };
    assert_eq!(all("all"), Figure { over: 3, under: 1, unit: FigureUnit::Decimal(1) });
    assert_eq!(all("all").value(), Value::Decimal(3, 1));
    assert_eq!(all("mean").value(), Value::Share(3, 20));
}

//! Bars lying side by side, each with its name before it and its value after it.

use dengwen_regulation::show::drawn::width;

use crate::{
    Item,
    canvas::{Canvas, From, LEAD, TEXT, lines},
    length,
};

pub(crate) fn draw(canvas: &mut Canvas, items: &[Item]) {
    let longest = items.iter().map(|item| width(&item.label, TEXT)).fold(24.0, f64::max);
    let names = longest.min(canvas.wide * 0.36);
    let values = items.iter().map(|item| width(&item.said, TEXT)).fold(0.0, f64::max).min(canvas.wide * 0.34);
    let room = canvas.wide - names - values - 18.0;
    let most = items.iter().map(|item| item.value).fold(0.0, f64::max);
    let mut y = 4.0;
    for item in items {
        let name = lines(&item.label, TEXT, names, 2);
        let high = (length(name.len()) * LEAD).max(20.0);
        canvas.lines(0.0, y + (high - length(name.len()) * LEAD) / 2.0 + 12.0, &name, "", From::Left);
        let long = if most > 0.0 { item.value.max(0.0) / most * room } else { 0.0 };
        canvas.rect("bar", names + 10.0, y + high / 2.0 - 8.0, long.max(1.0), 16.0);
        let said = crate::canvas::fit(&item.said, TEXT, values);
        canvas.text(names + 16.0 + long, y + high / 2.0 + 4.0, &said, "strong", From::Left);
        y += high + 8.0;
    }
    canvas.line("axis", (names + 10.0, 0.0), (names + 10.0, y - 2.0));
    canvas.high = y;
}

//! A table of counts whose cells are shaded; the count stands in each, so that the shade says nothing alone.

use dengwen_regulation::show::drawn::width;
use dengwen_statistics::level;

use crate::{
    Grid,
    canvas::{Canvas, From, LEAD, SMALL, TEXT, fit},
    length,
    plot::Names,
};

pub(crate) fn draw(canvas: &mut Canvas, grid: &Grid) {
    if canvas.is_narrow() && grid.columns.len() > 8 && grid.rows.len() < grid.columns.len() {
        table(canvas, &turned(grid));
    } else {
        table(canvas, grid);
    }
}

fn turned(grid: &Grid) -> Grid {
    let column = |at: usize| grid.cells.iter().map(|row| row.get(at).copied().unwrap_or(0)).collect();
    let cells = (0..grid.columns.len()).map(column).collect();
    Grid { rows: grid.columns.clone(), columns: grid.rows.clone(), cells }
}

fn table(canvas: &mut Canvas, grid: &Grid) {
    let longest = grid.rows.iter().map(|row| width(row, TEXT)).fold(20.0, f64::max);
    let names = longest.min(canvas.wide * 0.3) + 10.0;
    let slot = ((canvas.wide - names) / length(grid.columns.len().max(1))).min(96.0);
    let labels: Vec<&str> = grid.columns.iter().map(String::as_str).collect();
    let columns = Names::of(&labels, slot + 6.0);
    for place in 0..labels.len() {
        columns.at(canvas, place, names + slot * (length(place) + 0.5), 14.0);
    }
    let most = grid.cells.iter().flatten().copied().max().unwrap_or(0);
    let high = 26.0;
    let mut y = columns.high() + 8.0;
    for (name, cells) in grid.rows.iter().zip(&grid.cells) {
        canvas.text(0.0, y + 17.0, &fit(name, TEXT, names - 10.0), "", From::Left);
        for (place, count) in cells.iter().enumerate() {
            let x = names + slot * length(place);
            canvas.rect(&format!("cell l{}", level(*count, most)), x, y, slot, high);
            if *count > 0 {
                let said = count.to_string();
                let class = if *count == most { "strong" } else { "" };
                let said = if width(&said, SMALL) <= slot - 1.0 { said } else { "…".to_owned() };
                canvas.text(x + slot / 2.0, y + 17.0, &said, class, From::Middle);
            }
        }
        y += high;
    }
    let y = columns.legend(canvas, &grid.columns, y + LEAD + 4.0);
    canvas.high = y + 2.0;
}

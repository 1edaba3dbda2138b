//! Cross tables over two axes with totals; weekday by hour is one of them.

/// Days of a week, Monday first.
pub const WEEKDAYS: usize = 7;
/// Hours of a day.
pub const HOURS: usize = 24;

/// A table of counts.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Cross {
    /// The cells, row by row.
    pub cells: Vec<Vec<u64>>,
    /// What each row comes to.
    pub rows: Vec<u64>,
    /// What each column comes to.
    pub columns: Vec<u64>,
    /// What all comes to.
    pub total: u64,
}

/// Puts counts in their places; what stands outside the table is passed over, what is there twice is added up.
#[must_use]
pub fn cross(rows: usize, columns: usize, counts: impl IntoIterator<Item = (usize, usize, u64)>) -> Cross {
    let mut table =
        Cross { cells: vec![vec![0; columns]; rows], rows: vec![0; rows], columns: vec![0; columns], total: 0 };
    for (row, column, count) in counts {
        let Some(cell) = table.cells.get_mut(row).and_then(|cells| cells.get_mut(column)) else { continue };
        *cell = cell.saturating_add(count);
        let sums = [table.rows.get_mut(row), table.columns.get_mut(column), Some(&mut table.total)];
        for sum in sums.into_iter().flatten() {
            *sum = sum.saturating_add(count);
        }
    }
    table
}

/// Weekday (Monday is 0) by hour.
#[must_use]
pub fn heat(counts: impl IntoIterator<Item = (usize, usize, u64)>) -> Cross {
    cross(WEEKDAYS, HOURS, counts)
}

/// How dark a cell is drawn, from 0 for nothing to 4 for the most there is.
#[must_use]
pub fn level(count: u64, most: u64) -> u8 {
    if count == 0 || most == 0 {
        return 0;
    }
    let quarter = (u128::from(count) * 4).div_ceil(u128::from(most));
    u8::try_from(quarter.clamp(1, 4)).unwrap_or(4)
}

impl Cross {
    /// The largest cell, with its row and column; the first of equals.
    #[must_use]
    pub fn most(&self) -> Option<(usize, usize, u64)> {
        let all = self.cells.iter().enumerate();
        let cells = all.flat_map(|(row, cells)| cells.iter().enumerate().map(move |(column, n)| (row, column, *n)));
        cells.fold(None, |best: Option<(usize, usize, u64)>, cell| match best {
            Some(best) if best.2 >= cell.2 => Some(best),
            _ => Some(cell),
        })
    }
}

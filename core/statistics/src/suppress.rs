//! Small cells of public tables: what is below a threshold is kept back, and so much more that nothing kept back follows from the
//! totals.
//!
//! A kept-back cell joins its row with its column. It follows from the totals exactly when nothing else kept back joins the two, so
//! each is given such a way round, the cheapest there is, by keeping back what lies on it. Totals are a row and a column like any
//! other.

use crate::cross::Cross;

/// What the public sees of a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cell {
    /// The count.
    Shown(u64),
    /// Kept back, being small itself.
    Small,
    /// Kept back, so that another does not follow.
    Guard,
}

/// A table as the public sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suppressed {
    /// The cells, row by row; the last of each row is its total.
    pub rows: Vec<Vec<Cell>>,
    /// The totals of the columns; the last is the total of all.
    pub totals: Vec<Cell>,
}

/// Keeps back every count from 1 to below the threshold, and what would give it away.
#[must_use]
pub fn suppressed(table: &Cross, threshold: u64) -> Suppressed {
    let mut grid = Grid::of(table);
    for cell in &mut grid.cells {
        if let Cell::Shown(count) = cell.look
            && (1..threshold).contains(&count)
        {
            cell.look = Cell::Small;
        }
    }
    loop {
        let more = grid.closing();
        if more.is_empty() {
            return grid.shown();
        }
        for at in more {
            if let Some(cell) = grid.cells.get_mut(at) {
                cell.look = Cell::Guard;
            }
        }
    }
}

/// A cell of the table with its totals.
#[derive(Clone, Copy)]
struct At {
    row: usize,
    column: usize,
    count: u64,
    look: Cell,
}

struct Grid {
    rows: usize,
    columns: usize,
    cells: Vec<At>,
}

impl Grid {
    fn of(table: &Cross) -> Self {
        let mut cells = Vec::new();
        let totals: Vec<u64> = table.columns.clone();
        for (row, (counts, total)) in
            table.cells.iter().zip(&table.rows).chain(std::iter::once((&totals, &table.total))).enumerate()
        {
            for (column, count) in counts.iter().chain(std::iter::once(total)).enumerate() {
                cells.push(At { row, column, count: *count, look: Cell::Shown(*count) });
            }
        }
        Self { rows: table.rows.len() + 1, columns: table.columns.len() + 1, cells }
    }

    /// The next cells to keep back: those of the cheapest way round a cell that would follow from the totals.
    fn closing(&self) -> Vec<usize> {
        let hidden = self.cells.iter().enumerate().filter(|(_, cell)| is_hidden(cell));
        let mut ways = hidden.filter_map(|(at, cell)| self.way_round(at, cell));
        ways.find(|way| !way.is_empty()).unwrap_or_default()
    }

    /// The cheapest way from the row of a cell to its column without it: the cells on it that are still shown.
    /// (Bellman–Ford: tables are small.)
    fn way_round(&self, without: usize, of: &At) -> Option<Vec<usize>> {
        let nodes = self.rows + self.columns;
        let mut best: Vec<Option<(u128, Vec<usize>)>> = vec![None; nodes];
        *best.get_mut(of.row)? = Some((0, Vec::new()));
        for _ in 0..nodes {
            for (at, cell) in self.cells.iter().enumerate().filter(|(at, _)| *at != without) {
                let ends = (cell.row, self.rows + cell.column);
                for (from, to) in [ends, (ends.1, ends.0)] {
                    let Some(Some((so_far, way))) = best.get(from) else { continue };
                    let price = so_far.saturating_add(self.price(cell));
                    let mut way = way.clone();
                    way.extend((!is_hidden(cell)).then_some(at));
                    let slot = best.get_mut(to)?;
                    if slot.as_ref().is_none_or(|(known, _)| price < *known) {
                        *slot = Some((price, way));
                    }
                }
            }
        }
        best.get(self.rows + of.column)?.clone().map(|(_, way)| way)
    }

    /// Cells before totals, what holds anything before what holds nothing, small before large; what is kept back costs nothing.
    fn price(&self, cell: &At) -> u128 {
        if is_hidden(cell) {
            return 0;
        }
        let all = u128::from(self.cells.last().map_or(0, |total| total.count)) + 2;
        let many = u128::from(crate::whole(self.cells.len())) + 1;
        let totals = u128::from(cell.row + 1 == self.rows) + u128::from(cell.column + 1 == self.columns);
        let empty = if cell.count == 0 { all } else { 0 };
        u128::from(cell.count) + 1 + empty + totals * all * many
    }

    fn shown(&self) -> Suppressed {
        let mut lines: Vec<Vec<Cell>> = vec![Vec::new(); self.rows];
        for cell in &self.cells {
            if let Some(line) = lines.get_mut(cell.row) {
                line.push(cell.look);
            }
        }
        let totals = lines.pop().unwrap_or_default();
        Suppressed { rows: lines, totals }
    }
}

const fn is_hidden(cell: &At) -> bool {
    !matches!(cell.look, Cell::Shown(_))
}

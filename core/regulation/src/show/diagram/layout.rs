//! A layered layout: boxes in layers, the text of each arrow as a node in a layer between, nothing over anything else.

/// A node of the layout: a box, the text of an arrow, or a bend of a long arrow.
#[derive(Debug, Clone)]
pub(super) struct Node {
    pub(super) layer: usize,
    pub(super) wide: f64,
    pub(super) high: f64,
    /// Left edge.
    pub(super) x: f64,
    /// Top edge.
    pub(super) y: f64,
}

/// A piece of an arrow from a node to one in the next layer.
#[derive(Debug, Clone, Copy)]
pub(super) struct Piece {
    pub(super) from: usize,
    pub(super) to: usize,
    /// Of which arrow.
    pub(super) arrow: usize,
}

/// An arrow to be laid out: two boxes and the size of its text.
#[derive(Debug, Clone, Copy)]
pub(super) struct Way {
    pub(super) from: usize,
    pub(super) to: usize,
    pub(super) wide: f64,
    pub(super) high: f64,
}

/// Where everything lies.
#[derive(Debug, Clone, Default)]
pub(super) struct Layout {
    pub(super) nodes: Vec<Node>,
    pub(super) pieces: Vec<Piece>,
    /// The node that bears the text of each arrow.
    pub(super) labels: Vec<usize>,
    /// Arrows that lead upward.
    pub(super) upward: Vec<bool>,
    /// Top and height of each layer.
    pub(super) layers: Vec<(f64, f64)>,
    pub(super) wide: f64,
    pub(super) high: f64,
}

/// Between nodes of a layer, and between layers.
const APART: f64 = 22.0;
const GAP: f64 = 34.0;
/// Rounds of moving nodes towards their neighbours.
const ROUNDS: usize = 24;

/// Lays boxes (their sizes) and arrows out.
pub(super) fn layout(boxes: &[(f64, f64)], ways: &[Way]) -> Layout {
    let upward = upward(boxes.len(), ways);
    let ranks = ranks(boxes.len(), ways, &upward);
    let node = |(n, (wide, high)): (usize, &(f64, f64))| Node {
        layer: ranks.get(n).copied().unwrap_or(0) * 2,
        wide: *wide,
        high: *high,
        x: 0.0,
        y: 0.0,
    };
    let nodes = boxes.iter().enumerate().map(node).collect();
    let mut made = Layout { nodes, upward, ..Layout::default() };
    for (n, way) in ways.iter().enumerate() {
        made.route(n, way);
    }
    let mut rows = made.rows();
    order(&made, &mut rows);
    made.place(&rows);
    made
}

/// Arrows that close a circle, seen from the first box in file order.
fn upward(boxes: usize, ways: &[Way]) -> Vec<bool> {
    let mut found = vec![false; ways.len()];
    let mut state = vec![0_u8; boxes];
    for start in 0..boxes {
        visit(start, ways, &mut state, &mut found);
    }
    found
}

fn visit(at: usize, ways: &[Way], state: &mut [u8], found: &mut [bool]) {
    match state.get_mut(at) {
        Some(seen) if *seen == 0 => *seen = 1,
        _ => return,
    }
    for (n, way) in ways.iter().enumerate().filter(|(_, way)| way.from == at) {
        if state.get(way.to) == Some(&1) {
            if let Some(mark) = found.get_mut(n) {
                *mark = true;
            }
        } else {
            visit(way.to, ways, state, found);
        }
    }
    if let Some(seen) = state.get_mut(at) {
        *seen = 2;
    }
}

/// The longest way down to each box.
fn ranks(boxes: usize, ways: &[Way], upward: &[bool]) -> Vec<usize> {
    let mut ranks = vec![0; boxes];
    for _ in 0..boxes {
        for (way, up) in ways.iter().zip(upward) {
            let (from, to) = if *up { (way.to, way.from) } else { (way.from, way.to) };
            let least = ranks.get(from).copied().unwrap_or(0) + 1;
            if let Some(rank) = ranks.get_mut(to)
                && *rank < least
            {
                *rank = least;
            }
        }
    }
    ranks
}

impl Layout {
    fn layer(&self, node: usize) -> usize {
        self.nodes.get(node).map_or(0, |node| node.layer)
    }

    fn add(&mut self, layer: usize, wide: f64, high: f64) -> usize {
        self.nodes.push(Node { layer, wide, high, x: 0.0, y: 0.0 });
        self.nodes.len() - 1
    }

    /// The text stands beside the box from which the arrow leaves; bends take it through the other layers.
    fn route(&mut self, arrow: usize, way: &Way) {
        let up = self.upward.get(arrow).copied().unwrap_or(false);
        let (top, bottom) = if up { (way.to, way.from) } else { (way.from, way.to) };
        let (first, last) = (self.layer(top) + 1, self.layer(bottom).saturating_sub(1).max(self.layer(top) + 1));
        let text_at = if up { last } else { first };
        let mut before = top;
        for layer in first..=last {
            let node = if layer == text_at { self.add(layer, way.wide, way.high) } else { self.add(layer, 10.0, 0.0) };
            if layer == text_at {
                self.labels.push(node);
            }
            self.pieces.push(Piece { from: before, to: node, arrow });
            before = node;
        }
        self.pieces.push(Piece { from: before, to: bottom, arrow });
    }

    fn rows(&self) -> Vec<Vec<usize>> {
        let layers = self.nodes.iter().map(|node| node.layer + 1).max().unwrap_or(0);
        let mut rows = vec![Vec::new(); layers];
        for (n, node) in self.nodes.iter().enumerate() {
            if let Some(row) = rows.get_mut(node.layer) {
                row.push(n);
            }
        }
        rows
    }

    fn neighbours(&self, node: usize, above: bool) -> Vec<usize> {
        let near = self.pieces.iter().filter(|piece| if above { piece.to == node } else { piece.from == node });
        near.map(|piece| if above { piece.from } else { piece.to }).collect()
    }

    fn middle(&self, node: usize) -> f64 {
        self.nodes.get(node).map_or(0.0, |node| node.x + node.wide / 2.0)
    }

    /// Moves nodes towards their neighbours as far as the others of their layer allow.
    fn place(&mut self, rows: &[Vec<usize>]) {
        for row in rows {
            let mut x = 0.0;
            for n in row {
                if let Some(node) = self.nodes.get_mut(*n) {
                    node.x = x;
                    x += node.wide + APART;
                }
            }
        }
        for round in 0..ROUNDS {
            let down = round % 2 == 0;
            let each: Vec<&Vec<usize>> = if down { rows.iter().collect() } else { rows.iter().rev().collect() };
            for row in each {
                self.settle(row, down, round + 4 > ROUNDS);
            }
        }
        self.heights(rows);
    }

    fn settle(&mut self, row: &[usize], down: bool, both: bool) {
        let wanted = row.iter().map(|n| {
            let mut near = self.neighbours(*n, down);
            if both || near.is_empty() {
                near.extend(self.neighbours(*n, !down));
            }
            let count = near.len();
            let sum: f64 = near.iter().map(|other| self.middle(*other)).sum();
            let here = self.nodes.get(*n);
            let half = here.map_or(0.0, |node| node.wide / 2.0);
            let bend = here.is_some_and(|node| node.high == 0.0);
            let middle = if count == 0 { self.middle(*n) } else { sum / of(count) };
            (middle - half, if bend { 3.0 } else { 1.0 })
        });
        let wanted: Vec<(f64, f64)> = wanted.collect();
        let apart: Vec<f64> = row.iter().map(|n| self.nodes.get(*n).map_or(0.0, |node| node.wide) + APART).collect();
        for (n, x) in row.iter().zip(nearest(&wanted, &apart)) {
            if let Some(node) = self.nodes.get_mut(*n) {
                node.x = x;
            }
        }
    }

    fn heights(&mut self, rows: &[Vec<usize>]) {
        let left = self.nodes.iter().map(|node| node.x).fold(f64::INFINITY, f64::min);
        let mut y = 0.0;
        for row in rows {
            let high = row.iter().filter_map(|n| self.nodes.get(*n)).map(|node| node.high).fold(0.0, f64::max);
            for n in row {
                if let Some(node) = self.nodes.get_mut(*n) {
                    node.x -= left;
                    // The text of an arrow stands in the middle of its layer, a box at its top.
                    node.y = if node.layer % 2 == 1 { y + (high - node.high) / 2.0 } else { y };
                }
            }
            self.layers.push((y, high));
            y += high + GAP;
        }
        self.wide = self.nodes.iter().map(|node| node.x + node.wide).fold(0.0, f64::max);
        self.high = (y - GAP).max(0.0);
    }
}

fn of(count: usize) -> f64 {
    u32::try_from(count).map_or(1.0, f64::from)
}

/// Nodes of each layer in the order of their neighbours' middle, a few times down and up.
fn order(made: &Layout, rows: &mut [Vec<usize>]) {
    let mut best = (crossings(made, rows), rows.to_vec());
    for round in 0..ROUNDS {
        let above = round % 2 == 0;
        let count = rows.len();
        for step in 0..count {
            let at = if above { step } else { count - 1 - step };
            let beside = if above { at.checked_sub(1) } else { at.checked_add(1) };
            let fixed = beside.and_then(|beside| rows.get(beside)).cloned().unwrap_or_default();
            if let Some(row) = rows.get_mut(at) {
                let middle = |n: usize, now: usize| {
                    let near = made.neighbours(n, above);
                    let places: Vec<usize> =
                        near.iter().filter_map(|other| fixed.iter().position(|one| one == other)).collect();
                    if places.is_empty() {
                        of(now)
                    } else {
                        places.iter().map(|place| of(*place)).sum::<f64>() / of(places.len())
                    }
                };
                let mut keyed: Vec<(f64, usize)> =
                    row.iter().enumerate().map(|(now, n)| (middle(*n, now), *n)).collect();
                keyed.sort_by(|a, b| a.0.total_cmp(&b.0));
                *row = keyed.into_iter().map(|(_, n)| n).collect();
            }
        }
        let crossed = crossings(made, rows);
        if crossed < best.0 {
            best = (crossed, rows.to_vec());
        }
    }
    rows.clone_from_slice(&best.1);
}

fn crossings(made: &Layout, rows: &[Vec<usize>]) -> usize {
    let mut places = vec![0; made.nodes.len()];
    for row in rows {
        for (place, n) in row.iter().enumerate() {
            if let Some(known) = places.get_mut(*n) {
                *known = place;
            }
        }
    }
    let place = |n: usize| places.get(n).copied().unwrap_or(0);
    let mut count = 0;
    for (n, a) in made.pieces.iter().enumerate() {
        for b in made.pieces.iter().skip(n + 1).filter(|b| made.layer(a.from) == made.layer(b.from)) {
            let (from, to) = (place(a.from).cmp(&place(b.from)), place(a.to).cmp(&place(b.to)));
            count += usize::from(from == to.reverse() && from != std::cmp::Ordering::Equal);
        }
    }
    count
}

/// Positions nearest to those wanted (least squares, weighted) that keep the order and the distances.
fn nearest(wanted: &[(f64, f64)], apart: &[f64]) -> Vec<f64> {
    let mut offset = 0.0;
    let mut blocks: Vec<(f64, f64, usize)> = Vec::new();
    let mut offsets = Vec::new();
    for ((want, weight), wide) in wanted.iter().zip(apart) {
        offsets.push(offset);
        blocks.push(((want - offset) * weight, *weight, 1));
        while let [.., a, b] = blocks.as_slice() {
            if a.0 / a.1 <= b.0 / b.1 {
                break;
            }
            let joined = (a.0 + b.0, a.1 + b.1, a.2 + b.2);
            blocks.truncate(blocks.len() - 2);
            blocks.push(joined);
        }
        offset += wide;
    }
    let means = blocks.iter().flat_map(|(sum, weight, count)| std::iter::repeat_n(sum / weight, *count));
    means.zip(offsets).map(|(mean, offset)| mean + offset).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Numbers that look random and are the same on every run.
    fn numbers(seed: u32) -> impl FnMut(usize) -> usize {
        let mut state = seed;
        move |below| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            usize::try_from(state >> 8).unwrap_or(0) % below.max(1)
        }
    }

    #[test]
    fn nothing_lies_over_anything_else_and_every_arrow_has_its_text() {
        for seed in 0..300 {
            let mut next = numbers(seed);
            let count = 2 + next(14);
            let boxes: Vec<(f64, f64)> = (0..count).map(|_| (of(120 + next(200)), of(30 + next(160)))).collect();
            let ways: Vec<Way> = (0..next(2 * count) + 1)
                .map(|_| Way { from: next(count), to: next(count), wide: of(60 + next(120)), high: of(20 + next(90)) })
                .filter(|way| way.from != way.to)
                .collect();
            let laid = layout(&boxes, &ways);
            assert_eq!(laid.labels.len(), ways.len(), "seed {seed}");
            for (n, a) in laid.nodes.iter().enumerate() {
                for b in laid.nodes.iter().skip(n + 1) {
                    let beside = a.x + a.wide <= b.x + 0.01 || b.x + b.wide <= a.x + 0.01;
                    let apart = a.y + a.high <= b.y + 0.01 || b.y + b.high <= a.y + 0.01;
                    assert!(beside || apart, "seed {seed}: {a:?} over {b:?}");
                }
                assert!(a.x >= -0.01 && a.x + a.wide <= laid.wide + 0.01, "seed {seed}: {a:?} outside");
            }
            for piece in &laid.pieces {
                assert_eq!(laid.layer(piece.from) + 1, laid.layer(piece.to), "seed {seed}");
            }
        }
    }
}

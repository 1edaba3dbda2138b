//! Changes to the text of a regulation that leave the rest of it as it is written, with its comments and its layout: each goes
//! in at its place by the positions of the tree, and the text is read again after it.

mod add;
mod find;
mod numbers;
mod routes;
mod steps;
mod words;
mod written;

pub use add::{Asked, Entry, Named, NewChannel, NewClass, NewField, NewStep, Wrong};
pub use find::{Found, Place};
pub use numbers::LimitLine;
pub use routes::RouteLine;
pub use steps::{GuideLine, Param, SharedUse, Step};
pub use written::scalar;

use crate::tree::{ListNode, MapNode, Node, read};

/// There is no such place in the text, or the text cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unfit;

/// A text that is being changed.
#[derive(Debug, Clone)]
pub struct Editor {
    text: String,
    root: Node,
}

impl Editor {
    /// A text to be changed; nothing where it cannot be read without a finding.
    #[must_use]
    pub fn new(text: &str) -> Option<Self> {
        let (root, findings) = read("", text);
        let root = root.filter(|root| findings.is_empty() && root.map().is_some())?;
        Some(Self { text: text.to_owned(), root })
    }

    /// The text as it stands now.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// What stands at a path: keys of maps, places in lists from 0.
    #[must_use]
    pub fn at(&self, path: &[&str]) -> Option<&Node> {
        path.iter().try_fold(&self.root, |node, step| match node {
            Node::Map(map) => map.get(step),
            Node::List(list) => list.items.get(step.parse::<usize>().ok()?),
            Node::Text(_) => None,
        })
    }

    /// Adds a key to what stands at a path, behind what is there. What is missing on the way is made.
    ///
    /// # Errors
    /// [`Unfit`] if the key stands there already, or a list does.
    pub fn put(&mut self, path: &[&str], key: &str, value: &str) -> Result<(), Unfit> {
        let pair = format!("{key}: {value}");
        match self.at(path) {
            None => match path.split_last() {
                Some((last, [])) => self.section(last, &pair),
                Some((last, before)) => self.put(before, last, &format!("{{{pair}}}")),
                None => Err(Unfit),
            },
            Some(Node::Map(map)) if map.get(key).is_some() => Err(Unfit),
            Some(Node::Map(map)) => match (map.flow, map.entries.last()) {
                (true, None) => self.behind_bracket(&map.span.clone().bytes, &pair),
                (true, Some(_)) => self.behind(last_byte(map), &format!(", {pair}")),
                (false, _) => self.line_behind(map.span.bytes.1, column(map.span.column), &pair),
            },
            Some(Node::Text(text)) if text.is_nothing() => self.fill(path, &format!("{{{pair}}}")),
            // A short form is the label.
            Some(Node::Text(text)) => {
                let long = format!("{{label: {}, {pair}}}", scalar(&text.text));
                self.replace(path, &long)
            }
            Some(Node::List(_)) => Err(Unfit),
        }
    }

    /// Adds an entry to the list at a path. What stands there alone becomes a list with it.
    ///
    /// # Errors
    /// [`Unfit`] where no list can stand.
    pub fn append(&mut self, path: &[&str], item: &str) -> Result<(), Unfit> {
        match self.at(path) {
            None => {
                let (last, before) = path.split_last().ok_or(Unfit)?;
                self.put(before, last, &format!("[{item}]"))
            }
            Some(Node::List(list)) => match (list.flow, list.items.last()) {
                (true, None) => self.behind_bracket(&list.span.clone().bytes, item),
                (true, Some(last)) => self.behind(last.span().bytes.1, &format!(", {item}")),
                (false, _) => self.line_behind(list.span.bytes.1, column(list.span.column), &format!("- {item}")),
            },
            Some(Node::Text(text)) if text.is_nothing() => self.fill(path, &format!("[{item}]")),
            Some(Node::Text(text)) => {
                let both = format!("[{}, {item}]", scalar(&text.text));
                self.replace(path, &both)
            }
            Some(Node::Map(map)) if map.flow => {
                let alone = self.piece(map.span.bytes).ok_or(Unfit)?.to_owned();
                self.replace(path, &format!("[{alone}, {item}]"))
            }
            Some(Node::Map(_)) => Err(Unfit),
        }
    }

    /// Writes something else in place of what stands at a path.
    ///
    /// # Errors
    /// [`Unfit`] if nothing stands there.
    pub fn replace(&mut self, path: &[&str], value: &str) -> Result<(), Unfit> {
        let node = self.at(path).ok_or(Unfit)?;
        if node.is_nothing() {
            return self.fill(path, value);
        }
        let (from, to) = node.span().bytes;
        let to = self.without_space(from, to)?;
        self.splice(from, to, value)
    }

    /// Takes an entry out of the list at a path.
    ///
    /// # Errors
    /// [`Unfit`] if there is no such entry.
    pub fn take_out(&mut self, path: &[&str], n: usize) -> Result<(), Unfit> {
        let Some(Node::List(ListNode { items, flow, .. })) = self.at(path) else { return Err(Unfit) };
        let (from, to) = items.get(n).ok_or(Unfit)?.span().bytes;
        let next = items.get(n + 1).map(|next| next.span().bytes.0);
        let before = n.checked_sub(1).and_then(|n| items.get(n)).map(|before| before.span().bytes.1);
        match (flow, next, before) {
            (true, Some(next), _) => self.splice(from, next, ""),
            (true, None, Some(before)) => self.splice(before, to, ""),
            (true, None, None) => self.splice(from, to, ""),
            (false, ..) => {
                let begun = self.piece((0, from)).ok_or(Unfit)?.rfind('\n').map_or(0, |at| at + 1);
                let end = self.end_of_line(to)?;
                self.splice(small(begun), end.saturating_add(1).min(small(self.text.len())), "")
            }
        }
    }

    /// A section that is not there yet, at the end of the file.
    fn section(&mut self, name: &str, pair: &str) -> Result<(), Unfit> {
        let text = format!("{}\n{name}:\n  {pair}\n", self.text.trim_end());
        self.read_again(text)
    }

    /// Writes behind a key that holds nothing.
    fn fill(&mut self, path: &[&str], value: &str) -> Result<(), Unfit> {
        let (last, before) = path.split_last().ok_or(Unfit)?;
        let map = self.at(before).and_then(Node::map).ok_or(Unfit)?;
        let (key, _) = map.entries.iter().find(|(key, _)| key.text == *last).ok_or(Unfit)?;
        let from = key.span.bytes.1;
        let colon = self.piece((from, small(self.text.len()))).ok_or(Unfit)?.find(':').ok_or(Unfit)?;
        self.behind(from + small(colon) + 1, &format!(" {value}"))
    }

    fn behind_bracket(&mut self, (from, _): &(u32, u32), text: &str) -> Result<(), Unfit> {
        self.behind(from + 1, text)
    }

    fn behind(&mut self, at: u32, text: &str) -> Result<(), Unfit> {
        self.splice(at, at, text)
    }

    /// A line of its own behind the line that holds a place.
    fn line_behind(&mut self, at: u32, indent: usize, line: &str) -> Result<(), Unfit> {
        let at = self.without_space(0, at)?;
        let end = self.end_of_line(at)?;
        self.behind(end, &format!("\n{}{line}", " ".repeat(indent)))
    }

    fn end_of_line(&self, at: u32) -> Result<u32, Unfit> {
        let rest = self.piece((at, small(self.text.len()))).ok_or(Unfit)?;
        Ok(at + small(rest.find('\n').unwrap_or(rest.len())))
    }

    /// The end of a stretch without the blanks and line ends at its end.
    fn without_space(&self, from: u32, to: u32) -> Result<u32, Unfit> {
        Ok(from + small(self.piece((from, to)).ok_or(Unfit)?.trim_end().len()))
    }

    /// The text between two places, as it is written.
    fn piece(&self, (from, to): (u32, u32)) -> Option<&str> {
        self.text.get(usize::try_from(from).ok()?..usize::try_from(to).ok()?)
    }

    fn splice(&mut self, from: u32, to: u32, with: &str) -> Result<(), Unfit> {
        let (before, behind) = (self.piece((0, from)), self.piece((to, small(self.text.len()))));
        let text = [before.ok_or(Unfit)?, with, behind.ok_or(Unfit)?].concat();
        self.read_again(text)
    }

    fn read_again(&mut self, text: String) -> Result<(), Unfit> {
        *self = Self::new(&text).ok_or(Unfit)?;
        Ok(())
    }
}

fn last_byte(map: &MapNode) -> u32 {
    let ended = |(key, node): &(crate::tree::Text, Node)| node.span().bytes.1.max(key.span.bytes.1);
    map.entries.last().map_or(map.span.bytes.0, ended)
}

fn column(column: u32) -> usize {
    usize::try_from(column.saturating_sub(1)).unwrap_or(0)
}

fn small(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

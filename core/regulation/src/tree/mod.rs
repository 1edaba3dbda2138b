//! A file as a tree of texts with positions. Nothing is guessed: `2.10`, `no` and `2010-04-01` stay text, and are read by
//! the key that holds them.

mod canon;
mod read;

pub use canon::canonical;
pub use read::read;

use crate::model::Span;

/// How a text is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Style {
    /// Without quotation marks.
    Plain,
    /// Inside quotation marks, or a block.
    Quoted,
}

/// A text with its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text {
    /// The text; for nothing at all, empty and plain.
    pub text: String,
    /// How it is written.
    pub style: Style,
    /// Where it stands.
    pub span: Span,
}

/// A map in file order; no key stands twice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MapNode {
    /// Keys and what they hold.
    pub entries: Vec<(Text, Node)>,
    /// Written inside `{}`, where a comma ends a text without quotation marks.
    pub flow: bool,
    /// Where it begins.
    pub span: Span,
}

/// A list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListNode {
    /// Its entries.
    pub items: Vec<Node>,
    /// Written inside `[]`.
    pub flow: bool,
    /// Where it begins.
    pub span: Span,
}

/// A node.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Node {
    /// A text.
    Text(Text),
    /// A map.
    Map(MapNode),
    /// A list.
    List(ListNode),
}

impl Text {
    /// A text that stands nowhere in a file, at the place of what it was made from.
    #[must_use]
    pub fn made(text: impl Into<String>, span: &Span) -> Self {
        Self { text: text.into(), style: Style::Quoted, span: span.clone() }
    }

    /// Nothing was written.
    #[must_use]
    pub fn is_nothing(&self) -> bool {
        self.text.is_empty() && self.style == Style::Plain
    }
}

impl MapNode {
    /// An empty map at a place.
    #[must_use]
    pub fn new(span: &Span) -> Self {
        Self { entries: Vec::new(), flow: false, span: span.clone() }
    }

    /// What a key holds.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.entries.iter().find(|(k, _)| k.text == key).map(|(_, node)| node)
    }

    /// What a key holds, to be changed.
    pub fn get_mut(&mut self, key: &str) -> Option<&mut Node> {
        self.entries.iter_mut().find(|(k, _)| k.text == key).map(|(_, node)| node)
    }

    /// Takes a key out.
    pub fn remove(&mut self, key: &str) -> Option<Node> {
        let at = self.entries.iter().position(|(k, _)| k.text == key)?;
        Some(self.entries.remove(at).1)
    }

    /// Puts a key in, or what it holds in place of what it held.
    pub fn put(&mut self, key: Text, node: Node) {
        match self.get_mut(&key.text) {
            Some(old) => *old = node,
            None => self.entries.push((key, node)),
        }
    }
}

impl Node {
    /// Where it stands.
    #[must_use]
    pub fn span(&self) -> &Span {
        match self {
            Self::Text(text) => &text.span,
            Self::Map(map) => &map.span,
            Self::List(list) => &list.span,
        }
    }

    /// The text, if it is one.
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(&text.text),
            _ => None,
        }
    }

    /// The text with its place, if it is one.
    #[must_use]
    pub fn text_node(&self) -> Option<&Text> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The map, if it is one.
    #[must_use]
    pub fn map(&self) -> Option<&MapNode> {
        match self {
            Self::Map(map) => Some(map),
            _ => None,
        }
    }

    /// The map, to be changed, if it is one.
    pub fn map_mut(&mut self) -> Option<&mut MapNode> {
        match self {
            Self::Map(map) => Some(map),
            _ => None,
        }
    }

    /// What a key holds, if it is a map.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.map().and_then(|map| map.get(key))
    }

    /// Entries of a list, or itself as a list of one; nothing is an empty list.
    #[must_use]
    pub fn items(&self) -> &[Node] {
        match self {
            Self::List(list) => &list.items,
            Self::Text(text) if text.is_nothing() => &[],
            other => std::slice::from_ref(other),
        }
    }

    /// Was nothing written.
    #[must_use]
    pub fn is_nothing(&self) -> bool {
        matches!(self, Self::Text(text) if text.is_nothing())
    }
}

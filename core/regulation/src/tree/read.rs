//! Events of the YAML parser to a tree. What the vocabulary does not know (anchors, tags, several documents) is refused.

use std::sync::Arc;

use granit_parser::{Event, Parser, ScalarStyle, Span as Seen, StructureStyle};

use super::{ListNode, MapNode, Node, Style, Text};
use crate::{
    finding::Finding,
    model::{Label, Span},
};

/// A list, a map, or a map that waits for the value of a key.
enum Open {
    List(ListNode),
    Map(MapNode, Option<Text>),
}

struct Reader {
    file: Arc<str>,
    open: Vec<Open>,
    root: Option<Node>,
    findings: Vec<Finding>,
}

/// Reads one file. The tree is missing where there is nothing, or nothing that can be read; findings name every place.
#[must_use]
pub fn read(file: &str, text: &str) -> (Option<Node>, Vec<Finding>) {
    let mut reader = Reader { file: file.into(), open: Vec::new(), root: None, findings: Vec::new() };
    let mut parser = Parser::new_from_str(text);
    let mut documents = 0;
    loop {
        match parser.next_event() {
            None => break,
            Some(Ok((event, seen))) => {
                documents += usize::from(matches!(event, Event::DocumentStart(..)));
                if documents > 1 {
                    let span = reader.span(&seen);
                    let what = Label::new("一个文件只能有一份文档", "a file holds one document only");
                    reader.findings.push(
                        Finding::error("yaml", &span, what).mend("删去 `---` 以后的部分", "remove what follows `---`"),
                    );
                    break;
                }
                reader.take(event, &seen);
            }
            Some(Err(error)) => {
                reader.broken(&error);
                break;
            }
        }
    }
    (reader.finish(), reader.findings)
}

/// Where a list or map ends: behind its bracket, or behind the last thing in it.
fn ended(flow: bool, last: Option<&Span>, begun: &Span, ended: &Span) -> u32 {
    let last = last.map_or(begun.bytes.0, |last| last.bytes.1);
    if flow { ended.bytes.1.max(last) } else { last }
}

impl Reader {
    fn span(&self, seen: &Seen) -> Span {
        self.place(seen.start.line(), seen.start.col(), (seen.start.byte_offset(), seen.end.byte_offset()))
    }

    fn place(&self, line: usize, column: usize, bytes: (Option<usize>, Option<usize>)) -> Span {
        let small = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        let from = bytes.0.unwrap_or_default();
        let to = bytes.1.unwrap_or(from);
        Span { file: self.file.clone(), line: small(line), column: small(column + 1), bytes: (small(from), small(to)) }
    }

    fn take(&mut self, event: Event<'_>, seen: &Seen) {
        let span = self.span(seen);
        match event {
            Event::Scalar(text, style, anchor, tag) => {
                self.refuse_marks(anchor, tag.is_some(), &span);
                let style = if style == ScalarStyle::Plain { Style::Plain } else { Style::Quoted };
                let nothing = style == Style::Plain && (span.bytes.0 == span.bytes.1 || text.is_empty());
                let text = if nothing { String::new() } else { text.into_owned() };
                self.put_text(Text { text, style, span });
            }
            Event::SequenceStart(style, anchor, tag) => {
                self.refuse_marks(anchor, tag.is_some(), &span);
                let flow = style == StructureStyle::Flow;
                self.open.push(Open::List(ListNode { items: Vec::new(), flow, span }));
            }
            Event::MappingStart(style, anchor, tag) => {
                self.refuse_marks(anchor, tag.is_some(), &span);
                let flow = style == StructureStyle::Flow;
                self.open.push(Open::Map(MapNode { entries: Vec::new(), flow, span }, None));
            }
            Event::SequenceEnd | Event::MappingEnd => match self.open.pop() {
                Some(Open::List(mut list)) => {
                    let last = list.items.last().map(Node::span);
                    list.span.bytes.1 = ended(list.flow, last, &list.span, &span);
                    self.put(Node::List(list));
                }
                Some(Open::Map(mut map, _)) => {
                    let last = map
                        .entries
                        .last()
                        .map(|(key, node)| if node.is_nothing() { key.span.clone() } else { node.span().clone() });
                    map.span.bytes.1 = ended(map.flow, last.as_ref(), &map.span, &span);
                    self.put(Node::Map(map));
                }
                None => {}
            },
            Event::Alias(_) | Event::UnresolvedAlias(_) => {
                self.no_marks(&span);
                self.put_text(Text { text: String::new(), style: Style::Quoted, span });
            }
            _ => {}
        }
    }

    fn refuse_marks(&mut self, anchor: usize, tag: bool, span: &Span) {
        if anchor != 0 || tag {
            self.no_marks(span);
        }
    }

    fn no_marks(&mut self, span: &Span) {
        let what =
            Label::new("制度文件中不用锚点、引用和类型标记", "anchors, aliases and tags are not used in a regulation");
        self.findings.push(Finding::error("yaml-mark", span, what).mend(
            "写出内容本身；以 &、* 或者 ! 开头的文字加引号",
            "write out what is meant; put a text that begins with &, * or ! in quotation marks",
        ));
    }

    fn put_text(&mut self, text: Text) {
        if let Some(Open::Map(map, key @ None)) = self.open.last_mut() {
            if let Some((first, _)) = map.entries.iter().find(|(known, _)| known.text == text.text) {
                let line = first.span.line;
                let what = Label::new(
                    &format!("同一处写了两次，前一次在第 {line} 行"),
                    &format!("stands twice here, first in line {line}"),
                );
                let finding = Finding::error("doubled-key", &text.span, what).about(&text.text);
                self.findings.push(finding.mend("合并为一处，或者改名", "keep one of them, or give it another name"));
            }
            *key = Some(text);
            return;
        }
        self.put(Node::Text(text));
    }

    fn put(&mut self, node: Node) {
        match self.open.last_mut() {
            Some(Open::List(list)) => list.items.push(node),
            Some(Open::Map(map, key)) => match key.take() {
                Some(key) => {
                    // A doubled key has its finding; the first stays.
                    if map.get(&key.text).is_none() {
                        map.entries.push((key, node));
                    }
                }
                None => {
                    let what = Label::new("键只能是文字", "a key must be a text");
                    self.findings.push(Finding::error("yaml", node.span(), what));
                    *key = Some(Text::made(String::new(), node.span()));
                }
            },
            None => {
                if self.root.is_none() {
                    self.root = Some(node);
                }
            }
        }
    }

    fn broken(&mut self, error: &granit_parser::ScanError) {
        let mark = error.marker();
        let span = self.place(mark.line(), mark.col(), (mark.byte_offset(), mark.byte_offset()));
        let info = error.info();
        let what = Label::new(
            &format!("文件在此处读不下去：{info}"),
            &format!("the file cannot be read on from here: {info}"),
        );
        self.findings.push(Finding::error("yaml", &span, what).mend(
            "检查缩进、括号和引号；含有「: 」「# 」的文字加引号",
            "look at the indentation, brackets and quotation marks; quote a text that holds `: ` or ` #`",
        ));
    }

    /// What was read before the file broke off still counts, so that all its findings are told at once.
    fn finish(&mut self) -> Option<Node> {
        while let Some(open) = self.open.pop() {
            match open {
                Open::List(list) => self.put(Node::List(list)),
                Open::Map(map, _) => self.put(Node::Map(map)),
            }
        }
        self.root.take().filter(|node| !node.is_nothing())
    }
}

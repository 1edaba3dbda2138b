//! Plain texts, labels, yes and no, numbers, dates, lengths of time.

use dengwen_calendar::Span as Time;
use jiff::civil::Date;

use super::cx::{Cx, Entry, Scope};
use crate::{
    model::{Id, Label, Span},
    tree::{Node, Text},
};

impl Cx {
    /// A text that must be there.
    pub(super) fn words(&mut self, node: &Node, scope: &Scope) -> Option<String> {
        match node {
            Node::Text(text) if !text.text.is_empty() => Some(text.text.clone()),
            Node::Text(_) => {
                self.error("empty", node.span(), scope, "", ("此处空着", "nothing stands here"));
                None
            }
            _ => {
                self.error("not-a-text", node.span(), scope, "", ("此处应是一段文字", "a text is wanted here"));
                None
            }
        }
    }

    pub(super) fn text_at(&mut self, entry: &mut Entry<'_>, key: &'static str, scope: &Scope) -> Option<String> {
        entry.take(key).and_then(|node| self.words(node, scope))
    }

    pub(super) fn id_at(&mut self, entry: &mut Entry<'_>, key: &'static str, scope: &Scope) -> Option<Id> {
        self.text_at(entry, key, scope).map(Id::from)
    }

    /// A list of texts, or one.
    pub(super) fn texts_at(&mut self, entry: &mut Entry<'_>, key: &'static str, scope: &Scope) -> Vec<String> {
        let items = entry.take(key).map_or(&[][..], Node::items);
        items.iter().filter_map(|item| self.words(item, scope)).collect()
    }

    pub(super) fn ids_at(&mut self, entry: &mut Entry<'_>, key: &'static str, scope: &Scope) -> Vec<Id> {
        self.texts_at(entry, key, scope).into_iter().map(Id::from).collect()
    }

    /// `中文 | English`, or `{zh, en, also}`.
    pub(super) fn label(&mut self, node: &Node, scope: &Scope) -> Label {
        match node {
            Node::Text(text) => {
                if text.text.trim().is_empty() {
                    self.error("empty-label", &text.span, scope, "", ("名称空着", "the label is empty"));
                }
                split(text)
            }
            Node::Map(_) => {
                let mut entry = Entry::new(node);
                let zh = self.text_at(&mut entry, "zh", scope);
                let en = self.text_at(&mut entry, "en", scope);
                let also = self.texts_at(&mut entry, "also", scope);
                self.leave(&entry, scope);
                if zh.is_none() {
                    self.error("no-label", node.span(), scope, "zh", ("缺少中文名称", "the Chinese text is missing"));
                }
                let zh = zh.unwrap_or_default();
                Label { en: en.unwrap_or_else(|| zh.clone()), zh, also }
            }
            Node::List(_) => {
                self.error(
                    "not-a-text",
                    node.span(),
                    scope,
                    "",
                    ("此处应是「中文 | English」", "`中文 | English` is wanted here"),
                );
                Label::default()
            }
        }
    }

    /// The label of a thing that must have one.
    pub(super) fn label_of(&mut self, entry: &mut Entry<'_>, scope: &Scope) -> Label {
        if let Some(node) = entry.take("label") {
            return self.label(node, scope);
        }
        self.error("no-label", &scope.span, scope, "label", ("没有名称", "it has no label"));
        let name = scope.path.rsplit('.').next().unwrap_or_default();
        Label::plain(name)
    }

    pub(super) fn label_at(&mut self, entry: &mut Entry<'_>, key: &'static str, scope: &Scope) -> Option<Label> {
        entry.take(key).map(|node| self.label(node, scope))
    }

    /// `true` or `false`, and nothing else.
    pub(super) fn yes(&mut self, node: &Node, scope: &Scope) -> bool {
        match node.text() {
            Some("true") => true,
            Some("false") => false,
            other => {
                let about = other.unwrap_or_default().to_owned();
                self.error(
                    "not-yes-no",
                    node.span(),
                    scope,
                    &about,
                    ("此处只写 true 或者 false", "`true` or `false` is wanted here"),
                );
                false
            }
        }
    }

    pub(super) fn yes_at(&mut self, entry: &mut Entry<'_>, key: &'static str, scope: &Scope) -> bool {
        entry.take(key).is_some_and(|node| self.yes(node, scope))
    }

    pub(super) fn count(&mut self, node: &Node, scope: &Scope) -> Option<u32> {
        let text = self.words(node, scope)?;
        let number = text.parse().ok();
        if number.is_none() {
            self.error("not-a-number", node.span(), scope, &text, ("此处应是整数", "a whole number is wanted here"));
        }
        number
    }

    pub(super) fn date_at(&mut self, entry: &mut Entry<'_>, key: &'static str, scope: &Scope) -> Option<Date> {
        let node = entry.take(key)?;
        let text = self.words(node, scope)?;
        let date = text.parse().ok();
        if date.is_none() {
            self.error(
                "not-a-date",
                node.span(),
                scope,
                &text,
                ("日期写作 2026-02-17", "a date is written 2026-02-17"),
            );
        }
        date
    }

    /// `15 working-days`.
    pub(super) fn time(&mut self, text: &str, span: &Span, scope: &Scope) -> Option<Time> {
        let time = text.parse().ok();
        if time.is_none() {
            let what = (
                "不是时间长度，写作 15 working-days、30 minutes、same_day 等",
                "no length of time; write 15 working-days, 30 minutes, same_day and the like",
            );
            self.error("not-a-time", span, scope, text, what);
        }
        time
    }

    pub(super) fn time_of(&mut self, node: &Node, scope: &Scope) -> Option<Time> {
        let text = self.words(node, scope)?;
        self.time(&text, node.span(), scope)
    }

    /// One of a few words.
    pub(super) fn one_of<T: Copy>(&mut self, node: &Node, scope: &Scope, known: &[(&str, T)]) -> Option<T> {
        let text = self.words(node, scope)?;
        let found = known.iter().find(|(word, _)| *word == text).map(|(_, value)| *value);
        if found.is_none() {
            let words: Vec<&str> = known.iter().map(|(word, _)| *word).collect();
            self.unknown(&text, node.span(), scope, ("写法", "word here"), &words);
        }
        found
    }

    pub(super) fn one_of_at<T: Copy>(
        &mut self,
        entry: &mut Entry<'_>,
        key: &'static str,
        scope: &Scope,
        known: &[(&str, T)],
    ) -> Option<T> {
        entry.take(key).and_then(|node| self.one_of(node, scope, known))
    }
}

/// `中文 | English`; one text stands for both.
pub(super) fn split(text: &Text) -> Label {
    Label::read(&text.text)
}

//! Limits.

use dengwen_calendar::{Precision, Week};

use super::cx::{Cx, Entry, Scope};
use super::names::Sort;
use crate::{
    model::{Binding, Every, Extend, Limit, Within, WithinRow},
    tree::Node,
};

pub(super) const WEEKS: [(&str, Week); 2] = [("5", Week::Five), ("6", Week::Six)];
pub(super) const PRECISIONS: [(&str, Precision); 2] = [("day", Precision::Day), ("clock", Precision::Clock)];

const BINDINGS: [(&str, Binding); 5] = [
    ("hard", Binding::Hard),
    ("recommended", Binding::Recommended),
    ("target", Binding::Target),
    ("right", Binding::Right),
    ("trigger", Binding::Trigger),
];

impl Cx {
    pub(super) fn limit(&mut self, e: &mut Entry<'_>, s: &Scope) -> Limit {
        let warn = e.take("warn").map_or(&[][..], Node::items);
        Limit {
            label: self.label_of(e, s),
            who: self.who_at(e, "who", s),
            cond: self.cond_at(e, "if", s),
            each: self.who_at(e, "each", s),
            within: self.within_rows(e, s),
            words: self.text_at(e, "words", s),
            at_latest: e.take("at-latest").and_then(|node| self.time_of(node, s)),
            every: e.take("every").and_then(|node| self.every(node, s)),
            from: self.moments_at(e, "from", s),
            until: self.moments_at(e, "until", s),
            laid_down: self.moments_at(e, "laid-down", s),
            paused_while: self.levels_at(e, "paused-while", s),
            binding: self.one_of_at(e, "binding", s, &BINDINGS).unwrap_or_default(),
            extend: e.take("extend").map(|node| self.extend(node, s)),
            warn: warn.iter().filter_map(|node| self.before_end(node, s)).collect(),
            then: self.effects(e.take("then"), "then", s),
            week: self.one_of_at(e, "week", s, &WEEKS),
            precision: self.one_of_at(e, "precision", s, &PRECISIONS),
            roll: e.take("roll").map(|node| self.yes(node, s)),
            rule: s.rule(),
        }
    }

    fn within_rows(&mut self, e: &mut Entry<'_>, s: &Scope) -> Vec<WithinRow> {
        let Some(node) = e.take("within") else { return Vec::new() };
        let blank = s.is_blank("within");
        let Node::List(list) = node else {
            let is = self.within(node, s);
            return is.map(|is| WithinRow { cond: None, is, blank, rule: s.rule() }).into_iter().collect();
        };
        let mut rows = Vec::new();
        for (n, item) in list.items.iter().enumerate() {
            let (mut e, row) = self.enter(&format!("within.{}", n + 1), item.span(), item, s);
            let cond = self.cond_at(&mut e, "if", &row);
            let is = e.take("is").and_then(|node| self.within(node, &row));
            self.leave(&e, &row);
            if is.is_none() {
                self.error("no-time", item.span(), &row, "is", ("这一行没有写时间", "this row gives no time"));
            }
            rows.extend(is.map(|is| WithinRow { cond, is, blank: blank || row.is_blank("is"), rule: row.rule() }));
        }
        rows
    }

    /// A span, `none`, `{setting: x}`, `{table: x}`, `{date: field}`.
    pub(super) fn within(&mut self, node: &Node, s: &Scope) -> Option<Within> {
        match node {
            Node::Text(text) if text.text == "none" => Some(Within::None),
            Node::Text(text) => self.time(&text.text, &text.span, s).map(Within::Span),
            _ => {
                let mut e = Entry::new(node);
                let setting = self.text_at(&mut e, "setting", s);
                let table = self.text_at(&mut e, "table", s);
                let date = self.text_at(&mut e, "date", s);
                self.leave(&e, s);
                let span = node.span();
                match (setting, table, date) {
                    (Some(id), ..) => Some(Within::Setting(self.setting(&id, span, s))),
                    (_, Some(id), _) => Some(Within::Table(self.table(&id, span, s))),
                    (_, _, Some(id)) => Some(Within::Date(self.named(&id, span, s, Sort::Field))),
                    _ => None,
                }
            }
        }
    }

    pub(super) fn every(&mut self, node: &Node, s: &Scope) -> Option<Every> {
        match self.within(node, s)? {
            Within::Span(time) => Some(Every::Span(time)),
            Within::Setting(id) => Some(Every::Setting(id)),
            _ => {
                self.error(
                    "bad-every",
                    node.span(),
                    s,
                    "",
                    ("此处应是时间长度或者设置", "a length of time or a setting is wanted here"),
                );
                None
            }
        }
    }

    /// How long before: a length of time or a setting.
    fn before_end(&mut self, node: &Node, s: &Scope) -> Option<Within> {
        Some(match self.every(node, s)? {
            Every::Span(time) => Within::Span(time),
            Every::Setting(id) => Within::Setting(id),
        })
    }

    fn extend(&mut self, node: &Node, outer: &Scope) -> Extend {
        let (mut e, s) = self.enter("extend", node.span(), node, outer);
        let from_nominal = self.one_of_at(&mut e, "from", &s, &[("nominal", true), ("due", false)]);
        let extend = Extend {
            at_most: e.take("at-most").and_then(|node| self.within(node, &s)),
            times: e.take("times").and_then(|node| self.count(node, &s)),
            from_nominal: from_nominal.unwrap_or(false),
            asked_by: self.who_at(&mut e, "asked-by", &s),
            approved_by: self.who_at(&mut e, "approved-by", &s),
            cond: self.cond_at(&mut e, "if", &s),
            tell: self.who_at(&mut e, "tell", &s),
            rule: s.rule(),
        };
        self.leave(&e, &s);
        extend
    }
}

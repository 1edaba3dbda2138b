//! Moments: what starts and ends a limit.

use super::cx::{Cx, Entry, Scope};
use super::names::{Sort, strs};
use crate::{
    model::{Id, Level, Moment, MomentRow, MomentTerm, Moments, Span},
    tree::Node,
};

impl Cx {
    pub(super) fn moments_at(&mut self, entry: &mut Entry<'_>, key: &'static str, scope: &Scope) -> Moments {
        entry.take(key).map_or(Moments::None, |node| self.moments(node, scope))
    }

    fn moments(&mut self, node: &Node, scope: &Scope) -> Moments {
        let rows = node.items().iter().any(|item| item.get("is").is_some());
        if rows {
            return Moments::Rows(node.items().iter().map(|item| self.moment_row(item, scope)).collect());
        }
        Moments::Any(self.terms(node, scope))
    }

    fn moment_row(&mut self, node: &Node, scope: &Scope) -> MomentRow {
        let (mut entry, scope) = self.enter("from", node.span(), node, scope);
        let cond = self.cond_at(&mut entry, "if", &scope);
        let is = entry.take("is").map(|node| self.terms(node, &scope)).unwrap_or_default();
        self.leave(&entry, &scope);
        MomentRow { cond, is }
    }

    fn terms(&mut self, node: &Node, scope: &Scope) -> Vec<MomentTerm> {
        node.items().iter().filter_map(|item| self.term(item, scope)).collect()
    }

    fn term(&mut self, node: &Node, scope: &Scope) -> Option<MomentTerm> {
        if node.map().is_none() {
            return self.moment(node, scope).map(MomentTerm::One);
        }
        let mut entry = Entry::new(node);
        let (earliest, latest) = (entry.take("earliest"), entry.take("latest"));
        self.leave(&entry, scope);
        let all = |cx: &mut Self, node: &Node| node.items().iter().filter_map(|item| cx.moment(item, scope)).collect();
        match (earliest, latest) {
            (Some(node), _) => Some(MomentTerm::Earliest(all(self, node))),
            (None, Some(node)) => Some(MomentTerm::Latest(all(self, node))),
            (None, None) => None,
        }
    }

    fn moment(&mut self, node: &Node, scope: &Scope) -> Option<Moment> {
        let text = self.words(node, scope)?;
        let span = node.span();
        let words: Vec<&str> = text.split_whitespace().collect();
        Some(match words.as_slice() {
            ["received"] => Moment::Received,
            ["opened"] => Moment::Opened,
            ["added"] => Moment::Added,
            ["act", act] => self.act_moment(act, span, scope),
            ["stage", id] => Moment::Stage(self.named(id, span, scope, Sort::Stage)),
            ["class", axis, value] => {
                let (axis, value) = self.class_value(axis, value, span, scope);
                Moment::Class(axis, value)
            }
            ["ground", axis, id] => {
                let known =
                    self.names.around(&scope.shape).into_iter().find_map(|shape| shape.grounds.get(*axis)).cloned();
                let axis = self.named(axis, span, scope, Sort::Axis);
                if let Some(known) = known.filter(|known| !known.iter().any(|k| k == id)) {
                    self.unknown(id, span, scope, ("事由", "ground"), &strs(&known));
                }
                Moment::Ground(axis, Id::from(*id))
            }
            ["field", id] => Moment::Field(self.named(id, span, scope, Sort::Field)),
            ["issued", id] => Moment::Issued(self.document(id, span, scope)),
            ["signed", id] => Moment::Signed(self.document(id, span, scope)),
            ["served", id] => Moment::Served(self.document(id, span, scope), None),
            ["served", id, "to", ..] => {
                let who = text.split_once(" to ").map(|(_, who)| self.who_text(who, span, scope));
                Moment::Served(self.document(id, span, scope), who)
            }
            ["asked", act] => Moment::Asked(self.named(act, span, scope, Sort::Act)),
            ["passed", id] => Moment::Passed(self.named(id, span, scope, Sort::Limit)),
            ["ended", link] => Moment::Ended(Id::from(*link)),
            [path] if path.contains('.') => self.act_moment(path, span, scope),
            _ => {
                self.not_a_moment(&text, span, scope);
                return None;
            }
        })
    }

    fn not_a_moment(&mut self, text: &str, span: &Span, scope: &Scope) {
        let what = crate::model::Label::new("不是时刻的写法", "this names no moment");
        let finding = crate::finding::Finding::error("bad-moment", span, what).at(&scope.path).about(text);
        self.findings.push(finding.mend(
            "写作 received、act 行为、act 行为.选项、stage 阶段、issued 文书、served 文书 to 谁、passed 期限、程序.行为 等",
            "write received, act A, act A.option, stage S, issued D, served D to W, passed L, PART.A and the like",
        ));
    }

    /// `act`, `act.option`, `part.act`, `part.act.option`.
    fn act_moment(&mut self, path: &str, span: &Span, scope: &Scope) -> Moment {
        let (first, rest) = path.split_once('.').map_or((path, None), |(first, rest)| (first, Some(rest)));
        if let Some(rest) = rest
            && (first == "main" || self.names.act(&scope.shape, first).is_none())
        {
            let shape = if first == "main" { Some(crate::model::ShapeRef::Main) } else { self.is_other_shape(first) };
            if let Some(shape) = shape {
                let (act, option) = self.act_named(rest, span, &scope.in_shape(shape));
                return Moment::Act { of: Some(Id::from(first)), act, option };
            }
        }
        let (act, option) = self.act_named(path, span, scope);
        Moment::Act { of: None, act, option }
    }

    /// A class axis and one of its values.
    pub(super) fn class_value(&mut self, axis: &str, value: &str, span: &Span, scope: &Scope) -> (Id, Id) {
        let known = self.names.axis(&scope.shape, axis).cloned();
        let axis = self.named(axis, span, scope, Sort::Axis);
        if let Some(known) = known.filter(|known| !known.iter().any(|k| k == value)) {
            self.unknown(value, span, scope, ("类别值", "value of this class"), &strs(&known));
        }
        (axis, Id::from(value))
    }

    /// Stages, requests and parts during which a limit stands still.
    pub(super) fn levels_at(&mut self, entry: &mut Entry<'_>, key: &'static str, scope: &Scope) -> Vec<Level> {
        let items = entry.take(key).map_or(&[][..], Node::items);
        items.iter().filter_map(|item| self.level(item, scope)).collect()
    }

    fn level(&mut self, node: &Node, scope: &Scope) -> Option<Level> {
        let text = self.words(node, scope)?;
        let span = node.span();
        if let Some(act) = text.strip_prefix("asked ") {
            return Some(Level::Asked(self.named(act.trim(), span, scope, Sort::Act)));
        }
        let name = text.strip_prefix("stage ").unwrap_or(&text).trim();
        if self.names.has(&scope.shape, Sort::Stage, name) {
            return Some(Level::Stage(Id::from(name)));
        }
        if self.names.has(&scope.shape, Sort::Act, name) {
            return Some(Level::Asked(Id::from(name)));
        }
        if self.names.parts().contains(&name) {
            return Some(Level::Part(Id::from(name)));
        }
        Some(Level::Stage(self.named(name, span, scope, Sort::Stage)))
    }
}

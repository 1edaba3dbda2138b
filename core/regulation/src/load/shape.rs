//! Shapes: the case, its kinds and parts, registers with a life.

use super::cx::{Cx, Entry, Scope};
use super::names::{ground_id, strs};
use crate::{
    model::{Axis, AxisThen, ClassValue, Ground, Id, Map, Shape, ShapeRef, Stage},
    tree::Node,
};

impl Cx {
    /// Fields, classes, stages, acts and limits of one shape.
    pub(super) fn shape(&mut self, e: &mut Entry<'_>, s: &Scope) -> Shape {
        Shape {
            fields: self.fields(e.take("fields"), s),
            classes: self.section(e.take("classes"), "classes", s, |cx, id, e, s| cx.axis(id, e, s)),
            stages: self.section(e.take("stages"), "stages", s, |cx, _, e, s| cx.stage(e, s)),
            acts: self.section(e.take("acts"), "acts", s, |cx, _, e, s| cx.act_of(e, s)),
            limits: self.section(e.take("limits"), "limits", s, |cx, _, e, s| cx.limit(e, s)),
            rule: s.rule(),
            ..Shape::default()
        }
    }

    pub(super) fn kinds(&mut self, node: Option<&Node>, parts: &mut Map<Shape>, scope: &Scope) -> Map<Shape> {
        self.section(node, "kinds", scope, |cx, id, e, s| {
            let s = s.in_shape(ShapeRef::Kind(id.clone()));
            let label = cx.label_of(e, &s);
            let shape = Shape { label, ..cx.shape(e, &s) };
            let inner = cx.parts(e.take("parts"), Some(id), &s);
            for (part, shape) in inner {
                if parts.contains_key(&part) {
                    cx.error(
                        "doubled-key",
                        &shape.rule.span,
                        &s,
                        &part,
                        ("另有同名的程序", "another part has this name"),
                    );
                }
                parts.insert(part, shape);
            }
            shape
        })
    }

    pub(super) fn parts(&mut self, node: Option<&Node>, kind: Option<&Id>, scope: &Scope) -> Map<Shape> {
        self.section(node, "parts", scope, |cx, id, e, s| {
            let s = s.in_shape(ShapeRef::Part(id.clone()));
            Shape {
                label: cx.label_of(e, &s),
                kind: kind.cloned(),
                many: cx.yes_at(e, "many", &s),
                outlives: cx.yes_at(e, "outlives", &s),
                visible_to: cx.who_at(e, "visible-to", &s),
                ..cx.shape(e, &s)
            }
        })
    }

    fn stage(&mut self, e: &mut Entry<'_>, s: &Scope) -> Stage {
        Stage {
            label: self.label_of(e, s),
            public: self.label_at(e, "public", s),
            owner: self.who_at(e, "owner", s),
            then: self.effects(e.take("then"), "then", s),
            end: self.yes_at(e, "end", s),
            rule: s.rule(),
        }
    }

    fn axis(&mut self, id: &Id, e: &mut Entry<'_>, s: &Scope) -> Axis {
        let label = self.label_of(e, s);
        let values = self.section(e.take("values"), "values", s, |cx, _, e, s| cx.class_value_of(e, s));
        let known: Vec<Id> = values.keys().cloned().collect();
        let named = |cx: &mut Self, node: &Node, s: &Scope| {
            let text = cx.words(node, s)?;
            if !known.iter().any(|id| *id == *text) {
                cx.unknown(&text, node.span(), s, ("类别值", "value of this class"), &strs(&known));
            }
            Some(Id::from(text))
        };
        let order = e.take("order").map_or(&[][..], Node::items);
        let order = order.iter().filter_map(|item| named(self, item, s)).collect();
        let default = e.take("default").and_then(|node| named(self, node, s));
        self.parents(&values, s);
        let (set_provisional, set_final) = e.take("set-by").map_or((None, None), |node| self.set_by(node, s));
        Axis {
            many: self.yes_at(e, "many", s),
            order,
            cond: self.cond_at(e, "if", s),
            default,
            set_provisional,
            set_final,
            grounds: self.grounds(id, &values, e, s),
            then: self.axis_then(e.take("then"), s),
            rule: s.rule(),
            label,
            values,
        }
    }

    fn class_value_of(&mut self, e: &mut Entry<'_>, s: &Scope) -> ClassValue {
        ClassValue {
            label: self.label_of(e, s),
            meaning: self.label_at(e, "meaning", s),
            of: self.id_at(e, "of", s),
            first: self.yes_at(e, "first", s),
            guide: e
                .take("guide")
                .and_then(|node| self.name_in(node, s, ("要点", "guide"), |names| strs(&names.guides))),
            rule: s.rule(),
        }
    }

    fn parents(&mut self, values: &Map<ClassValue>, s: &Scope) {
        let known: Vec<&str> = values.keys().map(|id| &**id).collect();
        for value in values.values() {
            if let Some(parent) = value.of.as_ref().filter(|parent| !values.contains_key(*parent)) {
                self.unknown(parent, &value.rule.span, s, ("类别值", "value of this class"), &known);
            }
        }
    }

    fn set_by(&mut self, node: &Node, s: &Scope) -> (Option<crate::model::Who>, Option<crate::model::Who>) {
        let mut entry = Entry::new(node);
        let provisional = self.who_at(&mut entry, "provisional", s);
        let final_ = self.who_at(&mut entry, "final", s);
        self.leave(&entry, s);
        (provisional, final_)
    }

    fn grounds(&mut self, axis: &Id, values: &Map<ClassValue>, e: &mut Entry<'_>, s: &Scope) -> Vec<Ground> {
        let items = e.take("grounds").map_or(&[][..], Node::items);
        let mut all = Vec::new();
        for (n, item) in items.iter().enumerate() {
            let id = ground_id(axis, n, item);
            let (mut e, row) = self.enter(&format!("grounds.{id}"), item.span(), item, s);
            e.take("id");
            let value = self.id_at(&mut e, "value", &row).unwrap_or_else(|| Id::from(""));
            let named = values.get(&value);
            if named.is_none() {
                let known: Vec<&str> = values.keys().map(|id| &**id).collect();
                self.unknown(&value, item.span(), &row, ("类别值", "value of this class"), &known);
            }
            let of_value = named.map(|value| value.label.clone()).unwrap_or_default();
            all.push(Ground {
                id,
                label: self.label_at(&mut e, "label", &row).unwrap_or(of_value),
                when: self.cond_at(&mut e, "when", &row),
                floor: self.yes_at(&mut e, "floor", &row),
                confirmed_by: self.who_at(&mut e, "confirmed-by", &row),
                rule: row.rule(),
                value,
            });
            self.leave(&e, &row);
        }
        all
    }

    fn axis_then(&mut self, node: Option<&Node>, s: &Scope) -> Vec<AxisThen> {
        let mut all = Vec::new();
        for (n, item) in node.map_or(&[][..], Node::items).iter().enumerate() {
            let (mut e, row) = self.enter(&format!("then.{}", n + 1), item.span(), item, s);
            let cond = self.cond_at(&mut e, "if", &row);
            let does = self.effects(e.take("does"), "does", &row);
            self.leave(&e, &row);
            all.push(AxisThen { cond, does, rule: row.rule() });
        }
        all
    }
}

//! What a condition comes to in a stage that is known.

use crate::{
    expr::{Cmp, Node, On, Word},
    model::{Id, Regulation, Shape},
    value::Value,
};

/// What is known of a condition.
pub(super) enum Known {
    Yes,
    No,
    /// What is left to be asked.
    Open(Node),
}

/// Where a condition is looked at.
#[derive(Clone, Copy)]
pub(super) struct Held<'a> {
    pub(super) reg: &'a Regulation,
    pub(super) shape: &'a Shape,
    pub(super) stage: &'a Id,
}

impl Held<'_> {
    /// What a condition comes to here.
    pub(super) fn known(self, node: &Node) -> Known {
        let settled = match node {
            Node::Cmp(Cmp::Eq, a, b) if is_stage(a) => self.is(b),
            Node::Cmp(Cmp::Ne, a, b) if is_stage(a) => self.is(b).map(|yes| !yes),
            Node::In(a, list) if is_stage(a) => self.among(list),
            Node::Condition(id) => self.named(id),
            Node::Not(a) => return turned(self.known(a)),
            Node::And(all) => return self.all_of(all),
            Node::Or(all) => return self.any_of(all),
            _ => None,
        };
        match settled {
            Some(true) => Known::Yes,
            Some(false) => Known::No,
            None => Known::Open(node.clone()),
        }
    }

    /// Is it this stage; nothing where it is no stage of the shape.
    fn is(self, node: &Node) -> Option<bool> {
        let id = match node {
            Node::Const(Value::Text(text)) => text.as_str(),
            Node::Const(Value::Choice(id)) => id.as_str(),
            _ => return None,
        };
        self.shape.stages.contains_key(id).then(|| id == self.stage.as_str())
    }

    fn among(self, list: &Node) -> Option<bool> {
        let Node::List(all) = list else { return None };
        let each: Option<Vec<bool>> = all.iter().map(|one| self.is(one)).collect();
        Some(each?.contains(&true))
    }

    fn named(self, id: &Id) -> Option<bool> {
        match self.known(&self.reg.conditions.get(id)?.is.node) {
            Known::Yes => Some(true),
            Known::No => Some(false),
            Known::Open(_) => None,
        }
    }

    fn all_of(self, all: &[Node]) -> Known {
        let mut left = Vec::new();
        for node in all {
            match self.known(node) {
                Known::Yes => {}
                Known::No => return Known::No,
                Known::Open(open) => left.push(open),
            }
        }
        rest(left, Node::And, Known::Yes)
    }

    fn any_of(self, all: &[Node]) -> Known {
        let mut left = Vec::new();
        for node in all {
            match self.known(node) {
                Known::Yes => return Known::Yes,
                Known::No => {}
                Known::Open(open) => left.push(open),
            }
        }
        rest(left, Node::Or, Known::No)
    }
}

fn is_stage(node: &Node) -> bool {
    matches!(node, Node::Word(On::Here | On::This, Word::Stage))
}

fn turned(known: Known) -> Known {
    match known {
        Known::Yes => Known::No,
        Known::No => Known::Yes,
        Known::Open(node) => Known::Open(Node::Not(Box::new(node))),
    }
}

/// What is left of several once the settled ones have fallen away.
fn rest(mut left: Vec<Node>, join: fn(Vec<Node>) -> Node, settled: Known) -> Known {
    if left.len() > 1 {
        return Known::Open(join(left));
    }
    left.pop().map_or(settled, Known::Open)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{expr::parse, load::load_str, model::Span};

    /// The condition in the stage `review` of the regulation the tests share: `yes`, `no`, or what is left of it.
    fn said(text: &str) -> String {
        let reg = load_str("sound", include_str!("../../../tests/sound.yaml")).regulation.unwrap();
        let stage = Id::from("review");
        let held = Held { reg: &reg, shape: &reg.main, stage: &stage };
        let left = |text: &str| parse(text, &Span::default()).unwrap().node;
        match held.known(&left(text)) {
            Known::Yes => "yes".to_owned(),
            Known::No => "no".to_owned(),
            Known::Open(node) if node == left("urgent") => "urgent".to_owned(),
            Known::Open(node) if node == left(text) => "all of it".to_owned(),
            Known::Open(_) => "something else".to_owned(),
        }
    }

    #[test]
    fn what_is_asked_of_the_stage_falls_away() {
        assert_eq!(said("stage == 'review'"), "yes");
        assert_eq!(said("stage != 'review'"), "no");
        assert_eq!(said("!(stage == 'review')"), "no");
        assert_eq!(said("stage == 'nowhere'"), "all of it", "no stage of the shape");
        assert_eq!(said("urgent && stage == 'review'"), "urgent");
        assert_eq!(said("urgent || stage != 'review'"), "urgent");
        assert_eq!(said("urgent && stage != 'review'"), "no");
        assert_eq!(said("urgent || stage == 'review'"), "yes");
        assert_eq!(said("urgent"), "urgent");
    }
}

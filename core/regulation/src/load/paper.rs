//! Documents.

use super::cx::{Cx, Entry, Scope};
use super::names::Sort;
use crate::{
    model::{Archive, Copy, Document, DocumentNumber, Id, Map, Public, Service, SignHand, SignStep, Who},
    tree::Node,
};

impl Cx {
    pub(super) fn documents(&mut self, node: Option<&Node>, scope: &Scope) -> Map<Document> {
        self.section(node, "documents", scope, |cx, _, e, s| cx.paper_of(e, s))
    }

    fn paper_of(&mut self, e: &mut Entry<'_>, s: &Scope) -> Document {
        let (officers, officers_show) = e.take("officers").map_or((None, None), |node| self.least(node, s));
        Document {
            label: self.label_of(e, s),
            from: self.who_at(e, "from", s),
            live: self.yes_at(e, "live", s),
            requires: self.paths_at(e, "requires", s),
            blanks: self.paths_at(e, "blanks", s),
            before: self.text_at(e, "before", s),
            after: self.text_at(e, "after", s),
            number: self.number_of(e, s),
            to: self.whos_at(e, "to", s),
            copies: self.copies(e, s),
            signed_by: self.signed_by(e, s),
            may_refuse: self.yes_at(e, "may-refuse", s),
            officers,
            officers_show,
            service: self.section(e.take("service"), "service", s, |cx, _, e, s| Service {
                label: cx.label_of(e, s),
                proof: e.take("proof").and_then(|node| cx.words(node, s).map(|id| cx.document(&id, node.span(), s))),
                cond: cx.cond_at(e, "if", s),
                rule: s.rule(),
            }),
            per: e.take("per").and_then(|node| self.words(node, s).map(|id| self.per(&id, node, s))),
            covers: self.covers(e, s),
            public: e.take("public").map(|node| self.public(node, s)),
            archive: e.take("archive").map(|node| self.archive(node, s)),
            rule: s.rule(),
        }
    }

    fn per(&mut self, id: &str, node: &Node, s: &Scope) -> Id {
        if id == "unit" { Id::from(id) } else { self.party(id, node.span(), s) }
    }

    fn covers(&mut self, e: &mut Entry<'_>, s: &Scope) -> Vec<Id> {
        let items = e.take("covers").map_or(&[][..], Node::items);
        let mut all = Vec::new();
        for item in items {
            if let Some(text) = self.words(item, s) {
                if !self.any_shape_has(&text) {
                    self.named(&text, item.span(), s, Sort::Field);
                }
                all.push(Id::from(text));
            }
        }
        all
    }

    fn least(&mut self, node: &Node, s: &Scope) -> (Option<u32>, Option<String>) {
        if node.map().is_none() {
            return (self.count(node, s), None);
        }
        let mut e = Entry::new(node);
        let least = e.take("least").and_then(|node| self.count(node, s));
        let show = self.text_at(&mut e, "show", s);
        self.leave(&e, s);
        (least, show)
    }

    fn number_of(&mut self, e: &mut Entry<'_>, s: &Scope) -> DocumentNumber {
        match self.text_at(e, "number", s) {
            None => DocumentNumber::None,
            Some(text) if text == "case" => DocumentNumber::Case,
            Some(pattern) => DocumentNumber::Pattern(pattern),
        }
    }

    fn copies(&mut self, e: &mut Entry<'_>, s: &Scope) -> Vec<Copy> {
        let items = e.take("copies").map_or(&[][..], Node::items);
        let mut all = Vec::new();
        for item in items {
            if item.get("holder").is_none() {
                all.push(Copy { holder: self.who(item, s), mark: None });
                continue;
            }
            let mut e = Entry::new(item);
            let holder = self.must_who(&mut e, "holder", s);
            let mark = self.text_at(&mut e, "mark", s);
            self.leave(&e, s);
            all.push(Copy { holder, mark });
        }
        all
    }

    /// Steps in order; a list inside means any order.
    fn signed_by(&mut self, e: &mut Entry<'_>, s: &Scope) -> Vec<SignStep> {
        let items = e.take("signed-by").map_or(&[][..], Node::items);
        let step = |cx: &mut Self, node: &Node| match node {
            Node::List(list) => SignStep { hands: list.items.iter().map(|item| cx.hand_of(item, s)).collect() },
            one => SignStep { hands: vec![cx.hand_of(one, s)] },
        };
        items.iter().map(|item| step(self, item)).flat_map(in_turn).collect()
    }

    fn hand_of(&mut self, node: &Node, s: &Scope) -> SignHand {
        if node.get("who").is_none() {
            return SignHand { who: self.who(node, s), how: None };
        }
        let mut e = Entry::new(node);
        let who = self.must_who(&mut e, "who", s);
        let how = self.id_at(&mut e, "how", s);
        self.leave(&e, s);
        SignHand { who, how }
    }

    fn public(&mut self, node: &Node, s: &Scope) -> Public {
        if let Node::Text(text) = node {
            return Public { place: Some(super::words::split(text)), time: None };
        }
        let mut e = Entry::new(node);
        let place = self.label_at(&mut e, "place", s);
        let time = e.take("for").and_then(Node::text_node).and_then(|text| self.time(&text.text, &text.span, s));
        self.leave(&e, s);
        Public { place, time }
    }

    fn archive(&mut self, node: &Node, s: &Scope) -> Archive {
        let mut e = Entry::new(node);
        let holder = self.who_at(&mut e, "holder", s);
        let keep = self.text_at(&mut e, "keep", s);
        self.leave(&e, s);
        Archive { holder, keep }
    }
}

/// A chain that stands as a step is a step for each of its links.
fn in_turn(step: SignStep) -> Vec<SignStep> {
    match step.hands.as_slice() {
        [SignHand { who: Who::Chain(links), how }] => {
            let one = |who: &Who| SignStep { hands: vec![SignHand { who: who.clone(), how: how.clone() }] };
            links.iter().map(one).collect()
        }
        _ => vec![step],
    }
}

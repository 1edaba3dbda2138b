//! A regulation as the rules look at it: every effect with what sets it off, every WHO with its rule, every expression.

use crate::{
    expr::{Site, sites},
    finding::Finding,
    model::{Act, Effect, Given, Id, Label, Map, Moment, Place, Regulation, Rule, Shape, ShapeRef, What, Who},
};

/// What sets effects off.
#[derive(Debug, Clone, Copy)]
pub(super) enum Origin<'a> {
    /// An act, perhaps one of its options.
    Act(&'a Id, &'a Act, Option<&'a Id>),
    /// A stage that is entered.
    Stage(&'a Id),
    /// A class that changes.
    Class(&'a Id),
    /// A limit that passes.
    Limit,
    /// A counter that reaches its number.
    Counter,
}

/// An effect with where it stands.
#[derive(Debug, Clone)]
pub(super) struct Done<'a> {
    pub(super) at: ShapeRef,
    pub(super) origin: Origin<'a>,
    pub(super) effect: &'a Effect,
}

/// Everything the rules look at.
pub(super) struct View<'a> {
    pub(super) reg: &'a Regulation,
    pub(super) sites: Vec<Site<'a>>,
    pub(super) effects: Vec<Done<'a>>,
    pub(super) whos: Vec<(&'a Who, &'a Rule)>,
}

impl<'a> View<'a> {
    pub(super) fn new(reg: &'a Regulation) -> Self {
        Self { reg, sites: sites(reg), effects: effects(reg), whos: Whos::of(reg) }
    }

    /// Acts of a shape, those there for all left out unless the file makes them move the case.
    pub(super) fn acts(shape: &'a Shape) -> impl Iterator<Item = (&'a Id, &'a Act)> {
        let moves = |act: &Act| {
            let options = act.choose.values().flat_map(|option| &option.does);
            act.does.iter().chain(options).any(|effect| matches!(effect.what, What::Go(_)))
        };
        shape.acts.iter().filter(move |(_, act)| !act.standing || moves(act))
    }

    /// A name that findings call a shape by.
    pub(super) fn of_shape(&self, at: &ShapeRef) -> Label {
        match at {
            ShapeRef::Main => self.reg.case_label.clone(),
            _ => self.reg.shape(at).map(|shape| shape.label.clone()).unwrap_or_default(),
        }
    }

    /// Documents that some effect or act makes, or that prove the service of another.
    pub(super) fn is_made(&self, document: &Id) -> bool {
        let issued = self.effects.iter().any(|done| match &done.effect.what {
            What::Issue(id) | What::Publish(id) => id == document,
            What::Hand { document: id, .. } => id == document,
            What::Tell { document: Some(id), .. } => id == document,
            _ => false,
        });
        let handed_in =
            || self.inputs().any(|what| matches!(what, crate::model::InputWhat::Document(id) if id == document));
        let proof =
            || self.reg.documents.values().flat_map(|d| d.service.values()).any(|s| s.proof.as_ref() == Some(document));
        issued || handed_in() || proof()
    }

    /// Everything any act asks, options included.
    pub(super) fn inputs(&self) -> impl Iterator<Item = &'a crate::model::InputWhat> {
        let acts = self.reg.shapes().flat_map(|(_, shape)| shape.acts.values());
        acts.flat_map(|act| act.input.iter().chain(act.choose.values().flat_map(|option| &option.input)))
            .map(|input| &input.what)
    }
}

/// A finding about a rule of the file, with its place and path.
pub(super) fn about(finding: Finding, rule: &Rule, subject: &str) -> Finding {
    finding.at(rule.path.clone()).about(subject)
}

/// Both languages of a label, as a finding quotes it.
pub(super) fn quoted(label: &Label, id: &str) -> (String, String) {
    let zh = if label.zh.is_empty() { id } else { &label.zh };
    let en = if label.en.is_empty() { zh } else { &label.en };
    (format!("「{zh}」"), format!("“{en}”"))
}

/// An error in both languages.
pub(super) fn error(code: &'static str, rule: &Rule, subject: &str, zh: &str, en: &str) -> Finding {
    about(Finding::error(code, &rule.span, Label::new(zh, en)), rule, subject)
}

/// A warning in both languages.
pub(super) fn warning(code: &'static str, rule: &Rule, subject: &str, zh: &str, en: &str) -> Finding {
    about(Finding::warning(code, &rule.span, Label::new(zh, en)), rule, subject)
}

fn effects(reg: &Regulation) -> Vec<Done<'_>> {
    let mut all = Vec::new();
    for (at, shape) in reg.shapes() {
        of_shape(&at, shape, &mut all);
    }
    for counter in reg.counters.values() {
        all.extend(counter.then.iter().map(|effect| Done { at: ShapeRef::Main, origin: Origin::Counter, effect }));
    }
    all
}

fn of_shape<'a>(at: &ShapeRef, shape: &'a Shape, all: &mut Vec<Done<'a>>) {
    let mut add = |origin: Origin<'a>, effects: &'a [Effect]| {
        all.extend(effects.iter().map(|effect| Done { at: at.clone(), origin, effect }));
    };
    for (id, act) in &shape.acts {
        add(Origin::Act(id, act, None), &act.does);
        for (option, chosen) in &act.choose {
            add(Origin::Act(id, act, Some(option)), &chosen.does);
        }
    }
    for (id, stage) in &shape.stages {
        add(Origin::Stage(id), &stage.then);
    }
    for (id, axis) in &shape.classes {
        for then in &axis.then {
            add(Origin::Class(id), &then.does);
        }
    }
    for limit in shape.limits.values() {
        add(Origin::Limit, &limit.then);
    }
}

struct Whos<'a>(Vec<(&'a Who, &'a Rule)>);

impl<'a> Whos<'a> {
    fn of(reg: &'a Regulation) -> Vec<(&'a Who, &'a Rule)> {
        let mut whos = Self(Vec::new());
        whos.office(reg);
        whos.papers(reg);
        for (_, shape) in reg.shapes() {
            whos.shape(shape);
        }
        whos.0
    }

    fn add(&mut self, who: impl IntoIterator<Item = &'a Who>, rule: &'a Rule) {
        self.0.extend(who.into_iter().map(|who| (who, rule)));
    }

    fn office(&mut self, reg: &'a Regulation) {
        for party in reg.parties.values() {
            self.add(&party.entered_by, &party.rule);
        }
        for role in reg.roles.values() {
            self.add(&role.is, &role.rule);
            self.add(&role.not_with, &role.rule);
            self.add(&role.named_by, &role.rule);
            self.add(&role.fallback, &role.rule);
        }
        for channel in reg.channels.values() {
            self.add(&channel.desk, &channel.rule);
        }
        for roster in reg.rosters.values() {
            self.add(&roster.who, &roster.rule);
            self.add(&roster.by, &roster.rule);
        }
        for table in reg.tables.values() {
            self.add(&table.not, &table.rule);
            self.add(&table.edited_by, &table.rule);
            self.given(table.fallback.as_ref(), &table.rule);
            for row in &table.rows {
                self.map(&row.is, &row.rule);
            }
        }
        for register in reg.registers.values() {
            self.add(&register.write, &register.shape.rule);
            self.add(&register.visible_to, &register.shape.rule);
        }
        for counter in reg.counters.values() {
            self.effects(&counter.then);
        }
        for indicator in reg.indicators.values() {
            self.add(indicator.alert.as_ref().map(|alert| &alert.tell), &indicator.rule);
        }
        for report in reg.reports.values() {
            self.add(&report.by, &report.rule);
            self.add(&report.one_for, &report.rule);
            self.add(&report.approved_by, &report.rule);
            self.add(&report.recipients, &report.rule);
        }
    }

    fn papers(&mut self, reg: &'a Regulation) {
        for document in reg.documents.values() {
            self.add(&document.from, &document.rule);
            self.add(&document.to, &document.rule);
            self.add(document.copies.iter().map(|copy| &copy.holder), &document.rule);
            self.add(document.signed_by.iter().flat_map(|step| &step.hands).map(|hand| &hand.who), &document.rule);
            self.add(document.archive.as_ref().and_then(|archive| archive.holder.as_ref()), &document.rule);
        }
    }

    fn shape(&mut self, shape: &'a Shape) {
        self.add(&shape.visible_to, &shape.rule);
        for axis in shape.classes.values() {
            self.add(&axis.set_provisional, &axis.rule);
            self.add(&axis.set_final, &axis.rule);
            for ground in &axis.grounds {
                self.add(&ground.confirmed_by, &ground.rule);
            }
            for then in &axis.then {
                self.effects(&then.does);
            }
        }
        for stage in shape.stages.values() {
            self.add(&stage.owner, &stage.rule);
            self.effects(&stage.then);
        }
        for act in shape.acts.values() {
            self.add([&act.by], &act.rule);
            self.add(&act.not, &act.rule);
            self.add(&act.signs, &act.rule);
            self.effects(&act.does);
            for option in act.choose.values() {
                self.effects(&option.does);
            }
        }
        for limit in shape.limits.values() {
            self.add(&limit.who, &limit.rule);
            self.add(&limit.each, &limit.rule);
            if let Some(extend) = &limit.extend {
                self.add(&extend.asked_by, &extend.rule);
                self.add(&extend.approved_by, &extend.rule);
                self.add(&extend.tell, &extend.rule);
            }
            for moments in [&limit.from, &limit.until, &limit.laid_down] {
                for moment in moments.all() {
                    if let Moment::Served(_, who) = moment {
                        self.add(who, &limit.rule);
                    }
                }
            }
            self.effects(&limit.then);
        }
    }

    fn effects(&mut self, effects: &'a [Effect]) {
        for effect in effects {
            let rule = &effect.rule;
            self.map(&effect.with, rule);
            match &effect.what {
                What::Set(map) | What::Class(map, _) => self.map(map, rule),
                What::Assign(places) => self.add(places.iter().map(|(_, who)| who), rule),
                What::Release(who) => self.add(who, rule),
                What::Substitute { by, of, .. } => self.add([by, of], rule),
                What::Party(parties) => self.add(parties.iter().map(|(_, who)| who), rule),
                What::Ask { whom, .. } => self.add(whom, rule),
                What::Hand { to, .. } => self.add([to], rule),
                What::Tell { who, .. } | What::Bar(who) | What::Sight(who) => self.add([who], rule),
                What::Forward { to, manner, .. } => {
                    self.add([to], rule);
                    self.given(manner.as_ref(), rule);
                }
                What::Row { columns, from, .. } => {
                    self.map(columns, rule);
                    self.given(from.as_ref(), rule);
                }
                What::Link { to, .. } | What::Due { to, .. } => self.given(Some(to), rule),
                _ => {}
            }
        }
    }

    fn map(&mut self, map: &'a Map<Given>, rule: &'a Rule) {
        for given in map.values() {
            self.given(Some(given), rule);
        }
    }

    fn given(&mut self, given: Option<&'a Given>, rule: &'a Rule) {
        if let Some(Given::Who(who)) = given {
            self.add([who], rule);
        }
    }
}

/// The simple names inside a WHO, from the outside in.
pub(super) fn parts_of(who: &Who) -> Vec<&Who> {
    let mut all = vec![who];
    let inner: Vec<&Who> = match who {
        Who::HeadOf(a) | Who::SuperiorOf(a) | Who::RoleOf(_, a) | Who::RoleAs(_, a) => vec![a],
        Who::Chain(many) | Who::Either(many) | Who::List(many) => many.iter().collect(),
        _ => Vec::new(),
    };
    for one in inner {
        all.extend(parts_of(one));
    }
    all
}

/// Does an effect put somebody on this place.
pub(super) fn assigns(view: &View<'_>, place: &Place) -> bool {
    view.effects
        .iter()
        .any(|done| matches!(&done.effect.what, What::Assign(places) if places.iter().any(|(p, _)| p == place)))
}

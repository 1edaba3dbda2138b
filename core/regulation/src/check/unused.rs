//! # unused-name, part-never-opened, paper-never-made
//!
//! What is declared and never used: a setting, condition, table, counter or guide nothing reads, a role nothing names, a field
//! that nothing asks, reads or prints, a paper nothing makes. A warning: often it is a slip in the name where it should stand. A part
//! that nothing opens is an error: what depends on it can never happen.
//!
//! ```yaml
//! parts: {hearing: {label: 听证 | hearing, stages: …}}       # and no `open: hearing`, no act that `opens` it
//! ```

use super::view::{View, error, parts_of, quoted, warning};
use crate::{
    expr::{Fact, Function, Read, reads},
    finding::Finding,
    model::{
        Carry, Content, DocumentNumber, During, Every, Follows, Given, Id, InputWhat, Label, Limit, Moment, OnFile,
        Options, Regulation, Rule, Same, ShapeRef, What, Who, Window, Within,
    },
};

/// Names nothing uses.
pub(super) fn unused(view: &View<'_>, findings: &mut Vec<Finding>) {
    never_happens(view, findings);
    let used = Used::of(view);
    let reg = view.reg;
    let mut one = |id: &Id, label: &Label, rule: &Rule, sort: (&str, &str)| {
        if !used.has(id) {
            let (zh, en) = quoted(label, id);
            let found = warning(
                "unused-name",
                rule,
                id,
                &format!("{}{zh}没有一处用到", sort.0),
                &format!("the {} {en} is used nowhere", sort.1),
            );
            findings.push(found.mend("用上它，或者删去", "use it, or remove it"));
        }
    };
    reg.settings.iter().for_each(|(id, x)| one(id, &x.field.label, &x.field.rule, ("设置", "setting")));
    reg.conditions.iter().for_each(|(id, x)| one(id, &x.label, &x.rule, ("条件", "condition")));
    reg.tables.iter().for_each(|(id, x)| one(id, &x.label, &x.rule, ("表", "table")));
    reg.counters
        .iter()
        .filter(|(_, x)| x.then.is_empty())
        .for_each(|(id, x)| one(id, &x.label, &x.rule, ("计数", "counter")));
    reg.guides.iter().for_each(|(id, x)| one(id, &x.label, &x.rule, ("要点", "guide")));
    reg.roles.iter().filter(|(_, x)| x.sees.is_none()).for_each(|(id, x)| one(id, &x.label, &x.rule, ("角色", "role")));
    for (at, shape) in reg.shapes() {
        if opened_with_all(view, &at) {
            continue;
        }
        for (id, field) in shape.fields.iter().filter(|(_, field)| field.value.is_none()) {
            one(id, &field.label, &field.rule, ("字段", "field"));
        }
    }
}

fn never_happens(view: &View<'_>, findings: &mut Vec<Finding>) {
    for (id, part) in &view.reg.parts {
        let opened = view.effects.iter().any(|done| matches!(&done.effect.what, What::Open(part) if part == id))
            || view.reg.shapes().flat_map(|(_, shape)| shape.acts.values()).any(|act| act.opens.as_ref() == Some(id));
        if !opened {
            let (zh, en) = quoted(&part.label, id);
            let found = error(
                "part-never-opened",
                &part.rule,
                id,
                &format!("{zh}没有一处开启"),
                &format!("nothing ever opens {en}"),
            );
            findings.push(found.mend(
                &format!("在某个行为的 does 中写 open: {id}，或者写 opens: {id}"),
                &format!("write `open: {id}` in the `does` of an act, or give an act `opens: {id}`"),
            ));
        }
    }
    for (id, document) in &view.reg.documents {
        if !view.is_made(id) {
            let (zh, en) = quoted(&document.label, id);
            let found = warning(
                "paper-never-made",
                &document.rule,
                id,
                &format!("{zh}没有一处签发"),
                &format!("nothing ever issues {en}"),
            );
            findings.push(found.mend(
                &format!("在某个行为的 does 中写 issue: {id}，或者在 input 中写 document.{id}"),
                &format!("write `issue: {id}` in the `does` of an act, or ask it as `document.{id}`"),
            ));
        }
    }
}

/// An act that opens a row asks all its fields.
fn opened_with_all(view: &View<'_>, at: &ShapeRef) -> bool {
    let (ShapeRef::Part(id) | ShapeRef::Register(id)) = at else { return false };
    view.reg.shapes().flat_map(|(_, shape)| shape.acts.values()).any(|act| act.opens.as_ref() == Some(id))
}

/// Every word that something uses.
struct Used(Vec<String>);

impl Used {
    fn of(view: &View<'_>) -> Self {
        let mut used = Self(Vec::new());
        for site in &view.sites {
            for read in reads(&site.expr.node) {
                used.read(&read);
            }
        }
        for (who, _) in &view.whos {
            used.who(who);
        }
        used.office(view.reg);
        for roster in view.reg.rosters.values() {
            used.all(roster.during.iter().filter_map(|days| match days {
                During::Setting(id) => Some(id),
                During::Days(_) => None,
            }));
            used.all(
                roster.warn.iter().filter_map(|warn| if let Within::Setting(id) = warn { Some(id) } else { None }),
            );
        }
        // How letters travel may name the setting that holds the street and number of the sender.
        view.reg.organisation.mail.values().for_each(|word| used.add(&Id::from(word.as_str())));
        used.effects(view);
        for (_, shape) in view.reg.shapes() {
            for limit in shape.limits.values() {
                used.limit(limit);
            }
            for act in shape.acts.values() {
                used.all(act.guide.iter());
                used.all(act.opens.iter());
                used.words(act.found_by.iter());
                for alternatives in act.needs.iter().chain(act.choose.values().flat_map(|option| &option.needs)) {
                    for need in alternatives {
                        match need {
                            OnFile::Document(id) | OnFile::Act(id, _) | OnFile::Guide(id) => used.add(id),
                        }
                    }
                }
            }
            for axis in shape.classes.values() {
                used.all(axis.values.values().filter_map(|value| value.guide.as_ref()));
            }
            for field in shape.fields.values() {
                if let Options::From(id) = &field.options {
                    used.add(id);
                }
            }
        }
        used
    }

    fn has(&self, id: &Id) -> bool {
        self.0.iter().any(|word| word == id.as_str())
    }

    fn add(&mut self, word: &str) {
        for part in word.split(['.', ' ', '{', '}', ':', '!']).filter(|part| !part.is_empty()) {
            if !self.0.iter().any(|known| known == part) {
                self.0.push(part.to_owned());
            }
        }
    }

    fn all<'a>(&mut self, ids: impl IntoIterator<Item = &'a Id>) {
        ids.into_iter().for_each(|id| self.add(id));
    }

    fn words<'a>(&mut self, words: impl IntoIterator<Item = &'a String>) {
        words.into_iter().for_each(|word| self.add(word));
    }

    fn read(&mut self, read: &Read) {
        match read {
            Read::Name(_, id) | Read::Input(_, id) | Read::Setting(id) | Read::Condition(id) => self.add(id),
            Read::Call(Function::Table(id)) => self.add(id),
            Read::Fact(_, fact) => self.fact(fact),
            _ => {}
        }
    }

    fn fact(&mut self, fact: &Fact) {
        match fact {
            Fact::Given(id) | Fact::Counter(id) | Fact::Indicator(id) | Fact::GivenParty(_, id) => self.add(id),
            _ => {}
        }
    }

    fn who(&mut self, who: &Who) {
        for part in parts_of(who) {
            match part {
                Who::Role(id)
                | Who::Setting(id)
                | Who::Table(id)
                | Who::RoleOf(id, _)
                | Who::RoleAs(id, _)
                | Who::Input(id) => self.add(id),
                Who::Field(path) => self.all(path),
                _ => {}
            }
        }
    }

    fn given(&mut self, given: &Given) {
        match given {
            Given::Literal(value) => self.add(&format!("{value:?}").replace(['(', ')', '"', ','], " ")),
            Given::Who(who) => self.who(who),
            Given::Computed(_) => {}
        }
    }

    fn indicators(&mut self, reg: &Regulation) {
        for indicator in reg.indicators.values() {
            self.words(indicator.by.iter().chain(&indicator.dated).chain(&indicator.target));
            self.all(indicator.period.iter());
        }
    }

    fn office(&mut self, reg: &Regulation) {
        if let Some(number) = &reg.number {
            self.add(&number.pattern);
            self.all(number.per.iter());
        }
        for document in reg.documents.values() {
            self.words(document.requires.iter().chain(&document.blanks));
            self.all(document.covers.iter().chain(document.per.iter()));
            if let DocumentNumber::Pattern(pattern) = &document.number {
                self.add(pattern);
            }
        }
        for register in reg.registers.values() {
            self.words(register.columns.iter().chain(&register.by));
        }
        for counter in reg.counters.values() {
            self.words(counter.distinct.iter());
            for same in &counter.same {
                if let Same::Path(path) = same {
                    self.add(path);
                }
            }
            if let Window::Setting(id) = &counter.window {
                self.add(id);
            }
        }
        self.indicators(reg);
        for chart in reg.charts.values() {
            self.words(chart.by.iter().chain(&chart.of).chain(&chart.value));
        }
        for report in reg.reports.values() {
            self.words(report.covers.iter());
            if let Some(Every::Setting(id)) = &report.every {
                self.add(id);
            }
            if let Some(Within::Setting(id)) = &report.due {
                self.add(id);
            }
            for content in &report.contents {
                if let Content::Named(id) = content {
                    self.add(id);
                }
            }
        }
        for table in reg.tables.values() {
            self.words(&table.by);
            table
                .rows
                .iter()
                .flat_map(|row| row.is.values())
                .chain(&table.fallback)
                .for_each(|given| self.given(given));
        }
        for channel in reg.channels.values() {
            self.words(&channel.asks);
        }
        for party in reg.parties.values() {
            self.all(party.identity.iter().chain(&party.same_by));
        }
    }

    fn effects(&mut self, view: &View<'_>) {
        for what in view.inputs() {
            match what {
                InputWhat::Field(id) | InputWhat::Role(id) | InputWhat::Class(id) => self.add(id),
                _ => {}
            }
        }
        for done in &view.effects {
            self.all(done.effect.with.keys());
            done.effect.with.values().for_each(|given| self.given(given));
            match &done.effect.what {
                What::Set(map) => self.all(map.keys()),
                What::Assign(places) => places.iter().for_each(|(place, _)| {
                    if let crate::model::Place::Role(id) = place {
                        self.add(id);
                    }
                }),
                What::Spawn { follows, carry, .. } => {
                    if let Follows::Setting(id) | Follows::Table(id) = follows {
                        self.add(id);
                    }
                    if let Carry::Names(names) = carry {
                        names.iter().for_each(|(_, here)| self.add(here));
                    }
                }
                What::Row { table, .. } => self.add(table),
                What::Due { to, .. } | What::Link { to, .. } => self.given(to),
                _ => {}
            }
        }
    }

    fn limit(&mut self, limit: &Limit) {
        for row in &limit.within {
            match &row.is {
                Within::Setting(id) | Within::Table(id) | Within::Date(id) => self.add(id),
                _ => {}
            }
        }
        if let Some(Every::Setting(id)) = &limit.every {
            self.add(id);
        }
        self.all(limit.warn.iter().filter_map(|warn| if let Within::Setting(id) = warn { Some(id) } else { None }));
        if let Some(Within::Setting(id)) = limit.extend.as_ref().and_then(|extend| extend.at_most.as_ref()) {
            self.add(id);
        }
        for moments in [&limit.from, &limit.until, &limit.laid_down] {
            for moment in moments.all() {
                if let Moment::Field(id) = moment {
                    self.add(id);
                }
            }
        }
    }
}

//! What of a regulation its scenarios hit: every limit that runs, every class value, every paper, every refusal.

use std::{collections::BTreeSet, fmt::Write as _};

use dengwen_case::{Case, Event, LimitState, Refusal, RowKey};
use dengwen_desk::Fault;
use dengwen_packs::Packs;
use dengwen_regulation::{
    load::load,
    model::{Act, Axis, Id, Label, Lang, Regulation, Rule, Shape},
};
use serde_json::{Value, json};

use super::{report::Outcome, town::Town};

/// Sorts of things that scenarios must hit, in both languages.
const SORTS: [(&str, &str); 4] =
    [("时限", "limits"), ("类别", "classes"), ("文书", "documents"), ("不予办理的情形", "refusals")];

/// Rules of a regulation that a story hit, by their paths.
#[derive(Debug, Clone, Default)]
pub(crate) struct Hits(BTreeSet<String>);

impl Hits {
    pub(super) fn extend(&mut self, more: Self) {
        self.0.extend(more.0);
    }

    fn rule(&mut self, rule: &Rule) {
        self.0.insert(rule.path.clone());
    }

    /// Guards that stood in the way.
    pub(super) fn refused(&mut self, refusals: &[Refusal]) {
        self.0.extend(refusals.iter().filter_map(|refusal| refusal.guard.clone()));
    }

    /// What all cases and registers of an office have come to.
    pub(super) async fn gather(&mut self, town: &Town, pack: &str) -> Result<(), Fault> {
        let mut streams = town.desk.case_ids(&town.office).await?;
        for register in town.regulation.registers.keys() {
            streams.extend(town.desk.register_streams(&town.office, pack, register).await?);
        }
        for stream in streams {
            let all = town.desk.inspect(&stream).await?;
            let (regulation, case) = (&*all.regulation, &all.case);
            if *regulation.id != *pack {
                continue;
            }
            // A limit that only might apply has not run.
            for view in all.limits().iter().filter(|view| !matches!(view.state, LimitState::Sleeping)) {
                let shape = shape(regulation, case, &view.row);
                shape
                    .and_then(|shape| shape.limits.get(&view.limit))
                    .into_iter()
                    .for_each(|limit| self.rule(&limit.rule));
            }
            // Every row begins with the values that hold until others are given.
            for axis in
                case.rows.iter().filter_map(|row| regulation.shape(&row.shape)).flat_map(|shape| shape.classes.values())
            {
                axis.default.iter().for_each(|value| self.class(axis, value));
            }
            for event in all.commits.iter().flat_map(|commit| &commit.events) {
                self.event(regulation, case, event);
            }
        }
        Ok(())
    }

    fn event(&mut self, regulation: &Regulation, case: &Case, event: &Event) {
        match event {
            Event::ClassSet { row, axis, now, .. } => {
                let axis = shape(regulation, case, row).and_then(|shape| shape.classes.get(axis));
                axis.into_iter().for_each(|axis| now.iter().for_each(|value| self.class(axis, value)));
            }
            Event::Issued { document, .. } | Event::Handed { document, .. } | Event::Published { document, .. } => {
                regulation.documents.get(document).into_iter().for_each(|document| self.rule(&document.rule));
            }
            _ => {}
        }
    }

    /// A value, and those under which it falls.
    fn class(&mut self, axis: &Axis, value: &Id) {
        let mut next = Some(value.clone());
        while let Some(value) = next.and_then(|id| axis.values.get(&id)) {
            let new = self.0.insert(value.rule.path.clone());
            next = value.of.clone().filter(|_| new);
        }
    }
}

fn shape<'r>(regulation: &'r Regulation, case: &Case, row: &RowKey) -> Option<&'r Shape> {
    let row = case.rows.iter().find(|known| known.key == *row)?;
    regulation.shape(&row.shape)
}

/// Something that a scenario must hit.
struct Wanted<'r> {
    sort: usize,
    rule: &'r Rule,
    label: &'r Label,
}

/// Everything that scenarios must hit. Acts that are there for all regulations have scenarios of their own.
fn wanted(regulation: &Regulation) -> Vec<Wanted<'_>> {
    let mut all = Vec::new();
    for (_, shape) in regulation.shapes() {
        all.extend(shape.limits.values().map(|limit| Wanted { sort: 0, rule: &limit.rule, label: &limit.label }));
        let values = shape.classes.values().flat_map(|axis| axis.values.values());
        all.extend(values.map(|value| Wanted { sort: 1, rule: &value.rule, label: &value.label }));
    }
    all.extend(regulation.documents.values().map(|one| Wanted { sort: 2, rule: &one.rule, label: &one.label }));
    for (_, shape) in regulation.shapes() {
        shape.acts.values().filter(|act| !act.standing).for_each(|act| all.extend(refusals(act)));
    }
    all.sort_by_key(|one| one.sort);
    all
}

fn refusals(act: &Act) -> impl Iterator<Item = Wanted<'_>> {
    let guards = act.refuse.iter().chain(act.choose.values().flat_map(|option| &option.refuse));
    guards.map(|guard| Wanted { sort: 3, rule: &guard.rule, label: guard.say.as_ref().unwrap_or(&act.label) })
}

/// How far the scenarios of a regulation reach.
pub(crate) struct Reach {
    pack: String,
    /// Of each sort: how many were hit, how many there are.
    counts: [(usize, usize); 4],
    missing: Vec<Missing>,
}

struct Missing {
    sort: usize,
    path: String,
    label: Label,
    place: String,
}

/// Holds what scenarios hit against their regulations.
pub(crate) fn reach(packs: &[(String, Packs)], outcomes: &[Outcome]) -> Result<Vec<Reach>, String> {
    let one = |(id, packs): &(String, Packs)| {
        let regulation = load(packs, id).regulation.ok_or_else(|| format!("{id}：读不懂 | cannot be read"))?;
        let hits: BTreeSet<&String> =
            outcomes.iter().filter(|one| one.pack == *id).flat_map(|one| &one.hits.0).collect();
        let mut reach = Reach { pack: id.clone(), counts: [(0, 0); 4], missing: Vec::new() };
        for one in wanted(&regulation) {
            let hit = hits.contains(&one.rule.path);
            if let Some((found, all)) = reach.counts.get_mut(one.sort) {
                *all += 1;
                *found += usize::from(hit);
            }
            if !hit {
                let (path, label, place) = (
                    one.rule.path.clone(),
                    one.label.clone(),
                    format!("{}:{}", one.rule.span.file, one.rule.span.line),
                );
                reach.missing.push(Missing { sort: one.sort, path, label, place });
            }
        }
        Ok(reach)
    };
    packs.iter().map(one).collect()
}

impl Reach {
    /// Is everything hit?
    pub(crate) fn whole(&self) -> bool {
        self.missing.is_empty()
    }
}

fn sort(n: usize, lang: Lang) -> &'static str {
    SORTS.get(n).map_or("", |(zh, en)| if lang == Lang::Zh { zh } else { en })
}

/// As text: a line for each regulation, and under it what no scenario hits.
pub(crate) fn text(all: &[Reach], lang: Lang) -> String {
    let mut text = String::new();
    for reach in all {
        let counts = reach.counts.iter().enumerate().map(|(n, (hit, of))| format!("{} {hit}/{of}", sort(n, lang)));
        // Writing to a text does not fail.
        let _ = writeln!(text, "{}  {}", reach.pack, counts.collect::<Vec<_>>().join("  "));
        for Missing { sort: n, path, label, place } in &reach.missing {
            let _ = writeln!(text, "  {}  {path}  {}  {place}", sort(*n, lang), label.in_lang(lang));
        }
    }
    let (hit, of) = all.iter().flat_map(|reach| reach.counts).fold((0, 0), |sum, one| (sum.0 + one.0, sum.1 + one.1));
    let _ = match lang {
        Lang::Zh => writeln!(text, "场景覆盖：{hit}/{of}"),
        Lang::En => writeln!(text, "scenarios cover {hit} of {of}"),
    };
    text
}

/// As JSON: for each regulation the counts and what no scenario hits.
pub(crate) fn json_of(all: &[Reach]) -> String {
    let one = |reach: &Reach| {
        let counts =
            reach.counts.iter().enumerate().map(|(n, (hit, of))| (sort(n, Lang::En).to_owned(), json!([hit, of])));
        let missing = reach.missing.iter().map(
            |one| json!({"sort": sort(one.sort, Lang::En), "path": one.path, "label": one.label, "place": one.place}),
        );
        json!({"regulation": reach.pack, "hit": counts.collect::<serde_json::Map<_, _>>(), "missing": missing.collect::<Vec<_>>()})
    };
    format!("{:#}", Value::Array(all.iter().map(one).collect()))
}

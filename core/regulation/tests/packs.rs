//! Every pack in the repository loads without anything for which it would be refused.

use std::path::PathBuf;

use dengwen_packs::Packs;
use dengwen_regulation::{
    expr::bounds,
    finding::Severity,
    load::{Loaded, load},
    model::{Moments, OpenIn, Who},
};

fn packs() -> Packs {
    Packs::Folder(PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../packs"))
}

fn ids() -> Vec<String> {
    packs().ids()
}

fn loaded(id: &str) -> Loaded {
    load(&packs(), id)
}

#[test]
fn every_pack_loads_without_errors() {
    let ids = ids();
    assert!(ids.len() >= 6, "packs are missing: {ids:?}");
    for id in ids {
        let loaded = loaded(&id);
        let errors: Vec<String> = loaded
            .findings
            .iter()
            .filter(|finding| finding.severity == Severity::Error)
            .map(ToString::to_string)
            .collect();
        assert!(errors.is_empty(), "{id}:\n{}", errors.join("\n"));
        assert!(loaded.regulation.is_some(), "{id}");
    }
}

#[test]
fn standing_acts_lie_beneath_every_pack() {
    for id in ids() {
        let regulation = loaded(&id).regulation.unwrap();
        let note = regulation.main.acts.get("note").expect("the standing act `note`");
        assert!(note.standing, "{id}");
        assert_eq!(note.open_in, OpenIn::Always, "{id}");
        let first = regulation.main.acts.values().position(|act| act.standing).unwrap();
        assert!(regulation.main.acts.values().skip(first).all(|act| act.standing), "standing acts stand last in {id}");
    }
}

#[test]
fn every_rule_knows_its_place_and_what_stands_behind_it() {
    for id in ids() {
        let regulation = loaded(&id).regulation.unwrap();
        for (at, shape) in regulation.shapes() {
            for (name, act) in &shape.acts {
                assert!(
                    act.rule.span.line > 0 && act.rule.path.ends_with(&**name),
                    "{id} {at:?} {name}: {:?}",
                    act.rule
                );
                assert!(act.rule.article.is_some() || act.rule.reading.is_some(), "{id} {at:?} {name}");
            }
            for (name, limit) in &shape.limits {
                assert!(limit.from != Moments::None, "{id} {at:?} {name} has no start");
            }
        }
    }
}

#[test]
fn a_shared_procedure_is_filled_with_what_the_pack_gives() {
    let regulation = loaded("r01-guangdong-realname-report").regulation.unwrap();
    let recusal = regulation.parts.get("recusal").expect("the part of the shared procedure");
    let decide = recusal.acts.get("decide").unwrap();
    let Who::Role(decider) = &decide.by else { panic!("{:?}", decide.by) };
    assert!(regulation.roles.contains_key(decider));
    assert_eq!(decide.rule.article.as_deref(), Some("第十条"));
    assert_eq!(&*decide.rule.span.file, "shared/recusal.yaml");
}

#[test]
fn steps_of_a_gap_open_rows_when_their_stage_is_entered() {
    let regulation = loaded("r43-fitness-club").regulation.unwrap();
    let opinion = regulation.main.stages.get("opinion").unwrap();
    assert_eq!(opinion.then.len(), 4);
    assert!(regulation.parts.contains_key("step"));
    assert!(regulation.editable.iter().any(|path| path == "uses.shared/open_steps"), "{:?}", regulation.editable);
}

#[test]
fn the_same_content_has_the_same_hash_whatever_its_layout() {
    let one = loaded("r43-fitness-club").regulation.unwrap().content;
    let two = loaded("r43-fitness-club").regulation.unwrap().content;
    assert_eq!(one, two);
    assert_eq!(one.len(), 64);
    assert_ne!(one, loaded("r17-open-government").regulation.unwrap().content);
}

#[test]
fn what_a_counter_is_compared_with_is_known_of_every_pack() {
    let mut counters = 0;
    for id in ids() {
        let regulation = loaded(&id).regulation.unwrap();
        for counter in regulation.counters.keys() {
            let found = bounds(&regulation, counter);
            assert!(found.is_some_and(|bounds| !bounds.is_empty()), "{id}: {counter}");
            counters += 1;
        }
    }
    assert!(counters >= 8, "{counters}");
}

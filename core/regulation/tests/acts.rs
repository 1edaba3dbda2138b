//! Which role may do which act standing how to the case, for every regulation, as a table that is looked at when it changes. A
//! line is an act, a column somebody: a role, a kind of party, or how they stand to the case. `×` may do it, `–` may not although
//! another word would let them, `s` signs after.
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

use std::{collections::BTreeSet, fmt::Write as _, path::PathBuf};

use dengwen_packs::Packs;
use dengwen_regulation::{
    load::load,
    model::{Act, OpenIn, Regulation, Sees, Shape, Who},
};

/// Whom a word names: a role, a kind of party, a relation.
fn names(who: &Who, into: &mut BTreeSet<String>) {
    match who {
        Who::Chain(all) | Who::Either(all) | Who::List(all) => all.iter().for_each(|one| names(one, into)),
        other => _ = into.insert(word(other)),
    }
}

fn word(who: &Who) -> String {
    match who {
        Who::Role(id) => format!("role {id}"),
        Who::Party(id) => format!("party {id}"),
        Who::Field(path) => format!("in {}", path.iter().map(ToString::to_string).collect::<Vec<_>>().join(".")),
        Who::Did(act) => format!("did {act}"),
        Who::Input(id) | Who::Setting(id) | Who::Table(id) => format!("named by {id}"),
        Who::HeadOf(inner) => format!("head of {}", word(inner)),
        Who::SuperiorOf(inner) => format!("above {}", word(inner)),
        Who::RoleOf(role, inner) => format!("role {role} of {}", word(inner)),
        Who::RoleAs(role, inner) => format!("role {role} as {}", word(inner)),
        Who::Chain(all) | Who::Either(all) | Who::List(all) => all.iter().map(word).collect::<Vec<_>>().join(" or "),
        other => format!("{other:?}").to_lowercase(),
    }
}

fn row(act: &Act) -> Vec<(String, char)> {
    let (mut may, mut not, mut signs) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
    names(&act.by, &mut may);
    act.not.iter().for_each(|who| names(who, &mut not));
    act.signs.iter().for_each(|who| names(who, &mut signs));
    let marks = may.into_iter().map(|name| (name, '×')).chain(not.into_iter().map(|name| (name, '–')));
    marks.chain(signs.into_iter().map(|name| (name, 's'))).collect()
}

fn shapes(regulation: &Regulation) -> Vec<(String, &Shape)> {
    let kinds = regulation.kinds.iter().map(|(id, shape)| (format!("kind {id}"), shape));
    let parts = regulation.parts.iter().map(|(id, shape)| (format!("part {id}"), shape));
    let registers = regulation.registers.iter().map(|(id, register)| (format!("register {id}"), &register.shape));
    std::iter::once(("case".to_owned(), &regulation.main)).chain(kinds).chain(parts).chain(registers).collect()
}

fn table(regulation: &Regulation) -> String {
    let mut text = String::new();
    for (id, role) in &regulation.roles {
        let sees = role.sees.unwrap_or(Sees::Nothing);
        let reach = role.reach.as_ref().map_or_else(String::new, |reach| format!(" of {reach:?}").to_lowercase());
        writeln!(text, "sees {}{reach}: role {id}", format!("{sees:?}").to_lowercase()).unwrap();
    }
    for (place, shape) in shapes(regulation).into_iter().filter(|(_, shape)| !shape.acts.is_empty()) {
        writeln!(text, "\n{place}").unwrap();
        let mut columns: Vec<String> = Vec::new();
        for (name, _) in shape.acts.values().flat_map(row) {
            if !columns.contains(&name) {
                columns.push(name);
            }
        }
        for (id, act) in &shape.acts {
            let marks = row(act);
            let of = |column: &String| {
                let mine: String = marks.iter().filter(|(name, _)| name == column).map(|(_, mark)| *mark).collect();
                if mine.is_empty() { ".".to_owned() } else { mine }
            };
            let cells: Vec<String> = columns.iter().map(of).collect();
            let open = match &act.open_in {
                OpenIn::Stages(stages) => stages.iter().map(ToString::to_string).collect::<Vec<_>>().join(" "),
                other => format!("{other:?}").to_lowercase(),
            };
            let asked = if act.asked { ", when asked" } else { "" };
            writeln!(text, "  {}  {id} [{open}{asked}]", cells.join(" ")).unwrap();
        }
        for (n, column) in columns.iter().enumerate() {
            writeln!(text, "  {}^ {column}", "| ".repeat(n)).unwrap();
        }
    }
    text
}

#[test]
fn every_act_says_who_may_do_it() {
    let packs = Packs::Folder(PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../packs"));
    let ids = packs.ids();
    assert!(ids.len() >= 6, "packs are missing: {ids:?}");
    for id in ids {
        let regulation = load(&packs, &id).regulation.unwrap();
        insta::assert_snapshot!(format!("acts-{id}"), table(&regulation));
    }
}

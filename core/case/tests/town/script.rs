//! Plays the steps of a scenario.

use dengwen_case::*;
use dengwen_regulation::{
    model::Id,
    tree::{Node, read},
    value::Value,
};
use indexmap::IndexMap;

use super::{Person, Town, Unit, pack, typed};

fn list(node: Option<&Node>) -> Vec<String> {
    node.map(|n| n.items().iter().filter_map(|i| i.text().map(str::to_owned)).collect()).unwrap_or_default()
}

fn set_up(town: &mut Town, top: &Node) {
    for (id, person) in top.get("people").and_then(Node::map).into_iter().flat_map(|m| &m.entries) {
        let unit = person.get("unit").and_then(Node::text).unwrap_or(&id.text).to_owned();
        let mut roles = list(person.get("roles"));
        if roles.is_empty() && town.regulation.roles.contains_key(id.text.as_str()) {
            roles.push(id.text.clone());
        }
        town.people.insert(id.text.clone(), Person { roles, unit });
    }
    for (id, unit) in top.get("units").and_then(Node::map).into_iter().flat_map(|m| &m.entries) {
        let text = |key: &str| unit.get(key).and_then(Node::text).map(str::to_owned);
        town.units.insert(id.text.clone(), Unit { head: text("head"), above: text("above") });
    }
    town.fill();
    for (id, value) in top.get("settings").and_then(Node::map).into_iter().flat_map(|m| &m.entries) {
        let text = value.text().unwrap_or_default();
        let field = &town.regulation.settings.get(id.text.as_str()).expect("a setting").field;
        let value = read_value(field, text).unwrap_or_else(|| Value::Text(text.to_owned()));
        town.settings.insert(id.text.clone(), value);
    }
    for (id, rows) in top.get("tables").and_then(Node::map).into_iter().flat_map(|m| &m.entries) {
        let rows = rows.items().iter().map(|row| table_row(town, &id.text, row)).collect();
        town.tables.insert(id.text.clone(), rows);
    }
}

fn table_row(town: &Town, table: &str, row: &Node) -> OfficeRow {
    let table = town.regulation.tables.get(table).expect("a table");
    let (mut when, mut is, mut from) = (IndexMap::new(), IndexMap::new(), None);
    for (key, node) in &row.map().unwrap().entries {
        let text = node.text().unwrap_or_default();
        if key.text == "from" {
            from = typed::local(town, text);
        } else if table.by.contains(&key.text) {
            when.insert(Id::from(key.text.as_str()), Value::Text(text.to_owned()));
        } else {
            let value = match text.parse() {
                Ok(span) => Value::Interval(span),
                Err(_) if town.people.contains_key(text) && !town.regulation.roles.contains_key(text) => {
                    Value::Ref(dengwen_regulation::value::Ref::Person(text.to_owned()))
                }
                Err(_) => Value::Text(text.to_owned()),
            };
            is.insert(Id::from(key.text.as_str()), value);
        }
    }
    OfficeRow { when, is, from, until: None }
}

/// `act`, `act.option`, `PART.act`, `PART[2].act`, each perhaps with an option.
fn named(town: &Town, text: &str) -> (Option<RowKey>, Id, Option<Id>) {
    let mut words: Vec<&str> = text.split('.').collect();
    if town.regulation.registers.contains_key(words[0]) && words.len() > 1 {
        return (None, Id::from(format!("{}.{}", words[0], words[1])), words.get(2).map(|o| Id::from(*o)));
    }
    let first = words[0];
    let (part, n) = match first.split_once('[') {
        Some((part, n)) => (part, n.trim_end_matches(']').parse().unwrap()),
        None => (first, 0),
    };
    let mut row = None;
    if town.regulation.parts.contains_key(part)
        && words.len() > 1
        && !(words.len() == 2 && town.regulation.main.acts.contains_key(first) && n == 0)
    {
        row = Some(RowKey::new(Id::from(part), n));
        words.remove(0);
    }
    (row, Id::from(words[0]), words.get(1).map(|o| Id::from(*o)))
}

/// Plays a scenario and gives the office as it then stands. What the story expects is held against it elsewhere.
pub fn play(file: &str, id: &str) -> Option<Town> {
    let text = std::fs::read_to_string(file).unwrap();
    let top = read(file, &text).0?;
    let mut town = Town::new(pack(id));
    set_up(&mut town, &top);
    for step in top.get("steps").unwrap().items() {
        one(&mut town, step);
    }
    Some(town)
}

fn one(town: &mut Town, step: &Node) {
    let text = |key: &str| step.get(key).and_then(Node::text);
    if let Some(at) = text("at") {
        let now = typed::local(town, at).expect("a time");
        town.pass_until(now);
    }
    let Some(act) = text("act") else { return };
    let register = act.split('.').next().filter(|r| town.regulation.registers.contains_key(*r));
    let register = register.map(|r| format!("@{r}"));
    let name = register.as_deref().or(text("case")).unwrap_or("case").to_owned();
    let known = town.cases.iter().position(|(known, ..)| *known == name);
    let place = known.unwrap_or_else(|| town.open(&name));
    let _refused = perform(town, place, text("as").unwrap_or("staff"), act, step).is_err();
}

fn perform(town: &mut Town, place: usize, who: &str, act: &str, step: &Node) -> Result<Vec<Event>, Vec<Refusal>> {
    let (row, act, option) = named(town, act);
    let mut input = typed::input(town, place, row.as_ref(), &act, option.as_ref(), step.get("input"));
    if let Some(reason) = step.get("reason").and_then(Node::text) {
        input.0.insert("reason".to_owned(), Entry::Value(Value::Text(reason.to_owned())));
    }
    let actor = town.actor(who, Some(place));
    let happened = step.get("happened").and_then(Node::text).map(|t| typed::local(town, t).unwrap());
    let channel = step.get("channel").and_then(Node::text).map(Id::from);
    let warned = step.get("warned").and_then(Node::text).map(str::to_owned);
    let now = town.now;
    town.act(
        place,
        Do { act, option, row, input, actor, happened, channel, warned, spawned: None, keep_out: Vec::new() },
        now,
    )
}

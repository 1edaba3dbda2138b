//! Values as a scenario writes them.

use dengwen_case::*;
use dengwen_regulation::{
    model::{Field, FieldType, Id, InputWhat},
    tree::Node,
    value::{Ref, Value},
};
use indexmap::IndexMap;

use super::{Town, shape_of};

pub fn local(town: &Town, text: &str) -> Option<jiff::Timestamp> {
    let text = text.trim();
    let full = if text.len() == 10 { format!("{text}T00:00") } else { text.replace(' ', "T") };
    let at: jiff::civil::DateTime = full.parse().ok()?;
    Some(town.counting.at(at))
}

fn scalar(town: &Town, field: &Field, place: usize, text: &str) -> Value {
    for kind in &field.types {
        let value = match kind {
            FieldType::Case => town
                .cases
                .iter()
                .find(|(name, ..)| name == text)
                .map(|(_, case, _)| Value::Ref(Ref::Case(case.id.clone()))),
            // The name of a file is the file; `extract:1` is the first extract made in the case.
            FieldType::File => Some(Value::Ref(Ref::File(named_file(town, place, text)))),
            FieldType::Moment => local(town, text).map(Value::Moment),
            FieldType::Due if text.len() > 10 => local(town, text).map(Value::Moment),
            FieldType::Person | FieldType::Role | FieldType::Unit => somebody(town, *kind, place, text),
            _ => None,
        };
        if let Some(value) = value {
            return value;
        }
    }
    read_value(field, text).unwrap_or_else(|| Value::Text(text.to_owned()))
}

fn named_file(town: &Town, place: usize, text: &str) -> String {
    let n: Option<usize> = text.strip_prefix("extract:").and_then(|n| n.parse().ok());
    n.map_or_else(|| text.to_owned(), |n| extracts(&town.cases[place].1)[n - 1].clone())
}

fn somebody(town: &Town, kind: FieldType, place: usize, text: &str) -> Option<Value> {
    let case = &town.cases.get(place)?.1;
    if let Some(party) = case.parties_of(&Id::from(text)).next() {
        return (kind != FieldType::Unit).then_some(Value::Ref(Ref::Party(party.n)));
    }
    match kind {
        FieldType::Person => town.people.contains_key(text).then(|| Value::Ref(Ref::Person(text.to_owned()))),
        FieldType::Role => town.regulation.roles.contains_key(text).then(|| Value::Ref(Ref::Role(Id::from(text)))),
        _ => town.units.contains_key(text).then(|| Value::Ref(Ref::Unit(text.to_owned()))),
    }
}

fn value(town: &Town, field: &Field, place: usize, node: &Node) -> Value {
    match node {
        Node::List(list) => Value::Many(list.items.iter().map(|item| value(town, field, place, item)).collect()),
        node => scalar(town, field, place, node.text().unwrap_or_default()),
    }
}

fn party(town: &Town, kind: &str, place: usize, node: &Node) -> PartyInput {
    let mut input = PartyInput::default();
    let fields = town.regulation.parties.get(kind);
    let of = fields.and_then(|p| p.among.as_ref()).and_then(|k| town.regulation.parties.get(k));
    if let Some(text) = node.text() {
        if town.people.contains_key(text) {
            input.who = Some(Ref::Person(text.to_owned()));
        } else if town.units.contains_key(text) {
            input.who = Some(Ref::Unit(text.to_owned()));
        } else {
            input.fields.insert(Id::from("name"), Value::Text(text.to_owned()));
        }
        return input;
    }
    for (key, node) in &node.map().unwrap().entries {
        let id = Id::from(key.text.as_str());
        if matches!(key.text.as_str(), "person" | "unit") && fields.is_none_or(|p| !p.fields.contains_key(&id)) {
            let text = node.text().unwrap_or_default().to_owned();
            input.who = Some(if key.text == "person" { Ref::Person(text) } else { Ref::Unit(text) });
            continue;
        }
        let field = fields.and_then(|p| p.fields.get(&id)).or_else(|| of.and_then(|p| p.fields.get(&id)));
        let value =
            field.map_or_else(|| Value::Text(node.text().unwrap_or_default().into()), |f| value(town, f, place, node));
        input.fields.insert(id, value);
    }
    input
}

fn of_role(town: &Town, node: &Node) -> Value {
    if let Node::List(list) = node {
        return Value::Many(list.items.iter().map(|n| of_role(town, n)).collect());
    }
    let text = node.text().unwrap_or_default().to_owned();
    Value::Ref(if town.people.contains_key(&text) { Ref::Person(text) } else { Ref::Unit(text) })
}

fn choice(node: &Node) -> Value {
    match node {
        Node::List(list) => Value::Many(list.items.iter().map(choice).collect()),
        node => Value::Choice(Id::from(node.text().unwrap_or_default())),
    }
}

pub fn input(
    town: &Town,
    place: usize,
    row: Option<&RowKey>,
    act: &str,
    option: Option<&Id>,
    node: Option<&Node>,
) -> Input {
    let mut all = IndexMap::new();
    let Some(map) = node.and_then(Node::map) else { return Input(all) };
    let register = town.register_of(place);
    let shape = register.unwrap_or_else(|| shape_of(town, row));
    let act = act.rsplit('.').next().unwrap();
    // A case of a kind has acts of its own.
    let of_case = town.cases.get(place).and_then(|(_, case, _)| town.regulation.shape(&case.main()?.shape));
    let act = shape.acts.get(act).or_else(|| of_case?.acts.get(act)).or_else(|| town.regulation.main.acts.get(act));
    for (key, node) in &map.entries {
        let key = key.text.as_str();
        let entry = if let Some(kind) = key.strip_prefix("party.") {
            match node {
                Node::List(list) => Entry::Parties(list.items.iter().map(|n| party(town, kind, place, n)).collect()),
                node => Entry::Party(party(town, kind, place, node)),
            }
        } else if key.starts_with("class.") || key.starts_with("ground.") {
            Entry::Value(choice(node))
        } else if key.starts_with("document.") {
            Entry::Value(Value::Yes(true))
        } else {
            let own = act.and_then(|act| {
                let option = option.and_then(|o| act.choose.get(o));
                let mut inputs = act.input.iter().chain(option.into_iter().flat_map(|o| &o.input));
                inputs.find_map(|i| match &i.what {
                    InputWhat::Own(id, field) if *id == key => Some((**field).clone()),
                    _ => None,
                })
            });
            let opened = act.and_then(|a| a.opens.as_ref()).and_then(|o| {
                town.regulation.parts.get(o).or_else(|| town.regulation.registers.get(o).map(|r| &r.shape))
            });
            let field = own
                .or_else(|| opened.and_then(|s| s.fields.get(key)).cloned())
                .or_else(|| shape.fields.get(key).cloned())
                .or_else(|| town.regulation.main.fields.get(key).cloned());
            match (field, key.strip_prefix("role.")) {
                (Some(field), _) => Entry::Value(value(town, &field, place, node)),
                (None, Some(_)) => Entry::Value(of_role(town, node)),
                (None, None) if key.starts_with("guide.") => Entry::Value(Value::Many(
                    node.items().iter().filter_map(|n| n.text()?.parse().ok().map(Value::Int)).collect(),
                )),
                (None, None) => Entry::Value(Value::Text(node.text().unwrap_or_default().to_owned())),
            }
        };
        all.insert(key.to_owned(), entry);
    }
    Input(all)
}

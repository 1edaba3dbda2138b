//! Made-up answers for what a form asks: of the right sort, and nothing more.

use dengwen_case::*;
use dengwen_regulation::{
    model::{FieldType, Id},
    value::{Ref, Value},
};

use super::Town;

/// What is typed into one place of a form.
pub fn entry(town: &Town, ask: &Ask, seed: u8) -> Entry {
    if ask.kind == AskKind::Party {
        let fields =
            ask.fields.iter().map(|f| (Id::from(f.key.rsplit('.').next().unwrap()), value(town, f, seed))).collect();
        return Entry::Party(PartyInput { who: None, fields });
    }
    let one = value(town, ask, seed);
    Entry::Value(if ask.many { Value::Many(vec![one]) } else { one })
}

/// One value of a sort that fits.
fn value(town: &Town, ask: &Ask, seed: u8) -> Value {
    let pick = |len: usize| usize::from(seed) % len.max(1);
    match &ask.choices {
        Choices::Listed(all) if !all.is_empty() => return Value::Choice(all[pick(all.len())].0.clone()),
        Choices::Class(all, _) if !all.is_empty() => return Value::Choice(all[pick(all.len())].0.clone()),
        _ => {}
    }
    let n = i64::from(seed);
    match ask.types.first() {
        Some(FieldType::Number | FieldType::Percent) => Value::Int(n),
        Some(FieldType::Time) => Value::Time(jiff::civil::time(9, 0, 0, 0)),
        Some(FieldType::Role) => {
            Value::Choice(town.regulation.roles.keys().nth(pick(town.regulation.roles.len())).unwrap().clone())
        }
        Some(FieldType::Money) => Value::Money(n * 100),
        Some(FieldType::YesNo) => Value::Yes(seed.is_multiple_of(2)),
        Some(FieldType::Date) => Value::Date(town.counting.date_of(town.now)),
        Some(FieldType::Moment) => Value::Moment(town.now),
        Some(FieldType::Interval | FieldType::Limit) => Value::Interval("2 days".parse().unwrap()),
        Some(FieldType::Person) => {
            Value::Ref(Ref::Person(town.people.keys().nth(pick(town.people.len())).unwrap().clone()))
        }
        Some(FieldType::Unit) => Value::Ref(Ref::Unit(town.units.keys().nth(pick(town.units.len())).unwrap().clone())),
        Some(FieldType::File) => Value::Ref(Ref::File("f".into())),
        Some(FieldType::Case) => Value::Ref(Ref::Case("other".into())),
        _ => Value::Text(format!("文{seed}")),
    }
}

//! A group of cases that are counted together has changed. Its cases are looked at again when its number has come to another side
//! of something that a rule compares it with; as long as it has not, nothing would follow from it but in the one that came or went,
//! and a thousand cases are not looked at for each that joins them.

use dengwen_case::{Command, Surroundings};
use dengwen_regulation::{
    expr::{Bound, bounds},
    model::{Id, Regulation},
    value::Value,
};
use dengwen_store::{CrossingRow, OutboxRow};
use jiff::Timestamp;

use super::{decide::Stop, surroundings::Standpoint};
use crate::{cases::Loaded, desk::Desk, engine, fault::Fault};

/// A group: the counter, its name in the read models, the key.
#[derive(Clone, Copy)]
pub(super) struct Group<'a> {
    pub(super) counter: &'a Id,
    pub(super) name: &'a str,
    pub(super) key: &'a str,
}

/// Where a group has come to another side: what holds now, and what does not any more.
struct Turned {
    holds: Vec<CrossingRow>,
    gone: Vec<CrossingRow>,
}

impl Desk {
    /// Looks at a group again, where that matters.
    pub(super) async fn recount(
        &self,
        row: &OutboxRow,
        group: Group<'_>,
        link: Option<&Id>,
        now: Timestamp,
    ) -> Result<(), Stop> {
        // Links make other groups of the same key.
        let turned = if link.is_some() { None } else { self.turned(group, now).await? };
        if turned.as_ref().is_some_and(|turned| turned.holds.is_empty() && turned.gone.is_empty()) {
            let command = Command::Recount { counter: group.counter.clone(), at: now };
            return self.look_again(row, row.stream.clone(), command, now).await;
        }
        let mut cases: Vec<String> = match link {
            Some(link) => {
                let tied = self.linked_group(link, std::slice::from_ref(&row.stream)).await?;
                let tied: Vec<String> = tied.into_iter().collect();
                self.store().counter_streams(group.name, group.key, &tied).await?
            }
            None => {
                let all = self.store().counter_members(group.name, group.key, Timestamp::MIN, Timestamp::MAX).await?;
                all.into_iter().map(|member| member.stream).collect()
            }
        };
        cases.sort();
        cases.dedup();
        for case in cases {
            let command = Command::Recount { counter: group.counter.clone(), at: now };
            self.look_again(row, case, command, now).await?;
        }
        // Noted when all have been looked at: who falls on the way leaves it to the next.
        match turned {
            Some(turned) => Ok(self.store().crossings_put(&turned.holds, &turned.gone).await.map_err(Fault::from)?),
            None => Ok(()),
        }
    }

    /// On which sides the group is now and was not when it was last looked at; nothing where that cannot be said.
    async fn turned(&self, group: Group<'_>, now: Timestamp) -> Result<Option<Turned>, Stop> {
        let mut turned = Turned { holds: Vec::new(), gone: Vec::new() };
        let Some(newest) = self.store().counter_newest(group.name, group.key).await? else { return Ok(Some(turned)) };
        let loaded = self.load(&newest).await?;
        let Some(bounds) = numbers(&loaded, group.counter) else { return Ok(None) };
        let have = match self.number(&loaded, group.counter, now).await? {
            Value::Int(have) => have,
            _ => return Ok(Some(turned)),
        };
        let known = self.store().crossings(group.name, group.key).await?;
        for bound in bounds {
            let crossing = bound.to_string();
            let was = known.iter().any(|row| row.crossing == crossing);
            let (counter, key) = (group.name.to_owned(), group.key.to_owned());
            let crossing = CrossingRow { counter, key, crossing, at: now };
            match (was, have >= bound) {
                (false, true) => turned.holds.push(crossing),
                (true, false) => turned.gone.push(crossing),
                _ => {}
            }
        }
        Ok(Some(turned))
    }

    /// What a counter comes to for a case now.
    async fn number(&self, loaded: &Loaded, counter: &Id, now: Timestamp) -> Result<Value, Fault> {
        let (case, regulation) = (&loaded.case, &loaded.regulation);
        let calendar = loaded.office.calendar(regulation);
        let from = Standpoint { office: &loaded.office, regulation, at: now };
        let ask = |around: &dyn dengwen_case::Answers| {
            dengwen_case::counter(case, regulation, &calendar, around, counter, now)
        };
        engine::answered(self, from, &mut Surroundings::new(), &case.id, ask).await
    }
}

/// From which numbers on something else may hold: those of all texts that the office has had, and all that it has ever set, since a
/// case keeps what it has read. Nothing where a rule reads the number otherwise.
fn numbers(loaded: &Loaded, counter: &Id) -> Option<Vec<i64>> {
    let office = &loaded.office;
    let same = |text: &&Regulation| *text.id == *loaded.regulation.id && text.counters.contains_key(counter);
    let texts = office.texts_read.values().map(AsRef::as_ref).filter(same);
    let mut numbers = Vec::new();
    for text in texts.chain([loaded.regulation.as_ref()]) {
        for bound in bounds(text, counter)? {
            match bound {
                Bound::Number(number) => numbers.push(number),
                Bound::Setting(id) => {
                    let default = text.settings.get(id).and_then(|setting| setting.field.default.as_ref());
                    let set = office.settings.iter().filter(|one| *one.regulation == *text.id && *one.setting == **id);
                    for value in set.map(|one| &one.value).chain(default) {
                        numbers.extend(if let Value::Int(number) = value { Some(*number) } else { None });
                    }
                }
            }
        }
    }
    // `>` and `==` turn one later.
    let later: Vec<i64> = numbers.iter().map(|number| number.saturating_add(1)).collect();
    numbers.extend(later);
    numbers.sort_unstable();
    numbers.dedup();
    Some(numbers)
}

//! A story told otherwise: on another day, faster or slower, with other classes, choices and amounts, broken off or with a step
//! left out. What then is refused is refused, as it would be to people.

use dengwen_regulation::{
    model::{FieldType, Id, Options, Regulation},
    tree::Node,
};
use jiff::{
    SignedDuration, ToSpan as _,
    civil::{Date, DateTime},
};

use super::chance::Chance;
use crate::scenario::{Step, Story};

/// More lines and columns than a story has, and how many rounds are told apart by lines.
const LINES: u32 = 100_000;
const ROUNDS: u64 = 40_000;
/// How much of its time a pause takes, in percent.
const PACES: [i64; 6] = [25, 60, 100, 100, 130, 250];

/// When it is told, and which time.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Told {
    /// The first day on which it may begin.
    pub(crate) first: Date,
    /// On so many days from then.
    pub(crate) days: u64,
    /// Which telling it is.
    pub(crate) round: u64,
}

/// The same story, told otherwise.
pub(crate) fn varied(story: &Story, regulation: &Regulation, when: Told, chance: &mut Chance) -> Story {
    let mut told = story.clone();
    // A step is known by its line, and done once: that of another round is another step.
    let apart = |rounds: u64| u32::try_from(rounds).unwrap_or(0).saturating_mul(LINES);
    let (lines, columns) = (apart(when.round % ROUNDS), apart(when.round / ROUNDS));
    for step in &mut told.steps {
        step.span.line = step.span.line.saturating_add(lines);
        step.span.column = step.span.column.saturating_add(columns);
    }
    if chance.happens(25) {
        let left = chance.below(u64::try_from(told.steps.len()).unwrap_or(1)) + 1;
        told.steps.truncate(usize::try_from(left).unwrap_or(usize::MAX));
    }
    if told.steps.len() > 2 && chance.happens(15) {
        let out = 1 + chance.below(u64::try_from(told.steps.len()).unwrap_or(2) - 1);
        told.steps.remove(usize::try_from(out).unwrap_or(1));
    }
    moved(&mut told.steps, when, chance);
    for step in &mut told.steps {
        step.expect.clear();
        other(step, regulation, chance);
    }
    told
}

/// Puts the steps on other days and moves the days that stand in them along.
fn moved(steps: &mut [Step], Told { first, days, .. }: Told, chance: &mut Chance) {
    let Some(begin) = steps.first().map(|step| step.at) else { return };
    let offset = i64::try_from(chance.below(days)).unwrap_or(0);
    let mut at = first.checked_add(offset.days()).unwrap_or(first).to_datetime(begin.time());
    let (mut before, even) = (begin, chance.happens(40));
    for step in steps {
        let gap =
            before.until(step.at).ok().and_then(|gap| gap.to_duration(jiff::SpanRelativeTo::days_are_24_hours()).ok());
        let pace = if even { 100 } else { chance.one_of(PACES.into_iter()).unwrap_or(100) };
        let minutes = gap.unwrap_or(SignedDuration::ZERO).as_mins() * pace / 100;
        at = at.checked_add(minutes.minutes()).unwrap_or(at);
        before = step.at;
        let days = step.at.date().until(at.date()).map_or(0, |span| span.get_days());
        step.happened =
            step.happened.and_then(|happened| happened.checked_add(days.days()).ok()).map(|one| one.min(at));
        step.at = at;
        step.input.iter_mut().for_each(|(_, node)| later(node, days));
    }
}

/// Days and moments within what is given.
fn later(node: &mut Node, days: i32) {
    match node {
        Node::Text(text) => {
            let stamp = text.text.replace(' ', "T");
            if let Some(day) = text.text.parse::<Date>().ok().filter(|_| text.text.len() == 10) {
                text.text = day.checked_add(days.days()).unwrap_or(day).to_string();
            } else if let Some(at) = stamp.parse::<DateTime>().ok().filter(|_| text.text.len() == 16) {
                text.text = at.checked_add(days.days()).unwrap_or(at).strftime("%Y-%m-%d %H:%M").to_string();
            }
        }
        Node::List(list) => list.items.iter_mut().for_each(|one| later(one, days)),
        Node::Map(map) => map.entries.iter_mut().for_each(|(_, one)| later(one, days)),
    }
}

/// Other classes, choices, amounts, ways in and options.
fn other(step: &mut Step, regulation: &Regulation, chance: &mut Chance) {
    if step.channel.is_some() && chance.happens(40) {
        step.channel = chance.one_of(regulation.channels.keys()).cloned();
    }
    if let Some(name) = &mut step.act
        && chance.happens(15)
    {
        let last = name.words.len().saturating_sub(2);
        let acts = regulation.shapes().filter_map(|(_, shape)| shape.acts.get(name.words.get(last)?.as_str()));
        if let Some(act) = acts.into_iter().find(|act| !act.choose.is_empty())
            && let Some(option) = chance.one_of(act.choose.keys())
            && let Some(word) = name.words.get_mut(last + 1)
            && act.choose.contains_key(word.as_str())
        {
            option.as_str().clone_into(word);
        }
    }
    for (key, node) in &mut step.input {
        if let (Node::Text(text), true) = (node, chance.happens(35))
            && let Some(given) = instead(key, &text.text, regulation, chance)
        {
            text.text = given;
        }
    }
}

/// Something else that could be given under a key.
fn instead(key: &str, given: &str, regulation: &Regulation, chance: &mut Chance) -> Option<String> {
    if let Some(axis) = key.strip_prefix("class.") {
        let mut axes = regulation.shapes().filter_map(|(_, shape)| shape.classes.get(axis));
        let axis = axes.find(|axis| axis.values.contains_key(given))?;
        return chance.one_of(axis.values.keys()).map(Id::to_string);
    }
    let mut fields = regulation.shapes().filter_map(|(_, shape)| shape.fields.get(key));
    let field = fields.next()?;
    match (&field.options, field.types.first()) {
        (Options::Listed(choices), _) if choices.contains_key(given) => {
            chance.one_of(choices.keys()).map(Id::to_string)
        }
        (_, Some(FieldType::YesNo)) => Some(if chance.happens(50) { "yes" } else { "no" }.to_owned()),
        (_, Some(FieldType::Number)) => {
            let number: u64 = given.parse().ok()?;
            Some((number / 2 + chance.below(number + 2)).to_string())
        }
        _ => None,
    }
}

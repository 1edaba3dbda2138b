//! Words of the figures: axes, their values, days.

use dengwen_regulation::model::{Lang, Regulation, Shape, Stage};
use dengwen_store::CountBy;
use jiff::civil::Date;

use crate::{incoming::pick, office::Office, show::words};

/// An axis: name, label, what it tells apart.
pub(crate) type Axis = (String, String, CountBy);

/// The shape of the case and those of its kinds.
pub(crate) fn shapes(regulation: &Regulation) -> impl Iterator<Item = &Shape> {
    std::iter::once(&regulation.main).chain(regulation.kinds.values())
}

/// What cases can be told apart by: name, label, column. Classes first: they are what the regulation tells cases apart by.
pub(crate) fn axes(regulation: &Regulation, lang: Lang) -> Vec<Axis> {
    let mut all: Vec<Axis> = Vec::new();
    for (id, axis) in shapes(regulation).flat_map(|shape| &shape.classes) {
        let name = format!("class.{id}");
        if all.iter().all(|(known, _, _)| *known != name) {
            all.push((name, axis.label.in_lang(lang).to_owned(), CountBy::Class(id.to_string())));
        }
    }
    let mut add = |id: &str, zh: &str, en: &str, by| all.push((id.to_owned(), pick(lang, zh, en).to_owned(), by));
    add("stage", "阶段", "Stage", CountBy::Stage);
    add("channel", "来源", "Channel", CountBy::Channel);
    add("unit", "承办单位", "Unit", CountBy::Unit);
    if !regulation.kinds.is_empty() {
        add("kind", "种类", "Kind", CountBy::Kind);
    }
    all
}

/// The names of what cases can be told apart by.
pub(crate) fn axis_ids(regulation: &Regulation) -> Vec<String> {
    axes(regulation, Lang::Zh).into_iter().map(|(id, _, _)| id).collect()
}

/// Stages that a case does not end in, in the order of the regulation.
pub(crate) fn stages(regulation: &Regulation) -> Vec<(&str, &Stage)> {
    let mut all: Vec<(&str, &Stage)> = Vec::new();
    for (id, stage) in shapes(regulation).flat_map(|shape| &shape.stages) {
        if !stage.end && all.iter().all(|(known, _)| *known != id.as_str()) {
            all.push((id.as_str(), stage));
        }
    }
    all
}

/// What a stage is called.
pub(crate) fn stage(regulation: &Regulation, id: &str, lang: Lang) -> String {
    let found = shapes(regulation).find_map(|shape| shape.stages.get(id));
    found.map_or_else(|| id.to_owned(), |stage| stage.label.in_lang(lang).to_owned())
}

/// What a value of an axis is called.
pub(crate) fn value(office: &Office, regulation: &Regulation, by: &CountBy, raw: &str, lang: Lang) -> String {
    let none = || pick(lang, "未定", "not set").to_owned();
    let named = |label: Option<&dengwen_regulation::model::Label>| {
        label.map_or_else(|| raw.to_owned(), |label| label.in_lang(lang).to_owned())
    };
    if raw.is_empty() {
        return none();
    }
    match by {
        CountBy::Stage => stage(regulation, raw, lang),
        CountBy::Channel => named(regulation.channels.get(raw).map(|channel| &channel.label)),
        CountBy::Kind => named(regulation.kinds.get(raw).map(|kind| &kind.label)),
        CountBy::Unit => named(office.units.get(raw).map(|unit| &unit.name)),
        CountBy::Class(axis) => {
            let ids: Vec<String> = serde_json::from_str(raw).unwrap_or_default();
            let label = |id: &String| {
                let axes = shapes(regulation).filter_map(|shape| shape.classes.get(axis.as_str()));
                let found = axes.into_iter().find_map(|axis| axis.values.get(id.as_str()));
                found.map_or_else(|| id.clone(), |value| value.label.in_lang(lang).to_owned())
            };
            let all: Vec<String> = ids.iter().map(label).collect();
            if all.is_empty() { none() } else { words::listed(&all, lang) }
        }
    }
}

/// `26 周`.
pub(super) fn weeks(n: u32, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("近 {n} 周"),
        Lang::En => format!("last {n} weeks"),
    }
}

/// The days covered.
pub(super) fn period(from: Date, until: Date, lang: Lang) -> String {
    let (from, until) = (words::full_day(from, lang), words::full_day(until, lang));
    match lang {
        Lang::Zh => format!("{from}至{until}"),
        Lang::En => format!("{from} to {until}"),
    }
}

/// Monday to Sunday.
pub(super) fn weekdays(lang: Lang) -> [&'static str; 7] {
    match lang {
        Lang::Zh => ["周一", "周二", "周三", "周四", "周五", "周六", "周日"],
        Lang::En => ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"],
    }
}

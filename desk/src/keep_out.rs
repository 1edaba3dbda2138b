//! Whom the reporter names at intake as not to learn of the matter. On the portal in free words: nobody of the office is listed
//! there. Until a clerk has turned the words into people and units, the matter is kept from whoever bears a name that stands
//! in them, and from a unit that is named exactly; the person complained of is kept out in the same way.

use std::sync::Arc;

use dengwen_case::{Actor, Principal};
use dengwen_regulation::model::{Lang, Regulation, Side};
use jiff::Timestamp;

use crate::{
    incoming::pick,
    office::Office,
    view::{Choice, Control, FieldView, Rejection, Typed},
};

/// The key of the field.
pub(crate) const KEEP_OUT: &str = "keep_out";
/// What a clerk chooses if nobody of the office is meant.
const NOBODY: &str = "nobody";
/// The shortest name that is looked for inside of other words, in characters.
const NAME_MIN: usize = 2;

/// From whom a case that begins is kept, and the words that no clerk has turned into people.
#[derive(Debug, Clone, Default)]
pub(crate) struct KeepOut {
    pub(crate) whom: Vec<Principal>,
    pub(crate) words: String,
}

/// What a person outside is asked.
pub(crate) fn asked_outside(lang: Lang) -> FieldView {
    let hint = pick(
        lang,
        "一行写一个：姓名、职务或者部门全称。写了姓名的人、写了全称的部门，从提交时起即查不到本件；只写职务的，由登记人员认定是谁",
        "one a line: a name, a post, or the full name of a unit. Whoever bears the name, and the unit, cannot find this matter \
         from the moment it is sent; whom a post means is settled by the clerk who registers it",
    );
    let label = pick(lang, "哪些人或者部门不得知悉本件", "Who must not learn of this matter");
    FieldView {
        hint: Some(hint.to_owned()),
        many: true,
        sealed: true,
        ..FieldView::new(KEEP_OUT, label, Control::Text)
    }
}

/// What a clerk is asked; `words` are those of the sender, which have to be turned into people and units.
pub(crate) fn asked_inside(office: &Office, words: &[String], lang: Lang) -> FieldView {
    let choice = |value: String, label: String, meaning: Option<String>| Choice { value, label, meaning };
    let mut options = Vec::new();
    for unit in office.units.values() {
        let label = pick(lang, "（整个部门）", " (the whole unit)");
        let label = format!("{}{label}", unit.name.in_lang(lang));
        options.push(choice(Principal::Unit(unit.id.clone()).to_string(), label, None));
    }
    for person in office.people.values().filter(|person| person.active) {
        let unit = person.unit.as_ref().and_then(|unit| office.units.get(unit));
        let meaning = unit.map(|unit| unit.name.in_lang(lang).to_owned());
        options.push(choice(Principal::Person(person.id.clone()).to_string(), person.name.clone(), meaning));
    }
    let mut hint = pick(
        lang,
        "所选的人查不到本件，也收不到任何提示；选部门的，该部门的人都是",
        "whoever is chosen finds nothing of the case and hears nothing of it; of a unit that is everybody in it",
    )
    .to_owned();
    if !words.is_empty() {
        let none = pick(lang, "所写均非本单位人员或者部门", "nobody and no unit of this office is meant");
        options.push(choice(NOBODY.to_owned(), none.to_owned(), None));
        let said = pick(lang, "。来件人写明：", ". The sender wrote: ");
        hint.extend([said, &words.join(pick(lang, "；", "; "))]);
    }
    let label = pick(lang, "不得知悉本件的人员和部门", "People and units that must not learn of it");
    let must = !words.is_empty();
    FieldView { hint: Some(hint), must, many: true, options, ..FieldView::new(KEEP_OUT, label, Control::Many) }
}

/// Takes what the clerk chose out of what was typed. Whoever is meant leaves it to a colleague.
pub(crate) fn chosen(
    office: &Office,
    clerk: &Actor,
    typed: &mut Typed,
    must: bool,
    lang: Lang,
) -> Result<Vec<Principal>, Rejection> {
    let said: Vec<String> =
        typed.iter().filter(|(key, _)| key == KEEP_OUT).map(|(_, text)| text.trim().to_owned()).collect();
    typed.retain(|(key, _)| key != KEEP_OUT);
    let wrong = |zh: &str, en: &str| Rejection::Invalid(vec![(KEEP_OUT.to_owned(), pick(lang, zh, en).to_owned())]);
    let named: Vec<&String> = said.iter().filter(|text| !text.is_empty() && *text != NOBODY).collect();
    let nobody = said.iter().any(|text| text == NOBODY);
    if nobody && !named.is_empty() {
        return Err(wrong(
            "选了人员或者部门，就不能再选“均非本单位”",
            "either somebody is meant or nobody; choose one",
        ));
    }
    if must && named.is_empty() && !nobody {
        return Err(wrong(
            "请认定来件人所写的是谁；均非本单位的，请选最后一项",
            "choose whom the sender means; if nobody of this office is meant, choose the last line",
        ));
    }
    let mut whom = Vec::new();
    for text in named {
        match text.parse() {
            Ok(Principal::Person(id)) if office.people.contains_key(&id) => add(&mut whom, Principal::Person(id)),
            Ok(Principal::Unit(id)) if office.units.contains_key(&id) => add_unit(office, &mut whom, &id),
            _ => return Err(wrong("没有这一人员或者部门", "there is no such person or unit")),
        }
    }
    if is_out(&whom, clerk) {
        return Err(wrong(
            "所选包括您本人或者您所在的部门，请交由其他人员登记",
            "you, or a unit of yours, are among them; leave the registration to a colleague",
        ));
    }
    Ok(whom)
}

/// Who is meant by words without asking anybody: people whose name stands in them, units that are named exactly. What a
/// person complained of is called counts as well.
pub(crate) fn meant(office: &Office, regulation: &Regulation, typed: &Typed) -> Vec<Principal> {
    let mut whom = Vec::new();
    for (key, text) in typed {
        let named = key == KEEP_OUT;
        if !named && !is_of_accused(regulation, key) {
            continue;
        }
        for word in words(text) {
            let people = office.people.values().filter(|person| is_called(&person.name, word, named));
            people.for_each(|person| add(&mut whom, Principal::Person(person.id.clone())));
            let same = |name: &str| named && !name.is_empty() && name.eq_ignore_ascii_case(word);
            let units = office.units.values().filter(|unit| same(&unit.name.zh) || same(&unit.name.en));
            units.for_each(|unit| add_unit(office, &mut whom, &unit.id));
        }
    }
    whom
}

/// Is whoever acts among those kept out.
pub(crate) fn is_out(kept: &[Principal], actor: &Actor) -> bool {
    kept.iter().any(|one| matches!(one, Principal::Person(_) | Principal::Unit(_)) && actor.principals.contains(one))
}

/// Those of the office who find a matter that was kept from everybody who could register it: whoever stands above those kept
/// out, else an administrator. They do not read it; they see to it that somebody else can.
pub(crate) fn instead(
    office: &Arc<Office>,
    finders: &[Principal],
    kept: &[Principal],
    at: Timestamp,
) -> Vec<Principal> {
    let actor = |person: &str| crate::actor::person(office, person, at);
    let free = |person: &str| !is_out(kept, &actor(person));
    let active = || office.people.values().filter(|person| person.active && free(&person.id));
    if kept.is_empty() || active().any(|person| actor(&person.id).is_any(finders)) {
        return Vec::new();
    }
    let above = finders.iter().chain(kept).flat_map(|one| office.superiors(one, at));
    let mut found: Vec<Principal> = Vec::new();
    for one in above.filter(|one| matches!(one, Principal::Person(person) if free(person))) {
        add(&mut found, one);
    }
    if found.is_empty() {
        let administrators = active().filter(|person| person.administrator);
        found.extend(administrators.map(|person| Principal::Person(person.id.clone())));
    }
    found
}

/// Does a key of the form name somebody complained of.
fn is_of_accused(regulation: &Regulation, key: &str) -> bool {
    let kind = key.strip_prefix("party.").and_then(|rest| rest.split('.').next());
    let party = kind.and_then(|kind| regulation.parties.get(kind));
    party.is_some_and(|party| party.side == Side::ComplainedOf)
}

/// A person is called so: exactly, or with a title or unit around the name where the sender wrote whom to keep out.
fn is_called(name: &str, word: &str, around: bool) -> bool {
    let name = name.trim();
    name.eq_ignore_ascii_case(word) || (around && name.chars().count() >= NAME_MIN && word.contains(name))
}

/// Each line, and what stands between commas in it.
fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(['\n', ',', '，', '、', ';', '；']).map(str::trim).filter(|word| !word.is_empty())
}

/// A unit, and all below it.
fn add_unit(office: &Office, whom: &mut Vec<Principal>, id: &str) {
    for unit in office.units.values() {
        if office.upward(&unit.id).iter().any(|above| above.id == id) {
            add(whom, Principal::Unit(unit.id.clone()));
        }
    }
}

fn add(whom: &mut Vec<Principal>, one: Principal) {
    if !whom.contains(&one) {
        whom.push(one);
    }
}

//! A paper of a case as it is printed: labelled values, signatures in the order of the regulation, the copy and its mark.
//!
//! Sealed values print only where their plain text is among the opened ones, so whoever prints opens what the holder of the
//! copy may read and nothing else.

use dengwen_case::{Copied, Paper, PartyOn, Principal, RowKey};
use dengwen_documents::{Basis, Copy, Head, How, Kind, Language, Name, Paper as Printed, Row, Signature, Table};
use dengwen_regulation::{
    model::{Document, Id, Lang, SignHand, Who},
    value::{Ref, Value},
};

use super::{Show, case::holds, words};

/// With the sentences that the regulation writes, if it does.
fn worded(printed: Printed, document: &Document) -> Printed {
    let (before, after) = (document.before.as_deref(), document.after.as_deref());
    printed.with_words(before.unwrap_or_default(), after.unwrap_or_default())
}

/// A column of a table: its label and its cells.
type Column = (String, Vec<String>);

impl Show<'_> {
    /// A paper as it is printed; `copy` counts from 1. `None`: there is no such paper or copy.
    #[must_use]
    pub fn printed(&self, n: u32, copy: u32) -> Option<Printed> {
        self.set(self.case.paper(n)?, copy)
    }

    /// A public paper as everybody may read it: nothing leads from it to the case.
    #[must_use]
    pub(crate) fn printed_openly(&self, paper: &Paper) -> Option<Printed> {
        Some(Printed { case_number: None, addressee: None, ..self.set(paper, 1)? })
    }

    fn set(&self, paper: &Paper, copy: u32) -> Option<Printed> {
        let document = self.regulation.documents.get(&paper.document)?;
        let of = u32::try_from(paper.copies.len()).ok()?;
        let copied = paper.copies.get(usize::try_from(copy.checked_sub(1)?).ok()?);
        if copied.is_none() && !(copy == 1 && paper.copies.is_empty()) {
            return None;
        }
        let kind = Kind::of_title(&document.label.zh);
        let (rows, tables) = self.rows_of(paper);
        let bare = paper.filed && tables.is_empty() && rows.iter().all(|row| row.value.is_empty());
        let original = self.pick("由提交人交来，内容以原件为准", "handed in; what counts is the original");
        // What somebody handed in, or writes themselves, is no letter of the office.
        let from_us = !paper.filed && !matches!(document.from, Some(Who::Party(_)));
        let printed = Printed {
            kind,
            template: Some(paper.document.to_string()),
            language: if self.lang == Lang::Zh { Language::Zh } else { Language::En },
            title: Name::new(&document.label.zh, &document.label.en),
            head: if self.regulation.organisation.public && kind == Kind::Letter && from_us {
                Head::Authority
            } else {
                Head::Plain
            },
            organisation: if from_us || kind == Kind::Form {
                self.names.office.clone()
            } else {
                self.written_by(document)
            },
            number: paper.number.clone(),
            case_number: self.case.number.clone(),
            dated: self.counting.date_of(paper.at.happened),
            addressee: self.addressee(paper, copied),
            copy: copied.filter(|_| of > 1).map(|copied| Copy {
                holder: self.found_or(&copied.holder, &copied.named),
                mark: copied.mark.clone(),
                no: copy,
                of,
            }),
            basis: Some(Basis {
                regulation: self.text(&self.regulation.title),
                article: document.rule.article.clone(),
            }),
            before: Vec::new(),
            after: Vec::new(),
            paragraphs: Vec::new(),
            rows,
            tables,
            attachments: Vec::new(),
            signatures: self.signatures(paper, document),
            note: bare.then(|| original.to_owned()),
        };
        Some(worded(printed, document))
    }

    /// A paper as it would be printed with something in every place, to be looked at before anybody issues it.
    #[must_use]
    pub fn tried(&self, id: &Id, document: &Document) -> Printed {
        let (sample, title) = (self.pick("示例", "sample"), &document.label.zh);
        let date = self.counting.date_of(self.now);
        let empty = match Kind::of_title(title) {
            Kind::Letter => Printed::letter(title, &self.names.office, date),
            Kind::Form => Printed::form(title, &self.names.office, date),
        };
        let places = document.signed_by.iter().flat_map(|step| &step.hands);
        let place = |hand: &SignHand| Signature { label: self.signs_as(hand), name: None, date: None, how: how(hand) };
        let public = self.regulation.organisation.public && empty.kind == Kind::Letter;
        let rows = self.rows_tried(document, sample);
        Printed {
            template: Some(id.to_string()),
            language: if self.lang == Lang::Zh { Language::Zh } else { Language::En },
            title: Name::new(title, &document.label.en),
            head: if public { Head::Authority } else { Head::Plain },
            number: Some(format!("{sample}〔{}〕1号", date.year())),
            case_number: Some(format!("{}-0001", date.year())),
            addressee: (empty.kind == Kind::Letter).then(|| sample.to_owned()),
            basis: Some(Basis {
                regulation: self.text(&self.regulation.title),
                article: document.rule.article.clone(),
            }),
            rows,
            signatures: places.map(place).collect(),
            ..empty
        }
    }

    /// What a paper prints, by name and label, each with the same value.
    #[must_use]
    pub fn rows_tried(&self, document: &Document, value: &str) -> Vec<Row> {
        let printed = document.requires.iter().chain(&document.blanks).map(String::as_str);
        let names = printed.chain(document.covers.iter().map(|id| id.as_str()));
        let row =
            |name: &str| Row { id: name.to_owned(), label: self.path_label(name), value: value.to_owned(), lines: 0 };
        names.map(row).collect()
    }

    /// Who writes a paper that does not come from the office: the party as the regulation calls it, never who that is.
    fn written_by(&self, document: &Document) -> String {
        match &document.from {
            Some(Who::Party(kind)) => self.party_label(kind),
            _ => String::new(),
        }
    }

    /// Copies that a party may have, from 1.
    #[must_use]
    pub fn copies_of(&self, n: u32, party: u32) -> Vec<u32> {
        let Some(paper) = self.case.paper(n).filter(|paper| holds(self.case, paper, party)) else { return Vec::new() };
        if paper.copies.is_empty() {
            return vec![1];
        }
        let own = |copy: &Copied| copy.holder.contains(&Principal::Party(party));
        (1_u32..).zip(&paper.copies).filter(|(_, copy)| own(copy)).map(|(n, _)| n).collect()
    }

    /// The copies that somebody may open, each with its holder; a paper of which no copies are kept is one, whoever it is for.
    pub(super) fn copies_for(&self, paper: &Paper, party: Option<u32>) -> Vec<(u32, String)> {
        if paper.copies.is_empty() {
            let to = self.principals(&paper.to);
            return vec![(1, if to.is_empty() { self.pick("正本", "the paper").to_owned() } else { to })];
        }
        let own = |copy: &Copied| party.is_none_or(|party| copy.holder.contains(&Principal::Party(party)));
        let all = (1_u32..).zip(&paper.copies).filter(|(_, copy)| own(copy));
        all.map(|(n, copy)| (n, self.found_or(&copy.holder, &copy.named))).collect()
    }

    /// To whom it is written: the holder of the copy if that is a party, else all those it is for.
    fn addressee(&self, paper: &Paper, copied: Option<&Copied>) -> Option<String> {
        let to_party = |who: &&Principal| matches!(who, Principal::Party(_));
        let holder = copied.and_then(|copied| copied.holder.iter().find(to_party));
        if let Some(copied) = copied
            && copied.holder.is_empty()
        {
            // Nobody holds it yet: a place to write the name, never somebody else's.
            return Some(String::new());
        }
        // A copy that stays in the office is the same letter, written to whoever gets the other.
        let others = || paper.copies.iter().flat_map(|copy| &copy.holder).find(to_party);
        let named = |who: &Principal| match who {
            Principal::Party(n) => self.party_named(*n),
            other => self.principal(other),
        };
        let one = holder.or(paper.per.as_ref());
        let all: Vec<String> = match one {
            Some(one) => vec![named(one)],
            None if paper.to.is_empty() => others().map(named).into_iter().collect(),
            None => paper.to.iter().map(named).collect(),
        };
        (!all.is_empty()).then(|| words::listed(&all, self.lang))
    }

    /// A party by its name where that was opened for this paper, else by its kind.
    #[must_use]
    pub fn party_named(&self, n: u32) -> String {
        let party = self.case.parties.iter().find(|party| party.n == n);
        party.and_then(|party| self.name_of(party)).unwrap_or_else(|| self.party(n))
    }

    /// The first text of a party that is not sealed from this view.
    fn name_of(&self, party: &PartyOn) -> Option<String> {
        if let Some(Ref::Party(n)) = party.who {
            return self
                .case
                .parties
                .iter()
                .find(|known| known.n == n && known.n != party.n)
                .and_then(|p| self.name_of(p));
        }
        if let Some(who) = &party.who {
            return Some(self.inside(who));
        }
        let kind = self.regulation.parties.get(&party.kind)?;
        let first = kind.fields.keys().next()?;
        let said = self.value(&RowKey::main(), kind.fields.get(first), party.fields.get(first)?);
        (!said.sealed && !said.text.is_empty()).then_some(said.text)
    }

    /// Labelled values; what belongs to rows of a part comes as a table.
    fn rows_of(&self, paper: &Paper) -> (Vec<Row>, Vec<Table>) {
        let mut rows = Vec::new();
        let mut parts: Vec<(Id, Vec<Column>)> = Vec::new();
        let row = self.case.rows.get(paper.row).map_or_else(RowKey::main, |row| row.key.clone());
        for (path, frozen) in &paper.values {
            let now = if paper.live && !self.case.ended() { self.now_of(paper, path) } else { None };
            let value = now.as_ref().unwrap_or(frozen);
            let part =
                path.split_once('.').map(|(part, _)| Id::from(part)).filter(|p| self.regulation.parts.contains_key(p));
            match (part, value) {
                (Some(part), Value::Many(all)) => {
                    let column =
                        (self.path_label(path), all.iter().map(|one| self.printed_value(&row, path, one)).collect());
                    match parts.iter_mut().find(|(known, _)| *known == part) {
                        Some((_, columns)) => columns.push(column),
                        None => parts.push((part, vec![column])),
                    }
                }
                _ => rows.push(self.row_of(&row, path, value)),
            }
        }
        let table = |(part, columns): (Id, Vec<Column>)| {
            let height = columns.iter().map(|(_, cells)| cells.len()).max().unwrap_or(0);
            let line = |n: usize| columns.iter().map(|(_, cells)| cells.get(n).cloned().unwrap_or_default()).collect();
            Table {
                title: Some(self.label(self.regulation.parts.get(&part).map(|part| &part.label), &part)),
                columns: columns.iter().map(|(label, _)| label.clone()).collect(),
                rows: (0..height).map(line).collect(),
            }
        };
        (rows, parts.into_iter().map(table).collect())
    }

    fn row_of(&self, at: &RowKey, path: &str, value: &Value) -> Row {
        use dengwen_regulation::model::FieldType;
        let name = path.rsplit('.').next().unwrap_or(path);
        let long = self.field(at, name).is_some_and(|field| field.types.contains(&FieldType::Long));
        Row {
            id: path.to_owned(),
            label: self.path_label_in(at, path),
            value: self.printed_value(at, path, value),
            lines: if long { 4 } else { 0 },
        }
    }

    /// What stands there today, for a paper that stays current: a class as well as a field.
    fn now_of(&self, paper: &Paper, path: &str) -> Option<Value> {
        let rows = || self.case.rows.get(paper.row).into_iter().chain(self.case.main());
        let class = |axis: &str| {
            let now = rows().find_map(|row| row.axes.get(axis)).map(|axis| axis.now.clone())?;
            let mut all: Vec<Value> = now.into_iter().map(Value::Choice).collect();
            if all.len() > 1 { Some(Value::Many(all)) } else { all.pop() }
        };
        match path.split('.').collect::<Vec<_>>().as_slice() {
            ["party", kind, field] => {
                let party = self.case.parties.iter().find(|party| *party.kind == **kind)?;
                party.fields.get(*field).cloned()
            }
            ["class", axis] => class(axis),
            [name] => rows().find_map(|row| row.values.get(*name)).cloned().or_else(|| class(name)),
            _ => None,
        }
    }

    fn printed_value(&self, row: &RowKey, path: &str, value: &Value) -> String {
        match value {
            Value::Ref(Ref::Party(n)) => self.party_named(*n),
            Value::Many(all) if all.iter().any(|one| matches!(one, Value::Ref(Ref::Party(_)))) => {
                let all: Vec<String> = all.iter().map(|one| self.printed_value(row, path, one)).collect();
                words::listed(&all, self.lang)
            }
            Value::Date(date) => words::full_day(*date, self.lang),
            Value::Moment(at) => {
                let local = self.counting.local(*at);
                format!("{} {}", words::full_day(local.date(), self.lang), words::time(local.time()))
            }
            Value::NotApplicable => "—".to_owned(),
            other => {
                let said = self.value_of_path_in(row, path, other);
                if said.sealed { self.pick("（密封）", "(sealed)").to_owned() } else { said.text }
            }
        }
    }

    /// Places to sign in the order of the regulation, with who has signed and when.
    fn signatures(&self, paper: &Paper, document: &Document) -> Vec<Signature> {
        let mut all = Vec::new();
        for (step, hands) in (0_u32..).zip(&document.signed_by) {
            for (place, hand) in (0_u32..).zip(&hands.hands) {
                let signed = paper.signatures.iter().find(|known| known.step == step && known.hand == place);
                all.push(Signature {
                    label: self.signs_as(hand),
                    name: signed.map(|signed| self.signer(signed)),
                    date: signed.map(|signed| self.counting.date_of(signed.at.happened)),
                    how: how(hand),
                });
            }
        }
        all
    }

    fn signs_as(&self, hand: &SignHand) -> String {
        match &hand.who {
            Who::Role(id) => self.role_label(id),
            Who::Party(kind) => self.party_label(kind),
            other => self.written(&other.to_string()),
        }
    }

    fn signer(&self, signed: &dengwen_case::Signature) -> String {
        match &signed.who {
            Some(Principal::Party(n)) => self.party_named(*n),
            Some(Principal::Person(id)) => self.person(id),
            _ => {
                let person = signed.by.person.as_ref().map(|id| self.person(id));
                person.or_else(|| signed.who.as_ref().map(|who| self.principal(who))).unwrap_or_default()
            }
        }
    }
}

fn how(hand: &SignHand) -> How {
    match hand.how.as_deref() {
        Some("seal") => How::Seal,
        Some("stamp" | "sign_or_seal" | "either") => How::SignOrSeal,
        _ => How::Sign,
    }
}

/// Two papers of one kind, on the same row of the case and for the same party.
pub(crate) fn is_of_kind(one: &Paper, other: &Paper) -> bool {
    (&one.document, &one.per, one.row) == (&other.document, &other.per, other.row)
}

//! What a scenario expects, held against what is.

mod across;
mod limits;
mod offered;

use dengwen_case::{Case, Event, Principal, Row, RowKey};
use dengwen_desk::{Fault, inspect::Inspection, office::Office};
use dengwen_regulation::{
    model::{Id, Regulation, Shape},
    value::{Ref, Value},
};

use super::{
    coverage::Hits,
    registers,
    report::Failure,
    rosters,
    run::{Did, Running},
    story::{Expect, Expected, RowName, Step},
};

/// Everything that one step's expectations look at.
struct Looking<'a> {
    running: &'a Running<'a>,
    step: &'a Step,
    did: &'a Did,
    all: &'a Inspection,
    failures: Vec<Failure>,
    hits: Hits,
    /// Line of the expectation in hand.
    line: u32,
}

/// Holds all expectations of a step against what is. Gives what does not hold, and what of the regulation was looked at.
pub(super) async fn check(running: &Running<'_>, step: &Step, did: &Did) -> Result<(Vec<Failure>, Hits), Fault> {
    let rosters = rosters::expected(running, step).await;
    if step.expect.iter().all(|expected| matches!(expected.what, Expect::Uncovered(_))) {
        return Ok((rosters, Hits::default()));
    }
    let Some(case) = &did.case else {
        let failure = Failure::expected("expect", "一件 | a case", "还没有案件 | there is no case yet");
        return Ok((vec![failure], Hits::default()));
    };
    let all = running.town.desk.inspect(case).await?;
    let mut looking = Looking { running, step, did, all: &all, failures: rosters, hits: Hits::default(), line: 0 };
    for expected in &step.expect {
        looking.one(expected).await?;
    }
    Ok((looking.failures, looking.hits))
}

impl Looking<'_> {
    fn case(&self) -> &Case {
        &self.all.case
    }

    fn fail(&mut self, key: &str, expected: &str, found: &str) {
        let found = if found.is_empty() { "—" } else { found };
        self.failures.push(Failure::expected(key, expected, found).on_line(self.line));
    }

    fn same(&mut self, key: &str, expected: &str, found: &str) {
        if expected != found {
            self.fail(key, expected, found);
        }
    }

    /// Does the regulation have something of this name? What is expected not to be there would else hold for any misspelt name.
    fn names<'r, I: Iterator<Item = &'r Id>>(&'r self, name: &str, of: impl Fn(&'r Shape) -> I) -> bool {
        let texts = [&*self.all.regulation, &*self.running.town.regulation];
        let mut shapes = texts.into_iter().flat_map(Regulation::shapes).map(|(_, shape)| shape);
        shapes.any(|shape| of(shape).any(|id| name.split('.').any(|part| *part == **id)))
    }

    async fn one(&mut self, expected: &Expected) -> Result<(), Fault> {
        self.line = expected.span.line;
        let key = expected.key.as_str();
        match &expected.what {
            Expect::Stage(None, stage) => {
                let found = self.case().stage().map(ToString::to_string).unwrap_or_default();
                self.same(key, stage, &found);
            }
            Expect::Stage(Some(row), stage) => self.stage_of(key, row, stage).await?,
            Expect::Class(axes) => axes.iter().for_each(|(axis, values)| self.class(axis, values)),
            Expect::Fields(fields) => {
                for (field, values) in fields {
                    self.field(field, values).await?;
                }
            }
            Expect::RowClass(row, axes) => axes.iter().for_each(|(axis, values)| self.class_of(row, axis, values)),
            Expect::RowFields(row, fields) => {
                for (field, values) in fields {
                    let at = format!("{key}.{field}");
                    let value = row_of(self.case(), row).and_then(|row| row.values.get(field.as_str())).cloned();
                    self.value(&at, value, values).await?;
                }
            }
            Expect::Due(_)
            | Expect::Provisional(_)
            | Expect::Running(_)
            | Expect::Stopped(_)
            | Expect::Met(_)
            | Expect::Late(_)
            | Expect::Passed(_) => {
                self.limits(key, &expected.what).await?;
            }
            Expect::Issued(papers) => papers.iter().for_each(|paper| self.issued(paper)),
            Expect::Copies(copies) => copies.iter().for_each(|(paper, count)| self.copies(paper, *count)),
            Expect::Told(who) => who.iter().for_each(|who| self.told(who)),
            Expect::Asked(acts) => acts.iter().for_each(|act| self.asked(act)),
            Expect::Open(_) | Expect::Closed(_) | Expect::Hidden(_) => self.offered(&expected.what).await?,
            Expect::Assigned(places) => places.iter().for_each(|(place, who)| self.assigned(place, who)),
            Expect::Number(number) => {
                let found = self.case().number.clone().unwrap_or_default();
                self.same(key, number, &found);
            }
            Expect::Warned(texts) => texts.iter().for_each(|text| self.warned(text)),
            Expect::Links(_) | Expect::Counter(_) | Expect::Register(_) => self.across(&expected.what).await?,
            // A roster is no case's: looked at before there is one.
            Expect::Uncovered(_) => {}
            Expect::Report(_) | Expect::ReportDue(_) | Expect::Figures(_) => self.reports(&expected.what).await?,
        }
        Ok(())
    }

    async fn stage_of(&mut self, key: &str, row: &RowName, stage: &str) -> Result<(), Fault> {
        let found = if self.running.town.regulation.registers.contains_key(row.of.as_str()) {
            match self.running.cases.id(&registers::key(&row.of, row.n)) {
                Some(id) => self.running.town.desk.inspect(id).await?.case.stage().map(ToString::to_string),
                None => None,
            }
        } else {
            row_of(self.case(), row).and_then(|row| row.stage.as_ref()).map(ToString::to_string)
        };
        self.same(key, stage, &found.unwrap_or_default());
        Ok(())
    }

    fn class(&mut self, axis: &str, expected: &[String]) {
        let own =
            self.case().main().and_then(|row| row.axes.get(axis)).map(|axis| axis.now.clone()).unwrap_or_default();
        let default = || self.all.regulation.main.classes.get(axis).and_then(|axis| axis.default.clone());
        let found: Vec<String> = if own.is_empty() { default().into_iter().collect() } else { own }
            .iter()
            .map(ToString::to_string)
            .collect();
        self.same(&format!("class.{axis}"), &expected.join(", "), &found.join(", "));
    }

    fn class_of(&mut self, row: &RowName, axis: &str, expected: &[String]) {
        let now = row_of(self.case(), row).and_then(|row| row.axes.get(axis)).map(|axis| axis.now.as_slice());
        let found: Vec<String> = now.unwrap_or_default().iter().map(ToString::to_string).collect();
        self.same(&format!("{}.class.{axis}", row.of), &expected.join(", "), &found.join(", "));
    }

    async fn field(&mut self, field: &str, expected: &[String]) -> Result<(), Fault> {
        let value = self.case().main().and_then(|row| row.values.get(field)).cloned();
        self.value(&format!("fields.{field}"), value, expected).await
    }

    async fn value(&mut self, at: &str, value: Option<Value>, expected: &[String]) -> Result<(), Fault> {
        let value = value.unwrap_or(Value::Empty);
        let found = match self.running.town.desk.plain_text(&value).await? {
            Some(text) => text,
            None => said(&value),
        };
        self.same(at, &expected.join(", "), &found);
        Ok(())
    }

    fn issued(&mut self, paper: &str) {
        let issued: Vec<String> = self
            .did
            .events()
            .filter_map(|event| match event {
                Event::Issued { document, .. } => Some(document.to_string()),
                _ => None,
            })
            .collect();
        if !issued.iter().any(|one| one == paper) {
            self.fail("issued", paper, &issued.join(", "));
        }
    }

    fn copies(&mut self, paper: &str, count: usize) {
        let last = self.case().papers.iter().rev().find(|one| *one.document == *paper);
        let found = last.map_or(0, |one| one.copies.len());
        self.same(&format!("copies.{paper}"), &count.to_string(), &found.to_string());
    }

    fn told(&mut self, who: &str) {
        let told: Vec<(&String, &Vec<Principal>)> = self
            .did
            .events()
            .filter_map(|event| match event {
                Event::Told { named, who, .. } => Some((named, who)),
                _ => None,
            })
            .collect();
        let is = |(named, principals): &(&String, &Vec<Principal>)| {
            named.split(", ").any(|name| name == who)
                || principals.iter().any(|one| means(&self.all.office, self.case(), one, who))
        };
        if !told.iter().any(is) {
            let found: Vec<String> = told.iter().map(|(named, _)| (*named).clone()).collect();
            self.fail("told", who, &found.join(", "));
        }
    }

    fn asked(&mut self, act: &str) {
        let name = act.rsplit('.').next().unwrap_or(act);
        let open: Vec<String> = self.case().open_requests().map(|request| request.act.to_string()).collect();
        if !open.iter().any(|one| one == name) {
            self.fail("asked", act, &open.join(", "));
        }
    }

    fn assigned(&mut self, place: &str, expected: &[String]) {
        let holders = self.case().holders(place);
        for who in expected {
            if !holders.iter().any(|one| means(&self.all.office, self.case(), one, who)) {
                let found: Vec<String> = holders.iter().map(ToString::to_string).collect();
                self.fail(&format!("assigned.{place}"), who, &found.join(", "));
            }
        }
    }

    fn warned(&mut self, text: &str) {
        let all: Vec<String> = self
            .did
            .events()
            .flat_map(|event| match event {
                Event::ActDone { warnings, .. } => {
                    warnings.iter().map(|label| format!("{} | {}", label.zh, label.en)).collect()
                }
                _ => Vec::new(),
            })
            .collect();
        if !all.iter().any(|one| one.contains(text)) {
            self.fail("warned", text, &all.join("; "));
        }
    }
}

/// A row of a part: the one named, else the last.
fn row_of<'a>(case: &'a Case, row: &RowName) -> Option<&'a Row> {
    match row.n {
        Some(n) => case.row(&RowKey { part: Id::from(row.of.as_str()), n }),
        None => case.rows.iter().rev().find(|one| *one.key.part == *row.of),
    }
}

/// Does a scenario mean this principal by a word: a person, unit, role, or kind of party.
fn means(office: &Office, case: &Case, who: &Principal, word: &str) -> bool {
    match who {
        Principal::Person(id) => {
            id == word
                || office.posts_of(id, case.now.happened).any(|post| post.role == word)
                || office.unit_of(id, case.now.happened) == Some(word)
        }
        Principal::Unit(id) => id == word,
        Principal::Post { role, unit } => *role == *word || unit.as_deref() == Some(word),
        Principal::Party(n) => case.parties.iter().any(|party| party.n == *n && party.kind == *word),
        other => other.to_string() == word,
    }
}

/// A value as a scenario writes it.
fn said(value: &Value) -> String {
    match value {
        Value::Empty | Value::NotApplicable => String::new(),
        Value::Text(text) => text.clone(),
        Value::Choice(id) | Value::Ref(Ref::Role(id) | Ref::Regulation(id)) => id.to_string(),
        Value::Yes(yes) => yes.to_string(),
        Value::Int(n) | Value::Seconds(n) => n.to_string(),
        Value::Money(fen) if fen % 100 == 0 => (fen / 100).to_string(),
        Value::Money(fen) => format!("{}.{:02}", fen / 100, fen.unsigned_abs() % 100),
        Value::Decimal(n, places) => dengwen_regulation::decimal::written(*n, *places),
        Value::Share(over, under) => format!("{over}/{under}"),
        Value::Date(day) => day.to_string(),
        Value::Time(time) => time.strftime("%H:%M").to_string(),
        Value::Moment(at) => at.to_string(),
        Value::Interval(span) => span.to_string(),
        Value::Ref(
            Ref::Person(id) | Ref::Unit(id) | Ref::Body(id) | Ref::Place(id) | Ref::Case(id) | Ref::File(id),
        ) => id.clone(),
        Value::Ref(Ref::Row(part, n)) => format!("{part}[{n}]"),
        Value::Ref(Ref::Party(n)) => format!("party {n}"),
        Value::Many(all) => all.iter().map(said).collect::<Vec<_>>().join(", "),
        Value::Sealed(_) => "（已封存） | (sealed)".to_owned(),
    }
}

//! Runs a story step by step on a real desk with virtual time.

use std::sync::Arc;

use dengwen_case::{Case, Commit, Event, Refusal};
use dengwen_desk::{
    inspect::{By, Stopped},
    library::Library,
    view::{Rejection, Sent},
};
use dengwen_packs::Packs;
use dengwen_regulation::{
    finding::Severity,
    load::load,
    model::{Act, Id, Lang, Regulation, Shape},
    value::Value,
};

use super::{
    coverage::Hits,
    expect, registers,
    report::{Failure, Outcome},
    reports, rosters,
    sent::Writing,
    story::{ActName, Acting, Step, Story},
    town::{SOMEBODY, Town, found, instant},
};

/// The cases of a story by their names.
#[derive(Debug, Default)]
pub(super) struct Cases(Vec<(String, String)>);

impl Cases {
    pub(super) fn id(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(known, _)| known == name).map(|(_, id)| id.as_str())
    }

    /// Names a case, or names another one by this name.
    pub(super) fn set(&mut self, name: String, id: String) {
        self.0.retain(|(known, _)| *known != name);
        self.0.push((name, id));
    }

    /// The last case of the story.
    fn last(&self) -> Option<&str> {
        self.0.iter().rev().find(|(name, _)| !name.starts_with('@')).map(|(_, id)| id.as_str())
    }
}

/// An act as the desk knows it.
#[derive(Debug, Clone)]
pub(super) struct Named {
    pub(super) act: String,
    pub(super) option: Option<String>,
    pub(super) row: Option<String>,
    /// The register in whose stream it is done.
    pub(super) register: Option<String>,
}

/// A story on its way.
pub(crate) struct Running<'a> {
    pub(super) town: Town,
    pub(super) story: &'a Story,
    pub(super) cases: Cases,
    failures: Vec<Failure>,
    /// What of the regulation the story has hit so far.
    hits: Hits,
}

/// What a step did: the case it was about, the commits it added.
pub(super) struct Did {
    pub(super) case: Option<String>,
    pub(super) commits: Vec<Arc<Commit>>,
}

impl Did {
    /// Everything that happened in the step.
    pub(super) fn events(&self) -> impl Iterator<Item = &Event> {
        self.commits.iter().flat_map(|commit| &commit.events)
    }
}

/// Runs a story.
pub(super) async fn run(
    story: &Story,
    library: &Library,
    packs: &Packs,
    database: Option<&str>,
    lang: Lang,
) -> Outcome {
    let town = match found(story, library, database).await {
        Ok(town) => town,
        Err(why) => {
            let errors =
                load(packs, &story.pack).findings.into_iter().filter(|finding| finding.severity == Severity::Error);
            let failures = std::iter::once(why).chain(errors.map(|finding| finding.render(lang)));
            return Outcome::new(story, failures.map(Failure::whole).collect());
        }
    };
    let mut running = Running::of(town, story);
    for (n, step) in story.steps.iter().enumerate() {
        if let Err(why) = running.step(n + 1, step).await {
            running.failures.push(Failure::at(n + 1, step, why));
            break;
        }
    }
    if let Err(fault) = running.hits.gather(&running.town, &story.pack).await {
        running.failures.push(Failure::whole(fault.chain()));
    }
    match running.figures_that_differ().await {
        Ok(found) => running.failures.extend(found),
        Err(fault) => running.failures.push(Failure::whole(fault.chain())),
    }
    running.town.desk.close().await;
    Outcome::new(story, running.failures).with(running.hits)
}

impl<'a> Running<'a> {
    /// A story about to begin.
    pub(crate) fn of(town: Town, story: &'a Story) -> Self {
        Self { town, story, cases: Cases::default(), failures: Vec::new(), hits: Hits::default() }
    }

    /// The cases that it has begun, rows of registers apart.
    pub(crate) fn begun(&self) -> impl Iterator<Item = &str> {
        self.cases.0.iter().filter(|(name, _)| !name.starts_with('@')).map(|(_, id)| id.as_str())
    }

    /// Whatever the story was about: each figure as it is kept is what counting case by case comes to.
    async fn figures_that_differ(&self) -> Result<Vec<Failure>, dengwen_desk::Fault> {
        let found = self.town.desk.figures_that_differ(&self.town.office, &self.story.pack).await?;
        let say = |name| format!("指标与逐案计数不符 | a figure is not what counting comes to: {name}");
        Ok(found.into_iter().map(|name| Failure::whole(say(name))).collect())
    }

    /// One step, after all that falls due before it.
    pub(crate) async fn step(&mut self, n: usize, step: &Step) -> Result<(), String> {
        let at = instant(&self.town.counting, step.at);
        let about = self.case_of(step);
        let before = self.seq(about.as_deref()).await;
        self.town.desk.tick(at).await.map_err(|fault| fault.chain())?;
        let mut did = Did { case: about, commits: Vec::new() };
        if let (Some(name), Some(acting)) = (&step.act, &step.acting) {
            match (reports::named(name), rosters::named(name)) {
                (Some(about), _) => {
                    let found = reports::act(self, n, step, about, acting).await?;
                    self.failures.extend(found);
                }
                (None, Some(about)) => {
                    let found = rosters::act(self, n, step, about, acting).await?;
                    self.failures.extend(found);
                }
                (None, None) => self.act(n, step, name, acting, &mut did).await?,
            }
        }
        self.find_rows().await?;
        if let Some(case) = &did.case {
            did.commits = self.town.desk.commits_since(case, before).await.map_err(|fault| fault.chain())?;
        }
        if !step.expect.is_empty() {
            let (found, hits) = expect::check(self, step, &did).await.map_err(|fault| fault.chain())?;
            self.failures.extend(found.into_iter().map(|failure| failure.in_step(n, step)));
            self.hits.extend(hits);
        }
        Ok(())
    }

    /// One step and nothing else: time does not pass, and nothing is looked at afterwards. What is done to reports and rosters is
    /// left out.
    pub(crate) async fn step_alone(&mut self, n: usize, step: &Step) -> Result<(), String> {
        let mut did = Did { case: self.case_of(step), commits: Vec::new() };
        match (&step.act, &step.acting) {
            (Some(name), Some(acting)) if reports::named(name).is_none() && rosters::named(name).is_none() => {
                self.act(n, step, name, acting, &mut did).await
            }
            _ => Ok(()),
        }
    }

    /// What a step that begins a case gives, as its form would send it.
    pub(crate) async fn form_of(&self, step: &Step) -> Result<Option<Sent>, String> {
        let Some(named) = step.act.as_ref().map(|name| self.named(name)) else { return Ok(None) };
        let regulation = Arc::clone(&self.town.regulation);
        let (shape, act) = place(&regulation, None, &named);
        let (known, cases, option) = (&self.known().await?, &self.cases, named.option.as_deref());
        let writing = Writing { regulation: &regulation, shape, act, option, case: None, parties: &[], known, cases };
        Ok(Some(writing.sent(step, &named)))
    }

    async fn seq(&self, case: Option<&str>) -> u64 {
        match case {
            Some(case) => self.town.desk.seq(case).await.unwrap_or_default(),
            None => 0,
        }
    }

    /// The case that a step is about.
    fn case_of(&self, step: &Step) -> Option<String> {
        let register = step.act.as_ref().and_then(|name| self.named(name).register);
        let id = match (register, &step.case) {
            (Some(register), _) => {
                self.cases.id(&registers::key(&register, step.act.as_ref().and_then(|name| name.row)))
            }
            (None, Some(name)) => self.cases.id(name),
            (None, None) => self.cases.id("").or_else(|| self.cases.last()),
        };
        id.map(str::to_owned)
    }

    async fn act(
        &mut self,
        n: usize,
        step: &Step,
        name: &ActName,
        acting: &Acting,
        did: &mut Did,
    ) -> Result<(), String> {
        let named = self.named(name);
        let case = match &did.case {
            Some(id) => Some(self.town.desk.inspect(id).await.map_err(|fault| fault.chain())?.case),
            None => None,
        };
        let begins = case.is_none()
            || self.begins(&named) && step.case.as_deref().is_some_and(|name| self.cases.id(name).is_none());
        let by = match by(acting, case.as_ref()) {
            Some(by) => by,
            None => return Err(format!("案件中没有这样的当事人 | no such party on the case: {acting:?}")),
        };
        let parties = self.party_names(case.as_ref()).await?;
        let regulation = Arc::clone(&self.town.regulation);
        let (shape, act) = place(&regulation, case.as_ref(), &named);
        let writing = Writing {
            regulation: &regulation,
            shape,
            act,
            option: named.option.as_deref(),
            case: case.as_ref(),
            parties: &parties,
            known: &self.known().await?,
            cases: &self.cases,
        };
        let sent = writing.sent(step, &named);
        let channel = step.channel.as_deref();
        let (town, pack) = (&self.town, &self.story.pack);
        let outcome = match did.case.as_deref().filter(|_| !begins) {
            _ if self.writes(&named) => self.write(&named, &by, &sent).await,
            Some(id) => town.desk.step(id, &by, &sent).await,
            None if town.portal && by == By::Public => {
                let handed_in = town.desk.submit(&town.office, pack, sent, Lang::Zh).await;
                return handed_in.map(drop).map_err(|why| rejected(&why));
            }
            None => town.desk.step_begin(&town.office, pack, &by, channel, &sent).await,
        };
        match outcome {
            Ok(stepped) => {
                self.remember(step, &named, &stepped.case);
                did.case = Some(stepped.case);
                if let Some(article) = &step.refused {
                    let expected = expect_refusal(article);
                    self.failures.push(Failure::at(n, step, String::new()).compared(
                        "refused",
                        &expected,
                        "办成了 | it went through",
                    ));
                }
                Ok(())
            }
            Err(stopped) => self.stopped(n, step, stopped),
        }
    }

    fn remember(&mut self, step: &Step, named: &Named, id: &str) {
        let name = match &named.register {
            Some(register) => registers::key(register, None),
            None => step.case.clone().unwrap_or_default(),
        };
        if self.cases.0.iter().all(|(_, known)| known != id) {
            self.cases.0.retain(|(known, _)| *known != name);
            self.cases.0.push((name, id.to_owned()));
        }
    }

    fn stopped(&mut self, n: usize, step: &Step, stopped: Stopped) -> Result<(), String> {
        let found = match &stopped {
            Stopped::Refused(refusals) => refusals.iter().map(told).collect::<Vec<_>>().join("; "),
            Stopped::Rejected(rejection) => rejected(rejection),
        };
        let Some(article) = &step.refused else {
            return Err(format!("不予办理 | refused: {found}"));
        };
        let cites = match &stopped {
            Stopped::Refused(refusals) => {
                self.hits.refused(refusals);
                refusals.iter().any(|one| one.article.as_deref().unwrap_or_default() == article)
            }
            Stopped::Rejected(_) => article.is_empty(),
        };
        if !cites {
            let expected = expect_refusal(article);
            self.failures.push(Failure::at(n, step, String::new()).compared("refused", &expected, &found));
        }
        if let Some(says) = &step.says
            && !found.contains(says.as_str())
        {
            self.failures.push(Failure::at(n, step, String::new()).compared("says", says, &found));
        }
        Ok(())
    }

    /// Names of the parties on a case.
    async fn party_names(&self, case: Option<&Case>) -> Result<Vec<(u32, String)>, String> {
        let mut found = Vec::new();
        for party in case.into_iter().flat_map(|case| &case.parties) {
            let name = party.fields.get("name").unwrap_or(&Value::Empty);
            let text = self.town.desk.plain_text(name).await.map_err(|fault| fault.chain())?;
            found.extend(text.map(|text| (party.n, text)));
        }
        Ok(found)
    }

    async fn known(&self) -> Result<Vec<String>, String> {
        let session = dengwen_desk::view::Session { office: self.town.office.clone(), ..super::town::nobody() };
        let people = self.town.desk.people(&session).await.map_err(|why| rejected(&why))?;
        let units = self.town.desk.units(&session).await.map_err(|why| rejected(&why))?;
        Ok(people.into_iter().map(|person| person.id).chain(units.into_iter().map(|unit| unit.id)).collect())
    }

    /// Part, register, act and option of a name.
    fn named(&self, name: &ActName) -> Named {
        let reg = &self.town.regulation;
        let mut words = name.words.iter().map(String::as_str).collect::<std::collections::VecDeque<_>>();
        let first = words.front().copied().unwrap_or_default();
        let mut named = Named { act: String::new(), option: None, row: None, register: None };
        if words.len() > 1 && reg.registers.contains_key(first) {
            named.register = Some(first.to_owned());
            words.pop_front();
        } else if words.len() > 1 && reg.kinds.contains_key(first) {
            words.pop_front();
        } else if words.len() > 1
            && reg.parts.contains_key(first)
            && (words.len() > 2 || name.row.is_some() || !reg.main.acts.contains_key(first))
        {
            named.row = Some(name.row.map_or_else(|| first.to_owned(), |n| format!("{first}[{n}]")));
            words.pop_front();
        }
        let act = words.pop_front().unwrap_or_default();
        named.option = words.pop_front().map(str::to_owned);
        let begins =
            named.register.as_deref().is_some_and(|register| self.cases.id(&registers::key(register, None)).is_none());
        let kind = name.words.first().filter(|first| reg.kinds.contains_key(first.as_str()));
        named.act = match (&named.register, kind) {
            (Some(register), _) if begins => format!("{register}.{act}"),
            (_, Some(kind)) => format!("{kind}.{act}"),
            _ => act.to_owned(),
        };
        named
    }

    fn begins(&self, named: &Named) -> bool {
        let act = self.town.regulation.shapes().find_map(|(_, shape)| shape.acts.get(named.act.as_str()));
        act.is_some_and(|act| act.begins != dengwen_regulation::model::Begins::No)
    }
}

fn expect_refusal(article: &str) -> String {
    if article.is_empty() {
        "不予办理，没有条款 | refused, without an article".to_owned()
    } else {
        format!("依{article}不予办理 | refused by {article}")
    }
}

/// A refusal as it is printed.
fn told(refusal: &Refusal) -> String {
    let article = refusal.article.as_deref().map_or_else(String::new, |article| format!("（{article}）"));
    let fields = if refusal.fields.is_empty() { String::new() } else { format!(" [{}]", refusal.fields.join(", ")) };
    format!("{}{article} | {} <{}>{fields}", refusal.label.zh, refusal.label.en, refusal.code())
}

pub(super) fn rejected(rejection: &Rejection) -> String {
    match rejection {
        Rejection::NotFound => "看不到此件 | not visible to the actor".to_owned(),
        Rejection::Forbidden => "无权办理 | not for the actor to do".to_owned(),
        Rejection::Invalid(fields) => {
            fields.iter().map(|(key, text)| format!("{key}: {text}")).collect::<Vec<_>>().join("; ")
        }
        Rejection::Refused(all) => all.iter().map(|one| one.cited.text.clone()).collect::<Vec<_>>().join("; "),
        Rejection::Changed(told) => format!("案件已变动 | the case has moved on: {}", told.join("; ")),
        Rejection::Upload(key, text) => format!("{key}: {text}"),
        Rejection::ProofWanted => "要先再输一次密码 | the password is asked first".to_owned(),
        Rejection::TooSoon(seconds) => format!("请 {seconds} 秒后再试 | try again in {seconds} seconds"),
        Rejection::Away(id) => format!("数据库暂时不可用 | the database is away: {id}"),
        Rejection::Fault(id) => format!("故障 | a fault: {id}"),
    }
}

/// Who acts, as the desk knows them.
pub(super) fn by(acting: &Acting, case: Option<&Case>) -> Option<By> {
    Some(match acting {
        Acting::Person(id) => By::Person(id.clone()),
        Acting::Staff => By::Person(SOMEBODY.to_owned()),
        Acting::Public => By::Public,
        Acting::Party(kind, n) => {
            let kind = Id::from(kind.as_str());
            let party = case?.parties_of(&kind).nth(n.saturating_sub(1))?;
            By::Party(party.n)
        }
    })
}

/// Where an act stands.
fn place<'r>(reg: &'r Regulation, case: Option<&Case>, named: &Named) -> (Option<&'r Shape>, Option<&'r Act>) {
    let act = named.act.rsplit('.').next().unwrap_or_default();
    let part = named.row.as_deref().map(|row| row.split('[').next().unwrap_or_default());
    let shape = match (&named.register, part) {
        (Some(register), _) => reg.registers.get(register.as_str()).map(|register| &register.shape),
        (None, Some(part)) => reg.parts.get(part),
        (None, None) => case.and_then(Case::main).and_then(|row| reg.shape(&row.shape)).or(Some(&reg.main)),
    };
    let found = shape.and_then(|shape| shape.acts.get(act));
    (shape, found.or_else(|| reg.shapes().find_map(|(_, shape)| shape.acts.get(act))))
}

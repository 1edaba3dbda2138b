//! A store as it is after years: cases of every regulation in one database, begun day after day up to now, each a story told
//! otherwise and lived through by the real desk. Loads are driven against it, and backups and audits tried on it.

use std::{
    collections::{BTreeMap, BTreeSet, VecDeque},
    path::PathBuf,
    time::Duration,
};

use dengwen_calendar::Counting;
use dengwen_desk::{Clock, Config, Desk, Passwords, Scope, library::Library, office::Founding, view::Session};
use dengwen_packs::Packs;
use dengwen_regulation::model::{Label, Lang, Regulation};
use futures_util::StreamExt as _;
use indicatif::{ProgressBar, ProgressStyle};
use jiff::{SignedDuration, Timestamp, ToSpan as _, civil::Date};
use serde::Serialize;

use super::{
    chance::Chance,
    varied::{Told, varied},
};
use crate::scenario::{Acting, Found, Running, Step, Story, Town, entered, founding, instant, read_story};

/// The one password of everybody in such a store: it holds nobody.
pub(crate) const PASSWORD: &str = "dengwen-fill";
/// What tells about the store, beside it.
const CARD: &str = "fill.json";
/// How long before its first case an office is there.
const BEFORE: SignedDuration = SignedDuration::from_hours(24 * 30);
/// What happens within so long happens beside each other.
const WINDOW: SignedDuration = SignedDuration::from_mins(20);
/// How many steps are on their way at a time.
const BESIDE: usize = 32;
/// How many cases of an office its card names.
const NAMED: usize = 2_000;
/// In how many of them a paper is looked for.
const PAPERS: usize = 200;
/// What programs may do with the token of a clerk, and for how many days.
const ALL: [Scope; 4] = [Scope::Lists, Scope::Cases, Scope::File, Scope::Act];
const TOKEN_DAYS: u32 = 365;
/// Of how many offices the people may sign in, the largest first.
const OPEN: usize = 12;

/// What is to be made.
#[derive(Debug, Clone)]
pub(crate) struct Fill {
    /// So many cases at least.
    pub(crate) cases: u64,
    /// Over how many days up to the last they begin.
    pub(crate) days: i64,
    /// From which everything random follows.
    pub(crate) seed: u64,
    /// The folder of the data.
    pub(crate) data: PathBuf,
    /// A PostgreSQL URL instead of SQLite in the folder.
    pub(crate) database: Option<String>,
    /// The regulations.
    pub(crate) packs: Packs,
    /// Up to when.
    pub(crate) until: Timestamp,
}

/// What came of it.
#[derive(Debug, Serialize)]
pub(crate) struct Filled {
    cases: u64,
    steps: u64,
    refused: u64,
    seconds: u64,
    seed: u64,
    password: &'static str,
    /// The largest first.
    offices: Vec<OfficeCard>,
}

impl Filled {
    /// In a line.
    pub(crate) fn told(&self) -> String {
        let Self { cases, steps, refused, seconds, .. } = self;
        format!(
            "{cases} 件，{steps} 步，{refused} 步未获办理，{seconds} 秒 | {cases} cases, {steps} steps, {refused} of them refused, {seconds} s"
        )
    }
}

#[derive(Debug, Default, Serialize)]
struct OfficeCard {
    office: String,
    regulation: String,
    cases: u64,
    logins: Vec<String>,
    /// The last cases begun.
    last: VecDeque<String>,
    /// Somebody who registers, where somebody does whose people may sign in.
    clerk: Option<Clerk>,
    /// Somebody to whom a report with figures is something, with its page.
    report: Option<Looking>,
    /// Somebody who may print a paper, with its address.
    paper: Option<Looking>,
}

/// Somebody who looks at something.
#[derive(Debug, Serialize)]
struct Looking {
    login: String,
    path: String,
}

/// Somebody who registers, and a matter filled in as a story has it.
#[derive(Debug, Serialize)]
struct Clerk {
    login: String,
    /// Good for all that programs do.
    token: String,
    matter: String,
    channel: String,
    option: Option<String>,
    typed: Vec<(String, String)>,
    /// Which of the last cases this person sees, the longest story first.
    sees: Vec<String>,
}

/// Where stories happen that need the same people, units, settings and tables.
struct Place {
    office: String,
    regulation: std::sync::Arc<Regulation>,
    stories: Vec<&'static Story>,
    /// How often it is chosen, of the sum of all.
    weight: u64,
    card: OfficeCard,
}

/// A story on its way.
struct Live {
    place: usize,
    running: Running<'static>,
    steps: VecDeque<Step>,
    done: usize,
    /// How many cases it has begun.
    begun: usize,
}

/// Fills a store.
pub(crate) fn fill(all: &[Found], fill: &Fill) -> Result<Filled, String> {
    // Steps are tasks of their own, which may outlive whoever waits for them; the stories live as long as the program.
    let stories: &'static [Story] = all.iter().map(read_story).collect::<Result<Vec<_>, _>>()?.leak();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().map_err(|why| why.to_string())?;
    let filled = runtime.block_on(filled(stories, fill))?;
    let text = serde_json::to_string_pretty(&filled).map_err(|why| why.to_string())?;
    std::fs::write(fill.data.join(CARD), text).map_err(|why| format!("{CARD}: {why}"))?;
    Ok(filled)
}

async fn filled(stories: &'static [Story], fill: &Fill) -> Result<Filled, String> {
    let begun = std::time::Instant::now();
    let counting = Counting::default();
    let last = counting.zone.to_datetime(fill.until).date();
    let first = last.checked_sub(fill.days.days()).map_err(|why| why.to_string())?;
    let start = instant(&counting, first.at(0, 0, 0, 0)).checked_sub(BEFORE).map_err(|why| why.to_string())?;
    let scratch = Config::scratch(&fill.data, Clock::virtual_at(start));
    let config = Config {
        library: Library::of(fill.packs.clone()),
        database: fill.database.clone(),
        passwords: Passwords::cheap(),
        known_password: Some(PASSWORD.to_owned()),
        ..scratch
    };
    let desk = Desk::open(config).await.map_err(|fault| fault.chain())?;
    let places = founded(&desk, stories, fill).await?;
    let mut town = Filling { desk, places, counting, pending: BTreeMap::new(), next: 0, steps: 0, refused: 0 };
    let bar = ProgressBar::new(fill.cases);
    let style = ProgressStyle::with_template("{bar:30} {human_pos}/{human_len} · {per_sec} · {eta}");
    bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
    bar.enable_steady_tick(Duration::from_secs(1));
    let mut chance = Chance::of(fill.seed, "fill");
    for day in 0..fill.days {
        let date = first.checked_add(day.days()).map_err(|why| why.to_string())?;
        town.arrive(date, share(fill.cases, day, fill.days), &mut chance);
        town.until(instant(&town.counting, date.at(23, 59, 0, 0)), &bar).await?;
    }
    town.until(fill.until, &bar).await?;
    bar.finish_and_clear();
    for place in &mut town.places {
        place.card.clerk = clerk(&town.desk, place).await?;
        place.card.report = report(&town.desk, &place.card).await?;
        place.card.paper = paper(&town.desk, &place.card).await?;
    }
    town.desk.close().await;
    let mut offices: Vec<OfficeCard> = town.places.into_iter().map(|place| place.card).collect();
    offices.sort_by_key(|office| std::cmp::Reverse(office.cases));
    let cases = offices.iter().map(|office| office.cases).sum();
    let seconds = begun.elapsed().as_secs();
    let (steps, refused) = (town.steps, town.refused);
    Ok(Filled { cases, steps, refused, seconds, seed: fill.seed, password: PASSWORD, offices })
}

/// How many of all cases begin on a day.
fn share(cases: u64, day: i64, days: i64) -> u64 {
    let (day, days) = (day.unsigned_abs(), days.unsigned_abs());
    cases * (day + 1) / days - cases * day / days
}

/// Founds the offices: few are large and many small, as in a province.
async fn founded(desk: &Desk, stories: &'static [Story], fill: &Fill) -> Result<Vec<Place>, String> {
    let mut together: BTreeMap<String, Vec<&'static Story>> = BTreeMap::new();
    for story in stories {
        let needs = (&story.pack, &story.people, &story.units, &story.settings, &story.tables);
        together.entry(format!("{needs:?}")).or_default().push(story);
    }
    let mut chance = Chance::of(fill.seed, "offices");
    let mut groups: Vec<(u64, Vec<&'static Story>)> =
        together.into_values().map(|stories| (chance.below(u64::MAX), stories)).collect();
    // Those that more stories share come first: they are the ordinary ones.
    groups.sort_by_key(|(random, stories)| (std::cmp::Reverse(stories.len().min(8)), *random));
    let mut places = Vec::new();
    for (n, (_, stories)) in groups.into_iter().enumerate() {
        let Some(one) = stories.first().copied() else { continue };
        let regulation = desk.regulation_text(&one.pack).map_err(|fault| fault.chain())?;
        let stories: Vec<&'static Story> =
            stories.into_iter().filter(|story| !keeps_rows(story, &regulation)).collect();
        if stories.is_empty() {
            continue;
        }
        let office = format!("f{n}");
        let name = Label::plain(&format!("{} {n}", regulation.title.zh));
        let mut whole = Founding { id: office.clone(), name, ..founding(one, &regulation) };
        for story in stories.iter().skip(1) {
            let more = founding(story, &regulation);
            let known: BTreeSet<String> = whole.people.iter().map(|person| person.id.clone()).collect();
            whole.people.extend(more.people.into_iter().filter(|person| !known.contains(&person.id)));
            let known: BTreeSet<String> = whole.units.iter().map(|unit| unit.id.clone()).collect();
            whole.units.extend(more.units.into_iter().filter(|unit| !known.contains(&unit.id)));
            let known = whole.posts.clone();
            whole.posts.extend(more.posts.into_iter().filter(|post| !known.contains(post)));
        }
        let state = desk.found_office(whole).await.map_err(|fault| fault.chain())?;
        entered(desk, &office, one).await.map_err(|why| format!("{}: {why}", one.file))?;
        let mut logins = Vec::new();
        if n < OPEN {
            for person in state.people.values() {
                let login = format!("{office}.{}", person.id);
                let saved = desk.save_account(&office, &person.id, &login, PASSWORD).await;
                saved.map_err(|fault| fault.chain())?;
                logins.push(login);
            }
        }
        let card = OfficeCard { office: office.clone(), regulation: one.pack.clone(), logins, ..OfficeCard::default() };
        let weight = 1_000_000 / u64::try_from(n + 1).unwrap_or(1);
        places.push(Place { office, regulation, stories, weight, card });
    }
    Ok(places)
}

/// Rows of a register belong to the office: stories about them do not share one.
fn keeps_rows(story: &Story, regulation: &Regulation) -> bool {
    let mine = |name: &String| regulation.registers.contains_key(name.as_str());
    story.steps.iter().any(|step| step.act.as_ref().is_some_and(|act| act.words.iter().any(mine)))
}

/// Whoever begins a story of this place, with a token and what the story gives.
async fn clerk(desk: &Desk, place: &Place) -> Result<Option<Clerk>, String> {
    for story in &place.stories {
        let Some(step) = story.steps.first() else { continue };
        let Some(Acting::Person(person)) = &step.acting else { continue };
        let login = format!("{}.{person}", place.office);
        if !place.card.logins.contains(&login) {
            continue;
        }
        let session = desk.sign_in(&login, PASSWORD).await.map_err(|why| format!("{login}: {why:?}"))?;
        let running = Running::of(Town::told(desk, &place.office, &place.regulation), story);
        let Some(sent) = running.form_of(step).await? else { continue };
        let begins = desk.begins(&session, Lang::Zh).await.map_err(|why| format!("{login}: {why:?}"))?;
        for (matter, channel, _) in begins {
            let form = desk.begin_form(&session, &matter, &channel, Lang::Zh).await;
            if form.is_ok_and(|form| form.act == sent.act) {
                let token = desk.make_token(&session, "load", &ALL, TOKEN_DAYS).await;
                let token = token.map_err(|why| format!("{login}: {why:?}"))?;
                let sees = seen(desk, &session, &place.card.last).await;
                let (option, typed) = (sent.option, sent.typed);
                return Ok(Some(Clerk { login, token, matter, channel, option, typed, sees }));
            }
        }
    }
    Ok(None)
}

/// A report with as many figures as any that somebody of this office sees.
async fn report(desk: &Desk, card: &OfficeCard) -> Result<Option<Looking>, String> {
    let mut most: Option<(usize, Looking)> = None;
    for login in &card.logins {
        let session = desk.sign_in(login, PASSWORD).await.map_err(|why| format!("{login}: {why:?}"))?;
        for line in desk.reports(&session, Lang::Zh).await.unwrap_or_default() {
            let Some((n, ..)) = line.rounds.first() else { continue };
            let Ok(view) = desk.report(&session, &line.id, *n, Lang::Zh).await else { continue };
            let figures = view.figures.len();
            if most.as_ref().is_none_or(|(known, _)| figures > *known) {
                most =
                    Some((figures, Looking { login: login.clone(), path: format!("/desk/reports/{}/{n}", line.id) }));
            }
        }
    }
    Ok(most.map(|(_, looking)| looking))
}

/// A paper of one of its last cases that somebody may print as it stands.
async fn paper(desk: &Desk, card: &OfficeCard) -> Result<Option<Looking>, String> {
    for login in &card.logins {
        let session = desk.sign_in(login, PASSWORD).await.map_err(|why| format!("{login}: {why:?}"))?;
        for case in card.last.iter().rev().take(PAPERS) {
            let Ok(view) = desk.case(&session, case, Lang::Zh).await else { continue };
            for paper in view.papers {
                let Some((copy, _)) = paper.copies.first() else { continue };
                if desk.paper(&session, case, &paper.id, *copy, Lang::Zh).await.is_ok() {
                    let path = format!("/desk/cases/{case}/papers/{}/{copy}", paper.id);
                    return Ok(Some(Looking { login: login.clone(), path }));
                }
            }
        }
    }
    Ok(None)
}

/// The cases that somebody sees, the longest story first.
async fn seen(desk: &Desk, session: &Session, cases: &VecDeque<String>) -> Vec<String> {
    let mut found = Vec::new();
    for case in cases {
        if let Ok(view) = desk.case(session, case, Lang::Zh).await {
            found.push((std::cmp::Reverse(view.seq), case.clone()));
        }
    }
    found.sort();
    found.into_iter().map(|(_, case)| case).collect()
}

/// A store while it is filled.
struct Filling {
    desk: Desk,
    places: Vec<Place>,
    counting: Counting,
    /// What happens next, by its instant.
    pending: BTreeMap<(Timestamp, u64), Live>,
    next: u64,
    steps: u64,
    refused: u64,
}

impl Filling {
    /// So many stories begin on this day.
    fn arrive(&mut self, date: Date, many: u64, chance: &mut Chance) {
        let sum: u64 = self.places.iter().map(|place| place.weight).sum();
        for _ in 0..many {
            let mut left = chance.below(sum);
            let found = self.places.iter().position(|place| match left.checked_sub(place.weight) {
                Some(rest) => {
                    left = rest;
                    false
                }
                None => true,
            });
            let Some((n, place)) = found.and_then(|n| Some((n, self.places.get(n)?))) else { continue };
            let Some(story) = chance.one_of(place.stories.iter()).copied() else { continue };
            let told = varied(story, &place.regulation, Told { first: date, days: 1, round: self.next }, chance);
            let running = Running::of(Town::told(&self.desk, &place.office, &place.regulation), story);
            let live = Live { place: n, running, steps: told.steps.into(), done: 0, begun: 0 };
            self.queue(live, Timestamp::MIN);
        }
    }

    /// Its next step comes when it comes, and not before this.
    fn queue(&mut self, live: Live, earliest: Timestamp) {
        let Some(step) = live.steps.front() else { return };
        let at = instant(&self.counting, step.at).max(earliest);
        self.next += 1;
        self.pending.insert((at, self.next), live);
    }

    /// Lives on up to an instant.
    async fn until(&mut self, until: Timestamp, bar: &ProgressBar) -> Result<(), String> {
        while let Some((at, _)) = self.pending.first_key_value().map(|(key, _)| *key).filter(|(at, _)| *at <= until) {
            let end = at.saturating_add(WINDOW).unwrap_or(until).min(until);
            let later = self.pending.split_off(&(end, u64::MAX));
            let now = std::mem::replace(&mut self.pending, later);
            self.desk.tick(at).await.map_err(|fault| fault.chain())?;
            let steps = futures_util::stream::iter(now.into_values()).map(|live| tokio::spawn(live.step()));
            let stepped: Vec<_> = steps.buffered(BESIDE).collect().await;
            for stepped in stepped {
                let (mut live, went) = stepped.map_err(|why| why.to_string())?;
                self.steps += 1;
                self.refused += u64::from(!went);
                let card = self.places.get_mut(live.place).map(|place| &mut place.card);
                let fresh = live.fresh();
                bar.inc(u64::try_from(fresh.len()).unwrap_or(0));
                if let Some(card) = card {
                    card.began(fresh);
                }
                self.queue(live, end);
            }
        }
        self.desk.tick(until).await.map_err(|fault| fault.chain())
    }
}

impl Live {
    /// Its next step, and whether it went through: what is refused here is refused to people too, and the story goes on.
    async fn step(mut self) -> (Self, bool) {
        let Some(step) = self.steps.pop_front() else { return (self, true) };
        self.done += 1;
        let went = self.running.step_alone(self.done, &step).await.is_ok();
        (self, went)
    }

    /// The cases that its last step began.
    fn fresh(&mut self) -> Vec<String> {
        let fresh: Vec<String> = self.running.begun().skip(self.begun).map(str::to_owned).collect();
        self.begun += fresh.len();
        fresh
    }
}

impl OfficeCard {
    fn began(&mut self, cases: Vec<String>) {
        self.cases += u64::try_from(cases.len()).unwrap_or(0);
        self.last.extend(cases);
        self.last.drain(..self.last.len().saturating_sub(NAMED));
    }
}

//! An office with two desks that share a log, the people who act, and the post between them.

use std::collections::BTreeMap;

use dengwen_case::*;
use dengwen_regulation::model::{Begins, Id};
use jiff::{SignedDuration, Timestamp};

use super::{
    dice::Dice,
    log::{Log, MovedOn},
    made_up,
    second::Second,
    told::{Tally, line, sort, written},
};
use crate::town::Town;

/// How many cases one story may have.
const CASES_MAX: usize = 3;
/// How often a desk tries when others are quicker.
const TRIES_MAX: usize = 8;
/// How many limits one look at a case performs; what is left is done late.
const PASSINGS_MAX: usize = 40;

/// What may go wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Fault {
    /// A desk dies between deciding and writing, or between writing and answering.
    Crash,
    /// An order arrives twice, at either desk.
    Twice,
    /// A desk's clock is wrong.
    Clock,
}

/// An act on its way to a desk.
#[derive(Debug, Clone)]
pub(crate) struct Order {
    pub(crate) once: String,
    pub(crate) case: usize,
    pub(crate) act: Do,
    /// The place of the case that whoever acts has seen; it is carried out there or not at all.
    pub(crate) seen: Option<u64>,
    pub(crate) arrives: Timestamp,
    pub(crate) desk: usize,
}

/// What a desk answers.
enum Answer {
    Done(u64),
    Refused,
    /// The desk died; nobody hears anything.
    Silence,
}

/// A desk: what it remembers of cases, and its clock.
#[derive(Default)]
pub(crate) struct Desk {
    copies: BTreeMap<usize, Case>,
    off_by: SignedDuration,
}

/// All of it.
pub(crate) struct World {
    pub(crate) town: Town,
    pub(crate) now: Timestamp,
    pub(crate) tally: Tally,
    /// What happened, told when somebody listens.
    pub(crate) told: Vec<String>,
    listening: bool,
    without: Vec<Fault>,
    log: Log,
    desks: [Desk; 2],
    post: Vec<Order>,
    sent: BTreeMap<String, Do>,
    acknowledged: BTreeMap<String, (usize, u64)>,
    second: Vec<Second>,
    /// Passings performed, to be delivered again.
    passed: Vec<(usize, Command)>,
    begun: usize,
}

impl World {
    pub(crate) fn new(town: Town, without: &[Fault], listening: bool) -> Self {
        let now = town.now;
        Self {
            town,
            now,
            tally: Tally::default(),
            told: Vec::new(),
            listening,
            without: without.to_vec(),
            log: Log::default(),
            desks: [Desk::default(), Desk::default()],
            post: Vec::new(),
            sent: BTreeMap::new(),
            acknowledged: BTreeMap::new(),
            second: Vec::new(),
            passed: Vec::new(),
            begun: 0,
        }
    }

    fn tell(&mut self, what: impl FnOnce(&Self) -> String) {
        if self.listening {
            let line = format!("{} {}", self.now, what(self));
            self.told.push(line);
        }
    }

    fn happens(&self, fault: Fault, chance: bool) -> bool {
        chance && !self.without.contains(&fault)
    }

    fn clock(&self, desk: usize) -> Timestamp {
        self.now + self.desks[desk].off_by
    }

    /// One step of the story: time passes, somebody does something, what has arrived is dealt with.
    pub(crate) fn step(&mut self, n: usize, dice: &mut Dice) -> Result<(), String> {
        let minutes = match dice.below(10) {
            0..=4 => dice.below(90),
            5..=7 => dice.below(60 * 24 * 2),
            8 => dice.below(60 * 24 * 8),
            _ => dice.below(60 * 24 * 30),
        };
        self.now += SignedDuration::from_mins(i64::try_from(minutes).unwrap());
        if self.second.is_empty() {
            self.begin(n, dice);
        }
        match dice.below(100) {
            0..=1 => self.begin(n, dice),
            2..=59 => self.somebody_acts(n, dice),
            60..=69 => self.two_act_at_once(n, dice)?,
            70..=81 => self.tick(dice.below(2))?,
            82..=86 => self.die(dice.below(2), "between two orders"),
            87..=90 => self.set_clock(dice),
            91..=94 => self.clock_fires_again(dice)?,
            _ => self.somebody_tries_anything(n, dice),
        }
        self.deliver(dice)
    }

    /// Somebody begins a case, by whatever way there is.
    fn begin(&mut self, n: usize, dice: &mut Dice) {
        if self.second.len() >= CASES_MAX {
            return;
        }
        let channels: Vec<Id> = self.town.regulation.channels.keys().cloned().collect();
        let channel = dice.pick(&channels).cloned();
        let Some((actor, begin)) = made_up::beginning(&self.town, self.now, channel.as_ref(), dice) else { return };
        let act = made_up::begin(&self.town, begin, actor, channel, dice);
        let case = self.open(format!("case {}", self.begun + 1));
        self.begun += 1;
        self.send(n, case, act, None, dice);
    }

    fn open(&mut self, name: String) -> usize {
        let place = self.town.open(&name);
        self.second.push(Second::new());
        place
    }

    fn send(&mut self, n: usize, case: usize, act: Do, seen: Option<u64>, dice: &mut Dice) {
        let once = format!("{n}/{}", self.sent.len());
        self.sent.insert(once.clone(), act.clone());
        let arrives = self.now + SignedDuration::from_mins(i64::try_from(dice.below(5)).unwrap());
        let order = Order { once, case, act, seen, arrives, desk: dice.below(2) };
        self.tell(|_| format!("{} sends {}", order.act.actor.name, written(&order)));
        if self.happens(Fault::Twice, dice.once_in(6)) {
            let later = order.arrives + SignedDuration::from_mins(i64::try_from(dice.below(3000)).unwrap());
            self.post.push(Order { arrives: later, desk: dice.below(2), ..order.clone() });
        }
        self.post.push(order);
    }

    /// A case that has begun, and the state of it that a desk shows just now.
    fn shown(&mut self, dice: &mut Dice) -> Option<(usize, Case)> {
        let begun: Vec<usize> = (0..self.second.len()).filter(|case| self.log.seq(*case) > 0).collect();
        let case = *dice.pick(&begun)?;
        let desk = dice.below(2);
        Some((case, self.copy(desk, case)))
    }

    fn somebody_acts(&mut self, n: usize, dice: &mut Dice) {
        let Some((case, shown)) = self.shown(dice) else { return };
        let Some(act) = made_up::next(&self.town, &shown, case, self.now, dice) else { return };
        let seen = dice.once_in(6).then_some(shown.seq);
        self.send(n, case, act, seen, dice);
    }

    /// Two who have seen the same act on it: one of them comes too late.
    fn two_act_at_once(&mut self, n: usize, dice: &mut Dice) -> Result<(), String> {
        let Some((case, shown)) = self.shown(dice) else { return Ok(()) };
        for _ in 0..2 {
            if let Some(act) = made_up::next(&self.town, &shown, case, self.now, dice) {
                self.send(n, case, act, Some(shown.seq), dice);
            }
        }
        self.now += SignedDuration::from_mins(5);
        Ok(())
    }

    fn somebody_tries_anything(&mut self, n: usize, dice: &mut Dice) {
        let Some((case, shown)) = self.shown(dice) else { return };
        if let Some(act) = made_up::anything(&self.town, &shown, case, dice) {
            self.send(n, case, act, None, dice);
        }
    }

    fn set_clock(&mut self, dice: &mut Dice) {
        let (desk, hours) = (dice.below(2), i64::try_from(dice.below(97)).unwrap() - 72);
        if self.happens(Fault::Clock, true) {
            self.desks[desk].off_by = SignedDuration::from_hours(if dice.once_in(2) { 0 } else { hours });
            self.tell(|world| format!("the clock of desk {desk} is off by {}", world.desks[desk].off_by));
        }
    }

    fn die(&mut self, desk: usize, when: &str) {
        if self.happens(Fault::Crash, true) {
            self.tell(|_| format!("desk {desk} dies {when}"));
            self.tally.crashes += 1;
            self.desks[desk].copies.clear();
        }
    }

    /// What a desk remembers of a case; it may be old.
    fn copy(&mut self, desk: usize, case: usize) -> Case {
        if let Some(copy) = self.desks[desk].copies.get(&case) {
            return copy.clone();
        }
        self.load(desk, case)
    }

    /// The case as the log has it.
    fn load(&mut self, desk: usize, case: usize) -> Case {
        let commits = self.log.read(case, u64::MAX);
        let loaded = replay(&self.town.cases[case].1.id, &self.town.regulation, &commits);
        self.desks[desk].copies.insert(case, loaded.clone());
        loaded
    }

    fn deliver(&mut self, dice: &mut Dice) -> Result<(), String> {
        let (mut due, wait): (Vec<Order>, Vec<Order>) =
            std::mem::take(&mut self.post).into_iter().partition(|order| order.arrives <= self.now);
        self.post = wait;
        due.sort_by_key(|order| order.arrives);
        for order in due {
            let (before, after) = (dice.once_in(25), dice.once_in(25));
            let dies = (self.happens(Fault::Crash, before), self.happens(Fault::Crash, after));
            match self.carry_out(&order, dies)? {
                Answer::Done(seq) => self.hear(&order, seq)?,
                Answer::Refused => {}
                Answer::Silence => {
                    self.die(order.desk, "with an order in hand");
                    let arrives = self.now + SignedDuration::from_mins(1);
                    self.post.push(Order { arrives, desk: 1 - order.desk, ..order });
                }
            }
        }
        Ok(())
    }

    /// Whoever sent it is told where it stands, and always the same.
    fn hear(&mut self, order: &Order, seq: u64) -> Result<(), String> {
        let now = (order.case, seq);
        match self.acknowledged.insert(order.once.clone(), now) {
            Some(before) if before != now => Err(format!("{} was told {before:?}, then {now:?}", order.once)),
            _ => Ok(()),
        }
    }

    /// As a desk does it: once, on the settled case, decided again when somebody was quicker.
    fn carry_out(&mut self, order: &Order, (before, after): (bool, bool)) -> Result<Answer, String> {
        let desk = order.desk;
        for _ in 0..TRIES_MAX {
            if let Some((_, seq)) = self.log.performed(&order.once) {
                self.tally.repeats += 1;
                return Ok(Answer::Done(seq));
            }
            let (case, clock) = (order.case, self.clock(desk));
            let copy = match order.seen {
                Some(seen) => replay(&self.town.cases[case].1.id, &self.town.regulation, &self.log.read(case, seen)),
                None => {
                    self.settle(desk, case, clock)?;
                    self.copy(desk, case)
                }
            };
            let command = Command::Do(order.act.clone());
            let commit = match self.town.decide(&copy, &command, clock) {
                Ok(commit) => commit,
                Err(_) if order.seen.is_none() && copy.seq < self.log.seq(case) => {
                    self.load(desk, case);
                    continue;
                }
                Err(refusals) => {
                    self.tally.refusals += 1;
                    for refusal in &refusals {
                        *self.tally.refused.entry(refusal.code().to_owned()).or_default() += 1;
                    }
                    self.tell(|_| format!("{} is refused: {}", written(order), refusals[0].label.zh));
                    if copy.seq == self.log.seq(case) {
                        self.second[case].refused(&self.town, &order.act, &refusals)?;
                    }
                    return Ok(Answer::Refused);
                }
            };
            if before {
                return Ok(Answer::Silence);
            }
            match self.write(desk, Some(&order.once), case, copy, commit)? {
                Ok(seq) => {
                    self.tally.acts += 1;
                    self.leaves(order, case, seq);
                    self.recount(desk)?;
                    return Ok(if after { Answer::Silence } else { Answer::Done(seq) });
                }
                Err(MovedOn) if order.seen.is_some() => {
                    self.tell(|_| format!("{} comes too late", written(order)));
                    return Ok(Answer::Refused);
                }
                Err(MovedOn) => {}
            }
        }
        Err(format!("{} finds no rest", written(order)))
    }

    /// One transaction: the version, the numbers, the line, the name of the order.
    fn write(
        &mut self,
        desk: usize,
        once: Option<&str>,
        case: usize,
        mut copy: Case,
        commit: Commit,
    ) -> Result<Result<u64, MovedOn>, String> {
        if self.log.may(case, copy.seq).is_err() {
            self.tally.conflicts += 1;
            self.load(desk, case);
            return Ok(Err(MovedOn));
        }
        self.town.keep(case, commit);
        let kept = self.town.cases[case].2.last().unwrap().clone();
        self.log.write(once, case, &kept);
        for event in &kept.events {
            apply(&mut copy, &self.town.regulation, event);
        }
        if copy != self.town.cases[case].1 {
            return Err(format!("the copy of desk {desk} is not the case that the log has, after {}", kept.seq));
        }
        self.desks[desk].copies.insert(case, copy);
        self.town.table_rows(&kept.events);
        for event in &kept.events {
            *self.tally.events.entry(sort(event)).or_default() += 1;
        }
        let mut second = std::mem::replace(&mut self.second[case], Second::new());
        let seen = second.see(&self.town, &kept);
        self.second[case] = second;
        self.tell(|_| format!("desk {desk} writes {}", line(case, &kept)));
        seen.map_err(|why| format!("{why}\n  in {}", line(case, &kept)))?;
        Ok(Ok(kept.seq))
    }

    /// Limits that have passed by the clock of a desk are performed before anything else.
    fn settle(&mut self, desk: usize, case: usize, clock: Timestamp) -> Result<(), String> {
        for _ in 0..PASSINGS_MAX {
            let copy = self.copy(desk, case);
            let all = passings(&copy, &self.town.regulation, &self.town.calendar, clock);
            let Some(command) = all.into_iter().next() else {
                if copy.seq == self.log.seq(case) {
                    return self.second[case].all_passed(&self.town, clock);
                }
                self.load(desk, case);
                continue;
            };
            let decided = self.town.decide(&copy, &command, clock);
            let commit = decided.map_err(|refusals| format!("a passing was refused: {}", refusals[0].label.zh))?;
            if self.write(desk, None, case, copy, commit)?.is_ok() {
                self.tally.passings += 1;
                self.passed.push((case, command));
                self.recount(desk)?;
            }
        }
        Ok(())
    }

    /// A desk looks for what is due, with whatever it remembers.
    fn tick(&mut self, desk: usize) -> Result<(), String> {
        let clock = self.clock(desk);
        (0..self.second.len()).try_for_each(|case| self.settle(desk, case, clock))
    }

    /// A clock that was dealt with fires once more: nothing may come of it.
    fn clock_fires_again(&mut self, dice: &mut Dice) -> Result<(), String> {
        let Some((case, command)) = dice.pick(&self.passed).cloned() else { return Ok(()) };
        let fresh = self.town.cases[case].1.clone();
        self.tell(|_| format!("a clock of case {case} fires again"));
        match self.town.decide(&fresh, &command, self.now) {
            Err(refusals) if refusals.iter().all(|refusal| refusal.code == Code::Changed) => Ok(()),
            Err(refusals) => Err(format!("a clock that fires again is refused by {}", refusals[0].code())),
            Ok(commit) => Err(format!("a limit passes twice: {}", line(case, &commit))),
        }
    }

    /// What leaves the case: cases that it begins, each once however often it is delivered.
    fn leaves(&mut self, order: &Order, case: usize, seq: u64) {
        let events = self.town.cases[case].2[usize::try_from(seq).unwrap() - 1].events.clone();
        for event in events {
            let Event::SpawnOrdered { n, start, regulation: None, link, input, received } = event else { continue };
            let begins =
                |(id, act): (&Id, &dengwen_regulation::model::Act)| (act.begins != Begins::No).then(|| id.clone());
            let Some(act) = start.or_else(|| self.town.regulation.main.acts.iter().find_map(begins)) else { continue };
            if self.second.len() >= CASES_MAX {
                continue;
            }
            let from = self.town.cases[case].1.id.clone();
            let place = self.open(format!("spawned {}", self.second.len()));
            let act = Do {
                act,
                option: None,
                row: None,
                input,
                actor: Actor::system(),
                happened: None,
                channel: self.town.cases[case].1.channel.clone(),
                warned: None,
                spawned: Some(Spawned { from, link, received }),
                keep_out: Vec::new(),
            };
            let once = format!("spawn/{case}/{n}");
            self.sent.insert(once.clone(), act.clone());
            for desk in 0..2 {
                let (once, act) = (once.clone(), act.clone());
                self.post.push(Order { once, case: place, act, seen: None, arrives: order.arrives, desk });
            }
        }
    }

    /// Every case that is counted is looked at again.
    fn recount(&mut self, desk: usize) -> Result<(), String> {
        let counters: Vec<Id> = self.town.regulation.counters.keys().cloned().collect();
        for case in 0..self.second.len() {
            for counter in &counters {
                let copy = self.town.cases[case].1.clone();
                let command = Command::Recount { counter: counter.clone(), at: self.clock(desk) };
                if copy.begun()
                    && let Ok(commit) = self.town.decide(&copy, &command, self.clock(desk))
                    && commit.events.len() > 1
                {
                    let _written = self.write(desk, None, case, copy, commit)?;
                }
            }
        }
        Ok(())
    }

    /// All that is on its way arrives, the clocks are right again, and the books are compared.
    pub(crate) fn close(&mut self, dice: &mut Dice) -> Result<(), String> {
        for desk in &mut self.desks {
            desk.off_by = SignedDuration::ZERO;
        }
        for _ in 0..64 {
            self.now += SignedDuration::from_hours(3);
            self.deliver(dice)?;
            if self.post.is_empty() {
                break;
            }
        }
        self.tick(0)?;
        self.books()
    }

    fn books(&self) -> Result<(), String> {
        for (case, (_, live, commits)) in self.town.cases.iter().enumerate() {
            let read = self.log.read(case, u64::MAX);
            if read != *commits || replay(&live.id, &self.town.regulation, &read) != *live {
                return Err(format!("case {case} is not what its log adds up to"));
            }
            if read.iter().zip(1_u64..).any(|(commit, seq)| commit.seq != seq) {
                return Err(format!("the log of case {case} has a hole"));
            }
        }
        for (once, (case, seq)) in &self.acknowledged {
            let written = self.log.read(*case, *seq).pop().filter(|commit| commit.seq == *seq);
            let sent = self.sent.get(once).map(|act| Command::Do(act.clone()));
            if written.map(|commit| commit.command) != sent {
                return Err(format!("{once} was acknowledged at {case}/{seq} and is not there"));
            }
        }
        Ok(())
    }
}

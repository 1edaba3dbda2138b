//! What people do with a roster: put somebody on duty, hand a turn to somebody else, take one back. Leave is refused while somebody's
//! turns would stay uncovered.

use dengwen_calendar::Counting;
use dengwen_regulation::model::Lang;
use jiff::{
    Timestamp,
    civil::{Date, Time},
};

use super::{Duty, Standing};
use crate::{
    act::counting,
    actor,
    desk::Desk,
    incoming::{pick, refuse},
    leave::Leave,
    office::{Office, OfficeEvent},
    secrets,
    view::{Refused, Rejection, Sent, Session},
};

/// How many days are entered at once.
const DAYS_MAX: usize = 62;

type Wrong = Vec<(String, String)>;

impl Desk {
    /// An act on a roster; `id` is `REGULATION/ROSTER`, `Sent.act` is `enter` (`person`, `first`, `last`, `from`, `until`), `hand`
    /// (`duty`, `to`) or `end` (`duty`).
    ///
    /// # Errors
    /// [`Rejection::NotFound`] for whoever neither plans it nor may stand in it, [`Rejection::Forbidden`] for what only those do who
    /// plan it, [`Rejection::Invalid`] for what does not fit.
    pub async fn act_on_roster(&self, session: &Session, id: &str, sent: &Sent, lang: Lang) -> Result<(), Rejection> {
        let (office, actor) = self.seat(session).await?;
        let (regulation, name) = self.roster_named(&office, id)?;
        let roster = regulation.rosters.get(&name).ok_or(Rejection::NotFound)?;
        let of = Standing { office: &office, regulation: &regulation, id: &name, roster, now: self.now() };
        let plans = of.plans(&actor, session.administrator);
        if !plans && !of.may_stand(&session.person) {
            return Err(Rejection::NotFound);
        }
        let events = match sent.act.as_str() {
            "enter" if plans => of.entered(sent, lang)?,
            "hand" => of.handed(sent, &session.person, plans, lang)?,
            "end" if plans => vec![of.ended(value(sent, "duty"))?],
            "enter" | "end" => return Err(Rejection::Forbidden),
            _ => return Err(Rejection::NotFound),
        };
        self.office_append(&office.id, &session.person, None, events).await?;
        // Whoever is to be on duty has the key of those on duty before their turn begins.
        Ok(self.seated_by(session).settle_circles(&office.id).await?)
    }

    /// Refuses a leave that would leave hours of a roster uncovered, with the article of each.
    pub(crate) fn unless_duty_is_left(&self, office: &Office, leave: &Leave, lang: Lang) -> Result<(), Rejection> {
        let mut all = Vec::new();
        for regulation in self.regulations_of(office) {
            for (id, roster) in &regulation.rosters {
                let of = Standing { office, regulation: &regulation, id, roster, now: self.now() };
                let left = of.left_by(leave);
                let Some(first) = left.first() else { continue };
                all.push(self.with_show(office, &regulation, lang, |show| {
                    let (what, label) = (show.stretches(*first, left.len()), show.text(&roster.label));
                    let text = show.either(
                        format!("休假期间{label}将无人值班：{what}"),
                        format!("nobody would be on duty in “{label}” during the leave: {what}"),
                    );
                    let instead = pick(lang, "先把这些班次交给他人", "hand these turns to somebody else first");
                    let (code, cited) = ("duty_left".to_owned(), show.cited(text, &roster.rule));
                    Refused { code, cited, instead: vec![instead.to_owned()] }
                }));
            }
        }
        if all.is_empty() { Ok(()) } else { Err(Rejection::Refused(all)) }
    }
}

impl Standing<'_> {
    fn entered(self, sent: &Sent, lang: Lang) -> Result<Vec<OfficeEvent>, Rejection> {
        let counting = counting(self.regulation);
        let (person, turns) = (value(sent, "person"), turns(sent, &counting, self.now, lang)?);
        let mut events = Vec::new();
        for (from, until) in turns {
            self.suits(person, from, until, "person", lang)?;
            events.push(OfficeEvent::DutyEntered { duty: self.duty(person, from, until) });
        }
        Ok(events)
    }

    fn handed(self, sent: &Sent, me: &str, plans: bool, lang: Lang) -> Result<Vec<OfficeEvent>, Rejection> {
        let to = value(sent, "to");
        let duty = self.turn(value(sent, "duty")).ok_or_else(|| gone(lang))?;
        if duty.person != me && !plans {
            return Err(Rejection::Forbidden);
        }
        if duty.person == to {
            return Err(wrong("to", pick(lang, "请选择另一人", "choose somebody else")));
        }
        let from = duty.from.max(self.now);
        self.suits(to, from, duty.until, "to", lang)?;
        let next = OfficeEvent::DutyEntered { duty: self.duty(to, from, duty.until) };
        Ok(vec![OfficeEvent::DutyEnded { id: duty.id.clone(), at: self.now }, next])
    }

    fn ended(self, id: &str) -> Result<OfficeEvent, Rejection> {
        let duty = self.turn(id).ok_or(Rejection::NotFound)?;
        Ok(OfficeEvent::DutyEnded { id: duty.id.clone(), at: self.now })
    }

    /// A turn that is not over.
    fn turn(&self, id: &str) -> Option<&Duty> {
        self.turns().find(|duty| duty.id == id && self.now < duty.over())
    }

    fn duty(self, person: &str, from: Timestamp, until: Timestamp) -> Duty {
        let (id, person) = (secrets::short_id(), person.to_owned());
        let (regulation, roster) = (self.regulation.id.to_string(), self.id.to_string());
        Duty { id, regulation, roster, person, from, until, ended: None }
    }

    /// May somebody be on duty then: they stand in the roster, are not on leave, and not on this duty already.
    fn suits(self, person: &str, from: Timestamp, until: Timestamp, key: &str, lang: Lang) -> Result<(), Rejection> {
        let meets = |turn: &Duty| turn.person == person && turn.from < until && from < turn.over();
        let why = if !self.may_stand(person) {
            Some(("请从可以值班的人员中选择", "choose somebody who may be on duty here"))
        } else if self.office.leaves.iter().any(|leave| leave.person == person && leave.meets(from, until)) {
            Some(("此人当时休假", "they are on leave then"))
        } else if self.turns().any(meets) {
            Some(("此人当时已排班", "they are on this duty then already"))
        } else {
            None
        };
        why.map_or(Ok(()), |(zh, en)| Err(wrong(key, pick(lang, zh, en))))
    }
}

impl Desk {
    /// A roster by its name in addresses.
    pub(super) fn roster_named(
        &self,
        office: &Office,
        id: &str,
    ) -> Result<(std::sync::Arc<dengwen_regulation::model::Regulation>, dengwen_regulation::model::Id), Rejection> {
        let (regulation, roster) = id.split_once('/').ok_or(Rejection::NotFound)?;
        if !office.regulations.iter().any(|known| known == regulation) {
            return Err(Rejection::NotFound);
        }
        let regulation = self.regulation_of(office, regulation)?;
        let name = regulation.rosters.get_key_value(roster).map(|(name, _)| name.clone());
        Ok((regulation, name.ok_or(Rejection::NotFound)?))
    }

    /// Hours of a roster that nobody covers and of which it is time to tell.
    ///
    /// # Errors
    /// [`Rejection::NotFound`] if there is no such roster.
    pub async fn uncovered(&self, office: &str, id: &str) -> Result<Vec<dengwen_calendar::Stretch>, Rejection> {
        let office = self.office_state(office).await?;
        let (regulation, name) = self.roster_named(&office, id)?;
        let roster = regulation.rosters.get(&name).ok_or(Rejection::NotFound)?;
        Ok(Standing { office: &office, regulation: &regulation, id: &name, roster, now: self.now() }.told())
    }

    /// The turn of somebody that runs then, or would.
    ///
    /// # Errors
    /// [`Rejection::NotFound`] if there is no such roster.
    pub async fn turn_at(
        &self,
        office: &str,
        id: &str,
        person: &str,
        at: Timestamp,
    ) -> Result<Option<String>, Rejection> {
        let office = self.office_state(office).await?;
        let (regulation, name) = self.roster_named(&office, id)?;
        let mut turns = office.turns(&regulation.id, &name);
        Ok(turns.find(|duty| duty.person == person && duty.runs(at)).map(|duty| duty.id.clone()))
    }

    /// Is somebody told of hours of a roster that nobody covers.
    pub(super) fn tells(&self, of: Standing<'_>, session: &Session) -> bool {
        of.is_told(&actor::person(of.office, &session.person, of.now), session.administrator)
    }
}

/// The turns typed: each day from the first to the last; an end at or before the beginning is on the next day.
fn turns(
    sent: &Sent,
    counting: &Counting,
    now: Timestamp,
    lang: Lang,
) -> Result<Vec<(Timestamp, Timestamp)>, Rejection> {
    let mut all = Wrong::new();
    let mut ask = |key: &str, zh: &str, en: &str| all.push((key.to_owned(), pick(lang, zh, en).to_owned()));
    let first = value(sent, "first").parse::<Date>().ok();
    let last =
        Some(value(sent, "last")).filter(|text| !text.is_empty()).map_or(Ok(first), |text| text.parse().map(Some));
    let (from, until) = (value(sent, "from").parse::<Time>().ok(), value(sent, "until").parse::<Time>().ok());
    if first.is_none() {
        ask("first", "请填写日期，如 2026-10-01", "a date, such as 2026-10-01");
    }
    let last = last.unwrap_or_else(|_| {
        ask("last", "请填写日期，如 2026-10-07", "a date, such as 2026-10-07");
        None
    });
    for (key, time) in [("from", from), ("until", until)] {
        if time.is_none() {
            ask(key, "请填写时间，如 08:00", "a time, such as 08:00");
        }
    }
    let (Some(first), Some(last), Some(from), Some(until)) = (first, last, from, until) else {
        return Err(Rejection::Invalid(all));
    };
    let days: Vec<Date> =
        first.series(jiff::Span::new().days(1)).take_while(|day| *day <= last).take(DAYS_MAX + 1).collect();
    if days.is_empty() || days.len() > DAYS_MAX {
        return Err(wrong(
            "last",
            pick(lang, "不能早于第一天，一次最多 62 天", "not before the first day, and at most 62 days"),
        ));
    }
    let turn = |day: Date| {
        let end = if until <= from { day.tomorrow().unwrap_or(day) } else { day };
        (counting.at(day.to_datetime(from)), counting.at(end.to_datetime(until)))
    };
    let turns: Vec<(Timestamp, Timestamp)> = days.into_iter().map(turn).collect();
    if turns.first().is_some_and(|(_, until)| *until <= now) {
        return Err(wrong("first", pick(lang, "这一班已经过去", "this turn would be over already")));
    }
    Ok(turns)
}

fn value<'s>(sent: &'s Sent, key: &str) -> &'s str {
    sent.typed.iter().find(|(known, _)| known == key).map_or("", |(_, value)| value.trim())
}

fn wrong(key: &str, text: &str) -> Rejection {
    Rejection::Invalid(vec![(key.to_owned(), text.to_owned())])
}

fn gone(lang: Lang) -> Rejection {
    refuse("duty_gone", pick(lang, "没有这一班，或者已经结束", "there is no such turn, or it is over").to_owned())
}

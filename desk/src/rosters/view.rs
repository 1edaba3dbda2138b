//! A roster as pages show it: week by week, who is on duty, which hours nobody covers.

use dengwen_calendar::{Due, Precision, Stretch};
use dengwen_regulation::model::{Binding, Lang, Regulation};
use jiff::{ToSpan as _, civil::Date};
use serde::Serialize;

use super::{Duty, PREFIX, Standing};
use crate::{
    act::counting,
    desk::Desk,
    incoming::pick,
    office::Office,
    proposals::OnDuty,
    show::{Show, limit::Sort, words},
    view::{Choice, Cited, Control, DueView, FieldView, FormView, InboxRow, Light, Rejection, Session},
};

/// How many turns a form offers to be handed on.
const TURNS_MAX: usize = 100;

/// A roster in the list.
#[derive(Debug, Clone, Serialize)]
pub struct RosterLine {
    /// Its name in addresses: `REGULATION/ROSTER`.
    pub id: String,
    /// What it is called.
    pub label: String,
    /// Title of the regulation.
    pub regulation: String,
    /// The article.
    pub cited: Cited,
    /// Who is on duty now.
    pub now: Vec<String>,
    /// How many stretches nobody covers of which it is time to tell.
    pub gaps: usize,
}

/// A turn of duty on a page.
#[derive(Debug, Clone, Serialize)]
pub struct TurnView {
    /// Its id, for whoever may take it back.
    pub ends: Option<String>,
    /// Who.
    pub person: String,
    /// Its hours on this day.
    pub time: String,
}

/// A day of the week shown.
#[derive(Debug, Clone, Serialize)]
pub struct RosterDay {
    /// Its date in words.
    pub label: String,
    /// It is today.
    pub today: bool,
    /// Somebody has to be there.
    pub wanted: bool,
    /// Who is on duty.
    pub turns: Vec<TurnView>,
    /// Hours that nobody covers.
    pub gaps: Vec<String>,
}

/// A week of a roster.
#[derive(Debug, Clone, Serialize)]
pub struct RosterPage {
    /// The roster.
    pub line: RosterLine,
    /// The Monday of the week.
    pub week: Date,
    /// The Monday before.
    pub before: Date,
    /// The Monday after.
    pub after: Date,
    /// Its days.
    pub days: Vec<RosterDay>,
    /// What whoever looks may do: `enter`, `hand`.
    pub forms: Vec<FormView>,
}

impl Desk {
    /// The rosters that somebody plans or may stand in.
    ///
    /// # Errors
    /// [`Rejection::Fault`] if the store fails.
    pub async fn roster_list(&self, session: &Session, lang: Lang) -> Result<Vec<RosterLine>, Rejection> {
        let (office, actor) = self.seat(session).await?;
        let mut all = Vec::new();
        for regulation in self.regulations_of(&office) {
            for (id, roster) in &regulation.rosters {
                let of = Standing { office: &office, regulation: &regulation, id, roster, now: self.now() };
                if of.plans(&actor, session.administrator) || of.may_stand(&session.person) {
                    all.push(self.with_show(&office, &regulation, lang, |show| of.line(show)));
                }
            }
        }
        Ok(all)
    }

    /// A week of a roster; `id` is `REGULATION/ROSTER`, `day` lies in the week.
    ///
    /// # Errors
    /// [`Rejection::NotFound`] for whoever neither plans it nor may stand in it.
    pub async fn roster(
        &self,
        session: &Session,
        id: &str,
        day: Option<Date>,
        lang: Lang,
    ) -> Result<RosterPage, Rejection> {
        let (office, actor) = self.seat(session).await?;
        let (regulation, name) = self.roster_named(&office, id)?;
        let roster = regulation.rosters.get(&name).ok_or(Rejection::NotFound)?;
        let of = Standing { office: &office, regulation: &regulation, id: &name, roster, now: self.now() };
        let plans = of.plans(&actor, session.administrator);
        if !plans && !of.may_stand(&session.person) {
            return Err(Rejection::NotFound);
        }
        let today = counting(&regulation).date_of(of.now);
        let week = monday(day.unwrap_or(today));
        Ok(self.with_show(&office, &regulation, lang, |show| RosterPage {
            line: of.line(show),
            week,
            before: week.saturating_sub(7.days()),
            after: week.saturating_add(7.days()),
            days: (0..7).map(|n: i64| of.day(week.saturating_add(n.days()), today, plans, show)).collect(),
            forms: of.forms(&session.person, plans, show),
        }))
    }

    /// Lines of the inbox about hours that nobody covers, for whoever plans the roster.
    pub(crate) fn roster_rows(&self, session: &Session, office: &Office, lang: Lang) -> Vec<InboxRow> {
        let mut all = Vec::new();
        for regulation in self.regulations_of(office) {
            for (id, roster) in regulation.rosters.iter().filter(|(_, roster)| roster.cover) {
                let of = Standing { office, regulation: &regulation, id, roster, now: self.now() };
                if !self.tells(of, session) {
                    continue;
                }
                let gaps = of.told();
                let first = gaps.first().copied();
                all.extend(first.map(|first| {
                    self.with_show(office, &regulation, lang, |show| of.inbox_row(first, gaps.len(), show))
                }));
            }
        }
        all
    }
}

impl Desk {
    /// Who is on duty now by the rosters of a regulation.
    pub(crate) fn on_duty_now(&self, office: &Office, regulation: &Regulation, lang: Lang) -> Vec<OnDuty> {
        let now = self.now();
        let line = |(id, roster)| {
            let of = Standing { office, regulation, id, roster, now };
            let running = of.turns().filter(|duty| duty.runs(now));
            self.with_show(office, regulation, lang, |show| OnDuty {
                label: show.text(&of.roster.label),
                people: running.map(|duty| show.person(&duty.person)).collect(),
            })
        };
        regulation.rosters.iter().map(line).collect()
    }
}

impl Standing<'_> {
    fn line(self, show: Show<'_>) -> RosterLine {
        RosterLine {
            id: format!("{}/{}", self.regulation.id, self.id),
            label: show.text(&self.roster.label),
            regulation: show.text(&self.regulation.title),
            cited: show.cited(String::new(), &self.roster.rule),
            now: self.turns().filter(|duty| duty.runs(self.now)).map(|duty| show.person(&duty.person)).collect(),
            gaps: self.told().len(),
        }
    }

    fn day(self, date: Date, today: Date, plans: bool, show: Show<'_>) -> RosterDay {
        let counting = show.counting;
        let (from, until) =
            (counting.start_of_day(date), date.tomorrow().map_or(self.now, |next| counting.start_of_day(next)));
        let whole = Stretch { from, until };
        let mut turns: Vec<&Duty> =
            self.turns().filter(|duty| duty.from < whole.until && whole.from < duty.over()).collect();
        turns.sort_by_key(|duty| duty.from);
        let turn = |duty: &Duty| TurnView {
            ends: (plans && self.now < duty.over()).then(|| duty.id.clone()),
            person: show.person(&duty.person),
            time: show.hours(Stretch { from: duty.from.max(from), until: duty.over().min(until) }),
        };
        // By what is wanted today hours long past are not judged: the calendar and the settings may have changed since.
        let gaps = if self.roster.cover { self.gaps(from.max(self.now), until, None) } else { Vec::new() };
        RosterDay {
            label: words::date(date, today, show.lang),
            today: date == today,
            wanted: !self.wanted((date, date)).is_empty(),
            turns: turns.into_iter().map(turn).collect(),
            gaps: gaps.into_iter().map(|gap| show.hours(gap)).collect(),
        }
    }

    fn forms(self, me: &str, plans: bool, show: Show<'_>) -> Vec<FormView> {
        let choice = |value: &str, label: String| Choice { value: value.to_owned(), label, meaning: None };
        let people = self.office.people.keys().filter(|id| self.may_stand(id));
        let people: Vec<Choice> = people.map(|id| choice(id, show.person(id))).collect();
        let must = |field: FieldView| FieldView { must: true, ..field };
        let one = |key: &str, zh, en, options| {
            must(FieldView { options, ..FieldView::new(key, pick(show.lang, zh, en), Control::One) })
        };
        let mut forms = Vec::new();
        if plans {
            let asked = |key: &str, zh, en, control| FieldView::new(key, pick(show.lang, zh, en), control);
            let last = asked("last", "最后一天", "Last day", Control::Date);
            let hint = pick(show.lang, "只排一天的不填", "leave empty for one day");
            let until = asked("until", "到", "Until", Control::Time);
            let next = pick(show.lang, "不晚于开始时间的，算到次日", "at or before the beginning: on the next day");
            forms.push(FormView {
                act: "enter".to_owned(),
                label: pick(show.lang, "排班", "Put somebody on duty").to_owned(),
                fields: vec![
                    one("person", "值班人", "On duty", people.clone()),
                    must(asked("first", "第一天", "First day", Control::Date)),
                    FieldView { hint: Some(hint.to_owned()), ..last },
                    must(asked("from", "从", "From", Control::Time)),
                    must(FieldView { hint: Some(next.to_owned()), ..until }),
                ],
                ..FormView::default()
            });
        }
        let mut turns: Vec<&Duty> =
            self.turns().filter(|duty| self.now < duty.over() && (plans || duty.person == me)).collect();
        turns.sort_by_key(|duty| duty.from);
        let label = |duty: &Duty| {
            format!(
                "{} {}",
                show.person(&duty.person),
                show.stretches(Stretch { from: duty.from, until: duty.over() }, 1)
            )
        };
        let turns: Vec<Choice> = turns.into_iter().take(TURNS_MAX).map(|duty| choice(&duty.id, label(duty))).collect();
        if !turns.is_empty() {
            forms.push(FormView {
                act: "hand".to_owned(),
                label: pick(show.lang, "交班给他人", "Hand a turn to somebody else").to_owned(),
                fields: vec![one("duty", "班次", "Turn", turns), one("to", "接班人", "To whom", people)],
                ..FormView::default()
            });
        }
        forms
    }

    fn inbox_row(self, first: Stretch, gaps: usize, show: Show<'_>) -> InboxRow {
        let what = show.stretches(first, gaps);
        let due = if first.from <= self.now {
            let head = show.pick("此刻无人值班", "nobody is on duty now").to_owned();
            DueView { head, light: Light::Late, at: Some(self.now), ..DueView::default() }
        } else {
            let on = show.counting.date_of(first.from);
            let due = Due {
                at: first.from,
                on,
                nominal: first.from,
                provisional: on > show.calendar.published_until(),
                precision: Precision::Clock,
                measured: false,
            };
            show.due(Some(&due), Sort { binding: Binding::Hard, warned: false }, None)
        };
        InboxRow {
            case: format!("{PREFIX}{}/{}", self.regulation.id, self.id),
            number: show.pick("值班", "duty").to_owned(),
            title: show.text(&self.roster.label),
            to_do: show.either(format!("安排值班：{what}无人"), format!("Put somebody on duty: nobody {what}")),
            due,
            tags: vec![show.pick("值班表", "roster").to_owned()],
            stage: String::new(),
            channel: String::new(),
            ahead: false,
        }
    }
}

impl Show<'_> {
    /// A stretch of time with its days, and how many more there are.
    pub(super) fn stretches(self, first: Stretch, all: usize) -> String {
        let said = format!("{} – {}", self.moment(first.from), self.moment(first.until));
        match all.saturating_sub(1) {
            0 => said,
            more => self.either(format!("{said}（另有 {more} 段）"), format!("{said} (and {more} more)")),
        }
    }

    /// Its hours on one day.
    fn hours(self, one: Stretch) -> String {
        let from = self.counting.local(one.from);
        let until = self.counting.local(one.until);
        let end = if until.date() > from.date() { "24:00".to_owned() } else { until.strftime("%H:%M").to_string() };
        format!("{}–{end}", from.strftime("%H:%M"))
    }
}

fn monday(date: Date) -> Date {
    let back = i64::from(date.weekday().to_monday_zero_offset());
    date.saturating_sub(back.days())
}

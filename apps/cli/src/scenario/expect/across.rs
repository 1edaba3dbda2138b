//! Expectations about what lies across cases: links, counters, registers.

use dengwen_calendar::Unit;
use dengwen_desk::Fault;
use dengwen_regulation::model::{Counter, Id, Window};
use jiff::{Timestamp, ToSpan, civil::DateTime};

use super::{
    super::{reports, story::Expect},
    Looking,
};

impl Looking<'_> {
    pub(super) async fn across(&mut self, expect: &Expect) -> Result<(), Fault> {
        match expect {
            Expect::Links(links) => links.iter().for_each(|(name, to)| self.link(name, to)),
            Expect::Counter(counters) => {
                for (counter, count) in counters {
                    self.counter(counter, *count).await?;
                }
            }
            Expect::Register(registers) => {
                for (register, count) in registers {
                    let desk = &self.running.town.desk;
                    let found =
                        desk.register(&self.running.town.office, &self.running.story.pack, register).await?.len();
                    self.same(&format!("register.{register}"), &count.to_string(), &found.to_string());
                }
            }
            _ => {}
        }
        Ok(())
    }

    pub(super) async fn reports(&mut self, expect: &Expect) -> Result<(), Fault> {
        let (Expect::Report(all) | Expect::ReportDue(all) | Expect::Figures(all)) = expect else { return Ok(()) };
        for (name, wanted) in all {
            let (key, found) = match expect {
                Expect::Report(_) => ("report", reports::standing(self.running, name).await?.0),
                Expect::ReportDue(_) => {
                    ("report_due", reports::standing(self.running, name).await?.1.unwrap_or_else(|| "none".to_owned()))
                }
                _ => {
                    let (exact, shown) = reports::figure(self.running, self.step, name).await?;
                    ("figures", if wanted.ends_with('%') { shown } else { exact })
                }
            };
            self.same(&format!("{key}.{name}"), wanted, &found);
        }
        Ok(())
    }

    fn link(&mut self, name: &str, to: &str) {
        let id = self.running.cases.id(to).unwrap_or_default().to_owned();
        let linked = self.case().links.iter().any(|(known, other, _)| **known == *name && *other == id);
        if !linked {
            let found: Vec<String> = self.case().links.iter().map(|(known, ..)| known.to_string()).collect();
            self.fail(&format!("links.{name}"), to, &found.join(", "));
        }
    }

    async fn counter(&mut self, name: &str, count: i64) -> Result<(), Fault> {
        let town = &self.running.town;
        let members = town.desk.counter(&self.case().id.clone(), name).await?;
        let known: Option<&Counter> = town.regulation.counters.get(&Id::from(name));
        let now = town.desk.now();
        let from = known.map_or(Timestamp::MIN, |counter| self.window(&counter.window, now));
        let mut tokens: Vec<&str> = members
            .iter()
            .filter(|member| member.at >= from && member.at <= now)
            .map(|member| member.token.as_str())
            .collect();
        tokens.sort_unstable();
        tokens.dedup();
        self.same(&format!("counter.{name}"), &count.to_string(), &tokens.len().to_string());
        Ok(())
    }

    /// Where the window of a counter that ends now begins.
    fn window(&self, window: &Window, now: Timestamp) -> Timestamp {
        let counting = &self.running.town.counting;
        let local: DateTime = counting.local(now);
        let time = match window {
            Window::None => return Timestamp::MIN,
            Window::SameDay => return counting.start_of_day(local.date()),
            Window::Time(time) => *time,
            Window::Setting(id) => {
                let written = self.running.story.settings.iter().find(|(known, _)| known == id);
                match written.and_then(|(_, node)| node.text()).and_then(|text| text.parse().ok()) {
                    Some(time) => time,
                    None => return Timestamp::MIN,
                }
            }
        };
        let amount = i64::from(time.amount);
        let back = match time.unit {
            Unit::Second => amount.seconds(),
            Unit::Minute => amount.minutes(),
            Unit::Hour | Unit::WorkingHour => amount.hours(),
            Unit::Week => amount.weeks(),
            Unit::Month => amount.months(),
            Unit::Year => amount.years(),
            _ => amount.days(),
        };
        local.checked_sub(back).map_or(Timestamp::MIN, |from| counting.at(from))
    }
}

//! Changes of an office in words: entries of lists, leave, duty, what was confirmed, which warnings are given.

use dengwen_calendar::{Counting, EntryKind, YearNotice};
use dengwen_regulation::{model::Lang, show::left_open};
use jiff::Timestamp;

use super::{
    ListEntry, OfficeEvent,
    history::{Facts, In},
};
use crate::{incoming::pick, leave::Leave, rosters::Duty, show::words, warnings};

impl In<'_> {
    /// What is about one thing of the office. Relations that people declare of themselves are told nowhere.
    pub(super) fn plain(&self, event: &OfficeEvent) -> Option<(String, Facts)> {
        let said = |zh: &str, en: &str, of: &str| format!("{}{of}", pick(self.lang, zh, en));
        let name = |person: &str| self.name(person);
        Some(match event {
            OfficeEvent::RegulationTaken { regulation } => {
                (said("取用制度：", "Regulation taken: ", &self.title(regulation)), Vec::new())
            }
            OfficeEvent::ListSaved { entry } => {
                (said("清单一项：", "Entry of a list: ", entry.label.in_lang(self.lang)), self.entry(entry))
            }
            OfficeEvent::ListEnded { regulation, path, id, .. } => {
                let meant = (regulation, path, id);
                let mine = self.office.lists.iter().find(|one| (&one.regulation, &one.path, &one.id) == meant)?;
                (said("清单一项：", "Entry of a list: ", mine.label.in_lang(self.lang)), self.entry(mine))
            }
            OfficeEvent::BlankConfirmed { regulation, path } => {
                let done = self.office.confirmed.contains(&(regulation.clone(), path.clone()));
                let state = if done { self.word("已确认", "confirmed") } else { self.word("待定", "left open") };
                let facts = vec![(self.word("状态", "State"), state)];
                (said("待定内容：", "What the text leaves open: ", &self.blank(regulation, path)), facts)
            }
            OfficeEvent::LeaveEntered { leave } => {
                let of = format!("{} → {}", name(&leave.person), name(&leave.deputy));
                (said("休假：", "Leave: ", &of), self.leave(&leave.id))
            }
            OfficeEvent::LeaveEnded { id, .. } => {
                let mine = self.office.leaves.iter().find(|one| one.id == *id)?;
                let of = format!("{} → {}", name(&mine.person), name(&mine.deputy));
                (said("休假：", "Leave: ", &of), self.leave(id))
            }
            OfficeEvent::DutyEntered { duty } => (said("值班：", "Duty: ", &name(&duty.person)), self.duty(&duty.id)),
            OfficeEvent::DutyEnded { id, .. } => {
                let mine = self.office.duties.iter().find(|one| one.id == *id)?;
                (said("值班：", "Duty: ", &name(&mine.person)), self.duty(id))
            }
            _ => return None,
        })
    }

    /// Which early warnings are given, where the office has said.
    pub(super) fn warnings(&self) -> Facts {
        let given = self.office.warnings.iter().flatten().map(|sort| warnings::named(sort, self.lang));
        given.map(|name| (name, self.word("开", "on"))).collect()
    }

    /// What lies over the calendar: days, and years that are published.
    pub(super) fn calendar(&self) -> Facts {
        let kind = |kind: &EntryKind| match kind {
            EntryKind::Holiday { name } if self.lang == Lang::En => name.en.to_string(),
            EntryKind::Holiday { name } => name.zh.to_string(),
            EntryKind::Working => self.word("上班", "work"),
            EntryKind::Rest => self.word("休息", "off"),
        };
        let days =
            self.office.overlay.entries.iter().map(|entry| {
                (words::full_day(entry.date, self.lang), format!("{} · {}", kind(&entry.kind), entry.notice))
            });
        let year = |year: &YearNotice| (format!("{}{}", year.year, self.word(" 年", "")), year.notice.clone());
        days.chain(self.office.overlay.publishes.iter().map(year)).collect()
    }

    /// The text that runs, or waits to.
    pub(super) fn version(&self, regulation: &str) -> Facts {
        let Some(mine) = self.office.last_text(regulation) else { return Vec::new() };
        vec![(self.word("版本", "Version"), mine.version.clone()), (self.word("自", "From"), self.day(mine.from))]
    }

    fn entry(&self, of: &ListEntry) -> Facts {
        let meant = (&of.regulation, &of.path, &of.id);
        let Some(mine) = self.office.lists.iter().find(|one| (&one.regulation, &one.path, &one.id) == meant) else {
            return Vec::new();
        };
        let state = if mine.until.is_some() { self.word("停用", "off") } else { self.word("可选", "offered") };
        vec![(self.word("制度", "Regulation"), self.title(&mine.regulation)), (self.word("状态", "State"), state)]
    }

    /// What a text leaves open, in words.
    fn blank(&self, regulation: &str, path: &str) -> String {
        self.text(regulation).map_or_else(|| path.to_owned(), |text| left_open(text, path, self.lang).0)
    }

    fn leave(&self, id: &str) -> Facts {
        let Some(leave) = self.office.leaves.iter().find(|one| one.id == id) else { return Vec::new() };
        self.time(leave.from, Leave::over(leave))
    }

    fn duty(&self, id: &str) -> Facts {
        let Some(duty) = self.office.duties.iter().find(|one| one.id == id) else { return Vec::new() };
        self.time(duty.from, Duty::over(duty))
    }

    fn time(&self, from: Timestamp, until: Timestamp) -> Facts {
        let counting = Counting::default();
        let moment = |at| words::moment(at, &counting, counting.date_of(Timestamp::UNIX_EPOCH), self.lang);
        if until <= from {
            return vec![(self.word("时间", "Time"), self.word("已取消", "taken back"))];
        }
        vec![(self.word("自", "From"), moment(from)), (self.word("至", "Until"), moment(until))]
    }
}

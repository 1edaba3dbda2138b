//! What was changed in the office, by whom and when: each change with what stood there before. Read from the office's own stream.

use dengwen_calendar::Counting;
use dengwen_regulation::model::{Id, Lang, Regulation};
use jiff::Timestamp;
use serde::Serialize;
use std::sync::Arc;

use super::{Office, OfficeCommit, OfficeEvent, RowEntry, SettingEntry, TextEntry, load};
use crate::{
    desk::Desk,
    fault::Fault,
    incoming::pick,
    log::entry,
    show::words,
    view::{Rejection, Session},
};

/// How many changes are shown at a time.
const PAGE: usize = 50;

/// Something with a value before and after.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// What it is.
    pub label: String,
    /// What stood there; empty for nothing.
    pub before: String,
    /// What stands there now; empty for nothing.
    pub after: String,
}

/// One change of the office.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ChangeView {
    /// The number of the commit.
    pub seq: u64,
    /// When.
    pub when: String,
    /// Who did it; the installation itself where nobody did.
    pub who: String,
    /// What it was about.
    pub what: String,
    /// What changed.
    pub differences: Vec<Difference>,
}

impl ChangeView {
    /// Nothing stood there before.
    #[must_use]
    pub fn is_new(&self) -> bool {
        !self.differences.is_empty() && self.differences.iter().all(|one| one.before.is_empty())
    }
}

/// What is said of something: a name and a value each.
pub(super) type Facts = Vec<(String, String)>;

impl Desk {
    /// What was changed in the office, newest first, and where the next page begins. Relations that people declare of themselves
    /// are not among it.
    ///
    /// # Errors
    /// [`Rejection::Forbidden`] for everybody but administrators.
    pub async fn office_history(
        &self,
        session: &Session,
        before: Option<u64>,
        lang: Lang,
    ) -> Result<(Vec<ChangeView>, Option<u64>), Rejection> {
        Self::administrator(session)?;
        let all = self.changes(&session.office, before.unwrap_or(u64::MAX), lang).await?;
        let mut newest: Vec<ChangeView> = all.into_iter().rev().take(PAGE + 1).collect();
        let more = newest.len() > PAGE;
        newest.truncate(PAGE);
        let next = newest.last().map(|change| change.seq).filter(|_| more);
        Ok((newest, next))
    }

    async fn changes(&self, id: &str, until: u64, lang: Lang) -> Result<Vec<ChangeView>, Fault> {
        let stream = load::stream_of(id);
        let now = self.office_state(id).await?;
        let (counting, texts) = (Counting::default(), self.regulations_of(&now));
        let today = counting.date_of(self.now());
        let (mut office, mut all) = (Office::empty(id), Vec::new());
        for stored in self.store().load(&stream, 0).await?.into_iter().take_while(|one| one.seq < until) {
            let commit: OfficeCommit = entry(&stream, &stored)?;
            for event in &commit.events {
                if replaced(&office, event, &commit.events) {
                    office.apply(event);
                } else if let Some((what, before)) = self.told((&office, &now), event, &texts, lang) {
                    office.apply(event);
                    let after =
                        self.told((&office, &now), event, &texts, lang).map(|(_, facts)| facts).unwrap_or_default();
                    all.push(ChangeView {
                        seq: stored.seq,
                        when: words::moment(commit.at, &counting, today, lang),
                        who: who(&now, &commit.by, lang),
                        what,
                        differences: differences(before, after),
                    });
                } else {
                    office.apply(event);
                }
            }
        }
        Ok(all)
    }

    /// What an event is about, and what the office says of that as it stood; `now` has the names of what came later.
    fn told(
        &self,
        (office, now): (&Office, &Office),
        event: &OfficeEvent,
        texts: &[Arc<Regulation>],
        lang: Lang,
    ) -> Option<(String, Facts)> {
        let said = |zh: &str, en: &str, of: &str| format!("{}{of}", pick(lang, zh, en));
        let of = In { office, now, lang, texts };
        Some(match event {
            OfficeEvent::Founded { .. } => {
                let name = (of.word("名称", "Name"), office.name.in_lang(lang).to_owned());
                (said("设立单位", "The office was founded", ""), vec![name])
            }
            OfficeEvent::TextAdopted { entry: TextEntry { regulation, .. } } => {
                (said("制度文本：", "Text of a regulation: ", &of.title(regulation)), of.version(regulation))
            }
            OfficeEvent::TextCalledOff { regulation, .. } => {
                let title = of.title(regulation);
                (said("撤回制度文本：", "Text of a regulation called off: ", &title), of.version(regulation))
            }
            OfficeEvent::PersonSaved { person } => (said("人员：", "Person: ", &person.name), of.person(&person.id)),
            OfficeEvent::UnitSaved { unit } => (said("部门：", "Unit: ", unit.name.in_lang(lang)), of.unit(&unit.id)),
            OfficeEvent::PostSaved { post } => {
                let role = self.role_in_words(office, &post.role, lang);
                let (unit, who) = (of.unit_name(&post.unit), office.person_name(&post.person));
                (said("任职：", "Post: ", &format!("{role} · {unit} · {who}")), of.post(&post.id()))
            }
            OfficeEvent::SettingSaved { entry } => {
                let (label, facts) = self.setting_facts(office, entry, lang);
                (said("设置：", "Setting: ", &label), facts)
            }
            OfficeEvent::CalendarSaved { .. } => (said("日历", "Calendar", ""), of.calendar()),
            OfficeEvent::OpeningRuleSaved { .. } => {
                (said("启封规则", "What the office says of openings", ""), of.openings())
            }
            OfficeEvent::DoorSaved { .. } => (said("登录规则", "What is asked at the door", ""), of.door()),
            OfficeEvent::PortalSaved { .. } => (said("门户", "Portal", ""), of.portal()),
            OfficeEvent::RowSaved { entry } => {
                let (label, facts) = self.row_facts(office, entry, lang);
                (said("表中一行：", "Row of a table: ", &label), facts)
            }
            OfficeEvent::RowEnded { place, .. } => {
                let (label, facts) = self.row_facts(office, office.rows.get(*place)?, lang);
                (said("终止表中一行：", "Row of a table ended: ", &label), facts)
            }
            OfficeEvent::WarningsChosen { .. } => {
                (said("预警开关", "Which early warnings are given", ""), of.warnings())
            }
            plain => of.plain(plain)?,
        })
    }

    /// A setting as it is asked for, with what the office says of it.
    fn setting_facts(&self, office: &Office, entry: &SettingEntry, lang: Lang) -> (String, Facts) {
        let unknown = || (format!("{} · {}", entry.regulation, entry.setting), Vec::new());
        let Ok(text) = self.regulation_of(office, &entry.regulation) else { return unknown() };
        let Some(setting) = text.settings.get(entry.setting.as_str()) else { return unknown() };
        let newest = office.settings.iter().rev();
        let now = newest.into_iter().find(|one| (&one.regulation, &one.setting) == (&entry.regulation, &entry.setting));
        let said = self.with_show(office, &text, lang, |show| {
            let field = show.setting_asked("value", &setting.field, now.map(|one| one.value.clone()));
            (field.label.clone(), field.said(lang))
        });
        (said.0, vec![(pick(lang, "所填", "Filled in").to_owned(), said.1)])
    }

    fn role_in_words(&self, office: &Office, role: &str, lang: Lang) -> String {
        let regulations = self.regulations_of(office);
        let label = regulations.iter().find_map(|one| one.roles.get(&Id::from(role)).map(|role| role.label.clone()));
        label.map_or_else(|| role.to_owned(), |label| label.in_lang(lang).to_owned())
    }
}

/// An office in one language, with the regulations that it runs.
pub(super) struct In<'o> {
    pub(super) office: &'o Office,
    pub(super) now: &'o Office,
    pub(super) lang: Lang,
    texts: &'o [Arc<Regulation>],
}

impl In<'_> {
    pub(super) fn word(&self, zh: &str, en: &str) -> String {
        pick(self.lang, zh, en).to_owned()
    }

    pub(super) fn text(&self, id: &str) -> Option<&Regulation> {
        self.texts.iter().find(|text| *text.id == *id).map(AsRef::as_ref)
    }

    pub(super) fn title(&self, id: &str) -> String {
        self.text(id).map_or_else(|| id.to_owned(), |text| text.title.in_lang(self.lang).to_owned())
    }

    /// The name of a person, also of one who was entered later.
    pub(super) fn name(&self, id: &str) -> String {
        let office = if self.office.people.contains_key(id) { self.office } else { self.now };
        office.person_name(id)
    }

    pub(super) fn yes_no(&self, yes: bool) -> String {
        if yes { self.word("是", "yes") } else { self.word("否", "no") }
    }

    fn unit_name(&self, id: &str) -> String {
        self.office.units.get(id).map_or_else(|| id.to_owned(), |unit| unit.name.in_lang(self.lang).to_owned())
    }

    fn person(&self, id: &str) -> Facts {
        let Some(person) = self.office.people.get(id) else { return Vec::new() };
        vec![
            (self.word("姓名", "Name"), person.name.clone()),
            (self.word("部门", "Unit"), person.unit.as_deref().map(|unit| self.unit_name(unit)).unwrap_or_default()),
            (self.word("在岗", "With us"), self.yes_no(person.active)),
            (self.word("管理员", "Administers"), self.yes_no(person.administrator)),
        ]
    }

    fn unit(&self, id: &str) -> Facts {
        let Some(unit) = self.office.units.get(id) else { return Vec::new() };
        let above = unit.above.as_deref().map(|above| self.unit_name(above));
        let head = unit.head.as_deref().map(|head| self.name(head));
        vec![
            (self.word("名称", "Name"), unit.name.in_lang(self.lang).to_owned()),
            (self.word("上级部门", "Unit above"), above.unwrap_or_default()),
            (self.word("负责人", "Head"), head.unwrap_or_default()),
            (self.word("层级", "Level"), unit.level.clone().unwrap_or_default()),
        ]
    }

    fn post(&self, id: &str) -> Facts {
        let Some(post) = self.office.posts.get(id) else { return Vec::new() };
        let until = post.until.map(|until| self.day(until)).unwrap_or_default();
        vec![(self.word("自", "From"), self.day(post.from)), (self.word("至", "Until"), until)]
    }

    pub(super) fn day(&self, at: Timestamp) -> String {
        if at <= Timestamp::UNIX_EPOCH {
            return self.word("一直", "always");
        }
        words::full_day(Counting::default().date_of(at), self.lang)
    }

    fn openings(&self) -> Facts {
        let rule = &self.office.openings;
        vec![
            (self.word("须第二人同意", "A second person agrees"), self.yes_no(rule.second_person)),
            (self.word("有效分钟数", "Minutes"), rule.minutes.to_string()),
            (self.word("告知谁", "Who is told"), rule.told.clone().unwrap_or_default()),
        ]
    }

    fn portal(&self) -> Facts {
        let portal = &self.office.portal;
        let mut facts = vec![(self.word("草稿保存天数", "Days that a draft is kept"), portal.draft_days.to_string())];
        let figures: Vec<String> = portal.figures.iter().map(|id| self.title(id)).collect();
        facts.push((self.word("公开数字", "Figures that are public"), figures.join(" · ")));
        let places = portal.places.iter();
        facts.extend(
            places.map(|place| (format!("{}{}", self.word("接待场所：", "Place: "), place.name), place.said())),
        );
        facts
    }

    fn door(&self) -> Facts {
        let door = self.office.door;
        vec![
            (self.word("须第二步验证", "A second step is asked"), self.yes_no(door.second_step)),
            (self.word("验证有效分钟数", "Minutes that a proof counts"), door.proof_minutes.to_string()),
        ]
    }
}

/// Is it a row that ends because another is put in its place: that is told with the other.
fn replaced(office: &Office, event: &OfficeEvent, events: &[OfficeEvent]) -> bool {
    let OfficeEvent::RowEnded { place, .. } = event else { return false };
    let Some(old) = office.rows.get(*place) else { return false };
    let same =
        |new: &RowEntry| (&new.regulation, &new.table) == (&old.regulation, &old.table) && new.row.when == old.row.when;
    events.iter().any(|one| matches!(one, OfficeEvent::RowSaved { entry } if same(entry)))
}

fn who(office: &Office, by: &str, lang: Lang) -> String {
    if by.is_empty() { pick(lang, "系统", "the system").to_owned() } else { office.person_name(by) }
}

/// What differs, in the order in which it is said now; what is no longer said comes last.
fn differences(before: Facts, after: Facts) -> Vec<Difference> {
    let known = |facts: &Facts, label: &str| facts.iter().find(|(one, _)| one == label).map(|(_, said)| said.clone());
    let mut all: Vec<Difference> = Vec::new();
    for (label, said) in &after {
        let was = known(&before, label).unwrap_or_default();
        if was != *said {
            all.push(Difference { label: label.clone(), before: was, after: said.clone() });
        }
    }
    let gone = before.into_iter().filter(|(label, said)| !said.is_empty() && known(&after, label).is_none());
    all.extend(gone.map(|(label, before)| Difference { label, before, after: String::new() }));
    all
}

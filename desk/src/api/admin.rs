//! Administration: people, units, posts, calendar, regulations.

use dengwen_calendar::Overlay;
use dengwen_regulation::{
    finding::Finding,
    model::{Id, Lang, Setting},
};
use jiff::Timestamp;

use crate::{
    desk::Desk,
    fault::Fault,
    library::{OpenBlank, open_blanks},
    office::{Person, Post, Unit},
    typed,
    view::{FieldView, Rejection, Session},
};

/// A regulation as an administrator sees it.
#[derive(Debug, Clone)]
pub struct RegulationView {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Its version.
    pub version: String,
    /// What the text leaves open and the office has not confirmed.
    pub open_blanks: Vec<OpenBlank>,
    /// Settings that the office fills in.
    pub settings: Vec<SettingView>,
    /// Findings of the checker.
    pub findings: Vec<Finding>,
    /// Why a changed text that came with the installation was not taken up; empty if there is none.
    pub refused: Vec<Finding>,
}

/// A setting that the office fills in.
#[derive(Debug, Clone)]
pub struct SettingView {
    /// Its id.
    pub id: String,
    /// It has a value.
    pub filled: bool,
    /// How it is asked; the label is the question.
    pub field: FieldView,
}

impl Desk {
    pub(crate) fn administrator(session: &Session) -> Result<(), Rejection> {
        if session.administrator { Ok(()) } else { Err(Rejection::Forbidden) }
    }

    /// People of the office.
    ///
    /// # Errors
    /// [`Rejection::Fault`].
    pub async fn people(&self, session: &Session) -> Result<Vec<Person>, Rejection> {
        Ok(self.office_state(&session.office).await?.people.values().cloned().collect())
    }

    /// Units of the office.
    ///
    /// # Errors
    /// [`Rejection::Fault`].
    pub async fn units(&self, session: &Session) -> Result<Vec<Unit>, Rejection> {
        Ok(self.office_state(&session.office).await?.units.values().cloned().collect())
    }

    /// Posts of the office, past ones too.
    ///
    /// # Errors
    /// [`Rejection::Fault`].
    pub async fn posts(&self, session: &Session) -> Result<Vec<Post>, Rejection> {
        Ok(self.office_state(&session.office).await?.posts.values().cloned().collect())
    }

    /// Roles that posts may have: id and label.
    ///
    /// # Errors
    /// [`Rejection::Fault`].
    pub async fn roles(&self, session: &Session, lang: Lang) -> Result<Vec<(String, String)>, Rejection> {
        let office = self.office_state(&session.office).await?;
        let mut all: Vec<(String, String)> = Vec::new();
        for regulation in self.regulations_of(&office) {
            for (id, role) in regulation.roles.iter().filter(|(_, role)| role.is.is_none() && !role.of_case) {
                if !all.iter().any(|(known, _)| **known == **id) {
                    all.push((id.to_string(), role.label.in_lang(lang).to_owned()));
                }
            }
        }
        Ok(all)
    }

    /// Enters or changes a person, as an administrator.
    ///
    /// # Errors
    /// [`Rejection::Forbidden`] for anybody else.
    pub async fn enter_person(&self, session: &Session, person: Person, lang: Lang) -> Result<(), Rejection> {
        Self::administrator(session)?;
        entered(self.save_person(&session.office, &session.person, person).await, lang)
    }

    /// Enters or changes a unit, as an administrator.
    ///
    /// # Errors
    /// As [`Desk::enter_person`].
    pub async fn enter_unit(&self, session: &Session, unit: Unit, lang: Lang) -> Result<(), Rejection> {
        Self::administrator(session)?;
        entered(self.save_unit(&session.office, &session.person, unit).await, lang)
    }

    /// Gives or ends a post, as an administrator.
    ///
    /// # Errors
    /// As [`Desk::enter_person`].
    pub async fn enter_post(&self, session: &Session, post: Post, lang: Lang) -> Result<(), Rejection> {
        Self::administrator(session)?;
        entered(self.save_post(&session.office, &session.person, post).await, lang)
    }

    /// The days that lie over the calendar.
    ///
    /// # Errors
    /// [`Rejection::Fault`].
    pub async fn calendar(&self, session: &Session) -> Result<Overlay, Rejection> {
        Ok(self.office_state(&session.office).await?.overlay.clone())
    }

    /// Changes the days that lie over the calendar; dates that depend on them are derived again.
    ///
    /// # Errors
    /// As [`Desk::enter_person`].
    pub async fn save_calendar(&self, session: &Session, overlay: Overlay, lang: Lang) -> Result<(), Rejection> {
        Self::administrator(session)?;
        entered(self.save_overlay(&session.office, &session.person, overlay).await, lang)
    }

    /// Fills in a setting from now on, as an administrator.
    ///
    /// # Errors
    /// As [`Desk::enter_person`].
    pub async fn enter_setting(
        &self,
        session: &Session,
        regulation: &str,
        setting: &str,
        typed: &str,
        lang: Lang,
    ) -> Result<(), Rejection> {
        Self::administrator(session)?;
        let from: Timestamp = self.now();
        entered(self.save_setting(&session.office, &session.person, regulation, setting, typed, from).await, lang)
    }

    /// Does what was typed fit a setting.
    ///
    /// # Errors
    /// As [`Desk::enter_person`].
    pub async fn setting_fits(
        &self,
        session: &Session,
        regulation: &str,
        setting: &str,
        typed: &str,
    ) -> Result<bool, Rejection> {
        Self::administrator(session)?;
        let office = self.office_state(&session.office).await?;
        let text = self.regulation_of(&office, regulation)?;
        let known = text.settings.get(setting);
        Ok(known.is_some_and(|known| typed::entered(&office, &text, &known.field, typed).is_some()))
    }

    /// Confirms what the text leaves open, as an administrator.
    ///
    /// # Errors
    /// As [`Desk::enter_person`].
    pub async fn enter_blank(
        &self,
        session: &Session,
        regulation: &str,
        path: &str,
        lang: Lang,
    ) -> Result<(), Rejection> {
        Self::administrator(session)?;
        entered(self.confirm_blank(&session.office, &session.person, regulation, path).await, lang)
    }

    /// The regulations of the office.
    ///
    /// # Errors
    /// [`Rejection::Fault`].
    pub async fn regulations(&self, session: &Session, lang: Lang) -> Result<Vec<RegulationView>, Rejection> {
        let office = self.office_state(&session.office).await?;
        let now = self.now();
        let view = |regulation: &dengwen_regulation::model::Regulation| RegulationView {
            id: regulation.id.to_string(),
            title: regulation.title.in_lang(lang).to_owned(),
            version: regulation.version.id.clone(),
            open_blanks: open_blanks(&office, regulation, lang),
            settings: self.with_show(&office, regulation, lang, |show| {
                let setting = |(id, setting): (&Id, &Setting)| {
                    let now = office.setting(&regulation.id, id, now).cloned();
                    SettingView {
                        id: id.to_string(),
                        filled: now.is_some(),
                        field: show.setting_asked("value", &setting.field, now),
                    }
                };
                regulation.settings.iter().map(setting).collect()
            }),
            findings: self
                .library()
                .known(&regulation.content)
                .map(|text| text.findings().to_vec())
                .unwrap_or_default(),
            refused: self.changed_pack(&office, &regulation.id).map(|text| text.errors()).unwrap_or_default(),
        };
        Ok(self.regulations_of(&office).iter().map(|one| view(one)).collect())
    }
}

fn entered<T>(outcome: Result<T, Fault>, lang: Lang) -> Result<(), Rejection> {
    match outcome {
        Ok(_) => Ok(()),
        Err(Fault::Entry(why)) => Err(Rejection::Invalid(vec![(String::new(), why.in_lang(lang).to_owned())])),
        Err(Fault::IdWrong(why)) => Err(Rejection::Invalid(vec![(String::new(), why)])),
        Err(fault) => Err(fault.into()),
    }
}

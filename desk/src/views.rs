//! Views of the inbox that people save: what they narrowed it to, under a name, for themselves or for all of the office.

use dengwen_regulation::model::Lang;
use serde::{Deserialize, Serialize};

use crate::{
    api::InboxAsked,
    desk::Desk,
    incoming::pick,
    office::OfficeEvent,
    secrets,
    view::{Rejection, Session},
};

/// The longest name, in characters.
const NAME_MAX: usize = 40;
/// How many one person may have.
const VIEWS_MAX: usize = 50;

/// A view of the inbox.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SavedView {
    /// Its id.
    pub id: String,
    /// Who saved it.
    pub person: String,
    /// All of the office find it.
    pub shared: bool,
    /// What it is called.
    pub name: String,
    /// What it asks for.
    pub asked: InboxAsked,
}

impl SavedView {
    /// May somebody remove it: one of their own, or as an administrator a shared one.
    #[must_use]
    pub fn is_removed_by(&self, who: &Session) -> bool {
        self.person == who.person || (self.shared && who.administrator)
    }
}

impl Desk {
    /// The views that somebody finds: their own, then those that others share.
    ///
    /// # Errors
    /// [`Rejection::Fault`].
    pub async fn saved_views(&self, session: &Session) -> Result<Vec<SavedView>, Rejection> {
        let office = self.office_state(&session.office).await?;
        let (own, others): (Vec<_>, Vec<_>) = office.views.iter().partition(|view| view.person == session.person);
        Ok(own.into_iter().chain(others.into_iter().filter(|view| view.shared)).cloned().collect())
    }

    /// Saves what the inbox is narrowed to.
    ///
    /// # Errors
    /// [`Rejection::Invalid`] without a name, with one that is too long, or if there are too many.
    pub async fn save_view(
        &self,
        session: &Session,
        name: &str,
        shared: bool,
        asked: InboxAsked,
        lang: Lang,
    ) -> Result<(), Rejection> {
        let name = name.trim();
        let wrong = |zh, en| Err(Rejection::Invalid(vec![("name".to_owned(), pick(lang, zh, en).to_owned())]));
        if name.is_empty() || name.chars().count() > NAME_MAX {
            return wrong("请给视图起个名字，不超过四十字", "give the view a name, in forty characters");
        }
        let office = self.office_state(&session.office).await?;
        if office.views.iter().filter(|view| view.person == session.person).count() >= VIEWS_MAX {
            return wrong("视图已有五十个，请先删去不用的", "there are fifty views already; remove one first");
        }
        let asked = InboxAsked { page: None, ..asked };
        let view =
            SavedView { id: secrets::short_id(), person: session.person.clone(), shared, name: name.to_owned(), asked };
        self.office_append(&session.office, &session.person, None, vec![OfficeEvent::ViewSaved { view }]).await?;
        Ok(())
    }

    /// Removes a view, as [`SavedView::is_removed_by`] says.
    ///
    /// # Errors
    /// [`Rejection::NotFound`] if it is neither.
    pub async fn remove_view(&self, session: &Session, id: &str) -> Result<(), Rejection> {
        let office = self.office_state(&session.office).await?;
        let view = office.views.iter().find(|view| view.id == id).filter(|view| view.is_removed_by(session));
        let view = view.ok_or(Rejection::NotFound)?;
        let event = OfficeEvent::ViewRemoved { id: view.id.clone() };
        self.office_append(&session.office, &session.person, None, vec![event]).await?;
        Ok(())
    }
}

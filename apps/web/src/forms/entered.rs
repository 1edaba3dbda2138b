//! The way of a form of our own: it was given by a page of ours, it is whole, the desk takes it, and the page says that it is saved.

use axum::{
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use dengwen_desk::view::Rejection;
use dengwen_regulation::model::Label;

use super::{Draft, Posted};
use crate::{page::Page, site::Site, trouble::Trouble};

/// Back to a page that says that something was saved.
pub(crate) fn saved(path: &str) -> Response {
    let sign = if path.contains('?') { '&' } else { '?' };
    Redirect::to(&format!("{path}{sign}saved=1")).into_response()
}

impl Page {
    /// Refuses a form that no page of ours has given.
    pub(crate) fn given(&self, posted: &Posted) -> Result<(), Trouble> {
        if self.gave(posted) { Ok(()) } else { Err(Trouble::Forged) }
    }
}

impl Draft {
    /// Takes in what was sent. A status says that the form is shown again, with what is wrong or missing.
    pub(crate) fn stopped(&mut self, posted: &mut Posted, site: &Site, page: &Page) -> Option<StatusCode> {
        self.take(posted, &site.holding, page).or_else(|| self.incomplete(page))
    }

    /// Marks a field in which something wrong stands.
    pub(crate) fn unfit(&mut self, key: &str, why: Option<Label>, page: &Page) -> Option<StatusCode> {
        self.mark(key, why?.in_lang(page.lang).to_owned());
        Some(StatusCode::UNPROCESSABLE_ENTITY)
    }

    /// What the desk made of it. A status says that the form is shown again, with what the desk objects to.
    pub(crate) fn settled(&mut self, done: Result<(), Rejection>, page: &Page) -> Result<Option<StatusCode>, Trouble> {
        match done {
            Ok(()) => Ok(None),
            Err(rejection) => self.refused(rejection, page).map(Some),
        }
    }
}

//! A long form is put aside for later, and opened again with its code. Neither code nor voucher stands in an address or a cookie.

use std::borrow::Borrow;

use askama::Template;
use axum::{http::StatusCode, response::Response};
use dengwen_desk::{DraftKept, SavedDraft, view::Language};
use jiff::SignedDuration;

use crate::{
    forms::Posted,
    page::{Page, Switch},
    qr,
    site::Site,
    trouble::{Trouble, show},
};

/// What vouchers of a draft are for.
const PURPOSE: &str = "draft";
/// How long an opened draft is known to be the same; every page brings a new voucher.
const LASTS: SignedDuration = SignedDuration::from_hours(12);
/// Names of ours that are put aside with what was typed.
const KEPT: &[&str] = &[":step", ":seen", ":behalf", ":by"];

#[derive(Template)]
#[template(path = "portal/aside.html")]
pub(crate) struct AsidePage<'a> {
    pub(crate) page: &'a Page,
    pub(crate) kept: &'a DraftKept,
}

impl AsidePage<'_> {
    fn files(&self) -> String {
        self.page.count("aside-files", self.kept.files)
    }

    fn left_out(&self) -> String {
        self.kept.left_out.join(if self.page.lang == Language::Zh { "、" } else { ", " })
    }

    fn picture(&self) -> Option<(i32, String)> {
        qr::picture(&self.kept.code)
    }
}

/// A form of the portal is put aside; one that was opened from a draft can be thrown away with it.
#[derive(Template)]
#[template(path = "set_aside/template.html")]
pub(crate) struct SetAside<'a> {
    page: &'a Page,
    known: bool,
}

pub(crate) fn set_aside(page: &Page, known: impl Borrow<bool>) -> SetAside<'_> {
    SetAside { page, known: *known.borrow() }
}

/// What stands in a form, to be put aside.
pub(crate) fn fields(posted: &Posted) -> dengwen_desk::view::Typed {
    let ours = |name: &str| KEPT.contains(&name);
    let given = posted.all().filter(|(name, value)| !value.is_empty() && (!name.starts_with(':') || ours(name)));
    given.cloned().collect()
}

/// The draft from which a form was opened: its code.
pub(crate) fn code(site: &Site, posted: &Posted) -> Option<String> {
    String::from_utf8(site.desk.vouched(PURPOSE, posted.meta(":draft")?)?).ok()
}

/// What a form carries so that it is known to be this draft.
pub(crate) fn voucher(site: &Site, code: &str) -> Result<String, Trouble> {
    Ok(site.desk.voucher(PURPOSE, code.as_bytes(), LASTS)?)
}

/// The code, shown once.
pub(crate) fn told(mut page: Page, kept: &DraftKept) -> Response {
    page.switch = Switch::None;
    show(&AsidePage { page: &page, kept })
}

#[derive(Template)]
#[template(path = "portal/dropped.html")]
pub(crate) struct DroppedPage<'a> {
    pub(crate) page: &'a Page,
}

/// A draft was destroyed by whoever made it.
pub(crate) fn dropped(mut page: Page) -> Response {
    page.switch = Switch::None;
    crate::trouble::show_as(StatusCode::OK, &DroppedPage { page: &page })
}

/// What stood in a draft, as if its form had just been sent.
pub(crate) fn posted(draft: &SavedDraft) -> Posted {
    Posted::of(draft.fields.iter().cloned())
}

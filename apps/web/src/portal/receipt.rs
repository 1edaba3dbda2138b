//! Number and code of a matter that was handed in: the answer to the form itself, so that nothing has to be remembered
//! between two requests. The same form sent again gives the same page.

use askama::Template;
use axum::response::Response;
use dengwen_desk::view::Receipt;

use crate::{
    page::{Page, Switch},
    qr, trouble,
};

#[derive(Template)]
#[template(path = "portal/receipt.html")]
pub(crate) struct ReceiptPage<'a> {
    pub(crate) page: &'a Page,
    pub(crate) receipt: &'a Receipt,
}

impl ReceiptPage<'_> {
    fn picture(&self) -> Option<(i32, String)> {
        qr::picture(&self.receipt.code)
    }
}

/// The answer to a matter that was handed in.
pub(crate) fn given(mut page: Page, receipt: &Receipt) -> Response {
    page.switch = Switch::None;
    trouble::show(&ReceiptPage { page: &page, receipt })
}

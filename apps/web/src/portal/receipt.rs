//! Number and code of a matter that was handed in, shown to the browser that handed it in.

use std::time::Instant;

use askama::Template;
use axum::{
    extract::State,
    http::{HeaderMap, header},
    response::{IntoResponse, Redirect, Response},
};
use dengwen_desk::view::Receipt;

use crate::{
    cookies::{self, Life},
    forms::Posted,
    holding::Held,
    page::Page,
    site::Site,
    trouble::{self, Trouble},
    visit::Visitor,
};

#[derive(Template)]
#[template(path = "portal/receipt.html")]
pub(crate) struct ReceiptPage<'a> {
    pub(crate) page: &'a Page,
    pub(crate) receipt: &'a Receipt,
}

/// `GET /receipt`: for ten minutes, or until it was said to be written down.
pub(crate) async fn show(State(site): State<Site>, Visitor(page): Visitor, headers: HeaderMap) -> Response {
    let token = cookies::value(&headers, cookies::RECEIPT).unwrap_or_default();
    match site.holding.get(token, Instant::now()) {
        Some(Held::Receipt(receipt)) => trouble::show(&ReceiptPage { page: &page, receipt: &receipt }),
        _ => Redirect::to("/follow").into_response(),
    }
}

/// `POST /receipt`: it is written down.
pub(crate) async fn forget(
    State(site): State<Site>,
    Visitor(page): Visitor,
    headers: HeaderMap,
    posted: Posted,
) -> Result<Response, Trouble> {
    if !page.gave(&posted) {
        return Err(Trouble::Forged);
    }
    site.holding.forget(cookies::value(&headers, cookies::RECEIPT).unwrap_or_default());
    let mut response = Redirect::to("/follow").into_response();
    if let Some(value) = cookies::cookie(cookies::RECEIPT, "", Life::Over, site.config.secure_cookies) {
        response.headers_mut().append(header::SET_COOKIE, value);
    }
    Ok(response)
}

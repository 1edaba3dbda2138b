//! The quick exit: forgets what this browser had open and leads to a page about nothing.

use axum::{
    extract::State,
    http::{HeaderMap, HeaderValue, header},
    response::{IntoResponse, Redirect, Response},
};

use crate::{
    cookies::{self, Life},
    site::Site,
};

/// `GET /leave`
pub(crate) async fn leave(State(site): State<Site>, headers: HeaderMap) -> Response {
    for name in [cookies::RECEIPT, cookies::FOLLOW] {
        site.holding.forget(cookies::value(&headers, name).unwrap_or_default());
    }
    let mut response = Redirect::to(&site.config.leave_to).into_response();
    let secure = site.config.secure_cookies;
    for name in [cookies::RECEIPT, cookies::FOLLOW, cookies::FORM] {
        if let Some(value) = cookies::cookie(name, "", Life::Over, secure) {
            response.headers_mut().append(header::SET_COOKIE, value);
        }
    }
    response.headers_mut().insert("clear-site-data", HeaderValue::from_static("\"cache\""));
    response
}

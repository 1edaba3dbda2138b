//! The quick exit: leads to a page about nothing. There is nothing to forget: the portal leaves nothing in the browser.

use axum::{
    extract::State,
    http::HeaderValue,
    response::{IntoResponse, Redirect, Response},
};

use crate::site::Site;

/// `GET /leave`
pub(crate) async fn leave(State(site): State<Site>) -> Response {
    let mut response = Redirect::to(&site.config.leave_to).into_response();
    response.headers_mut().insert("clear-site-data", HeaderValue::from_static("\"cache\", \"storage\""));
    response
}

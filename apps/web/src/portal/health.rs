//! Whether the process lives and whether it can work.

use axum::{extract::State, http::StatusCode};

use crate::site::Site;

/// `GET /healthz`
pub(crate) async fn alive() -> &'static str {
    "ok"
}

/// `GET /readyz`: ready once an office can be reached.
pub(crate) async fn ready(State(site): State<Site>) -> (StatusCode, &'static str) {
    match site.desk.offices(dengwen_desk::view::Language::Zh).await {
        offices if offices.is_empty() => (StatusCode::SERVICE_UNAVAILABLE, "no office"),
        _ => (StatusCode::OK, "ready"),
    }
}

//! Whether the process lives and whether it can work.

use axum::{extract::State, http::StatusCode};

use crate::site::Site;

/// `GET /healthz`
pub(crate) async fn alive() -> &'static str {
    "ok"
}

/// `GET /readyz`: ready once an office can be reached.
pub(crate) async fn ready(State(site): State<Site>) -> (StatusCode, &'static str) {
    // Balancers ask every second: what is asked must cost nothing.
    match site.desk.office_ids().await {
        Err(_) => (StatusCode::SERVICE_UNAVAILABLE, "no database"),
        Ok(offices) if offices.is_empty() => (StatusCode::SERVICE_UNAVAILABLE, "no office"),
        Ok(_) => (StatusCode::OK, "ready"),
    }
}

//! What operators watch: how many requests came and how long they took, and what waits. Served at an address of its own that no
//! visitor reaches: how many matters came in when could tell who reported.

use std::{
    sync::{
        Arc,
        atomic::{AtomicI64, AtomicU64},
    },
    time::{Duration, Instant},
};

use axum::{
    Router,
    extract::{MatchedPath, Request, State},
    http::{StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
    routing::get,
};
use dengwen_desk::Desk;
use prometheus_client::{
    encoding::{EncodeLabelSet, text::encode},
    metrics::{counter::Counter, family::Family, gauge::Gauge, histogram::Histogram},
    registry::Registry,
};
use tokio::{net::TcpListener, time::timeout};
use tracing::{Instrument as _, Span, field::Empty};

use crate::{gate::Lanes, secret};

/// Upper bounds of the histogram, in seconds.
const BOUNDS: [f64; 10] = [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0];
/// How long the database may take to tell what waits: whoever asks every five seconds hears of its silence before giving up.
const PATIENCE: Duration = Duration::from_secs(3);
/// How the text is written (`OpenMetrics`).
const TEXT: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Asked {
    method: String,
    /// The pattern of the address, never the address: that may hold an id.
    route: String,
    status: u16,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Route {
    route: String,
}

/// What is counted.
#[derive(Debug)]
pub(crate) struct Metrics {
    registry: Registry,
    requests: Family<Asked, Counter>,
    seconds: Family<Route, Histogram, fn() -> Histogram>,
    outbox: Gauge,
    failed: Gauge,
    outbox_behind: Gauge<f64, AtomicU64>,
    clocks_behind: Gauge<f64, AtomicU64>,
    up: Gauge<i64, AtomicI64>,
    memory: Gauge,
}

impl Metrics {
    pub(crate) fn new(lanes: &Lanes) -> Self {
        let seconds: fn() -> Histogram = || Histogram::new(BOUNDS);
        let mut all = Self {
            registry: Registry::with_prefix("dengwen"),
            requests: Family::default(),
            seconds: Family::new_with_constructor(seconds),
            outbox: Gauge::default(),
            failed: Gauge::default(),
            outbox_behind: Gauge::default(),
            clocks_behind: Gauge::default(),
            up: Gauge::default(),
            memory: Gauge::default(),
        };
        let registry = &mut all.registry;
        registry.register("requests", "Requests answered", all.requests.clone());
        registry.register("request_seconds", "How long answers took, by pattern of the address", all.seconds.clone());
        registry.register("outbox_waiting", "What waits to be carried out of cases", all.outbox.clone());
        registry.register("outbox_failed", "What of it failed at least once", all.failed.clone());
        let help = "How long the oldest of it has been due";
        registry.register("outbox_behind_seconds", help, all.outbox_behind.clone());
        let help = "How long the oldest limit has passed without being performed";
        registry.register("clocks_behind_seconds", help, all.clocks_behind.clone());
        registry.register("database_up", "Whether the database answers", all.up.clone());
        registry.register("memory_bytes", "Memory of the process", all.memory.clone());
        let watched = &lanes.watched;
        registry.register("lane_working", "Requests in work, by lane", watched.working.clone());
        registry.register("lane_waiting", "Requests in line, by lane", watched.waiting.clone());
        registry.register("lane_refused", "Requests told to come back later, by lane", watched.refused.clone());
        all
    }

    /// All of it as text, with what waits as it is now.
    async fn told(&self, desk: &Desk) -> Option<String> {
        let waiting = timeout(PATIENCE, desk.waiting()).await.map_err(|late| late.to_string());
        match waiting.and_then(|told| told.map_err(|fault| fault.chain())) {
            Ok(waiting) => {
                self.up.set(1);
                self.outbox.set(i64::try_from(waiting.outbox).unwrap_or(i64::MAX));
                self.failed.set(i64::try_from(waiting.failed).unwrap_or(i64::MAX));
                self.outbox_behind.set(waiting.outbox_behind.as_secs_f64());
                self.clocks_behind.set(waiting.clocks_behind.as_secs_f64());
            }
            Err(fault) => {
                tracing::warn!(%fault, "the database did not tell what waits");
                self.up.set(0);
            }
        }
        self.memory.set(memory());
        let mut text = String::new();
        encode(&mut text, &self.registry).ok()?;
        Some(text)
    }
}

/// The memory of the process in bytes; 0 where the system does not say.
fn memory() -> i64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    line.and_then(|rest| rest.trim().trim_end_matches("kB").trim().parse::<i64>().ok()).map_or(0, |kb| kb * 1024)
}

/// The target of what may be told outside, of what staff and programs ask. When somebody handed something in could tell who it was:
/// what the portal is asked goes nowhere.
pub const TRACED: &str = "dengwen::traced";

/// What lines of the log stand in while a request is answered: an id of its own, and the pattern of its address.
fn span(method: &str, route: &str) -> Span {
    let (id, name) = (secret::token(), format!("{method} {route}"));
    match route.starts_with("/desk") || route.starts_with("/api") {
        true => tracing::info_span!(target: TRACED, "request", id, otel.name = name, status = Empty),
        false => tracing::info_span!("request", id, otel.name = name, status = Empty),
    }
}

/// Counts a request.
pub(crate) async fn count(State(metrics): State<Arc<Metrics>>, request: Request, next: Next) -> Response {
    let route = request.extensions().get::<MatchedPath>().map_or("none", MatchedPath::as_str).to_owned();
    let (method, begun) = (request.method().to_string(), Instant::now());
    let span = span(&method, &route);
    let response = next.run(request).instrument(span.clone()).await;
    span.record("status", response.status().as_u16());
    span.in_scope(|| tracing::debug!(milliseconds = begun.elapsed().as_millis(), "answered"));
    metrics.seconds.get_or_create(&Route { route: route.clone() }).observe(begun.elapsed().as_secs_f64());
    metrics.requests.get_or_create(&Asked { method, route, status: response.status().as_u16() }).inc();
    response
}

/// Serves what operators watch, until it is dropped.
pub(crate) async fn serve(desk: Desk, metrics: Arc<Metrics>, listener: TcpListener) -> std::io::Result<()> {
    let told = async move |State((desk, metrics)): State<(Desk, Arc<Metrics>)>| match metrics.told(&desk).await {
        Some(text) => ([(header::CONTENT_TYPE, TEXT)], text).into_response(),
        None => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    };
    let router = Router::new().route("/metrics", get(told)).with_state((desk, metrics));
    axum::serve(listener, router).await
}

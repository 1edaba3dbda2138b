//! What the process tells those who run it: lines of a log, as text or as JSON, and traces, where they are compiled in. Neither holds
//! who somebody is, nor what reporters ask when: a trace is made of what the staff and programs ask, and of nothing else.

#[cfg(feature = "otlp")]
mod otlp;

use std::{error::Error, io, io::IsTerminal as _};

use tracing::Subscriber;
#[cfg(feature = "otlp")]
use tracing_subscriber::filter::filter_fn;
use tracing_subscriber::{EnvFilter, Layer, layer::SubscriberExt as _, util::SubscriberInitExt as _};

/// Libraries that speak of connections: who is at the other end.
const NAMES_ADDRESSES: [&str; 4] = ["axum=off", "hyper=off", "hyper_util=off", "mio=off"];

/// How lines are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Format {
    /// For people.
    #[default]
    Text,
    /// For programs: one object a line.
    Json,
}

/// Traces are sent until this is dropped; what has not been sent is sent then.
#[derive(Debug)]
#[must_use]
pub struct Watching {
    #[cfg(feature = "otlp")]
    _traces: Option<otlp::Sending>,
}

/// Where traces go.
#[derive(Debug, Clone, Copy)]
pub struct Traces<'a> {
    /// A collector, such as `http://127.0.0.1:4318/v1/traces`.
    pub to: &'a str,
    /// The target of the spans that may leave the house. All others stay in the lines of the log.
    pub of: &'static str,
}

/// Begins to write lines to the error output, as much as `DENGWEN_LOG` says, and to send traces.
///
/// # Errors
/// When traces are asked for and were not compiled in, when the address is none, or when lines are written already.
pub fn start(format: Format, traces: Option<Traces<'_>>) -> Result<Watching, Box<dyn Error + Send + Sync>> {
    let lines = lines(format, io::stderr, io::stderr().is_terminal());
    let registry = tracing_subscriber::registry().with(lines.with_filter(filter()));
    #[cfg(feature = "otlp")]
    {
        let of = traces.map_or("", |traces| traces.of);
        let traces = traces.map(|traces| otlp::Sending::to(traces.to)).transpose()?;
        let leave = traces.as_ref().map(|traces| traces.layer().with_filter(filter_fn(move |one| leaves(one, of))));
        registry.with(leave).try_init()?;
        Ok(Watching { _traces: traces })
    }
    #[cfg(not(feature = "otlp"))]
    {
        if traces.is_some() {
            return Err("this dengwen was built without traces: build it with `--features otel`".into());
        }
        registry.try_init()?;
        Ok(Watching {})
    }
}

/// Lines as they are written.
fn lines<S, W>(format: Format, to: W, colours: bool) -> Box<dyn Layer<S> + Send + Sync>
where
    S: Subscriber + for<'a> tracing_subscriber::registry::LookupSpan<'a>,
    W: for<'a> tracing_subscriber::fmt::MakeWriter<'a> + Send + Sync + 'static,
{
    let lines = tracing_subscriber::fmt::layer().with_writer(to).with_target(false);
    match format {
        Format::Text => lines.with_ansi(colours).boxed(),
        Format::Json => lines.json().flatten_event(true).with_current_span(false).boxed(),
    }
}

fn filter() -> EnvFilter {
    let filter = EnvFilter::try_from_env("DENGWEN_LOG").unwrap_or_else(|_| EnvFilter::new("info,sqlx=warn"));
    // However much is asked for: what a library says of connections names who is at the other end.
    NAMES_ADDRESSES.iter().fold(filter, |filter, quiet| match quiet.parse() {
        Ok(directive) => filter.add_directive(directive),
        Err(_) => filter,
    })
}

/// Only spans that were made for it leave the house, and no line with them.
#[cfg(feature = "otlp")]
fn leaves(one: &tracing::Metadata<'_>, of: &str) -> bool {
    one.is_span() && one.target() == of
}

//! Traces over OTLP: protobuf over HTTP, sent from a thread of their own with the client that the house uses anyway.

use std::{error::Error, time::Duration};

use http::{Request, Response};
use opentelemetry::trace::TracerProvider as _;
use opentelemetry_http::{Bytes, HttpClient, HttpError};
use opentelemetry_otlp::{SpanExporter, WithExportConfig as _, WithHttpConfig as _};
use opentelemetry_sdk::{Resource, trace::SdkTracerProvider};
use tracing::Subscriber;
use tracing_subscriber::{Layer, registry::LookupSpan};

/// How long a collector may take.
const PATIENCE: Duration = Duration::from_secs(5);

/// What is sent goes through here.
#[derive(Debug)]
pub(crate) struct Sending(SdkTracerProvider);

/// An HTTP client of the sort that the exporter asks for.
#[derive(Debug)]
struct Client(ureq::Agent);

impl HttpClient for Client {
    fn send_bytes<'life0, 'async_trait>(
        &'life0 self,
        request: Request<Bytes>,
    ) -> std::pin::Pin<Box<dyn Future<Output = Result<Response<Bytes>, HttpError>> + Send + 'async_trait>>
    where
        'life0: 'async_trait,
        Self: 'async_trait,
    {
        // The thread that sends does nothing else, so it may wait.
        Box::pin(async move {
            let (head, body) = request.into_parts();
            let mut answer = self.0.run(Request::from_parts(head, body.to_vec()))?;
            let bytes = answer.body_mut().read_to_vec()?;
            let status = answer.status();
            Ok(Response::builder().status(status).body(bytes.into())?)
        })
    }
}

impl Sending {
    /// To a collector.
    pub(crate) fn to(address: &str) -> Result<Self, Box<dyn Error + Send + Sync>> {
        let agent = ureq::Agent::config_builder().timeout_global(Some(PATIENCE)).http_status_as_error(false).build();
        let exporter = SpanExporter::builder()
            .with_http()
            .with_http_client(Client(agent.into()))
            .with_endpoint(address)
            .with_timeout(PATIENCE)
            .build()?;
        let resource = Resource::builder_empty().with_service_name("dengwen").build();
        Ok(Self(SdkTracerProvider::builder().with_batch_exporter(exporter).with_resource(resource).build()))
    }

    /// What turns spans into traces: neither lines of code nor threads go along.
    pub(crate) fn layer<S: Subscriber + for<'a> LookupSpan<'a>>(&self) -> impl Layer<S> + use<S> {
        let tracer = self.0.tracer("dengwen");
        tracing_opentelemetry::layer().with_tracer(tracer).with_location(false).with_threads(false).with_target(false)
    }
}

impl Drop for Sending {
    fn drop(&mut self) {
        if let Err(error) = self.0.shutdown() {
            tracing::warn!(%error, "the last traces were not sent");
        }
    }
}

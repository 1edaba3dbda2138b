//! What leaves the house, as a collector gets it: a small one listens here and reads the real protobuf.
#![cfg(feature = "otlp")]
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

use std::{
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::TcpListener,
    sync::mpsc,
    thread,
};

use dengwen_telemetry::{Format, Traces, start};
use opentelemetry_proto::tonic::{collector::trace::v1::ExportTraceServiceRequest, trace::v1::Span};
use prost::Message as _;

/// Spans that may leave.
const TRACED: &str = "example::traced";

/// Takes one delivery and answers it.
fn collector() -> (String, mpsc::Receiver<(String, Vec<u8>)>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}/v1/traces", listener.local_addr().unwrap());
    let (give, take) = mpsc::channel();
    thread::spawn(move || {
        let (stream, _) = listener.accept().unwrap();
        let mut reader = BufReader::new(stream);
        let (mut head, mut length) = (String::new(), 0);
        loop {
            let mut line = String::new();
            reader.read_line(&mut line).unwrap();
            if line.trim().is_empty() {
                break;
            }
            if let Some(n) = line.to_ascii_lowercase().strip_prefix("content-length:") {
                length = n.trim().parse().unwrap();
            }
            head += &line;
        }
        let mut body = vec![0; length];
        reader.read_exact(&mut body).unwrap();
        reader.get_mut().write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\nconnection: close\r\n\r\n").unwrap();
        give.send((head, body)).unwrap();
    });
    (address, take)
}

#[test]
fn only_what_may_leave_the_house_leaves_it() {
    let (address, delivered) = collector();
    let watching = start(Format::Json, Some(Traces { to: &address, of: TRACED })).unwrap();
    {
        let staff = tracing::info_span!(target: TRACED, "request", otel.name = "GET /desk", status = 200_u16).entered();
        let line = tracing::info_span!(target: TRACED, "line").entered();
        tracing::error!("a line of the log: 卡那利");
        drop((line, staff));
        let portal = tracing::info_span!("request", otel.name = "POST /o/{office}/{matter}").entered();
        drop(portal);
    }
    drop(watching);
    let (head, body) = delivered.recv().unwrap();
    assert!(head.starts_with("POST /v1/traces ") && head.contains("application/x-protobuf"), "{head}");
    let sent = ExportTraceServiceRequest::decode(body.as_slice()).unwrap();
    let [resource] = sent.resource_spans.as_slice() else { panic!("one process: {sent:?}") };
    let of: Vec<&str> = resource.resource.iter().flat_map(|one| &one.attributes).map(|one| one.key.as_str()).collect();
    assert_eq!(of, ["service.name"], "nothing of the machine");
    let spans: Vec<&Span> = resource.scope_spans.iter().flat_map(|scope| &scope.spans).collect();
    let names: Vec<&str> = spans.iter().map(|span| span.name.as_str()).collect();
    assert_eq!(names, ["line", "GET /desk"]);
    assert_eq!(spans[0].parent_span_id, spans[1].span_id);
    assert!(spans.iter().all(|span| span.events.is_empty()), "lines of the log stay in the log");
    assert!(!format!("{sent:?}").contains("卡那利"));
    let keys = spans.iter().flat_map(|span| &span.attributes).map(|one| one.key.as_str());
    assert!(keys.clone().all(|key| ["status", "busy_ns", "idle_ns"].contains(&key)), "{:?}", keys.collect::<Vec<_>>());
}

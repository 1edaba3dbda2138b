//! Forms and files gone wrong: told, never a fault.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "tests fail by panicking")]

mod support;

#[path = "../../../fuzz/mutate.rs"]
mod mutate;

use axum::{
    body::Body,
    http::{Request, header},
};
use dengwen_desk::{unfit, view::Language};
use dengwen_web::{GateConfig, WebConfig};
use support::desk;
use tower::ServiceExt as _;

#[test]
fn no_form_makes_the_server_fail() {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    let (router, path) = runtime.block_on(async {
        let desk = desk().await;
        let office = desk.offices(Language::Zh).await.unwrap().remove(0);
        let matter = office.matters.into_iter().find(|matter| matter.closed.is_none()).unwrap();
        let gate =
            GateConfig { matters_a_minute: 1_000_000, code_wait: std::time::Duration::ZERO, ..GateConfig::default() };
        let config = WebConfig { gate, ..WebConfig::default() };
        (dengwen_web::router(desk, config), format!("/o/{}/{}", office.id, matter.id))
    });
    let seen = mutate::run("form", mutate::corpus("form"), |bytes| {
        for (media, to) in
            [("multipart/form-data; boundary=b", path.as_str()), ("application/x-www-form-urlencoded", "/follow")]
        {
            let request =
                Request::post(to).header(header::CONTENT_TYPE, media).body(Body::from(bytes.to_vec())).unwrap();
            let answer = runtime.block_on(router.clone().oneshot(request)).unwrap();
            assert!(answer.status().as_u16() < 500, "{to}: {}", answer.status());
        }
    });
    assert!(seen > 10);
}

#[test]
fn no_file_makes_the_server_fail() {
    let seen = mutate::run("file", mutate::corpus("file"), |bytes| {
        for name in ["a.pdf", "a.docx", "a.jpg", "a"] {
            let _ = unfit(name, bytes);
        }
    });
    assert!(seen > 100);
}

//! What operators watch has an address of its own.

mod support;

use dengwen_web::WebConfig;
use support::desk;
use tokio::net::TcpListener;

#[tokio::test]
async fn an_address_for_operators_that_is_taken_is_named() {
    let free = async || TcpListener::bind("127.0.0.1:0").await.unwrap();
    let (listener, taken) = (free().await, free().await);
    let at = taken.local_addr().unwrap();
    let config = WebConfig { metrics_at: Some(at), ..WebConfig::default() };
    let refused = dengwen_web::serve(desk().await, config, listener).await.unwrap_err();
    assert!(refused.to_string().starts_with(&format!("{at}: ")), "{refused}");
}

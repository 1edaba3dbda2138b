//! The public portal and the workbench: pages drawn on the server over what the desk shows. Every page works without
//! JavaScript; the little there is stands in `assets/app.js`.

mod assets;
mod cookies;
mod files;
mod forms;
#[cfg(test)]
mod gallery;
mod holding;
mod limits;
mod page;
mod parts;
mod portal;
mod secret;
mod site;
mod told;
mod trouble;
mod visit;
mod words;
mod workbench;

use axum::Router;
use dengwen_desk::Desk;
use tokio::net::TcpListener;

pub use site::{DemoSignIn, WebConfig};

/// Portal, workbench and what belongs to them.
pub fn router(desk: Desk, config: WebConfig) -> Router {
    site::routes(site::Site::new(desk, config))
}

/// Serves until the process is told to stop; requests under way are answered first.
///
/// # Errors
/// When the listener fails.
pub async fn serve(desk: Desk, config: WebConfig, listener: TcpListener) -> std::io::Result<()> {
    axum::serve(listener, router(desk, config)).with_graceful_shutdown(told_to_stop()).await
}

async fn told_to_stop() {
    if let Err(error) = tokio::signal::ctrl_c().await {
        tracing::warn!(%error, "no signal can be heard");
        std::future::pending::<()>().await;
    }
}

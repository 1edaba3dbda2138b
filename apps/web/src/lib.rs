//! The public portal and the workbench: pages drawn on the server over what the desk shows. Every page works without
//! JavaScript; the little there is stands in `assets/*.js`.

mod addresses;
mod admission;
mod api;
mod assets;
mod cookies;
mod files;
mod forms;
#[cfg(test)]
mod gallery;
mod gate;
mod holding;
mod limits;
mod metrics;
mod mixed;
mod page;
mod parts;
mod portal;
mod qr;
mod secret;
mod site;
mod told;
mod trouble;
mod visit;
mod words;
mod workbench;

use std::{io::Error, sync::Arc, time::Duration};

use axum::Router;
use dengwen_desk::Desk;
use tokio::{net::TcpListener, sync::oneshot};

pub use gate::GateConfig;
pub use metrics::TRACED;
pub use site::{DemoSignIn, WebConfig};

/// How long what is under way may take once the server was told to stop; whoever waits for a database that is away is let go then.
const LAST: Duration = Duration::from_secs(20);

/// Portal, workbench and what belongs to them.
pub fn router(desk: Desk, config: WebConfig) -> Router {
    site::routes(site::Site::new(desk, config))
}

/// Method and path of every address that is served.
#[must_use]
pub fn addresses() -> Vec<(&'static str, &'static str)> {
    site::addresses().listed().to_vec()
}

/// Serves until the process is told to stop; requests under way are answered first.
///
/// # Errors
/// When the listener fails, or the address for operators is taken.
pub async fn serve(desk: Desk, config: WebConfig, listener: TcpListener) -> std::io::Result<()> {
    let site = site::Site::new(desk.clone(), config);
    let watched = match site.config.metrics_at {
        Some(at) => Some(TcpListener::bind(at).await.map_err(|why| Error::new(why.kind(), format!("{at}: {why}")))?),
        None => None,
    };
    let watch = watched.map(|listener| tokio::spawn(metrics::serve(desk.clone(), Arc::clone(&site.metrics), listener)));
    // Who is at the other end is not handed on: no page and no log line can hold it.
    let house = desk.clone();
    let (told, stopping) = oneshot::channel();
    let stop = async move {
        told_to_stop().await;
        house.let_pages_go();
        // Nobody hears it any more only when all has ended already.
        let _ = told.send(());
    };
    let late = async {
        match stopping.await {
            Ok(()) => tokio::time::sleep(LAST).await,
            Err(_) => std::future::pending().await,
        }
    };
    let ended = tokio::select! {
        ended = axum::serve(listener, site::routes(site)).with_graceful_shutdown(stop) => ended,
        () = late => {
            tracing::warn!("requests were still under way when the server stopped");
            Ok(())
        }
    };
    watch.into_iter().for_each(|watch| watch.abort());
    ended
}

/// Until the terminal or the machine's service manager says so.
async fn told_to_stop() {
    let interrupted = async {
        if let Err(error) = tokio::signal::ctrl_c().await {
            tracing::warn!(%error, "no signal can be heard");
            std::future::pending::<()>().await;
        }
    };
    #[cfg(unix)]
    let ended = async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut signal) => _ = signal.recv().await,
            Err(_) => std::future::pending::<()>().await,
        }
    };
    #[cfg(not(unix))]
    let ended = std::future::pending::<()>();
    tokio::select! {
        () = interrupted => {}
        () = ended => {}
    }
}

//! `dengwen serve`: portal and workbench, the clocks and the outbox, in one process.

use std::{net::SocketAddr, path::PathBuf, process::ExitCode, time::Duration};

use clap::Args;
use dengwen_desk::{Address, Config, Desk, Scanner, audit::Checkpoints, library::Library};
use dengwen_telemetry::{Format, Traces};
use dengwen_web::{GateConfig, TRACED, WebConfig};
use tokio::net::TcpListener;

use super::audit::Receivers;
use crate::{out, packs};

/// What is served where.
#[derive(Debug, Args)]
pub(crate) struct Serve {
    /// The folder of the data: keys, and the database unless another one is named.
    #[arg(long, value_name = "DIR")]
    data: PathBuf,
    /// A PostgreSQL URL; without it SQLite in the folder.
    #[arg(long, value_name = "URL")]
    database: Option<String>,
    /// Where to listen.
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:8080")]
    listen: SocketAddr,
    /// A folder laid out like `packs/`, instead of what comes with the binary.
    #[arg(long, value_name = "DIR")]
    packs: Option<PathBuf>,
    /// The address that people type, such as `https://reports.example.org`; passkeys are bound to it, without it there are none.
    #[arg(long, value_name = "URL")]
    address: Option<Address>,
    /// People reach the site over https: cookies are sent over https only.
    #[arg(long)]
    https: bool,
    /// A folder for signed checkpoints of the log, best one that others keep; without it `checkpoints` in the data.
    #[arg(long, value_name = "DIR")]
    checkpoints: Option<PathBuf>,
    /// How often a checkpoint is written, in minutes.
    #[arg(long, value_name = "MINUTES", default_value = "60", value_parser = clap::value_parser!(u64).range(1..))]
    checkpoint_every: u64,
    #[command(flatten)]
    receivers: Receivers,
    /// Matters handed in a minute above which handing in costs work or waiting.
    #[arg(long, value_name = "N")]
    matters_a_minute: Option<u32>,
    /// Where operators are told how it goes, at `/metrics`: an address that no visitor reaches.
    #[arg(long, value_name = "ADDR")]
    metrics: Option<SocketAddr>,
    /// How lines of the log are written to the error output; `DENGWEN_LOG` says how much. No line holds who somebody is.
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t = Lines::Text)]
    log_format: Lines,
    /// A collector of OpenTelemetry for traces, such as `http://127.0.0.1:4318/v1/traces`: of what staff and programs ask, never of
    /// the portal. Only where it was compiled in (`--features otel`).
    #[arg(long, value_name = "URL")]
    traces: Option<String>,
    /// A bucket of an S3-compatible store for the pieces of files, sealed as they are:
    /// `s3://BUCKET/FOLDER?endpoint=http://HOST:PORT`. Its keys are read from `AWS_ACCESS_KEY_ID` and `AWS_SECRET_ACCESS_KEY`. Only
    /// where it was compiled in (`--features objects`).
    #[arg(long, value_name = "URL")]
    objects: Option<String>,
    /// Where clamd listens, to have files looked through: a socket, or an address with a port.
    #[arg(long, value_name = "SOCKET")]
    clamd: Option<String>,
}

/// How long the database and threads may take to be closed; nothing is lost with them that was acknowledged.
const CLOSING: Duration = Duration::from_secs(3);

/// How lines are written.
#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum Lines {
    /// For people.
    Text,
    /// For programs: one object a line.
    Json,
}

/// Runs the command.
pub(crate) fn run(serve: Serve) -> ExitCode {
    let format = match serve.log_format {
        Lines::Text => Format::Text,
        Lines::Json => Format::Json,
    };
    let traces = serve.traces.as_deref().map(|to| Traces { to, of: TRACED });
    let _watching = match dengwen_telemetry::start(format, traces) {
        Ok(watching) => watching,
        Err(why) => return out::failed(&why.to_string()),
    };
    #[cfg(target_os = "linux")]
    {
        keep_memory_in();
        open_more_files();
        keep_pages_small();
    }
    let told = super::runtime().and_then(|runtime| {
        let told = runtime.block_on(served(serve));
        runtime.shutdown_timeout(CLOSING);
        told
    });
    match told {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => out::failed(&why),
    }
}

async fn served(serve: Serve) -> Result<(), String> {
    let folder = Checkpoints::in_folder(serve.checkpoints.unwrap_or_else(|| serve.data.join("checkpoints")));
    let sending = serve.receivers.sending(&serve.data)?;
    let mail = serve.receivers.mail()?;
    let every = Duration::from_secs(serve.checkpoint_every.saturating_mul(60));
    let scanner = serve.clamd.as_deref().map(Scanner::written);
    let library = Library::of(packs::packs(serve.packs.as_deref()));
    let secure_cookies = serve.https || serve.address.as_ref().is_some_and(Address::is_https);
    let (database, objects, address) = (serve.database, serve.objects, serve.address);
    let config = Config { database, objects, library, scanner, address, mail, ..Config::at(serve.data) };
    let desk = Desk::open(config).await.map_err(|fault| fault.chain())?;
    desk.store().reaches_files().await.map_err(|error| error.to_string())?;
    let listener = TcpListener::bind(serve.listen).await.map_err(|why| format!("{}: {why}", serve.listen))?;
    let address = listener.local_addr().map_err(|why| why.to_string())?;
    tracing::info!(%address, "serving");
    let worker = tokio::spawn(desk.clone().run());
    let post = tokio::spawn(desk.clone().keep_mailing());
    let hearing = tokio::spawn(desk.clone().keep_hearing());
    let sweeper = tokio::spawn(desk.clone().keep_objects());
    let signer = tokio::spawn(desk.clone().keep_checkpoints(folder, every, sending));
    let gate = GateConfig::above(serve.matters_a_minute);
    let web = WebConfig { secure_cookies, gate, metrics_at: serve.metrics, ..WebConfig::default() };
    let ended = dengwen_web::serve(desk.clone(), web, listener).await;
    worker.abort();
    post.abort();
    hearing.abort();
    sweeper.abort();
    signer.abort();
    if tokio::time::timeout(CLOSING, desk.close()).await.is_err() {
        tracing::warn!("the database did not answer when it was closed");
    }
    tracing::info!("stopped");
    ended.map_err(|why| why.to_string())
}

/// What the server knows in memory, keys and open words among it, is not written to disk when it falls, and no other program of
/// the same user looks into it.
#[cfg(target_os = "linux")]
fn keep_memory_in() {
    use rustix::process::{DumpableBehavior, Resource, Rlimit, set_dumpable_behavior, setrlimit};
    let none = Rlimit { current: Some(0), maximum: Some(0) };
    let kept = setrlimit(Resource::Core, none).and_then(|()| set_dumpable_behavior(DumpableBehavior::NotDumpable));
    if let Err(error) = kept {
        tracing::warn!(%error, "the memory of the server may be written to disk when it falls: switch core dumps off");
    }
}

/// A file that comes in is held open, beside its connection: as many as the system lets this process have.
#[cfg(target_os = "linux")]
fn open_more_files() {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    let most = getrlimit(Resource::Nofile).maximum;
    if let Err(error) = setrlimit(Resource::Nofile, Rlimit { current: most, maximum: most }) {
        tracing::warn!(%error, "no more files can be held open than before");
    }
}

/// Memory comes in pages of 4 KB: where the system would make 2 MB of each, a quarter of what a small office holds was air.
#[cfg(target_os = "linux")]
fn keep_pages_small() {
    if let Err(error) = rustix::thread::disable_transparent_huge_pages(true) {
        tracing::debug!(%error, "memory comes in whatever pages the system likes");
    }
}

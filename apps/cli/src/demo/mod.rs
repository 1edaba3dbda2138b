//! `dengwen demo`: an invented office for every regulation that brings one, with people, sign-ins and cases at every stage.

mod found;
mod play;
mod read;
mod reports;
mod times;

use std::{
    net::SocketAddr,
    path::{Path, PathBuf},
    process::ExitCode,
};

use clap::Args;
use dengwen_desk::{Address, Config, Desk, Passwords, library::Library};
use dengwen_regulation::model::{Label, Lang};
use dengwen_web::{DemoSignIn, GateConfig, WebConfig};
use found::{Founded, found};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use tokio::net::TcpListener;

use crate::{out, packs::packs};

/// The one password of all invented people.
const PASSWORD: &str = "dengwen-demo";
/// What says that a folder holds a demonstration, whole, and who signs in.
const CARD: &str = "demonstration.json";

/// Tries everything out with invented offices, people and cases.
#[derive(Debug, Args)]
pub(crate) struct Demo {
    /// Keep the demonstration in this folder and go on with it next time; otherwise it is gone at the end.
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
    /// Where to listen.
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8080")]
    listen: SocketAddr,
    /// A folder laid out like `packs/`, instead of what comes with the binary.
    #[arg(long, value_name = "DIR")]
    packs: Option<PathBuf>,
    /// Matters handed in a minute above which handing in costs work or waiting.
    #[arg(long, value_name = "N")]
    matters_a_minute: Option<u32>,
    /// An office for every regulation, also for those that bring no stories.
    #[arg(long)]
    all: bool,
}

/// Somebody who may sign in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct SignIn {
    office: Label,
    name: String,
    /// Roles, or where they have none the unit.
    does: Label,
    login: String,
}

/// Runs the command.
pub(crate) fn run(demo: &Demo) -> ExitCode {
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(why) => return out::failed(&why.to_string()),
    };
    let fresh = demo.data.is_none().then(scratch);
    let folder = demo.data.clone().or_else(|| fresh.clone()).unwrap_or_default();
    let ended = runtime.block_on(show(demo, &folder));
    drop(runtime);
    let cleared = fresh.map_or(Ok(()), |folder| {
        std::fs::remove_dir_all(&folder).map_err(|why| format!("{}: {why}", folder.display()))
    });
    match ended.and(cleared) {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => out::failed(&why),
    }
}

/// A folder of its own.
fn scratch() -> PathBuf {
    std::env::temp_dir().join(format!("dengwen-demo-{}", std::process::id()))
}

async fn show(demo: &Demo, folder: &Path) -> Result<(), String> {
    let told = |why: std::io::Error| format!("{}: {why}", demo.listen);
    // Whether the address is free is known before anything is founded; it is opened when all is ready.
    drop(TcpListener::bind(demo.listen).await.map_err(told)?);
    let packs = packs(demo.packs.as_deref());
    let library = Library::of(packs.clone());
    let sign_ins = match card(folder)? {
        Some(sign_ins) => sign_ins,
        None => {
            let Founded { sign_ins, refused } = found(&packs, &library, folder, demo.all, Timestamp::now()).await?;
            for why in refused {
                // A story that does not go through leaves the rest of the demonstration whole.
                out::failed(&why);
            }
            std::fs::write(folder.join(CARD), serde_json::to_string(&sign_ins).map_err(|why| why.to_string())?)
                .map_err(|why| format!("{}: {why}", folder.display()))?;
            sign_ins
        }
    };
    let desk = Desk::open(Config { address: here(demo.listen), ..config(library, folder) })
        .await
        .map_err(|fault| fault.chain())?;
    let listener = TcpListener::bind(demo.listen).await.map_err(told)?;
    out::print(&printed(listener.local_addr().unwrap_or(demo.listen), &sign_ins));
    let ticker = tokio::spawn(desk.clone().run());
    let served = dengwen_web::serve(desk.clone(), web(demo, &sign_ins), listener).await;
    ticker.abort();
    desk.close().await;
    served.map_err(told)
}

/// The sign-ins of a demonstration that lies in a folder already.
fn card(folder: &Path) -> Result<Option<Vec<SignIn>>, String> {
    match std::fs::read_to_string(folder.join(CARD)) {
        Ok(text) => serde_json::from_str(&text).map(Some).map_err(|why| format!("{CARD}: {why}")),
        Err(_) if folder.join("dengwen.sqlite").exists() => Err(format!(
            "{}: 此文件夹中有别的数据或未完成的演示，请换一个文件夹 | this folder holds other data, or a demonstration that was not finished; name another",
            folder.display()
        )),
        Err(_) => Ok(None),
    }
}

/// Where browsers on this machine find it by name, which passkeys need.
fn here(listen: SocketAddr) -> Option<Address> {
    format!("http://localhost:{}", listen.port()).parse().ok()
}

fn config(library: Library, folder: &Path) -> Config {
    Config { library, passwords: Passwords::cheap(), ..Config::at(folder) }
}

fn web(demo: &Demo, sign_ins: &[SignIn]) -> WebConfig {
    let demonstration = sign_ins.iter().map(|one| DemoSignIn {
        office: one.office.clone(),
        role: one.told(),
        login: one.login.clone(),
        password: PASSWORD.to_owned(),
    });
    let gate = GateConfig::above(demo.matters_a_minute);
    WebConfig { demonstration: demonstration.collect(), gate, ..WebConfig::default() }
}

impl SignIn {
    fn told(&self) -> Label {
        let told = |does: &str| format!("{} {does}", self.name).trim_end().to_owned();
        Label::new(&told(&self.does.zh), &told(self.does.in_lang(Lang::En)))
    }
}

fn printed(address: SocketAddr, sign_ins: &[SignIn]) -> String {
    let mut text = format!(
        "\n登闻演示 | Dengwen demonstration: http://{address}/\n工作台 | workbench: http://{address}/desk\n密码 | password: {PASSWORD}\n"
    );
    let mut office = "";
    for one in sign_ins {
        if one.office.zh != office {
            text.push_str(&format!("\n{} | {}\n", one.office.zh, one.office.in_lang(Lang::En)));
            office = &one.office.zh;
        }
        let who = one.told();
        text.push_str(&format!("  {:<10} {} | {}\n", one.login, who.zh, one.does.in_lang(Lang::En)));
    }
    text.push_str("\n停止：Ctrl+C | stop: Ctrl+C\n");
    text
}

//! Two nodes behind HAProxy as `deploy/haproxy.cfg` has it: one is taken down and put back, and each is replaced by another
//! process beside it, as when a new version is put in place.

use std::{
    process::{Child, Command, Stdio},
    time::Instant,
};

use super::{
    ground::{Ground, Told, Work, passes},
    kills::effects,
};
use crate::server::{Start, free_port};

/// The example, with the addresses of this story.
const EXAMPLE: &str = include_str!("../../../../deploy/haproxy.cfg");

struct Proxy(Child);

impl Drop for Proxy {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Requests go on while nodes go and come.
pub(crate) async fn haproxy(ground: &Ground) -> Result<Told, String> {
    let (cluster, data) = ground.on_postgres("haproxy")?;
    let url = cluster.url();
    let (one, two) = (ground.node("haproxy-1", &data, Some(&url))?, ground.node("haproxy-2", &data, Some(&url))?);
    let mut first = one.ready().await?;
    let mut second = two.ready().await?;
    let door = format!("127.0.0.1:{}", free_port()?);
    let written = EXAMPLE
        .replace("127.0.0.1:8000", &door)
        .replace("127.0.0.1:8081", &one.address)
        .replace("127.0.0.1:8082", &two.address)
        .replace("log stdout format raw local0 notice", "");
    let file = ground.folder.join("haproxy.cfg");
    std::fs::write(&file, written).map_err(|why| why.to_string())?;
    let proxy = Command::new("haproxy").arg("-f").arg(&file).stdout(Stdio::null()).stderr(Stdio::null()).spawn();
    let _proxy = Proxy(proxy.map_err(|why| format!("haproxy: {why}"))?);
    let mut told =
        Told { what: "two nodes behind HAProxy, as deploy/haproxy.cfg has it".to_owned(), ..Told::default() };
    let people = Start { address: door, ..one.clone() };
    passes(3_000).await;
    let work = Work::begin(&data, &[&people]).await?;
    passes(2_000).await;
    for (server, node) in [(&mut first, &one), (&mut second, &two)] {
        // Killed: what was under way there is asked again at the other one.
        server.stop();
        passes(4_000).await;
        work.back(&mut told).await;
        *server = node.ready().await?;
        passes(3_000).await;
        // Asked to end, as a new version is put in place: the next process takes its address.
        let begun = Instant::now();
        server.ask_to_end()?;
        *server = node.ready().await?;
        told.sees(format!("a node replaced in {} ms", begun.elapsed().as_millis()));
        passes(3_000).await;
        work.back(&mut told).await;
    }
    work.end(&mut told).await?;
    effects(&cluster, &mut told)?;
    ground.audited(&data, Some(&url), &mut told)?;
    Ok(told)
}

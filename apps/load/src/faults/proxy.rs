//! Two nodes behind HAProxy as `deploy/haproxy.cfg` has it: one is taken down and put back, each is replaced by another process,
//! and both are replaced one after the other by a new version, while the old one is at work beside it.

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

impl Proxy {
    /// Starts it before two nodes, and gives the address that people know.
    fn before(ground: &Ground, one: &Start, two: &Start) -> Result<(Self, Start), String> {
        let door = format!("127.0.0.1:{}", free_port()?);
        let written = EXAMPLE
            .replace("127.0.0.1:8000", &door)
            .replace("127.0.0.1:8081", &one.address)
            .replace("127.0.0.1:8082", &two.address)
            .replace("log stdout format raw local0 notice", "");
        let file = ground.folder.join("haproxy.cfg");
        std::fs::write(&file, written).map_err(|why| why.to_string())?;
        let proxy = Command::new("haproxy").arg("-f").arg(&file).stdout(Stdio::null()).stderr(Stdio::null()).spawn();
        let proxy = Self(proxy.map_err(|why| format!("haproxy: {why}"))?);
        Ok((proxy, Start { address: door, ..one.clone() }))
    }
}

/// A new version takes the place of an old one node by node; for a while both are at work on one database.
pub(crate) async fn upgrade(ground: &Ground) -> Result<Told, String> {
    let older = ground.older.clone().ok_or("an older version is needed: --older FILE")?;
    let before = Ground { binary: older, folder: ground.emptied("older")?, older: None, ..*ground };
    let (cluster, data) = before.on_postgres("upgrade")?;
    let url = cluster.url();
    let (one, two) = (before.node("upgrade-1", &data, Some(&url))?, before.node("upgrade-2", &data, Some(&url))?);
    let (mut first, mut second) = (one.ready().await?, two.ready().await?);
    let (_proxy, people) = Proxy::before(ground, &one, &two)?;
    let what = "two nodes of an older version behind HAProxy, each replaced by this one; 15 seconds side by side";
    let mut told = Told { what: what.to_owned(), ..Told::default() };
    passes(3_000).await;
    let work = Work::begin(&data, &[&people]).await?;
    passes(3_000).await;
    for (server, node, beside) in [(&mut first, &one, 15_000), (&mut second, &two, 5_000)] {
        let begun = Instant::now();
        server.ask_to_end()?;
        *server = Start { binary: ground.binary.clone(), ..node.clone() }.ready().await?;
        told.sees(format!("a node replaced in {} ms", begun.elapsed().as_millis()));
        passes(beside).await;
        work.back(&mut told).await;
    }
    work.end(&mut told).await?;
    effects(&cluster, &mut told)?;
    ground.audited(&data, Some(&url), &mut told)?;
    Ok(told)
}

/// Requests go on while nodes go and come.
pub(crate) async fn haproxy(ground: &Ground) -> Result<Told, String> {
    let (cluster, data) = ground.on_postgres("haproxy")?;
    let url = cluster.url();
    let (one, two) = (ground.node("haproxy-1", &data, Some(&url))?, ground.node("haproxy-2", &data, Some(&url))?);
    let mut first = one.ready().await?;
    let mut second = two.ready().await?;
    let (_proxy, people) = Proxy::before(ground, &one, &two)?;
    let mut told =
        Told { what: "two nodes behind HAProxy, as deploy/haproxy.cfg has it".to_owned(), ..Told::default() };
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

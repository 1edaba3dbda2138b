//! The database goes away: its server falls and comes back, a standby takes its place, the network between is cut.

use std::{process::Command, time::Instant};

use super::{
    cluster::{Cluster, ran},
    ground::{Ground, Told, Work, passes, ready_within},
    kills::effects,
    relay::Relay,
};

/// How often the server of the database is killed.
const KILLS: u32 = 10;
/// How long a network stays cut, in milliseconds.
const CUT: [u64; 3] = [3_000, 8_000, LONG_CUT];
const LONG_CUT: u64 = 20_000;
/// How soon a page must say that the database does not answer, in milliseconds.
const TOLD_WITHIN: u128 = 12_000;

/// The postmaster is killed with signal 9 under load and started again; the node is not.
pub(crate) async fn restarted(ground: &Ground) -> Result<Told, String> {
    let (cluster, data) = ground.on_postgres("restarted")?;
    let url = cluster.url();
    let mut told = Told {
        what: "the postmaster killed with signal 9 under load, and started again".to_owned(),
        ..Told::default()
    };
    let node = ground.node("restarted", &data, Some(&url))?;
    let server = node.ready().await?;
    let work = Work::begin(&data, &[&node]).await?;
    for n in 0..KILLS {
        passes(700 + u64::from(n) * 130).await;
        cluster.kill()?;
        if n == 0 {
            // What it had started answers until it notices.
            passes(1_500).await;
            away(&node.address, &mut told).await?;
        }
        passes(u64::from(n) * 200).await;
        start_again(&cluster).await?;
        work.back(&mut told).await;
    }
    told.sees(format!("{KILLS} kills of the postmaster"));
    told.must(ready_within(&server, 10).await, "not ready again without a new start");
    work.end(&mut told).await?;
    effects(&cluster, &mut told)?;
    ground.audited(&data, Some(&url), &mut told)?;
    Ok(told)
}

/// A killed postmaster leaves children behind that hold the memory they share until they notice.
async fn start_again(cluster: &Cluster) -> Result<(), String> {
    let begun = Instant::now();
    loop {
        match cluster.start() {
            Ok(()) => return Ok(()),
            Err(why) if begun.elapsed().as_secs() > 30 => return Err(why),
            Err(_) => passes(200).await,
        }
    }
}

/// A standby takes the place of a server that is gone for good; the address moves, the nodes are not started again.
pub(crate) async fn failover(ground: &Ground) -> Result<Told, String> {
    let (primary, data) = ground.on_postgres("failover")?;
    let relay = Relay::to(primary.port).await?;
    let url = format!("postgres://dengwen@127.0.0.1:{}/postgres", relay.port);
    let standby = Cluster::standby_of(&primary, &ground.emptied("failover-standby")?)?;
    // Acknowledged means: on the disk of both.
    let name = "ALTER SYSTEM SET synchronous_standby_names = '*'";
    primary.ask(name)?;
    primary.ask("SELECT pg_reload_conf()")?;
    passes(1_000).await;
    let what = "two nodes; the database killed with signal 9, its standby promoted, the address moved";
    let mut told = Told { what: what.to_owned(), ..Told::default() };
    let (one, two) = (ground.node("failover-0", &data, Some(&url))?, ground.node("failover-1", &data, Some(&url))?);
    let servers = [one.ready().await?, two.ready().await?];
    let work = Work::begin(&data, &[&one, &two]).await?;
    passes(5_000).await;
    told.sees(format!("standby: {}", primary.ask("SELECT sync_state FROM pg_stat_replication")?));
    let before = work.sending.acknowledged();
    primary.kill()?;
    let begun = Instant::now();
    standby.promote()?;
    standby.ask("ALTER SYSTEM RESET synchronous_standby_names")?;
    standby.ask("SELECT pg_reload_conf()")?;
    relay.moves_to(standby.port);
    work.back(&mut told).await;
    told.sees(format!(
        "{before} acts acknowledged before; from the kill to the first act after it {} ms",
        begun.elapsed().as_millis()
    ));
    passes(5_000).await;
    for server in &servers {
        told.must(ready_within(server, 10).await, "a node is not ready again without a new start");
    }
    work.end(&mut told).await?;
    effects(&standby, &mut told)?;
    ground.audited(&data, Some(&url), &mut told)?;
    Ok(told)
}

/// Packets between node and database are lost without a word, for longer each time.
pub(crate) async fn cut(ground: &Ground) -> Result<Told, String> {
    let net = Net::laid()?;
    let inside = ["ip", "netns", "exec", Net::NAME];
    let (cluster, data) = ground.on_postgres_at("cut", Net::THERE, &inside)?;
    let url = cluster.url();
    let what = "the network between node and database cut: a namespace of its own, the packets lost without a word";
    let mut told = Told { what: what.to_owned(), ..Told::default() };
    let node = ground.node("cut", &data, Some(&url))?;
    let server = node.ready().await?;
    let work = Work::begin(&data, &[&node]).await?;
    for milliseconds in CUT {
        passes(1_500).await;
        net.cut()?;
        let begun = Instant::now();
        if milliseconds == LONG_CUT {
            away(&node.address, &mut told).await?;
        }
        let left = u128::from(milliseconds).saturating_sub(begun.elapsed().as_millis());
        passes(u64::try_from(left).unwrap_or(0)).await;
        net.heal()?;
        work.back(&mut told).await;
    }
    told.sees(format!("cut for {CUT:?} ms"));
    told.must(ready_within(&server, 30).await, "not ready again without a new start");
    work.end(&mut told).await?;
    effects(&cluster, &mut told)?;
    ground.audited(&data, Some(&url), &mut told)?;
    Ok(told)
}

/// What somebody reads while the database does not answer, and how long they wait for it.
pub(crate) async fn away(address: &str, told: &mut Told) -> Result<(), String> {
    let begun = Instant::now();
    let output = Command::new("curl")
        .args([
            "-s",
            "-m",
            "30",
            "-o",
            "-",
            "-w",
            "\n%{http_code} %header{retry-after}",
            &format!("http://{address}/?lang=en"),
        ])
        .output();
    let text = String::from_utf8_lossy(&output.map_err(|why| why.to_string())?.stdout).into_owned();
    let (page, status) = text.rsplit_once('\n').unwrap_or_default();
    let took = begun.elapsed().as_millis();
    told.sees(format!("the portal meanwhile: {status}, after {took} ms"));
    told.must(status.starts_with("503"), format!("the portal answers {status}"));
    told.must(page.contains("send it again") || page.contains("再提交一次"), "the page does not say what to do");
    told.must(took < TOLD_WITHIN, format!("whoever asks waits {took} ms"));
    Ok(())
}

/// A namespace of the network with one line to it.
struct Net;

impl Net {
    const NAME: &str = "dengwen-faults";
    const HERE: &str = "10.213.7.1";
    const THERE: &str = "10.213.7.2";

    fn laid() -> Result<Self, String> {
        // What an earlier run that was killed may have left.
        let _ = Command::new("ip").args(["netns", "del", Self::NAME]).output();
        let net = Self;
        let ip = |words: &str| ran(Command::new("ip").args(words.split(' ')));
        ip(&format!("netns add {}", Self::NAME))?;
        ip(&format!("link add dengwen0 type veth peer name dengwen1 netns {}", Self::NAME))?;
        ip(&format!("addr add {}/24 dev dengwen0", Self::HERE))?;
        ip("link set dengwen0 up")?;
        ip(&format!("-n {} addr add {}/24 dev dengwen1", Self::NAME, Self::THERE))?;
        ip(&format!("-n {} link set dengwen1 up", Self::NAME))?;
        ip(&format!("-n {} link set lo up", Self::NAME))?;
        Ok(net)
    }

    /// The other end goes down: what is sent from here is lost.
    fn cut(&self) -> Result<(), String> {
        ran(Command::new("ip").args(["-n", Self::NAME, "link", "set", "dengwen1", "down"]))
    }

    fn heal(&self) -> Result<(), String> {
        ran(Command::new("ip").args(["-n", Self::NAME, "link", "set", "dengwen1", "up"]))
    }
}

impl Drop for Net {
    fn drop(&mut self) {
        let _ = Command::new("ip").args(["netns", "del", Self::NAME]).output();
    }
}

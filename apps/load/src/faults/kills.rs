//! Kills with signal 9 at random moments: one node or two, SQLite or PostgreSQL.

use std::path::Path;

use super::{
    cluster::Cluster,
    ground::{Ground, Told, Work, passes},
};
use crate::server::{Server, Start};

/// How long a server lives at least and at most before it is killed, in milliseconds.
const LIVES: (u64, u64) = (150, 1_200);
/// How long a node of two stays dead at most.
const DEAD: u64 = 600;
/// After how many kills it is looked whether all is there.
const LOOK: u32 = 10;

/// The same number, the same times.
struct Chance(u64);

impl Chance {
    fn below(&mut self, many: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % many.max(1)
    }
}

/// One node on SQLite.
pub(crate) async fn sqlite(ground: &Ground) -> Result<Told, String> {
    let data = ground.on_sqlite("sqlite")?;
    let mut told = Told { what: "one node on SQLite, killed".to_owned(), ..Told::default() };
    let nodes = [ground.node("sqlite", &data, None)?];
    killed(ground, &data, &nodes, &mut told).await?;
    ground.audited(&data, None, &mut told)?;
    Ok(told)
}

/// One node on PostgreSQL.
pub(crate) async fn postgres(ground: &Ground) -> Result<Told, String> {
    on_postgres(ground, 1, "one node on PostgreSQL, killed").await
}

/// Two nodes on one PostgreSQL; programs go on with the other one.
pub(crate) async fn two_nodes(ground: &Ground) -> Result<Told, String> {
    on_postgres(ground, 2, "two nodes on one PostgreSQL, one of them killed at a time").await
}

async fn on_postgres(ground: &Ground, many: usize, what: &str) -> Result<Told, String> {
    let (cluster, data) = ground.on_postgres("kills")?;
    let url = cluster.url();
    let mut told = Told { what: what.to_owned(), ..Told::default() };
    let nodes = (0..many).map(|n| ground.node(&format!("kills-{n}"), &data, Some(&url)));
    let nodes = nodes.collect::<Result<Vec<_>, _>>()?;
    // What a node took with it is left to the others for the length of a lease: they must be there.
    let _servers = killed(ground, &data, &nodes, &mut told).await?;
    effects(&cluster, &mut told)?;
    ground.audited(&data, Some(&url), &mut told)?;
    Ok(told)
}

async fn killed(ground: &Ground, data: &Path, nodes: &[Start], told: &mut Told) -> Result<Vec<Server>, String> {
    let mut servers: Vec<Server> = Vec::new();
    for node in nodes {
        servers.push(node.ready().await?);
    }
    let work = Work::begin(data, &nodes.iter().collect::<Vec<_>>()).await?;
    let mut chance = Chance(ground.seed);
    for kill in 1..=ground.kills {
        passes(LIVES.0 + chance.below(LIVES.1 - LIVES.0)).await;
        let one = usize::try_from(chance.below(u64::try_from(nodes.len()).unwrap_or(1))).unwrap_or_default();
        let (Some(server), Some(node)) = (servers.get_mut(one), nodes.get(one)) else { continue };
        server.stop();
        if nodes.len() > 1 {
            passes(chance.below(DEAD)).await;
            *server = node.begun()?;
            // By whichever of them.
            work.back(told).await;
        } else {
            *server = node.ready().await?;
            work.back(told).await;
        }
        if kill.is_multiple_of(LOOK) {
            work.sending.check(false, &mut told.wrong).await?;
            eprintln!("  {kill} kills, {} acknowledged", work.sending.acknowledged());
        }
    }
    work.back(told).await;
    told.sees(format!("{} kills, seed {}", ground.kills, ground.seed));
    work.end(told).await?;
    Ok(servers)
}

/// What left cases was done, and once: nothing waits, nothing failed, and each case that another one ordered is there once.
pub(crate) fn effects(cluster: &Cluster, told: &mut Told) -> Result<(), String> {
    let number = |sql: &str| cluster.ask(sql)?.parse::<u64>().map_err(|why| why.to_string());
    let begun = std::time::Instant::now();
    while number("SELECT COUNT(*) FROM outbox WHERE done_at IS NULL")? > 0 && begun.elapsed().as_secs() < 60 {
        std::thread::sleep(std::time::Duration::from_millis(200));
    }
    let all = number("SELECT COUNT(*) FROM outbox")?;
    let left = number("SELECT COUNT(*) FROM outbox WHERE done_at IS NULL")?;
    let failed = number("SELECT COUNT(*) FROM outbox WHERE failure IS NOT NULL")?;
    told.must(left == 0, format!("{left} of {all} effects wait"));
    told.must(failed == 0, format!("{failed} of {all} effects failed"));
    let spawned = number("SELECT COUNT(*) FROM outbox WHERE kind = 'spawn'")?;
    let once = number("SELECT COUNT(*) FROM outbox o JOIN commands c ON c.id = 'out ' || o.id WHERE o.kind = 'spawn'")?;
    let begun = "SELECT COUNT(*) FROM (SELECT c.stream FROM outbox o JOIN commands c ON c.id = 'out ' || o.id \
                 WHERE o.kind = 'spawn' GROUP BY c.stream HAVING COUNT(*) = 1) AS one";
    told.must(spawned == once && once == number(begun)?, format!("{spawned} cases were ordered, {once} begun"));
    told.sees(format!("{all} effects of the outbox, {spawned} of them cases begun by others; none left, none twice"));
    Ok(())
}

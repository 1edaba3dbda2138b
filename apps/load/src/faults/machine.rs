//! What the machine does to a server: its clock jumps, its memory ends; and mail that does not leave.

use std::{path::Path, time::Instant};

use bytes::Bytes;
use http_body_util::Full;
use hyper::{Request, header};

use super::{
    disk::Group,
    ground::{Ground, Told, Work, passes},
    relay::{MailHouse, Manner},
};
use crate::{card::Card, client::Client, server::Start};

/// What `faketime` of Debian puts before the clock of a program; the clock of the machine is never touched.
pub(crate) const FAKETIME: &str = "/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1";

/// The clock that the server sees jumps back and forward under load.
pub(crate) async fn clock(ground: &Ground) -> Result<Told, String> {
    if !Path::new(FAKETIME).exists() {
        return Err(format!("{FAKETIME} is not there: install faketime"));
    }
    let data = ground.on_sqlite("clock")?;
    let says = ground.folder.join("clock.now");
    let set = |to: &str| std::fs::write(&says, format!("{to}\n")).map_err(|why| why.to_string());
    set("+0")?;
    let mut told =
        Told { what: "the clock that the server sees set back and forward under load".to_owned(), ..Told::default() };
    let node = ground.node("clock", &data, None)?;
    let by = [
        "env".to_owned(),
        format!("LD_PRELOAD={FAKETIME}"),
        format!("FAKETIME_TIMESTAMP_FILE={}", says.display()),
        "FAKETIME_NO_CACHE=1".to_owned(),
        "FAKETIME_DONT_FAKE_MONOTONIC=1".to_owned(),
    ];
    let node = Start { by: by.to_vec(), ..node };
    let _server = node.ready().await?;
    let work = Work::begin(&data, &[&node]).await?;
    let jumps = ["-2h", "+0", "+2h", "+0", "-3d", "+0", "+3d", "+0"];
    for jump in jumps {
        set(jump)?;
        work.back(&mut told).await;
        passes(2_500).await;
    }
    told.sees(format!("the clock was set to {jumps:?} of the right time"));
    work.end(&mut told).await?;
    let refused = told.refused;
    told.sees(format!("{refused} acts refused: they would have happened before their case was received"));
    ground.audited(&data, None, &mut told)?;
    Ok(told)
}

/// The server may have no more memory than it has at rest, and a little: the system kills it, a supervisor starts it again.
pub(crate) async fn memory(ground: &Ground) -> Result<Told, String> {
    let data = ground.on_sqlite("memory")?;
    let what = "a server that may have less memory than its load takes, killed by the system and started again";
    let mut told = Told { what: what.to_owned(), ..Told::default() };
    let node = ground.node("memory", &data, None)?;
    let mut server = node.ready().await?;
    let work = Work::begin(&data, &[&node]).await?;
    let rest = server.memory_mb();
    passes(8_000).await;
    let loaded = server.memory_mb();
    let limit = (loaded * 6 / 10).max(32);
    told.sees(format!("resident {rest} MB when it is ready, {loaded} MB under load; held to {limit} MB"));
    let group = Group::of("memory", server.id())?;
    // Where what it has is more than it may have, the system takes what it can and refuses the limit otherwise.
    server.stop();
    group.say("memory.limit_in_bytes", &format!("{limit}M"))?;
    let inside = ["sh", "-c", "echo $$ > /sys/fs/cgroup/memory/dengwen-faults/cgroup.procs && exec \"$@\"", "sh"];
    let inside = Start { by: inside.map(str::to_owned).to_vec(), ..node.clone() };
    let (begun, mut ends) = (Instant::now(), 0);
    let mut server = inside.begun()?;
    while begun.elapsed().as_secs() < 40 {
        if server.has_ended() {
            ends += 1;
            server = inside.begun()?;
        }
        passes(100).await;
    }
    told.sees(format!("in 40 s ended by the system {ends} times"));
    server.stop();
    let _server = node.ready().await?;
    work.back(&mut told).await;
    work.end(&mut told).await?;
    ground.audited(&data, None, &mut told)?;
    Ok(told)
}

/// A relay of mail that accepts and says nothing holds up nothing but letters; once it is good, each letter leaves.
pub(crate) async fn mail(ground: &Ground) -> Result<Told, String> {
    let (cluster, data) = ground.on_postgres("mail")?;
    let url = cluster.url();
    let house = MailHouse::open(Manner::Silent).await?;
    let mut told =
        Told { what: "a mail relay that accepts and never answers, then a good one".to_owned(), ..Told::default() };
    let mut node = ground.node("mail", &data, Some(&url))?;
    node.more = ["--mail-relay", &format!("127.0.0.1:{}", house.port), "--mail-from", "office@dengwen.test"]
        .map(str::to_owned)
        .to_vec();
    let mut server = node.ready().await?;
    wants_mail(&data, &node.address).await?;
    let work = Work::begin(&data, &[&node]).await?;
    passes(10_000).await;
    let early = work.sending.acknowledged();
    passes(90_000).await;
    let late = work.sending.acknowledged();
    told.sees(format!(
        "{early} acts in 10 s before a letter was due, {} in the 90 s while the relay was silent",
        late - early
    ));
    let waiting = "SELECT COUNT(*) FROM outbox WHERE kind = 'letter' AND done_at IS NULL";
    let waits = cluster.ask(waiting)?;
    told.must(waits != "0", "no letter was ordered: nothing was tried");
    told.must(late - early > early, "acts were held up by the relay");
    house.becomes(Manner::Good);
    server.stop();
    let _server = node.ready().await?;
    work.back(&mut told).await;
    let begun = Instant::now();
    work.end(&mut told).await?;
    while cluster.ask(waiting)? != "0" && begun.elapsed().as_secs() < 200 {
        passes(1_000).await;
    }
    let taken = house.taken();
    let twice = taken.values().filter(|times| **times > 1).count();
    told.sees(format!(
        "{waits} letters waited; {} left within {} s, {twice} of them twice under one mark",
        taken.len(),
        begun.elapsed().as_secs()
    ));
    told.must(cluster.ask(waiting)? == "0", "letters still wait");
    ground.audited(&data, Some(&url), &mut told)?;
    Ok(told)
}

/// Everybody of the office of whoever registers has mail sent to them at once, at any hour.
async fn wants_mail(data: &Path, address: &str) -> Result<(), String> {
    let card = Card::read(&data.join("fill.json"))?;
    let mut offices = card.offices.iter().filter(|office| office.clerk.is_some());
    let office = offices.next().ok_or("no office of the card has somebody who registers")?;
    for login in &office.logins {
        chooses_mail(address, login, &card.password).await?;
    }
    Ok(())
}

async fn chooses_mail(address: &str, login: &str, password: &str) -> Result<(), String> {
    let mut client = Client::open(address).await?;
    let cookies = client.sign_in(login, password).await?;
    let page = Request::get("/desk/mail").header(header::COOKIE, &cookies).body(Full::<Bytes>::default());
    let page = client.ask(page.map_err(|why| why.to_string())?).await?;
    let text = String::from_utf8_lossy(&page.body).into_owned();
    let token =
        text.split("name=\":csrf\" value=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap_or_default();
    let form = format!(
        ":csrf={token}&address={login}%40dengwen.test&when=at_once&hour=8&quiet_from=0&quiet_until=0&working=no"
    );
    let request = Request::post("/desk/mail")
        .header(header::COOKIE, &cookies)
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Full::new(Bytes::from(form)));
    let answer = client.ask(request.map_err(|why| why.to_string())?).await?;
    if answer.status.is_redirection() { Ok(()) } else { Err(format!("mail was not chosen: {}", answer.status)) }
}

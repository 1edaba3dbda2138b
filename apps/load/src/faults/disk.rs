//! The disk: full, not to be written to, slow. A file system of its own in a file, with the store on it.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

use super::{
    cluster::ran,
    ground::{Ground, Told, Work, passes},
};

/// How often it is looked what is free, before a disk is given up that cannot be filled.
const LOOKS: u32 = 20;

/// A file system in a file; taken away when dropped.
struct Disk {
    image: PathBuf,
    at: PathBuf,
}

impl Disk {
    fn of(ground: &Ground, name: &str, megabytes: u32) -> Result<Self, String> {
        let image = ground.folder.join(format!("{name}.img"));
        let at = ground.emptied(name)?;
        let _ = std::fs::remove_file(&image);
        ran(Command::new("truncate").args(["-s", &format!("{megabytes}M")]).arg(&image))?;
        ran(Command::new("mkfs.ext4").args(["-q", "-m", "0"]).arg(&image))?;
        ran(Command::new("mount").args(["-o", "loop"]).arg(&image).arg(&at))?;
        Ok(Self { image, at })
    }

    /// Leaves nothing free but so many kilobytes. The server goes on writing: where what was free is not any more, it is looked again.
    fn fill(&self, but: u64) -> Result<(), String> {
        let mut told = Ok(());
        for _ in 0..LOOKS {
            let free = self.free()?.saturating_sub(but);
            told = ran(Command::new("fallocate").args(["-l", &format!("{free}K")]).arg(self.at.join("ballast")));
            if told.is_ok() {
                break;
            }
            // It may hold some of the room already.
            let _ = self.empty();
        }
        told
    }

    fn empty(&self) -> Result<(), String> {
        std::fs::remove_file(self.at.join("ballast")).map_err(|why| why.to_string())
    }

    /// Kilobytes free.
    fn free(&self) -> Result<u64, String> {
        let output = Command::new("df").args(["--output=avail", "-k"]).arg(&self.at).output();
        let text = String::from_utf8_lossy(&output.map_err(|why| why.to_string())?.stdout).into_owned();
        text.lines().last().and_then(|line| line.trim().parse().ok()).ok_or_else(|| format!("df: {text}"))
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        if let Err(why) = ran(Command::new("umount").arg("-l").arg(&self.at)) {
            eprintln!("{why}");
        }
        let _ = std::fs::remove_file(&self.image);
    }
}

/// The disk runs full under load, and has room again: the server is not started again.
pub(crate) async fn full(ground: &Ground) -> Result<Told, String> {
    let disk = Disk::of(ground, "full", 256)?;
    let data = &disk.at;
    ground.fill(data)?;
    let mut told =
        Told { what: "SQLite on a disk that runs full under load and has room again".to_owned(), ..Told::default() };
    let node = ground.node("full", data, None)?;
    let _server = node.ready().await?;
    let work = Work::begin(data, &[&node]).await?;
    for round in 0..3 {
        passes(1_000).await;
        disk.fill(64)?;
        let before = work.sending.acknowledged();
        passes(6_000).await;
        told.sees(format!(
            "round {round}: {} acts still found room; {} KB free",
            work.sending.acknowledged() - before,
            disk.free()?
        ));
        let last = work.sending.acknowledged();
        passes(1_000).await;
        told.must(work.sending.acknowledged() == last, "acts are acknowledged on a full disk");
        reads(&node.address, &mut told)?;
        disk.empty()?;
        work.back(&mut told).await;
    }
    work.end(&mut told).await?;
    ground.audited(data, None, &mut told)?;
    Ok(told)
}

/// No file of the store may be written to, as on a disk that the system has made read-only; then they may again.
pub(crate) async fn read_only(ground: &Ground) -> Result<Told, String> {
    let disk = Disk::of(ground, "read-only", 256)?;
    let data = &disk.at;
    ground.fill(data)?;
    let what = "SQLite whose files may not be written to for ten seconds, under load (chattr +i)";
    let mut told = Told { what: what.to_owned(), ..Told::default() };
    let node = ground.node("read-only", data, None)?;
    let _server = node.ready().await?;
    let work = Work::begin(data, &[&node]).await?;
    for _ in 0..3 {
        passes(1_000).await;
        frozen(data, "+i")?;
        passes(1_000).await;
        let last = work.sending.acknowledged();
        passes(9_000).await;
        told.must(work.sending.acknowledged() == last, "acts are acknowledged though nothing can be written");
        reads(&node.address, &mut told)?;
        frozen(data, "-i")?;
        work.back(&mut told).await;
    }
    work.end(&mut told).await?;
    ground.audited(data, None, &mut told)?;
    Ok(told)
}

fn frozen(data: &Path, how: &str) -> Result<(), String> {
    let files = ["dengwen.sqlite", "dengwen.sqlite-wal"].map(|name| data.join(name));
    ran(Command::new("chattr").arg(how).args(files))
}

/// The disk writes half a megabyte a second.
pub(crate) async fn slow(ground: &Ground) -> Result<Told, String> {
    const RATE: u64 = 512 * 1024;
    let disk = Disk::of(ground, "slow", 256)?;
    let data = &disk.at;
    ground.fill(data)?;
    let mut told =
        Told { what: format!("SQLite on a disk held to {RATE} bytes a second (cgroup blkio)"), ..Told::default() };
    let node = ground.node("slow", data, None)?;
    let server = node.ready().await?;
    let group = Group::of("blkio", server.id())?;
    let work = Work::begin(data, &[&node]).await?;
    passes(5_000).await;
    let freely = work.sending.acknowledged();
    let device = device_of(&disk)?;
    group.say("blkio.throttle.write_bps_device", &format!("{device} {RATE}"))?;
    passes(15_000).await;
    let slowly = work.sending.acknowledged() - freely;
    told.sees(format!("{freely} acts in 5 s freely, {slowly} in 15 s slowed"));
    told.must(slowly > 0, "nothing at all is acknowledged on a slow disk");
    if slowly > freely * 2 {
        told.sees("NOT SLOWED: this system's blkio does not hold back what is synced; no finding");
    }
    group.say("blkio.throttle.write_bps_device", &format!("{device} 0"))?;
    work.back(&mut told).await;
    work.end(&mut told).await?;
    ground.audited(data, None, &mut told)?;
    Ok(told)
}

/// The number of the device that a disk is mounted from.
fn device_of(disk: &Disk) -> Result<String, String> {
    let output = Command::new("findmnt").args(["-n", "-o", "MAJ:MIN"]).arg(&disk.at).output();
    Ok(String::from_utf8_lossy(&output.map_err(|why| why.to_string())?.stdout).trim().to_owned())
}

/// A group of processes that is held to something, of the first version of cgroups; taken away when dropped.
pub(crate) struct Group(PathBuf);

impl Group {
    pub(crate) fn of(sort: &str, process: u32) -> Result<Self, String> {
        let folder = Path::new("/sys/fs/cgroup").join(sort).join("dengwen-faults");
        std::fs::create_dir_all(&folder).map_err(|why| format!("{}: {why}", folder.display()))?;
        let group = Self(folder);
        group.say("cgroup.procs", &process.to_string())?;
        Ok(group)
    }

    pub(crate) fn say(&self, what: &str, words: &str) -> Result<(), String> {
        let file = self.0.join(what);
        std::fs::write(&file, words).map_err(|why| format!("{}: {why}", file.display()))
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        // It is not empty as long as the server runs, and goes with the next run then.
        let _ = std::fs::remove_dir(&self.0);
    }
}

/// Reading goes on while nothing can be written.
fn reads(address: &str, told: &mut Told) -> Result<(), String> {
    let mut curl = Command::new("curl");
    curl.args(["-s", "-m", "30", "-o", "/dev/null", "-w", "%{http_code}", &format!("http://{address}/")]);
    let status = String::from_utf8_lossy(&curl.output().map_err(|why| why.to_string())?.stdout).into_owned();
    told.must(status == "200", format!("the portal answers {status} though it could be read"));
    Ok(())
}

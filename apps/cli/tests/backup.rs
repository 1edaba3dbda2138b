//! Backups as an administrator meets them: beside people at work, killed in the middle, put back.
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

#[path = "support/program.rs"]
mod program;

use std::{
    fs,
    path::Path,
    process::{Command, Stdio},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

use dengwen_desk::{
    Config, Desk,
    office::{Founding, Person},
};
use dengwen_regulation::model::Label;
use program::{dengwen, folder, told};

fn end(names: &[&str]) {
    for name in names {
        fs::remove_dir_all(folder(&format!("backup-{name}"))).unwrap();
    }
}

/// An office in which people are entered until it is told to stop; how many were.
fn at_work(data: &Path) -> (Arc<AtomicBool>, JoinHandle<u64>) {
    let (stop, data) = (Arc::new(AtomicBool::new(false)), data.to_owned());
    let (stopped, founded) = (Arc::clone(&stop), std::sync::mpsc::channel());
    let worker = thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let desk = Desk::open(Config::at(&data)).await.unwrap();
            let founding = Founding::new("club", Label::new("会所", "Club"), &["r43-fitness-club"]);
            desk.found_office(founding).await.unwrap();
            let mut entered = 0;
            while !stopped.load(Ordering::Relaxed) {
                let name = format!("p{entered}");
                desk.save_person("club", "", Person::new(&name, &name)).await.unwrap();
                entered += 1;
                if entered == 20 {
                    founded.0.send(()).unwrap();
                }
            }
            desk.close().await;
            entered
        })
    });
    founded.1.recv().unwrap();
    (stop, worker)
}

/// The number before a word.
fn number(said: &str, word: &str) -> u64 {
    let before = said.split(word).next().unwrap();
    before.rsplit(|c: char| !c.is_ascii_digit()).next().unwrap().parse().unwrap()
}

#[test]
fn while_people_work_a_backup_is_one_state_and_comes_back_as_it_was() {
    let (data, kept, key) = (folder("backup-work"), folder("backup-work-kept"), folder("backup-work-key").join("key"));
    let (stop, worker) = at_work(&data);
    let (ok, said) = told(&["backup", "key"], &[]);
    assert!(!ok && said.contains("FILE"), "{said}");
    let output = Command::new(env!("CARGO_BIN_EXE_dengwen")).args(["backup", "key"]).arg(&key).output().unwrap();
    assert!(output.status.success());
    let places = [("--data", data.as_path()), ("--to", &kept), ("--key", &key)];
    let (ok, said) = told(&["backup"], &places);
    assert!(ok && said.contains("put back in a scratch place and checked"), "{said}");
    let events = number(&said, " events");
    stop.store(true, Ordering::Relaxed);
    let entered = worker.join().unwrap();
    assert!(events < entered, "others went on meanwhile: {events} of {entered}");
    let (ok, said) = told(&["backup"], &places);
    assert!(ok && number(&said, " events") > events, "{said}");
    let (ok, said) = told(&["backup", "list"], &[("--in", &kept), ("--key", &key)]);
    assert!(ok && said.lines().count() == 2, "{said}");
    let first = said.split_whitespace().next().unwrap().to_owned();
    let to = folder("backup-work-to");
    let from = [("--from", kept.as_path()), ("--key", &key), ("--data", &to)];
    let (ok, said) = told(&["restore", "--backup", &first], &from);
    assert!(!ok && said.contains("holds no keys"), "{said}");
    assert_eq!(fs::read_dir(&to).unwrap().count(), 0);
    fs::create_dir_all(to.join("keys")).unwrap();
    for name in ["ring.json", "log.key"] {
        fs::copy(data.join("keys").join(name), to.join("keys").join(name)).unwrap();
    }
    let (ok, said) = told(&["restore", "--backup", &first], &from);
    assert!(ok && said.contains(&format!("{events} events are put back")), "{said}");
    let (ok, said) = told(&["audit", "verify", "--en"], &[("--data", &to)]);
    assert!(ok && said.contains(&format!("{events} events, none deleted")), "{said}");
    let (ok, said) = told(&["audit", "rebuild", "--compare"], &[("--data", &to)]);
    assert!(ok, "{said}");
    let (ok, said) = told(&["restore"], &from);
    assert!(!ok && said.contains("Nothing was written"), "{said}");
    end(&["work", "work-kept", "work-key", "work-to"]);
}

#[test]
fn one_that_is_killed_in_the_middle_is_no_backup_and_harms_none() {
    let (data, kept, key) = (folder("backup-kill"), folder("backup-kill-kept"), folder("backup-kill-key").join("key"));
    let (stop, worker) = at_work(&data);
    stop.store(true, Ordering::Relaxed);
    worker.join().unwrap();
    assert!(Command::new(env!("CARGO_BIN_EXE_dengwen")).args(["backup", "key"]).arg(&key).status().unwrap().success());
    let places = [("--data", data.as_path()), ("--to", &kept), ("--key", &key)];
    killed(&mut dengwen(&["backup"], &places), || has(&kept, "pieces"), 0);
    for wait in [0, 30] {
        killed(&mut dengwen(&["backup"], &places), || has(&data, "restoring-"), wait);
    }
    assert!(has(&data, "restoring-"), "it was checking what it had written");
    let (ok, said) = told(&["backup", "list"], &[("--in", &kept), ("--key", &key)]);
    assert!(!ok && said.contains("no whole backup"), "{said}");
    let (ok, said) = told(&["backup", "verify"], &[("--in", &kept), ("--key", &key)]);
    assert!(!ok && said.contains("no whole backup"), "{said}");
    let (ok, said) = told(&["backup"], &places);
    assert!(ok, "{said}");
    let (ok, said) = told(&["backup", "verify"], &[("--in", &kept), ("--key", &key)]);
    assert!(ok && said.contains("is sound"), "{said}");
    assert!(!has(&data, "restoring-"), "what the killed ones left is gone");
    // And one that is put back: what was begun is not there, and the next one takes its place.
    let to = folder("backup-kill-to");
    fs::create_dir_all(to.join("keys")).unwrap();
    for name in ["ring.json", "log.key"] {
        fs::copy(data.join("keys").join(name), to.join("keys").join(name)).unwrap();
    }
    let from = [("--from", kept.as_path()), ("--key", &key), ("--data", &to)];
    killed(&mut dengwen(&["restore"], &from), || has(&to, "restoring-"), 10);
    assert!(!to.join("dengwen.sqlite").exists());
    let (ok, said) = told(&["restore"], &from);
    assert!(ok, "{said}");
    assert_eq!(fs::read_dir(&to).unwrap().count(), 2, "keys and database, nothing half done");
    end(&["kill", "kill-kept", "kill-key", "kill-to"]);
}

/// Whether a folder has something whose name begins so.
fn has(folder: &Path, name: &str) -> bool {
    let entries = fs::read_dir(folder).into_iter().flatten().filter_map(Result::ok);
    entries.into_iter().any(|entry| entry.file_name().to_string_lossy().starts_with(name))
}

/// Kills a command so many milliseconds after it has come so far.
fn killed(command: &mut Command, so_far: impl Fn() -> bool, wait: u64) {
    let begun = Instant::now();
    let mut running = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    while !so_far() && begun.elapsed() < Duration::from_secs(60) {
        thread::sleep(Duration::from_millis(1));
    }
    thread::sleep(Duration::from_millis(wait));
    assert!(running.try_wait().unwrap().is_none(), "it was still at work");
    running.kill().unwrap();
    running.wait().unwrap();
}

//! What stands between a server and its database, or takes its mail: a port that hands bytes on to an address that can be changed,
//! as an address that moves to another machine does; and a relay of mail that is good, silent or gone.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
};

use tokio::{
    io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader, copy_bidirectional},
    net::{TcpListener, TcpStream},
    sync::watch,
};

/// An address that hands on to another one.
#[derive(Debug)]
pub(crate) struct Relay {
    pub(crate) port: u16,
    target: Arc<watch::Sender<u16>>,
}

impl Relay {
    /// Hands on to a port of this machine.
    pub(crate) async fn to(port: u16) -> Result<Self, String> {
        let listener = TcpListener::bind("127.0.0.1:0").await.map_err(|why| why.to_string())?;
        let mine = listener.local_addr().map_err(|why| why.to_string())?.port();
        let target = Arc::new(watch::Sender::new(port));
        let targets = Arc::clone(&target);
        tokio::spawn(async move {
            while let Ok((mut from, _)) = listener.accept().await {
                let mut moved = targets.subscribe();
                let port = *moved.borrow_and_update();
                tokio::spawn(async move {
                    let Ok(mut to) = TcpStream::connect(("127.0.0.1", port)).await else { return };
                    // What is under way is cut off when the address moves.
                    tokio::select! {
                        _ = copy_bidirectional(&mut from, &mut to) => {}
                        _ = moved.changed() => {}
                    }
                });
            }
        });
        Ok(Self { port: mine, target })
    }

    /// The address moves.
    pub(crate) fn moves_to(&self, port: u16) {
        self.target.send_replace(port);
    }
}

/// How a relay of mail behaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Manner {
    /// It takes what is handed in.
    Good,
    /// It accepts connections and says nothing.
    Silent,
}

/// A relay of mail that counts the letters it took by their marks.
#[derive(Debug)]
pub(crate) struct MailHouse {
    pub(crate) port: u16,
    manner: watch::Sender<Manner>,
    taken: Arc<Mutex<BTreeMap<String, usize>>>,
}

impl MailHouse {
    pub(crate) async fn open(manner: Manner) -> Result<Self, String> {
        let listener = TcpListener::bind("127.0.0.1:0").await.map_err(|why| why.to_string())?;
        let port = listener.local_addr().map_err(|why| why.to_string())?.port();
        let manner = watch::Sender::new(manner);
        let (taken, manners) = (Arc::<Mutex<BTreeMap<String, usize>>>::default(), manner.subscribe());
        let into = Arc::clone(&taken);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (manner, into) = (*manners.borrow(), Arc::clone(&into));
                tokio::spawn(async move {
                    match manner {
                        Manner::Good => drop(talk(stream, &into).await),
                        Manner::Silent => {
                            let _held = stream;
                            std::future::pending::<()>().await;
                        }
                    }
                });
            }
        });
        Ok(Self { port, manner, taken })
    }

    pub(crate) fn becomes(&self, manner: Manner) {
        self.manner.send_replace(manner);
    }

    /// Letters taken, each by its mark, and how often.
    pub(crate) fn taken(&self) -> BTreeMap<String, usize> {
        self.taken.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// As much of RFC 5321 as a letter needs.
async fn talk(stream: TcpStream, taken: &Mutex<BTreeMap<String, usize>>) -> std::io::Result<()> {
    let (read, mut write) = stream.into_split();
    let mut lines = BufReader::new(read).lines();
    write.write_all(b"220 here\r\n").await?;
    let (mut content, mut mark) = (false, String::new());
    while let Some(line) = lines.next_line().await? {
        let said = line.to_ascii_uppercase();
        if content {
            if let Some(id) = line.strip_prefix("Message-ID:") {
                mark = id.trim().to_owned();
            }
            if line != "." {
                continue;
            }
            content = false;
            *taken.lock().unwrap_or_else(PoisonError::into_inner).entry(std::mem::take(&mut mark)).or_default() += 1;
        }
        let answer: &[u8] = match said.as_str() {
            "DATA" => {
                content = true;
                b"354 go on\r\n"
            }
            "QUIT" => return write.write_all(b"221 bye\r\n").await,
            _ => b"250 yes\r\n",
        };
        write.write_all(answer).await?;
    }
    Ok(())
}

//! `dengwen keys`: shares of an office's recovery key, a lost password, rotation.

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};

use clap::{Args, Subcommand};
use dengwen_desk::Desk;
use dengwen_sealing::Share;

use super::place::{Place, text};

/// What can be done with keys. Shares and passwords are read from files or the input, never from the command line.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Make a recovery key for an office and show its three shares once; any two of them open it.
    Shares(Shares),
    /// Check one share: does it belong to the office's recovery key.
    Check(Check),
    /// Give somebody who lost the password a new one, with two shares brought by two others.
    Recover(Recover),
    /// Seal all that comes after to fresh keys: the server's ring and every sealed case.
    Rotate(Rotate),
}

/// Which office.
#[derive(Debug, Args)]
pub(crate) struct Shares {
    /// The office's id.
    office: String,
    #[command(flatten)]
    place: Place,
}

/// Which share.
#[derive(Debug, Args)]
pub(crate) struct Check {
    /// The office's id.
    office: String,
    /// A file that holds the share; `-` reads it from the input.
    #[arg(long, value_name = "FILE")]
    share: PathBuf,
    #[command(flatten)]
    place: Place,
}

/// Who is helped by whom.
#[derive(Debug, Args)]
pub(crate) struct Recover {
    /// The office's id.
    office: String,
    /// The sign-in name whose password was lost.
    login: String,
    /// The two persons who bring the shares, by id.
    #[arg(long, value_name = "PERSON", num_args = 2, required = true)]
    by: Vec<String>,
    /// The two files that hold the shares.
    #[arg(long, value_name = "FILE", num_args = 2, required = true)]
    share: Vec<PathBuf>,
    /// A file that holds the new password; `-` reads it from the input.
    #[arg(long, value_name = "FILE", default_value = "-")]
    password: PathBuf,
    #[command(flatten)]
    place: Place,
}

/// Where to rotate.
#[derive(Debug, Args)]
pub(crate) struct Rotate {
    #[command(flatten)]
    place: Place,
}

/// Runs the command.
pub(crate) fn run(command: &Command) -> ExitCode {
    super::told(done(command))
}

async fn done(command: &Command) -> Result<String, String> {
    let place = match command {
        Command::Shares(Shares { place, .. })
        | Command::Check(Check { place, .. })
        | Command::Recover(Recover { place, .. })
        | Command::Rotate(Rotate { place }) => place,
    };
    place.holds_data()?;
    if matches!(command, Command::Rotate(_)) {
        let key = dengwen_desk::rotate_ring(place.data()).map_err(|fault| fault.chain())?;
        let desk = place.opened(None).await?;
        let told = rotated(&desk, &key).await;
        desk.close().await;
        return told;
    }
    let desk = place.opened(None).await?;
    let told = match command {
        Command::Shares(shares) => made(&desk, &shares.office).await,
        Command::Check(check) => checked(&desk, check).await,
        Command::Recover(recover) => recovered(&desk, recover).await,
        Command::Rotate(_) => Ok(String::new()),
    };
    desk.close().await;
    told
}

async fn made(desk: &Desk, office: &str) -> Result<String, String> {
    let shares = desk.make_shares(office).await.map_err(|fault| fault.chain())?;
    let lines: Vec<String> = shares.iter().map(|share| share.expose().to_string()).collect();
    Ok(format!(
        "{office} 的恢复密钥分为三份，任意两份可以恢复。只显示这一次：请分别抄写，交三人保管，不得存放在本机。\n\
         the recovery key of {office} in three shares, any two of which open it. Shown this once: write each down, give them to \
         three persons, keep none on this machine.\n\n{}\n\n\
         已有密件的密钥，在其持有人下次登录时自动授予恢复密钥 | keys of sealed cases that are there already are granted to it as \
         their holders sign in",
        lines.join("\n")
    ))
}

async fn checked(desk: &Desk, check: &Check) -> Result<String, String> {
    let share = share(&check.share)?;
    desk.check_share(&check.office, &share).await.map_err(|fault| fault.chain())?;
    Ok(format!("第 {0} 份相符 | share {0} matches", share.number()))
}

async fn recovered(desk: &Desk, recover: &Recover) -> Result<String, String> {
    let ([first, second], [left, right]) = (recover.by.as_slice(), recover.share.as_slice()) else {
        return Err("须有两人、两份 | two persons and two shares are needed".to_owned());
    };
    let (left, right) = (share(left)?, share(right)?);
    let password = text(&recover.password)?;
    let password = password.trim();
    if password.is_empty() {
        return Err("请给出新密码 | give the new password".to_owned());
    }
    let done = desk.recover(&recover.office, (&recover.login, password), [first, second], [&left, &right]).await;
    let done = done.map_err(|fault| fault.chain())?;
    Ok(format!("已恢复，授予 {0} 把密钥；已记录在案 | recovered: {0} keys granted; it is on record", done.granted))
}

async fn rotated(desk: &Desk, key: &str) -> Result<String, String> {
    let mut pairs = 0;
    for office in desk.office_ids().await.map_err(|fault| fault.chain())? {
        pairs += desk.rotate_keys(&office).await.map_err(|fault| fault.chain())?;
    }
    Ok(format!(
        "密钥环启用 {key}，密件更换 {pairs} 对密钥；正在运行的服务须重新启动 | the ring uses {key}; {pairs} pairs of sealed cases are \
         fresh; restart a server that is running"
    ))
}

fn share(path: &Path) -> Result<Share, String> {
    text(path)?.trim().parse().map_err(|why: dengwen_sealing::ShareError| format!("{}: {why}", path.display()))
}

//! `dengwen audit rebuild`: lists, search and figures are derived anew from the log, which alone is true; or it is only told where
//! they are not what the log says.

use std::path::PathBuf;

use clap::Args;
use dengwen_desk::library::Library;

use crate::{commands::place::Place, packs::packs};

/// How many streams that differ are named at most: enough to look into, few enough to read.
const NAMED: usize = 20;

/// What is derived anew.
#[derive(Debug, Args)]
pub(crate) struct Rebuild {
    #[command(flatten)]
    place: Place,
    /// Write nothing, only tell what differs; exits 1 if something does.
    #[arg(long)]
    compare: bool,
    /// A folder laid out like `packs/`, instead of what comes with the binary.
    #[arg(long, value_name = "DIR")]
    packs: Option<PathBuf>,
}

/// Runs the command.
pub(super) async fn run(rebuild: &Rebuild) -> Result<String, String> {
    rebuild.place.holds_data()?;
    let desk = rebuild.place.opened(Some(Library::of(packs(rebuild.packs.as_deref())))).await?;
    let done = if rebuild.compare {
        desk.compare().await.map(|found| Err(found.into_iter().map(|one| one.stream).collect::<Vec<_>>()))
    } else {
        desk.rebuild().await.map(Ok)
    };
    desk.close().await;
    match done.map_err(|fault| fault.chain())? {
        Ok(count) => Ok(format!(
            "已由日志重建{count}个记录流的列表、检索和指标 | lists, search and figures of {count} streams are made anew from the log\n"
        )),
        Err(differing) if differing.is_empty() => {
            Ok("列表、检索和指标与日志一致 | lists, search and figures are what the log says\n".to_owned())
        }
        Err(differing) => Err(differ(&differing)),
    }
}

/// That these streams differ: how many, and the first of them, since it may be all of a million.
fn differ(streams: &[String]) -> String {
    let named = streams.iter().take(NAMED).map(String::as_str).collect::<Vec<_>>().join(", ");
    let rest = match streams.len().saturating_sub(NAMED) {
        0 => String::new(),
        more => format!("，另有{more}个 | and {more} more"),
    };
    let count = streams.len();
    format!(
        "{count}个记录流与日志不符，请运行 dengwen audit rebuild | {count} streams are not what the log says, run dengwen audit rebuild: {named}{rest}"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_many_streams_the_first_are_named_and_all_are_counted() {
        let all: Vec<String> = (1..=NAMED + 2).map(|n| format!("case:{n}")).collect();
        let said = differ(&all);
        assert!(said.starts_with("22个记录流") && said.contains("| 22 streams"), "{said}");
        assert!(said.contains("case:20，另有2个 | and 2 more") && !said.contains("case:21"), "{said}");
        assert!(differ(&all[..NAMED]).ends_with("case:19, case:20"), "nothing is left out where there is room");
    }
}

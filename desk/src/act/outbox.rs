//! What leaves a case with a commit: rows of the outbox, written in the same transaction.

use dengwen_case::{Case, Commit, Event};
use dengwen_regulation::model::Id;
use dengwen_store::{OutboxRow, Rows};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

use crate::{cases::Loaded, notices::TELL, registers};

/// Something to be done outside the case. Holds sealed values only as handles.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(tag = "task", rename_all = "snake_case")]
pub(crate) enum Task {
    /// Begin another case.
    Spawn {
        /// The place of the order in the commit.
        event: usize,
        /// The commit.
        seq: u64,
    },
    /// Send the case to another body.
    Forward {
        /// The place of the order in the commit.
        event: usize,
        /// The commit.
        seq: u64,
    },
    /// Enter a row of a table of the office.
    Row {
        /// The place of the order in the commit.
        event: usize,
        /// The commit.
        seq: u64,
    },
    /// Have a register learn of a row that this case adds to it.
    Enter {
        /// The place of the order in the commit.
        event: usize,
        /// The commit.
        seq: u64,
    },
    /// Have the others of a group look at themselves again.
    Recount {
        /// The counter.
        counter: Id,
        /// As the read models name it.
        name: String,
        /// The group.
        key: String,
        /// The link that makes the group.
        link: Option<Id>,
    },
    /// Hand on all that somebody has in other cases.
    HandOn {
        /// The place of the order in the commit.
        event: usize,
        /// The commit.
        seq: u64,
    },
    /// Have those who read this case look at themselves again.
    Wake {
        /// It has ended.
        ended: bool,
    },
    /// Look whether a figure has passed its mark.
    Figures,
    /// Write to those who are told of something and want mail.
    Tell {
        /// Those told, as lists have them.
        principals: Vec<String>,
    },
    /// A letter to somebody of all that they have not read.
    Letter {
        /// To whom: `OFFICE/PERSON`.
        account: String,
    },
    /// Of earlier versions: whoever is told of something reads it in the log of the case, and nothing has to be carried there.
    Message,
}

impl Task {
    pub(crate) const fn kind(&self) -> &'static str {
        match self {
            Self::Spawn { .. } => "spawn",
            Self::Forward { .. } => "forward",
            Self::Row { .. } => "row",
            Self::Enter { .. } => "enter",
            Self::Recount { .. } => "recount",
            Self::HandOn { .. } => "hand_on",
            Self::Wake { .. } => "wake",
            Self::Figures => "figures",
            Self::Tell { .. } => TELL,
            Self::Letter { .. } => "letter",
            Self::Message => "message",
        }
    }
}

/// The rows of the outbox that a commit makes.
pub(super) fn rows(
    (before, was): (&Loaded, &Rows),
    after: &Case,
    commit: &Commit,
    rows: &Rows,
    is_read: bool,
    at: Timestamp,
) -> Vec<OutboxRow> {
    let mut tasks: Vec<Task> = Vec::new();
    for (event, one) in commit.events.iter().enumerate() {
        tasks.extend(of_event(event, one, commit.seq, before));
    }
    tasks.extend(recounts((before, was), commit, rows));
    if before.regulation.indicators.values().any(|indicator| indicator.alert.is_some()) {
        tasks.push(Task::Figures);
    }
    if is_read {
        tasks.push(Task::Wake { ended: after.ended() && !before.case.ended() });
    }
    let row = |(n, task): (usize, Task)| OutboxRow {
        id: format!("{}#{}.{n}", after.id, commit.seq),
        kind: task.kind().to_owned(),
        stream: after.id.clone(),
        body: serde_json::to_value(&task).unwrap_or(Json::Null),
        due_at: at,
        attempts: 0,
    };
    tasks.into_iter().enumerate().map(row).collect()
}

fn of_event(event: usize, one: &Event, seq: u64, before: &Loaded) -> Option<Task> {
    match one {
        Event::SpawnOrdered { .. } => Some(Task::Spawn { event, seq }),
        Event::ForwardOrdered { .. } => Some(Task::Forward { event, seq }),
        Event::Substituted { all: true, .. } => Some(Task::HandOn { event, seq }),
        Event::Listed { register, .. } if registers::learns(&before.regulation, &before.case, register) => {
            Some(Task::Enter { event, seq })
        }
        Event::RowOrdered { .. } => Some(Task::Row { event, seq }),
        _ => None,
    }
}

/// A counter is looked at again where this case came in, went out, or was linked.
fn recounts((before, was): (&Loaded, &Rows), commit: &Commit, rows: &Rows) -> Vec<Task> {
    let linked: Vec<&Id> = commit
        .events
        .iter()
        .filter_map(|event| if let Event::Linked { name, .. } = event { Some(name) } else { None })
        .collect();
    let mut tasks = Vec::new();
    for (id, counter) in &before.regulation.counters {
        let name = super::surroundings::counter_name(&before.office.id, &before.regulation.id, id);
        let link = counter.same.iter().find_map(|same| match same {
            dengwen_regulation::model::Same::Link(link) => Some(link.clone()),
            dengwen_regulation::model::Same::Path(_) => None,
        });
        let mine = |rows: &Rows| {
            let mine = rows.members.iter().filter(|row| row.counter == name);
            mine.map(|row| (row.key.clone(), row.token.clone(), row.at)).collect::<Vec<_>>()
        };
        let (was, is) = (mine(was), mine(rows));
        let tied = link.as_ref().is_some_and(|link| linked.contains(&link));
        if was == is && !tied {
            continue;
        }
        let mut keys: Vec<String> = was.into_iter().chain(is).map(|(key, ..)| key).collect();
        keys.sort();
        keys.dedup();
        let task = |key| Task::Recount { counter: id.clone(), name: name.clone(), key, link: link.clone() };
        tasks.extend(keys.into_iter().map(task));
    }
    tasks
}

#[cfg(test)]
mod tests {
    use super::Task;

    #[test]
    fn what_an_earlier_version_laid_here_is_read() {
        let text = r#"{"task":"message","who":["party:1"],"named":"complainant","document":null,"manner":null}"#;
        assert!(matches!(serde_json::from_str(text), Ok(Task::Message)));
    }
}

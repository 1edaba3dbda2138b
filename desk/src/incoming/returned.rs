//! What another office made of a matter that was sent to it comes back to the case that sent it, when the case there has ended.

use dengwen_case::{Actor, Command, Do, Input};
use dengwen_regulation::{model::Id, value::Value};
use dengwen_store::OutboxRow;
use jiff::Timestamp;

use crate::{
    act::{Along, Order, Stop},
    cases::Loaded,
    desk::Desk,
};

/// The standing act by which something comes back.
const NOTE_RETURN: &str = "note_return";

impl Desk {
    /// Carries the outcome of an ended case to the one that waits for it: under which number, in which office, how it ended.
    /// Nothing else of the case goes back.
    pub(crate) async fn bring_back(
        &self,
        row: &OutboxRow,
        incoming: &str,
        ended: bool,
        now: Timestamp,
    ) -> Result<(), Stop> {
        let incoming = self.replay_incoming(incoming).await?;
        let Some(awaited) = incoming.as_ref().and_then(|one| one.awaited()).filter(|_| ended) else { return Ok(()) };
        let sent = self.load(&awaited.case).await?;
        let place = usize::try_from(awaited.n).ok().and_then(|n| n.checked_sub(1));
        if !place.and_then(|place| sent.case.forwarded.get(place)).is_some_and(dengwen_case::Forwarded::is_awaited) {
            return Ok(());
        }
        let there = self.load(&row.stream).await?;
        let text = |text: String| Value::Text(text);
        let input = Input::new()
            .with("result", text(outcome(&there)))
            .with("from", text(there.office.name.zh.clone()))
            .with("sent", Value::Int(i64::from(awaited.n)));
        let command = Command::Do(Do {
            act: Id::from(NOTE_RETURN),
            option: None,
            row: None,
            input,
            actor: Actor::system(),
            happened: None,
            channel: None,
            warned: None,
            spawned: None,
            keep_out: Vec::new(),
        });
        let (case, once) = (awaited.case.clone(), format!("out {} returned", row.id));
        let order = Order { case, begins: None, command, once, shown: None, now, along: Along::default() };
        Box::pin(self.carry_out(order)).await.map(drop)
    }
}

/// How a case ended, in words of its own regulation.
fn outcome(there: &Loaded) -> String {
    let main = there.case.main();
    let shape = main.and_then(|row| there.regulation.shape(&row.shape));
    let stage = shape.zip(main.and_then(|row| row.stage.as_ref())).and_then(|(shape, id)| shape.stages.get(id));
    let stage = stage.map_or("办结", |stage| stage.label.zh.as_str());
    match there.case.number.as_deref() {
        Some(number) => format!("{stage}（{number}）"),
        None => stage.to_owned(),
    }
}

//! The act that begins a case.

use dengwen_regulation::model::{Begins, Id, Label, Regulation, ShapeRef};

use crate::{
    types::{Code, Do, Event, Refusal},
    work::Work,
};

/// The shape in which an act begins a case by a channel.
pub(crate) fn shape_for(regulation: &Regulation, act: &Id, channel: Option<&Id>) -> Option<ShapeRef> {
    let (kind, act) = match act.split_once('.') {
        Some((kind, act)) => (Some(kind), Id::from(act)),
        None => (None, act.clone()),
    };
    let by_channel = |begins: &Begins| match (begins, channel) {
        (Begins::No, _) => false,
        (Begins::Any, _) | (Begins::Channels(_), None) => true,
        (Begins::Channels(channels), Some(channel)) => channels.contains(channel),
    };
    let shapes = regulation.shapes().filter(|(at, _)| !matches!(at, ShapeRef::Part(_)));
    let mut shapes = shapes.filter(|(at, _)| match (kind, at) {
        (None, _) => true,
        (Some(kind), ShapeRef::Kind(id) | ShapeRef::Register(id)) => *id == *kind,
        (Some(_), _) => false,
    });
    shapes
        .find(|(at, shape)| {
            let rows = matches!(at, ShapeRef::Register(_)) && kind.is_some();
            shape.acts.get(&act).is_some_and(|act| by_channel(&act.begins) || rows)
        })
        .map(|(at, _)| at)
}

/// Begins the case: the row of the case itself is there, nothing else is.
pub(super) fn begin(work: &mut Work<'_>, command: &Do) -> bool {
    let Some(shape) = shape_for(work.regulation, &command.act, command.channel.as_ref()) else {
        let label = Label::new("没有可以如此立件的登记", "no case is begun like this");
        work.refuse(Refusal::new(Code::ActUnknown, label));
        return false;
    };
    let channels = &work.regulation.channels;
    let unknown =
        command.channel.as_ref().is_some_and(|channel| !channels.is_empty() && !channels.contains_key(channel));
    if unknown {
        let label = Label::new("没有这一渠道", "there is no such way in");
        work.refuse(Refusal::new(Code::ChannelUnknown, label).at("channel"));
    }
    let received = command.spawned.as_ref().map_or(work.stamp.happened, |spawned| spawned.received);
    let event = Event::Begun {
        regulation: work.regulation.id.clone(),
        version: work.regulation.version.id.clone(),
        content: work.regulation.content.clone(),
        shape,
        channel: command.channel.clone(),
        receiver: work.doer.clone(),
        received,
    };
    work.emit(event);
    if !command.keep_out.is_empty() {
        work.emit(Event::Barred { who: command.keep_out.clone() });
    }
    if let Some(spawned) = &command.spawned
        && let Some(link) = &spawned.link
    {
        work.emit(Event::Linked { name: link.clone(), to: spawned.from.clone() });
    }
    true
}

//! One sentence for every event, in both languages. A new kind of event does not compile until it has one here.

use dengwen_case::{Doer, Event, Firm, NumberOf, Principal, RowKey};
use dengwen_regulation::model::{Id, Lang, ShapeRef};

use super::{Show, words};

/// How much an event matters to whoever reads the story.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Weight {
    /// Told elsewhere, or of no interest to people.
    Quiet,
    /// Told with what it came from.
    Also,
    /// What the story is about.
    Main,
}

/// How much an event matters.
#[must_use]
pub fn weight(event: &Event) -> Weight {
    match event {
        Event::ActDone { .. } | Event::LimitPassed { .. } | Event::HandGiven { .. } => Weight::Main,
        Event::HandsOver { refused: Some(_), .. } => Weight::Main,
        Event::PartyAdded { by_effect: true, .. }
        | Event::ClassSet { .. }
        | Event::GroundTicked { .. }
        | Event::StageEntered { .. }
        | Event::RowOpened { .. }
        | Event::RowEnded { .. }
        | Event::Reopened { .. }
        | Event::Asked { .. }
        | Event::Lapsed { .. }
        | Event::Assigned { .. }
        | Event::Released { .. }
        | Event::Substituted { .. }
        | Event::Barred { .. }
        | Event::Sighted { .. }
        | Event::Issued { .. }
        | Event::Signed { .. }
        | Event::SignatureRefused { .. }
        | Event::Handed { .. }
        | Event::Served { .. }
        | Event::Published { .. }
        | Event::Unpublished { .. }
        | Event::Told { .. }
        | Event::Linked { .. }
        | Event::LinkEnded { .. }
        | Event::SpawnOrdered { .. }
        | Event::ForwardOrdered { .. }
        | Event::Arrived { .. }
        | Event::Returned { .. }
        | Event::Waiting { .. }
        | Event::LimitPaused { .. }
        | Event::LimitResumed { .. }
        | Event::LimitMoved { .. }
        | Event::Excused { .. }
        | Event::Crossed { .. }
        | Event::Held { .. }
        | Event::Skipped { .. } => Weight::Also,
        Event::Numbered { of: NumberOf::Case, number: Some(_), .. } => Weight::Also,
        Event::LimitEnded { how: dengwen_case::HowEnded::Late | dengwen_case::HowEnded::Lapsed, .. } => Weight::Also,
        Event::Stamped { .. }
        | Event::Begun { .. }
        | Event::FieldSet { .. }
        | Event::FieldUnknown { .. }
        | Event::PartyAdded { by_effect: false, .. }
        | Event::PartySet { .. }
        | Event::GroundJudged { .. }
        | Event::Answered { .. }
        | Event::Listed { .. }
        | Event::RowOrdered { .. }
        | Event::Numbered { .. }
        | Event::Frozen { .. }
        | Event::HandsOver { refused: None, .. }
        | Event::LimitStarted { .. }
        | Event::LimitJudged { .. }
        | Event::LimitRound { .. }
        | Event::LimitEnded { .. } => Weight::Quiet,
        Event::LimitWarned { .. } => Weight::Main,
    }
}

impl Show<'_> {
    /// The text of the language, where both are made.
    pub(crate) fn either(&self, zh: String, en: String) -> String {
        match self.lang {
            Lang::Zh => zh,
            Lang::En => en,
        }
    }

    /// An event in a sentence without its subject and without a full stop.
    #[must_use]
    pub fn sentence(&self, event: &Event) -> String {
        words::spaced(&self.said(event))
    }

    fn said(&self, event: &Event) -> String {
        match event {
            Event::Stamped { .. }
            | Event::Begun { .. }
            | Event::ActDone { .. }
            | Event::FieldSet { .. }
            | Event::FieldUnknown { .. }
            | Event::PartyAdded { .. }
            | Event::PartySet { .. } => self.of_input(event),
            Event::ClassSet { .. } | Event::GroundJudged { .. } | Event::GroundTicked { .. } => self.of_class(event),
            Event::StageEntered { .. } | Event::RowOpened { .. } | Event::RowEnded { .. } | Event::Reopened { .. } => {
                self.of_row(event)
            }
            Event::Asked { .. }
            | Event::Answered { .. }
            | Event::Lapsed { .. }
            | Event::Waiting { .. }
            | Event::HandGiven { .. }
            | Event::HandsOver { .. } => self.of_request(event),
            Event::Assigned { .. }
            | Event::Released { .. }
            | Event::Substituted { .. }
            | Event::Barred { .. }
            | Event::Sighted { .. } => self.of_people(event),
            Event::Issued { .. }
            | Event::Signed { .. }
            | Event::SignatureRefused { .. }
            | Event::Handed { .. }
            | Event::Served { .. }
            | Event::Published { .. }
            | Event::Unpublished { .. }
            | Event::Told { .. }
            | Event::Numbered { .. } => self.of_paper(event),
            Event::Linked { .. }
            | Event::LinkEnded { .. }
            | Event::SpawnOrdered { .. }
            | Event::ForwardOrdered { .. }
            | Event::Arrived { .. }
            | Event::Returned { .. }
            | Event::Listed { .. }
            | Event::RowOrdered { .. }
            | Event::Frozen { .. }
            | Event::Crossed { .. }
            | Event::Held { .. }
            | Event::Skipped { .. } => self.of_outside(event),
            Event::LimitStarted { .. }
            | Event::LimitJudged { .. }
            | Event::LimitPaused { .. }
            | Event::LimitResumed { .. }
            | Event::LimitMoved { .. }
            | Event::LimitPassed { .. }
            | Event::LimitWarned { .. }
            | Event::LimitRound { .. }
            | Event::LimitEnded { .. }
            | Event::Excused { .. } => self.of_limit(event),
        }
    }

    fn of_input(&self, event: &Event) -> String {
        match event {
            Event::Begun { channel, received, shape, .. } => {
                let kind = match shape {
                    ShapeRef::Kind(kind) => self.label(self.regulation.kinds.get(kind).map(|kind| &kind.label), kind),
                    _ => self.text(&self.regulation.case_label),
                };
                let when = self.moment(*received);
                let way = channel.as_ref().map(|channel| self.channel_label(channel)).unwrap_or_default();
                let zh = if way.is_empty() {
                    format!("{when} 收到{kind}")
                } else {
                    format!("{when} 收到{kind}（{way}）")
                };
                let en = if way.is_empty() { String::new() } else { format!(" by {way}") };
                self.either(zh, format!("{kind} received{en} on {when}"))
            }
            Event::ActDone { row, act, option, .. } => self.act_words(row, act, option.as_ref()),
            Event::FieldSet { row, field, value } => {
                let label = self.titled(&self.field_label(row, field), row);
                let said = self.guarded(row, self.field(row, field), value);
                match (said.sealed, said.text.is_empty()) {
                    (true, _) => {
                        self.either(format!("填写了“{label}”（密封）"), format!("“{label}” given, kept sealed"))
                    }
                    (_, true) => self.either(format!("“{label}”清空"), format!("“{label}” emptied")),
                    _ => self.either(format!("“{label}”为{}", said.text), format!("“{label}” is {}", said.text)),
                }
            }
            Event::FieldUnknown { row, field } => {
                let label = self.field_label(row, field);
                self.either(format!("“{label}”暂不清楚"), format!("“{label}” is not known yet"))
            }
            Event::PartyAdded { party, .. } => {
                let label = self.party_label(&party.kind);
                self.either(format!("列{label}为当事人"), format!("{label} becomes a party"))
            }
            Event::PartySet { n, .. } => {
                let party = self.party(*n);
                self.either(format!("补充{party}的信息"), format!("particulars of {party} completed"))
            }
            _ => String::new(),
        }
    }

    /// An act by its label, with the row it is about and the option chosen.
    #[must_use]
    pub fn act_words(&self, row: &RowKey, act: &Id, option: Option<&Id>) -> String {
        let label = self.titled(&self.act_label(row, act), row);
        match option {
            Some(option) => {
                let option = self.option_label(row, act, option);
                self.either(format!("{label}：{option}"), format!("{label}: {option}"))
            }
            None => label,
        }
    }

    fn of_class(&self, event: &Event) -> String {
        match event {
            Event::ClassSet { row, axis, now, was, firm, ground, .. } => {
                let values = |all: &[Id]| {
                    let all: Vec<String> = all.iter().map(|value| self.class_value(row, axis, value)).collect();
                    words::listed(&all, self.lang)
                };
                let (label, to, from) = (self.axis_label(row, axis), values(now), values(was));
                if now.is_empty() {
                    return self.either(format!("“{label}”不再适用"), format!("“{label}” no longer applies"));
                }
                let (mut zh, mut en) = match was.is_empty() {
                    true => (format!("“{label}”定为{to}"), format!("“{label}” is {to}")),
                    false => (format!("“{label}”由{from}改为{to}"), format!("“{label}” changes from {from} to {to}")),
                };
                if let Some(ground) = ground {
                    let ground = self.class_value(row, axis, ground);
                    zh = format!("{zh}，依据：{ground}");
                    en = format!("{en}, because: {ground}");
                }
                if *firm == Some(Firm::Final) {
                    zh.push_str("（最终认定）");
                    en.push_str(" (final)");
                }
                self.either(zh, en)
            }
            Event::GroundJudged { row, axis, ground, holds } => {
                let ground = self.class_value(row, axis, ground);
                match holds {
                    true => self.either(format!("具备事由：{ground}"), format!("the ground holds: {ground}")),
                    false => {
                        self.either(format!("事由不再具备：{ground}"), format!("the ground no longer holds: {ground}"))
                    }
                }
            }
            Event::GroundTicked { row, axis, ground, .. } => {
                let ground = self.class_value(row, axis, ground);
                self.either(format!("认定事由：{ground}"), format!("finds that the ground holds: {ground}"))
            }
            _ => String::new(),
        }
    }

    fn of_row(&self, event: &Event) -> String {
        match event {
            Event::StageEntered { row, stage, .. } => {
                let stage = self.stage_label(row, stage);
                let of = self.row_label(row);
                match of.is_empty() {
                    true => self.either(format!("进入“{stage}”"), format!("moves on to “{stage}”")),
                    false => self.either(format!("{of}进入“{stage}”"), format!("{of} moves on to “{stage}”")),
                }
            }
            Event::RowOpened { row, .. } => {
                let label = self.row_label(row);
                self.either(format!("开立{label}"), format!("opens {label}"))
            }
            Event::RowEnded { row } => {
                let label = self.row_or_case(row);
                self.either(format!("{label}办结"), format!("{label} has ended"))
            }
            Event::Reopened { row } => {
                let label = self.row_or_case(row);
                self.either(format!("{label}重新开启"), format!("{label} is reopened"))
            }
            _ => String::new(),
        }
    }

    fn row_or_case(&self, row: &RowKey) -> String {
        if row.is_main() { self.either("本件".to_owned(), "the case".to_owned()) } else { self.row_label(row) }
    }

    fn of_request(&self, event: &Event) -> String {
        match event {
            Event::Asked { act, row, whom, .. } => {
                let label = self.act_words(row, act, None);
                match whom.is_empty() {
                    true => self.either(format!("请求办理“{label}”"), format!("asks for “{label}”")),
                    false => {
                        let whom = self.principals(whom);
                        self.either(format!("请{whom}办理“{label}”"), format!("asks {whom} for “{label}”"))
                    }
                }
            }
            Event::Answered { n } => {
                let act = self.request_label(*n);
                self.either(format!("对“{act}”的请求已办"), format!("the request for “{act}” is met"))
            }
            Event::Lapsed { n } => {
                let act = self.request_label(*n);
                self.either(format!("对“{act}”的请求作罢"), format!("the request for “{act}” falls"))
            }
            Event::Waiting { command, hands, .. } => {
                let label = self.act_words(
                    &command.row.clone().unwrap_or_else(RowKey::main),
                    &command.act,
                    command.option.as_ref(),
                );
                let hands: Vec<Principal> = hands.iter().flatten().cloned().collect();
                let who = self.principals(&hands);
                self.either(format!("提出“{label}”，待{who}确认"), format!("puts forward “{label}”; waits for {who}"))
            }
            Event::HandGiven { n, .. } => {
                let act = self.waiting_label(*n);
                self.either(format!("确认“{act}”"), format!("confirms “{act}”"))
            }
            Event::HandsOver { n, refused, reason } => {
                let act = self.waiting_label(*n);
                let why = reason
                    .as_ref()
                    .map(|reason| self.either(format!("：{reason}"), format!(": {reason}")))
                    .unwrap_or_default();
                match refused {
                    Some(_) => self.either(format!("不同意“{act}”{why}"), format!("does not agree to “{act}”{why}")),
                    None => self.either(format!("“{act}”手续齐备"), format!("“{act}” has all hands")),
                }
            }
            _ => String::new(),
        }
    }

    pub(super) fn request_label(&self, n: u32) -> String {
        let request = self.case.requests.iter().find(|request| request.n == n);
        let row = |place: usize| self.case.rows.get(place).map_or_else(RowKey::main, |row| row.key.clone());
        request.map(|request| self.act_words(&row(request.row), &request.act, None)).unwrap_or_else(|| n.to_string())
    }

    fn waiting_label(&self, n: u32) -> String {
        let waiting = self.case.waiting.iter().find(|waiting| waiting.n == n).map(|waiting| &waiting.command);
        let row = |row: &Option<RowKey>| row.clone().unwrap_or_else(RowKey::main);
        waiting.map(|of| self.act_words(&row(&of.row), &of.act, of.option.as_ref())).unwrap_or_else(|| n.to_string())
    }

    fn of_people(&self, event: &Event) -> String {
        match event {
            Event::Assigned { place, who, named, .. } => {
                let (place, who) = (self.place(place), self.found_or(who, named));
                self.either(format!("{place}：{who}"), format!("{place}: {who}"))
            }
            Event::Released { who: None } => self.either("全体退出承办".to_owned(), "everyone is released".to_owned()),
            Event::Released { who: Some(who) } => {
                let who = self.principals(who);
                self.either(format!("{who}退出承办"), format!("{who} is released"))
            }
            Event::Substituted { of, by, all } => {
                let (of, by) = (self.principals(of), self.principals(by));
                let (zh, en) = if *all { ("（全部工作）", " in all cases") } else { ("", "") };
                self.either(format!("{by}代理{of}{zh}"), format!("{by} stands in for {of}{en}"))
            }
            Event::Barred { who } => {
                let who = self.principals(who);
                self.either(format!("{who}不再参与本件"), format!("{who} has nothing more to do with the case"))
            }
            Event::Sighted { who } => {
                let who = self.principals(who);
                self.either(format!("准{who}查阅本件"), format!("{who} may see the case"))
            }
            _ => String::new(),
        }
    }
}

/// Whose an event is, where it is somebody else's than the act's.
#[must_use]
pub fn doer_of(event: &Event) -> Option<&Doer> {
    match event {
        Event::ActDone { by, .. } | Event::HandGiven { by, .. } => Some(by),
        Event::HandsOver { refused, .. } => refused.as_ref(),
        _ => None,
    }
}

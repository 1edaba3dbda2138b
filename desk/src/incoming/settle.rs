//! Setting aside what came in, with a reason that the sender reads; and taking it up again.

use dengwen_regulation::model::Lang;

use super::{
    state::{Entry, Event, State, Why, With},
    words::{self, pick, refuse},
};
use crate::{
    desk::Desk,
    secrets,
    view::{Choice, Control, FieldView, FormView, Performed, Rejection, Sent, Session},
};

/// The acts.
const SET_ASIDE: &str = "set_aside";
const TAKE_UP: &str = "take_up";
/// The longest reason, in characters.
const REASON_MAX: usize = 2_000;
/// Why something may be set aside, and what is sent for it.
const WHY: [(&str, Why); 4] =
    [("duplicate", Why::Duplicate), ("test", Why::Test), ("advertisement", Why::Advertisement), ("other", Why::Other)];

/// What may be done with it besides registering it.
pub(super) fn forms(state: &State, lang: Lang) -> Vec<FormView> {
    let form = |act: &str, label: &str, fields: Vec<FieldView>| FormView {
        act: act.to_owned(),
        label: label.to_owned(),
        fields,
        ..FormView::default()
    };
    match state {
        State::Waiting => {
            let choice =
                |value: &str, label: &str| Choice { value: value.to_owned(), label: label.to_owned(), meaning: None };
            let options = WHY.iter().map(|(id, why)| choice(id, words::why_label(*why, lang))).collect();
            let why =
                FieldView { must: true, options, ..FieldView::new("why", pick(lang, "原因", "Why"), Control::One) };
            let hint = pick(lang, "来件人凭查询码可以看到，请勿写他人身份", "the sender reads it; name nobody else");
            let reason = FieldView {
                hint: Some(hint.to_owned()),
                ..FieldView::new("reason", pick(lang, "说明", "Explanation"), Control::Long)
            };
            let sure = vec![choice(
                "yes",
                pick(lang, "我已看过全部内容，确认不予登记", "I have read all of it and will not register it"),
            )];
            let sure = FieldView {
                must: true,
                many: true,
                options: sure,
                ..FieldView::new("sure", pick(lang, "确认", "Confirm"), Control::Many)
            };
            vec![form(SET_ASIDE, pick(lang, "不予登记", "Set aside"), vec![why, reason, sure])]
        }
        State::SetAside => vec![form(TAKE_UP, pick(lang, "恢复为待登记", "Take it up again"), Vec::new())],
        State::Withdrawn | State::Registered { .. } => Vec::new(),
    }
}

impl Desk {
    /// Sets aside what came in, or takes it up again. Who did it and why is kept.
    ///
    /// # Errors
    /// [`Rejection`] with all that stands in the way.
    pub async fn settle_incoming(
        &self,
        session: &Session,
        id: &str,
        sent: Sent,
        lang: Lang,
    ) -> Result<Performed, Rejection> {
        let desk = self.seated_by(session);
        let seen = desk.seen(session, id).await?;
        if seen.entrances.is_empty() {
            return Err(Rejection::Forbidden);
        }
        let incoming = seen.incoming;
        let once = if sent.once.is_empty() { secrets::token()? } else { sent.once.clone() };
        let command = format!("settle {} {} {once}", incoming.stream, session.person);
        let told =
            |text: &str| Performed { case: String::new(), number: None, told: vec![text.to_owned()], code: None };
        let (aside, up) = (pick(lang, "已设为不予登记", "Set aside"), pick(lang, "已恢复为待登记", "Taken up again"));
        let done = told(if sent.act == SET_ASIDE { aside } else { up });
        if desk.store().performed(&command).await?.is_some() {
            return Ok(done);
        }
        let (event, with) = match (sent.act.as_str(), &incoming.state) {
            (SET_ASIDE, State::Waiting) => {
                desk.unless_added(&incoming, sent.seq, lang).await?;
                let (why, text) = reason(&sent, lang)?;
                let (seals, _) = desk.seals(&incoming.office, &incoming.regulation, &incoming.stream).await?;
                let (reason, sealed) = seals.plain(&incoming.stream, "reason", &text)?;
                (Event::SetAside { why, reason }, With { sealed: vec![sealed], ..With::default() })
            }
            (TAKE_UP, State::SetAside) => (Event::TakenUp, With::default()),
            (SET_ASIDE | TAKE_UP, state) => {
                return Err(refuse("not_waiting", words::state_label(state, lang).to_owned()));
            }
            _ => return Err(Rejection::NotFound),
        };
        let after = incoming.clone().and(Entry { by: Some(session.person.clone()), at: desk.now(), event });
        match desk.write_incoming(Some(&incoming), &after, &command, with).await {
            Ok(_) => Ok(done),
            Err(error) if error.is_conflict() => {
                let now = desk.load_incoming(&incoming.stream).await?;
                let story = desk.story_incoming(&now, false, lang).await?;
                Err(Rejection::Changed(
                    story.into_iter().take(1).map(|entry| format!("{} {}", entry.who, entry.text)).collect(),
                ))
            }
            Err(error) => Err(error.into()),
        }
    }
}

/// The reason, confirmed.
fn reason(sent: &Sent, lang: Lang) -> Result<(Why, String), Rejection> {
    let typed = |key: &str| sent.typed.iter().find(|(known, _)| known == key).map_or("", |(_, text)| text.trim());
    let why = WHY.iter().find(|(id, _)| *id == typed("why")).map(|(_, why)| *why);
    let text = typed("reason");
    let mut wrong = Vec::new();
    let mut say = |key: &str, zh: &str, en: &str| wrong.push((key.to_owned(), pick(lang, zh, en).to_owned()));
    if why.is_none() {
        say("why", "请选择原因", "choose why");
    }
    if why == Some(Why::Other) && text.is_empty() {
        say("reason", "请写明原因", "write the reason");
    }
    if text.chars().count() > REASON_MAX {
        say("reason", "说明过长", "too long");
    }
    if typed("sure") != "yes" {
        say("sure", "请确认", "confirm it");
    }
    match why {
        Some(why) if wrong.is_empty() => Ok((why, text.to_owned())),
        _ => Err(Rejection::Invalid(wrong)),
    }
}

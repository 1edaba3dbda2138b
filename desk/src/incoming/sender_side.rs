//! What the sender of a matter that was not registered yet sees and does by the receipt code.

use dengwen_regulation::model::{FieldType, Id, Lang, Sensitive, ShapeRef};

use super::{
    TRIES, form,
    given::{FURTHER, FURTHER_FILES},
    state::{Entry, Event, Incoming, State, With},
    words::{self, pick, refuse},
};
use crate::{
    desk::Desk,
    fault::Fault,
    keep_out::{self, KEEP_OUT},
    secrets,
    typed::{self, FILES_BYTES_MAX, FILES_MAX},
    view::{
        Cited, Control, DueView, FieldView, FollowView, FormView, LimitView, Performed, Rejection, Sent, StoryView,
        StripState, StripView, Upload,
    },
};

/// The acts of the sender.
const ADD: &str = "add";
const WITHDRAW: &str = "withdraw";
/// How long what is added may be, in characters.
const FURTHER_MAX: usize = 20_000;
/// How often something may be added.
const ADDED_MAX: usize = 50;

impl Desk {
    /// A matter that waits for registration, as its sender sees it.
    pub(crate) async fn follow_incoming(&self, stream: &str, lang: Lang) -> Result<FollowView, Rejection> {
        let incoming = self.load_incoming(stream).await?;
        let (office, regulation) = (&incoming.office, &incoming.regulation);
        let gate = self.gate(office, regulation, Some(&incoming.act)).await?;
        let asked = self.gate_form(office, regulation, &gate, lang).ok_or(Rejection::NotFound)?;
        let mut given = Vec::new();
        for (_, one) in self.given(&incoming).await?.unwrap_or_default() {
            given.extend(words::values(&asked, &one, lang, |field| is_covered(&incoming, field)));
            let further = one.typed.iter().filter(|(key, _)| key == FURTHER);
            given.extend(further.map(|_| crate::view::ValueView {
                label: pick(lang, "补充说明", "added").to_owned(),
                value: String::new(),
                sealed: true,
            }));
        }
        given.retain(|value| value.sealed || !value.value.is_empty());
        let files = self.store().attachments(stream).await?.len();
        if files > 0 {
            let value = format!("{files}{}", pick(lang, " 个", ""));
            given
                .push(crate::view::ValueView { label: pick(lang, "文件", "files").to_owned(), value, sealed: false });
        }
        let at = incoming.act.split_once('.').map_or(ShapeRef::Main, |(kind, _)| ShapeRef::Kind(Id::from(kind)));
        let (mut promises, way, received) = self.with_show(office, regulation, lang, |show| {
            let view = show.matter_view("", &at, None);
            (view.promises, view.way, show.moment(incoming.received))
        });
        promises.splice(0..0, asked.follows.iter().filter(|one| !promises.contains(one)).cloned().collect::<Vec<_>>());
        Ok(FollowView {
            number: None,
            office: office.name.in_lang(lang).to_owned(),
            matter: gate.label(regulation, lang),
            stage: words::state_label(&incoming.state, lang).to_owned(),
            ended: incoming.state == State::Withdrawn,
            strip: strip(&incoming, way, received, lang),
            limits: if incoming.state == State::Waiting {
                promised(promises, office.name.in_lang(lang), lang)
            } else {
                Vec::new()
            },
            forms: if incoming.state == State::Waiting { own_forms(lang) } else { Vec::new() },
            story: self.story_incoming(&incoming, true, lang).await?,
            papers: Vec::new(),
            given,
            seq: incoming.seq(),
            statement: String::new(),
        })
    }

    /// The sender adds to it or takes it back.
    pub(crate) async fn answer_incoming(&self, stream: &str, sent: &Sent, lang: Lang) -> Result<Performed, Rejection> {
        let once = if sent.once.is_empty() { secrets::token()? } else { sent.once.clone() };
        let command = format!("sender {stream} {once}");
        let told = match sent.act.as_str() {
            ADD => pick(lang, "已收到您的补充", "What you added was received"),
            WITHDRAW => pick(lang, "已撤回，不再登记", "Taken back; it will not be registered"),
            _ => return Err(Rejection::NotFound),
        };
        let done = Performed { case: stream.to_owned(), number: None, told: vec![told.to_owned()], code: None };
        if self.store().performed(&command).await?.is_some() {
            return Ok(done);
        }
        for _ in 0..TRIES {
            let incoming = self.load_incoming(stream).await?;
            if incoming.state != State::Waiting {
                return Err(refuse("not_waiting", words::state_label(&incoming.state, lang).to_owned()));
            }
            let (event, with) = match sent.act.as_str() {
                ADD => self.added(&incoming, sent, lang).await?,
                _ => (Event::Withdrawn, With::default()),
            };
            let after = incoming.clone().and(Entry { by: None, at: self.now(), event });
            match self.write_incoming(Some(&incoming), &after, &command, with).await {
                Ok(_) => return Ok(done),
                Err(error) if error.is_conflict() => {}
                Err(error) => return Err(error.into()),
            }
        }
        Err(Fault::Restless(stream.to_owned()).into())
    }

    async fn added(&self, incoming: &Incoming, sent: &Sent, lang: Lang) -> Result<(Event, With), Rejection> {
        let mine =
            |(key, text): &&(String, String)| matches!(key.as_str(), FURTHER | KEEP_OUT) && !text.trim().is_empty();
        let typed: Vec<(String, String)> = sent.typed.iter().filter(mine).cloned().collect();
        let files: Vec<Upload> =
            sent.files.iter().filter(|file| file.key == FURTHER_FILES && !file.content.is_empty()).cloned().collect();
        if typed.is_empty() && files.is_empty() {
            let text = pick(lang, "请填写补充的内容，或者选择文件", "write what you add, or choose a file").to_owned();
            return Err(Rejection::Invalid(vec![(FURTHER.to_owned(), text)]));
        }
        if typed.iter().any(|(_, text)| text.chars().count() > FURTHER_MAX) || incoming.log.len() > ADDED_MAX {
            let text = pick(lang, "补充过长或者次数过多", "too long, or added to too often").to_owned();
            return Err(Rejection::Invalid(vec![(FURTHER.to_owned(), text)]));
        }
        typed::check_files(&files, lang)?;
        let there = self.store().attachments(&incoming.stream).await?;
        let before = there.iter().map(|row| usize::try_from(row.size).unwrap_or(usize::MAX));
        let bytes = before
            .chain(files.iter().map(|file| usize::try_from(file.content.size()).unwrap_or(usize::MAX)))
            .fold(0_usize, usize::saturating_add);
        if there.len().saturating_add(files.len()) > FILES_MAX || bytes > FILES_BYTES_MAX {
            let text = pick(
                lang,
                "登记前的文件合计不超过 20 个、60 MB",
                "before registration at most 20 files and 60 MB in all",
            );
            return Err(Rejection::Upload(FURTHER_FILES.to_owned(), text.to_owned()));
        }
        let kept_out = keep_out::meant(&incoming.office, &incoming.regulation, &typed);
        let (seals, _) = self.seals(&incoming.office, &incoming.regulation, &incoming.stream).await?;
        let kept = self.keep_given(&seals, &incoming.stream, typed, &files, "", self.now())?;
        let event = Event::Added { given: kept.handle, kept: kept_out };
        let after = incoming.clone().and(Entry { by: None, at: self.now(), event: event.clone() });
        let keys = self.keys_of_incoming(&after, &[]).await?;
        let with = With { sealed: vec![kept.sealed], attachments: kept.attachments, keys, ..With::default() };
        Ok((event, with))
    }

    /// What happened to it, newest first, for the sender or for the staff.
    pub(crate) async fn story_incoming(
        &self,
        incoming: &Incoming,
        outside: bool,
        lang: Lang,
    ) -> Result<Vec<StoryView>, Rejection> {
        let (office, regulation) = (&incoming.office, &incoming.regulation);
        let mut story = Vec::new();
        for entry in &incoming.log {
            let when = self.with_show(office, regulation, lang, |show| show.moment(entry.at));
            let sender = if outside { pick(lang, "您", "You") } else { pick(lang, "来件人", "the sender") };
            let who = match &entry.by {
                Some(_) if outside => office.name.in_lang(lang).to_owned(),
                Some(person) => office.person_name(person),
                None => sender.to_owned(),
            };
            let text = match &entry.event {
                Event::HandedIn { .. } => pick(lang, "提交，系统已收到", "handed it in; received").to_owned(),
                Event::Added { .. } => pick(lang, "补充", "added to it").to_owned(),
                Event::Withdrawn => pick(lang, "撤回", "took it back").to_owned(),
                Event::TakenUp => pick(lang, "恢复为待登记", "took it up again").to_owned(),
                Event::Registered { .. } => pick(lang, "登记立件", "registered it").to_owned(),
                Event::SetAside { why, reason } => {
                    let said = self.open_sealed(reason).await?.map(|text| text.expose().to_owned()).unwrap_or_default();
                    let (why, zh) = (words::why_label(*why, lang), lang == Lang::Zh);
                    if zh {
                        format!("未予登记：{why}。{said}")
                    } else {
                        format!("did not register it: {why}. {said}")
                    }
                }
            };
            let details = Vec::new();
            story.push(StoryView {
                at: entry.at,
                when,
                entered: None,
                who,
                text,
                details,
                told: true,
                article: None,
                sorts: Vec::new(),
            });
        }
        story.reverse();
        Ok(story)
    }
}

/// Who somebody is stays covered, and so does what was said where the regulation seals it: a code may fall into other hands.
fn is_covered(incoming: &Incoming, shown: &FieldView) -> bool {
    if shown.key.starts_with("party.") {
        return true;
    }
    let Some((shape, act)) = incoming.begin() else { return true };
    let Some(known) = form::field_of(&incoming.regulation, shape, act, &shown.key) else { return true };
    let phone = known.types.contains(&FieldType::Phone);
    match known.sensitive {
        Some(Sensitive::Identity) => true,
        Some(Sensitive::Content) => incoming.regulation.protection.iter().any(|row| row.sealed),
        None => phone,
    }
}

fn strip(incoming: &Incoming, way: Vec<String>, received: String, lang: Lang) -> Vec<StripView> {
    let here = StripView {
        label: words::state_label(&incoming.state, lang).to_owned(),
        state: StripState::Now,
        note: received,
    };
    let ahead = way.into_iter().map(|label| StripView { label, state: StripState::Ahead, note: String::new() });
    let ahead: Vec<StripView> = if incoming.state == State::Waiting { ahead.collect() } else { Vec::new() };
    std::iter::once(here).chain(ahead).collect()
}

/// The promises of the regulation; each becomes a date with registration.
fn promised(promises: Vec<String>, office: &str, lang: Lang) -> Vec<LimitView> {
    let due = || DueView {
        head: pick(lang, "登记后显示到期日", "the date is shown after registration").to_owned(),
        ..DueView::default()
    };
    let one = |label: String| LimitView {
        id: String::new(),
        label,
        cited: Cited::default(),
        who: office.to_owned(),
        due: due(),
        state: String::new(),
        running: true,
        from: String::new(),
        why: String::new(),
        steps: Vec::new(),
        part: 0,
    };
    promises.into_iter().map(one).collect()
}

fn own_forms(lang: Lang) -> Vec<FormView> {
    let mut text = FieldView::new(FURTHER, pick(lang, "补充的内容", "What you add"), Control::Long);
    text.sealed = true;
    let files = FieldView {
        many: true,
        ..FieldView::new(FURTHER_FILES, pick(lang, "补充的文件", "Files you add"), Control::Files)
    };
    let form = |act: &str, label: &str, fields: Vec<FieldView>| FormView {
        act: act.to_owned(),
        label: label.to_owned(),
        fields,
        ..FormView::default()
    };
    vec![
        form(ADD, pick(lang, "补充", "Add to it"), vec![text, files, keep_out::asked_outside(lang)]),
        form(WITHDRAW, pick(lang, "撤回", "Take it back"), Vec::new()),
    ]
}

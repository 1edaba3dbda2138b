//! A clerk registers what came in: the case begins, with everything that was handed in, in one transaction with its end here.

use dengwen_regulation::model::{Id, Lang, Sees};
use dengwen_store::{AttachmentRow, Delta, NewCommit, Part};

use super::{
    FORM, SORT,
    desk_side::{Seen, to_keep_out},
    form,
    given::{FURTHER_FILES, Given},
    state::{Entry, Event, Incoming, State},
    words::{pick, refuse, state_label},
};
use crate::{
    accounts::hash,
    act::{Beginning, Beside, Handover, Stay, Stop, refused_not_live},
    api::{Done, Entrance},
    desk::Desk,
    fault::Fault,
    keep_out::{self, KeepOut},
    keys::owed_in_words,
    secrets,
    show::Viewer,
    view::{Control, FormView, Performed, Rejection, Sent, Session, Upload},
};

/// The key of the way in that a clerk chooses.
pub(super) const WAY: &str = "incoming.way";

/// Files on their way from what came in to the case.
#[derive(Default)]
struct Going {
    /// To fields of the act.
    asked: Vec<Upload>,
    /// To the case alone.
    others: Vec<Upload>,
    /// What lies here until then.
    there: Vec<AttachmentRow>,
}

/// The ways in by which somebody may register it with an act: the one meant for the web, else all.
pub(super) fn ways<'s>(seen: &'s Seen, act: &str) -> Vec<&'s Entrance> {
    let mine: Vec<&Entrance> = seen.entrances.iter().filter(|entrance| *entrance.begin.act == *act).collect();
    let web = mine.iter().find(|entrance| entrance.channel.is_some() && entrance.channel == seen.incoming.channel);
    web.map_or_else(|| mine.clone(), |web| vec![*web])
}

impl Desk {
    /// Registers what came in: the case begins as of the time at which it was received.
    ///
    /// # Errors
    /// [`Rejection`] with all that stands in the way; `already_registered` if somebody else was quicker.
    pub async fn register_incoming(
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
        let once = if sent.once.is_empty() { secrets::token()? } else { sent.once.clone() };
        let mark = desk.derived("incoming register", &format!("{} {once}", session.person), 16);
        if let Some(case) = desk.registered_by(&seen.incoming, &session.person, &mark, lang).await? {
            return desk.told_of(case, lang).await;
        }
        let incoming = &seen.incoming;
        if !incoming.office.open_blanks(&incoming.regulation).is_empty() {
            return Err(refused_not_live(lang));
        }
        desk.unless_added(incoming, sent.seq, lang).await?;
        let entrance = way(&seen, &sent, lang)?;
        let case = desk.case_of_incoming(&incoming.office.id, &incoming.stream);
        let going = desk.going(incoming, entrance, &sent, lang).await?;
        let handover = desk.handover(incoming, &case, (&session.person, mark.clone()), &going).await?;
        let mut sent = sent;
        sent.typed.retain(|(key, _)| key != WAY);
        let words = to_keep_out(&desk.given(incoming).await?.ok_or_else(owed_in_words)?);
        let whom = keep_out::chosen(&incoming.office, &seen.actor, &mut sent.typed, !words.is_empty(), lang)?;
        sent.files.extend(going.asked);
        let beginning = Beginning {
            office: incoming.office.clone(),
            regulation: incoming.regulation.clone(),
            act: entrance.begin.act.clone(),
            channel: entrance.channel.clone(),
            sent: &sent,
            actor: seen.actor.clone(),
            lang,
            handover: Some(handover),
            keep_out: KeepOut { whom, words: String::new() },
        };
        let case = match desk.begin_case_raw(beginning).await {
            Ok((case, _)) => case,
            Err(Stay::Rejected(rejection)) => return Err(rejection),
            Err(Stay::Stop(Stop::Fault(Fault::Store(error)))) if error.is_conflict() => {
                return Err(desk.moved_on(incoming, &session.person, &mark, lang).await);
            }
            Err(Stay::Stop(stop)) => return Err(desk.in_words(stop, &incoming.regulation, 0, lang).await),
        };
        let now = desk.load_incoming(&incoming.stream).await?;
        desk.registered_by(&now, &session.person, &mark, lang).await?;
        for row in going.there {
            desk.store().attachment_delete(&row.id, desk.now()).await?;
        }
        desk.told_of(case, lang).await
    }

    /// The case, if this very form has registered it; refused if it was registered otherwise or is not waiting.
    async fn registered_by(
        &self,
        incoming: &Incoming,
        person: &str,
        mark: &str,
        lang: Lang,
    ) -> Result<Option<String>, Rejection> {
        let State::Registered { case } = &incoming.state else {
            let text = || state_label(&incoming.state, lang).to_owned();
            return if incoming.state == State::Waiting { Ok(None) } else { Err(refuse("not_waiting", text())) };
        };
        let last = incoming.log.last();
        let own = last.is_some_and(|entry| {
            entry.by.as_deref() == Some(person)
                && matches!(&entry.event, Event::Registered { once, .. } if once == mark)
        });
        if own {
            return Ok(Some(case.clone()));
        }
        let number = self.number_of(case).await?;
        let by =
            last.and_then(|entry| entry.by.as_deref()).map(|by| incoming.office.person_name(by)).unwrap_or_default();
        Err(refuse(
            "already_registered",
            match lang {
                Lang::Zh => format!("已由{by}登记为 {number}"),
                Lang::En => format!("already registered by {by} as {number}"),
            },
        ))
    }

    /// Somebody was quicker: what happened.
    async fn moved_on(&self, shown: &Incoming, person: &str, mark: &str, lang: Lang) -> Rejection {
        let now = match self.load_incoming(&shown.stream).await {
            Ok(now) => now,
            Err(rejection) => return rejection,
        };
        if let Err(rejection) = self.registered_by(&now, person, mark, lang).await {
            return rejection;
        }
        self.unless_added(&now, shown.seq(), lang).await.err().unwrap_or(Rejection::NotFound)
    }

    /// Has the sender added something since the form was shown.
    pub(super) async fn unless_added(&self, incoming: &Incoming, shown: u64, lang: Lang) -> Result<(), Rejection> {
        if shown == 0 || shown >= incoming.seq() {
            return Ok(());
        }
        let newer = usize::try_from(incoming.seq().saturating_sub(shown)).unwrap_or(usize::MAX);
        let story = self.story_incoming(incoming, false, lang).await?;
        Err(Rejection::Changed(
            story.into_iter().take(newer).map(|entry| format!("{} {} {}", entry.when, entry.who, entry.text)).collect(),
        ))
    }

    async fn told_of(&self, case: String, lang: Lang) -> Result<Performed, Rejection> {
        let number = self.load(&case).await?.case.number.clone();
        let done = Done { case, number, since: 0 };
        let told = self.what_happened(&done, Viewer::staff(Sees::Facts), lang).await?;
        Ok(Performed { case: done.case, number: done.number, told, code: None })
    }

    /// The files that go over, opened: each to the field for which it was sent, the others to the case alone.
    async fn going(
        &self,
        incoming: &Incoming,
        entrance: &Entrance,
        sent: &Sent,
        lang: Lang,
    ) -> Result<Going, Rejection> {
        let (office, regulation) = (&incoming.office, &incoming.regulation);
        let form = self
            .with_show(office, regulation, lang, |show| show.beginning(&entrance.begin))
            .ok_or(Rejection::NotFound)?;
        let mut going = Going::default();
        let all = self.given(incoming).await?.ok_or_else(owed_in_words)?;
        for (key, id) in all.iter().flat_map(|(_, one)| &one.files) {
            let Some((row, head)) = self.store().attachment(id).await? else { continue };
            let (name, content) = self.open_file(&row, &head).await?.ok_or_else(owed_in_words)?;
            let (content, media) = (self.spooled_again(&row, content).await?, row.media.clone());
            going.there.push(row);
            let taken = |key: &str| sent.files.iter().chain(&going.asked).any(|file| file.key == key);
            match field_for(&form, key).filter(|(key, many)| *many || !taken(key)) {
                Some((key, _)) => going.asked.push(Upload { key, name, media, content }),
                None => going.others.push(Upload { key: key.clone(), name, media, content }),
            }
        }
        let channel = entrance.channel.as_ref().and_then(|id| regulation.channels.get(id));
        for key in channel.into_iter().flat_map(|channel| &channel.asks) {
            let given = sent.files.iter().chain(&going.asked).any(|file| file.key == *key);
            if field_for(&form, key).is_some() && !given {
                going.asked.push(self.as_handed_in(incoming, key, &all, &form, lang));
            }
        }
        Ok(going)
    }

    /// What was handed in, as a text: the original of what came in without a paper.
    fn as_handed_in(
        &self,
        incoming: &Incoming,
        key: &str,
        all: &[(jiff::Timestamp, Given)],
        form: &FormView,
        lang: Lang,
    ) -> Upload {
        let mut text = String::new();
        for (at, given) in all {
            let when = self.with_show(&incoming.office, &incoming.regulation, lang, |show| show.moment(*at));
            text.extend([when.as_str(), "\n"]);
            for (key, value) in &given.typed {
                let label = form::find(form, key).map_or(pick(lang, "补充", "added"), |field| field.label.as_str());
                text.extend([label, ": ", value.as_str(), "\n"]);
            }
        }
        let name = pick(lang, "来件原文.txt", "as handed in.txt").to_owned();
        Upload { key: key.to_owned(), name, media: "text/plain".to_owned(), content: text.into_bytes().into() }
    }

    /// What goes over in the transaction: the end of the matter here, its rows gone, its code and files with the case.
    async fn handover(
        &self,
        incoming: &Incoming,
        case: &str,
        (person, mark): (&str, String),
        going: &Going,
    ) -> Result<Handover, Rejection> {
        let now = self.now();
        let event = Event::Registered { case: case.to_owned(), once: mark };
        let entry = Entry { by: Some(person.to_owned()), at: now, event };
        let body = serde_json::to_string(&entry).map_err(Fault::Json)?;
        let stream = incoming.stream.clone();
        let mut delta: Delta = self.store().rows(&stream).await?.diff(&incoming.became(case));
        going.there.iter().for_each(|row| delta.delete(row));
        let files = going.others.clone();
        let code: dengwen_sealing::Hashed = incoming.code.parse().map_err(|_| Fault::SealedGone)?;
        let part = Part::of(stream.clone(), SORT, incoming.seq());
        let commit = NewCommit { stream, form: FORM, body, entered_at: now };
        let beside = Beside { part, commit, delta };
        Ok(Handover { case: case.to_owned(), received: incoming.received, code: hash(code), files, beside })
    }
}

/// The way in: the only one there is, or the one that was chosen.
fn way<'s>(seen: &'s Seen, sent: &Sent, lang: Lang) -> Result<&'s Entrance, Rejection> {
    let ways = ways(seen, &sent.act);
    if let [only] = ways.as_slice() {
        return Ok(*only);
    }
    let chosen = sent.typed.iter().find(|(key, _)| key == WAY).map(|(_, id)| Id::from(id.trim()));
    let found = ways.iter().find(|way| way.channel.is_some() && way.channel == chosen).copied();
    match found {
        Some(way) => Ok(way),
        None if ways.is_empty() => Err(Rejection::Forbidden),
        None => {
            let text = pick(lang, "请选择按哪种来源登记", "choose the way in under which it is registered").to_owned();
            Err(Rejection::Invalid(vec![(WAY.to_owned(), text)]))
        }
    }
}

/// The field of the form that takes files sent under a key, and whether it takes several.
fn field_for(form: &FormView, key: &str) -> Option<(String, bool)> {
    if key == FURTHER_FILES {
        let own = form.fields.iter().find(|field| field.control == Control::Files)?;
        return Some((own.key.clone(), own.many));
    }
    let own = form::find(form, key).filter(|field| field.control == Control::Files)?;
    Some((key.to_owned(), own.many))
}

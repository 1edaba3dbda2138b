//! A second person agrees to an opening, or not; whoever was told of one has read it.

use dengwen_case::{Actor, Principal};
use dengwen_regulation::model::{Lang, Sees};

use super::{
    PREFIX,
    book::{Book, Entry, Event, Opening},
    office_of, refused,
    rule::{sees_all, supervisors, until},
    words,
};
use crate::{
    desk::Desk,
    fault::Fault,
    incoming::pick,
    look::Look,
    secrets,
    view::{Control, FieldView, FormView, Performed, Rejection, Sent, Session},
};

/// The act by which a second person agrees.
pub const OPENING_GRANTED: &str = "grant";
/// The longest reason, in characters.
const REASON_MAX: usize = 2_000;

/// What may be done with an opening.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Deed {
    Grant,
    Refuse,
    Note,
}

impl Deed {
    const ALL: [Self; 3] = [Self::Grant, Self::Refuse, Self::Note];

    const fn id(self) -> &'static str {
        match self {
            Self::Grant => OPENING_GRANTED,
            Self::Refuse => "refuse",
            Self::Note => "note",
        }
    }

    const fn label(self, lang: Lang) -> &'static str {
        match self {
            Self::Grant => pick(lang, "同意启封", "Agree"),
            Self::Refuse => pick(lang, "不同意", "Do not agree"),
            Self::Note => pick(lang, "已阅", "I have read it"),
        }
    }
}

/// An opening as somebody of the office looks at it.
pub(super) struct Seen {
    pub(super) book: Book,
    pub(super) opening: Opening,
    pub(super) look: Look,
    pub(super) person: String,
}

impl Seen {
    /// Those who see all of the case know all about its openings; those who are told of one know of that one.
    fn concerns(&self, actor: &Actor) -> bool {
        let barred = self
            .look
            .seen
            .barred
            .iter()
            .any(|one| matches!(one, Principal::Person(_)) && actor.principals.contains(one));
        self.reads_all() || (self.is_told() && !barred)
    }

    /// Do they see all of the case.
    pub(super) fn reads_all(&self) -> bool {
        self.look.viewer.sees == Sees::All
    }

    fn is_told(&self) -> bool {
        self.opening.told.contains(&self.person)
    }

    /// Why they may not do it; inside, what is said.
    fn closed(&self, deed: Deed) -> Result<(), Rejection> {
        let (lang, one) = (self.look.lang, &self.opening);
        match deed {
            Deed::Note if !self.is_told() || one.noted.iter().any(|(known, _)| *known == self.person) => {
                Err(Rejection::Forbidden)
            }
            Deed::Note => Ok(()),
            _ if !self.reads_all() => Err(Rejection::Forbidden),
            _ if !one.is_waiting() => {
                Err(refused("decided_already", &words::state(one, &self.look.loaded.office, &self.look.show()), &[]))
            }
            _ if one.by == self.person => {
                let others = words::names(&self.look.loaded.office, &one.whom, lang);
                let instead = match lang {
                    Lang::Zh => format!("请联系{others}"),
                    Lang::En => format!("turn to {others}"),
                };
                let text = pick(lang, "任何人不得同意本人提出的请求", "nobody agrees to their own request");
                Err(refused("own_request", text, &[&instead]))
            }
            Deed::Grant if !sees_all(&self.look, &one.by) => Err(refused(
                "asker_lost_sight",
                pick(
                    lang,
                    "提出请求的人已不再办理本件，不能再为其启封",
                    "whoever asked does not see this case any more",
                ),
                &[pick(lang, "请选择“不同意”", "choose “do not agree”")],
            )),
            Deed::Grant | Deed::Refuse => Ok(()),
        }
    }

    /// What they may do now.
    pub(super) fn forms(&self) -> Vec<FormView> {
        let lang = self.look.lang;
        let open = Deed::ALL.into_iter().filter(|deed| self.closed(*deed).is_ok());
        open.map(|deed| {
            let reason = FieldView {
                must: true,
                hint: Some(pick(lang, "提出请求的人会看到", "whoever asked reads it").to_owned()),
                ..FieldView::new("reason", pick(lang, "理由", "Reason"), Control::Long)
            };
            FormView {
                act: deed.id().to_owned(),
                label: deed.label(lang).to_owned(),
                fields: if deed == Deed::Refuse { vec![reason] } else { Vec::new() },
                ..FormView::default()
            }
        })
        .collect()
    }

    /// Why they cannot agree to what waits, where that is the question.
    pub(super) fn why_not(&self) -> Option<Rejection> {
        self.closed(Deed::Grant).err().filter(|_| self.reads_all() && self.opening.is_waiting())
    }
}

impl Desk {
    /// An opening, for those who see all of the case and those who are told of it.
    pub(super) async fn seen_opening(
        &self,
        session: &Session,
        name: &str,
        n: u32,
        lang: Lang,
    ) -> Result<Seen, Rejection> {
        let stream = format!("{PREFIX}{name}");
        if office_of(&stream) != session.office {
            return Err(Rejection::NotFound);
        }
        let desk = self.seated_by(session);
        let book = desk.openings(&stream).await?.ok_or(Rejection::NotFound)?;
        let opening = book.opening(n).cloned().ok_or(Rejection::NotFound)?;
        let (_, actor) = desk.seat(session).await?;
        let look = desk.look(&book.case, &actor, lang).await?;
        let seen = Seen { book, opening, look, person: session.person.clone() };
        if seen.concerns(&actor) { Ok(seen) } else { Err(Rejection::NotFound) }
    }

    /// Agrees to an opening (`grant`), or not (`refuse`, with a `reason`); `note`: whoever was told of it has read it.
    ///
    /// # Errors
    /// [`Rejection::NotFound`] for whom it is nothing; [`Rejection::ProofWanted`] of whoever agrees; [`Rejection`] with what
    /// stands in the way.
    pub async fn decide_opening(
        &self,
        session: &Session,
        name: &str,
        n: u32,
        sent: &Sent,
        lang: Lang,
    ) -> Result<Performed, Rejection> {
        let seen = self.seen_opening(session, name, n, lang).await?;
        let deed = Deed::ALL.into_iter().find(|deed| deed.id() == sent.act).ok_or(Rejection::NotFound)?;
        let once = if sent.once.is_empty() { secrets::token()? } else { sent.once.clone() };
        let command = format!("opening {name} {n} {} {once}", session.person);
        let done = || {
            let told = vec![deed.label(lang).to_owned()];
            Performed { case: String::new(), number: None, told, code: None }
        };
        if self.store().performed(&command).await?.is_some() {
            return Ok(done());
        }
        seen.closed(deed)?;
        if deed == Deed::Grant {
            Self::proven(session)?;
        }
        let event = match deed {
            Deed::Note => Event::Noted { n },
            Deed::Refuse => Event::Refused { n, reason: reason(sent, lang)? },
            Deed::Grant => {
                let told = supervisors(&seen.look, &seen.opening.by);
                Event::Granted { n, until: until(&seen.look.loaded.office, self.now()), told }
            }
        };
        let entry = Entry { by: session.person.clone(), at: self.now(), event };
        match self.write_opening(&seen.book, entry, &command).await {
            Ok(_) => Ok(done()),
            Err(error) if error.is_conflict() => Err(Rejection::Changed(vec![
                pick(lang, "此请求刚刚有了变化，请核对后再办", "the request has just changed; look again").to_owned(),
            ])),
            Err(error) => Err(Fault::from(error).into()),
        }
    }
}

fn reason(sent: &Sent, lang: Lang) -> Result<String, Rejection> {
    let typed = sent.typed.iter().find(|(key, _)| key == "reason").map_or("", |(_, text)| text.trim());
    let wrong = match typed.chars().count() {
        0 => pick(lang, "请写明不同意的理由", "say why you do not agree"),
        1..=REASON_MAX => return Ok(typed.to_owned()),
        _ => pick(lang, "理由过长", "too long"),
    };
    Err(Rejection::Invalid(vec![("reason".to_owned(), wrong.to_owned())]))
}

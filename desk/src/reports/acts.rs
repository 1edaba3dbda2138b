//! What people do on a report: prepare it, approve it or send it back, read it.

use dengwen_case::Actor;
use dengwen_regulation::model::{Content, Lang};

use super::{
    Of, PREFIX,
    book::{Book, Entry, Event, Round, Standing},
    office_of,
};
use crate::{
    actor::in_lists,
    desk::Desk,
    fault::Fault,
    incoming::pick,
    secrets,
    view::{Cited, ClosedView, Control, FieldView, FormView, Performed, Refused, Rejection, Sent, Session},
};

/// The longest text, in characters.
const TEXT_MAX: usize = 20_000;

/// The acts, in their order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Deed {
    Prepare,
    Approve,
    SendBack,
    Read,
}

impl Deed {
    pub(super) const ALL: [Self; 4] = [Self::Prepare, Self::Approve, Self::SendBack, Self::Read];

    pub(super) const fn id(self) -> &'static str {
        match self {
            Self::Prepare => "prepare",
            Self::Approve => "approve",
            Self::SendBack => "send_back",
            Self::Read => "read",
        }
    }

    pub(super) const fn label(self, lang: Lang) -> &'static str {
        match self {
            Self::Prepare => pick(lang, "编制完成", "Prepared"),
            Self::Approve => pick(lang, "批准", "Approve"),
            Self::SendBack => pick(lang, "退回重编", "Send back"),
            Self::Read => pick(lang, "已阅", "Read"),
        }
    }
}

/// Why somebody does not find an act open: it is nothing to them, or this stands in the way.
enum Closed {
    NotYours,
    For(&'static str, String),
}

/// A report as somebody of the office looks at it.
pub(super) struct Seen {
    pub(super) book: Book,
    pub(super) actor: Actor,
}

impl Seen {
    fn of(&self) -> Of<'_> {
        Of { office: &self.book.office, regulation: &self.book.regulation, report: self.book.report() }
    }

    /// Is it anything to them: they make it, approve it, or get it once it is out.
    pub(super) fn concerns(&self, round: Option<&Round>) -> bool {
        let makes = Deed::ALL.iter().filter(|deed| **deed != Deed::Read).any(|deed| self.may_ever(*deed));
        let out = round.map_or_else(
            || self.book.rounds.iter().any(|round| round.standing == Standing::Out),
            |round| round.standing == Standing::Out,
        );
        makes || out && self.may_ever(Deed::Read)
    }

    fn may_ever(&self, deed: Deed) -> bool {
        let of = self.of();
        let now = self.book.log.last().map_or(jiff::Timestamp::UNIX_EPOCH, |entry| entry.at);
        let whom = match deed {
            Deed::Prepare => of.whom(Standing::ToPrepare, now),
            Deed::Approve | Deed::SendBack => (0..super::approvers(of.report).len())
                .flat_map(|step| of.whom(Standing::ToApprove(step), now))
                .collect(),
            Deed::Read => of.whom(Standing::Out, now),
        };
        self.actor.is_any(&whom)
    }

    fn closed(&self, round: &Round, deed: Deed, lang: Lang) -> Option<Closed> {
        if !self.may_ever(deed) {
            return Some(Closed::NotYours);
        }
        let of = self.of();
        let now = self.book.log.last().map_or(jiff::Timestamp::UNIX_EPOCH, |entry| entry.at);
        let said = |code: &'static str, zh: &str, en: &str| Some(Closed::For(code, pick(lang, zh, en).to_owned()));
        match (deed, round.standing) {
            (Deed::Prepare, Standing::ToPrepare) => None,
            (Deed::Prepare, _) => said("prepared_already", "本期报告已经编制", "this round has been prepared already"),
            (Deed::Approve | Deed::SendBack, Standing::ToPrepare) => {
                said("not_prepared", "报告尚未编制", "the report has not been prepared yet")
            }
            (Deed::Approve | Deed::SendBack, Standing::Out) => {
                said("out_already", "报告已经发出", "the report has gone out already")
            }
            (Deed::Approve | Deed::SendBack, standing @ Standing::ToApprove(_)) => {
                if !self.actor.is_any(&of.whom(standing, now)) {
                    return said("not_your_turn", "现由他人审批", "it is with somebody else for approval");
                }
                let own = round.prepared_by.is_some() && round.prepared_by == self.actor.person;
                if own && deed == Deed::Approve {
                    return said(
                        "own_work",
                        "编制人不得审批本人所编的报告",
                        "nobody approves what they prepared themselves",
                    );
                }
                None
            }
            (Deed::Read, Standing::Out) if self.unread(round).is_empty() => {
                said("read_already", "您已阅知本期报告", "you have read this round already")
            }
            (Deed::Read, Standing::Out) => None,
            (Deed::Read, _) => Some(Closed::NotYours),
        }
    }

    /// As whom they have not read a round yet.
    fn unread(&self, round: &Round) -> Vec<String> {
        let of = self.of();
        let at = round.out.unwrap_or(jiff::Timestamp::UNIX_EPOCH);
        let mine = of.whom(Standing::Out, at).into_iter().filter(|one| self.actor.is_any(std::slice::from_ref(one)));
        mine.map(|one| in_lists(&self.book.office.id, &one)).filter(|one| !round.read.contains(one)).collect()
    }

    /// The acts open to them, each with its form, and those closed, each with the reason.
    pub(super) fn offers(&self, round: &Round, lang: Lang) -> (Vec<FormView>, Vec<ClosedView>) {
        let (mut open, mut shut) = (Vec::new(), Vec::new());
        for deed in Deed::ALL {
            match self.closed(round, deed, lang) {
                None => open.push(self.form(round, deed, lang)),
                Some(Closed::NotYours) => {}
                Some(Closed::For(_, why)) => shut.push(ClosedView {
                    act: deed.id().to_owned(),
                    label: deed.label(lang).to_owned(),
                    why: vec![self.cited(why, lang)],
                    instead: Vec::new(),
                }),
            }
        }
        (open, shut)
    }

    pub(super) fn cited(&self, text: String, lang: Lang) -> Cited {
        let rule = &self.book.report().rule;
        let reading = rule.reading.as_ref().map(|reading| reading.in_lang(lang).to_owned());
        Cited { text, article: rule.article.clone(), reading }
    }

    fn form(&self, round: &Round, deed: Deed, lang: Lang) -> FormView {
        let reason = || {
            vec![FieldView {
                must: true,
                ..FieldView::new("reason", pick(lang, "退回理由", "Why it is sent back"), Control::Long)
            }]
        };
        let fields = match deed {
            Deed::Prepare => self.texts(round, lang),
            Deed::SendBack => reason(),
            Deed::Approve | Deed::Read => Vec::new(),
        };
        FormView {
            act: deed.id().to_owned(),
            label: deed.label(lang).to_owned(),
            cited: self.cited(String::new(), lang),
            fields,
            ..FormView::default()
        }
    }

    /// A field for each text that is to be written.
    fn texts(&self, round: &Round, lang: Lang) -> Vec<FieldView> {
        let labels =
            self.book.report().contents.iter().filter_map(|content| {
                if let Content::Write(label) = content { Some(label.in_lang(lang)) } else { None }
            });
        let one = |(place, label): (usize, &str)| FieldView {
            must: true,
            value: round.written.get(place).cloned().into_iter().collect(),
            ..FieldView::new(format!("text{}", place + 1), label, Control::Long)
        };
        labels.enumerate().map(one).collect()
    }
}

impl Desk {
    /// A report, for whoever it is anything to.
    pub(super) async fn seen_report(&self, session: &Session, name: &str) -> Result<Seen, Rejection> {
        let stream = format!("{PREFIX}{name}");
        if office_of(&stream) != session.office {
            return Err(Rejection::NotFound);
        }
        let (_, actor) = self.seat(session).await?;
        let actor = actor.unless(&[]);
        let book = self.replay_report(&stream).await?.ok_or(Rejection::NotFound)?;
        Ok(Seen { book, actor })
    }

    /// Does an act on a round of a report: `prepare` (`text1`, `text2` … as the regulation wants them written), `approve`,
    /// `send_back` (`reason`), `read`.
    ///
    /// # Errors
    /// [`Rejection`] with what stands in the way.
    pub async fn act_on_report(
        &self,
        session: &Session,
        name: &str,
        n: u32,
        sent: &Sent,
        lang: Lang,
    ) -> Result<Performed, Rejection> {
        let seen = self.seen_report(session, name).await?;
        let round = seen.book.round(n).filter(|round| seen.concerns(Some(round))).ok_or(Rejection::NotFound)?;
        let deed = Deed::ALL.into_iter().find(|deed| deed.id() == sent.act).ok_or(Rejection::NotFound)?;
        let once = if sent.once.is_empty() { secrets::token()? } else { sent.once.clone() };
        let command = format!("report {name} {n} {} {once}", session.person);
        let done = || Performed {
            case: String::new(),
            number: None,
            told: vec![format!("{} · {}", round.period.words(lang), deed.label(lang))],
            code: None,
        };
        if self.store().performed(&command).await?.is_some() {
            return Ok(done());
        }
        match seen.closed(round, deed, lang) {
            None => {}
            Some(Closed::NotYours) => return Err(Rejection::Forbidden),
            Some(Closed::For(code, why)) => {
                let cited = seen.cited(why, lang);
                return Err(Rejection::Refused(vec![Refused { code: code.to_owned(), cited, instead: Vec::new() }]));
            }
        }
        let event = self.report_event(&seen, round, deed, sent, lang).await?;
        let after = seen.book.clone().and(Entry { by: Some(session.person.clone()), at: self.now(), event });
        match self.write_report(Some(&seen.book), &after, &command).await {
            Ok(()) => Ok(done()),
            Err(error) if error.is_conflict() => Err(Rejection::Changed(vec![
                pick(lang, "报告已由他人办理，请核对后再办", "somebody else has acted on the report meanwhile")
                    .to_owned(),
            ])),
            Err(error) => Err(Fault::from(error).into()),
        }
    }

    async fn report_event(
        &self,
        seen: &Seen,
        round: &Round,
        deed: Deed,
        sent: &Sent,
        lang: Lang,
    ) -> Result<Event, Rejection> {
        let n = round.n;
        let form = seen.form(round, deed, lang);
        let mut texts = Vec::new();
        let mut wrong = Vec::new();
        for field in &form.fields {
            let typed = sent.typed.iter().find(|(key, _)| *key == field.key).map_or("", |(_, text)| text.trim());
            if typed.is_empty() {
                wrong.push((field.key.clone(), pick(lang, "请填写", "write something").to_owned()));
            } else if typed.chars().count() > TEXT_MAX {
                wrong.push((field.key.clone(), pick(lang, "内容过长", "too long").to_owned()));
            }
            texts.push(typed.to_owned());
        }
        if !wrong.is_empty() {
            return Err(Rejection::Invalid(wrong));
        }
        Ok(match deed {
            Deed::Prepare => {
                let report = seen.book.report();
                let (office, regulation) = (&seen.book.office, &seen.book.regulation);
                let figures = self.report_figures(office, regulation, report, seen.book.covered(round)).await?;
                Event::Prepared { n, written: texts, figures }
            }
            Deed::Approve => Event::Approved { n },
            Deed::SendBack => Event::SentBack { n, reason: texts.into_iter().next().unwrap_or_default() },
            Deed::Read => Event::Read { n, whose: seen.unread(round) },
        })
    }
}

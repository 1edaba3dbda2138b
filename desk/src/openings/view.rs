//! Openings as pages show them: on the page of the case, on a page of their own, in the inbox.

use dengwen_regulation::model::{Label, Lang, Sees};
use dengwen_store::{TodoRow, Viewer};
use serde::Serialize;

use super::{
    AGREE, DECIDED, Of, PREFIX,
    acts::Seen,
    book::{Book, Opening, Standing},
    rule::wants_second,
    words::{self, either},
};
use crate::{
    audit::Read,
    desk::Desk,
    fault::Fault,
    incoming::pick,
    look::Look,
    view::{CaseView, Cited, DueView, FormView, InboxRow, Rejection, Session, StoryView},
};

/// An opening on a page of its own.
#[derive(Debug, Clone, Serialize)]
pub struct OpeningView {
    /// Its name in addresses: that of the case's openings, and its number there.
    pub id: String,
    /// Its number.
    pub n: u32,
    /// What is opened; in general words for whoever does not see all of the case.
    pub what: String,
    /// The case, internal id and number, for whoever may know of it.
    pub case: Option<(String, String)>,
    /// How it stands, in words.
    pub state: String,
    /// Who asks, with their unit.
    pub who: String,
    /// What for; none for whoever does not see all of the case.
    pub purpose: Option<String>,
    /// What this person may do with it.
    pub forms: Vec<FormView>,
    /// Why they cannot agree to it, and what can be done.
    pub why_not: Vec<Cited>,
    /// What happened, newest first.
    pub story: Vec<StoryView>,
    /// Last change, to be sent back.
    pub seq: u64,
}

/// An opening as a line with the address of its page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OpeningLine {
    /// Its name in addresses, with its number.
    pub id: String,
    /// Who, and what for.
    pub text: String,
    /// How it stands.
    pub state: String,
    /// It waits for somebody to agree.
    pub waiting: bool,
}

impl Desk {
    /// An opening, for those who see all of the case and those who are told of it.
    ///
    /// # Errors
    /// [`Rejection::NotFound`] for anybody else.
    pub async fn opening(&self, session: &Session, id: &str, n: u32, lang: Lang) -> Result<OpeningView, Rejection> {
        let seen = self.seen_opening(session, id, n, lang).await?;
        let (look, one) = (&seen.look, &seen.opening);
        let (show, office) = (look.show(), &look.loaded.office);
        let unit = office.unit_of(&one.by, look.now).and_then(|unit| show.names.units.get(unit));
        let general = pick(lang, "一份身份信息", "an identity").to_owned();
        let why_not = match seen.why_not() {
            Some(Rejection::Refused(all)) => all
                .into_iter()
                .flat_map(|one| {
                    let instead = one.instead.into_iter().map(|text| Cited { text, ..Cited::default() });
                    std::iter::once(one.cited).chain(instead).collect::<Vec<_>>()
                })
                .collect(),
            _ => Vec::new(),
        };
        Ok(OpeningView {
            id: seen.book.name().to_owned(),
            n,
            what: if seen.reads_all() { words::what(look, one.of) } else { general },
            case: (look.viewer.sees >= Sees::Progress).then(|| (look.loaded.case.id.clone(), show.number())),
            state: if seen.reads_all() { words::state(one, office, &show) } else { outside(one, &show) },
            who: unit.map_or_else(
                || office.person_name(&one.by),
                |unit| format!("{} · {unit}", office.person_name(&one.by)),
            ),
            purpose: seen.reads_all().then(|| one.purpose.clone()),
            forms: seen.forms(),
            why_not,
            story: story(&seen),
            seq: seen.book.seq(),
        })
    }

    /// Lays over the page of a case what of it is open to whoever looks, and what waits. Showing an identity is recorded once for
    /// each opening.
    pub(crate) async fn lay_openings(&self, look: &Look, person: &str, view: &mut CaseView) -> Result<(), Rejection> {
        if look.viewer.sees < Sees::All {
            return Ok(());
        }
        let book = self.openings_of(&look.loaded.case.id).await?;
        let (show, office) = (look.show(), &look.loaded.office);
        let second = wants_second(office, &look.loaded.regulation);
        for party in &mut view.parties {
            let of = Of::Party(party.n);
            party.second = second;
            if let Some(one) = book.running(of, person, look.now) {
                match self.identity_of(look, party.n).await {
                    Ok(values) => party.values = values,
                    // The key is still to be granted.
                    Err(Rejection::Refused(_)) => continue,
                    Err(rejection) => return Err(rejection),
                }
                party.can_open = false;
                party.until = until(one).map(|until| show.moment(until));
                let read = Read::Identity { party: party.n, purpose: one.purpose.clone() };
                self.record_opened(&book.case, person, one, read).await?;
                continue;
            }
            let last = book.newest(of, person).filter(|one| !matches!(one.standing, Standing::Open(_)));
            party.said = last.map(|one| words::state(one, office, &show));
        }
        view.openings = lines(&book, look).into_iter().filter(|line| line.waiting).collect();
        Ok(())
    }

    /// The openings that wait for a word of whoever looks, up to so many, each whole.
    pub(crate) async fn openings_waiting(
        &self,
        session: &Session,
        viewer: Viewer<'_>,
        most: u32,
        lang: Lang,
    ) -> Result<Vec<OpeningView>, Rejection> {
        let mut all = Vec::new();
        for todo in self.store().owed_as(viewer, &session.office, AGREE, most).await? {
            let name = todo.stream.strip_prefix(PREFIX).unwrap_or_default();
            match self.opening(session, name, todo.row_no, lang).await {
                Ok(view) if view.forms.iter().any(|form| form.act != "note") => all.push(view),
                Ok(_) | Err(Rejection::NotFound) => {}
                Err(rejection) => return Err(rejection),
            }
        }
        Ok(all)
    }

    /// A line of the inbox about an opening; none where it is nothing any more to whoever looks.
    pub(crate) async fn opening_row(
        &self,
        session: &Session,
        todo: &TodoRow,
        lang: Lang,
    ) -> Result<Option<InboxRow>, Rejection> {
        let name = todo.stream.strip_prefix(PREFIX).unwrap_or_default();
        let view = match self.opening(session, name, todo.row_no, lang).await {
            Ok(view) => view,
            Err(Rejection::NotFound) => return Ok(None),
            Err(rejection) => return Err(rejection),
        };
        let agree = todo.item == AGREE;
        if agree && view.forms.iter().all(|form| form.act == "note") {
            return Ok(None);
        }
        let said: Option<Label> = todo.why.get("label").and_then(|label| serde_json::from_value(label.clone()).ok());
        let to_do = match &said {
            _ if agree => pick(lang, "同意或不同意启封", "agree to an opening, or not"),
            Some(said) if todo.item == DECIDED => said.in_lang(lang),
            _ => pick(lang, "知悉启封", "told of an opening"),
        };
        let due = DueView {
            head: pick(lang, "待办", "To do").to_owned(),
            detail: pick(lang, "未规定期限", "no time stated").to_owned(),
            ..DueView::default()
        };
        Ok(Some(InboxRow {
            case: format!("{}/{}", todo.stream, todo.row_no),
            number: view.case.map_or_else(|| pick(lang, "启封", "An opening").to_owned(), |(_, number)| number),
            title: match lang {
                Lang::Zh => format!("{} 启封{}", view.who, view.what),
                Lang::En => format!("{} opens {}", view.who, view.what),
            },
            to_do: to_do.to_owned(),
            due,
            tags: vec![pick(lang, "启封", "opening").to_owned()],
            stage: view.state,
            channel: String::new(),
            ahead: false,
        }))
    }

    /// Something opened was shown: one reading for each opening.
    pub(crate) async fn record_opened(&self, of: &str, person: &str, one: &Opening, read: Read) -> Result<(), Fault> {
        let copy = if let Read::Paper { copy, .. } = &read { *copy } else { 0 };
        let command = format!("look opened {of} {person} {}.{copy}", one.n);
        self.record_read_as(&command, of, person, read).await
    }
}

/// All openings of a case, newest first, for those who see all of it.
pub(crate) fn lines(book: &Book, look: &Look) -> Vec<OpeningLine> {
    let (show, office) = (look.show(), &look.loaded.office);
    let line = |one: &Opening| {
        let (who, what) = (office.person_name(&one.by), words::what(look, one.of));
        OpeningLine {
            id: format!("{}/{}", book.name(), one.n),
            text: either(
                &show,
                format!("{who} 启封{what}，用途：{}", one.purpose),
                format!("{who} opens {what}, for: {}", one.purpose),
            ),
            state: words::state(one, office, &show),
            waiting: one.is_waiting(),
        }
    };
    book.all.iter().rev().map(line).collect()
}

const fn until(one: &Opening) -> Option<jiff::Timestamp> {
    match one.standing {
        Standing::Open(until) => Some(until),
        _ => None,
    }
}

/// How it stands, for whoever is told of it without seeing the case: no reason, no purpose.
fn outside(one: &Opening, show: &crate::show::Show<'_>) -> String {
    match one.standing {
        Standing::Waiting => show.pick("等待同意", "waits for somebody to agree").to_owned(),
        Standing::Open(until) if show.now < until => show.pick("已启封", "open").to_owned(),
        Standing::Open(_) => show.pick("已重新密封", "closed again").to_owned(),
        Standing::Refused(_) => show.pick("未获同意", "not agreed to").to_owned(),
    }
}

/// What happened, newest first.
fn story(seen: &Seen) -> Vec<StoryView> {
    let (show, office, one) = (seen.look.show(), &seen.look.loaded.office, &seen.opening);
    let step = |by: &str, at: jiff::Timestamp, zh: &str, en: &str| StoryView {
        told: false,
        at,
        when: show.moment(at),
        entered: None,
        who: office.person_name(by),
        text: show.pick(zh, en).to_owned(),
        details: Vec::new(),
        article: None,
        sorts: Vec::new(),
    };
    let asked = if one.whom.is_empty() {
        ("写明用途后启封", "stated a purpose and opened it")
    } else {
        ("写明用途，请求启封", "stated a purpose and asked to open it")
    };
    let mut all = vec![step(&one.by, one.at, asked.0, asked.1)];
    if let Some((by, at)) = &one.second {
        let (zh, en) = if matches!(one.standing, Standing::Refused(_)) {
            ("不同意", "did not agree")
        } else {
            ("同意启封", "agreed")
        };
        all.push(step(by, *at, zh, en));
    }
    all.extend(one.noted.iter().map(|(by, at)| step(by, *at, "已阅", "has read it")));
    all.reverse();
    all
}

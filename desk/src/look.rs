//! Looking at a case as somebody: how much they see, what they may do, in which words.

use std::sync::Arc;

use dengwen_calendar::{Calendar, Counting};
use dengwen_case::{Actor, Case, Commit, Doer, Offer, OfferState, Principal, Projection, Seen};
use dengwen_regulation::{
    model::{Id, Lang, Sees, Sensitive},
    value::Value,
};
use jiff::Timestamp;

use crate::{
    act::counting,
    actor,
    cases::Loaded,
    desk::Desk,
    engine,
    fault::Fault,
    keep_out,
    keys::is_sealed,
    office::{Office, office_of_case},
    show::{Names, Show, Viewer, case::Parts, is_identity},
    view::{CaseView, Rejection, Session},
};

/// A case as somebody looks at it.
#[derive(Debug)]
pub(crate) struct Look {
    pub(crate) loaded: Arc<Loaded>,
    pub(crate) seen: Arc<Projection>,
    pub(crate) offers: Vec<Offer>,
    pub(crate) viewer: Viewer,
    pub(crate) shown: Seen,
    pub(crate) names: Names,
    pub(crate) calendar: Calendar,
    pub(crate) counting: Counting,
    pub(crate) lang: Lang,
    pub(crate) now: Timestamp,
}

/// How much somebody sees of a case. Being kept out goes before everything else.
pub(crate) fn sees(case: &Case, seen: &Projection, actor: &Actor) -> Sees {
    let held = actor.in_case(case).handed(case);
    if keep_out::is_out(&seen.barred, &held) {
        return Sees::Nothing;
    }
    let all = sighted(case, seen);
    let mine = all.iter().filter(|(who, _)| held.is_any(std::slice::from_ref(who)));
    mine.map(|(_, sees)| *sees).max().unwrap_or(Sees::Nothing)
}

/// Who sees a case. Whoever brought it to its end goes on seeing it, with their unit: nothing is open there any more that would
/// give them sight.
pub(crate) fn sighted(case: &Case, seen: &Projection) -> Vec<(Principal, Sees)> {
    let mut all = seen.sight.clone();
    let ended = case.main().and_then(|row| row.ended);
    let last =
        case.acts.iter().rev().find(|done| ended.is_some_and(|at| done.at.seq <= at.seq) && done.by.person.is_some());
    for who in last.map(|done| inside(&done.by)).unwrap_or_default() {
        if !all.iter().any(|(known, sees)| *known == who && *sees == Sees::All) {
            all.push((who, Sees::All));
        }
    }
    all
}

fn inside(by: &Doer) -> Vec<Principal> {
    let person = by.person.clone().map(Principal::Person);
    person.into_iter().chain(by.unit.clone().map(Principal::Unit)).collect()
}

impl Desk {
    /// Who is signed in: the office, and all they are now.
    pub(crate) async fn seat(&self, session: &Session) -> Result<(Arc<Office>, Actor), Rejection> {
        let office = self.office_state(&session.office).await?;
        let actor = actor::person(&office, &session.person, self.now());
        Ok((office, actor))
    }

    /// A case of an office as somebody of it looks at it; whoever sees nothing of it finds nothing.
    pub(crate) async fn look_inside(
        &self,
        session: &Session,
        case: &str,
        lang: Lang,
    ) -> Result<(Look, Actor), Rejection> {
        let (_, actor) = self.seat(session).await?;
        if office_of_case(case) != session.office {
            return Err(Rejection::NotFound);
        }
        let look = self.look(case, &actor, lang).await?;
        if look.viewer.sees < Sees::Progress {
            return Err(Rejection::NotFound);
        }
        self.settle_seen(&look.loaded, &look.seen).await?;
        self.settle_words(&look.loaded).await?;
        Ok((look, actor))
    }

    /// Did somebody see a case as it stood at an earlier commit: what their form showed.
    pub(crate) async fn saw(&self, case: &str, seq: u64, actor: &Actor) -> Result<bool, Fault> {
        let loaded = self.load(case).await?;
        let (then, around) = (loaded.at(seq), dengwen_case::Surroundings::new());
        let seen =
            engine::project(self, &loaded.office, &loaded.regulation, &then, around, self.now()).await?.projection;
        Ok(sees(&then, &seen, actor) > Sees::Nothing)
    }

    /// A case as anybody looks at it.
    pub(crate) async fn look(&self, case: &str, actor: &Actor, lang: Lang) -> Result<Look, Rejection> {
        let loaded = self.load(case).await.map_err(|fault| match fault {
            Fault::CaseUnknown(_) | Fault::OfficeUnknown(_) => Rejection::NotFound,
            fault => fault.into(),
        })?;
        let now = self.now();
        let seen = engine::seen(self, &loaded, now).await?;
        let offers = engine::offers(self, &loaded, actor, now).await?;
        let level = sees(&loaded.case, &seen, actor);
        let viewer = match actor.party() {
            Some(n) => Viewer { sees: level.max(Sees::Own), may_open: false, party: Some(n) },
            None => Viewer::staff(level),
        };
        let mut names = self.names(&loaded, lang).await?;
        self.name_seen_cases(&mut names, &loaded.office.id, actor).await?;
        if is_sealed(&loaded.regulation) {
            names.opened = self.opened(unmarked(&loaded)).await?;
        }
        let calendar = loaded.office.calendar(&loaded.regulation);
        let counting = counting(&loaded.regulation);
        let shown = dengwen_case::seen_by(&loaded.case, &seen, actor);
        Ok(Look { loaded, seen, offers, viewer, shown, names, calendar, counting, lang, now })
    }

    /// Opens what was said in a sealed case for those who see all of it; who somebody is stays closed.
    pub(crate) async fn open_content(&self, look: &mut Look) -> Result<(), Fault> {
        if look.viewer.sees < Sees::All {
            return Ok(());
        }
        let mut values: Vec<Value> = Vec::new();
        for row in &look.loaded.case.rows {
            let shape = look.loaded.regulation.shape(&row.shape);
            let content = |id: &Id| {
                shape
                    .and_then(|shape| shape.fields.get(id))
                    .is_some_and(|field| field.sensitive == Some(Sensitive::Content))
            };
            values.extend(row.values.iter().filter(|(id, _)| content(id)).map(|(_, value)| value.clone()));
        }
        let opened = self.opened(&values).await?;
        look.names.opened.extend(opened);
        Ok(())
    }
}

/// What is sealed because the whole case is, and is neither marked as content nor tells who complains.
fn unmarked(loaded: &Loaded) -> Vec<&Value> {
    let rows = loaded.case.rows.iter().flat_map(|row| {
        let shape = loaded.regulation.shape(&row.shape);
        row.values.iter().filter(move |(id, _)| {
            let field = shape.and_then(|shape| shape.fields.get(id.as_str()));
            field.is_none_or(|field| field.sensitive.is_none())
        })
    });
    let parties = loaded.case.parties.iter().flat_map(|party| {
        let kind = loaded.regulation.parties.get(&party.kind);
        party.fields.iter().filter(move |(id, _)| kind.is_some_and(|kind| !is_identity(kind, id)))
    });
    rows.chain(parties).map(|(_, value)| value).collect()
}

impl Look {
    /// What the words are made from.
    pub(crate) fn show(&self) -> Show<'_> {
        Show {
            regulation: &self.loaded.regulation,
            case: &self.loaded.case,
            names: &self.names,
            calendar: &self.calendar,
            counting: &self.counting,
            lang: self.lang,
            now: self.now,
        }
    }

    /// The log.
    pub(crate) fn commits(&self) -> Vec<&Commit> {
        self.loaded.commits.iter().map(AsRef::as_ref).collect()
    }

    /// The log, without what belongs to parts that are kept from them.
    fn told(&self) -> Vec<Commit> {
        self.commits().into_iter().map(|commit| self.shown.commit(&self.loaded.case, commit)).collect()
    }

    /// What they see to have happened since a commit, in sentences.
    pub(crate) fn changed_since(&self, seq: u64) -> Vec<String> {
        let told = self.told();
        self.show().changed(told.iter().filter(|commit| commit.seq > seq), self.viewer)
    }

    /// May they see this file.
    pub(crate) fn sees_file(&self, id: &str) -> bool {
        self.viewer.sees_facts() && !self.show().hides_file(&self.shown, id)
    }

    /// The page of the case.
    pub(crate) fn case_view(&self) -> CaseView {
        let seen = &self.shown;
        let told = self.told();
        let commits: Vec<&Commit> = told.iter().collect();
        let limits: Vec<_> = self.seen.limits.iter().filter(|run| seen.row(&run.row)).cloned().collect();
        let open = |offer: &&Offer| matches!(offer.state, OfferState::Open { .. }) || seen.row(&offer.row);
        let offers: Vec<Offer> = self.offers.iter().filter(open).cloned().collect();
        let parts = Parts { viewer: self.viewer, commits: &commits, limits: &limits, offers: &offers, seen };
        self.show().case_view(&parts)
    }
}

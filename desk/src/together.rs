//! Several cases at once: what can be done on all of them, what would come of it on each, and by which act it can be taken back.
//! Each case is decided by itself; a refusal of one stops no other.

use std::sync::Arc;

use dengwen_case::{Case, Commit, Offer, OfferState, RowKey, apply};
use dengwen_regulation::model::{Act, Id, Lang, Regulation, Target, What};
use serde::Serialize;

use crate::{
    cases::Loaded,
    csv,
    desk::Desk,
    look::Look,
    show::Show,
    view::{Cited, Control, FieldView, FormView, InboxRow, Rejection, Sent, Session},
};

/// How many cases are taken at once: a page of the inbox.
pub const TOGETHER_MAX: usize = 50;

/// Cases that somebody chose, and what can be done on them.
#[derive(Debug, Clone, Default, Serialize)]
pub struct TogetherView {
    /// The cases, each once, those alone that they may see.
    pub rows: Vec<TogetherRow>,
    /// What is open on more than one of them: acts of the matter before those of every regulation, what is open on most first.
    pub acts: Vec<TogetherAct>,
}

/// A case among those chosen.
#[derive(Debug, Clone, Default, Serialize)]
pub struct TogetherRow {
    /// The case.
    pub case: String,
    /// Its number.
    pub number: String,
    /// What it is about, as far as they may read that.
    pub title: String,
    /// Last change, to be sent back with an act.
    pub seq: u64,
}

/// An act that can be done on several cases.
#[derive(Debug, Clone, Serialize)]
pub struct TogetherAct {
    /// Its form, without what only one case says.
    pub form: FormView,
    /// It is there for every regulation.
    pub standing: bool,
    /// Of each case in order: nothing if it is open there, else why not.
    pub closed: Vec<Option<Vec<Cited>>>,
}

impl TogetherAct {
    /// On how many it is open.
    #[must_use]
    pub fn open(&self) -> usize {
        self.closed.iter().filter(|closed| closed.is_none()).count()
    }
}

/// An act by which the case goes back to where it stood.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct BackView {
    /// The act.
    pub act: String,
    /// Its label.
    pub label: String,
    /// Where it stands.
    pub cited: Cited,
}

/// A case as one of several.
struct One {
    row: TogetherRow,
    regulation: String,
    open: Vec<FormView>,
    standing: Vec<String>,
    closed: Vec<(String, Vec<Cited>)>,
}

impl Desk {
    /// Cases that somebody chose, and what can be done on them.
    ///
    /// # Errors
    /// [`Rejection::Invalid`] if there are more than [`TOGETHER_MAX`].
    pub async fn together(&self, session: &Session, cases: &[String], lang: Lang) -> Result<TogetherView, Rejection> {
        let mut all: Vec<One> = Vec::new();
        for case in chosen(cases, lang)? {
            match self.seated_by(session).look_inside(session, case, lang).await {
                Ok((look, _)) => all.push(one(&look)),
                // What has gone out of sight meanwhile is not told of.
                Err(Rejection::NotFound) => {}
                Err(other) => return Err(other),
            }
        }
        let mut acts: Vec<(String, TogetherAct)> = Vec::new();
        for found in &all {
            for form in &found.open {
                let known = |(of, act): &(String, TogetherAct)| *of == found.regulation && act.form.act == form.act;
                if !acts.iter().any(known) && fits(form) {
                    let closed = all.iter().map(|other| stands(other, found, form, lang)).collect();
                    acts.push((
                        found.regulation.clone(),
                        TogetherAct { form: common(form), standing: found.standing.contains(&form.act), closed },
                    ));
                }
            }
        }
        let mut acts: Vec<TogetherAct> = acts.into_iter().map(|(_, act)| act).collect();
        // What is open on one of several alone is done on its own page.
        acts.retain(|act| act.open() > 1 || all.len() == 1);
        acts.sort_by_key(|act| (act.standing, std::cmp::Reverse(act.open())));
        Ok(TogetherView { rows: all.into_iter().map(|one| one.row).collect(), acts })
    }

    /// What would come of an act, in sentences; nothing is written.
    ///
    /// # Errors
    /// As [`Desk::perform`].
    pub async fn rehearse(
        &self,
        session: &Session,
        case: &str,
        sent: &Sent,
        lang: Lang,
    ) -> Result<Vec<String>, Rejection> {
        let desk = self.seated_by(session);
        let (look, actor) = desk.look_inside(session, case, lang).await?;
        let (loaded, commit) = desk.tried(case, actor, sent, lang).await?;
        let after = after(&loaded, &commit);
        let commit = look.shown.commit(&after, &commit);
        Ok(Show { case: &after, ..look.show() }.sentences(&commit))
    }

    /// By which open act a case would go back to where it stood before a change; none where the regulation has no such act.
    ///
    /// # Errors
    /// [`Rejection::NotFound`] if they do not see the case.
    pub async fn way_back(
        &self,
        session: &Session,
        case: &str,
        before: u64,
        lang: Lang,
    ) -> Result<Option<BackView>, Rejection> {
        let (look, _) = self.seated_by(session).look_inside(session, case, lang).await?;
        let stood = look.loaded.at(before).stage().cloned();
        let stands = look.loaded.case.stage().cloned();
        let Some(stood) = stood.filter(|stood| Some(stood) != stands.as_ref()) else { return Ok(None) };
        let main = RowKey::main();
        let found = look.offers.iter().find(|offer| {
            let act = look.show().act(&main, &offer.act);
            let leads = act.is_some_and(|act| leads_to(act, &stood));
            offer.row == main && matches!(offer.state, OfferState::Open { .. }) && leads
        });
        let show = look.show();
        Ok(found.and_then(|offer| show.offered(offer)).map(|form| BackView {
            act: form.act,
            label: form.label,
            cited: form.cited,
        }))
    }

    /// The cases chosen, for a spreadsheet: as many of them as somebody may see.
    ///
    /// # Errors
    /// As [`Desk::together`].
    pub async fn chosen_csv(&self, session: &Session, cases: &[String], lang: Lang) -> Result<String, Rejection> {
        let (office, actor) = self.seat(session).await?;
        let eyes = crate::actor::Eyes::of(&office.id, &actor);
        let mut seen = Vec::new();
        for case in chosen(cases, lang)? {
            match self.seated_by(session).look_inside(session, case, lang).await {
                Ok(_) => seen.push(case.clone()),
                Err(Rejection::NotFound) => {}
                Err(other) => return Err(other),
            }
        }
        let rows = self.store().cases(&seen).await?;
        let rows: Vec<InboxRow> = self.case_rows(&office, &eyes, &rows, lang).await?;
        let mut text = String::from(csv::BEGINS);
        csv::line(&mut text, &crate::api::sheet_head(lang));
        rows.iter().for_each(|row| csv::line(&mut text, &crate::api::sheet_line(row, lang)));
        Ok(text)
    }
}

/// Each of them once.
fn chosen(cases: &[String], lang: Lang) -> Result<Vec<&String>, Rejection> {
    let mut once: Vec<&String> = Vec::new();
    cases.iter().for_each(|case| {
        if !once.contains(&case) {
            once.push(case);
        }
    });
    if once.len() > TOGETHER_MAX {
        let text = match lang {
            Lang::Zh => format!("一次最多选 {TOGETHER_MAX} 件"),
            Lang::En => format!("at most {TOGETHER_MAX} cases are taken at once"),
        };
        return Err(Rejection::Invalid(vec![("case".to_owned(), text)]));
    }
    Ok(once)
}

fn one(look: &Look) -> One {
    let (show, case) = (look.show(), &look.loaded.case);
    let main = |offer: &&Offer| offer.row.is_main();
    let closed = |offer: &Offer| {
        let closed = show.closed(offer)?;
        Some((closed.act, closed.why))
    };
    One {
        row: TogetherRow {
            case: case.id.clone(),
            number: show.number(),
            title: show.title(look.viewer),
            seq: case.seq,
        },
        regulation: look.loaded.regulation.id.to_string(),
        open: look.offers.iter().filter(main).filter_map(|offer| show.offered(offer)).collect(),
        standing: look
            .offers
            .iter()
            .filter(|offer| show.act(&RowKey::main(), &offer.act).is_some_and(|act| act.standing))
            .map(|offer| offer.act.to_string())
            .collect(),
        closed: look.offers.iter().filter(main).filter_map(closed).collect(),
    }
}

/// Can one form be filled in for several cases: nothing is sent along, and nobody else has to sign.
fn fits(form: &FormView) -> bool {
    fn files(field: &FieldView) -> bool {
        field.control == Control::Files || field.children.iter().any(files)
    }
    let fields = form.options.iter().flat_map(|option| &option.fields).chain(&form.fields);
    form.hands.is_none() && form.row.is_none() && !fields.into_iter().any(|field| files(field) && field.must)
}

/// A form without what only one case says: what stands in it, what it warns of and what follows.
fn common(form: &FormView) -> FormView {
    fn empty(field: &mut FieldView) {
        field.value.clear();
        field.children.iter_mut().for_each(empty);
    }
    let mut form = FormView { warnings: Vec::new(), follows: Vec::new(), ..form.clone() };
    form.fields.retain(|field| field.control != Control::Files);
    form.fields.iter_mut().for_each(empty);
    for option in &mut form.options {
        option.closed.clear();
        option.fields.retain(|field| field.control != Control::Files);
        option.fields.iter_mut().for_each(empty);
    }
    form
}

/// Nothing if the act is open on a case in the same form as on the first, else why not.
fn stands(other: &One, first: &One, form: &FormView, lang: Lang) -> Option<Vec<Cited>> {
    let said = |zh: &str, en: &str| {
        let text = if lang == Lang::Zh { zh } else { en };
        Some(vec![Cited { text: text.to_owned(), ..Cited::default() }])
    };
    if other.regulation != first.regulation {
        return said("适用另一部制度，请另选办理", "it follows another regulation: choose it apart");
    }
    if let Some(found) = other.open.iter().find(|known| known.act == form.act) {
        let same = asks(&common(found)) == asks(&common(form));
        return if same {
            None
        } else {
            said("此件要填的内容不同，请打开单独办理", "it asks something else: open it by itself")
        };
    }
    let closed = other.closed.iter().find(|(act, _)| *act == form.act).map(|(_, why)| why.clone());
    closed.or_else(|| said("此件现在没有这一步", "this step is not there"))
}

/// What a form asks, with what can be chosen: papers of one case are none of another.
fn asks(form: &FormView) -> Vec<&str> {
    fn of<'f>(field: &'f FieldView, all: &mut Vec<&'f str>) {
        all.push(&field.key);
        all.extend(field.options.iter().map(|choice| choice.value.as_str()));
        field.children.iter().for_each(|child| of(child, all));
    }
    let mut all: Vec<&str> = form.options.iter().map(|one| one.id.as_str()).collect();
    form.options.iter().flat_map(|option| &option.fields).chain(&form.fields).for_each(|field| of(field, &mut all));
    all
}

/// Does an act lead to a stage, or back.
fn leads_to(act: &Act, stage: &Id) -> bool {
    let chosen = act.choose.values().flat_map(|option| &option.does);
    act.does.iter().chain(chosen).any(|effect| match &effect.what {
        What::Go(Target::Back) => true,
        What::Go(Target::Stage(to) | Target::Main(to)) => to == stage,
        _ => false,
    })
}

/// The case as it would stand.
fn after(loaded: &Arc<Loaded>, commit: &Commit) -> Case {
    let regulation: &Regulation = &loaded.regulation;
    let mut case = loaded.case.clone();
    commit.events.iter().for_each(|event| apply(&mut case, regulation, event));
    case
}

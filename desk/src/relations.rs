//! Relations that staff declare: sealed, seen by whoever declared them alone, and compared with the parties of a case before work
//! is given. Others learn that a relation stands in the way, never which.

use dengwen_case::{Code, Named, Principal, Refusal};
use dengwen_regulation::{
    model::{Id, Label, Lang},
    value::Handle,
};
use dengwen_sealing::Sort;
use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

use crate::{
    desk::Desk,
    fault::Fault,
    incoming::pick,
    look::Look,
    office::{Office, OfficeEvent, stream_of},
    secrets,
    view::{CaseView, Rejection, RelatedView, Session},
};

/// The kinds of relation there are, as regulations name them too.
const KINDS: [&str; 4] = ["kin", "work", "interest", "other"];
/// The longest name, and the longest further words, in characters.
const NAME_MAX: usize = 200;
const NOTE_MAX: usize = 2_000;
/// How many declarations of one person may stand at a time.
const STANDING_MAX: usize = 200;

/// A relation that somebody has declared, as the office's log has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Relation {
    /// Its id.
    pub id: String,
    /// Who declared it.
    pub person: String,
    /// What was declared, sealed.
    pub said: Handle,
    /// When.
    pub at: Timestamp,
    /// When they ended it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended: Option<Timestamp>,
}

/// What was declared.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Said {
    /// With whom: a person, a unit, an organisation.
    pub name: String,
    /// What kind, one of [`KINDS`].
    pub kind: String,
    /// Since which day.
    pub since: Option<Date>,
    /// Until which day.
    pub until: Option<Date>,
    /// Further words.
    pub note: String,
}

/// A relation as whoever declared it sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RelationView {
    /// Its id.
    pub id: String,
    /// What was declared; none where it was destroyed.
    pub said: Option<Said>,
    /// When.
    pub at: Timestamp,
    /// When they ended it.
    pub ended: Option<Timestamp>,
}

/// That somebody has declared something, for administrators.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeclaredView {
    /// Who.
    pub name: String,
    /// How many declarations stand.
    pub standing: usize,
    /// When the last was made or ended.
    pub last: Timestamp,
}

impl Desk {
    /// What somebody has declared themselves, newest first.
    ///
    /// # Errors
    /// [`Rejection::Fault`].
    pub async fn relations(&self, session: &Session) -> Result<Vec<RelationView>, Rejection> {
        let office = self.office_state(&session.office).await?;
        let mut all = Vec::new();
        for relation in office.relations.iter().rev().filter(|one| one.person == session.person) {
            let said = self.said(relation).await?;
            all.push(RelationView { id: relation.id.clone(), said, at: relation.at, ended: relation.ended });
        }
        Ok(all)
    }

    /// That people have declared relations, and how many stand, as an administrator.
    ///
    /// # Errors
    /// [`Rejection::Forbidden`] for anybody else.
    pub async fn relations_declared(&self, session: &Session) -> Result<Vec<DeclaredView>, Rejection> {
        Self::administrator(session)?;
        let office = self.office_state(&session.office).await?;
        let of = |person: &crate::office::Person| {
            let mine = || office.relations.iter().filter(|one| one.person == person.id);
            let last = mine().map(|one| one.ended.unwrap_or(one.at).max(one.at)).max()?;
            let standing = mine().filter(|one| one.ended.is_none()).count();
            Some(DeclaredView { name: person.name.clone(), standing, last })
        };
        Ok(office.people.values().filter_map(of).collect())
    }

    /// Declares a relation of one's own.
    ///
    /// # Errors
    /// [`Rejection::Invalid`] for what is missing or does not fit.
    pub async fn declare_relation(&self, session: &Session, said: Said, lang: Lang) -> Result<(), Rejection> {
        let said = Said { name: said.name.trim().to_owned(), note: said.note.trim().to_owned(), ..said };
        let office = self.office_state(&session.office).await?;
        let wrong = wrong(&said, office.standing_relations(&session.person).count(), lang);
        if !wrong.is_empty() {
            return Err(Rejection::Invalid(wrong));
        }
        let id = secrets::short_id();
        let text = zeroize::Zeroizing::new(serde_json::to_string(&said).map_err(Fault::Json)?);
        let (said, row) = self.ring_seals().plain(&stream_of(&office.id), &format!("relation {id}"), &text)?;
        let relation = Relation { id, person: session.person.clone(), said, at: self.now(), ended: None };
        let events = vec![OfficeEvent::RelationDeclared { relation }];
        self.office_append_sealed(&office.id, &session.person, None, events, vec![row]).await?;
        Ok(())
    }

    /// Ends a declaration of one's own: it is compared with nothing any more, and stays on record.
    ///
    /// # Errors
    /// [`Rejection::NotFound`] for one of somebody else.
    pub async fn end_relation(&self, session: &Session, id: &str) -> Result<(), Rejection> {
        let office = self.office_state(&session.office).await?;
        if !office.standing_relations(&session.person).any(|one| one.id == id) {
            return Err(Rejection::NotFound);
        }
        let event = OfficeEvent::RelationEnded { id: id.to_owned(), at: self.now() };
        self.office_append(&office.id, &session.person, None, vec![event]).await?;
        Ok(())
    }

    async fn said(&self, relation: &Relation) -> Result<Option<Said>, Fault> {
        match self.open_sealed(&relation.said).await? {
            Some(text) => serde_json::from_str(text.expose()).map(Some).map_err(Fault::Json),
            None => Ok(None),
        }
    }

    /// Has a person declared a relation of such a kind with one of these. What sealed names are compared with is found in the
    /// session of somebody of the office alone.
    pub(crate) async fn related(
        &self,
        office: &Office,
        person: &str,
        kinds: &[Id],
        to: &[Named],
    ) -> Result<bool, Fault> {
        for relation in office.standing_relations(person) {
            let Some(said) = self.said(relation).await? else { continue };
            if !kinds.is_empty() && !kinds.iter().any(|kind| **kind == *said.kind) {
                continue;
            }
            let tokens = self.tokens_of_name(office, &said.name).await?;
            let known = |text: &str| tokens.contains(&self.keys().token(Sort::Name, text).to_string());
            let fits = |one: &Named| match one {
                Named::Text(text) => known(text),
                Named::Token(token) => tokens.contains(token),
                Named::Inside(Principal::Person(id)) => known(&office.person_name(id)),
                Named::Inside(Principal::Unit(id)) => office
                    .units
                    .get(id)
                    .is_some_and(|unit| known(&unit.name.zh) || (!unit.name.en.is_empty() && known(&unit.name.en))),
                Named::Inside(_) => false,
            };
            if to.iter().any(fits) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Tells somebody who works on a case that a relation of their own may be one to step aside for. Who complains is compared
    /// only while it is open to them: else a name declared on trial would tell it.
    pub(crate) async fn lay_relation(&self, look: &Look, session: &Session, view: &mut CaseView) -> Result<(), Fault> {
        let (office, regulation) = (&look.loaded.office, &look.loaded.regulation);
        if !look.viewer.sees_facts() || look.loaded.case.ended() {
            return Ok(());
        }
        let opened = view.parties.iter().any(|party| party.until.is_some());
        let to = dengwen_case::named(&look.loaded.case, regulation, opened);
        if to.is_empty() || !self.related(office, &session.person, &[], &to).await? {
            return Ok(());
        }
        let label = Label::new(
            "您申报过与本件当事人的关系，请核对是否应当回避",
            "you have declared a relation with a party of this case: see whether you have to step aside",
        );
        let mut told = Refusal::new(Code::Warned, label);
        if let Some(rule) = dengwen_case::on_recusal(regulation) {
            told = told.by(rule);
        }
        let show = look.show();
        let by = look.offers.iter().filter(|offer| offer.on_behalf_of.is_none());
        let acts = by.filter(|offer| {
            let act = show.act(&offer.row, &offer.act);
            act.is_some_and(|act| dengwen_case::steps_aside(regulation, act))
        });
        let acts = acts.map(|offer| offer.act.to_string()).collect();
        view.related = Some(RelatedView { cited: show.refusal(&told), acts });
        Ok(())
    }
}

impl Office {
    /// The declarations of somebody that stand.
    pub(crate) fn standing_relations<'a>(&'a self, person: &'a str) -> impl Iterator<Item = &'a Relation> {
        self.relations.iter().filter(move |one| one.person == person && one.ended.is_none())
    }
}

fn wrong(said: &Said, standing: usize, lang: Lang) -> Vec<(String, String)> {
    let mut all = Vec::new();
    let mut add = |key: &str, zh: &str, en: &str| all.push((key.to_owned(), pick(lang, zh, en).to_owned()));
    match said.name.chars().count() {
        0 => add("name", "请填写姓名或者名称", "give the name of the person, unit or organisation"),
        n if n > NAME_MAX => add("name", "不超过 200 个字", "at most 200 characters"),
        _ => {}
    }
    if !KINDS.contains(&said.kind.as_str()) {
        add("kind", "请选择是什么关系", "choose what kind of relation it is");
    }
    if said.since.zip(said.until).is_some_and(|(since, until)| until < since) {
        add("until", "不能早于开始的日期", "it cannot end before it begins");
    }
    if said.note.chars().count() > NOTE_MAX {
        add("note", "不超过 2000 个字", "at most 2000 characters");
    }
    if standing >= STANDING_MAX {
        add(
            "name",
            "申报已达 200 条，请先结束不再需要的",
            "200 declarations stand already; end those no longer needed",
        );
    }
    all
}

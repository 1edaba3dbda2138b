//! Opening something for a purpose, or asking a second person to agree to it.

use dengwen_regulation::model::{Lang, Sees};
use dengwen_store::StoreError;

use super::{
    Of, PURPOSE_WANTED, SECOND_WANTED,
    book::{Book, Entry, Event, Opening},
    refused,
    rule::{seconds, supervisors, until, wants_second},
};
use crate::{
    desk::Desk,
    fault::Fault,
    incoming::pick,
    look::Look,
    secrets,
    view::{Performed, Rejection, Session},
};

/// The shortest purpose, in characters.
const PURPOSE_LEAST: usize = 2;
/// The longest.
const PURPOSE_MOST: usize = 500;
/// How often something is tried again when somebody else was quicker.
const TRIES: usize = 8;

/// What was typed as the purpose, if it is one.
fn purpose_of(typed: &str, lang: Lang) -> Result<&str, Rejection> {
    let wrong = |text: &str| Err(Rejection::Invalid(vec![("purpose".to_owned(), text.to_owned())]));
    let typed = typed.trim();
    match typed.chars().count() {
        ..PURPOSE_LEAST => wrong(pick(lang, "请写明查看身份的事由", "say what the identity is needed for")),
        PURPOSE_LEAST..=PURPOSE_MOST => Ok(typed),
        _ => wrong(pick(lang, "事由请写在 500 字以内", "say it in at most 500 characters")),
    }
}

impl Desk {
    /// Opens something for a purpose, for whoever sees all of the case. Where a second person has to agree it is open once they
    /// did, and refused before.
    pub(crate) async fn open_for(
        &self,
        look: &Look,
        person: &str,
        of: Of,
        purpose: &str,
    ) -> Result<Opening, Rejection> {
        if look.viewer.sees < Sees::All {
            return Err(Rejection::Forbidden);
        }
        let purpose = purpose_of(purpose, look.lang)?;
        let (loaded, case) = (&look.loaded, &look.loaded.case.id);
        for _ in 0..TRIES {
            let book = self.openings_of(case).await?;
            if wants_second(&loaded.office, &loaded.regulation) {
                let open = book.running(of, person, look.now).cloned();
                return open.ok_or_else(|| second_wanted(look.lang));
            }
            let event = Event::Opened {
                case: case.clone(),
                regulation: loaded.regulation.id.to_string(),
                of,
                purpose: purpose.to_owned(),
                until: until(&loaded.office, look.now),
                told: supervisors(look, person),
            };
            if let Some(book) = self.written(&book, person, event).await? {
                return book.all.last().cloned().ok_or(Rejection::NotFound);
            }
        }
        Err(Fault::Restless(case.clone()).into())
    }

    /// Asks those who see all of the case to agree that the identity of a party is opened.
    ///
    /// # Errors
    /// [`Rejection::Refused`] where nobody has to agree, nobody can, or it was asked already; [`Rejection::ProofWanted`].
    pub async fn ask_for_identity(
        &self,
        session: &Session,
        case: &str,
        party: u32,
        purpose: &str,
        lang: Lang,
    ) -> Result<Performed, Rejection> {
        let desk = self.seated_by(session);
        let (look, _) = desk.look_inside(session, case, lang).await?;
        if !look.loaded.case.parties.iter().any(|known| known.n == party) {
            return Err(Rejection::NotFound);
        }
        Self::proven(session)?;
        desk.ask_to_open(&look, &session.person, Of::Party(party), purpose).await
    }

    /// Asks those who see all of the case to agree.
    pub(crate) async fn ask_to_open(
        &self,
        look: &Look,
        person: &str,
        of: Of,
        purpose: &str,
    ) -> Result<Performed, Rejection> {
        if look.viewer.sees < Sees::All {
            return Err(Rejection::Forbidden);
        }
        let (lang, loaded) = (look.lang, &look.loaded);
        let purpose = purpose_of(purpose, lang)?;
        if !wants_second(&loaded.office, &loaded.regulation) {
            let text = pick(lang, "启封无须第二人同意", "nobody else has to agree");
            return Err(refused(
                "no_second",
                text,
                &[pick(lang, "请写明用途，直接启封", "state the purpose and open it")],
            ));
        }
        let whom = seconds(look, person);
        if whom.is_empty() {
            return Err(nobody_else(lang));
        }
        for _ in 0..TRIES {
            let book = self.openings_of(&loaded.case.id).await?;
            not_twice(&book, look, person, of)?;
            let event = Event::Asked {
                case: loaded.case.id.clone(),
                regulation: loaded.regulation.id.to_string(),
                of,
                purpose: purpose.to_owned(),
                whom: whom.clone(),
            };
            if self.written(&book, person, event).await?.is_some() {
                let names = super::words::names(&loaded.office, &whom, lang);
                let told = match lang {
                    Lang::Zh => format!("已提请{names}同意启封；任何一人同意后，在限定的时间内可在本页查看"),
                    Lang::En => format!("asked {names}; once one of them agrees it can be read here for a set time"),
                };
                let number = loaded.case.number.clone();
                return Ok(Performed { case: loaded.case.id.clone(), number, told: vec![told], code: None });
            }
        }
        Err(Fault::Restless(loaded.case.id.clone()).into())
    }

    /// Writes one entry; `None` if somebody else was quicker.
    async fn written(&self, book: &Book, person: &str, event: Event) -> Result<Option<Book>, Fault> {
        let entry = Entry { by: person.to_owned(), at: self.now(), event };
        match self.write_opening(book, entry, &secrets::token()?).await {
            Ok(after) => Ok(Some(after)),
            Err(StoreError::Conflict { .. }) => Ok(None),
            Err(error) if error.is_conflict() => Ok(None),
            Err(error) => Err(error.into()),
        }
    }
}

/// What waits, or is open, is not asked again.
fn not_twice(book: &Book, look: &Look, person: &str, of: Of) -> Result<(), Rejection> {
    let lang = look.lang;
    if book.running(of, person, look.now).is_some() {
        let text = pick(lang, "现已启封，无须再提请求", "it is open to you now");
        return Err(refused("open_already", text, &[pick(lang, "请返回本件查看", "read it on the page of the case")]));
    }
    let Some(waiting) = book.newest(of, person).filter(|one| one.is_waiting()) else { return Ok(()) };
    let names = super::words::names(&look.loaded.office, &waiting.whom, lang);
    let text = match lang {
        Lang::Zh => format!("您已提出同一请求，正等待{names}同意"),
        Lang::En => format!("you have asked already; it waits for {names}"),
    };
    Err(refused("asked_already", &text, &[pick(lang, "请等待或联系其中一人", "wait, or turn to one of them")]))
}

fn nobody_else(lang: Lang) -> Rejection {
    let text = pick(
        lang,
        "启封须经第二人同意，而除您以外没有人能看到本件的全部内容",
        "a second person has to agree, and nobody but you sees all of this case",
    );
    let instead = pick(
        lang,
        "请先请有权的人为本件增派一名协办人，再提出请求",
        "have another person assigned to the case first, then ask again",
    );
    refused("nobody_to_agree", text, &[instead])
}

/// What is said while something is not open: that it needs a purpose, or a second person.
pub(crate) fn not_open(look: &Look) -> Rejection {
    if wants_second(&look.loaded.office, &look.loaded.regulation) {
        return second_wanted(look.lang);
    }
    let text = pick(look.lang, "这份文书写明了有关人员的身份", "this paper names somebody");
    refused(PURPOSE_WANTED, text, &[pick(look.lang, "请写明查看的用途", "state what it is needed for")])
}

fn second_wanted(lang: Lang) -> Rejection {
    let text = pick(
        lang,
        "启封须经能看到本件全部内容的另一人同意",
        "another person who sees all of the case has to agree first",
    );
    refused(SECOND_WANTED, text, &[pick(lang, "请写明用途，提请同意", "state the purpose and ask for it")])
}

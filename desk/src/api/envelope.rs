//! The envelope of a letter to whoever complained: where the regulation wants it plain, it bears nothing of the organisation but
//! the street and number that the office has entered.

use dengwen_case::Principal;
use dengwen_regulation::{
    model::{FieldType, Lang, Side},
    value::Value,
};

use crate::{
    audit::Read,
    desk::Desk,
    openings::{Of, not_open},
    papers,
    show::Show,
    view::{EnvelopeView, Rejection, Session},
};

/// What `mail` may say: letters go registered, in a plain envelope.
const REGISTERED: &str = "registered";
const PLAIN: &str = "plain";

impl Desk {
    /// The envelope for a copy of a paper that a party of the complaining side holds. It names them: the paper, or the party,
    /// is opened first, and each reading is on record.
    ///
    /// # Errors
    /// [`Rejection::NotFound`] where the regulation says nothing of envelopes, the copy is somebody else's, or who it goes to
    /// may not be opened by whoever asks; [`Rejection::Refused`] as [`Desk::paper`] while it is not open to them.
    pub async fn envelope(
        &self,
        session: &Session,
        case: &str,
        (paper, copy): (&str, u32),
        lang: Lang,
    ) -> Result<EnvelopeView, Rejection> {
        let desk = self.seated_by(session);
        let (look, _) = desk.look_inside(session, case, lang).await?;
        let regulation = &look.loaded.regulation;
        let mail = &regulation.organisation.mail;
        let n: u32 = paper.parse().map_err(|_| Rejection::NotFound)?;
        let known = look.loaded.case.paper(n).ok_or(Rejection::NotFound)?;
        let copied = usize::try_from(copy).ok().and_then(|copy| known.copies.get(copy.checked_sub(1)?));
        let may = papers::may_read(&look, known, copy) && papers::may_open(&look, known, copied);
        let holder = copied.and_then(|copied| copied.holder.iter().find_map(party)).filter(|_| may);
        let party = look.loaded.case.parties.iter().find(|party| Some(party.n) == holder).ok_or(Rejection::NotFound)?;
        let kind = regulation.parties.get(&party.kind).filter(|kind| kind.side == Side::Complaining);
        let kind = kind.filter(|_| !mail.is_empty()).ok_or(Rejection::NotFound)?;
        let book = desk.openings_of(case).await?;
        let running = |of: Of| book.running(of, &session.person, look.now);
        let open = running(Of::Paper(n)).or_else(|| running(Of::Party(party.n))).ok_or_else(|| not_open(&look))?;
        let mut names = look.names.clone();
        names.opened.extend(desk.opened(party.fields.values()).await?);
        let show = Show { names: &names, ..look.show() };
        // The first field is the name, the next that is written in words says where to write.
        let in_words = |types: &[FieldType]| {
            types.is_empty() || types.iter().any(|t| matches!(t, FieldType::Text | FieldType::Place))
        };
        let fields = kind.fields.iter().filter(|(_, field)| in_words(&field.types));
        let mut given = fields.filter_map(|(id, _)| {
            let said = show.party_field(kind, id, party.fields.get(id)?);
            (!said.sealed && !said.text.is_empty()).then_some(said.text)
        });
        let (name, address) = (given.next().ok_or(Rejection::NotFound)?, given.next().unwrap_or_default());
        let entered = mail.get("sender").and_then(|id| look.loaded.office.setting(&regulation.id, id, self.now()));
        let sender = match entered {
            Some(Value::Text(text)) => Some(text.clone()).filter(|text| !text.trim().is_empty()),
            _ => None,
        };
        let read = Read::Paper { paper: paper.to_owned(), copy, purpose: Some(open.purpose.clone()) };
        self.record_opened(case, &session.person, open, read).await?;
        let says = |key: &str, word: &str| mail.get(key).is_some_and(|said| said == word);
        let (plain, registered) = (says("envelope", PLAIN), says("class", REGISTERED));
        let office = (!plain).then(|| look.names.office.clone());
        Ok(EnvelopeView { name, address, registered, sender, office })
    }
}

fn party(who: &Principal) -> Option<u32> {
    if let Principal::Party(n) = who { Some(*n) } else { None }
}

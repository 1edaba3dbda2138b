//! Matters that can be brought, and cases that are begun.

use std::sync::Arc;

use dengwen_case::{Actor, Begin, Case, RowKey};
use dengwen_regulation::model::{FieldType, Id, Lang, Regulation, ShapeRef};

use crate::{
    act::{Beginning, counting, refused_not_live},
    actor,
    desk::Desk,
    engine,
    fault::Fault,
    incoming::{self, takes},
    keep_out::{self, KEEP_OUT, KeepOut},
    office::Office,
    show::{Show, Viewer},
    view::{FormView, MatterView, OfficeView, Performed, Receipt, Rejection, Sent, Session},
};

/// A matter as it stands in an address: the regulation, and the act where it has several that begin.
struct Matter {
    regulation: Arc<Regulation>,
    act: Option<Id>,
}

/// An act that begins a case, with the way in.
pub(crate) struct Entrance {
    pub(crate) channel: Option<Id>,
    pub(crate) begin: Begin,
}

impl Desk {
    fn matter(&self, office: &Office, matter: &str) -> Result<Matter, Rejection> {
        let (id, act) = matter.split_once('~').map_or((matter, None), |(id, act)| (id, Some(Id::from(act))));
        if !office.regulations.iter().any(|one| one == id) {
            return Err(Rejection::NotFound);
        }
        Ok(Matter { regulation: self.regulation_of(office, id)?, act })
    }

    /// All ways by which somebody may begin a case under a regulation: each way in with each act.
    pub(crate) async fn entrances(
        &self,
        office: &Office,
        regulation: &Regulation,
        actor: &Actor,
    ) -> Result<Vec<Entrance>, Fault> {
        let mut all = Vec::new();
        for channel in ways(regulation) {
            all.extend(self.entrances_by(office, regulation, actor, channel).await?);
        }
        Ok(all)
    }

    /// The ways to begin a case of somebody's that come in by one channel.
    async fn entrances_by(
        &self,
        office: &Office,
        regulation: &Regulation,
        actor: &Actor,
        channel: Option<Id>,
    ) -> Result<Vec<Entrance>, Fault> {
        let begins = engine::begins(self, office, regulation, channel.as_ref(), actor, self.now()).await?;
        Ok(begins.into_iter().map(|begin| Entrance { channel: channel.clone(), begin }).collect())
    }

    /// The first way of each act that is open to the public.
    pub(crate) async fn public_entrances(
        &self,
        office: &Office,
        regulation: &Regulation,
    ) -> Result<Vec<Entrance>, Fault> {
        let mut found: Vec<Entrance> = Vec::new();
        for entrance in self.entrances(office, regulation, &actor::public()).await? {
            if !found.iter().any(|known| known.begin.act == entrance.begin.act) {
                found.push(entrance);
            }
        }
        Ok(found)
    }

    async fn public_entrance(&self, office: &Office, matter: &Matter) -> Result<Entrance, Rejection> {
        let all = self.public_entrances(office, &matter.regulation).await?;
        let wanted = |entrance: &Entrance| matter.act.as_ref().is_none_or(|act| *act == entrance.begin.act);
        all.into_iter().find(wanted).ok_or(Rejection::NotFound)
    }

    /// The portal's start: all offices.
    ///
    /// # Errors
    /// [`Rejection::Away`] or [`Rejection::Fault`].
    pub async fn offices(&self, lang: Lang) -> Result<Vec<OfficeView>, Rejection> {
        let mut all = Vec::new();
        for id in self.office_ids().await? {
            match self.office(&id, lang).await {
                Ok(office) => all.push(office),
                Err(away @ Rejection::Away(_)) => return Err(away),
                // What is wrong with one office is in the log, and keeps nobody from the others.
                Err(_) => {}
            }
        }
        Ok(all)
    }

    /// Does the database answer: who is told that something is not there must know that it was looked for.
    ///
    /// # Errors
    /// [`Rejection::Away`] or [`Rejection::Fault`].
    pub async fn answers(&self) -> Result<(), Rejection> {
        Ok(self.store().ping().await?)
    }

    /// One office with its matters.
    ///
    /// # Errors
    /// [`Rejection::NotFound`], [`Rejection::Away`] or [`Rejection::Fault`].
    pub async fn office(&self, id: &str, lang: Lang) -> Result<OfficeView, Rejection> {
        let office = self.office_or_not_found(id).await?;
        let mut matters = Vec::new();
        for regulation in self.regulations_of(&office) {
            matters.extend(self.matters(&office, &regulation, lang).await?);
        }
        let name = office.name.in_lang(lang).to_owned();
        let (places, draft_days) = (office.portal.places.clone(), office.portal.draft_days);
        let figures = !office.portal.figures.is_empty();
        let public = self.shows_papers(&office);
        Ok(OfficeView { id: office.id.clone(), name, matters, places, draft_days, figures, public })
    }

    async fn matters(&self, office: &Office, regulation: &Regulation, lang: Lang) -> Result<Vec<MatterView>, Fault> {
        let entrances = self.public_entrances(office, regulation).await?;
        let gates = self.gates(office, regulation).await?;
        let closed = self.why_closed(office, regulation, entrances.is_empty() && gates.is_empty(), lang);
        let view = |id: String, begin: Option<&Begin>| {
            let at = begin.and_then(|begin| begin.kind.clone()).map_or(ShapeRef::Main, ShapeRef::Kind);
            let mut view = self.with_show(office, regulation, lang, |show| show.matter_view(&id, &at, closed.clone()));
            // A way that the act does not take is one within the office.
            view.ways.retain(|way| begin.is_none_or(|begin| takes(regulation, &begin.act, &way.id)));
            view
        };
        let begins: Vec<&Begin> =
            entrances.iter().map(|one| &one.begin).chain(gates.iter().map(|gate| &gate.begin)).collect();
        if begins.len() < 2 {
            return Ok(vec![view(regulation.id.to_string(), begins.first().copied())]);
        }
        Ok(begins.into_iter().map(|begin| view(format!("{}~{}", regulation.id, begin.act), Some(begin))).collect())
    }

    /// Why nobody can hand in a matter on the portal.
    fn why_closed(&self, office: &Office, regulation: &Regulation, none: bool, lang: Lang) -> Option<String> {
        let (zh, en) = if !office.open_blanks(regulation).is_empty() {
            (
                "本单位尚未补全制度中留空之处，暂不受理",
                "the office has not yet filled in what the regulation leaves open",
            )
        } else if none {
            ("按制度由本单位人员登记，请当面、来电或来信提出", "registered by the staff: please come, call or write")
        } else {
            return None;
        };
        Some(if lang == Lang::Zh { zh } else { en }.to_owned())
    }

    /// Words of a regulation without a case.
    pub(crate) fn with_show<T>(
        &self,
        office: &Office,
        regulation: &Regulation,
        lang: Lang,
        words: impl FnOnce(Show<'_>) -> T,
    ) -> T {
        let (names, case) = (self.office_names(office, lang), Case::empty(""));
        let (calendar, counting) = (office.calendar(regulation), counting(regulation));
        let now = self.now();
        words(Show { regulation, case: &case, names: &names, calendar: &calendar, counting: &counting, lang, now })
    }

    /// The public form of a matter.
    ///
    /// # Errors
    /// [`Rejection::NotFound`] if the matter is not open to the public.
    pub async fn intake(&self, office: &str, matter: &str, lang: Lang) -> Result<FormView, Rejection> {
        let office = self.office_or_not_found(office).await?;
        let matter = self.matter(&office, matter)?;
        match self.public_entrance(&office, &matter).await {
            Ok(entrance) => {
                let form = self.entrance_form(&office, &matter.regulation, &entrance, lang)?;
                let mut form = self.with_show(&office, &matter.regulation, lang, |show| show.for_public(form));
                form.fields.push(keep_out::asked_outside(lang));
                Ok(form)
            }
            Err(Rejection::NotFound) => {
                let gate = self.gate(&office, &matter.regulation, matter.act.as_ref()).await?;
                self.gate_form(&office, &matter.regulation, &gate, lang).ok_or(Rejection::NotFound)
            }
            Err(other) => Err(other),
        }
    }

    /// What is wrong with what was typed into the form of a matter so far: key and instruction. Nothing is written.
    ///
    /// # Errors
    /// [`Rejection::NotFound`] if the matter is not open to the public.
    pub async fn intake_wrong(
        &self,
        office: &str,
        matter: &str,
        sent: &Sent,
        lang: Lang,
    ) -> Result<Vec<(String, String)>, Rejection> {
        let asked = self.intake(office, matter, lang).await?;
        let office = self.office_or_not_found(office).await?;
        let matter = self.matter(&office, matter)?;
        let act = match self.public_entrance(&office, &matter).await {
            Ok(entrance) => entrance.begin.act,
            Err(Rejection::NotFound) => self.gate(&office, &matter.regulation, matter.act.as_ref()).await?.begin.act,
            Err(other) => return Err(other),
        };
        match self.checked(&office, &matter.regulation, &act, (&asked, ""), sent, lang) {
            Ok(_) => Ok(Vec::new()),
            Err(Rejection::Invalid(wrong)) => Ok(wrong),
            Err(Rejection::Upload(key, text)) => Ok(vec![(key, text)]),
            Err(other) => Err(other),
        }
    }

    fn entrance_form(
        &self,
        office: &Office,
        regulation: &Regulation,
        entrance: &Entrance,
        lang: Lang,
    ) -> Result<FormView, Rejection> {
        self.with_show(office, regulation, lang, |show| show.beginning(&entrance.begin)).ok_or(Rejection::NotFound)
    }

    pub(crate) async fn office_or_not_found(&self, id: &str) -> Result<Arc<Office>, Rejection> {
        self.office_state(id).await.map_err(|fault| match fault {
            Fault::OfficeUnknown(_) => Rejection::NotFound,
            fault => fault.into(),
        })
    }

    /// Hands a matter in.
    ///
    /// # Errors
    /// [`Rejection`] with all that stands in the way.
    pub async fn submit(&self, office: &str, matter: &str, sent: Sent, lang: Lang) -> Result<Receipt, Rejection> {
        self.submit_by(office, matter, "", sent, lang).await
    }

    /// The field of a matter's form that asks for a place, and the place at which the poster hangs that led to it (`way.place`).
    /// Nothing where the regulation asks for none, or the office has no such place.
    pub async fn poster_place(&self, office: &str, matter: &str, by: &str, lang: Lang) -> Option<(String, String)> {
        let (_, place) = by.split_once('.')?;
        let form = self.intake(office, matter, lang).await.ok()?;
        let office = self.office_state(office).await.ok()?;
        let place = office.portal.places.iter().find(|known| known.id() == place)?.name.clone();
        let regulation = self.matter(&office, matter).ok()?.regulation;
        let asks = |key: &str| {
            let mut fields = regulation.shapes().filter_map(|(_, shape)| shape.fields.get(key));
            fields.any(|field| field.types.contains(&FieldType::Place))
        };
        form.fields.into_iter().find(|field| asks(&field.key)).map(|field| (field.key, place))
    }

    /// Hands a matter in that came by this way (`way`, or `way.place`), such as a poster at a counter; by the usual way where it is
    /// none for this matter.
    ///
    /// # Errors
    /// As [`Desk::submit`].
    pub async fn submit_by(
        &self,
        office: &str,
        matter: &str,
        way: &str,
        sent: Sent,
        lang: Lang,
    ) -> Result<Receipt, Rejection> {
        let way = way.split_once('.').map_or(way, |(way, _)| way);
        let office = self.office_or_not_found(office).await?;
        let matter = self.matter(&office, matter)?;
        let entrance = match self.public_entrance(&office, &matter).await {
            Err(Rejection::NotFound) => {
                let gate = self.gate(&office, &matter.regulation, matter.act.as_ref()).await?;
                let gate = gate.by(&matter.regulation, way);
                return self.hand_in(&office, &matter.regulation, &gate, &sent, lang).await;
            }
            entrance => {
                let usual = entrance?;
                let all = self.entrances(&office, &matter.regulation, &actor::public()).await?;
                let same = |one: &Entrance| {
                    one.begin.act == usual.begin.act && one.channel.as_ref().is_some_and(|id| id.as_str() == way)
                };
                all.into_iter().find(same).unwrap_or(usual)
            }
        };
        let words: Vec<&str> =
            sent.typed.iter().filter(|(key, _)| key == KEEP_OUT).map(|(_, text)| text.trim()).collect();
        let kept = KeepOut { whom: keep_out::meant(&office, &matter.regulation, &sent.typed), words: words.join("\n") };
        let begun = self.begun(&office, &matter.regulation, &entrance, (&sent, kept), actor::public(), lang).await?;
        let follows = |show: Show<'_>| show.follows_outside(&RowKey::main(), &entrance.begin.act);
        let next = incoming::begun(self.with_show(&office, &matter.regulation, lang, follows), lang);
        // It was received, with a statement or without.
        let statement = self.statement(&begun.0).await.unwrap_or_default();
        Ok(Receipt { number: begun.1.number, code: begun.0, next, statement })
    }

    async fn begun(
        &self,
        office: &Arc<Office>,
        regulation: &Arc<Regulation>,
        entrance: &Entrance,
        (sent, keep_out): (&Sent, KeepOut),
        actor: Actor,
        lang: Lang,
    ) -> Result<(String, Done), Rejection> {
        if !office.open_blanks(regulation).is_empty() {
            return Err(refused_not_live(lang));
        }
        let beginning = Beginning {
            office: Arc::clone(office),
            regulation: Arc::clone(regulation),
            act: entrance.begin.act.clone(),
            channel: entrance.channel.clone(),
            sent,
            actor,
            lang,
            handover: None,
            keep_out,
        };
        let begun = self.begin_case(beginning).await?;
        let case = &begun.loaded.case;
        Ok((begun.code, Done { case: case.id.clone(), number: case.number.clone(), since: 0 }))
    }

    /// What somebody may register: matter, way in, and what it is called.
    ///
    /// # Errors
    /// [`Rejection::Away`] or [`Rejection::Fault`] if that could not be looked up.
    pub async fn begins(&self, session: &Session, lang: Lang) -> Result<Vec<(String, String, String)>, Rejection> {
        let (office, actor) = self.seat(session).await?;
        let actor = actor.unless(&[]);
        let mut all = Vec::new();
        let regulations: Vec<_> = self.regulations_of(&office);
        for regulation in &regulations {
            let entrances = self.entrances(&office, regulation, &actor).await?;
            let several =
                entrances.iter().any(|one| entrances.first().is_some_and(|first| first.begin.act != one.begin.act));
            for entrance in entrances {
                let channel = entrance.channel.as_ref().and_then(|id| regulation.channels.get(id));
                let way = channel.map_or_else(String::new, |channel| format!(" · {}", channel.label.in_lang(lang)));
                // Where there are several regulations, each says whose way it is.
                let whose = if regulations.len() > 1 {
                    format!("{} · ", regulation.title.in_lang(lang))
                } else {
                    String::new()
                };
                let label = format!("{whose}{}{way}", entrance.begin.label.in_lang(lang));
                let id = regulation.id.to_string();
                let matter = if several { format!("{id}~{}", entrance.begin.act) } else { id };
                all.push((matter, entrance.channel.map_or_else(|| "-".to_owned(), |id| id.to_string()), label));
            }
        }
        Ok(all)
    }

    async fn inside_entrance(
        &self,
        session: &Session,
        matter: &str,
        channel: &str,
    ) -> Result<(Arc<Office>, Actor, Matter, Entrance), Rejection> {
        let (office, actor) = self.seat(session).await?;
        let actor = actor.unless(&[]);
        let matter = self.matter(&office, matter)?;
        let mut ways = ways(&matter.regulation).into_iter();
        let way = ways.find(|way| way.as_ref().map_or("-", Id::as_str) == channel).ok_or(Rejection::Forbidden)?;
        let entrances = self.entrances_by(&office, &matter.regulation, &actor, way).await?;
        let by = |entrance: &Entrance| matter.act.as_ref().is_none_or(|act| *act == entrance.begin.act);
        let entrance = entrances.into_iter().find(by).ok_or(Rejection::Forbidden)?;
        Ok((office, actor, matter, entrance))
    }

    /// The office and the regulation under which somebody may register a matter that comes in this way.
    pub(crate) async fn may_register(
        &self,
        session: &Session,
        matter: &str,
        channel: &str,
    ) -> Result<(Arc<Office>, Arc<Regulation>), Rejection> {
        let (office, _, matter, _) = self.inside_entrance(session, matter, channel).await?;
        Ok((office, matter.regulation))
    }

    /// The form for registering a letter, call or visit on behalf of a person.
    ///
    /// # Errors
    /// [`Rejection::Forbidden`] if it is not for this person to do.
    pub async fn begin_form(
        &self,
        session: &Session,
        matter: &str,
        channel: &str,
        lang: Lang,
    ) -> Result<FormView, Rejection> {
        let (office, _, matter, entrance) = self.inside_entrance(session, matter, channel).await?;
        let mut form = self.entrance_form(&office, &matter.regulation, &entrance, lang)?;
        form.fields.push(keep_out::asked_inside(&office, &[], lang));
        Ok(form)
    }

    /// Registers a letter, call or visit on behalf of a person.
    ///
    /// # Errors
    /// [`Rejection`] with all that stands in the way.
    pub async fn begin(
        &self,
        session: &Session,
        matter: &str,
        channel: &str,
        sent: Sent,
        lang: Lang,
    ) -> Result<Performed, Rejection> {
        let desk = self.seated_by(session);
        let (office, actor, matter, entrance) = desk.inside_entrance(session, matter, channel).await?;
        let mut sent = sent;
        let whom = keep_out::chosen(&office, &actor, &mut sent.typed, false, lang)?;
        let kept = KeepOut { whom, words: String::new() };
        let (code, done) = desk.begun(&office, &matter.regulation, &entrance, (&sent, kept), actor, lang).await?;
        let told = desk.what_happened(&done, Viewer::staff(dengwen_regulation::model::Sees::Facts), lang).await?;
        Ok(Performed { case: done.case, number: done.number, told, code: Some(code) })
    }
}

/// A case after something was done, and the commit before it.
#[derive(Debug, Clone)]
pub(crate) struct Done {
    pub(crate) case: String,
    pub(crate) number: Option<String>,
    pub(crate) since: u64,
}

/// The channels by which something comes in; none where the regulation tells no channels apart.
fn ways(regulation: &Regulation) -> Vec<Option<Id>> {
    let channels: Vec<Option<Id>> = offered(regulation).cloned().map(Some).collect();
    if channels.is_empty() { vec![None] } else { channels }
}

/// The ways in that are offered.
fn offered(regulation: &Regulation) -> impl Iterator<Item = &Id> {
    regulation.channels.iter().filter(|(_, channel)| !channel.rule.off).map(|(id, _)| id)
}

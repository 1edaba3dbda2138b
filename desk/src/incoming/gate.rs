//! Which matters come in this way, and by which act they would begin.

use dengwen_case::{Actor, Begin, Principal};
use dengwen_regulation::model::{Begins, Id, Lang, Regulation, Side};

use super::form;
use crate::{
    act::begin_act,
    desk::Desk,
    engine,
    fault::Fault,
    keep_out,
    office::Office,
    view::{FormView, Rejection},
};

/// What the way in over the web is called where a regulation has one.
const WEB: [&str; 9] = ["online", "web", "website", "portal", "network", "internet", "net", "app", "e_portal"];

/// An act of the staff that begins a case, as a person outside finds it.
pub(crate) struct Gate {
    pub(crate) begin: Begin,
    /// The way in that is meant for the web, if the regulation has one.
    pub(crate) channel: Option<Id>,
}

impl Gate {
    /// The same by this way in, if the act takes in what comes by it.
    pub(crate) fn by(self, regulation: &Regulation, way: &str) -> Self {
        let known = regulation.channels.iter().find(|(id, channel)| id.as_str() == way && !channel.rule.off);
        match known.filter(|_| takes(regulation, &self.begin.act, way)) {
            Some((id, _)) => Self { channel: Some(id.clone()), ..self },
            None => self,
        }
    }

    /// What a person outside calls it: the kind of case, else the case.
    pub(crate) fn label(&self, regulation: &Regulation, lang: Lang) -> String {
        self.begin.kind_label.as_ref().unwrap_or(&regulation.case_label).in_lang(lang).to_owned()
    }
}

/// Does an act take in what comes by this way.
pub(crate) fn takes(regulation: &Regulation, act: &Id, way: &str) -> bool {
    begin_act(regulation, act).is_some_and(|(_, act)| match &act.begins {
        Begins::Channels(channels) => channels.iter().any(|id| id.as_str() == way),
        Begins::Any | Begins::No => true,
    })
}

/// The way in that is meant for the web.
fn web_channel(regulation: &Regulation, act: &Id) -> Option<Id> {
    let (_, act) = begin_act(regulation, act)?;
    let open = |id: &&Id| match &act.begins {
        Begins::Channels(channels) => channels.contains(id),
        Begins::Any | Begins::No => true,
    };
    regulation.channels.keys().filter(open).find(|id| WEB.contains(&id.as_str())).cloned()
}

/// The engine itself: to it every act that begins a case is shown.
fn system() -> Actor {
    Actor { principals: vec![Principal::System], ..Actor::default() }
}

impl Desk {
    /// For the case, and each kind of it that nobody outside can begin: the act that takes in what a person says.
    pub(crate) async fn gates(&self, office: &Office, regulation: &Regulation) -> Result<Vec<Gate>, Fault> {
        let public = self.public_entrances(office, regulation).await?;
        let begins = engine::begins(self, office, regulation, None, &system(), self.now()).await?;
        let mut gates: Vec<Gate> = Vec::new();
        let mut kinds: Vec<Option<Id>> = Vec::new();
        for begin in &begins {
            if !kinds.contains(&begin.kind) {
                kinds.push(begin.kind.clone());
            }
        }
        for kind in kinds {
            if public.iter().any(|entrance| entrance.begin.kind == kind) {
                continue;
            }
            let of_case = |begin: &&Begin| {
                begin.kind == kind && (kind.is_some() || regulation.main.acts.contains_key(&begin.act))
            };
            let Some(act) = chosen(regulation, begins.iter().filter(of_case)) else { continue };
            let channel = web_channel(regulation, &act);
            let begins = engine::begins(self, office, regulation, channel.as_ref(), &system(), self.now()).await?;
            gates.extend(begins.into_iter().find(|begin| begin.act == act).map(|begin| Gate { begin, channel }));
        }
        gates.retain(|gate| {
            self.gate_form(office, regulation, gate, Lang::Zh).is_some_and(|form| !form.fields.is_empty())
        });
        Ok(gates)
    }

    /// The gate of a matter: the one of this act, or the first.
    pub(crate) async fn gate(
        &self,
        office: &Office,
        regulation: &Regulation,
        act: Option<&Id>,
    ) -> Result<Gate, Rejection> {
        let all = self.gates(office, regulation).await?;
        all.into_iter().find(|gate| act.is_none_or(|act| gate.begin.act == *act)).ok_or(Rejection::NotFound)
    }

    /// What a person outside is asked.
    pub(crate) fn gate_form(
        &self,
        office: &Office,
        regulation: &Regulation,
        gate: &Gate,
        lang: Lang,
    ) -> Option<FormView> {
        let whole = self.with_show(office, regulation, lang, |show| {
            show.beginning(&gate.begin).map(|form| show.for_public(form))
        })?;
        let (shape, act) = begin_act(regulation, &gate.begin.act)?;
        let mut form = form::outside(regulation, shape, act, whole);
        if !form.fields.is_empty() {
            form.fields.push(keep_out::asked_outside(lang));
        }
        Some(form)
    }
}

/// The first act that asks who complains; else the first that asks for nobody at all.
fn chosen<'b>(regulation: &Regulation, begins: impl Iterator<Item = &'b Begin> + Clone) -> Option<Id> {
    let parties = |begin: &Begin| -> Vec<Option<Side>> {
        let kinds = begin.form.iter().filter_map(|ask| ask.key.strip_prefix("party.").map(str::to_owned));
        kinds.map(|kind| regulation.parties.get(kind.as_str()).map(|party| party.side)).collect()
    };
    let complaining = begins.clone().find(|begin| parties(begin).contains(&Some(Side::Complaining)));
    complaining.or_else(|| begins.clone().find(|begin| parties(begin).is_empty())).map(|begin| begin.act.clone())
}

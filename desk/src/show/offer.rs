//! What the engine offers, as forms and as acts that are closed with the reason.

use dengwen_case::{Ask as Asked, Begin, Code, Offer, OfferState, OptionOffer, Refusal, RowKey};
use dengwen_regulation::model::{Act, Id, Input, InputWhat};

use super::{
    Show,
    form::{Ask, AskOption, OpenAct},
};
use crate::view::{Cited, ClosedView, FormView, Refused};

impl Show<'_> {
    /// The form of an open act; `None` for a closed one.
    #[must_use]
    pub fn offered(&self, offer: &Offer) -> Option<FormView> {
        let OfferState::Open { form, options, warnings } = &offer.state else { return None };
        let act = self.act(&offer.row, &offer.act)?;
        let mut view = self.form(&self.open(&offer.act, act, &offer.row, (form, options)));
        view.warnings.extend(warnings.iter().map(|warning| self.refusal(warning)));
        if let Some(party) = offer.on_behalf_of {
            let party = self.party(party);
            view.label = self
                .either(format!("{}（代{party}录入）", view.label), format!("{} (entered for {party})", view.label));
        }
        Some(view)
    }

    /// The form that begins a case, or opens a row of a register.
    #[must_use]
    pub fn beginning(&self, begin: &Begin) -> Option<FormView> {
        let (of, name) = begin.act.split_once('.').unwrap_or(("", &begin.act));
        let shape = match (&begin.kind, of) {
            (Some(kind), _) => self.regulation.kinds.get(kind)?,
            (None, "") => &self.regulation.main,
            (None, register) => &self.regulation.registers.get(register)?.shape,
        };
        let act = shape.acts.get(name)?;
        let mut view = self.form(&self.open(&begin.act, act, &RowKey::main(), (&begin.form, &begin.options)));
        if let Some(kind) = &begin.kind_label {
            view.label = format!("{}{}{}", self.text(kind), self.pick("：", ": "), view.label);
        }
        Some(view)
    }

    fn open<'o>(
        &self,
        id: &'o Id,
        act: &'o Act,
        row: &RowKey,
        (form, options): (&[Asked], &[OptionOffer]),
    ) -> OpenAct<'o> {
        let asks = form.iter().map(|asked| ask(act, asked)).collect();
        let options = options.iter().filter_map(|offered| {
            let (id, option) = act.choose.get_key_value(&offered.option)?;
            let own = |asked: &&Asked| !form.iter().any(|known| known.key == asked.key);
            let asks = offered.form.iter().filter(own).map(|asked| ask(act, asked)).collect();
            Some(AskOption { id, option, asks, closed: self.refusals(&offered.closed) })
        });
        OpenAct { id, act, row: row.clone(), asks, options: options.collect(), warnings: Vec::new() }
    }

    /// An act that is closed, and why.
    #[must_use]
    pub fn closed(&self, offer: &Offer) -> Option<ClosedView> {
        let OfferState::Closed(refusals) = &offer.state else { return None };
        let mut instead: Vec<String> = Vec::new();
        for label in refusals.iter().flat_map(|refusal| self.instead(&offer.row, refusal)) {
            if !instead.contains(&label) {
                instead.push(label);
            }
        }
        Some(ClosedView {
            act: offer.act.to_string(),
            label: self.start(self.titled(&self.text(&offer.label), &offer.row)),
            why: self.refusals(refusals),
            instead,
        })
    }

    /// A refusal in words, as the desk hands it to the web.
    #[must_use]
    pub fn refused(&self, row: &RowKey, refusal: &Refusal) -> Refused {
        Refused { code: refusal.code().to_owned(), cited: self.refusal(refusal), instead: self.instead(row, refusal) }
    }

    /// What stands in the way, and the article.
    #[must_use]
    pub fn refusal(&self, refusal: &Refusal) -> Cited {
        self.citing(self.text(&refusal.label), refusal.article.as_ref(), refusal.reading.as_ref())
    }

    fn refusals(&self, all: &[Refusal]) -> Vec<Cited> {
        all.iter().map(|refusal| self.refusal(refusal)).collect()
    }

    /// What can be done instead.
    #[must_use]
    pub fn instead(&self, row: &RowKey, refusal: &Refusal) -> Vec<String> {
        refusal.remedy.iter().map(|act| self.act_label(row, act)).collect()
    }

    /// Warnings that were told, put on the form so that it can go on with a reason.
    #[must_use]
    pub fn with_warnings(&self, mut form: FormView, refusals: &[Refusal]) -> FormView {
        let warned = refusals.iter().filter(|refusal| refusal.code == Code::Warned);
        form.warnings.extend(warned.map(|refusal| self.refusal(refusal)));
        form
    }
}

/// What the engine asks, as the regulation has it.
fn ask(act: &Act, asked: &Asked) -> Ask {
    let options = act.choose.values().flat_map(|option| &option.input);
    let found = |input: &&Input| input.what.key() == asked.key;
    match act.input.iter().chain(options).find(found) {
        Some(input) => Ask { must: asked.must, ..Ask::from(input) },
        None => Ask { what: what_of(&asked.key), must: asked.must, rule: Default::default() },
    }
}

/// What a key names that the act does not ask by itself: fields of the row it opens, what the way in or a paper wants.
fn what_of(key: &str) -> InputWhat {
    match key.split_once('.') {
        Some(("class", id)) => InputWhat::Class(Id::from(id)),
        Some(("party", id)) => InputWhat::Party(Id::from(id)),
        Some(("role", id)) => InputWhat::Role(Id::from(id)),
        Some(("document", id)) => InputWhat::Document(Id::from(id)),
        _ => InputWhat::Field(Id::from(key)),
    }
}

//! Why an act did not go through, in words.

use dengwen_calendar::Counting;
use dengwen_case::{Code, Refusal};
use dengwen_regulation::model::{Lang, Regulation};

use super::decide::Stop;
use crate::{
    desk::Desk,
    view::{Cited, Refused, Rejection},
};

/// How an organisation counts, as its regulation says.
pub(crate) fn counting(regulation: &Regulation) -> Counting {
    let own = &regulation.organisation;
    let base = Counting::default();
    Counting {
        week: own.week,
        hours: own.hours.clone().unwrap_or(base.hours),
        precision: own.precision,
        roll: own.public,
        zone: base.zone,
    }
}

impl Desk {
    /// Why an act did not go through, in words.
    pub(crate) async fn in_words(&self, stop: Stop, regulation: &Regulation, shown: u64, lang: Lang) -> Rejection {
        match stop {
            Stop::Fault(fault) => fault.into(),
            Stop::Refused(refusals) => refused(regulation, &refusals, lang),
            Stop::Changed { case, actor } => match self.look(&case, &actor, lang).await {
                Ok(look) => Rejection::Changed(look.changed_since(shown)),
                Err(rejection) => rejection,
            },
        }
    }
}

/// Refusals as a page shows them: what is missing goes to its field, the rest names article and remedy.
pub(crate) fn refused(regulation: &Regulation, refusals: &[Refusal], lang: Lang) -> Rejection {
    // Somebody else who was chosen and must stay out stands at the field where they were chosen.
    let themselves = |refusal: &Refusal| match refusal.code {
        Code::NotByYou => true,
        Code::Barred => refusal.fields.is_empty(),
        _ => false,
    };
    if refusals.iter().any(themselves) {
        return Rejection::Forbidden;
    }
    let of_fields =
        |refusal: &Refusal| matches!(refusal.code, Code::InputMissing | Code::InputWrong | Code::OptionMissing);
    if refusals.iter().all(|refusal| of_fields(refusal) && !refusal.fields.is_empty()) {
        let text = |refusal: &Refusal| refusal.label.in_lang(lang).to_owned();
        let all =
            refusals.iter().flat_map(|refusal| refusal.fields.iter().map(move |key| (on_form(key), text(refusal))));
        return Rejection::Invalid(all.collect());
    }
    Rejection::Refused(refusals.iter().map(|refusal| one_in_words(regulation, refusal, lang)).collect())
}

/// The key of a field as forms have it: the engine names the field of a party without the number of the party.
fn on_form(key: &str) -> String {
    let parts: Vec<&str> = key.split('.').collect();
    match parts.as_slice() {
        ["party", kind, field] if !field.chars().all(|c| c.is_ascii_digit()) => format!("party.{kind}.0.{field}"),
        _ => key.to_owned(),
    }
}

/// A refusal with its article and what can be done instead.
fn one_in_words(regulation: &Regulation, refusal: &Refusal, lang: Lang) -> Refused {
    let label = |act: &dengwen_regulation::model::Id| {
        let found = regulation.shapes().find_map(|(_, shape)| shape.acts.get(act));
        found.map_or_else(|| act.to_string(), |act| act.label.in_lang(lang).to_owned())
    };
    Refused {
        code: refusal.code().to_owned(),
        cited: Cited {
            text: refusal.label.in_lang(lang).to_owned(),
            article: refusal.article.clone(),
            reading: refusal.reading.as_ref().map(|reading| reading.in_lang(lang).to_owned()),
        },
        instead: refusal.remedy.iter().map(label).collect(),
    }
}

/// What the regulation leaves open has not been confirmed; nothing can begin under it yet.
pub(crate) fn refused_not_live(lang: Lang) -> Rejection {
    let text = match lang {
        Lang::Zh => "制度中有留空之处尚未确认，暂不能立件，请管理员在“制度”页逐项确认",
        Lang::En => {
            "what the regulation leaves open is not confirmed yet and nothing can begin: an administrator confirms it on the page of the regulation"
        }
    };
    let cited = Cited { text: text.to_owned(), article: None, reading: None };
    Rejection::Refused(vec![Refused { code: "not_live".to_owned(), cited, instead: Vec::new() }])
}

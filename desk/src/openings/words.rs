//! Words about openings.

use dengwen_regulation::model::Lang;

use super::{
    Of,
    book::{Opening, Standing},
};
use crate::{
    look::Look,
    office::Office,
    show::{Show, words},
};

/// Names of people.
pub(super) fn names(office: &Office, people: &[String], lang: Lang) -> String {
    let all: Vec<String> = people.iter().map(|id| office.person_name(id)).collect();
    words::listed(&all, lang)
}

/// What is opened.
pub(super) fn what(look: &Look, of: Of) -> String {
    let show = look.show();
    match of {
        Of::Party(n) => match look.lang {
            Lang::Zh => format!("{}的身份", show.party(n)),
            Lang::En => format!("the identity of {}", show.party(n)),
        },
        Of::Paper(n) => look.loaded.case.paper(n).map_or_else(String::new, |paper| show.paper_title(paper)),
    }
}

/// How it stands now.
pub(super) fn state(one: &Opening, office: &Office, show: &Show<'_>) -> String {
    let second = one.second.as_ref().map(|(by, at)| (office.person_name(by), show.moment(*at)));
    match (&one.standing, second) {
        (Standing::Waiting, _) => {
            let names = names(office, &one.whom, show.lang);
            either(show, format!("等待{names}同意"), format!("waits for {names}"))
        }
        (Standing::Refused(reason), Some((by, at))) => {
            either(show, format!("{by}于 {at} 未同意：{reason}"), format!("{by} did not agree on {at}: {reason}"))
        }
        (Standing::Open(until), _) if show.now < *until => {
            let until = show.moment(*until);
            either(show, format!("已启封，{until} 自动重新密封"), format!("open; closed again at {until}"))
        }
        (Standing::Open(until), _) => {
            let until = show.moment(*until);
            either(show, format!("已于 {until} 重新密封"), format!("closed again at {until}"))
        }
        (Standing::Refused(reason), None) => reason.clone(),
    }
}

pub(super) fn either(show: &Show<'_>, zh: String, en: String) -> String {
    if show.lang == Lang::Zh { zh } else { en }
}

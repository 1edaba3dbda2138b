//! What effects and moments of a regulation say, as the chart needs it.

use crate::model::{Effect, Id, Moment, MomentTerm, Moments, Target, What};

/// Stages of the case to which effects of a part lead.
pub(super) fn mains(does: &[Effect]) -> impl Iterator<Item = &Id> {
    does.iter().filter_map(|effect| match &effect.what {
        What::Go(Target::Main(id)) => Some(id),
        _ => None,
    })
}

pub(super) fn opens(effect: &Effect, id: &Id) -> bool {
    matches!(&effect.what, What::Open(opened) | What::Add(opened) if opened == id)
}

pub(super) fn article(rule: &crate::model::Rule) -> String {
    rule.article.clone().unwrap_or_default()
}

/// All moments of a list or of rows.
pub(super) fn moments(all: &Moments) -> Vec<&Moment> {
    let terms: Vec<&MomentTerm> = match all {
        Moments::None => Vec::new(),
        Moments::Any(terms) => terms.iter().collect(),
        Moments::Rows(rows) => rows.iter().flat_map(|row| &row.is).collect(),
    };
    terms
        .into_iter()
        .flat_map(|term| match term {
            MomentTerm::One(moment) => std::slice::from_ref(moment),
            MomentTerm::Earliest(all) | MomentTerm::Latest(all) => all,
        })
        .collect()
}

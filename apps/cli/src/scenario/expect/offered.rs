//! Expectations about what the actor may do now.

use dengwen_case::{Offer, OfferState};
use dengwen_desk::Fault;

use super::{
    super::{parse::row_name, run::by, story::Expect},
    Looking,
};

impl Looking<'_> {
    pub(super) async fn offered(&mut self, expect: &Expect) -> Result<(), Fault> {
        let Some(by) = self.step.acting.as_ref().and_then(|acting| by(acting, Some(self.case()))) else {
            self.fail("as", "有人 | somebody", "");
            return Ok(());
        };
        let offers = self.running.town.desk.offers(&self.case().id.clone(), &by).await?;
        match expect {
            Expect::Open(acts) => acts.iter().for_each(|act| self.open(&offers, act)),
            Expect::Hidden(acts) => {
                for act in acts {
                    if !self.names(act, |shape| shape.acts.keys()) {
                        self.fail("hidden", act, "制度里没有这一步 | no act of the regulation");
                    } else if !named(&offers, act).is_empty() {
                        self.fail("hidden", act, &states(&named(&offers, act)));
                    }
                }
            }
            Expect::Closed(acts) => acts.iter().for_each(|(act, article)| self.closed(&offers, act, article)),
            _ => {}
        }
        Ok(())
    }

    fn open(&mut self, offers: &[Offer], act: &str) {
        let found = named(offers, act);
        let option = option_of(offers, act);
        let open = found.iter().any(|offer| matches!(offer.state, OfferState::Open { .. }));
        if !open && !option.is_some_and(|closed| closed.is_empty()) {
            self.fail("open", act, &states(&found));
        }
    }

    fn closed(&mut self, offers: &[Offer], act: &str, article: &str) {
        let cites = |refusals: &&[dengwen_case::Refusal]| {
            refusals.iter().any(|one| one.article.as_deref().unwrap_or_default() == article)
        };
        let found = named(offers, act);
        let of_option = option_of(offers, act);
        let all = found.iter().filter_map(|offer| match &offer.state {
            OfferState::Closed(refusals) => Some(refusals.as_slice()),
            OfferState::Open { .. } => None,
        });
        match all.chain(of_option.as_deref()).find(cites) {
            Some(refusals) => self.hits.refused(refusals),
            None => self.fail(&format!("closed.{act}"), article, &states(&found)),
        }
    }
}

/// The offers of an act, of a part where one is named.
fn named<'o>(offers: &'o [Offer], name: &str) -> Vec<&'o Offer> {
    let (part, act) = name.rsplit_once('.').map_or((None, name), |(part, act)| (Some(part), act));
    let row = part.and_then(row_name);
    let here = |offer: &&Offer| match &row {
        None => true,
        Some(row) => *offer.row.part == *row.of && row.n.is_none_or(|n| offer.row.n == n),
    };
    offers.iter().filter(|offer| *offer.act == *act).filter(here).collect()
}

/// Why an option `act.option` cannot be chosen; empty: it can.
fn option_of(offers: &[Offer], name: &str) -> Option<Vec<dengwen_case::Refusal>> {
    let (act, option) = name.rsplit_once('.')?;
    let act = act.rsplit('.').next()?;
    offers.iter().filter(|offer| *offer.act == *act).find_map(|offer| match &offer.state {
        OfferState::Open { options, .. } => {
            options.iter().find(|one| *one.option == *option).map(|one| one.closed.clone())
        }
        OfferState::Closed(_) => None,
    })
}

fn states(offers: &[&Offer]) -> String {
    let one = |offer: &&Offer| match &offer.state {
        OfferState::Open { .. } => "可办 open".to_owned(),
        OfferState::Closed(refusals) => {
            let why: Vec<String> = refusals
                .iter()
                .map(|one| format!("{}（{}）", one.label.zh, one.article.as_deref().unwrap_or("")))
                .collect();
            format!("不可办 closed: {}", why.join("; "))
        }
    };
    if offers.is_empty() {
        "不显示 hidden".to_owned()
    } else {
        offers.iter().map(one).collect::<Vec<_>>().join("; ")
    }
}
